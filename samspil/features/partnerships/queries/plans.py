"""Reading the plan: its rows as they are said and placed, its versions, and who approved them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from samspil.analysis import plan_times
from samspil.features.partnerships import queries
from samspil.features.partnerships.models import Activity, Partnership, PlanVersion
from samspil.features.partnerships.rules import intensive
from samspil.features.partnerships.rules import plans as rules
from samspil.paper.refusal import NotFound
from samspil.spine import pass_purposes, texts
from samspil.spine.models import Invitation, Organisation, Pass
from samspil.spine.people import Actor

CALENDAR_LASTS = dt.timedelta(days=365)
CALENDAR_PURPOSE = pass_purposes.declare(
    "plan_calendar", label="Følge planen i sin egen kalender", longest=CALENDAR_LASTS
)
PRINTED_PLAN = "printed_plan"


def said(activity: Activity) -> plan_times.Said:
    """Return what is said of an activity's time."""
    gathering = activity.gathering
    starts = timezone.localtime(gathering.starts_at) if gathering.starts_at else None
    ends = timezone.localtime(gathering.ends_at) if gathering.ends_at else None
    return plan_times.Said(
        activity.period,
        gathering.time_text,
        starts.date() if starts else activity.node.day,
        starts.time() if starts else None,
        ends.time() if ends else None,
    )


def wording(activity: Activity) -> str:
    """Return what is to be done in the plan's own words: the description, where the title is its beginning."""
    title = activity.node.title
    if activity.description.startswith(title.removesuffix(" …")):
        return activity.description
    return title


def row_of(activity: Activity) -> dict[str, Any]:
    """Return an activity as a row of a version: plain values, nothing about persons."""
    return {
        "id": str(activity.pk),
        "title": activity.node.title,
        "description": "" if activity.description == activity.node.title else activity.description,
        "period": activity.period,
        "time": plan_times.label(said(activity)),
        "note": activity.time_note,
        "place": activity.gathering.place,
        "method": activity.get_method_display(),
        "aim": activity.aim,
        "audience": activity.audience,
        "level": activity.get_level_display(),
        "is_possible": activity.is_possible,
        "is_uncertain": activity.gathering.is_uncertain,
        "is_cancelled": activity.state == "cancelled",
        # Only where it is said: a row of before this was asked is no other row.
        **({"opening": activity.get_opening_display()} if activity.opening else {}),
    }


@dataclass(frozen=True)
class Planned:
    """One row of the plan as a page shows it."""

    activity: Activity
    time: str
    placed: plan_times.Placed

    @property
    def wording(self) -> str:
        return wording(self.activity)

    @property
    def open(self) -> tuple[str, ...]:
        """What is not certain about it, in words."""
        gathering = self.activity.gathering
        told = (
            (self.activity.is_possible, "eventuel"),
            (gathering.is_uncertain, "usikker"),
            (
                not self.placed.days and self.placed.first is not None and not self.placed.is_guess,
                "kun måneden er kendt",
            ),
            (self.placed.is_guess, "året er ikke sagt"),
            (bool(self.activity.time_note), self.activity.time_note.strip("()")),
        )
        return tuple(words for is_so, words in told if is_so)


def planned(rows: Iterable[Activity]) -> list[Planned]:
    """Return a plan's rows with their times said and placed."""
    activities = list(rows)
    times = [said(each) for each in activities]
    return [
        Planned(activity, plan_times.label(time), placed)
        for activity, time, placed in zip(activities, times, plan_times.place(times), strict=True)
    ]


@dataclass(frozen=True)
class MonthDay:
    """One day of a month, with what is planned on it."""

    on: dt.date
    rows: tuple[Planned, ...]


@dataclass(frozen=True)
class Month:
    """A month of the plan: its days, what is only known to lie within it, and the months before and after."""

    first: dt.date
    days: tuple[MonthDay, ...]
    within: tuple[Planned, ...]
    previous: dt.date
    following: dt.date


def month(rows: Sequence[Planned], asked: dt.date) -> Month:
    """Return one month of the plan."""
    first = asked.replace(day=1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    previous = (first - dt.timedelta(days=1)).replace(day=1)
    days = [first + dt.timedelta(days=at) for at in range((following - first).days)]

    return Month(
        first,
        tuple(
            MonthDay(day, tuple(row for row in rows if any(d.first <= day <= d.last for d in row.placed.days)))
            for day in days
        ),
        tuple(
            row
            for row in rows
            if not row.placed.days
            and row.placed.first is not None
            and row.placed.last is not None
            and row.placed.first < following
            and row.placed.last >= first
        ),
        previous,
        following,
    )


def first_month(rows: Sequence[Planned], today: dt.date) -> dt.date:
    """Choose the month that is shown first: this one while the plan runs, else the nearest of its months."""
    firsts = [row.placed.first for row in rows if row.placed.first]
    lasts = [row.placed.last for row in rows if row.placed.last]
    if not firsts:
        return today
    return min(max(today, min(firsts)), max(lasts))


def calendar_passes(actor: Actor, partnership: Partnership) -> QuerySet[Pass]:
    """Return the actor's own calendar links that still open the plan."""
    mine = Pass.objects.filter(node=partnership.node, purpose=CALENDAR_PURPOSE, person__isnull=False)
    return mine.filter(person=actor.person_id, revoked_at__isnull=True, expires_at__gt=timezone.now())


def versions(partnership: Partnership) -> QuerySet[PlanVersion]:
    """Return a plan's versions, the newest first, with who approved them."""
    return partnership.versions.select_related("by").prefetch_related("approvals__organisation").order_by("-number")


def version(partnership: Partnership, number: int) -> PlanVersion:
    """Return one version by its number, else `NotFound`."""
    found = versions(partnership).filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def newest(partnership: Partnership) -> PlanVersion | None:
    """Return the newest version, None while the plan has none."""
    return versions(partnership).first()


def rows_seen(actor: Actor, partnership: Partnership, found: PlanVersion) -> list[dict[str, Any]]:
    """Return a version's rows, without those of activities that the actor may not see. One query."""
    return _seen(found.rows, _visible(actor, partnership))


def _visible(actor: Actor, partnership: Partnership) -> set[str]:
    return {str(pk) for pk in queries.activities(actor).filter(partnership=partnership).values_list("pk", flat=True)}


def _seen(rows: Iterable[dict[str, Any]], visible: set[str]) -> list[dict[str, Any]]:
    return [row for row in rows if row["id"] in visible]


@dataclass(frozen=True)
class Told:
    """A version in a list: itself, and what differs from the one before, in a line."""

    version: PlanVersion
    changes: tuple[rules.Change, ...]

    @property
    def sum(self) -> str:
        return rules.told(self.changes)


def history(actor: Actor, partnership: Partnership) -> list[Told]:
    """Return every version with what it changed, the newest first. Three queries and one for visibility."""
    visible = _visible(actor, partnership)
    found = list(versions(partnership))
    earlier = [*found[1:], None][: len(found)]
    return [
        Told(each, rules.differences(_seen(before.rows, visible) if before else [], _seen(each.rows, visible)))
        for each, before in zip(found, earlier, strict=True)
    ]


@dataclass(frozen=True)
class Approval:
    """Where the plan stands with its partners."""

    version: PlanVersion | None
    approved: tuple[Organisation, ...]
    missing: tuple[Organisation, ...]
    earlier: int | None  # the newest version that all of today's partners approved, when it is not the newest of all

    @property
    def is_whole(self) -> bool:
        return self.version is not None and not self.missing


def approval(partnership: Partnership) -> Approval:
    """Tell who approved the newest version, and which version all approved last."""
    found = list(versions(partnership))
    partners = list(partnership.circle.partners.all())
    if not found:
        return Approval(None, (), tuple(partners), None)

    by = {each.pk: {approval.organisation_id for approval in each.approvals.all()} for each in found}
    newest = found[0]
    wanted = {partner.pk for partner in partners}
    whole = next((each.number for each in found if wanted and wanted <= by[each.pk]), None)
    return Approval(
        newest,
        tuple(partner for partner in partners if partner.pk in by[newest.pk]),
        tuple(partner for partner in partners if partner.pk not in by[newest.pk]),
        whole if whole != newest.number else None,
    )


def count(partnership: Partnership) -> int:
    """Tell how many versions a plan has."""
    return partnership.versions.count()


def partner(partnership: Partnership, key: str) -> Organisation:
    """Return one of the partners by its key, else `NotFound`."""
    found = next((each for each in partnership.circle.partners.all() if str(each.pk) == key), None)
    if found is None:
        raise NotFound
    return found


def printed_source(partnership: Partnership) -> str:
    """Return the plan word for word as it was printed where it was read from, nothing when it was typed in."""
    version = texts.current(partnership.node, PRINTED_PLAN)
    return texts.read(version) if version else ""


def broken(partnership: Partnership, rows: Sequence[Planned]) -> tuple[str, ...]:
    """Return what the plan breaks of the promises of a short course. One query, or none."""
    promised = getattr(partnership, "intensity", None)
    if promised is None:
        return ()

    limits = intensive.Limits(
        promised.begins_on,
        promised.ends_on,
        promised.most_organisations,
        promised.most_people,
        promised.most_days_between,
    )
    dated = [
        (row.activity.node.title, day.first)
        for row in rows
        if row.activity.state != "cancelled"
        for day in row.placed.days
    ]
    invited = Invitation.objects.filter(gathering__activity__partnership=partnership)
    most = max(invited.values("gathering").annotate(number=Count("pk")).values_list("number", flat=True), default=0)
    return intensive.broken(limits, dated, partnership.circle.partners.count(), most)
