"""Every reading of messages: whether one waits, what it says, and who answers it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from samspil.features.voices import queries
from samspil.features.voices.messages import rules
from samspil.features.voices.models import Voice
from samspil.features.voices.queries import reading
from samspil.spine import access, duties, texts
from samspil.spine.models import Duty, Organisation, Person
from samspil.spine.people import Actor


def open_message(voice: Voice) -> Duty | None:
    """Return the duty to answer a message that waits, if one does."""
    return duties.still_open().filter(node=voice.node, purpose=rules.DUTY_PURPOSE).first()


@dataclass(frozen=True)
class Message:
    """What the person wrote last, when, and whether it waits for an answer."""

    words: str
    at: dt.datetime
    is_waiting: bool


def newest(actor: Actor, voice: Voice) -> Message | None:
    """Return the newest message from the person to those who may read their words, noted as read; None for others."""
    version = texts.current(voice.node, "message") if reading.readable(actor, voice) else None
    if version is None:
        return None
    # Noted before it is read, for it is sealed like the words.
    access.note(actor, purpose="Besked fra personen", node=voice.node, subject=voice.subject)
    return Message(texts.read(version), version.at, open_message(voice) is not None)


def who_answers(voice: Voice) -> Person | Organisation:
    """Return who answers a message: who owes the answer or took the voice in, while they work there; else the organisation."""
    duty, here = queries.answer_duty(voice), set(queries.held_near(voice).values_list("person_id", flat=True))
    for person in (duty.owner if duty else None, voice.received_by):
        if person is not None and person.pk in here:
            return person
    return voice.node.organisation
