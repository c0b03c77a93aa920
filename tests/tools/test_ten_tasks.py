"""The page of the ten tasks is drawn of what the journeys wrote into the report, and of nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from drills import ten_tasks

REPORT = """<testsuites><testsuite><testcase name="a"><properties><property name="processor" value="1.5"/>
<property name="took" value="code touch 3 3 0"/></properties></testcase><testcase name="b"><properties>
<property name="took" value="code keyboard 3 4 11"/></properties></testcase></testsuite></testsuites>"""


def test_the_page_tells_what_was_done_and_whether_all_was_within_its_goal(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    told = ten_tasks.took(report)
    assert told == ["code touch 3 3 0", "code keyboard 3 4 11"]

    day = dt.date(2026, 11, 30)
    assert "Every task is within its goal." in ten_tasks.page(told, 0, day)
    page = ten_tasks.page(told, 1, day)
    assert "**Not every task was done within its goal**" in page
    assert [line for line in page.splitlines() if line.startswith("| ")][1:] == [
        "| citizen | types the code on the paper, and reads what became of the words | – | 3 / 3 | 3 / 3 | 3 / 4 | 0 | 11 |"
    ]
