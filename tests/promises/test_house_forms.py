"""Every form of the house: few fields at first, what may stay empty says so and is taken empty, and nobody is shown a key."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django import forms as django_forms
from django.db import transaction
from lxml import html

import samspil
from samspil.web import forms
from samspil.web.templatetags.anatomy import optional as said
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
    "partnerships:write_charter": "the role of two sides is said",
}
# Forms that no row of the permission matrix opens by GET: 14 of some 130 when it was counted. More than this is a form nobody looks at.
MOST_UNMET = 14
ROOTS = {"web.forms.Form", "insights.forms.Wording", "partnerships.civic.forms._AboutDuty"}


def ways_in() -> dict[str, tuple[Row, str]]:
    """Return, of each address that takes a form, a row of the matrix where it is taken, and from whom."""
    found: dict[str, tuple[Row, str]] = {}
    for row in ROWS:
        if row.method == "POST" and row.name not in found:
            done = [role for role, answer in zip(ROLES, row.expected, strict=True) if answer in DONE]
            if done:
                found[row.name] = (row, done[0])
    return found


WAYS = ways_in()


def declared() -> set[str]:
    """Name every form of the product's own that declares a field or makes some."""
    for each in pkgutil.walk_packages(samspil.__path__, "samspil."):
        if each.name.endswith((".forms", ".inputs", ".own", ".passwords", ".personal_links")) or ".forms." in each.name:
            importlib.import_module(each.name)

    def below(kind: type) -> Iterator[type]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return {named(each) for each in below(forms.Form) if each.__module__.startswith("samspil.")}


def named(form: type) -> str:
    return f"{form.__module__.removeprefix('samspil.').removeprefix('features.')}.{form.__qualname__}"


def drawn(answer: Any) -> list[django_forms.BaseForm]:
    """Return the forms that an answer was drawn with, each once, those of a page's rows too."""
    met: list[django_forms.BaseForm] = []
    for context in answer.context or ():
        for value in context.flatten().values():
            for each in value if isinstance(value, list | tuple) else (value,):
                if isinstance(each, django_forms.BaseForm) and each not in met:
                    met.append(each)
    return met


class Shown:
    """One page with its forms, as somebody who may fill them in meets it."""

    def __init__(self, cell: Cell) -> None:
        get = Row(cell.row.name, cell.row.state, "GET", cell.row.expected, cell.row.page)
        cell.row = get
        self.response = cell._ask({})
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
    row, role = WAYS[name]
    with nothing_kept():
        shown = Shown(Cell(row, role, scene, browsers))
    if shown.main is None or not shown.forms:
        return

    asks = shown.at_first()
    assert len(asks) <= MOST_FIELDS or name in LONG, sorted(asks)
    assert shown.keys_shown() == []
    if name in TOGETHER:
        return

    blank = [field for form in shown.forms for field in optional(form)]
    with nothing_kept():
        cell = Cell(row, role, scene, browsers)
        # What a browser sends of a line that nobody wrote in, and of a list where nobody ticked anything: nothing at all.
        sent = {field: value for field, value in cell._sent().items() if field not in blank}
        answer = cell._ask(sent)
        wrong = [form.errors for form in drawn(answer) if form.errors][:1]
    assert outcome(answer, "POST", noted=True, leaves_no_note=False) in DONE, (wrong, blank)


# Everybody goes round for this one: it is asked by `make drill`.
@pytest.mark.walk(many=0, first=0)
@pytest.mark.parametrize("whole", ["every form"])
def test_nearly_every_form_is_met_on_its_page(whole: str, scene: Scene, browsers: Browsers) -> None:
    met: set[str] = set()
    for row, role in WAYS.values():
        with nothing_kept():
            met |= {named(type(form)) for form in Shown(Cell(row, role, scene, browsers)).forms}
    unmet = sorted(declared() - met - ROOTS)
    assert len(unmet) <= MOST_UNMET, (whole, *unmet)
