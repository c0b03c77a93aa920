"""Forms of an authorisation: given, and ended."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.web import forms as web_forms


class AuthorisationForm(web_forms.Form):
    """What a decision authorises somebody to do."""

    title = forms.CharField(
        label=_("Hvad bemyndigelsen handler om"),
        max_length=500,
        help_text=_("For eksempel: Færdiggørelse af investeringsoplægget."),
    )
    given_to = forms.CharField(label=_("Givet til"), max_length=200, help_text=_("For eksempel administrationen."))
    scope = forms.CharField(
        label=_("Hvad den giver lov til"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    until_on = web_forms.DateField(label=_("Gælder til og med"), required=False)


class EndAuthorisationForm(web_forms.Form):
    """That an authorisation has ended."""

    ended_on = web_forms.DateField(label=_("Ophørt"))
    why = forms.CharField(label=_("Hvorfor?"), max_length=300)
