"""The product's colours: readable on every ground in light and dark, one of each stage, and the design system in the same words."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from pathlib import Path

import pytest

from samspil.paper import charts, timeline
from samspil.paper.document import Figure
from samspil.web import charted, design, stages

STATIC = Path(stages.__file__).parent / "static" / "web"
CSS = (STATIC / "colours.css").read_text(encoding="utf-8")
GROUNDS = "ground surface surface-deep".split()
# What is written on a ground of its own: the words, and what they stand on.
OTHERS = [
    ("on-action", "action"), ("on-action", "action-deep"), ("on-action", "error-fill"),
    *(("ink", f"{told}-ground") for told in "error warning info success".split()), ("ink", "mark"),
]  # fmt: skip
TEXT = "ink ink-soft quiet link link-visited error thread success".split()


def palette(*, dark: bool) -> dict[str, str]:
    light, _, rest = CSS.partition("@media")
    written = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", light))
    return written | (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", rest)) if dark else {})


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_and_stages_are_readable_on_every_ground(dark: bool) -> None:
    colours = palette(dark=dark)
    on_grounds = [(word, ground) for word in TEXT for ground in GROUNDS]
    on_grounds += [(f"stage-{key}", ground) for key in stages.KEYS for ground in GROUNDS]
    poor = [pair for pair in (*on_grounds, *OTHERS) if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    assert not poor
    # A border that shows what can be filled in: WCAG 1.4.11.
    assert contrast(colours["line-strong"], colours["ground"]) >= 3


def test_every_stage_gives_its_colour_and_has_a_sign_of_its_own() -> None:
    for key in stages.KEYS:
        assert f".stage-{key} {{ --stage: var(--stage-{key}); }}" in CSS
    assert len({stages.get(key).sign for key in stages.KEYS}) == len(stages.KEYS)
    assert len(stages.MAIN) == 9


def test_a_kind_stands_in_the_stage_of_its_trait_or_its_number() -> None:
    asked = "partnership voice document idea trial meeting case_item decision pool appropriation effort recommendation answer"
    stands = "together voice insight insight trial case case decision money money effort onward answer"
    assert [stages.of(kind).key for kind in asked.split()] == stands.split()


def test_the_design_system_is_told_in_words_that_the_product_fills_in() -> None:
    css = "a{color:#004d99;outline:3px solid #454545}a:visited{color:purple}.b{background-color:#fff;border:1px solid #8e8e8e}"
    assert design.themed(css) == (
        "a{color:var(--link);outline:3px solid var(--focus)}a:visited{color:var(--link-visited)}"
        ".b{background-color:var(--ground);border:1px solid var(--line-strong)}"
    )
    assert design.themed("@font-face{src:url(x)}.c{background-image:url(../img/x.svg)}") == (
        ".c{background-image:url(../dkfds/img/x.svg)}"
    )


def test_every_colour_of_the_design_system_has_a_word(settings: object) -> None:
    source = Path(settings.SAMSPIL_ASSETS) / "dkfds" / "dist" / "css" / "dkfds.min.css"  # type: ignore[attr-defined]
    if not source.is_file():
        pytest.skip("node_modules is missing")
    made = design.themed(source.read_text(encoding="utf-8"))
    assert not re.findall(r"#[0-9a-f]{3}(?:[0-9a-f]{3})?\b", made)
    assert set(re.findall(r"var\(--([a-z-]+)\)", made)) <= set(palette(dark=False))


def test_no_page_has_a_component_whose_rules_are_left_out() -> None:
    named = re.compile(r"class=\"([^\"]*)\"|class='([^']*)'|classList[^;]*|className[^;]*")
    product = Path(stages.__file__).parents[1]
    written = {
        word
        for path in (*product.rglob("*.html"), *product.rglob("*.js"), *product.glob("*/templatetags/*.py"))
        for match in named.finditer(path.read_text(encoding="utf-8"))
        for word in re.findall(r"[\w-]+", match.group())
    }
    assert not {word for word in written if word.startswith(tuple(design.UNUSED))}


def test_the_products_own_style_sheets_are_light_and_say_their_colours_in_words() -> None:
    assert len(design.bundled().encode()) + len((STATIC / "front.css").read_bytes()) <= 30_000
    coloured = [
        path.name
        for path in sorted(STATIC.glob("*.css"))
        if re.search(r"(?<!, )#[0-9a-f]{3,6}\b", path.read_text("utf-8"))
    ]
    # Who did something has colours of its own along a told thread.
    assert set(coloured) <= {"colours.css", "telling.css"}


def test_what_is_made_is_found_with_its_packed_twin(settings: object, tmp_path: Path) -> None:
    settings.SAMSPIL_DESIGN = tmp_path  # type: ignore[attr-defined]
    finder = design.Finder()
    found = dict(finder.list(None))
    assert {design.BUNDLE, f"{design.BUNDLE}.gz"} <= set(found)
    assert finder.find(design.BUNDLE) == str(tmp_path / design.BUNDLE)
    assert finder.find("web/none.css") == []
    assert gzip.decompress((tmp_path / f"{design.BUNDLE}.gz").read_bytes()) == (tmp_path / design.BUNDLE).read_bytes()


def test_no_page_has_a_colour_of_its_own() -> None:
    """What is written as a number stays as it is in dark; the sides of `telling.css` are told in both."""
    own = re.compile(r"(?<!, )#[0-9a-fA-F]{3,8}\b(?=[;\s,)])")
    assert own.search("mark { background: #ffefc2; }")
    assert not own.search("a { color: var(--ink, #1a1a1a); }")
    told = [STATIC / "colours.css", STATIC / "telling.css"]
    sheets = [path for path in STATIC.parents[3].rglob("static/*/*.css") if path not in told]
    assert len(sheets) > 8
    assert [
        f"{path.name}: {line.strip()}" for path in sheets for line in path.read_text().splitlines() if own.search(line)
    ] == []


DAY = dt.date(2026, 1, 1)
CHARTS = [
    charts.bars([("a", 1), ("b", 2)], title="Søjler", columns=("Hvad", "Antal")),
    charts.bars([("a", str(n), 1) for n in range(6)], title="Dele", columns=("Hvad", "Del", "Antal")),
    charts.lines([(DAY, str(n), 1) for n in range(6)], title="Kurver", columns=("Dag", "Del", "Antal")),
    charts.dots_with_intervals([("a", 1, 0, 2)], title="Punkter", columns=("Hvad", "Tal", "Fra", "Til")),
    timeline.draw(
        [
            timeline.Row("Sikker", (timeline.Mark(DAY, DAY),), "1. januar"),
            timeline.Row("Åben", (timeline.Mark(DAY, DAY, is_sure=False),), "1. januar"),
            timeline.Row("I januar", (timeline.Mark(DAY, DAY, is_exact=False, is_sure=False),), "januar"),
            timeline.Row("Engang", (), ""),
        ],
        title="Plan",
        today=DAY,
    ),
]  # fmt: skip


@pytest.mark.parametrize("figure", CHARTS, ids=lambda figure: figure.caption)
def test_a_chart_on_a_page_has_the_pages_colours(figure: Figure) -> None:
    assert re.search(r'(fill|stroke)="(#|black|white)', figure.svg)
    drawn = re.findall(r'(?:fill|stroke)="([^"]+)"', charted.themed(figure.svg))
    assert {each for each in drawn if not re.fullmatch(r"var\(--(chart-\d|ink|ink-soft|line-soft|ground)\)", each)} <= {
        "none"
    }


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_a_chart_draws_is_seen_on_the_ground(dark: bool) -> None:
    written = re.findall(r"--(chart-\d): (#[0-9a-f]{6});", CSS)
    assert len(written) == 12
    colours = dict(written[6:] if dark else written[:6])
    assert list(colours) == [f"chart-{place}" for place in range(1, 7)]
    ground = palette(dark=dark)["ground"]
    assert {name: colour for name, colour in colours.items() if contrast(colour, ground) < 3} == {}
    if not dark:
        assert tuple(colours.values()) == charts.PALETTE
