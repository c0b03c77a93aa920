"""Evidence bound to what it covers: the paid number is the hashed number, and only a measurement of the period is paid after."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from samspil.analysis.payment import readings
from samspil.analysis.payment.clauses import clauses
from samspil.analysis.payment.command import main
from samspil.analysis.payment.evidence import matched
from samspil.analysis.payment.result import fingerprint, read_result
from samspil.analysis.payment.review import Review
from samspil.paper.refusal import Refused
from tests.analysis.payment.examples import (
    DAY,
    DROP,
    as_json,
    as_toml,
    contract,
    owed,
    period,
    put,
    result,
    results,
    sealed,
    stamped,
    statements,
    written,
)

CLIFF = {"kind": "cliff", "amount": 2_500_000, "threshold": Decimal("0.15")}
FULL = 250_000_000


def _refusal(raw: dict[str, Any], *raws: dict[str, Any], **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        statements(raw, *raws, **more)
    return refused.value.sentence


# The paid number is the hashed number


def _of(ratio: str) -> dict[str, Any]:
    return result(None, estimates={"did": {"rate_ratio": Decimal(ratio)}})


@pytest.mark.parametrize("written_ratio", ["0.85", "0.850", "0.85000000000001", "0.849999999999996", "8.5E-1"])
def test_one_hash_pays_one_amount(written_ratio: str) -> None:
    one, other = _of("0.85"), _of(written_ratio)
    same_hash = stamped(one)["result_sha256"] == stamped(other)["result_sha256"]
    assert same_hash
    assert owed(contract(metrics__0__function=CLIFF), other) == {"region": FULL}


def test_the_twelfth_digit_is_hashed_and_paid() -> None:
    other = _of("0.850000000001")
    assert stamped(_of("0.85"))["result_sha256"] != stamped(other)["result_sha256"]
    assert owed(contract(metrics__0__function=CLIFF), other) == {"region": 0}


def test_two_different_files_with_one_hash_are_refused_whatever_their_order() -> None:
    pair = [_of("0.85"), _of("0.85000000000001")]
    for order in (pair, pair[::-1]):
        said = _refusal(contract(), *order)
        assert (
            "resultat-2.json, nøglen result_sha256: filen har samme hash som resultat-1.json, men andre cifre" in said
        )


def test_a_copied_hash_is_refused() -> None:
    copied = result("0.2") | {"result_sha256": stamped(result())["result_sha256"]}
    assert "hashen passer ikke til indholdet" in _refusal(contract(), copied)


def test_one_file_twice_counts_once_and_so_does_the_same_run_on_another_day() -> None:
    again = result(seconds={"match": Decimal("1.5")}, engine="spark", version="9")
    assert owed(contract(), result(), result(), again) == owed(contract(), result())


NUMBERS = {
    "1e400": "for stort",
    "-1e400": "for stort",
    "1e99999999999999999999": "for langt",
    "NaN": "NaN er ikke et tal",
    "-Infinity": "-Infinity er ikke et tal",
    "9" * 400: "kan ikke bruges",
    "1e-400": "kan ikke bruges",
    "-0.0": "kan ikke bruges",
    '"0,85"': "skriv 0.85",
}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda text: text[:24])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    text = as_json(result()).replace("0.85", number)
    with pytest.raises(Refused) as refused:
        read_result(text, "r.json")
    assert NUMBERS[number] in refused.value.sentence
    assert refused.value.sentence.startswith("r.json")


def test_minus_nothing_is_nothing_and_is_never_written() -> None:
    zero = stamped(result(cohorts=[{"id": "a", "observed": Decimal("-0.0"), "estimates": {"did": {"rate_ratio": 1}}}]))
    assert [str(each.observed) for each in read_result(written(zero), "r.json").cohorts or ()] == ["0"]


# What a measurement must say and cover


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"result_sha256": None}, "nøglen result_sha256: resultatet siger ikke, hvilken hash det har"),
        ({"measured_on": None}, "nøglen measured_on: resultatet siger ikke, hvilken dag der er målt"),
        ({"n_referred": None}, "nøglen n_referred: resultatet siger ikke, hvor mange personer"),
        ({"n_referred": 0}, "nøglen n_referred: der er målt på 0 personer, men der står en effekt"),
        ({"n_matched": 0}, "nøglen n_matched: der er målt på 0 personer, men der står en effekt"),
        ({"n_matched": 401}, "nøglen n_matched: 401 er flere end de 400, der er henvist"),
        ({"n_matched": 200, "match_rate": Decimal("0.95")}, "nøglen match_rate: 95,0 % er ikke 200 af 400 (50,0 %)"),
        (
            {"period": "2026-01-05/2026-01-06"},
            "nøglen period: resultatet dækker 2 af periodens 365 dage, og der skal være mindst 90 % (§ 3)",
        ),
        ({"period": "20260105/20261228"}, "ingen periode, der måles som"),
        ({"protocol_sha256": "b" * 64}, "resultatet er målt efter en anden protokol"),
        ({"bracket": [Decimal("0.7"), Decimal("0.8")]}, "rammen kan ikke efterprøves, for målingen matched mangler"),
        ({"measured_on": "2028-13-01"}, "nøglen measured_on: »2028-13-01« kan ikke bruges"),
        ({"measured_on": "01-03-2028"}, "skriv 2028-03-01"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_what_is_no_measurement_of_the_period_is_refused(
    changes: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = result(**changes)
    if "measured_on" not in raw:
        raw["measured_on"] = "2028-01-01"
    if changes.get("result_sha256", "") is None:
        raw["result_sha256"] = None
    (tmp_path / "k.toml").write_text(as_toml(contract()), encoding="utf-8")
    (tmp_path / "r.json").write_text(as_json(raw), encoding="utf-8")
    assert main(["compute", str(tmp_path / "k.toml"), str(tmp_path / "r.json")]) == 2
    assert said in capsys.readouterr().err


def test_a_bracket_beside_its_own_estimates_is_refused_everywhere() -> None:
    both = {"matched": {"rate_ratio": Decimal("0.9")}, "did": {"rate_ratio": Decimal("0.95")}}
    wrong = {"estimates": both, "bracket": [Decimal("0.8"), Decimal("0.85")]}
    right = {"estimates": both, "bracket": [Decimal("0.9"), Decimal("0.95")]}
    for raw in (
        result(None, **wrong),
        result(cohorts=[{"id": "a", "observed": 5, **wrong}]),
        result(types={"akut": {"observed": 5, **wrong}}),
    ):
        assert "bracket: rammen siger 0,8 og 0,85, men resultatets egne målinger er 0,9 og 0,95" in _refusal(
            contract(), raw
        )
    assert owed(contract(), result(None, **right))["region"] > 0


FULFILS = result(n_referred=100, n_matched=95, measured_on="2028-07-01")
TERMS = {"clause": "§ 3", "smallest_n": 95, "match_rate": Decimal("0.95")}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"n_matched": 94}, "der er målt på 94 personer, og der skal være mindst 95 (§ 3)"),
        ({"n_matched": 94}, "94,0 % af de henviste har fået sammenligning, og der skal være mindst 95,0 % (§ 3)"),
        ({"n_matched": DROP}, "resultatet siger ikke, hvor mange henviste der har fået sammenligning"),
        ({"n_matched": 1}, "der er målt på 1 person, og der skal være mindst 95 (§ 3)"),
        (
            {"interval_level": DROP},
            "resultatet siger ikke, hvor sikre intervallerne er, og de skal være mindst 95,0 % (§ 3)",
        ),
        ({"interval_level": Decimal("0.949")}, "intervallerne er 94,9 %, og de skal være mindst 95,0 % (§ 3)"),
        ({"measured_on": "2027-12-30"}, "der er målt 30. december 2027, før tallene var modne 31. december 2027"),
        ({"measured_on": "2028-07-02"}, "der er målt 2. juli 2028, efter den sidste måledag 1. juli 2028"),
    ],
    ids=lambda part: part[:48] if isinstance(part, str) else str(sorted(part)),
)
def test_what_falls_short_of_the_terms_pays_nothing_and_says_why(changes: dict[str, Any], said: str) -> None:
    found = statements(contract(evidence=TERMS), result(**{**FULFILS, **changes}))[-1]
    assert (found.total > 0, found.payable) == (not said, not said)
    assert said in " ".join(found.reasons)
    assert not said or found.lines[0].words.startswith(f"0 kr.: {found.reasons[0].removeprefix('kontakter: ')}")


def test_no_reviewer_lifts_a_term_of_the_contract() -> None:
    raw = result(n_referred=5, payable=False)
    assert not statements(contract(), raw, reviews=(_review(raw),))[-1].payable


def test_the_contract_may_name_an_earlier_last_day() -> None:
    raw = contract(periods__0__latest_measured_on=DAY(2028, 1, 1))
    assert statements(raw, result(measured_on="2028-01-01"))[-1].payable
    assert not statements(raw, result(measured_on="2028-01-02"))[-1].payable
    for wrong in (DAY(2027, 12, 30), DAY(2028, 7, 2)):
        with pytest.raises(Refused, match=r"nøglen periods\.2028\.latest_measured_on"):
            sealed(contract(periods__0__latest_measured_on=wrong))


def test_a_result_covers_from_exactly_the_agreed_part_of_the_days() -> None:
    """1 January to 25 November are 329 days, first and last included."""
    raw = contract(evidence={"clause": "§ 3", "smallest_n": 1, "coverage": "329/365"})
    assert owed(raw, result(period="2026-01-01/2026-11-25")) == {"region": 500_000_000}
    said = "§ 4, nøglen period: resultatet dækker 328 af periodens 365 dage, og der skal være mindst 329/365 (§ 3)"
    assert said in _refusal(raw, result(period="2026-01-01/2026-11-24"))
    assert said in _refusal(raw, result(period="2026-01-02/2026-11-25"))


def test_a_bound_needs_its_level() -> None:
    raw = contract(metrics__0__pays_on="lower_bound", metrics__0__estimator="did")
    estimates = {"did": {"rate_ratio": Decimal("0.8"), "high": Decimal("0.85")}}
    assert "nøglen interval_level: resultatet siger ikke, hvor sikkert intervallet er" in _refusal(
        raw, result(None, estimates=estimates, interval_level=DROP)
    )
    assert owed(raw, result(None, estimates=estimates)) == {"region": 500_000_000}


def test_successes_are_counted_among_persons_that_suffice() -> None:
    raw = contract(metrics__0__function={"kind": "per_person_success", "price": 1, "threshold": Decimal("0.15")})
    del raw["metrics"][0]["pays_on"]
    people = {"n": 100, "successes": 40, "threshold": Decimal("0.15")}
    assert owed(raw, result(responders=people)) == {"region": 4_000}
    assert owed(raw, result(responders=people | {"n": 99})) == {"region": 0}
    assert "nøglen responders.n: der er målt på 0 personer" in _refusal(
        raw, result(responders=people | {"n": 0, "successes": 0})
    )


def test_the_day_and_the_persons_of_a_drawn_answer_pay_too() -> None:
    for way in ("randomised", "stepped"):
        raw = contract(metrics__0__pays_on=way)
        drawn = {way: {"rate_ratio": Decimal("0.85")}, "did": {"rate_ratio": Decimal("0.99")}}
        found = statements(raw, result(None, estimates=drawn))[-1]
        assert (found.total, found.payable) == (500_000_000, True)


# A contract from before these terms


def test_a_contract_without_the_terms_is_held_to_assumed_ones_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = contract(evidence=DROP)
    found = statements(old, result())[-1]

    assert found.payable
    assert "Aftalen siger ikke, hvad en måling skal dække (evidence), så kravene til den er antaget." in found.notes
    few = statements(old, result(n_referred=29))[-1]
    assert not few.payable
    assert "mindst 30 (antaget: aftalen siger det ikke)" in few.reasons[0]
    assert "resultatet dækker 2 af periodens 365 dage" in _refusal(old, result(period="2026-01-05/2026-01-06"))
    said = next(each for each in clauses(sealed(old).terms) if each.key == "evidence").sentences
    assert said[0] == "Aftalen siger det ikke selv, så disse krav er antaget."
    (tmp_path / "k.toml").write_text(as_toml(old), encoding="utf-8")
    assert main(["check", str(tmp_path / "k.toml")]) == 0
    assert "så det er antaget" in capsys.readouterr().out


@pytest.mark.parametrize("name", readings.NAMES)
def test_each_reading_states_the_terms_and_marks_them_as_assumed(name: str) -> None:
    terms = readings.contract(name).terms
    assert terms.evidence is not None
    assert [mark.mark for mark in terms.marks if mark.key == "evidence"] == ["assumed"]


# Whose decision, of which result, when and why


def _review(raw: dict[str, Any], **changes: Any) -> Review:
    given = {
        "who": "Opdigtet kontrollant",
        "when": DAY(2028, 5, 1),
        "why": "Placebo er forklaret af en ny praksis.",
        "result_sha256": stamped(raw)["result_sha256"],
    }
    return Review(**(given | changes))


FAILED = result(payable=False)


@pytest.mark.parametrize("who", ["Opdigtet kontrollant", "kontrol", "Alice And, opdigtet KONTROLLANT"])
def test_the_verifier_decides(who: str) -> None:
    assert owed(contract(), FAILED, reviews=(_review(FAILED, who=who),)) == {"region": 500_000_000}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"who": "Opdigtet fond"},
            "vurderingen, nøglen who: »Opdigtet fond« er ikke kontraktens kontrollant. Kun Opdigtet kontrollant kan",
        ),
        ({"who": "Den opdigtede kontrollant"}, "er ikke kontraktens kontrollant"),
        (
            {"when": DAY(1999, 1, 1)},
            "vurderingen, nøglen when: beslutningen er dateret 1. januar 1999, før målingen 1. januar 2028",
        ),
        ({"when": DAY(2027, 12, 31)}, "før målingen 1. januar 2028"),
        (
            {"when": DAY(2099, 1, 1)},
            "nøglen when: beslutningen er dateret 1. januar 2099, efter betalingsdagen 1. juli 2028",
        ),
        ({"when": DAY(2028, 7, 2)}, "efter betalingsdagen 1. juli 2028"),
        ({"why": "x"}, "vurderingen, nøglen why: »x« er ikke en begrundelse"),
        ({"why": "ok ok ok ok ok ok ok"}, "er ikke en begrundelse"),
        ({"why": "ok ja nu så"}, "»ok ja nu så« er ikke en begrundelse"),
        ({"why": "abcd efgh ijk"}, "er ikke en begrundelse"),
        ({"why": "abcdefgh ijklmnop"}, "er ikke en begrundelse"),
        ({"why": "1234567890 1234567890 !!!"}, "er ikke en begrundelse"),
        (
            {"result_sha256": "e" * 64},
            "vurderingen, nøglen result_sha256: vurderingen gælder et resultat, der ikke er med",
        ),
    ],
    ids=lambda part: str(part)[:40],
)
def test_nobody_else_and_nothing_less_unlocks_a_failed_result(changes: dict[str, Any], said: str) -> None:
    assert said in _refusal(contract(), FAILED, reviews=(_review(FAILED, **changes),))


def test_the_shortest_reason_has_three_words_of_twelve_letters() -> None:
    assert owed(contract(), FAILED, reviews=(_review(FAILED, why="abcd efgh ijkl"),)) == {"region": 500_000_000}


def test_a_result_of_today_is_no_rehearsal() -> None:
    terms, given, today = sealed(contract()), results(FAILED | {"measured_on": "2028-01-01"}), datetime.date(2028, 1, 1)
    with pytest.raises(Refused, match="og den dag er ikke kommet"):
        matched(terms, given, [_review(FAILED, when=DAY(2028, 1, 2))], today)


def test_a_decision_on_the_day_of_the_measurement_or_of_the_payment_counts() -> None:
    for when in (DAY(2028, 1, 1), DAY(2028, 7, 1)):
        assert owed(contract(), FAILED, reviews=(_review(FAILED, when=when),)) == {"region": 500_000_000}


def test_a_decision_is_never_from_a_day_that_has_not_come() -> None:
    terms, given = sealed(contract()), results(FAILED)
    today = datetime.date(2028, 5, 1)
    assert matched(terms, given, [_review(FAILED)], today).reviews
    with pytest.raises(Refused, match=r"nøglen when: beslutningen er dateret 2\. maj 2028, og den dag er ikke kommet"):
        matched(terms, given, [_review(FAILED, when=DAY(2028, 5, 2))], today)


@pytest.mark.parametrize("roles", [["provider", "verifier"], ["investor", "verifier"], ["payer"]])
def test_who_delivers_or_invests_does_not_verify(roles: list[str]) -> None:
    raw = contract()
    put(raw, "parties.4.roles", roles)
    if roles == ["payer"]:
        put(raw, "parties.4.terms", "unknown")
    assert "vurderingen, nøglen who: kontrakten nævner ingen kontrollant" in _refusal(
        raw, FAILED, reviews=(_review(FAILED),)
    )


def test_two_different_decisions_about_one_result_are_refused_and_one_twice_counts_once() -> None:
    one, other = _review(FAILED), _review(FAILED, why="Prøven er forklaret på en anden måde.")
    assert owed(contract(), FAILED, reviews=(one, one)) == {"region": 500_000_000}
    for order in ((one, other), (other, one)):
        assert "vurderingen, nøglen result_sha256: to forskellige vurderinger gælder samme resultat" in _refusal(
            contract(), FAILED, reviews=order
        )


# What comes later


def _staged(ratio: str) -> dict[str, Any]:
    return {"id": "k1", "observed": 100, "estimates": {"did": {"rate_ratio": Decimal(ratio)}}}


STAGED = contract(
    metrics__0__function={
        "kind": "two_stage",
        "cohort_threshold": Decimal("0.15"),
        "pooled_threshold": Decimal("0.1"),
        "amount": 100,
    },
    periods=[period("2028", 2026), period("2029", 2027)],
)


def test_a_cohort_is_replaced_by_the_later_periods_whatever_the_order_of_the_files() -> None:
    early = result(cohorts=[_staged("0.99")])
    late = result(period="2029", cohorts=[_staged("0.8")])
    for order in ((early, late), (late, early)):
        assert [each.total for each in statements(STAGED, *order)] == [0, 10_000]


def test_a_cohort_is_never_replaced_by_an_older_measurement() -> None:
    early = result(cohorts=[_staged("0.99")], measured_on="2028-06-30")
    late = result(period="2029", cohorts=[_staged("0.8")], measured_on="2028-06-29")
    assert (
        "resultatet for 2029, § 4, nøglen cohorts.k1: gruppen er målt igen 29. juni 2028, før målingen 30. juni 2028"
        in _refusal(STAGED, early, late)
    )
    same = result(period="2029", cohorts=[_staged("0.99")], measured_on="2028-06-29")
    assert [each.total for each in statements(STAGED, early, same)] == [0, 0]


def test_two_results_of_one_period_are_refused_by_name_and_by_days() -> None:
    for other in (result("0.1"), result("0.1", period="2026-01-01/2026-12-31", measured_on="2028-01-01")):
        for order in ((result(), other), (other, result())):
            assert "to forskellige resultater gælder perioden 2028" in _refusal(contract(), *order)


def test_the_hash_of_this_file_is_the_hash_of_the_run() -> None:
    """`samspil effect run` and the payment hash the same JSON alike, whole numbers, decimals and words."""
    from samspil.analysis.effect import result as effect

    raw = {"a": 0.1 + 0.2, "b": [1, 2.0, -0.0, 1e-9, 12345678.901234567], "c": {"æ": None, "d": True}}
    assert effect.sha256(raw) == fingerprint(json.loads(json.dumps(raw), parse_float=Decimal))
