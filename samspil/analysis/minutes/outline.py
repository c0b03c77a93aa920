"""The minutes as a Danish outline for a person to read in a terminal."""

from __future__ import annotations

import datetime
import textwrap

from samspil.analysis.minutes import lexicon
from samspil.analysis.minutes.record import Item, Minutes

_MONTHS = tuple(lexicon.MONTHS)
_UNKNOWN = "(ikke angivet)"


def outline(minutes: Minutes) -> str:
    """Return the outline: the meeting, each item with recommendation and decision, and what found no place."""
    lines = [minutes.body or "Udvalg: " + _UNKNOWN, "Dato: " + (_danish(minutes.date) if minutes.date else _UNKNOWN)]
    if minutes.start or minutes.end:
        lines.append("Tid: kl. " + "-".join(clock.replace(":", ".") for clock in (minutes.start, minutes.end) if clock))

    if minutes.place:
        lines.append("Sted: " + minutes.place)

    lines.append("Afbud: " + (", ".join(minutes.absent) or "ingen nævnt"))
    lines.append("")
    lines.append(
        "Ingen punkter fundet."
        if not minutes.items
        else f"{len(minutes.items)} punkt{'er' if len(minutes.items) > 1 else ''}"
    )
    for item in minutes.items:
        lines += ["", *_item(item)]

    lost = sum(len("".join(words.split())) for words in minutes.unplaced)
    if lost:
        lines += [
            "",
            f"Ikke placeret: {lost} tegn i {len(minutes.unplaced)} stykke{'r' if len(minutes.unplaced) > 1 else ''}",
        ]
        lines += ["  " + textwrap.shorten(words, 98, placeholder=" …") for words in minutes.unplaced[:10]]

    return "\n".join(lines) + "\n"


def _item(item: Item) -> list[str]:
    lines = [f"{item.number or '–'}. {item.title or '(uden titel)'}"]
    openness = {True: "lukket", False: "åbent", None: ""}[item.closed]
    facts = [
        f"sag {item.case_number}" if item.case_number else "",
        openness,
        f"sikkerhed {round(100 * item.confidence)} %",
    ]
    lines.append("   " + ", ".join(fact for fact in facts if fact))
    if item.sections:
        lines.append("   Afsnit: " + ", ".join(item.sections))

    for point in item.recommendation_points:
        lines += _wrapped("Indstilling: ", point)

    if item.decision:
        lines += _wrapped("Beslutning: ", item.decision)

    for annex in item.annexes:
        lines += _wrapped("Bilag: ", annex.title)

    return lines


def _wrapped(label: str, words: str) -> list[str]:
    return textwrap.wrap(label + words, 100, initial_indent="   ", subsequent_indent="     ")


def _danish(date: str) -> str:
    day = datetime.date.fromisoformat(date)
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
