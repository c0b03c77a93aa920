"""Where the money of the decisions is, the efforts it pays for, and what the bodies recommend to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samspil.features.funds import actions as funds
from samspil.features.funds.models import Appropriation, Pool
from samspil.features.reports import actions as reports
from samspil.features.voices.models import Answer
from samspil.paper import danish
from samspil.site.demo import real
from samspil.site.demo.deep import decisions
from samspil.spine import thread
from samspil.spine.models import Node

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found, told: dict[str, Any]) -> None:
    """Set the amounts aside and move them, start the efforts, and recommend."""
    pools = {each["key"]: _pool(found, each) for each in told["pool"]}
    amounts = {each["key"]: _amount(found, each, pools) for each in told["amount"]}
    for each in told["effort"]:
        _effort(found, each, amounts)

    for each in told["recommendation"]:
        _recommend(found, each)


def _pool(found: Found, told: dict[str, Any]) -> Pool:
    return funds.add_pool(
        by=found.by,
        name=told["name"],
        organisation=found.organisations[told["organisation"]],
        body=found.circles[told["body"]],
        visibility="public",
        is_invented=True,
    )


def _amount(found: Found, told: dict[str, Any], pools: dict[str, Pool]) -> Appropriation:
    deciding = decisions.statement(told["item"], told["amount"]).node
    name = told.get("pool", "")
    pool = (pools.get(name) or Pool.objects.get(node__title=name)) if name else None
    made = funds.set_aside(
        by=found.by,
        decision=deciding,
        amount=funds.Allocation(pool=pool, passage=real.passage_of(deciding, told["passage"]), **real.amount_of(told)),
    )
    for each in told.get("moves", []):
        funds.move(
            by=found.by,
            appropriation=made,
            stage=each["stage"],
            amount_ore=danish.parse_kroner(each["amount"]),
            on=each["on"],
            why=each["why"],
            decision=deciding if each["stage"] == "granted" else None,
        )

    return made


def _effort(found: Found, told: dict[str, Any], amounts: dict[str, Appropriation]) -> None:
    item = decisions.item(told["item"])
    first = item.statements.select_related("node").order_by("order")[0]
    made = funds.start_effort(
        by=found.by,
        decision=first.node,
        plan=funds.EffortPlan(
            title=told["title"],
            description=told["description"],
            carried_by=found.organisations[told["carried_by"]],
            begins_on=told["begins_on"],
            ends_on=told.get("ends_on"),
            paid_by=[amounts[told["amount"]]],
            state=told["state"],
        ),
    )
    for title in told["answers"]:
        answer = Answer.objects.select_related("node").get(voice__node=found.nodes[title])
        thread.link(
            by=found.by,
            # What has not begun has led to no answer: the decision has.
            earlier=first.node if told["state"] == "planned" else made.node,
            later=answer.node,
            relation="answered_by",
            why="Svaret fortæller, hvad bidraget førte til.",
        )


def _recommend(found: Found, told: dict[str, Any]) -> None:
    source: Node = (
        found.nodes[told["learning"]]
        if "learning" in told
        else decisions.statement(told["item"], told["passage"].split(",")[0]).node
    )
    made = reports.recommend(
        by=found.by,
        decision=source,
        title=told["title"],
        passage=told["passage"],
        to=[found.circles[key] for key in told["to"]],
    )
    reports.publish(by=found.by, recommendation=made)
    if treated := told.get("treated"):
        addressee = made.addressees.get(circle=found.circles[treated["body"]])
        reports.treat(by=found.by, addressee=addressee, state="answered", said=treated["said"], on=treated["on"])
