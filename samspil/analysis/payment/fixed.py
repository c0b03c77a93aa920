"""Amounts that stand in for a measurement: termination, force majeure, and the guarantor's part of a loss."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from samspil.analysis.payment.caps import Line
from samspil.analysis.payment.cashflow import Flow
from samspil.analysis.payment.ore import dealt, rounded
from samspil.analysis.payment.reduction import PRECISION
from samspil.analysis.payment.terms import Contract, Period, Termination
from samspil.analysis.payment.words import money, share
from samspil.paper import danish


def lines(contract: Contract, period: Period, notes: list[str]) -> list[Line] | None:
    """Give the period's lines when a clause replaces the measurement, else None; it notes why."""
    clause = contract.termination
    # A period measured to its end before that day is settled as agreed.
    if clause is not None and clause.terminated_on is not None and period.ends_on > clause.terminated_on:
        notes.append(f"{clause.clause}: aftalen er opsagt til ophør {danish.date(clause.terminated_on)}.")
        kroner, words = _terminated(contract, period, clause, clause.terminated_on)
        return _split(contract, "termination", clause.clause, kroner, words)

    majeure, event = contract.force_majeure, contract.event_in(period)
    if majeure is not None and event is not None:
        notes.append(f"{majeure.clause}: force majeure erklæret {danish.date(event.declared_on)}: {event.why}")
        if majeure.effect == "fixed":
            amount = majeure.amount or Decimal(0)
            return _split(
                contract, "force_majeure", majeure.clause, amount, f"force majeure, fast beløb {money(amount)}"
            )
        if majeure.effect == "pause":
            return _split(contract, "force_majeure", majeure.clause, Decimal(0), "force majeure, perioden betales ikke")

    return None


def replaced(contract: Contract, period: Period) -> bool:
    """Say whether the period needs no measurement."""
    return lines(contract, period, []) is not None


def _terminated(contract: Contract, period: Period, clause: Termination, ended: datetime.date) -> tuple[Decimal, str]:
    """Return the clause's amount in the first period that the end cuts short, nothing after it."""
    first = next(each for each in contract.periods if each.ends_on > ended)
    if period is not first:
        return Decimal(0), "opsagt: afregnet i en tidligere periode"
    if clause.kind == "fixed":
        return clause.amount, f"opsigelse, fast beløb {money(clause.amount)}"
    served = months(contract.contract.starts_on, ended)
    agreed = months(contract.contract.starts_on, contract.contract.ends_on)
    with localcontext(prec=PRECISION):
        amount = clause.amount * served / agreed
    return amount, f"opsigelse, {money(clause.amount)} gange {danish.number(served)} af {danish.number(agreed)} måneder"


def months(first: datetime.date, last: datetime.date) -> int:
    """Count whole months from the first day to the last day, both included."""
    after = last + datetime.timedelta(days=1)
    return (after.year - first.year) * 12 + after.month - first.month - (after.day < first.day)


def _split(contract: Contract, name: str, clause: str, kroner: Decimal, words: str) -> list[Line]:
    """Round a fixed amount and deal it by the payers' own shares, with no premium and no index."""
    parts = dealt([payer.share for payer in contract.payers], rounded(kroner, contract.rounding))
    return [
        Line(name, clause, payer.party, part, f"{words}; andel {share(payer.share)}")
        for payer, part in zip(contract.payers, parts, strict=True)
    ]


def guarantee(contract: Contract, period: Period, flows: Sequence[Flow], paid: int) -> Line:
    """Return the guarantor's line: its share, rounded down, of what the investor has not got back."""
    clause = contract.guarantee
    if clause is None:
        raise AssertionError
    put_in = int(-sum(amount for day, amount in flows if amount < 0 and day <= period.due_on) * 100)
    missing = max(0, put_in - paid)
    due = min(int(Fraction(clause.share) * missing), clause.limit)
    words = (
        f"indskud {danish.kroner(put_in)}, tilbagebetalt {danish.kroner(paid)}, tab {danish.kroner(missing)}; "
        f"garanti {share(clause.share)}, højst {danish.kroner(clause.limit)}"
    )
    capped = ("guarantee_limit",) if due == clause.limit < int(clause.share * missing) else ()
    return Line("guarantee", clause.clause, clause.guarantor, due, words, capped)
