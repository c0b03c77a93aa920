"""A record picked from those that are known: by words of its title in a field that proposes, or in a list when several fit.

The browser's own list of proposals asks nobody; without it, and where a title is not whole, the page comes back with what fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samspil.spine.models import Node
from samspil.web import story
from samspil.web.forms import One

PROPOSED = 40  # titles in the browser's list; what is further back is found by its words
FITTING = 12  # records in the list of those that fit
LONGEST = 300
BETWEEN = " · "
NONE_FITS = _("Ingen, du kan se, passer på »%s«.")
SOME_WORDS = _("Skriv nogle ord fra titlen, og vælg.")


class PickInput(forms.TextInput):
    """A field for words of a title, with what it proposes; and the records that fit, where several did."""

    template_name = "web/forms/pick.html"
    proposed: Sequence[str] = ()
    fitting: Sequence[tuple[str, str]] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the record that was picked from the list, as long as the words are those that the list was for; else the words."""
        written, picked = data.get(name), data.get(f"{name}-picked")
        return picked if picked and data.get(f"{name}-asked") == written else written

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template draws: the field, what it proposes, and what fits."""
        context = super().get_context(name, value, attrs)
        if self.proposed:
            context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_known"
        return {**context, "proposed": self.proposed, "fitting": self.fitting}


class Known(One):
    """One record among those that somebody may see, found by words of its title; which ones there are, the form is told (`among`)."""

    def __init__(self, *, none_fits: str | Promise = NONE_FITS, **kwargs: Any) -> None:
        self.none_fits = none_fits
        kwargs.setdefault("help_text", SOME_WORDS)
        kwargs.setdefault("error_messages", {"required": _("Skriv noget af titlen.")})
        kwargs.setdefault(
            "widget", PickInput(attrs={"class": "form-input", "autocomplete": "off", "maxlength": LONGEST})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write a record as it is proposed, and propose the first of them."""
        if self.queryset is not None and not self.widget.proposed:
            self.widget.proposed = list(dict.fromkeys(label(row) for row in self.queryset[:PROPOSED]))

        if isinstance(value, Model):
            return label(value)
        found = self._by_key(value)
        return label(found) if found is not None else value

    def to_python(self, value: Any) -> Any:
        """Return the record that was picked or named; ValidationError with those that fit, where none or several do."""
        if value in self.empty_values or not str(value).strip():
            return None
        if (found := self._by_key(value)) is not None:
            return found

        written = " ".join(str(value).split())[:LONGEST]
        fitting = list(self._fitting(written))
        exact = [row for row in fitting if label(row) == written]
        if len(exact or fitting) == 1:
            return (exact or fitting)[0]

        self.widget.fitting = [(str(row.pk), label(row)) for row in (exact or fitting)[:FITTING]]
        if not fitting:
            raise ValidationError(str(self.none_fits) % written + " " + gettext("Prøv færre ord fra titlen."))
        raise ValidationError(gettext("Flere passer på »%s«. Vælg den rette på listen under feltet.") % written)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether something else is picked than what stood."""
        return self.prepare_value(initial) != data

    @property
    def _known(self) -> QuerySet[Any]:
        """The records that whoever asks may pick."""
        assert self.queryset is not None, "a form tells which records there are (`among`)"
        return self.queryset

    def _by_key(self, value: Any) -> Any:
        try:
            return self._known.filter(pk=UUID(str(value))).first()
        except ValueError:
            return None

    def _fitting(self, written: str) -> QuerySet[Any]:
        """Return the records whose titles hold every word; what stands after the title in a proposal is no word of it."""
        rows = self._known
        node = "" if rows.model is Node else "node__"
        for word in written.partition(BETWEEN)[0].split():
            # SQLite folds no letter beyond z: both ways of writing a first letter are asked for.
            either = Q(**{f"{node}title__icontains": word}) | Q(
                **{f"{node}title__icontains": word[:1].swapcase() + word[1:]}
            )
            rows = rows.filter(either)
        return rows[: FITTING + 1]


def label(row: Any) -> str:
    """Return what a record is called where it is picked: title, kind, whose, and when."""
    node = row if isinstance(row, Node) else row.node
    told = (node.title, story.label(node), str(node.within or node.organisation), str(node.when))
    return BETWEEN.join(" ".join(each.split()) for each in told if each)
