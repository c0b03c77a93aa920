"""Every view of every feature is asked by a test of its feature, or stands in the permission matrix with a yes and a no."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from tests.promises.test_permissions import DONE, ROWS, Row, ours

FEATURES = Path(__file__).parents[1] / "features"
# Shown, done or sent on is a yes; to be told that one may not, that there is nothing, or to log in first, is a no.
NO = {"403", "404", "login"}
# What may stand where a path holds a key: a record's, a number, a word.
KEYS = ("aaaaaaaa-0000-4000-8000-000000000000", "1", "x")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def in_the_matrix(rows: list[Row]) -> set[str]:
    """Name the addresses that somebody is let in at, and somebody stopped."""
    told: dict[str, set[str]] = {}
    for row in rows:
        told.setdefault(row.name, set()).update(row.expected)
    return {name for name, answers in told.items() if answers & DONE and answers & NO}


def words(tree: ast.AST) -> set[str]:
    """Return every text that stands in a piece of source."""
    return {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def reversed_in(function: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield (namespace, variable) for each address that a piece of source names as f"cases:{name}"."""
    for each in ast.walk(function):
        if isinstance(each, ast.JoinedStr) and len(each.values) == 2:
            space, name = each.values
            if isinstance(space, ast.Constant) and isinstance(name, ast.FormattedValue):
                text = str(space.value)
                if text.endswith(":") and isinstance(name.value, ast.Name):
                    yield text, name.value.id


def helpers(trees: list[ast.Module]) -> dict[str, set[str]]:
    """Return the namespaces that each function of the tests takes an address's last name for: `url("rate")`, `send(client, "move")`."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for each in ast.walk(tree):
            if isinstance(each, Function):
                taken = {one.arg for one in (*each.args.posonlyargs, *each.args.args, *each.args.kwonlyargs)}
                spaces = {space for space, name in reversed_in(each) if name in taken}
                if spaces:
                    found.setdefault(each.name, set()).update(spaces)
    return found


def paths(tree: ast.AST) -> Iterator[str]:
    """Yield each path that is written out, its holes filled with keys."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
        elif isinstance(each, ast.JoinedStr):
            for key in KEYS:
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else key for part in each.values)


def asked(tree: ast.Module, known: dict[str, set[str]]) -> set[str]:
    """Name the addresses that a module of tests asks: by name, through a helper, one after another in a loop, or by path."""
    found = words(tree)
    for each in ast.walk(tree):
        if isinstance(each, ast.Call):
            spaces = known.get(ast.unparse(each.func).rpartition(".")[2], set())
            given = (*each.args, *(named.value for named in each.keywords))
            found |= {f"{space}{name}" for space in spaces for one in given for name in words(one)}
        elif isinstance(each, Function):
            turns = [one for one in ast.walk(each) if isinstance(one, ast.comprehension | ast.For)]
            for space, name in reversed_in(each):
                for one in turns:
                    if name in {bound.id for bound in ast.walk(one.target) if isinstance(bound, ast.Name)}:
                        found |= {f"{space}{word}" for word in words(one.iter)}

    for path in paths(tree):
        if path.startswith("/") and " " not in path:
            try:
                found.add(resolve(path).view_name)
            except Resolver404:
                continue
    return found


def tried(folder: Path) -> set[str]:
    """Name everything that the tests of a folder ask."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))]
    known = helpers(trees)
    return set().union(*(asked(tree, known) for tree in trees))


def views() -> set[str]:
    """Name every address of the features."""
    return {name for name in ours() if not name.startswith("web:")}


def test_every_view_is_asked_by_a_test_or_has_a_yes_and_a_no() -> None:
    there = views()
    assert len(there) > 250
    assert sorted(there - in_the_matrix(ROWS) - tried(FEATURES)) == []


def test_a_view_that_is_only_shown_and_never_refused_is_found() -> None:
    shown = Row("trials:list", "-", "GET", ("200",) * 8, {})
    refused = Row("trials:list", "-", "POST", ("405", "back", "422", "403", "403", "403", "403", "403"), {})
    assert in_the_matrix([shown]) == in_the_matrix([refused]) == set()
    assert in_the_matrix([shown, refused]) == {"trials:list"}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("client.get(reverse('trials:list'))", "trials:list"),
        ("def url(name): return reverse(f'trials:{name}')\nclient.get(url('list'))", "trials:list"),
        ("def test_a():\n    for name in ('list', 'x'): client.get(reverse(f'trials:{name}'))", "trials:list"),
        ("Client().get('/proevehandlinger/')", "trials:list"),
        ("Client().get(f'/traad/{node.pk}/')", "web:thread"),
    ],
)
def test_a_view_that_is_asked_in_any_of_these_ways_is_seen(source: str, name: str) -> None:
    tree = ast.parse(source)
    assert name in asked(tree, helpers([tree]))


@pytest.mark.parametrize(
    "source", ["list = 3", "url('list')", "def url(name): return reverse(f'voices:{name}')\nurl('list')"]
)
def test_a_view_that_nobody_asks_is_found(source: str) -> None:
    tree = ast.parse(source)
    assert "trials:list" not in asked(tree, helpers([tree]))
