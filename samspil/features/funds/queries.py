"""Every reading of money and efforts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from samspil.features.funds import against_text, rules
from samspil.features.funds.models import Appropriation, Effort, Movement, Pool
from samspil.spine import kinds, texts, visibility
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor

ENDS = ("node__organisation", "pool__node", "part_of__node", "rests_on__version__text__subject")
APPROPRIATIONS = visibility.Shelf(Appropriation, *ENDS, order=("first_year", "last_year", "node__title", "pk"))
POOLS = visibility.Shelf(Pool, "node__organisation", "body", order=("node__title",))
EFFORTS = visibility.Shelf(Effort, "node__organisation", "carried_by", order=("node__title",))
visible_to, appropriation = APPROPRIATIONS.all, APPROPRIATIONS.one
pools, pool = POOLS.all, POOLS.one
efforts, effort = EFFORTS.all, EFFORTS.one


def has_no_day(node: Node) -> bool:
    """Tell whether an effort has no first day of its own, and so the day of the decision it carries out."""
    return Effort.objects.filter(pk=node.pk, begins_on__isnull=True).exists()


def parts(actor: Actor, whole: Appropriation) -> QuerySet[Appropriation]:
    """Return what an appropriation is split into."""
    return visible_to(actor).filter(part_of=whole)


def moved(appropriation: Appropriation) -> dict[str, int]:
    """Return the øre that have reached each stage. One query."""
    sums = (
        Movement.objects.filter(appropriation=appropriation).values("stage").annotate(ore=Sum("amount_ore")).order_by()
    )
    return {row["stage"]: row["ore"] for row in sums}


def own_movement(actor: Actor, pk: str) -> Movement:
    """Return a movement that the actor made, of an amount they may see; `NotFound` for anybody else's."""
    rows = Movement.objects.select_related("appropriation__node")
    return visibility.own(rows, actor, pk, by="by", through="appropriation__node")


def stage(appropriation: Appropriation) -> str:
    """Return the furthest stage the appropriation has reached. One query."""
    return rules.stage_of(moved(appropriation))


@dataclass(frozen=True)
class Row:
    """One line of a pool's table. `years` is None for a span not divided over its years."""

    appropriation: Appropriation
    years: dict[int, int] | None
    total: int
    parts: tuple[Row, ...]
    moved: Mapping[str, int]

    @cached_property
    def passage(self) -> str:
        """The words it rests on."""
        return passage_of(self.appropriation)

    @cached_property
    def verdict(self) -> str:
        """What those words say of it."""
        return against_text.verdict(against_text.compared(self.appropriation, self.passage)) if self.passage else ""

    @property
    def stage_label(self) -> str:
        """The furthest stage in words, and whether only some of the amount has reached it."""
        return rules.told(self.reached)

    @property
    def span(self) -> str:
        """The years it is for: `2026`, `2026–2029`."""
        first, last = self.appropriation.first_year, self.appropriation.last_year
        return str(first) if first == last else f"{first}–{last}"

    @property
    def reached(self) -> dict[str, int | None]:
        """The øre that have reached each stage: its own, else those of its parts. None where only sources tell of it, and do not."""
        if not self.moved and self.parts:
            return rules.summed([part.reached for part in self.parts], self.total)
        return rules.reached(self.moved, self.total, is_told=not self.appropriation.node.is_sourced)


@dataclass(frozen=True)
class Stage:
    """How much has reached one stage; `ore` is None where nobody here knows, `is_least` where some of it is not known."""

    name: str
    label: str
    says: str
    ore: int | None
    is_least: bool = False


def stages(each: Sequence[Mapping[str, int | None]]) -> tuple[Stage, ...]:
    """Return how much of some amounts has reached each stage, from what has reached it of each."""
    found = []
    for name in rules.ORDER:
        label, says = rules.LABELS[name], rules.TAKES[name]
        known = [reached[name] for reached in each]
        told = [ore for ore in known if ore is not None]
        is_least = len(told) < len(known)
        # What is known to be nothing beside what is not known says nothing at all.
        ore = None if is_least and not sum(told) else sum(told)
        found.append(Stage(name, label, says, ore, is_least and ore is not None))
    return tuple(found)


@dataclass(frozen=True)
class Table:
    """A pool's amounts by year, in øre. `undivided` is what lies in spans; `total` is everything, parts counted once."""

    years: tuple[int, ...]
    rows: tuple[Row, ...]
    by_year: dict[int, int]
    undivided: int
    total: int

    @property
    def lines(self) -> list[tuple[Row, bool]]:
        """The rows in order, each with whether it is part of the one above."""
        return [line for row in self.rows for line in ((row, False), *((part, True) for part in row.parts))]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """How much has reached each stage."""
        return stages([row.reached for row in self.rows])


def tables(actor: Actor) -> list[tuple[Pool | None, Table]]:
    """Lay out everything the actor may see, pool by pool; what rests on no pool comes last. Three queries."""
    amounts = list(visible_to(actor).select_related("pool__body"))
    whole = {each.pk: each for each in amounts}
    by_pool: dict[Any, list[Appropriation]] = defaultdict(list)
    for each in amounts:
        # A part lies with its whole, whichever pool it names itself.
        top = whole.get(each.part_of_id, each)
        by_pool[top.pool_id].append(each)
    moved_on = _moved_by(amounts)
    all_pools = {each.pk: each for each in pools(actor)}
    order = [*all_pools, *(key for key in by_pool if key not in all_pools)]
    return [(all_pools.get(key), _lay_out(by_pool[key], moved_on)) for key in order]


@dataclass(frozen=True)
class Sums:
    """How much has reached each stage, of what is real or of what is invented."""

    is_invented: bool
    stages: tuple[Stage, ...]


def by_stage(actor: Actor) -> list[Sums]:
    """Return how much has reached each stage, counted as the pools count it, the real before the invented. Two queries."""
    amounts = list(visible_to(actor))
    rows = _rows(amounts, _moved_by(amounts))
    kept = sorted({row.appropriation.node.is_invented for row in rows})
    return [
        Sums(is_invented, stages([row.reached for row in rows if row.appropriation.node.is_invented == is_invented]))
        for is_invented in kept
    ]


def table(actor: Actor, pool: Pool) -> Table:
    """Lay out one pool's appropriations and what they are split into. Two queries."""
    amounts = list(visible_to(actor).filter(Q(pool=pool) | Q(part_of__pool=pool)))
    return _lay_out(amounts, _moved_by(amounts))


def _moved_by(amounts: list[Appropriation]) -> dict[Any, dict[str, int]]:
    reached: dict[Any, dict[str, int]] = defaultdict(dict)
    sums = (
        Movement.objects.filter(appropriation__in=amounts)
        .values("appropriation", "stage")
        .annotate(ore=Sum("amount_ore"))
    )
    for each in sums.order_by():
        reached[each["appropriation"]][each["stage"]] = each["ore"]
    return reached


def _rows(amounts: list[Appropriation], moved_on: dict[Any, dict[str, int]]) -> tuple[Row, ...]:
    by_whole: dict[Any, list[Appropriation]] = defaultdict(list)
    for each in amounts:
        by_whole[each.part_of_id].append(each)

    known = {each.pk for each in amounts}
    # A part whose whole the reader may not see stands on its own.
    return tuple(_row(each, by_whole, moved_on) for each in amounts if each.part_of_id not in known)


def _lay_out(amounts: list[Appropriation], moved_on: dict[Any, dict[str, int]]) -> Table:
    rows = _rows(amounts, moved_on)
    by_year: dict[int, int] = defaultdict(int)
    for row in rows:
        for year, ore in (row.years or {}).items():
            by_year[year] += ore

    first = min((row.appropriation.first_year for row in rows), default=0)
    last = max((row.appropriation.last_year for row in rows), default=-1)
    span = range(first, last + 1)
    return Table(
        years=tuple(span),
        rows=rows,
        by_year={year: by_year.get(year, 0) for year in span},
        undivided=sum(row.total for row in rows if row.years is None),
        total=sum(row.total for row in rows),
    )


def _row(each: Appropriation, by_whole: dict[Any, list[Appropriation]], moved_on: dict[Any, dict[str, int]]) -> Row:
    return Row(
        appropriation=each,
        years=rules.by_year(each),
        total=rules.total(each),
        parts=tuple(_row(part, by_whole, moved_on) for part in by_whole[each.pk]),
        moved=moved_on.get(each.pk, {}),
    )


def passage_of(appropriation: Appropriation) -> str:
    """Return the words an appropriation rests on, or nothing when their text is withdrawn or unnamed."""
    return texts.quoted(appropriation.rests_on) if appropriation.rests_on is not None else ""


def set_aside_on(actor: Actor, node: Node) -> QuerySet[Appropriation]:
    """Return the appropriations that came of a decision."""
    came = Link.objects.filter(earlier=node, withdrawn_at__isnull=True)
    return visible_to(actor).filter(pk__in=came.values("later"))


def resting_on(actor: Actor, node: Node) -> list[Appropriation]:
    """Return the appropriations that came of a decision, for its page."""
    return list(set_aside_on(actor, node))


def left(appropriation: Appropriation) -> dict[str, int]:
    """Return the øre that may still reach each stage. One query."""
    return rules.left(moved(appropriation), rules.total(appropriation))


def decisions(actor: Actor) -> QuerySet[Node]:
    """Return the decisions that the actor may see, the newest first."""
    seen = visibility.nodes(actor).filter(kind__in=kinds.with_trait(kinds.Trait.DECISION))
    return seen.select_related("organisation", "within").order_by(F("occurred_on").desc(nulls_last=True), "pk")


def paying_for(actor: Actor, node: Node) -> list[Appropriation]:
    """Return the appropriations that pay for an effort."""
    funding = Link.objects.filter(later=node, relation=Link.Relation.FUNDS, withdrawn_at__isnull=True)
    return list(visible_to(actor).filter(pk__in=funding.values("earlier")))


def paid_stages(actor: Actor, node: Node) -> tuple[Stage, ...]:
    """Return how far the money is that pays for an effort; nothing where none is known. Two queries."""
    amounts = paying_for(actor, node)
    moved_on = _moved_by(amounts) if amounts else {}
    each = [
        rules.reached(moved_on.get(amount.pk, {}), rules.total(amount), is_told=not amount.node.is_sourced)
        for amount in amounts
    ]
    return stages(each) if each else ()


def measured(actor: Actor, node: Node) -> list[Node]:
    """Return the visible records that an effort is measured by."""
    ties = Link.objects.filter(earlier=node, relation=Link.Relation.MEASURED_BY, withdrawn_at__isnull=True)
    return list(visibility.among(actor, ties.values("later")).order_by("occurred_on", "pk"))


@dataclass(frozen=True)
class Did:
    """What a pool's money set going, and what it was measured by; nothing where nobody has measured it."""

    effort: Effort
    measured: tuple[Node, ...]


def did(actor: Actor, table: Table) -> tuple[Did, ...]:
    """Return the efforts that a pool's amounts pay for, each with what measured it. Three queries."""
    paid = [row.appropriation.pk for row, _depth in table.lines]
    funding = Link.objects.filter(earlier__in=paid, relation=Link.Relation.FUNDS, withdrawn_at__isnull=True)
    found = list(efforts(actor).filter(pk__in=funding.values("later")))
    ties = Link.objects.filter(
        earlier__in=[each.pk for each in found], relation=Link.Relation.MEASURED_BY, withdrawn_at__isnull=True
    )
    by_effort: dict[UUID, list[UUID]] = defaultdict(list)
    for effort_id, measure_id in ties.values_list("earlier", "later"):
        by_effort[effort_id].append(measure_id)

    seen = {node.pk: node for node in visibility.among(actor, ties.values("later"))}
    return tuple(Did(each, tuple(seen[key] for key in by_effort[each.pk] if key in seen)) for each in found)


def living_in(node: Node) -> Iterable[UUID]:
    """Return the keys of the appropriations of a pool, and of what they are split into, whoever may see them."""
    return Appropriation.objects.filter(Q(pool__node=node) | Q(part_of__pool__node=node)).values_list("pk", flat=True)
