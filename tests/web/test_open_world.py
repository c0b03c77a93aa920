"""The parts that say what is missing, what is invented, and when something happened."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django import forms as django_forms
from django.template import Context, Template

from samspil.paper import danish
from samspil.spine import sources
from samspil.web import forms

CLOSED, OPEN = "Ingen endnu.", "Står ikke i de kilder, Samspil har."


def drawn(source: str, **context: object) -> str:
    return Template("{% load web figures %}" + source).render(Context(context))


def node(**said: object) -> SimpleNamespace:
    return SimpleNamespace(**{"is_sourced": False, "is_invented": False, **said})


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (node(), CLOSED),
        (node(is_sourced=True), OPEN),
        (SimpleNamespace(node=node(is_sourced=True)), OPEN),
        (SimpleNamespace(circle=node(is_sourced=True)), OPEN),
        (SimpleNamespace(node=node()), CLOSED),
        (None, CLOSED),
        ("", CLOSED),
    ],
)
def test_what_is_missing_is_said_by_what_is_known(record: object, said: str) -> None:
    assert drawn("{% absent record closed %}", record=record, closed=CLOSED) == said
    assert sources.absent(record, CLOSED) == said


def test_a_place_may_have_open_words_of_its_own() -> None:
    words = drawn("{% absent record closed open %}", record=node(is_sourced=True), closed=CLOSED, open="Det står ikke.")
    assert words == "Det står ikke."


def test_what_is_read_inside_the_mark_is_marked_and_nothing_after_it() -> None:
    assert not sources.are_read()
    with sources.read():
        assert sources.are_read()
    assert not sources.are_read()
    with pytest.raises(RuntimeError, match="midt i"):
        _break_inside()
    assert not sources.are_read()


def _break_inside() -> None:
    with sources.read():
        raise RuntimeError("midt i")


@pytest.mark.parametrize(
    ("about", "is_marked"),
    [
        ({}, True),
        ({"node": node()}, True),
        ({"node": node(is_invented=True)}, False),
        ({"body": SimpleNamespace(circle=node(is_invented=True))}, False),
    ],
)
def test_an_invented_row_is_marked_where_its_page_is_not(about: dict[str, object], *, is_marked: bool) -> None:
    row = node(is_invented=True)
    assert ("Opdigtet eksempel" in drawn("{% invented row %}", row=row, **about)) is is_marked
    assert drawn("{% invented row %}", row=node(), **about) == ""


def test_a_record_that_stands_for_its_own_page_in_a_loop_is_marked() -> None:
    row = node(is_invented=True)
    assert "Opdigtet eksempel" in drawn("{% for node in rows %}{% invented node %}{% endfor %}", rows=[row])


class Asked(django_forms.Form):
    on = forms.WhenField(label="Dato", required=False)


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("17/05/2026", danish.When(dt.date(2026, 5, 17)), "17. maj 2026"),
        ("maj 2026", danish.When(dt.date(2026, 5, 1), "month"), "maj 2026"),
        ("foråret 2026", danish.When(dt.date(2026, 3, 1), "season"), "foråret 2026"),
        ("2026", danish.When(dt.date(2026, 1, 1), "year"), "2026"),
        ("  ", None, ""),
        ("", None, ""),
    ],
)
def test_a_person_may_write_a_day_a_month_a_season_or_a_year(typed: str, kept: danish.When | None, shown: str) -> None:
    form = Asked({"on": typed})
    assert form.is_valid()
    assert form.cleaned_data["on"] == kept
    assert str(Asked.base_fields["on"].prepare_value(kept) or "") == shown


def test_what_is_no_time_is_said_on_the_field() -> None:
    form = Asked({"on": "snart"})
    assert not form.is_valid()
    assert "foråret 2025" in form.errors["on"][0]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (danish.When(dt.date(2024, 4, 1), "month"), "april 2024"),
        (danish.When(dt.date(2025, 9, 23)), "23. september 2025"),
        (danish.When(None), ""),
    ],
)
def test_a_page_writes_when_no_more_precisely_than_it_is_known(when: danish.When, said: str) -> None:
    assert drawn("{{ record|when }}", record=SimpleNamespace(when=when)) == said
    assert drawn("{{ record|when }}", record=None) == ""
