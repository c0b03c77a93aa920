"""Every writing of money and efforts. Each is one deed: all of it, with its journal rows, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from samspil.features.funds import queries, rules
from samspil.features.funds.models import Appropriation, Effort, Movement, Pool
from samspil.paper.refusal import Refused, demanded
from samspil.spine import happened, journal, kinds, locks, policy, records, texts, thread, undoing
from samspil.spine.models import Circle, Link, Node, Organisation, Quote, TextVersion
from samspil.spine.people import Actor


@journal.deed
def add_pool(
    *,
    by: Actor,
    name: str,
    organisation: Organisation,
    body: Circle | None = None,
    purpose: str = "",
    source: str = "",
    **placing: Any,
) -> Pool:
    """Add a pool. The same name in the same organisation gives the one that stands."""
    # Two who add the same pool at once wait for each other at the organisation.
    locks.reread(organisation)
    if standing := Pool.objects.filter(node__title=name, node__organisation=organisation).first():
        return standing

    opening = records.Beginning("pool", name, organisation, within=body, **placing)
    policy.check(by, "add", "pool", policy.Place.of(organisation, body))
    return records.new(
        opening,
        lambda node: Pool(node=node, body=body, purpose=purpose, source=source),
        by=by,
        searched=purpose,
        noted="pool.added",
    )


@dataclass(frozen=True)
class Allocation:
    """An amount as a decision sets it aside: for what, øre, its years, from which pool, and the passage that states it."""

    title: str
    amount_ore: int
    first_year: int
    last_year: int
    is_per_year: bool = False
    is_cap: bool = False
    pool: Pool | None = None
    part_of: Appropriation | None = None
    receiver: str = ""
    condition: str = ""
    route: str = ""
    passage: tuple[TextVersion, int, int] | None = None
    why: str = "Beløbet er sat af ved beslutningen."
    source: str = ""

    def row(self, node: Node, rests_on: Quote | None) -> Appropriation:
        """Return the appropriation of a node, not yet saved."""
        told = ("amount_ore", "first_year", "last_year", "is_per_year", "is_cap", "receiver", "condition", "route")
        return Appropriation(
            node=node,
            pool=self.pool,
            part_of=self.part_of,
            rests_on=rests_on,
            **{name: getattr(self, name) for name in told},
        )


@journal.deed
def set_aside(*, by: Actor, decision: Node, amount: Allocation) -> Appropriation:
    """Set an amount aside on a decision, quoting the passage that states it (version, start, end).

    Visible to those who see the decision. Refused for nothing, years backwards, parts larger than their whole, and while
    the decision is held (`kinds.Hold`).
    """
    locks.reread(decision, amount.pool, amount.part_of)
    # A member may have brought the matter before the council (styrelsesloven § 23): nothing begins from it meanwhile.
    kinds.check_free(decision)
    policy.check(by, "add", "appropriation", decision)
    rules.check_amount(amount)
    if amount.part_of is not None:
        rules.check_part(amount.part_of, amount, list(amount.part_of.parts.all()))

    came_of = [records.Origin(decision, amount.why, source=amount.source)]
    if amount.pool is not None:
        why = "Midlerne tages fra puljen."
        came_of.append(records.Origin(amount.pool.node, why, Link.Relation.FUNDS, amount.source))

    return records.new(
        records.beside(decision, "appropriation", amount.title),
        lambda node: amount.row(node, _quoted(by, node, amount.passage)),
        by=by,
        came_of=came_of,
        searched=f"{amount.receiver}\n{amount.condition}",
        noted="appropriation.set_aside",
        data={"ore": amount.amount_ore, "first": amount.first_year, "last": amount.last_year},
    )


def _quoted(by: Actor, node: Node, passage: tuple[TextVersion, int, int] | None) -> Quote | None:
    if passage is None:
        return None
    version, start, end = passage
    return texts.quote(by=by, node=node, version=version, start=start, end=end)


@journal.deed
def correct(*, by: Actor, appropriation: Appropriation, **fields: Any) -> Appropriation:
    """Correct an amount that is still only set aside."""
    locks.reread(appropriation, fields.get("part_of"))
    policy.check(by, "correct", appropriation, state=queries.stage(appropriation))
    title = fields.pop("title", None)
    for name, value in fields.items():
        setattr(appropriation, name, value)

    rules.check_amount(appropriation)
    if appropriation.part_of is not None:
        rules.check_part(
            appropriation.part_of, appropriation, list(appropriation.part_of.parts.exclude(pk=appropriation.pk))
        )

    # Parts may have been set aside on the larger amount.
    inner = sum(rules.total(part) for part in appropriation.parts.all())
    if inner > rules.total(appropriation):
        raise Refused("Beløbet er mindre end de dele, det allerede er delt i.", field="amount_ore")

    appropriation.save(update_fields=[*fields])
    if title:
        thread.retitle(appropriation.node, title)

    journal.note("appropriation.corrected", by=by, node=appropriation.node, data={"ore": appropriation.amount_ore})
    return appropriation


@journal.deed
def move(
    *,
    by: Actor,
    appropriation: Appropriation,
    stage: str,
    amount_ore: int,
    on: dt.date,
    why: str,
    decision: Node | None = None,
) -> Movement:
    """Move an amount one stage on. Granting needs the decision of the body that may grant it."""
    locks.reread(appropriation, decision)
    # Summed after the lock: another movement may have taken what was left.
    so_far = queries.moved(appropriation)
    policy.check(by, "move", appropriation, state=rules.stage_of(so_far))
    rules.check_move(stage, moved=so_far, amount_ore=amount_ore, whole=rules.total(appropriation))
    demanded(why, "Skriv, hvad det bygger på.", field="why")

    happened.check(on, "Dagen, hvor pengene flyttede sig,", field="on")
    link = None
    if stage == "granted":
        if decision is None:
            raise Refused("Vælg den beslutning, der bevilger beløbet.", field="decision")
        link = _granted_by(by, decision, appropriation, why)

    made = Movement.objects.create(
        appropriation=appropriation, stage=stage, amount_ore=amount_ore, on=on, why=why.strip(), by_id=by.person_id
    )
    data = {"stage": stage, "ore": amount_ore, "movement": made.pk, **({"link": link.pk} if link else {})}
    journal.note("appropriation.moved", by=by, node=appropriation.node, data=data)
    return made


def _granted_by(by: Actor, decision: Node, appropriation: Appropriation, why: str) -> Link | None:
    """Link an amount to the decision that grants it; None where it rests on that one already."""
    led_to, later = Link.Relation.LED_TO, appropriation.node
    standing = Link.objects.filter(earlier=decision, later=later, relation=led_to, withdrawn_at__isnull=True)
    if standing.exists():
        return None
    return thread.link(by=by, earlier=decision, later=later, relation=led_to, why=why)


@journal.deed
def move_back(*, by: Actor, key: str) -> None:
    """Undo that the actor moved an amount on, with the link that granting made. Refused after ten minutes, and for all but the last."""
    movement = queries.own_movement(by, key)
    amount = movement.appropriation
    locks.reread(amount, movement)
    policy.check(by, "move", amount, state=queries.stage(amount))
    said = undoing.check_own(by, undoing.last("appropriation.moved", amount.pk, movement=movement.pk))
    if amount.movements.order_by("at", "pk").last() != movement:
        raise Refused("Beløbet er ført videre siden. Genindlæs siden, og se, hvordan det står.")

    for link in Link.objects.filter(pk=said.data.get("link"), withdrawn_at__isnull=True):
        thread.withdraw_link(by=by, link=link, why="Det blev fortrudt, at beløbet er bevilget.")
    movement.delete()
    journal.note("appropriation.moved_back", by=by, node=amount.node, data={"movement": key})


@dataclass(frozen=True)
class EffortPlan:
    """An effort as a decision sets it going: what happens, who does it, when, and the amounts that pay for it."""

    title: str
    description: str
    carried_by: Organisation | None = None
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None
    paid_by: Sequence[Appropriation] = ()
    why: str = "Indsatsen er sat i gang ved beslutningen."
    source: str = ""
    state: str = rules.EFFORT.first


@journal.deed
def start_effort(*, by: Actor, decision: Node, plan: EffortPlan) -> Effort:
    """Add an effort that carries a decision out, with the amounts that pay for it; not of a held one."""
    locks.reread(decision)
    kinds.check_free(decision)
    policy.check(by, "add", "effort", decision)
    rules.check_days(plan.begins_on, plan.ends_on)
    if plan.state != rules.EFFORT.first:
        happened.check(plan.begins_on, "Indsatsens første dag", field="begins_on")

    paid = "Beløbet er sat af til indsatsen."
    return records.new(
        records.beside(decision, "effort", plan.title, occurred_on=plan.begins_on or decision.when),
        lambda node: Effort(
            node=node,
            description=plan.description,
            carried_by=plan.carried_by,
            begins_on=plan.begins_on,
            ends_on=plan.ends_on,
            state=plan.state,
        ),
        by=by,
        came_of=[
            records.Origin(decision, plan.why, Link.Relation.CARRIED_OUT_BY, plan.source),
            *(records.Origin(amount.node, paid, Link.Relation.FUNDS, plan.source) for amount in plan.paid_by),
        ],
        searched=plan.description,
        noted="effort.started",
    )


@journal.deed
def move_effort(*, by: Actor, effort: Effort, state: str) -> Effort:
    """Say how far an effort is."""
    locks.reread(effort)
    policy.check(by, "move", effort)
    before = effort.state
    rules.check_effort(before, state, begins_on=effort.begins_on)
    now = {"state": state}
    records.change(effort, now, by=by, node=effort.node, noted="effort.moved", data={**now, "before": before})
    return effort


@journal.deed
def move_effort_back(*, by: Actor, key: str) -> Effort:
    """Undo that the actor said how far an effort is: it is as far as before. Refused after ten minutes, and when it has moved since."""
    effort = queries.effort(by, UUID(key))
    locks.reread(effort)
    last = undoing.last("effort.moved", effort.pk)
    # An effort that has ended is moved by nobody: who may is asked as it stood.
    policy.check(by, "move", effort, state=last.data["before"] if last is not None else effort.state)
    said = undoing.check_own(by, last)
    if said.data["state"] != effort.state:
        raise Refused("Indsatsen er ændret siden. Genindlæs siden, og se, hvordan den står.")

    was = {"state": said.data["before"]}
    records.change(effort, was, by=by, node=effort.node, noted="effort.moved_back", data=was)
    return effort
