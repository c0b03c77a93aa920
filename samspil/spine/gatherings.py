"""Gatherings: plan, move, cancel, invite, note who came, and give the calendar file that says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import calendars, happened, journal, locks, thread
from samspil.spine.actors import Actor
from samspil.spine.models import Gathering, Invitation, Node, Organisation, Person

_NO_PRESENCE = "Vælg til stede, afbud, stedfortræder eller udeblevet."


def plan(
    *,
    node: Node,
    starts_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
    time_text: str = "",
    is_uncertain: bool = False,
    place: str = "",
) -> Gathering:
    """Give a record its time and place, as precise as they are known. Called inside a deed.

    Where somebody meets for a care record stands in its sealed texts: ValueError for words here.
    """
    _check_bare(node, time_text, place)
    _check_times(starts_at, ends_at)
    return Gathering.objects.create(
        node=node, starts_at=starts_at, ends_at=ends_at, time_text=time_text, is_uncertain=is_uncertain, place=place
    )


@journal.deed
def move(
    *,
    by: Actor,
    gathering: Gathering,
    starts_at: dt.datetime | None,
    ends_at: dt.datetime | None = None,
    on: danish.When | dt.date | None = None,
    time_text: str = "",
    is_uncertain: bool = False,
    place: str | None = None,
) -> Gathering:
    """Give a gathering a new time or place; calendars that hold it are updated by its sequence number.

    `on` is its day when no more than that is known, or a month or a year. What is called off stays called off. The same
    once more is no change, so that nobody's calendar is asked about nothing.
    """
    _check_times(starts_at, ends_at)
    locks.reread(gathering)
    _check_bare(gathering.node, time_text, place or "")
    told = on if isinstance(on, danish.When) else danish.When(on)
    # The clock time decides the day: two dates of one meeting would drift apart.
    when = danish.When(timezone.localdate(starts_at)) if starts_at else told
    if (starts_at, ends_at, time_text, is_uncertain, gathering.place if place is None else place, when) == (
        gathering.starts_at,
        gathering.ends_at,
        gathering.time_text,
        gathering.is_uncertain,
        gathering.place,
        gathering.node.when,
    ):
        return gathering

    gathering.starts_at, gathering.ends_at = starts_at, ends_at
    gathering.time_text, gathering.is_uncertain = time_text, is_uncertain
    if place is not None:
        gathering.place = place

    # Calendars take a change only with a higher number (RFC 5546, 2.1.4).
    gathering.sequence += 1
    gathering.save(update_fields=["starts_at", "ends_at", "time_text", "is_uncertain", "place", "sequence"])
    node = thread.redate(gathering.node, when)
    journal.note("gathering.moved", by=by, node=node, data={"sequence": gathering.sequence})
    return gathering


@journal.deed
def cancel(*, by: Actor, gathering: Gathering) -> Gathering:
    """Call a gathering off. Calling it off twice changes nothing."""
    locks.reread(gathering)
    if gathering.cancelled_at is None:
        gathering.cancelled_at = timezone.now()
        gathering.sequence += 1
        gathering.save(update_fields=["cancelled_at", "sequence"])
        journal.note("gathering.cancelled", by=by, node=gathering.node, data={"sequence": gathering.sequence})
    return gathering


@journal.deed
def invite(
    *,
    by: Actor,
    gathering: Gathering,
    person: Person | None = None,
    name: str = "",
    organisation: Organisation | None = None,
    presence: str = "",
    note: str = "",
) -> Invitation:
    """Invite a person, somebody by name, or an organisation. The same person twice is one invitation.

    What is given replaces what stood; what is left out stands, so that a second invitation wipes out no presence. To a
    gathering of care come persons and organisations that are known here: ValueError for a name or a note.
    """
    locks.reread(gathering)
    _check_bare(gathering.node, name, note)
    if presence and presence not in Invitation.Presence.values:
        raise Refused(_NO_PRESENCE, field="presence")
    if person is None and not name.strip() and organisation is None:
        raise Refused("Skriv, hvem der inviteres.", field="name")

    _check_came(gathering, presence)
    given = {
        key: value for key, value in (("organisation", organisation), ("presence", presence), ("note", note)) if value
    }
    if person is not None:
        made, _ = Invitation.anywhere.update_or_create(gathering=gathering, person=person, defaults=given)
        if made.withdrawn_at is not None:
            _invite_again(gathering, made)
    else:
        # By name alone nobody knows whether two are one.
        made = Invitation.objects.create(gathering=gathering, name=name.strip(), **given)

    journal.note("gathering.invited", by=by, node=gathering.node, data={"invitation": made.pk})
    return made


def _invite_again(gathering: Gathering, invitation: Invitation) -> None:
    """Let an invitation that was withdrawn stand again, as new: not answered, and to be sent.

    A calendar that was told it is off takes only a higher number (RFC 5546, 2.1.4). The others have what they have: they are told
    nothing of a number that is new to one.
    """
    told = invitation.sent_sequence
    if told is not None and told >= gathering.sequence:
        Invitation.anywhere.filter(gathering=gathering, sent_sequence=gathering.sequence).update(sent_sequence=told + 1)
        gathering.sequence = told + 1
        gathering.save(update_fields=["sequence"])

    invitation.withdrawn_at = invitation.answered_at = invitation.sent_sequence = invitation.issued = None
    invitation.answer = Invitation.Answer.NONE
    invitation.save(update_fields=["withdrawn_at", "answer", "answered_at", "sent_sequence", "issued"])


@journal.deed
def note_presence(*, by: Actor, invitation: Invitation, presence: str, note: str = "") -> Invitation:
    """Note who came, sent their apologies or stayed away."""
    locks.reread(invitation)
    _check_bare(invitation.gathering.node, note)
    if presence not in Invitation.Presence.values:
        raise Refused(_NO_PRESENCE, field="presence")

    if presence != invitation.presence:
        _check_came(invitation.gathering, presence)

    invitation.presence, invitation.note = presence, note
    invitation.save(update_fields=["presence", "note"])
    journal.note(
        "gathering.presence_noted",
        by=by,
        node=invitation.gathering.node,
        data={"invitation": invitation.pk, "presence": presence},
    )
    return invitation


def event(gathering: Gathering, *, domain: str = "samspil.local") -> calendars.Event:
    """Return the gathering as an event, a whole day when no more than the day is known.

    Refused when not even that is.
    """
    begins, ends = (timezone.localtime(at) if at else None for at in (gathering.starts_at, gathering.ends_at))
    day = begins.date() if begins else gathering.node.day
    if day is None:
        raise Refused("Mødet har endnu ikke en dato, så det kan ikke lægges i kalenderen.")

    return calendars.Event(
        uid=f"{gathering.pk}@{domain}",
        title=gathering.node.title,
        first=day,
        last=ends.date() if ends else None,
        stamp=gathering.node.modified_at,
        sequence=gathering.sequence,
        starts=begins.time() if begins else None,
        ends=ends.time() if ends else None,
        place=gathering.place,
        is_tentative=gathering.is_uncertain,
        is_cancelled=gathering.cancelled_at is not None,
    )


def calendar(
    gathering: Gathering,
    *,
    domain: str = "samspil.local",
    method: str = "PUBLISH",
    title: str | None = None,
    place: str | None = None,
    sequence: int | None = None,
    to: calendars.Attendee | None = None,
    words: str = "",
) -> str:
    """Return the gathering as an iCalendar file (RFC 5545), with Danish time zone.

    Refused as `event`. `title`, `place` and `sequence` stand in for the gathering's own; `to` is the one who is asked to
    come (REQUEST) or told not to (CANCEL): RFC 5546, 3.2.
    """
    made = event(gathering, domain=domain)
    # In a message DTSTAMP is when it was written, else when the meeting last changed (RFC 5545, 3.8.7.2).
    given = {"title": title, "place": place, "sequence": sequence, "stamp": timezone.now() if to else None}
    made = replace(made, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]

    return calendars.file(
        replace(made, to=to, words=words, is_cancelled=made.is_cancelled or method == "CANCEL"), method=method
    )


def _check_came(gathering: Gathering, presence: str) -> None:
    """Refuse to say who came before the day; apologies are given ahead."""
    if presence not in {"", Invitation.Presence.UNKNOWN, Invitation.Presence.APOLOGY}:
        happened.check(gathering.node.when, f"»{gathering.node.title}«", field="presence")


def _check_bare(node: Node, *words: str) -> None:
    if node.is_care and any(words):
        message = f"gatherings: words about the care record {node.pk} are sealed in its texts"
        raise ValueError(message)


def _check_times(starts_at: dt.datetime | None, ends_at: dt.datetime | None) -> None:
    if ends_at is not None and starts_at is None:
        raise Refused("Skriv, hvornår mødet begynder.", field="starts_at")
    if starts_at is not None and ends_at is not None and ends_at < starts_at:
        raise Refused("Mødet kan ikke slutte, før det begynder.", field="ends_at")
