"""Ten tasks by role: what each may take, what it took before, and what it takes now, drawn as one table at the end of a run.

The journeys that do them write what they took into their reports (tests/journeys/ten_tasks.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

# The name of the property of a test's report: "task way pages actions away".
TOOK = "took"
WAYS = ("touch", "keyboard")
ITEMS = 20


@dataclass(frozen=True)
class Task:
    """One thing somebody comes to do, and at most how many pages and actions it may take.

    `before` is what it took at 83460dcf, before the face was rebuilt, where it was measured.
    """

    role: str
    does: str
    pages: int
    actions: int
    before: tuple[int, int] | None = None


TASKS = {
    "newcomer": Task("newcomer", "reads what this is, and one true story to its answer", 3, 2),
    "code": Task("citizen", "types the code on the paper, and reads what became of the words", 3, 3),
    "activity": Task("coordinator", "plans an activity, and invites who is to come", 5, 8, (5, 8)),
    "nine": Task(
        "coordinator", "sets up a partnership with nine people, a charter and a first activity", 6, 11, (30, 76)
    ),
    "day": Task("coordinator", "ticks off who came of forty, and tells all where it landed", 5, 22, (23, 58)),
    "twenty": Task("secretary", "enters twenty decisions on the page of the meeting", 2, 2 * ITEMS + 1, (60, 120)),
    "expected": Task("politician", "finds what is expected, answers an invitation and a role card", 4, 3),
    "back": Task("politician", "goes from a decision back to the voice it came of", 4, 3),
    "times": Task("association", "answers which times fit, by the link of the mail, without a login", 3, 3),
    "money": Task("economist", "sees where a pool's money is, and what it did", 4, 3),
}


def write(test: pytest.Item, took: str) -> None:
    """Write what a task took into its test's report, where a worker sends it on and JUnit keeps it."""
    test.user_properties.append((TOOK, took))


def lines(took: Iterable[str]) -> list[str]:
    """Draw what each task took in each way, beside its goal and what it took before, as a table in Markdown."""
    by_task: dict[tuple[str, str], list[str]] = {}
    for each in took:
        name, way, *numbers = each.split()
        by_task[name, way] = numbers

    drawn = [
        "| who | what | before | goal | by touch | by keyboard | screens scrolled | presses of Tab |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, task in TASKS.items():
        found = [by_task.get((name, way)) for way in WAYS]
        if not any(found):
            continue
        goal, before = f"{task.pages} / {task.actions}", "{} / {}".format(*task.before) if task.before else "–"
        cells = [f"{each[0]} / {each[1]}" if each else "–" for each in found]
        away = [each[2] if each else "–" for each in found]
        drawn.append(f"| {' | '.join((task.role, task.does, before, goal, *cells, *away))} |")

    return drawn


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Draw the table where any of the ten tasks was done."""
    reports = [each for some in terminalreporter.stats.values() for each in some if _is_last(each)]
    took = [said for each in reports for key, said in each.user_properties if key == TOOK]
    if took:
        terminalreporter.section("ten tasks by role: pages / actions")
        for line in lines(took):
            terminalreporter.write_line(line)


def _is_last(report: Any) -> bool:
    """Tell whether a report is a test's last, which holds what its fixtures wrote when they ended, too."""
    return getattr(report, "when", "") == "teardown"
