"""Every deed has its answer to "I did not mean that": undone within ten minutes, taken back by another, sent anew, or rightly final.

The list is `ways_back.toml`, written by hand. That a deed which makes something public tells so before it is done is asked of
each cell of the permission matrix.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from samspil.spine import undoing
from samspil.web import rights
from tests.promises.test_permissions import DONE, ROWS, Row, ours

LIST = Path(__file__).parent / "ways_back.toml"
TOLD = tomllib.loads(LIST.read_text(encoding="utf-8"))
# What nobody can have meant otherwise is no answer.
SHORTEST = 12


def deeds(rows: list[Row]) -> set[str]:
    """Name the addresses that something is sent to: whose POST is more than no such way in."""
    return {row.name for row in rows if row.method == "POST" and set(row.expected) != {"405"}}


def asked(rows: list[Row]) -> set[str]:
    """Name the addresses whose page somebody is shown."""
    return {row.name for row in rows if row.method == "GET" and DONE & set(row.expected)}


def answered(told: Mapping[str, Any]) -> list[str]:
    return [*told["undo"], *told["deed"], *told["again"]["at"], *told["final"]]


def faults(told: Mapping[str, Any], rows: list[Row], words: set[str]) -> list[str]:
    there, once = deeds(rows), Counter(answered(told))
    return sorted(
        [f"{name} has no way back and no reason" for name in there - once.keys()]
        + [f"{name} is no deed" for name in once.keys() - there]
        + [f"{name} is answered twice" for name, times in once.items() if times > 1]
        + [f"{word} is undone nowhere" for word in words - set(told["undo"].values())]
        + [f"{name} names {word}, which nobody registered" for name, word in told["undo"].items() if word not in words]
        + [f"{name} is taken back at {to}, which is no deed" for name, to in told["deed"].items() if to not in there]
        + [f"{name} is sent again and shown to nobody" for name in told["again"]["at"] if name not in asked(rows)]
        + [f"{name} is final without a sentence" for name, why in told["final"].items() if len(why) < SHORTEST]
        + [f"{name} is final without a sentence" for name, why in told["final"].items() if not why.endswith(".")]
    )


def test_every_deed_has_one_answer() -> None:
    assert len(deeds(ROWS)) > 200
    assert faults(TOLD, ROWS, set(undoing.words())) == []


def test_what_is_named_is_there() -> None:
    assert set(answered(TOLD)) - ours() == set()


def test_what_a_button_makes_public_is_taken_back() -> None:
    public = {each.url for each in rights.registered() if each.opens}
    assert public
    assert public & TOLD["final"].keys() == set()


DEED = Row("trials:publish", "-", "POST", ("302",) * 8, {})
OTHER = Row("trials:unpublish", "-", "POST", ("302",) * 8, {})
CLOSED = Row("trials:list", "-", "POST", ("405",) * 8, {})
NONE: dict[str, Any] = {"undo": {}, "deed": {}, "again": {"at": []}, "final": {}}
WHOLE = {**NONE, "deed": {"trials:publish": "trials:unpublish", "trials:unpublish": "trials:publish"}}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, []),
        ({"deed": {"trials:publish": "trials:unpublish"}}, ["trials:unpublish has no way back and no reason"]),
        ({"final": {"trials:publish": "Det er for sent nu."}}, ["trials:publish is answered twice"]),
        ({"final": {"trials:list": "Det er for sent nu."}}, ["trials:list is no deed"]),
        (
            {"deed": {"trials:publish": "trials:list", "trials:unpublish": "trials:publish"}},
            ["trials:publish is taken back at trials:list, which is no deed"],
        ),
        (
            {"deed": {"trials:unpublish": "trials:publish"}, "undo": {"trials:publish": "nothing.done"}},
            ["trials:publish names nothing.done, which nobody registered"],
        ),
        (
            {"deed": {"trials:unpublish": "trials:publish"}, "again": {"at": ["trials:publish"]}},
            ["trials:publish is sent again and shown to nobody"],
        ),
        (
            {"deed": {"trials:unpublish": "trials:publish"}, "final": {"trials:publish": "Fordi det er sådan"}},
            ["trials:publish is final without a sentence"],
        ),
    ],
)
def test_a_deed_without_an_answer_is_found(change: dict[str, Any], says: list[str]) -> None:
    assert faults({**WHOLE, **change}, [DEED, OTHER, CLOSED], set()) == says


def test_an_undoing_that_no_page_offers_is_found() -> None:
    assert faults(WHOLE, [DEED, OTHER], {"trial.shown"}) == ["trial.shown is undone nowhere"]
