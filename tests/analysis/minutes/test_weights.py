"""Every weight of the grammar stands in one table with its reason, is used by its name, and no score stands bare in the code."""

from __future__ import annotations

import ast
import dataclasses
from pathlib import Path

import pytest

from samspil.analysis.minutes import cues, grammar, headings, neighbours, steps, weights

MODULES = (cues, grammar, headings, neighbours)
SCORES = {
    "meta",
    "head",
    "score",
    "entry",
    "ahead",
    "contents",
    "chrome",
    "closing",
}  # what holds a score, on Cues and the like
SOURCES = {module.__name__.rpartition(".")[2]: Path(str(module.__file__)).read_text("utf-8") for module in MODULES}


def used(source: str) -> set[str]:
    """Return the weights that a source names."""
    return {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "WEIGHTS"
    }


def bare(source: str) -> list[int]:
    """Return the lines where a number stands for a score: any float but 0.0, and what a score is compared with or changed by."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value:
            lines.append(node.lineno)
        elif isinstance(node, ast.Compare) and _holds_score(node.left):
            lines += [side.lineno for side in node.comparators if _whole(side)]
        elif isinstance(node, ast.AugAssign) and _holds_score(node.target) and _whole(node.value):
            lines.append(node.lineno)
    return lines


def _holds_score(node: ast.expr) -> bool:
    return getattr(node, "attr", getattr(node, "id", None)) in SCORES


def _whole(node: ast.expr) -> bool:
    """Tell whether a side is a whole number that is not 0, with or without its sign."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int) and inner.value != 0


@pytest.mark.parametrize("field", dataclasses.fields(weights.Weights), ids=lambda field: field.name)
def test_each_weight_is_used_and_has_a_reason(field):
    assert any(field.name in used(source) for source in SOURCES.values())
    reason = field.metadata["reason"]
    assert len(reason.split()) >= 4
    assert field.default != 0


def test_no_reason_is_given_twice():
    reasons = [field.metadata["reason"] for field in dataclasses.fields(weights.Weights)]
    assert len(reasons) > 120
    assert sorted(reasons) == sorted(set(reasons))


@pytest.mark.parametrize("name", SOURCES)
def test_no_score_stands_bare(name):
    assert bare(SOURCES[name]) == []


@pytest.mark.parametrize(
    "planted",
    ["score -= 1.5", "score -= 2", "x = cue.head >= 2", "x = start.score > -2", "return 0.8 if paged else 0.0"],
)
def test_a_bare_score_would_be_seen(planted):
    assert bare(f"def f(cue, start, score, paged):\n    {planted}") == [2]


def test_a_weight_that_nobody_names_would_be_seen():
    assert used("x = WEIGHTS.start_dot + OTHER.start_bare") == {"start_dot"}


def test_each_step_is_free_or_has_one_price_and_a_reason():
    priced = [(earlier, each.later) for each in steps.PRICES for earlier in each.earlier]
    free = [(earlier, later) for earlier, laters in steps.FREE.items() for later in laters]
    assert len(priced + free) == len(set(priced + free)) == 69
    assert sum(len(laters) for laters in steps.FOLLOWS.values()) == 69
    assert all(each.price and len(each.reason.split()) >= 4 for each in steps.PRICES)
    assert all(len(each.reason.split()) >= 4 for each in (*steps.READY_AFTER.values(), steps.READY_OTHER))
