"""Every writing of money and efforts. Each is one deed: all of it, with its journal rows, or none."""

from __future__ import annotations

import datetime as dt
from typing import Any

from samspil.features.funds import queries, rules
from samspil.features.funds.models import Appropriation, Effort, Movement, Pool
from samspil.paper.refusal import Refused
from samspil.spine import happened, journal, kinds, locks, search, texts, thread
from samspil.spine.models import Circle, Link, Node, Organisation, TextVersion
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
    locks.reread(organisation)
    if standing := Pool.objects.filter(node__title=name, node__organisation=organisation).first():
        return standing

    node = thread.open_node(by=by, kind="pool", title=name, organisation=organisation, within=body, **placing)
    rules.check_add(by, "pool", node)
    pool = Pool.objects.create(node=node, body=body, purpose=purpose, source=source)
    search.index(node, purpose)
    journal.note("pool.added", by=by, node=node)
    return pool


@journal.deed
def set_aside(
    *,
    by: Actor,
    decision: Node,
    title: str,
    amount_ore: int,
    first_year: int,
    last_year: int,
    is_per_year: bool = False,
    is_cap: bool = False,
    pool: Pool | None = None,
    part_of: Appropriation | None = None,
    receiver: str = "",
    condition: str = "",
    route: str = "",
    passage: tuple[TextVersion, int, int] | None = None,
    why: str = "Beløbet er sat af ved beslutningen.",
    source: str = "",
) -> Appropriation:
    """Set an amount aside on a decision, quoting the passage that states it (version, start, end).

    Visible to those who see the decision. Refused for nothing, years backwards, parts larger than their whole, and while
    the decision is held (`kinds.Hold`).
    """
    locks.reread(decision, pool, part_of)
    kinds.check_free(decision)
    node = thread.open_node(
        by=by,
        kind="appropriation",
        title=title,
        organisation=decision.organisation,
        visibility=decision.visibility,
        within=decision.within,
        occurred_on=decision.when,
        is_invented=decision.is_invented,
    )
    rules.check_add(by, "appropriation", node)
    amount = Appropriation(
        node=node,
        pool=pool,
        part_of=part_of,
        amount_ore=amount_ore,
        first_year=first_year,
        last_year=last_year,
        is_per_year=is_per_year,
        is_cap=is_cap,
        receiver=receiver,
        condition=condition,
        route=route,
    )
    rules.check_amount(amount)
    if part_of is not None:
        rules.check_part(part_of, amount, list(part_of.parts.all()))

    if passage is not None:
        version, start, end = passage
        amount.rests_on = texts.quote(by=by, node=node, version=version, start=start, end=end)

    amount.save(force_insert=True)
    thread.link(by=by, earlier=decision, later=node, relation=Link.Relation.LED_TO, why=why, source=source)
    if pool is not None:
        thread.link(
            by=by,
            earlier=pool.node,
            later=node,
            relation=Link.Relation.FUNDS,
            why="Midlerne tages fra puljen.",
            source=source,
        )

    search.index(node, f"{receiver}\n{condition}")
    journal.note(
        "appropriation.set_aside", by=by, node=node, data={"ore": amount_ore, "first": first_year, "last": last_year}
    )
    return amount


@journal.deed
def correct(*, by: Actor, appropriation: Appropriation, **fields: Any) -> Appropriation:
    """Correct an amount that is still only set aside."""
    locks.reread(appropriation, fields.get("part_of"))
    rules.check_correct(by, appropriation.node, queries.stage(appropriation))
    title = fields.pop("title", None)
    for name, value in fields.items():
        setattr(appropriation, name, value)

    rules.check_amount(appropriation)
    if appropriation.part_of is not None:
        rules.check_part(
            appropriation.part_of, appropriation, list(appropriation.part_of.parts.exclude(pk=appropriation.pk))
        )

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
    so_far = queries.moved(appropriation)
    rules.check_move(
        by,
        appropriation.node,
        rules.stage_of(so_far),
        stage,
        moved=so_far,
        amount_ore=amount_ore,
        whole=rules.total(appropriation),
    )
    if not why.strip():
        raise Refused("Skriv, hvad det bygger på.", field="why")

    happened.check(on, "Dagen, hvor pengene flyttede sig,", field="on")
    if stage == "granted":
        if decision is None:
            raise Refused("Vælg den beslutning, der bevilger beløbet.", field="decision")
        thread.link(by=by, earlier=decision, later=appropriation.node, relation=Link.Relation.LED_TO, why=why)

    made = Movement.objects.create(
        appropriation=appropriation, stage=stage, amount_ore=amount_ore, on=on, why=why.strip(), by_id=by.person_id
    )
    journal.note("appropriation.moved", by=by, node=appropriation.node, data={"stage": stage, "ore": amount_ore})
    return made


@journal.deed
def start_effort(
    *,
    by: Actor,
    decision: Node,
    title: str,
    description: str,
    carried_by: Organisation | None = None,
    begins_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    paid_by: list[Appropriation] | None = None,
    why: str = "Indsatsen er sat i gang ved beslutningen.",
    source: str = "",
    state: str = "planned",
) -> Effort:
    """Add an effort that carries a decision out, with the amounts that pay for it; not of a held one."""
    locks.reread(decision)
    kinds.check_free(decision)
    node = thread.open_node(
        by=by,
        kind="effort",
        title=title,
        organisation=decision.organisation,
        visibility=decision.visibility,
        within=decision.within,
        occurred_on=begins_on or decision.when,
        is_invented=decision.is_invented,
    )
    rules.check_add(by, "effort", node)
    if begins_on and ends_on and ends_on < begins_on:
        raise Refused("Indsatsen kan ikke slutte, før den begynder.", field="ends_on")

    if state != "planned":
        happened.check(begins_on, "Indsatsens første dag", field="begins_on")

    effort = Effort.objects.create(
        node=node, description=description, carried_by=carried_by, begins_on=begins_on, ends_on=ends_on, state=state
    )
    thread.link(by=by, earlier=decision, later=node, relation=Link.Relation.CARRIED_OUT_BY, why=why, source=source)
    for amount in paid_by or []:
        thread.link(
            by=by,
            earlier=amount.node,
            later=node,
            relation=Link.Relation.FUNDS,
            why="Beløbet er sat af til indsatsen.",
            source=source,
        )

    search.index(node, description)
    journal.note("effort.started", by=by, node=node)
    return effort


@journal.deed
def move_effort(*, by: Actor, effort: Effort, state: str) -> Effort:
    """Say how far an effort is."""
    locks.reread(effort)
    rules.check_effort(by, effort.node, effort.state, state, begins_on=effort.begins_on)
    effort.state = state
    effort.save(update_fields=["state"])
    journal.note("effort.moved", by=by, node=effort.node, data={"state": state})
    return effort
