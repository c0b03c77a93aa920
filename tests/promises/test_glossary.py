"""The glossary and the code call things by the same names."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AWAITED = "## Named, not yet built"


def named() -> tuple[set[str], set[str]]:
    """The classes that the glossary's table names, and those it says are still to come."""
    table, _, awaited = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").partition(AWAITED)
    return classes_in("\n".join(line.split("|")[2] for line in table.splitlines() if line.count("|") >= 4)), classes_in(
        awaited
    )


def classes_in(text: str) -> set[str]:
    return set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)(?:\.[A-Z]+)?`", text))


def defined() -> set[str]:
    """The classes of the floors that know what the product is about (paper and web have words of their own)."""
    return {
        node.name
        for floor in ("spine", "features", "analysis")
        for path in (ROOT / "samspil" / floor).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }


def test_every_class_the_glossary_names_is_in_the_code_or_said_to_be_awaited():
    in_table, awaited = named()
    assert sorted(in_table - defined() - awaited) == []


def test_what_is_built_is_no_longer_awaited():
    _, awaited = named()
    assert sorted(awaited & defined()) == []


def test_nothing_is_awaited_that_the_table_does_not_name():
    in_table, awaited = named()
    assert sorted(awaited - in_table) == []


def test_classes_are_told_from_other_names():
    assert classes_in("`Node`, `thread`, `LandingNote`, `Attendance.APOLOGY`, `APPROVED`, `is_closed`") == {
        "Node",
        "LandingNote",
        "Attendance",
    }
