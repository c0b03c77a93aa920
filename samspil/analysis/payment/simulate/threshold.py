"""What a threshold does to those who sign it: cliff, corridor and proportional beside each other at the threshold itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist

from samspil.analysis.payment import functions
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.reduction import WAYS
from samspil.analysis.payment.simulate.worlds import World, paid_on
from samspil.analysis.payment.terms import Contract, Metric
from samspil.analysis.payment.words import rate
from samspil.paper import danish

TINY = 1e-9  # a spread that is none, where the prior decides alone
POINTS = 20_000  # evenly likely measurements; the figures below settle to four digits


@dataclass(frozen=True)
class Spread:
    """What one kind of rule pays when the truth lies exactly at the threshold, in øre a period."""

    name: str
    expected: float
    sd: float
    p_zero: float


@dataclass(frozen=True)
class Threshold:
    """The chance of reaching a threshold by its neighbours' truths, and three rules compared, with words."""

    threshold: Decimal
    reached: dict[Decimal, float]
    rules: tuple[Spread, ...]
    words: tuple[str, ...]


def at_threshold(sealed: Sealed, world: World) -> Threshold | None:
    """Compare the rules for the first metric that has an amount and one threshold, None without one."""
    for metric in sealed.terms.metrics:
        function = metric.function
        if isinstance(function, functions.Cliff | functions.Proportional | functions.Corridor) and world.se > 0:
            return _compared(sealed.terms, metric, function.amount, function.threshold, world)
    return None


def chance(threshold: Decimal, truth: Decimal, world: World, paid: tuple[float, float] = (1.0, 0.0)) -> float:
    """Return the probability that the number paid on reaches the threshold, given the true reduction.

    `paid` is (slope, shift) of `pays_on`: a bound or a shrunken estimate reaches it more rarely than the measurement.
    """
    return _paid_on(truth, world, paid).cdf(math.log(1 - threshold))


def _paid_on(truth: Decimal, world: World, paid: tuple[float, float]) -> NormalDist:
    """Return the distribution of the log rate ratio that is paid on, given the true reduction."""
    slope, shift = paid
    return NormalDist(slope * (math.log(1 - truth) + world.bias) + shift, max(slope * world.se, TINY))


def _compared(contract: Contract, metric: Metric, amount: Decimal, threshold: Decimal, world: World) -> Threshold:
    F, t = float(amount) * 100, float(threshold)
    floor = t / 2
    rules: dict[str, Callable[[float], float]] = {
        "alt eller intet": lambda r: F if r >= t else 0.0,
        f"korridor fra {rate(threshold / 2)}": lambda r: F * (r - floor) / (t - floor) if r >= floor else 0.0,
        "i takt med faldet": lambda r: F * max(0.0, r) / t,
    }
    paid = paid_on(contract, metric, world.se)
    measured = _paid_on(threshold, world, paid)
    seen = [1 - math.exp(measured.inv_cdf((place + 0.5) / POINTS)) for place in range(POINTS)]
    spreads = tuple(_spread(name, [rule(r) for r in seen]) for name, rule in rules.items())
    truths = [threshold - Decimal("0.05"), threshold, threshold + Decimal("0.05")]
    reached = {truth: chance(threshold, truth, world, paid) for truth in truths if truth < 1}
    words = (_reached(metric, threshold, reached[threshold], world), *_said(spreads))

    return Threshold(threshold, reached, spreads, words)


def _spread(name: str, paid: list[float]) -> Spread:
    mean = sum(paid) / POINTS
    return Spread(
        name,
        mean,
        math.sqrt(sum((each - mean) ** 2 for each in paid) / POINTS),
        sum(not each for each in paid) / POINTS,
    )


def _reached(metric: Metric, threshold: Decimal, chance_at: float, world: World) -> str:
    """Say how often the threshold is reached when the truth lies on it: by a coin toss only where the measurement itself is paid on."""
    share, way = danish.percent(chance_at, 0), str(metric.pays_on)
    if way in ("lower_bound", "shrunken"):
        return f"Ved præcis {rate(threshold)} sandt fald når det tal, der betales efter ({WAYS[way]}), grænsen i {share} af tilfældene."
    if way == "before_after" and world.bias == 0:
        return (
            f"Ved præcis {rate(threshold)} sandt fald når målingen grænsen i {share} af tilfældene, hvis et før/efter-tal ikke "
            "faldt af sig selv. Det gør det; skriv, hvor meget, med --bias."
        )
    if world.bias == 0:
        return f"Ved præcis {rate(threshold)} er det et møntkast, om målingen når grænsen: {share}, uanset hvor mange der måles."
    return f"Ved præcis {rate(threshold)} sandt fald når målingen grænsen i {share} af tilfældene."


def _said(rules: tuple[Spread, ...]) -> list[str]:
    cliff, corridor, proportional = rules
    return [
        (
            f"Alt eller intet svinger derfor med {danish.millions(round(cliff.sd), 2)} om et gennemsnit på "
            f"{danish.millions(round(cliff.expected), 2)} i hver periode, og giver 0 kr. i {danish.percent(cliff.p_zero, 0)}."
        ),
        (
            f"En {corridor.name} svinger med {danish.millions(round(corridor.sd), 2)}, betaling i takt med faldet med "
            f"{danish.millions(round(proportional.sd), 2)}: en lille forskel i målingen giver kun en lille forskel i kroner."
        ),
    ]
