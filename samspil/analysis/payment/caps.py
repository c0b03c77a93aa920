"""Steps 5 to 7: what each payer and the whole project may still be asked for, and where a cut falls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from samspil.analysis.payment.ore import dealt
from samspil.analysis.payment.terms import Contract, Payer, Period


@dataclass(frozen=True)
class Line:
    """What one payer owes for one metric in one period, in øre, with the caps that changed it."""

    metric: str
    clause: str
    payer: str
    ore: int
    words: str
    capped_by: tuple[str, ...] = ()
    received: int = 0

    def cut(self, ore: int, cap: str) -> Line:
        """Take øre off the line and name the cap that did it."""
        return replace(self, ore=self.ore - ore, capped_by=(*self.capped_by, cap)) if ore else self


@dataclass(frozen=True)
class Paid:
    """What earlier periods came to: (period, payer) -> øre, guarantees apart."""

    amounts: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def by(self, payer: str, periods: Iterable[str] | None = None) -> int:
        """Return what a payer has paid, in all or in some periods."""
        wanted = None if periods is None else set(periods)
        return sum(
            ore for (period, who), ore in self.amounts.items() if who == payer and (wanted is None or period in wanted)
        )

    @property
    def total(self) -> int:
        """Return what all have paid."""
        return sum(self.amounts.values())

    def with_lines(self, period: Period, lines: Iterable[Line]) -> Paid:
        """Return the sums with one more period's lines."""
        amounts = dict(self.amounts)
        for line in lines:
            key = (period.id, line.payer)
            amounts[key] = amounts.get(key, 0) + line.ore
        return Paid(amounts)


def total(lines: Iterable[Line], payer: str | None = None) -> int:
    """Add up lines, of one payer or of all."""
    return sum(line.ore for line in lines if payer in (None, line.payer))


def year_room(contract: Contract, payer: Payer, year: int, paid: Paid) -> int | None:
    """Return what is left of a payer's cap for a year, None without one.

    Carried forward is last year's unused part, at most last year's own cap: what was carried is used first and lapses after
    one year.
    """
    caps = payer.year_caps or {}
    if str(year) not in caps:
        return None

    carried = 0
    if payer.carry_forward:
        last = year_room(contract, payer, year - 1, paid)
        carried = 0 if last is None else min(last, caps[str(year - 1)])

    # A year's cap counts what falls due in it, whenever it was measured.
    used = paid.by(payer.party, (period.id for period in contract.periods if period.due_on.year == year))
    return caps[str(year)] + carried - used


def rooms(contract: Contract, period: Period, paid: Paid) -> dict[str, dict[str, int]]:
    """Return each payer's remaining room under each cap that binds it: {payer: {cap: øre}}."""
    room: dict[str, dict[str, int]] = {}
    for payer in contract.payers:
        mine = room.setdefault(payer.party, {})
        year = year_room(contract, payer, period.due_on.year, paid)
        if year is not None:
            mine["payer_year_cap"] = year
        if payer.cap is not None:
            mine["payer_cap"] = payer.cap - paid.by(payer.party)
    return room


def within_payers(contract: Contract, period: Period, lines: Sequence[Line], paid: Paid) -> list[Line]:
    """Hold each payer within its year and its own cap, and pass the cut on where the contract says so."""
    kept, cuts = list(lines), [0] * len(lines)
    limits = rooms(contract, period, paid)
    for payer, caps in limits.items():
        # The year's cap goes first: what it has cut is no longer there for the payer's own cap to cut once more.
        for cap in ("payer_year_cap", "payer_cap"):
            if cap in caps:
                _hold(kept, cuts, payer, caps[cap], cap)
    return in_order(contract, _spilled(contract, kept, cuts, limits)) if contract.caps and contract.caps.spill else kept


def in_order(contract: Contract, lines: Iterable[Line]) -> list[Line]:
    """Sort lines by the contract's metrics and, within them, its payers."""
    metrics = {metric.id: place for place, metric in enumerate(contract.metrics)}
    payers = {payer.party: place for place, payer in enumerate(contract.payers)}
    return sorted(lines, key=lambda line: (metrics.get(line.metric, 0), payers[line.payer]))


def _hold(kept: list[Line], cuts: list[int], payer: str, room: int, cap: str) -> None:
    mine = [place for place, line in enumerate(kept) if line.payer == payer]
    over = sum(kept[place].ore for place in mine) - room
    if over <= 0:
        return
    for place, cut in zip(mine, dealt([kept[place].ore for place in mine], over), strict=True):
        kept[place] = kept[place].cut(cut, cap)
        cuts[place] += cut


def _spilled(
    contract: Contract, kept: list[Line], cuts: Sequence[int], limits: Mapping[str, Mapping[str, int]]
) -> list[Line]:
    """Return each cut to the other payers in the contract's order, each within its caps."""
    order = [payer.party for payer in contract.payers]
    for loser in order:
        for place, cut in enumerate(cuts):
            if kept[place].payer == loser:
                left = cut
                # In the contract's order, not by size: whoever reads the contract can tell who is next.
                for payer in order:
                    room = min((limit - total(kept, payer) for limit in limits[payer].values()), default=left)
                    moved = 0 if payer == loser else max(0, min(left, room))
                    _receive(kept, kept[place], payer, moved)
                    left -= moved

    return kept


def _receive(kept: list[Line], giver: Line, payer: str, moved: int) -> None:
    if not moved:
        return
    for place, line in enumerate(kept):
        if line.payer == payer and line.metric == giver.metric:
            kept[place] = replace(line, ore=line.ore + moved, received=line.received + moved)
            return
    # A payer without a share in this metric gets a line for what it takes over.
    kept.append(replace(giver, payer=payer, ore=moved, received=moved, capped_by=()))


def within_project(contract: Contract, lines: Sequence[Line], paid: Paid) -> list[Line]:
    """Hold all payers together within the project's cap over all periods."""
    if contract.caps is None or contract.caps.project is None:
        return list(lines)
    return lowered(contract, lines, max(0, contract.caps.project - paid.total), "project_cap")


def lowered(contract: Contract, lines: Sequence[Line], allowed: int, cap: str) -> list[Line]:
    """Cut lines to `allowed` øre: over payers by their amounts, then over each payer's lines by theirs."""
    over = total(lines) - allowed
    if over <= 0:
        return list(lines)
    kept = list(lines)
    # Two deals of the largest remainder: one over all lines would let a payer's number of lines decide who bears the odd øre.
    payers = [payer.party for payer in contract.payers]
    for payer, cut in zip(payers, dealt([total(lines, payer) for payer in payers], over), strict=True):
        mine = [place for place, line in enumerate(lines) if line.payer == payer]
        for place, part in zip(mine, dealt([lines[place].ore for place in mine], cut), strict=True):
            kept[place] = lines[place].cut(part, cap)
    return kept
