"""Who is in the study, whom they are matched with, and what each of them counts for: the one place that knows all arrays.

Every later stage (contrasts, gates, equity, report) reads a `Matched`, never the register.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import functools
from collections.abc import Sequence
from typing import Any

import numba as nb
import numpy as np

from samspil.analysis.effect import calendar, matching
from samspil.analysis.effect.panel import Panel
from samspil.analysis.effect.persons import FOREVER
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register
from samspil.analysis.effect.sections import Block
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
DAYS_A_MONTH = 365.25 / 12
TOGETHER = 128  # persons whose months are added up side by side: their sums stay in the nearest cache
FETCHED = 32  # members whose months are fetched at once, so that the waits for memory overlap


@dataclasses.dataclass(frozen=True)
class Flow:
    """How many referrals became cases, and why the others did not; the numbers add up."""

    referrals: int
    persons: int
    repeated: int
    waiting_arm: int
    too_young: int
    too_early: int
    too_late: int
    cases: int


@dataclasses.dataclass(frozen=True)
class Chosen:
    """The cases with all that is known of their referral, in order of index month and person."""

    cases: matching.Cases
    referral: Array
    flow: Flow
    months: int


@dataclasses.dataclass(frozen=True)
class Members:
    """Everybody in the matched sets of one contrast, one value a member: cases first, then controls set by set.

    `case` is the case's place among the chosen, `set_of` the set's number among those matched.
    """

    person: Array
    case: Array
    set_of: Array
    treated: Array
    weight: Array
    month: Array
    sets: int

    @functools.cached_property
    def code(self) -> Array:
        """Number the persons among the members from 0, so that sums over persons are no longer than need be."""
        return np.unique(self.person.astype(np.int32), return_inverse=True)[1]


def usable_months(register: Register, study: Study) -> int:
    """Return how many months of the register are complete: late reports are not yet in the last ones."""
    if study.extract_date is None:
        return register.months
    taken = calendar.month_of(np.array([calendar.day_number(study.extract_date)]), register.starts)[0]
    if taken < 0:
        raise Refused("register.extract_date i protokollen ligger før registerets første måned. Ret datoen.")
    return int(min(register.months, max(taken - study.maturity_months, 0)))


def service_practices(register: Register, study: Study) -> Array:
    """Return the numbers of the practices that offer the service."""
    return np.unique(np.array(study.practices, np.int64)) if study.practices else np.unique(register.referrals.practice)


def choose(register: Register, study: Study) -> Chosen:
    """Pick each person's first referral with enough history before and a complete outcome window after."""
    refs, persons = register.referrals, register.persons
    first = np.ones(len(refs), bool)
    first[1:] = refs.person[1:] != refs.person[:-1]
    # Those drawn to wait are no referred: `detail.randomised` compares them.
    waiting = first & (refs.arm == 0)
    month = calendar.month_of(refs.day, register.starts)
    months = usable_months(register, study)
    years = years_of(register)
    year = years[np.clip(month, 0, register.months - 1)]
    young = year - persons.birth_year[refs.person] < study.minimum_age
    early = month < study.minimum_history
    late = month + study.after[1] > months - 1
    left = first & ~waiting
    counts = []
    # One reason after the other, so that nobody is counted out twice.
    for out in (young, early, late):
        counts.append(int((left & out).sum()))
        left &= ~out

    at = np.flatnonzero(left)
    at = at[np.lexsort((refs.person[at], month[at]))]
    cases = matching.Cases(refs.person[at], refs.day[at], month[at])
    flow = Flow(
        len(refs), int(first.sum()), int((~first).sum()), int(waiting.sum()), counts[0], counts[1], counts[2], len(at)
    )
    if len(at) == 0:
        raise Refused(_nobody(flow, study))

    return Chosen(cases, at, flow, months)


def _nobody(flow: Flow, study: Study) -> str:
    return (
        f"Ingen henvist kan måles: af {flow.persons} henviste er {flow.too_early} henvist før "
        f"{study.minimum_history} måneders forhistorie, "
        f"{flow.too_late} mindre end {study.after[1]} hele måneder før registeret slutter, {flow.too_young} under "
        f"{study.minimum_age} år "
        f"og {flow.waiting_arm} udtrukket til at vente."
    )


def years_of(register: Register) -> Array:
    """Return the calendar year of each month (int64)."""
    return np.asarray(register.starts[:-1].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970)


def candidates(register: Register, study: Study) -> matching.Candidates:
    """Return what matching may know of everybody: fixed groups, own time, first referral, and who may be a control."""
    p, refs = register.persons, register.referrals
    # The exact strata as one number: sex, comorbidity, and what else the protocol names.
    group, groups = (p.sex - 1) * np.int8(4) + p.comorbidity, 8
    for name in ("education", "income_group", "area"):
        if name in study.exact:
            values: Array = getattr(p, name)
            wide = int(values.max()) + 1
            groups *= wide
            group = group.astype(np.int32) * np.int32(wide) + values
    referral_day = np.full(len(p), FOREVER, np.int32)
    # A control is somebody not yet referred, who may be later.
    np.minimum.at(referral_day, refs.person, refs.day)
    # What the service does may reach a practice's other patients: it lends no controls.
    outside = ~np.isin(p.practice, service_practices(register, study).astype(np.int32))
    return matching.Candidates(p.birth_year, group, groups, p.entry_day, p.exit_day, referral_day, outside)


def rules(study: Study, blocks: tuple[tuple[Block, ...], ...]) -> matching.Rules:
    """Return the protocol's matching choices as numbers."""
    caliper = round((matching.SCALE * study.caliper) ** 2)
    return matching.Rules(
        study.seed,
        study.controls,
        caliper,
        study.pool_limit,
        study.history,
        study.age_band_years,
        study.minimum_age,
        blocks,
    )


def members(cases: matching.Cases, sets: matching.Sets) -> Members:
    """Line up the members of the sets that have at least one control; a control weighs 1/k in its set."""
    many = sets.found
    kept = np.flatnonzero(many > 0)
    number = np.full(len(cases.person), -1, np.int64)
    number[kept] = np.arange(len(kept))
    row, col = np.nonzero(sets.control >= 0)
    person = np.concatenate([cases.person[kept], sets.control[row, col]]).astype(np.int64)
    case = np.concatenate([kept, row])
    treated = np.zeros(len(person), bool)
    treated[: len(kept)] = True
    weight = np.where(treated, 1.0, 1.0 / np.maximum(many[case], 1))
    return Members(person, case, number[case], treated, weight, cases.month[case], len(kept))


@dataclasses.dataclass(frozen=True)
class Window:
    """Contacts and person-time (months) of members in one window."""

    y: Array
    time: Array


def span(register: Register, who: Members, block: Block) -> tuple[Array, Array]:
    """Return the first month and the one after the last of `block` around each member's index month."""
    return np.clip(who.month + block[0], 0, register.months), np.clip(who.month + block[1] + 1, 0, register.months)


def windows(summed: Array, place: Array, register: Register, who: Members, blocks: Sequence[Block]) -> list[Window]:
    """Count contacts and person-time of members in the months of each block around their index month.

    summed (chosen persons, months + 1) comes from `compact`. Months outside the register count neither way.
    """
    y, time = np.empty((len(blocks), len(who.person))), np.empty((len(blocks), len(who.person)))
    p = register.persons
    look_up(
        summed,
        place,
        who.person,
        who.month,
        p.entry_day,
        p.exit_day,
        register.starts,
        np.array(blocks, np.int64),
        y,
        time,
    )

    return [Window(y[b], time[b]) for b in range(len(blocks))]


def window(summed: Array, place: Array, register: Register, who: Members, block: Block) -> Window:
    """Count contacts and person-time of members in the months of one block around their index month."""
    return windows(summed, place, register, who, (block,))[0]


@nb.njit(cache=True, nogil=True)
def look_up(
    summed: Any,
    place: Any,
    person: Any,
    month: Any,
    entry_day: Any,
    exit_day: Any,
    starts: Any,
    blocks: Any,
    y: Any,
    time: Any,
) -> None:
    """Fill y and time (blocks, members); rows of `summed` are fetched side by side, each once for all blocks."""
    months = starts.shape[0] - 1
    near = np.empty((FETCHED, months + 1), summed.dtype)

    for begin in range(0, person.shape[0], FETCHED):
        end = min(begin + FETCHED, person.shape[0])
        for i in range(begin, end):
            row = place[person[i]]
            for m in range(months + 1):
                near[i - begin, m] = summed[row, m]
        for i in range(begin, end):
            p = person[i]
            entry, leave = np.int64(entry_day[p]), np.int64(exit_day[p]) + 1
            for b in range(blocks.shape[0]):
                low = min(max(month[i] + blocks[b, 0], 0), months)
                high = min(max(month[i] + blocks[b, 1] + 1, 0), months)
                y[b, i] = near[i - begin, high] - near[i - begin, low]
                time[b, i] = max(min(starts[high], leave) - max(starts[low], entry), 0) / DAYS_A_MONTH


def between(summed: Array, row: Array, low: Array, high: Array) -> Array:
    """Return each row's contacts in months [low, high) (float64)."""
    return (summed[row, high] - summed[row, low]).astype(np.float64)


def person_time(register: Register, person: Array, low: Array, high: Array) -> Array:
    """Return the months (of 30.44 days) that each person was in the register in months [low, high)."""
    begin = np.maximum(register.starts[low], register.persons.entry_day[person])
    end = np.minimum(register.starts[high], register.persons.exit_day[person].astype(np.int64) + 1)
    return np.maximum(end - begin, 0) / DAYS_A_MONTH


@nb.njit(cache=True, nogil=True)
def add_up(panel: Any, chosen: Any, summed: Any) -> Any:
    """Fill summed (chosen, months + 1) with running sums of the panel (months, persons)."""
    for begin in range(0, chosen.shape[0], TOGETHER):
        for m in range(panel.shape[0]):
            for i in range(begin, min(begin + TOGETHER, chosen.shape[0])):
                summed[i, m + 1] = summed[i, m] + panel[m, chosen[i]]


def compact(panel: Panel, chosen: Array, *, threads: int = 1) -> Array:
    """Return the running sums over months of chosen persons (chosen, months + 1), person-major.

    They are two bytes wide where no sum can be wider, else four.
    """
    months = panel.counts.shape[0]
    narrow = months * np.iinfo(panel.counts.dtype).max <= np.iinfo(np.uint16).max
    summed = np.zeros((len(chosen), months + 1), np.uint16 if narrow else np.int32)
    cuts = np.linspace(0, len(chosen), threads + 1).astype(int).tolist()
    with concurrent.futures.ThreadPoolExecutor(threads) as crew:
        list(crew.map(lambda a, z: add_up(panel.counts, chosen[a:z], summed[a:z]), cuts[:-1], cuts[1:]))
    return summed
