"""Numba kernels that draw contacts person by person; each person has a random stream of their own.

So a person is the same in every chunk, thread and pass: a first pass finds who is referred, a second writes the contacts.
"""

from __future__ import annotations

import math
from typing import Any

import numba as nb
import numpy as np

RHO = 0.85  # month-to-month correlation of the log intensity; SD its stationary spread (reference/effect.md section 0)
SD = 0.55
SHAPE = 1.5  # gamma shape of frailty: variance 0.67 of a person's stable level
NOTHING, FRAILTY, HIDDEN, BURST, MIXTURE, LONG_BURST, RISE, LATE, MANY, QUIET = range(10)
NEVER = 32767
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_A = np.uint64(0xBF58476D1CE4E5B9)
_B = np.uint64(0x94D049BB133111EB)

_jit = nb.njit(cache=True, nogil=True, fastmath=False)


@_jit
def stream(seed: Any, person: Any, purpose: Any) -> Any:
    """Return the start of the random stream of one person for one purpose (uint64)."""
    x = np.uint64(seed) * _A + np.uint64(person) * _GOLDEN + np.uint64(purpose) * _B
    x ^= x >> np.uint64(30)
    x *= _A
    x ^= x >> np.uint64(27)
    x *= _B
    return x ^ (x >> np.uint64(31))


@_jit
def draw(state: Any) -> Any:
    """Return (next state, uniform in (0, 1)): splitmix64 (Steele, Lea, Flood 2014)."""
    state += _GOLDEN
    z = state
    z = (z ^ (z >> np.uint64(30))) * _A
    z = (z ^ (z >> np.uint64(27))) * _B
    z ^= z >> np.uint64(31)
    return state, (np.float64(z >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16


@_jit
def normal(state: Any) -> Any:
    """Return (next state, standard normal) by the polar method."""
    while True:
        state, u = draw(state)
        state, v = draw(state)
        u, v = 2.0 * u - 1.0, 2.0 * v - 1.0
        s = u * u + v * v
        if 0.0 < s < 1.0:
            return state, u * math.sqrt(-2.0 * math.log(s) / s)


@_jit
def poisson(state: Any, mean: Any) -> Any:
    """Return (next state, Poisson count) by inversion; means above 60 are drawn in parts."""
    count = 0
    while mean > 60.0:
        state, part = poisson_small(state, 60.0)
        count += part
        mean -= 60.0
    state, part = poisson_small(state, mean)
    return state, count + part


@_jit
def poisson_small(state: Any, mean: Any) -> Any:
    """Return (next state, Poisson count) for a mean of at most 60."""
    state, u = draw(state)
    p = math.exp(-mean)
    total = p
    k = 0
    while u > total and k < 400:
        k += 1
        p *= mean / k
        total += p
    return state, k


@_jit
def gamma(state: Any, shape: Any) -> Any:
    """Return (next state, gamma variate of mean 1) for shape >= 1 (Marsaglia and Tsang 2000)."""
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        state, x = normal(state)
        v = (1.0 + c * x) ** 3
        if v <= 0.0:
            continue
        state, u = draw(state)
        if math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            return state, d * v / shape


@_jit
def path(
    seed: Any,
    person: Any,
    level: Any,
    season: Any,
    first: Any,
    last: Any,
    ratio: Any,
    month_of_effect: Any,
    lam: Any,
    count: Any,
) -> Any:
    """Fill `lam` and `count` (months,) for one person: gamma frailty, AR(1) log intensity, seasons.

    `level` is contacts a month at mean frailty; months outside [first, last] stay 0; from `month_of_effect` on the mean is
    multiplied by `ratio`, on the same random numbers. Returns the frailty.
    """
    state = stream(seed, person, 1)
    state, frailty = gamma(state, SHAPE)
    state, z = normal(state)
    z *= SD
    step = SD * math.sqrt(1.0 - RHO * RHO)
    counts = stream(seed, person, 2)
    for t in range(lam.shape[0]):
        if t:
            state, e = normal(state)
            z = RHO * z + step * e
        if t < first or t > last:
            lam[t] = 0.0
            count[t] = 0
            continue
        lam[t] = level * season[t % 12] * frailty * math.exp(z - 0.5 * SD * SD)
        mean = lam[t] * ratio if t >= month_of_effect else lam[t]
        counts, count[t] = poisson(counts, mean)

    return frailty


@_jit
def hazard(t: Any, count: Any, lam: Any, level: Any, season: Any, frailty: Any, kind: Any, scale: Any) -> Any:
    """Return what the doctor reacts to in month t: need that lasts, unseen worsening, or a recent burst.

    `scale` (3,) makes the three parts of the mixture equally large. The last five are strangers to the estimators: half a year's
    contacts, a rise over the half year before, a worsening answered six months late, a year of at least 12 contacts, and
    few contacts lately where there used to be more.
    """
    if kind >= LONG_BURST and kind != LATE:
        half, earlier = 0, 0
        for back in range(1, 13):
            if t - back >= 0:
                half += count[t - back] if back <= 6 else 0
                earlier += count[t - back] if back > 6 else 0
        if kind == MANY:
            return 1.0 if half + earlier >= 12 else 0.05
        if kind == QUIET:
            return (1.0 + earlier) / (1.0 + half) ** 2
        return 0.05 + float(half) ** 1.5 if kind == LONG_BURST else ((1.0 + half) / (1.0 + earlier)) ** 1.5

    if kind == LATE:
        then = max(t - 6, 0)
        return (lam[then] / max(level * season[then % 12], 1e-12)) ** 1.5

    recent = 0
    for back in range(1, 4):
        if t - back >= 0:
            recent += count[t - back]

    stable = frailty**1.5
    worse = (lam[t] / max(level * season[t % 12] * frailty, 1e-12)) ** 1.5 * math.sqrt(frailty)
    burst = 0.05 + float(recent) ** 1.5
    if kind == NOTHING:
        return 1.0
    if kind == FRAILTY:
        return stable
    if kind == HIDDEN:
        return worse
    if kind == BURST:
        return burst

    return stable * scale[0] + worse * scale[1] + burst * scale[2]


@_jit
def referral_keys(
    seed: Any,
    persons: Any,
    level: Any,
    season: Any,
    first: Any,
    last: Any,
    adult_from: Any,
    window: Any,
    kind: Any,
    scale: Any,
    tempo: Any,
    key: Any,
    month: Any,
) -> Any:
    """Draw, for each person of the trial area, when the summed hazard passes a unit exponential.

    With `tempo` 0, key (P,) becomes the smallest tempo at which the person is referred within the window at all; otherwise
    month (P,) becomes the month in which tempo times the hazard so far passes the draw, or NEVER. So the n smallest keys are the
    n referred at one common tempo, and a referral never depends on what comes after it. `window` is (first, last, months).
    """
    months = window[2]
    lam = np.empty(months)
    count = np.empty(months, np.int64)

    for i in range(persons.shape[0]):
        frailty = path(seed, persons[i], level[i], season, first[i], last[i], 1.0, NEVER, lam, count)
        state = stream(seed, persons[i], 3)
        state, u = draw(state)
        bar = -math.log(u)
        total = 0.0
        month[i] = NEVER
        for t in range(max(window[0], adult_from[i], first[i]), min(window[1], last[i]) + 1):
            total += hazard(t, count, lam, level[i], season, frailty, kind, scale)
            if tempo > 0.0 and total * tempo >= bar * (1.0 - 1e-12):
                month[i] = t
                break
        if tempo == 0.0:
            key[i] = bar / total if total > 0.0 else np.inf


@_jit
def hazard_means(seed: Any, persons: Any, level: Any, season: Any, first: Any, last: Any, at: Any, months: Any) -> Any:
    """Return the mean of the three hazards (stable, hidden, burst) at month `at` over the persons (3,)."""
    lam = np.empty(months)
    count = np.empty(months, np.int64)
    total = np.zeros(3)
    n = 0
    for i in range(persons.shape[0]):
        if first[i] > at or last[i] < at:
            continue
        frailty = path(seed, persons[i], level[i], season, first[i], last[i], 1.0, NEVER, lam, count)
        for part in range(3):
            total[part] += hazard(at, count, lam, level[i], season, frailty, FRAILTY + part, total)
        n += 1
    return total / max(n, 1)


@_jit
def write_contacts(
    seed: Any,
    start: Any,
    stop: Any,
    level: Any,
    season: Any,
    first: Any,
    last: Any,
    first_day: Any,
    last_day: Any,
    ratio: Any,
    effect_from: Any,
    month_start: Any,
    shares: Any,
    share_of: Any,
    negative: Any,
    negative_kinds: Any,
    gone_type: Any,
    gone_from: Any,
    gone: Any,
    late: Any,
    out_person: Any,
    out_day: Any,
    out_type: Any,
) -> Any:
    """Write the contacts of persons [start, stop) into the out arrays, sorted by person and day.

    `shares` (groups, 6) are cumulative shares of the contact types, `share_of` (P,) the group of each person; `negative` the
    expected contacts of all negative-control types together for each named contact; contacts of `gone_type` vanish from
    month `gone_from` for persons with `gone`; `late` (months,) is the share of a month's contacts not yet reported. Returns
    the number written, or -1 when the arrays are too short.
    """
    months = month_start.shape[0] - 1
    lam = np.empty(months)
    count = np.empty(months, np.int64)
    days = np.empty(4096, np.int32)
    kinds = np.empty(4096, np.int8)
    written = 0
    for p in range(start, stop):
        path(seed, p, level[p], season, first[p], last[p], ratio, effect_from[p], lam, count)
        state = stream(seed, p, 4)
        for t in range(max(first[p], 0), min(last[p], months - 1) + 1):
            here = 0
            length = month_start[t + 1] - month_start[t]
            for _ in range(min(count[t], 3000)):
                state, u = draw(state)
                state, v = draw(state)
                kind = 0
                while kind < 5 and v > shares[share_of[p], kind]:
                    kind += 1
                days[here] = month_start[t] + int(u * length)
                kinds[here] = kind + 1
                here += 1
            if negative_kinds > 0:
                state, others = poisson(state, negative * lam[t])
                for _ in range(min(others, 1000)):
                    state, u = draw(state)
                    state, v = draw(state)
                    days[here] = month_start[t] + int(u * length)
                    kinds[here] = 10 + int(v * negative_kinds)
                    here += 1
            for i in range(1, here):
                d, k = days[i], kinds[i]
                j = i - 1
                while j >= 0 and days[j] > d:
                    days[j + 1] = days[j]
                    kinds[j + 1] = kinds[j]
                    j -= 1
                days[j + 1] = d
                kinds[j + 1] = k
            if written + here > out_day.shape[0]:
                return -1
            for i in range(here):
                if days[i] < first_day[p] or days[i] > last_day[p]:
                    continue
                if kinds[i] == gone_type and t >= gone_from and gone[p]:
                    continue
                if late[t] > 0.0:
                    state, u = draw(state)
                    if u < late[t]:
                        continue
                out_person[written] = p
                out_day[written] = days[i]
                out_type[written] = kinds[i]
                written += 1

    return written
