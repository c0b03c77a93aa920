"""Every state that a record of a feature may be in stands in a registered table, which the diagram and the refusals are read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, Field, Model

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


def unheld(models: Iterable[type[Model]]) -> set[str]:
    """Name the fields called `state` that no constraint of the database holds to their choices."""
    found = set()
    for model in models:
        field = next((each for each in model._meta.fields if each.name == "state" and each.choices), None)
        if field is None or not model.__module__.startswith("samspil.features."):
            continue
        choices = {value for value, _label in field.choices or ()}
        held = [each.condition for each in model._meta.constraints if isinstance(each, CheckConstraint)]
        if not any(("state__in", choices) == (name, set(told)) for name, told in _leaves(held)):
            found.add(f"{model._meta.label}.state")

    return found


def _leaves(conditions: Iterable[Any]) -> Iterator[tuple[str, Iterable[str]]]:
    return (
        each
        for condition in conditions
        for each in condition.children
        if isinstance(each, tuple) and each[0] == "state__in"
    )


def test_every_state_is_held_by_the_database() -> None:
    assert unheld(apps.get_models()) == set()


def test_a_state_that_no_constraint_holds_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    activity = apps.get_model("partnerships", "Activity")
    monkeypatch.setattr(activity._meta, "constraints", [])
    assert unheld(apps.get_models()) == {"partnerships.Activity.state"}


def test_every_state_stands_in_a_registered_table() -> None:
    assert unregistered(states.everything()) == set()


def test_a_table_that_is_not_registered_is_missed() -> None:
    known = states.everything()
    fewer = tuple(table for table in known if not table.name.startswith("meeting"))
    assert unregistered(fewer) - unregistered(known) == {"cases.Meeting.state"}
