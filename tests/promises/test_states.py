"""Every state that a record of a feature may be in stands in a registered table, which the diagram and the refusals are read from."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Field

from samspil.paper.refusal import Refused
from samspil.spine import states


def unregistered(tables: tuple[states.Table, ...]) -> set[str]:
    """Name the fields called `state` whose choices stand in no table."""
    known = [set(table.labels) for table in tables]
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("samspil.features.")
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.name == "state" and field.choices
        if {value for value, _ in field.choices} not in known
    }


def test_every_state_stands_in_a_registered_table() -> None:
    assert unregistered(states.everything()) == set()


def test_a_table_that_is_not_registered_is_missed() -> None:
    known = states.everything()
    fewer = tuple(table for table in known if not table.name.startswith("meeting"))
    assert unregistered(fewer) - unregistered(known) == {"cases.Meeting.state"}


def test_steps_told_by_deed_are_the_same_steps() -> None:
    ways = states.by_deed({"submit": (("draft", "sent_back"), "submitted"), "approve": ("submitted", "approved")})
    assert ways == {"draft": "submitted:submit", "sent_back": "submitted:submit", "submitted": "approved:approve"}
    labels = dict.fromkeys(("draft", "sent_back", "submitted", "approved"), "x")
    table = states.table("t", labels, ways, refuses="{before} {after}")
    assert table.after("draft") == ("submitted",)
    with pytest.raises(Refused):
        table.check("draft", "approved")
