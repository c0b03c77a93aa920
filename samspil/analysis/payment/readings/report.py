"""The four readings side by side as a document: one table, one chart, every assumption, and a published table's verdict."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from samspil.analysis.payment import readings
from samspil.analysis.payment.readings.comparison import Outcome, table, under_estimators
from samspil.analysis.payment.words import rate, trimmed
from samspil.paper import charts, danish
from samspil.paper.document import Block, Bullets, Document, Heading, Note, Paragraph, Table

CANNOT = {
    "C": "Kan ikke sige noget: tabellen viser gennemsnit, ikke hvor mange der selv fik mindst 15 % færre kontakter",
    "D": "Kan ikke sige noget: tabellen viser kun kontakter til egen læge, ikke alle typer med hver sin takst",
}


def document() -> Document:
    """Lay the four readings of the minutes side by side, in kroner."""
    contracts = {name: readings.contract(name) for name in readings.NAMES}
    rows = table(contracts.items())
    blocks: list[Block] = [
        Paragraph(
            "Referatet af 23. september 2025 siger, at Region Midtjyllands tilbagebetaling afhænger af mindst 15 % færre "
            "kontakter, ventes at blive ca. 5 mio. kr. og højst kan blive 5,7 mio. kr. Bilaget med formlen er ikke "
            "offentligt. Teksten kan læses på fire måder, og de betaler ikke det samme."
        ),
        Table(
            "Hvad regionen betaler i alt for 2028 og 2029",
            ("Fald i kontakter", *(f"Læsning {name}" for name in readings.NAMES)),
            tuple((rate(r), *(danish.kroner(row[name]) for name in readings.NAMES)) for r, row in rows),
        ),
        # The table above holds the same numbers.
        replace(
            charts.lines(
                [(float(r * 100), name, row[name]) for r, row in rows for name in readings.NAMES],
                title="Regionens betaling efter fald i kontakter, tallene i tabel 1",
                columns=("Fald i procent", "Læsning", "Mio. kr."),
                show=danish.kroner,
                per=100_000_000,
                where=_percent,
            ),
            table=None,
        ),
        Heading(1, "Det, læsningerne bygger på"),
        Bullets(tuple(f"{sealed.terms.contract.title}. {sealed.terms.contract.note}" for sealed in contracts.values())),
    ]
    seen: set[str] = set()
    for name, sealed in contracts.items():
        for mark in sealed.terms.marks:
            if mark.why not in seen:
                own = f"Læsning {name}: " if mark.key.startswith(("metrics", "expectation.")) else ""
                blocks.append(Note(f"{own}{mark.why}", mark.mark))
                seen.add(mark.why)

    blocks += _hackney()
    return Document(
        "Fire læsninger af betalingsmodellen", subtitle="Sociale henvisninger i Norddjurs", blocks=tuple(blocks)
    )


def _percent(number: float) -> str:
    return f"{trimmed(Decimal(str(number)), least=0, most=1)} %"


def _hackney() -> list[Block]:
    """Pay for City & Hackney's table under each estimator: the same table, opposite decisions."""
    by_reading = {name: under_estimators(readings.contract(name)) for name in readings.NAMES}
    rows = [
        (estimator, rate(r), *(_paid(name, by_reading[name][estimator][1]) for name in ("A", "B")))
        for estimator, (r, _) in by_reading["A"].items()
    ]
    reasons = [f"Læsning {name}: {CANNOT[name]}." for name in ("C", "D")]

    return [
        Heading(1, "Samme tabel, modsat beslutning"),
        Paragraph(
            "I City & Hackney gik de henviste fra 10,0 til 8,6 lægebesøg om året, og folk, der lignede dem, fra 3,9 til 4,3 "
            "(BMC Health Services Research 2017, 10.1186/s12913-017-2778-y). Hvad er faldet? Det kommer an på metoden, og "
            "metoderne ligger på hver sin side af 15 %."
        ),
        Table("Hvad læsning A og B ville have betalt", ("Metode", "Fald", "Læsning A", "Læsning B"), tuple(rows)),
        Bullets(tuple(reasons)),
    ]


def _paid(name: str, outcome: Outcome) -> str:
    return CANNOT[name] if outcome.ore is None else danish.kroner(outcome.ore)
