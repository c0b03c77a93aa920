"""What to invent: how large a country, how many referred, why they are referred, and what the referral does."""

from __future__ import annotations

import dataclasses
import math

from samspil.analysis.effect.simulate import kernels
from samspil.paper.refusal import Refused

SELECTIONS = {
    "none": kernels.NOTHING,
    "frailty": kernels.FRAILTY,
    "hidden": kernels.HIDDEN,
    "burst": kernels.BURST,
    "mixture": kernels.MIXTURE,
}
STRANGERS = {  # ways of being referred that no estimator was chosen on; the drill judges by them
    "long_burst": kernels.LONG_BURST,
    "rise": kernels.RISE,
    "late": kernels.LATE,
    "many": kernels.MANY,
    "quiet": kernels.QUIET,
}


@dataclasses.dataclass(frozen=True)
class World:
    """What to invent. Dates follow from `first_year`; the same world and seed give the same bytes."""

    persons: int
    years: int
    referred: int
    rate_ratio: float
    selection: str
    seed: int
    first_year: int = 2022
    negative_kinds: int = 10
    randomised: float = 0.0
    late_months: int = 0
    break_month: int | None = None

    def __post_init__(self) -> None:
        """Refuse a world that cannot be drawn."""
        if not 100 <= self.persons <= 20_000_000:
            raise Refused("--persons skal være mellem 100 og 20.000.000.")
        if not 4 <= self.years <= 20:
            raise Refused("--years skal være mellem 4 og 20: der skal være tid før og et år efter henvisningen.")
        if not 0 <= self.referred <= self.persons // 4:
            raise Refused("--referred skal være mindst 0 og højst en fjerdedel af --persons.")
        if not (math.isfinite(self.rate_ratio) and 0.05 <= self.rate_ratio <= 5):
            raise Refused("--rate-ratio skal være mellem 0,05 og 5.")
        if self.selection not in SELECTIONS | STRANGERS:
            raise Refused(f"--selection skal være en af {', '.join(SELECTIONS)}.")
        if not 0 <= self.randomised <= 1:
            raise Refused("--randomised skal være en andel mellem 0 og 1.")
        if not 0 <= self.negative_kinds <= 100:
            raise Refused("--negative-controls skal være mellem 0 og 100.")
        if not 0 <= self.seed < 2**53:
            raise Refused("--seed skal være et helt tal fra 0 og op.")
        if not all(0 <= each < 12 * self.years for each in (self.late_months, self.break_month or 0)):
            raise Refused(f"--late-months og --break-month skal være fra 0 til {12 * self.years - 1}.")
        if not 1990 <= self.first_year <= 2100:
            raise Refused("--first-year skal være mellem 1990 og 2100.")
