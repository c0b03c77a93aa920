"""Every writing of meeting times: asking, answering by link or for somebody, choosing, and the invitations that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.times import extract, queries, rules
from samspil.features.partnerships.times.models import Asked, Availability, BusyTime, Quorum, SoughtTime, TimeRequest
from samspil.features.partnerships.versions import actions as version_actions
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import gatherings, invitations, journal, locks, outbox, passes, people, policy, records
from samspil.spine.models import Node, Organisation
from samspil.spine.people import Actor

# A link lasts until the last day that is asked about, and a little.
LASTS_AFTER = dt.timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """One who is to be asked, as a form tells it: a member by id, or somebody new by name and mail."""

    person_id: UUID | None = None
    name: str = ""
    email: str = ""
    organisation_id: UUID | None = None
    must_come: bool = False
    is_citizen: bool = False


@journal.deed
def ask(
    *,
    by: Actor,
    partnership: Partnership,
    activities: Sequence[Activity],
    wanted: Sequence[Wanted],
    wish: rules.Wish,
) -> TimeRequest:
    """Ask people when they can, each by a personal link in a mail. Refused where the wishes make no sense."""
    locks.reread(partnership, *activities)
    policy.check(by, "add", "time_request", partnership.node)
    _check(partnership, activities, wanted, wish)
    begun = _begun(partnership, wish)
    if not extract.offered(begun()):
        raise Refused(
            "Der er ingen dage tilbage at spørge om: de er helligdage eller lukkede. Gør perioden længere.",
            field="last",
        )

    near = {"visibility": Node.Visibility.CIRCLE, "within": partnership.circle, "occurred_on": None}
    made = records.new(
        records.beside(partnership.node, "time_request", "Hvornår kan vi mødes?", **near),
        lambda node: begun(node=node),
        by=by,
        noted="times.asked",
        data={"asked": len(wanted), "sought": len(activities)},
    )
    in_order = sorted(activities, key=lambda each: each.order)
    SoughtTime.objects.bulk_create(
        SoughtTime(request=made, activity=each, order=number, half_hours=wish.half_hours)
        for number, each in enumerate(in_order)
    )
    rows = [_asked(by, made, each) for each in wanted]
    _quorums(made, wish.quorums, rows)
    for row in rows:
        _send_link(by, row)

    return made


def _check(
    partnership: Partnership, activities: Sequence[Activity], wanted: Sequence[Wanted], wish: rules.Wish
) -> None:
    rules.check_ask(
        first=wish.first,
        last=wish.last,
        parts=wish.parts,
        asked=len(wanted),
        sought=len(activities),
        today=timezone.localdate(),
        answer_by=wish.answer_by,
    )
    extract.check_weeks(wish.weeks)
    if wish.shows_title:
        names = [each.name for each in queries.members(partnership)] + [each.name for each in wanted]
        for activity in activities:
            rules.check_title(activity.node.title, activity.gathering.place, names)


def _begun(partnership: Partnership, wish: rules.Wish) -> Callable[..., TimeRequest]:
    """Return how the row of an asking is made, once its node is there."""
    return partial(
        TimeRequest,
        partnership=partnership,
        first=wish.first,
        last=wish.last,
        parts=" ".join(wish.parts),
        weekdays=" ".join(str(each) for each in sorted(wish.weekdays)),
        closed_weeks=" ".join(f"{year}-{number}" for year, number in wish.weeks),
        is_closed_by_agreement=wish.is_closed_by_agreement,
        least_days=wish.least_days,
        is_short=wish.is_short,
        answer_by=wish.answer_by,
        shows_title=wish.shows_title,
    )


def _asked(by: Actor, request: TimeRequest, wanted: Wanted) -> Asked:
    if wanted.person_id is None:
        person_id = people.add_person(
            by=by, name=wanted.name, email=wanted.email, is_invented=request.node.is_invented
        ).pk
    else:
        person_id = wanted.person_id
    return Asked.objects.create(
        request=request,
        person_id=person_id,
        organisation_id=wanted.organisation_id,
        must_come=wanted.must_come,
        is_citizen=wanted.is_citizen,
    )


def _quorums(request: TimeRequest, quorums: Mapping[UUID, int], rows: Sequence[Asked]) -> None:
    for organisation, least in quorums.items():
        there = sum(row.organisation_id == organisation for row in rows)
        if least > there:
            name = Organisation.objects.get(pk=organisation).name
            raise Refused(
                "Der skal komme mindst {least} fra {name}, men kun {there} derfra bliver spurgt.",
                field=f"quorum_{organisation}",
                least=least,
                name=name,
                there=there,
            )
        if least:
            Quorum.objects.create(request=request, organisation_id=organisation, least=least)


def _issue(by: Actor, row: Asked) -> str:
    if row.issued:
        passes.revoke(by=by, issued=row.issued)
    until = dt.datetime.combine(row.request.last, dt.time(), danish.COPENHAGEN) + LASTS_AFTER
    lasts = max(until - timezone.now(), LASTS_AFTER)
    row.issued, token = passes.issue(
        by=by, node=row.request.node, purpose=rules.PASS_PURPOSE, lasts=lasts, person=row.person
    )
    row.save(update_fields=["issued"])
    return outbox.absolute(f"{reverse('partnerships:times_door')}#{token}")


def _send_link(by: Actor, row: Asked, *, is_reminder: bool = False) -> bool:
    if not row.person.email:
        return False

    request = row.request
    if is_reminder and outbox.has_declined(row.person.email, "reminder"):
        return False

    title = rules.mail_title(request.partnership.node.title)
    deadline = f"Svar senest {danish.weekday_date(request.answer_by)}.\n" if request.answer_by else ""
    body = (
        f"Vi vil gerne finde en tid, hvor du kan være med: {title}.\n\n"
        f"Sæt kryds ved de tider, du kan: {_issue(by, row)}\n"
        f"{deadline}\nDu skal ikke logge ind. Linket er dit eget. Giv det ikke videre.\n"
    )
    said: dict[str, Any] = {"body": body, "person": row.person, "address": row.person.email, "node": request.node}
    if is_reminder:
        outbox.offer(topic="reminder", subject=f"Husk at svare: {title}", **said)
    else:
        outbox.post(subject=f"Hvornår kan du? {title}", **said)

    return True


@journal.deed
def remind(*, by: Actor, request: TimeRequest) -> int:
    """Remind those who have not answered, by a new link, and give how many; whoever declined reminders gets none."""
    locks.reread(request)
    policy.check(by, "run", request)
    sent = 0
    for row in queries.standing(request).filter(passes.rested(), answered_at__isnull=True):
        if _send_link(by, row, is_reminder=True):
            row.reminded_at = timezone.now()
            row.save(update_fields=["reminded_at"])
            sent += 1
    passes.check_reminded(sent)
    journal.note("times.reminded", by=by, node=request.node, data={"mails": sent})
    return sent


@journal.deed
def new_link(*, by: Actor, asked: Asked) -> str:
    """Return one person's link anew, to be read aloud or printed; the old one opens nothing any more."""
    locks.reread(asked)
    policy.check(by, "run", asked.request)
    link = _issue(by, asked)
    journal.note("times.link_issued", by=by, node=asked.request.node, data={"asked": asked.pk})
    return link


@journal.deed
def answer(*, by: Actor, asked: Asked, answers: Mapping[tuple[dt.date, str], str]) -> Asked:
    """Keep what somebody answers in place of what stood; for somebody else, who did it is kept too."""
    locks.reread(asked)
    request = asked.request
    rules.check_open(request.state)
    _check_answers(by, asked)
    rules.check_answers(answers, extract.offered(request))
    asked.availabilities.all().delete()
    Availability.objects.bulk_create(
        Availability(asked=asked, on=on, part=part, level=level) for (on, part), level in sorted(answers.items())
    )
    return _answered(by, asked, "times.answered")


@journal.deed
def hand_over(*, by: Actor, asked: Asked, content: bytes) -> Asked:
    """Answer by a calendar file: its busy times are kept, the rest of it is not."""
    locks.reread(asked)
    request = asked.request
    rules.check_open(request.state)
    _check_answers(by, asked)
    taken = extract.busy(request, content)
    asked.busy_times.all().delete()
    asked.availabilities.all().delete()
    offered = extract.offered(request)
    wanted = [extract.span_of(day, part) for day, part in offered]
    BusyTime.objects.bulk_create(
        BusyTime(
            asked=asked,
            starts_at=each.starts.replace(tzinfo=danish.COPENHAGEN),
            ends_at=each.ends.replace(tzinfo=danish.COPENHAGEN),
        )
        for each in taken
        if any(each.starts < ends and begins < each.ends for begins, ends in wanted)
    )
    Availability.objects.bulk_create(
        Availability(asked=asked, on=day, part=part, level=extract.level_from(taken, day, part))
        for day, part in offered
    )

    return _answered(by, asked, "times.calendar_read")


def _check_answers(by: Actor, asked: Asked) -> None:
    # Whoever was asked answers for themselves, by login as by link; for everybody else it takes a row of the policy.
    if by.person_id is None or by.person_id != asked.person_id:
        policy.check(by, "answer", asked.request)


def _answered(by: Actor, asked: Asked, verb: str) -> Asked:
    asked.answered_at = timezone.now()
    asked.answered_by_id = by.person_id if by.person_id != asked.person_id else None
    asked.save(update_fields=["answered_at", "answered_by"])
    journal.note(
        verb, by=by, node=asked.request.node, data={"asked": asked.pk, "for_somebody": bool(asked.answered_by_id)}
    )
    return asked


@journal.deed
def choose(*, by: Actor, request: TimeRequest, times: Mapping[str, dt.datetime]) -> int:
    """Give each activity its time, invite those who were asked, and send the invitations; gives how many mails.

    `times` is Danish wall clock by activity. Who has left since is not invited; the links to the grid open nothing more.
    """
    locks.reread(request)
    policy.check(by, "run", request)
    rules.STATES.check(request.state, "chosen")
    sought = queries.sought(request)
    rules.check_choice(
        times,
        [str(each.activity_id) for each in sought],
        first=request.first,
        last=request.last,
        now=timezone.localtime().replace(tzinfo=None),
    )
    standing = list(queries.standing(request))
    partnership = request.partnership
    if not partnership.versions.exists():
        version_actions.keep(by=by, partnership=partnership, why="Planen, som den stod")

    sent = 0
    for each in sought:
        gathering = each.activity.gathering
        starts = times[str(each.activity_id)].replace(tzinfo=danish.COPENHAGEN)
        gatherings.move(
            by=by, gathering=gathering, starts_at=starts, ends_at=starts + each.half_hours * dt.timedelta(minutes=30)
        )
        each.activity.revision += 1
        each.activity.save(update_fields=["revision"])
        for row in standing:
            gatherings.invite(by=by, gathering=gathering, person=row.person, organisation=row.organisation)
        sent += _send(by, each.activity, shows_title=request.shows_title)

    version_actions.keep(by=by, partnership=partnership, why="En tid er valgt efter alles svar")
    _revoke_links(by, request)
    request.state = "chosen"
    request.save(update_fields=["state"])
    journal.note("times.chosen", by=by, node=request.node, data={"activities": len(sought), "mails": sent})
    return sent


@journal.deed
def close(*, by: Actor, request: TimeRequest) -> TimeRequest:
    """Stop asking without a time; the links open nothing more."""
    locks.reread(request)
    policy.check(by, "run", request)
    rules.STATES.check(request.state, "closed")
    _revoke_links(by, request)
    request.state = "closed"
    request.save(update_fields=["state"])
    journal.note("times.closed", by=by, node=request.node)
    return request


def _revoke_links(by: Actor, request: TimeRequest) -> None:
    for row in queries.asked(request):
        if row.issued:
            passes.revoke(by=by, issued=row.issued)


@journal.deed
def send_invitations(*, by: Actor, activity: Activity) -> int:
    """Send those invited to an activity what their calendars lack, and give how many mails that took."""
    locks.reread(activity)
    policy.check(by, "invite", activity)
    sent = _send(by, activity, shows_title=queries.shows_title(activity))
    journal.note("activity.invitations_sent", by=by, node=activity.node, data={"mails": sent})
    return sent


def _send(by: Actor, activity: Activity, *, shows_title: bool) -> int:
    title, place = queries.said_of(activity, titled=shows_title)
    return invitations.send(by=by, gathering=activity.gathering, title=title, place=place)


@journal.deed
def follow(*, by: Actor, activity: Activity) -> int:
    """Tell those who have an invitation of a new time, a new place, or that it is off. Others are told nothing."""
    locks.reread(activity)
    told, _lacking = queries.sent_invitations(activity)
    if not told or (activity.gathering.starts_at is None and activity.gathering.cancelled_at is None):
        return 0
    sent = _send(by, activity, shows_title=queries.shows_title(activity))
    journal.note("activity.change_told", by=by, node=activity.node, data={"mails": sent})
    return sent
