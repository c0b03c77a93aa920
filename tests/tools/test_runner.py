"""What runs the tests: which parts, what is left out and said, and a sum that can be trusted."""

import subprocess
import sys
import tomllib

import pytest

from tools import tests as runner

PG = "postgres://postgres@127.0.0.1:5432/x"


def listed(database, chromium, fast=False):
    return list(runner.parts(database, chromium, fast=fast))


def test_everything_is_run_where_everything_is_there():
    parts = listed(PG, "/usr/bin/chromium")
    assert [part.name for part in parts] == ["SQLite", "PostgreSQL", "the rest", "the journeys"]
    assert parts[1].environment == {"SAMSPIL_TEST_DATABASE": PG, "SAMSPIL_DATABASES": "second"}
    assert parts[0].environment == {"SAMSPIL_DATABASES": "first"}
    assert listed(None, None)[0].environment == {"SAMSPIL_DATABASES": "only"}
    assert [part.is_quiet for part in parts] == [False, True, True, True]
    assert parts[3].environment == {"CHROMIUM": "/usr/bin/chromium"}


def test_every_file_of_tests_is_in_a_part():
    sqlite, postgres, rest, journeys = (
        {word for word in part.words if word.startswith("tests/")} for part in listed(PG, "/usr/bin/chromium")
    )
    assert sqlite == postgres == {f"tests/{name}" for name in runner.ON_BOTH_DATABASES}
    assert sqlite & rest == set()
    files = {path.relative_to(runner.ROOT) for path in (runner.ROOT / "tests").rglob("test_*.py")}
    assert {file for file in files if not any(file.is_relative_to(folder) for folder in sqlite | rest)} == set()

    marked = {str(file) for file in files if "mark.journey" in (runner.ROOT / file).read_text(encoding="utf-8")}
    assert marked - journeys == set()
    assert "tests/journeys/test_demo.py" in journeys


def test_no_run_takes_the_drills():
    assert all("not drill" in " ".join(part.words) for part in listed(PG, "/usr/bin/chromium"))


def test_what_cannot_run_is_said_with_its_remedy():
    left_out = [str(part) for part in listed(None, None) if isinstance(part, runner.LeftOut)]
    assert left_out == [
        (
            "Left out: the tests on PostgreSQL. Install the package postgresql, or point at a server: "
            "DATABASE=postgres://user@host/name make test"
        ),
        "Left out: the journeys in a browser. Install the package chromium, or point at it: CHROMIUM=/path make test",
    ]


def test_fast_is_sqlite_alone():
    [part] = listed(PG, "/usr/bin/chromium", fast=True)
    assert (part.name, part.environment) == ("SQLite, the quick ones", {})
    assert {"tests/paper", "tests/spine", "tests/features/funds/test_rules.py"} <= set(part.words)
    assert "tests/journeys" not in part.words


def report(tmp_path, tests, failures=0, errors=0, skipped=0):
    path = tmp_path / "report.xml"
    path.write_text(
        f'<testsuites><testsuite tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"/></testsuites>'
    )
    return path


def test_runs_are_summed(tmp_path):
    tally = runner.Tally()
    tally.add(report(tmp_path, 10, failures=1, errors=2, skipped=3))
    tally.add(report(tmp_path, 5))
    assert str(tally) == "9 passed, 3 failed, 3 skipped"


@pytest.mark.parametrize("text", [None, "", "<testsuites"])
def test_a_run_that_died_counts_as_a_failure(tmp_path, text):
    path = tmp_path / "report.xml"
    if text is not None:
        path.write_text(text)
    tally = runner.Tally()
    tally.add(path)
    assert str(tally) == "0 passed, 1 failed, 0 skipped"


def test_the_heaviest_files_are_told_with_their_part(tmp_path):
    path = tmp_path / "report.xml"
    cases = [("tests.a", 1.5), ("tests.b", 9), ("tests.a", 2.25)]
    spent = '<properties><property name="processor" value="{}"/></properties>'
    told = "".join(
        f'<testcase classname="{name}" name="x" time="99">{spent.format(seconds)}</testcase>' for name, seconds in cases
    )
    path.write_text(f'<testsuites><testsuite tests="3">{told}</testsuite></testsuites>')
    tally = runner.Tally()
    tally.add(path, "SQLite")
    assert tally.heaviest() == [
        "    9.0 s  SQLite       tests.b",
        "    3.8 s  SQLite       tests.a",
        "   12.8 s  SQLite       in all",
    ]


def test_parts_run_side_by_side_and_no_word_of_theirs_is_mixed(tmp_path, monkeypatch, capfd):
    for name in ("first", "second", "third"):
        (tmp_path / f"test_{name}.py").write_text(f"def test_it():\n    print('{name}')\n    assert 0\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider -p no:django\n")
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    parts = [runner.Part(name, (f"test_{name}.py",), is_quiet=name != "first") for name in ("first", "second", "third")]
    tally = runner.Tally()
    assert (runner.run_beside(parts, tally), str(tally)) == ([1, 1, 1], "0 passed, 3 failed, 0 skipped")
    shown = capfd.readouterr().out
    for name in ("second", "third"):
        assert shown.index(f"test_{name}.py") > shown.index(f"=== {name} ===")


def test_a_test_tells_what_it_asked_of_the_processor_and_not_how_long_it_waited(tmp_path, monkeypatch):
    (tmp_path / "test_it.py").write_text(
        "import time\ndef test_it():\n    time.sleep(0.3)\n    until = time.process_time() + 0.1\n"
        "    while time.process_time() < until: pass\n"
    )
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = -p no:cacheprovider -p no:django -p tests.kit.processor\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(runner.ROOT))
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    tally = runner.Tally()
    runner.run(runner.Part("one", ("test_it.py",)), tally)
    assert 0.1 <= tally.seconds["test_it", "one"] < 0.3


LEFT = [runner.LeftOut("x", "y")]


@pytest.mark.parametrize(
    ("codes", "left_out", "failed", "is_ci", "code"),
    [
        ([0, 0], [], 0, True, 0),
        ([0, 0], LEFT, 0, False, 0),
        ([0, 0], LEFT, 0, True, 1),
        ([0, 5], [], 0, False, 0),
        ([0, 5], [], 0, True, 1),
        ([0, 1], [], 0, False, 1),
        ([0, 0], [], 1, False, 1),
        ([0, 3], [], 0, False, 1),
    ],
)
def test_the_exit_code_is_true(codes, left_out, failed, is_ci, code):
    assert runner.verdict(codes, left_out, runner.Tally(5, failed, 0), is_ci=is_ci) == code


@pytest.mark.parametrize(
    ("body", "sum_line", "code"),
    [
        ("def test_a(): pass", "1 passed, 0 failed, 0 skipped", 0),
        ("def test_a(): pass\ndef test_b(): assert 0", "1 passed, 1 failed, 0 skipped", 1),
        ("import pytest\n@pytest.mark.skip(reason='x')\ndef test_a(): pass", "0 passed, 0 failed, 1 skipped", 0),
        ("import pytest\n@pytest.mark.drill\ndef test_a(): assert 0", "0 passed, 0 failed, 0 skipped", 5),
        ("import missing_for_sure", "0 passed, 1 failed, 0 skipped", 2),
    ],
)
def test_a_real_run_of_pytest_is_counted_as_it_went(tmp_path, monkeypatch, body, sum_line, code):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(body + "\n")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers = drill\naddopts = -m 'not drill' -p no:cacheprovider -p no:django\n"
    )
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    tally = runner.Tally()
    assert (runner.run(runner.Part("prøve", ("tests",)), tally), str(tally)) == (code, sum_line)


def test_the_browser_is_the_one_pointed_at(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert runner.browser() == sys.executable
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    assert runner.browser() is None


@pytest.mark.parametrize(
    ("asked", "ended"), [((), "1 passed, 1 deselected"), (("-m", "drill"), "1 failed, 1 deselected")]
)
def test_a_drill_runs_only_when_asked_for(tmp_path, asked, ended):
    with (runner.ROOT / "pyproject.toml").open("rb") as file:
        usual = tomllib.load(file)["tool"]["pytest"]["ini_options"]["addopts"]
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nmarkers = drill\naddopts = {usual} -p no:django\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_a(): pass\n@pytest.mark.drill\ndef test_b(): assert False\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", *asked, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip().splitlines()[-1].startswith(ended)
