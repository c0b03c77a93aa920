"""Many voices: consents that reach more or less far, answers in time, late and not yet, some taken back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from samspil.features.voices import actions as voices
from samspil.features.voices.models import Voice
from samspil.site.demo import days, publicly

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found

# How far a consent reaches: all of it; quoted but not on the net; on the net without a role; interpreted and no more.
CONSENTS = {
    "fuld": ("interpret", "quote", "role_label", "publish"),
    "citat": ("interpret", "quote", "role_label"),
    "anonym": ("interpret", "quote", "publish"),
    "tolk": ("interpret",),
}

# When an answer is due where the file says nothing: five weeks, so that a Christmas between makes nothing late by accident.
ANSWER_WITHIN = dt.timedelta(days=37)


def load(found: Found, told: dict[str, Any]) -> None:
    """Take the voices of one file in, and let each of them meet its fate."""
    for number, each in enumerate(told["voice"], start=1):
        made = _receive(found, told, each, number)
        if "because" in each:
            voices.close(by=found.by, voice=made, because=each["because"])
        if "answer" in each:
            _answer(found, told, made, each)
        # After the answer, so that it becomes public with the words it answers.
        if "publish" in CONSENTS[each["consent"]]:
            publicly.make(made, asks=found.cast[told["asks"]], says_yes=found.cast[told["publishes"]])
        if each.get("withdrawn"):
            voices.withdraw(by=found.by, voice=made, leave_step=True)
        found.nodes[each["title"]] = made.node


def _wanted(each: dict[str, Any], number: int) -> tuple[str, str]:
    """Return how a person wants the answer, and where: an invented number or address, told apart by the voice's place in the file."""
    if each["method"] == "phone" or number % 3 == 0:
        return "phone", f"12 34 57 {number:02}"
    return "letter", f"Opdigtet Vej {number}, 0000 Opdigtby"


def _receive(found: Found, told: dict[str, Any], each: dict[str, Any], number: int) -> Voice:
    channel, contact = _wanted(each, number)
    return voices.receive(
        by=found.by,
        source=found.nodes[each["source"]] if "source" in each else None,
        given=voices.Given(
            organisation=found.organisations[told["organisation"]],
            within=found.circles[told["within"]],
            words=each["words"],
            purposes=CONSENTS[each["consent"]],
            consent_form="oral",
            title=each["title"],
            role_label=each["who"],
            method=each["method"],
            channel=channel,
            contact=contact,
            place=f"{each['place']} (opdigtet)",
            received_on=each["on"],
            owner=found.cast[told["owner"]],
            due_on=each.get("due_on") or days.worked(each["on"] + ANSWER_WITHIN, step=1),
            is_invented=True,
            source_key=f"demo:{each['title']}",
            danger="no",
        ),
    )


def _answer(found: Found, told: dict[str, Any], voice: Voice, each: dict[str, Any]) -> None:
    voices.answer(
        by=found.by,
        voice=voice,
        words=each["answer"],
        channel="phone" if each["method"] == "phone" else "letter",
        proof=f"Givet af {found.cast[told['owner']].name}.",
        given_on=each["answered_on"],
    )
