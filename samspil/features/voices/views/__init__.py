"""Pages of voices: the list, taking one in, its page, its answer, and the person's own page behind a paper code."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samspil.features.voices import actions, forms, queries, rules
from samspil.features.voices.actions import publishing as publishing_actions
from samspil.features.voices.alarm import queries as alarm
from samspil.features.voices.consents import queries as consents
from samspil.features.voices.legal import queries as legal
from samspil.features.voices.messages import queries as messages
from samspil.features.voices.models import Voice
from samspil.features.voices.queries import deposits as deposits_queries
from samspil.features.voices.queries import publishing as publishing_queries
from samspil.features.voices.queries import reading
from samspil.features.voices.views import narrowed as narrow_by
from samspil.paper import danish, languages
from samspil.spine import consent_words, demonstration, passes, policy, visibility
from samspil.spine.models import Node
from samspil.spine.people import Actor
from samspil.web import deeds, narrowing, pages, personal_links
from samspil.web import forms as web_forms
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Those who wait for an answer first, the longest waiting on top."""
    actor = request.actor
    ways = {"venter-paa-svar": _("Venter på svar"), "besvaret": _("Besvaret")}
    if rules.may_wait_for(actor):
        ways["venter-paa-os"] = _("Venter på svar fra jer")
    facets = narrow_by.facets(actor)
    narrowed = narrowing.asked(request, ways, keep=[facet.name for facet in facets])
    narrow = narrowing.by_facets(request, facets)
    page = pages.page_of(request, _asked(actor, narrowed.to, narrow).filter(narrow.holds))
    waiting = queries.count_waiting(actor) if rules.may_wait_for(actor) else 0
    context = {
        "page": page,
        "rows": queries.rows(actor, list(page.object_list)),
        "narrowed": narrowed,
        "narrow": narrow,
        "found": narrow_by.found(page),
        "waiting": min(waiting, queries.COUNTED),
        "has_more_waiting": waiting > queries.COUNTED,
        "may_answer": policy.allows_somewhere(request.actor, "answer", "voice"),
        "can_add": policy.allows_somewhere(request.actor, "add", "voice"),
    }
    return render(request, "voices/list.html", context)


def _asked(actor: Actor, to: str, narrow: narrowing.ByFacets) -> QuerySet[Voice]:
    """Return the voices of the list that is asked for, in the order of its own index."""
    if to == "venter-paa-os":
        return queries.unanswered(actor)
    if to == "besvaret":
        return queries.answered_among(queries.standing(actor))
    # Whoever is narrowed to by a wait, waits.
    is_waiting = to == "venter-paa-svar" or narrow_by.WAITED in narrow.to
    return queries.waiting_among(queries.standing(actor)) if is_waiting else queries.standing(actor)


def new(request: Request) -> HttpResponse:
    """Take a voice in."""
    policy.check_somewhere(request.actor, "add", "voice")
    source = _source(request)
    initial = {"within": source.within_id} if source else {}

    def wording() -> dict[str, Any]:
        title, body = queries.consent_wording()
        return {
            "consent_title": title,
            "consent_body": body,
            "call_now": alarm.call_now(request.actor.organisations),
            "lacks_profile": not legal.stands_somewhere(request.actor),
        }

    return deeds.form(
        request,
        partial(forms.NewVoice, actor=request.actor, initial=initial),
        actions.receive,
        on={"source": source},
        to=_after_receiving,
        template="voices/new.html",
        node=None,
        more=wording,
        source=source,
        crumbs=_crumbs(),
    )


def _after_receiving(sent: forms.NewVoice) -> tuple[str, UUID]:
    is_safe = sent.cleaned_data["danger"] == "no"
    return ("voices:detail" if is_safe else "voices:danger", sent.result.pk)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One voice: its words for those who may read them, what became of it, and what is owed."""
    actor, voice = request.actor, queries.get(request.actor, pk)
    read = reading.read(actor, voice, purpose="Bidragets side")
    allowed = {action: policy.allows(actor, action, "voice", voice.node, voice.state) for action in _ACTIONS}
    allowed["answer"] = allowed["answer"] or reading.owes_answer(actor, voice)
    allowed["answer_danger"] = allowed["answer_danger"] or publishing_queries.owes_follow_up(actor, voice)
    duty = queries.answer_duty(voice)
    context = {
        "voice": voice,
        "node": voice.node,
        "crumbs": _crumbs(),
        "words": read.words,
        "is_whole": read.is_whole,
        "fate": (fate := queries.fate(actor, voice)),
        "step": queries.step_of(fate),
        "chapters": queries.chapters(queries.story(actor, voice)),
        "answers": read.answers,
        "is_written": not fate.is_answered and any(told.is_ready for told in read.answers),
        "photos": read.photos,
        "days": rules.days_waiting(voice.received_on, timezone.localdate()),
        "duty": duty,
        "is_late": bool(duty and duty.due_on and duty.due_on < timezone.localdate()),
        "may": allowed,
        "is_near": any(allowed.values()),
        "next": "",
    }
    if context["is_near"]:
        consent = queries.consent_of(voice)
        context["consent"] = consent
        context["said_yes_to"] = consents.said_yes_to(voice)
        context["message"] = messages.newest(actor, voice)
        context["contact"] = queries.contact(actor, voice) if duty else ""
        context["deposit"] = deposits_queries.of_voice(voice.pk)
        context["request_open"] = publishing_queries.open_request(voice)
        if voice.state != "withdrawn":
            context["next"], context["main"] = _next(actor, voice, context)

    return render(request, "voices/detail.html", context)


def _next(actor: Actor, voice: Voice, shown: dict[str, Any]) -> tuple[str, str]:
    """Say what those who work with a voice do next, and the deed that does it; the first that is missing."""
    may, asked, duty = shown["may"], shown["request_open"], shown["duty"]
    if may["answer_danger"] and not voice.is_danger_settled:
        return _("Der mangler svar på, om nogen er i fare. Svar på det først."), "voices:danger"
    if asked and may["publish"] and asked.asked_by_id != actor.person_id:
        told = {"name": asked.asked_by.name, "day": danish.date(timezone.localdate(asked.asked_at))}
        return _("%(name)s bad %(day)s om, at bidraget bliver offentligt. Læs det, og svar.") % told, "voices:review"
    if may["answer"] and shown["is_written"]:
        return _("Der er skrevet et svar. Aflever det, og skriv, når det er nået frem."), ""
    if may["answer"] and not shown["fate"].is_answered:
        day = danish.date(duty.due_on) if duty and duty.due_on else ""
        said = _("Personen venter på svar. Giv det senest den %(day)s.") % {"day": day} if day else ""
        return said or _("Personen venter på svar."), "voices:answer"
    if asked and may["review"]:
        return _("Der er bedt om, at bidraget bliver offentligt. En anden end dig skal sige ja."), "voices:review"
    if may["review"] and voice.state == "received":
        return _("Gennemgå det, hvis personen har sagt ja til, at det bliver offentligt."), "voices:review"
    return "", ""


_ACTIONS = tuple("correct review publish unpublish withdraw answer close issue_code answer_danger take_copy".split())


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Bidrag"), reverse("voices:list"))]


def _way_back(voice: Voice) -> dict[str, Any]:
    page = reverse("voices:detail", args=[voice.pk])
    return {"crumbs": [*_crumbs(), (voice.node.title, page)], "cancel": page}


def _wording(actor: Actor, voice: Voice) -> dict[str, Any]:
    """Return a voice's words to mend, read for that, and the version they are."""
    read = reading.read(actor, voice, purpose="Ordene rettes", whole=True)
    return {"initial": {"words": read.words, "based_on": read.number} if read.number else {}}


def _may_answer(actor: Actor, voice: Voice) -> None:
    rules.check_answer(actor, voice, owes=reading.owes_answer(actor, voice))


on_voice = partial(deeds.fill, queries.get, on="voice", around=_way_back)
edit = on_voice(forms.Wording, actions.correct, right="correct", given=_wording, heading=gettext_lazy("Ret ordene"))
close = on_voice(
    forms.Reason,
    actions.close,
    right="close",
    given=lambda _by, voice: {"initial": {"because": voice.not_taken_further_because}},
    heading=gettext_lazy("Ikke ført videre"),
)


def answer(request: Request, pk: UUID) -> HttpResponse:
    """Give an answer, with the words that are answered beside it."""
    voice = queries.get(request.actor, pk)
    _may_answer(request.actor, voice)
    return deeds.form(
        request,
        partial(forms.AnswerGiven, initial={"channel": voice.channel, "given_on": timezone.localdate()}),
        actions.answer,
        on={"voice": voice},
        template="voices/answer.html",
        more=lambda: {"words": reading.read(request.actor, voice, purpose="Svaret skrives").words},
        heading=_("Giv svar"),
        button=_("Gem svaret"),
        **_way_back(voice),
    )


def answer_detail(request: Request, pk: UUID) -> HttpResponse:
    """An answer stands on its voice's page."""
    return redirect("voices:detail", queries.answered_voice(request.actor, pk))


def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a voice, by the person with the code or by the coordinator, after reading what that means."""
    voice = queries.get(request.actor, pk)
    rules.check_withdraw(voice)
    policy.check(request.actor, "withdraw", voice)
    home = _home(request, voice)
    return deeds.form(
        request,
        forms.Withdrawal,
        actions.withdraw,
        on={"voice": voice},
        to=home,
        template="voices/withdraw.html",
        may_keep=languages.told(consent_words.MAY_KEEP),
        heading=_("Træk bidraget tilbage"),
        lead="",
        button=_("Træk bidraget tilbage"),
        cancel=home,
    )


@require_POST
def slip(request: Request, pk: UUID) -> HttpResponse:
    """Issue a code and show the slip to print; the code is shown this once. Asks for a number to ring when none is known."""
    voice = queries.get(request.actor, pk)
    policy.check(request.actor, "issue_code", voice)
    call = queries.who_to_call(voice)
    if call is None:
        form = forms.Telephone(request.POST if "phone" in request.POST else None)
        named = web_forms.submitted(
            request, form, lambda: actions.name_phone(by=request.actor, voice=voice, phone=form.cleaned_data["phone"])
        )
        if not named:
            asks = {"heading": _("Hvem skal personen ringe til?"), "button": _("Gem, og lav sedlen")}
            shown = {"node": voice.node, "lead": voice.node.title, **asks, **_way_back(voice)}
            return web_forms.page(request, "web/form.html", {"form": form, **shown})
        # Read anew: its organisation has a number now.
        voice = queries.get(request.actor, pk)
        call = queries.who_to_call(voice)

    code = actions.issue_code(by=request.actor, voice=voice)
    address = request.build_absolute_uri(reverse("voices:code"))
    context = {
        "voice": voice,
        "node": voice.node,
        "code": code,
        "address": address,
        "opens": personal_links.with_token(address, code),
        "duty": queries.answer_duty(voice),
        "call": call,
    }
    response = render(request, "voices/slip.html", context)
    # The code stands on this page alone: no browser keeps it.
    response["Cache-Control"] = "no-store"
    return response


def code(request: Request) -> HttpResponse:
    """Open a voice's own page with its paper code, without a login. In a demo the page says the code of the demo's own paper."""
    is_told = demonstration.is_marked() and passes.stands(demonstration.CODE, purpose=rules.PASS_PURPOSE)
    return personal_links.door(
        request,
        purpose=rules.PASS_PURPOSE,
        onward=lambda opened: reverse("voices:own", args=[opened.node_id]),
        template="voices/code.html",
        label=_("Koden på dit papir"),
        example=demonstration.CODE if is_told else "",
    )


def own(request: Request, pk: UUID) -> HttpResponse:
    """The person's own page: their words, what became of them, the answer, who has read them, and the way out."""
    voice = queries.get(request.actor, pk)
    policy.check(request.actor, "read_own", voice)
    read = reading.read(request.actor, voice, purpose="Åbnet med papirkode", whole=True)
    context = {
        "voice": voice,
        "node": voice.node,
        "words": read.words,
        "as_public": publishing_queries.public_words(voice) if voice.state == "published" else "",
        "fate": queries.fate(request.actor, voice),
        "chapters": queries.chapters(queries.story(request.actor, voice)),
        "answers": read.answers,
        "photos": read.photos,
        "duty": queries.answer_duty(voice),
        "call": queries.who_to_call(voice),
        "sent": messages.open_message(voice),
        "said_yes_to": consents.said_yes_to(voice),
        "may_keep": languages.told(consent_words.MAY_KEEP),
        "readings": pages.page_of(request, queries.readings(voice)),
    }
    response = render(request, "voices/own.html", context)
    response["Cache-Control"] = "no-store"

    return response


def _source(request: Request) -> Node | None:
    """Return the record that `?fra=` names, when the reader may see it; None when it names nothing."""
    asked = request.GET.get("fra")
    if not asked:
        return None
    try:
        return visibility.node(request.actor, UUID(asked))
    except ValueError:
        return None


def _home(request: Request, voice: Voice) -> str:
    return reverse("voices:own" if voice.pk in request.actor.reads else "voices:detail", args=[voice.pk])


reopen = deeds.press(queries.get, actions.reopen, on="voice", done=gettext_lazy("Bidraget er åbent igen."))
unpublish = deeds.press(
    queries.get, publishing_actions.unpublish, on="voice", to=_home, done=gettext_lazy("Bidraget er taget af nettet.")
)
