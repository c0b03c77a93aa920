"""How the fields of a form lie on its page: in groups with a heading, and what most leave out behind *Flere oplysninger*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField

EMPTY: tuple[object, ...] = (None, "", [], (), False)


@dataclass(frozen=True)
class Group:
    """Some fields that stand together: under a legend, folded until asked for, or as they are."""

    legend: str
    fields: Sequence[BoundField]
    is_more: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a folded group is shown from the beginning: something in it is wrong, or has been written."""
        return any(bool(each.errors) or _is_written(each) for each in self.fields)


def groups_of(form: forms.BaseForm) -> list[Group]:
    """Return a form's visible fields as they are drawn, by its `groups` and its `more`; each field once.

    `groups` is pairs of a legend and names of fields, `more` the names that are folded. What neither names stands first.
    KeyError for a name that no field of the form has; one that this form was made without is passed over.
    """
    more: Sequence[str] = getattr(form, "more", ())
    named: Sequence[tuple[object, Sequence[str]]] = getattr(form, "groups", ())
    placed = {name for _legend, names in named for name in names} | set(more)
    if unknown := sorted(placed - form.base_fields.keys() - form.fields.keys()):  # type: ignore[attr-defined]
        raise KeyError(", ".join(unknown))

    fields = {each.name: each for each in form.visible_fields()}
    laid = [Group("", [each for name, each in fields.items() if name not in placed])]
    laid += [Group(str(legend), [fields[name] for name in names if name in fields]) for legend, names in named]
    laid.append(Group("", [fields[name] for name in more if name in fields], is_more=True))
    return [each for each in laid if each.fields]


def is_optional(field: BoundField) -> bool:
    """Tell whether a field may be left empty: the form does not require it, nor demand it by a rule of its own (`demanded`)."""
    return not field.field.required and field.name not in getattr(field.form, "demanded", ())


def _is_written(field: BoundField) -> bool:
    value = field.value()
    return value not in EMPTY and str(value) != str(field.field.initial)
