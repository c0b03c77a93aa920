"""The business case of each party: who puts in, who pays, who saves, and whose costs are moved to somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from samspil.analysis.payment import engine
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.readings import comparison
from samspil.analysis.payment.reduction import PRECISION
from samspil.analysis.payment.terms import BusinessLine, Expectation
from samspil.analysis.payment.words import rate
from samspil.paper import danish
from samspil.paper.document import Block, Bullets, Document, Heading, Note, Paragraph, Table
from samspil.paper.refusal import Refused


@dataclass(frozen=True)
class Side:
    """One party's sums over all periods, in øre; money out is negative."""

    party: str
    outlays: int = 0
    received: int = 0
    paid: int = 0
    saving: int = 0
    cost: int = 0
    displacement: int = 0

    @property
    def net(self) -> int:
        """Return what the party is left with."""
        return self.received + self.saving - self.outlays - self.paid - self.cost - self.displacement


def business_case(sealed: Sealed, r: Decimal) -> list[Side]:
    """Return every party's side when all periods measure the reduction r.

    The whole of all sides is what the effort is worth to them together; payments between them cancel out.
    """
    contract, expectation = sealed.terms, comparison.expected(sealed.terms)
    results = [comparison.measured(contract, period, expectation, r) for period in contract.periods]
    flows = [(outlay.on, -outlay.amount) for outlay in expectation.outlays]
    statements = engine.compute(sealed, results, period=contract.periods[-1].id, flows=flows)
    paid: dict[str, int] = {}
    for statement in statements:
        for payer, ore in statement.totals.items():
            paid[payer] = paid.get(payer, 0) + ore

    investor = next(party.id for party in contract.parties if "investor" in party.roles)
    put_in = int(sum(outlay.amount for outlay in expectation.outlays) * 100)
    sides = []
    for party in contract.parties:
        parts = {"saving": 0, "cost": 0, "displacement": 0}
        for line in contract.business:
            if line.party == party.id:
                parts[line.kind] += _amount(line, expectation, len(contract.periods), r)
        is_investor = party.id == investor
        sides.append(
            Side(
                party.id,
                outlays=put_in if is_investor else 0,
                received=sum(paid.values()) if is_investor else 0,
                paid=paid.get(party.id, 0),
                **parts,
            )
        )

    return sides


def _amount(line: BusinessLine, expectation: Expectation, periods: int, r: Decimal) -> int:
    """Return a line's øre over all periods, in step with the reduction where it says so."""
    with localcontext(prec=PRECISION):
        kroner = line.kroner_per_referred * expectation.referred * periods
        if line.scales_with == "reduction":
            if not expectation.reduction:
                raise Refused("Kontrakten mangler expectation.reduction, som besparelserne følger. Tilføj den.")
            # A measured rise is no negative saving.
            kroner = kroner * max(Decimal(0), r) / expectation.reduction
        return round(kroner * 100)


def document(sealed: Sealed, r: Decimal) -> Document:
    """Return the business case as a document, with what is assumed and whose terms are unknown."""
    contract = sealed.terms
    sides = business_case(sealed, r)
    header = ("Part", "Indskud", "Modtaget", "Betalt", "Sparet", "Egne udgifter", "Flyttet hertil", "Tilbage")
    unknown = [party.name for party in contract.parties if party.terms == "unknown"]
    rows = [
        (
            contract.name_of(side.party),
            *(
                danish.kroner(ore).removesuffix(" kr.")
                for ore in (
                    side.outlays,
                    side.received,
                    side.paid,
                    side.saving,
                    side.cost,
                    side.displacement,
                    side.net,
                )
            ),
        )
        for side in sides
    ]
    blocks: list[Block] = [
        Paragraph(f"Sådan ser det ud for hver part over alle perioder, hvis alle perioder måler {rate(r)} fald."),
        Table("Hvem betaler, og hvem sparer, i kroner", header, tuple(rows)),
    ]
    if unknown:
        blocks.append(
            Note(f"Vilkårene er ukendte for {danish.listing(unknown)}: deres betalinger er ikke med.", "unknown")
        )

    blocks += [
        Note(mark.why, mark.mark) for mark in contract.marks if mark.key.split(".")[0] in {"business", "expectation"}
    ]
    if contract.business:
        blocks += [
            Heading(1, "Hvad tallene dækker"),
            Bullets(tuple(f"{contract.name_of(line.party)}: {line.what}." for line in contract.business)),
        ]

    whole = sum(side.net for side in sides)
    blocks.append(
        Paragraph(
            f"Alle parter tilsammen: {danish.kroner(whole)} Betalinger mellem parterne går lige op. "
            "Den, der sparer, er ikke altid den, der betaler."
        )
    )
    return Document(contract.contract.title, subtitle="Business case for hver part", blocks=tuple(blocks))
