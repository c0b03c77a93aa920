"""Attacks random tables after they were protected: linear programming over all that was published. 0 cells narrowed is the aim."""

from __future__ import annotations

import argparse
import random
import sys
import time


def main() -> int:
    """Protect and attack the tables of so many seeds, print what it found, and return 1 when a cell was narrowed."""
    from samspil.analysis import disclosure
    from samspil.paper import danish
    from tests.analysis.disclosure.test_disclosure import attacked, cross

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", type=int, nargs="?", default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--minutes", type=float, default=24 * 60.0, help="begin no table after this")
    args = parser.parse_args()
    start, done, cells, guards, narrowed = time.monotonic(), 0, 0, 0, []
    for seed in range(args.first, args.first + args.tables):
        if time.monotonic() - start > 60 * args.minutes:
            break
        counts, relations = cross(random.Random(seed))
        told = disclosure.protect(counts, relations)
        done, cells, guards = done + 1, cells + len(told.small), guards + len(told.guards)
        narrowed += [(seed, cell) for cell in attacked(told, relations)]
    print(
        f"{danish.number(done)} tabeller, {danish.number(cells)} små felter, {danish.number(guards)} skjult for deres skyld, "
        f"{len(narrowed)} indsnævret, {time.monotonic() - start:.0f} s"
    )
    for seed, cell in narrowed[:20]:
        print(f"frø {seed}: {cell}")
    return int(bool(narrowed) or done < args.tables)


if __name__ == "__main__":
    sys.exit(main())
