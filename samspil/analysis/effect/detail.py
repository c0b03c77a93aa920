"""Everything beside the answer: types, groups, time, negative controls, other choices, practices, doses. Each is one function.

They read the matched sets and what their members did; none of them matches again, but the placebo.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from samspil.analysis.effect import by_type, calendar, cohort, contrasts, estimates, gates, inference, matching
from samspil.analysis.effect.cohort import Chosen, Members, Window
from samspil.analysis.effect.estimates import Matched, Part
from samspil.analysis.effect.inference import Estimate
from samspil.analysis.effect.panel import Panel
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register

Array = np.ndarray[Any, Any]
AGES = ((18, 34), (35, 49), (50, 64), (65, 79), (80, 199))
USE = ((0, 3), (4, 9), (10, 19), (20, 10**9))
DOSES = ((0, 0), (1, 3), (4, 10**9))
EXACT_REFITS = 12


def of_cases(a: Matched, b: Matched, chosen: Array, cases: int) -> by_type.Both:
    """Estimate both contrasts for the cases marked in `chosen` (cases,)."""
    return by_type.Both(
        estimates.matched_part(a, a.after, cases, keep=chosen[a.members.case]),
        estimates.did_part(b, b.before, b.after, cases, keep=chosen[b.members.case]),
    )


def groups(
    register: Register, chosen: Chosen, own_before: Array, strata: tuple[str, ...], years: Array
) -> dict[str, dict[str, Array]]:
    """Return, for each stratum the register holds, its groups as marks over the cases."""
    p, who = register.persons, chosen.cases.person
    age = years[chosen.cases.month] - p.birth_year[who]
    got: dict[str, dict[str, Array]] = {}
    for name in strata:
        if name == "sex":
            got[name] = {"1": p.sex[who] == 1, "2": p.sex[who] == 2}
        elif name == "age":
            got[name] = {f"{a}-{b}": (age >= a) & (age <= b) for a, b in AGES}
        elif name == "previous_use":
            got[name] = {f"{a}-{b}": (own_before >= a) & (own_before <= b) for a, b in USE}
        else:
            values: Array = getattr(p, name)[who]
            if values.any():
                got[name] = {str(v): values == v for v in np.unique(values)}

    return got


def mortality(register: Register, m: Matched, study: Study, cases: int) -> Part:
    """Estimate the ratio of death rates in the outcome window within the matched sets: a negative control."""
    who = m.members
    low = register.starts[np.clip(who.month + study.after[0], 0, register.months)]
    high = register.starts[np.clip(who.month + study.after[1] + 1, 0, register.months)]
    leave = register.persons.exit_day[who.person]
    died = register.persons.died[who.person] & (leave >= low) & (leave < high)
    return estimates.rate_part(m, Window(died.astype(float), m.after.time), cases)


def placebo(
    register: Register, panel: Panel, chosen: Chosen, people: matching.Candidates, study: Study, *, threads: int
) -> Part:
    """Date every referral twelve months early, match anew, and estimate A in months 1-11 of that date.

    Those with under twelve months of history then, or not yet in the register, are left out.
    """
    cases = chosen.cases
    month = cases.month - 12
    # Not every month has a 29th day.
    day = register.starts[np.maximum(month, 0)] + np.minimum(cases.day - register.starts[cases.month], 27)
    kept = (month >= 12) & (register.persons.entry_day[cases.person] <= day)
    early = matching.Cases(cases.person[kept], day[kept].astype(np.int32), month[kept])
    if kept.sum() < 3:
        return Part(math.nan, np.zeros(len(cases.person)), 1.0)

    years = cohort.years_of(register)
    (sets,) = matching.match(
        panel.counts,
        early,
        people,
        register.starts,
        years,
        cohort.rules(study, (study.matched_blocks,)),
        threads=threads,
    )
    who = cohort.members(early, sets)
    ids = np.unique(who.person)
    place = np.full(len(register.persons), -1, np.int32)
    place[ids] = np.arange(len(ids), dtype=np.int32)
    seen = estimates.observe(
        cohort.compact(panel, ids), place, register, who, study.matched_blocks, study.before, (1, 11)
    )
    return estimates.matched_part(seen, seen.after, len(early.person))


def leave_one_practice_out(m: Matched, whole: Part, practice: Array, cases: int, fit: Any) -> list[tuple[int, float]]:
    """Return (practice, rate ratio without it) for each referring practice.

    `fit(keep)` refits without a practice; the twelve that move the estimate most are refitted, the others come from influences.
    """
    names, code = np.unique(practice, return_inverse=True)
    if len(names) < 2:
        return []

    moved = np.bincount(code, weights=whole.psi)
    biggest = set(np.argsort(-np.abs(moved), kind="stable")[:EXACT_REFITS].tolist())
    got = []
    for i, name in enumerate(names):
        log = fit(code != i).log_ratio if i in biggest else whole.log_ratio - float(moved[i])
        got.append((int(name), math.exp(log) if math.isfinite(log) else math.nan))

    return got


def other_choices(
    a: Matched, b: Matched, sets: matching.Sets, study: Study, summed: Array, place: Array, register: Register
) -> dict[str, Part]:
    """Estimate again with fewer controls, a stricter caliper, or a longer wash-out, on subsets of the same sets."""
    cases = sets.control.shape[0]
    got: dict[str, Part] = {}
    for name, cut in (
        ("one_control", np.where(np.arange(sets.control.shape[1]) < 1, sets.control, -1)),
        ("five_controls", np.where(np.arange(sets.control.shape[1]) < 5, sets.control, -1)),
        ("caliper_1", np.where(sets.distance <= matching.SCALE**2, sets.control, -1)),
    ):
        who = members_of(a, sets, cut)
        got[name] = estimates.matched_part(who, who.after, cases)

    late = cohort.window(summed, place, register, a.members, (study.after[0] + 1, study.after[1]))
    got["washed_matched"] = estimates.matched_part(a, late, cases)
    early_b = cohort.window(summed, place, register, b.members, (study.before[0], study.before[1] - 1))
    late_b = cohort.window(summed, place, register, b.members, (study.after[0] + 1, study.after[1]))
    got["washed_did"] = estimates.did_part(b, early_b, late_b, cases)
    got["unadjusted"] = estimates.rate_part(a, a.after, cases)
    return got


def members_of(a: Matched, sets: matching.Sets, control: Array) -> Matched:
    """Return A with only the controls left in `control` (cases, K), reweighted, without looking anything up again."""
    who = a.members
    row, col = np.nonzero(sets.control >= 0)
    treated = int(who.treated.sum())
    kept_control = control[row, col] >= 0
    many = np.bincount(row[kept_control], minlength=control.shape[0])
    mark = np.concatenate([many[who.case[:treated]] > 0, kept_control])
    weight = np.where(who.treated, 1.0, 1.0 / np.maximum(many[who.case], 1))[mark]
    cut = Members(
        who.person[mark],
        who.case[mark],
        who.set_of[mark],
        who.treated[mark],
        weight,
        who.month[mark],
        int((many > 0).sum()),
    )

    def part(w: Window) -> Window:
        return Window(w.y[mark], w.time[mark])

    return Matched(cut, part(a.before), part(a.after), a.history[mark], a.blocks)


def randomised(register: Register, panel: Panel, study: Study, months: int) -> tuple[Part, int, int] | None:
    """Compare those randomised to the offer with those randomised to wait; None when nobody was.

    Poisson regression of contacts after on arm, adjusted for the root of contacts before. Returns the Part (one case a person)
    and the sizes of the arms.
    """
    refs = register.referrals
    first = np.ones(len(refs), bool)
    first[1:] = refs.person[1:] != refs.person[:-1]
    month = calendar.month_of(refs.day, register.starts)
    use = first & (refs.arm >= 0) & (month + study.before[0] >= 0) & (month + study.after[1] <= months - 1)
    if (refs.arm[use] == 1).sum() < 3 or (refs.arm[use] == 0).sum() < 3:
        return None

    person, month, offered = refs.person[use].astype(np.int64), month[use], refs.arm[use] == 1
    ids, place = np.unique(person, return_inverse=True)
    summed = cohort.compact(panel, ids)
    n = len(person)
    low, high = month + study.after[0], month + study.after[1] + 1
    y = cohort.between(summed, place, low, high)
    time = cohort.person_time(register, person, low, high)
    past = cohort.between(summed, place, month + study.before[0], month + study.before[1] + 1)
    there = time > 0
    x = np.ascontiguousarray(np.column_stack([np.ones(n), offered, np.sqrt(past)])[there].astype(float))
    fit = contrasts.poisson(x, y[there], time[there], np.ones(int(there.sum())), of=1)
    psi = np.zeros(n)
    psi[there] = fit.influence
    return Part(fit.log_ratio if fit.converged else math.nan, psi, 1.0), int(offered.sum()), int((~offered).sum())


def responders(m: Matched, register: Register, study: Study) -> tuple[int, int]:
    """Return (n, successes): of the referred, those whose own contacts fell by at least the threshold.

    Those without contacts before, and those who left before the window ended, are in n and never a success.
    """
    who = m.members
    mine = who.treated
    end = register.starts[np.clip(who.month[mine] + study.after[1] + 1, 0, register.months)]
    stayed = register.persons.exit_day[who.person[mine]] >= end - 1
    before, after = m.before.y[mine], m.after.y[mine]
    # A fall of exactly the threshold counts, whatever binary fractions make of it.
    success = (before > 0) & stayed & (after <= before * (1 - study.responder_threshold) + 1e-9)
    return int(mine.sum()), int(success.sum())


def case_mix(register: Register, chosen: Chosen, own_before: Array, by: Array) -> dict[str, dict[str, float]]:
    """Return the mean age, share of women, comorbidity and past use of each cohort: who is referred may drift."""
    p, who = register.persons, chosen.cases.person
    years = cohort.years_of(register)[chosen.cases.month]
    got = {}
    for name in np.unique(by):
        at = by == name
        got[str(name)] = {
            "n": int(at.sum()),
            "age": float((years[at] - p.birth_year[who[at]]).mean()),
            "women": float((p.sex[who[at]] == 2).mean()),
            "comorbidity": float(p.comorbidity[who[at]].mean()),
            "contacts_before": float(own_before[at].mean()),
        }

    return got


def cohort_ids(chosen: Chosen, by: str) -> Array:
    """Name the cohort of each case by its date of referral: 2026, 2026-H1 or 2026-Q1."""
    days = chosen.cases.day.astype("datetime64[D]")
    year = days.astype("datetime64[Y]").astype(int) + 1970
    month = days.astype("datetime64[M]").astype(int) % 12
    if by == "year":
        return year.astype(str)
    part = month // (6 if by == "half" else 3) + 1
    mark = "H" if by == "half" else "Q"
    return np.array([f"{y}-{mark}{q}" for y, q in zip(year, part, strict=True)])


def covariates(register: Register) -> dict[str, Array]:
    """Return what the two groups should be alike on, one value a person; areas one by one, as they have no order."""
    p = register.persons
    got: dict[str, Array] = {"sex": p.sex == 2, "birth_year": p.birth_year, "comorbidity": p.comorbidity}
    for name in ("education", "income_group"):
        values: Array = getattr(p, name)
        if values.any():
            got[name] = values
    if p.area.any():
        got |= {f"area {k}": p.area == k for k in np.unique(p.area)}
    return got


def balances(
    register: Register, a: Matched, b: Matched, summed: Array, place: Array, exact: tuple[str, ...]
) -> list[gates.Balance]:
    """Return the balance of both matches on covariates and on windows before referral.

    Areas are judged only where the protocol matches on them: the trial is one place, and the comparison is the rest.
    """
    rows = []
    told = covariates(register)
    judged = {k for k in told if not k.startswith("area ") or "area" in exact}
    for name, m in (("matched", a), ("did", b)):
        windows = {}
        for block in ((-36, -25), (-24, -13), (-12, -4), (-3, -1)):
            windows[f"contacts {block[0]}..{block[1]}"] = np.sqrt(
                cohort.window(summed, place, register, m.members, block).y
            )
        asked = {f"contacts {x}..{y}" for x, y in m.blocks} | set(windows if name == "matched" else ()) | judged
        rows += gates.balance(m, name, told, windows, asked)

    return rows


def doses(register: Register, a: Matched, chosen: Chosen, cases: int) -> dict[str, tuple[int, Part]]:
    """Estimate A by number of meetings: description only, as the willing meet more."""
    meetings = register.referrals.meetings[chosen.referral]
    got = {}
    for low, high in DOSES:
        at = (meetings >= low) & (meetings <= high)
        got[f"{low}-{high}"] = int(at.sum()), estimates.matched_part(a, a.after, cases, keep=at[a.members.case])
    return got


def clusters(register: Register, m: Matched, whole: Part) -> inference.PseudoTrials:
    """Rank the estimate among pseudo-trials: each other municipality taken as if it had the service."""
    who = m.members
    mine = ~who.treated & (m.after.time > 0)
    return inference.pseudo_trials(
        who.set_of[mine],
        register.persons.municipality[who.person[mine]],
        who.weight[mine],
        m.after.y[mine],
        m.after.time[mine],
        whole.log_ratio,
    )


def tariff_weighted(per_type: dict[int, Estimate], observed: dict[int, int], tariffs: dict[int, float]) -> float:
    """Return the rate ratio of contacts weighted by tariff: observed kroner over expected kroner."""
    known = [
        k for k in tariffs if k in per_type and math.isfinite(per_type[k].rate_ratio) and per_type[k].rate_ratio > 0
    ]
    paid = sum(tariffs[k] * observed[k] for k in known)
    expected = sum(tariffs[k] * observed[k] / per_type[k].rate_ratio for k in known)
    return paid / expected if expected > 0 else math.nan
