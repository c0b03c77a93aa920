"""What a payment function stands on, and what it comes to: evidence of one metric in one period, and an amount in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from samspil.analysis.payment.reduction import Basis, Reduction, reduction
from samspil.analysis.payment.result import Cohort, Result, TypeOfContact
from samspil.analysis.shape import Number, Place

RATE = Number(0, 1, above=True, below=True)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Evidence:
    """What one metric stands on in one period: this result, the payable earlier ones, and what was triggered before."""

    basis: Basis
    result: Result
    place: Place
    earlier: tuple[Result, ...] = ()
    triggered: frozenset[str] = frozenset()
    final: bool = False

    def reduction(self) -> Reduction:
        """Return the result's own reduction."""
        return reduction(self.basis, self.result.estimates or {}, self.result.bracket, self.place)

    def part(self, block: Cohort | TypeOfContact, key: str) -> Reduction:
        """Return the reduction of a cohort or a type of contact."""
        return reduction(self.basis, block.estimates, block.bracket, self.place.at(key))

    def cohorts(self) -> dict[str, Cohort]:
        """Return every cohort so far; one that comes again replaces the earlier one."""
        return {c.id: c for result in (*self.earlier, self.result) for c in result.cohorts or ()}


@dataclass(frozen=True)
class Worth:
    """An amount in kroner, how it came about, and the cohorts it settles for good."""

    kroner: Decimal
    words: str
    triggered: frozenset[str] = frozenset()
