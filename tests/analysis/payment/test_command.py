"""The commands as people and programs meet them: what they print, what they write, and that nothing else is loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from samspil.analysis.payment import readings
from samspil.analysis.payment.command import main
from tests.analysis.payment import invented
from tests.analysis.payment.examples import PROTOCOL, as_json, as_toml, contract, put, result
from tests.analysis.payment.malformed import corpus

FLOWS = """date,amount
2026-01-01,-2000000
2027-01-01,-1500000
2028-01-01,-750000
2028-07-01,2500000
2029-07-01,2500000
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "k.toml").write_text(as_toml(contract()), encoding="utf-8")
    (tmp_path / "r.json").write_text(as_json(result()), encoding="utf-8")
    (tmp_path / "f.csv").write_text(FLOWS, encoding="utf-8")
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([str(word) for word in words]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def _refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([str(word) for word in words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("samspil: ")
    return said.err.removeprefix("samspil: ")


def test_compute_prints_the_fixed_keys(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(_run(capsys, "compute", folder / "k.toml", folder / "r.json", "--json"))
    assert {"contract_sha256", "period", "lines", "totals", "total_ore", "payable", "reasons"} <= set(told)
    assert (told["period"], told["totals"], told["total_ore"]) == ("2028", {"region": 500_000_000}, 500_000_000)
    assert set(told["lines"][0]) == {"metric", "clause", "payer", "amount_ore", "derivation", "capped_by"}
    assert told["protocol_sha256"] == {"kontakter": PROTOCOL}
    assert "5.000.000 kr." in _run(capsys, "compute", folder / "k.toml", folder / "r.json")


def test_compute_says_why_nothing_is_paid(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "r.json").write_text(as_json(result(payable=False)), encoding="utf-8")
    text = " ".join(_run(capsys, "compute", folder / "k.toml", folder / "r.json").split())
    assert "Advarsel: kontakter: resultatet kan ikke betales uden vurdering" in text


@pytest.mark.parametrize("name", readings.NAMES)
def test_init_writes_a_contract_that_checks(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "ny.toml"
    assert _run(capsys, "init", "--reading", name, "--out", out) == ""
    assert "er i orden. Antaget: " in _run(capsys, "check", out)
    assert "findes allerede" in _refused(capsys, "init", "--reading", name, "--out", out)
    assert out.read_text(encoding="utf-8") == readings.text(name)


def test_read_as_text_html_pdf_and_difference(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Sådan regnes der" in _run(capsys, "read", folder / "k.toml")
    _run(capsys, "read", folder / "k.toml", "--out", folder / "a.html")
    _run(capsys, "read", folder / "k.toml", "--out", folder / "a.pdf")
    assert (folder / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (folder / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "siger det samme" in _run(capsys, "read", folder / "k.toml", "--against", folder / "k.toml")
    assert ".html eller .pdf" in _refused(capsys, "read", folder / "k.toml", "--out", folder / "a.doc")
    assert "kan ikke skrives" in _refused(capsys, "read", folder / "k.toml", "--out", folder / "x" / "a.html")
    assert {path.name for path in folder.iterdir()} == {"k.toml", "r.json", "f.csv", "a.html", "a.pdf"}


def test_cashflow(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(_run(capsys, "cashflow", folder / "f.csv", "--json"))
    assert (round(told["xirr"], 5), round(told["multiple"], 3), told["npv"]) == (0.07310, 1.176, None)
    text = _run(capsys, "cashflow", folder / "f.csv", "--rate", "0.05")
    assert "Årligt afkast 7,31 %." in text
    assert "Nutidsværdi ved 5,0 % om året: 211.918,51 kr." in text
    (folder / "f.csv").write_text("date,amount\n2026-01-01,5\n", encoding="utf-8")
    assert "Intet årligt afkast: ingen rente" in _run(capsys, "cashflow", folder / "f.csv")
    assert "--rate skal være over -1" in _refused(capsys, "cashflow", folder / "f.csv", "--rate", "-1")


def test_simulate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.toml").write_text(readings.text("B"), encoding="utf-8")
    words = [
        "simulate",
        tmp_path / "b.toml",
        "--prior-mean",
        "0.15",
        "--prior-sd",
        "0.05",
        "--se",
        "0.03",
        "--draws",
        "1000",
    ]
    told = json.loads(_run(capsys, *words, "--seed", "3", "--json"))

    assert (told["draws"], told["seed"]) == (1000, 3)
    assert "møntkast" in _run(capsys, *words)
    assert "ikke et helt tal" in _refused(capsys, *words, "--seed", "1.5")
    assert "ikke et tal" in _refused(capsys, *words, "--bias", "meget")
    assert "mellem -1000 og 1000" in _refused(capsys, *words, "--bias", "NaN")


def test_business_and_readings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.toml").write_text(readings.text("B"), encoding="utf-8")
    assert "Hvem betaler, og hvem sparer" in _run(capsys, "business", tmp_path / "b.toml")
    assert "fra 0 til under 1" in _refused(capsys, "business", tmp_path / "b.toml", "--reduction", "1")
    assert "Samme tabel, modsat beslutning" in _run(capsys, "readings")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "der mangler"),
        (["pay"], "ukendt valg"),
        (["init", "--reading", "A"], "der mangler"),
        (["check", "findes-ikke.toml"], "filen findes ikke"),
        (["cashflow", "findes-ikke.csv"], "filen findes ikke"),
    ],
)
def test_a_wrong_command_is_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in _refused(capsys, *words)


def test_schema_takes_what_the_reader_takes(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(_run(capsys, "schema"))
    for schema in told.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for seed in range(60):
        case = invented.case(seed)
        jsonschema.validate(_plain(case.contract), told["contract"])
        for raw in case.results:
            jsonschema.validate(_plain(raw), told["result"])


def test_schema_refuses_what_only_a_shape_can_see(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(_run(capsys, "schema"))["contract"]

    for key, value in {
        "format": "x",
        "metrics.0.function.threshold": 1,
        "metrics.0.pays_on": "hope",
        "payers.0.kap": 5,
        "payers.0.share": "3/0",
        "parties.0.id": "Æ",
        "contract.version": 0,
        "payers.0.year_caps": {},
        "payers.0.carry_forward": "ja",
        "metrics.0.protocol_sha256": "abc",
    }.items():
        raw = contract()
        put(raw, key, value)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(_plain(raw), schema)


def test_the_corpus_starts_from_files_that_are_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken case is broken by its one change: unchanged, the same files are paid after."""
    assert len(corpus()) >= 200
    _run(capsys, "compute", folder / "k.toml", folder / "r.json", "--flows", folder / "f.csv", "--json")


def test_computing_loads_neither_django_nor_numpy_nor_scipy(folder: Path) -> None:
    code = (
        "import sys; from samspil.site.command import main; "
        f"code = main(['payment', 'compute', {str(folder / 'k.toml')!r}, {str(folder / 'r.json')!r}, '--json']); "
        "heavy = {'django', 'numpy', 'scipy', 'jsonschema', 'altair', 'typst'} & set(sys.modules); "
        "sys.exit(code or (3 if heavy else 0))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["total_ore"] == 500_000_000


def _plain(raw: Any) -> Any:
    """Turn decimals into floats and days into texts, as a JSON reader would see them."""
    return json.loads(json.dumps(raw, default=lambda value: str(value) if hasattr(value, "year") else float(value)))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["check", "findes-ikke.toml"], "findes-ikke.toml: filen findes ikke. Tjek stien.\n"),
        (["check", "."], ".: det er en mappe. Skriv navnet på en fil i den.\n"),
        (["compute", "k.toml", "mappe"], "mappe: det er en mappe. Skriv navnet på en fil i den.\n"),
        (
            ["compute", "k.toml", "latin.json"],
            "latin.json: filen kan ikke læses som tekst. Gem den som UTF-8, og tjek, at du må læse den.\n",
        ),
        (
            ["read", "k.toml", "--out", "ingen/a.html"],
            "a.html kan ikke skrives: mappen findes ikke. Vælg en anden mappe.\n",
        ),
        (
            ["read", "k.toml", "--out", "mappe.html"],
            "»mappe.html« kan ikke skrives: det er ikke en fil. Skriv navnet på en fil.\n",
        ),
    ],
)
def test_a_file_that_cannot_be_read_or_written_is_refused_word_for_word(
    words: list[str], sentence: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "mappe").mkdir()
    (folder / "mappe.html").mkdir()
    (folder / "latin.json").write_bytes("blå".encode("latin-1"))
    before = sorted(folder.iterdir())
    assert _refused(capsys, *words) == sentence
    assert sorted(folder.iterdir()) == before


def test_help_is_danish_throughout(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], ["compute", "--help"], ["simulate", "--help"]):
        with pytest.raises(SystemExit) as done:
            main(words)
        told = capsys.readouterr().out
        assert done.value.code == 0
        assert told.startswith("Skriv: samspil payment")
        assert "vis denne hjælp" in told
        assert not {"usage", "options", "arguments", "show"} & set(told.replace(":", " ").split())


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("metrics.0.function.amount", "function.amount"),
        ("metrics.0.cap", "kontakter.cap"),
        ("payers.0.cap", "region.cap"),
    ],
)
def test_five_thousand_written_as_danes_do_is_not_five_kroner(
    key: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = contract()
    put(raw, key, 5_000_111)
    (tmp_path / "k.toml").write_text(as_toml(raw).replace("5000111", "5.700"), encoding="utf-8")
    said = _refused(capsys, "check", tmp_path / "k.toml")
    assert says in said
    assert "5.700 kan være tusinder eller decimaler" in said
    assert "Skriv 5700 for tusinder" in said


def test_flows_in_danish_thousands_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.csv").write_text("date,amount\n2026-01-01,-5.000\n2027-01-01,6000\n", encoding="utf-8")
    assert "linje 2, kolonnen amount: -5.000 kan være tusinder" in _refused(capsys, "cashflow", tmp_path / "f.csv")


def test_what_is_no_file_is_not_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    for target in (pipe, "", folder):
        assert "det er ikke en fil" in _refused(capsys, "indigo", folder / "k.toml", "--out", target)
    assert pipe.is_fifo()
