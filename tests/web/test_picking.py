"""A record that is picked from those known: by its whole line, by some words, or from a list of those that fit."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.http import QueryDict

from samspil.spine import visibility
from samspil.spine.models import Node
from samspil.spine.people import Actor
from samspil.web import forms, picking
from tests.kit.cast import Cast

pytestmark = pytest.mark.django_db


class Asked(forms.Form):
    """One record that must be picked."""

    record = picking.Known(label="Hvilken?")


@pytest.fixture
def titled(cast: Cast) -> dict[str, Node]:
    """Open records with titles; the last may not be seen from outside."""

    def opened(title: str, **more: Any) -> Node:
        on = dt.date(2026, 5, 4)
        return Node.objects.create(
            kind="test_early",
            title=title,
            organisation=cast.municipality,
            occurred_on=on,
            **{"visibility": "public", **more},
        )

    names = {"bus": "Bussen til Vivild", "stop": "Åben plads · bussen", "hall": "Kaffe i hallen"}
    return {
        **{key: opened(title) for key, title in names.items()},
        "inner": opened("Lukket bus", visibility="organisation"),
    }


def asked(actor: Actor, **sent: str) -> Asked:
    data = QueryDict(mutable=True)
    data.update(sent)
    return Asked(
        data, among={"record": visibility.nodes(actor).select_related("organisation", "within").order_by("title")}
    )


@pytest.mark.parametrize("written", ["Kaffe i hallen", "kaffe hallen", "HALLEN", "åben", "Åben plads · bussen"])
def test_words_of_one_title_are_enough(cast: Cast, titled: dict[str, Node], written: str) -> None:
    form = asked(cast.charlie, record=written)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["record"] == titled["stop" if "ben" in written else "hall"]


def test_what_is_proposed_is_picked(cast: Cast, titled: dict[str, Node]) -> None:
    drawn = str(asked(cast.charlie)["record"])
    lines = re.findall(r'<option value="([^"]*)"', drawn)
    assert len(lines) == 3
    assert 'list="id_record_known"' in drawn
    for line in lines:
        form = asked(cast.charlie, record=line)
        assert form.is_valid(), form.errors
        assert picking.label(form.cleaned_data["record"]) == line


def test_of_several_that_fit_one_is_chosen_from_a_list(cast: Cast, titled: dict[str, Node]) -> None:
    form = asked(cast.charlie, record="bus")
    assert form.errors["record"] == ["Flere passer på »bus«. Vælg den rette på listen under feltet."]
    drawn = str(form["record"])
    assert set(re.findall(r'value="([0-9a-f-]{36})"', drawn)) == {str(titled[key].pk) for key in ("bus", "stop")}
    key = str(titled["stop"].pk)
    again = asked(cast.charlie, **{"record": "bus", "record-asked": "bus", "record-picked": key})
    assert again.is_valid()
    assert again.cleaned_data["record"] == titled["stop"]


def test_other_words_count_for_more_than_what_was_chosen_before(cast: Cast, titled: dict[str, Node]) -> None:
    key = str(titled["stop"].pk)
    form = asked(cast.charlie, **{"record": "Kaffe", "record-asked": "bus", "record-picked": key})
    assert form.is_valid()
    assert form.cleaned_data["record"] == titled["hall"]


def test_the_hidden_and_the_missing_answer_alike(cast: Cast, titled: dict[str, Node]) -> None:
    said = "Ingen, du kan se, passer på »%s«. Prøv færre ord fra titlen."
    for written in ("Lukket bus", "Findes ikke", str(titled["inner"].pk), "aaaaaaaa-0000-4000-8000-000000000000"):
        form = asked(cast.charlie, record=written)
        assert form.errors["record"] == [said % written]
        assert "Lukket" not in re.sub(r'value="[^"]*"|name="record-asked".*', "", str(form["record"]))
    assert asked(cast.alice, record="Lukket").is_valid()
    assert asked(cast.charlie, record=" ").errors["record"] == ["Skriv noget af titlen."]


def test_what_stands_is_shown_by_its_line_and_never_by_its_key(cast: Cast, titled: dict[str, Node]) -> None:
    among = {"record": visibility.nodes(cast.charlie)}
    for known in (titled["hall"], titled["hall"].pk):
        drawn = str(Asked(initial={"record": known}, among=among)["record"])
        assert f'value="{picking.label(titled["hall"])}"' in drawn
        assert str(titled["hall"].pk) not in drawn
