"""A statement (opgørelse) as others meet it: the fixed keys of its JSON with its seal, and a document with every derivation.

The seal is the hash of all that the statement says; it says the hash of all that was used, the statement before it included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from samspil import __version__
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.engine import Statement
from samspil.analysis.payment.result import sha256
from samspil.paper import danish

if TYPE_CHECKING:
    from samspil.paper.document import Document

ENGINE = f"samspil {__version__}"
SEAL = "statement_sha256"


def as_json(sealed: Sealed, statement: Statement, issued: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    """Return the statement with the keys other programs rely on, what was used, and its seal.

    `issued` are the seals of earlier periods as they were issued; without one, the recomputed statement's own seal.
    """
    told = _content(sealed, statement, issued or {})
    return {**told, SEAL: seal(told)}


def _content(sealed: Sealed, statement: Statement, issued: Mapping[str, str]) -> dict[str, Any]:
    before = statement.previous
    inputs = statement.inputs
    previous = None if before is None else issued.get(before.period.id) or as_json(sealed, before, issued)[SEAL]

    return {
        "contract_sha256": sealed.sha256,
        "protocol_sha256": {m.id: m.protocol_sha256 for m in sealed.terms.metrics if m.protocol_sha256},
        "result_sha256": list(statement.result_hashes),
        "inputs": {
            "results": [{"period": period, "result_sha256": each} for period, each in inputs.results],
            "reviews": list(inputs.reviews),
            "flows_sha256": None if inputs.flows is None else sha256(inputs.flows),
            "indices_sha256": None if inputs.indices is None else sha256(inputs.indices),
            "engine": ENGINE,
            "previous_statement_sha256": previous,
        },
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


def seal(told: Mapping[str, Any]) -> str:
    """Give the SHA-256 of all that a statement says, but the seal itself."""
    return sha256({key: value for key, value in told.items() if key != SEAL})


def used(told: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what a statement was computed from, in words and hashes, in the order of reading."""
    inputs = told["inputs"]
    protocols = [(f"Protokol for {metric}", each) for metric, each in told["protocol_sha256"].items()]
    results = [(f"Resultat for {each['period']}", each["result_sha256"]) for each in inputs["results"]]
    optional = [("Investors betalinger", inputs["flows_sha256"]), ("Indeks", inputs["indices_sha256"])]
    rows = [("Kontrakt", told["contract_sha256"]), *protocols, *results]
    rows += [("Vurdering", each) for each in inputs["reviews"]]
    rows += [(word, each) for word, each in optional if each is not None]
    rows += [("Opgørelsen før", each) for each in [inputs["previous_statement_sha256"]] if each is not None]
    return [*rows, ("Regnet af", inputs["engine"])]


def document(sealed: Sealed, statement: Statement, issued: Mapping[str, str] | None = None) -> Document:
    """Return the statement as a document: amounts, derivations, reasons, notes and hashes."""
    from samspil.paper.document import Block, Document, Heading, Note, Paragraph, Table, Terms, Text

    contract, told = sealed.terms, as_json(sealed, statement, issued)
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
        Terms((*used(told), ("Opgørelsens segl", told[SEAL]))),
    ]
    return Document(contract.contract.title, subtitle=f"Opgørelse for {statement.period.id}", blocks=tuple(blocks))
