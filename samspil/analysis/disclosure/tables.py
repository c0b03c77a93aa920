"""Tables published together: hide the small counts, then as many others as it takes until the attack finds nothing.

Earlier releases count as known. Where old and new numbers differ by few persons, the difference is protected like any small count.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Mapping, Sequence

from samspil.analysis.disclosure.attack import Cell, bounds
from samspil.analysis.disclosure.small import Rule
from samspil.paper.refusal import Refused

Relation = tuple[Hashable, tuple[Hashable, ...]]


@dataclasses.dataclass(frozen=True)
class Published:
    """What may leave: `shown` count of each cell (None: hidden), and what is kept so that the next release can be compared.

    `small` cells are hidden for their own sake, `guards` to protect them; `counts` and `relations` stay in the room.
    """

    shown: dict[Cell, int | None]
    small: frozenset[Cell]
    guards: frozenset[Cell]
    counts: dict[Cell, int]
    relations: tuple[Relation, ...]
    rule: Rule


def protect(
    counts: Mapping[Cell, int],
    relations: Sequence[Relation],
    rule: Rule | None = None,
    *,
    earlier: Sequence[Published] = (),
) -> Published:
    """Return the cells as they may be published together, and beside every earlier release.

    A relation (total, parts) says which cells add up; sums that do not hold are refused. For each small cell, and each small
    difference to an earlier release of the same cell, the attack must leave everything from 0 to the limit possible. Refused when
    earlier releases alone already give a cell away.
    """
    rule = rule or Rule()
    _check(counts, relations)
    small = {cell for cell, n in counts.items() if rule.is_small(n)}
    hidden = set(small)
    guarded, known, sums = _with_earlier(counts, relations, rule, earlier)
    at_risk = sorted(small | guarded, key=repr)
    while True:
        exposed = _exposed(at_risk, counts, hidden, known, sums, rule)
        if not exposed:
            break
        more = _guard(exposed[0], counts, hidden, relations)
        if more is None:
            raise Refused(
                f"Tallet for {_name(exposed[0])} kan regnes ud af tidligere offentliggjorte tal, også når alt her skjules. "
                "Offentliggør ikke tabellen, før grupperne er lagt sammen."
            )
        hidden.add(more)

    shown = {cell: None if cell in hidden else rule.show(n) for cell, n in counts.items()}
    return Published(shown, frozenset(small), frozenset(hidden - small), dict(counts), tuple(relations), rule)


def _check(counts: Mapping[Cell, int], relations: Sequence[Relation]) -> None:
    for total, parts in relations:
        if sum(counts[p] for p in parts) != counts[total]:
            raise Refused(
                f"Delene af {_name(total)} giver {sum(counts[p] for p in parts)}, ikke {counts[total]}. Ret tabellen."
            )
    if any(n < 0 for n in counts.values()):
        raise Refused("Et antal borgere kan ikke være negativt. Ret tabellen.")


def _name(cell: Cell) -> str:
    return " / ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


def _with_earlier(
    counts: Mapping[Cell, int], relations: Sequence[Relation], rule: Rule, earlier: Sequence[Published]
) -> tuple[set[Cell], dict[Cell, tuple[float, float]], list[Relation]]:
    """Return the small differences to protect, what earlier releases tell, and all sums with differences added."""
    guarded: set[Cell] = set()
    known: dict[Cell, tuple[float, float]] = {}
    sums: list[Relation] = list(relations)
    for i, old in enumerate(earlier):
        for cell, shown in old.shown.items():
            known["earlier", i, cell] = old.rule.possible(shown)
        sums += [(("earlier", i, total), tuple(("earlier", i, p) for p in parts)) for total, parts in old.relations]
        for cell in counts.keys() & old.counts.keys():
            step = counts[cell] - old.counts[cell]
            new, before, change = cell, ("earlier", i, cell), ("change", i, cell)
            known[change] = (0.0, float("inf"))
            if step == 0:
                sums += [(new, (before,))]
                continue
            sums.append((new, (before, change)) if step > 0 else (before, (new, change)))
            if rule.is_small(abs(step)):
                guarded.add(change)

    return guarded, known, sums


def _exposed(
    at_risk: Sequence[Cell],
    counts: Mapping[Cell, int],
    hidden: set[Cell],
    known: Mapping[Cell, tuple[float, float]],
    sums: Sequence[Relation],
    rule: Rule,
) -> list[Cell]:
    """Return the cells that the attack narrows to less than 0 to the limit."""
    possible = {cell: rule.possible(None if cell in hidden else rule.show(n)) for cell, n in counts.items()} | dict(
        known
    )
    ends = bounds(at_risk, possible, sums)
    return [cell for cell in at_risk if ends[cell][0] > 1e-6 or ends[cell][1] < rule.hide_at_most - 1e-6]


def _guard(exposed: Cell, counts: Mapping[Cell, int], hidden: set[Cell], relations: Sequence[Relation]) -> Cell | None:
    """Choose the next cell to hide: the smallest shown in a sum with the exposed one, else tied to it."""
    start = exposed[2] if isinstance(exposed, tuple) and len(exposed) == 3 and exposed[0] == "change" else exposed
    if start in counts and start not in hidden:
        return start

    seen, ring = {start}, {start}
    while ring:
        near = {c for total, parts in relations if ring & {total, *parts} for c in (total, *parts)} - seen
        open_cells = [c for c in near if c not in hidden]
        if open_cells:
            return min(open_cells, key=lambda c: (counts[c], repr(c)))
        seen |= near
        ring = near

    left = [c for c in counts if c not in hidden and c in seen]
    return min(left, key=lambda c: (counts[c], repr(c))) if left else None
