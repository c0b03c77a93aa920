"""Pages of a case's course: sent on, carried and ended, one matter across authorities, and what a body has received."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.features.cases.editing import forms as editing_forms
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.models import RouteStep
from samspil.features.cases.records.queries import attendance, rows
from samspil.features.cases.routes import actions, forms, queries
from samspil.paper import danish
from samspil.spine import policy
from samspil.spine.people import Actor
from samspil.web import course_picture, deeds
from samspil.web import forms as web_forms
from samspil.web.request import Request


def picture_of(course: queries.Course) -> course_picture.Drawn | None:
    """A course as a picture: a lane for each authority."""
    row = {each.pk: at for at, each in enumerate(course.authorities)}
    at_item = {stop.item.pk: at for at, stop in enumerate(course.stops) if stop.item}
    stops = [
        course_picture.Stop(
            lane=row[stop.authority.pk],
            who=stop.who,
            day=danish.date(stop.on)
            if stop.on
            else (_("Dagen står ikke i kilderne") if stop.is_told else _("Ingen dato endnu")),
            state=stop.state,
            url=reverse("cases:detail", args=[stop.item.pk]) if stop.item else "",
            is_here=stop.is_here,
            is_waiting=stop.is_waiting,
            after=at_item.get(stop.came_by.statement.item_id) if stop.came_by else None,
        )
        for stop in course.stops
    ]

    return course_picture.draw([each.name for each in course.authorities], stops)


def matter(request: Request, pk: UUID) -> HttpResponse:
    """One matter: every authority's numbers and bodies on a line of its own."""
    title, course = queries.matter(request.actor, pk)
    context = {
        "title": title,
        "course": course,
        "drawn": picture_of(course),
        "is_invented": any(stop.item.node.is_invented for stop in course.stops if stop.item),
        "crumbs": [(_("Sager"), reverse("cases:list")), (title, "")],
    }
    return render(request, "cases/matter.html", context)


def received(request: Request) -> HttpResponse:
    """What waits at the bodies that the reader receives for."""
    queries.check_receives(request.actor)
    arrivals, maybe = queries.received(request.actor)
    context = {"arrivals": arrivals, "maybe": maybe, "crumbs": [(_("Sager"), reverse("cases:list"))]}
    return render(request, "cases/received.html", context)


@require_POST
def take_up(request: Request, pk: UUID, meeting: UUID) -> HttpResponse:
    """Put what was received on a meeting."""
    step = queries.arriving(request.actor, pk)
    chosen = rows.meeting(request.actor, meeting)
    taken = web_forms.do(
        request,
        lambda: actions.take_up(by=request.actor, step=step, meeting=chosen),
        done=_("Sagen er sat på mødet. Skriv jeres egen fremstilling, hvis der er nyt."),
    )
    return redirect("cases:meeting", meeting) if taken else redirect("cases:received")


def turn_down(request: Request, pk: UUID) -> HttpResponse:
    """Say why a case that was sent here is not taken up."""
    step = queries.arriving(request.actor, pk)
    policy.check(request.actor, "receive", "case_item", queries.addressed(step))
    return records_views.form_on(
        request,
        editing_forms.ReasonForm,
        actions.turn_down,
        {"step": step},
        to=("cases:received",),
        heading=_("Tag sagen ikke op"),
        lead=step.statement.item.node.title,
    )


@require_POST
def recognise(request: Request, pk: UUID, body: UUID) -> HttpResponse:
    """Say that the words of the minutes mean one's own body."""
    step = queries.arriving(request.actor, pk)
    circle = rows.body(body).circle
    return deeds.pressed(
        request,
        lambda: actions.recognise(by=request.actor, step=step, circle=circle),
        to=("cases:received",),
        done=_("Sagen står nu som modtaget."),
    )


def send_on(request: Request, pk: UUID) -> HttpResponse:
    """Say where a statement sends the case."""
    statement = attendance.statement(request.actor, pk)
    policy.check(request.actor, "forward", statement.item)
    form = partial(
        forms.RouteForm, circles=queries.destinations(statement.item), initial={"sent_on": statement.node.day}
    )
    return records_views.form_on(
        request, form, actions.send_on, {"statement": statement}, heading=_("Send sagen videre")
    )


def carry(request: Request, pk: UUID) -> HttpResponse:
    """Name who carries a case on."""
    step = _forwarded(request.actor, pk)
    form = partial(forms.CarrierForm, persons=rows.carriers(step.statement.item))
    return records_views.form_on(
        request,
        form,
        actions.name_carrier,
        {"step": step},
        to=("cases:decision", step.statement_id),
        heading=_("Hvem fører sagen videre?"),
        lead=step.to_text,
    )


def end_step(request: Request, pk: UUID) -> HttpResponse:
    """Say how it went where a case was sent."""
    step = _forwarded(request.actor, pk)

    def end(*, by: Actor, step: RouteStep, next_item: UUID | None, **ended: Any) -> RouteStep:
        item = rows.item(by, next_item) if next_item else None
        return actions.end_step(by=by, step=step, next_item=item, **ended)

    return records_views.form_on(
        request,
        forms.EndStepForm,
        end,
        {"step": step},
        to=("cases:decision", step.statement_id),
        heading=_("Sagens videre gang"),
        lead=step.to_text,
    )


def _forwarded(actor: Actor, pk: UUID) -> RouteStep:
    step = rows.step(actor, pk)
    policy.check(actor, "forward", step.statement.item)
    return step
