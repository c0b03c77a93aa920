"""Promises about the source itself: what import-linter cannot see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

SAMSPIL = Path(__file__).parents[2] / "samspil"
FEATURES = sorted(folder.name for folder in (SAMSPIL / "features").iterdir() if (folder / "apps.py").exists())
ANATOMY = {"__init__", "apps", "rules", "models", "actions", "queries", "forms", "views", "urls"}
PARTED = {"__init__", "apps", "models", "urls", "pages"}
OF_AREAS = (ANATOMY - {"apps"}) | {"offers", "extract", "api", "templates", "__pycache__"}
OF_DJANGO = {"migrations", "management"}
# What a view may never say: rows are read through queries and written through actions.
ORM = {"objects", "save", "delete", "create", "bulk_create", "update_or_create", "get_or_create"}


def sources(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def names(path: Path) -> set[str]:
    return {
        node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
    }


def missing(feature: Path) -> set[str]:
    """Return what a feature lacks of its files. One that is parted by subject has pages on top, and its tables below."""
    there = {path.name.removesuffix(".py") for path in feature.iterdir()}
    return (PARTED if "pages" in there else ANATOMY) - there


def foreign(feature: Path) -> set[str]:
    """Return what the sub-areas of a feature hold beside the files that every sub-area may hold."""
    if not (feature / "pages").exists():
        return set()
    areas = [path for path in feature.iterdir() if (path / "__init__.py").exists() and path.name not in OF_DJANGO]
    return {
        f"{area.name}/{path.name}"
        for area in areas
        for path in area.iterdir()
        if (path.suffix == ".py" or path.is_dir()) and path.name.removesuffix(".py") not in OF_AREAS
    }


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_has_the_same_files(feature: str) -> None:
    assert missing(SAMSPIL / "features" / feature) == set()
    assert foreign(SAMSPIL / "features" / feature) == set()
    first = (SAMSPIL / "features" / feature / "__init__.py").read_text(encoding="utf-8")
    assert first.startswith('"""')
    assert len(first.strip().splitlines()) <= 7


def test_what_a_feature_lacks_and_what_a_sub_area_may_not_hold_is_found(tmp_path: Path) -> None:
    for name in (
        "apps.py",
        "models.py",
        "pages/__init__.py",
        "minutes/__init__.py",
        "minutes/helpers.py",
        "minutes/rules.py",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert missing(tmp_path) == {"__init__", "urls"}
    assert foreign(tmp_path) == {"minutes/helpers.py"}


@pytest.mark.parametrize(
    "path", [p for f in FEATURES for p in sources(SAMSPIL / "features" / f) if "views" in p.as_posix()], ids=str
)
def test_views_hold_no_rows_of_their_own(path: Path) -> None:
    assert names(path) & ORM == set()


@pytest.mark.parametrize("path", sources(SAMSPIL / "spine") + sources(SAMSPIL / "web"), ids=str)
def test_the_spine_and_the_page_name_no_feature(path: Path) -> None:
    told = path.read_text(encoding="utf-8")
    assert not re.search(r"samspil\.features", told)
    strings = {
        node.value
        for node in ast.walk(ast.parse(told))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not {text for text in strings for feature in FEATURES if re.match(rf"{feature}[:./]", text)}


def test_no_foreign_key_crosses_features() -> None:
    crossing = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("samspil.features")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        if field.related_model.__module__.startswith("samspil.features")
        if field.related_model._meta.app_label != model._meta.app_label
    ]
    assert crossing == []


@pytest.mark.parametrize("feature", FEATURES)
def test_templates_include_only_their_own_and_the_page(feature: str) -> None:
    for path in (SAMSPIL / "features" / feature).rglob("*.html"):
        for wanted in re.findall(r"{%-? (?:include|extends) [\"']([^\"']+)[\"']", path.read_text(encoding="utf-8")):
            assert wanted.split("/")[0] in {feature, "web"}, f"{path.name} includes {wanted}"


# A handler, a style or a script in the page itself, or text let through unescaped.
INLINE = re.compile(
    r"\s(?:style|on(?:click|load|error|change|submit|input|key\w+|mouse\w+|focus|blur|toggle))="
    r"|<style|<script(?![^>]*\bsrc=)|\|safe\b|{% autoescape off"
)


def test_templates_hold_no_script_style_or_unescaped_text() -> None:
    loose = [str(path) for path in SAMSPIL.rglob("*.html") if INLINE.search(path.read_text(encoding="utf-8"))]
    assert loose == []


def deeds(path: Path) -> list[tuple[str, set[str], bool]]:
    """Each public function of an actions module: its name, its decorators, and whether it takes `by` by keyword."""
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            decorators = {ast.unparse(each) for each in node.decorator_list}
            takes_by = bool(node.args.kwonlyargs) and node.args.kwonlyargs[0].arg == "by" and not node.args.args
            found.append((node.name, decorators, takes_by))
    return found


def in_actions(path: Path) -> bool:
    return "actions" in path.with_suffix("").parts


ACTIONS = [p for f in FEATURES for p in sources(SAMSPIL / "features" / f) if in_actions(p)]


def rounds_of(feature: Path) -> set[str]:
    """What a feature has the worker do (`rounds.add`), as its `apps.py` or `announced.py` says it; each runs deeds of its own."""
    said = [feature / name for name in ("apps.py", "announced.py") if (feature / name).exists()]
    return {
        given.attr
        for path in said
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "rounds.add"
        for given in call.args
        if isinstance(given, ast.Attribute)
    }


def no_deeds(path: Path, rounds: set[str]) -> list[str]:
    """Public functions of an actions module that are no deed by somebody, no announced part of one, and no round of the worker's."""
    return [
        name
        for name, decorators, takes_by in deeds(path)
        if "journal.part" not in decorators and name not in rounds and not ("journal.deed" in decorators and takes_by)
    ]


@pytest.mark.parametrize("path", ACTIONS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_action_is_one_deed_by_somebody_with_a_journal_row(path: Path) -> None:
    told = path.read_text(encoding="utf-8")
    feature = SAMSPIL / "features" / path.relative_to(SAMSPIL / "features").parts[0]
    assert no_deeds(path, rounds_of(feature)) == []
    if any("journal.deed" in decorators for _, decorators, _ in deeds(path)):
        assert "journal.note" in told


def test_an_action_that_is_no_deed_is_found_whatever_it_is_called(tmp_path: Path) -> None:
    planted = tmp_path / "actions.py"
    planted.write_text(
        "@journal.deed\ndef right(*, by): ...\n@journal.part\ndef show(item, *, by): ...\ndef keep(item): ...\ndef put(*, by): ...\n"
        "@journal.deed\ndef nobody(item): ...\ndef due(): ...\ndef _own(): ...\n"
    )
    (tmp_path / "apps.py").write_text("rounds.add(actions.due)\nrounds.daily('x', actions.put)\n")
    assert no_deeds(planted, rounds_of(tmp_path)) == ["keep", "put", "nobody"]


# A span is no day: features write and show `node.when`, and count from `node.day`, which a month or a year does not have.
PRECISE = re.compile(r"(?:(?<=[\w\])])\.occurred_on\b|occurred_on\|danish_date)")


def too_precise(folder: Path) -> list[str]:
    """Return the lines that take a record's date as if it were always a day; questions to the database stand apart."""
    return [
        f"{path.relative_to(folder)}: {line.strip()}"
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html")])
        if "migrations" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if PRECISE.search(line)
    ]


@pytest.mark.parametrize("floor", ["features", "web", "site"])
def test_no_page_or_rule_takes_a_date_for_more_precise_than_it_is(floor: str) -> None:
    assert too_precise(Path(__file__).parents[2] / "samspil" / floor) == []


def test_a_date_taken_for_a_day_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(
        "day = danish.date(node.occurred_on)\nrows.filter(node__occurred_on__lt=day)\n"
    )
    (tmp_path / "planted.html").write_text("{{ node.occurred_on|danish_date }}{{ node|when }}")
    assert len(too_precise(tmp_path)) == 2


# An item is shown, and the minutes' next version kept, by one function; only minutes published or read in are kept whole.
BY_HAND = re.compile(r"\b(?:show_item|versions_actions\.keep)\(")
CHANGES = {"publication/actions.py", "editing/actions/changes.py", "minutes/actions.py", "importing/actions.py"}


def by_hand(folder: Path) -> set[str]:
    """Return the modules that show an item or keep a version of the minutes by hand."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if BY_HAND.search(path.read_text(encoding="utf-8"))
    }


def test_what_follows_a_change_is_said_once(tmp_path: Path) -> None:
    assert by_hand(SAMSPIL / "features" / "cases") - CHANGES == set()
    (tmp_path / "actions.py").write_text("publication.show_item(item, by=by)\n")
    assert by_hand(tmp_path) == {"actions.py"}
