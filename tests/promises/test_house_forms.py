"""Every form of the house: few fields at first, what may stay empty says so and is taken empty, and nobody is shown a key."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import pytest
from django import forms as django_forms
from django.db import transaction
from django.urls import get_resolver
from lxml import html

import samspil
from samspil.web import forms
from samspil.web.templatetags.anatomy import optional as said
from tests.kit.addresses import views
from tests.kit.scene import Scene
from tests.promises.test_permissions import DONE, ROLES, ROWS, Browsers, Cell, Row, browsers, outcome, scene

__all__ = ["browsers", "scene"]

MOST_FIELDS = 7
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Addresses whose page asks for more than seven things at first, and why.
LONG = {
    "cases:attend": "a line for each member of the body",
    "cases:votes": "a choice for each member of the body",
    "cases:preview": "every item that was read out of a file is seen through before it is kept",
    "partnerships:land": "what was agreed is a line of who, what and when each",
    "voices:type_in": "a sheet of paper is copied field by field, and what it shares with the last stands there",
    "partnerships:own_relation": "the method's seven questions, about each of the other parties",
    "partnerships:write_charter": "what each of the sides gives and may expect stands beside each other",
}
# Addresses where what may stay empty cannot all be left empty at once, and why.
TOGETHER = {
    "cases:end_body": "a body that has handed its tasks on cannot go on by leaving its last day empty",
    "cases:new_body": "a body that is not on the list is named",
    "cases:votes": "those who were there have voted",
    "partnerships:add_members": "somebody is ticked, or written on the list",
    "partnerships:guests": "somebody is ticked, or written on the list",
    "partnerships:new": "a partnership has two parties at least",
    "partnerships:land": "one step is given to somebody, or it is said that there is none",
    "partnerships:own_relation": "one question is answered",
    "partnerships:write_charter": "the role of two sides is said",
}
# Addresses where one form opens the next: what of the row is sent to be asked the rest.
OPENED_BY = {"partnerships:rate": ("kode",)}
# Forms that no page draws as they are, and why.
UNDRAWN = {
    "cases.editing.forms.WhoForm": "what a vote, a dissent and an approval share",
    "cases.importing.forms.preview.HeadForm": "the head of the whole preview, which is drawn as `PreviewForm`",
    "insights.forms.Wording": "what a new and an edited insight share",
    "partnerships.civic.forms._AboutDuty": "what a task and what is told of it share",
    "partnerships.times.forms.ChoiceForm": "has no field: it reads the times that stand behind a proposal's button",
}
# Forms that no row opens, and why.
UNMET = {
    "insights.forms.ChosenPassage": "the address of `Chosen`, asked with a passage in place of a record",
    "voices.forms.offline.Bring": "takes a file that a phone has sealed, which no table holds",
    "voices.forms.offline.Capture": "is filled in on the phone and sent nowhere: what leaves it is sealed",
    "voices.forms.Telephone": "asked at a press, where nobody at the place can be rung: those of the demo can",
}
# Addresses where another state of the record is asked another form.
ELSE = {"partnerships:start": "inner"}


@dataclass(frozen=True)
class Way:
    """One way to a form: a row of the matrix where it is taken, from whom, and what is sent to be asked."""

    row: Row
    role: str
    opened_by: tuple[str, ...] = ()


def ways_in() -> dict[str, Way]:
    """Return, of each address that takes a form, the first row of the matrix where it is taken, and from whom."""
    found: dict[str, Way] = {}
    for row in ROWS:
        name = f"{row.name} {row.state}" if ELSE.get(row.name) == row.state else row.name
        if row.method != "POST" or name in found:
            continue
        done = [role for role, answer in zip(ROLES, row.expected, strict=True) if answer in DONE]
        if done:
            found[name] = Way(row, done[0])
            if row.name in OPENED_BY:
                found[f"{row.name} further on"] = Way(row, done[0], OPENED_BY[row.name])
    return found


WAYS = ways_in()


def declared() -> set[str]:
    """Name every form of the product's own that somebody can meet."""
    for each in pkgutil.walk_packages(samspil.__path__, "samspil."):
        if each.name.endswith((".forms", ".inputs", ".own", ".passwords", ".personal_links")) or ".forms." in each.name:
            importlib.import_module(each.name)

    def below(kind: type) -> Iterator[type]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    found = {named(each) for each in below(forms.Form) if each.__module__.startswith("samspil.")}
    known = UNDRAWN.keys() | UNMET.keys()
    assert found >= known, sorted(known - found)
    return found - known


def named(form: type) -> str:
    return f"{form.__module__.removeprefix('samspil.').removeprefix('features.')}.{form.__qualname__}"


def drawn(answer: Any) -> list[django_forms.BaseForm]:
    """Return the forms that an answer was drawn with, each once, those of a page's rows and those within another too."""
    met: list[django_forms.BaseForm] = []

    def meet(value: Any) -> None:
        if isinstance(value, list | tuple):
            for each in value:
                meet(each)
        elif is_dataclass(value) and not isinstance(value, type) and ".forms" in type(value).__module__:
            meet([getattr(value, field.name) for field in fields(value)])
        elif isinstance(value, django_forms.BaseForm) and value not in met:
            met.append(value)
            meet([each for each in vars(value).values() if isinstance(each, list)])

    for context in answer.context or ():
        for value in context.flatten().values():
            meet(value)
    return met


class Shown:
    """One page with its forms, as somebody who may fill them in meets it."""

    def __init__(self, cell: Cell, opened_by: tuple[str, ...] = ()) -> None:
        if not opened_by:
            cell.row = replace(cell.row, method="GET")
        sent = cell._sent() if opened_by else {}
        self.response = cell._ask({name: sent[name] for name in opened_by})
        self.forms = drawn(self.response)
        is_page = self.response.status_code == 200 and "html" in self.response["Content-Type"]
        self.main = html.fromstring(self.response.content).find(".//main") if is_page else None

    def at_first(self) -> set[str]:
        """Name what the page's forms ask for outside what must be opened."""
        controls = self.main.xpath(
            ".//form[@method='post']//*[self::input or self::select or self::textarea][@name][not(ancestor::details)]"
            "[not(@type='hidden' or @type='submit')]"
        )
        return {each.get("name") for each in controls}

    def keys_shown(self) -> list[str]:
        """Return the keys that somebody could read: in words, in fields, in what is proposed."""
        words = [
            *self.main.itertext(),
            *self.main.xpath(".//input[not(@type='hidden')][not(@type='radio')][not(@type='checkbox')]/@value"),
        ]
        return KEY.findall("\n".join([*words, *self.main.xpath(".//datalist/option/@value")]))


def optional(form: django_forms.BaseForm) -> list[str]:
    """Name the fields that are said to be left empty as one likes. A single box that is not ticked is an answer of its own."""
    return [
        each.html_name
        for each in form.visible_fields()
        if not isinstance(each.field.widget, django_forms.CheckboxInput) and said(each) == "valgfrit"
    ]


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Take back whatever is done."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined] -- Django's own mark: this block is the test's
    with block:
        yield
        transaction.set_rollback(True)


@pytest.mark.walk(many=30)
@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_form_is_short_honest_and_shows_no_key(name: str, scene: Scene, browsers: Browsers) -> None:
    way = WAYS[name]
    with nothing_kept():
        shown = Shown(Cell(way.row, way.role, scene, browsers), way.opened_by)
    if shown.main is None or not shown.forms:
        return

    asks = shown.at_first()
    assert len(asks) <= MOST_FIELDS or name in LONG, sorted(asks)
    assert shown.keys_shown() == []
    if name in TOGETHER:
        return

    blank = [field for form in shown.forms for field in optional(form)]
    with nothing_kept():
        cell = Cell(way.row, way.role, scene, browsers)
        # What a browser sends of a line that nobody wrote in, and of a list where nobody ticked anything: nothing at all.
        sent = {field: value for field, value in cell._sent().items() if field not in blank}
        answer = cell._ask(sent)
        wrong = [form.errors for form in drawn(answer) if form.errors][:1]
    assert outcome(answer, "POST", noted=True, leaves_no_note=False) in DONE, (wrong, blank)


class Met:
    """What each page was drawn with: a page is opened when a form is looked for there, and once for all forms."""

    def __init__(self, scene: Scene, browsers: Browsers) -> None:
        self.scene, self.browsers = scene, browsers
        self.forms: dict[str, set[str]] = {}

    def on(self, name: str) -> set[str]:
        """Name the forms that one page was drawn with."""
        if name not in self.forms:
            way = WAYS[name]
            with nothing_kept():
                shown = Shown(Cell(way.row, way.role, self.scene, self.browsers), way.opened_by)
            self.forms[name] = {named(type(each)) for each in shown.forms}
        return self.forms[name]


@pytest.fixture(scope="module")
def met(scene: Scene, browsers: Browsers) -> Met:
    return Met(scene, browsers)


def where(form: str) -> list[str]:
    """Return the pages of a form's own feature, those of its own part first."""
    feature, part = form.split(".")[:2]
    modules = {name: f"{view.__module__}." for name, view in views(get_resolver().url_patterns)}
    pages = [name for name, way in WAYS.items() if way.row.name.startswith(f"{feature}:")]
    return sorted(pages, key=lambda name: (f".{feature}.{part}." not in modules[WAYS[name].row.name], name))


# A page for each form: the walk goes round the addresses in its own time, and no one test opens them all.
@pytest.mark.walk(many=0, first=12)
@pytest.mark.parametrize("form", sorted(declared()))
def test_every_form_is_met_on_its_page(form: str, met: Met) -> None:
    assert any(form in met.on(name) for name in where(form)), f"{form}: no row of the permission matrix opens it"
