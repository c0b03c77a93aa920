"""Every writing of the plan: read from a description, an activity planned, changed, moved; a short course; calendar links."""

from __future__ import annotations

import datetime as dt
import hashlib
import textwrap
from dataclasses import asdict
from typing import Any

from django.db.models import Max

from samspil.analysis import process_plan
from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.core.models import Activity, Method, Partnership, Principle
from samspil.features.partnerships.methods import queries as method_queries
from samspil.features.partnerships.plans import extract, queries, rules
from samspil.features.partnerships.plans.models import Intensity
from samspil.features.partnerships.times import actions as time_actions
from samspil.features.partnerships.versions import actions as version_actions
from samspil.features.partnerships.versions import queries as version_queries
from samspil.features.partnerships.versions import rules as version_rules
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import gatherings, journal, locks, passes, policy, records, search, sources, texts, thread, undoing
from samspil.spine.models import Circle, Node, Organisation, Person, TextVersion
from samspil.spine.people import Actor

LONGEST_TITLE = 200
PLANNED_FIELDS = {"description", "time_note", "is_possible", "level", "period", "method", "aim", "audience", "opening"}


@journal.deed
def import_description(
    *, by: Actor, text: str, circle: Circle, organisation: Organisation, name: str, source: str, **placing: Any
) -> Partnership:
    """Set a partnership up from its project description. The same text twice makes nothing twice."""
    locks.reread(circle)
    if standing := Partnership.objects.filter(source_hash=_digest(text), circle=circle).first():
        return standing
    with sources.read():
        made = core_actions.set_up(by=by, name=name, circle=circle, organisation=organisation, source=source, **placing)
        return read_plan(by=by, partnership=made, text=text)


@journal.deed
def read_plan(*, by: Actor, partnership: Partnership, text: str) -> Partnership:
    """Read sections, principles, methods and plan from a project description into a partnership.

    Refused when the text holds neither a purpose nor a plan, and when the partnership already has a plan.
    """
    locks.reread(partnership)
    policy.check(by, "edit", partnership)
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
        texts.write(by=by, node=partnership.node, name=queries.PRINTED_PLAN, body=extract.printed_plan(text))
        version_actions.keep(by=by, partnership=partnership, why="Læst ind fra projektbeskrivelsen")

    journal.note("partnership.imported", by=by, node=partnership.node, data={"sha256": digest, "rows": len(read.rows)})
    return partnership


def _plan_row(by: Actor, partnership: Partnership, row: process_plan.Row) -> None:
    first, last = (row.times[0], row.times[-1]) if row.times else (None, None)

    _put(
        by,
        partnership,
        textwrap.shorten(row.text, LONGEST_TITLE, placeholder=" …"),
        description=row.text,
        period=row.period,
        time_text=" / ".join(time.text for time in row.times),
        time_note=row.note,
        on=first.on if first else None,
        starts=first.starts if first and first.on else None,
        ends=last.ends if last and last.on else None,
        is_uncertain=row.is_uncertain,
        is_possible=row.is_possible,
        method=core_rules.method_named(row.text),
        state="unknown",
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@journal.deed
def plan(
    *,
    by: Actor,
    partnership: Partnership,
    title: str,
    on: danish.When | dt.date | None = None,
    why: str = "",
    **said: Any,
) -> Activity:
    """Put an activity last in the plan, at a time as precise as it is known, and keep the plan as a new version.

    `said` holds the rest of its time (`rules.Timing`), and what else the plan says of it: description, period, time_note,
    method, aim, audience, opening, level, is_possible, state.
    """
    locks.reread(partnership)
    _keep_before(by, partnership)
    made = _put(by, partnership, title, on=on, **said)
    version_actions.keep(by=by, partnership=partnership, why=why or "En ny aktivitet")
    return made


def _keep_before(by: Actor, partnership: Partnership) -> None:
    """Keep a plan that was made before versions were, so that its first change is one that can be read."""
    if partnership.activities.exists() and not partnership.versions.exists():
        version_actions.keep(by=by, partnership=partnership, why="Planen, som den stod")


def _put(by: Actor, partnership: Partnership, title: str, **said: Any) -> Activity:
    policy.check(by, "add", "activity", partnership.node)
    timing, told = rules.timed(said)
    last = partnership.activities.aggregate(Max("order"))["order__max"]
    told["order"] = 0 if last is None else last + 1

    def row(node: Node) -> Activity:
        return Activity(gathering=gatherings.plan(node=node, **timing.gathering), partnership=partnership, **told)

    return records.new(
        records.beside(partnership.node, "activity", title, within=partnership.circle, occurred_on=timing.on),
        row,
        by=by,
        searched=told.get("description", ""),
        noted="activity.planned",
    )


@journal.deed
def change(
    *,
    by: Actor,
    activity: Activity,
    title: str,
    on: dt.date | None = None,
    based_on: int | None = None,
    why: str = "",
    **said: Any,
) -> Activity:
    """Change what is planned and keep the plan as a new version; calendars follow by the sequence number.

    `said` is as in `plan`; a time or a place that is not said is none. `based_on` is the revision that the writer saw:
    `texts.Conflict` with both wordings when somebody has changed it since.
    """
    locks.reread(activity)
    policy.check(by, "edit", activity)
    _keep_before(by, activity.partnership)

    before, sequence = version_queries.row_of(activity), activity.gathering.sequence
    timing, told = rules.timed({"on": on, **said})
    named = sorted(PLANNED_FIELDS & told.keys())
    _say(activity, title, timing, {name: told[name] for name in named})
    after = version_queries.row_of(activity)
    if based_on is not None and based_on != activity.revision and after != before:
        raise texts.Conflict(mine=version_rules.words(after), theirs=_theirs(activity, before))

    gatherings.move(by=by, gathering=activity.gathering, on=timing.on, **timing.gathering)
    activity.revision += 1
    activity.save(update_fields=["revision", *named])
    thread.retitle(activity.node, title)
    search.index(activity.node, activity.description)
    version_actions.keep(by=by, partnership=activity.partnership, why=why or "En aktivitet er ændret")
    if activity.gathering.sequence != sequence:
        time_actions.follow(by=by, activity=activity)

    journal.note("activity.changed", by=by, node=activity.node)
    return activity


@journal.deed
def set_clock(*, by: Actor, activity: Activity, starts: dt.time, ends: dt.time | None = None) -> Activity:
    """Give an activity whose day alone is known its clock; all else stands as it is."""
    locks.reread(activity)
    day, gathering = activity.node.day, activity.gathering
    if day is None or gathering.starts_at is not None:
        raise Refused("Klokkeslættet kan kun sættes, når dagen er kendt og intet klokkeslæt står der.", field="starts")
    return change(
        by=by,
        activity=activity,
        title=activity.node.title,
        on=day,
        starts=starts,
        ends=ends,
        time_text=gathering.time_text,
        is_uncertain=gathering.is_uncertain,
        place=gathering.place,
        why="Klokkeslættet er sat",
    )


def _say(activity: Activity, title: str, timing: rules.Timing, told: dict[str, Any]) -> None:
    """Let an activity say what it would be changed to, so that it can be laid beside what stood; nothing is saved."""
    activity.node.title = title.strip()
    activity.node.date(timing.on)
    for row, values in ((activity.gathering, timing.gathering), (activity, told)):
        for name, value in values.items():
            setattr(row, name, value)


def _theirs(activity: Activity, before: dict[str, Any]) -> TextVersion:
    """Return what stands, and who wrote it, as the page of two wordings takes it; nothing is saved."""
    newest = version_queries.newest(activity.partnership)
    return TextVersion(number=activity.revision, body=version_rules.words(before), by=newest.by if newest else None)


@journal.deed
def move(*, by: Actor, activity: Activity, state: str, source: str = "") -> Activity:
    """Say whether an activity was held, called off, or that it is not known; and where that stands, when a source says so."""
    locks.reread(activity)
    policy.check(by, "move", activity)
    rules.check_move(activity.state, state, on=activity.node.when)
    activity.state = state
    # A source that tells of the day tells of its own guide, not of the library's here.
    if state == "held" and activity.method and not source:
        activity.guide = method_queries.words(activity.partnership, activity.method, "guide").number

    activity.state_source = source.strip()
    activity.save(update_fields=["state", "guide", "state_source"])
    if state == "cancelled":
        _keep_before(by, activity.partnership)
        gatherings.cancel(by=by, gathering=activity.gathering)
        version_actions.keep(by=by, partnership=activity.partnership, why="En aktivitet er aflyst")
        time_actions.follow(by=by, activity=activity)

    journal.note("activity.moved", by=by, node=activity.node, data={"state": state})
    return activity


@journal.deed
def take_back(*, by: Actor, activity: Activity) -> Activity:
    """Take back, for ten minutes, an activity that was made public by mistake: only the partnership sees it, as cancelled.

    Refused later, and once somebody has been sent an invitation to it: they must be told that it is off.
    """
    locks.reread(activity)
    policy.check(by, "edit", activity)
    rules.check_taken_back(
        is_public=activity.node.visibility == Node.Visibility.PUBLIC,
        is_told=activity.gathering.invitations.filter(sent_sequence__isnull=False).exists(),
    )
    undoing.check_fresh(activity.node.created_at, rules.CALL_OFF)
    activity.state = "cancelled"
    activity.save(update_fields=["state"])
    gatherings.cancel(by=by, gathering=activity.gathering)
    records.show([activity.node], by=by, noted="activity.taken_back", to_all=False)
    version_actions.keep(by=by, partnership=activity.partnership, why="En aktivitet er taget tilbage")
    return activity


@journal.deed
def issue_calendar(*, by: Actor, partnership: Partnership) -> str:
    """Issue a person's own calendar link and give its token; the link they had before is worthless from now on."""
    locks.reread(partnership)
    holder = Person.objects.filter(pk=by.person_id).first() if by.person_id else None
    if holder is None:
        raise Refused("Log ind for at få dit eget kalenderlink, eller brug det offentlige.")

    for standing in queries.calendar_passes(by, partnership):
        passes.revoke(by=by, issued=standing)

    issued, token = passes.issue(
        by=by,
        node=partnership.node,
        purpose=rules.CALENDAR_PURPOSE,
        lasts=rules.CALENDAR_LASTS,
        person=holder,
    )
    journal.note("plan.subscribed", by=by, node=partnership.node, data={"pass": issued.pk})
    return token


@journal.deed
def stop_calendar(*, by: Actor, partnership: Partnership) -> int:
    """Make a person's own calendar link worthless and tell how many there were."""
    locks.reread(partnership)
    standing = list(queries.calendar_passes(by, partnership))
    for each in standing:
        passes.revoke(by=by, issued=each)
    journal.note("plan.unsubscribed", by=by, node=partnership.node, data={"passes": len(standing)})
    return len(standing)


@journal.deed
def make_intensive(*, by: Actor, partnership: Partnership, limits: rules.Limits) -> Intensity:
    """Make a short course of a partnership: its promises, and the template's activities on their days.

    Where the plan already has something, only the promises are set. Refused when the course is long, or has room for nobody.
    """
    locks.reread(partnership)
    policy.check(by, "add", "activity", partnership.node)
    rules.check_limits(limits)
    if Intensity.objects.filter(partnership=partnership).exists():
        raise Refused("Partnerskabet er allerede et kort forløb. Ret det i stedet.")

    made = Intensity.objects.create(partnership=partnership, **asdict(limits))
    if not partnership.activities.exists():
        for step, day in zip(rules.TEMPLATE, rules.days(limits), strict=True):
            plan(
                by=by,
                partnership=partnership,
                title=step.title,
                on=day,
                method=step.method,
                level=step.level,
                aim=step.aim,
                why="Skabelon: kort, intensivt forløb",
            )

    journal.note("partnership.made_intensive", by=by, node=partnership.node, data={"ends": limits.ends_on})
    return made


@journal.deed
def change_limits(*, by: Actor, intensity: Intensity, limits: rules.Limits) -> Intensity:
    """Change what a short course promises; the plan stays as it is, and what it breaks is told."""
    locks.reread(intensity)
    policy.check(by, "add", "activity", intensity.partnership.node)
    rules.check_limits(limits)
    promised = asdict(limits)
    for name, value in promised.items():
        setattr(intensity, name, value)

    intensity.save(update_fields=promised)
    journal.note("partnership.limits_changed", by=by, node=intensity.partnership.node, data={"ends": limits.ends_on})
    return intensity
