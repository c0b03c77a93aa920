"""Pages that change an item, its annexes and its statements: one form or one button each, one action each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspil.features.cases.editing import forms, queries, rules
from samspil.features.cases.editing.actions import annexes, items, statements
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records.models import AgendaItem, Meeting
from samspil.features.cases.records.queries import attendance, rows, sheets
from samspil.paper.refusal import Refused
from samspil.spine import policy, visibility
from samspil.spine.people import Actor
from samspil.web import forms as web_forms
from samspil.web.request import Request


def step(request: Request, pk: UUID, deed: Callable[..., Meeting], done: str) -> HttpResponse:
    """Do a deed with a meeting at the press of a button, and show the meeting."""
    meeting = rows.meeting(request.actor, pk)
    web_forms.do(request, lambda: deed(by=request.actor, meeting=meeting), done=done)
    return redirect("cases:meeting", pk)


def new(request: Request) -> HttpResponse:
    """Put an item on an agenda, alone or from what it comes of (`?fra=`); `?moede=` chooses the meeting."""
    asked = request.GET.get("fra")
    came_from = visibility.origin(request.actor, asked, *rules.BEGINS_FROM) if asked else None
    meetings = rows.meetings_open_for(request.actor)
    if not meetings:
        raise Refused("Der er intet møde, du kan sætte punkter på nu. Bed udvalgets sekretær om at oprette et møde.")
    chosen = next((each for each in meetings if str(each.pk) == request.GET.get("moede")), meetings[0])
    house = houses.of(chosen.body.house)
    form = forms.ItemForm(
        request.POST or None,
        sections=[(key, house.heading(key)) for key in house.sections],
        meetings=meetings,
        came_from=came_from is not None,
        initial={
            "meeting": str(chosen.pk),
            "recommended_by": house.recommended_by,
            "title": came_from.title if came_from else "",
        },
    )

    def add() -> AgendaItem:
        meeting = next(each for each in meetings if str(each.pk) == form.cleaned_data["meeting"])
        return items.add_item(
            by=request.actor,
            meeting=meeting,
            came_from=came_from,
            why=form.cleaned_data.get("why", ""),
            **form.values(),
        )

    if web_forms.submitted(request, form, add):
        return redirect("cases:detail", form.result.pk)
    return edit_page(request, form, _("Nyt punkt"), reverse("cases:list"), about=came_from.title if came_from else "")


def check_edit(actor: Actor, item: AgendaItem) -> None:
    """Refuse a form that its reader may not send."""
    policy.check(actor, "edit", item, state=rules.edit_state(item))


def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change an item's words; two who write at once see both wordings."""
    sheet = sheets.sheet(request.actor, pk)
    item = sheet.item
    check_edit(request.actor, item)
    form = forms.ItemForm(
        request.POST or None,
        sections=[(section.key, section.heading) for section in sheet.sections],
        versions={section.key: section.version for section in sheet.sections if section.version},
        needs_reason=item.meeting.state == "published",
        initial=web_forms.Standing(
            {
                "title": item.node.title,
                "number": item.number,
                "case_number": item.case_number,
                "recommended_by": item.recommended_by,
                "kle": item.kle,
                "asked_by": item.asked_by,
                "clauses": "\n".join(clause.words for clause in sheet.clauses),
                **{f"section-{section.key}": section.words for section in sheet.sections},
            },
            but=["clauses", *(f"section-{section.key}" for section in sheet.sections)],
        ),
    )

    def change() -> AgendaItem:
        return items.edit_item(
            by=request.actor,
            item=item,
            based_on=form.based_on(),
            reason=form.cleaned_data.get("reason", ""),
            **form.values(),
        )

    if web_forms.submitted(request, form, change):
        return redirect("cases:detail", pk)
    if form.conflict is not None:
        form.build_on(form.conflict.theirs.text.name, form.conflict.theirs.number)
    return edit_page(request, form, _("Ret punktet"), reverse("cases:detail", args=[pk]), about=item.node.title)


def close(request: Request, pk: UUID) -> HttpResponse:
    """Close an item."""
    item = rows.item(request.actor, pk)
    policy.check(request.actor, "close", item)
    words = {"reason": item.closed_reason, "public_title": item.public_title, "public_decision": item.public_decision}
    form = forms.CloseForm(request.POST or None, initial=web_forms.Standing(words))
    if web_forms.submitted(request, form, lambda: items.close_item(by=request.actor, item=item, **form.cleaned_data)):
        return redirect("cases:detail", pk)
    return edit_page(request, form, _("Luk punktet"), reverse("cases:detail", args=[pk]), about=item.node.title)


@require_POST
def open_item(request: Request, pk: UUID) -> HttpResponse:
    """Open a closed item."""
    item = rows.item(request.actor, pk)
    web_forms.do(request, lambda: items.open_item(by=request.actor, item=item), done=_("Punktet er åbent."))
    return redirect("cases:detail", pk)


def new_annex(request: Request, pk: UUID) -> HttpResponse:
    """Add an annex to an item."""
    item = rows.item(request.actor, pk)
    check_edit(request.actor, item)
    form = forms.AnnexForm(request.POST or None, request.FILES or None)

    def add() -> Any:
        values = dict(form.cleaned_data)
        file = values.pop("file")
        return annexes.add_annex(by=request.actor, item=item, name=file.name if file else "", stream=file, **values)

    if web_forms.submitted(request, form, add):
        return redirect("cases:detail", pk)
    return edit_page(request, form, _("Nyt bilag"), reverse("cases:detail", args=[pk]), about=item.node.title)


def close_annex(request: Request, pk: UUID) -> HttpResponse:
    """Close an annex."""
    annex = rows.annex(request.actor, pk)
    policy.check(request.actor, "close", annex.item)
    form = forms.ReasonForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: annexes.close_annex(by=request.actor, annex=annex, **form.cleaned_data)
    ):
        return redirect("cases:annex", pk)
    return edit_page(request, form, _("Luk bilaget"), reverse("cases:annex", args=[pk]), about=annex.node.title)


@require_POST
def open_annex(request: Request, pk: UUID) -> HttpResponse:
    """Open a closed annex."""
    annex = rows.annex(request.actor, pk)
    web_forms.do(request, lambda: annexes.open_annex(by=request.actor, annex=annex), done=_("Bilaget er åbent."))
    return redirect("cases:annex", pk)


def join(request: Request, pk: UUID) -> HttpResponse:
    """Say that two items are one matter."""
    item = rows.item(request.actor, pk)
    check_edit(request.actor, item)
    form = forms.JoinForm(request.POST or None)

    def put_together() -> Any:
        other = rows.item(request.actor, form.cleaned_data["other"])
        return items.join_case(by=request.actor, item=item, other=other)

    if web_forms.submitted(request, form, put_together):
        return redirect("cases:detail", pk)
    return edit_page(
        request, form, _("Saml med et andet punkt"), reverse("cases:detail", args=[pk]), about=item.node.title
    )


def new_statement(request: Request, pk: UUID) -> HttpResponse:
    """Write the next statement of an item's decision."""
    item = rows.item(request.actor, pk)
    queries.check_decides(request.actor, item)
    suggested = attendance.attendance_words(item.meeting) if item.standing == "attendance" else ""
    form = forms.StatementForm(
        request.POST or None, item=item, needs_reason=item.meeting.state == "published", initial={"printed": suggested}
    )
    if web_forms.submitted(
        request, form, lambda: statements.add_statement(by=request.actor, item=item, **form.values())
    ):
        return redirect("cases:detail", pk)
    return edit_page(request, form, _("Skriv beslutningen"), reverse("cases:detail", args=[pk]), about=item.node.title)


def edit_statement(request: Request, pk: UUID) -> HttpResponse:
    """Correct a statement; a published one with a reason."""
    statement = attendance.statement(request.actor, pk)
    item = statement.item
    queries.check_decides(request.actor, item)
    form = forms.StatementForm(
        request.POST or None,
        item=item,
        needs_reason=item.meeting.state == "published",
        initial=web_forms.Standing({**rows.words_of(statement), "answers": statement.answers.all()}, but=("printed",)),
    )

    def correct() -> Any:
        return statements.correct_statement(
            by=request.actor, statement=statement, based_on=form.cleaned_data["based_on"] or 0, **form.values()
        )

    if web_forms.submitted(request, form, correct):
        return redirect("cases:decision", pk)
    return edit_page(request, form, _("Ret beslutningen"), reverse("cases:decision", args=[pk]), about=item.node.title)


def withdraw_statement(request: Request, pk: UUID) -> HttpResponse:
    """Take a statement out that was written by mistake."""
    statement = attendance.statement(request.actor, pk)
    item = statement.item
    queries.check_decides(request.actor, item)
    form = forms.ReasonForm(request.POST or None)
    if web_forms.submitted(
        request, form, lambda: statements.withdraw_statement(by=request.actor, statement=statement, **form.cleaned_data)
    ):
        return redirect("cases:detail", item.pk)
    return edit_page(
        request, form, _("Tag udtalelsen ud"), reverse("cases:decision", args=[pk]), about=statement.node.title
    )


def edit_page(request: Request, form: web_forms.Form, heading: str, cancel: str, *, about: str = "") -> HttpResponse:
    """The page of one form."""
    context = {"form": form, "heading": heading, "cancel": cancel, "about": about}
    return web_forms.page(request, "cases/edit.html", context)


def new_version(request: Request, pk: UUID) -> HttpResponse:
    """Lay up a new version of an annex."""
    annex = rows.annex(request.actor, pk)
    policy.check(request.actor, "edit", annex.item, state=annex.item.meeting.state)
    form = forms.VersionForm(request.POST or None, request.FILES or None)
    if web_forms.submitted(request, form, lambda: annexes.add_version(by=request.actor, annex=annex, **form.values())):
        return redirect("cases:annex", pk)
    context = {
        "form": form,
        "heading": _("Ny version af bilaget"),
        "cancel": reverse("cases:annex", args=[pk]),
        "about": annex.node.title,
    }
    return web_forms.page(request, "cases/edit.html", context)
