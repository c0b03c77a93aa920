"""Planted truth, many times: `python tools/coverage_effect.py --out FILE [--seeds 20] [--persons 300000] [--referred 4000]`.

Each line of FILE is one simulated register with its estimates; a stopped run goes on where it was. `--table` prints the summary.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import tomllib
from pathlib import Path

import numpy as np

from samspil.analysis.effect import by_month, estimates, protocol, register
from samspil.analysis.effect.core import Clock, core
from samspil.analysis.effect.simulate import SELECTIONS, World, simulate

RATIOS = (1.0, 0.85)


def one(world: World) -> dict:
    """This function will simulate one register, run the core stages and return what they said."""
    study = protocol.study_of(tomllib.loads(protocol.default_text()), sha256="")
    with tempfile.TemporaryDirectory() as folder:
        simulate(world, Path(folder) / "r")
        c = core(register.open_register(Path(folder) / "r", threads=1), study, Clock(), threads=1)
    washed = estimates.settle({"plain": estimates.rate_part(c.a, c.a.after, c.cases)}, draws=200, level=0.95, seed=1)[0]
    told = {k: [e.rate_ratio, e.low, e.high, e.se_log] for k, e in {**c.estimates, **washed}.items()}
    profile = by_month.event_study(c.summed, c.place, c.register, c.b, study)
    return {
        "selection": world.selection,
        "ratio": world.rate_ratio,
        "seed": world.seed,
        "told": told,
        "profile": profile,
    }


def table(lines: list[dict]) -> None:
    """This function will print bias, coverage and width by cell, and how often each would pay for nothing."""
    pooled, widths = [], []
    print(
        "selection  truth  n   matched  did    before/after  covered  median width  pays 15 % for nothing: b/a, did, matched, bracket_low"
    )
    for selection in SELECTIONS:
        for ratio in RATIOS:
            rows = [r["told"] for r in lines if r["selection"] == selection and r["ratio"] == ratio]
            if not rows:
                continue
            at = {k: np.array([r[k] for r in rows]) for k in rows[0]}
            low = np.minimum(at["matched"][:, 1], at["did"][:, 1])
            high = np.maximum(at["matched"][:, 2], at["did"][:, 2])
            inside = (low <= ratio) & (ratio <= high)
            pooled += inside.tolist()
            widths += (high - low).tolist()
            pays = (
                [float((at[k][:, 0] <= 0.85).mean()) for k in ("before_after", "did", "matched")]
                if ratio == 1.0
                else []
            )
            if pays:
                pays.append(float((np.maximum(at["matched"][:, 0], at["did"][:, 0]) <= 0.85).mean()))
            means = "  ".join(f"{at[k][:, 0].mean():.3f}" for k in ("matched", "did", "before_after"))
            print(
                f"{selection:9s} {ratio:5.2f} {len(rows):4d}   {means}        {inside.mean():.2f}     {np.median(high - low):.3f}   {pays}"
            )
    print(f"pooled coverage {np.mean(pooled):.3f} over {len(pooled)} registers, median width {np.median(widths):.3f}")


def main() -> None:
    """This function will run what is missing and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--persons", type=int, default=300_000)
    parser.add_argument("--referred", type=int, default=4000)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--table", action="store_true")
    args = parser.parse_args()
    lines = [json.loads(x) for x in args.out.read_text().splitlines()] if args.out.exists() else []
    done = {(r["selection"], r["ratio"], r["seed"]) for r in lines}
    until = time.monotonic() + 60 * args.minutes
    with args.out.open("a") as handle:
        for seed in range(1, args.seeds + 1):
            for selection in SELECTIONS:
                for ratio in RATIOS:
                    if args.table or (selection, ratio, seed) in done or time.monotonic() > until:
                        continue
                    lines.append(
                        one(World(args.persons, 5, args.referred, ratio, selection, 1000 + seed, negative_kinds=0))
                        | {"seed": seed}
                    )
                    handle.write(json.dumps(lines[-1]) + "\n")
                    handle.flush()
    table(lines)


if __name__ == "__main__":
    main()
