"""The page that takes voices in without network, its service worker and manifest, and the coordinator's page of phones."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samspil.features.voices import forms, queries, rules
from samspil.features.voices.actions import deposits as deposit_actions
from samspil.features.voices.alarm import queries as alarm
from samspil.features.voices.forms.offline import Bring, Capture, Ready
from samspil.features.voices.models import Deposit, Phone
from samspil.features.voices.queries import deposits
from samspil.features.voices.rules.deposits import Content
from samspil.paper.refusal import Refused
from samspil.spine import policy, visibility
from samspil.spine.models import Node
from samspil.spine.people import NOBODY, Actor
from samspil.web import deeds, pages
from samspil.web import forms as web_forms
from samspil.web.request import Request

LANGUAGE = "sprog"
SHOWN = 50  # voices in each of the two lists above the phones
GONE = gettext_lazy("Bidraget bliver aldrig åbnet, heller ikke når det kommer igen fra en kopi.")
# What the page is made of, and what lies on the phone with it.
FILES = (
    "web/dkfds.css",
    "web/samspil.css",
    "web/print.css",
    "web/icon.svg",
    "web/icon.png",
    "voices/voices.css",
    "voices/offline.css",
    "dkfds/js/dkfds.min.js",
    "dkfds/fonts/IBMPlexSans/split/woff2/IBMPlexSans-Regular-Latin1.woff2",
    "dkfds/fonts/IBMPlexSans/split/woff2/IBMPlexSans-SemiBold-Latin1.woff2",
    "web/app.js",
    "idb/umd.js",
    "voices/sealing.js",
    "voices/queue.js",
    "voices/offline.js",
)
_WORKER = Path(__file__).parents[1] / "static" / "voices" / "worker.js"
# Python's \w knows every letter; a browser's only those of English.
_LETTER = r"[\p{L}\p{N}_]"


@require_safe
def capture(request: Request) -> HttpResponse:
    """The page a phone keeps: the same for everybody, whoever is logged in. What is personal lies on the phone alone."""
    with translation.override(_language(request)):
        response = HttpResponse(_page(request))
    response["Cache-Control"] = "no-cache"
    return response


def _language(request: HttpRequest) -> str:
    asked = request.GET.get(LANGUAGE, "")
    return asked if asked in {"da", "en"} else translation.get_language() or "da"


def _page(request: HttpRequest) -> str:
    title, body = queries.consent_wording()
    language = translation.get_language()
    context = {
        "is_for_all": True,
        "user": AnonymousUser(),
        "actor": NOBODY,
        "pass_rest": None,
        "keys": "",
        "form": Capture(),
        "purposes": json.dumps(list(rules.PURPOSES)),
        "consent_title": title,
        "consent_body": body,
        "consent_version": queries.consent_version(),
        "form_version": rules.deposits.FORM,
        "alarm": rules.danger.ALARM.replace(r"\w", _LETTER),
        "most_photos": rules.deposits.MOST_PHOTOS,
        "piece": rules.deposits.PIECE,
        "largest": rules.deposits.LARGEST,
        "longest": rules.LONGEST_WORDS,
        "worker": f"{reverse('voices:worker')}?{LANGUAGE}={language}",
        "manifest": f"{reverse('voices:manifest')}?{LANGUAGE}={language}",
    }
    return render_to_string("voices/offline.html", context, request)


@require_safe
def worker(request: Request) -> HttpResponse:
    """The service worker of the page, with the names of the files it keeps; another whenever one of them has changed."""
    language = _language(request)
    page = f"{reverse('voices:offline')}?{LANGUAGE}={language}"
    with translation.override(language):
        drawn = _page(request)
    # A part of the page is another at each asking, and none of what it shows.
    stamp = hashlib.sha256(re.sub(r'nonce="[^"]*"', "", drawn).encode())
    names = []
    for name in FILES:
        if found := finders.find(name):
            stamp.update(Path(str(found)).read_bytes())
            names.append(static(name))

    shell = json.dumps({"version": stamp.hexdigest()[:16], "page": page, "files": names})
    body = f"self.SHELL = {shell};\n{_WORKER.read_text(encoding='utf-8')}"
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: Request) -> HttpResponse:
    """What a phone needs to put the page among its apps."""
    with translation.override(_language(request)):
        told = {
            "name": _("Samspil: bidrag uden net"),
            "short_name": _("Bidrag"),
            "lang": translation.get_language(),
            "start_url": reverse("voices:offline"),
            "scope": reverse("voices:offline"),
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#ffffff",
            "icons": [
                {"src": static("web/icon.svg"), "type": "image/svg+xml", "sizes": "any"},
                {"src": static("web/icon.png"), "type": "image/png", "sizes": "any"},
            ],
        }
    response = HttpResponse(json.dumps(told), content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response


def ready(request: Request) -> HttpResponse:
    """Make this phone ready. Its token stands on the next page alone, for the page's own script to put away."""
    policy.check_somewhere(request.actor, "add", "voice")
    source = _source(request)
    form = Ready(request.POST or None, actor=request.actor, initial={"within": source.within_id} if source else {})

    def do() -> tuple[Phone, str]:
        return deposit_actions.ready(by=request.actor, source=source, **form.values())

    if not web_forms.submitted(request, form, do):
        asks = {"heading": _("Gør telefonen klar til at tage imod bidrag uden net"), "button": _("Gør telefonen klar")}
        return web_forms.page(
            request, "voices/ready.html", {"form": form, "crumbs": _crumbs(), "source": source, **asks}
        )

    phone, token = form.result
    response = render(request, "voices/readied.html", {"access": _access(phone, token), "crumbs": _crumbs()})
    response["Cache-Control"] = "no-store"
    return response


def _access(phone: Phone, token: str) -> str:
    follows_up = phone.follows_up
    return json.dumps(
        {
            "phone": str(phone.pk),
            "token": token,
            "label": phone.label,
            "for": phone.within.name if phone.within else phone.organisation.name,
            "expires": phone.expires_at.isoformat(),
            "key": deposits.sealing_key(),
            "follows_up": follows_up.name if follows_up else "",
            "lines": [asdict(each) for house in alarm.call_now([phone.organisation_id]) for each in house.lines],
            "call": (follows_up.phone if follows_up else "") or phone.organisation.phone,
        }
    )


def _source(request: Request) -> Node | None:
    try:
        return visibility.node(request.actor, UUID(request.GET["fra"])) if "fra" in request.GET else None
    except ValueError:
        return None


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Bidrag"), reverse("voices:list"))]


def phones(request: Request) -> HttpResponse:
    """What still lies on phones, what waits for a person, what has begun to come, and the phones themselves."""
    actor = request.actor
    policy.check_somewhere(actor, "add", "voice")
    page = pages.page_of(request, deposits.phones(actor))
    context = {
        "crumbs": _crumbs(),
        "page": page,
        "on_phones": deposits.on_phones(actor),
        "held": deposits.numbered(deposits.held(actor)[:SHOWN]),
        "arriving": deposits.numbered(deposits.arriving(actor)[:SHOWN]),
        "now": timezone.now(),
        "sure": _("Telefonen kan ikke aflevere mere. Det, der ligger på den, bliver liggende, forseglet."),
        "gone": GONE,
    }
    return render(request, "voices/phones.html", context)


@require_POST
def stop(request: Request, pk: UUID) -> HttpResponse:
    """Stop a phone from handing in."""
    phone = deposits.phone(request.actor, pk)
    return deeds.pressed(
        request,
        lambda: deposit_actions.stop(by=request.actor, phone=phone),
        to=("voices:phones",),
        done=_("Telefonen kan ikke aflevere mere. Det, der ligger på den, er forseglet."),
    )


@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take a voice back before it was taken in."""
    deposit = deposits.taken_back(request.actor, pk)
    return deeds.pressed(
        request,
        lambda: deposit_actions.regret(by=request.actor, key=deposit.pk),
        to=("voices:phones",),
        done=_("Bidraget er trukket tilbage. Kommer det igen fra en telefon, bliver det ikke åbnet."),
    )


def held(request: Request, pk: UUID) -> HttpResponse:
    """A voice that waits for a person: what stands in it, why it waits, and the form that takes it in."""
    deposit = deposits.held_one(request.actor, pk)
    content = deposits.read_held(request.actor, deposit) if request.method != "POST" else None
    title, body = queries.consent_wording()
    return deeds.form(
        request,
        partial(forms.NewVoice, actor=request.actor, initial=_initial(content, deposit)),
        deposit_actions.take_up,
        on={"deposit": deposit},
        to=lambda sent: ("voices:detail", sent.result.node_id),
        done=_("Bidraget er taget imod."),
        template="voices/held.html",
        node=None,
        deposit=deposit,
        content=content,
        said_no_to=[rules.PURPOSES.get(key, key) for key, yes in content.answers.items() if not yes] if content else [],
        number=deposits.shown_number(deposit.pk),
        sure=GONE,
        consent_title=title,
        consent_body=body,
        call_now=alarm.call_now([deposit.organisation_id] if deposit.organisation_id else []),
        crumbs=[*_crumbs(), (_("Bidrag på telefoner"), reverse("voices:phones"))],
    )


def _initial(content: Content | None, deposit: Deposit) -> dict[str, Any]:
    begun: dict[str, Any] = {"within": deposit.within_id, "organisation": deposit.organisation_id}
    if content is None:
        return begun
    return {
        **begun,
        "words": content.words,
        "danger": content.danger,
        "role_label": content.role_label,
        "place": content.place,
        "purposes": content.purposes,
        "consent_form": content.consent_form,
        "source_method": content.method,
        "through": content.through,
        "channel": content.channel,
        "contact": content.contact,
    }


def bring(request: Request) -> HttpResponse:
    """Take in the file that a phone saved, one voice at a time, and say of each what came of it."""
    policy.check_somewhere(request.actor, "add", "voice")
    form, told = Bring(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > rules.deposits.LARGEST_FILE:
                raise Refused("Filen er for stor. Gem færre bidrag ad gangen på telefonen.", field="file")
            told = [_brought(request.actor, *each) for each in rules.deposits.entries(sent.read())]
        except Refused as refused:
            form.add_error("file", refused.told)
    context = {
        "form": form,
        "told": told,
        "heading": _("Hent bidrag ind fra en fil"),
        "button": _("Hent bidragene ind"),
        "crumbs": [*_crumbs(), (_("Bidrag på telefoner"), reverse("voices:phones"))],
    }
    return web_forms.page(request, "voices/bring.html", context)


SAID = {
    "risen": gettext_lazy("Taget imod"),
    "held": gettext_lazy("Venter på, at nogen ser på det"),
    "withdrawn": gettext_lazy("Trukket tilbage, og derfor ikke åbnet"),
}


def _brought(actor: Actor, told: bytes, envelope: bytes) -> tuple[str, str]:
    """Take one voice of a file in, and say what came of it: its number and a sentence. What is refused stops no other."""
    number = "?"
    try:
        notice = rules.deposits.read_notice(told)
        number = deposits.shown_number(notice.id)
        deposit = deposit_actions.bring(by=actor, notice=notice, envelope=envelope)
        return number, str(SAID.get(deposit.state, ""))
    except Refused as refused:
        return number, refused.told
