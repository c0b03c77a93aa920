"""The corpus of broken inputs again, now as exact sentences where the payment itself refuses."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

from samspil.paper.refusal import Refused
from tests.analysis.payment.examples import contract, put, result, statements

CARD = {"kind": "rate_card", "items": [{"metric": "m", "price": 1}]}
PERSON = {"kind": "per_person_success", "price": 1, "threshold": Decimal("0.15")}
SAVINGS = {"kind": "share_of_savings", "share": 1, "tariffs": {"akut": 5}}
STAGES = {
    "kind": "two_stage",
    "cohort_threshold": Decimal("0.1"),
    "pooled_threshold": Decimal("0.05"),
    "amounts": {"a": 5},
}
COHORT = {"id": "b", "observed": 5, "estimates": {"did": {"rate_ratio": Decimal("0.8")}}}
MENDED = "Bed om et resultat, hvor det står."


def _terms(function: dict[str, Any], *gone: str, **more: Any) -> dict[str, Any]:
    raw = contract(metrics__0__function=function, **more)
    for key in gone:
        del raw["metrics"][0][key]
    return raw


@pytest.mark.parametrize(
    ("terms", "given", "sentence"),
    [
        (
            contract(),
            result(None),
            f"resultatet for 2028, § 4, nøglen estimates.did.rate_ratio: tallet mangler, og kontrakten betaler efter det. {MENDED}",
        ),
        (
            _terms(PERSON, "pays_on"),
            result(),
            f"resultatet for 2028, § 4, nøglen responders: antallet af personer, der nåede grænsen, mangler. {MENDED}",
        ),
        (
            _terms(PERSON, "pays_on"),
            result(responders={"n": 100, "successes": 5, "threshold": Decimal("0.1")}),
            (
                "resultatet for 2028, § 4, nøglen responders.threshold: resultatet er talt ved 10,0 %, kontrakten siger 15,0 %. "
                "Bed om en optælling ved kontraktens grænse."
            ),
        ),
        (
            _terms(SAVINGS),
            result(),
            (
                "resultatet for 2028, § 4, nøglen types.akut: typen af kontakt mangler, og kontrakten betaler efter den. "
                "Bed om et resultat, hvor den står."
            ),
        ),
        (
            _terms(SAVINGS),
            result(types={"akut": {"observed": 1, "estimates": {"matched": {"rate_ratio": Decimal("0.9")}}}}),
            (
                "resultatet for 2028, § 4, nøglen types.akut.estimates.did.rate_ratio: tallet mangler, og kontrakten betaler "
                f"efter det. {MENDED}"
            ),
        ),
        (
            _terms(STAGES),
            result(),
            (
                "resultatet for 2028, § 4, nøglen cohorts: grupperne mangler, og kontrakten betaler efter dem. "
                "Bed om et resultat, hvor de står."
            ),
        ),
        (
            _terms(STAGES),
            result(cohorts=[COHORT]),
            (
                "resultatet for 2028, § 4, nøglen cohorts.b: kontrakten nævner intet beløb for gruppen b. "
                "Skriv det i en ny version af kontrakten."
            ),
        ),
        (
            _terms(STAGES),
            result(cohorts=[COHORT | {"estimates": {"matched": {"rate_ratio": Decimal(1)}}}]),
            (
                "resultatet for 2028, § 4, nøglen cohorts.b.estimates.did.rate_ratio: tallet mangler, og kontrakten betaler "
                f"efter det. {MENDED}"
            ),
        ),
        (
            _terms(
                {"kind": "rate_card", "items": [{"metric": "m", "price": 1}, {"metric": "k", "price": 1}]},
                "pays_on",
                "protocol_sha256",
                metrics__0__stands_on="counts",
            ),
            result(None, counts={"m": [1]}),
            "resultatet for 2028, § 4, nøglen counts.k: optællingen mangler, og kontrakten betaler efter den. Tilføj den.",
        ),
        (
            _terms(CARD, "pays_on", "protocol_sha256", metrics__0__stands_on="counts"),
            result(),
            (
                "resultatet for 2028, § 4, nøglen protocol_sha256: resultatet er målt efter en anden protokol (aaaaaaaaaaaa) end "
                "kontraktens (uden protokol). Brug et resultat af den forseglede protokol."
            ),
        ),
        (
            contract(),
            result(protocol_sha256="b" * 64),
            (
                "resultatet for 2028, § 4, nøglen protocol_sha256: resultatet er målt efter en anden protokol (bbbbbbbbbbbb) end "
                "kontraktens (aaaaaaaaaaaa). Brug et resultat af den forseglede protokol."
            ),
        ),
        (
            contract(),
            result(period="2031"),
            "resultatet for 2031, nøglen period: kontrakten har ingen periode, der måles som »2031«. Kendte er 2028.",
        ),
        (
            contract(irr={"clause": "§ 11", "cap": Decimal("0.1")}),
            result(),
            (
                "kontrakten, § 11, nøglen irr: bestemmelsen kan ikke beregnes uden investorens betalinger. "
                "Giv dem med --flows FLOWS.csv."
            ),
        ),
    ],
)
def test_refusal_word_for_word(terms: dict[str, Any], given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        statements(terms, given)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (
            {"kind": "corridor", "amount": 5, "floor": Decimal("0.2"), "threshold": Decimal("0.15")},
            (
                "kontrakten, § 4, nøglen metrics.kontakter.function.floor: gulvet 20,0 % er ikke under grænsen 15,0 %. "
                "Skriv et lavere gulv."
            ),
        ),
        (
            {"kind": "corridor", "amount": 5, "start": 6, "floor": Decimal("0.1"), "threshold": Decimal("0.15")},
            (
                "kontrakten, § 4, nøglen metrics.kontakter.function.start: 6 kr. ved gulvet er mere end 5 kr. ved grænsen. "
                "Skriv et mindre beløb."
            ),
        ),
        (
            {
                "kind": "tiers",
                "steps": [{"threshold": Decimal("0.1"), "amount": 5}, {"threshold": Decimal("0.1"), "amount": 6}],
            },
            (
                "kontrakten, § 4, nøglen metrics.kontakter.function.steps.2: trinnet 10,0 % med 6 kr. stiger ikke fra det før. "
                "Ret rækkefølgen."
            ),
        ),
        (
            STAGES | {"pooled_threshold": Decimal("0.11")},
            (
                "kontrakten, § 4, nøglen metrics.kontakter.function.pooled_threshold: 11,0 % er højere end gruppernes egen grænse "
                "10,0 %. Skriv en grænse, der ikke er højere."
            ),
        ),
        (
            {k: v for k, v in STAGES.items() if k != "amounts"},
            "kontrakten, § 4, nøglen metrics.kontakter.function.amount: beløbet mangler. Skriv amount eller amounts.",
        ),
    ],
)
def test_functions_refuse_word_for_word(function: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        statements(contract(metrics__0__function=function), result())
    assert refused.value.sentence == sentence


def test_equal_thresholds_equal_amounts_and_equal_steps_are_allowed() -> None:
    both = STAGES | {"pooled_threshold": Decimal("0.1")}
    assert statements(contract(metrics__0__function=both), result(cohorts=[COHORT | {"id": "a"}]))[0].total == 500
    level = {"kind": "corridor", "amount": 5, "start": 5, "floor": Decimal("0.1"), "threshold": Decimal("0.15")}
    assert statements(contract(metrics__0__function=level), result("0.2"))[0].total == 500
    steps = [{"threshold": Decimal("0.1"), "amount": 5}, {"threshold": Decimal("0.2"), "amount": 5}]
    assert statements(contract(metrics__0__function={"kind": "tiers", "steps": steps}), result("0.2"))[0].total == 500


def test_a_card_stage_after_itself_or_after_nothing_is_refused() -> None:
    for after in ("m", "n"):
        raw = _terms(copy.deepcopy(CARD), "pays_on", "protocol_sha256", metrics__0__stands_on="counts")
        put(raw, "metrics.0.function.items.0.after", after)
        with pytest.raises(Refused, match=f"»{after}« står ikke på prislisten som et andet trin"):
            statements(raw, result(None, counts={"m": [1]}))
