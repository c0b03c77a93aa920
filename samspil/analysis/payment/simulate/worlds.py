"""The worlds of a simulation: what is believed before the measurement, drawn as true and measured log rate ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


def drawn(generator: np.random.Generator, world: World, size: int) -> tuple[list[Draws], list[Draws]]:
    """This function will draw each cohort's true and measured log rate ratio."""
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
