"""The plan on paper: the table »Tid – Handling – Dato« as the project description prints it, and the picture's marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans.queries import Planned
from samspil.features.partnerships.versions.queries import Approval
from samspil.paper import danish, timeline
from samspil.paper.document import Document, Note, Paragraph, Table, Text
from samspil.spine import sources

NO_PLAN = "Planen står ikke i de kilder, Samspil har."


@dataclass(frozen=True)
class Printed:
    """One row of the table: the period, what is to be done, and the date as it is said, with what is open about it apart."""

    row: Planned
    period: str
    wording: str
    date: str
    open: tuple[str, ...]


def printed(rows: Iterable[Planned]) -> list[Printed]:
    """Return the rows to be printed. A period that is the month of a day that was typed in stands as that month."""
    return [
        Printed(
            row,
            row.activity.period
            or (danish.MONTHS[row.placed.days[0].first.month - 1].capitalize() if row.placed.days else ""),
            row.wording,
            " ".join(part for part in (_date(row), row.activity.time_note) if part),
            _open(row),
        )
        for row in rows
    ]


def _date(row: Planned) -> str:
    return "" if row.time == row.activity.period else row.time


def _open(row: Planned) -> tuple[str, ...]:
    """What the table's own words do not say: a reservation that is printed in the date is not said twice."""
    said = {"eventuel", row.activity.time_note.strip("()")}
    state = ("aflyst",) if row.activity.state == "cancelled" else ()
    return (*state, *(words for words in row.open if words not in said and (row.placed.days or row.placed.is_guess)))


def document(partnership: Partnership, rows: Iterable[Planned], approval: Approval, today: dt.date) -> Document:
    """Lay the plan out as a document."""
    cells = tuple(
        ((Text(each.period or "Uden periode"),), (Text(each.wording),), (Text(_with_open(each)),))
        for each in printed(rows)
    )

    blocks = (
        Paragraph((Text(standing(approval, from_sources=partnership.node.is_sourced)),)),
        Table("Procesplan", ("Tid", "Aktivitet", "Dato"), cells)
        if cells
        else Paragraph(
            str(sources.absent(partnership, "Planen er tom. Tovholderen lægger den første aktivitet i.", NO_PLAN))
        ),
        Note("Tiderne står, som de er sagt. Hvad der ikke er sagt, er ikke gættet."),
    )
    return Document(
        f"Procesplan for {partnership.node.title}",
        author=partnership.node.organisation.name,
        created=today,
        blocks=blocks,
    )


def standing(approval: Approval, *, from_sources: bool = False) -> str:
    """Say in a sentence which version it is, and who has approved it; `from_sources` where only sources are known."""
    if from_sources and not approval.approved:
        return "Om parterne har godkendt planen, står ikke i de kilder, Samspil har."
    if approval.version is None:
        return "Planen er endnu ikke gemt i en udgave."
    made = f"Udgave {approval.version.number} af {danish.date(approval.version.made_at)}."
    if approval.is_whole:
        return f"{made} Godkendt af alle parter."
    if approval.approved:
        return f"{made} Godkendt af {danish.listing([str(each) for each in approval.approved])}, ikke af alle parter endnu."
    return f"{made} Ikke godkendt endnu."


def _with_open(each: Printed) -> str:
    return " ".join(part for part in (each.date, f"[{danish.listing(list(each.open))}]" if each.open else "") if part)


def marks(rows: Iterable[Planned]) -> list[timeline.Row]:
    """Return the rows of the picture."""
    return [
        timeline.Row(
            row.activity.node.title,
            tuple(timeline.Mark(day.first, day.last, is_sure=not row.open) for day in row.placed.days) or _within(row),
            row.time,
            danish.listing(list(row.open)),
        )
        for row in rows
    ]


def _within(row: Planned) -> tuple[timeline.Mark, ...]:
    first, last = row.placed.first, row.placed.last
    return (timeline.Mark(first, last, is_exact=False, is_sure=False),) if first and last else ()
