"""Access to a case's documents, step by step."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samspil.features.cases.document_access import actions, forms, queries, rules
from samspil.features.cases.records import views as records_views
from samspil.features.cases.records.queries import rows
from samspil.spine import policy
from samspil.web.request import Request


def new_access(request: Request, pk: UUID) -> HttpResponse:
    """Begin an answer to a request for a case's documents."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "prepare", "access_package", item.meeting.node)
    return records_views.form(
        request,
        forms.AccessForm,
        actions.prepare_access,
        on={"item": item},
        to=lambda asked: ("cases:access", asked.result.pk),
        template="cases/new_access.html",
        more=lambda: {"earlier": queries.packages_of(request.actor, item)},
        item=item,
        cancel=("cases:detail", pk),
        crumbs=[(item.node.title, reverse("cases:detail", args=[pk]))],
    )


def access(request: Request, pk: UUID) -> HttpResponse:
    """Show the documents of a case with what is done with each, and the package when it has been handed out."""
    package = queries.package(request.actor, pk)
    choices = queries.choices_of(package)
    may_prepare = package.state == "open" and policy.allows(request.actor, "prepare", package)
    again = queries.closed_since(request.actor, package, choices) if may_prepare else []
    # The committee reads the answer, and does not read what nobody has approved.
    names_item = rows.visible_to(request.actor).filter(pk=package.item_id).exists()
    context = {
        "package": package,
        "names_item": names_item,
        "node": package.node,
        "item": package.item,
        "choices": choices,
        "again": again,
        "left": sum(not each.choice for each in choices) + len(again),
        "may_prepare": may_prepare,
        "files": [each for each in package.node.files.all() if each.media_type == "application/zip"],
        "crumbs": [(package.item.node.title, reverse("cases:detail", args=[package.item_id]))] if names_item else [],
    }

    return render(request, "cases/access.html", context)


def access_choice(request: Request, pk: UUID, order: int) -> HttpResponse:
    """Decide what is done with one document."""
    package = queries.package(request.actor, pk)
    policy.check(request.actor, "prepare", package)
    rules.check_open(package.state)
    choice = queries.choice(package, order)
    chosen = {name: getattr(choice, name) for name in ("choice", "ground", "why", "shown_title")}
    marked = choice.marked or queries.words_of_paper(request.actor, choice)

    return records_views.form(
        request,
        partial(forms.ChoiceForm, is_file=choice.kind == "annex", initial={**chosen, "marked": marked}),
        partial(actions.choose_access, order=order),
        on={"package": package},
        template="cases/access_choice.html",
        document=choice,
        cancel=("cases:access", pk),
        crumbs=[(package.node.title, reverse("cases:access", args=[pk]))],
    )


def hand_out(request: Request, pk: UUID) -> HttpResponse:
    """Make the package and hand it out."""
    package = queries.package(request.actor, pk)
    policy.check(request.actor, "prepare", package)
    rules.check_open(package.state)
    return records_views.form(
        request,
        forms.HandOutForm,
        actions.hand_out_access,
        on={"package": package},
        done=_("Pakken er lavet og gemt. Hent den her, og send den med brevet."),
        heading=_("Udlevér"),
        cancel=("cases:access", pk),
    )
