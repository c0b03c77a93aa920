"""The worlds of a simulation: what is believed before the measurement, drawn as true and measured log rate ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from samspil.analysis.payment.functions import TwoStage
from samspil.analysis.payment.terms import Contract, Metric
from samspil.paper.refusal import Refused

Draws = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """What is believed before the measurement: reduction m, and sd, se and bias on the log scale."""

    prior_mean: float
    prior_sd: float
    se: float
    bias: float = 0.0
    cohorts: int = 1
    rho: float = 0.0

    def __post_init__(self) -> None:
        bounds = {
            "prior-mean": (self.prior_mean, -1, 0.99),
            "prior-sd": (self.prior_sd, 0, 5),
            "se": (self.se, 0, 5),
            "bias": (self.bias, -5, 5),
            "rho": (self.rho, 0, 1),
        }
        for name, (value, low, high) in bounds.items():
            if not low <= value <= high:
                raise Refused(f"--{name} er {value}, men skal ligge fra {low} til {high}. Ret tallet.", field=name)
        if not 1 <= self.cohorts <= 100:
            raise Refused(f"--cohorts er {self.cohorts}, men skal være fra 1 til 100. Ret tallet.", field="cohorts")


def cohorts_named(contract: Contract) -> int:
    """Return how many cohorts a contract itself speaks of: those with amounts of their own, else one a period, else one."""
    staged = [metric.function for metric in contract.metrics if isinstance(metric.function, TwoStage)]
    named = [len(function.amounts) for function in staged if function.amounts]
    return max(named, default=len(contract.periods) if staged else 1)


def paid_on(contract: Contract, metric: Metric, se: float) -> tuple[float, float]:
    """Return (slope, shift): `pays_on` turns a measured log rate ratio x into slope · x + shift (PAYMENT.md, formulas)."""
    if metric.pays_on == "lower_bound":
        return 1.0, NormalDist().inv_cdf((1 + float(contract.proof.interval_level)) / 2) * se
    if metric.pays_on == "shrunken":
        s, m = float(metric.prior_sd or 0), float(metric.prior_mean or 0)
        w = s * s / (s * s + se * se)
        return w, (1 - w) * math.log(1 - m)
    return 1.0, 0.0


def drawn(generator: np.random.Generator, world: World, size: int) -> tuple[list[Draws], list[Draws]]:
    """Draw each cohort's true and measured log rate ratio."""
    centre = math.log(1 - world.prior_mean)
    shared = generator.standard_normal(size)
    truth, seen = [], []
    for _ in range(world.cohorts):
        if world.cohorts == 1 or world.rho == 1:
            effect = centre + world.prior_sd * shared
        else:
            own = generator.standard_normal(size)
            effect = centre + world.prior_sd * (math.sqrt(world.rho) * shared + math.sqrt(1 - world.rho) * own)
        noise = generator.standard_normal(size)
        noise *= world.se
        noise += effect
        if world.bias:
            noise += world.bias
        truth.append(effect)
        seen.append(noise)

    return truth, seen
