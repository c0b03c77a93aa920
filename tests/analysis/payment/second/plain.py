"""What each payer owes, the slow and obvious way: fractions, whole lists, no classes, one ledger of what was paid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from math import floor

import numpy as np

UNITS = {"øre": 1, "krone": 100, "100 kroner": 10_000}


def owed(contract, results, *, flows=(), reviews=(), until=None):
    """Give {period: {(metric, payer): øre}} for every period up to and with `until`."""
    ledger = {}
    triggered = {}
    for period in contract["periods"]:
        so_far = [p["id"] for p in contract["periods"] if p["id"] in ledger] + [period["id"]]
        rows = gross_rows(contract, period, so_far, results, reviews, triggered)
        rows = payer_caps(contract, period, rows, ledger)
        rows = project_cap(contract, rows, ledger)
        rows = return_limits(contract, period, rows, ledger, flows)
        rows = guarantee(contract, period, rows, ledger, flows)
        ledger[period["id"]] = rows
        if period["id"] == until:
            break

    return ledger


# Step 1-4: what a metric is worth, and who bears it


def gross_rows(contract, period, so_far, results, reviews, triggered):
    """Give {(metric, payer): øre} before the caps of payers and project."""
    fixed = fixed_amount(contract, period)
    if fixed is not None:
        name, amount = fixed
        return shared_out(contract, {}, name, rounded(contract, Fraction(amount)))

    rows = {}
    for metric in contract["metrics"]:
        if period["id"] not in metric.get("periods", [p["id"] for p in contract["periods"]]):
            continue
        money = worth(contract, metric, period, so_far, results, reviews, triggered)
        money *= 1 + Fraction(contract.get("premium", {}).get("rate", 0))
        if "indexation" in contract:
            index = contract["indexation"]
            money *= Fraction(index["values"][period["id"]]) / Fraction(index["base"])
        ore = rounded(contract, money)
        if "cap" in metric:
            ore = min(ore, int(metric["cap"] * 100))
        rows.update(shared_out(contract, metric, metric["id"], ore))

    return rows


def fixed_amount(contract, period):
    """Give (line name, kroner) when termination or force majeure replaces the metrics, else None."""
    ended = contract.get("termination", {}).get("terminated_on")
    if ended is not None:
        open_periods = [p["id"] for p in contract["periods"] if p["ends_on"] > ended]
        if period["id"] in open_periods:
            if period["id"] != open_periods[0]:
                return "termination", 0
            clause = contract["termination"]
            if clause["kind"] == "fixed":
                return "termination", clause["amount"]
            begins, ends = contract["contract"]["starts_on"], contract["contract"]["ends_on"]
            return "termination", Fraction(clause["amount"]) * months(begins, ended) / months(begins, ends)

    majeure = contract.get("force_majeure")
    if majeure and period["id"] in [event["period"] for event in majeure.get("events", [])]:
        if majeure["effect"] == "pause":
            return "force_majeure", 0
        if majeure["effect"] == "fixed":
            return "force_majeure", majeure["amount"]

    return None


def months(begins, last):
    """Count whole months from the first day to the last day, both included."""
    import datetime

    after = last + datetime.timedelta(days=1)
    count = (after.year - begins.year) * 12 + after.month - begins.month
    return count - 1 if after.day < begins.day else count


def worth(contract, metric, period, so_far, results, reviews, triggered):
    """Give the kroner of one metric in one period as a fraction."""
    result = result_of(metric, period, results)
    if not pays(contract, metric, period, result, reviews):
        return Fraction(0)

    function = metric["function"]
    kind = function["kind"]
    if kind == "rate_card":
        return rate_card(contract, metric, period, so_far, results, reviews)
    if kind == "per_person_success":
        people = result["responders"]
        above = people["successes"] - Fraction(function.get("chance_rate", 0)) * people["n"]
        return Fraction(function["price"]) * max(Fraction(0), above)
    if kind == "two_stage":
        return two_stage(contract, metric, period, so_far, results, reviews, triggered)

    if kind == "share_of_savings":
        saving = Fraction(0)
        for name, tariff in function["tariffs"].items():
            block = result["types"][name]
            expected = Fraction(block["observed"]) / (1 - reduction(metric, block))
            saving += Fraction(tariff) * (expected - block["observed"])
        return Fraction(function["share"]) * max(Fraction(0), saving - Fraction(function.get("deductible", 0)))

    r = reduction(metric, result)
    if kind == "tiers":
        reached = [Fraction(step["amount"]) for step in function["steps"] if Fraction(step["threshold"]) <= r]
        return reached[-1] if reached else Fraction(0)

    amount, t = Fraction(function["amount"]), Fraction(function["threshold"])
    if kind == "cliff":
        return amount if r >= t else Fraction(0)
    if kind == "proportional":
        return amount * max(Fraction(0), r) / t

    assert kind == "corridor"
    low, start = Fraction(function["floor"]), Fraction(function.get("start", 0))
    return Fraction(0) if r < low else start + (amount - start) * (r - low) / (t - low)


def result_of(metric, period, results):
    """Pick the result of a period that speaks of the metric."""
    label = period.get("result_period", period["id"])
    for result in results:
        if result["period"] != label:
            continue
        if metric["stands_on"] == "counts":
            if all(item["metric"] in result.get("counts", {}) for item in metric["function"]["items"]):
                return result
        elif metric["protocol_sha256"] in ("unknown", result.get("protocol_sha256")):
            return result
    raise LookupError(period["id"])


def pays(contract, metric, period, result, reviews):
    """Say whether a result meets the contract's demands, and passed its tests or was reviewed."""
    asked = {"smallest_n": 30, "interval_level": "0.95", **contract.get("evidence", {})}
    kind = metric["function"]["kind"]
    people = {
        "rate_card": [],
        "per_person_success": [result["responders"]["n"]] if "responders" in result else [],
    }.get(kind, [result.get("n_matched", result.get("n_referred"))])
    if any(n < asked["smallest_n"] for n in people):
        return False

    level = result.get("interval_level", 0 if "evidence" in contract else 1)
    if number(level) < number(asked["interval_level"]):
        return False

    measured = date.fromisoformat(result["measured_on"])
    if not ripe(period) <= measured <= period.get("latest_measured_on", period["due_on"]):
        return False

    if "match_rate" in asked and kind not in ("rate_card", "per_person_success"):
        if "n_matched" not in result:
            return False
        if Fraction(result["n_matched"], result["n_referred"]) < number(asked["match_rate"]):
            return False

    return result["payable"] or result.get("result_sha256") in reviews


def ripe(period):
    """Give the day when the last person is followed up, a year on, and the registers are filled."""
    last, months = period["ends_on"], period.get("follow_up_months", 0)
    there = last.replace(day=1)
    for _ in range(months):
        there = (there + timedelta(days=32)).replace(day=1)
    month_ends = (there + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(there + timedelta(days=last.day - 1), month_ends) + timedelta(days=period.get("maturity_days", 0))


def number(value):
    """Read a number of a result: a decimal counts by its first twelve digits, as its hash does."""
    return Fraction(f"{float(value):.12g}" if isinstance(value, Decimal) else value)


def rate_card(contract, metric, period, so_far, results, reviews):
    total = Fraction(0)
    for item in metric["function"]["items"]:
        claims = []
        for period_id in so_far:
            if period_id not in metric.get("periods", so_far) or fixed_amount(contract, by_id(contract, period_id)):
                continue
            result = result_of(metric, by_id(contract, period_id), results)
            if pays(contract, metric, by_id(contract, period_id), result, reviews):
                most = item.get("max_per_person", 1)
                people = result["counts"][item["metric"]]
                claims.append(sum(min(j, most) * persons for j, persons in enumerate(people, start=1)))
        now = claims[-1]
        before = claims[-2] if item.get("cumulative") and len(claims) > 1 else 0
        total += Fraction(item["price"]) * (now - before)

    return total


def by_id(contract, period_id):
    return next(p for p in contract["periods"] if p["id"] == period_id)


def two_stage(contract, metric, period, so_far, results, reviews, triggered):
    cohorts = {}
    for period_id in so_far:
        if period_id not in metric.get("periods", so_far) or fixed_amount(contract, by_id(contract, period_id)):
            continue
        result = result_of(metric, by_id(contract, period_id), results)
        if pays(contract, metric, by_id(contract, period_id), result, reviews):
            for cohort in result["cohorts"]:
                cohorts[cohort["id"]] = cohort

    function, done = metric["function"], triggered.setdefault(metric["id"], set())
    fresh = {
        name
        for name, cohort in cohorts.items()
        if name not in done and reduction(metric, cohort) >= Fraction(function["cohort_threshold"])
    }
    if period["id"] == contract["periods"][-1]["id"]:
        observed = sum(cohort["observed"] for cohort in cohorts.values())
        expected = sum(Fraction(c["observed"]) / (1 - reduction(metric, c)) for c in cohorts.values())
        if expected and 1 - observed / expected >= Fraction(function["pooled_threshold"]):
            fresh = {name for name in cohorts if name not in done}

    done |= fresh
    return sum(
        (Fraction(function.get("amounts", {}).get(name, function.get("amount", 0))) for name in fresh), Fraction(0)
    )


def reduction(metric, block):
    """Give r as the contract's `pays_on` chooses it, from a block with `estimates`."""
    estimates, way = block["estimates"], metric["pays_on"]
    if way in ("matched", "did", "before_after", "randomised", "stepped"):
        return 1 - number(estimates[way]["rate_ratio"])
    if way.startswith("bracket"):
        pair = [number(estimates[name]["rate_ratio"]) for name in ("matched", "did")]
        return 1 - max(pair) if way == "bracket_low" else 1 - sum(pair) / 2

    named = estimates[metric["estimator"]]
    if way == "lower_bound":
        return 1 - number(named["high"])

    with localcontext() as context:
        context.prec = 60
        s, se = Decimal(metric["prior_sd"]), Decimal(f"{float(named['se_log']):.12g}")
        weight = s * s / (s * s + se * se)
        log_ratio = (
            weight * Decimal(f"{float(named['rate_ratio']):.12g}").ln()
            + (1 - weight) * (1 - Decimal(metric["prior_mean"])).ln()
        )
        return 1 - Fraction(log_ratio.exp())


def rounded(contract, kroner):
    """Round kroner by the contract's rule to whole øre."""
    step = UNITS[contract["rounding"]["unit"]]
    parts = kroner * 100 / step
    whole = floor(parts)
    rest = parts - whole
    rule = contract["rounding"]["rule"]
    up = (rule == "half_up" and rest >= Fraction(1, 2)) or (
        rule == "half_even" and (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1))
    )
    return (whole + up) * step


def shared_out(contract, metric, name, ore):
    """Split øre by the shares: floors first, the rest to the largest remainders."""
    shares = metric.get("shares") or {payer["party"]: payer["share"] for payer in contract["payers"]}
    order = [payer["party"] for payer in contract["payers"] if payer["party"] in shares]
    parts = dealt([Fraction(shares[payer]) for payer in order], ore)
    return {(name, payer): part for payer, part in zip(order, parts, strict=True)}


def dealt(weights, ore):
    """Deal øre by weights, one øre at a time to the largest remainder, ties to the first."""
    whole = sum(weights)
    exact = [Fraction(weight) * ore / whole for weight in weights]
    given = [floor(part) for part in exact]
    while sum(given) < ore:
        gaps = [part - got for part, got in zip(exact, given, strict=True)]
        given[gaps.index(max(gaps))] += 1
    return given


# Step 5-7: caps


def total_of(rows, payer=None):
    return sum(ore for (_, who), ore in rows.items() if payer in (None, who))


def payer_caps(contract, period, rows, ledger):
    kept, cut_rows = dict(rows), []
    for payer in contract["payers"]:
        for room in (year_limit(contract, payer, period, ledger), life_limit(payer, ledger)):
            who = payer["party"]
            too_much = 0 if room is None else total_of(kept, who) - room
            if too_much > 0:
                mine = [key for key in rows if key[1] == who]
                for key, cut in zip(mine, dealt([kept[key] for key in mine], too_much), strict=True):
                    kept[key] -= cut
                    cut_rows.append((key, cut))

    if contract.get("caps", {}).get("spill"):
        names = list(dict.fromkeys(key[0] for key in rows))
        pooled = {key: sum(cut for other, cut in cut_rows if other == key) for key, _ in cut_rows}
        for (metric, loser), cut in pooled.items():
            left = cut
            for payer in contract["payers"]:
                who = payer["party"]
                limits = (year_limit(contract, payer, period, ledger), life_limit(payer, ledger))
                rooms = [limit - total_of(kept, who) for limit in limits if limit is not None]
                moved = 0 if who == loser else max(0, min([left, *rooms]))
                kept[metric, who] = kept.get((metric, who), 0) + moved
                left -= moved
        order = [payer["party"] for payer in contract["payers"]]
        kept = dict(sorted(kept.items(), key=lambda row: (names.index(row[0][0]), order.index(row[0][1]))))

    return kept


def year_limit(contract, payer, period, ledger):
    if str(period["due_on"].year) in payer.get("year_caps", {}):
        return year_room(contract, payer, period["due_on"].year, ledger)
    return None


def life_limit(payer, ledger):
    """Give the øre left of a payer's cap over all periods, None for no limit."""
    if "cap" not in payer:
        return None
    return int(payer["cap"] * 100) - sum(total_of(rows, payer["party"]) for rows in ledger.values())


def year_room(contract, payer, year, ledger):
    cap = int(payer["year_caps"][str(year)] * 100)
    paid = sum(
        total_of(rows, payer["party"]) for pid, rows in ledger.items() if by_id(contract, pid)["due_on"].year == year
    )
    carried = 0
    if payer.get("carry_forward") and str(year - 1) in payer["year_caps"]:
        last_cap = int(payer["year_caps"][str(year - 1)] * 100)
        carried = min(last_cap, year_room(contract, payer, year - 1, ledger))
    return cap + carried - paid


def project_cap(contract, rows, ledger):
    if "project" not in contract.get("caps", {}):
        return rows
    spent = sum(total_of(old) for old in ledger.values())
    return lowered(contract, rows, max(0, int(contract["caps"]["project"] * 100) - spent))


def lowered(contract, rows, allowed):
    """Cut the rows to `allowed` øre: over payers by their amounts, then over each payer's lines."""
    over = total_of(rows) - allowed
    if over <= 0:
        return rows

    kept = dict(rows)
    payers = [payer["party"] for payer in contract["payers"]]
    cuts = dealt([total_of(rows, who) for who in payers], over)
    names = [m["id"] for m in contract["metrics"]]
    for who, cut in zip(payers, cuts, strict=True):
        mine = sorted((k for k in rows if k[1] == who), key=lambda k: names.index(k[0]) if k[0] in names else 0)
        if cut:
            for key, part in zip(mine, dealt([rows[key] for key in mine], cut), strict=True):
                kept[key] -= part

    return kept


# Step 8: the investor's return


def return_limits(contract, period, rows, ledger, flows):
    clause = contract.get("irr")
    asked = total_of(rows)
    if not clause or asked == 0:
        return rows

    past = [(day, Decimal(amount)) for day, amount in flows if day <= period["due_on"]]
    past += [(by_id(contract, pid)["due_on"], Decimal(ours(contract, r)) / 100) for pid, r in ledger.items()]
    if not solvable([*past, (period["due_on"], Decimal(asked) / 100)]):
        return rows

    allowed = asked
    if "ratchet_from" in clause:
        free = min(asked, max(0, largest(past, period["due_on"], clause["ratchet_from"])))
        allowed = free + floor(Fraction(clause["investor_share"]) * (asked - free))

    if "cap" in clause:
        allowed = min(allowed, max(0, largest(past, period["due_on"], clause["cap"])))

    return lowered(contract, rows, allowed)


def ours(contract, rows):
    return sum(ore for (name, _), ore in rows.items() if name != "guarantee")


def solvable(flows):
    """Say whether exactly one rate above -100 % brings the flows to zero, by walking a fine grid."""
    start = min(day for day, _ in flows)
    forces = np.arange(-920, 1381) / 100
    values = sum(float(amount) * np.exp(-forces * ((day - start).days / 365)) for day, amount in flows)
    signs = np.sign(values)[values != 0]
    return int(np.count_nonzero(signs[1:] != signs[:-1])) == 1


def largest(past, due_on, rate):
    """Give the largest payment in øre that leaves the present value at `rate` at zero or below."""
    with localcontext() as context:
        context.prec = 80
        owed_then = -sum(
            (amount * (1 + Decimal(rate)) ** (Decimal((due_on - day).days) / 365) for day, amount in past), Decimal(0)
        )
        return int((owed_then * 100 + Decimal("1e-20")).to_integral_value(ROUND_FLOOR))


def guarantee(contract, period, rows, ledger, flows):
    clause = contract.get("guarantee")
    if not clause or period["id"] != contract["periods"][-1]["id"]:
        return rows
    put_in = -sum(Fraction(amount) for day, amount in flows if amount < 0 and day <= period["due_on"]) * 100
    got_back = sum(ours(contract, old) for old in ledger.values()) + ours(contract, rows)
    missing = max(Fraction(0), put_in - got_back)
    due = min(floor(Fraction(clause["share"]) * missing), int(clause["limit"] * 100))
    return {**rows, ("guarantee", clause["guarantor"]): due}
