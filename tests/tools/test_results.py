"""Measurements and proofs: each tool is run, none stops the rest, and what it printed is kept with its date."""

import datetime as dt
import sys

import pytest

from tests.tools import load

generated = load("generated")
results = load("results")
DAY = dt.date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "ROOT", tmp_path)
    monkeypatch.setattr(results, "RESULTS", tmp_path / "docs" / "results")
    (tmp_path / "tools").mkdir()
    return tmp_path


def test_what_is_printed_is_kept_with_day_machine_and_command(folder):
    tool = folder / "tools" / "bench_it.py"
    tool.write_text("print('forhold 1,7')\nraise SystemExit(2)\n")
    assert results.run("bench-it", [sys.executable, str(tool)], DAY) == 2
    kept = (folder / "docs" / "results" / "2026-11-22-bench-it.md").read_text()
    assert kept.startswith("# bench-it\n\n2026-11-22. ")
    assert "tools/bench_it.py`. Slutkode 2 efter" in kept
    assert kept.endswith("\n```\nforhold 1,7\n```\n")
    assert str(folder) not in kept


def test_a_tool_that_writes_its_own_page_is_left_to_it(folder):
    tool = folder / "tools" / "drill_it.py"
    tool.write_text(
        "import pathlib\np = pathlib.Path('docs/results')\np.mkdir(parents=True)\n(p / 'own.md').write_text('x')\nprint('y')\n"
    )
    assert results.run("drill-it", [sys.executable, str(tool)], DAY) == 0
    assert [path.name for path in (folder / "docs" / "results").iterdir()] == ["own.md"]


def test_each_kind_has_its_own_tools(folder):
    for name in ("bench_b.py", "bench_a.py", "drill_c.py", "check.py"):
        (folder / "tools" / name).touch()
    assert [name for name, _ in results.commands("bench")] == ["bench-a", "bench-b"]
    assert [name for name, _ in results.commands("drill")] == ["drill-tests", "drill-c"]


def test_one_that_fails_does_not_stop_the_next(folder, capsys):
    (folder / "tools" / "bench_a.py").write_text("raise SystemExit(1)")
    (folder / "tools" / "bench_b.py").write_text("print('b')")
    assert results.main(["bench"]) == 1
    assert capsys.readouterr().out.strip().splitlines()[-2:] == ["FEJL  bench-a", "i orden  bench-b"]


def test_another_word_is_refused(capsys):
    assert results.main(["race"]) == 2
    assert capsys.readouterr().err == "Skriv bench eller drill.\n"


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
