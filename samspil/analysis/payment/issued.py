"""Statements that were issued earlier, read back: whole, unaltered, of this contract, and on the same inputs as now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samspil.analysis.payment import statement
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.engine import Statement
from samspil.analysis.payment.terms import Contract
from samspil.analysis.shape import Hash, ListOf, Name, Place, Record, TableOf, Text, Whole, given, maybe
from samspil.paper import danish
from samspil.paper.refusal import Refused

MOST_ORE = 10**15
MOST_LETTERS = 10**6  # a price list of ten thousand items is told item by item


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line of a statement."""

    metric: str = given(Name(), "effektmålets korte navn")
    payer: str = given(Name(), "betalerens korte navn")
    amount_ore: int = given(Whole(0, MOST_ORE), "beløb i øre")
    derivation: str = given(Text(most=MOST_LETTERS), "udregningen i ord")


@dataclass(frozen=True, kw_only=True)
class _Used:
    """One result that was used."""

    period: str = given(Name(), "perioden")
    result_sha256: str = given(Hash(), "resultatets hash")


@dataclass(frozen=True, kw_only=True)
class _Inputs:
    """What a statement was computed from."""

    results: tuple[_Used, ...] = given(ListOf(Record(_Used), repeats=True), "resultaterne")
    reviews: tuple[str, ...] = given(ListOf(Hash()), "vurderingerne")
    engine: str = given(Text(), "programmet")
    flows_sha256: str | None = maybe(Hash(), "investors betalinger")
    indices_sha256: str | None = maybe(Hash(), "indeks")
    previous_statement_sha256: str | None = maybe(Hash(), "opgørelsen før")


@dataclass(frozen=True, kw_only=True)
class _Statement:
    """A statement as `samspil payment compute --json` writes it."""

    contract_sha256: str = given(Hash(), "kontraktens hash")
    period: str = given(Name(), "periodens korte navn")
    lines: tuple[_Line, ...] = given(ListOf(Record(_Line, open_ended=True), repeats=True), "linjerne")
    totals: dict[str, int] = given(TableOf(Whole(0, MOST_ORE), least=0), "øre for hver betaler")
    total_ore: int = given(Whole(0, MOST_ORE), "øre i alt")
    inputs: _Inputs = given(Record(_Inputs, open_ended=True), "det, opgørelsen er regnet efter")
    statement_sha256: str = given(Hash(), "opgørelsens segl")


def read(raw: Any, file: str) -> Mapping[str, Any]:
    """Read a statement from JSON: its keys, its sums and its seal, or refuse it."""
    place = Place(file)
    issued: _Statement = Record(_Statement, open_ended=True).read(raw, place)
    told: Mapping[str, Any] = raw
    if statement.seal(_plain(told, place)) != issued.statement_sha256:
        raise place.at("statement_sha256").refuse(
            "seglet passer ikke til det, der står i opgørelsen", "Den er ændret; hent den igen, eller beregn den forfra"
        )

    sums: dict[str, int] = {}
    for line in issued.lines:
        sums[line.payer] = sums.get(line.payer, 0) + line.amount_ore

    if sums != dict(issued.totals) or issued.total_ore != sum(sums.values()):
        raise place.at("totals").refuse("linjerne giver ikke de beløb, der står", "Beregn opgørelsen forfra")

    return told


def _plain(value: Any, place: Place) -> Any:
    """Refuse decimals: a statement is whole øre and words, so a fraction was put there by somebody else."""
    if isinstance(value, Mapping):
        return {key: _plain(each, place.at(str(key)[:80])) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each, place) for each in value]
    if value is not None and not isinstance(value, str | int):
        raise place.refuse("en opgørelse har kun hele tal og ord", "Hent den igen, eller beregn den forfra")
    return value


def check(sealed: Sealed, told: Mapping[str, Any]) -> None:
    """Refuse a statement of another contract, or one that says what the contract cannot: a period, metric, payer or sum."""
    contract, period = sealed.terms, str(told["period"])
    if told["contract_sha256"] != sealed.sha256:
        raise Refused(f"Opgørelsen for {period} hører til en anden kontrakt. Brug den kontrakt, den er regnet efter.")
    if period not in {each.id for each in contract.periods}:
        raise Refused(f"Opgørelsen er for perioden »{period}«, som kontrakten ikke har. Tjek, at det er den rigtige.")

    metrics = {metric.id for metric in contract.metrics} | {"termination", "force_majeure", "guarantee"}
    payers = {payer.party for payer in contract.payers}
    guarantor = contract.guarantee.guarantor if contract.guarantee else None
    for line in told["lines"]:
        if line["metric"] not in metrics or line["payer"] not in payers | {guarantor}:
            raise Refused(
                f"Opgørelsen for {period} har en linje om »{line['metric']}« for »{line['payer']}«, som kontrakten ikke "
                "har. Beregn den forfra."
            )

    _within_caps(contract, told, period)


def _within_caps(contract: Contract, told: Mapping[str, Any], period: str) -> None:
    limits = {payer.party: payer.cap for payer in contract.payers if payer.cap is not None}
    project = contract.caps.project if contract.caps else None
    own = [line for line in told["lines"] if line["metric"] != "guarantee"]
    for payer, cap in limits.items():
        asked = sum(line["amount_ore"] for line in own if line["payer"] == payer)
        if asked > cap:
            raise Refused(
                f"Opgørelsen for {period} er {danish.kroner(asked)} for {contract.name_of(payer)}, over loftet "
                f"{danish.kroner(cap)} Beregn den forfra."
            )

    whole = sum(line["amount_ore"] for line in own)
    if project is not None and whole > project:
        raise Refused(
            f"Opgørelsen for {period} er {danish.kroner(whole)}, over projektets loft {danish.kroner(project)} "
            "Beregn den forfra."
        )


def continued(sealed: Sealed, statements: Sequence[Statement], earlier: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the seals of earlier periods as issued, refusing one whose inputs are not those of today's computation.

    Another version of the program is no other input, as long as it comes to the same lines.
    """
    seals: dict[str, str] = {}
    by_period = {each.period.id: each for each in statements[:-1]}
    for told in sorted(earlier, key=lambda each: [p.id for p in sealed.terms.periods].index(_known(sealed, each))):
        period = str(told["period"])
        if period not in by_period:
            raise Refused(
                f"Opgørelsen for {period} er ikke for en tidligere periode end {statements[-1].period.id}. Giv kun tidligere."
            )
        if period in seals and seals[period] != told[statement.SEAL]:
            raise Refused(f"Der er to forskellige opgørelser for {period}. Giv kun den, der gælder.")
        now = statement.as_json(sealed, by_period[period], seals)
        different = differences(told, now)
        if different:
            raise Refused(
                f"Opgørelsen for {period} er udstedt efter andre oplysninger ({danish.listing(different)}). Giv dem, "
                f"den er udstedt efter, eller udsted først en rettet opgørelse for {period}."
            )
        seals[period] = str(told[statement.SEAL])

    return seals


def _known(sealed: Sealed, told: Mapping[str, Any]) -> str:
    check(sealed, told)
    return str(told["period"])


# What a statement says beside amounts and inputs: words that somebody may have changed and sealed anew.
REST = {
    "due_on": "forfaldsdag",
    "lines": "udregning",
    "totals": "beløb",
    "total_ore": "beløb",
    "result_sha256": "resultater",
    "notes": "bemærkninger",
}


def differences(told: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name what two statements of one period do not share: what they were computed from, and what they come to."""
    was, is_now = told["inputs"], now["inputs"]
    pairs = [
        ("kontrakt", told["contract_sha256"], now["contract_sha256"]),
        ("resultater", was["results"], is_now["results"]),
        ("vurderinger", was["reviews"], is_now["reviews"]),
        ("investors betalinger", was.get("flows_sha256"), is_now["flows_sha256"]),
        ("indeks", was.get("indices_sha256"), is_now["indices_sha256"]),
        ("opgørelsen før", was.get("previous_statement_sha256"), is_now["previous_statement_sha256"]),
        ("beløb", _amounts(told), _amounts(now)),
        ("protokol", told.get("protocol_sha256"), now["protocol_sha256"]),
        ("grunde", (told.get("payable"), told.get("reasons")), (now["payable"], now["reasons"])),
    ]
    said = [word for word, one, two in pairs if one != two]

    return said or [word for key, word in REST.items() if told.get(key) != now[key]]


def _amounts(told: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    return [(line["metric"], line["payer"], line["amount_ore"]) for line in told["lines"]]
