"""The eight steps from results to øre, in the order of the formulas; every period is computed anew from the first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from samspil.analysis.payment import caps, fixed
from samspil.analysis.payment.caps import Line, Paid
from samspil.analysis.payment.cashflow import Flow, largest_payment, solvable
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.evidence import Material, matched
from samspil.analysis.payment.functions import worth
from samspil.analysis.payment.ore import RULE_WORDS, dealt, rounded
from samspil.analysis.payment.reduction import PRECISION
from samspil.analysis.payment.result import Result
from samspil.analysis.payment.review import Review
from samspil.analysis.payment.terms import Contract, Metric, Period
from samspil.analysis.payment.words import decimal, rate, share
from samspil.analysis.payment.worth import Evidence
from samspil.analysis.shape import Place
from samspil.paper import danish

SILENT = "Aftalen siger ikke, hvad en måling skal dække (evidence), så kravene til den er antaget."


@dataclass(frozen=True)
class Inputs:
    """All that a period's amounts stand on beside the contract: hashes in an order that does not depend on arrival.

    `results` are (period, hash) of this period and of every earlier one; `flows` those up to the payment day, in øre.
    """

    results: tuple[tuple[str, str], ...] = ()
    reviews: tuple[str, ...] = ()
    flows: tuple[tuple[str, int], ...] | None = None
    indices: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class Statement:
    """What is owed for one period: lines, whether the results were payable, and what else a reader must know."""

    period: Period
    lines: tuple[Line, ...]
    payable: bool
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    result_hashes: tuple[str, ...]
    inputs: Inputs = Inputs()
    previous: Statement | None = None

    @property
    def totals(self) -> dict[str, int]:
        """Return øre by payer."""
        return {payer: caps.total(self.lines, payer) for payer in dict.fromkeys(line.payer for line in self.lines)}

    @property
    def total(self) -> int:
        """Return all øre together."""
        return caps.total(self.lines)


@dataclass
class _Past:
    """What the earlier periods leave behind: sums paid and cohorts settled."""

    paid: Paid = field(default_factory=Paid)
    settled: dict[str, frozenset[str]] = field(default_factory=dict)
    results: list[tuple[str, str]] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    statement: Statement | None = None


@dataclass
class _Said:
    """What a period has to say beside its lines."""

    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)


def compute(
    sealed: Sealed,
    results: Sequence[Result],
    *,
    period: str | None = None,
    flows: Sequence[Flow] | None = None,
    reviews: Sequence[Review] = (),
    today: datetime.date | None = None,
) -> list[Statement]:
    """Return the statements of every period up to the one asked, computed anew in order.

    Without `period`, the last one that has a result. Flows are the investor's own outlays and receipts outside this
    contract. `today` is the last day a review may bear. Raises Refused where results, flows or reviews do not fit the contract.
    """
    contract = sealed.terms
    material = matched(sealed, results, reviews, today)
    last = _last(sealed, material, period)
    checked_flows = _flows(sealed, flows)
    past, known = _Past(), [each.id for each in contract.periods]
    # Every period anew, in the contract's order: in which order results came changes no amount.
    asked = contract.periods[: known.index(last) + 1]

    return [_period(contract, each, material, checked_flows, past) for each in asked]


def _last(sealed: Sealed, material: Material, asked: str | None) -> str:
    known = [period.id for period in sealed.terms.periods]
    if asked is None:
        measured = [period.id for period in sealed.terms.periods if material.of(period)]
        if not measured:
            raise Place(sealed.file).refuse("der er intet resultat at regne på", "Giv mindst ét resultat")
        return measured[-1]
    if asked not in known:
        raise Place(sealed.file).refuse(f"perioden »{asked}« findes ikke", f"Kendte perioder er {', '.join(known)}")
    return asked


def _flows(sealed: Sealed, flows: Sequence[Flow] | None) -> Sequence[Flow]:
    """Refuse to compute a limit on the return, or a loss, without the investor's flows."""
    contract = sealed.terms
    for clause in (contract.irr, contract.guarantee):
        if clause is not None and flows is None:
            key = "irr" if clause is contract.irr else "guarantee"
            raise Place(sealed.file, clause.clause, key).refuse(
                "bestemmelsen kan ikke beregnes uden investorens betalinger", "Giv dem med --flows FLOWS.csv"
            )

    ordered = sorted(flows or ())
    if contract.irr is not None and ordered and ordered[0][1] >= 0:
        raise Place(sealed.file, contract.irr.clause, "irr").refuse(
            "investorens første betaling er ikke et indskud", "Skriv indskud med minus"
        )

    return ordered


def _period(contract: Contract, period: Period, material: Material, flows: Sequence[Flow], past: _Past) -> Statement:
    said = _Said()
    lines = fixed.lines(contract, period, said.notes)
    if lines is None:
        lines = _measured(contract, period, material, past, said)

    # One after the other: what a cap has taken is not there for the next to take.
    lines = caps.within_payers(contract, period, lines, past.paid)
    lines = caps.within_project(contract, lines, past.paid)
    lines = _within_return(contract, period, lines, flows, past, said.notes)
    past.paid = past.paid.with_lines(period, lines)
    # The loss is known only when everything has been paid.
    if contract.guarantee is not None and period is contract.periods[-1]:
        lines.append(fixed.guarantee(contract, period, flows, past.paid.total))

    past.statement = Statement(
        period,
        tuple(_told(contract, line) for line in lines),
        not said.reasons,
        tuple(said.reasons),
        tuple(said.notes),
        tuple(said.hashes),
        _inputs(contract, period, flows, past),
        past.statement,
    )
    return past.statement


def _inputs(contract: Contract, period: Period, flows: Sequence[Flow], past: _Past) -> Inputs:
    """Record what the period's amounts stand on; an outlay after the payment day changes nothing in it."""
    # A later period's index is nothing that this one stands on, or this one's seal would change with it.
    index, known = contract.indexation, {each.id for each in contract.periods if each.due_on <= period.due_on}
    limited = contract.irr is not None or contract.guarantee is not None
    return Inputs(
        tuple(sorted(past.results)),
        tuple(sorted(past.reviews)),
        tuple((day.isoformat(), int(amount * 100)) for day, amount in flows if day <= period.due_on)
        if limited
        else None,
        tuple((name, str(value.normalize())) for name, value in sorted(index.values.items()) if name in known)
        if index is not None
        else None,
    )


def _measured(contract: Contract, period: Period, material: Material, past: _Past, said: _Said) -> list[Line]:
    """Return the lines of steps 1 to 4 for every metric that the period pays for."""
    lines: list[Line] = []
    for metric in contract.metrics:
        if not contract.applies(metric, period):
            continue
        result = material.result(metric, period)
        hashed = str(result.result_sha256)
        if hashed not in said.hashes:
            said.hashes.append(hashed)
        if (period.id, hashed) not in past.results:
            past.results.append((period.id, hashed))
        stands, why = material.stands(metric, period, result)
        if why:
            (said.notes if stands else said.reasons).append(f"{metric.id}: {why}")
        if stands and not result.payable:
            decision = material.reviews[hashed].sha256
            past.reviews += [] if decision in past.reviews else [decision]
        if contract.evidence is None:
            said.notes += [SILENT] if SILENT not in said.notes else []
        if metric.protocol_sha256 == "unknown":
            said.notes.append(
                f"{metric.id}: protokollen er ukendt, så beløbet er et regneeksempel og ikke en opgørelse."
            )
        if not stands:
            # A line of 0 instead of none: each payer sees what was not paid, and why.
            lines += _split(contract, metric, 0, f"0 kr.: {why}", ())
            continue
        evidence = Evidence(
            metric.basis,
            result,
            material.place(result, metric),
            tuple(material.earlier(contract, metric, period)),
            past.settled.get(metric.id, frozenset()),
            final=period is contract.periods[-1],
        )
        earned = worth(metric.function, evidence)
        past.settled[metric.id] = evidence.triggered | earned.triggered
        kroner, words = _dressed(contract, period, earned.kroner, earned.words)
        # The one rounding of a line; all that follows deals whole øre.
        ore = rounded(kroner, contract.rounding)
        words += f"; afrundet til {contract.rounding.unit} ({RULE_WORDS[contract.rounding.rule]}): {danish.kroner(ore)}"
        capped: tuple[str, ...] = ()
        if metric.cap is not None:
            words += f"; loft {danish.kroner(metric.cap)}"
            capped = ("metric_cap",) if ore > metric.cap else ()
            ore = min(ore, metric.cap)
        lines += _split(contract, metric, ore, words, capped)

    return lines


def _dressed(contract: Contract, period: Period, kroner: Decimal, words: str) -> tuple[Decimal, str]:
    """Add the premium and the index: amount · (1 + premium) · index_t / index_base."""
    with localcontext(prec=PRECISION):
        words += f" = {decimal(kroner, 2)} kr."
        if contract.premium is not None:
            kroner *= 1 + contract.premium.rate
            words += f"; risikotillæg {rate(contract.premium.rate)}"

        index = contract.indexation
        if index is not None:
            value = index.values.get(period.id)
            if value is None:
                raise Place("kontrakten", index.clause, f"indexation.values.{period.id}").refuse(
                    "indekset for perioden mangler", "Skriv det i en ny version af kontrakten"
                )
            kroner = kroner * value / index.base
            words += f"; {index.name} {decimal(value)} mod {decimal(index.base)}"

        return kroner, words


def _split(contract: Contract, metric: Metric, ore: int, words: str, capped: tuple[str, ...]) -> list[Line]:
    """Return one line per payer with a share, dealt by the largest remainder."""
    shares = contract.shares_of(metric)
    parts = dealt(list(shares.values()), ore)
    return [
        Line(metric.id, metric.clause, payer, part, f"{words}; andel {share(portion)}", capped)
        for (payer, portion), part in zip(shares.items(), parts, strict=True)
    ]


def _within_return(
    contract: Contract, period: Period, lines: list[Line], flows: Sequence[Flow], past: _Past, notes: list[str]
) -> list[Line]:
    """Hold the investor's return: share above the ratchet, nothing above the cap (step 8)."""
    irr, asked = contract.irr, caps.total(lines)
    if irr is None or asked == 0:
        return lines

    known = [flow for flow in flows if flow[0] <= period.due_on]
    for earlier in contract.periods:
        ore = sum(amount for (name, _), amount in past.paid.amounts.items() if name == earlier.id)
        # On the day that the contract names, whenever the money really moved.
        known += [(earlier.due_on, Decimal(ore) / 100)] if ore else []

    if not solvable([*known, (period.due_on, Decimal(asked) / 100)]):
        notes.append(
            f"{irr.clause}: investorens betalinger har ikke ét årligt afkast, så loftet over afkast gælder ikke."
        )
        return lines

    allowed, limit = asked, ""
    if irr.ratchet_from is not None:
        free = min(asked, largest_payment(known, period.due_on, irr.ratchet_from))
        # By fractions: a decimal that is cut off could lose the last øre.
        allowed, limit = free + int(Fraction(irr.investor_share or 0) * (asked - free)), "irr_ratchet"

    most = allowed if irr.cap is None else largest_payment(known, period.due_on, irr.cap)
    return (
        caps.lowered(contract, lines, most, "irr_cap")
        if most < allowed
        else caps.lowered(contract, lines, allowed, limit)
    )


CAP_WORDS = {
    "metric_cap": "effektmålets loft",
    "payer_year_cap": "betalerens loft for året",
    "payer_cap": "betalerens loft over alle perioder",
    "project_cap": "projektets loft",
    "irr_ratchet": "deling af overskud over investorens grænse",
    "irr_cap": "loft over investorens afkast",
    "guarantee_limit": "garantiens loft",
}


def _told(contract: Contract, line: Line) -> Line:
    """Close a line's words with what the caps did and what it came to."""
    words = line.words
    if line.received:
        words += f"; modtaget fra andre betaleres lofter {danish.kroner(line.received)}"
    if line.capped_by:
        words += f"; skåret af {danish.listing([CAP_WORDS[cap] for cap in line.capped_by])}"
    return replace(line, words=f"{words}; {contract.name_of(line.payer)} betaler {danish.kroner(line.ore)}")


def total_paid(statements: Iterable[Statement]) -> int:
    """Return all øre of some statements together."""
    return sum(statement.total for statement in statements)
