"""The report says the answer first, in two languages, reaches nowhere, and lets no small number out."""

from __future__ import annotations

import copy
import dataclasses
import json
import re
import shutil

import pytest

from samspil.analysis.effect import command, protocol, report
from samspil.analysis.effect.report import evidence, publish
from samspil.analysis.effect.report.source import Source
from samspil.analysis.effect.report.tongue import GATES, Tongue
from samspil.analysis.effect.report.write import build
from samspil.paper import document
from samspil.paper.refusal import Refused


@pytest.fixture
def parts(finished, study_path):
    """Return what a report is made of, free to change."""
    return copy.deepcopy(finished[0].result), copy.deepcopy(finished[0].details), protocol.read(study_path)


def text_of(parts, code="da", earlier=()):
    """Return the whole report as plain text."""
    result, details, study = parts
    return document.to_text(
        build(Source(result, details, study, publish.protected(result, details, study, earlier), Tongue(code)))
    )


def test_the_answer_comes_first_with_its_bracket_and_its_limits(parts):
    told = " ".join(text_of(parts).split())
    low, high = parts[0]["bracket"]
    t = Tongue("da")
    assert f"mellem {t.change(high)} og {t.change(low)} kontakter" in told
    assert told.index("De henviste havde") < told.index("Hvad svaret ikke viser") < told.index("Hvem er med")
    assert "Ikke til udbetaling uden gennemsyn" in told
    for gate in parts[0]["gates"]:
        assert GATES[gate["name"]][0][0] in told


def cells(parts, code):
    """Return the digits of every number in every table of the report."""
    result, details, study = parts
    whole = build(Source(result, details, study, publish.protected(result, details, study, ()), Tongue(code)))
    tables = [
        b.table if isinstance(b, document.Figure) else b
        for b in whole.blocks
        if isinstance(b, document.Figure | document.Table)
    ]
    words = [str(cell) for table in tables for row in table.rows for cell in row]
    return [re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", w)) for w in words]


def test_the_english_twin_has_the_same_numbers(parts):
    da, en = cells(parts, "da"), cells(parts, "en")
    assert len(da) > 300
    assert da == en


def test_files_are_whole_accessible_and_reach_nowhere(parts, tmp_path):
    names = {p.name for p in report.write(*parts, tmp_path)}
    assert names == {"rapport.html", "rapport.pdf", "report.html", "report.pdf"}
    page = (tmp_path / "rapport.html").read_text("utf-8")
    assert '<html lang="da">' in page
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page) == []
    assert "<script" not in page
    assert '<html lang="en">' in (tmp_path / "report.html").read_text("utf-8")
    assert b"pdfuaid" in (tmp_path / "rapport.pdf").read_bytes()


def test_a_group_of_seven_is_hidden_and_of_eight_is_shown(parts):
    """The data could leak: the group's true number and estimate are in the details."""
    result, details, study = parts
    group = next(g for g in details["groups"] if g["stratum"] == "sex")
    other = next(g for g in details["groups"] if g["stratum"] == "sex" and g is not group)
    group["estimates"]["matched"] |= {"rate_ratio": 0.3217, "low": 0.3, "high": 0.34}
    for n, is_shown in ((7, False), (8, True)):
        other["n"] += group["n"] - n
        group["n"] = n
        told = text_of((result, details, study))
        assert ("67,8 % færre" in told) is is_shown


def test_a_group_that_few_persons_make_up_is_hidden(parts):
    _result, details, _study = parts
    group = next(g for g in details["groups"] if g["stratum"] == "sex")
    group["estimates"]["matched"] |= {"rate_ratio": 0.3217, "low": 0.3, "high": 0.34}
    assert "67,8 % færre" in text_of(parts)
    group["hidden"] = "to borgere udgør over 90 % af tallet"
    assert "67,8 % færre" not in text_of(parts)


def test_no_true_count_stands_in_the_report(parts):
    result, details, study = parts
    published = publish.protected(result, details, study, ())
    shown = {n for n in published.shown.values() if n is not None}
    assert all(n % 5 == 0 for n in shown)
    assert all(n is None for cell, n in published.shown.items() if published.counts[cell] <= 7)


def test_a_small_growth_since_the_last_report_is_hidden(parts, tmp_path):
    result, details, study = parts
    report.write(result, details, study, tmp_path)
    before = publish.protected(result, details, study, ())
    group = next(g for g in details["groups"] if g["stratum"] == "sex")
    name = f"group sex {group['group']}"
    for grown in (
        group,
        *[
            next(g for g in details["groups"] if g["stratum"] == k)
            for k in dict.fromkeys(g["stratum"] for g in details["groups"])
            if k != "sex"
        ],
    ):
        grown["n"] += 3

    for key in ("referrals", "cases"):
        details["flow"][key] += 3

    result["n_matched"] += 3
    for many in (*details["drift"].values(), details["doses"]["0-0"]):
        many["n"] += 3

    alone = publish.protected(result, details, study, ())
    beside = publish.protected(result, details, study, [tmp_path / "published.json"])
    assert before.shown[name] is not None
    assert alone.shown[name] is not None
    assert beside.shown[name] is None


def test_an_unreadable_earlier_report_is_refused(tmp_path):
    (tmp_path / "published.json").write_text('{"rule": 5}', "utf-8")
    with pytest.raises(Refused, match="--earlier"):
        publish.load(tmp_path / "published.json")


def test_the_command_writes_result_and_report(register_dir, study_path, finished, tmp_path, capsys):
    shutil.copytree(finished[1], tmp_path / "out")
    assert (
        command.main(
            ["run", str(study_path), "--register", str(register_dir), "--out", str(tmp_path / "out"), "--threads", "1"]
        )
        == 0
    )
    assert {p.name for p in (tmp_path / "out").iterdir()} >= {
        "result.json",
        "rapport.html",
        "rapport.pdf",
        "published.json",
    }
    told = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))

    assert told["result_sha256"] == finished[0].result["result_sha256"]
    assert told["result_sha256"] in capsys.readouterr().out


def test_help_reads_like_a_manual(capsys):
    assert command.main(["--help"]) == 0
    told = capsys.readouterr().out
    for word in ("init", "ingest", "simulate", "seal", "run", "power", "codes", "Sådan gør du"):
        assert word in told
    assert command.main(["run", "--help"]) == 0
    assert command.main([]) == 2
    assert command.main(["nothing"]) == 2


def test_the_narrower_answer_stands_on_its_explanation(parts):
    """The small register has enough referred to read the shape; where it does not fit, the report says so and gives no number."""
    _, details, _ = parts
    told = details["shape"]
    t = Tongue("da")
    said = f"Passer forklaringen på, hvorfor folk blev henvist, er svaret {t.change(told['estimate']['rate_ratio'])}"
    assert said in " ".join(text_of(parts).split())
    told["estimate"] = dict.fromkeys(told["estimate"])
    told["p"] = 0.01
    for code, warning in (
        ("da", "Ingen blanding af de tre grunde passer"),
        ("en", "No mixture of the three reasons fits"),
    ):
        words = " ".join(text_of(parts, code).split())
        assert warning in words
        assert "Passer forklaringen" not in words
        assert "If the explanation" not in words

    details["shape"] = None
    assert "Der er for få henvist eller for få måneder" in " ".join(text_of(parts).split())


def test_each_payers_types_are_added_up(parts):
    result, _, study = parts
    study = dataclasses.replace(
        study, payers={1: "regionen", 2: "regionen", 6: "kommunen"}, tariffs={1: 100.0, 2: 100.0, 6: 2000.0}
    )
    t = Tongue("da")
    rows = {row[0]: row[1:] for row in evidence.payers_of(Source(result, {}, study, publish.protected(*parts, ()), t))}
    saved = [
        sum(
            told["observed"] - told["observed"] / told["estimates"][key]["rate_ratio"]
            for told in (result["types"][k] for k in ("1", "2"))
        )
        for key in ("matched", "did")
    ]

    assert rows["regionen"][:2] == (t.number(min(saved)), t.number(max(saved)))
    assert rows["regionen"][2:] == (t.number(100 * min(saved)), t.number(100 * max(saved)))
    assert set(rows) == {"regionen", "kommunen", "ikke angivet"}


def test_known_breaks_and_drift_among_others_are_shown(parts):
    _, details, _ = parts
    assert "Protokollen nævner ingen kendte brud" in " ".join(text_of(parts).split())
    details["breaks"] = [{"month": "2025-01", "where": "trial", "what": "Ny lægevagt", "types": [2]}]
    words = " ".join(text_of(parts).split())
    assert "Ny lægevagt" in words
    assert "kun forsøgets område" in words
    assert "Borgere, der ikke er henvist" in words
