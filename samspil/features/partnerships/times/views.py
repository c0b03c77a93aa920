"""Pages of meeting times: the asking, the grid that is answered by a link, who has answered, and the proposals."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.times import actions, extract, forms, queries, rules
from samspil.features.partnerships.times.models import Asked
from samspil.paper import charts, danish
from samspil.spine import policy
from samspil.web import deeds, personal_links
from samspil.web import forms as web_forms
from samspil.web.request import Request


def new(request: Request, pk: UUID) -> HttpResponse:
    """Ask for times."""
    partnership = core_queries.partnership(request.actor, pk)
    policy.check(request.actor, "add", "time_request", partnership.node)
    form = partial(
        forms.AskForm,
        activities=queries.without_time(request.actor, partnership),
        members=queries.members(partnership),
        initial={"activities": [request.GET.get("aktivitet", "")]},
    )
    return deeds.form(
        request,
        form,
        actions.ask,
        on={"partnership": partnership},
        to=lambda sent: ("partnerships:times", sent.result.pk),
        done=_("Der er spurgt om tid. Dem med en mail får et link nu."),
        template="partnerships/times_new.html",
        crumbs=_crumbs(partnership.node),
        cancel=("partnerships:detail", pk),
    )


def for_activity(request: Request, pk: UUID) -> HttpResponse:
    """Ask for times with one activity chosen already."""
    activity = core_queries.activity(request.actor, pk)
    policy.check(request.actor, "add", "time_request", activity.partnership.node)
    return redirect(f"{reverse('partnerships:ask_times', args=[activity.partnership_id])}?aktivitet={pk}")


def overview(request: Request, pk: UUID) -> HttpResponse:
    """Who has answered, what they said taken together, and the way to the proposals."""
    asking = queries.get(request.actor, pk)
    policy.check(request.actor, "see", asking)
    offered, counts = extract.offered(asking), queries.counted(asking)
    rows = queries.replies(asking)
    context = {
        "asking": asking,
        "node": asking.node,
        "crumbs": _crumbs(asking.partnership.node),
        "sought": queries.sought(asking),
        "quorums": queries.quorums(asking),
        "rows": rows,
        "answered": sum(row.answered_at is not None for row in rows),
        "waiting": [row for row in rows if row.answered_at is None and not row.has_left],
        "parts": danish.listing([rules.PARTS[part].label for part in asking.parts.split()]),
        "figure": _figure(offered, counts) if counts else None,
        "may_run": policy.allows(request.actor, "run", asking),
    }

    return _private(render(request, "partnerships/times.html", context))


def _figure(offered: list[tuple[dt.date, str]], counts: Any) -> Any:
    rows = [
        (f"{_short(day)} {rules.PARTS[part].label}", rules.LEVELS[level], counts[day, part][level])
        for day, part in offered
        for level in ("can", "maybe")
    ]
    return charts.bars(rows, title=_("Hvor mange kan hvornår"), columns=[_("Tid"), _("Svar"), _("Personer")])


def _short(day: dt.date) -> str:
    return f"{danish.WEEKDAYS[day.weekday()][:3]} {day.day}.{day.month}."


def proposals(request: Request, pk: UUID) -> HttpResponse:
    """The best few times, or what stands in the way."""
    asking = queries.get(request.actor, pk)
    policy.check(request.actor, "run", asking)
    answer = extract.propose(asking)
    context = {
        "asking": asking,
        "node": asking.node,
        "crumbs": [*_crumbs(asking.partnership.node), (asking.node.title, reverse("partnerships:times", args=[pk]))],
        "answer": answer,
        "silent": sum(row.answered_at is None for row in queries.asked(asking)),
    }
    return _private(render(request, "partnerships/times_proposals.html", context))


@require_POST
def choose(request: Request, pk: UUID) -> HttpResponse:
    """Choose the times of a proposal."""
    asking = queries.get(request.actor, pk)
    form = forms.ChoiceForm(request.POST, keys=[str(each.activity_id) for each in queries.sought(asking)])
    if web_forms.do(
        request,
        lambda: actions.choose(by=request.actor, request=asking, times=form.times()),
        done=_("Tiden er valgt, og indbydelserne er på vej."),
    ):
        return redirect("partnerships:times", pk)
    return redirect("partnerships:time_proposals", pk)


remind = deeds.press(queries.get, actions.remind, on="request", done=gettext_lazy("De, der mangler, er mindet om det."))
close = deeds.press(queries.get, actions.close, on="request", done=gettext_lazy("Der spørges ikke mere."))
invite = deeds.press(
    core_queries.activity,
    actions.send_invitations,
    on="activity",
    done=gettext_lazy("Indbydelserne er på vej."),
)


def answer_for(request: Request, pk: int) -> HttpResponse:
    """Answer for somebody, as they said it on the telephone."""
    row = queries.asked_by(request.actor, pk)
    policy.check(request.actor, "run", row.request)
    return _grid(request, row, done="partnerships:times", on_behalf=True)


@require_POST
def new_link(request: Request, pk: int) -> HttpResponse:
    """Show a new personal link, this once."""
    row = queries.asked_by(request.actor, pk)
    policy.check(request.actor, "run", row.request)
    link = actions.new_link(by=request.actor, asked=row)
    context = {"asked": row, "node": row.request.node, "link": link, "crumbs": _crumbs(row.request.partnership.node)}
    return _private(render(request, "partnerships/times_link.html", context))


def link(request: Request, token: str = "") -> HttpResponse:
    """Take the token of a personal link into the session, and go on to the grid."""
    return personal_links.door(
        request,
        purpose=rules.PASS_PURPOSE,
        onward=lambda opened: reverse("partnerships:own_times", args=[queries.behind(opened).pk]),
        token=token,
    )


def own(request: Request, pk: int) -> HttpResponse:
    """The grid of whoever holds the link, or was asked and is logged in."""
    row = queries.opened(personal_links.held(request), pk, request.actor)
    if row.request.state != "open":
        return _private(
            render(request, "partnerships/times_over.html", {"asking": row.request, "node": row.request.node})
        )
    return _grid(request, row, done="partnerships:own_times", on_behalf=False)


@require_POST
def own_file(request: Request, pk: int) -> HttpResponse:
    """Answer by a calendar file."""
    row = queries.opened(personal_links.held(request), pk, request.actor)
    form = forms.CalendarForm(request.POST, request.FILES)
    if web_forms.submitted(request, form, lambda: actions.hand_over(by=request.actor, asked=row, content=_read(form))):
        return redirect("partnerships:own_times", pk)
    return _page(request, row, _empty(row), file_form=form, on_behalf=False, status=422)


def _read(form: forms.CalendarForm) -> bytes:
    file = form.cleaned_data["file"]
    # One byte more than is allowed is enough to be refused; nothing larger is taken into memory.
    return bytes(file.read(2 * 2**20 + 1))


def _grid(request: Request, row: Asked, *, done: str, on_behalf: bool) -> HttpResponse:
    form = _empty(row, web_forms.sent(request))
    if web_forms.submitted(request, form, lambda: actions.answer(by=request.actor, asked=row, answers=form.answers())):
        if on_behalf:
            messages.success(request, _("Svaret er gemt."))
        return redirect(done, row.request_id if on_behalf else row.pk)
    return _page(
        request, row, form, file_form=forms.CalendarForm(), on_behalf=on_behalf, status=422 if form.is_bound else 200
    )


def _empty(row: Asked, sent: Any = None) -> forms.GridForm:
    offered = extract.offered(row.request)
    return forms.GridForm(sent, offered=offered, answers=queries.answers(row), busy=_busy(row, offered))


def _busy(row: Asked, offered: list[tuple[dt.date, str]]) -> dict[tuple[dt.date, str], str]:
    taken = queries.taken(row)
    busy = {}
    for day, part in offered:
        begins, ends = extract.span_of(day, part)
        words = [
            f"{danish.clock(max(at, begins)).removeprefix('kl. ')}–{danish.clock(min(to, ends)).removeprefix('kl. ')}"
            for at, to in taken
            if at < ends and begins < to
        ]
        if words:
            busy[day, part] = danish.listing(words)
    return busy


def _page(
    request: Request, row: Asked, form: forms.GridForm, *, file_form: forms.CalendarForm, on_behalf: bool, status: int
) -> HttpResponse:
    answers = queries.answers(row)
    said = {level: sum(each == level for each in answers.values()) for level in rules.LEVELS}
    context = {
        "asked": row,
        "asking": row.request,
        "node": row.request.node,
        "sought": queries.sought(row.request),
        "form": form,
        "weeks": form.weeks(),
        "levels": rules.LEVELS.items(),
        "file_form": file_form,
        "said": said,
        "unsaid": len(form.offered) - len(answers),
        "on_behalf": on_behalf,
        "crumbs": _crumbs(row.request.partnership.node) if on_behalf else [],
    }

    return _private(render(request, "partnerships/times_own.html", context, status=status))


def _crumbs(node: Any) -> list[tuple[str, str]]:
    return [(node.title, reverse("partnerships:detail", args=[node.pk]))]


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
