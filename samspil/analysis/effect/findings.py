"""The stages beside the answer, and everything put together: the result for the payment, the details for the report."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any

import numpy as np

from samspil import __version__
from samspil.analysis import disclosure
from samspil.analysis.effect import (
    by_month,
    by_type,
    calendar,
    cohort,
    detail,
    estimates,
    gates,
    inference,
    panel,
    peers,
    population,
    power,
    result,
    verdict,
)
from samspil.analysis.effect.core import Clock, Core
from samspil.analysis.effect.estimates import Matched, Part
from samspil.analysis.effect.inference import Estimate
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Told:
    """What a run tells: the result for the payment, and the details that the report draws on."""

    result: dict[str, Any]
    details: dict[str, Any]


def tell_all(
    c: Core, clock: Clock, *, protocol_sha256: str, register_sha256: str, threads: int, data: verdict.Verdict
) -> Told:
    """Run the stages beside the answer and put everything together; `data` is the verdict on what was read."""
    reg, study, n = c.register, c.study, c.cases
    service = cohort.service_practices(reg, study)
    own_before = _by_case(c.b, c.b.before.y, n)
    negative = (
        study.negative_types
        if study.negative_types is not None
        else tuple(k for k in c.panel.types if k >= 10 and k not in study.types)
    )
    with clock.stage("types"):
        side = (~np.isin(reg.persons.practice, service.astype(np.int32))).astype(np.int8)
        side[reg.referrals.person] = -1
        found = panel.events(reg, c.ids, tuple(study.types) + tuple(negative), side)
        told = by_type.by_type(found, c.place, reg, c.a, c.b, study, tuple(study.types) + tuple(negative))
        tally = found.tally
        del found
        observed = {kind: told.observed(kind, c.a) for kind in study.types}
        parts: dict[str, Part] = {}
        for kind in study.types:
            both = by_type.of_type(told, kind, c.a, c.b, n)
            parts |= {f"type {kind} matched": both.matched, f"type {kind} did": both.did}
    with clock.stage("negative controls"):
        for kind in negative:
            parts[f"negative {kind}"] = by_type.of_type(told, kind, c.a, c.b, n).matched
        parts["negative mortality"] = detail.mortality(reg, c.a, study, n)
    with clock.stage("cohorts"):
        by = detail.cohort_ids(c.chosen, study.cohorts_by)
        for name in np.unique(by):
            both = detail.of_cases(c.a, c.b, by == name, n)
            parts |= {f"cohort {name} matched": both.matched, f"cohort {name} did": both.did}
            parts[f"cohort {name} before_after"] = estimates.before_after_part(
                c.b, c.b.before, c.b.after, n, keep=(by == name)[c.b.members.case]
            )
    with clock.stage("equity"):
        strata = detail.groups(reg, c.chosen, own_before, study.strata, cohort.years_of(reg))
        for stratum, marks in strata.items():
            for name, mark in marks.items():
                if mark.sum() >= 3:
                    both = detail.of_cases(c.a, c.b, mark, n)
                    parts[f"group {stratum} {name} matched"] = both.matched
                    if stratum != "previous_use":
                        parts[f"group {stratum} {name} did"] = both.did
    with clock.stage("sensitivity"):
        for name, other in detail.other_choices(c.a, c.b, c.sets[0], study, c.summed, c.place, reg).items():
            parts[f"choice {name}"] = other
        dose = detail.doses(reg, c.a, c.chosen, n)
        parts |= {f"dose {name}": part for name, (_, part) in dose.items()}
        settled, _ = estimates.settle(parts, draws=study.draws, level=study.level, seed=study.seed)
    with clock.stage("placebo"):
        early, _ = estimates.settle(
            {"placebo": detail.placebo(reg, c.panel, c.chosen, c.people, study, threads=threads)},
            draws=study.draws,
            level=study.level,
            seed=study.seed,
        )
    with clock.stage("peers"):
        beside = peers.measure(reg, c.panel, c.chosen, c.people, study, threads=threads)
        without_history, _ = estimates.settle(
            {"did": beside.did} | ({"shape": beside.shape.part} if beside.shape else {}),
            draws=study.draws,
            level=study.level,
            seed=study.seed,
        )
    with clock.stage("practices"):
        left_out = _left_out(c)
        pseudo = detail.clusters(reg, c.a, c.parts["matched"])
    with clock.stage("population"):
        drifts = population.drifts(tally, population.exposure(reg, side), c.chosen.cases.month, study)
        whole = population.intention_to_treat(reg, c.panel, c.chosen, service, study)
        arms = detail.randomised(reg, c.panel, study, c.chosen.months)
        chance = (
            estimates.settle({"randomised": arms[0]}, draws=study.draws, level=study.level, seed=study.seed)[0]
            if arms
            else {}
        )
    with clock.stage("gates"):
        balance = detail.balances(reg, c.a, c.b, c.summed, c.place, study.exact)
        steps = by_month.yearly_steps(c.summed, c.place, reg, c.b)
        judged = judge(c, balance, steps, settled, early["placebo"], left_out, drifts)
        judged.append(gates.at_most("data", float(len(data.findings)), 0.0))
    with clock.stage("event study"):
        events = {
            name: by_month.event_study(c.summed, c.place, reg, m, study) for name, m in (("matched", c.a), ("did", c.b))
        }

    answer = result.sealed(
        {
            "protocol_sha256": protocol_sha256,
            "register_sha256": register_sha256,
            "period": f"{calendar.date_of(int(c.chosen.cases.day.min()))}/{calendar.date_of(int(c.chosen.cases.day.max()))}",
            "measured_on": measured_on(reg, study).isoformat(),
            "interval_level": study.level,
            "n_referred": n,
            "n_matched": _both_matched(c),
            "match_rate": _both_matched(c) / n,
            "estimates": _main_estimates(c, settled, chance, observed),
            "bracket": bracket(c.estimates),
            "cohorts": [_cohort(c, settled, by, str(name)) for name in np.unique(by)],
            "types": {str(k): {"observed": observed[k], "estimates": _pair(settled, f"type {k}")} for k in study.types},
            "responders": _responders(c),
            "counts": _counts(c),
            "data": {"judged": data.judged, "findings": [each.name for each in data.findings]},
            "gates": [dataclasses.asdict(g) for g in judged],
            "payable": all(g.passed for g in judged),
            "engine": reg.source.name,
            "version": __version__,
            "seconds": clock.seconds,
        }
    )
    details = result.plain(
        {
            "title": study.title,
            "data": data.as_plain(),
            "flow": dataclasses.asdict(c.chosen.flow),
            "months": [calendar.month_name(reg.starts, 0), calendar.month_name(reg.starts, reg.months - 1)],
            "rows": c.panel.rows,
            "outside": c.panel.outside,
            "balance": [dataclasses.asdict(b) for b in balance],
            "events": events,
            "negative": {k.removeprefix("negative "): v for k, v in settled.items() if k.startswith("negative ")},
            "calibrated": _calibrated(c, settled),
            "groups": _groups(c, settled, strata),
            "drift": detail.case_mix(reg, c.chosen, own_before, by),
            "choices": {k.removeprefix("choice "): v for k, v in settled.items() if k.startswith("choice ")},
            "doses": {name: {"n": many, "estimate": settled[f"dose {name}"]} for name, (many, _) in dose.items()},
            "placebo": early["placebo"],
            "steps": steps,
            "practices": [r for _, r in left_out],
            "pseudo_trials": {"log_ratios": np.sort(pseudo.log_ratios), "sd": pseudo.sd, "p": pseudo.p},
            "drifts": [dataclasses.asdict(d) for d in drifts],
            "population": dataclasses.asdict(whole) | {"whole": whole.whole, "implied": whole.implied}
            if whole
            else None,
            "randomised": {"estimate": chance["randomised"], "offered": arms[1], "waiting": arms[2]} if arms else None,
            "trend_bounds": {
                str(f): inference.trend_bounds(
                    c.parts["did"].log_ratio, c.estimates["did"].se_log, steps, factor=f, level=study.level
                )
                for f in (0.5, 1.0)
            },
            "e_values": {k: inference.e_value(e.rate_ratio) for k, e in c.estimates.items()},
            "reuse": {k: p.growth for k, p in c.parts.items()},
            "widened": widened([c.estimates["matched"], c.estimates["did"], without_history["did"]]),
            "peers": without_history["did"],
            "shape": _shape(beside, without_history),
            "year_before": _year_before(c),
            "negative_types": list(negative),
            "extract_date": study.extract_date.isoformat() if study.extract_date else None,
            "breaks": [dataclasses.asdict(x) for x in study.breaks],
        }
    )
    return Told(answer, details)


def measured_on(register: Register, study: Study) -> dt.date:
    """Return the day the measurement was made on: the day the protocol names for the extract, else the register's last day.

    It is no clock: the same protocol and register give the same day, and so the same hash.
    """
    return study.extract_date or calendar.date_of(int(register.starts[register.months]) - 1)


def bracket(told: dict[str, Estimate]) -> list[float]:
    """Return the two contrasts' point rate ratios, the lower first."""
    return sorted([told["matched"].rate_ratio, told["did"].rate_ratio])


def widened(told: list[Estimate]) -> list[float]:
    """Return the range of the answer with uncertainty: lowest low, highest high of those that are known."""
    known = [e for e in told if math.isfinite(e.low) and math.isfinite(e.high)]
    return [min((e.low for e in known), default=math.nan), max((e.high for e in known), default=math.nan)]


def _year_before(c: Core) -> dict[str, float]:
    """Return how many contacts the referred had a year before, and how unevenly, to plan the next study by."""
    mine = c.a.members.treated
    mean, dispersion = power.yearly(c.a.before.y[mine], c.a.before.time[mine])
    return {"mean": mean, "dispersion": dispersion}


def _shape(beside: peers.Peers, settled: dict[str, Estimate]) -> dict[str, Any] | None:
    """Return what the months before told of the reasons for referral, and the measure that rests on it."""
    told = beside.shape
    if told is None:
        return None

    return {
        "estimate": settled["shape"],
        "p": told.p,
        "burst": told.burst,
        "delay": told.delay,
        "strength": told.strength,
        "persistence": dataclasses.asdict(beside.persistence) if beside.persistence else None,
        "month": told.months,
        "seen": told.seen,
        "fitted": told.fitted,
    }


def judge(
    c: Core,
    balance: list[gates.Balance],
    steps: Array,
    settled: dict[str, Estimate],
    early: Estimate,
    left_out: list[tuple[int, float]],
    drifts: list[population.Drift],
) -> list[gates.Gate]:
    """Judge every gate of the protocol."""
    limits = c.study.gates
    step = math.exp(float(steps[-1] - steps[-2])) if len(steps) >= 2 else math.nan
    worst = max((abs(r / c.estimates["matched"].rate_ratio - 1) for _, r in left_out), default=math.nan)
    negative = [v for k, v in settled.items() if k.startswith("negative ")]
    named = [b for b in c.study.breaks if b.where == "trial"]

    return [
        gates.at_most("balance", gates.worst_balance([b for b in balance if b.judged]), limits.balance),
        gates.at_most("placebo", abs(early.rate_ratio - 1), limits.placebo),
        gates.at_most("step", step, limits.step),
        gates.at_least("negative_controls", gates.smallest_p(negative), limits.negative_controls),
        gates.at_least("match_rate", _both_matched(c) / c.cases, limits.match_rate),
        gates.at_most("leave_one_out", worst, limits.leave_one_out),
        gates.at_most("structural_break", max((d.certain for d in drifts), default=math.nan), limits.structural_break),
        gates.at_most("known_breaks", float(len(named)), 0.0),
    ]


def _by_case(m: Matched, values: Array, cases: int) -> Array:
    """Return a value of each case (cases,); cases without a set get 0."""
    got = np.zeros(cases)
    mine = m.members.treated
    got[m.members.case[mine]] = values[mine]
    return got


def _observed(c: Core, mark: Array) -> int:
    """Return the contacts of the matched referred in the outcome window, of the cases marked."""
    who = c.a.members
    return int(c.a.after.y[who.treated & mark[who.case]].sum())


def _both_matched(c: Core) -> int:
    return int(((c.sets[0].found > 0) & (c.sets[1].found > 0)).sum())


def _left_out(c: Core) -> list[tuple[int, float]]:
    practice = c.register.referrals.practice[c.chosen.referral]

    def fit(keep: Array) -> Part:
        return estimates.matched_part(c.a, c.a.after, c.cases, keep=keep[c.a.members.case])

    return detail.leave_one_practice_out(c.a, c.parts["matched"], practice, c.cases, fit)


def _pair(settled: dict[str, Estimate], name: str) -> dict[str, Estimate]:
    return {k: settled[f"{name} {k}"] for k in ("matched", "did")}


def _main_estimates(
    c: Core, settled: dict[str, Estimate], chance: dict[str, Estimate], observed: dict[int, int]
) -> dict[str, Any]:
    told: dict[str, Any] = dict(c.estimates) | chance
    told["per_type"] = {str(k): _pair(settled, f"type {k}") for k in c.study.types}
    if c.study.tariffs:
        told["tariff_weighted"] = {
            name: {
                "rate_ratio": detail.tariff_weighted(
                    {k: settled[f"type {k} {name}"] for k in c.study.types}, observed, c.study.tariffs
                )
            }
            for name in ("matched", "did")
        }

    return told


def _cohort(c: Core, settled: dict[str, Estimate], by: Array, name: str) -> dict[str, Any]:
    mark = by == name
    told = {k: settled[f"cohort {name} {k}"] for k in ("matched", "did", "before_after")}
    return {"id": name, "n": int(mark.sum()), "estimates": told, "observed": _observed(c, mark)}


def _responders(c: Core) -> dict[str, Any]:
    many, successes = detail.responders(c.b, c.register, c.study)
    return {"n": many, "successes": successes, "threshold": c.study.responder_threshold}


def _counts(c: Core) -> dict[str, list[int]]:
    refs, at = c.register.referrals, c.chosen.referral
    meetings = np.bincount(refs.meetings[at])[1:].tolist()
    return {"referred": [c.cases], "started": [int(refs.started[at].sum())], "meetings": meetings}


def _calibrated(c: Core, settled: dict[str, Estimate]) -> dict[str, Any] | None:
    negative = [v for k, v in settled.items() if k.startswith("negative ") and math.isfinite(v.rate_ratio)]
    if len(negative) < 10:
        return None
    found = inference.calibrate(np.log([e.rate_ratio for e in negative]), np.array([e.se_log for e in negative]))
    return {
        "mean": found.mean,
        "sd": found.sd,
        "controls": found.controls,
        "matched": found.apply(c.estimates["matched"], c.study.level),
    }


def _concentrated(c: Core, mark: Array) -> str | None:
    """Return why a group's numbers must be hidden because few persons make them up, or None."""
    mine = c.a.members.treated & mark[c.a.members.case]
    return disclosure.check_magnitude(c.a.after.y[mine].tolist(), hide_at_most=c.study.hide_at_most)


def _groups(c: Core, settled: dict[str, Estimate], strata: dict[str, dict[str, Array]]) -> list[dict[str, Any]]:
    """List each group's result. By previous use B has none: choosing on the year before is what B must not do."""
    rows = []
    for stratum, marks in strata.items():
        for name, mark in marks.items():
            found = {k: settled.get(f"group {stratum} {name} {k}", inference.UNKNOWN) for k in ("matched", "did")}
            told = found if f"group {stratum} {name} matched" in settled else None
            rows.append(
                {
                    "stratum": stratum,
                    "group": name,
                    "n": int(mark.sum()),
                    "estimates": told,
                    "hidden": _concentrated(c, mark),
                }
            )

    return rows
