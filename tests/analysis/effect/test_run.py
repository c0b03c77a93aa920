"""A run tells the documented keys, the same again, and survives being killed; what cannot be measured is refused."""

from __future__ import annotations

import json
import math
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samspil.analysis.effect import cohort, command, matching, panel, protocol, register, result, run
from samspil.paper.refusal import Refused
from tests.analysis.effect.conftest import sealed_protocol

KEYS = {
    "protocol_sha256",
    "register_sha256",
    "result_sha256",
    "period",
    "measured_on",
    "interval_level",
    "n_referred",
    "n_matched",
    "match_rate",
    "estimates",
    "bracket",
    "cohorts",
    "types",
    "responders",
    "counts",
    "data",
    "gates",
    "payable",
    "engine",
    "version",
    "seconds",
}


def test_the_result_has_the_documented_keys(finished):
    told = finished[0].result
    assert set(told) == KEYS
    assert {"matched", "did", "before_after", "per_type", "randomised"} == set(told["estimates"])
    assert set(told["estimates"]["matched"]) == {"rate_ratio", "low", "high", "se_log"}
    assert told["bracket"] == sorted(told["estimates"][k]["rate_ratio"] for k in ("matched", "did"))
    assert set(told["cohorts"][0]) == {"id", "n", "estimates", "observed"}
    assert list(told["types"]) == ["1", "2", "3", "4", "5", "6"]
    assert set(told["responders"]) == {"n", "successes", "threshold"}
    assert [set(g) for g in told["gates"]] == [{"name", "value", "limit", "passed"}] * 9
    assert told["payable"] == all(g["passed"] for g in told["gates"])
    assert told["match_rate"] == pytest.approx(told["n_matched"] / told["n_referred"])
    assert sum(t["observed"] for t in told["types"].values()) == sum(c["observed"] for c in told["cohorts"])


def test_the_hash_covers_everything_but_speed(finished):
    told = finished[0].result
    assert result.sha256(told) == told["result_sha256"]
    assert result.sha256(told | {"seconds": {}, "engine": "spark", "version": "9"}) == told["result_sha256"]
    assert result.sha256(told | {"n_referred": 1}) != told["result_sha256"]


def test_the_flow_adds_up(finished):
    flow = finished[0].details["flow"]
    out = flow["repeated"] + flow["waiting_arm"] + flow["too_young"] + flow["too_early"] + flow["too_late"]
    assert flow["referrals"] == out + flow["cases"]
    assert flow["waiting_arm"] > 0


def test_a_rerun_and_a_resumed_run_give_the_same_hash(finished, register_dir, study_path, tmp_path):
    told, out = finished
    again = run.run(study_path, register_dir, tmp_path / "again", threads=2)
    assert again.result["result_sha256"] == told.result["result_sha256"]
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    (copy / "result.json").unlink()
    resumed = run.run(study_path, register_dir, copy)
    assert resumed.result["result_sha256"] == told.result["result_sha256"]
    (copy / "match.parquet").write_bytes(b"half")
    assert run.run(study_path, register_dir, copy).result["result_sha256"] == told.result["result_sha256"]


def test_another_directory_is_not_taken_over(register_dir, study_path, tmp_path, capsys):
    (tmp_path / "x").write_text("x", "utf-8")
    assert command.main(["run", str(study_path), "--register", str(register_dir), "--out", str(tmp_path)]) == 2
    assert "Vælg en ny mappe" in capsys.readouterr().err


def split(register_dir, out, *, table, parts):
    """Copy a register with one table as a directory of parts."""
    shutil.copytree(register_dir, out)
    whole = pq.read_table(out / f"{table}.parquet")
    (out / f"{table}.parquet").unlink()
    (out / f"{table}.parquet").mkdir()
    step = -(-whole.num_rows // parts)
    for i in range(parts):
        pq.write_table(whole.slice(i * step, step), out / f"{table}.parquet" / f"part-{i}.parquet")


def numbers(told):
    """Return the result without what names the files."""
    return {k: v for k, v in told.result.items() if k not in {"register_sha256", "result_sha256", "seconds"}}


def test_splitting_a_file_changes_nothing(finished, register_dir, study_path, tmp_path):
    split(register_dir, tmp_path / "split", table="contacts", parts=3)
    told = run.run(study_path, tmp_path / "split", tmp_path / "out")
    assert numbers(told) == numbers(finished[0])


def test_an_explicit_count_equals_repeated_rows(finished, register_dir, study_path, tmp_path):
    shutil.copytree(register_dir, tmp_path / "n")
    t = pq.read_table(register_dir / "contacts.parquet")
    grouped = (
        t.group_by(["person_id", "date", "type"], use_threads=False)
        .aggregate([([], "count_all")])
        .rename_columns(["person_id", "date", "type", "n"])
    )
    assert grouped.num_rows < t.num_rows
    n = grouped["n"].combine_chunks().to_pylist()
    grouped = grouped.set_column(3, "n", pa.array([None if x == 1 else x for x in n], pa.int16()))
    pq.write_table(grouped, tmp_path / "n" / "contacts.parquet")
    told = run.run(study_path, tmp_path / "n", tmp_path / "out")
    assert numbers(told) == numbers(finished[0])


def test_shifting_every_date_by_whole_leap_cycles_changes_only_the_dates(finished, register_dir, study_path, tmp_path):
    days = 365 * 28 + 7
    (tmp_path / "r").mkdir()
    for name in ("persons", "contacts", "referrals"):
        t = pq.read_table(register_dir / f"{name}.parquet")
        for c in ("date", "entry_date", "exit_date"):
            if c in t.column_names:
                moved = pa.compute.add(t[c].cast(pa.int32()), pa.scalar(days, pa.int32())).cast(pa.date32())
                t = t.set_column(t.column_names.index(c), c, moved)
        if "birth_year" in t.column_names:
            t = t.set_column(1, "birth_year", pa.compute.add(t["birth_year"], pa.scalar(28, pa.int16())))
        pq.write_table(t, tmp_path / "r" / f"{name}.parquet")
    told = run.run(study_path, tmp_path / "r", tmp_path / "out")
    assert told.result["estimates"] == finished[0].result["estimates"]


def test_permuting_person_numbers_changes_only_ties(finished, register_dir, study_path, tmp_path):
    """Numbers decide ties alone, so the estimates move by far less than their standard error."""
    n = pq.read_table(register_dir / "persons.parquet").num_rows
    new = np.random.default_rng(1).permutation(n).astype(np.int32)
    (tmp_path / "r").mkdir()
    for name in ("persons", "contacts", "referrals"):
        t = pq.read_table(register_dir / f"{name}.parquet")
        t = t.set_column(0, "person_id", pa.array(new[t["person_id"].to_numpy()]))
        pq.write_table(t.sort_by("person_id"), tmp_path / "r" / f"{name}.parquet")

    told = run.run(study_path, tmp_path / "r", tmp_path / "out")
    for name in ("matched", "did"):
        a, b = told.result["estimates"][name], finished[0].result["estimates"][name]
        assert abs(math.log(a["rate_ratio"] / b["rate_ratio"])) < b["se_log"]

    assert told.result["estimates"]["before_after"]["rate_ratio"] == pytest.approx(
        finished[0].result["estimates"]["before_after"]["rate_ratio"], abs=0.02
    )


def test_an_extract_date_drops_months_that_are_not_ripe(register_dir, tmp_path):
    path = sealed_protocol(tmp_path, **{'extract_date = ""': 'extract_date = "2026-11-10"'})
    told = run.run(path, register_dir, tmp_path / "out")
    assert told.details["flow"]["too_late"] > 50
    assert "2025-07-01" <= told.result["period"].split("/")[1] <= "2025-07-31"


def test_a_register_that_nobody_can_be_compared_in_is_refused(register_dir, tmp_path):
    path = sealed_protocol(tmp_path, **{"practices = []": f"practices = {list(range(200))}"})
    with pytest.raises(Refused, match="sammenlignet"):
        run.run(path, register_dir, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def sets_of_month(folder, study, month):
    """Match the register in `folder` and return the sets of the cases of one index month, both contrasts."""
    reg = register.open_register(folder)
    chosen = cohort.choose(reg, study)
    here = chosen.cases.month == month
    cases = matching.Cases(chosen.cases.person[here], chosen.cases.day[here], chosen.cases.month[here])
    rules = cohort.rules(study, (study.matched_blocks, study.did_blocks))
    people, years = cohort.candidates(reg, study), cohort.years_of(reg)
    sets = matching.match(panel.build(reg, study.types).counts, cases, people, reg.starts, years, rules)
    return [cases.person.tolist(), *(s.control.tolist() for s in sets), *(s.distance.tolist() for s in sets)]


def test_outcomes_cannot_steer_the_sets_of_any_index_month(register_dir, study_path, tmp_path):
    """For every index month, all contacts of that month and later are dealt out anew: its sets stay as they were."""
    study = protocol.read(study_path)
    reg = register.open_register(register_dir)
    months = np.unique(cohort.choose(reg, study).cases.month)
    assert len(months) == 12
    shutil.copytree(register_dir, tmp_path / "r")
    t = pq.read_table(register_dir / "contacts.parquet")
    person, day = t["person_id"].to_numpy(), t["date"].cast(pa.int32()).to_numpy()
    seen = 0
    for month in months:
        later = day >= reg.starts[month]
        dealt = person.copy()
        dealt[later] = np.random.default_rng(int(month)).permutation(person[later])
        assert (dealt != person).sum() > 10_000
        order = np.lexsort((day, dealt))
        pq.write_table(
            t.set_column(0, "person_id", pa.array(dealt)).take(pa.array(order)), tmp_path / "r" / "contacts.parquet"
        )
        before, after = (sets_of_month(folder, study, month) for folder in (register_dir, tmp_path / "r"))
        assert before == after
        seen += len(before[0])

    assert seen == len(cohort.choose(reg, study).cases.person)


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_and_a_memory_limit_change_no_hash(finished, register_dir, study_path, tmp_path, threads):
    told = run.run(study_path, register_dir, tmp_path / "out", threads=threads, memory_limit="300MB")
    assert told.result["result_sha256"] == finished[0].result["result_sha256"]


def test_what_a_killed_run_left_is_swept_and_a_living_one_is_not_disturbed(
    finished, register_dir, study_path, tmp_path
):
    out = tmp_path / "out"
    out.mkdir()
    dead, alive = out / ".run.json.4194304.part", out / ".run.json.1.part"
    for part in (dead, alive):
        part.write_text('{"ke', "utf-8")
    told = run.run(study_path, register_dir, out)
    assert told.result["result_sha256"] == finished[0].result["result_sha256"]
    assert [p for p in out.iterdir() if p.name.startswith(".")] == [alive]


def test_the_written_result_is_plain_json(finished):
    words = (finished[1] / "result.json").read_text("utf-8")
    assert "NaN" not in words
    assert "Infinity" not in words
    json.loads(words)
