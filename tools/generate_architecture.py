"""Draws the house from the code into the folder it is given: floors, features with their sub-areas, one voice's way through them.

The floors are import-linter's own contract, the sub-areas are folders, and the way is the kinds in the order of their stage.
"""

from __future__ import annotations

import os
import sys
import tempfile
import textwrap
import tomllib
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What every feature and every sub-area has; other packages in a feature are its sub-areas.
ANATOMY = frozenset(
    {"actions", "api", "extract", "forms", "management", "migrations", "models", "queries", "rules", "views"}
)
FIRST = "voice"  # the way begins with what somebody said
WIDTH, MARGIN, LINE, HEAD = 1200, 24, 20, 34
LETTER = 6.6  # the mean width of a letter of 12 px, in px
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1a1a1a}.name{font-weight:700}.small{font-size:12px}"
    ".floor{fill:#f3f5f7;stroke:#4a5560}.box{fill:#fff;stroke:#4a5560}.way{fill:none;stroke:#8a1538;stroke-width:3}"
    ".said{font-size:12px;paint-order:stroke;stroke:#f3f5f7;stroke-width:5px}.step{fill:#8a1538}.number{fill:#fff;font-weight:700;text-anchor:middle}"
)


@dataclass(frozen=True)
class Step:
    """One step of the way: the feature it is in, and the kinds of record there."""

    feature: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What is drawn: each floor with its modules, each feature with its sub-areas, and the steps of the way."""

    floors: dict[str, tuple[str, ...]]
    features: dict[str, tuple[str, ...]]
    way: tuple[Step, ...]


def floors(root: Path) -> dict[str, tuple[str, ...]]:
    """Return the floors from the top down, as import-linter is told them, each with the names of what lies in it."""
    with (root / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["name"].startswith("Floors"))
    return {layer.rpartition(".")[2]: _inside(root / Path(*layer.split("."))) for layer in layers}


def _inside(folder: Path) -> tuple[str, ...]:
    names = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return tuple(sorted(names - {"__init__", "apps", "urls", "migrations", "management"}))


def areas(feature: Path) -> tuple[str, ...]:
    """Return the sub-areas of a feature: the packages in it that are no part of its anatomy."""
    return tuple(sorted({path.parent.name for path in feature.glob("*/__init__.py")} - ANATOMY))


def way(kinds: list[tuple[str, str]]) -> tuple[Step, ...]:
    """Return the steps from (feature, kind) in the order of the stages: neighbours in one feature are one step."""
    names = [kind for _, kind in kinds]
    after = kinds[names.index(FIRST) :] if FIRST in names else []
    return tuple(
        Step(feature, tuple(kind for _, kind in grouped))
        for feature, grouped in groupby(after, key=lambda each: each[0])
    )


def plan(root: Path) -> Plan:
    """Read the plan of the house from its code. Sets Django up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspil.site.settings")
    # Django makes folders as it is set up: not in the var/ of whoever draws.
    os.environ["SAMSPIL_VAR"] = tempfile.mkdtemp(prefix="samspil-generate-")
    import django

    django.setup()

    from samspil import features
    from samspil.spine import kinds

    names = [name.rpartition(".")[2] for name in features.everyone()]
    found = [(kind.url_name.partition(":")[0], kind.name) for kind in kinds.everyone()]
    folder = root / "samspil" / "features"
    return Plan(floors(root), {name: areas(folder / name) for name in names}, way(found))


def words(drawn: Plan) -> str:
    """Say in words what the picture shows, for whoever cannot see it."""
    listed = "; ".join(f"{name} ({', '.join(inside)})" if inside else name for name, inside in drawn.features.items())
    steps = "; ".join(
        f"{number}. {step.feature}: {', '.join(step.kinds)}" for number, step in enumerate(drawn.way, start=1)
    )
    return (
        f"Floors from the top down: {', '.join(drawn.floors)}. A floor uses those below it, never those above. "
        f"Features, each with its sub-areas: {listed}. One voice's way: {steps}."
    )


def svg(drawn: Plan) -> str:
    """Draw the plan as SVG with a title and a description that says the same."""
    parts, y = [], MARGIN
    for floor, inside in drawn.floors.items():
        body, height = _features(drawn, y + HEAD) if floor == "features" else _names(inside, y + HEAD)
        parts += [
            f'<rect class="floor" x="{MARGIN}" y="{y}" width="{WIDTH - 2 * MARGIN}" height="{height + HEAD + 8}" rx="6"/>',
            f'<text class="name" x="{MARGIN + 12}" y="{y + 23}">{escape(floor)}</text>',
            *body,
        ]
        y += height + HEAD + 20

    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" aria-labelledby="title desc">',
            '<title id="title">The house: floors, features and one voice\'s way</title>',
            f'<desc id="desc">{escape(words(drawn))}</desc>',
            "<!-- Drawn from the code by `make docs`. Change the code, not this picture. -->",
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{y}" fill="#fff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _names(names: tuple[str, ...], y: int) -> tuple[list[str], int]:
    """Set the names of a floor's modules in lines below its own, and return them with their height."""
    lines = textwrap.wrap(", ".join(names), int((WIDTH - 2 * MARGIN - 24) / LETTER)) or [""]
    return [_text(MARGIN + 12, y + 14 + LINE * at, line, "small") for at, line in enumerate(lines)], LINE * len(lines)


def _features(drawn: Plan, y: int) -> tuple[list[str], int]:
    """Draw a column for each feature with its sub-areas, in the order of the way, and below them the way itself, one row a step."""
    order = dict.fromkeys([step.feature for step in drawn.way if step.feature in drawn.features])
    before = [name for name in drawn.features if name not in order]
    column = (WIDTH - 2 * MARGIN - 16) / max(len(drawn.features), 1)
    left = {name: MARGIN + 8 + column * at for at, name in enumerate([*before, *order])}
    box = 30 + LINE * max((len(inside) for inside in drawn.features.values()), default=0)
    top, row = y + box + 26, 40

    parts = []
    for name, inside in drawn.features.items():
        parts.append(f'<rect class="box" x="{left[name]:.0f}" y="{y}" width="{column - 8:.0f}" height="{box}" rx="4"/>')
        parts.append(_text(left[name] + 8, y + 20, name, "name"))
        parts += [_text(left[name] + 8, y + 40 + LINE * at, area, "small") for at, area in enumerate(inside)]

    points = [(left[step.feature] + 20, top + row * at) for at, step in enumerate(drawn.way)]
    lines = f'<polyline class="way" points="{" ".join(f"{a:.0f},{b}" for a, b in points)}"/>'
    spots, said = [], []
    for number, (step, (a, b)) in enumerate(zip(drawn.way, points, strict=True), start=1):
        spots.append(f'<circle class="step" cx="{a:.0f}" cy="{b}" r="12"/>')
        spots.append(f'<text class="number" x="{a:.0f}" y="{b + 5}">{number}</text>')
        wide = max(int((WIDTH - MARGIN - a - 30) / LETTER), 18)
        listed = textwrap.wrap(", ".join(step.kinds), wide)
        said += [
            _text(a + 18, b + 4 + 14 * (at - (len(listed) - 1) / 2), line, "said") for at, line in enumerate(listed)
        ]

    parts += [lines, *said, *spots]
    return parts, box + 26 + row * len(drawn.way)


def _text(x: float, y: float, said: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(said)}</text>'


def main(argv: list[str]) -> int:
    """Write the picture into the folder and return the exit code."""
    if len(argv) != 1:
        sys.stderr.write("Name one folder to write to.\n")
        return 2
    (Path(argv[0]) / "architecture.svg").write_text(svg(plan(ROOT)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
