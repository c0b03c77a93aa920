"""A finished run's own result.json is what a payment stands on: the same hash, the same øre, and nothing forged."""

from __future__ import annotations

import datetime as dt
import json
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest

from samspil.analysis.payment.command import main
from tests.analysis.payment.examples import as_toml, contract

FULL = 5_000_000  # kroner at a fall of 15 %


@pytest.fixture
def agreement(finished, tmp_path: Path) -> Path:
    """Write an invented contract on the study's sealed protocol, for the days that it measured."""
    first, last = (dt.date.fromisoformat(day) for day in finished[0].result["period"].split("/"))
    raw = contract(
        contract__starts_on=first,
        contract__ends_on=last + dt.timedelta(days=365),
        metrics__0__protocol_sha256=finished[0].result["protocol_sha256"],
        periods__0__starts_on=first,
        periods__0__ends_on=last,
        periods__0__due_on=last + dt.timedelta(days=800),
    )
    path = tmp_path / "aftale.toml"
    path.write_text(as_toml(raw), encoding="utf-8")
    return path


@pytest.fixture
def told(finished) -> dict[str, object]:
    return finished[0].result


def _review(folder: Path, told: dict[str, object]) -> Path:
    path = folder / "beslutning.json"
    decision = {"who": "Opdigtet kontrollant", "when": told["measured_on"], "why": "Prøven er forklaret"}
    path.write_text(json.dumps(decision | {"result_sha256": told["result_sha256"]}), encoding="utf-8")
    return path


def _compute(capsys, *words: object) -> dict[str, object]:
    assert main(["compute", *(str(word) for word in words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_file_of_a_run_is_paid_after_to_the_oere(agreement, finished, told, tmp_path, capsys):
    measured = Decimal(str(told["estimates"]["did"]["rate_ratio"]))
    kroner = FULL * max(Decimal(0), 1 - measured) / Decimal("0.15")
    ore = int((kroner * 100).to_integral_value(ROUND_HALF_EVEN))
    out = finished[1] / "result.json"
    paid = _compute(capsys, agreement, out, "--review", _review(tmp_path, told))
    assert (paid["total_ore"], paid["payable"], paid["result_sha256"]) == (ore, True, [told["result_sha256"]])
    assert ore > 0


def test_a_run_whose_own_tests_failed_pays_nothing_until_someone_decides(agreement, finished, told, capsys):
    assert not told["payable"]
    assert told["interval_level"] == 0.95
    assert told["measured_on"] > told["period"].partition("/")[2]
    failed = [gate["name"] for gate in told["gates"] if not gate["passed"]]
    paid = _compute(capsys, agreement, finished[1] / "result.json")
    assert (paid["total_ore"], paid["payable"]) == (0, False)
    assert len(paid["reasons"]) == 1
    assert all(name in paid["reasons"][0] for name in failed)


@pytest.mark.parametrize(
    ("part", "value"),
    [("rate_ratio", 0.5), ("payable", True), ("protocol_sha256", "d" * 64)],
)
def test_a_forged_result_is_refused_and_nothing_written(agreement, finished, told, tmp_path, capsys, part, value):
    forged = json.loads((finished[1] / "result.json").read_text("utf-8"))
    if part == "rate_ratio":
        forged["estimates"]["did"] |= {"rate_ratio": value, "low": value}
    else:
        forged[part] = value

    path = tmp_path / "forfalsket.json"
    path.write_text(json.dumps(forged), encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert main(["compute", str(agreement), str(path), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    wrong = "hashen passer ikke til indholdet" if part != "payable" else "er ikke bestået"
    assert wrong in said.err
    assert said.err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_run_of_another_protocol_is_refused(finished, tmp_path, capsys):
    path = tmp_path / "anden.toml"
    path.write_text(as_toml(contract()), encoding="utf-8")
    label = finished[0].result["period"]
    assert main(["compute", str(path), str(finished[1] / "result.json")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"kontrakten har ingen periode, der måles som »{label}«" in said.err


def test_the_contract_of_a_run_reads_in_plain_words(agreement, told, tmp_path, capsys):
    assert main(["read", str(agreement)]) == 0
    assert str(told["protocol_sha256"])[:12] in capsys.readouterr().out
    assert main(["read", str(agreement), "--out", str(tmp_path / "aftale.pdf")]) == 0
    assert (tmp_path / "aftale.pdf").read_bytes().startswith(b"%PDF")
