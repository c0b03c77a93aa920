"""How long meeting times take at the size of a large process plan, with the proven gap, and whether each run says the same."""

import argparse
import resource
import sys
import time

from tests.analysis.scheduling import drawn

SIZES = ((10, 3, 2, 1), (20, 5, 4, 3), (40, 8, 6, 6))


def main(argv: list[str]) -> int:
    """Print one line a size; 1 when a run differs from the one before it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=3)
    asked.add_argument("--limit", type=float, default=20.0, help="deterministic seconds each search may take")
    told = asked.parse_args(argv)
    began = time.perf_counter()
    from samspil.analysis.scheduling import solver

    solver.Search(drawn.large(0, people=2, organisations=1, weeks=1, meetings=1)).best()
    print(f"first search, with OR-Tools loaded: {time.perf_counter() - began:.1f} s")
    print("people  organisations  weeks  activities  seed  starts  seconds  again  gap      value")
    same = True
    for people, organisations, weeks, meetings in SIZES:
        for seed in range(1, told.seeds + 1):
            problem = drawn.large(seed, people=people, organisations=organisations, weeks=weeks, meetings=meetings)
            runs = []
            for _ in range(2):
                began = time.perf_counter()
                search = solver.Search(problem)
                runs.append((search.best(limit=told.limit), time.perf_counter() - began))
            (found, first), (again, second) = runs
            same = same and found == again
            starts = sum(not each.broken for listed in search.listed for each in listed)
            said = (
                f"{(found.bound - found.value) / max(abs(found.value), 1):7.2%}  {found.value}"
                if found
                else "no times fit"
            )
            print(
                f"{people:6}  {organisations:13}  {weeks:5}  {meetings:10}  {seed:4}  {starts:6}  {first:7.1f}  {second:5.1f}  {said}",
                flush=True,
            )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"most memory: {most} MB. {'Every run said the same.' if same else 'Two runs DIFFERED.'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
