"""The run: stages in order, timed, each leaving a table and its hash; the match is frozen before the outcomes are looked up.

A killed run leaves whole files only. Started again, it takes up the frozen match if protocol and register are the same.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samspil import __version__
from samspil.analysis import disclosure
from samspil.analysis.effect import calendar, cohort, detail, estimates, gates, inference, matching, panel, population, protocol, register, report, result
from samspil.analysis.effect.cohort import Chosen
from samspil.analysis.effect.estimates import Matched, Part
from samspil.analysis.effect.inference import Estimate
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.register import Register
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
Tell = Callable[[str, int, int], None]
FORMAT = 1  # of the frozen match; raise it when matching changes


class Clock:
    """Seconds by stage, and who is told of progress."""

    def __init__(self, tell: Tell | None = None) -> None:
        """This function will start with no seconds."""
        self.seconds: dict[str, float] = {}
        self.tell: Tell = tell or (lambda *_: None)

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """This function will add the time inside to the stage."""
        self.tell(name, 0, 0)
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


@dataclasses.dataclass(frozen=True)
class Core:
    """The answer with all that later stages need: arrays of both matches and the parts of the core estimates."""

    register: Register
    study: Study
    panel: panel.Panel
    chosen: Chosen
    people: matching.Candidates
    sets: tuple[matching.Sets, matching.Sets]
    a: Matched
    b: Matched
    summed: Array
    place: Array
    ids: Array
    parts: dict[str, Part]
    estimates: dict[str, Estimate]
    drawn: dict[str, Array]

    @property
    def cases(self) -> int:
        """This function will return how many referred are measured."""
        return len(self.chosen.cases.person)


def core(reg: Register, study: Study, clock: Clock, *, threads: int, freeze: Path | None = None, key: str = "") -> Core:
    """This function will run the stages that give the answer: panel, match, both contrasts, their intervals."""
    with clock.stage("panel"):
        counted = panel.build(reg, study.types, lambda done, of: clock.tell("panel", done, of))
    with clock.stage("match"):
        chosen = cohort.choose(reg, study)
        people = cohort.candidates(reg, study)
        blocks = (study.matched_blocks, study.did_blocks)
        found = _thaw(freeze, key, len(chosen.cases.person), study.controls) if freeze else None
        if found is None:
            one, two = matching.match(counted.counts, chosen.cases, people, reg.starts, cohort.years_of(reg), cohort.rules(study, blocks), threads=threads)
            found = (one, two)
    if freeze:
        with clock.stage("freeze"):
            _freeze(freeze, key, chosen, found)
    with clock.stage("contrasts"):
        who_a, who_b = cohort.members(chosen.cases, found[0]), cohort.members(chosen.cases, found[1])
        if who_a.sets < 3 or who_b.sets < 3:
            raise Refused(
                f"Kun {min(who_a.sets, who_b.sets)} af {len(chosen.cases.person)} henviste har nogen at blive sammenlignet med. "
                "Registeret skal rumme personer i praksisser uden tilbuddet; se [service] og [matching] i protokollen."
            )
        ids = np.unique(np.concatenate([who_a.person, who_b.person]))
        place = np.full(len(reg.persons), -1, np.int32)
        place[ids] = np.arange(len(ids), dtype=np.int32)
        summed = cohort.compact(counted, ids)
        a = estimates.observe(summed, place, reg, who_a, study.matched_blocks, study.before, study.after)
        b = estimates.observe(summed, place, reg, who_b, study.did_blocks, study.before, study.after)
        n = len(chosen.cases.person)
        parts = {
            "matched": estimates.matched_part(a, a.after, n),
            "did": estimates.did_part(b, b.before, b.after, n),
            "before_after": estimates.before_after_part(b, b.before, b.after, n),
        }
    with clock.stage("intervals"):
        told, drawn = estimates.settle(parts, draws=study.draws, level=study.level, seed=study.seed)
    return Core(reg, study, counted, chosen, people, found, a, b, summed, place, ids, parts, told, drawn)


def _freeze(out: Path, key: str, chosen: Chosen, sets: tuple[matching.Sets, matching.Sets]) -> None:
    columns: dict[str, Any] = {"contrast": [], "case": [], "person_id": [], "rank": [], "control_id": [], "distance": []}
    for number, one in enumerate(sets):
        row, col = np.nonzero(one.control >= 0)
        columns["contrast"].append(np.full(len(row), number, np.int8))
        columns["case"].append(row.astype(np.int32))
        columns["person_id"].append(chosen.cases.person[row])
        columns["rank"].append(col.astype(np.int16))
        columns["control_id"].append(one.control[row, col])
        columns["distance"].append(one.distance[row, col])
    table = pa.table({k: np.concatenate(v) for k, v in columns.items()})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    protocol.write_whole(out / "match.parquet", content)
    words = {"key": key, "sha256": hashlib.sha256(content).hexdigest(), "cases": len(chosen.cases.person)}
    protocol.write_whole(out / "match.json", (json.dumps(words, indent=2) + "\n").encode())


def _thaw(out: Path, key: str, cases: int, controls: int) -> tuple[matching.Sets, matching.Sets] | None:
    try:
        words = json.loads((out / "match.json").read_text("utf-8"))
        content = (out / "match.parquet").read_bytes()
    except (OSError, ValueError):
        return None
    if words.get("key") != key or words.get("sha256") != hashlib.sha256(content).hexdigest() or words.get("cases") != cases:
        return None
    table = pq.read_table(pa.BufferReader(content))
    got = []
    for number in range(2):
        part = table.filter(pa.compute.equal(table["contrast"], number))
        control, distance = np.full((cases, controls), -1, np.int32), np.full((cases, controls), -1, np.int64)
        at = (part["case"].to_numpy(), part["rank"].to_numpy())
        control[at], distance[at] = part["control_id"].to_numpy(), part["distance"].to_numpy()
        got.append(matching.Sets(control, distance))
    return got[0], got[1]


@dataclasses.dataclass(frozen=True)
class Told:
    """What a run tells: the result for the payment, and the details that the report draws on."""

    result: dict[str, Any]
    details: dict[str, Any]


def run(study_path: Path, directory: Path, out: Path, *, engine: str = "duckdb", threads: int = 2, memory_limit: str | None = None, tell: Tell | None = None, with_report: bool = False, earlier: Sequence[Path] = ()) -> Told:
    """This function will run a sealed protocol on a register and write result.json, details.json and the report to `out`.

    `earlier` are the published.json of earlier reports, which disclosure control compares with. `out` may be new, empty, or hold an earlier run of the same protocol and register, which is taken up where it stopped.
    """
    clock = Clock(tell)
    study = protocol.read_sealed(study_path)
    with clock.stage("hash"):
        files = register.find(directory)
        whole = register.sha256(files)
    key = hashlib.sha256(f"{FORMAT} {study.sha256} {whole}".encode()).hexdigest()
    fresh = _claim(out, key)
    try:
        with clock.stage("read"):
            reg = register.open_register(directory, engine_name=engine, threads=threads, memory_limit=memory_limit)
        answer = core(reg, study, clock, threads=threads, freeze=out, key=key)
        told = tell_all(answer, clock, protocol_sha256=study.sha256, register_sha256=whole, threads=threads)
        if with_report:
            with clock.stage("report"):
                report.write(told.result, told.details, study, out, earlier=earlier)
            told.result["seconds"]["report"] = clock.seconds["report"]
    except Refused:
        if fresh:
            _withdraw(out)
        raise
    protocol.write_whole(out / "details.json", (json.dumps(told.details, indent=1, ensure_ascii=False) + "\n").encode())
    protocol.write_whole(out / "result.json", (json.dumps(told.result, indent=1, ensure_ascii=False) + "\n").encode())
    return told


def _claim(out: Path, key: str) -> bool:
    """This function will make `out` this run's own and say whether it is new; another run's directory is refused."""
    mark = out / "run.json"
    if out.is_dir() and any(out.iterdir()):
        try:
            mine = json.loads(mark.read_text("utf-8"))["key"] == key
        except (OSError, ValueError, KeyError, TypeError):
            mine = False
        if not mine:
            raise Refused(f"{out} rummer noget andet end en kørsel af samme protokol og register. Vælg en ny mappe.")
        return False
    if not out.parent.is_dir():
        raise Refused(f"Mappen {out.parent} findes ikke. Opret den først.")
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} er en fil, ikke en mappe. Vælg en ny mappe.")
    out.mkdir(exist_ok=True)
    protocol.write_whole(mark, (json.dumps({"key": key}) + "\n").encode())
    return True


def _withdraw(out: Path) -> None:
    for name in ("run.json", "match.json", "match.parquet", "rapport.html", "rapport.pdf", "report.html", "report.pdf"):
        (out / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        out.rmdir()


def tell_all(c: Core, clock: Clock, *, protocol_sha256: str, register_sha256: str, threads: int) -> Told:
    """This function will run the stages beside the answer and put everything together."""
    reg, study, n = c.register, c.study, c.cases
    service = cohort.service_practices(reg, study)
    own_before = _by_case(c.b, c.b.before.y, n)
    negative = study.negative_types if study.negative_types is not None else tuple(k for k in c.panel.types if k >= 10 and k not in study.types)
    with clock.stage("types"):
        side = np.where(np.isin(reg.persons.practice, service), 0, 1).astype(np.int8)
        side[reg.referrals.person] = -1
        found = panel.events(reg, c.ids, tuple(study.types) + tuple(negative), side)
        told = detail.by_type(found, c.place, reg, c.a, c.b, study, tuple(study.types) + tuple(negative))
        observed = {kind: told.observed(kind, c.a) for kind in study.types}
        parts: dict[str, Part] = {}
        for kind in study.types:
            both = detail.of_type(told, kind, c.a, c.b, n)
            parts |= {f"type {kind} matched": both.matched, f"type {kind} did": both.did}
    with clock.stage("negative controls"):
        for kind in negative:
            parts[f"negative {kind}"] = detail.of_type(told, kind, c.a, c.b, n).matched
        parts["negative mortality"] = detail.mortality(reg, c.a, study, n)
    with clock.stage("cohorts"):
        by = detail.cohort_ids(c.chosen, study.cohorts_by)
        for name in np.unique(by):
            both = detail.of_cases(c.a, c.b, by == name, n)
            parts |= {f"cohort {name} matched": both.matched, f"cohort {name} did": both.did}
            parts[f"cohort {name} before_after"] = estimates.before_after_part(c.b, c.b.before, c.b.after, n, keep=(by == name)[c.b.members.case])
    with clock.stage("equity"):
        strata = detail.groups(reg, c.chosen, own_before, study.strata, cohort.years_of(reg))
        for stratum, marks in strata.items():
            for name, mark in marks.items():
                if mark.sum() >= 3:
                    both = detail.of_cases(c.a, c.b, mark, n)
                    parts |= {f"group {stratum} {name} matched": both.matched, f"group {stratum} {name} did": both.did}
    with clock.stage("sensitivity"):
        for name, other in detail.other_choices(c.a, c.b, c.sets[0], study, c.summed, c.place, reg).items():
            parts[f"choice {name}"] = other
        dose = detail.doses(reg, c.a, c.chosen, n)
        parts |= {f"dose {name}": part for name, (_, part) in dose.items()}
        settled, _ = estimates.settle(parts, draws=study.draws, level=study.level, seed=study.seed)
    with clock.stage("placebo"):
        early, _ = estimates.settle({"placebo": detail.placebo(reg, c.panel, c.chosen, c.people, study, threads=threads)}, draws=study.draws, level=study.level, seed=study.seed)
    with clock.stage("practices"):
        left_out = _left_out(c)
        pseudo = detail.clusters(reg, c.a, c.parts["matched"])
    with clock.stage("population"):
        drifts = population.drifts(found.tally, _exposure(reg, side), c.chosen.cases.month, study)
        whole = population.intention_to_treat(reg, c.panel, c.chosen, service, study)
        arms = detail.randomised(reg, c.panel, study, c.chosen.months)
        chance = estimates.settle({"randomised": arms[0]}, draws=study.draws, level=study.level, seed=study.seed)[0] if arms else {}
    with clock.stage("gates"):
        balance = detail.balances(reg, c.a, c.b, c.summed, c.place)
        steps = detail.yearly_steps(c.summed, c.place, reg, c.b)
        judged = judge(c, balance, steps, settled, early["placebo"], left_out, drifts)
    with clock.stage("event study"):
        events = {name: detail.event_study(c.summed, c.place, reg, m, study) for name, m in (("matched", c.a), ("did", c.b))}

    answer = result.sealed(
        {
            "protocol_sha256": protocol_sha256,
            "register_sha256": register_sha256,
            "period": f"{calendar.date_of(int(c.chosen.cases.day.min()))}/{calendar.date_of(int(c.chosen.cases.day.max()))}",
            "n_referred": n,
            "n_matched": _both_matched(c),
            "match_rate": _both_matched(c) / n,
            "estimates": _main_estimates(c, settled, chance, observed),
            "bracket": bracket(c.estimates),
            "cohorts": [_cohort(c, settled, by, str(name)) for name in np.unique(by)],
            "types": {str(k): {"observed": observed[k], "estimates": _pair(settled, f"type {k}")} for k in study.types},
            "responders": _responders(c),
            "counts": _counts(c),
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
            "population": dataclasses.asdict(whole) | {"whole": whole.whole, "implied": whole.implied} if whole else None,
            "randomised": {"estimate": chance["randomised"], "offered": arms[1], "waiting": arms[2]} if arms else None,
            "trend_bounds": {
                str(f): inference.trend_bounds(c.parts["did"].log_ratio, c.estimates["did"].se_log, steps, factor=f, level=study.level) for f in (0.5, 1.0)
            },
            "e_values": {k: inference.e_value(e.rate_ratio) for k, e in c.estimates.items()},
            "reuse": {k: p.growth for k, p in c.parts.items()},
            "widened": widened(c.estimates),
            "negative_types": list(negative),
            "extract_date": study.extract_date.isoformat() if study.extract_date else None,
            "breaks": [dataclasses.asdict(x) for x in study.breaks],
        }
    )
    return Told(answer, details)


def bracket(told: dict[str, Estimate]) -> list[float]:
    """This function will return the two contrasts' point rate ratios, the lower first."""
    return sorted([told["matched"].rate_ratio, told["did"].rate_ratio])


def widened(told: dict[str, Estimate]) -> list[float]:
    """This function will return the bracket with both intervals laid on: lowest low, highest high."""
    two = [told["matched"], told["did"]]
    return [min(e.low for e in two), max(e.high for e in two)]


def judge(c: Core, balance: list[gates.Balance], steps: Array, settled: dict[str, Estimate], early: Estimate, left_out: list[tuple[int, float]], drifts: list[population.Drift]) -> list[gates.Gate]:
    """This function will judge every gate of the protocol."""
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
    """This function will return a value of each case (cases,); cases without a set get 0."""
    got = np.zeros(cases)
    mine = m.members.treated
    got[m.members.case[mine]] = values[mine]
    return got


def _observed(c: Core, mark: Array) -> int:
    """This function will return the contacts of the matched referred in the outcome window, of the cases marked."""
    who = c.a.members
    return int(c.a.after.y[who.treated & mark[who.case]].sum())


def _both_matched(c: Core) -> int:
    return int(((c.sets[0].found > 0) & (c.sets[1].found > 0)).sum())


def _left_out(c: Core) -> list[tuple[int, float]]:
    practice = c.register.referrals.practice[c.chosen.referral]

    def fit(keep: Array) -> Part:
        return estimates.matched_part(c.a, c.a.after, c.cases, keep=keep[c.a.members.case])

    return detail.leave_one_practice_out(c.a, c.parts["matched"], practice, c.cases, fit)


def _exposure(reg: Register, side: Array) -> Array:
    """This function will return person-months of the not referred by side and month (2, months)."""
    got = np.zeros((2, reg.months))
    for m in range(reg.months):
        there = np.minimum(reg.starts[m + 1], reg.persons.exit_day.astype(np.int64) + 1) - np.maximum(reg.starts[m], reg.persons.entry_day)
        time = np.maximum(there, 0)
        for s in range(2):
            got[s, m] = time[side == s].sum() / cohort.DAYS_A_MONTH
    return got


def _pair(settled: dict[str, Estimate], name: str) -> dict[str, Estimate]:
    return {k: settled[f"{name} {k}"] for k in ("matched", "did")}


def _main_estimates(c: Core, settled: dict[str, Estimate], chance: dict[str, Estimate], observed: dict[int, int]) -> dict[str, Any]:
    told: dict[str, Any] = dict(c.estimates) | chance
    told["per_type"] = {str(k): _pair(settled, f"type {k}") for k in c.study.types}
    if c.study.tariffs:
        told["tariff_weighted"] = {
            name: {"rate_ratio": detail.tariff_weighted({k: settled[f"type {k} {name}"] for k in c.study.types}, observed, c.study.tariffs)}
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
    return {"mean": found.mean, "sd": found.sd, "controls": found.controls, "matched": found.apply(c.estimates["matched"], c.study.level)}


def _concentrated(c: Core, mark: Array) -> str | None:
    """This function will return why a group's numbers must be hidden because few persons make them up, or None."""
    mine = c.a.members.treated & mark[c.a.members.case]
    return disclosure.check_magnitude(c.a.after.y[mine].tolist(), hide_at_most=c.study.hide_at_most)


def _groups(c: Core, settled: dict[str, Estimate], strata: dict[str, dict[str, Array]]) -> list[dict[str, Any]]:
    rows = []
    for stratum, marks in strata.items():
        for name, mark in marks.items():
            told = _pair(settled, f"group {stratum} {name}") if f"group {stratum} {name} did" in settled else None
            rows.append({"stratum": stratum, "group": name, "n": int(mark.sum()), "estimates": told, "hidden": _concentrated(c, mark)})
    return rows
