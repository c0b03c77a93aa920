"""Whatever stands in a file or on the command line: an answer, or one Danish sentence, never a stack trace."""

from __future__ import annotations

import argparse
import inspect
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samspil.analysis.payment import readings
from samspil.analysis.payment.command import main
from samspil.paper.command_line import in_danish
from tests.analysis.payment.examples import DAY, as_json, as_toml, contract, period, result, stamped, written

# Words that the standard library and argparse say and the house does not; each is no Danish word.
ENGLISH = re.compile(
    r"\b(the|invalid|expected|expecting|unrecognized|required|argument|arguments|could|match|value|choose|from|unterminated|"
    r"string|delimiter|property|enclosed|quotes|line|column|after|statement|document|cannot|overwrite|illegal|character|"
    r"found|escape|field|larger|than|limit|codec|decode|byte|position|file|directory|such|error|traceback|unknown|"
    r"is|not|no|an|and|of|with|this|should|must)\b",
    re.IGNORECASE,
)
OURS = re.compile(
    r"»[^«]*«|'[^']*'|nøglen \S+|kolonnen \S+|\S+\.(?:toml|json|csv|html|pdf)\b|--[\w-]+|»?samspil [^«]*«?|\[evidence\]"
)
NAMES = re.compile(
    r"\b(?:payment|result_sha256|contract_sha256|statement_sha256|n_referred|measured_on|interval_level|smallest_n|coverage)\b"
)
# Keys, and the words of the file's own format, that a refusal names as they must be written.
WORDS = re.compile(r"\"[\w/ -]+\"|Kendte nøgler er [^.]*\.|metoderne [^.]*|date,amount")


def english(sentence: str) -> list[str]:
    """Return the English words of a sentence, what it quotes and names left out."""
    for pattern in (OURS, WORDS, NAMES):
        sentence = pattern.sub(" ", sentence)
    return ENGLISH.findall(sentence)


BYTES: dict[str, bytes] = {
    "empty": b"",
    "one newline": b"\n",
    "nul": b"\x00" * 40,
    "a nul inside": b'{"period": "2028\x00"}',
    "binary": bytes(range(256)) * 4,
    "byte mark alone": b"\xef\xbb\xbf",
    "utf-16": "format = 'x'\n".encode("utf-16"),
    "utf-16 be": b"\xfe\xff" + "{}".encode("utf-16-be"),
    "latin-1": "a = 'blå'\n".encode("latin-1"),
    "pdf": b"%PDF-1.7\n%\xe2\xe3",
    "zip": b"PK\x03\x04\x14\x00",
    "half a character": b'{"a": "\\ud800", "period": "2028", "payable": true}',
    "half a character in a key": b'{"\\udfff": 1, "period": "2028", "payable": true}',
    "half a character in toml": b'format = "\\ud800"\n',
    "a number of 10,000 digits": b'{"period": ' + b"9" * 10_000 + b"}",
    "an exponent": b'{"period": "2028", "payable": true, "observed": 1e400}',
    "an exponent beyond all": b'{"period": "2028", "payable": true, "x": 1e999999999999999999999}',
    "not a number": b'{"period": NaN}',
    "a tower": b"[" * 100_000,
    "a tower of tables": b'{"a":' * 50_000,
    "a toml tower": b"a = " + b"[" * 50_000,
    "a long line": b"date,amount\n2026-01-01," + b"1" * 200_000 + b"\n",
    "a long field": b'date,amount\n"' + b"x" * 200_000 + b'",1\n',
    "an open quote": b'date,amount\n"2026-01-01,1\n',
    "a nul in csv": b"date,amount\n2026-01-01,\x001\n",
    "no json": b"hej",
    "a word": b'"hej"',
    "a number": b"7",
    "nothing": b"null",
    "true": b"true",
    "a list of nothing": b"[null]",
    "a list of lists": b"[[[]]]",
    "carriage returns": b"date,amount\r2026-01-01,-5\r2027-01-01,6\r",
    "semicolons": b"date;amount\n2026-01-01;-5\n",
    "a toml of a key": b"format",
    "a toml date that is none": b"a = 2028-02-30\n",
    "a toml year zero": b"a = 0000-01-01\n",
    "an infinite toml": b"a = inf\n",
}
VALUES: list[Any] = [
    "0,5",
    "5.700.000",
    "01-07-2028",
    "1/7/2028",
    "2028/07/01",
    "15 %",
    "",
    " ",
    "NaN",
    "-0",
    "1e400",
    "9" * 400,
    "\u0000",
    "\u202e",
    "æøå",
    "x" * 5000,
    "2126-01-01",
    "9999-12-31",
    "0001-01-01",
    "2028-07-01T00:00:00",
    True,
    False,
    0,
    -1,
    10**15,
    10**400,
    [],
    {},
    [[]],
    {"kind": "x"},
    None,
]
RAW_NUMBERS = [
    "NaN",
    "Infinity",
    "-Infinity",
    "-0",
    "-0.0",
    "1e400",
    "1e-400",
    "1E+999999999999",
    "0.1" + "1" * 300,
    "5e-324",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _write(tmp_path)
    (tmp_path / "mappe").mkdir()
    return tmp_path


def _terms() -> dict[str, Any]:
    return contract(
        periods=[period("2028", 2026)],
        irr={"clause": "§ 11", "cap": 1, "ratchet_from": "x", "investor_share": 1} | {"ratchet_from": 0},
        guarantee={"clause": "§ 14", "guarantor": "garant", "share": 1, "limit": 5},
        expectation={"clause": "x", "referred": 10, "outlays": [{"on": DAY(2026, 1, 1), "amount": 5}]},
    )


def _write(folder: Path) -> None:
    failed = result(payable=False)
    stamp = stamped(failed)["result_sha256"]
    review = {"who": "kontrol", "when": "2028-05-01", "why": "Placebo er forklaret.", "result_sha256": stamp}
    (folder / "k.toml").write_text(as_toml(_terms()), encoding="utf-8")
    (folder / "r.json").write_text(as_json(failed), encoding="utf-8")
    (folder / "v.json").write_text(as_json(review), encoding="utf-8")
    (folder / "f.csv").write_text("date,amount\n2026-01-01,-5000\n", encoding="utf-8")


COMPUTE = ["compute", "k.toml", "r.json", "--flows", "f.csv", "--review", "v.json", "--json"]
# Every command with every file it reads; {} is where the broken file goes.
COMMANDS: dict[str, list[str]] = {
    "check": ["check", "{}"],
    "read": ["read", "{}"],
    "against": ["read", "k.toml", "--against", "{}"],
    "contract": ["compute", "{}", "r.json"],
    "result": ["compute", "k.toml", "{}", "--flows", "f.csv"],
    "flows": ["compute", "k.toml", "r.json", "--flows", "{}"],
    "review": ["compute", "k.toml", "r.json", "--flows", "f.csv", "--review", "{}"],
    "previous": ["compute", "k.toml", "r.json", "--flows", "f.csv", "--previous", "{}"],
    "verify": ["verify", "{}", "k.toml", "r.json", "--flows", "f.csv"],
    "simulate": ["simulate", "{}", "--prior-mean", "0", "--prior-sd", "0", "--se", "0", "--draws", "10"],
    "cashflow": ["cashflow", "{}"],
    "indigo": ["indigo", "{}", "--out", "ud.json"],
    "statement": ["indigo", "k.toml", "{}", "--out", "ud.json"],
    "business": ["business", "{}"],
}


def _tried(folder: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command in a folder; a refusal is one line, Danish, ended by a point, and writes no file."""
    code = main(words)
    said = capsys.readouterr()
    assert code in (0, 2), words
    if code == 2:
        assert said.err.count("\n") == 1, said.err
        assert said.err.endswith((".\n", "«\n")), said.err
        assert english(said.err) == [], said.err
        assert not (folder / "ud.json").exists()
    else:
        assert said.err == ""
        (folder / "ud.json").unlink(missing_ok=True)
    return code, said.err


@pytest.mark.parametrize("name", COMMANDS)
def test_no_bytes_break_a_command(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for what, raw in BYTES.items():
        (folder / "x").write_bytes(raw)
        code, _ = _tried(folder, [word.replace("{}", "x") for word in COMMANDS[name]], capsys)
        assert code == 2 or what in {"carriage returns", "byte mark alone"}, (name, what)
    for place in ("mappe", "findes-ikke", "r.json/x", "\udcff.json", "x" * 300, "k.toml\x00", ""):
        assert _tried(folder, [word.replace("{}", place) for word in COMMANDS[name]], capsys)[0] == 2


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in entries:
        yield from _paths(each, (*path, key))


def _changed(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _changed(value[path[0]], path[1:], other)
    return copy


def test_no_value_in_a_contract_breaks_a_command(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    dice, raw = random.Random(3), _terms()
    for path in list(_paths(raw))[1:]:
        for other in dice.sample([each for each in VALUES if each is not None], 6):
            text = as_toml(_changed(raw, path, other))
            (folder / "x").write_text(text, encoding="utf-8", errors="replace")
            for name in dice.sample(["check", "read", "contract", "simulate", "indigo", "business"], 1):
                _tried(folder, [word.replace("{}", "x") for word in COMMANDS[name]], capsys)


def test_no_value_in_a_result_a_review_or_a_statement_breaks_a_command(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import json

    monkeypatch.chdir(folder)
    assert main(COMPUTE) == 0
    statement = json.loads(capsys.readouterr().out)
    full = result(
        cohorts=[{"id": "a", "observed": 5, "n": 5, "estimates": {"did": {"rate_ratio": 1, "low": 1, "high": 1}}}],
        types={"akut": {"observed": 5, "estimates": {"did": {"rate_ratio": 1}}}},
        responders={"n": 5, "successes": 1, "threshold": 0.5},
        counts={"a": [1]},
        gates=[{"name": "x", "passed": True, "value": 1, "limit": 2}],
        bracket=[1, 1],
    )
    dice = random.Random(4)
    for name, raw in {
        "result": full,
        "review": json.loads((folder / "v.json").read_text(encoding="utf-8")),
        "previous": statement,
        "statement": statement,
        "verify": statement,
    }.items():
        for path in _paths(raw):
            for other in dice.sample(VALUES, 3):
                (folder / "x").write_text(as_json(_changed(raw, path, other)), encoding="utf-8", errors="replace")
                _tried(folder, [word.replace("{}", "x") for word in COMMANDS[name]], capsys)
            if path:
                number = dice.choice(RAW_NUMBERS)
                text = written(_changed(raw, path, "~~")).replace('"~~"', number)
                (folder / "x").write_text(text, encoding="utf-8")
                _tried(folder, [word.replace("{}", "x") for word in COMMANDS[name]], capsys)


@pytest.mark.parametrize("year", [1, 1899, 1900, 1969, 2126, 2199, 2200, 2201, 9999])
def test_no_year_breaks_a_command(
    year: int, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    day = f"{year:04d}-12-31"
    (folder / "x").write_text(f"date,amount\n2026-01-01,-5\n{day},6\n{day},-7\n", encoding="utf-8")
    for words in (["cashflow", "x"], ["cashflow", "x", "--rate", "999"], ["cashflow", "x", "--rate", "-0.999"]):
        code, _ = _tried(folder, words, capsys)
        assert code == 2 or 1900 <= year <= 2200

    for key in ("contract__ends_on", "periods__0__ends_on", "periods__0__due_on", "contract__starts_on"):
        raw = _terms()
        *path, last = key.split("__")
        here: Any = raw
        for part in path:
            here = here[int(part)] if part.isdigit() else here[part]
        here[last] = DAY(year, 12, 31)
        (folder / "x").write_text(as_toml(raw), encoding="utf-8")
        for name in ("check", "contract", "simulate"):
            _tried(folder, [word.replace("{}", "x") for word in COMMANDS[name]], capsys)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("threshold = 0.15", "threshold = 0,15", "»threshold = 0,15«; 0,15 skrives 0.15"),
        ("threshold = 0.15", 'threshold = "0,15"', "»0,15« kan ikke bruges. Skriv et tal"),
        ("cap = 5_700_000", "cap = 5.700.000", "»cap = 5.700.000«; 5.700.000 skrives 5700000"),
        ("cap = 5_700_000", 'cap = "5.700.000"', "med højst to decimaler (skriv 5700000)"),
        ("due_on = 2028-07-01", "due_on = 01-07-2028", "»due_on = 01-07-2028«; 01-07-2028 skrives 2028-07-01"),
        ("due_on = 2028-07-01", 'due_on = "01-07-2028"', "(skriv 2028-07-01)"),
        ('unit = "øre"', "unit = øre", "»unit = øre«"),
    ],
)
def test_a_danish_number_or_date_is_mended_by_name(
    old: str, new: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    text = readings.text("A")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    (folder / "x").write_text(text.replace(old, new, 1), encoding="utf-8")
    code, told = _tried(folder, ["check", "x"], capsys)
    assert (code, said in told) == (2, True), told
    assert new.endswith('"') or f"linje {line}, tegn " in told


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('2026-01-01,"-5,5"', "linje 2, kolonnen amount: »-5,5« kan ikke bruges"),
        ('2026-01-01,"-5,5"', "(skriv -5.5)"),
        ("2026-01-01,5.700.000", "(skriv 5700000)"),
        ("01-07-2028,5", "linje 2, kolonnen date: »01-07-2028« kan ikke bruges"),
        ("01-07-2028,5", "(skriv 2028-07-01)"),
    ],
)
def test_a_danish_cell_is_mended_by_row_and_column(
    cell: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "x").write_text(f"date,amount\n{cell}\n", encoding="utf-8")
    code, told = _tried(folder, ["cashflow", "x"], capsys)
    assert (code, said in told) == (2, True), told


def test_a_byte_mark_is_no_fault(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for name in ("k.toml", "r.json", "v.json", "f.csv"):
        (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())
    assert _tried(folder, COMPUTE, capsys)[0] == 0


SIMULATE = ["simulate", "k.toml", "--prior-mean", "0.1", "--prior-sd", "0.1", "--se", "0.1"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["pay"],
        ["compute"],
        ["compute", "k.toml"],
        ["compute", "k.toml", "r.json", "--flow", "f.csv"],
        ["compute", "k.toml", "r.json", "--json=ja"],
        ["compute", "k.toml", "r.json", "--period"],
        ["compute", "k.toml", "r.json", "--period", "2099"],
        ["simulate", "k.toml", "--prior", "1"],
        [*SIMULATE, "--seed", "0,5"],
        [*SIMULATE, "--seed", "-1"],
        [*SIMULATE, "--draws", "5.700.000"],
        [*SIMULATE, "--draws", "9" * 5000],
        [*SIMULATE, "--draws", "\u0663"],
        [*SIMULATE, "--bias", "0,5"],
        [*SIMULATE, "--bias", "1e999999999999"],
        [*SIMULATE, "--rho", "--se"],
        [*SIMULATE, "--cohorts", "0"],
        ["cashflow", "f.csv", "--rate", "5 %"],
        ["cashflow", "f.csv", "--rate", "-1"],
        ["init", "--reading", "E", "--out", "x.toml"],
        ["init", "--reading", "A", "--out", ""],
        ["init", "--reading", "A", "--out", "mappe"],
        ["init", "--reading", "A", "--out", "ingen/x.toml"],
        ["read", "k.toml", "--out", "x.doc"],
        ["business", "k.toml", "--reduction", "0,15"],
        ["check", "k.toml", "ekstra"],
        ["check", "--", "-x"],
    ],
    ids=" ".join,
)
def test_no_command_line_breaks_a_command(
    words: list[str], folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    code, _ = _tried(folder, words, capsys)
    assert code == 2 or words[-1] == "\u0663"


def test_a_danish_number_on_the_command_line_is_mended(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert "som 0.5." in _tried(folder, [*SIMULATE, "--bias", "0,5"], capsys)[1]
    assert "som 5700000." in _tried(folder, [*SIMULATE, "--draws", "5.700.000"], capsys)[1]


def test_every_complaint_of_the_standard_parser_has_danish_words() -> None:
    """argparse's own sentences, read from its source: a new one in a later Python fails here, not before a user."""
    source = inspect.getsource(argparse)
    made_by_programmers = (
        "conflict",
        "merge",
        "positionals",
        "dest=",
        "mutually exclusive",
        "multiple subparser",
        "callable",
        "not defined",
        "option string",
        "mode",
    )
    kinds = re.findall(r"(?:_|ngettext)\(\s*(?:'([^'\n]+)'|\"([^\"\n]+)\")", source)
    sentences = [one or two for one, two in kinds]
    asked = [each for each in sentences if not any(word in each for word in made_by_programmers)]

    assert len(asked) > 15
    headings = {
        "usage: ",
        "positional arguments",
        "options",
        "show this help message and exit",
        "%(prog)s: error: %(message)s\\n",
    }
    for sentence in set(asked) - headings:
        filled = re.sub(
            r"%\(\w+\)[rs]|%[rs]", "'x'", sentence.replace("%(type)s", "int").replace("expected %s", "expected 3")
        )
        assert english(in_danish(filled)) == [], (sentence, in_danish(filled))


def test_a_reader_that_stops_reading_is_no_fault(folder: Path) -> None:
    code = f"import sys; from samspil.analysis.payment.command import main; sys.exit(main(['read', {str(folder / 'k.toml')!r}]))"
    ran = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert ran.stdout is not None
    assert ran.stderr is not None
    ran.stdout.close()
    assert ran.stderr.read() == b""
    ran.stderr.close()
    assert ran.wait() == 0
