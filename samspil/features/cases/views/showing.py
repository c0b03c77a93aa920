"""Pages that show: lists, bodies, meetings, items, decisions, annexes, and what the public sees of closed items."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samspil.features.cases import queries, rules
from samspil.features.cases.models import AgendaItem, Meeting
from samspil.features.cases.views.routes import picture_of
from samspil.paper import danish
from samspil.spine import gatherings, happened, naming, policy
from samspil.spine.people import Actor
from samspil.web import pages
from samspil.web.request import Request


def index(request: Request) -> HttpResponse:
    """Items, newest first, of one body or with one outcome where that is asked for."""
    bodies = list(queries.every_body())
    asked = request.GET.get("udvalg", "")
    body = next((body.pk for body in bodies if str(body.pk) == asked), None)
    outcome = request.GET.get("udfald", "")
    outcome = outcome if outcome in rules.outcomes.OUTCOMES else ""
    page = pages.page_of(request, queries.found_by(request.actor, body=body, outcome=outcome))
    context = {
        "page": page,
        "lines": [(item, queries.outcomes_of(item.seen_statements)) for item in page],
        "bodies": bodies,
        "oversees": bool(queries.following.overseen(request.actor)),
        "receives": bool(queries.routes.receiving_bodies(request.actor)),
        "outcomes": rules.outcomes.OUTCOMES,
        "body": str(body or ""),
        "outcome": outcome,
        "may_import": queries.bodies_to_import_for(request.actor).exists(),
        "may_queue": policy.allows(request.actor, "see_queue", "case_item"),
        "may_propose": bool(queries.meetings_open_for(request.actor)),
    }

    return render(request, "cases/list.html", context)


def bodies(request: Request) -> HttpResponse:
    """Every body that has a page."""
    may_add = rules.may_add_body_somewhere(request.actor)
    return render(request, "cases/bodies.html", {"bodies": queries.bodies(request.actor), "may_add": may_add})


def body(request: Request, pk: UUID) -> HttpResponse:
    """One body and its meetings."""
    found = queries.body(pk)
    place = rules.place_of(found.circle)
    context = {
        "body": found,
        "house": rules.houses.of(found.house),
        "page": pages.page_of(request, queries.body_page(request.actor, found)),
        "may_plan": policy.allows(request.actor, "plan", "meeting", place),
        "may_import": policy.allows(request.actor, "import", "meeting", place),
        "authorisations": queries.authorisations_of(request.actor, found),
        "may_oversee": policy.allows(request.actor, "oversee", "body", place),
        "may_seat": policy.allows(request.actor, "seat", "body", place),
        "crumbs": [(_("Udvalg"), reverse("cases:bodies"))],
    }

    return render(request, "cases/body.html", context)


def meeting(request: Request, pk: UUID) -> HttpResponse:
    """One meeting: its agenda, or its minutes, in the printed order."""
    found = queries.meeting(request.actor, pk)
    agenda = queries.agenda(request.actor, found)
    context = {
        "meeting": found,
        "node": found.node,
        "agenda": agenda,
        "copies": queries.copies(request.actor, agenda),
        "house": rules.houses.of(found.body.house),
        "can": meeting_rights(request.actor, found),
        "today": danish.today(),
        "is_held": happened.has(found.node.when),
        **_minutes(request.actor, found),
        "may_note": rules.own.may_keep(request.actor),
        "note": queries.own.note_on(request.actor, found.node),
    }
    if policy.allows(request.actor, "import", "meeting", found.node):
        context["has_unplaced"] = bool(queries.remainders(found))

    return render(request, "cases/meeting.html", context)


def _minutes(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    """The versions and approvals of a meeting's minutes; approvals are the committee's own."""
    inside = meeting.body_id in actor.circles and meeting.state in {"minutes_draft", "published"}
    own = queries.own_invitation(actor, meeting) if inside else None
    may = policy.allows(actor, "approve_minutes", "meeting", meeting.node, meeting.state)
    return {
        "versions": queries.versions_of(actor, meeting) if meeting.state == "published" else [],
        "approvals": queries.approvals_of(meeting) if inside else [],
        "may_approve": may and own is not None and own.presence in rules.protocol.THERE,
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
        "standing": order and propose and bool(rules.houses.get(meeting.body.house).standing_items),
    }


def item_rights(actor: Actor, item: AgendaItem) -> dict[str, bool]:
    """What the reader may do with an item, for its buttons."""
    rights = {
        action: policy.allows(actor, action, "case_item", item.node, item.meeting.state)
        for action in ("close", "decide", "forward", "present")
    }
    stands = item.is_on and item.withdrawn_at is None
    edit = policy.allows(actor, "edit", "case_item", item.node, rules.proposals.edit_state(item))
    return {**rights, "edit": edit, "decide": rights["decide"] and stands}


def calendar(request: Request, pk: UUID) -> HttpResponse:
    """A meeting as a calendar file."""
    found = queries.meeting(request.actor, pk)
    written = gatherings.calendar(found.gathering, domain=settings.SAMSPIL_DOMAIN)
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="moede.ics"'
    return response


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One item with all that the reader may see of it."""
    sheet = queries.sheet(request.actor, pk)
    course = queries.routes.course_of(request.actor, sheet.item)
    context = {
        "sheet": sheet,
        "item": sheet.item,
        "node": sheet.item.node,
        "house": rules.houses.of(sheet.item.meeting.body.house),
        "course": course if len(course.stops) > 1 else None,
        "drawn": picture_of(course),
        "presentations": sheet.item.presentations.all(),
        "way": rules.proposals.rights(request.actor, sheet.item),
        "inside": request.actor.acts_for(sheet.item.node.organisation_id),
        "is_near": naming.shows(request.actor, sheet.item.node),
        "can": item_rights(request.actor, sheet.item),
        "may_give_access": rules.access.may_prepare(request.actor, sheet.item.meeting.node, "open"),
        "may_note": rules.own.may_keep(request.actor),
        "note": queries.own.note_on(request.actor, sheet.item.node),
    }

    return render(request, "cases/detail.html", context)


def decision(request: Request, pk: UUID) -> HttpResponse:
    """One statement of a decision."""
    found = queries.statement(request.actor, pk)
    steps = list(queries.steps_of(request.actor, found))
    context = {
        "statement": found,
        "node": found.node,
        "item": found.item,
        "steps": steps,
        "corrections": queries.corrections(found),
        "may_stay": queries.may_stay(request.actor, found),
        "may_authorise": policy.allows(request.actor, "add", "authorisation", found.node),
        "duties": queries.following.duties_on(found),
        "why_none": queries.following.why_none(found),
        "asks": rules.following.asks(
            found.stance, is_sent_on=bool(steps), is_carried=all(each.duty_id or each.state != "sent" for each in steps)
        ),
        "may_note": rules.own.may_keep(request.actor),
        "note": queries.own.note_on(request.actor, found.node),
        "can_follow_up": policy.allows(request.actor, "follow_up", "case_item", found.item.node),
        "today": danish.today(),
        "can": item_rights(request.actor, found.item),
    }

    return render(request, "cases/decision.html", context)


def annex(request: Request, pk: UUID) -> HttpResponse:
    """One annex."""
    found = queries.annex(request.actor, pk)
    context = {
        "annex": found,
        "node": found.node,
        "item": found.item,
        "can": item_rights(request.actor, found.item),
        "files": queries.files_of_annex(request.actor, found.node),
        "versions": queries.annex_versions_of(request.actor, found),
    }
    return render(request, "cases/annex.html", context)


def closed(request: Request, pk: UUID) -> HttpResponse:
    """What the public sees of a closed item."""
    found = queries.notice(request.actor, pk)
    return render(request, "cases/closed.html", {"notice": found, "node": found.node, "meeting": found.meeting})
