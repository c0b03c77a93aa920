"""The INDIGO export against the standard's own published schema, and against what the contract says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from samspil.analysis.payment import engine, readings
from samspil.analysis.payment.command import main
from samspil.analysis.payment.indigo import project
from samspil.analysis.payment.statement import as_json
from samspil.paper.refusal import Refused
from tests.analysis.payment import invented
from tests.analysis.payment.examples import as_json as result_json
from tests.analysis.payment.examples import as_toml, contract, results, sealed
from tests.analysis.payment.examples import result as made
from tests.shared import folder


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The published schema, closed: a key that INDIGO does not have is a mistake."""
    raw: dict[str, Any] = json.loads((folder("standards") / "indigo/schema/project.json").read_text(encoding="utf-8"))
    _close(raw)
    return raw


def _close(node: Any) -> None:
    if isinstance(node, dict):
        if "properties" in node and node.get("type", "object") == "object":
            node.setdefault("additionalProperties", False)
        for each in node.values():
            _close(each)
    elif isinstance(node, list):
        for each in node:
            _close(each)


@pytest.mark.standard
@pytest.mark.parametrize("name", readings.NAMES)
def test_each_reading_validates(name: str, schema: dict[str, Any]) -> None:
    jsonschema.validate(project(readings.contract(name)), schema)


@pytest.mark.standard
def test_any_invented_contract_and_its_statements_validate(schema: dict[str, Any]) -> None:
    for seed in range(80):
        case = invented.case(seed)
        terms = case.sealed()
        last = case.contract["periods"][-1]["id"]
        found = engine.compute(terms, case.read_results(), flows=case.flows, reviews=case.reviews, period=last)
        told = project(terms, [dict(as_json(terms, each)) for each in found])
        jsonschema.validate(json.loads(json.dumps(told)), schema)
        assert len(told["outcome_payment_commitments"]) == len(terms.terms.payers)
        paid = told["overall_project_finance"]["total_outcome_payments_made"]["amount"]["value"]
        assert round(paid * 100) == engine.total_paid(found)


def test_what_the_contract_says_stands_in_the_export() -> None:
    told = project(readings.contract("B"))
    assert told["overall_project_finance"]["maximum_potential_outcome_payment_v2"]["amount"]["value"] == 5_700_000
    assert told["outcome_metrics"][0]["outcome_validation_method"]["value"] == "Protokollen er ukendt"
    assert told["outcome_payment_commitments"][0]["maximum_potential_outcome_payment"]["amount"]["value"] == 5_700_000
    assert "total_outcome_payments_made" not in told["overall_project_finance"]
    changed = project(sealed(contract(contract__version=2, contract__reason="Rettet.", contract__supersedes="b" * 64)))
    assert changed["outcome_payment_commitments"][0]["alterations"]["reason"]["value"] == "Rettet."


def test_statements_of_another_contract_or_one_period_twice_are_refused() -> None:
    terms = sealed(contract())
    told = dict(as_json(terms, engine.compute(terms, results(made()))[-1]))
    with pytest.raises(Refused, match="en anden kontrakt"):
        project(readings.contract("A"), [told])
    with pytest.raises(Refused, match="med to gange"):
        project(terms, [told, told])
    assert project(terms, [told])["outcome_payments"][0]["money"]["amount"]["value"] == 5_000_000


def test_what_compute_prints_is_what_the_export_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms, statement, out = tmp_path / "k.toml", tmp_path / "s.json", tmp_path / "i.json"
    terms.write_text(as_toml(contract()), encoding="utf-8")
    (tmp_path / "r.json").write_text(result_json(made()), encoding="utf-8")
    assert main(["compute", str(terms), str(tmp_path / "r.json"), "--json"]) == 0
    statement.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["indigo", str(terms), str(statement), "--out", str(out)]) == 0
    told = json.loads(out.read_text(encoding="utf-8"))
    assert [each["money"]["amount"]["value"] for each in told["outcome_payments"]] == [5_000_000]


def test_the_command_writes_a_file_or_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "k.toml").write_text(readings.text("A"), encoding="utf-8")
    (tmp_path / "s.json").write_text('{"period": "2028"}', encoding="utf-8")
    words = ["indigo", str(tmp_path / "k.toml"), "--out", str(tmp_path / "i.json")]
    assert main(words) == 0
    assert json.loads((tmp_path / "i.json").read_text(encoding="utf-8"))["stage_development"]["value"] == "Contracted"
    (tmp_path / "i.json").unlink()
    assert main([words[0], words[1], str(tmp_path / "s.json"), *words[2:]]) == 2
    assert "contract_sha256" in capsys.readouterr().err
    assert not (tmp_path / "i.json").exists()
