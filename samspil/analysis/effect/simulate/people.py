"""The invented persons: ages, practices of real sizes, need, and who enters, dies and moves.

Levels follow the reference (8.4 named contacts a person-year).
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from samspil.analysis.effect.simulate.invention import World

# The real area has about 150 inhabitants for each yearly referral; half the country at most.
TRIAL_PERSONS_PER_REFERRED = 60
MEAN_LEVEL = 8.4 / 12  # named contacts a month and person


@dataclasses.dataclass(frozen=True)
class People:
    """Columns of the persons, one value each; `level` is expected contacts a month at mean frailty."""

    birth_year: np.ndarray[Any, Any]
    sex: np.ndarray[Any, Any]
    practice: np.ndarray[Any, Any]
    municipality: np.ndarray[Any, Any]
    comorbidity: np.ndarray[Any, Any]
    education: np.ndarray[Any, Any]
    income: np.ndarray[Any, Any]
    area: np.ndarray[Any, Any]
    level: np.ndarray[Any, Any]
    age_group: np.ndarray[Any, Any]
    first_day: np.ndarray[Any, Any]
    last_day: np.ndarray[Any, Any]
    reason: np.ndarray[Any, Any]
    trial: np.ndarray[Any, Any]


def draw_people(world: World, starts: np.ndarray[Any, Any]) -> People:
    """Draw the persons: ages, practices, municipalities, need, entries, deaths and moves."""
    n, rng = world.persons, np.random.default_rng([world.seed, 11])
    age = np.minimum(rng.choice(100, n, p=_age_weights()), 99)
    sex = (1 + (rng.random(n) < 0.503 + 0.001 * np.clip(age - 65, 0, 30))).astype(np.int8)
    practice, municipality = _practices(n, rng)
    deprived = rng.normal(0, 1, n) + 0.3 * rng.normal(0, 1, int(municipality.max()) + 1)[municipality]
    sick = 0.045 * (age - 45) + 0.5 * deprived + rng.normal(0, 1, n)
    comorbidity = np.select([sick > 2.9, sick > 1.9, sick > 0.8], [3, 2, 1], 0).astype(np.int8)
    age_group = np.select([age >= 65, age >= 35], [2, 1], 0).astype(np.int8)
    level = np.exp(0.012 * (age - 40) + 0.10 * (sex - 1.5) + 0.28 * comorbidity + 0.08 * deprived)
    level *= MEAN_LEVEL / level.mean()
    end = int(starts[-1]) - 1
    first_day = np.full(n, int(starts[0]), np.int32)
    last_day = np.full(n, end, np.int32)
    reason = np.zeros(n, np.int8)
    came = rng.random(n) < 0.012 * world.years
    first_day[came] = rng.integers(int(starts[0]), end, int(came.sum()))
    yearly = np.minimum(0.9, 0.00007 * np.exp(0.094 * age) * np.exp(0.45 * comorbidity))
    died = starts[0] + rng.exponential(365.25 / yearly)
    left = starts[0] + rng.exponential(365.25 / 0.008, n)
    gone = np.minimum(died, left)
    over = gone <= end
    last_day[over] = np.maximum(gone[over].astype(np.int32), first_day[over])
    reason[over] = np.where(died[over] <= left[over], 1, 2)
    trial_practices = _trial_practices(world, practice)

    return People(
        birth_year=(world.first_year - age).astype(np.int16),
        sex=sex,
        practice=practice,
        municipality=_codes(municipality),
        comorbidity=comorbidity,
        education=_thirds(deprived + rng.normal(0, 1, n)),
        income=_thirds(deprived + rng.normal(0, 0.7, n)),
        area=(
            1
            + np.searchsorted(
                [0.35, 0.6, 0.8],
                np.clip(rng.random(n) + 0.05 * rng.normal(0, 1, int(practice.max()) + 1)[practice], 0, 0.999),
            )
        ).astype(np.int8),
        level=level,
        age_group=age_group,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        trial=practice < trial_practices,
    )


def _age_weights() -> np.ndarray[Any, Any]:
    ages = np.arange(100)
    weight = np.where(ages < 60, 1.0, np.exp(-(((ages - 60) / 22.0) ** 2)))
    return np.asarray(weight / weight.sum())


def _practices(n: int, rng: np.random.Generator) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Give each person a practice and a municipality; practices have one to five doctors of about 1,600."""
    typical = min(1600.0, max(20.0, n / 60))
    sizes: list[int] = []
    while sum(sizes) < n:
        doctors = rng.choice([1, 2, 3, 4, 5], p=[0.35, 0.25, 0.2, 0.12, 0.08])
        sizes.append(max(5, int(doctors * typical * rng.lognormal(0, 0.15))))
    practice = np.repeat(np.arange(len(sizes)), sizes)[:n].astype(np.int32)
    towns = min(98, max(5, len(sizes) // 13))
    town_of = np.sort(rng.integers(0, towns, len(sizes)))
    order = rng.permutation(n)
    return practice[order], town_of[practice[order]]


def _codes(municipality: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Number the invented municipalities from 901: no real Danish municipality has such a code."""
    return (901 + municipality).astype(np.int16)


def _thirds(need: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    low, high = np.quantile(need, [1 / 3, 2 / 3])
    return np.select([need > high, need > low], [1, 2], 3).astype(np.int8)


def _trial_practices(world: World, practice: np.ndarray[Any, Any]) -> int:
    """Return how many practices, counted from number 0, offer the service: enough for the referred."""
    needed = min(TRIAL_PERSONS_PER_REFERRED * world.referred, int(0.5 * world.persons))
    sizes = np.bincount(practice)
    if world.referred == 0:
        return 0
    return int(np.searchsorted(np.cumsum(sizes), needed) + 1)
