"""One small invented contract and result that tests bend, and the TOML and JSON they are written as."""

from __future__ import annotations

import contextlib
import copy
import datetime
import json
import re
from decimal import Decimal
from typing import Any

from samspil.analysis.payment import engine
from samspil.analysis.payment.cashflow import Flow
from samspil.analysis.payment.contract import Sealed, checked
from samspil.analysis.payment.result import Result, fingerprint, read_result
from samspil.analysis.payment.review import Review

PROTOCOL = "a" * 64
DROP = object()
DAY = datetime.date


def contract(**changes: Any) -> dict[str, Any]:
    """Return a contract of one region, one metric (proportional, 5 million at 15 %), one period.

    Changes are dotted keys with `__` for the dot; DROP removes a key.
    """
    raw: dict[str, Any] = {
        "format": "samspil-payment/1",
        "contract": {
            "id": "opdigtet",
            "title": "Opdigtet aftale",
            "clause": "§ 1",
            "version": 1,
            "starts_on": DAY(2026, 1, 1),
            "ends_on": DAY(2029, 12, 31),
        },
        "parties": [
            {"id": "fond", "name": "Opdigtet fond", "roles": ["investor"]},
            {"id": "region", "name": "Opdigtet region", "roles": ["payer"]},
            {"id": "kommune", "name": "Opdigtet kommune", "roles": ["payer"], "terms": "unknown"},
            {"id": "garant", "name": "Opdigtet garant", "roles": ["guarantor"]},
            {"id": "kontrol", "name": "Opdigtet kontrollant", "roles": ["verifier"]},
        ],
        "payers": [{"party": "region", "clause": "§ 6", "share": 1}],
        "metrics": [
            {
                "id": "kontakter",
                "name": "Færre kontakter",
                "clause": "§ 4",
                "stands_on": "protocol",
                "protocol_sha256": PROTOCOL,
                "pays_on": "did",
                "function": {"kind": "proportional", "amount": 5_000_000, "threshold": Decimal("0.15")},
            }
        ],
        "periods": [period("2028", 2026)],
        "rounding": {"clause": "§ 9", "rule": "half_even", "unit": "øre"},
        "evidence": {"clause": "§ 3", "smallest_n": 100},
    }
    for key, value in changes.items():
        put(raw, key.replace("__", "."), value)

    return raw


def period(name: str, year: int, **more: Any) -> dict[str, Any]:
    """Return a period that measures one calendar year and falls due two and a half years on."""
    return {
        "id": name,
        "clause": "§ 5",
        "starts_on": DAY(year, 1, 1),
        "ends_on": DAY(year, 12, 31),
        "due_on": DAY(year + 2, 7, 1),
        "follow_up_months": 12,
        **more,
    }


def two_payers(**changes: Any) -> dict[str, Any]:
    """Return the contract with region and municipality at 60 and 40 %."""
    raw = contract()
    del raw["parties"][2]["terms"]
    raw["payers"] = [
        {"party": "region", "clause": "§ 6", "share": Decimal("0.6")},
        {"party": "kommune", "clause": "§ 7", "share": Decimal("0.4")},
    ]
    for key, value in changes.items():
        put(raw, key.replace("__", "."), value)
    return raw


def put(raw: Any, key: str, value: Any) -> None:
    """Set, or DROP, what a dotted key points at; numbers are places in a list."""
    *path, last = key.split(".")
    here = raw
    for part in path:
        here = here[int(part)] if isinstance(here, list) else here.setdefault(part, {})
    if value is DROP:
        del here[int(last) if isinstance(here, list) else last]
    elif isinstance(here, list) and int(last) == len(here):
        here.append(value)
    else:
        here[int(last) if isinstance(here, list) else last] = value


def result(reduction: str | None = "0.15", **more: Any) -> dict[str, Any]:
    """Return a payable result of 2028 whose difference in differences is the reduction.

    It is measured on 400 persons when the figures of its period are ripe; `as_json` writes its hash.
    """
    raw: dict[str, Any] = {
        "period": "2028",
        "payable": True,
        "protocol_sha256": PROTOCOL,
        "n_referred": 400,
        "interval_level": Decimal("0.95"),
    }
    if re.fullmatch(r"\d{4}", str(more.get("period", "2028"))):
        raw["measured_on"] = f"{more.get('period', '2028')}-01-01"

    if reduction is not None:
        raw["estimates"] = {"did": {"rate_ratio": 1 - Decimal(reduction)}}

    return {key: value for key, value in (raw | more).items() if value is not DROP}


def stamped(raw: dict[str, Any]) -> dict[str, Any]:
    """Return a result with its own hash; one that already names a hash, or cannot have one, stays as it is."""
    if raw.get("result_sha256") is not None or "result_sha256" in raw:
        return {key: value for key, value in raw.items() if value is not DROP}
    return raw | {"result_sha256": fingerprint(json.loads(written(raw), parse_float=Decimal))}


def sealed(raw: dict[str, Any]) -> Sealed:
    """Check a contract's keys."""
    return checked(copy.deepcopy(raw), "c" * 64)


def results(*raws: dict[str, Any]) -> list[Result]:
    """Read results as their JSON text."""
    return [read_result(as_json(raw), f"resultat-{number}.json") for number, raw in enumerate(raws, start=1)]


def statements(
    raw: dict[str, Any],
    *raws: dict[str, Any],
    flows: list[Flow] | None = None,
    reviews: tuple[Review, ...] = (),
    period: str | None = None,
) -> list[engine.Statement]:
    """Compute every period up to the last."""
    terms = sealed(raw)
    days = {each.label: each.ripe_on.isoformat() for each in terms.terms.periods}
    days |= {
        raw["period"]: each.ripe_on.isoformat()
        for raw in raws
        for each in terms.terms.periods
        if each.measured_by(raw["period"])
    }
    dated = [
        each if "measured_on" in each else each | {"measured_on": days.get(each["period"], "2028-01-01")}
        for each in raws
    ]

    return engine.compute(terms, results(*dated), flows=flows, reviews=reviews, period=period)


def owed(raw: dict[str, Any], *raws: dict[str, Any], **more: Any) -> dict[str, int]:
    """Return øre by payer in the last period."""
    return statements(raw, *raws, **more)[-1].totals


def as_json(raw: Any) -> str:
    """Write JSON with decimals as their own digits; a result gets its hash."""
    if isinstance(raw, dict) and "payable" in raw:
        with contextlib.suppress(ValueError, TypeError, ArithmeticError):
            raw = stamped(raw)
    return written(raw)


def written(raw: Any) -> str:
    """Write JSON with decimals as their own digits."""
    marked = json.dumps(raw, default=lambda value: f"@{_inline(value)}@", ensure_ascii=False)
    return marked.replace('"@', "").replace('@"', "")


def as_toml(raw: Any) -> str:
    """Write a contract as TOML with everything inline."""
    return "".join(f"{key} = {_inline(value)}\n" for key, value in raw.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inline(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal) and not value.is_finite():
        return str(value).lower().replace("infinity", "inf")
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text if "." in text else f"{text}.0"

    return str(value)
