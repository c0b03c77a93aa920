"""Slow and plain: the same matching and the same estimators as sentences in Python, with none of the kernels' tricks."""

from __future__ import annotations

import math

MASK = (1 << 64) - 1
FOREVER = 2**31 - 1


def mix(seed: int, a: int, b: int) -> int:
    """Return the fixed pseudo-random number of 32 bits for (seed, a, b)."""
    x = (seed * 0x9E3779B97F4A7C15 + a * 0xBF58476D1CE4E5B9 + b * 0x94D049BB133111EB) & MASK
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 & MASK
    x ^= x >> 27
    x = x * 0x94D049BB133111EB & MASK
    x ^= x >> 31
    return x >> 32


def month_of(day, starts):
    """Return the month that a day falls in; -1 before the first."""
    return max((m for m in range(len(starts)) if starts[m] <= day), default=-1)


def block_sum(history, month, block):
    """Return a person's contacts in the months `block` before `month`, as far as the register goes back."""
    return sum(history[m] for m in range(max(month + block[0], 0), month + block[1] + 1))


def match(histories, cases, persons, starts, years, rules, blocks):
    """Return, for each case, its controls as (person, distance), nearest first.

    histories[p][m] contacts; cases [(person, day)]; persons [dict(birth_year, group, entry, leave, referral, may)].
    """

    def stratum(p, month):
        who = persons[p]
        lived = min(max(month - month_of(who["entry"], starts), 0), rules.history)
        return who["group"], (years[month] - who["birth_year"]) // rules.age_band, lived // 12

    answer = []
    for case, day in cases:
        month = month_of(day, starts)
        alike = []
        for p, who in enumerate(persons):
            there = (
                who["entry"] < starts[month + 1] and who["leave"] >= starts[month] and who["referral"] >= starts[month]
            )
            old_enough = years[month] - who["birth_year"] >= rules.minimum_age
            if who["may"] and there and old_enough and stratum(p, month) == stratum(case, month):
                alike.append(p)
        if rules.pool_limit and len(alike) > rules.pool_limit:
            bar = (rules.pool_limit << 32) // len(alike)
            alike = [p for p in alike if mix(rules.seed, p, month + 1000) < bar]
        near = []
        for p in alike:
            who = persons[p]
            if p == case or who["entry"] > day or who["leave"] <= day or who["referral"] <= day:
                continue
            distance = 0
            for block in blocks:
                if month + block[1] < 0:
                    continue
                a, b = (round(64 * math.sqrt(block_sum(histories[q], month, block))) for q in (case, p))
                distance += (a - b) ** 2
            if rules.caliper and distance > rules.caliper:
                continue
            ring = (mix(rules.seed, p, 7) - mix(rules.seed, case, 7)) % 2**32
            near.append((distance, ring, p))
        answer.append([(p, distance) for distance, _, p in sorted(near)[: rules.controls]])
    return answer


def rate_ratio(rows):
    """Return the ratio of weighted rates, treated over untreated; rows (treated, weight, contacts, time)."""
    total = {True: [0.0, 0.0], False: [0.0, 0.0]}
    for treated, weight, contacts, time in rows:
        total[treated][0] += weight * contacts
        total[treated][1] += weight * time
    return (total[True][0] / total[True][1]) / (total[False][0] / total[False][1])
