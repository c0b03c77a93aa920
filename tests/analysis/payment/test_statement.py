"""A statement seals all that was used: whatever changes an input changes the seal, or was provably not used."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from samspil.analysis.payment import engine, issued, statement
from samspil.analysis.payment.cashflow import read_flows
from samspil.analysis.payment.command import main
from samspil.analysis.payment.contract import read
from samspil.analysis.payment.result import read_result
from samspil.analysis.payment.review import read_reviews
from samspil.paper.refusal import Refused
from tests.analysis.payment import invented
from tests.analysis.payment.examples import as_json, as_toml, contract, period, result, stamped

GATE = {"name": "placebo", "value": Decimal("0.05"), "limit": Decimal("0.03"), "passed": False}
FLOWS = "date,amount\n2026-01-01,-2000000\n2027-01-01,-1500000\n2028-01-01,-750000\n2031-01-01,-5\n"


def _terms() -> dict[str, Any]:
    """Two periods with everything that a statement can stand on: return limit, index, review, two metrics."""
    raw = contract(
        periods=[period("2028", 2026), period("2029", 2027)],
        irr={"clause": "§ 11", "cap": Decimal("0.05")},
        indexation={
            "clause": "§ 8",
            "name": "Opdigtet indeks",
            "base": 100,
            "values": {"2028": 104, "2029": Decimal("105.5")},
        },
        metrics__0__function={"kind": "proportional", "amount": 2_500_000, "threshold": Decimal("0.15")},
    )
    card = {"kind": "rate_card", "items": [{"metric": "samtaler", "price": 10}]}
    raw["metrics"].append(
        {"id": "samtaler", "name": "Samtaler", "clause": "§ 4.2", "stands_on": "counts", "function": card}
    )

    return raw


def _results() -> list[dict[str, Any]]:
    both = {"matched": {"rate_ratio": Decimal("0.87")}, "did": {"rate_ratio": Decimal("0.86"), "high": Decimal("0.9")}}
    bracket = [Decimal("0.86"), Decimal("0.87")]
    return [
        result(None, payable=False, gates=[GATE], estimates=both, bracket=bracket, counts={"samtaler": [5, 2]}),
        result("0.16", period="2029", counts={"samtaler": [7]}, engine="duckdb", version="1", seconds={"match": 1}),
    ]


def _review(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "who": "Opdigtet kontrollant",
        "when": "2028-05-01",
        "why": "Placebo er forklaret af en ny praksis.",
        "result_sha256": stamped(raw)["result_sha256"],
    }


def _told(
    terms: dict[str, Any] | None = None,
    results: list[dict[str, Any]] | None = None,
    flows: str = FLOWS,
    reviews: list[dict[str, Any]] | None = None,
    last: str = "2029",
) -> dict[str, Any]:
    """Return the JSON of one period's statement from the files as they are written."""
    raws = results or _results()
    decided = [_review(raw) for raw in raws if not raw["payable"]] if reviews is None else reviews
    sealed = read(as_toml(terms or _terms()).encode())
    found = engine.compute(
        sealed,
        [read_result(as_json(raw), f"{n}.json") for n, raw in enumerate(raws)],
        flows=read_flows(flows, "f.csv"),
        reviews=read_reviews(as_json(decided), "v.json") if decided else (),
        period=last,
    )

    return dict(statement.as_json(sealed, found[-1]))


def test_doubling_one_outlay_changes_the_seal() -> None:
    before, after = _told(), _told(flows=FLOWS.replace("-1500000", "-3000000"))
    assert before["total_ore"] != after["total_ore"]
    assert before["contract_sha256"] == after["contract_sha256"]
    assert before["inputs"]["flows_sha256"] != after["inputs"]["flows_sha256"]
    assert before["statement_sha256"] != after["statement_sha256"]


def test_all_that_was_used_is_named() -> None:
    told, first = _told(), _told(last="2028")
    inputs = told["inputs"]
    assert [each["period"] for each in inputs["results"]] == ["2028", "2029"]
    assert {each["result_sha256"] for each in inputs["results"]} == {
        stamped(raw)["result_sha256"] for raw in _results()
    }
    assert len(inputs["reviews"]) == 1
    assert None not in inputs.values()
    assert inputs["engine"] == statement.ENGINE
    assert inputs["previous_statement_sha256"] == first["statement_sha256"]
    assert first["inputs"]["previous_statement_sha256"] is None
    assert told["statement_sha256"] == statement.seal(told)


# Every single value of every input


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _leaves(each, (*path, place))
    else:
        yield path, value


def _other(value: Any) -> list[Any]:
    """Return other values of the same kind: a little more and a little less."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | Decimal):
        return [value + 1, value * Decimal("1.001"), value / 2]
    if isinstance(value, datetime.date):
        return [value + datetime.timedelta(days=1), value - datetime.timedelta(days=1)]
    return [value + "x", "b" * 64 if len(value) == 64 else value[:-1] + "7"]


def _set(raw: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(raw)
    here = changed
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
    return changed


# What may change without changing the seal, because nothing is computed from it and the hash of a result leaves it out.
UNUSED = {("engine",), ("version",), ("seconds", "match")}


def _verdict(**given: Any) -> str:
    try:
        return str(_told(**given)["statement_sha256"])
    except Refused as refusal:
        return refusal.sentence


def test_every_value_of_the_contract_moves_the_seal_or_is_refused() -> None:
    right, terms = _told()["statement_sha256"], _terms()
    leaves = list(_leaves(terms))
    assert len(leaves) > 60
    for path, value in leaves:
        for other in _other(value):
            assert _verdict(terms=_set(terms, path, other)) != right, path


def test_every_value_of_every_result_moves_the_seal_is_refused_or_is_not_used() -> None:
    right, raws = _told()["statement_sha256"], _results()
    tried = 0
    for place, raw in enumerate(raws):
        for path, value in _leaves(raw):
            for other in _other(value):
                tried += 1
                changed = [*raws[:place], _set(raw, path, other), *raws[place + 1 :]]
                same = _verdict(results=changed) == right
                assert same == (path in UNUSED), (place, path, other)
    assert tried > 60


def test_every_cell_of_the_flows_up_to_the_payment_day_moves_the_seal() -> None:
    right = _told()["statement_sha256"]
    lines = FLOWS.splitlines()
    for place, line in enumerate(lines[1:], start=1):
        day, amount = line.split(",")
        later = (datetime.date.fromisoformat(day) + datetime.timedelta(days=1)).isoformat()
        for other in (f"{later},{amount}", f"{day},{int(amount) * 2}", f"{day},{amount}.01", None):
            changed = [*lines[:place], *([other] if other else []), *lines[place + 1 :]]
            same = _verdict(flows="\n".join(changed) + "\n") == right
            assert same == (day > "2029-07-01"), line
        assert (_verdict(flows=FLOWS + line + "\n") == right) == (day > "2029-07-01")


def test_every_part_of_a_review_moves_the_seal_or_is_refused() -> None:
    right, review = _told()["statement_sha256"], _review(_results()[0])
    for path, value in _leaves(review):
        for other in ("2028-05-02",) if path == ("when",) else _other(value):
            assert _verdict(reviews=[_set(review, path, other)]) != right, path
    assert _verdict(reviews=[]) != right


def test_order_and_spelling_that_do_not_matter_do_not_matter() -> None:
    right, raws = _told()["statement_sha256"], _results()
    head, *rows = FLOWS.splitlines()
    assert _verdict(results=raws[::-1]) == right
    assert _verdict(results=[*raws, raws[0]]) == right
    assert _verdict(results=[dict(reversed(list(raw.items()))) for raw in raws]) == right
    assert _verdict(flows="\n".join([head, *rows[::-1], ""])) == right
    assert _verdict(flows=FLOWS.replace("-2000000", "-2000000.00")) == right
    assert _verdict(reviews=[_review(raws[0])] * 2) == right
    assert _told(results=[*raws, result(period="2029", n_referred=1)][:2], last="2028") == _told(last="2028")


def test_another_program_version_is_another_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _told()
    monkeypatch.setattr(statement, "ENGINE", "samspil 9.9.9")
    assert _told()["statement_sha256"] != before["statement_sha256"]


def test_the_same_files_give_the_same_statement_for_any_invented_contract() -> None:
    for seed in range(40):
        case = invented.case(seed)
        again = []
        for _ in range(2):
            sealed = read(as_toml(case.contract).encode())
            found = engine.compute(
                sealed,
                case.read_results(),
                flows=case.flows,
                reviews=case.reviews,
                period=case.contract["periods"][-1]["id"],
            )
            again.append([statement.as_json(sealed, each) for each in found])

        assert again[0] == again[1]
        for told in again[0]:
            assert issued.read(json.loads(json.dumps(told)), "s.json") == told


# An earlier period as it was issued


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "k.toml").write_text(as_toml(_terms()), encoding="utf-8")
    for name, raw in zip(("r28.json", "r29.json"), _results(), strict=True):
        (tmp_path / name).write_text(as_json(raw), encoding="utf-8")
    (tmp_path / "f.csv").write_text(FLOWS, encoding="utf-8")
    (tmp_path / "v.json").write_text(as_json(_review(_results()[0])), encoding="utf-8")
    return tmp_path


def _compute(folder: Path, capsys: pytest.CaptureFixture[str], *more: str, results: int = 2) -> tuple[int, str]:
    given = ["r28.json", "r29.json"][:results]
    words = ["compute", "k.toml", *given, "--flows", "f.csv", "--review", "v.json", "--json", *more]
    code = main([str(folder / word) if (folder / word).exists() else word for word in words])
    said = capsys.readouterr()
    return code, said.out or said.err


def _issue(
    folder: Path, capsys: pytest.CaptureFixture[str], *more: str, name: str = "s28.json", results: int = 1
) -> Any:
    code, out = _compute(folder, capsys, *more, results=results)
    assert code == 0, out
    (folder / name).write_text(out, encoding="utf-8")
    return json.loads(out)


def test_a_later_statement_goes_on_from_the_issued_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = _issue(folder, capsys)
    code, out = _compute(folder, capsys, "--previous", "s28.json")
    assert code == 0
    assert json.loads(out)["inputs"]["previous_statement_sha256"] == first["statement_sha256"]


def test_an_earlier_period_issued_on_other_inputs_is_refused_by_name(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _issue(folder, capsys)
    (folder / "f.csv").write_text(FLOWS.replace("-1500000", "-3000000"), encoding="utf-8")
    code, said = _compute(folder, capsys, "--previous", "s28.json")
    assert code == 2
    assert said.startswith("samspil: Opgørelsen for 2028 er udstedt efter andre oplysninger (investors betalinger")
    assert "udsted først en rettet opgørelse for 2028" in said


def test_an_issued_statement_of_an_older_program_goes_on_when_the_amounts_are_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _issue(folder, capsys)
    monkeypatch.setattr(statement, "ENGINE", "samspil 9.9.9")
    code, out = _compute(folder, capsys, "--previous", "s28.json")
    assert code == 0
    assert json.loads(out)["inputs"]["previous_statement_sha256"] == first["statement_sha256"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"total_ore": 1}, "seglet passer ikke til det, der står i opgørelsen"),
        ({"notes": ["Alt er godt."]}, "seglet passer ikke"),
        ({"statement_sha256": "0" * 64}, "seglet passer ikke"),
        ({"statement_sha256": None}, "statement_sha256"),
        ({"period": "2030"}, "seglet passer ikke"),
        ({"total_ore": 1.5}, "total_ore"),
    ],
    ids=str,
)
def test_an_altered_statement_is_refused(
    change: dict[str, Any], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _issue(folder, capsys)
    (folder / "s28.json").write_text(json.dumps(told | change), encoding="utf-8")
    code, out = _compute(folder, capsys, "--previous", "s28.json")
    assert (code, said in out) == (2, True), out


def test_a_statement_is_computed_again_from_its_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _issue(folder, capsys)
    told = _issue(folder, capsys, name="s29.json", results=2)
    words = ["verify", "s29.json", "k.toml", "r28.json", "r29.json", "--flows", "f.csv", "--review", "v.json"]
    given = [str(folder / word) if (folder / word).exists() else word for word in words]
    assert main(given) == 0
    assert f"stemmer til sidste øre. Segl {told['statement_sha256']}" in capsys.readouterr().out

    forged = told | {"lines": [told["lines"][0] | {"amount_ore": 1}, *told["lines"][1:]]}
    forged["totals"] = {"region": sum(line["amount_ore"] for line in forged["lines"])}
    forged["total_ore"] = forged["totals"]["region"]
    forged["statement_sha256"] = statement.seal(forged)
    (folder / "s29.json").write_text(json.dumps(forged), encoding="utf-8")
    assert main(given) == 2
    assert "kan ikke regnes efter: beløb er anderledes" in capsys.readouterr().err


def test_the_printed_statement_shows_all_that_was_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = _issue(folder, capsys, name="s29.json", results=2)
    words = ["compute", "k.toml", "r28.json", "r29.json", "--flows", "f.csv", "--review", "v.json"]
    assert main([str(folder / word) if (folder / word).exists() else word for word in words]) == 0
    said = "".join(capsys.readouterr().out.split())
    for each in (told["statement_sha256"], told["inputs"]["flows_sha256"], *told["inputs"]["reviews"]):
        assert each in said


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda told: told | {"due_on": "2035-01-01"}, "forfaldsdag er"),
        (
            lambda told: told | {"lines": [{**told["lines"][0], "derivation": "Aftalt."}, *told["lines"][1:]]},
            "udregning er",
        ),
        (lambda told: told | {"lines": [{**told["lines"][0], "clause": "§ 99"}, *told["lines"][1:]]}, "udregning er"),
        (lambda told: told | {"result_sha256": ["f" * 64]}, "resultater er"),
        (lambda told: told | {"notes": ["Alt er i orden."]}, "bemærkninger er"),
    ],
    ids=("due day", "derivation", "clause", "hashes", "notes"),
)
def test_words_that_somebody_changed_and_sealed_anew_are_not_verified(
    spoil: Any, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _issue(folder, capsys)
    forged = spoil(_issue(folder, capsys, name="s29.json", results=2))
    forged["statement_sha256"] = statement.seal(forged)
    (folder / "s29.json").write_text(json.dumps(forged), encoding="utf-8")
    words = ["verify", "s29.json", "k.toml", "r28.json", "r29.json", "--flows", "f.csv", "--review", "v.json"]
    assert main([str(folder / word) if (folder / word).exists() else word for word in words]) == 2
    assert said in capsys.readouterr().err
