"""How readable a tree is, in figures, each beside the worst of the five houses that Samspil is compared with; 1 when one is worse.

`python -m bench.readability [ROOT]`. Another house names its folders: `--code app --pages app --features app --tests tests`.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONG_FUNCTION, BODY_TO_PART = 40, 15
LONGEST_LINE, VERY_LONG_LINE = 120, 200
TEMPLATES = {".html", ".jinja"}
HOW_TO = "docs/how-to/add-a-page.md"
# What the worked example of the how-to says of itself.
NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}
TOUCHED = re.compile(rf"\b(\d+|{'|'.join(NUMBERS)}) files\b", re.IGNORECASE)
LINES = re.compile(r"\b(\d+) lines\b")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, its unit, what it may not be worse than, the anchors' worst, and whether more is better.

    The anchors are airlock, job-server, NHS breast screening, pretalx and the OpenSlides backend, read by this script in November
    2026. `limit` is the worst of them, or the house's own law where that asks more. Of the others all tests are
    counted against all code, as the command above names their folders; so both rows of tests stand beside the same anchor. The row
    of features leaves out what promises, journeys, site and standards ask of features; the row of all is counted as the others are.
    """

    name: str
    unit: str
    limit: float
    anchor: float | None = None
    more_is_better: bool = False

    def holds(self, value: float | None) -> bool:
        """Tell whether a value is no worse than the limit; what cannot be measured is not judged."""
        return value is None or (value >= self.limit if self.more_is_better else value <= self.limit)


FIGURES = (
    Figure("largest file", "lines", 400, anchor=1488),
    Figure("functions over 40 lines", "%", 2.5, anchor=12.6),
    Figure("functions and classes with a docstring", "%", 90, anchor=13.4, more_is_better=True),
    Figure("template lines over 200 characters", "%", 0.7, anchor=0.7),
    Figure("template lines over 120 characters", "lines", 0, anchor=479),
    Figure("longest template line", "characters", 120, anchor=814),
    Figure("functions of 15 lines or more without a blank line", "%", 15, anchor=53),
    Figure("comment lines in bodies", "%", 1.18, anchor=1.18, more_is_better=True),
    Figure("test lines to a code line in features", "to 1", 1.6, anchor=1.6, more_is_better=True),
    Figure("lines of all tests to lines of all code", "to 1", 1.6, anchor=1.6, more_is_better=True),
    Figure("files touched to add a page with a permission", "files", 8),
    Figure("lines touched to add a page with a permission", "lines", 717),
)


@dataclass(frozen=True)
class House:
    """The folders of a tree: its code, its pages, its features, the tests of those, and all its tests."""

    root: Path
    code: str = "samspil"
    pages: str = "samspil"
    features: str = "samspil/features"
    tests: str = "tests/features"
    all_tests: str = "tests"

    def modules(self, folder: str) -> list[Path]:
        """List the modules of a folder, without migrations, and without the tests that lie in it."""
        top = self.root / folder
        return [
            path for path in sorted(top.rglob("*.py")) if not {"migrations", "tests"} & {*path.relative_to(top).parts}
        ]

    def trees(self) -> Iterator[tuple[Path, ast.Module, list[str]]]:
        """Yield each module of the code with its syntax and its lines; one written for a later Python than this is passed over."""
        for path in self.modules(self.code):
            text = path.read_text(encoding="utf-8")
            with contextlib.suppress(SyntaxError):
                yield path, ast.parse(text), text.splitlines()

    def templates(self) -> list[Path]:
        """List the templates that draw pages."""
        files = (path for path in sorted((self.root / self.pages).rglob("*")) if path.suffix in TEMPLATES)
        return [path for path in files if path.is_file() and not {"node_modules", "static"} & {*path.parts}]


def share(values: list[bool]) -> float | None:
    """Return how many of the values are true, in per cent; None of none."""
    return 100 * sum(values) / len(values) if values else None


def nodes(house: House, *kinds: type[ast.AST]) -> Iterator[tuple[ast.AST, list[str]]]:
    """Yield each node of the kinds in the code, with the lines of its module."""
    for _, tree, lines in house.trees():
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield node, lines


def body(function: Function, lines: list[str]) -> list[str]:
    """Return the lines of a function's body after its docstring."""
    first = function.body[0]
    after = first.end_lineno if ast.get_docstring(function, clean=False) is not None else first.lineno - 1
    return lines[after or 0 : function.end_lineno]


def length(function: Function, lines: list[str]) -> int:
    """Return the lines from `def` to the last; those left blank between its steps make it no longer."""
    return sum(bool(line.strip()) for line in lines[function.lineno - 1 : function.end_lineno])


def written(paths: list[Path]) -> int:
    """Count the lines that are not blank."""
    return sum(bool(line.strip()) for path in paths for line in path.read_text(encoding="utf-8").splitlines())


def touched(house: House) -> tuple[float | None, float | None]:
    """Return the files and lines that the worked example of adding a page counts first; None where it does not say."""
    page = house.root / HOW_TO
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    files, lines = TOUCHED.search(text), LINES.search(text)
    many = files[1].lower() if files else ""
    return (float(NUMBERS.get(many) or many) if files else None, float(lines[1]) if lines else None)


def measured(house: House) -> dict[str, float | None]:
    """Return each figure of a tree by its name."""
    functions = [(node, lines) for node, lines in nodes(house, ast.FunctionDef, ast.AsyncFunctionDef)]
    bodies = [body(node, lines) for node, lines in functions if isinstance(node, Function)]
    lengths = [length(node, lines) for node, lines in functions if isinstance(node, Function)]
    told = [
        ast.get_docstring(node) is not None
        for node, _ in nodes(house, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_") and node.name != "Meta"
    ]

    drawn = [len(line) for path in house.templates() for line in path.read_text(encoding="utf-8").splitlines()]
    files = [len(path.read_text(encoding="utf-8").splitlines()) for path in house.modules(house.code)]
    to_part = [part for part, lines in zip(bodies, lengths, strict=True) if lines >= BODY_TO_PART]
    code, tests = written(house.modules(house.features)), written(house.modules(house.tests))
    whole, tried = written(house.modules(house.code)), written(house.modules(house.all_tests))
    by_name: dict[str, Callable[[], float | None]] = {
        "largest file": lambda: max(files, default=None),
        "functions over 40 lines": lambda: share([lines > LONG_FUNCTION for lines in lengths]),
        "functions and classes with a docstring": lambda: share(told),
        "template lines over 200 characters": lambda: share([line > VERY_LONG_LINE for line in drawn]),
        "template lines over 120 characters": lambda: sum(line > LONGEST_LINE for line in drawn),
        "longest template line": lambda: max(drawn, default=None),
        "functions of 15 lines or more without a blank line": lambda: share(
            [all(map(str.strip, part)) for part in to_part]
        ),
        "comment lines in bodies": lambda: share([line.lstrip().startswith("#") for part in bodies for line in part]),
        "test lines to a code line in features": lambda: tests / code if code else None,
        "lines of all tests to lines of all code": lambda: tried / whole if whole else None,
        "files touched to add a page with a permission": lambda: touched(house)[0],
        "lines touched to add a page with a permission": lambda: touched(house)[1],
    }
    return {figure.name: by_name[figure.name]() for figure in FIGURES}


def worst(house: House) -> list[str]:
    """Name where to begin: the five longest template lines, and the five longest bodies that nothing parts."""
    lines = [
        (len(line), f"{path.relative_to(house.root)}:{number}")
        for path in house.templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    ]
    whole = [
        (length(node, text), f"{path.relative_to(house.root)}:{node.lineno} {node.name}")
        for path, tree, text in house.trees()
        for node in ast.walk(tree)
        if isinstance(node, Function) and length(node, text) >= BODY_TO_PART and all(map(str.strip, body(node, text)))
    ]
    return [
        *(f"{place}: {many} characters" for many, place in sorted(lines, reverse=True)[:5] if many > LONGEST_LINE),
        *(f"{place}: {many} lines, no blank one" for many, place in sorted(whole, reverse=True)[:5]),
    ]


def table(values: dict[str, float | None]) -> str:
    """Draw the figures beside the anchors' worst and what they may not be worse than."""
    rows = ["| figure | here | worst anchor | at least / at most | |", "|---|---|---|---|---|"]
    for figure in FIGURES:
        value = values[figure.name]
        said = "not measured" if value is None else f"{value:.4g} {figure.unit}"
        anchor = "-" if figure.anchor is None else f"{figure.anchor:g} {figure.unit}"
        bound = f"{'>=' if figure.more_is_better else '<='} {figure.limit:g}"
        rows.append(f"| {figure.name} | {said} | {anchor} | {bound} | {'ok' if figure.holds(value) else 'WORSE'} |")
    return "\n".join(rows)


def main(argv: list[str] | None = None) -> int:
    """Measure a tree, print the table and where to begin, and return 1 when a figure is worse than it may be."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("root", type=Path, nargs="?", default=ROOT)
    for name in ("code", "pages", "features", "tests", "all_tests"):
        flag, said = f"--{name.replace('_', '-')}", name.replace("_", " ")
        words.add_argument(flag, default=getattr(House, name), help=f"the folder of the {said}, below the root")
    asked = words.parse_args(argv)
    house = House(asked.root.resolve(), asked.code, asked.pages, asked.features, asked.tests, asked.all_tests)
    values = measured(house)
    print(table(values))
    for line in worst(house):
        print(f"- {line}")

    return int(not all(figure.holds(values[figure.name]) for figure in FIGURES))


if __name__ == "__main__":
    sys.exit(main())
