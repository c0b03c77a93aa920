"""How fast the payment is, as ratios: a million draws beside a bare draw, a long rate card, and a cold start."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from samspil.analysis.payment import engine, readings
from samspil.analysis.payment.contract import read
from samspil.analysis.payment.result import fingerprint, read_result
from samspil.analysis.payment.simulate import World, simulate
from samspil.analysis.payment.statement import as_json

DRAWS, LINES, ROUNDS = 1_000_000, 10_000, 7
GOALS = {"draws": 0.1, "card": 1.0, "cold": 0.5}


def best(work, rounds=ROUNDS):
    """Give the best and the median of several timings, in seconds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken), statistics.median(taken)


def draws():
    """Time a million draws of each reading beside drawing their normal numbers alone."""
    bare, _ = best(lambda: np.random.Generator(np.random.SFC64(1)).standard_normal(2 * DRAWS))
    world = World(prior_mean=0.15, prior_sd=0.05, se=0.03)
    worst = 0.0
    for name in readings.NAMES:
        sealed = readings.contract(name)
        # Once without a clock: what is loaded at first use is not what is measured.
        simulate(sealed, world, draws=1000, seed=1)
        least, middle = best(lambda sealed=sealed: simulate(sealed, world, draws=DRAWS, seed=1))
        print(
            f"simulate {name}, 1.000.000 draws: best {least:.3f} s, median {middle:.3f} s, {least / bare:.1f} x a bare NumPy draw"
        )
        worst = max(worst, least)

    print(f"bare NumPy draw of the same 2.000.000 normal numbers: {bare:.3f} s")
    return worst


def card():
    """Time one statement of 10,000 metrics, and one of a card with 10,000 items, file to JSON."""
    head = readings.text("A").split("[[metrics]]")[0].split("\n[[payers]]")[0]
    tail = """
[[payers]]
party = "region"
clause = "pkt. 4"
share = 1

[[periods]]
id = "2028"
clause = "pkt. 5"
starts_on = 2026-01-01
ends_on = 2026-12-31
due_on = 2028-07-01

[rounding]
clause = "pkt. 6"
rule = "half_even"
unit = "øre"
"""
    metric = '\n[[metrics]]\nid = "m{0}"\nname = "Mål"\nclause = "pkt. 3"\nstands_on = "counts"\n[metrics.function]\nkind = "rate_card"\n'
    item = '{{ metric = "k{0}", price = 78.37, max_per_person = 2 }}'
    many = "".join(metric.format(n) + f"items = [{item.format(n)}]\n" for n in range(LINES))
    one = metric.format(0) + "items = [" + ",".join(item.format(n) for n in range(LINES)) + "]\n"
    counts = ",".join(f'"k{n}":[5,3,1]' for n in range(LINES))
    result = f'{{"period":"2028","payable":true,"measured_on":"2028-01-01","counts":{{{counts}}}}}'
    stamp = fingerprint(json.loads(result))
    given = read_result(f'{result[:-1]},"result_sha256":"{stamp}"}}', "r")
    worst = 0.0
    for name, metrics in {"10.000 lines": many, "one line of 10.000 items": one}.items():
        sealed = read((head + metrics + tail).encode())
        least, middle = best(lambda sealed=sealed: as_json(sealed, engine.compute(sealed, [given])[-1]), 5)
        whole, _ = best(lambda metrics=metrics: read((head + metrics + tail).encode()), 2)
        print(
            f"rate card, {name}: statement best {least:.3f} s, median {middle:.3f} s (reading and checking the file: {whole:.3f} s)"
        )
        worst = max(worst, least)
    return worst


def cold():
    """Time `samspil payment compute` from a cold process."""
    with tempfile.TemporaryDirectory() as folder:
        contract, result = Path(folder) / "b.toml", Path(folder) / "r.json"
        contract.write_text(readings.text("B"), encoding="utf-8")
        raw = {"period": "2028", "payable": True, "measured_on": "2028-01-01", "n_referred": 400, "n_matched": 400}
        raw |= {"estimates": {"did": {"rate_ratio": 0.86}}}
        result.write_text(json.dumps(raw | {"result_sha256": fingerprint(raw)}), encoding="utf-8")
        command = [
            str(Path(sys.executable).with_name("samspil")),
            "payment",
            "compute",
            str(contract),
            str(result),
            "--json",
        ]
        least, middle = best(lambda: subprocess.run(command, check=True, capture_output=True))
        empty, _ = best(lambda: subprocess.run([sys.executable, "-c", ""], check=True))

    print(f"cold start of compute: best {least:.3f} s, median {middle:.3f} s, {least / empty:.1f} x an empty Python")
    return least


def main():
    """Print every figure and fail where a goal is missed."""
    missed = [name for name, work in {"draws": draws, "card": card, "cold": cold}.items() if work() > GOALS[name]]
    print(f"goals: {GOALS}; missed: {missed or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
