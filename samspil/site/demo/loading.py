"""The whole demo as one deed: either all of it is there afterwards, or nothing is."""

from __future__ import annotations

from pathlib import Path

from samspil.features.cases.houses.rules import houses
from samspil.site.demo import deep, invented, landed, real
from samspil.site.demo.ground import Found, Say
from samspil.spine import demonstration, journal, people

FOLDER = Path(__file__).resolve().parents[3] / "demo"


def is_loaded() -> bool:
    """Tell whether the demo is there: what marks the database is written with everything else."""
    return demonstration.is_marked()


def load(say: Say, *, is_deep: bool = True) -> None:
    """Load the real documents and the invented example into an empty database, and mark it as a demo.

    Without `is_deep` nothing but the one invented thread: enough for most tests. Each step is told through `say`. Refused when
    the database is in use.
    """
    by = people.job("demo")
    with journal.writing():
        demonstration.mark()
        found = Found(FOLDER, by, say)
        found.read_real()
        real.load(found)
        houses.look_in(FOLDER / "houses")
        found.read_invented()
        invented.load(found)
        if is_deep:
            deep.load(found)
        landed.settle()
    # The rows of the journal are dated when all else is written.
    demonstration.finish()
