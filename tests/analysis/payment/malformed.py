"""Two hundred broken contracts, results, flows and reviews by name, with the clause and key their refusal must say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.analysis.payment import examples
from tests.analysis.payment.examples import DROP, as_json, as_toml, contract, period, put, result, two_payers


@dataclass(frozen=True)
class Broken:
    """One broken input: its name, the four files, and what the sentence must contain."""

    name: str
    toml: str
    json: str
    says: tuple[str, ...]
    flows: str = ""
    review: str = ""


NAN, INF = Decimal("NaN"), Decimal("Infinity")
GOOD_JSON = as_json(result())
GOOD_TOML = as_toml(contract())
DAY = datetime.date


def _contract(name: str, key: str, value: Any, *says: str, start: dict[str, Any] | None = None) -> Broken:
    raw = start or contract()
    put(raw, key, value)
    return Broken(name, as_toml(raw), GOOD_JSON, says)


def _result(name: str, raw: dict[str, Any], *says: str, terms: dict[str, Any] | None = None) -> Broken:
    return Broken(name, as_toml(terms or contract()), as_json(raw), says)


def _numbers() -> Iterator[Broken]:
    """Numbers that are none, or lie outside what their key allows."""
    places = {
        "metrics.0.function.amount": ("§ 4", "metrics.kontakter.function.amount"),
        "metrics.0.function.threshold": ("§ 4", "metrics.kontakter.function.threshold"),
        "metrics.0.cap": ("§ 4", "metrics.kontakter.cap"),
        "payers.0.cap": ("§ 6", "payers.region.cap"),
    }
    wrong = {
        "nan": NAN,
        "infinity": INF,
        "minus infinity": -INF,
        "negative": Decimal("-0.01"),
        "text": "fem millioner",
        "flag": True,
        "a thousand billions": Decimal("1e15"),
        "list": [1],
    }
    for key, says in places.items():
        for word, value in wrong.items():
            yield _contract(f"{key} is {word}", key, value, *says)

    for value in (0, 1, Decimal("1.5")):
        yield _contract(f"threshold is {value}", "metrics.0.function.threshold", value, "§ 4", "function.threshold")

    yield _contract("cap in tenths of an øre", "payers.0.cap", Decimal("100.001"), "§ 6", "payers.region.cap")
    yield _contract("share above one", "payers.0.share", Decimal("1.01"), "§ 6", "payers.region.share")
    yield _contract("share below zero", "payers.0.share", Decimal("-0.1"), "§ 6", "payers.region.share")
    yield _contract("share as three halves", "payers.0.share", "3/2", "§ 6", "payers.region.share")
    yield _contract("share over nothing", "payers.0.share", "1/0", "§ 6", "payers.region.share")
    yield _contract("share is nan", "payers.0.share", NAN, "§ 6", "payers.region.share")
    yield _contract("version is zero", "contract.version", 0, "§ 1", "contract.version")
    yield _contract("version is a half", "contract.version", Decimal("1.5"), "§ 1", "contract.version")
    yield _contract("version is a flag", "contract.version", True, "§ 1", "contract.version")
    yield _contract("follow-up below zero", "periods.0.follow_up_months", -1, "§ 5", "periods.2028.follow_up_months")
    yield _contract("maturity of 99 years", "periods.0.maturity_days", 36_500, "§ 5", "periods.2028.maturity_days")
    yield _contract("too many decimals", "metrics.0.function.threshold", Decimal("0.1" + "1" * 25), "§ 4", "threshold")


def _missing() -> Iterator[Broken]:
    """Keys that must be there and are not."""
    keys = {
        "format": "format",
        "contract": "contract",
        "parties": "parties",
        "payers": "payers",
        "metrics": "metrics",
        "periods": "periods",
        "rounding": "rounding",
        "contract.id": "contract.id",
        "contract.title": "contract.title",
        "contract.clause": "contract.clause",
        "contract.version": "contract.version",
        "contract.starts_on": "contract.starts_on",
        "contract.ends_on": "contract.ends_on",
        "parties.0.name": "parties.fond.name",
        "parties.0.roles": "parties.fond.roles",
        "payers.0.party": "payers.1.party",
        "payers.0.clause": "payers.region.clause",
        "payers.0.share": "payers.region.share",
        "metrics.0.id": "metrics.1.id",
        "metrics.0.name": "metrics.kontakter.name",
        "metrics.0.clause": "metrics.kontakter.clause",
        "metrics.0.stands_on": "metrics.kontakter.stands_on",
        "metrics.0.function": "metrics.kontakter.function",
        "metrics.0.function.kind": "metrics.kontakter.function",
        "metrics.0.function.amount": "function.amount",
        "metrics.0.function.threshold": "function.threshold",
        "metrics.0.protocol_sha256": "metrics.kontakter.protocol_sha256",
        "metrics.0.pays_on": "metrics.kontakter.pays_on",
        "periods.0.id": "periods.1.id",
        "periods.0.clause": "periods.2028.clause",
        "periods.0.starts_on": "periods.2028.starts_on",
        "periods.0.due_on": "periods.2028.due_on",
        "rounding.rule": "rounding.rule",
        "rounding.unit": "rounding.unit",
        "rounding.clause": "rounding.clause",
    }

    for key, said in keys.items():
        yield _contract(f"{key} is missing", key, DROP, "mangler" if said != "metrics.kontakter.function" else "", said)


def _words() -> Iterator[Broken]:
    """Words that are not among those a key allows, and keys that nobody knows."""
    yield _contract("another format", "format", "samspil-payment/9", "format", "samspil-payment/1")
    yield _contract("another currency", "contract.currency", "EUR", "§ 1", "contract.currency", "DKK")
    yield _contract("unknown function", "metrics.0.function.kind", "lottery", "§ 4", "function.kind", "cliff")
    yield _contract("unknown way", "metrics.0.pays_on", "hope", "§ 4", "metrics.kontakter.pays_on", "bracket_low")
    yield _contract("unknown rule", "rounding.rule", "up", "§ 9", "rounding.rule", "half_even")
    yield _contract("unknown unit", "rounding.unit", "euro", "§ 9", "rounding.unit", "100 kroner")
    yield _contract("unknown role", "parties.0.roles", ["bank"], "parties.fond.roles", "investor")
    yield _contract("no roles", "parties.0.roles", [], "parties.fond.roles")
    yield _contract("a word for a list", "parties.0.roles", "investor", "parties.fond.roles")
    yield _contract("a misspelt key", "payers.0.kap", 5, "§ 6", "payers.region.kap", "carry_forward")
    yield _contract("a misspelt table", "cap", {"project": 5}, "cap", "nøglen findes ikke")
    yield _contract("a key in the function", "metrics.0.function.floor", Decimal("0.1"), "§ 4", "function.floor")
    yield _contract("a name with spaces", "parties.0.id", "den fond", "parties.1.id", "små bogstaver")
    yield _contract("an empty title", "contract.title", "  ", "§ 1", "contract.title")
    yield _contract("a title with a bell", "contract.title", "Aftale\u0007", "§ 1", "contract.title")
    yield _contract("a short hash", "metrics.0.protocol_sha256", "abc", "§ 4", "metrics.kontakter.protocol_sha256")
    yield _contract("a hash in capitals", "metrics.0.protocol_sha256", "A" * 64, "§ 4", "protocol_sha256")
    yield _contract("a flag in words", "payers.0.carry_forward", "ja", "§ 6", "payers.region.carry_forward")
    yield _contract("a day that is none", "contract.ends_on", "2029-02-30", "§ 1", "contract.ends_on")
    yield _contract("a day with a clock", "contract.ends_on", DAY(2029, 1, 1).isoformat() + "T00:00", "§ 1", "ends_on")
    yield _contract("a number for a table", "rounding", 5, "rounding")
    yield _contract("a table for a list", "metrics", {"id": "x"}, "metrics")
    yield _contract("an empty list", "metrics", [], "metrics")
    yield _contract("an empty table", "payers.0.year_caps", {}, "§ 6", "payers.region.year_caps")
    yield _contract("a number for a function", "metrics.0.function", 7, "§ 4", "metrics.kontakter.function")
    yield _contract("a personal number in a name", "parties.0.name", "Opdigtet 610190-0001", "parties", "person")
    yield _contract("a key for a person", "payers.0.cpr", "x", "person")


def _against_each_other() -> Iterator[Broken]:
    """Clauses that contradict each other."""
    two = [period("2028", 2026), period("2029", 2027)]
    yield _contract("ends before it starts", "contract.ends_on", DAY(2025, 1, 1), "§ 1", "contract.ends_on")
    yield _contract("version 2 without a reason", "contract.version", 2, "§ 1", "contract.reason")
    second = contract(contract__version=2)

    yield _contract(
        "version 2 without what it supersedes", "contract.reason", "Rettet", "§ 1", "supersedes", start=second
    )
    yield _contract("version 1 supersedes", "contract.supersedes", "b" * 64, "§ 1", "contract.supersedes")
    yield _contract("nobody invests", "parties.0.roles", ["provider"], "parties", "investor")
    yield _contract("a payer nobody knows", "payers.0.party", "staten", "§ 6", "payers.staten")
    yield _contract("a payer with another role", "payers.0.party", "fond", "§ 6", "payers.fond", "payer")
    yield _contract("a payer of unknown terms", "payers.0.party", "kommune", "§ 6", "payers.kommune")
    yield _contract("a payer without terms", "parties.2.terms", "stated", "parties.kommune", "unknown")
    yield _contract("shares below one", "payers.0.share", Decimal("0.99"), "§ 6", "payers", "99 %")
    yield _contract("shares above one", "payers.1.share", Decimal("0.5"), "§ 6", "payers", "110 %", start=two_payers())
    yield _contract("one payer twice", "payers.1.party", "region", "payers.region", "to gange", start=two_payers())
    yield _contract("one party twice", "parties.1.id", "fond", "parties.fond", "to gange")
    yield _contract("one metric twice", "metrics.1", contract()["metrics"][0], "metrics.kontakter", "to gange")
    yield _contract("metric shares of a stranger", "metrics.0.shares", {"fond": 1}, "§ 4", "kontakter.shares.fond")
    yield _contract("metric shares below one", "metrics.0.shares", {"region": Decimal("0.7")}, "§ 4", "70 %")
    yield _contract("metric in no period", "metrics.0.periods", ["2031"], "§ 4", "metrics.kontakter.periods", "2031")
    yield _contract("metric with a reserved name", "metrics.0.id", "guarantee", "§ 4", "metrics.guarantee")
    yield _contract(
        "overlapping periods",
        "periods.1.starts_on",
        DAY(2026, 12, 31),
        "§ 5",
        "periods.2029.starts_on",
        start=contract(periods=two),
    )
    yield _contract(
        "periods out of order",
        "periods",
        list(reversed([period("2028", 2026), period("2029", 2027)])),
        "§ 5",
        "periods.2028",
    )
    later = contract(periods=[period("2028", 2026, due_on=DAY(2029, 8, 1)), period("2029", 2027)])
    yield _contract("paid out of order", "rounding.unit", "krone", "§ 5", "periods.2029.due_on", start=later)
    yield _contract("a period that ends before it starts", "periods.0.ends_on", DAY(2025, 12, 31), "§ 5", "ends_on")
    yield _contract("a period before the agreement", "periods.0.starts_on", DAY(2025, 12, 31), "§ 5", "periods.2028")
    yield _contract("a period after the agreement", "periods.0.ends_on", DAY(2030, 1, 1), "§ 5", "periods.2028")
    yield _contract("paid before the figures are ripe", "periods.0.maturity_days", 200, "§ 5", "periods.2028.due_on")
    same = contract(periods=[period("2028", 2026, result_period="m"), period("2029", 2027, result_period="m")])
    yield _contract("two periods of one measurement", "rounding.unit", "krone", "§ 5", "result_period", start=same)
    capped = contract(caps={"clause": "§ 8", "project": 100})
    yield _contract("payer cap above the project's", "payers.0.cap", 101, "§ 6", "payers.region.cap", start=capped)
    capped = contract(caps={"clause": "§ 8", "project": 100})
    yield _contract(
        "metric cap above the project's", "metrics.0.cap", 101, "§ 4", "metrics.kontakter.cap", start=capped
    )
    yield _contract(
        "year cap above the payer's",
        "payers.0.year_caps",
        {"2028": 101},
        "§ 6",
        "year_caps.2028",
        start=contract(payers__0__cap=100),
    )
    yield _contract("year cap of another century", "payers.0.year_caps", {"1928": 1}, "§ 6", "year_caps.1928")
    yield _contract("year cap of no year", "payers.0.year_caps", {"forår": 1}, "§ 6", "year_caps")
    yield _contract("year cap of a word", "payers.0.year_caps", {"foraar": 1}, "§ 6", "year_caps.foraar")
    yield _contract("carrying nothing forward", "payers.0.carry_forward", True, "§ 6", "payers.region.carry_forward")
    yield _contract(
        "index of an unknown period",
        "indexation",
        {"clause": "§ 8", "name": "P", "base": 100, "values": {"2031": 101}},
        "§ 8",
        "values.2031",
    )
    yield _contract(
        "index of nothing",
        "indexation",
        {"clause": "§ 8", "name": "P", "base": 0, "values": {"2028": 1}},
        "§ 8",
        "indexation.base",
    )
    yield _contract("return clause without a limit", "irr", {"clause": "§ 11"}, "§ 11", "irr")
    yield _contract(
        "ratchet without a share", "irr", {"clause": "§ 11", "ratchet_from": Decimal("0.05")}, "§ 11", "investor_share"
    )
    yield _contract(
        "ratchet above the cap",
        "irr",
        {"clause": "§ 11", "cap": Decimal("0.05"), "ratchet_from": Decimal("0.06"), "investor_share": 1},
        "§ 11",
        "irr.ratchet_from",
    )
    ending = {"clause": "§ 12", "kind": "fixed", "amount": 5}
    yield _contract(
        "terminated before it began",
        "termination",
        ending | {"terminated_on": DAY(2025, 1, 1)},
        "§ 12",
        "terminated_on",
    )
    yield _contract(
        "terminated after it ended",
        "termination",
        ending | {"terminated_on": DAY(2029, 12, 31)},
        "§ 12",
        "terminated_on",
    )
    yield _contract(
        "terminated when all is measured",
        "termination",
        ending | {"terminated_on": DAY(2027, 1, 1)},
        "§ 12",
        "terminated_on",
        "intet at opsige",
    )
    yield _contract(
        "force majeure without its amount",
        "force_majeure",
        {"clause": "§ 13", "effect": "fixed"},
        "§ 13",
        "force_majeure.amount",
    )
    yield _contract(
        "force majeure with a needless amount",
        "force_majeure",
        {"clause": "§ 13", "effect": "pause", "amount": 5},
        "§ 13",
        "force_majeure.amount",
    )
    event = {"period": "2031", "declared_on": DAY(2027, 1, 1), "why": "Opdigtet"}
    yield _contract(
        "force majeure in no period",
        "force_majeure",
        {"clause": "§ 13", "effect": "pause", "events": [event]},
        "§ 13",
        "force_majeure.events",
        "2031",
    )
    event = event | {"period": "2028"}
    yield _contract(
        "force majeure twice",
        "force_majeure",
        {"clause": "§ 13", "effect": "pause", "events": [event, event]},
        "§ 13",
        "to gange",
    )
    guarantee = {"clause": "§ 14", "guarantor": "fond", "share": 1, "limit": 5}
    yield _contract("a guarantor of another role", "guarantee", guarantee, "§ 14", "guarantee.guarantor")
    yield _contract(
        "a guarantor nobody knows", "guarantee", guarantee | {"guarantor": "x"}, "§ 14", "guarantee.guarantor"
    )
    yield _contract(
        "a mark on nothing",
        "marks",
        [{"key": "payers.region.kap", "mark": "assumed", "why": "x"}],
        "marks",
        "payers.region.kap",
    )
    yield _contract(
        "a mark through a number", "marks", [{"key": "contract.version.x", "mark": "assumed", "why": "x"}], "marks"
    )
    yield _contract("a source of nothing", "sources", [{"title": "x", "says": "y", "keys": ["z"]}], "sources", "z")
    yield _contract(
        "an unknown protocol without a mark", "metrics.0.protocol_sha256", "unknown", "§ 4", "protocol_sha256"
    )
    line = {
        "party": "x",
        "clause": "§ 15",
        "kind": "saving",
        "what": "y",
        "kroner_per_referred": 1,
        "scales_with": "referred",
    }
    yield _contract("a business line of a stranger", "business", [line], "§ 15", "business")
    yield from _functions()


def _functions() -> Iterator[Broken]:
    """Payment functions whose own keys contradict, or that stand on the wrong thing."""
    corridor = {"kind": "corridor", "amount": 5, "floor": Decimal("0.15"), "threshold": Decimal("0.15")}
    yield _contract("corridor without width", "metrics.0.function", corridor, "§ 4", "function.floor")
    falling = corridor | {"floor": Decimal("0.1"), "start": 6}
    yield _contract("corridor that falls", "metrics.0.function", falling, "§ 4", "function.start")
    steps = [{"threshold": Decimal("0.1"), "amount": 5}, {"threshold": Decimal("0.1"), "amount": 6}]
    yield _contract(
        "tiers on one step", "metrics.0.function", {"kind": "tiers", "steps": steps}, "§ 4", "function.steps.2"
    )
    steps = [{"threshold": Decimal("0.1"), "amount": 5}, {"threshold": Decimal("0.2"), "amount": 4}]
    yield _contract(
        "tiers that fall", "metrics.0.function", {"kind": "tiers", "steps": steps}, "§ 4", "function.steps.2"
    )
    yield _contract("no tiers", "metrics.0.function", {"kind": "tiers", "steps": []}, "§ 4", "function.steps")
    stages = {"kind": "two_stage", "cohort_threshold": Decimal("0.1"), "pooled_threshold": Decimal("0.2"), "amount": 5}
    yield _contract("pool above the cohorts", "metrics.0.function", stages, "§ 4", "function.pooled_threshold")
    nothing = {"kind": "two_stage", "cohort_threshold": Decimal("0.1"), "pooled_threshold": Decimal("0.1")}
    yield _contract("two stages for nothing", "metrics.0.function", nothing, "§ 4", "function.amount")
    card = {"kind": "rate_card", "items": [{"metric": "m", "price": 1}]}
    yield _contract("a rate card on a protocol", "metrics.0.function", card, "§ 4", "stands_on")
    yield _contract("a cliff on counts", "metrics.0.stands_on", "counts", "§ 4", "stands_on")
    counted = contract(metrics__0__stands_on="counts", metrics__0__pays_on=DROP)
    yield _contract("counts with a protocol", "metrics.0.function", card, "§ 4", "protocol_sha256", start=counted)
    counted = contract(metrics__0__stands_on="counts", metrics__0__protocol_sha256=DROP)
    yield _contract("counts that pay on a fall", "metrics.0.function", card, "§ 4", "pays_on", start=counted)
    for after in ("n", "m"):
        counted = contract(metrics__0__stands_on="counts", metrics__0__protocol_sha256=DROP, metrics__0__pays_on=DROP)
        stage = {"kind": "rate_card", "items": [{"metric": "m", "price": 1, "after": after}]}
        yield _contract(f"a stage after {after}", "metrics.0.function", stage, "§ 4", "items.m.after", start=counted)

    person = {"kind": "per_person_success", "price": 1, "threshold": Decimal("0.15")}
    yield _contract("successes that pay on a fall", "metrics.0.function", person, "§ 4", "pays_on")
    yield _contract("chance of one", "metrics.0.function", person | {"chance_rate": 1}, "§ 4", "function.chance_rate")
    yield _contract("before and after without a word", "metrics.0.pays_on", "before_after", "§ 4", "acknowledge")
    yield _contract("an estimator without effect", "metrics.0.estimator", "did", "§ 4", "metrics.kontakter.estimator")
    yield _contract("a bound of nothing", "metrics.0.pays_on", "lower_bound", "§ 4", "metrics.kontakter.estimator")
    shrunken = contract(
        metrics__0__pays_on="shrunken", metrics__0__estimator="did", metrics__0__prior_mean=Decimal("0.1")
    )
    yield _contract("shrunken to nothing", "contract.version", 1, "§ 4", "metrics.kontakter.prior_sd", start=shrunken)
    yield _contract("a prior without effect", "metrics.0.prior_mean", Decimal("0.1"), "§ 4", "prior_mean")


def _results() -> Iterator[Broken]:
    """Results that are not what they say, or not what the contract pays on."""
    yield _result("another protocol", result(protocol_sha256="b" * 64), "§ 4", "protocol_sha256", "en anden protokol")
    yield _result(
        "no protocol", {k: v for k, v in result().items() if k != "protocol_sha256"}, "§ 4", "protocol_sha256"
    )
    yield _result("a forged hash", result(result_sha256="d" * 64), "result_sha256", "hashen passer ikke")
    yield _result("another period", result(period="2031"), "period", "2031")
    yield _result("no period", {k: v for k, v in result().items() if k != "period"}, "period", "mangler")
    yield _result("no verdict", {k: v for k, v in result().items() if k != "payable"}, "payable", "mangler")
    yield _result("a verdict in words", result(payable="ja"), "payable")
    gate = {"name": "placebo", "value": 1, "limit": 2, "passed": False}
    yield _result("payable with a failed gate", result(gates=[gate]), "payable", "placebo")
    yield _result("no estimates", result(None), "estimates.did.rate_ratio")
    yield _result("the wrong estimator", result(None, estimates={"matched": {"rate_ratio": 1}}), "estimates.did")
    yield _result("no known estimator", result(None, estimates={"guess": {"rate_ratio": 1}}), "estimates", "matched")
    for word, value in {"zero": 0, "negative": -1, "huge": 10**6, "text": "0.85", "true": True}.items():
        yield _result(
            f"rate ratio {word}", result(None, estimates={"did": {"rate_ratio": value}}), "estimates.did.rate_ratio"
        )

    outside = {"did": {"rate_ratio": 1, "low": Decimal("1.1"), "high": Decimal("1.2")}}
    yield _result("interval beside its ratio", result(None, estimates=outside), "estimates.did", "interval")
    yield _result("bracket upside down", result(bracket=[1, Decimal("0.9")]), "bracket")
    yield _result("bracket of three", result(bracket=[1, 1, 1]), "bracket")
    yield _result("bracket of one", result(bracket=[1]), "bracket")
    person = {"kind": "per_person_success", "price": 1, "threshold": Decimal("0.15")}
    success = contract(metrics__0__function=person, metrics__0__pays_on=DROP)
    people = {"n": 500, "successes": 5, "threshold": Decimal("0.15")}
    yield _result("no successes", result(), "responders", terms=success)
    yield _result(
        "successes at another threshold",
        result(responders=people | {"threshold": Decimal("0.1")}),
        "responders.threshold",
        "10,0 %",
        terms=success,
    )
    yield _result(
        "more successes than persons",
        result(responders=people | {"successes": 501}),
        "responders.successes",
        terms=success,
    )
    yield _result("negative persons", result(responders=people | {"n": -1}), "responders.n", terms=success)
    yield _result(
        "half a success",
        result(responders=people | {"successes": Decimal("0.5")}),
        "responders.successes",
        terms=success,
    )
    card = {"kind": "rate_card", "items": [{"metric": "m", "price": 1}, {"metric": "k", "price": 1, "after": "m"}]}
    counted = contract(metrics__0__function=card, metrics__0__stands_on="counts")
    del counted["metrics"][0]["protocol_sha256"], counted["metrics"][0]["pays_on"]
    yield _result("negative counts", result(None, counts={"m": [-1], "k": [0]}), "counts.m", terms=counted)
    yield _result("counts as a number", result(None, counts={"m": 5, "k": [0]}), "counts.m", terms=counted)
    yield _result("a count missing", result(None, counts={"m": [5]}), "counts.k", terms=counted)
    yield _result(
        "more at the stage than before it", result(None, counts={"m": [5], "k": [6]}), "counts.k", terms=counted
    )
    stages = {
        "kind": "two_stage",
        "cohort_threshold": Decimal("0.1"),
        "pooled_threshold": Decimal("0.1"),
        "amounts": {"a": 5},
    }
    cohorts = contract(metrics__0__function=stages)
    cohort = {"id": "a", "observed": 5, "estimates": {"did": {"rate_ratio": Decimal("0.8")}}}
    yield _result("no cohorts", result(), "cohorts", terms=cohorts)
    yield _result("a cohort without an amount", result(cohorts=[cohort | {"id": "b"}]), "cohorts.b", terms=cohorts)
    yield _result("one cohort twice", result(cohorts=[cohort, cohort]), "cohorts.a", "to gange", terms=cohorts)
    yield _result("negative contacts", result(cohorts=[cohort | {"observed": -1}]), "cohorts.a.observed", terms=cohorts)
    yield _result(
        "cohort bracket upside down", result(cohorts=[cohort | {"bracket": [2, 1]}]), "cohorts.a.bracket", terms=cohorts
    )
    share = {"kind": "share_of_savings", "share": 1, "tariffs": {"akut": 5}}
    savings = contract(metrics__0__function=share)
    yield _result("no types", result(), "types.akut", terms=savings)
    yield _result(
        "a type of another estimator",
        result(types={"akut": {"observed": 1, "estimates": {"matched": {"rate_ratio": 1}}}}),
        "types.akut.estimates.did",
        terms=savings,
    )
    yield _result("a personal number", result(note="Opdigtet 610190-0001"), "note", "person")
    yield _result("a person's key", result(persons=[{"person_id": "7"}]), "person")
    yield Broken("not json", GOOD_TOML, '{"period": "2028",', ("linje",))
    yield Broken("a list", GOOD_TOML, "[]", ("ikke et resultat",))
    yield Broken("nan", GOOD_TOML, GOOD_JSON.replace("0.85", "NaN"), ("NaN",))
    yield Broken("infinity", GOOD_TOML, GOOD_JSON.replace("0.85", "-Infinity"), ("Infinity",))
    yield Broken(
        "a key twice", GOOD_TOML, GOOD_JSON.replace('"payable"', '"payable": false, "payable"'), ("payable", "to gange")
    )
    yield Broken("a number of five thousand digits", GOOD_TOML, GOOD_JSON.replace("0.85", "9" * 5000), ("for langt",))
    yield Broken("a tower of lists", GOOD_TOML, "[" * 100_000, ("indlejret",))
    lacking = as_toml(
        contract(
            indexation={"clause": "§ 8", "name": "P", "base": 1, "values": {"2029": 1}},
            periods=[period("2028", 2026), period("2029", 2027)],
        )
    )
    yield Broken("no index for the period", lacking, GOOD_JSON, ("§ 8", "indexation.values.2028"))


def _files() -> Iterator[Broken]:
    """Contract files that are none, and flows and reviews that do not fit."""
    yield Broken("not toml", "format = ", GOOD_JSON, ("TOML",))
    yield Broken("an empty file", "", GOOD_JSON, ("format", "mangler"))
    yield Broken("a key twice in toml", GOOD_TOML + 'format = "x"\n', GOOD_JSON, ("TOML",))
    yield Broken("five thousand digits", GOOD_TOML.replace("5000000", "9" * 5000), GOOD_JSON, ("tal",))
    capped = as_toml(contract(irr={"clause": "§ 11", "cap": Decimal("0.05")}))
    yield Broken("a limit on the return without flows", capped, GOOD_JSON, ("§ 11", "irr", "--flows"))
    guarantee = {"clause": "§ 14", "guarantor": "garant", "share": 1, "limit": 5}
    yield Broken("a guarantee without flows", as_toml(contract(guarantee=guarantee)), GOOD_JSON, ("§ 14", "guarantee"))
    flows = {
        "flows without a header": ("2026-01-01,-5\n", "første linje"),
        "no flows": ("date,amount\n", "ingen betalinger"),
        "empty flows": ("", "første linje"),
        "a flow of three": ("date,amount\n2026-01-01,-5,x\n", "linje 2"),
        "a flow in words": ("date,amount\n2026-01-01,fem\n", "linje 2"),
        "a flow of nan": ("date,amount\n2026-01-01,NaN\n", "linje 2"),
        "a flow with a comma": ('date,amount\n2026-01-01,"-5,5"\n', "linje 2"),
        "a flow on no day": ("date,amount\n2026-13-01,-5\n", "linje 2"),
        "a first flow that is no outlay": ("date,amount\n2026-01-01,5\n", "§ 11"),
    }
    for name, (text, said) in flows.items():
        yield Broken(name, capped, GOOD_JSON, (said,), flows=text)

    good = {"who": "Opdigtet kontrollant", "when": "2028-01-01", "why": "Forklaret", "result_sha256": "e" * 64}
    reviews = {
        "a review of another result": (good, "result_sha256"),
        "a review by nobody": ({k: v for k, v in good.items() if k != "who"}, "who"),
        "a review without a reason": (good | {"why": ""}, "why"),
        "a review of no day": (good | {"when": "i går"}, "when"),
        "a review of no hash": (good | {"result_sha256": "x"}, "result_sha256"),
        "a review with an extra key": (good | {"amount": 5}, "amount"),
        "no review": ([], "ingen beslutning"),
        "a review with a personal number": (good | {"who": "610190-0001"}, "who"),
    }
    for name, (raw, said) in reviews.items():
        yield Broken(name, GOOD_TOML, GOOD_JSON, (said,), review=as_json(raw))


def corpus() -> list[Broken]:
    """Return every broken case; names are unique."""
    cases = [*_numbers(), *_missing(), *_words(), *_against_each_other(), *_results(), *_files()]
    assert len({case.name for case in cases}) == len(cases)
    assert examples.result()
    return cases
