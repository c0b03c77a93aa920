"""Pages that change an item, its annexes and its statements: one form or one button each, one action each."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspil.features.cases.editing import forms, queries, rules
from samspil.features.cases.editing.actions import annexes, items, statements
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.models import AgendaItem, CaseFile, Meeting
from samspil.features.cases.records.queries import attendance, rows, sheets
from samspil.paper.refusal import Refused
from samspil.spine import policy, visibility
from samspil.spine.people import Actor
from samspil.web import deeds, rights
from samspil.web import forms as web_forms
from samspil.web.request import Request


def new(request: Request) -> HttpResponse:
    """Put an item on an agenda, alone or from what it comes of (`?fra=`); `?moede=` chooses the meeting."""
    asked = request.GET.get("fra")
    came_from = visibility.origin(request.actor, asked, *rules.BEGINS_FROM) if asked else None
    meetings = rows.meetings_open_for(request.actor)
    if not meetings:
        raise Refused("Der er intet møde, du kan sætte punkter på nu. Bed udvalgets sekretær om at oprette et møde.")

    chosen = next((each for each in meetings if str(each.pk) == request.GET.get("moede")), meetings[0])
    house = houses.of(chosen.body.house)
    title = came_from.title if came_from else ""
    form = partial(
        forms.NewItemForm,
        sections=[(key, house.heading(key)) for key in house.sections],
        meetings=meetings,
        came_from=came_from is not None,
        initial={"meeting": str(chosen.pk), "recommended_by": house.recommended_by, "title": title},
    )
    add = partial(items.add_item, came_from=came_from)
    return records_views.form(
        request,
        form,
        add,
        heading=_("Nyt punkt"),
        lead=title,
        cancel=("cases:list",),
        opens=_late(chosen),
    )


def _late(meeting: Meeting) -> rights.Opened | None:
    """Return what becomes public with an item on an agenda that is: all of it, at once. The form may name another meeting."""
    if meeting.state == "planned":
        return None
    return rights.Opened(
        words=[_("Punktet og dets tekster, når mødets dagsorden er offentlig.")],
        back=rules.LATE_TAKEN_BACK,
    )


def _may_edit(actor: Actor, pk: UUID) -> AgendaItem:
    item = rows.item(actor, pk)
    policy.check(actor, "edit", item, state=rules.edit_state(item))
    return item


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change an item's words; two who write at once see both wordings."""
    sheet = sheets.sheet(request.actor, pk)
    item = sheet.item
    policy.check(request.actor, "edit", item, state=rules.edit_state(item))
    form = partial(
        forms.ItemForm,
        sections=[(section.key, section.heading) for section in sheet.sections],
        versions={section.key: section.version for section in sheet.sections if section.version},
        needs_reason=item.meeting.state == "published",
        initial=forms.shown(sheet),
    )
    return records_views.form_on(
        request, form, items.edit_item, {"item": item}, heading=_("Ret punktet"), opens=rights.WRITTEN
    )


def close(request: Request, pk: UUID) -> HttpResponse:
    """Close an item."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "close", item)
    words = {"reason": item.closed_reason, "public_title": item.public_title, "public_decision": item.public_decision}
    form = partial(forms.CloseForm, initial=web_forms.Standing(words))
    return records_views.form_on(request, form, items.close_item, {"item": item}, heading=_("Luk punktet"))


open_item = deeds.press(rows.item, items.open_item, on="item", done=gettext_lazy("Punktet er åbent."))


def new_annex(request: Request, pk: UUID) -> HttpResponse:
    """Add an annex to an item."""
    item = _may_edit(request.actor, pk)
    return records_views.form_on(
        request,
        forms.AnnexForm,
        annexes.add_annex,
        {"item": item},
        heading=_("Nyt bilag"),
        opens=_("Bilaget og dets fil, hvis du ikke lukker det."),
    )


def close_annex(request: Request, pk: UUID) -> HttpResponse:
    """Close an annex."""
    annex = rows.annex(request.actor, pk)
    policy.check(request.actor, "close", annex.item)
    return records_views.form_on(
        request, forms.ReasonForm, annexes.close_annex, {"annex": annex}, heading=_("Luk bilaget")
    )


open_annex = deeds.press(rows.annex, annexes.open_annex, on="annex", done=gettext_lazy("Bilaget er åbent."))


def new_version(request: Request, pk: UUID) -> HttpResponse:
    """Lay up a new version of an annex."""
    annex = rows.annex(request.actor, pk)
    policy.check(request.actor, "edit", annex.item, state=annex.item.meeting.state)
    return records_views.form_on(
        request,
        forms.VersionForm,
        annexes.add_version,
        {"annex": annex},
        heading=_("Ny udgave af bilaget"),
        opens=rights.WRITTEN,
    )


def join(request: Request, pk: UUID) -> HttpResponse:
    """Say that two items are one matter."""
    item = _may_edit(request.actor, pk)

    def put_together(*, by: Actor, item: AgendaItem, other: UUID) -> CaseFile:
        return items.join_case(by=by, item=item, other=rows.item(by, other))

    return records_views.form_on(
        request, forms.JoinForm, put_together, {"item": item}, heading=_("Saml med et andet punkt")
    )


def new_statement(request: Request, pk: UUID) -> HttpResponse:
    """Write the next statement of an item's decision."""
    item = rows.item(request.actor, pk)
    queries.check_decides(request.actor, item)
    suggested = attendance.attendance_words(item.meeting) if item.standing == "attendance" else ""
    form = partial(forms.StatementForm, item=item, initial={"printed": suggested})
    return records_views.form_on(
        request,
        form,
        statements.add_statement,
        {"item": item},
        heading=_("Skriv beslutningen"),
        # Until the minutes are published, a decision is the committee's.
        opens=rights.WRITTEN if item.meeting.state == "published" else None,
    )


def edit_statement(request: Request, pk: UUID) -> HttpResponse:
    """Correct a statement; a published one with a reason."""
    said = attendance.worded(request.actor, pk)
    statement = said.row
    queries.check_decides(request.actor, statement.item)
    standing = web_forms.Standing(forms.words_of(said), but=("printed",))
    form = partial(forms.CorrectionForm, item=statement.item, initial=standing)
    return records_views.form_on(
        request,
        form,
        statements.correct_statement,
        {"statement": statement},
        heading=_("Ret beslutningen"),
        opens=rights.WRITTEN,
        lead=statement.item.node.title,
    )


def withdraw_statement(request: Request, pk: UUID) -> HttpResponse:
    """Take a statement out that was written by mistake."""
    statement = attendance.statement(request.actor, pk)
    queries.check_decides(request.actor, statement.item)
    return records_views.form_on(
        request,
        forms.ReasonForm,
        statements.withdraw_statement,
        {"statement": statement},
        to=("cases:detail", statement.item_id),
        cancel=("cases:decision", pk),
        heading=_("Fjern udtalelsen"),
    )
