"""A contract and its statements in the INDIGO open data format for impact bonds (project.json, commit f034d75).

INDIGO's enumerations decide the words; what the contract does not say, or only assumes, is left out and named in the notes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from samspil.analysis.payment import counted, issued
from samspil.analysis.payment import functions as f
from samspil.analysis.payment.clauses import MARKS, clauses
from samspil.analysis.payment.contract import Sealed
from samspil.analysis.payment.statement import SEAL
from samspil.analysis.payment.terms import Contract, Metric, Payer
from samspil.paper import danish
from samspil.paper.refusal import Refused

# The standard has four stages and no word for one that nobody states: then the field is left out.
STAGES = {
    "contracted": "Contracted",
    "implementation": "Implementation",
    "service_complete": "Service delivery complete",
    "complete": "Complete",
}
# INDIGO's fields of first priority that no term of a contract answers.
NEVER_STATED = ("jurisdiction", "service_and_beneficiaries", "social_investment_prototype")


def project(sealed: Sealed, statements: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return the INDIGO project; `statements` are JSON of `samspil payment compute`, one per period.

    Raises Refused for a statement that was altered, belongs to another contract, or comes twice. A statement is what is
    owed, so its payments are planned: nothing here says that money has moved.
    """
    contract = sealed.terms
    _check(sealed, statements)
    heading = contract.contract
    deal: dict[str, Any] = {
        "name": _value(heading.title),
        "dates": {"anticipated_completion_date": _public(contract.periods[-1].due_on.isoformat())}
        if _marked(contract, "periods") is None
        else {},
        "overall_project_finance": _finance(contract),
        "outcome_payment_commitments": [_commitment(contract, payer) for payer in contract.payers],
        "investments": [
            _investment(contract, party.id) for party in contract.parties if _plays(contract, party, "investor")
        ],
        "service_provisions": [
            {"id": party.id, "organisation_id": _value(party.id), "status": "PUBLIC"}
            for party in contract.parties
            if _plays(contract, party, "provider")
        ],
        "outcome_metrics": [_metric(contract, metric) for metric in contract.metrics],
        "outcome_pricings": [price for metric in contract.metrics for price in _pricings(contract, metric)],
        "outcome_payment_plans": [
            {"id": _value(period.id), "period": _span(period.starts_on, period.ends_on), "status": "PUBLIC"}
            if _marked(contract, f"periods.{period.id}") is None
            else {"id": _value(period.id), "status": "PUBLIC"}
            for period in contract.periods
        ],
        "outcome_payments": [payment for each in statements for payment in _payments(contract, each)],
        "sources": [
            {"id": str(n), "name": _value(source.title), "status": "PUBLIC"}
            for n, source in enumerate(contract.sources, start=1)
        ],
    }
    if heading.stage is not None:
        deal["stage_development"] = {"value": STAGES[heading.stage], "status": "PUBLIC"}

    if heading.policy_sector is not None:
        deal["purpose_and_classifications"] = {"policy_sector": {"value": heading.policy_sector}}

    deal["notes"] = {"value": _notes(contract), "status": "PUBLIC"}
    return {key: value for key, value in deal.items() if value not in ([], {})}


def _notes(contract: Contract) -> str:
    """Say what a reader must know first, what nobody has stated, and what is left out because it is assumed or unknown."""
    heading = contract.contract
    lacking = [*NEVER_STATED]
    lacking += ["stage_development"] if heading.stage is None else []
    lacking += ["purpose_and_classifications"] if heading.policy_sector is None else []
    said = [heading.note] if heading.note else []
    said.append(f"Ikke oplyst i aftalen: {danish.listing(sorted(lacking))}.")
    said += [f"{MARKS[mark.mark].capitalize()} ({mark.key}): {mark.why}" for mark in contract.marks]
    return " ".join(said)


def _marked(contract: Contract, key: str) -> str | None:
    """Return the mark of a key, or of a table it stands in: what is assumed or unknown is no fact to publish."""
    return next((mark.mark for mark in contract.marks if f"{key}.".startswith(f"{mark.key}.")), None)


def _plays(contract: Contract, party: Any, role: str) -> bool:
    return role in party.roles and _marked(contract, f"parties.{party.id}.roles") is None


def _check(sealed: Sealed, statements: Sequence[Mapping[str, Any]]) -> None:
    seals: dict[str, str] = {}
    for statement in statements:
        period = str(issued.read(statement, "opgørelsen")["period"])
        issued.check(sealed, statement)
        if period in seals:
            raise Refused(f"Perioden »{period}« er med to gange. Giv hver periodes opgørelse én gang.")
        seals[period] = str(statement[SEAL])

    order = [period.id for period in sealed.terms.periods]
    for statement in statements:
        before = order[: order.index(statement["period"])][-1:]
        if before and before[0] in seals and statement["inputs"]["previous_statement_sha256"] != seals[before[0]]:
            raise Refused(
                f"Opgørelsen for {statement['period']} bygger på en anden opgørelse for {before[0]} end den, der er med. "
                "Giv dem, der hører sammen."
            )


def _finance(contract: Contract) -> dict[str, Any]:
    """Return the contract's cap as INDIGO asks: the project's, else the payers' together."""
    finance: dict[str, Any] = {}
    caps = [payer.cap if _marked(contract, f"payers.{payer.party}.cap") is None else None for payer in contract.payers]
    whole = contract.caps.project if contract.caps and _marked(contract, "caps.project") is None else None
    if whole is None and None not in caps:
        whole = sum(cap for cap in caps if cap is not None)

    if whole is not None:
        finance["maximum_potential_outcome_payment_v2"] = {
            "currency": _public("DKK"),
            "amount": _public(_kroner(whole)),
        }

    if contract.irr is not None and contract.irr.cap is not None and _marked(contract, "irr.cap") is None:
        finance["maximum_potential_return_type"] = _public("IRR")
        finance["maximum_potential_return"] = _public(str(contract.irr.cap))

    return finance


def _commitment(contract: Contract, payer: Payer) -> dict[str, Any]:
    payer_keys: dict[str, Any] = {
        "organisation_id": _value(payer.party),
        "period": _span(contract.contract.starts_on, contract.contract.ends_on),
        "notes": " ".join(next(c.sentences for c in clauses(contract) if c.key == f"payers.{payer.party}")),
        "status": "PUBLIC",
    }
    if payer.cap is not None and _marked(contract, f"payers.{payer.party}.cap") is None:
        payer_keys["maximum_potential_outcome_payment"] = {
            "currency": _public("DKK"),
            "amount": _value(_kroner(payer.cap)),
        }

    if contract.contract.version > 1:
        payer_keys["alterations"] = {
            "description": _public(f"Version {contract.contract.version}"),
            "reason": _public(str(contract.contract.reason)),
        }

    return payer_keys


def _investment(contract: Contract, party: str) -> dict[str, Any]:
    investor_keys: dict[str, Any] = {"id": party, "organisation_id": _value(party), "status": "PUBLIC"}
    if contract.irr is not None and contract.irr.cap is not None and _marked(contract, "irr.cap") is None:
        investor_keys["maximum_potential_return_type"] = {"value": "IRR"}
        investor_keys["maximum_potential_return"] = _value(float(contract.irr.cap))
    return investor_keys


def _metric(contract: Contract, metric: Metric) -> dict[str, Any]:
    said = next(clause.sentences for clause in clauses(contract) if clause.key == f"metrics.{metric.id}")
    protocol = metric.protocol_sha256
    method = "Optællinger" if protocol is None else f"Forseglet protokol {protocol}"
    metric_keys = {
        "id": metric.id,
        "definition": _value(metric.name),
        "outcome_validation_method": _value("Protokollen er ukendt" if protocol == "unknown" else method),
        "notes": " ".join(said),
        "status": "PUBLIC",
    }
    if _marked(contract, f"metrics.{metric.id}.function") is None:
        metric_keys["outcome_metric_target"] = _value(said[0])

    if contract.contract.policy_sector is not None:
        metric_keys["policy_sector"] = _value(contract.contract.policy_sector)

    return metric_keys


def _pricings(contract: Contract, metric: Metric) -> list[dict[str, Any]]:
    """Return a price per unit where the function has one, else the price when the target is met."""
    function = metric.function
    if _marked(contract, f"metrics.{metric.id}.function") is not None:
        return []

    common = {"outcome_metric_id": {"value": metric.id}, "currency": _value("DKK"), "status": "PUBLIC"}
    match function:
        case counted.RateCard():
            return [
                common
                | {"price_per_unit": {"amount": _value(float(item.price))}, "price_description": _value(item.metric)}
                for item in function.items
            ]
        case counted.PerPersonSuccess():
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
    """Return the lines of a statement as planned payments; what replaces a metric, as a guarantee does, names none."""
    period = next(each for each in contract.periods if each.id == statement["period"])
    investor = next(party.id for party in contract.parties if "investor" in party.roles)
    metrics = {metric.id for metric in contract.metrics}

    return [
        {
            "outcome_payment_plan_id": {"value": period.id},
            **({"outcome_metric_id": {"value": line["metric"]}} if line["metric"] in metrics else {}),
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
