"""Every state that a record of a feature may be in stands in a registered table, which the diagram and the refusals are read from."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Field

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
