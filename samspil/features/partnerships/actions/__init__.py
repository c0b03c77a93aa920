"""Every writing of partnerships and their plans."""

from __future__ import annotations

import datetime as dt
import hashlib
import textwrap
from typing import Any

from django.db.models import Max

from samspil.analysis import process_plan
from samspil.features.partnerships import extract, rules
from samspil.features.partnerships.actions import plans, times
from samspil.features.partnerships.actions.landing import land
from samspil.features.partnerships.models import Activity, Method, Partnership, Principle
from samspil.features.partnerships.queries import methods as method_queries
from samspil.features.partnerships.queries import plans as plan_queries
from samspil.features.partnerships.rules import plans as plan_rules
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import gatherings, happened, journal, locks, search, sources, texts, thread
from samspil.spine.models import Circle, Organisation, TextVersion
from samspil.spine.people import Actor

__all__ = ["change", "come_to_end", "describe", "import_description", "land", "move", "plan", "read_plan", "set_up"]

LONGEST_TITLE = 200
# The name of the text that holds a plan as it was printed where it was read from.
PRINTED_PLAN = plan_queries.PRINTED_PLAN
PLANNED_FIELDS = {"description", "time_note", "is_possible", "level", "period", "method", "aim", "audience", "opening"}


@journal.deed
def set_up(
    *,
    by: Actor,
    name: str,
    circle: Circle,
    organisation: Organisation,
    purpose: str = "",
    programme: str = "",
    target_group: str = "",
    geography: str = "",
    source: str = "",
    **placing: Any,
) -> Partnership:
    """Set up a partnership of a circle's partners."""
    node = thread.open_node(by=by, kind="partnership", title=name, organisation=organisation, within=circle, **placing)
    rules.check_add_partnership(by, node)
    made = Partnership.objects.create(
        node=node, circle=circle, programme=programme, target_group=target_group, geography=geography, source=source
    )
    if purpose:
        texts.write(by=by, node=node, name="purpose", body=purpose)

    search.index(node, f"{purpose}\n{target_group}\n{geography}")
    journal.note("partnership.set_up", by=by, node=node)
    return made


@journal.deed
def describe(*, by: Actor, partnership: Partnership, purpose: str, based_on: int, **fields: Any) -> Partnership:
    """Change a partnership's description; the purpose in versions, building on the newest."""
    locks.reread(partnership)
    rules.check_edit_partnership(by, partnership.node)
    told = [name for name in ("programme", "target_group", "geography", "source") if name in fields]
    for name in told:
        setattr(partnership, name, fields[name])

    partnership.save(update_fields=told)
    if "ended" in fields and (fields["ended"], fields.get("ended_source", "")) != (
        partnership.ended,
        partnership.ended_source,
    ):
        come_to_end(by=by, partnership=partnership, when=fields["ended"], source=fields.get("ended_source", ""))

    texts.write(by=by, node=partnership.node, name="purpose", body=purpose, based_on=based_on)
    search.index(partnership.node, f"{purpose}\n{partnership.target_group}\n{partnership.geography}")
    journal.note("partnership.described", by=by, node=partnership.node)
    return partnership


@journal.deed
def come_to_end(*, by: Actor, partnership: Partnership, when: danish.When | None, source: str = "") -> Partnership:
    """Say when a partnership came to its end and where that stands; None takes it back. Refused for a time ahead."""
    locks.reread(partnership)
    rules.check_edit_partnership(by, partnership.node)
    happened.check(when, "Partnerskabets slutning", field="ended")
    told = when or danish.When()
    partnership.ended_on, partnership.ended_precision = told.on, told.precision
    partnership.ended_source = source.strip() if told.on else ""
    partnership.save(update_fields=["ended_on", "ended_precision", "ended_source"])
    journal.note("partnership.ended", by=by, node=partnership.node)
    return partnership


@journal.deed
def import_description(
    *, by: Actor, text: str, circle: Circle, organisation: Organisation, name: str, source: str, **placing: Any
) -> Partnership:
    """Set a partnership up from its project description. The same text twice makes nothing twice."""
    locks.reread(circle)
    if standing := Partnership.objects.filter(source_hash=_digest(text), circle=circle).first():
        return standing
    with sources.read():
        made = set_up(by=by, name=name, circle=circle, organisation=organisation, source=source, **placing)
        return read_plan(by=by, partnership=made, text=text)


@journal.deed
def read_plan(*, by: Actor, partnership: Partnership, text: str) -> Partnership:
    """Read sections, principles, methods and plan from a project description into a partnership.

    Refused when the text holds neither a purpose nor a plan, and when the partnership already has a plan.
    """
    locks.reread(partnership)
    rules.check_edit_partnership(by, partnership.node)
    digest = _digest(text)
    if partnership.source_hash == digest:
        return partnership

    read = extract.read(text)
    if not read.sections.get("Formål") and not read.rows:
        raise Refused(
            "Teksten ligner ikke en projektbeskrivelse: Der er hverken et afsnit »Formål« eller et skema »Tid – Handling – Dato«.",
            field="text",
        )
    if partnership.activities.exists():
        raise Refused("Partnerskabet har allerede en plan. Ret den række for række.", field="text")

    partnership.source_hash, partnership.programme = digest, partnership.programme or read.title
    partnership.save(update_fields=["source_hash", "programme"])
    for section, body in read.sections.items():
        name = "purpose" if section == "Formål" else section
        if body and texts.current(partnership.node, name) is None:
            texts.write(by=by, node=partnership.node, name=name, body=body)

    search.index(partnership.node, read.sections.get("Formål", ""))
    for model, entries in ((Principle, read.principles), (Method, read.methods)):
        taken = model.objects.filter(partnership=partnership).count()
        for order, entry in enumerate(entries, start=taken):
            model.objects.create(partnership=partnership, order=order, name=entry.name, description=entry.description)

    with sources.read():
        for row in read.rows:
            _plan_row(by, partnership, row)

    if read.rows:
        texts.write(by=by, node=partnership.node, name=PRINTED_PLAN, body=extract.printed_plan(text))
        plans.keep(by=by, partnership=partnership, why="Læst ind fra projektbeskrivelsen")

    journal.note("partnership.imported", by=by, node=partnership.node, data={"sha256": digest, "rows": len(read.rows)})
    return partnership


def _plan_row(by: Actor, partnership: Partnership, row: process_plan.Row) -> None:
    first, last = (row.times[0], row.times[-1]) if row.times else (None, None)

    _put(
        by,
        partnership,
        title=textwrap.shorten(row.text, LONGEST_TITLE, placeholder=" …"),
        description=row.text,
        period=row.period,
        time_text=" / ".join(time.text for time in row.times),
        time_note=row.note,
        on=first.on if first else None,
        starts=first.starts if first and first.on else None,
        ends=last.ends if last and last.on else None,
        is_uncertain=row.is_uncertain,
        is_possible=row.is_possible,
        method=plan_rules.method_named(row.text),
        state="unknown",
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@journal.deed
def plan(*, by: Actor, partnership: Partnership, title: str, why: str = "", **said: Any) -> Activity:
    """Put an activity last in the plan, at a time as precise as it is known, and keep the plan as a new version.

    `said` holds what the plan says of it: description, period, time_text, time_note, on, starts, ends, place, method, aim,
    audience, opening, level, is_uncertain, is_possible, state.
    """
    locks.reread(partnership)
    _keep_before(by, partnership)
    made = _put(by, partnership, title=title, **said)
    plans.keep(by=by, partnership=partnership, why=why or "En ny aktivitet")
    return made


def _keep_before(by: Actor, partnership: Partnership) -> None:
    """Keep a plan that was made before versions were, so that its first change is one that can be read."""
    if partnership.activities.exists() and not partnership.versions.exists():
        plans.keep(by=by, partnership=partnership, why="Planen, som den stod")


def _put(
    by: Actor,
    partnership: Partnership,
    *,
    title: str,
    on: danish.When | dt.date | None = None,
    starts: dt.time | None = None,
    ends: dt.time | None = None,
    time_text: str = "",
    place: str = "",
    is_uncertain: bool = False,
    **fields: Any,
) -> Activity:
    node = thread.open_node(
        by=by,
        kind="activity",
        title=title,
        organisation=partnership.node.organisation,
        visibility=partnership.node.visibility,
        within=partnership.circle,
        occurred_on=on,
        is_invented=partnership.node.is_invented,
    )
    rules.check_add_activity(by, node)
    last = partnership.activities.aggregate(Max("order"))["order__max"]
    gathering = gatherings.plan(
        node=node,
        starts_at=_moment(on, starts),
        ends_at=_moment(on, ends) if starts else None,
        time_text=time_text,
        is_uncertain=is_uncertain,
        place=place,
    )
    made = Activity.objects.create(
        gathering=gathering, partnership=partnership, order=0 if last is None else last + 1, **fields
    )
    search.index(node, made.description)
    journal.note("activity.planned", by=by, node=node)

    return made


@journal.deed
def change(
    *,
    by: Actor,
    activity: Activity,
    title: str,
    on: dt.date | None = None,
    starts: dt.time | None = None,
    ends: dt.time | None = None,
    time_text: str = "",
    place: str = "",
    is_uncertain: bool = False,
    based_on: int | None = None,
    why: str = "",
    **fields: Any,
) -> Activity:
    """Change what is planned and keep the plan as a new version; calendars follow by the sequence number.

    `based_on` is the revision that the writer saw: `texts.Conflict` with both wordings when somebody has changed it since.
    """
    locks.reread(activity)
    rules.check_edit_activity(by, activity.node, activity.state)
    _keep_before(by, activity.partnership)
    before, sequence = plan_queries.row_of(activity), activity.gathering.sequence
    gathering = activity.gathering
    gathering.starts_at, gathering.ends_at = _moment(on, starts), _moment(on, ends) if starts else None
    gathering.time_text, gathering.is_uncertain, gathering.place = time_text, is_uncertain, place
    activity.node.title = title.strip()
    activity.node.date(on)
    for name in PLANNED_FIELDS & fields.keys():
        setattr(activity, name, fields[name])

    after = plan_queries.row_of(activity)
    if based_on is not None and based_on != activity.revision and after != before:
        raise texts.Conflict(mine=plan_rules.words(after), theirs=_theirs(activity, before))

    gatherings.move(
        by=by,
        gathering=gathering,
        starts_at=gathering.starts_at,
        ends_at=gathering.ends_at,
        on=on,
        time_text=time_text,
        is_uncertain=is_uncertain,
        place=place,
    )
    activity.revision += 1
    activity.save(update_fields=["revision", *sorted(PLANNED_FIELDS & fields.keys())])
    thread.retitle(activity.node, title)
    search.index(activity.node, activity.description)
    plans.keep(by=by, partnership=activity.partnership, why=why or "En aktivitet er ændret")
    if gathering.sequence != sequence:
        times.follow(by=by, activity=activity)

    journal.note("activity.changed", by=by, node=activity.node)
    return activity


def _theirs(activity: Activity, before: dict[str, Any]) -> TextVersion:
    """Return what stands, and who wrote it, as the page of two wordings takes it; nothing is saved."""
    newest = plan_queries.newest(activity.partnership)
    return TextVersion(number=activity.revision, body=plan_rules.words(before), by=newest.by if newest else None)


@journal.deed
def move(*, by: Actor, activity: Activity, state: str, source: str = "") -> Activity:
    """Say whether an activity was held, called off, or that it is not known; and where that stands, when a source says so."""
    locks.reread(activity)
    rules.check_move(by, activity.node, activity.state, state, on=activity.node.when)
    activity.state = state
    # A source that tells of the day tells of its own guide, not of the library's here.
    if state == "held" and activity.method and not source:
        activity.guide = method_queries.words(activity.partnership, activity.method, "guide").number

    activity.state_source = source.strip()
    activity.save(update_fields=["state", "guide", "state_source"])
    if state == "cancelled":
        _keep_before(by, activity.partnership)
        gatherings.cancel(by=by, gathering=activity.gathering)
        plans.keep(by=by, partnership=activity.partnership, why="En aktivitet er aflyst")
        times.follow(by=by, activity=activity)

    journal.note("activity.moved", by=by, node=activity.node, data={"state": state})
    return activity


def _moment(on: danish.When | dt.date | None, at: dt.time | None) -> dt.datetime | None:
    day = on.day if isinstance(on, danish.When) else on
    return dt.datetime.combine(day, at, danish.COPENHAGEN) if day and at else None
