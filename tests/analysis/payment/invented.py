"""Invented contracts, results and flows of every kind, from a seed: what the two engines must agree about."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from samspil.analysis.payment.contract import Sealed, checked
from samspil.analysis.payment.result import Result, fingerprint, read_result
from samspil.analysis.payment.review import Review
from tests.analysis.payment.examples import written

PAYERS = ("norrland", "vesterby", "fonden")
PROTOCOLS = ("a" * 64, "b" * 64)
CONTACTS = ("egen_laege", "vagtlaege", "akut")


@dataclass
class Case:
    """One invented agreement with everything `compute` may be given."""

    contract: dict[str, Any]
    results: list[dict[str, Any]]
    flows: list[tuple[datetime.date, Decimal]] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    def sealed(self) -> Sealed:
        return checked(self.contract, "0" * 64)

    def read_results(self) -> list[Result]:
        return [read_result(written(raw), "resultat") for raw in self.results]

    @property
    def reviewed(self) -> set[str]:
        return {review.result_sha256 for review in self.reviews}


def case(seed: int) -> Case:
    """Invent one case; the same seed gives the same case."""
    dice = random.Random(seed)
    periods = _periods(dice)
    payers = list(PAYERS[: dice.randint(1, 3)])
    project = dice.choice([None, None, _kroner(dice, 10_000, 9_000_000)])
    metrics = [_metric(dice, number, periods, payers, project) for number in range(dice.choice([1, 1, 2, 3]))]
    contract: dict[str, Any] = {
        "format": "samspil-payment/1",
        "contract": {
            "id": "opdigtet",
            "title": "Opdigtet aftale",
            "clause": "§ 1",
            "version": 1,
            "starts_on": datetime.date(2026, 1, dice.choice([1, 1, 15])),
            "ends_on": datetime.date(2031, 12, 31),
        },
        "parties": [
            {"id": "investor", "name": "Opdigtet investor", "roles": ["investor"]},
            {"id": "garant", "name": "Opdigtet garant", "roles": ["guarantor"]},
            {"id": "kontrol", "name": "Opdigtet kontrollant", "roles": ["verifier"]},
            *({"id": payer, "name": f"Opdigtet {payer}", "roles": ["payer"]} for payer in payers),
        ],
        "payers": [
            _payer(dice, payer, share, periods, project)
            for payer, share in zip(payers, _shares(dice, len(payers)), strict=True)
        ],
        "metrics": metrics,
        "periods": periods,
        "rounding": {
            "clause": "§ 9",
            "rule": dice.choice(["half_even", "half_up", "down"]),
            "unit": dice.choice(["øre", "øre", "krone", "100 kroner"]),
        },
    }
    if project is not None or dice.random() < 0.3:
        contract["caps"] = {"clause": "§ 7", "spill": dice.random() < 0.6}
        if project is not None:
            contract["caps"]["project"] = project

    if dice.random() < 0.8:
        contract["evidence"] = {"clause": "§ 3", "smallest_n": dice.choice([1, 100, 390])}
        if dice.random() < 0.3:
            contract["evidence"] |= {"match_rate": Decimal("0.95"), "interval_level": Decimal("0.9")}

    _extras(dice, contract, periods)
    flows = [(datetime.date(2026, 1, 1), -Decimal(dice.randint(1, 3_000_000)))]
    later = datetime.date(2026, 1, 2)
    flows += [
        (later + datetime.timedelta(days=dice.randint(0, 1500)), -_kroner(dice, 1, 900_000))
        for _ in range(dice.randint(0, 3))
    ]
    read_by = {
        protocol: {metric["function"]["kind"] for metric in metrics if metric.get("protocol_sha256") == protocol}
        for protocol in PROTOCOLS
    }
    kept = [
        _result(dice, period, protocol, kinds) for period in periods for protocol, kinds in read_by.items() if kinds
    ]
    counts = any(metric["stands_on"] == "counts" for metric in metrics)
    kept += [_counts(dice, period, number) for number, period in enumerate(periods)] if counts else []
    reviews = []
    for raw in kept:
        _measured(dice, raw, periods)
        raw["result_sha256"] = fingerprint(raw)
        if not raw["payable"] and dice.random() < 0.5:
            reviews.append(
                Review(
                    who="Opdigtet kontrollant",
                    when=datetime.date.fromisoformat(raw["measured_on"]),
                    why="Prøven er forklaret",
                    result_sha256=raw["result_sha256"],
                )
            )

    return Case(contract, kept, sorted(flows), reviews)


def _measured(dice: random.Random, raw: dict[str, Any], periods: list[dict[str, Any]]) -> None:
    """Say when and on how many a result was measured; now and then too early, too late or on too few."""
    period = next(each for each in periods if raw["period"] == each.get("result_period", each["id"]))
    ripe = period["ends_on"].replace(year=period["ends_on"].year + 1)
    day = ripe + datetime.timedelta(days=dice.choice([0, 1]))
    if dice.random() < 0.03:
        day = ripe - datetime.timedelta(days=1)
    elif dice.random() < 0.03 and period is periods[-1]:
        day = period["due_on"] + datetime.timedelta(days=1)

    raw["measured_on"] = day.isoformat()
    raw["interval_level"] = Decimal(dice.choice(["0.95", "0.95", "0.95", "0.9"]))
    if dice.random() < 0.95:
        raw["n_referred"] = dice.choice([400, 400, 400, 99, 100, 30])
        raw["n_matched"] = raw["n_referred"] - dice.choice([0, 1, 20])
    else:
        raw["n_referred"] = 400


def _kroner(dice: random.Random, low: int, high: int) -> Decimal:
    return Decimal(dice.randint(low, high)) + Decimal(dice.choice([0, 0, dice.randint(0, 99)])) / 100


def _ratio(dice: random.Random) -> Decimal:
    nice = [f"0.{dice.randint(70, 99)}", "0.85", "0.925", "0.9", f"1.{dice.randint(0, 30):02d}", "1"]
    return Decimal(dice.choice([*nice, repr(dice.uniform(0.6, 1.2))]))


def _estimates(dice: random.Random) -> dict[str, Any]:
    found = {}
    for name in ("matched", "did", "before_after"):
        ratio = _ratio(dice)
        found[name] = {
            "rate_ratio": ratio,
            "low": ratio * Decimal("0.9"),
            "high": ratio * Decimal(dice.choice(["1", "1.05", "1.1"])),
            "se_log": Decimal(dice.choice(["0.03", "0.05", "0.1"])),
        }
    return found


def _block(dice: random.Random) -> dict[str, Any]:
    block: dict[str, Any] = {"estimates": _estimates(dice), "observed": dice.choice([0, 100, dice.randint(1, 20_000)])}
    if dice.random() < 0.5:
        block["bracket"] = sorted(block["estimates"][name]["rate_ratio"] for name in ("matched", "did"))
    return block


def _result(dice: random.Random, period: dict[str, Any], protocol: str, read_by: set[str]) -> dict[str, Any]:
    """Invent a result with the parts that some function reads; every tenth has the others as well."""
    whole = dice.random() < 0.1
    raw: dict[str, Any] = {
        "period": period.get("result_period", period["id"]),
        "protocol_sha256": protocol,
        "payable": dice.random() < 0.85,
        "estimates": _estimates(dice),
    }
    if whole or "two_stage" in read_by:
        names = dice.sample(["k1", "k2", "k3", "k4"], dice.randint(1, 3))
        raw["cohorts"] = [{"id": name, "n": 100, **_block(dice)} for name in names]

    if whole or "share_of_savings" in read_by:
        raw["types"] = {name: _block(dice) for name in CONTACTS}

    if whole or "per_person_success" in read_by:
        n = dice.randint(1, 2000)
        raw["responders"] = {"n": n, "successes": dice.randint(0, n), "threshold": Decimal("0.15")}

    if dice.random() < 0.5:
        raw["bracket"] = sorted(raw["estimates"][name]["rate_ratio"] for name in ("matched", "did"))

    return raw


def _counts(dice: random.Random, period: dict[str, Any], number: int) -> dict[str, Any]:
    """Counts from the start grow with every period, so that a cumulative card can be paid after them."""
    return {
        "period": period.get("result_period", period["id"]),
        "payable": dice.random() < 0.85,
        "counts": {
            "trivsel": [dice.randint(200 * number, 200 * number + 150) for _ in range(3)],
            "samtaler": [dice.randint(0, 300) for _ in range(dice.randint(0, 4))],
        },
    }


def _periods(dice: random.Random) -> list[dict[str, Any]]:
    count = dice.randint(1, 4)
    half_years = dice.random() < 0.4
    periods = []
    for number in range(count):
        year = 2026 + (number // 2 if half_years else number)
        first = 7 if half_years and number % 2 else 1
        last = 6 if half_years and not number % 2 else 12
        period: dict[str, Any] = {
            "id": f"p{number + 1}",
            "clause": "§ 5",
            "starts_on": datetime.date(year, first, 15),
            "ends_on": datetime.date(year, last, 28),
            "due_on": datetime.date(year + 2, first, 1),
            "follow_up_months": 12,
        }
        if dice.random() < 0.2:
            period["result_period"] = f"måling {number + 1}"
        periods.append(period)

    return periods


def _shares(dice: random.Random, count: int) -> list[Any]:
    if count == 3 and dice.random() < 0.4:
        return ["1/3", "1/3", "1/3"]
    cuts = sorted(Decimal(dice.randint(0, 1000)) / 1000 for _ in range(count - 1))
    return [high - low for low, high in zip([Decimal(0), *cuts], [*cuts, Decimal(1)], strict=True)]


def _payer(dice: random.Random, payer: str, share: Any, periods: list[Any], project: Decimal | None) -> dict[str, Any]:
    made: dict[str, Any] = {"party": payer, "clause": "§ 6", "share": share}
    top = project or Decimal(5_000_000)
    if dice.random() < 0.5:
        made["cap"] = min(top, _kroner(dice, 1000, 5_000_000))
    if dice.random() < 0.5:
        most = int(made.get("cap", top))
        made["year_caps"] = {str(period["due_on"].year): dice.randint(1, most) for period in periods}
        made["carry_forward"] = dice.random() < 0.6
    return made


def _metric(
    dice: random.Random, number: int, periods: list[Any], payers: list[str], project: Decimal | None
) -> dict[str, Any]:
    function = _function(dice)
    metric: dict[str, Any] = {
        "id": f"maal{number + 1}",
        "name": "Opdigtet mål",
        "clause": f"§ 4.{number + 1}",
        "function": function,
    }
    if function["kind"] == "rate_card":
        metric["stands_on"] = "counts"
    else:
        metric |= {"stands_on": "protocol", "protocol_sha256": dice.choice(PROTOCOLS)}

    if function["kind"] not in ("rate_card", "per_person_success"):
        way = dice.choice(["matched", "did", "bracket_low", "bracket_mean", "lower_bound", "shrunken", "before_after"])
        metric["pays_on"] = way
        if way in ("lower_bound", "shrunken"):
            metric["estimator"] = dice.choice(["matched", "did"])
        if way == "shrunken":
            metric |= {"prior_mean": Decimal("0.1"), "prior_sd": Decimal("0.08")}
        if way == "before_after":
            metric["acknowledge_regression_to_the_mean"] = True

    if dice.random() < 0.4:
        metric["cap"] = min(project or Decimal(10**9), _kroner(dice, 100, 3_000_000))

    if dice.random() < 0.3:
        metric["shares"] = dict(zip(payers, _shares(dice, len(payers)), strict=True))

    if dice.random() < 0.2:
        metric["periods"] = sorted(dice.sample([p["id"] for p in periods], dice.randint(1, len(periods))))

    return metric


def _function(dice: random.Random) -> dict[str, Any]:
    kind = dice.choice(
        [
            "cliff",
            "proportional",
            "corridor",
            "tiers",
            "two_stage",
            "rate_card",
            "per_person_success",
            "share_of_savings",
        ]
    )
    amount = dice.choice([Decimal(5_000_000), _kroner(dice, 1, 6_000_000)])
    threshold = Decimal(dice.choice(["0.15", "0.075", "0.1", f"0.{dice.randint(10, 30)}"]))
    if kind in ("cliff", "proportional"):
        return {"kind": kind, "amount": amount, "threshold": threshold}
    if kind == "corridor":
        start = dice.choice([{}, {"start": amount / 4}])
        return {"kind": kind, "amount": amount, "floor": threshold * 2 / 5, "threshold": threshold, **start}
    if kind == "tiers":
        steps = [{"threshold": threshold * n / 2, "amount": amount * n} for n in range(1, dice.randint(2, 4))]
        return {"kind": kind, "steps": steps}
    if kind == "two_stage":
        made = {"kind": kind, "cohort_threshold": threshold, "pooled_threshold": threshold * 3 / 4, "amount": amount}
        return made | dice.choice([{}, {"amounts": {"k2": amount / 2}}])
    if kind == "rate_card":
        trivsel = {"metric": "trivsel", "price": _kroner(dice, 1, 900), "cumulative": dice.random() < 0.5}
        samtaler = {"metric": "samtaler", "price": Decimal("78.37"), "max_per_person": dice.randint(1, 4)}
        return {"kind": kind, "items": [trivsel, samtaler]}
    if kind == "per_person_success":
        chance = dice.choice([{}, {"chance_rate": Decimal("0.4")}])
        return {"kind": kind, "price": _kroner(dice, 1, 9000), "threshold": Decimal("0.15"), **chance}

    return {
        "kind": kind,
        "share": Decimal(dice.choice(["0.5", "0.333", "1"])),
        "tariffs": {name: _kroner(dice, 100, 9000) for name in CONTACTS},
        "deductible": dice.choice([0, _kroner(dice, 0, 500_000)]),
    }


def _extras(dice: random.Random, contract: dict[str, Any], periods: list[dict[str, Any]]) -> None:
    if dice.random() < 0.3:
        contract["premium"] = {"clause": "§ 10", "rate": Decimal(dice.choice(["0.05", "0.1234"]))}

    if dice.random() < 0.3:
        values = {period["id"]: Decimal(dice.choice(["100", "104.2", "109.87"])) for period in periods}
        contract["indexation"] = {"clause": "§ 8", "name": "Opdigtet indeks", "base": Decimal("99.3"), "values": values}

    if dice.random() < 0.15:
        irr: dict[str, Any] = {"clause": "§ 11"}
        irr |= dice.choice(
            [
                {"cap": Decimal("0.08")},
                {"ratchet_from": Decimal("0.03"), "investor_share": Decimal("0.37")},
                {"cap": Decimal("0.1"), "ratchet_from": Decimal("0.04"), "investor_share": Decimal("0.5")},
            ]
        )
        contract["irr"] = irr

    if dice.random() < 0.15:
        contract["termination"] = {
            "clause": "§ 12",
            "kind": dice.choice(["fixed", "pro_rata"]),
            "amount": _kroner(dice, 1, 2_000_000),
            "terminated_on": dice.choice(periods)["ends_on"] - datetime.timedelta(days=dice.randint(1, 40)),
        }

    if dice.random() < 0.2:
        effect = dice.choice(["pause", "fixed", "continue"])
        contract["force_majeure"] = {
            "clause": "§ 13",
            "effect": effect,
            "events": [
                {
                    "period": dice.choice(periods)["id"],
                    "declared_on": datetime.date(2027, 3, 1),
                    "why": "Opdigtet epidemi",
                }
            ],
        } | ({"amount": _kroner(dice, 1, 900_000)} if effect == "fixed" else {})

    if dice.random() < 0.2:
        contract["guarantee"] = {
            "clause": "§ 14",
            "guarantor": "garant",
            "share": dice.choice([Decimal("0.5"), "1/3"]),
            "limit": _kroner(dice, 1, 1_000_000),
        }
