"""Every published worked example that the payment can stand on, each named with its source."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from samspil.analysis.payment import engine, readings
from samspil.analysis.payment.cashflow import summarise
from samspil.analysis.payment.readings.comparison import CITY_AND_HACKNEY, Figures, paid_at, under_estimators
from samspil.analysis.payment.words import rate
from tests.analysis.payment import examples
from tests.analysis.payment.examples import contract, owed, period, result

CLIFF_10 = {"kind": "cliff", "amount": 1_000_000, "threshold": Decimal("0.10")}
TWO_STAGE = {
    "kind": "two_stage",
    "cohort_threshold": Decimal("0.10"),
    "pooled_threshold": Decimal("0.075"),
    "amount": 1_000_000,
}


def _cohort(name: str, observed: int, expected: int) -> dict[str, object]:
    ratio = Decimal(observed) / Decimal(expected)
    return {"id": name, "observed": observed, "estimates": {"did": {"rate_ratio": ratio}}}


def test_peterborough_cohort_1_fell_8_4_per_cent_and_was_not_paid_at_10() -> None:
    """142 against 155 reconviction events per 100 (Peterborough social impact bond, 2014)."""
    found = examples.statements(
        contract(metrics__0__function=CLIFF_10),
        result(None, estimates={"did": {"rate_ratio": Decimal(142) / Decimal(155)}}),
    )
    assert found[-1].total == 0
    assert "8,3871 %" in found[-1].lines[0].words
    assert rate(1 - Decimal(142) / 155, 1) == "8,4 %"


def test_peterborough_pooled_fell_9_0_per_cent_and_was_paid_at_7_5() -> None:
    """No cohort reached 10 %, all together 9.0 % against 7.5 % (Peterborough, 2017)."""
    raw = contract(metrics__0__function=TWO_STAGE, periods=[period("2028", 2026), period("2029", 2027)])
    first = result(None, cohorts=[_cohort("1", 142, 155)])
    second = result(None, period="2029", cohorts=[_cohort("2", 1403, 1543)])
    early, late = examples.statements(raw, first, second)
    assert (early.total, late.total) == (0, 200_000_000)
    assert rate(1 - Decimal(142 + 1403) / (155 + 1543), 1) == "9,0 %"


def test_peterborough_cohort_1_alone_would_have_been_paid_at_7_5() -> None:
    one = contract(metrics__0__function=TWO_STAGE | {"cohort_threshold": Decimal("0.075")})
    assert owed(one, result(None, cohorts=[_cohort("1", 142, 155)])) == {"region": 100_000_000}


def test_city_and_hackney_three_methods_fall_on_either_side_of_15() -> None:
    """10.0 -> 8.6 against 3.9 -> 4.3 GP contacts (BMC Health Services Research 2017, 10.1186/s12913-017-2778-y)."""
    assert CITY_AND_HACKNEY.before_after() == Decimal("0.14")
    assert CITY_AND_HACKNEY.absolute() == Decimal("0.18")
    assert CITY_AND_HACKNEY.ratio() == Decimal("0.22")
    assert CITY_AND_HACKNEY.after_only() == Decimal(-1)


def test_city_and_hackney_would_have_been_paid_or_not_by_method_alone() -> None:
    paid = {
        name: {way: outcome.ore for way, (_, outcome) in under_estimators(readings.contract(name)).items()}
        for name in ("A", "B")
    }

    assert paid == {
        "A": {
            "før og efter": 0,
            "kun efter, mod de andre": 0,
            "forskel i forskelle, i kontakter": 500_000_000,
            "forskel i forskelle, i forhold": 500_000_000,
        },
        "B": {
            "før og efter": 466_666_666,
            "kun efter, mod de andre": 0,
            "forskel i forskelle, i kontakter": 570_000_000,
            "forskel i forskelle, i forhold": 570_000_000,
        },
    }


@pytest.mark.parametrize(("name", "word"), [("C", "nåede grænsen"), ("D", "typen af kontakt")])
def test_city_and_hackney_cannot_be_paid_per_patient_or_by_tariff(name: str, word: str) -> None:
    outcomes = [outcome for _, outcome in under_estimators(readings.contract(name)).values()]
    assert [outcome.ore for outcome in outcomes] == [None] * 4
    assert all(word in outcome.why for outcome in outcomes)


def test_frome_fell_33_1_per_cent_against_somerset() -> None:
    """Unplanned admissions -14.0 % in Frome, +28.5 % in Somerset."""
    frome = Figures(Decimal(100), Decimal("86.0"), Decimal(100), Decimal("128.5"))
    assert round(frome.ratio(), 3) == Decimal("0.331")
    assert owed(contract(), result(str(round(frome.ratio(), 12)))) == {"region": 1_102_464_332}


def test_welsh_pilot_78_at_78_37_is_6_112_86() -> None:
    """78 x 78.37, published as 6,113 (Frontiers in Public Health 2022, 10.3389/fpubh.2022.902199)."""
    card = {"kind": "rate_card", "items": [{"metric": "moede", "price": Decimal("78.37")}]}
    raw = contract(metrics__0__function=card, metrics__0__stands_on="counts")
    del raw["metrics"][0]["protocol_sha256"], raw["metrics"][0]["pays_on"]
    counted = result(None, counts={"moede": [78]})
    assert owed(raw, counted) == {"region": 611_286}
    raw["rounding"]["unit"] = "krone"
    assert owed(raw, counted) == {"region": 611_300}


@pytest.mark.parametrize(
    ("reduction", "ore"),
    [
        ("0", 0),
        ("0.075", 250_000_000),
        ("0.10", 333_333_333),
        ("0.14", 466_666_667),
        ("0.15", 500_000_000),
        ("0.16", 533_333_333),
        ("0.171", 570_000_000),
        ("0.20", 570_000_000),
    ],
)
def test_the_linear_danish_reading(reduction: str, ore: int) -> None:
    """F = 5.0 million at 15 %, cap 5.7 million (minutes of 23 September 2025, item 1, read as a straight line)."""
    assert owed(contract(payers__0__cap=5_700_000), result(reduction)) == {"region": ore}


def test_thrive_north_east_lincolnshire_11_per_cent() -> None:
    """11 % fewer GP contacts: a cliff at 15 % pays nothing, a straight line 3.667 million (reference T1)."""
    assert owed(contract(metrics__0__function__kind="cliff"), result("0.11")) == {"region": 0}
    assert owed(contract(), result("0.11")) == {"region": 366_666_667}


def test_ways_to_wellness_lower_bound() -> None:
    """A saving of 77.57 with an interval to 2.84: what pays on the lower bound pays a thirtieth (Wildman 2023)."""
    raw = contract(metrics__0__pays_on="lower_bound", metrics__0__estimator="did")
    bound = {"did": {"rate_ratio": Decimal("0.7757"), "low": Decimal("0.6"), "high": Decimal("0.9716")}}
    assert owed(raw, result(None, estimates=bound)) == {"region": 94_666_667}


def test_healthier_devon_pays_a_stage_only_to_those_at_the_stage_before() -> None:
    """6, 12 and 24 months: a person may pass at 6 and fail at 12 (Healthier Devon, 2018)."""
    card = {
        "kind": "rate_card",
        "items": [
            {"metric": "m6", "price": 100},
            {"metric": "m12", "price": 200, "after": "m6"},
            {"metric": "m24", "price": 400, "after": "m12"},
        ],
    }
    raw = contract(metrics__0__function=card, metrics__0__stands_on="counts")
    del raw["metrics"][0]["protocol_sha256"], raw["metrics"][0]["pays_on"]
    counts = {"m6": [100], "m12": [60], "m24": [30]}
    assert owed(raw, result(None, counts=counts)) == {"region": 100 * 10_000 + 60 * 20_000 + 30 * 40_000}


def _flows(*later: str) -> list[tuple[datetime.date, Decimal]]:
    days = [0, 365, 730, 912, 1277]
    amounts = ["-2000000", "-1500000", "-750000", *later]
    start = datetime.date(2026, 1, 1)
    return [(start + datetime.timedelta(days=d), Decimal(a)) for d, a in zip(days, amounts, strict=True)]


def test_hypothetical_flows_return_7_310_per_cent_and_1_176_times() -> None:
    found = summarise(_flows("2500000", "2500000"))
    assert found.xirr is not None
    assert found.multiple is not None
    assert round(found.xirr * 100, 3) == Decimal("7.310")
    assert round(found.multiple, 3) == Decimal("1.176")


def test_hypothetical_flows_at_the_cap_return_13_54_per_cent() -> None:
    found = summarise(_flows("2850000", "2850000"))
    assert found.xirr is not None
    assert round(found.xirr * 100, 2) == Decimal("13.54")


def test_five_years_at_3_per_cent_is_5_796_compound_and_5_75_simple() -> None:
    """Peterborough repaid capital and just over 3 % a year; 5 million for five years of 365 days."""
    start = datetime.date(2026, 1, 1)
    end = start + datetime.timedelta(days=5 * 365)
    compound = summarise([(start, Decimal(-5_000_000)), (end, Decimal("5796370.37"))])
    assert compound.xirr is not None
    assert round(compound.xirr, 9) == Decimal("0.03")
    simple = summarise([(start, Decimal(-5_000_000)), (end, Decimal(5_750_000))])
    assert simple.multiple == Decimal("1.15")
    assert simple.xirr is not None
    assert round(simple.xirr, 5) == Decimal("0.02835")


@pytest.mark.parametrize(
    ("name", "ore"),
    [("A", 500_000_000), ("B", 500_000_000), ("C", 500_000_000), ("D", 499_980_000)],
)
def test_each_reading_pays_about_5_million_at_15_per_cent(name: str, ore: int) -> None:
    assert paid_at(readings.contract(name), Decimal("0.15")) == ore


@pytest.mark.parametrize("name", readings.NAMES)
def test_no_reading_pays_above_5_7_million(name: str) -> None:
    assert paid_at(readings.contract(name), Decimal("0.6")) in (500_000_000, 570_000_000)
    assert readings.contract(name).terms.payers[0].cap == 570_000_000


def test_readings_side_by_side_at_every_stated_reduction() -> None:
    """In kroner, over both periods, as the page prints them."""
    rows = {
        "A": [0, 0, 0, 0, 5_000_000, 5_000_000, 5_000_000, 5_000_000, 5_000_000],
        "B": [0, 1_666_667, 3_333_333, 4_666_667, 5_000_000, 5_333_333, 5_700_000, 5_700_000, 5_700_000],
        "C": [3_930_000, 4_260_000, 4_620_000, 4_920_000, 5_000_000, 5_080_000, 5_170_000, 5_400_000, 5_700_000],
        "D": [0, 1_666_600, 3_333_200, 4_666_480, 4_999_800, 5_333_120, 5_699_772, 5_700_000, 5_700_000],
    }
    steps = ("0", "0.05", "0.10", "0.14", "0.15", "0.16", "0.171", "0.20", "0.30")
    found = {name: [round(Decimal(paid_at(readings.contract(name), Decimal(r))) / 100) for r in steps] for name in rows}
    assert found == rows


def test_statement_stands_on_no_person() -> None:
    found = examples.statements(contract(), result())
    assert isinstance(found[-1], engine.Statement)
    assert found[-1].lines[0].words.endswith("Opdigtet region betaler 5.000.000 kr.")
