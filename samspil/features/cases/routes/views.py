"""Pages of a case's course: sent on, carried and ended, one matter across authorities, and what a body has received."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.features.cases.editing import forms as editing_forms
from samspil.features.cases.editing.views import edit_page
from samspil.features.cases.records.queries import attendance, rows
from samspil.features.cases.records.rules import standing
from samspil.features.cases.routes import actions, forms, queries, rules
from samspil.paper import danish
from samspil.spine.people import Actor
from samspil.web import course_picture
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
        "invented": any(stop.item.node.is_invented for stop in course.stops if stop.item),
        "crumbs": [(_("Sager"), reverse("cases:list")), (title, "")],
    }
    return render(request, "cases/matter.html", context)


def received(request: Request) -> HttpResponse:
    """What waits at the bodies that the reader receives for."""
    bodies = queries.receiving_bodies(request.actor)
    rules.check_receive_somewhere(request.actor, [standing.place_of(each.circle) for each in bodies])
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
    rules.check_addressed(request.actor, standing.place_of(step.to_circle) if step.to_circle else None)
    form = editing_forms.ReasonForm(request.POST or None)
    if web_forms.submitted(request, form, lambda: actions.turn_down(by=request.actor, step=step, **form.cleaned_data)):
        return redirect("cases:received")
    context = {
        "form": form,
        "heading": _("Tag sagen ikke op"),
        "cancel": reverse("cases:received"),
        "about": step.statement.item.node.title,
    }
    return web_forms.page(request, "cases/edit.html", context)


@require_POST
def recognise(request: Request, pk: UUID, body: UUID) -> HttpResponse:
    """Say that the words of the minutes mean one's own body."""
    step = queries.arriving(request.actor, pk)
    circle = rows.body(body).circle
    web_forms.do(
        request,
        lambda: actions.recognise(by=request.actor, step=step, circle=circle),
        done=_("Sagen står nu som modtaget."),
    )
    return redirect("cases:received")


def send_on(request: Request, pk: UUID) -> HttpResponse:
    """Say where a statement sends the case."""
    statement = attendance.statement(request.actor, pk)
    rules.check_forward(request.actor, statement.item.node, statement.item.meeting)
    form = forms.RouteForm(
        request.POST or None,
        circles=queries.destinations(statement.item),
        initial={"sent_on": statement.node.day},
    )
    if web_forms.submitted(
        request, form, lambda: actions.send_on(by=request.actor, statement=statement, **form.cleaned_data)
    ):
        return redirect("cases:decision", pk)

    return edit_page(
        request, form, _("Send sagen videre"), reverse("cases:decision", args=[pk]), about=statement.node.title
    )


def carry(request: Request, pk: UUID) -> HttpResponse:
    """Name who carries a case on."""
    step, back = _route_step(request.actor, pk)
    form = forms.CarrierForm(request.POST or None, persons=rows.carriers(step.statement.item))
    if web_forms.submitted(
        request, form, lambda: actions.name_carrier(by=request.actor, step=step, **form.cleaned_data)
    ):
        return redirect(back)
    return edit_page(request, form, _("Hvem fører sagen videre?"), back, about=step.to_text)


def end_step(request: Request, pk: UUID) -> HttpResponse:
    """Say how it went where a case was sent."""
    step, back = _route_step(request.actor, pk)
    form = forms.EndStepForm(request.POST or None)

    def end() -> Any:
        values = dict(form.cleaned_data)
        key = values.pop("next_item")
        return actions.end_step(
            by=request.actor, step=step, next_item=rows.item(request.actor, key) if key else None, **values
        )

    if web_forms.submitted(request, form, end):
        return redirect(back)
    return edit_page(request, form, _("Sagens videre gang"), back, about=step.to_text)


def _route_step(actor: Actor, pk: UUID) -> tuple[Any, str]:
    step = rows.step(actor, pk)
    item = step.statement.item
    rules.check_forward(actor, item.node, item.meeting)
    return step, reverse("cases:decision", args=[step.statement_id])
