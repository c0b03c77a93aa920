"""Pages that show: lists, bodies, meetings, items, decisions, annexes, and what the public sees of closed items."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samspil.features.cases.agenda import queries as agenda_queries
from samspil.features.cases.authorisations import queries as authorisations_queries
from samspil.features.cases.editing import queries as editing_queries
from samspil.features.cases.follow_up import queries as follow_up_queries
from samspil.features.cases.follow_up import rules as follow_up_rules
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.importing import queries as importing_queries
from samspil.features.cases.minutes import queries as minutes_queries
from samspil.features.cases.pages import rules
from samspil.features.cases.papers.queries import printed
from samspil.features.cases.protocol import queries as protocol_queries
from samspil.features.cases.records.models import AgendaItem, ClosedNotice, Meeting
from samspil.features.cases.records.queries import attendance as records_attendance
from samspil.features.cases.records.queries import rows, sheets
from samspil.features.cases.records.rules import attendance, outcomes, standing
from samspil.features.cases.routes import queries as routes_queries
from samspil.features.cases.routes.views import picture_of
from samspil.features.cases.versions import queries as versions_queries
from samspil.paper import danish
from samspil.spine import gatherings, happened, naming, notes, policy
from samspil.spine.people import Actor
from samspil.web import months, pages, rights
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Items, newest first, of one body or with one outcome where that is asked for."""
    bodies = list(rows.every_body())
    asked = request.GET.get("udvalg", "")
    body = next((body.pk for body in bodies if str(body.pk) == asked), None)
    outcome = request.GET.get("udfald", "")
    outcome = outcome if outcome in outcomes.OUTCOMES else ""
    page = pages.page_of(request, rows.found_by(request.actor, body=body, outcome=outcome))
    context = {
        "page": page,
        "lines": rows.outcomes_by_item(request.actor, page),
        "bodies": bodies,
        "oversees": bool(follow_up_queries.overseen(request.actor)),
        "receives": bool(routes_queries.receiving_bodies(request.actor)),
        "outcomes": dict(outcomes.OUTCOMES.choices()),
        "body": str(body or ""),
        "outcome": outcome,
        "may_import": rows.bodies_to_import_for(request.actor).exists(),
        "may_queue": policy.allows(request.actor, "see_queue", "case_item"),
        "may_propose": bool(rows.meetings_open_for(request.actor)),
    }

    return render(request, "cases/list.html", context)


def bodies(request: Request) -> HttpResponse:
    """Every body that has a page."""
    may_add = policy.allows_somewhere(request.actor, "add_body", "body")
    return render(request, "cases/bodies.html", {"bodies": rows.bodies(request.actor), "may_add": may_add})


def body(request: Request, pk: UUID) -> HttpResponse:
    """One body and its meetings."""
    shown = rows.body(pk)
    place = standing.place_of(shown.circle)
    coming = rows.coming(request.actor, shown, on=danish.today())
    may_plan = policy.allows(request.actor, "plan", "meeting", place)
    may_import = policy.allows(request.actor, "import", "meeting", place)
    context = {
        "body": shown,
        "next": coming[0] if coming else None,
        "months": months.months(
            (
                months.Entry(each.node.day, each.node.title, reverse("cases:meeting", args=[each.pk]))
                for each in coming
                if each.node.day
            ),
            today=danish.today(),
        ),
        "main": [_offer(_("Nyt møde"), reverse("cases:new_meeting", args=[shown.pk]), look="primary")]
        if may_plan
        else [],
        "others": [_offer(_("Indlæs et referat"), f"{reverse('cases:import')}?udvalg={shown.pk}")]
        if may_import
        else [],
        "house": houses.of(shown.house),
        "page": pages.page_of(request, rows.body_page(request.actor, shown)),
        "authorisations": authorisations_queries.authorisations_of(request.actor, shown),
        "may_oversee": policy.allows(request.actor, "oversee", "body", place),
        "may_seat": policy.allows(request.actor, "seat", "body", place),
        "crumbs": [(_("Udvalg"), reverse("cases:bodies"))],
    }

    return render(request, "cases/body.html", context)


def _offer(label: str, url: str, *, look: str = "secondary") -> rights.Standing:
    # A body is no record on the thread: its deeds are asked for by its place.
    return rights.Standing(label, url, look, "", is_link=True)


def meeting(request: Request, pk: UUID) -> HttpResponse:
    """One meeting: its agenda, or its minutes, in the printed order."""
    held = rows.meeting(request.actor, pk)
    agenda = agenda_queries.agenda(request.actor, held)
    can, minutes = meeting_rights(request.actor, held), _minutes(request.actor, held)
    is_held, house = happened.has(held.node.when), houses.of(held.body.house)
    context = {
        "meeting": held,
        "node": held.node,
        "agenda": agenda,
        "copies": printed.copies(request.actor, agenda),
        "house": house,
        "lines": [(_name_on(house, line), line) for line in agenda.lines],
        "can": can,
        "today": danish.today(),
        "has_outcomes": any(isinstance(line, sheets.Sheet) and line.statements for line in agenda.lines),
        "next": rules.next_at(
            _held(agenda, is_held=is_held), keeps=can["plan"], may_approve=bool(minutes["may_approve"])
        ),
        **minutes,
        "may_note": notes.may_keep(request.actor),
        "note": notes.on_record(request.actor, held.node),
    }
    if policy.allows(request.actor, "import", "meeting", held.node):
        context["unplaced"] = bool(importing_queries.remainders(held))

    return render(request, "cases/meeting.html", context)


def _name_on(house: houses.House, line: sheets.Sheet | ClosedNotice) -> str:
    """Return an item's heading, named as the house's paper names it."""
    if isinstance(line, sheets.Sheet):
        return house.item_name(line.item.number, line.item.node.title)
    return house.item_name(line.number, line.node.title)


def _held(agenda: agenda_queries.Agenda, *, is_held: bool) -> rules.Held:
    on = [line for line in agenda.lines if isinstance(line, sheets.Sheet) and line.item.withdrawn_at is None]
    return rules.Held(
        state=agenda.meeting.state,
        items=len(agenda.lines),
        undecided=sum(not line.is_decided for line in on),
        is_held=is_held,
        is_cancelled=agenda.meeting.node.gathering.cancelled_at is not None,
        day=str(agenda.meeting.node.when),
    )


def _minutes(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    """The versions and approvals of a meeting's minutes; approvals are the committee's own."""
    inside = meeting.body_id in actor.circles and meeting.state in {"minutes_draft", "published"}
    own = minutes_queries.own_invitation(actor, meeting) if inside else None
    may = policy.allows(actor, "approve_minutes", "meeting", meeting.node, meeting.state)
    return {
        "versions": versions_queries.versions_of(actor, meeting) if meeting.state == "published" else [],
        "approvals": minutes_queries.approvals_of(meeting) if inside else [],
        "may_approve": may and own is not None and own.presence in attendance.THERE,
    }


def meeting_rights(actor: Actor, meeting: Meeting) -> dict[str, bool]:
    """What the reader may do with a meeting, for its buttons."""
    rights = {
        action: policy.allows(actor, action, "meeting", meeting.node, meeting.state)
        for action in ("plan", "publish_agenda", "begin_minutes", "publish_minutes", "note_approval")
    }
    propose = policy.allows(actor, "propose", "case_item", meeting.node, meeting.state)
    order = policy.allows(actor, "order", "case_item", meeting.node, meeting.state)

    return {
        **rights,
        "minute": meeting.state == "minutes_draft"
        and policy.allows(actor, "decide", "case_item", meeting.node, meeting.state),
        "call": policy.allows(actor, "call", "meeting", meeting.node, meeting.state),
        "order": order,
        "propose": propose,
        "standing": order and propose and bool(houses.of(meeting.body.house).standing_items),
    }


def item_rights(actor: Actor, item: AgendaItem) -> dict[str, bool]:
    """What the reader may do with what stands on an item's page; its own deeds are in `offers`."""
    stands = item.is_on and item.withdrawn_at is None
    rights = {
        action: policy.allows(actor, action, "case_item", item.node, item.meeting.state)
        for action in ("decide", "forward", "present")
    }
    return {**rights, "decide": rights["decide"] and stands}


def calendar(request: Request, pk: UUID) -> HttpResponse:
    """A meeting as a calendar file."""
    meeting = rows.meeting(request.actor, pk)
    written = gatherings.calendar(meeting.gathering, domain=settings.SAMSPIL_DOMAIN)
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="moede.ics"'
    return response


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One item with all that the reader may see of it."""
    sheet = sheets.sheet(request.actor, pk)
    course = routes_queries.course_of(request.actor, sheet.item)
    can = item_rights(request.actor, sheet.item)
    context = {
        "sheet": sheet,
        "standing": rules.standing_of(sheet.item, is_decided=sheet.is_decided, may_decide=can["decide"]),
        "is_short": rules.is_short([each.row.node.title for each in sheet.statements]),
        "item": sheet.item,
        "node": sheet.item.node,
        "house": houses.of(sheet.item.meeting.body.house),
        "course": course if len(course.stops) > 1 else None,
        "drawn": picture_of(course),
        "presentations": sheet.item.presentations.all(),
        "inside": request.actor.acts_for(sheet.item.node.organisation_id),
        "is_near": naming.shows(request.actor, sheet.item.node),
        "can": can,
        "may_note": notes.may_keep(request.actor),
        "note": notes.on_record(request.actor, sheet.item.node),
    }

    return render(request, "cases/detail.html", context)


def decision(request: Request, pk: UUID) -> HttpResponse:
    """One statement of a decision."""
    said = records_attendance.worded(request.actor, pk)
    statement = said.row
    steps, duties = list(rows.steps_of(request.actor, statement)), follow_up_queries.duties_on(statement)
    is_carried = all(each.duty_id or each.state != "sent" for each in steps)
    asks = follow_up_rules.asks(statement.stance, is_sent_on=bool(steps), is_carried=is_carried)

    context = {
        "said": said,
        "statement": statement,
        "node": statement.node,
        "item": statement.item,
        "steps": steps,
        "corrections": rows.corrections(statement),
        "may_stay": protocol_queries.may_stay(request.actor, statement),
        "duties": duties,
        "why_none": follow_up_queries.why_none(statement),
        "asks": asks,
        "unasked": asks and not duties,
        "may_note": notes.may_keep(request.actor),
        "note": notes.on_record(request.actor, statement.node),
        "today": danish.today(),
        "can": item_rights(request.actor, statement.item),
    }

    return render(request, "cases/decision.html", context)


def annex(request: Request, pk: UUID) -> HttpResponse:
    """One annex."""
    shown = rows.annex(request.actor, pk)
    files = editing_queries.files_of_annex(request.actor, shown.node)
    versions = editing_queries.annex_versions_of(request.actor, shown)
    context = {
        "annex": shown,
        "node": shown.node,
        "item": shown.item,
        "files": files,
        "versions": versions,
        "has_file": bool(versions or files),
    }
    return render(request, "cases/annex.html", context)


def closed(request: Request, pk: UUID) -> HttpResponse:
    """What the public sees of a closed item."""
    notice = rows.notice(request.actor, pk)
    return render(request, "cases/closed.html", {"notice": notice, "node": notice.node, "meeting": notice.meeting})
