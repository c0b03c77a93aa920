"""Every writing of who is to be there: asked in one press, reminded, given a link on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.guests import queries, rules
from samspil.features.partnerships.plans import actions as plan_actions
from samspil.features.partnerships.times import actions as time_actions
from samspil.features.partnerships.times import queries as time_queries
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import gatherings, invitations, journal, locks, outbox, passes, people, policy, undoing
from samspil.spine.models import Invitation, Organisation, Person
from samspil.spine.people import Actor


@dataclass(frozen=True)
class Guest:
    """One who is to be there: a person, a party, or somebody by name, with an address or a number where there is one."""

    person: Person | None = None
    organisation: Organisation | None = None
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Sent:
    """What one press did: how many are invited that were not, how many mails are on their way."""

    invited: int
    mails: int
    rows: tuple[int, ...] = ()


@journal.deed
def invite(
    *,
    by: Actor,
    activity: Activity,
    guests: Sequence[Guest],
    starts: dt.time | None = None,
    ends: dt.time | None = None,
) -> Sent:
    """Invite everybody at once, and send the invitations where the time is known and still to come.

    `starts` sets the clock of an activity whose day alone is known. Who has no address is invited too: somebody rings, or
    gives a letter. Twice is once.
    """
    locks.reread(activity)
    policy.check(by, "gather", activity)
    rules.check_guests(len(guests))
    if starts is not None and activity.gathering.starts_at is None:
        plan_actions.set_clock(by=by, activity=activity, starts=starts, ends=ends)

    standing = {each.person_id for each in day_queries.invitations(activity) if each.person_id}
    named = {(each.name.casefold(), each.row.organisation_id) for each in queries.asked(activity)}
    made = []
    for each in guests:
        person = each.person or _person(by, activity, each)
        if (person.pk in standing) if person else ((each.name.casefold(), _key(each.organisation)) in named):
            continue
        row = gatherings.invite(
            by=by, gathering=activity.gathering, person=person, name=each.name, organisation=each.organisation
        )
        made.append(row.pk)
        if person:
            standing.add(person.pk)

    journal.note("activity.guests_asked", by=by, node=activity.node, data={"invited": len(made)})
    locks.reread(activity)
    begins = activity.gathering.starts_at
    is_ahead = begins is not None and begins > timezone.now()
    mails = time_actions.send_invitations(by=by, activity=activity) if is_ahead else 0
    return Sent(len(made), mails, tuple(made))


@journal.deed
def take_back(*, by: Actor, key: str, told: Mapping[str, str]) -> None:
    """Undo that the actor wrote some down to be invited, none of whom has been told yet. Refused after ten minutes.

    Whoever was sent an invitation, or was given a link, keeps it: the invitation is theirs too.
    """
    activity = core_queries.activity(by, UUID(key))
    locks.reread(activity)
    policy.check(by, "gather", activity)
    asked = list(activity.gathering.invitations.filter(pk__in=told["rows"].split()).order_by("pk"))
    for row in asked:
        undoing.check_own(by, undoing.last("gathering.invited", activity.pk, invitation=row.pk))
        rules.check_untold(is_told=row.sent_sequence is not None or row.issued_id is not None)

    for row in asked:
        row.delete()
    journal.note("activity.guests_taken_back", by=by, node=activity.node, data={"taken": len(asked)})


def _key(organisation: Organisation | None) -> object:
    return organisation.pk if organisation else None


def _person(by: Actor, activity: Activity, guest: Guest) -> Person | None:
    """Whoever can be written to or rung to is a person with a link of their own; a name alone is a name."""
    if not guest.email and not guest.phone:
        return None
    return people.meant_by(guest.name, guest.email) or people.add_person(
        by=by,
        name=guest.name,
        email=guest.email,
        phone=guest.phone,
        is_invented=activity.node.is_invented,
    )


@journal.deed
def remind(*, by: Actor, activity: Activity) -> int:
    """Remind those who have not answered, by a new link, and give how many; whoever declined reminders gets none."""
    locks.reread(activity)
    policy.check(by, "gather", activity)
    title, place = time_queries.said_of(activity)
    begins = activity.gathering.starts_at
    sent = 0
    for each in queries.unanswered(activity):
        assert each.person is not None
        assert begins is not None
        if outbox.has_declined(each.person.email, "reminder"):
            continue
        link = invitations.link_for(by=by, invitation=each)
        where = f"\nHvor: {place}" if place else ""
        outbox.offer(
            topic="reminder",
            subject=f"Husk at svare: {title}",
            body=(
                f"Du er inviteret: {title}\n\nHvornår: {danish.weekday_date(timezone.localtime(begins))} "
                f"{danish.clock(timezone.localtime(begins))}{where}\n\nSvar her, om du kommer: {link}\n"
                "Linket er dit eget. Giv det ikke videre.\n"
            ),
            person=each.person,
            address=each.person.email,
            node=activity.node,
        )
        sent += 1

    passes.check_reminded(sent)
    journal.note("activity.guests_reminded", by=by, node=activity.node, data={"mails": sent})
    return sent


@journal.deed
def letter(*, by: Actor, activity: Activity, invitation: Invitation) -> str:
    """Make the link that stands in a letter or is read aloud, shown this once; the one before opens nothing.

    A link is a person's own: whoever was invited by name alone is one from now on.
    """
    locks.reread(activity, invitation)
    policy.check(by, "gather", activity)
    if activity.gathering.starts_at is None:
        raise Refused("Aktiviteten har ikke et klokkeslæt endnu. Skriv det først, så det kan stå i brevet.")
    if invitation.person is None:
        invitation.person = people.add_person(by=by, name=invitation.name, is_invented=activity.node.is_invented)
        invitation.save(update_fields=["person"])
    return invitations.link_for(by=by, invitation=invitation)
