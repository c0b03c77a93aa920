"""Reading minutes in: a file or a text, a preview that a secretary corrects, and one deed that saves it all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.features.cases.houses.rules import houses
from samspil.features.cases.importing import actions, queries, rules
from samspil.features.cases.importing.extract import proposals, uploads
from samspil.features.cases.importing.forms import preview as importing_preview
from samspil.features.cases.importing.forms import upload as importing_upload
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import standing
from samspil.paper.refusal import NotFound
from samspil.spine import policy
from samspil.web import deeds, staged
from samspil.web import forms as web_forms
from samspil.web.request import Request

KIND = "cases.meeting"


def upload(request: Request) -> HttpResponse:
    """Choose a file or paste a text."""
    bodies = rows.bodies_to_import_for(request.actor)
    rules.check_bodies(has_some=bodies.exists())
    asked = request.GET.get("udvalg")
    form = importing_upload.ImportForm(
        request.POST or None, request.FILES or None, bodies=bodies, initial={"body": asked}
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data

        def read() -> str:
            policy.check(request.actor, "import", "meeting", standing.place_of(clean["body"].circle))
            file = clean["file"]
            draft = uploads.from_file(file.read(), file.name) if file else proposals.propose(clean["text"])
            return staged.hold(request, KIND, {"body": str(clean["body"].pk), "draft": rules.as_json(draft)})

        if web_forms.carry_out(form, read):
            return redirect("cases:preview", form.result)
    kept = staged.every(request, KIND)
    unsaved = [(key, rules.from_json(each["draft"])) for key, each in kept]
    return web_forms.page(request, "cases/import.html", {"form": form, "unsaved": unsaved})


def preview(request: Request, key: str) -> HttpResponse:
    """Show what was read, let the secretary correct every field, and save it."""
    kept = staged.held(request, key, KIND)
    body = rows.body(kept["body"])
    policy.check(request.actor, "import", "meeting", standing.place_of(body.circle))
    draft = rules.from_json(kept["draft"])
    arrived = queries.arrived(body, draft)
    if web_forms.sent(request) and arrived is not None and arrived.is_same_source:
        staged.drop(request, key)
        messages.info(request, _("Kilden er hentet ind før. Her er mødet; intet er lavet igen."))
        return redirect("cases:meeting", arrived.meeting.pk)

    def saved(asked: importing_preview.PreviewForm) -> deeds.Place:
        staged.drop(request, key)
        return "cases:meeting", asked.result.pk

    return records_views.form(
        request,
        partial(importing_preview.PreviewForm, draft=draft, there=arrived.places if arrived else frozenset()),
        actions.import_meeting,
        on={"body": body},
        to=saved,
        done=_("Mødet er gemt."),
        template="cases/preview.html",
        body=body,
        read=draft,
        arrived=arrived,
        key=key,
        furniture=_furniture(draft.rest),
        asked=rules.asked(draft),
        same_name=houses.section_key(draft.body_name) == houses.section_key(body.circle.name),
    )


def unplaced(request: Request, pk: UUID) -> HttpResponse:
    """What the meeting's sources held and no record does: move it, or let it go. The secretary's alone."""
    meeting = rows.meeting(request.actor, pk)
    policy.check(request.actor, "import", "meeting", standing.place_of(meeting.body.circle))
    left = queries.remainders(meeting)
    if not left:
        raise NotFound

    return records_views.form(
        request,
        partial(importing_preview.UnplacedForm, left=left),
        actions.edit_unplaced,
        on={"meeting": meeting},
        done=_("Ordene er gemt, som de står nu."),
        template="cases/unplaced.html",
        furniture=_furniture(rules.Rest(kind, words) for each in left for kind, words in each.furniture),
        crumbs=[(meeting.node.title, reverse("cases:meeting", args=[pk]))],
    )


def _furniture(rest: Iterable[rules.Rest]) -> list[tuple[str, list[str]]]:
    """Return the pieces under the name of what they are, in the order of the names."""
    pieces: dict[str, list[str]] = {}
    for each in rest:
        pieces.setdefault(each.kind, []).append(each.words)
    return [(name, pieces[kind]) for kind, name in rules.FURNITURE.items() if kind in pieces]


@require_POST
def forget(request: Request, key: str) -> HttpResponse:
    """Let an upload go without saving it."""
    staged.held(request, key, KIND)
    staged.drop(request, key)
    messages.info(request, _("Det indlæste er kasseret. Intet er gemt."))
    return redirect("cases:import")
