"""Attack many random tables after they were protected: `python tools/attack_tables.py 10000`. Prints cells narrowed; 0 is the aim."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from samspil.analysis import disclosure  # noqa: E402 -- else tools/tests.py stands for the tests
from tests.analysis.disclosure.test_disclosure import attacked, cross  # noqa: E402 -- same

many = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
start, cells, guards, narrowed = time.perf_counter(), 0, 0, 0
for seed in range(many):
    counts, relations = cross(random.Random(seed))
    told = disclosure.protect(counts, relations)
    cells, guards = cells + len(told.small), guards + len(told.guards)
    narrowed += len(attacked(told, relations))
print(
    f"{many} tables, {cells} small cells, {guards} guards, {narrowed} cells narrowed, {time.perf_counter() - start:.0f} s"
)
sys.exit(1 if narrowed else 0)
