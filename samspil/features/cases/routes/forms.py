"""Forms of a case's route: sent on, carried, ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.editing.forms import ItemAddress
from samspil.features.cases.records.rules import standing
from samspil.spine.models import Circle, Person
from samspil.web import forms as web_forms


class RouteForm(web_forms.Form):
    """Where a statement sends the case."""

    needed = dict.fromkeys(("to_circle", "to_text"), _("én af delene"))
    to_circle = forms.ModelChoiceField(
        label=_("Udvalg eller råd, som har sin side her"),
        queryset=Circle.objects.none(),
        required=False,
        empty_label=_("Vælg"),
    )
    to_text = forms.CharField(
        label=_("Eller skriv, hvor sagen sendes hen"),
        max_length=200,
        required=False,
        help_text=_("Skriv det, som referatet siger det."),
    )
    sent_on = web_forms.DateField(label=_("Sendt den"), required=False)

    def __init__(self, *args: Any, circles: Iterable[Circle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_circle"].queryset = circles  # type: ignore[attr-defined]


class CarrierForm(web_forms.Form):
    """Who carries a case on."""

    owner = forms.ModelChoiceField(
        label=_("Hvem fører sagen videre?"), queryset=Person.objects.none(), empty_label=_("Vælg")
    )
    due_on = web_forms.DateField(label=_("Senest"), required=False)

    def __init__(self, *args: Any, persons: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = persons  # type: ignore[attr-defined]


class EndStepForm(web_forms.Form):
    """How it went where the case was sent."""

    state = web_forms.Choice(
        label=_("Hvordan gik det?"),
        choices=[(key, word) for key, word in standing.STEP_STATES.items() if key != "sent"],
    )
    ended_on = web_forms.DateField(label=_("Dato"))
    how = forms.CharField(label=_("Hvad skete der?"), max_length=300)
    next_item = ItemAddress(
        label=_("Punktet i det næste udvalg"), required=False, help_text=_("Indsæt adressen på punktets side.")
    )
