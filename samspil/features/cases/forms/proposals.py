"""Forms of what lies before an agenda: sent back, taken off, another meeting, an authorisation, a presentation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.models import Meeting
from samspil.spine.models import Circle
from samspil.web import forms as web_forms


class SendBackForm(web_forms.Form):
    """Why a proposal is sent back."""

    said = forms.CharField(
        label=_("Hvad skal rettes?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        help_text=_("Den, der har skrevet punktet, kan læse det på punktets side."),
    )


class TakeOffForm(web_forms.Form):
    """Why an item is taken off the agenda."""

    reason = forms.CharField(
        label=_("Hvorfor tages punktet af?"),
        max_length=300,
        help_text=_("Er dagsordenen offentlig, kan alle læse begrundelsen for et åbent punkt."),
    )


class CancelForm(web_forms.Form):
    """Why a meeting is called off."""

    reason = forms.CharField(
        label=_("Hvorfor aflyses mødet?"), max_length=300, help_text=_("Alle, der kan se mødet, kan læse det.")
    )


class PostponeForm(web_forms.Form):
    """To which meeting an item is moved."""

    meeting = web_forms.Choice(label=_("Nyt møde"), choices=[("", "")])

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = [(str(each.pk), each.node.title) for each in meetings]  # type: ignore[attr-defined]


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


class PresentationForm(web_forms.Form):
    """Before which body a matter is presented."""

    to_circle = forms.ModelChoiceField(
        label=_("Udvalg eller råd"),
        queryset=Circle.objects.none(),
        required=False,
        empty_label=_("Et, der ikke er her"),
    )
    to_text = forms.CharField(
        label=_("Eller skriv, hvem oplægget er for"),
        max_length=200,
        required=False,
        help_text=_("Som det står i beslutningen, for eksempel: de stående udvalg."),
    )
    presenter = forms.CharField(label=_("Hvem holder oplægget"), max_length=200, required=False)

    def __init__(self, *args: Any, circles: Iterable[Circle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_circle"].queryset = circles  # type: ignore[attr-defined]


class PresentedForm(web_forms.Form):
    """When a presentation was held."""

    held_on = web_forms.DateField(label=_("Holdt den"))
    said = forms.CharField(label=_("Hvad kom der ud af det?"), max_length=300, required=False)
