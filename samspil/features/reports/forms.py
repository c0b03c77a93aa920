"""What people type about recommendations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.reports import rules
from samspil.spine.models import Circle
from samspil.web import forms as web_forms


class RecommendationForm(web_forms.Form):
    """A recommendation out of a decision."""

    title = forms.CharField(label=_("Anbefalingen i én linje"), max_length=500)
    passage = forms.CharField(
        label=_("Sætningen i beslutningen"), widget=forms.Textarea, help_text=_("Præcis som den står der.")
    )
    to = forms.ModelMultipleChoiceField(
        label=_("Til"), queryset=Circle.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    to_kinds = forms.MultipleChoiceField(
        label=_("Til en slags råd eller udvalg, uden at nævne et bestemt"),
        choices=list(rules.KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, circles: Iterable[Circle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = circles  # type: ignore[attr-defined]


class TreatForm(web_forms.Form):
    """What an addressee did."""

    state = web_forms.Choice(
        label=_("Hvor langt er den?"), choices=[(key, word) for key, word in rules.STATES.choices if key != "open"]
    )
    said = forms.CharField(label=_("Hvad skete der, eller hvad var svaret?"), widget=forms.Textarea)
    on = web_forms.DateField(label=_("Dato"), required=False)
