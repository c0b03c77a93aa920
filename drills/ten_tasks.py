"""Does the ten tasks by role, by touch and by keyboard, and writes what each took, before and now, to docs/results.

Run: python -m drills.ten_tasks. The journeys are the ones of `make test` (tests/journeys, marked `task`); nothing is typed by hand.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from tools.results import RESULTS, ROOT, machine

JOURNEYS = ("-m", "pytest", "-q", "-m", "task", "tests/journeys", "-n", "2", "--dist", "loadfile", "--timeout=1200")
SAYS = """Pages / actions, each task done at 375 px by touch and once more by keyboard. A page is a document that was opened, the first
among them. An action is a press, a tick, a choice or a field that is filled; scrolling and Tab are no actions and stand beside. A task
over its goal fails `make test`, which prints this table too. What is done in each, and from which page: the journeys that are marked `task`
in `tests/journeys`; the goals: `tests/kit/counted.py`.

Before: main at 83460dcf, driven in the demo as alice, on a wide screen; where nobody counted, nothing stands. The activity's 5 / 8 began
on the partnership's page without counting it, and invited nobody; the day's 23 / 58 was with ten people, and inviting them was part of it.
Twenty decisions took three pages and six actions an item.
"""


def took(report: Path) -> list[str]:
    """Return what each journey wrote into a JUnit report."""
    from tests.kit.counted import TOOK

    root = ET.parse(report).getroot()  # noqa: S314 -- written by our own run
    return [each.get("value", "") for each in root.iter("property") if each.get("name") == TOOK]


def page(told: list[str], code: int, day: dt.date) -> str:
    """Write the page of results."""
    from tests.kit.counted import lines

    how = (
        "Every task is within its goal."
        if code == 0
        else f"**Not every task was done within its goal** (pytest: {code})."
    )
    head = f"# ten-tasks\n\n{day.isoformat()}. {machine()}.\nCommand: `python -m drills.ten_tasks`. {how}\n"
    return "\n".join((head, SAYS, *lines(told), ""))


def main() -> int:
    """Do the tasks and write the page; pytest's exit code when any of them failed."""
    day = dt.datetime.now(dt.UTC).date()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = subprocess.run([sys.executable, *JOURNEYS, f"--junitxml={report}"], cwd=ROOT, check=False).returncode
        written = RESULTS / f"{day.isoformat()}-ten-tasks.md"
        written.write_text(page(took(report), code, day), encoding="utf-8")

    print(written.relative_to(ROOT))
    return code


if __name__ == "__main__":
    sys.exit(main())
