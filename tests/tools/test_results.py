"""Measurements and proofs: each step is run, none stops the rest, what it printed is kept, and one table says how all went."""

import datetime as dt
import re
import sys
import time
from pathlib import Path

import pytest

from tools import generated, results

DAY = dt.date(2026, 11, 22)
DOOR = '\n\nif __name__ == "__main__":\n    '


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "ROOT", tmp_path)
    monkeypatch.setattr(results, "RESULTS", tmp_path / "docs" / "results")
    for name in ("bench", "drills"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    return tmp_path


def plant(folder, **modules):
    for name, deed in modules.items():
        (folder / "bench" / f"{name}.py").write_text(f"import os, pathlib, sys, time{DOOR}{deed}\n")


def test_what_is_printed_is_kept_with_day_machine_and_command(folder):
    plant(folder, it="print('ratio 1.7'); raise SystemExit(2)")
    outcome = results.run("bench-it", [sys.executable, "-m", "bench.it"], DAY)
    assert (outcome.code, outcome.word) == (2, "failed (exit code 2)")
    assert outcome.pages == ("docs/results/2026-11-22-bench-it.md",)

    kept = (folder / outcome.pages[0]).read_text()
    assert kept.startswith("# bench-it\n\n2026-11-22. ")
    assert re.search(r"-m bench\.it`\. failed \(exit code 2\) after \d+ s\.\n", kept)
    assert kept.endswith("\n```\nratio 1.7\n```\n")
    assert str(folder) not in kept


def test_a_module_that_writes_its_own_page_is_left_to_it(folder):
    own = "p = pathlib.Path('docs/results'); p.mkdir(parents=True); (p / 'own.md').write_text('x'); print('y')"
    plant(folder, it=own)
    outcome = results.run("bench-it", [sys.executable, "-m", "bench.it"], DAY)
    assert (outcome.is_ok, outcome.pages) == (True, ("docs/results/own.md",))
    assert [path.name for path in (folder / "docs" / "results").iterdir()] == ["own.md"]


def test_modules_with_a_door_are_run_and_what_they_rest_on_is_not(folder):
    plant(folder, b="pass", a_b="pass")
    (folder / "bench" / "plain.py").write_text("x = 1\n")
    (folder / "drills" / "c.py").write_text(f"x = 1{DOOR}pass\n")
    assert [name for name, _ in results.commands("bench")] == ["bench-a-b", "bench-b"]
    assert [name for name, _ in results.commands("drill")] == ["drill-tests", "drill-c"]


def test_the_houses_own_steps_are_all_found():
    bench, drill = (dict(results.commands(kind)) for kind in ("bench", "drill"))
    assert {"bench-effect", "bench-journal", "bench-requests", "bench-thread"} <= set(bench)
    assert {"drill-tests", "drill-coverage", "drill-kill", "drill-kill-publishing", "drill-mutate"} <= set(drill)
    assert not {"bench-plain-matching", "drill-planted", "drill-kill-deeds"} & {*bench, *drill}


def test_what_a_step_leaves_running_in_a_session_of_its_own_does_not_hold_the_rest_back(folder):
    plant(
        folder,
        it="import subprocess\n    subprocess.Popen(['sleep', '30'], start_new_session=True)\n    print('done')",
    )
    start = time.perf_counter()
    outcome = results.run("bench-it", [sys.executable, "-m", "bench.it"], DAY)
    assert (outcome.is_ok, "done" in (folder / outcome.pages[0]).read_text()) == (True, True)
    assert time.perf_counter() - start < 25


def test_whatever_way_a_step_fails_the_rest_are_run_and_one_table_tells(folder, capsys, monkeypatch):
    monkeypatch.setattr(results, "LONGEST_SECONDS", 1.5)
    plant(
        folder,
        a="raise SystemExit(3)",
        b="raise RuntimeError('broken')",
        c="os.kill(os.getpid(), 9)",
        d="time.sleep(60)",
        e="sys.stdout.buffer.write(b'\\xff'); print(sys.stdin.read() == '')",
    )
    (folder / "bench" / "f.py").write_text(f"import missing_for_sure{DOOR}pass\n")
    usual = results.commands("bench")
    monkeypatch.setattr(results, "commands", lambda _: [*usual, ("bench-g", ["/no/such/program"])])
    assert results.main(["bench"]) == 1

    said = capsys.readouterr().out.strip().splitlines()
    *rows, blank, last = said[-10:]
    assert [[*row.split()[:1], " ".join(row.split()[2:-1])] for row in rows] == [
        ["what", "outcome"],
        ["bench-a", "failed (exit code 3)"],
        ["bench-b", "failed (exit code 1)"],
        ["bench-c", "failed (exit code -9)"],
        ["bench-d", "failed (not done in 2 s)"],
        ["bench-e", "ok"],
        ["bench-f", "failed (exit code 1)"],
        ["bench-g", "failed (could not begin: No such file or directory)"],
    ]
    assert (blank, last) == ("", "7 ran, 6 failed")
    day = dt.datetime.now(dt.UTC).date()
    assert [row.split()[-1] for row in rows[1:]] == [f"docs/results/{day}-bench-{name}.md" for name in "abcdefg"]


def test_a_page_that_cannot_be_kept_is_a_failure_and_stops_nothing(folder, capsys):
    plant(folder, a="print('a')", b="print('b')")
    (folder / "docs").write_text("no folder")
    assert results.main(["bench"]) == 1
    assert capsys.readouterr().out.count("its result could not be kept") == 2


def test_a_step_that_is_ended_leaves_nothing_running(folder):
    plant(folder, it="pid = os.fork(); print(pid, flush=True) if pid else None; time.sleep(60)")
    outcome = results.run("bench-it", [sys.executable, "-m", "bench.it"], DAY, longest=1.0)
    assert not outcome.is_ok
    child = Path("/proc", (folder / outcome.pages[0]).read_text().split("```")[1].strip(), "stat")
    until = time.monotonic() + 5
    while child.exists() and child.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < until, "the child of an ended step still runs"
        time.sleep(0.1)


def test_all_that_went_well_is_exit_code_0(folder, capsys):
    plant(folder, a="pass", b="print('b')")
    assert results.main(["bench"]) == 0
    assert capsys.readouterr().out.endswith("\n\n2 ran, 0 failed\n")


def test_another_word_is_refused(capsys):
    assert results.main(["race"]) == 2
    assert capsys.readouterr().err == "Say bench or drill.\n"


def test_pages_that_do_not_follow_from_the_code_are_found(tmp_path):
    (tmp_path / "tools").mkdir()
    kept = tmp_path / "docs" / "generated"
    kept.mkdir(parents=True)
    tool = tmp_path / "tools" / "generate_states.py"
    tool.write_text("import pathlib, sys\nfor n in 'abc': (pathlib.Path(sys.argv[1]) / f'{n}.md').write_text(n)\n")
    for name, text in {"a.md": "a", "b.md": "changed", "z.md": "z"}.items():
        (kept / name).write_text(text)

    assert generated.stale(tmp_path) == [
        "docs/generated/b.md: not as generated",
        "docs/generated/c.md: missing",
        "docs/generated/z.md: left over",
    ]
    assert generated.write(kept, tmp_path) == []
    (kept / "z.md").unlink()
    assert generated.stale(tmp_path) == []
    tool.write_text("raise SystemExit('det gik galt')")
    assert generated.stale(tmp_path) == ["generate_states.py stopped: det gik galt"]
