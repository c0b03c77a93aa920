"""What the draws come to: each party's outlook, the investor's loss and return."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from samspil.analysis.payment.cashflow import xirr
from samspil.analysis.payment.simulate.payout import Payout, added
from samspil.analysis.payment.simulate.worlds import Draws

QUANTILES = (5, 50, 95)


@dataclass(frozen=True)
class Outlook:
    """What one party can expect, in øre; `p_cap` is None where no cap limits the party."""

    expected: float
    p_zero: float
    p_cap: float | None
    quantiles: dict[int, float]
    overpaid: float
    underpaid: float


@dataclass(frozen=True)
class Investor:
    """The investor's side: what comes back, and what the outlays make of it."""

    outlook: Outlook
    outlays: int | None
    p_loss: float | None
    expected_loss: float | None
    multiple: float | None
    returns: dict[int, Decimal | None] = field(default_factory=dict)


class Tally:
    """Sums kept while the blocks pass, and each party's totals for the quantiles."""

    def __init__(self, payout: Payout, draws: int) -> None:
        self.payout, self.draws = payout, draws
        contract = payout.contract
        self.parties = list(payout.payers)
        if contract.guarantee is not None and contract.guarantee.guarantor not in self.parties:
            self.parties.append(contract.guarantee.guarantor)
        self.totals = {party: np.empty(draws) for party in self.parties}
        self.whole = self.totals[self.parties[0]] if len(self.parties) == 1 else np.empty(draws)
        self.periods = [np.empty(draws) for _ in contract.periods] if payout.outlays else []
        self.over = dict.fromkeys([*self.parties, ""], 0.0)
        self.under = dict.fromkeys([*self.parties, ""], 0.0)

    def add(self, start: int, truth: dict[str, list[Draws]], seen: dict[str, list[Draws]]) -> None:
        """Take in one block: what the truth deserves and what the measurement pays."""
        stop = start + len(next(iter(seen.values()))[0])
        right, given = [], []
        for party in self.parties:
            given.append(added(seen[party]))
            right.append(added(truth[party]))
            self.totals[party][start:stop] = given[-1]
            self._differ(party, given[-1], right[-1])

        if len(self.parties) == 1:
            self.over[""], self.under[""] = self.over[self.parties[0]], self.under[self.parties[0]]
        else:
            self.whole[start:stop] = added(given)
            self._differ("", added(given), added(right))

        for place, kept in enumerate(self.periods):
            kept[start:stop] = added([rows[place] for rows in seen.values() if place < len(rows)])

    def _differ(self, party: str, given: Draws, right: Draws) -> None:
        difference = given - right
        net = float(difference.sum())
        over = float(np.maximum(difference, 0.0, out=difference).sum())
        self.over[party] += over
        self.under[party] += over - net

    def _outlook(self, party: str, totals: Draws, cap: float | None) -> Outlook:
        ranked = np.sort(totals)
        return Outlook(
            float(totals.mean()),
            float(np.searchsorted(ranked, 0.0, side="right")) / self.draws,
            None if cap is None else 1 - float(np.searchsorted(ranked, cap - 0.5)) / self.draws,
            {q: float(ranked[self._rank(q)]) for q in QUANTILES},
            self.over[party] / self.draws,
            self.under[party] / self.draws,
        )

    def _rank(self, q: int) -> int:
        return min(self.draws - 1, self.draws * q // 100)

    def _cap(self, party: str) -> float | None:
        for payer in self.payout.contract.payers:
            if payer.party == party:
                if payer.cap is not None:
                    return float(payer.cap)
                due = {str(period.due_on.year) for period in self.payout.contract.periods}
                years = payer.year_caps or {}
                return float(sum(years[year] for year in due)) if due <= set(years) else None
        guarantee = self.payout.contract.guarantee
        return float(guarantee.limit) if guarantee else None

    def payers(self) -> dict[str, Outlook]:
        """Return each paying party's outlook."""
        return {party: self._outlook(party, self.totals[party], self._cap(party)) for party in self.parties}

    def investor(self) -> Investor:
        """Return the investor's outlook, loss and return."""
        caps = [self._cap(party) for party in self.parties]
        own = None if None in caps else sum(cap for cap in caps if cap is not None)
        project = self.payout.contract.caps.project if self.payout.contract.caps else None
        limits = [limit for limit in (own, project) if limit is not None]
        outlook = self._outlook("", self.whole, float(min(limits)) if limits else None)
        if not self.payout.outlays:
            return Investor(outlook, None, None, None, None)

        outlays = int(sum(amount for _, amount in self.payout.outlays) * 100)
        short = np.maximum(outlays - self.whole, 0.0)
        return Investor(
            outlook,
            outlays,
            np.count_nonzero(short) / self.draws,
            float(short.mean()),
            outlook.expected / outlays,
            {q: self._return_at(outlook.quantiles[q]) for q in QUANTILES},
        )

    def _return_at(self, whole: float) -> Decimal | None:
        """Return the yearly return in a draw whose total is the quantile."""
        draw = int((self.whole == whole).argmax())
        flows = [(day, -amount) for day, amount in self.payout.outlays]
        for period, ore in zip(self.payout.contract.periods, self.periods, strict=True):
            flows.append((period.due_on, Decimal(round(float(ore[draw]))) / 100))
        return xirr(flows)[0]
