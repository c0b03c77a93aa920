"""The stages beside the answer: each is one function that runs on the core and returns what it measured, by name and type.

A stage gives Parts; `Settled` holds the interval of each, all of them drawn on the same resampled cases.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from samspil.analysis.effect import (
    by_month,
    by_type,
    cohort,
    detail,
    estimates,
    gates,
    inference,
    panel,
    peers,
    population,
)
from samspil.analysis.effect.by_type import Both, ByType
from samspil.analysis.effect.core import Core
from samspil.analysis.effect.estimates import Matched, Part
from samspil.analysis.effect.inference import Estimate
from samspil.analysis.effect.protocol import Study

Array = np.ndarray[Any, Any]

CASES_LEAST = 3  # a group of one or two has no spread to resample
OUTSIDE_CARE = 10  # types from here on are contacts that no referral changes (planned eye care and the like)


class Settled:
    """The interval of each part."""

    def __init__(self, parts: Sequence[Part], study: Study) -> None:
        named = {str(number): part for number, part in enumerate(parts)}
        settled, _ = estimates.settle(named, draws=study.draws, level=study.level, seed=study.seed)
        self._estimates = {id(part): settled[number] for number, part in named.items()}
        self._parts = tuple(parts)  # held, so that no other object can take the id of one of them

    def __getitem__(self, part: Part) -> Estimate:
        """Return the estimate of a part that was settled here."""
        return self._estimates[id(part)]

    def pair(self, both: Both) -> dict[str, Estimate]:
        """Return both contrasts of one cut, by name."""
        return {"matched": self[both.matched], "did": self[both.did]}


@dataclasses.dataclass(frozen=True)
class Types:
    """Each type of the protocol by itself: contacts of the referred after referral, both contrasts, and contacts by type."""

    negative: tuple[int, ...]
    side: Array
    contacts: ByType
    tally: Array
    observed: dict[int, int]
    both: dict[int, Both]

    def parts(self) -> Iterator[Part]:
        """Give what is to be settled."""
        for both in self.both.values():
            yield from (both.matched, both.did)


def types(c: Core, service: Array) -> Types:
    """Count every type for the matched and estimate those that the protocol measures."""
    study, reg = c.study, c.register
    outside = tuple(k for k in c.panel.types if k >= OUTSIDE_CARE and k not in study.types)
    negative = study.negative_types if study.negative_types is not None else outside
    kinds = study.types + negative

    # 0 with the service, 1 without it; the referred themselves belong to neither, or a drift would hold the effect.
    side = (~np.isin(reg.persons.practice, service.astype(np.int32))).astype(np.int8)
    side[reg.referrals.person] = -1
    events = panel.events(reg, c.ids, kinds, side)
    contacts = by_type.by_type(events, c.place, reg, c.a, c.b, study, kinds)

    observed = {kind: contacts.observed(kind, c.a) for kind in study.types}
    both = {kind: by_type.of_type(contacts, kind, c.a, c.b, c.cases) for kind in study.types}
    return Types(negative, side, contacts, events.tally, observed, both)


@dataclasses.dataclass(frozen=True)
class NegativeControls:
    """What a referral cannot change: contacts of other types, and death."""

    by_type: dict[int, Part]
    mortality: Part

    def named(self) -> dict[str, Part]:
        """Return each part by the name that the report gives it."""
        return {**{str(kind): part for kind, part in self.by_type.items()}, "mortality": self.mortality}


def negative_controls(c: Core, kinds: Types) -> NegativeControls:
    """Estimate contrast A of what the referral cannot change: whatever is seen there is bias."""
    parts = {kind: by_type.of_type(kinds.contacts, kind, c.a, c.b, c.cases).matched for kind in kinds.negative}
    return NegativeControls(parts, detail.mortality(c.register, c.a, c.study, c.cases))


@dataclasses.dataclass(frozen=True)
class Cohort:
    """The cases of one span of referral dates."""

    name: str
    mark: Array
    both: Both
    before_after: Part


def cohorts(c: Core, by: Array) -> list[Cohort]:
    """Estimate each cohort by itself; `by` (cases,) names each case's cohort."""
    measured = []
    for name in np.unique(by):
        mark = by == name
        both = detail.of_cases(c.a, c.b, mark, c.cases)
        alone = estimates.before_after_part(c.b, c.b.before, c.b.after, c.cases, keep=mark[c.b.members.case])
        measured.append(Cohort(str(name), mark, both, alone))

    return measured


@dataclasses.dataclass(frozen=True)
class Group:
    """One group of the cases, such as an age; a contrast that cannot be had is None."""

    stratum: str
    name: str
    mark: Array
    matched: Part | None
    did: Part | None


def equity(c: Core, own_before: Array) -> list[Group]:
    """Estimate each group of each stratum that the register holds; `own_before` (cases,) is the use of the year before."""
    strata = detail.groups(c.register, c.chosen, own_before, c.study.strata, cohort.years_of(c.register))
    return [_group(c, stratum, name, mark) for stratum, marks in strata.items() for name, mark in marks.items()]


def _group(c: Core, stratum: str, name: str, mark: Array) -> Group:
    if mark.sum() < CASES_LEAST:
        return Group(stratum, name, mark, None, None)
    both = detail.of_cases(c.a, c.b, mark, c.cases)
    # Choosing cases on the year before is what B must not do: who was high falls back by itself.
    return Group(stratum, name, mark, both.matched, None if stratum == "previous_use" else both.did)


@dataclasses.dataclass(frozen=True)
class Sensitivity:
    """The answer under other choices than the protocol's, and by number of meetings (how many cases, and the part)."""

    choices: dict[str, Part]
    doses: dict[str, tuple[int, Part]]


def sensitivity(c: Core) -> Sensitivity:
    """Estimate under other choices and by number of meetings."""
    choices = detail.other_choices(c.a, c.b, c.sets[0], c.study, c.summed, c.place, c.register)
    return Sensitivity(choices, detail.doses(c.register, c.a, c.chosen, c.cases))


def placebo(c: Core, *, threads: int) -> Estimate:
    """Estimate a referral that never was, dated a year too early."""
    part = detail.placebo(c.register, c.panel, c.chosen, c.people, c.study, threads=threads)
    return Settled([part], c.study)[part]


@dataclasses.dataclass(frozen=True)
class Peers:
    """The measures that no history goes into, with their intervals."""

    measured: peers.Peers
    did: Estimate
    shape: Estimate | None


def beside_peers(c: Core, *, threads: int) -> Peers:
    """Compare with peers drawn by lot, and read the shape of the months before referral."""
    measured = peers.measure(c.register, c.panel, c.chosen, c.people, c.study, threads=threads)
    shape = measured.shape
    settled = Settled([measured.did, *([shape.part] if shape else [])], c.study)
    return Peers(measured, settled[measured.did], settled[shape.part] if shape else None)


@dataclasses.dataclass(frozen=True)
class Practices:
    """The answer without each practice in turn (its number and the ratio), and other municipalities taken for the trial's."""

    left_out: list[tuple[int, float]]
    pseudo: inference.PseudoTrials


def practices(c: Core) -> Practices:
    """Take each practice out in turn, and rank the estimate among pseudo-trials."""
    practice = c.register.referrals.practice[c.chosen.referral]

    def fit(keep: Array) -> Part:
        return estimates.matched_part(c.a, c.a.after, c.cases, keep=keep[c.a.members.case])

    left_out = detail.leave_one_practice_out(c.a, c.parts["matched"], practice, c.cases, fit)
    return Practices(left_out, detail.clusters(c.register, c.a, c.parts["matched"]))


@dataclasses.dataclass(frozen=True)
class Randomised:
    """Those offered against those who waited by lot."""

    estimate: Estimate
    offered: int
    waiting: int


@dataclasses.dataclass(frozen=True)
class Whole:
    """What is seen in all who live there: drifts of each type, intention to treat, and the randomised where there are any."""

    drifts: list[population.Drift]
    intended: population.Population | None
    randomised: Randomised | None


def whole_population(c: Core, kinds: Types, service: Array) -> Whole:
    """Look beyond the matched: at the practices' other patients, at all eligible, at those who drew lots."""
    reg, study = c.register, c.study
    drifts = population.drifts(kinds.tally, population.exposure(reg, kinds.side), c.chosen.cases.month, study)
    intended = population.intention_to_treat(reg, c.panel, c.chosen, service, study)
    arms = detail.randomised(reg, c.panel, study, c.chosen.months)
    if arms is None:
        return Whole(drifts, intended, None)

    part, offered, waiting = arms
    return Whole(drifts, intended, Randomised(Settled([part], study)[part], offered, waiting))


@dataclasses.dataclass(frozen=True)
class Likeness:
    """How alike the referred and their comparison were before: on each covariate, and year by year (log ratios)."""

    balance: list[gates.Balance]
    steps: Array


def likeness(c: Core) -> Likeness:
    """Measure the balance of the match and the ratio of rates in each year before the referral."""
    return Likeness(
        detail.balances(c.register, c.a, c.b, c.summed, c.place, c.study.exact),
        by_month.yearly_steps(c.summed, c.place, c.register, c.b),
    )


def judge(
    c: Core, alike: Likeness, negative: Sequence[Estimate], early: Estimate, without: Practices, whole: Whole
) -> list[gates.Gate]:
    """Judge every gate of the protocol."""
    limits, steps = c.study.gates, alike.steps
    step = math.exp(float(steps[-1] - steps[-2])) if len(steps) >= 2 else math.nan
    worst = max((abs(r / c.estimates["matched"].rate_ratio - 1) for _, r in without.left_out), default=math.nan)
    drift = max((each.certain for each in whole.drifts), default=math.nan)
    named = [each for each in c.study.breaks if each.where == "trial"]

    return [
        gates.at_most("balance", gates.worst_balance([b for b in alike.balance if b.judged]), limits.balance),
        gates.at_most("placebo", abs(early.rate_ratio - 1), limits.placebo),
        gates.at_most("step", step, limits.step),
        gates.at_least("negative_controls", gates.smallest_p(list(negative)), limits.negative_controls),
        gates.at_least("match_rate", both_matched(c) / c.cases, limits.match_rate),
        gates.at_most("leave_one_out", worst, limits.leave_one_out),
        gates.at_most("structural_break", drift, limits.structural_break),
        gates.at_most("known_breaks", float(len(named)), 0.0),
    ]


def event_study(c: Core) -> dict[str, dict[str, list[float | None]]]:
    """Return contacts a person-month, month by month around the referral, in both matches."""
    return {
        name: by_month.event_study(c.summed, c.place, c.register, m, c.study)
        for name, m in (("matched", c.a), ("did", c.b))
    }


def both_matched(c: Core) -> int:
    """Return how many cases have comparison persons in both matches."""
    return int(((c.sets[0].found > 0) & (c.sets[1].found > 0)).sum())


def by_case(m: Matched, values: Array, cases: int) -> Array:
    """Return a value of each case (cases,); cases without a set get 0."""
    by = np.zeros(cases)
    mine = m.members.treated
    by[m.members.case[mine]] = values[mine]
    return by
