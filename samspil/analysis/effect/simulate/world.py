"""The invented country: its persons, who of them is referred, and the register they leave behind.

Nothing here is a real person, place or practice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samspil.analysis.effect import calendar, staging
from samspil.analysis.effect.simulate import kernels
from samspil.analysis.effect.simulate.invention import SELECTIONS, STRANGERS, World
from samspil.analysis.effect.simulate.people import MEAN_LEVEL, People, draw_people
from samspil.paper.refusal import Refused

CHUNK = 100_000  # persons written at a time: about 3.5 million contacts, 60 MB
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
NEGATIVE_SHARE = 0.06  # negative-control contacts for each named one


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
