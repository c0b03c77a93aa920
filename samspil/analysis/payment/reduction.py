"""From a result's estimates to r, the relative reduction that the payment stands on, with the words for how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Protocol

from samspil.analysis.payment.words import decimal, rate
from samspil.analysis.shape import Place

PRECISION = 28
DUST = Decimal("1e-20")  # what 28 digits of division leave behind; swept away so that an exact 7.5 % is 7.5 %

WAYS = {
    "matched": "matchet sammenligning",
    "did": "forskel i forskelle",
    "bracket_low": "det mindste fald af de to metoder",
    "bracket_mean": "gennemsnittet af de to metoders forhold",
    "lower_bound": "den forsigtige grænse",
    "shrunken": "målingen trukket mod det forventede",
    "randomised": "lodtrækning om pladsen",
    "stepped": "start i tilfældig rækkefølge",
    "before_after": "før og efter uden sammenligning",
}
INTERVALS = {
    "matched": "matchet sammenligning",
    "did": "forskel i forskelle",
    "randomised": "lodtrækning om pladsen",
    "stepped": "start i tilfældig rækkefølge",
    "before_after": "før og efter",
}


@dataclass(frozen=True)
class Basis:
    """What a metric's reduction is read from: `pays_on` and what that way needs."""

    way: str
    estimator: str | None
    prior_mean: Decimal | None
    prior_sd: Decimal | None


class Estimate(Protocol):
    """One estimator's rate ratio, with its interval and standard error on the log scale where given."""

    @property
    def rate_ratio(self) -> Decimal: ...
    @property
    def high(self) -> Decimal | None: ...
    @property
    def se_log(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Reduction:
    """The reduction r, its rate ratio 1 - r, and the words for where it came from."""

    r: Decimal
    words: str

    @property
    def rate_ratio(self) -> Decimal:
        """Return 1 - r."""
        return 1 - self.r


def reduction(
    basis: Basis, estimates: Mapping[str, Estimate], bracket: tuple[Decimal, ...] | None, place: Place
) -> Reduction:
    """Return r = 1 - RR by the contract's `pays_on`, refusing a result that lacks what it needs."""
    way = basis.way

    with localcontext(prec=PRECISION):
        if way.startswith("bracket"):
            # These are ratios: the higher ratio is the smaller reduction, so the cautious end of the bracket is `high`.
            low, high = _bracket(estimates, bracket, place)
            if way == "bracket_low":
                return _made(high, f"{WAYS[way]} (forhold {decimal(low)} og {decimal(high)})")
            return _made((low + high) / 2, f"{WAYS[way]} ({decimal(low)} og {decimal(high)})")
        if way == "lower_bound":
            # The upper end of the ratio is the least reduction that the interval allows.
            bound = _part(estimates, basis.estimator, "high", place)
            return _made(bound, f"{WAYS[way]} for {INTERVALS[str(basis.estimator)]} (forhold {decimal(bound)})")
        if way == "shrunken":
            return _shrunken(basis, estimates, place)
        ratio = _part(estimates, way, "rate_ratio", place)
        return _made(ratio, f"{WAYS[way]} (forhold {decimal(ratio)})")


def _made(ratio: Decimal, words: str) -> Reduction:
    r = (1 - ratio).quantize(DUST)
    return Reduction(r, f"fald {rate(r)} efter {words}")


def _part(estimates: Mapping[str, Estimate], name: str | None, part: str, place: Place) -> Decimal:
    estimate = estimates.get(name or "")
    value: Decimal | None = getattr(estimate, part) if estimate is not None else None
    if value is None:
        raise place.at(f"estimates.{name}.{part}").refuse(
            "tallet mangler, og kontrakten betaler efter det", "Bed om et resultat, hvor det står"
        )
    return value


def _bracket(
    estimates: Mapping[str, Estimate], bracket: tuple[Decimal, ...] | None, place: Place
) -> tuple[Decimal, Decimal]:
    if bracket is not None:
        return bracket[0], bracket[1]
    pair = [_part(estimates, name, "rate_ratio", place) for name in ("matched", "did")]
    return min(pair), max(pair)


def _shrunken(basis: Basis, estimates: Mapping[str, Estimate], place: Place) -> Reduction:
    """Weigh log RR against the prior: w = s²/(s²+se²)."""
    ratio = _part(estimates, basis.estimator, "rate_ratio", place)
    se = _part(estimates, basis.estimator, "se_log", place)
    s, m = Decimal(basis.prior_sd or 0), Decimal(basis.prior_mean or 0)
    w = s * s / (s * s + se * se)
    log_ratio = w * ratio.ln() + (1 - w) * (1 - m).ln()
    return _made(
        log_ratio.exp(),
        f"{WAYS['shrunken']}: {INTERVALS[str(basis.estimator)]} {decimal(ratio)} vægter {decimal(w, 3)}, "
        f"det forventede fald {rate(m)} vægter resten",
    )
