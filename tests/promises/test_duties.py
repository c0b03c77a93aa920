"""Every purpose of a duty is declared by its feature, and one that a record fulfils has a deed that closes it by that record."""

from __future__ import annotations

import ast
import importlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from samspil.spine import kinds, purposes

SAMSPIL = Path(__file__).parents[2] / "samspil"
OWN = {"samspil.spine.duties", "samspil.spine.purposes"}  # the modules that the rest goes through
NAMES = {"duties", "spine_duties"}
TEST_ONLY = {"call", "test_make", "test_call"}


def modules() -> dict[str, str]:
    return {
        ".".join(path.relative_to(SAMSPIL.parent).with_suffix("").parts).removesuffix(".__init__"): path.read_text(
            "utf-8"
        )
        for path in sorted(SAMSPIL.rglob("*.py"))
        if "migrations" not in path.parts
    }


def said(name: str, value: ast.expr) -> str:
    """What an expression such as `rules.PURPOSE` is in its own module."""
    return str(eval(ast.unparse(value), dict(vars(importlib.import_module(name)))))  # noqa: S307 -- our own source


def used(sources: dict[str, str]) -> dict[str, set[str]]:
    """The purposes that the source gives, fulfils and asks for, and where a duty is made or closed past the two doors."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, source in sources.items():
        if name in OWN:
            continue
        for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
            _look_at(name, call, found)
    return found


def _look_at(name: str, call: ast.Call, found: dict[str, set[str]]) -> None:
    written = ast.unparse(call.func)
    words = {each.arg: each.value for each in call.keywords if each.arg}
    owner, _, verb = written.rpartition(".")
    if owner in NAMES and verb in {"give", "fulfil"}:
        found[verb].add(said(name, words["purpose"]))
    elif verb in {"filter", "exclude", "get"} and "dut" in owner.lower() and "purpose" in words:
        found["asked"].add(said(name, words["purpose"]))
    if written == "Duty" or (owner.endswith("Duty.objects") and verb in {"create", "bulk_create", "update_or_create"}):
        found["past the door"].add(name)
    if verb in {"update", "bulk_update"} and {"done_at", "ended"} & set(words):
        found["past the door"].add(name)


def faults(found: dict[str, set[str]], declared: dict[str, purposes.Purpose]) -> list[str]:
    by_record = {name for name, each in declared.items() if each.is_by_record}
    # What a duty goes on as when what it was about is erased; it is given by nobody else (spine/scrubbing).
    after = {each.outlives for each in declared.values() if each.outlives}

    return sorted(
        [
            f"{name} is not declared"
            for name in found["give"] | found["fulfil"] | found["asked"] | after
            if name not in declared
        ]
        + [f"{name} is closed by no record" for name in by_record - found["fulfil"]]
        + [f"{name} is given by nobody" for name in declared.keys() - found["give"] - after]
        + [f"{name} outlives its record, and waits for one" for name in after & by_record]
        + [f"{name} makes or closes a duty past the door" for name in found["past the door"]]
    )


def ours() -> dict[str, purposes.Purpose]:
    return {each.name: each for each in purposes.everyone() if each.name not in TEST_ONLY}


def test_every_purpose_is_declared_and_what_a_record_fulfils_is_closed_by_one() -> None:
    found = used(modules())
    assert faults(found, ours()) == []
    assert found["give"] == {
        "answer",
        "carry_case",
        "civic_task",
        "danger",
        "follow_up",
        "next_step",
        "own_message",
        "slips",
        "stop_trial",
    }
    assert found["fulfil"] == {"answer", "carry_case", "danger", "slips", "stop_trial"}
    assert {each.outlives for each in ours().values() if each.outlives} == {"danger_after"}


def test_a_planted_fault_is_found() -> None:
    place = "samspil.features.voices.actions.answering"
    whole = modules()
    planted: dict[str, Any] = {
        "visit is not declared": {place: whole[place] + '\nduties.give(by=1, node=2, purpose="visit", title="x")\n'},
        "answer is closed by no record": {place: whole[place].replace("duties.fulfil(", "duties.do(")},
        "answer is given by nobody": {place: whole[place].replace("duties.give(", "duties.gave(")},
        f"{place} makes or closes a duty past the door": {
            place: whole[place] + '\nDuty.objects.create(purpose="answer")\n'
        },
    }
    for fault, changed in planted.items():
        assert fault in faults(used({**whole, **changed}), ours())


def test_what_a_record_fulfils_says_where_one_makes_it_and_of_which_kind() -> None:
    for each in ours().values():
        if each.is_by_record:
            assert each.records <= {kind.name for kind in kinds.everyone()}
            assert each.url_name
            assert each.until
