"""What people type about money and efforts, made into clean values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.funds import actions, rules
from samspil.paper import danish
from samspil.web import forms as web_forms
from samspil.web import picking

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class AppropriationForm(web_forms.Form):
    """An amount set aside on a decision."""

    title = forms.CharField(label=_("Hvad er pengene til?"), max_length=300)
    amount_ore = web_forms.MoneyField(label=_("Beløb"), help_text=_("Fx 1,2 mio. kr. eller 200.000 kr."))
    first_year = forms.IntegerField(
        label=_("Første år"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR, localize=False
    )
    last_year = forms.IntegerField(label=_("Sidste år"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR, localize=False)
    is_per_year = forms.BooleanField(label=_("Beløbet gælder hvert år"), required=False)
    receiver = forms.CharField(label=_("Hvem får pengene?"), max_length=200, required=False)

    is_cap = forms.BooleanField(label=_("Beløbet er et loft: højst så meget"), required=False)
    condition = web_forms.Words(label=_("Vilkår"), required=False)
    route = forms.CharField(
        label=_("Hvem skal også behandle det?"),
        max_length=200,
        required=False,
        help_text=_("For eksempel: sendt videre til regionsrådet."),
    )
    more = ("is_cap", "condition", "route")


class AllocationForm(AppropriationForm):
    """The same, for an amount that is not there yet."""

    def values(self) -> dict[str, Any]:
        """Return what `actions.set_aside` takes."""
        return {"amount": actions.Allocation(**self.cleaned_data)}


class MovementForm(web_forms.Form):
    """How much of an amount goes one stage on."""

    needed = {"decision": _("når beløbet bliver bevilget")}
    stage = web_forms.Choice(label=_("Pengenes status"), choices=[(name, label) for name, label, _ in rules.STAGES[1:]])
    amount_ore = web_forms.MoneyField(label=_("Beløb"))
    decision = picking.Known(label=_("Hvilken beslutning bevilger beløbet?"), required=False)
    on = web_forms.DateField(label=_("Hvornår skete det?"))
    why = forms.CharField(label=_("Hvad bygger det på?"), max_length=300)

    def __init__(self, *args: Any, left: Mapping[str, int], **kwargs: Any) -> None:
        """Begin at the first stage that something is left for, with what is left (`left`: øre by stage)."""
        begin = next((name for name, ore in left.items() if ore > 0), None)
        known = {"stage": begin, "amount_ore": left[begin]} if begin else {}
        initial = {"on": timezone.localdate(), **known, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["stage"].choices = [(name, _told(name, left[name])) for name in left]  # type: ignore[attr-defined]


def _told(stage: str, left: int) -> str:
    """Return a stage with what may still reach it."""
    label = rules.LABELS[stage]
    return _("%(stage)s (%(left)s mangler)") % {"stage": label, "left": danish.kroner(left)} if left > 0 else label


class EffortForm(web_forms.Form):
    """An effort that carries a decision out."""

    title = forms.CharField(label=_("Indsatsens navn"), max_length=300)
    description = web_forms.Words(label=_("Hvad sker der, hvor og for hvem?"))
    carried_by = web_forms.One(
        label=_("Hvem udfører den?"), required=False, empty_label=_("Ikke afgjort, eller en anden")
    )
    paid_by = web_forms.Several(label=_("Hvilke beløb betaler for den?"), required=False)
    begins_on = web_forms.DateField(label=_("Begynder"), required=False)
    ends_on = web_forms.DateField(label=_("Slutter"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields["paid_by"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["paid_by"]

    def values(self) -> dict[str, Any]:
        """Return what `actions.start_effort` takes."""
        return {"plan": actions.EffortPlan(**self.cleaned_data)}


class EffortStateForm(web_forms.Form):
    """How far an effort is."""

    state = web_forms.Choice(label=_("Indsatsens status"), choices=rules.EFFORT.choices)


def shown(appropriation: Any) -> dict[str, Any]:
    """Return an appropriation's values as the form shows them."""
    names = AppropriationForm.base_fields.keys() - {"title"}
    return {name: getattr(appropriation, name) for name in names} | {"title": appropriation.node.title}
