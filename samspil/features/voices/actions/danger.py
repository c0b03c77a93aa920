"""The deed behind the danger question: what was answered, who was told and when, and a duty of today until that is done."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict

from django.utils import timezone

from samspil.features.voices import rules
from samspil.features.voices.alarm import actions as alarm
from samspil.features.voices.models import Voice
from samspil.features.voices.queries import publishing as publishing_queries
from samspil.features.voices.rules import danger as rules_danger
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, locks, people, texts
from samspil.spine.models import Duty, Person
from samspil.spine.people import Actor


@journal.deed
def answer_danger(
    *,
    by: Actor,
    voice: Voice,
    danger: str,
    considered: bool = False,
    owner: Person | None = None,
    told_to: str = "",
    told_at: dt.datetime | None = None,
    done: str = "",
) -> Voice:
    """Answer whether somebody is in danger; after a yes a named person follows up today, until it is said who was told and what was done.

    A no beside words that may mean danger is said twice (`considered`). What is answered is sealed as the words are.
    """
    # The voice is locked: two who answer at once must not leave two duties.
    locks.reread(voice, voice.node)
    rules_danger.check_may_answer(by, voice, owes=publishing_queries.owes_follow_up(by, voice))
    if voice.state == "withdrawn":
        raise Refused("Bidraget er trukket tilbage.")

    return settle(by, voice, danger, considered=considered, owner=owner, told_to=told_to, told_at=told_at, done=done)


@journal.part
def settle(
    by: Actor,
    voice: Voice,
    danger: str,
    *,
    considered: bool,
    owner: Person | None,
    told_to: str = "",
    told_at: dt.datetime | None = None,
    done: str = "",
) -> Voice:
    """Write down an answer that has been allowed, with its duty. Part of a deed."""
    version = texts.current(voice.node, "words")
    rules_danger.check_answer(danger, texts.read(version) if version else "", considered=considered)
    told_to, done = told_to.strip(), done.strip()
    is_told = danger == "yes" and rules_danger.check_told(told_to, told_at, done, timezone.now())
    for field, written in {"told_to": told_to, "done": done}.items():
        rules.check_no_cpr(written, field=field)

    owed = list(duties.still_open().filter(node=voice.node, purpose=rules_danger.DUTY_PURPOSE).select_related("node"))
    before = publishing_queries.danger_of(voice)
    # A yes is taken back only by saying what was done: somebody may already have acted on it.
    if danger == "no" and before.answer == "yes" and not before.is_settled and not done:
        raise Refused("Der er svaret ja før. Skriv, hvad der er gjort, og hvorfor ingen er i fare nu.", field="done")

    at = (
        f"{danish.date(timezone.localdate(told_at))} {danish.clock(timezone.localtime(told_at))}"
        if is_told and told_at
        else ""
    )
    known = rules_danger.Known(danger, considered, told_to if is_told else "", at, done)
    newest = texts.current(voice.node, "danger")
    texts.write(
        by=by,
        node=voice.node,
        name="danger",
        body=json.dumps(asdict(known), ensure_ascii=False),
        subject=voice.subject,
        based_on=newest.number if newest else 0,
    )
    voice.is_danger_settled = known.is_settled
    voice.save(update_fields=["is_danger_settled"])

    if known.is_settled:
        for duty in owed:
            duties.fulfil(
                by=people.job("voices.danger"),
                duty=duty,
                purpose=rules_danger.DUTY_PURPOSE,
                record=voice.node,
                proof="Fulgt op. Det står ved bidraget.",
            )
    # Somebody is in danger, and nobody has it: one named person, today.
    elif not owed:
        _give(by, voice, owner)
    elif owner is not None and owed[0].owner_id != owner.pk:
        duties.lapse(by=people.job("voices.danger"), duty=owed[0], why="Givet videre til en anden samme dag.")
        _give(by, voice, owner, instead_of=owed[0])
    journal.note("voice.danger_answered", by=by, node=voice.node, data={"settled": "yes" if known.is_settled else "no"})
    return voice


def _give(by: Actor, voice: Voice, owner: Person | None, *, instead_of: Duty | None = None) -> None:
    named = owner or (Person.objects.filter(pk=by.person_id).first() if by.person_id else None)
    if named is None:
        raise Refused("Vælg, hvem der følger op i dag.", field="owner")
    duty = duties.give(
        by=by,
        node=voice.node,
        purpose=rules_danger.DUTY_PURPOSE,
        title=rules_danger.DUTY_TITLE,
        owner=named,
        due_on=timezone.localdate(),
    )
    alarm.start(duty, instead_of=instead_of)
