"""What the four readings pay side by side, and what a published table would have made of two of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import log
from statistics import NormalDist
from typing import Any

from samspil.analysis.payment import engine
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.counted import PerPersonSuccess, RateCard
from samspil.analysis.payment.reduction import INTERVALS
from samspil.analysis.payment.result import Estimate, Responders, Result, TypeOfContact
from samspil.analysis.payment.terms import Contract, Expectation, Period
from samspil.paper.refusal import Refused

REDUCTIONS = tuple(Decimal(text) for text in ("0", "0.05", "0.10", "0.14", "0.15", "0.16", "0.171", "0.20", "0.30"))


@dataclass(frozen=True)
class Figures:
    """Contacts per person before and after, for the referred and for those they are compared with."""

    referred_before: Decimal
    referred_after: Decimal
    compared_before: Decimal
    compared_after: Decimal
    people: int | None = None  # as many as the contract expects, where the table does not say

    def before_after(self) -> Decimal:
        """Return 1 - T1/T0."""
        return 1 - self.referred_after / self.referred_before

    def after_only(self) -> Decimal:
        """Return 1 - T1/C1."""
        return 1 - self.referred_after / self.compared_after

    def absolute(self) -> Decimal:
        """Return the absolute difference in differences as a share of T0: -[(T1-T0)-(C1-C0)]/T0."""
        own, other = self.referred_after - self.referred_before, self.compared_after - self.compared_before
        return (other - own) / self.referred_before

    def ratio(self) -> Decimal:
        """Return the ratio of ratios: 1 - (T1/T0)/(C1/C0)."""
        return 1 - (self.referred_after * self.compared_before) / (self.referred_before * self.compared_after)


# GP contacts a year among 381 referred and matched controls. BMC Health Services Research 2017, 10.1186/s12913-017-2778-y.
CITY_AND_HACKNEY = Figures(Decimal("10.0"), Decimal("8.6"), Decimal("3.9"), Decimal("4.3"), 381)

ESTIMATORS = {
    "før og efter": Figures.before_after,
    "kun efter, mod de andre": Figures.after_only,
    "forskel i forskelle, i kontakter": Figures.absolute,
    "forskel i forskelle, i forhold": Figures.ratio,
}


@dataclass(frozen=True)
class Outcome:
    """What a reading pays in øre, or the sentence that says why it cannot tell."""

    ore: int | None
    why: str = ""


def paid_at(sealed: Sealed, r: Decimal) -> int:
    """Return the øre paid over all periods when every period measures the reduction r."""
    contract = sealed.terms
    expectation = expected(contract)
    results = [measured(contract, period, expectation, r) for period in contract.periods]
    return engine.total_paid(engine.compute(sealed, results, period=contract.periods[-1].id))


def expected(contract: Contract) -> Expectation:
    """Return the contract's expectation, or refuse an example without one."""
    if contract.expectation is None:
        raise Refused(
            "Kontrakten mangler nøglen expectation, så der er ingen mængder at regne et eksempel på. Tilføj den."
        )
    return contract.expectation


def measured(contract: Contract, period: Period, expectation: Expectation, r: Decimal) -> Result:
    """Invent the aggregate result of a period whose contacts all fell by r."""
    ratio = 1 - r
    estimates = {
        name: Estimate(rate_ratio=ratio, low=ratio, high=ratio, se_log=Decimal("0.000001")) for name in INTERVALS
    }
    people = next(
        (responders(m.function, expectation, r) for m in contract.metrics if isinstance(m.function, PerPersonSuccess)),
        None,
    )
    counted = [item.metric for m in contract.metrics if isinstance(m.function, RateCard) for item in m.function.items]
    claims = expectation.claims or {}
    result = Result(
        period=period.label,
        payable=True,
        protocol_sha256=next(
            (m.protocol_sha256 for m in contract.metrics if m.protocol_sha256 not in (None, "unknown")), None
        ),
        estimates=estimates,
        types={
            name: TypeOfContact(observed=each * expectation.referred * ratio, estimates=estimates)
            for name, each in (expectation.contacts or {}).items()
        },
        responders=people,
        counts={name: claims.get(name, ()) for name in counted} or None,
        **_enough(contract, period, expectation.referred),
    )

    return dataclasses.replace(result, result_sha256=period.id)


def _enough(contract: Contract, period: Period, people: int) -> dict[str, Any]:
    """Return an invented result what the contract demands of a measurement: its day, its persons, the level of its intervals."""
    return {
        "measured_on": period.measured_at_latest,
        "n_referred": people,
        "n_matched": people,
        "interval_level": contract.proof.interval_level,
    }


def responders(function: PerPersonSuccess, expectation: Expectation, r: Decimal) -> Responders:
    """Return how many fall by the threshold when one person's change is log-normal around r."""
    if expectation.individual_sd is None:
        raise Refused(
            "Kontrakten mangler expectation.individual_sd, så antallet af succeser ikke kan regnes. Tilføj den."
        )
    spread = NormalDist(log(1 - r), float(expectation.individual_sd))
    share = spread.cdf(log(1 - function.threshold))
    return Responders(
        n=expectation.referred, successes=round(expectation.referred * share), threshold=function.threshold
    )


def under_estimators(sealed: Sealed, figures: Figures = CITY_AND_HACKNEY) -> dict[str, tuple[Decimal, Outcome]]:
    """Give, for each estimator, the reduction in a published table and what the reading pays for it."""
    return {
        name: (r, _outcome(sealed, figures, r))
        for name, r in ((name, each(figures)) for name, each in ESTIMATORS.items())
    }


def _outcome(sealed: Sealed, figures: Figures, r: Decimal) -> Outcome:
    """Pay for a table of averages alone: the reading's own refusal says what the table lacks."""
    estimate = Estimate(rate_ratio=1 - r)

    results = [
        Result(
            period=period.label,
            payable=True,
            estimates=dict.fromkeys(INTERVALS, estimate),
            result_sha256=period.id,
            **_enough(sealed.terms, period, figures.people or expected(sealed.terms).referred),
        )
        for period in sealed.terms.periods
    ]
    try:
        return Outcome(engine.total_paid(engine.compute(sealed, results, period=sealed.terms.periods[-1].id)))
    except Refused as refusal:
        return Outcome(None, refusal.sentence)


def table(contracts: Iterable[tuple[str, Sealed]]) -> list[tuple[Decimal, dict[str, int]]]:
    """Return rows of (reduction, {reading: øre over all periods})."""
    named = list(contracts)
    return [(r, {name: paid_at(sealed, r) for name, sealed in named}) for r in REDUCTIONS]
