"""Pages of pads: the list, one pad with its slips, and the page where sheet after sheet is typed."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samspil.features.voices import queries as voice_queries
from samspil.features.voices.models import Pad, Slip
from samspil.features.voices.slips import actions, forms, queries
from samspil.paper import qr
from samspil.spine import policy
from samspil.web import deeds, pages, personal_links
from samspil.web.request import Request


def pads(request: Request) -> HttpResponse:
    """The pads the reader has or may type from, each with its count."""
    policy.check_somewhere(request.actor, "type_in", "pad")
    page = pages.page_of(request, queries.pads(request.actor))
    context = {
        "crumbs": _crumbs(),
        "page": page,
        "rows": [(each, queries.tally(each)) for each in page.object_list],
        "can_hand_out": policy.allows_somewhere(request.actor, "hand_out", "pad"),
    }
    return render(request, "voices/pads.html", context)


def hand_out(request: Request) -> HttpResponse:
    """Hand a pad to the one who goes round with it."""
    policy.check_somewhere(request.actor, "hand_out", "pad")
    return deeds.form(
        request,
        partial(forms.HandOut, actor=request.actor),
        actions.hand_out,
        to=lambda sent: ("voices:pad", sent.result.pk),
        done=_("Blokken er lavet. Udskriv den nu."),
        node=None,
        heading=_("Ny blok sedler"),
        button=_("Lav blokken"),
        cancel=("voices:pads",),
        crumbs=_below(),
    )


def pad(request: Request, pk: UUID) -> HttpResponse:
    """One pad: how many are out and in, what is next, and each slip."""
    found = queries.pad(request.actor, pk)
    context = {
        "crumbs": _below(),
        "pad": found,
        "node": found.node,
        "tally": queries.tally(found),
        "slips": queries.slips_of(found),
        "may_print": policy.allows(request.actor, "hand_out", "pad", found),
        "may_account": policy.allows(request.actor, "account", "pad", found),
        "sure": _("Koden på sedlen kan ikke åbne noget mere."),
        "rest": _("De sedler, der er ude, bliver meldt ubrugte. Du kan fortryde for hver."),
    }
    return render(request, "voices/pad.html", context)


@require_POST
def print_pad(request: Request, pk: UUID) -> HttpResponse:
    """Print a pad as one PDF. Its codes stand there alone, so nothing keeps the file."""
    found = queries.pad(request.actor, pk)
    address = request.build_absolute_uri(reverse("voices:code"))
    printed: list[bytes] = []

    def deed() -> None:
        printed.append(
            actions.print_pad(
                by=request.actor,
                pad=found,
                address=address.partition("://")[2],
                draw=lambda code: qr.svg(personal_links.with_token(address, code)),
            )
        )

    back = deeds.pressed(request, deed, to=("voices:pad", pk))
    if not printed:
        return back
    response = HttpResponse(printed[0], content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="sedler-{found.on:%Y-%m-%d}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def type_in(request: Request, pk: UUID) -> HttpResponse:
    """Type sheet after sheet of a pad. Where somebody may be in danger, that comes before the next sheet."""
    found = queries.pad(request.actor, pk)
    policy.check(request.actor, "type_in", "pad", found)
    # Asked once, before anything is typed: a page that is shown again begins where it stands then.
    likely = {} if request.method == "POST" else queries.in_common(request.actor, found)

    def around() -> dict[str, Any]:
        title, body = voice_queries.consent_wording()
        return {"consent_title": title, "consent_body": body, "tally": queries.tally(queries.pad(request.actor, pk))}

    return deeds.form(
        request,
        partial(forms.Sheet, actor=request.actor, pad=found, initial={"number": queries.next_number(found), **likely}),
        actions.type_in,
        on={"pad": found},
        to=lambda sent: _onward(found, sent),
        done=_typed,
        template="voices/type_in.html",
        more=around,
        pad=found,
        crumbs=[*_below(), (found.node.title, reverse("voices:pad", args=[pk]))],
    )


def _onward(pad: Pad, sent: forms.Sheet) -> deeds.Place:
    if sent.cleaned_data["danger"] == "yes":
        return ("voices:danger", sent.result.pk)
    return ("voices:type_in", pad.pk) if queries.next_number(pad) else ("voices:pad", pad.pk)


def _typed(sent: forms.Sheet) -> str:
    said = {"number": sent.cleaned_data["number"]}
    return _("Ark %(number)s er skrevet ind, og koden på dets seddel virker nu.") % said


def _pad_of(_request: Request, slip: Slip) -> deeds.Place:
    return ("voices:pad", slip.pad_id)


set_aside = deeds.press(
    queries.slip, actions.set_aside, on="slip", to=_pad_of, done=gettext_lazy("Sedlen er meldt ubrugt.")
)
lose = deeds.press(
    queries.slip,
    actions.lose,
    on="slip",
    to=_pad_of,
    done=gettext_lazy("Sedlen er meldt tabt, og dens kode er spærret."),
)
put_back = deeds.press(queries.slip, actions.put_back, on="slip", to=_pad_of, done=gettext_lazy("Sedlen er ude igen."))
block = deeds.press(
    queries.slip,
    actions.block,
    on="slip",
    to=_pad_of,
    done=gettext_lazy("Koden er spærret. Giv personen en ny seddel fra bidragets side."),
)
set_rest_aside = deeds.press(
    queries.pad,
    actions.set_rest_aside,
    on="pad",
    to=lambda _request, pad: ("voices:pad", pad.pk),
    done=gettext_lazy("Resten er meldt ubrugt."),
)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Bidrag"), reverse("voices:list"))]


def _below() -> list[tuple[str, str]]:
    return [*_crumbs(), (_("Numrerede sedler"), reverse("voices:pads"))]
