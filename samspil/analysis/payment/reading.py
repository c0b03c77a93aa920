"""The plain-Danish reading of a contract as a document, and the difference between two versions in the same language."""

from __future__ import annotations

from collections.abc import Iterator

from samspil.analysis.payment.clauses import MARKS, Clause, clauses
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.readings import comparison
from samspil.analysis.payment.terms import Contract, Mark
from samspil.analysis.payment.words import rate
from samspil.paper import danish
from samspil.paper.document import Block, Bullets, Document, Heading, Note, Numbered, Paragraph, Table, Text, Words
from samspil.paper.refusal import Refused


def reading(sealed: Sealed) -> Document:
    """Return the contract as a document: what it says, what is assumed or unknown, an example, sources."""
    contract = sealed.terms
    blocks: list[Block] = []
    if contract.contract.note:
        blocks.append(Note(literal(contract.contract.note), "info"))

    unknown = sum(mark.mark == "unknown" for mark in contract.marks)
    if contract.marks:
        said = f"{danish.count(len(contract.marks) - unknown, 'ting er antaget', 'ting er antaget')} og "
        blocks.append(
            Paragraph(literal(f"{said}{danish.count(unknown, 'er ukendt', 'er ukendte')}. De er mærket, hvor de står."))
        )

    for clause in clauses(contract):
        blocks += [Heading(1, literal(_title(clause))), Bullets(tuple(literal(each) for each in clause.sentences))]
        blocks += [_note(mark) for mark in clause.marks]

    blocks += _steps(contract)
    blocks += _example(sealed)
    blocks += _sources(contract)
    blocks.append(Paragraph(literal(f"Aftalens fil har SHA-256 {sealed.sha256}.")))
    return Document(contract.contract.title, subtitle="Aftalen i almindelige ord", blocks=tuple(blocks))


def difference(newer: Sealed, older: Sealed) -> Document:
    """Return what changed between two versions, clause by clause, in the words of the reading."""
    before = {clause.key: clause for clause in clauses(older.terms)}
    after = {clause.key: clause for clause in clauses(newer.terms)}
    versions = f"Fra version {older.terms.contract.version} til version {newer.terms.contract.version}"
    blocks: list[Block] = []
    if newer.terms.contract.reason:
        blocks.append(Note(literal(f"Grunden: {newer.terms.contract.reason}")))

    if newer.terms.contract.supersedes != older.sha256:
        blocks.append(
            Note(
                literal(
                    "Den nye version nævner ikke netop denne fil som den, den afløser. Tjek, at det er de rigtige to."
                ),
                "warning",
            )
        )

    changed = False
    for key in dict.fromkeys([*before, *after]):
        differing = list(_changed(before.get(key), after.get(key)))
        if differing:
            changed = True
            blocks += [Heading(1, literal(_title(after.get(key) or before[key]))), *differing]

    if not changed:
        blocks.append(Paragraph(literal("De to versioner siger det samme.")))

    return Document(newer.terms.contract.title, subtitle=versions, blocks=tuple(blocks))


def _title(clause: Clause) -> str:
    return f"{clause.label}: {clause.title}" if clause.label else clause.title


def _note(mark: Mark) -> Note:
    return Note(literal(mark.why), mark.mark)


def _changed(before: Clause | None, after: Clause | None) -> Iterator[Block]:
    old = _spoken(before)
    new = _spoken(after)
    gone = [each for each in old if each not in new]
    come = [each for each in new if each not in old]
    if before is None:
        yield Paragraph(literal("Nyt punkt."))

    if after is None:
        yield Paragraph(literal("Punktet er udgået."))

    if before is not None and after is not None and before.label != after.label:
        yield Paragraph(literal(f"Punktet hed før {before.label} og hedder nu {after.label}."))

    if gone:
        yield Paragraph(literal("Før stod der:"))
        yield Bullets(tuple(literal(each) for each in gone))

    if come:
        yield Paragraph(literal("Nu står der:"))
        yield Bullets(tuple(literal(each) for each in come))


def _spoken(clause: Clause | None) -> list[str]:
    """Return a clause's sentences, its title and its marks as sentences too."""
    if clause is None:
        return []
    return [clause.title, *clause.sentences, *(f"{MARKS[mark.mark].capitalize()}: {mark.why}" for mark in clause.marks)]


def _steps(contract: Contract) -> Iterator[Block]:
    steps = ["Effektmålets beløb regnes ud efter betalingsfunktionen, med 28 cifre."]
    if contract.premium is not None or contract.indexation is not None:
        steps.append("Risikotillæg og indeks lægges på.")

    steps.append("Beløbet afrundes én gang.")
    if any(metric.cap is not None for metric in contract.metrics):
        steps.append("Effektmålets loft for perioden skærer.")

    steps.append("Beløbet deles mellem betalerne; en øre, der ikke går op, går til den største rest.")
    if any(payer.year_caps for payer in contract.payers):
        steps.append("Betalerens loft for året skærer.")

    if any(payer.cap is not None for payer in contract.payers):
        steps.append("Betalerens loft over alle perioder skærer.")

    if contract.caps is not None and contract.caps.project is not None:
        steps.append("Projektets loft skærer, fordelt efter beløbene.")

    if contract.irr is not None:
        steps.append("Grænsen for investors afkast skærer, fordelt efter beløbene.")

    yield Heading(1, "Sådan regnes der, i denne rækkefølge")
    yield Numbered(tuple(steps))


def _example(sealed: Sealed) -> Iterator[Block]:
    """Show what all periods pay at a row of reductions, where the contract has figures for it."""
    if sealed.terms.expectation is None or sealed.terms.irr is not None or sealed.terms.guarantee is not None:
        return

    try:
        rows = [(r, comparison.paid_at(sealed, r)) for r in comparison.REDUCTIONS]
    except Refused:
        return

    yield Heading(1, "Et regneeksempel")
    yield Note("Alle perioder måler her det samme fald. Mængderne er aftalens egne forventninger.", "assumed")
    yield Table(
        "Hvad aftalen betaler i alt",
        ("Fald i kontakter", "Betaling i alt"),
        tuple((literal(rate(r)), literal(danish.kroner(ore))) for r, ore in rows),
    )


def _sources(contract: Contract) -> Iterator[Block]:
    if contract.sources:
        yield Heading(1, "Kilder")
        yield Bullets(tuple(literal(f"{source.title}: »{source.says}«") for source in contract.sources))


def literal(text: str) -> Words:
    """Return text as it stands: what a contract says is never read as markup."""
    return (Text(text),)
