"""The payment functions: from evidence to kroner before premium, index and caps, each with its derivation in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import ClassVar

from samspil.analysis.payment.counted import PerPersonSuccess, RateCard
from samspil.analysis.payment.reduction import DUST, PRECISION, Reduction
from samspil.analysis.payment.result import Cohort
from samspil.analysis.payment.words import against, decimal, money, rate
from samspil.analysis.payment.worth import RATE, ZERO, Evidence, Worth
from samspil.analysis.shape import (
    Kroner,
    ListOf,
    Number,
    Place,
    Record,
    TableOf,
    Text,
    given,
    maybe,
)
from samspil.paper import danish


@dataclass(frozen=True, kw_only=True)
class Cliff:
    """Everything at the threshold, nothing below it."""

    needs: ClassVar[str] = "reduction"
    amount: Decimal = given(Kroner(), "beløb i kroner, når grænsen er nået")
    threshold: Decimal = given(RATE, "grænsen, 0.15 er 15 %")

    def check(self, place: Place) -> None:
        """Find nothing to refuse: the keys' own bounds say it all."""

    def worth(self, evidence: Evidence) -> Worth:
        """Pay F if r >= t, else 0."""
        measured = evidence.reduction()
        reached = measured.r >= self.threshold
        said = f"grænsen {rate(self.threshold)} er {'nået' if reached else 'ikke nået'} ({against(measured.r, self.threshold)})"
        return Worth(
            self.amount if reached else ZERO, f"{measured.words}; {said}: alt eller intet, {money(self.amount)}"
        )


@dataclass(frozen=True, kw_only=True)
class Proportional:
    """In step with the reduction, from the first per cent."""

    needs: ClassVar[str] = "reduction"
    amount: Decimal = given(Kroner(), "beløb i kroner ved grænsen")
    threshold: Decimal = given(RATE, "det fald, der giver hele beløbet")

    def check(self, place: Place) -> None:
        """Find nothing to refuse: the keys' own bounds say it all."""

    def worth(self, evidence: Evidence) -> Worth:
        """Pay F · max(0, r) / t."""
        measured = evidence.reduction()
        said = f"proportionalt, {money(self.amount)} ved {rate(self.threshold)}"
        return Worth(self.amount * max(ZERO, measured.r) / self.threshold, f"{measured.words}; {said}")


@dataclass(frozen=True, kw_only=True)
class Corridor:
    """Nothing below a floor, then a straight line that goes on above the threshold."""

    needs: ClassVar[str] = "reduction"
    amount: Decimal = given(Kroner(), "beløb i kroner ved grænsen")
    floor: Decimal = given(Number(0, 1, below=True), "det fald, hvorfra der betales")
    threshold: Decimal = given(RATE, "det fald, der giver hele beløbet")
    start: Decimal = maybe(Kroner(), "beløb i kroner ved gulvet", ZERO)

    def check(self, place: Place) -> None:
        """Refuse a floor at or above the threshold, and a line that falls."""
        if self.floor >= self.threshold:
            raise place.at("floor").refuse(
                f"gulvet {rate(self.floor)} er ikke under grænsen {rate(self.threshold)}", "Skriv et lavere gulv"
            )
        if self.start > self.amount:
            raise place.at("start").refuse(
                f"{money(self.start)} ved gulvet er mere end {money(self.amount)} ved grænsen", "Skriv et mindre beløb"
            )

    def worth(self, evidence: Evidence) -> Worth:
        """Pay 0 below the floor, else start + (F - start)·(r - floor)/(t - floor)."""
        measured = evidence.reduction()
        said = (
            f"korridor fra {rate(self.floor)} ({money(self.start)}) til {rate(self.threshold)} ({money(self.amount)}) "
            "og videre i samme takt"
        )
        if measured.r < self.floor:
            return Worth(ZERO, f"{measured.words}; under gulvet ({against(measured.r, self.floor)}); {said}")
        # On past the threshold at the same pace: a ceiling is for the contract's caps.
        slope = (self.amount - self.start) * (measured.r - self.floor) / (self.threshold - self.floor)
        return Worth(self.start + slope, f"{measured.words}; {said}")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One tier."""

    threshold: Decimal = given(Number(-1, 1, below=True), "det fald, trinnet begynder ved")
    amount: Decimal = given(Kroner(), "beløb i kroner på trinnet")


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """A staircase of amounts."""

    needs: ClassVar[str] = "reduction"
    steps: tuple[Step, ...] = given(ListOf(Record(Step), least=1), "trinene, laveste først")

    def check(self, place: Place) -> None:
        """Refuse steps that do not rise."""
        for number, (low, high) in enumerate(pairwise(self.steps), start=2):
            if high.threshold <= low.threshold or high.amount < low.amount:
                raise place.at(f"steps.{number}").refuse(
                    f"trinnet {rate(high.threshold)} med {money(high.amount)} stiger ikke fra det før",
                    "Ret rækkefølgen",
                )

    def worth(self, evidence: Evidence) -> Worth:
        """Pay the amount of the highest step that r reaches."""
        measured = evidence.reduction()
        reached = [step for step in self.steps if step.threshold <= measured.r]
        if not reached:
            said = f"laveste trin {rate(self.steps[0].threshold)} er ikke nået ({against(measured.r, self.steps[0].threshold)})"
            return Worth(ZERO, f"{measured.words}; {said}")
        said = f"trinnet fra {rate(reached[-1].threshold)} giver {money(reached[-1].amount)}"
        return Worth(reached[-1].amount, f"{measured.words}; {said}")


@dataclass(frozen=True, kw_only=True)
class TwoStage:
    """Each cohort for itself; those that missed get a second chance when all are pooled at the end."""

    needs: ClassVar[str] = "reduction"
    cohort_threshold: Decimal = given(RATE, "grænsen for en enkelt gruppe")
    pooled_threshold: Decimal = given(RATE, "grænsen for alle grupper under ét i sidste periode")
    amount: Decimal | None = maybe(Kroner(), "beløb i kroner pr. gruppe")
    amounts: dict[str, Decimal] | None = maybe(TableOf(Kroner(), Text()), "beløb i kroner for navngivne grupper")

    def check(self, place: Place) -> None:
        """Refuse a pooled threshold above the cohorts' own, and a contract that names no amount."""
        if self.pooled_threshold > self.cohort_threshold:
            raise place.at("pooled_threshold").refuse(
                f"{rate(self.pooled_threshold)} er højere end gruppernes egen grænse {rate(self.cohort_threshold)}",
                "Skriv en grænse, der ikke er højere",
            )
        if self.amount is None and self.amounts is None:
            raise place.at("amount").refuse("beløbet mangler", "Skriv amount eller amounts")

    def worth(self, evidence: Evidence) -> Worth:
        """Pay cohorts at t1 when they reach it, and the unpaid rest when the pool reaches t2."""
        cohorts = evidence.cohorts()
        if not cohorts:
            raise evidence.place.at("cohorts").refuse(
                "grupperne mangler, og kontrakten betaler efter dem", "Bed om et resultat, hvor de står"
            )

        reductions = {name: evidence.part(cohort, f"cohorts.{name}") for name, cohort in cohorts.items()}
        fresh = {
            name
            for name, each in reductions.items()
            # A cohort is paid once, in the period that first reaches the threshold.
            if each.r >= self.cohort_threshold and name not in evidence.triggered
        }
        said = [self._said(name, each, name in evidence.triggered) for name, each in reductions.items()]
        if evidence.final:
            pooled = _pooled(cohorts, reductions)
            reached = pooled is not None and pooled >= self.pooled_threshold
            if reached:
                fresh = set(cohorts) - evidence.triggered
            said.append(self._said_pooled(pooled, reached=reached))

        total = sum((self._amount(name, evidence.place) for name in fresh), ZERO)
        return Worth(total, "; ".join(said), frozenset(fresh))

    def _amount(self, name: str, place: Place) -> Decimal:
        amount = (self.amounts or {}).get(name, self.amount)
        if amount is None:
            raise place.at(f"cohorts.{name}").refuse(
                f"kontrakten nævner intet beløb for gruppen {name}", "Skriv det i en ny version af kontrakten"
            )
        return amount

    def _said(self, name: str, measured: Reduction, paid: bool) -> str:
        if paid:
            return f"gruppe {name}: afgjort tidligere"
        reached = "nået" if measured.r >= self.cohort_threshold else "ikke nået"
        digits = against(measured.r, self.cohort_threshold)
        return f"gruppe {name}: {measured.words}, grænsen {rate(self.cohort_threshold)} er {reached} ({digits})"

    def _said_pooled(self, pooled: Decimal | None, *, reached: bool) -> str:
        if pooled is None:
            return "ingen forventede kontakter at lægge sammen"
        verdict = "nået: alle ubetalte grupper betales" if reached else "ikke nået"
        digits = against(pooled, self.pooled_threshold)
        return f"alle grupper under ét: fald {digits}, grænsen {rate(self.pooled_threshold)} er {verdict}"


def _pooled(cohorts: Mapping[str, Cohort], reductions: Mapping[str, Reduction]) -> Decimal | None:
    """Return 1 - Σ observed / Σ expected, expected = observed / RR; None where nothing was expected."""
    observed = sum((cohort.observed for cohort in cohorts.values()), ZERO)
    expected = sum((cohort.observed / reductions[name].rate_ratio for name, cohort in cohorts.items()), ZERO)
    return (1 - observed / expected).quantize(DUST) if expected else None


@dataclass(frozen=True, kw_only=True)
class ShareOfSavings:
    """A share of the contacts avoided, priced by tariff."""

    needs: ClassVar[str] = "reduction"
    share: Decimal = given(Number(0, 1), "andel af besparelsen")
    tariffs: dict[str, Decimal] = given(TableOf(Kroner()), "kroner pr. kontakt for hver type")
    deductible: Decimal = maybe(Kroner(), "selvrisiko i kroner, før der deles", ZERO)

    def check(self, place: Place) -> None:
        """Find nothing to refuse: the keys' own bounds say it all."""

    def worth(self, evidence: Evidence) -> Worth:
        """Pay s · max(0, Σ tariff·(expected - observed) - deductible), expected = observed / RR."""
        saving, said = ZERO, []
        for name, tariff in self.tariffs.items():
            block = (evidence.result.types or {}).get(name)
            if block is None:
                raise evidence.place.at(f"types.{name}").refuse(
                    "typen af kontakt mangler, og kontrakten betaler efter den", "Bed om et resultat, hvor den står"
                )
            measured = evidence.part(block, f"types.{name}")
            # expected = observed / RR: never stored, so that it follows the estimate that is paid on.
            avoided = block.observed / measured.rate_ratio - block.observed
            saving += tariff * avoided
            said.append(f"{name}: {measured.words}, {decimal(avoided, 1)} kontakter færre à {money(tariff)}")

        said.append(f"besparelse {_whole_ore(saving)}, selvrisiko {money(self.deductible)}, andel {rate(self.share)}")
        return Worth(self.share * max(ZERO, saving - self.deductible), "; ".join(said))


def _whole_ore(kroner: Decimal) -> str:
    return danish.kroner(round(kroner * 100))


Function = Cliff | Proportional | Corridor | Tiers | TwoStage | RateCard | PerPersonSuccess | ShareOfSavings

FUNCTIONS: dict[str, type[Function]] = {
    "cliff": Cliff,
    "proportional": Proportional,
    "corridor": Corridor,
    "tiers": Tiers,
    "two_stage": TwoStage,
    "rate_card": RateCard,
    "per_person_success": PerPersonSuccess,
    "share_of_savings": ShareOfSavings,
}


def worth(function: Function, evidence: Evidence) -> Worth:
    """Return the metric's amount, computed with 28 digits."""
    with localcontext(prec=PRECISION):
        return function.worth(evidence)
