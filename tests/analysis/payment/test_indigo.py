"""The INDIGO export against the standard's own published schema, and against what the contract says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from samspil.analysis.payment import engine, readings
from samspil.analysis.payment.command import main
from samspil.analysis.payment.indigo import STAGES, project
from samspil.analysis.payment.statement import as_json, seal
from samspil.paper.refusal import Refused
from tests.analysis.payment import invented
from tests.analysis.payment.examples import as_json as result_json
from tests.analysis.payment.examples import as_toml, contract, period, results, sealed
from tests.analysis.payment.examples import result as made
from tests.kit.shared import folder


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


def _hold_references(told: dict[str, Any], schema: dict[str, Any]) -> None:
    """Hold the standard's own keyword, which no validator knows: what a list refers to stands in the same file."""
    found = 0
    for name, rows in told.items():
        parts = schema["properties"][name].get("items", {}).get("properties", {})
        for row in rows if isinstance(rows, list) else []:
            for key, value in row.items():
                rule = parts[key].get("properties", {}).get("value", {})
                if isinstance(value, dict) and "references-data-list" in rule:
                    listed = told[rule["references-data-list"].removeprefix("/")]
                    ids = [each[rule["references-data-key"].removeprefix("/")] for each in listed]
                    assert value["value"] in [each["value"] if isinstance(each, dict) else each for each in ids]
                    found += 1
    assert found or not told.get("outcome_payments")


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
        planned = [each["money"]["amount"]["value"] for each in told.get("outcome_payments", ())]
        assert round(sum(planned) * 100) == engine.total_paid(found)
        assert "total_outcome_payments_made" not in told.get("overall_project_finance", {})
        _hold_references(told, schema)


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
    assert json.loads((tmp_path / "i.json").read_text(encoding="utf-8"))["name"]["value"].startswith("Læsning A")
    (tmp_path / "i.json").unlink()
    assert main([words[0], words[1], str(tmp_path / "s.json"), *words[2:]]) == 2
    assert "contract_sha256" in capsys.readouterr().err
    assert not (tmp_path / "i.json").exists()


# What nobody states is left out; what was altered is refused


def test_a_stage_is_exported_only_when_the_contract_states_it() -> None:
    assert "stage_development" not in project(sealed(contract()))
    for stage, word in STAGES.items():
        assert project(sealed(contract(contract__stage=stage)))["stage_development"]["value"] == word
    said = project(sealed(contract()))["notes"]["value"]
    assert "Ikke oplyst i aftalen: jurisdiction, purpose_and_classifications, service_and_beneficiaries" in said
    assert "stage_development" in said


def test_nothing_is_exported_that_no_contract_states() -> None:
    told = json.dumps(project(sealed(contract())))
    for invented_word in ("Contracted", "Health", "Report", 'DK"', "primary_sdg_goal", "start_date_of_service"):
        assert invented_word not in told


@pytest.mark.parametrize("name", readings.NAMES)
def test_what_a_reading_only_assumes_is_named_and_not_exported(name: str) -> None:
    told = project(readings.contract(name))
    assert "outcome_pricings" not in told
    assert "dates" not in told
    assert "outcome_metric_target" not in told["outcome_metrics"][0]
    assert "service_provisions" not in told
    assert all("period" not in each for each in told["outcome_payment_plans"])
    assert "Antaget (metrics.kontakter.function): " in told["notes"]["value"]
    assert "Ukendt (parties.norddjurs.terms): " in told["notes"]["value"]


def _statement() -> dict[str, Any]:
    terms = sealed(contract(payers__0__cap=6_000_000))
    return dict(as_json(terms, engine.compute(terms, results(made()))[-1]))


def _resealed(told: dict[str, Any], ore: int, **line: Any) -> dict[str, Any]:
    """A clever forgery: lines, sums and seal all changed to fit each other."""
    lines = [told["lines"][0] | {"amount_ore": ore} | line]
    forged = told | {"lines": lines, "totals": {lines[0]["payer"]: ore}, "total_ore": ore}
    return forged | {"statement_sha256": seal(forged)}


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (lambda told: told | {"total_ore": 1}, "seglet passer ikke"),
        (lambda told: told | {"lines": [told["lines"][0] | {"amount_ore": 1}]}, "seglet passer ikke"),
        (lambda told: told | {"payable": False}, "seglet passer ikke"),
        (lambda told: {key: value for key, value in told.items() if key != "statement_sha256"}, "statement_sha256"),
        (lambda told: {**told, "totals": {"region": 1}, "statement_sha256": ""}, "statement_sha256"),
        (lambda told: _resealed(told, 600_000_001), "over loftet 6.000.000 kr."),
        (lambda told: _resealed(told, 1, payer="staten"), "om »kontakter« for »staten«, som kontrakten ikke har"),
        (lambda told: _resealed(told, 1, metric="andet"), "om »andet« for »region«, som kontrakten ikke har"),
    ],
    ids=range(8),
)
def test_a_forged_statement_is_refused(forge: Any, said: str) -> None:
    terms = sealed(contract(payers__0__cap=6_000_000))
    assert project(terms, [_statement()])["outcome_payments"]
    with pytest.raises(Refused, match=said):
        project(terms, [forge(_statement())])


def test_sums_that_do_not_add_up_are_refused_even_under_a_fresh_seal() -> None:
    told = _statement() | {"total_ore": 1}
    with pytest.raises(Refused, match="linjerne giver ikke de beløb, der står"):
        project(sealed(contract(payers__0__cap=6_000_000)), [told | {"statement_sha256": seal(told)}])


def test_statements_that_do_not_follow_each_other_are_refused() -> None:
    terms = sealed(contract(periods=[period("2028", 2026), period("2029", 2027)]))
    found = engine.compute(terms, results(made(), made(period="2029")))
    first, second = (dict(as_json(terms, each)) for each in found)
    assert len(project(terms, [second, first])["outcome_payments"]) == 2
    other = dict(as_json(terms, engine.compute(terms, results(made("0.1"), made("0.1", period="2029")))[0]))
    with pytest.raises(Refused, match="bygger på en anden opgørelse for 2028"):
        project(terms, [other, second])
