"""The invented country: persons, practices of real sizes, who is referred and why, and the register they leave behind.

Levels follow the reference (8.4 named contacts a person-year); nothing here is a real person, place or practice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samspil.analysis.effect import calendar, staging
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
CHUNK = 100_000  # persons written at a time: about 3.5 million contacts, 60 MB
# The real area has about 150 inhabitants for each yearly referral; half the country at most.
TRIAL_PERSONS_PER_REFERRED = 60
SEASON = np.array([1.10, 1.08, 1.06, 1.00, 0.99, 0.97, 0.80, 0.95, 1.02, 1.03, 1.02, 0.98])
SHARES = (
    np.array(  # own GP, out-of-hours, psychologist, physiotherapist, chiropractor, acute hospital; young, middle, old
        [
            [0.70, 0.12, 0.05, 0.07, 0.03, 0.03],
            [0.70, 0.07, 0.02, 0.12, 0.05, 0.04],
            [0.73, 0.07, 0.005, 0.10, 0.015, 0.08],
        ]
    )
)
MEAN_LEVEL = 8.4 / 12  # named contacts a month and person
NEGATIVE_SHARE = 0.06  # negative-control contacts for each named one


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


@dataclasses.dataclass(frozen=True)
class Drawn:
    """Persons and referrals of a world: all that is settled before anybody's contacts, so worlds of other ratios may share it."""

    people: People
    first: np.ndarray[Any, Any]
    last: np.ndarray[Any, Any]
    starts: np.ndarray[Any, Any]
    referral: dict[str, np.ndarray[Any, Any]]


def draw(world: World, told: Callable[[str, int, int], None] | None = None) -> Drawn:
    """Draw who lives in the world and who is referred when; the rate ratio plays no part in it."""
    tell = told or (lambda *_: None)
    starts = calendar.month_starts(world.first_year, world.years * 12)
    people = draw_people(world, starts)
    first = calendar.month_of(people.first_day, starts)
    last = calendar.month_of(people.last_day, starts)
    tell("personer", world.persons, world.persons)
    referral = draw_referrals(world, people, first, last, starts)
    tell("henvisninger", world.referred, world.referred)
    return Drawn(people, first, last, starts, referral)


def simulate(
    world: World, out: Path, told: Callable[[str, int, int], None] | None = None, *, drawn: Drawn | None = None
) -> dict[str, Any]:
    """Write a register of the world to the new directory `out` and return what is true of it.

    It streams: memory holds the persons' columns and one chunk of contacts. `told(stage, done, of)` hears the progress.
    The truth is also written to `truth.json`. `drawn` saves drawing again what another ratio of the same world shares.
    """
    tell = told or (lambda *_: None)
    months = world.years * 12
    settled = drawn or draw(world, tell)
    people, starts, referral = settled.people, settled.starts, settled.referral
    with staging.new_directory(out) as part:
        pq.write_table(persons_table(world, people, starts), part / "persons.parquet", compression="zstd")
        pq.write_table(referrals_table(referral, people), part / "referrals.parquet", compression="zstd")
        rows = _write_contacts(world, settled, part / "contacts.parquet", tell)
        truth = {
            "rate_ratio": world.rate_ratio,
            "selection": world.selection,
            "persons": world.persons,
            "referred": len(referral["person"]),
            "contacts": rows,
            "seed": world.seed,
            "trial_persons": int(people.trial.sum()),
            "first_month": f"{world.first_year}-01",
            "months": months,
            "break_month": world.break_month,
        }
        (part / "truth.json").write_text(json.dumps(truth, indent=2) + "\n", "utf-8")

    return truth


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


def referral_window(months: int) -> tuple[int, int]:
    """Return the first and last month in which anybody is referred: history before, 12 months after."""
    return (24 if months < 60 else 36), months - 13


def draw_referrals(
    world: World, people: People, first: np.ndarray[Any, Any], last: np.ndarray[Any, Any], starts: np.ndarray[Any, Any]
) -> dict[str, np.ndarray[Any, Any]]:
    """Draw exactly `referred` adults of the trial practices by the selection's hazard, with their dates."""
    months = len(starts) - 1
    window = np.array([*referral_window(months), months], np.int64)
    persons = np.flatnonzero(people.trial)
    adult_from = 12 * (people.birth_year[persons].astype(np.int64) + 18 - world.first_year)
    level, f, la = people.level[persons], first[persons], last[persons]
    kind, scale = (SELECTIONS | STRANGERS)[world.selection], np.ones(3)
    if kind == kernels.MIXTURE:
        means = kernels.hazard_means(world.seed, persons, level, SEASON, f, la, window[0], months)
        scale = 1.0 / np.maximum(means, 1e-9)

    key, month = np.empty(len(persons)), np.empty(len(persons), np.int64)
    kernels.referral_keys(world.seed, persons, level, SEASON, f, la, adult_from, window, kind, scale, 0.0, key, month)
    if int(np.isfinite(key).sum()) < world.referred:
        raise Refused("Der er for få voksne i forsøgets praksisser til så mange henvisninger. Vælg flere personer.")

    taken = np.sort(np.argsort(key, kind="stable")[: world.referred])
    tempo = float(key[taken].max()) if world.referred else 1.0
    who, when = persons[taken], np.empty(len(taken), np.int64)
    kernels.referral_keys(
        world.seed,
        who,
        level[taken],
        SEASON,
        f[taken],
        la[taken],
        adult_from[taken],
        window,
        kind,
        scale,
        tempo,
        key[taken],
        when,
    )
    rng = np.random.default_rng([world.seed, 12])
    low = np.maximum(starts[when], people.first_day[who])
    high = np.minimum(starts[when + 1] - 1, people.last_day[who])
    day = low + (rng.random(len(who)) * (high - low + 1)).astype(np.int64)
    arm = np.full(len(who), -1, np.int8)
    drawn = rng.random(len(who)) < world.randomised
    arm[drawn] = rng.integers(0, 2, int(drawn.sum()))
    started = (rng.random(len(who)) < 0.75) & (arm != 0)
    meetings = np.where(started, np.minimum(1 + rng.poisson(3.5, len(who)), 24), 0)
    return {"person": who, "month": when, "day": day, "arm": arm, "started": started, "meetings": meetings}


def persons_table(world: World, people: People, starts: np.ndarray[Any, Any]) -> pa.Table:
    """Return the persons as the documented Parquet columns."""
    end = int(starts[-1]) - 1
    reasons = pa.array(np.array(["", "death", "emigration"])[people.reason], mask=people.reason == 0)

    return pa.table(
        {
            "person_id": pa.array(np.arange(world.persons, dtype=np.int32)),
            "birth_year": people.birth_year,
            "sex": people.sex,
            "municipality": people.municipality,
            "practice_id": people.practice,
            "comorbidity": people.comorbidity,
            "education": people.education,
            "income_group": people.income,
            "area": people.area,
            "entry_date": pa.array(people.first_day, pa.int32()).cast(pa.date32()),
            "exit_date": pa.array(people.last_day, pa.int32(), mask=people.last_day >= end).cast(pa.date32()),
            "exit_reason": pc_null(reasons, people.last_day >= end),
        }
    )


def pc_null(values: pa.Array, gone: np.ndarray[Any, Any]) -> pa.Array:
    """Return the values with null where `gone` is true."""
    return pa.compute.if_else(pa.array(~gone), values, pa.nulls(len(values), values.type))


def referrals_table(referral: dict[str, np.ndarray[Any, Any]], people: People) -> pa.Table:
    """Return the referrals as the documented Parquet columns."""
    return pa.table(
        {
            "person_id": referral["person"].astype(np.int32),
            "date": pa.array(referral["day"].astype(np.int32)).cast(pa.date32()),
            "practice_id": people.practice[referral["person"]],
            "started": referral["started"],
            "meetings": referral["meetings"].astype(np.int16),
            "arm": pa.array(referral["arm"], pa.int8(), mask=referral["arm"] < 0),
        }
    )


def contacts(
    world: World, drawn: Drawn
) -> Iterator[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
    """Yield (person, day, type) of all contacts, a chunk of persons at a time, sorted by person and day.

    The arrays are used again for the next chunk.
    """
    people, starts, referral = drawn.people, drawn.starts, drawn.referral
    months = len(starts) - 1
    effect_from = np.full(world.persons, kernels.NEVER, np.int64)
    helped = referral["arm"] != 0
    effect_from[referral["person"][helped]] = referral["month"][helped] + 1
    late = np.zeros(months)
    for back in range(world.late_months):
        late[months - 1 - back] = 0.5 ** (back + 1)

    room = int(min(CHUNK, world.persons) * months * MEAN_LEVEL * 2) + 100_000
    who, day, kind = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int8)
    for start in range(0, world.persons, CHUNK):
        stop = min(start + CHUNK, world.persons)
        while True:
            n = kernels.write_contacts(
                world.seed,
                start,
                stop,
                people.level,
                SEASON,
                drawn.first,
                drawn.last,
                people.first_day,
                people.last_day,
                world.rate_ratio,
                effect_from,
                starts,
                np.cumsum(SHARES, axis=1),
                people.age_group,
                NEGATIVE_SHARE if world.negative_kinds else 0.0,
                world.negative_kinds,
                2 if world.break_month is not None else 0,
                world.break_month or 0,
                people.trial,
                late,
                who,
                day,
                kind,
            )
            if n >= 0:
                break
            room *= 2
            who, day, kind = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int8)
        yield who[:n], day[:n], kind[:n]


def _write_contacts(world: World, drawn: Drawn, path: Path, tell: Callable[[str, int, int], None]) -> int:
    schema = pa.schema([("person_id", pa.int32()), ("date", pa.date32()), ("type", pa.int8())])
    rows, done = 0, 0
    with pq.ParquetWriter(path, schema, compression="zstd", write_statistics=True) as writer:
        for who, day, kind in contacts(world, drawn):
            columns = [pa.array(who), pa.array(day).cast(pa.date32()), pa.array(kind)]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=1_000_000)
            rows, done = rows + len(who), min(done + CHUNK, world.persons)
            tell("kontakter", done, world.persons)
    return rows


def first_day(world: World) -> dt.date:
    """Return the first day of the world's register."""
    return dt.date(world.first_year, 1, 1)
