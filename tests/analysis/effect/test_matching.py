"""The kernels find the sets that the slow reference finds, and nothing that happens later can steer a set."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspil.analysis.effect import calendar, cohort, matching, pools
from tests.analysis.effect import reference

MONTHS = 40
STARTS = calendar.month_starts(2022, MONTHS)
YEARS = np.array([2022 + m // 12 for m in range(MONTHS)])
FIRST, LAST = int(STARTS[0]), int(STARTS[-1]) - 1
A = ((-36, -25), (-24, -13), (-12, -4), (-3, -1))
B = ((-36, -25),)


@st.composite
def registers(draw):
    """Draw a small register: empty histories, ties, early deaths, late entries, referrals on the edges."""
    n = draw(st.integers(2, 24))
    persons = []
    for _ in range(n):
        entry = draw(st.sampled_from([FIRST, FIRST, FIRST - 40, FIRST + 200, FIRST + 800]))
        leave = draw(st.sampled_from([reference.FOREVER, reference.FOREVER, LAST, FIRST + 850, FIRST + 1000]))
        persons.append(
            {
                "birth_year": draw(st.sampled_from([1950, 1951, 1990, 2008])),
                "group": draw(st.integers(0, 1)),
                "entry": entry,
                "leave": max(leave, entry),
                "referral": reference.FOREVER,
                "may": draw(st.booleans()),
            }
        )

    cases = []
    for p in draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=6, unique=True)):
        low = max(persons[p]["entry"], FIRST)
        high = min(persons[p]["leave"], LAST)
        if low > high:
            continue
        day = draw(st.sampled_from([low, high, min(max(FIRST + 850, low), high), min(max(FIRST + 900, low), high)]))
        persons[p]["referral"] = day
        cases.append((p, day))

    busy = draw(st.sampled_from([0, 1, 3]))
    seed = draw(st.integers(0, 2**32))
    panel = np.random.default_rng(seed).integers(0, busy + 1, (MONTHS, n)).astype(np.uint8)
    rules = matching.Rules(
        seed=seed,
        controls=draw(st.sampled_from([1, 3, 10])),
        caliper=draw(st.sampled_from([0, 64 * 64, 9 * 64 * 64])),
        pool_limit=draw(st.sampled_from([0, 2, 100])),
        history=36,
        age_band=5,
        minimum_age=18,
        blocks=(A, B),
    )
    cases.sort(key=lambda c: (reference.month_of(c[1], STARTS), c[0]))
    return panel, persons, cases, rules


def run(panel, persons, cases, rules, threads=1, groups=2):
    """Match with the kernels."""
    people = matching.Candidates(
        np.array([p["birth_year"] for p in persons], np.int16),
        np.array([p["group"] for p in persons], np.int32),
        groups,
        np.array([p["entry"] for p in persons], np.int32),
        np.array([p["leave"] for p in persons], np.int32),
        np.array([p["referral"] for p in persons], np.int32),
        np.array([p["may"] for p in persons]),
    )
    who = np.array([c[0] for c in cases], np.int32)
    day = np.array([c[1] for c in cases], np.int32)
    listed = matching.Cases(who, day, calendar.month_of(day, STARTS))

    return matching.match(panel, listed, people, STARTS, YEARS, rules, threads=threads)


def told(sets):
    """Write matched sets as the reference does."""
    return [
        [(int(p), int(d)) for p, d in zip(controls, distances, strict=True) if p >= 0]
        for controls, distances in zip(sets.control, sets.distance, strict=True)
    ]


@settings(max_examples=600, deadline=None)
@given(registers())
def test_the_kernel_finds_the_sets_of_the_slow_reference(world):
    panel, persons, cases, rules = world
    if not cases:
        return
    histories = panel.T.tolist()
    for sets, blocks in zip(run(panel, persons, cases, rules), rules.blocks, strict=True):
        assert told(sets) == reference.match(histories, cases, persons, STARTS.tolist(), YEARS.tolist(), rules, blocks)


@settings(max_examples=150, deadline=None)
@given(registers(), st.integers(0, 2**32))
def test_later_contacts_never_steer_a_set(world, seed):
    panel, persons, cases, rules = world
    for month in {reference.month_of(day, STARTS) for _, day in cases}:
        here = [c for c in cases if reference.month_of(c[1], STARTS) == month]
        shuffled = panel.copy()
        np.random.default_rng(seed).shuffle(shuffled[month:].reshape(-1))
        for before, after in zip(run(panel, persons, here, rules), run(shuffled, persons, here, rules), strict=True):
            assert told(before) == told(after)


def crowd(n, seed):
    """Return a larger register, where buckets, several strata and pools matter."""
    rng = np.random.default_rng(seed)
    panel = rng.poisson(rng.gamma(1.5, 0.5, n), (MONTHS, n)).astype(np.uint8)
    persons = [
        {
            "birth_year": int(b),
            "group": int(g),
            "entry": FIRST,
            "leave": reference.FOREVER,
            "referral": reference.FOREVER,
            "may": True,
        }
        for b, g in zip(rng.integers(1940, 1960, n), rng.integers(0, 2, n), strict=True)
    ]
    cases = []
    for p in range(30):
        month = int(rng.integers(24, 28))
        persons[p] |= {"referral": int(STARTS[month]) + 3, "may": False}
        cases.append((p, int(STARTS[month]) + 3))

    cases.sort(key=lambda c: (reference.month_of(c[1], STARTS), c[0]))
    return panel, persons, cases


@pytest.mark.parametrize(("caliper", "limit"), [(0, 0), (2 * 64 * 64, 0), (0, 25)])
def test_a_crowd_is_matched_as_the_slow_reference_matches_it(caliper, limit):
    panel, persons, cases = crowd(900, seed=5)
    rules = matching.Rules(11, 10, caliper, limit, 36, 5, 18, (A, B))
    histories = panel.T.tolist()
    got = run(panel, persons, cases, rules)
    for sets, blocks in zip(got, rules.blocks, strict=True):
        assert told(sets) == reference.match(histories, cases, persons, STARTS.tolist(), YEARS.tolist(), rules, blocks)
    for one, two in zip(got, run(panel, persons, cases, rules, threads=2), strict=True):
        assert told(one) == told(two)


def test_groups_that_nobody_is_in_change_no_set():
    """A few exact columns can make thousands of groups, and numbers of kinds that no longer fit in two bytes."""
    panel, persons, cases = crowd(900, seed=6)
    rules = matching.Rules(11, 10, 0, 25, 36, 5, 18, (A, B))
    wide = [p | {"group": p["group"] * 3999} for p in persons]
    few, many = run(panel, persons, cases, rules), run(panel, wide, cases, rules, groups=4000)
    for one, two in zip(few, many, strict=True):
        assert told(one) == told(two)

    stood = pools.standing(
        np.array([p["birth_year"] for p in wide], np.int16),
        np.array([p["group"] for p in wide], np.int32),
        4000,
        *(np.array([p[k] for p in wide], np.int32) for k in ("entry", "leave", "referral")),
        np.ones(900, bool),
        STARTS,
        24,
        27,
        history=36,
        age_band=5,
        minimum_age=18,
    )
    assert stood.kind.dtype == np.uint32


def test_the_shuffle_catches_a_match_that_reads_the_index_month():
    """The law above can fail: with a block that reaches into month 0, what is shuffled moves sets."""
    panel, persons, cases = crowd(900, seed=5)
    rules = matching.Rules(11, 10, 0, 0, 36, 5, 18, (((-3, 0),),))
    month = reference.month_of(cases[0][1], STARTS)
    here = [c for c in cases if reference.month_of(c[1], STARTS) == month]
    shuffled = panel.copy()
    np.random.default_rng(1).shuffle(shuffled[month:].reshape(-1))
    assert told(run(panel, persons, here, rules)[0]) != told(run(shuffled, persons, here, rules)[0])


def test_members_share_the_weight_of_their_set():
    cases = matching.Cases(np.array([4, 5, 6]), np.array([1, 1, 1]), np.array([24, 24, 25]))
    sets = matching.Sets(np.array([[1, 2], [3, -1], [-1, -1]], np.int32), np.zeros((3, 2), np.int64))
    who = cohort.members(cases, sets)
    assert who.person.tolist() == [4, 5, 1, 2, 3]
    assert who.case.tolist() == [0, 1, 0, 0, 1]
    assert who.weight.tolist() == [1, 1, 0.5, 0.5, 1]
    assert who.sets == 2
