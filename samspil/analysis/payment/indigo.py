"""A contract and its statements in the INDIGO open data format for impact bonds (project.json, commit f034d75).

INDIGO's enumerations decide the words; what the contract does not say is left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samspil.analysis.payment import functions as f
from samspil.analysis.payment.clauses import clauses
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.shape import Hash, ListOf, Name, Place, Record, TableOf, Text, Whole, given
from samspil.analysis.payment.terms import Contract, Metric, Payer
from samspil.paper.refusal import Refused


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line of a statement."""

    metric: str = given(Name(), "effektmålets korte navn")
    payer: str = given(Name(), "betalerens korte navn")
    amount_ore: int = given(Whole(0, 10**15), "beløb i øre")
    derivation: str = given(Text(), "udregningen i ord")


@dataclass(frozen=True, kw_only=True)
class _Statement:
    """A statement as `samspil payment compute --json` writes it."""

    contract_sha256: str = given(Hash(), "kontraktens hash")
    period: str = given(Name(), "periodens korte navn")
    lines: tuple[_Line, ...] = given(ListOf(Record(_Line, open_ended=True), repeats=True), "linjerne")
    totals: dict[str, int] = given(TableOf(Whole(0, 10**15)), "øre for hver betaler")
    total_ore: int = given(Whole(0, 10**15), "øre i alt")


def project(sealed: Sealed, statements: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """This function will give the INDIGO project; `statements` are JSON of `samspil payment compute`, one per period.

    Raises Refused for a statement of another contract or one period twice.
    """
    contract = sealed.terms
    _check(sealed, statements)
    paid = sum(statement["total_ore"] for statement in statements)
    found: dict[str, Any] = {
        "name": _value(contract.contract.title),
        "stage_development": {"value": "Contracted", "status": "PUBLIC"},
        "dates": _dates(contract),
        "jurisdiction": {"jurisdiction": _public("DK")},
        "overall_project_finance": _finance(contract, paid if statements else None),
        "purpose_and_classifications": {"policy_sector": {"value": "Health"}, "primary_sdg_goal": _public("10")},
        "outcome_payment_commitments": [_commitment(contract, payer, statements) for payer in contract.payers],
        "investments": [_investment(contract, party.id) for party in contract.parties if "investor" in party.roles],
        "service_provisions": [
            {"id": party.id, "organisation_id": _value(party.id), "status": "PUBLIC"}
            for party in contract.parties
            if "provider" in party.roles
        ],
        "outcome_metrics": [_metric(contract, metric) for metric in contract.metrics],
        "outcome_pricings": [price for metric in contract.metrics for price in _pricings(metric)],
        "outcome_payment_plans": [
            {"id": _value(period.id), "period": _span(period.starts_on, period.ends_on), "status": "PUBLIC"}
            for period in contract.periods
        ],
        "outcome_payments": [payment for each in statements for payment in _payments(contract, each)],
        "sources": [
            {"id": str(n), "name": _value(source.title), "type": {"value": "Report"}, "status": "PUBLIC"}
            for n, source in enumerate(contract.sources, start=1)
        ],
    }
    if contract.contract.note:
        found["notes"] = {"value": contract.contract.note, "status": "PUBLIC"}
    return {key: value for key, value in found.items() if value != []}


def read_statement(raw: Any, file: str) -> Mapping[str, Any]:
    """This function will check that JSON has the keys of a statement, or refuse it."""
    Record(_Statement, open_ended=True).read(raw, Place(file))
    statement: Mapping[str, Any] = raw
    return statement


def _check(sealed: Sealed, statements: Sequence[Mapping[str, Any]]) -> None:
    periods = [period.id for period in sealed.terms.periods]
    seen: set[str] = set()
    for statement in statements:
        period = str(statement["period"])
        if statement["contract_sha256"] != sealed.sha256:
            raise Refused(
                f"Opgørelsen for {period} hører til en anden kontrakt. Brug den kontrakt, den er regnet efter."
            )
        if period not in periods or period in seen:
            raise Refused(f"Perioden »{period}« er ukendt eller er med to gange. Giv hver periodes opgørelse én gang.")
        seen.add(period)


def _dates(contract: Contract) -> dict[str, Any]:
    return {
        "start_date_of_service_provision": _public(contract.periods[0].starts_on.isoformat()),
        "anticipated_end_date_of_service_provision": _public(contract.periods[-1].ends_on.isoformat()),
        "anticipated_completion_date": _public(contract.contract.ends_on.isoformat()),
    }


def _finance(contract: Contract, paid: int | None) -> dict[str, Any]:
    """This function will give the contract's cap as INDIGO asks: the project's, else the payers' together."""
    finance: dict[str, Any] = {}
    caps = [payer.cap for payer in contract.payers]
    whole = contract.caps.project if contract.caps else None
    if whole is None and None not in caps:
        whole = sum(cap for cap in caps if cap is not None)
    if whole is not None:
        finance["maximum_potential_outcome_payment_v2"] = {
            "currency": _public("DKK"),
            "amount": _public(_kroner(whole)),
        }
    if contract.irr is not None and contract.irr.cap is not None:
        finance["maximum_potential_return_type"] = _public("IRR")
        finance["maximum_potential_return"] = _public(str(contract.irr.cap))
    if paid is not None:
        finance["total_outcome_payments_made"] = {"currency": _public("DKK"), "amount": _public(_kroner(paid))}
    return finance


def _commitment(contract: Contract, payer: Payer, statements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    paid = sum(statement["totals"].get(payer.party, 0) for statement in statements)
    found: dict[str, Any] = {
        "organisation_id": _value(payer.party),
        "period": _span(contract.contract.starts_on, contract.contract.ends_on),
        "notes": " ".join(next(c.sentences for c in clauses(contract) if c.key == f"payers.{payer.party}")),
        "status": "PUBLIC",
    }
    if payer.cap is not None:
        found["maximum_potential_outcome_payment"] = {"currency": _public("DKK"), "amount": _value(_kroner(payer.cap))}
    if statements:
        found["total_outcome_payments"] = {"currency": _public("DKK"), "amount": _value(_kroner(paid))}
    if contract.contract.version > 1:
        found["alterations"] = {
            "description": _public(f"Version {contract.contract.version}"),
            "reason": _public(str(contract.contract.reason)),
        }
    return found


def _investment(contract: Contract, party: str) -> dict[str, Any]:
    found: dict[str, Any] = {"id": party, "organisation_id": _value(party), "status": "PUBLIC"}
    if contract.irr is not None and contract.irr.cap is not None:
        found["maximum_potential_return_type"] = {"value": "IRR"}
        found["maximum_potential_return"] = _value(float(contract.irr.cap))
    return found


def _metric(contract: Contract, metric: Metric) -> dict[str, Any]:
    said = next(clause.sentences for clause in clauses(contract) if clause.key == f"metrics.{metric.id}")
    protocol = metric.protocol_sha256
    method = "Optællinger" if protocol is None else f"Forseglet protokol {protocol}"
    return {
        "id": metric.id,
        "definition": _value(metric.name),
        "outcome_metric_target": _value(said[0]),
        "outcome_validation_method": _value("Protokollen er ukendt" if protocol == "unknown" else method),
        "policy_sector": _value("Health"),
        "notes": " ".join(said),
        "status": "PUBLIC",
    }


def _pricings(metric: Metric) -> list[dict[str, Any]]:
    """This function will give a price per unit where the function has one, else the price when the target is met."""
    function = metric.function
    common = {"outcome_metric_id": {"value": metric.id}, "currency": _value("DKK"), "status": "PUBLIC"}
    match function:
        case f.RateCard():
            return [
                common
                | {"price_per_unit": {"amount": _value(float(item.price))}, "price_description": _value(item.metric)}
                for item in function.items
            ]
        case f.PerPersonSuccess():
            return [common | {"price_per_unit": {"amount": _value(float(function.price))}}]
        case f.Cliff() | f.Proportional() | f.Corridor():
            return [common | {"maximum_price_if_all_targets_achieved": {"amount": _value(str(function.amount))}}]
        case f.Tiers():
            return [
                common | {"maximum_price_if_all_targets_achieved": {"amount": _value(str(function.steps[-1].amount))}}
            ]
        case _:
            return [common | {"price_description": _value(metric.name)}]


def _payments(contract: Contract, statement: Mapping[str, Any]) -> list[dict[str, Any]]:
    period = next(each for each in contract.periods if each.id == statement["period"])
    investor = next(party.id for party in contract.parties if "investor" in party.roles)
    return [
        {
            "outcome_payment_plan_id": {"value": period.id},
            "outcome_metric_id": {"value": line["metric"]},
            "period": _span(period.starts_on, period.ends_on),
            "payer_organisation_id": _value(line["payer"]),
            "recipient_organisation_id": _value(investor),
            "type": {"value": "Planned"},
            "money": {"currency": _value("DKK"), "amount": _value(_kroner(line["amount_ore"]))},
            "notes": line["derivation"],
            "status": "PUBLIC",
        }
        for line in statement["lines"]
    ]


def _value(value: object) -> dict[str, object]:
    return {"value": value}


def _public(value: object) -> dict[str, object]:
    return {"value": value, "status": "PUBLIC"}


def _span(first: Any, last: Any) -> dict[str, Any]:
    return {"start_date": _value(first.isoformat()), "end_date": _value(last.isoformat())}


def _kroner(ore: int) -> int | float:
    return ore // 100 if ore % 100 == 0 else ore / 100
