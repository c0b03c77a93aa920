"""Planted registers without disk: the same persons, referrals and contacts as `simulate` writes, handed over as record batches.

Worlds that differ in the rate ratio alone share what is drawn, and the match, which knows only what came before the referral.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from samspil.analysis.effect import engine, persons, protocol, register
from samspil.analysis.effect.core import Clock, Core, core
from samspil.analysis.effect.simulate import Drawn, World, world


class Memory:
    """A source of contacts that are drawn once and kept, sorted by person and date."""

    name = "memory"
    streams = 1

    def __init__(self, told: World, drawn: Drawn) -> None:
        """Draw the contacts of the world."""
        names = ["person_id", "date", "type"]
        self.kept = [
            pa.record_batch([pa.array(who.copy()), pa.array(day).cast(pa.date32()), pa.array(kind.copy())], names=names)
            for who, day, kind in ((who, day.copy(), kind) for who, day, kind in world.contacts(told, drawn))
        ]
        self.rows = sum(batch.num_rows for batch in self.kept)

    def batches(self, _sql: str, _persons: int, _part: engine.Part = engine.WHOLE) -> Iterator[pa.RecordBatch]:
        """Yield the contacts of the world."""
        yield from self.kept


def registered(told: World, drawn: Drawn) -> register.Register:
    """Return the register of a drawn world, equal to the one read from the files that `simulate` writes."""
    p, r = drawn.people, drawn.referral
    end = int(drawn.starts[-1]) - 1
    order = np.lexsort((r["day"], r["person"]))
    people = persons.Persons(
        p.birth_year,
        p.sex,
        p.municipality,
        p.practice,
        p.comorbidity,
        p.education,
        p.income,
        p.area,
        p.first_day,
        np.where(p.last_day >= end, persons.FOREVER, p.last_day).astype(np.int32),
        (p.reason == 1) & (p.last_day < end),
    )
    referrals = register.Referrals(
        r["person"][order].astype(np.int32),
        r["day"][order].astype(np.int32),
        p.practice[r["person"]][order],
        r["started"][order],
        r["meetings"][order].astype(np.int16),
        r["arm"][order].astype(np.int8),
    )
    source: Any = Memory(told, drawn)

    return register.Register(
        people,
        referrals,
        drawn.starts,
        source,
        {"contacts": {"person_id", "date", "type"}},
        {"contacts": []},
        source.rows,
    )


def measured(told: World, drawn: Drawn, study: protocol.Study, match: Path) -> Core:
    """Run the core stages on a world; the match is kept in `match` and taken from there for its next ratio."""
    shared = dataclasses.replace(told, rate_ratio=1.0)
    return core(registered(told, drawn), study, Clock(), threads=1, freeze=match, key=f"{shared}")
