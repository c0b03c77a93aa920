"""Every form of the house: few fields at first, what may stay empty says so and is taken empty, and nobody is shown a key."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms as django_forms
from django.db import transaction
from lxml import html

import samspil
from samspil.web import forms
from tests.kit.scene import Scene
from tests.promises.test_permissions import DONE, ROLES, ROWS, Browsers, Cell, Row, browsers, outcome, scene

__all__ = ["browsers", "scene"]

MOST_FIELDS = 7
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Addresses whose page asks for more than seven things at first, and why.
LONG: dict[str, str] = {}
# Addresses where what may stay empty cannot all be left empty at once, and why.
TOGETHER: dict[str, str] = {}
# Forms that no row of the permission matrix opens, and what does.
ELSEWHERE: dict[str, str] = {}


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


class Shown:
    """One page with its forms, as somebody who may fill them in meets it."""

    def __init__(self, cell: Cell) -> None:
        get = Row(cell.row.name, cell.row.state, "GET", cell.row.expected, cell.row.page)
        cell.row = get
        self.response = cell._ask({})
        self.forms: list[django_forms.BaseForm] = []
        for context in self.response.context or ():
            for value in context.flatten().values():
                if isinstance(value, django_forms.BaseForm) and value not in self.forms:
                    self.forms.append(value)
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
        words = [*self.main.itertext(), *self.main.xpath(".//input[not(@type='hidden')][not(@type='radio')][not(@type='checkbox')]/@value")]
        return KEY.findall("\n".join([*words, *self.main.xpath(".//datalist/option/@value")]))


def optional(form: django_forms.BaseForm) -> list[str]:
    """Name the fields that say they may stay empty."""
    needed = getattr(form, "needed", {})
    return [
        each.name for each in form.visible_fields() if not each.field.required and each.name not in needed and form.is_bound is False
    ]


@pytest.mark.walk(many=30)
@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_form_is_short_honest_and_shows_no_key(name: str, scene: Scene, browsers: Browsers) -> None:
    row, role = WAYS[name]
    with transaction.atomic():
        shown = Shown(Cell(row, role, scene, browsers))
        transaction.set_rollback(True)
    if shown.main is None or not shown.forms:
        return

    asks = shown.at_first()
    assert (len(asks) > MOST_FIELDS) == (name in LONG), sorted(asks)
    assert shown.keys_shown() == []
    if name in TOGETHER:
        return

    blank = {form.add_prefix(field): "" for form in shown.forms for field in optional(form)}
    with transaction.atomic():
        cell = Cell(row, role, scene, browsers)
        sent = {**cell._sent(), **blank}
        answer = cell._ask(sent)
        wrong = {each: value.errors for each, value in enumerate(found(answer)) if value.errors}
        transaction.set_rollback(True)
    assert outcome(answer, "POST", noted=True, leaves_no_note=False) in DONE, (wrong, blank)


def found(answer: Any) -> list[django_forms.BaseForm]:
    """Return the forms of an answer."""
    return [
        value
        for context in answer.context or ()
        for value in context.flatten().values()
        if isinstance(value, django_forms.BaseForm)
    ]
