"""The page where everybody is invited in one press, the reminder, and the link on paper."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import views as core_views
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.guests import actions, forms, queries, rules
from samspil.features.partnerships.methods import rules as method_rules
from samspil.spine import policy
from samspil.web import deeds, undo
from samspil.web.request import Request

PAGE = "partnerships:guests"


def guests(request: Request, pk: UUID) -> HttpResponse:
    """Say who is to be there, and see how it stands with them."""
    activity = core_queries.activity(request.actor, pk)
    policy.check(request.actor, "gather", activity)
    gathering = activity.gathering
    asks_clock = gathering.starts_at is None and activity.node.day is not None
    method = method_rules.library().get(activity.method)
    return deeds.form(
        request,
        partial(forms.InviteForm, offered=queries.groups(activity), asks_clock=asks_clock),
        actions.invite,
        on={"activity": activity},
        to=(PAGE, pk),
        done=lambda sent: _say(request, activity, sent.result),
        template="partnerships/guests.html",
        more=lambda: _standing(activity, method.sides if method else ()),
        activity=activity,
        gathering=gathering,
        is_sent=bool(gathering.starts_at and gathering.starts_at > timezone.now()),
        asks_clock=asks_clock,
        crumbs=core_views.way_to_activity(activity),
    )


def _standing(activity: Activity, wanted: tuple[str, ...]) -> dict[str, object]:
    asked = queries.asked(activity)
    return {
        "asked": asked,
        "answers": queries.answers(asked),
        "unreached": [each for each in asked if not each.has_mail],
        "waiting": len(queries.unanswered(activity)),
        "lacking": rules.lacking(wanted, {each.side for each in asked}) if asked else [],
    }


def _say(request: Request, activity: Activity, sent: actions.Sent | None) -> str:
    """Say who is invited; while nobody has been told of it, with the way back."""
    if sent is None:
        return _("De er inviteret.")
    if sent.mails or not sent.rows:
        return _said(sent)
    undo.offer(request, _said(sent), "activity.guests_asked", activity.pk, rows=" ".join(map(str, sent.rows)))
    return ""


def _said(sent: actions.Sent) -> str:
    invited = ngettext("%(n)s er inviteret.", "%(n)s er inviteret.", sent.invited) % {"n": sent.invited}
    if not sent.mails:
        return invited
    mails = ngettext("%(n)s indbydelse er på vej.", "%(n)s indbydelser er på vej.", sent.mails) % {"n": sent.mails}
    return f"{invited} {mails}"


remind = deeds.press(
    core_queries.activity,
    actions.remind,
    on="activity",
    to=lambda _request, activity: (PAGE, activity.pk),
    done=gettext_lazy("De, der ikke har svaret, er mindet om det."),
)


@require_POST
def letter(request: Request, pk: UUID, invitation: int) -> HttpResponse:
    """Show one person's link, to be printed or read aloud."""
    activity = core_queries.activity(request.actor, pk)
    policy.check(request.actor, "gather", activity)
    asked = queries.invitation(activity, invitation)
    link = actions.letter(by=request.actor, activity=activity, invitation=asked)
    context = {
        "activity": activity,
        "node": activity.node,
        "gathering": activity.gathering,
        "person": asked.person,
        "link": link,
        "crumbs": core_views.way_to_activity(activity),
    }
    response = render(request, "partnerships/guest_letter.html", context)
    response["Cache-Control"] = "no-store"
    return response
