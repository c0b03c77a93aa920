"""The stages that give the answer: panel, match, both contrasts, their intervals; timed, and the match frozen as a table."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samspil.analysis.effect import cohort, engine, estimates, matching, panel, protocol
from samspil.analysis.effect.cohort import Chosen
from samspil.analysis.effect.estimates import Matched, Part
from samspil.analysis.effect.inference import Estimate
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register
from samspil.analysis.effect.sections import Block
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
Tell = Callable[[str, int, int], None]
FORMAT = 1  # of the frozen match; raise it when matching changes


class Clock:
    """Seconds by stage, and who is told of progress."""

    def __init__(self, tell: Tell | None = None) -> None:
        """Start with no seconds."""
        self.seconds: dict[str, float] = {}
        self.tell: Tell = tell or (lambda *_: None)

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time inside to the stage."""
        self.tell(name, 0, 0)
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


@dataclasses.dataclass(frozen=True)
class Core:
    """The answer with all that later stages need: arrays of both matches and the parts of the core estimates."""

    register: Register
    study: Study
    panel: panel.Panel
    chosen: Chosen
    people: matching.Candidates
    sets: tuple[matching.Sets, matching.Sets]
    a: Matched
    b: Matched
    summed: Array
    place: Array
    ids: Array
    parts: dict[str, Part]
    estimates: dict[str, Estimate]
    drawn: dict[str, Array]

    @property
    def cases(self) -> int:
        """Return how many referred are measured."""
        return len(self.chosen.cases.person)


def core(reg: Register, study: Study, clock: Clock, *, threads: int, freeze: Path | None = None, key: str = "") -> Core:
    """Run the stages that give the answer: panel, match, both contrasts, their intervals."""
    with clock.stage("panel"):
        counted = panel.build(reg, study.types, lambda done, of: clock.tell("panel", done, of))
    with clock.stage("match"):
        chosen = cohort.choose(reg, study)
        people = cohort.candidates(reg, study)
        blocks = (study.matched_blocks, study.did_blocks)
        sets = _thaw(freeze, key, len(chosen.cases.person), study.controls) if freeze else None
        if sets is None:
            one, two = matching.match(
                counted.counts,
                chosen.cases,
                people,
                reg.starts,
                cohort.years_of(reg),
                cohort.rules(study, blocks),
                threads=threads,
            )
            sets = (one, two)
    if freeze:
        with clock.stage("freeze"):
            _freeze(freeze, key, chosen, sets)
    with clock.stage("contrasts"):
        who_a, who_b = cohort.members(chosen.cases, sets[0]), cohort.members(chosen.cases, sets[1])
        if who_a.sets < 3 or who_b.sets < 3:
            raise Refused(
                f"Kun {min(who_a.sets, who_b.sets)} af {len(chosen.cases.person)} henviste har nogen at blive "
                "sammenlignet med. "
                "Registeret skal rumme personer i praksisser uden tilbuddet; se [service] og [matching] i protokollen."
            )
        # Only those in some set: the months of the rest of the country stay where they are.
        met = np.zeros(len(reg.persons), bool)
        met[who_a.person] = met[who_b.person] = True
        ids = np.flatnonzero(met)
        place = np.full(len(reg.persons), -1, np.int32)
        place[ids] = np.arange(len(ids), dtype=np.int32)
        summed = cohort.compact(counted, ids, threads=threads)
        n = len(chosen.cases.person)

        def of(who: cohort.Members, blocks: tuple[Block, ...]) -> tuple[Matched, dict[str, Part]]:
            seen = estimates.observe(summed, place, reg, who, blocks, study.before, study.after)
            if who is who_a:
                return seen, {"matched": estimates.matched_part(seen, seen.after, n)}
            return seen, {
                "did": estimates.did_part(seen, seen.before, seen.after, n),
                "before_after": estimates.before_after_part(seen, seen.before, seen.after, n),
            }

        with concurrent.futures.ThreadPoolExecutor(min(threads, 2)) as crew:
            (a, first), (b, rest) = crew.map(of, (who_a, who_b), (study.matched_blocks, study.did_blocks))
        parts = first | rest
    with clock.stage("intervals"):
        told, drawn = estimates.settle(parts, draws=study.draws, level=study.level, seed=study.seed, threads=threads)
    return Core(reg, study, counted, chosen, people, sets, a, b, summed, place, ids, parts, told, drawn)


def _freeze(out: Path, key: str, chosen: Chosen, sets: tuple[matching.Sets, matching.Sets]) -> None:
    columns: dict[str, Any] = {
        "contrast": [],
        "case": [],
        "person_id": [],
        "rank": [],
        "control_id": [],
        "distance": [],
    }
    for number, one in enumerate(sets):
        row, col = np.nonzero(one.control >= 0)
        columns["contrast"].append(np.full(len(row), number, np.int8))
        columns["case"].append(row.astype(np.int32))
        columns["person_id"].append(chosen.cases.person[row])
        columns["rank"].append(col.astype(np.int16))
        columns["control_id"].append(one.control[row, col])
        columns["distance"].append(one.distance[row, col])

    table = pa.table({name: engine.arrow(np.concatenate(parts)) for name, parts in columns.items()})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    # The table first: match.json names its hash, and lies there only when the table is whole.
    protocol.write_whole(out / "match.parquet", content)
    words = {"key": key, "sha256": hashlib.sha256(content).hexdigest(), "cases": len(chosen.cases.person)}
    protocol.write_whole(out / "match.json", (json.dumps(words, indent=2) + "\n").encode())


def _thaw(out: Path, key: str, cases: int, controls: int) -> tuple[matching.Sets, matching.Sets] | None:
    try:
        words = json.loads((out / "match.json").read_text("utf-8"))
        content = (out / "match.parquet").read_bytes()
    except (OSError, ValueError):
        return None

    # Of another protocol or register, or cut short: matched anew.
    if (
        words.get("key") != key
        or words.get("sha256") != hashlib.sha256(content).hexdigest()
        or words.get("cases") != cases
    ):
        return None

    table = pq.read_table(pa.BufferReader(content))
    got = []
    for number in range(2):
        first, after = np.searchsorted(engine.numbers(table["contrast"]), (number, number + 1))
        part = table.slice(first, after - first)
        control, distance = np.full((cases, controls), -1, np.int32), np.full((cases, controls), -1, np.int64)
        case, rank, person, gap = (engine.numbers(part[c]) for c in ("case", "rank", "control_id", "distance"))
        control[case, rank], distance[case, rank] = person, gap
        got.append(matching.Sets(control, distance))

    return got[0], got[1]
