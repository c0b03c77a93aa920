"""The eight steps in whole arrays of øre as floats, for simulation; a statement is never made here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from samspil.analysis.payment import counted, fixed, functions
from samspil.analysis.payment.caps import total
from samspil.analysis.payment.cashflow import YEAR
from samspil.analysis.payment.simulate.worlds import Draws, World, paid_on
from samspil.analysis.payment.terms import UNITS, Contract, Expectation, Metric, Period
from samspil.paper import danish
from samspil.paper.refusal import Refused

CDF_REACH, CDF_FINE = 6, 512  # the grid of the normal distribution: within 1e-6, far below one person


class Payout:
    """The contract in arrays: from log rate ratios by cohort to øre by period and payer."""

    def __init__(self, contract: Contract, expectation: Expectation, world: World) -> None:
        self.contract, self.expectation, self.world = contract, expectation, world
        self.payers = [payer.party for payer in contract.payers]
        self.outlays = [(outlay.on, outlay.amount) for outlay in expectation.outlays]
        if (contract.irr or contract.guarantee) and not self.outlays:
            raise Refused(
                "Kontrakten begrænser investorens afkast eller tab, men expectation.outlays mangler. Skriv indskuddene."
            )
        last = world.cohorts - 1
        count = len(contract.periods)
        self.cohorts_of = [
            [c for c in range(world.cohorts) if c * count // world.cohorts == place] or [min(place, last)]
            for place in range(count)
        ]

    def paid(self, log_ratios: Sequence[Draws], *, exact: bool) -> dict[str, list[Draws]]:
        """Return {payer: [øre of each period]}; `exact` where the log ratio is the truth itself."""
        size = len(log_ratios[0])
        paid: dict[str, list[Draws]] = {payer: [] for payer in self.payers}
        settled: dict[str, dict[int, NDArray[np.bool_]]] = {}
        known: dict[tuple[str, tuple[int, ...]], Draws] = {}
        guaranteed: Draws | None = None
        for place, period in enumerate(self.contract.periods):
            stand_in = fixed.lines(self.contract, period, [])
            if stand_in is not None:
                now = {payer: np.full(size, float(total(stand_in, payer))) for payer in self.payers}
            else:
                now = self._measured(place, period, log_ratios, settled, known, exact=exact)
            now = self._within_return(period, self._within_project(self._within_payers(period, now, paid), paid), paid)
            for payer in self.payers:
                paid[payer].append(now[payer])

        if self.contract.guarantee is not None:
            guaranteed = self._guarantee(paid)
            paid.setdefault(self.contract.guarantee.guarantor, []).append(guaranteed)

        return paid

    def _measured(
        self,
        place: int,
        period: Period,
        log_ratios: Sequence[Draws],
        settled: dict[str, dict[int, NDArray[np.bool_]]],
        known: dict[tuple[str, tuple[int, ...]], Draws],
        *,
        exact: bool,
    ) -> dict[str, Draws]:
        now: dict[str, Draws] = {}
        size = len(log_ratios[0])
        cohorts = self.cohorts_of[place]
        for metric in self.contract.metrics:
            if not self.contract.applies(metric, period):
                continue
            key = (metric.id, tuple(cohorts))
            if key in known and not isinstance(metric.function, functions.TwoStage):
                kroner = known[key]
            elif isinstance(metric.function, functions.TwoStage):
                kroner = self._two_stage(metric, metric.function, place, log_ratios, settled, exact=exact)
            else:
                mean = log_ratios[cohorts[0]] if len(cohorts) == 1 else _pooled([log_ratios[c] for c in cohorts])
                kroner = known[key] = self._kroner(metric, mean, exact=exact)
            ore = self._rounded(kroner, metric, period)
            for payer, share in self.contract.shares_of(metric).items():
                part = ore if share == 1 else np.rint(ore * float(share))
                now[payer] = now[payer] + part if payer in now else part

        return {payer: now.get(payer, np.zeros(size)) for payer in self.payers}

    def _rounded(self, kroner: Draws, metric: Metric, period: Period) -> Draws:
        factor = 1.0
        if self.contract.premium is not None:
            factor *= 1 + float(self.contract.premium.rate)

        index = self.contract.indexation
        if index is not None:
            factor *= float(index.values.get(period.id, index.base) / index.base)

        unit = UNITS[self.contract.rounding.unit]
        ore = kroner * (factor * 100 / unit)
        rule = self.contract.rounding.rule
        if rule == "half_even":
            np.rint(ore, out=ore)
        else:
            np.floor(ore + 0.5 if rule == "half_up" else ore, out=ore)

        if unit != 1:
            ore *= unit

        return ore if metric.cap is None else np.minimum(ore, metric.cap, out=ore)

    def _log_ratio(self, metric: Metric, log_ratio: Draws, *, exact: bool) -> Draws:
        """Apply `pays_on` to a measurement; the truth needs no caution."""
        slope, shift = (1.0, 0.0) if exact else paid_on(self.contract, metric, self.world.se)
        if slope != 1:
            log_ratio = slope * log_ratio
        return log_ratio + shift if shift else log_ratio

    def _kroner(self, metric: Metric, log_ratio: Draws, *, exact: bool) -> Draws:
        function = metric.function
        if isinstance(function, counted.RateCard):
            return np.full(len(log_ratio), _card(function, self.expectation))
        if isinstance(function, counted.PerPersonSuccess):
            return self._successes(function, log_ratio)

        r = np.exp(self._log_ratio(metric, log_ratio, exact=exact))
        np.subtract(1.0, r, out=r)
        if isinstance(function, functions.ShareOfSavings):
            contacts = self.expectation.contacts or {}
            if not contacts:
                raise Refused("Kontrakten mangler expectation.contacts, så besparelsen ikke kan regnes. Tilføj den.")
            spent = sum(float(tariff * contacts.get(name, 0)) for name, tariff in function.tariffs.items())
            saving = r * (spent * self.expectation.referred) - float(function.deductible)
            return float(function.share) * np.maximum(saving, 0.0)

        return PAYING[type(function)](function, r)

    def _successes(self, function: counted.PerPersonSuccess, log_ratio: Draws) -> Draws:
        if self.expectation.individual_sd is None:
            raise Refused("Kontrakten mangler expectation.individual_sd, så succeser ikke kan regnes. Tilføj den.")
        z = (math.log(1 - function.threshold) - log_ratio) / float(self.expectation.individual_sd)
        people = np.rint(self.expectation.referred * cdf(z))
        people -= float(function.chance_rate) * self.expectation.referred
        return np.maximum(people, 0.0) * float(function.price)

    def _two_stage(
        self,
        metric: Metric,
        function: functions.TwoStage,
        place: int,
        log_ratios: Sequence[Draws],
        settled: dict[str, dict[int, NDArray[np.bool_]]],
        *,
        exact: bool,
    ) -> Draws:
        """Pay cohorts as they are measured, and in the last period the unpaid rest where the pool reaches its threshold.

        Only cohorts of periods that were measured count; each is expected to have as many contacts as the others.
        """
        amounts = self._amounts(function, len(log_ratios))
        done = settled.setdefault(metric.id, {})
        paid = np.zeros(len(log_ratios[0]))
        for cohort in self.cohorts_of[place]:
            ratio = np.exp(self._log_ratio(metric, log_ratios[cohort], exact=exact))
            before = done.get(cohort, np.zeros(len(ratio), dtype=bool))
            fresh = (1 - ratio >= float(function.cohort_threshold)) & ~before
            done[cohort] = before | fresh
            paid += amounts[cohort] * fresh

        if place == len(self.contract.periods) - 1:
            ratios = [np.exp(self._log_ratio(metric, log_ratios[cohort], exact=exact)) for cohort in done]
            pooled = 1 - added(ratios) / len(ratios) >= float(function.pooled_threshold)
            for cohort, already in done.items():
                paid += amounts[cohort] * (pooled & ~already)

        return paid

    def _amounts(self, function: functions.TwoStage, cohorts: int) -> list[float]:
        """Return each cohort's amount: the named ones first, in the contract's order, then the amount for all others."""
        named = [float(amount) for amount in (function.amounts or {}).values()]
        if function.amount is None and cohorts != len(named):
            raise Refused(
                f"Kontrakten har beløb for {danish.count(len(named), 'gruppe', 'grupper')} og ingen andre, men --cohorts er "
                f"{cohorts}. Skriv --cohorts {len(named)}, eller lad det være.",
                field="cohorts",
            )
        return [*named, *([float(function.amount or 0)] * cohorts)][:cohorts]

    def _within_payers(self, period: Period, now: dict[str, Draws], paid: dict[str, list[Draws]]) -> dict[str, Draws]:
        kept: dict[str, Draws] = {}
        rooms: dict[str, Draws | float] = {}
        cut: dict[str, Draws] = {}
        for payer in self.contract.payers:
            who = payer.party
            room: Draws | float = math.inf
            if payer.year_caps and str(period.due_on.year) in payer.year_caps:
                room = self._year_room(who, payer.year_caps, period.due_on.year, paid, carry=payer.carry_forward)
            if payer.cap is not None:
                left = payer.cap - added(paid[who]) if paid[who] else float(payer.cap)
                room = np.minimum(room, left)
            rooms[who] = room
            kept[who] = now[who] if room is math.inf else np.minimum(now[who], room)
            cut[who] = now[who] - kept[who] if room is not math.inf else np.zeros(0)

        if self.contract.caps is not None and self.contract.caps.spill:
            _spill(self.payers, kept, rooms, cut)

        return kept

    def _year_room(
        self, who: str, year_caps: dict[str, int], year: int, paid: dict[str, list[Draws]], *, carry: bool
    ) -> Draws | float:
        cap = float(year_caps[str(year)])
        carried: Draws | float = 0.0
        if carry and str(year - 1) in year_caps:
            last = self._year_room(who, year_caps, year - 1, paid, carry=carry)
            carried = np.minimum(float(year_caps[str(year - 1)]), last)
        spent = [ore for ore, p in zip(paid[who], self.contract.periods, strict=False) if p.due_on.year == year]
        return cap + carried - (added(spent) if spent else 0.0)

    def _within_project(self, now: dict[str, Draws], paid: dict[str, list[Draws]]) -> dict[str, Draws]:
        if self.contract.caps is None or self.contract.caps.project is None:
            return now
        earlier = [ore for rows in paid.values() for ore in rows]
        room = self.contract.caps.project - (added(earlier) if earlier else 0.0)
        return _lowered(now, np.maximum(room, 0.0))

    def _within_return(self, period: Period, now: dict[str, Draws], paid: dict[str, list[Draws]]) -> dict[str, Draws]:
        irr = self.contract.irr
        if irr is None:
            return now
        asked = added(list(now.values()))
        allowed: Draws = asked
        if irr.ratchet_from is not None:
            free = np.minimum(asked, self._largest(period, float(irr.ratchet_from), paid))
            allowed = free + np.floor(float(irr.investor_share or 0) * (asked - free))
        if irr.cap is not None:
            allowed = np.minimum(allowed, self._largest(period, float(irr.cap), paid))
        return _lowered(now, allowed)

    def _largest(self, period: Period, rate: float, paid: dict[str, list[Draws]]) -> Draws | float:
        owed: Draws | float = 100 * sum(
            float(amount) * (1 + rate) ** ((period.due_on - day).days / YEAR)
            for day, amount in self.outlays
            if day <= period.due_on
        )
        for rows in paid.values():
            for earlier, ore in zip(self.contract.periods, rows, strict=False):
                owed = owed - ore * (1 + rate) ** ((period.due_on - earlier.due_on).days / YEAR)
        room: Draws | float = np.maximum(np.floor(owed), 0.0)
        return room

    def _guarantee(self, paid: dict[str, list[Draws]]) -> Draws:
        clause = self.contract.guarantee
        if clause is None:
            raise AssertionError
        back = added([ore for rows in paid.values() for ore in rows])
        missing = np.maximum(float(sum(amount for _, amount in self.outlays)) * 100 - back, 0.0)
        return np.minimum(np.floor(float(clause.share) * missing), float(clause.limit))


def _cliff(function: functions.Cliff, r: Draws) -> Draws:
    return np.where(r >= float(function.threshold), float(function.amount), 0.0)


def _proportional(function: functions.Proportional, r: Draws) -> Draws:
    np.maximum(r, 0.0, out=r)
    r *= float(function.amount) / float(function.threshold)
    return r


def _corridor(function: functions.Corridor, r: Draws) -> Draws:
    floor, start = float(function.floor), float(function.start)
    slope = (float(function.amount) - start) / (float(function.threshold) - floor)
    return (start + slope * (r - floor)) * (r >= floor)


def _tiers(function: functions.Tiers, r: Draws) -> Draws:
    amounts = np.array([0.0, *(float(step.amount) for step in function.steps)])
    limits = np.array([float(step.threshold) for step in function.steps])
    return amounts[np.searchsorted(limits, r, side="right")]


PAYING: dict[type, Callable[..., Draws]] = {
    functions.Cliff: _cliff,
    functions.Proportional: _proportional,
    functions.Corridor: _corridor,
    functions.Tiers: _tiers,
}


def _pooled(log_ratios: Sequence[Draws]) -> Draws:
    pooled: Draws = np.log(added([np.exp(each) for each in log_ratios]) / len(log_ratios))
    return pooled


def _card(function: counted.RateCard, expectation: Expectation) -> float:
    claims = expectation.claims or {}
    return float(
        sum(
            item.price
            * sum(min(j, item.max_per_person) * n for j, n in enumerate(claims.get(item.metric, ()), start=1))
            for item in function.items
        )
    )


@lru_cache(maxsize=1)
def _cdf() -> tuple[Draws, Draws]:
    """Return the normal distribution on an even grid and its rise to the next point."""
    normal = NormalDist()
    grid = np.array([normal.cdf(-CDF_REACH + place / CDF_FINE) for place in range(2 * CDF_REACH * CDF_FINE + 2)])
    return grid[:-1], np.diff(grid)


def cdf(z: Draws) -> Draws:
    """Return the normal distribution function, linear between points of an even grid."""
    grid, rise = _cdf()
    place = np.clip((z + CDF_REACH) * CDF_FINE, 0.0, len(grid) - 1.0)
    left = place.astype(np.intp)
    return grid[left] + (place - left) * rise[left]


def added(arrays: Sequence[Draws]) -> Draws:
    """Add arrays up, leaving them as they are."""
    if len(arrays) == 1:
        return arrays[0]
    total = arrays[0] + arrays[1]
    for each in arrays[2:]:
        total += each
    return total


def _lowered(now: dict[str, Draws], allowed: Draws | float) -> dict[str, Draws]:
    """Cut payers in proportion to their amounts down to `allowed`."""
    if len(now) == 1:
        return {payer: np.minimum(ore, allowed) for payer, ore in now.items()}
    asked = added(list(now.values()))
    scale = np.minimum(1.0, np.divide(allowed, asked, out=np.ones_like(asked), where=asked > 0))
    return {payer: ore * scale for payer, ore in now.items()}


def _spill(
    payers: Sequence[str], kept: dict[str, Draws], rooms: dict[str, Draws | float], cut: dict[str, Draws]
) -> None:
    for loser in payers:
        left = cut[loser]
        for payer in payers:
            if payer != loser and len(left):
                moved = np.maximum(np.minimum(left, rooms[payer] - kept[payer]), 0.0)
                kept[payer] = kept[payer] + moved
                left = left - moved
