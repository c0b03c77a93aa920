"""Every deed done with a pad of slips: hand it out, print it, type a sheet, and say what became of a slip.

A code stands on the paper alone. What is kept is its keyed hash, which opens the voice from the moment the sheet is typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils import timezone

from samspil.features.voices import actions, rules
from samspil.features.voices.actions.parts import consent_text
from samspil.features.voices.models import Pad, Slip, Voice
from samspil.features.voices.rules import slips as slip_rules
from samspil.features.voices.slips import queries as slip_queries
from samspil.paper import danish, sheets
from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, locks, passes, people, policy, records
from samspil.spine.models import Circle, Organisation, Person
from samspil.spine.people import Actor


@dataclass(frozen=True)
class Handing:
    """How many slips go to whom, for which place, on which day, and the number to ring where Samspil knows none."""

    number: int
    holder: Person
    on: dt.date
    organisation: Organisation
    within: Circle | None = None
    phone: str = ""
    is_invented: bool = False


@journal.deed
def hand_out(*, by: Actor, handing: Handing) -> Pad:
    """Hand a pad of numbered slips to whoever goes round with it. It has no codes before it is printed."""
    place = policy.Place.of(handing.organisation, handing.within)
    policy.check(by, "hand_out", "pad", place)
    slip_rules.check_number(handing.number)
    slip_rules.check_day(handing.on, timezone.localdate())
    where = handing.within.name if handing.within else handing.organisation.name
    is_there = slip_queries.is_there(handing.holder, handing.organisation, handing.within)
    slip_rules.check_holder(is_there=is_there, name=handing.holder.name, place=where)
    if not (handing.holder.phone or handing.organisation.phone):
        slip_rules.check_call(handing.phone)
        people.name_phone(by=by, organisation=handing.organisation, phone=handing.phone)

    opening = records.Beginning(
        "pad",
        f"Sedler, {danish.date(handing.on)}",
        handing.organisation,
        within=handing.within,
        visibility=records.inner(handing.within),
        occurred_on=handing.on,
        is_invented=handing.is_invented,
    )
    pad = records.new(
        opening,
        lambda node: Pad(node=node, holder=handing.holder, on=handing.on, number=handing.number),
        by=by,
        noted="pad.handed_out",
        data={"holder": handing.holder.pk, "slips": handing.number},
    )
    Slip.objects.bulk_create(Slip(pad=pad, number=number) for number in range(1, handing.number + 1))
    return pad


@journal.deed
def print_pad(*, by: Actor, pad: Pad, address: str, draw: Callable[[str], str]) -> bytes:
    """Print a pad, once: a sheet for each slip that is out, with a code of its own that nothing else keeps.

    `address` is where a code is typed, and `draw` gives its picture.
    """
    locks.reread(pad, pad.node)
    policy.check(by, "hand_out", "pad", pad)
    out = list(pad.slips.filter(state="out").order_by("number"))
    slip_rules.check_print(is_printed=pad.printed_at is not None, has_out=bool(out))
    call = slip_queries.who_to_call(pad)
    slip_rules.check_call(call.phone if call else "")
    text = consent_text(by)
    drawn = []
    for slip in out:
        minted = passes.mint()
        slip.token_hash, slip.key_id = minted.hashed, minted.key_id
        drawn.append(sheets.Sheet(slip.number, minted.token, draw(minted.token)))

    Slip.objects.bulk_update(out, ["token_hash", "key_id"])
    pad.printed_at, pad.consent_version = timezone.now(), text.version
    pad.save(update_fields=["printed_at", "consent_version"])
    journal.note("pad.printed", by=by, node=pad.node, data={"slips": len(out)})
    return sheets.to_pdf(
        sheets.Pad(
            sheets=tuple(drawn),
            sender=pad.node.organisation.name,
            place=pad.node.within.name if pad.node.within else "",
            on=pad.on,
            purposes=tuple(rules.PURPOSES.values()),
            methods=tuple(rules.METHODS.values()),
            channels=tuple(rules.CHANNELS.values()),
            question=str(rules.danger.QUESTION),
            consent_title=text.title,
            consent_body=text.body,
            consent_version=text.version,
            call=f"{call.name} på {call.phone}" if call else "",
            address=address,
            day=timezone.localdate(),
            is_invented=pad.node.is_invented,
        )
    )


@journal.deed
def type_in(*, by: Actor, pad: Pad, number: int, given: actions.Given) -> Voice:
    """Type a sheet: a voice is taken in as any other, and the code on its slip opens it from now on.

    It belongs where the pad does. Refused for a number that is not the pad's, a slip that is in, unused or lost.
    """
    locks.reread(pad, pad.node)
    policy.check(by, "type_in", "pad", pad)
    slip = pad.slips.filter(number=number).first()
    if slip is not None:
        locks.reread(slip)
    slip_rules.check_typed(
        slip.state if slip else None,
        number,
        pad.number,
        is_printed=pad.printed_at is not None,
        day=pad.on,
        today=timezone.localdate(),
    )
    assert slip is not None
    voice = actions.receive(
        by=by,
        given=replace(
            given,
            organisation=pad.node.organisation,
            within=pad.node.within,
            is_invented=pad.node.is_invented,
            consent_version=pad.consent_version,
        ),
    )
    if slip.token_hash:
        slip.issued = passes.let_open(
            by=by,
            node=voice.node,
            purpose=rules.PASS_PURPOSE,
            lasts=rules.CODE_LASTS,
            key_id=slip.key_id,
            hashed=slip.token_hash,
        )
    slip.voice, slip.token_hash, slip.key_id = voice, None, ""
    _become(by, slip, "in", "voice", "issued", "token_hash", "key_id")
    return voice


@journal.deed
def set_aside(*, by: Actor, slip: Slip) -> Slip:
    """Say that a slip came back unused or spoilt: nothing is typed from it, and nobody looks for it."""
    return _account(by, slip, "void")


@journal.deed
def lose(*, by: Actor, slip: Slip) -> Slip:
    """Say that a slip is lost: its code opens nothing, now or later, and nobody looks for it any more."""
    return _account(by, slip, "lost")


@journal.deed
def put_back(*, by: Actor, slip: Slip) -> Slip:
    """Say that an unused or lost slip is out after all: its sheet can be typed, and its code works then."""
    return _account(by, slip, "out")


@journal.deed
def set_rest_aside(*, by: Actor, pad: Pad) -> int:
    """Say that all slips that are still out came back unused, and give how many."""
    locks.reread(pad, pad.node)
    policy.check(by, "account", "pad", pad)
    rest = list(pad.slips.filter(state="out").order_by("number"))
    if not rest:
        raise Refused("Ingen sedler er ude.")
    for slip in rest:
        locks.reread(slip)
        _become(by, slip, "void")
    return len(rest)


@journal.deed
def block(*, by: Actor, slip: Slip) -> Slip:
    """Revoke the code on the slip of a voice that is typed, because the slip is lost. Twice is once; a new code is the voice's."""
    locks.reread(slip, slip.pad, slip.pad.node)
    policy.check(by, "account", "pad", slip.pad)
    if slip.state != "in":
        raise Refused("Der er ikke skrevet et bidrag ind fra sedlen. Meld den tabt i stedet.")
    if slip.issued is not None:
        passes.revoke(by=by, issued=slip.issued)
    journal.note("slip.blocked", by=by, node=slip.pad.node, data={"slip": slip.pk})
    return slip


def _account(by: Actor, slip: Slip, state: str) -> Slip:
    locks.reread(slip, slip.pad, slip.pad.node)
    policy.check(by, "account", "pad", slip.pad)
    _become(by, slip, state)
    return slip


def _become(by: Actor, slip: Slip, state: str, *fields: str) -> None:
    """Let a slip become something else, and end the duty to look for slips when none is missing any more."""
    slip_rules.STATES.check(slip.state, state)
    slip.state = state
    slip.save(update_fields=["state", *fields])
    journal.note(f"slip.{_NOTED[state]}", by=by, node=slip.pad.node, data={"slip": slip.pk, "number": slip.number})
    if slip.pad.slips.filter(state="out").exists():
        return
    for duty in slip_queries.owed(slip.pad):
        duties.fulfil(
            by=people.job("voices.slips"),
            duty=duty,
            purpose="slips",
            record=slip.pad.node,
            proof="Ingen sedler mangler. Hvad der blev af hver, står ved blokken.",
        )


_NOTED = {"out": "put_back", "in": "typed", "void": "set_aside", "lost": "lost"}


@journal.deed
def look_for_missing(*, by: Actor, today: dt.date) -> int:
    """Give a duty for each pad with slips that are missing three days after its day. The worker's day; twice changes nothing."""
    late = slip_queries.to_look_for(today)
    for pad in late:
        _look_for(by, pad)
    return len(late)


def _look_for(by: Actor, pad: Pad) -> None:
    locks.reread(pad, pad.node)
    if slip_queries.owed(pad):
        return
    is_there = slip_queries.is_there(pad.holder, pad.node.organisation, pad.node.within)
    duties.give(
        by=by,
        node=pad.node,
        purpose="slips",
        title=slip_rules.DUTY_TITLE,
        # Who has left since cannot say what became of them.
        owner=pad.holder if is_there else pad.node.organisation,
        due_on=timezone.localdate(),
    )
