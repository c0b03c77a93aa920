"""What a contract demands of a measurement before anybody pays after it, and of the decision to pay although it failed.

A file that is no measurement of the period is refused. A measurement that falls short of the terms pays 0 kr. with the
reasons, and no reviewer lifts them: terms are amended by a new version of the contract, signed by its parties.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal

from samspil.analysis.payment.result import Result
from samspil.analysis.payment.review import Review
from samspil.analysis.payment.terms import Contract, Metric, Period
from samspil.analysis.payment.words import rate, share
from samspil.analysis.shape import Place
from samspil.paper import danish

LEAST_WORDS, LEAST_LETTERS = 3, 12  # a reason that says something: "Prøven er forklaret" is about the shortest


def refuse_empty(contract: Contract, metric: Metric, period: Period, result: Result, place: Place) -> None:
    """Refuse a result that is no measurement of the period: no day, too few of its days, nobody measured, no level."""
    proof = contract.proof
    if result.measured_on is None:
        raise place.at("measured_on").refuse(
            "resultatet siger ikke, hvilken dag der er målt", "Skriv registerudtrækkets sidste dag som 2028-03-31"
        )

    covered = period.covered_by(result.period)
    if covered < proof.coverage:
        days = round(covered * ((period.ends_on - period.starts_on).days + 1))
        whole = (period.ends_on - period.starts_on).days + 1
        raise place.at("period").refuse(
            f"resultatet dækker {days} af periodens {whole} dage, og der skal være mindst {share(proof.coverage)}"
            f"{_by(contract)}",
            "Bed om en måling af hele perioden",
        )

    counted = persons(metric, result)
    if counted is None and metric.function.needs == "reduction":
        raise place.at(_persons_key(metric)).refuse(
            "resultatet siger ikke, hvor mange personer der er målt på", "Bed om et resultat, hvor det står"
        )
    if counted == 0:
        raise place.at(_persons_key(metric)).refuse(
            "der er målt på 0 personer", "Bed om et resultat, der er målt på nogen"
        )
    if metric.pays_on == "lower_bound" and result.interval_level is None:
        raise place.at("interval_level").refuse(
            "resultatet siger ikke, hvor sikkert intervallet er, og der betales efter dets grænse",
            "Skriv niveauet, fx 0.95",
        )


def shortfalls(contract: Contract, metric: Metric, period: Period, result: Result) -> Iterator[str]:
    """Yield a sentence for each term that a measurement falls short of."""
    proof, by = contract.proof, _by(contract)
    counted = persons(metric, result)
    if counted is not None and counted < proof.smallest_n:
        yield (
            f"der er målt på {danish.count(counted, 'person', 'personer')}, og der skal være mindst "
            f"{danish.number(proof.smallest_n)}{by}"
        )

    if result.interval_level is None and contract.evidence:
        # What the contract itself demands is not met by leaving it out.
        yield f"resultatet siger ikke, hvor sikre intervallerne er, og de skal være mindst {rate(proof.interval_level)}{by}"

    if result.interval_level is not None and result.interval_level < proof.interval_level:
        yield f"intervallerne er {rate(result.interval_level)}, og de skal være mindst {rate(proof.interval_level)}{by}"

    if result.measured_on is not None and result.measured_on < period.ripe_on:
        yield (f"der er målt {danish.date(result.measured_on)}, før tallene var modne {danish.date(period.ripe_on)}")

    if result.measured_on is not None and result.measured_on > period.measured_at_latest:
        yield (
            f"der er målt {danish.date(result.measured_on)}, efter den sidste måledag "
            f"{danish.date(period.measured_at_latest)}"
        )

    if proof.match_rate is not None and metric.function.needs == "reduction":
        share = _match_rate(result)
        if share is None:
            yield "resultatet siger ikke, hvor mange henviste der har fået sammenligning"
        elif share < proof.match_rate:
            yield f"{rate(share)} af de henviste har fået sammenligning, og der skal være mindst {rate(proof.match_rate)}{by}"


def _match_rate(result: Result) -> Decimal | None:
    """Return the share of the referred with a comparison: counted where both numbers stand, else as the result says it."""
    if result.n_referred and result.n_matched is not None:
        return Decimal(result.n_matched) / result.n_referred
    return result.match_rate


def persons(metric: Metric, result: Result) -> int | None:
    """Return how many persons the number that is paid on was measured on; None where the result does not say it."""
    if metric.function.needs == "counts":
        return None
    if metric.function.needs == "responders":
        return None if result.responders is None else result.responders.n
    return result.n_referred if result.n_matched is None else result.n_matched


def _persons_key(metric: Metric) -> str:
    return "responders.n" if metric.function.needs == "responders" else "n_referred"


def _by(contract: Contract) -> str:
    """Say whose demand it is: a clause of the contract, or what is assumed because the contract is silent."""
    return f" ({contract.proof.clause})" if contract.evidence else " (antaget: aftalen siger det ikke)"


def check_review(contract: Contract, period: Period, result: Result, review: Review, today: datetime.date) -> None:
    """Only the contract's verifier decides to pay after a failed measurement: after it was made, not ahead of time, with a reason."""
    place = Place("vurderingen")
    names = {name for party in contract.verifiers for name in (party.id.casefold(), party.name.casefold())}
    if not names:
        raise place.at("who").refuse(
            "kontrakten nævner ingen kontrollant, der hverken investerer eller leverer, så ingen kan beslutte at betale",
            "Skriv en part med rollen verifier i en ny version af kontrakten",
        )
    # »Navn, organisation«: one of the parts must be the verifier.
    if names.isdisjoint(part.strip().casefold() for part in review.who.split(",")):
        listed = danish.listing([party.name for party in contract.verifiers])
        raise place.at("who").refuse(
            f"»{review.who[:80]}« er ikke kontraktens kontrollant", f"Kun {listed} kan beslutte det"
        )
    if result.measured_on is not None and review.when < result.measured_on:
        raise place.at("when").refuse(
            f"beslutningen er dateret {danish.date(review.when)}, før målingen {danish.date(result.measured_on)}",
            "Ret datoen",
        )

    # A result dated ahead is a rehearsal, whose decision follows the contract's days and not today's.
    rehearsal = result.measured_on is not None and result.measured_on > today
    latest = max(period.due_on, result.measured_on or period.due_on) if rehearsal else today
    if review.when > latest:
        raise place.at("when").refuse(
            f"beslutningen er dateret {danish.date(review.when)}, og den dag er ikke kommet"
            if not rehearsal
            else f"beslutningen er dateret {danish.date(review.when)}, efter betalingsdagen {danish.date(latest)}",
            "Ret datoen",
        )

    # Different words: one that is repeated gives no reason.
    words = {word.casefold() for word in re.findall(r"[^\W\d_]{2,}", review.why)}
    if len(words) < LEAST_WORDS or sum(map(len, words)) < LEAST_LETTERS:
        raise place.at("why").refuse(
            f"»{review.why[:40]}« er ikke en begrundelse",
            "Skriv, hvilken prøve der ikke er bestået, og hvorfor der alligevel kan betales",
        )
