"""What people type about money and efforts, made into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.funds import actions, rules
from samspil.web import forms as web_forms

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class AppropriationForm(web_forms.Form):
    """An amount set aside on a decision."""

    title = forms.CharField(label=_("Hvad pengene er til"), max_length=300)
    amount_ore = web_forms.MoneyField(label=_("Beløb"), help_text=_("Fx 1,2 mio. kr. eller 200.000 kr."))
    first_year = forms.IntegerField(
        label=_("Første år"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR, localize=False
    )
    last_year = forms.IntegerField(label=_("Sidste år"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR, localize=False)
    is_per_year = forms.BooleanField(label=_("Beløbet gælder hvert år"), required=False)
    is_cap = forms.BooleanField(label=_("Beløbet er et loft: højst så meget"), required=False)
    receiver = forms.CharField(label=_("Hvem får pengene"), max_length=200, required=False)
    condition = web_forms.Words(label=_("Vilkår"), required=False)
    route = forms.CharField(label=_("Videre behandling"), max_length=200, required=False)


class AllocationForm(AppropriationForm):
    """The same, for an amount that is not there yet."""

    def values(self) -> dict[str, Any]:
        """Return what `actions.set_aside` takes."""
        return {"amount": actions.Allocation(**self.cleaned_data)}


class MovementForm(web_forms.Form):
    """How much of an amount goes one stage on."""

    stage = forms.ChoiceField(label=_("Nyt trin"), choices=[(name, label) for name, label, _ in rules.STAGES[1:]])
    amount_ore = web_forms.MoneyField(label=_("Beløb"))
    on = web_forms.DateField(label=_("Dato"))
    why = forms.CharField(label=_("Hvad bygger det på?"), max_length=300)
    decision = forms.UUIDField(
        label=_("Beslutning, der bevilger beløbet"),
        required=False,
        help_text=_("Kun for »bevilget«: sidste led i adressen på beslutningens side."),
    )


class EffortForm(web_forms.Form):
    """An effort that carries a decision out."""

    title = forms.CharField(label=_("Indsatsens navn"), max_length=300)
    description = web_forms.Words(label=_("Hvad der sker, hvor og for hvem"))
    begins_on = web_forms.DateField(label=_("Begynder"), required=False)
    ends_on = web_forms.DateField(label=_("Slutter"), required=False)

    def values(self) -> dict[str, Any]:
        """Return what `actions.start_effort` takes."""
        return {"plan": actions.EffortPlan(**self.cleaned_data)}


class EffortStateForm(web_forms.Form):
    """How far an effort is."""

    state = forms.ChoiceField(label=_("Indsatsens status"), choices=rules.EFFORT.choices)


def shown(appropriation: Any) -> dict[str, Any]:
    """Return an appropriation's values as the form shows them."""
    names = AppropriationForm.base_fields.keys() - {"title"}
    return {name: getattr(appropriation, name) for name in names} | {"title": appropriation.node.title}
