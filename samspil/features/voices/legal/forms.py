"""A legal profile as it is written and signed off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.voices.legal import queries, rules
from samspil.web import forms as web_forms


class Write(web_forms.Form):
    """One version of a profile. Nothing is chosen beforehand but what the law itself says."""

    controller = forms.CharField(
        label=_("Dataansvarlig"), max_length=200, help_text=_("Den organisation, der svarer for oplysningerne.")
    )
    basis = web_forms.Choice(
        label=_("Retsgrundlag"),
        choices=list(rules.BASES.items()),
        help_text=_("En myndighed har oftest en offentlig opgave. Spørg jeres databeskyttelsesrådgiver."),
    )
    passing_on = web_forms.Choice(label=_("Hvem må ordene gives videre til?"), choices=list(rules.PASSING_ON.items()))
    consent_forms = forms.MultipleChoiceField(
        label=_("Hvordan kan personen sige ja?"),
        choices=list(rules.FORMS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Sæt kryds ved mindst én måde at sige ja på.")},
    )
    longest_days = forms.IntegerField(
        label=_("Hvor mange dage gælder et ja højst?"),
        required=False,
        min_value=1,
        max_value=rules.LONGEST,
        help_text=_("Et samtykke gælder højst 365 dage. Ved en offentlig opgave kan feltet stå tomt."),
    )
    retention = forms.CharField(
        label=_("Hvor længe gemmes ordene?"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=2_000
    )
    kept = forms.CharField(
        label=_("Hvad kan I være nødt til at gemme, når nogen fortryder?"),
        widget=forms.Textarea(attrs={"rows": "3"}),
        max_length=2_000,
    )
    processors = forms.CharField(
        label=_("Databehandlere"),
        widget=forms.Textarea(attrs={"rows": "3"}),
        required=False,
        max_length=2_000,
        help_text=_("En på hver linje, for eksempel den, der driver serveren."),
    )
    within = web_forms.One(
        label=_("Gælder kun i et partnerskab"), required=False, empty_label=_("Nej, i hele organisationen")
    )
    more = ("processors", "within")

    def __init__(self, *args: Any, organisation: UUID, **kwargs: Any) -> None:
        super().__init__(*args, among={"within": queries.circles(organisation)}, **kwargs)

    def values(self) -> dict[str, Any]:
        """Return what `actions.write` takes."""
        values = dict(self.cleaned_data)
        within = values.pop("within")
        return {"within": within, "said": rules.Said(**values)}


class SignOff(web_forms.Form):
    """Who has signed a version off, and when."""

    signed_by = forms.CharField(
        label=_("Hvem har godkendt det?"),
        max_length=200,
        help_text=_("Navn og rolle, for eksempel organisationens databeskyttelsesrådgiver."),
    )
    signed_on = web_forms.DateField(label=_("Hvornår?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = timezone.localdate()
