"""Promises about rules: who may is asked of the table alone, it has words for the refused, and states come from one place."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from samspil.spine import policy, records, states

FEATURES = Path(__file__).parents[2] / "samspil" / "features"


def parts() -> list[str]:
    """Return every feature, and in place of one parted by subject its sub-areas."""
    features = sorted(path.parent for path in FEATURES.glob("*/apps.py"))
    whole = {each for each in features if (each / "rules.py").exists() or (each / "rules").is_dir()}
    areas = [area.parent for each in features if each not in whole for area in sorted(each.glob("*/__init__.py"))]
    named = [path.relative_to(FEATURES).as_posix() for path in (*whole, *areas)]
    return sorted(each for each in named if not each.endswith(("/migrations", "/management")))


PARTS = parts()
# What is only asked (`policy.allows`), so that nobody is ever refused it in words: who reads what, and who vouches.
NEVER_REFUSED = {("read_words", "voice"), ("vouch", "voice")}
ASKS = {"policy.check", "policy.allows", "policy.check_somewhere", "policy.allows_somewhere"}


def test_features_and_their_sub_areas_are_judged() -> None:
    assert {"reports", "cases/editing", "cases/pages"} <= {*PARTS}


def rules_of(feature: str) -> list[Path]:
    return [
        path
        for path in sorted((FEATURES / feature).rglob("*.py"))
        if path.stem == "rules" or path.parent.name == "rules"
    ]


def only_asking(told: str) -> list[str]:
    """Return the functions of a module that do nothing but ask the policy, itself or through another such function."""
    functions = [node for node in ast.walk(ast.parse(told)) if isinstance(node, ast.FunctionDef)]
    met: list[str] = []
    while True:
        more = [each.name for each in functions if each.name not in met and _only_asks(each, ASKS | set(met))]
        if not more:
            return met
        met += more


def _only_asks(function: ast.FunctionDef, asks: set[str]) -> bool:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if len(body) != 1:
        return False
    step = body[0]
    if isinstance(step, ast.If) and isinstance(step.test, ast.UnaryOp) and isinstance(step.body[0], ast.Raise):
        return _calls(step.test.operand, asks)
    return isinstance(step, ast.Expr | ast.Return) and _calls(step.value, asks)


def _calls(value: ast.expr | None, asks: set[str]) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) in asks


@pytest.mark.parametrize("path", [path for feature in PARTS for path in rules_of(feature)], ids=str)
def test_no_rule_only_asks_the_policy(path: Path) -> None:
    assert only_asking(path.read_text(encoding="utf-8")) == []


def test_a_rule_that_only_asks_is_seen_however_it_is_wrapped() -> None:
    planted = '''
def check_move(by, record):
    """Only near ones move it."""
    policy.check(by, "move", "trial", record)

def may_move(by, record):
    return policy.allows(by, "move", record)

def check_stop(by, record):
    if not may_move(by, record):
        raise NotAllowed("Nej.")

def check_both(by, record, words):
    policy.check(by, "move", record)
    if not words:
        raise Refused("Skriv noget.")
'''
    assert sorted(only_asking(planted)) == ["check_move", "check_stop", "may_move"]


def speechless(rows: Iterable[policy.Rule]) -> set[tuple[str, str]]:
    """Return the deeds that no row has words for when somebody is refused."""
    table = list(rows)
    return {(row.action, row.kind) for row in table} - {(row.action, row.kind) for row in table if row.refusal}


@pytest.mark.parametrize("feature", [each for each in PARTS if rules_of(each)])
def test_every_deed_has_words_for_the_refused(feature: str) -> None:
    rules = importlib.import_module(f"samspil.features.{feature.replace('/', '.')}.rules")
    assert speechless(getattr(rules, "POLICY", ())) - NEVER_REFUSED == set()


def test_a_deed_without_words_is_seen() -> None:
    mute = policy.rule("move", "trial", "staff", policy.NEAR, "De kan flytte den.")
    assert speechless([mute]) == {("move", "trial")}
    assert speechless([mute, mute.otherwise("Kun de nære kan flytte den.")]) == set()


MOST = 8  # words that a function takes one by one; more come together, under the field's own name


def wordy(told: str) -> list[str]:
    """Return the functions of a module that take more than can be kept apart."""
    functions = [node for node in ast.walk(ast.parse(told)) if isinstance(node, ast.FunctionDef)]
    return [each.name for each in functions if len(each.args.args) + len(each.args.kwonlyargs) > MOST]


@pytest.mark.parametrize("folder", ["spine", "web", *(f"features/{feature}" for feature in PARTS)])
def test_what_comes_as_many_words_comes_together(folder: str) -> None:
    paths = [path for path in (FEATURES.parent / folder).rglob("*.py") if "migrations" not in path.parts]
    assert {path.name: found for path in paths if (found := wordy(path.read_text(encoding="utf-8")))} == {}


def test_a_function_of_many_words_is_seen() -> None:
    most = ", ".join(f"a{number}: int" for number in range(MOST))
    assert wordy(f"def fine(*, {most}): ...\ndef wordy(by, *, {most}): ...") == ["wordy"]


# A name under which words lie stripped already, and a call that strips them.
BLANK = re.compile(r"^ *if not \(?(?:\w+ := )?[\w.\[\]\"', ()]+\.strip\(\)\)?:\n +raise Refused\(", re.MULTILINE)


def test_that_something_is_written_is_asked_in_one_way() -> None:
    """`refusal.demanded` gives the words without blanks, or refuses; nobody writes that again by hand."""
    paths = [path for folder in ("spine", "web", "features") for path in (FEATURES.parent / folder).rglob("*.py")]
    assert [str(path) for path in paths if BLANK.search(path.read_text(encoding="utf-8"))] == []
    assert BLANK.search('def check(a):\n    if not a.strip():\n        raise Refused("Skriv noget.")\n')
    assert BLANK.search('    if not (said := told.get("x", "").strip()):\n        raise Refused("Skriv noget.")\n')


HOW_TO = (FEATURES.parents[1] / "docs" / "how-to" / "add-a-permission.md").read_text(encoding="utf-8")


def named_in(told: str) -> set[tuple[str, str]]:
    """Return what a page names of `policy`, `records` and `states`: in its code, and where it speaks of it."""
    return set(re.findall(r"\b(policy|records|states)\.([A-Za-z_]\w*)", told)) - {("states", "md")}


def test_the_how_to_speaks_of_what_there_is() -> None:
    spine = {"policy": policy, "records": records, "states": states}
    assert ("records", "new") in named_in(HOW_TO)
    assert {(module, name) for module, name in named_in(HOW_TO) if not hasattr(spine[module], name)} == set()
    blocks = re.findall(r"```python\n(.*?)```", HOW_TO, re.DOTALL)
    assert [ast.parse(block) for block in blocks]
    row = eval(blocks[0], {"policy": policy})  # noqa: S307 -- the page's own example
    assert row.refusal == "Kun tovholderen kan lade en idé hvile."
    assert row.says == "Tovholderen kan lade en idé hvile."


def test_a_page_that_names_what_is_gone_is_seen() -> None:
    assert named_in("Call `policy.permit(by)`, and then records.new.") == {("policy", "permit"), ("records", "new")}
    assert not hasattr(policy, "permit")


State = models.Field  # type: ignore[type-arg]


def strange(fields: Iterable[State]) -> list[str]:
    """Return the fields whose states stand in no registered table, or which begin elsewhere than their table does."""
    tables = {table.name: (table.labels, table.first) for table in states.everything()}
    return [str(each) for each in fields if (dict(each.choices or ()), each.default) not in tables.values()]


def test_every_state_a_record_holds_comes_from_a_registered_table() -> None:
    held = [
        model._meta.get_field("state")
        for model in apps.get_models()
        if model.__module__.startswith(tuple(f"samspil.features.{each.replace('/', '.')}." for each in PARTS))
        if "state" in {field.name for field in model._meta.fields}
    ]
    assert len(held) >= 5
    assert strange(held) == []  # type: ignore[arg-type]


def test_states_of_a_field_s_own_are_seen() -> None:
    own = models.CharField(choices=[("draft", "kladde"), ("published", "på nettet")], default="draft", name="own")
    later = models.CharField(
        choices=[("draft", "kladde"), ("published", "offentlig")], default="published", name="later"
    )
    fine = models.CharField(choices=[("draft", "kladde"), ("published", "offentlig")], default="draft", name="fine")
    assert strange([own]) == [str(own)]
    assert strange([later]) == [str(later)]
    assert strange([fine]) == []
