"""Everything measured put together: the result for the payment, the details for the report."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any

import numpy as np

from samspil import __version__
from samspil.analysis import disclosure
from samspil.analysis.effect import calendar, cohort, detail, gates, inference, power, result, stages, verdict
from samspil.analysis.effect.core import Clock, Core
from samspil.analysis.effect.inference import Estimate
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register

Array = np.ndarray[Any, Any]

CALIBRATION_LEAST = 10  # negative controls; from fewer, the spread of bias is a guess


@dataclasses.dataclass(frozen=True)
class Measurement:
    """What a run measured: the result for the payment, and the details that the report draws on."""

    result: dict[str, Any]
    details: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Findings:
    """What every stage beside the answer found."""

    cohort_of: Array
    own_before: Array
    types: stages.Types
    negative: stages.NegativeControls
    cohorts: list[stages.Cohort]
    groups: list[stages.Group]
    sensitivity: stages.Sensitivity
    settled: stages.Settled
    placebo: Estimate
    peers: stages.Peers
    practices: stages.Practices
    whole: stages.Whole
    likeness: stages.Likeness
    gates: list[gates.Gate]
    events: dict[str, dict[str, list[float | None]]]

    def negative_estimates(self) -> dict[str, Estimate]:
        """Return each negative control's estimate by name."""
        return {name: self.settled[part] for name, part in self.negative.named().items()}


def measurement(
    c: Core, clock: Clock, *, protocol_sha256: str, register_sha256: str, threads: int, data: verdict.Verdict
) -> Measurement:
    """Run the stages beside the answer and put everything together; `data` is the verdict on what was read."""
    findings = run_stages(c, clock, threads=threads, data=data)
    hashes = {"protocol_sha256": protocol_sha256, "register_sha256": register_sha256}
    return Measurement(
        result.sealed(hashes | _result(c, findings, data, clock)), result.plain(_details(c, findings, data))
    )


def run_stages(c: Core, clock: Clock, *, threads: int, data: verdict.Verdict) -> Findings:
    """Run each stage on the clock, in the order in which a later one needs an earlier."""
    study = c.study
    service = cohort.service_practices(c.register, study)
    own_before = stages.by_case(c.b, c.b.before.y, c.cases)
    cohort_of = detail.cohort_ids(c.chosen, study.cohorts_by)

    with clock.stage("types"):
        types = stages.types(c, service)
    with clock.stage("negative controls"):
        negative = stages.negative_controls(c, types)
    with clock.stage("cohorts"):
        cohorts = stages.cohorts(c, cohort_of)
    with clock.stage("equity"):
        groups = stages.equity(c, own_before)
    with clock.stage("sensitivity"):
        sensitivity = stages.sensitivity(c)
        settled = settle(c, types, negative, cohorts, groups, sensitivity)

    with clock.stage("placebo"):
        placebo = stages.placebo(c, threads=threads)
    with clock.stage("peers"):
        peers = stages.beside_peers(c, threads=threads)
    with clock.stage("practices"):
        practices = stages.practices(c)
    with clock.stage("population"):
        whole = stages.whole_population(c, types, service)

    with clock.stage("gates"):
        likeness = stages.likeness(c)
        controls = [settled[part] for part in negative.named().values()]
        judged = stages.judge(c, likeness, controls, placebo, practices, whole)
        judged.append(gates.at_most("data", float(len(data.findings)), 0.0))
    with clock.stage("event study"):
        events = stages.event_study(c)

    return Findings(
        cohort_of=cohort_of,
        own_before=own_before,
        types=types,
        negative=negative,
        cohorts=cohorts,
        groups=groups,
        sensitivity=sensitivity,
        settled=settled,
        placebo=placebo,
        peers=peers,
        practices=practices,
        whole=whole,
        likeness=likeness,
        gates=judged,
        events=events,
    )


def settle(
    c: Core,
    types: stages.Types,
    negative: stages.NegativeControls,
    cohorts: list[stages.Cohort],
    groups: list[stages.Group],
    sensitivity: stages.Sensitivity,
) -> stages.Settled:
    """Give every part of these stages its interval, together: they share their draws, so that they can be compared."""
    parts = [*types.parts(), *negative.named().values()]
    for each in cohorts:
        parts += [each.both.matched, each.both.did, each.before_after]
    for group in groups:
        parts += [part for part in (group.matched, group.did) if part is not None]

    parts += sensitivity.choices.values()
    parts += [part for _, part in sensitivity.doses.values()]
    return stages.Settled(parts, c.study)


def _result(c: Core, findings: Findings, data: verdict.Verdict, clock: Clock) -> dict[str, Any]:
    """Return what the payment rests on, but for the hashes."""
    days, matched = c.chosen.cases.day, stages.both_matched(c)
    types, settled = findings.types, findings.settled
    return {
        "period": f"{calendar.date_of(int(days.min()))}/{calendar.date_of(int(days.max()))}",
        "measured_on": measured_on(c.register, c.study).isoformat(),
        "interval_level": c.study.level,
        "n_referred": c.cases,
        "n_matched": matched,
        "match_rate": matched / c.cases,
        "estimates": _main_estimates(c, findings),
        "bracket": bracket(c.estimates),
        "cohorts": [_cohort(c, settled, each) for each in findings.cohorts],
        "types": {
            str(kind): {"observed": types.observed[kind], "estimates": settled.pair(both)}
            for kind, both in types.both.items()
        },
        "responders": _responders(c),
        "counts": _counts(c),
        "data": {"judged": data.judged, "findings": [each.name for each in data.findings]},
        "gates": [dataclasses.asdict(gate) for gate in findings.gates],
        "payable": all(gate.passed for gate in findings.gates),
        "engine": c.register.source.name,
        "version": __version__,
        "seconds": clock.seconds,
    }


def _details(c: Core, findings: Findings, data: verdict.Verdict) -> dict[str, Any]:
    """Return what the report draws on, in the order it is kept in."""
    return _ground(c, findings, data) | _controls(c, findings) | _doubts(c, findings)


def _ground(c: Core, findings: Findings, data: verdict.Verdict) -> dict[str, Any]:
    """Return what was read and how alike the compared were."""
    reg = c.register
    return {
        "title": c.study.title,
        "data": data.as_plain(),
        "flow": dataclasses.asdict(c.chosen.flow),
        "months": [calendar.month_name(reg.starts, 0), calendar.month_name(reg.starts, reg.months - 1)],
        "rows": c.panel.rows,
        "outside": c.panel.outside,
        "balance": [dataclasses.asdict(each) for each in findings.likeness.balance],
        "events": findings.events,
    }


def _controls(c: Core, findings: Findings) -> dict[str, Any]:
    """Return the groups, and what the answer is held against."""
    settled, pseudo, whole = findings.settled, findings.practices.pseudo, findings.whole
    choices, doses = findings.sensitivity.choices, findings.sensitivity.doses
    intended, arms = whole.intended, whole.randomised
    return {
        "negative": findings.negative_estimates(),
        "calibrated": _calibrated(c, findings),
        "groups": [_group(c, settled, each) for each in findings.groups],
        "drift": detail.case_mix(c.register, c.chosen, findings.own_before, findings.cohort_of),
        "choices": {name: settled[part] for name, part in choices.items()},
        "doses": {name: {"n": many, "estimate": settled[part]} for name, (many, part) in doses.items()},
        "placebo": findings.placebo,
        "steps": findings.likeness.steps,
        "practices": [ratio for _, ratio in findings.practices.left_out],
        "pseudo_trials": {"log_ratios": np.sort(pseudo.log_ratios), "sd": pseudo.sd, "p": pseudo.p},
        "drifts": [dataclasses.asdict(each) for each in whole.drifts],
        # asdict goes into the estimates too; they are put back whole, as the result writes them
        "population": dataclasses.asdict(intended) | {"whole": intended.whole, "implied": intended.implied}
        if intended
        else None,
        "randomised": {"estimate": arms.estimate, "offered": arms.offered, "waiting": arms.waiting} if arms else None,
    }


def _doubts(c: Core, findings: Findings) -> dict[str, Any]:
    """Return how far the answer can be moved by what was not seen."""
    study, peers = c.study, findings.peers
    did, steps = c.parts["did"].log_ratio, findings.likeness.steps
    return {
        "trend_bounds": {
            str(factor): inference.trend_bounds(did, c.estimates["did"].se_log, steps, factor=factor, level=study.level)
            for factor in (0.5, 1.0)
        },
        "e_values": {name: inference.e_value(each.rate_ratio) for name, each in c.estimates.items()},
        "reuse": {name: part.growth for name, part in c.parts.items()},
        "widened": widened([c.estimates["matched"], c.estimates["did"], peers.did]),
        "peers": peers.did,
        "shape": _shape(peers),
        "year_before": _year_before(c),
        "negative_types": list(findings.types.negative),
        "extract_date": study.extract_date.isoformat() if study.extract_date else None,
        "breaks": [dataclasses.asdict(each) for each in study.breaks],
    }


def measured_on(register: Register, study: Study) -> dt.date:
    """Return the day the measurement was made on: the day the protocol names for the extract, else the register's last day.

    It is no clock: the same protocol and register give the same day, and so the same hash.
    """
    return study.extract_date or calendar.date_of(int(register.starts[register.months]) - 1)


def bracket(primary: dict[str, Estimate]) -> list[float]:
    """Return the two contrasts' point rate ratios, the lower first."""
    return sorted([primary["matched"].rate_ratio, primary["did"].rate_ratio])


def widened(answers: list[Estimate]) -> list[float]:
    """Return the range of the answer with uncertainty: lowest low, highest high of those that are known."""
    known = [e for e in answers if math.isfinite(e.low) and math.isfinite(e.high)]
    return [min((e.low for e in known), default=math.nan), max((e.high for e in known), default=math.nan)]


def _year_before(c: Core) -> dict[str, float]:
    """Return how many contacts the referred had a year before, and how unevenly, to plan the next study by."""
    mine = c.a.members.treated
    mean, dispersion = power.yearly(c.a.before.y[mine], c.a.before.time[mine])
    return {"mean": mean, "dispersion": dispersion}


def _shape(peers: stages.Peers) -> dict[str, Any] | None:
    """Return what the months before told of the reasons for referral, and the measure that rests on it."""
    shape, lasts = peers.measured.shape, peers.measured.persistence
    if shape is None:
        return None

    return {
        "estimate": peers.shape,
        "p": shape.p,
        "burst": shape.burst,
        "delay": shape.delay,
        "strength": shape.strength,
        "persistence": dataclasses.asdict(lasts) if lasts else None,
        "month": shape.months,
        "seen": shape.seen,
        "fitted": shape.fitted,
    }


def _main_estimates(c: Core, findings: Findings) -> dict[str, Any]:
    """Return the two contrasts, the randomised where there are any, each type, and the sum in kroner where there are tariffs."""
    pairs = {kind: findings.settled.pair(both) for kind, both in findings.types.both.items()}
    chance = findings.whole.randomised
    main: dict[str, Any] = dict(c.estimates) | ({"randomised": chance.estimate} if chance else {})
    main["per_type"] = {str(kind): pair for kind, pair in pairs.items()}
    if not c.study.tariffs:
        return main

    def weighted(contrast: str) -> dict[str, float]:
        ratios = {kind: pair[contrast] for kind, pair in pairs.items()}
        return {"rate_ratio": detail.tariff_weighted(ratios, findings.types.observed, c.study.tariffs)}

    return main | {"tariff_weighted": {contrast: weighted(contrast) for contrast in ("matched", "did")}}


def _cohort(c: Core, settled: stages.Settled, each: stages.Cohort) -> dict[str, Any]:
    who = c.a.members
    observed = int(c.a.after.y[who.treated & each.mark[who.case]].sum())
    measured = settled.pair(each.both) | {"before_after": settled[each.before_after]}
    return {"id": each.name, "n": int(each.mark.sum()), "estimates": measured, "observed": observed}


def _responders(c: Core) -> dict[str, Any]:
    many, successes = detail.responders(c.b, c.register, c.study)
    return {"n": many, "successes": successes, "threshold": c.study.responder_threshold}


def _counts(c: Core) -> dict[str, list[int]]:
    refs, at = c.register.referrals, c.chosen.referral
    meetings = np.bincount(refs.meetings[at])[1:].tolist()
    return {"referred": [c.cases], "started": [int(refs.started[at].sum())], "meetings": meetings}


def _calibrated(c: Core, findings: Findings) -> dict[str, Any] | None:
    """Return A with the bias of the negative controls taken in, or None where they are too few to tell it."""
    known = [each for each in findings.negative_estimates().values() if math.isfinite(each.rate_ratio)]
    if len(known) < CALIBRATION_LEAST:
        return None

    bias = inference.calibrate(np.log([each.rate_ratio for each in known]), np.array([each.se_log for each in known]))
    return {
        "mean": bias.mean,
        "sd": bias.sd,
        "controls": bias.controls,
        "matched": bias.apply(c.estimates["matched"], c.study.level),
    }


def _concentrated(c: Core, mark: Array) -> str | None:
    """Return why a group's numbers must be hidden because few persons make them up, or None."""
    mine = c.a.members.treated & mark[c.a.members.case]
    return disclosure.check_magnitude(c.a.after.y[mine].tolist(), hide_at_most=c.study.hide_at_most)


def _group(c: Core, settled: stages.Settled, group: stages.Group) -> dict[str, Any]:
    """Return a group's line; by previous use contrast B is unknown."""
    measured = None
    if group.matched is not None:
        did = inference.UNKNOWN if group.did is None else settled[group.did]
        measured = {"matched": settled[group.matched], "did": did}

    return {
        "stratum": group.stratum,
        "group": group.name,
        "n": int(group.mark.sum()),
        "estimates": measured,
        "hidden": _concentrated(c, group.mark),
    }
