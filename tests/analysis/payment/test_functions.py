"""Each payment function at, just below and just above its limits, to the øre."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from samspil.paper.refusal import Refused
from tests.analysis.payment.examples import PROTOCOL, contract, owed, period, result, statements

KR = 100
CORRIDOR = {"kind": "corridor", "amount": 5_000_000, "floor": Decimal("0.05"), "threshold": Decimal("0.15")}
TIERS = {
    "kind": "tiers",
    "steps": [
        {"threshold": Decimal("0.05"), "amount": 1_000},
        {"threshold": Decimal("0.1"), "amount": 2_000},
        {"threshold": Decimal("0.15"), "amount": 4_000},
    ],
}


def _one(function: dict[str, Any], reduction: str) -> int:
    return owed(contract(metrics__0__function=function), result(reduction))["region"]


@pytest.mark.parametrize(
    ("reduction", "kroner"),
    [("-0.2", 0), ("0", 0), ("0.149999999999", 0), ("0.15", 5_000_000), ("0.9", 5_000_000)],
)
def test_cliff(reduction: str, kroner: int) -> None:
    cliff = {"kind": "cliff", "amount": 5_000_000, "threshold": Decimal("0.15")}
    assert _one(cliff, reduction) == kroner * KR


@pytest.mark.parametrize(
    ("reduction", "ore"), [("-0.2", 0), ("0.0000000003", 1), ("0.0000000001", 0), ("0.3", 1_000_000_000)]
)
def test_proportional(reduction: str, ore: int) -> None:
    assert owed(contract(), result(reduction)) == {"region": ore}


@pytest.mark.parametrize(
    ("reduction", "start", "kroner"),
    [
        ("0.0499999", 0, 0),
        ("0.05", 0, 0),
        ("0.05", 1_000_000, 1_000_000),
        ("0.10", 0, 2_500_000),
        ("0.10", 1_000_000, 3_000_000),
        ("0.15", 1_000_000, 5_000_000),
        ("0.20", 0, 7_500_000),
        ("0.20", 1_000_000, 7_000_000),
    ],
)
def test_corridor_goes_on_above_its_threshold(reduction: str, start: int, kroner: int) -> None:
    assert _one(CORRIDOR | {"start": start}, reduction) == kroner * KR


@pytest.mark.parametrize(
    ("reduction", "kroner"),
    [("0.0499", 0), ("0.05", 1_000), ("0.0999", 1_000), ("0.1", 2_000), ("0.15", 4_000), ("0.5", 4_000)],
)
def test_tiers(reduction: str, kroner: int) -> None:
    assert _one(TIERS, reduction) == kroner * KR


WAYS = {
    "matched": {
        "rate_ratio": Decimal("0.88"),
        "low": Decimal("0.8"),
        "high": Decimal("0.96"),
        "se_log": Decimal("0.04"),
    },
    "did": {"rate_ratio": Decimal("0.84"), "low": Decimal("0.78"), "high": Decimal("0.9"), "se_log": Decimal("0.03")},
    "before_after": {"rate_ratio": Decimal("0.7"), "low": Decimal("0.6"), "high": Decimal("0.8")},
}


@pytest.mark.parametrize(
    ("keys", "ore"),
    [
        ({"pays_on": "matched"}, 400_000_000),
        ({"pays_on": "did"}, 533_333_333),
        ({"pays_on": "bracket_low"}, 400_000_000),
        ({"pays_on": "bracket_mean"}, 466_666_667),
        ({"pays_on": "lower_bound", "estimator": "did"}, 333_333_333),
        ({"pays_on": "lower_bound", "estimator": "matched"}, 133_333_333),
        ({"pays_on": "before_after", "acknowledge_regression_to_the_mean": True}, 1_000_000_000),
    ],
)
def test_pays_on_chooses_the_number(keys: dict[str, Any], ore: int) -> None:
    raw = contract()
    raw["metrics"][0] |= keys
    assert owed(raw, result(None, estimates=WAYS)) == {"region": ore}


def test_shrunken_weighs_by_the_variances() -> None:
    """w = 0.04²/(0.04²+0.03²) = 0.64; exp(0.64·ln 0.84 + 0.36·ln 0.9) = 0.8611247; (1 - that)·5 million/0.15."""
    raw = contract()
    prior = {"estimator": "did", "prior_mean": Decimal("0.1"), "prior_sd": Decimal("0.04")}
    raw["metrics"][0] |= {"pays_on": "shrunken", **prior}
    found = statements(raw, result(None, estimates=WAYS))[-1]
    assert found.total == 462_917_667
    assert "vægter 0,64" in found.lines[0].words


def test_a_bracket_is_the_two_methods_and_nothing_else() -> None:
    raw = contract(metrics__0__pays_on="bracket_low")
    low, high = sorted((WAYS["matched"]["rate_ratio"], WAYS["did"]["rate_ratio"]))
    assert owed(raw, result(None, estimates=WAYS, bracket=[low, high])) == owed(raw, result(None, estimates=WAYS))
    with pytest.raises(Refused, match="rammen siger 0,8 og 0,925, men resultatets egne målinger er 0,84 og 0,88"):
        owed(raw, result(None, estimates=WAYS, bracket=[Decimal("0.8"), Decimal("0.925")]))


def test_exactly_7_5_per_cent_of_a_pool_is_reached_although_its_parts_never_end() -> None:
    """Two cohorts of 100 at a ratio of 0.925 expect 108.108108...; the pool's fall is 7.5 % on paper and here."""
    stages = {
        "kind": "two_stage",
        "cohort_threshold": Decimal("0.1"),
        "pooled_threshold": Decimal("0.075"),
        "amount": 50,
    }
    cohorts = [
        {"id": name, "observed": 100, "estimates": {"did": {"rate_ratio": Decimal("0.925")}}}
        for name in ("a", "b", "c")
    ]
    assert owed(contract(metrics__0__function=stages), result(None, cohorts=cohorts)) == {"region": 150 * KR}


STAGES = {
    "kind": "two_stage",
    "cohort_threshold": Decimal("0.10"),
    "pooled_threshold": Decimal("0.075"),
    "amount": 100,
    "amounts": {"b": 70},
}


def _cohort(name: str, ratio: str, observed: int = 100) -> dict[str, Any]:
    return {"id": name, "observed": observed, "estimates": {"did": {"rate_ratio": Decimal(ratio)}}}


def _two(first: list[Any], second: list[Any], **more: Any) -> list[int]:
    raw = contract(metrics__0__function=STAGES, periods=[period("2028", 2026), period("2029", 2027)], **more)
    both = statements(raw, result(None, cohorts=first), result(None, period="2029", cohorts=second))
    return [each.total for each in both]


@pytest.mark.parametrize(
    ("first", "second", "ore"),
    [
        ([_cohort("a", "0.90")], [_cohort("b", "0.99")], [10_000, 0]),
        ([_cohort("a", "0.9000001")], [_cohort("b", "0.99")], [0, 0]),
        ([_cohort("a", "0.95")], [_cohort("b", "0.90")], [0, 10_000 + 7_000]),
        ([_cohort("a", "0.85")], [_cohort("b", "0.95")], [10_000, 7_000]),
        ([_cohort("a", "0.85")], [_cohort("a", "0.80")], [10_000, 0]),
        ([_cohort("a", "0.95")], [_cohort("a", "0.90")], [0, 10_000]),
        ([_cohort("a", "0.85")], [_cohort("a", "0.99")], [10_000, 0]),
        ([_cohort("a", "0.99", 0)], [_cohort("b", "0.99", 0)], [0, 0]),
    ],
    ids=[
        "alone",
        "just missed",
        "pool pays the rest",
        "pool pays the other",
        "never twice",
        "replaced and paid",
        "replaced and kept",
        "nothing expected",
    ],
)
def test_two_stages(first: list[Any], second: list[Any], ore: list[int]) -> None:
    assert _two(first, second) == ore


def _card(*items: dict[str, Any]) -> dict[str, Any]:
    raw = contract(
        metrics__0__function={"kind": "rate_card", "items": list(items)},
        metrics__0__stands_on="counts",
        periods=[period("2028", 2026), period("2029", 2027)],
    )
    del raw["metrics"][0]["protocol_sha256"], raw["metrics"][0]["pays_on"]
    return raw


@pytest.mark.parametrize(("most", "kroner"), [(1, 60), (2, 110), (3, 150), (4, 150)])
def test_rate_card_pays_each_person_at_most_so_many_times(most: int, kroner: int) -> None:
    """10 persons with one claim, 10 with two, 40 with three: 60, 110 and 150 claims at most 1, 2 and 3 times."""
    raw = _card({"metric": "m", "price": 1, "max_per_person": most})
    assert statements(raw, result(None, counts={"m": [10, 10, 40]}))[0].total == kroner * KR


def test_cumulative_counts_pay_only_what_is_new() -> None:
    raw = _card({"metric": "m", "price": 10, "cumulative": True})
    early, late = result(None, counts={"m": [5]}), result(None, period="2029", counts={"m": [8]})
    assert [each.total for each in statements(raw, early, late)] == [50 * KR, 30 * KR]


def test_cumulative_counts_that_fall_are_refused() -> None:
    raw = _card({"metric": "m", "price": 10, "cumulative": True})
    early, late = result(None, counts={"m": [5]}), result(None, period="2029", counts={"m": [4]})
    with pytest.raises(Refused, match=r"§ 4, nøglen counts\.m: 4 krav fra aftalens start er færre end de 5 sidst"):
        statements(raw, early, late)


def test_a_stage_counts_everyone_who_was_ever_at_the_one_before() -> None:
    raw = _card({"metric": "m6", "price": 1}, {"metric": "m12", "price": 10, "after": "m6"})
    early = result(None, counts={"m6": [5], "m12": [0]})
    late = result(None, period="2029", counts={"m6": [2], "m12": [5, 2]})
    assert [each.total for each in statements(raw, early, late)] == [5 * KR, (2 + 70) * KR]
    late["counts"]["m12"] = [5, 3]
    with pytest.raises(Refused, match="8 personer på trinnet er flere end de 7, der nåede m6"):
        statements(raw, early, late)


def test_a_cumulative_stage_looks_at_its_own_count_alone() -> None:
    raw = _card(
        {"metric": "m6", "price": 1, "cumulative": True},
        {"metric": "m12", "price": 10, "after": "m6", "cumulative": True},
    )
    early = result(None, counts={"m6": [5], "m12": [3]})
    late = result(None, period="2029", counts={"m6": [5], "m12": [6]})
    with pytest.raises(Refused, match="6 personer på trinnet er flere end de 5"):
        statements(raw, early, late)


@pytest.mark.parametrize(
    ("successes", "chance", "kroner"), [(500, "0", 500), (500, "0.4", 100), (400, "0.4", 0), (300, "0.4", 0)]
)
def test_success_for_each_person(successes: int, chance: str, kroner: int) -> None:
    person = {"kind": "per_person_success", "price": 1, "threshold": Decimal("0.15"), "chance_rate": Decimal(chance)}
    raw = contract(metrics__0__function=person)
    del raw["metrics"][0]["pays_on"]
    people = {"n": 1000, "successes": successes, "threshold": Decimal("0.150")}
    assert owed(raw, result(None, responders=people)) == {"region": kroner * KR}


@pytest.mark.parametrize(
    ("deductible", "share", "kroner"), [(0, "1", 4_000), (0, "0.5", 2_000), (1_000, "0.5", 1_500), (5_000, "1", 0)]
)
def test_share_of_savings(deductible: int, share: str, kroner: int) -> None:
    """80 observed at a ratio of 0.8: 20 fewer at 250; 110 observed at 1.1: 10 more at 100. In all 4,000 saved."""
    savings = {
        "kind": "share_of_savings",
        "share": Decimal(share),
        "tariffs": {"akut": 250, "laege": 100},
        "deductible": deductible,
    }
    types = {
        "akut": {"observed": 80, "estimates": {"did": {"rate_ratio": Decimal("0.8")}}},
        "laege": {"observed": 110, "estimates": {"did": {"rate_ratio": Decimal("1.1")}}},
        "ukendt": {"observed": 9, "estimates": {"did": {"rate_ratio": Decimal("0.1")}}},
    }
    assert owed(contract(metrics__0__function=savings), result(None, types=types)) == {"region": kroner * KR}


def test_words_hold_every_number() -> None:
    raw = contract(
        metrics__0__cap=4_000_000,
        premium={"clause": "§ 10", "rate": Decimal("0.05")},
        indexation={"clause": "§ 8", "name": "Nettoprisindekset", "base": 100, "values": {"2028": Decimal("104.2")}},
        payers__0__cap=3_000_000,
    )
    assert statements(raw, result("0.12"))[-1].lines[0].words == (
        "fald 12,0 % efter forskel i forskelle (forhold 0,88); proportionalt, 5.000.000 kr. ved 15,0 % = 4.000.000 kr.; "
        "risikotillæg 5,0 %; Nettoprisindekset 104,2 mod 100; afrundet til øre (til nærmeste, og ved præcis en halv til det "
        "lige tal): 4.376.400 kr.; loft 4.000.000 kr.; andel 100 %; skåret af effektmålets loft og betalerens loft over alle "
        "perioder; Opdigtet region betaler 3.000.000 kr."
    )


@pytest.mark.parametrize(
    ("function", "reduction", "words"),
    [
        (
            {"kind": "cliff", "amount": 5, "threshold": Decimal("0.15")},
            "0.14999",
            "fald 14,999 % efter forskel i forskelle (forhold 0,85); grænsen 15,0 % er ikke nået (14,999 %): alt eller intet, 5 kr.",
        ),
        (
            CORRIDOR,
            "0.04",
            "under gulvet (4,0 %); korridor fra 5,0 % (0 kr.) til 15,0 % (5.000.000 kr.) og videre i samme takt",
        ),
        (CORRIDOR, "0.06", "6,0 % efter forskel i forskelle (forhold 0,94); korridor fra 5,0 % (0 kr.)"),
        (TIERS, "0.02", "laveste trin 5,0 % er ikke nået (2,0 %)"),
        (TIERS, "0.12", "trinnet fra 10,0 % giver 2.000 kr."),
    ],
)
def test_each_function_says_why(function: dict[str, Any], reduction: str, words: str) -> None:
    assert words in statements(contract(metrics__0__function=function), result(reduction))[-1].lines[0].words


def test_two_stages_say_what_became_of_each_cohort() -> None:
    raw = contract(metrics__0__function=STAGES, periods=[period("2028", 2026), period("2029", 2027)])
    first = result(None, cohorts=[_cohort("a", "0.85")])
    second = result(None, period="2029", cohorts=[_cohort("b", "0.95")])
    early, late = statements(raw, first, second)

    assert (
        "gruppe a: fald 15,0 % efter forskel i forskelle (forhold 0,85), grænsen 10,0 % er nået (15,0 %)"
        in early.lines[0].words
    )
    assert "gruppe a: afgjort tidligere; gruppe b: fald 5,0 %" in late.lines[0].words
    assert (
        "alle grupper under ét: fald 10,2778 %, grænsen 7,5 % er nået: alle ubetalte grupper betales"
        in late.lines[0].words
    )
    missed = statements(
        raw, result(None, cohorts=[_cohort("a", "0.99")]), second | {"cohorts": [_cohort("b", "0.99", 0)]}
    )
    assert "alle grupper under ét: fald 1,0 %, grænsen 7,5 % er ikke nået" in missed[-1].lines[0].words


def test_counts_successes_and_savings_say_their_numbers() -> None:
    card = _card({"metric": "m", "price": Decimal("78.37")})
    assert (
        "prisliste, m: 78 à 78,37 kr. = 6.112,86 kr."
        in statements(card, result(None, counts={"m": [78]}))[0].lines[0].words
    )
    person = {"kind": "per_person_success", "price": 5, "threshold": Decimal("0.15"), "chance_rate": Decimal("0.4")}
    raw = contract(metrics__0__function=person)

    del raw["metrics"][0]["pays_on"]
    people = {"n": 1000, "successes": 500, "threshold": Decimal("0.15")}
    said = statements(raw, result(None, responders=people))[0].lines[0].words
    assert "500 af 1.000 nåede 15,0 %; fraregnet 400 af sig selv (40,0 %); à 5 kr. = 500 kr." in said
    savings = {"kind": "share_of_savings", "share": Decimal("0.5"), "tariffs": {"akut": 250}, "deductible": 1000}
    types = {"akut": {"observed": 80, "estimates": {"did": {"rate_ratio": Decimal("0.8")}}}}
    said = statements(contract(metrics__0__function=savings), result(None, types=types))[0].lines[0].words
    assert "akut: fald 20,0 % efter forskel i forskelle (forhold 0,8), 20 kontakter færre à 250 kr." in said
    assert "besparelse 5.000 kr., selvrisiko 1.000 kr., andel 50,0 % = 2.000 kr." in said


def test_the_same_protocol_is_named_once_and_its_hash_carried() -> None:
    found = statements(contract(), result())[-1]
    assert len(found.result_hashes) == 1
    assert PROTOCOL not in found.lines[0].words
