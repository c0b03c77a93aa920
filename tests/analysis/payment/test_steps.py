"""The steps after the function, each with øre by hand: premium, index, rounding, shares, caps, spill, return, endings."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from samspil.analysis.payment import engine
from samspil.analysis.payment.cashflow import read_flows, summarise, xirr
from samspil.analysis.payment.ore import dealt
from samspil.analysis.payment.result import fingerprint
from samspil.analysis.payment.review import Review, read_reviews
from samspil.paper.refusal import Refused
from tests.analysis.payment.examples import DAY, contract, owed, period, put, result, sealed, statements, two_payers

KR = 100
CLIFF = {"kind": "cliff", "threshold": Decimal("0.15")}


def _flat(kroner: object, raw: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a contract whose metric is worth exactly `kroner` in every period."""
    raw = raw or contract()
    raw["metrics"][0]["function"] = CLIFF | {"amount": kroner}
    for key, value in changes.items():
        put(raw, key.replace("__", "."), value)
    return raw


def _years(raw: dict[str, Any], count: int = 2) -> dict[str, Any]:
    raw["periods"] = [period(str(2028 + n), 2026 + n) for n in range(count)]
    return raw


def _each(raw: dict[str, Any], **more: Any) -> list[dict[str, int]]:
    found = statements(raw, *(result(period=p["id"]) for p in raw["periods"]), **more)
    return [each.totals for each in found]


def test_premium_and_index_multiply_before_the_one_rounding() -> None:
    """1,000.00 · 1.0333 · 104.2/99.3 = 1,084.28922... -> 1,084.29, and not 1,033.30 · 1.0493 rounded twice."""
    raw = _flat(
        1000,
        premium={"clause": "§ 10", "rate": Decimal("0.0333")},
        indexation={"clause": "§ 8", "name": "P", "base": Decimal("99.3"), "values": {"2028": Decimal("104.2")}},
    )
    assert owed(raw, result()) == {"region": 108_429}


@pytest.mark.parametrize(
    ("kroner", "rule", "unit", "ore"),
    [
        ("0.005", "half_even", "øre", 0),
        ("0.015", "half_even", "øre", 2),
        ("0.005", "half_up", "øre", 1),
        ("0.0049", "half_up", "øre", 0),
        ("0.0199", "down", "øre", 1),
        ("2.5", "half_even", "krone", 200),
        ("3.5", "half_even", "krone", 400),
        ("2.5", "half_up", "krone", 300),
        ("2.99", "down", "krone", 200),
        ("150", "half_even", "100 kroner", 20_000),
        ("250", "half_even", "100 kroner", 20_000),
        ("250", "half_up", "100 kroner", 30_000),
        ("299", "down", "100 kroner", 20_000),
    ],
)
def test_rounding_by_name(kroner: str, rule: str, unit: str, ore: int) -> None:
    assert owed(_flat(Decimal(kroner), rounding__rule=rule, rounding__unit=unit), result()) == {"region": ore}


def test_what_division_leaves_behind_does_not_decide_a_half() -> None:
    """0.03 kr. · 0.15/0.3 is exactly one and a half øre, though 1/0.3 never ends: half_even gives 2."""
    raw = contract(
        metrics__0__function={"kind": "proportional", "amount": Decimal("0.03"), "threshold": Decimal("0.3")}
    )
    assert owed(raw, result("0.15")) == {"region": 2}
    raw["indexation"] = {"clause": "§ 8", "name": "P", "base": 3, "values": {"2028": 1}}
    raw["metrics"][0]["function"]["amount"] = Decimal("0.09")
    assert owed(raw, result("0.15")) == {"region": 2}


def test_metric_cap_holds_before_the_split() -> None:
    assert owed(_flat(1000, two_payers(), metrics__0__cap=100), result()) == {"region": 6_000, "kommune": 4_000}


@pytest.mark.parametrize(
    ("weights", "ore", "parts"),
    [
        ([1, 1, 1], 100, [34, 33, 33]),
        ([1, 1, 1], 101, [34, 34, 33]),
        ([1, 2], 1, [0, 1]),
        ([2, 1, 1], 1, [1, 0, 0]),
        ([0, 5, 0], 7, [0, 7, 0]),
        ([0, 0], 0, [0, 0]),
    ],
)
def test_largest_remainder_ties_to_the_first(weights: list[int], ore: int, parts: list[int]) -> None:
    assert dealt(weights, ore) == parts


def test_a_third_each_and_a_metric_with_its_own_shares() -> None:
    raw = two_payers(payers__0__share="1/3", payers__1__share="2/3")
    assert owed(_flat(Decimal("0.01"), raw), result()) == {"region": 0, "kommune": 1}
    raw["metrics"][0]["shares"] = {"kommune": Decimal("0.25"), "region": Decimal("0.75")}
    found = statements(_flat(1, raw), result())[-1]
    assert [(line.payer, line.ore) for line in found.lines] == [("region", 75), ("kommune", 25)]


def test_payer_cap_counts_all_periods_and_what_it_cuts_is_gone() -> None:
    raw = _years(_flat(1000, two_payers(), payers__0__cap=1000))
    assert _each(raw) == [{"region": 60_000, "kommune": 40_000}, {"region": 40_000, "kommune": 40_000}]


def test_year_cap_alone_and_with_two_periods_in_a_year() -> None:
    raw = _flat(1000, payers__0__year_caps={"2028": 1500, "2029": 300})
    raw["periods"] = [
        period("a", 2026, ends_on=DAY(2026, 6, 30), due_on=DAY(2028, 1, 1)),
        period("b", 2026, starts_on=DAY(2026, 7, 1), due_on=DAY(2028, 7, 1)),
        period("c", 2027, due_on=DAY(2029, 7, 1)),
    ]
    assert _each(raw) == [{"region": 100_000}, {"region": 50_000}, {"region": 30_000}]


@pytest.mark.parametrize(
    ("caps", "amounts", "paid"),
    [
        ({"2028": 100, "2029": 100}, [40, 200], [40, 160]),
        ({"2028": 100, "2029": 100, "2030": 100}, [40, 40, 500], [40, 40, 200]),
        ({"2028": 100, "2029": 100, "2030": 100}, [0, 130, 500], [0, 130, 170]),
        ({"2028": 100, "2029": 100, "2030": 100}, [0, 0, 500], [0, 0, 200]),
        ({"2029": 100, "2030": 50}, [70, 20, 500], [70, 20, 130]),
        ({"2028": 100, "2030": 50}, [10, 10, 500], [10, 10, 50]),
    ],
    ids=["unused", "carried first", "carried lapses", "at most a year's cap", "no cap is nothing to carry", "a gap"],
)
def test_carried_forward_is_used_first_and_lapses_after_a_year(
    caps: dict[str, int], amounts: list[int], paid: list[int]
) -> None:
    """120 may be paid in year two with 60 carried; of its 80 unused then, 80 of its own cap may be carried on."""
    raw = _years(contract(payers__0__year_caps=caps, payers__0__carry_forward=True), len(amounts))
    raw["metrics"] = [
        raw["metrics"][0] | {"id": f"m{n}", "periods": [p["id"]], "function": CLIFF | {"amount": amount}}
        for n, (p, amount) in enumerate(zip(raw["periods"], amounts, strict=True))
    ]
    assert [each["region"] for each in _each(raw)] == [ore * KR for ore in paid]
    raw["payers"][0]["carry_forward"] = False
    assert [each["region"] for each in _each(raw)] == [
        min(amount, caps.get(p["id"], 10**9)) * KR for p, amount in zip(raw["periods"], amounts, strict=True)
    ]


def _three(**changes: Any) -> dict[str, Any]:
    raw = two_payers(**changes)
    raw["parties"].append({"id": "fonden", "name": "Opdigtet giver", "roles": ["payer"]})
    shares = {"region": "0.5", "kommune": "0.3", "fonden": "0.2"}
    raw["payers"] = [{"party": name, "clause": "§ 6", "share": Decimal(share)} for name, share in shares.items()]
    return raw


def test_spill_goes_to_the_others_in_order_within_their_caps() -> None:
    raw = _flat(1000, _three(), caps={"clause": "§ 8", "spill": True})
    raw["payers"][0]["cap"] = 100
    raw["payers"][1]["cap"] = 350
    assert owed(raw, result()) == {"region": 10_000, "kommune": 35_000, "fonden": 55_000}
    raw["payers"][2]["year_caps"] = {"2028": 250}
    assert owed(raw, result()) == {"region": 10_000, "kommune": 35_000, "fonden": 25_000}
    raw["caps"]["spill"] = False
    assert owed(raw, result()) == {"region": 10_000, "kommune": 30_000, "fonden": 20_000}


def test_spill_makes_a_line_for_a_payer_without_a_share_and_says_so() -> None:
    raw = _flat(1000, two_payers(), caps={"clause": "§ 8", "spill": True}, payers__0__cap=100)
    raw["metrics"].append(
        raw["metrics"][0] | {"id": "andet", "function": CLIFF | {"amount": 50}, "shares": {"kommune": 1}}
    )
    raw["metrics"][0]["shares"] = {"region": 1}
    found = statements(raw, result())[-1]
    assert [(line.metric, line.payer, line.ore, line.received, line.capped_by) for line in found.lines] == [
        ("kontakter", "region", 10_000, 0, ("payer_cap",)),
        ("kontakter", "kommune", 90_000, 90_000, ()),
        ("andet", "kommune", 5_000, 0, ()),
    ]
    assert "modtaget fra andre betaleres lofter 900 kr." in found.lines[1].words


def test_a_payers_cut_falls_on_its_metrics_in_proportion() -> None:
    raw = _flat(100, payers__0__cap=100)
    raw["metrics"].append(raw["metrics"][0] | {"id": "andet", "function": CLIFF | {"amount": 200}})
    found = statements(raw, result())[-1]
    assert [(line.ore, line.capped_by) for line in found.lines] == [(3_333, ("payer_cap",)), (6_667, ("payer_cap",))]


def test_project_cap_over_all_periods_cuts_payers_in_proportion() -> None:
    """In the second period 500 are left of 1,500: the cut of 500 falls 250, 150, 100."""
    raw = _years(_flat(1000, _three(), caps={"clause": "§ 8", "project": 1500}))
    assert _each(raw) == [
        {"region": 50_000, "kommune": 30_000, "fonden": 20_000},
        {"region": 25_000, "kommune": 15_000, "fonden": 10_000},
    ]
    found = statements(raw, result(), result(period="2029"))[-1]
    assert {line.capped_by for line in found.lines} == {("project_cap",)}


def test_project_cap_deals_the_odd_ore_of_the_cut_to_the_first() -> None:
    raw = _flat(
        1,
        two_payers(payers__0__share="1/2", payers__1__share="1/2"),
        caps={"clause": "§ 8", "project": Decimal("0.99")},
    )
    assert owed(raw, result()) == {"region": 49, "kommune": 50}


OUTLAY = [(DAY(2028, 7, 1) - datetime.timedelta(days=730), Decimal(-1000))]


@pytest.mark.parametrize(
    ("irr", "ore", "capped"),
    [
        ({"cap": Decimal("0.1")}, 121_000, ("irr_cap",)),
        ({"cap": Decimal("0.5")}, 200_000, ()),
        ({"cap": Decimal("0.05"), "ratchet_from": Decimal(0), "investor_share": 1}, 110_250, ("irr_cap",)),
        ({"ratchet_from": Decimal("0.1"), "investor_share": Decimal("0.5")}, 121_000 + 39_500, ("irr_ratchet",)),
        ({"ratchet_from": Decimal("0.1"), "investor_share": 0}, 121_000, ("irr_ratchet",)),
        ({"ratchet_from": Decimal("0.1"), "investor_share": Decimal("0.33333")}, 121_000 + 26_333, ("irr_ratchet",)),
        (
            {"ratchet_from": Decimal("0.1"), "investor_share": Decimal("0.5"), "cap": Decimal("0.2")},
            144_000,
            ("irr_cap",),
        ),
    ],
    ids=["cap", "cap not reached", "cap first", "half", "nothing kept", "rounded down", "ratchet before cap"],
)
def test_return_over_two_years_of_365_days(irr: dict[str, Any], ore: int, capped: tuple[str, ...]) -> None:
    """1,000 put in for exactly two years: 10 % a year is 1,210.00, 20 % is 1,440.00, 5 % is 1,102.50."""
    found = statements(_flat(2000, irr={"clause": "§ 11", **irr}), result(), flows=OUTLAY)[-1]
    assert found.total == ore
    assert found.lines[0].capped_by == capped


def test_return_is_cut_over_payers_and_counts_what_earlier_periods_gave() -> None:
    raw = _years(_flat(700, two_payers(), irr={"clause": "§ 11", "cap": Decimal("0.1")}))
    flows = [*OUTLAY, (DAY(2029, 7, 2), Decimal(-10_000))]
    first, second = _each(raw, flows=flows)
    assert first == {"region": 42_000, "kommune": 28_000}
    assert second == {"region": 33_660, "kommune": 22_440}


def test_return_without_a_solution_is_said_and_not_limited() -> None:
    raw = _flat(2000, irr={"clause": "§ 11", "cap": Decimal("0.1")})
    found = statements(raw, result(), flows=[(DAY(2028, 7, 1), Decimal(-1000))])[-1]
    assert found.total == 200_000
    assert found.notes == (
        "§ 11: investorens betalinger har ikke ét årligt afkast, så loftet over afkast gælder ikke.",
    )
    assert statements(raw, result("0"), flows=OUTLAY)[-1].notes == ()


def test_first_flow_must_be_an_outlay() -> None:
    raw = _flat(2000, irr={"clause": "§ 11", "cap": Decimal("0.1")})
    for amount in (0, 5):
        with pytest.raises(Refused, match="§ 11, nøglen irr: investorens første betaling er ikke et indskud"):
            statements(raw, result(), flows=[(DAY(2026, 1, 1), Decimal(amount))])
    assert statements(raw, result(), flows=[])[-1].total == 200_000


ENDING = {"clause": "§ 12", "amount": 480, "terminated_on": DAY(2027, 6, 30)}


@pytest.mark.parametrize(
    ("kind", "ended", "starts", "ore"),
    [
        ("fixed", DAY(2027, 6, 30), DAY(2026, 1, 1), 48_000),
        ("pro_rata", DAY(2027, 6, 30), DAY(2026, 1, 1), 18_000),
        ("pro_rata", DAY(2027, 6, 29), DAY(2026, 1, 1), 17_000),
        ("pro_rata", DAY(2027, 7, 1), DAY(2026, 1, 1), 18_000),
        ("pro_rata", DAY(2026, 12, 31), DAY(2026, 1, 1), 12_000),
    ],
)
def test_termination_replaces_the_period_it_cuts_short(
    kind: str, ended: datetime.date, starts: datetime.date, ore: int
) -> None:
    """18 of 48 months, with a premium that a fixed amount does not get; what is measured before is settled as agreed."""
    raw = _years(_flat(1000, premium={"clause": "§ 10", "rate": 1}), 3)
    raw["contract"]["starts_on"] = starts
    raw["termination"] = ENDING | {"kind": kind, "terminated_on": ended}
    found = (
        engine.compute(sealed(raw), [], period="2028")
        if ended < DAY(2026, 12, 31)
        else statements(raw, result(), period="2030")
    )

    assert [each.total for each in found] == [200_000, ore, 0]
    assert found[1].lines[0].metric == "termination"
    assert found[1].notes[0].startswith("§ 12: aftalen er opsagt til ophør ")


def test_termination_before_any_period_ended_pays_in_the_first() -> None:
    raw = _years(_flat(1000))
    raw["termination"] = ENDING | {"kind": "fixed", "terminated_on": DAY(2026, 3, 1)}
    found = engine.compute(sealed(raw), [], period="2029")
    assert [(each.total, each.payable) for each in found] == [(48_000, True), (0, True)]
    assert "opsigelse, fast beløb 480 kr.; andel 100 %" in found[0].lines[0].words
    assert "opsagt: afregnet i en tidligere periode" in found[1].lines[0].words


EVENT = {"period": "2028", "declared_on": DAY(2027, 3, 1), "why": "Opdigtet epidemi."}


@pytest.mark.parametrize(
    ("effect", "amount", "ore", "word"),
    [
        ("pause", {}, [0, 100_000], "perioden betales ikke"),
        ("fixed", {"amount": 70}, [7_000, 100_000], "fast beløb 70 kr."),
        ("continue", {}, [100_000, 100_000], "alt eller intet"),
    ],
)
def test_force_majeure(effect: str, amount: dict[str, Any], ore: list[int], word: str) -> None:
    raw = _years(_flat(1000))
    raw["force_majeure"] = {"clause": "§ 13", "effect": effect, "events": [EVENT], **amount}
    given = [result(), result(period="2029")] if effect == "continue" else [result(period="2029")]
    found = statements(raw, *given)
    assert [each.total for each in found] == ore
    assert word in found[0].lines[0].words
    assert found[0].notes == ("§ 13: force majeure erklæret 1. marts 2027: Opdigtet epidemi.",)


@pytest.mark.parametrize(
    ("share", "limit", "ore", "capped"),
    [("1/3", 1000, 13_333, ()), (1, 1000, 40_000, ()), (1, 100, 10_000, ("guarantee_limit",)), (1, 400, 40_000, ())],
)
def test_guarantee_carries_a_share_of_the_loss_in_the_last_period(
    share: Any, limit: int, ore: int, capped: tuple[str, ...]
) -> None:
    """1,000 put in, 300 paid twice: 400 are missing. Outlays after the last payment day do not count."""
    raw = _years(_flat(300))
    raw["guarantee"] = {"clause": "§ 14", "guarantor": "garant", "share": share, "limit": limit}
    flows = [*OUTLAY, (DAY(2028, 1, 1), Decimal(50)), (DAY(2031, 1, 1), Decimal(-500))]
    found = statements(raw, result(), result(period="2029"), flows=flows)
    assert found[0].totals == {"region": 30_000}
    assert found[1].totals == {"region": 30_000, "garant": ore}
    assert found[1].lines[-1].capped_by == capped
    assert "indskud 1.000 kr., tilbagebetalt 600 kr., tab 400 kr." in found[1].lines[-1].words


def test_guarantee_pays_nothing_without_a_loss() -> None:
    raw = _flat(1000, guarantee={"clause": "§ 14", "guarantor": "garant", "share": 1, "limit": 5})
    assert statements(raw, result(), flows=OUTLAY)[-1].totals == {"region": 100_000, "garant": 0}


GATE = {"name": "placebo", "value": Decimal("0.05"), "limit": Decimal("0.03"), "passed": False}


def _review(raw: dict[str, Any]) -> Review:
    return Review(
        who="Opdigtet kontrollant", when=DAY(2028, 5, 1), why="Placebo er forklaret.", result_sha256=fingerprint(raw)
    )


def test_a_result_that_is_not_payable_pays_nothing_and_says_why() -> None:
    raw = result(payable=False, gates=[GATE])
    found = statements(contract(), raw)[-1]
    assert (found.total, found.payable) == (0, False)
    assert found.reasons == ("kontakter: resultatet kan ikke betales uden vurdering (placebo er ikke bestået).",)
    assert "0 kr.: resultatet kan ikke betales" in found.lines[0].words


def test_a_review_of_exactly_this_result_lets_it_be_paid_and_is_quoted() -> None:
    raw = result(payable=False)
    found = statements(contract(), raw, reviews=(_review(raw),))[-1]
    assert (found.total, found.payable, found.reasons) == (500_000_000, True, ())
    assert found.notes == (
        (
            "kontakter: resultatet kan ikke betales uden vurdering (målingens egne prøver er ikke bestået); Opdigtet kontrollant "
            "besluttede 1. maj 2028 at betale: Placebo er forklaret."
        ),
    )


def test_reviews_are_read_one_or_many() -> None:
    text = '{"who": "A", "when": "2028-05-01", "why": "B", "result_sha256": "' + "a" * 64 + '"}'
    assert len(read_reviews(text, "x.json")) == 1
    assert [each.why for each in read_reviews(f"[{text}, {text}]", "x.json")] == ["B", "B"]


def test_a_missing_result_names_the_period_and_a_doubled_one_is_refused() -> None:
    raw = _years(contract())
    with pytest.raises(Refused, match=r"§ 4, nøglen metrics\.kontakter: der mangler et resultat for perioden 2028"):
        statements(raw, result(period="2029"))
    with pytest.raises(Refused, match="to forskellige resultater gælder perioden 2028"):
        statements(raw, result("0.1"), result("0.2"))
    with pytest.raises(Refused, match="perioden »2040« findes ikke"):
        statements(raw, result(), period="2040")
    with pytest.raises(Refused, match="intet resultat at regne på"):
        statements(raw)


def test_a_result_may_name_its_days_instead_of_the_period() -> None:
    assert owed(contract(), result(period="2026-01-05/2026-12-28")) == {"region": 500_000_000}
    for wrong in ("2025-12-31/2026-12-28", "2026-01-05/2027-01-01", "2026-12-28/2026-01-05", "2026/2027", "2028/"):
        with pytest.raises(Refused, match="ingen periode, der måles som"):
            owed(contract(), result(period=wrong))


def test_a_metric_for_some_periods_needs_no_result_in_the_others() -> None:
    raw = _years(_flat(1000, metrics__0__periods=["2029"]))
    assert [each.total for each in statements(raw, result(period="2029"))] == [0, 100_000]


def test_a_paused_period_is_left_out_of_the_pool_and_of_cumulative_counts() -> None:
    raw = _years(contract(), 3)
    card = {"kind": "rate_card", "items": [{"metric": "m", "price": 1, "cumulative": True}]}
    raw["metrics"][0] |= {"stands_on": "counts", "function": card}
    del raw["metrics"][0]["protocol_sha256"], raw["metrics"][0]["pays_on"]
    raw["force_majeure"] = {"clause": "§ 13", "effect": "pause", "events": [EVENT | {"period": "2029"}]}
    given = [result(None, counts={"m": [3]}), result(None, period="2030", counts={"m": [9]})]
    assert [each.total for each in statements(raw, *given)] == [300, 0, 600]


def test_flows_are_sorted_and_told() -> None:
    flows = read_flows("\ufeffdate,amount\n2027-01-01,110.00\n\n2026-01-01,-100\n", "f.csv")
    assert flows == [(DAY(2026, 1, 1), Decimal(-100)), (DAY(2027, 1, 1), Decimal("110.00"))]
    found = summarise(flows, Decimal("0.1"))
    assert (found.xirr, found.multiple, found.paid_in, found.paid_out) == (Decimal("0.1"), Decimal("1.1"), 100, 110)
    assert found.npv is not None
    assert round(found.npv, 20) == 0
    assert summarise(flows).npv is None
    assert summarise([(DAY(2026, 1, 1), Decimal(5))]).multiple is None


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        ([-100, -5], "ingen rente"),
        ([100, 5], "ingen rente"),
        ([-100, 230, -132], "flere renter"),
        ([-100, 0, 0], "ingen rente"),
    ],
)
def test_a_return_that_is_none_or_several_is_said(amounts: list[int], why: str) -> None:
    flows = [(DAY(2026 + n, 1, 1), Decimal(amount)) for n, amount in enumerate(amounts)]
    found, said = xirr(flows)
    assert found is None
    assert why in said


def test_a_return_with_turning_flows_and_one_solution_is_found() -> None:
    days = [DAY(2026, 1, 1) + datetime.timedelta(days=365 * n) for n in range(4)]
    flows = list(zip(days, [Decimal(-100), Decimal(50), Decimal(-20), Decimal(120)], strict=True))
    found, _ = xirr(flows)
    assert found is not None
    assert abs(sum(float(amount) * (1 + float(found)) ** -n for n, (_, amount) in enumerate(flows))) < 1e-9


def test_a_loss_has_a_negative_return() -> None:
    found, _ = xirr([(DAY(2026, 1, 1), Decimal(-100)), (DAY(2027, 1, 1), Decimal(80))])
    assert found == Decimal("-0.2")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "f.csv: første linje skal være date,amount. Skriv de to kolonner i den rækkefølge."),
        ("amount,date\n", "f.csv: første linje skal være date,amount. Skriv de to kolonner i den rækkefølge."),
        ("date,amount\n\n", "f.csv: der er ingen betalinger. Skriv mindst én linje under date,amount."),
        (
            "date,amount\n2026-01-01,1\n2026-01-01\n",
            "f.csv, linje 3: linjen har 1 felt. Skriv én dato og ét beløb med punktum som 1234.50.",
        ),
        (
            "date,amount\n2026-01-01,fem\n",
            (
                "f.csv, linje 2, kolonnen amount: »fem« kan ikke bruges. Skriv et tal på mindst "
                "-1.000.000.000.000 og højst 1.000.000.000.000, med højst 2 decimaler."
            ),
        ),
        (
            "date,amount\n2026-01-01,1.001\n",
            (
                "f.csv, linje 2, kolonnen amount: 1.001 kan være tusinder eller decimaler. "
                "Skriv 1001 for tusinder og højst 2 decimaler."
            ),
        ),
        (
            "date,amount\n2026-02-30,1\n",
            "f.csv, linje 2, kolonnen date: »2026-02-30« kan ikke bruges. Skriv en dato som 2028-07-01, fra år 1900 til 2200.",
        ),
    ],
)
def test_flows_are_refused_word_for_word(text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read_flows(text, "f.csv")
    assert refused.value.sentence == sentence


def test_no_return_is_said_word_for_word() -> None:
    one, two, three = (DAY(2026 + n, 1, 1) for n in range(3))
    assert xirr([]) == (None, "ingen rente over -100 % får strømmene til at gå op")
    several = [(one, Decimal(-100)), (two, Decimal(230)), (three, Decimal(-132))]
    assert xirr(several) == (None, "flere renter får strømmene til at gå op, så ingen af dem er afkastet")
    assert xirr([(one, Decimal(-100)), (two, Decimal("0.5")), (three, Decimal(100))])[1] == ""
    assert summarise([(one, Decimal(-100))]).why == "ingen rente over -100 % får strømmene til at gå op"


def test_small_flows_count() -> None:
    found = summarise([(DAY(2026, 1, 1), Decimal("-0.50")), (DAY(2027, 1, 1), Decimal("0.75"))])
    assert (found.xirr, found.multiple, found.paid_in, found.paid_out) == (
        Decimal("0.5"),
        Decimal("1.5"),
        Decimal("0.50"),
        Decimal("0.75"),
    )


def test_nothing_may_be_paid_when_the_limit_is_already_passed() -> None:
    raw = _flat(2000, irr={"clause": "§ 11", "cap": Decimal("-0.99")})
    assert statements(raw, result(), flows=[*OUTLAY, (DAY(2027, 1, 1), Decimal(999))])[-1].total == 0


def test_spill_from_two_payers_adds_up_on_one_line() -> None:
    raw = _flat(1000, _three(), caps={"clause": "§ 8", "spill": True})
    raw["payers"][0]["cap"] = 100
    raw["payers"][1]["cap"] = 200
    found = statements(raw, result())[-1]
    assert [(line.payer, line.ore, line.received) for line in found.lines] == [
        ("region", 10_000, 0),
        ("kommune", 20_000, 0),
        ("fonden", 70_000, 50_000),
    ]


def test_a_cut_never_goes_back_to_the_one_it_was_cut_from() -> None:
    raw = _flat(100, two_payers(), caps={"clause": "§ 8", "spill": True}, metrics__0__shares={"kommune": 1})
    raw["payers"][1]["cap"] = 70
    raw["payers"][0]["cap"] = 10
    assert owed(raw, result()) == {"region": 1_000, "kommune": 7_000}


@pytest.mark.parametrize(("starts", "ore"), [(DAY(2026, 1, 1), 18_000), (DAY(2026, 1, 15), 17_361)])
def test_months_begun_do_not_count(starts: datetime.date, ore: int) -> None:
    """From 15 January 2026 to 30 June 2027 17 whole months have passed of 47: 480 · 17/47 = 173.617."""
    raw = _years(_flat(1000))
    raw["contract"]["starts_on"] = starts
    for each in raw["periods"]:
        each["starts_on"] = each["starts_on"].replace(day=15)
    raw["termination"] = ENDING | {"kind": "pro_rata"}
    raw["rounding"]["rule"] = "down"
    found = statements(raw, result(), period="2029")[-1]
    assert found.total == ore
    assert found.lines[0].clause == "§ 12"


def test_guarantee_line_names_itself_and_counts_outlays_to_the_very_day() -> None:
    raw = _flat(300, guarantee={"clause": "§ 14", "guarantor": "garant", "share": 1, "limit": 9000})
    flows = [*OUTLAY, (DAY(2028, 7, 1), Decimal("-0.50")), (DAY(2028, 7, 1), Decimal("0.25"))]
    line = statements(raw, result(), flows=flows)[-1].lines[-1]
    assert (line.metric, line.clause, line.payer, line.ore) == ("guarantee", "§ 14", "garant", 70_050)
