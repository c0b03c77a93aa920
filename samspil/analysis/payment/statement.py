"""A statement (opgørelse) as others meet it: the fixed keys of its JSON, and a document with every derivation in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.engine import Statement
from samspil.paper import danish

if TYPE_CHECKING:
    from samspil.paper.document import Document


def as_json(sealed: Sealed, statement: Statement) -> Mapping[str, object]:
    """This function will give the statement with the keys other programs rely on."""
    return {
        "contract_sha256": sealed.sha256,
        "protocol_sha256": {m.id: m.protocol_sha256 for m in sealed.terms.metrics if m.protocol_sha256},
        "result_sha256": list(statement.result_hashes),
        "period": statement.period.id,
        "due_on": statement.period.due_on.isoformat(),
        "lines": [
            {
                "metric": line.metric,
                "clause": line.clause,
                "payer": line.payer,
                "amount_ore": line.ore,
                "derivation": line.words,
                "capped_by": list(line.capped_by),
            }
            for line in statement.lines
        ],
        "totals": statement.totals,
        "total_ore": statement.total,
        "payable": statement.payable,
        "reasons": list(statement.reasons),
        "notes": list(statement.notes),
    }


def document(sealed: Sealed, statement: Statement) -> Document:
    """This function will give the statement as a document: amounts, derivations, reasons, notes and hashes."""
    from samspil.paper.document import Block, Document, Heading, Note, Paragraph, Table, Terms, Text

    contract = sealed.terms
    blocks: list[Block] = [
        Paragraph(f"Forfalder {danish.date(statement.period.due_on)}. I alt {danish.kroner(statement.total)}"),
    ]
    blocks += [Note((Text(reason),), "warning") for reason in statement.reasons]
    blocks += [Note((Text(note),)) for note in statement.notes]
    blocks.append(
        Table(
            "Hvad hver betaler skylder",
            ("Betaler", "Beløb"),
            tuple((contract.name_of(payer), danish.kroner(ore)) for payer, ore in statement.totals.items()),
        )
    )
    for line in statement.lines:
        blocks += [
            Heading(1, (Text(f"{line.clause}: {line.metric}, {contract.name_of(line.payer)}"),)),
            Paragraph((Text(line.words),)),
        ]
    blocks += [
        Heading(1, "Det, opgørelsen er regnet efter"),
        Terms((("Kontrakt", sealed.sha256), *(("Resultat", each) for each in statement.result_hashes))),
    ]
    return Document(contract.contract.title, subtitle=f"Opgørelse for {statement.period.id}", blocks=tuple(blocks))
