"""A guide or consent text as it is put right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.web import forms as web_forms


class WordsForm(web_forms.Form):
    """A partnership's own words for a method."""

    body = forms.CharField(
        label=_("Teksten"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20_000,
        help_text=_("I en spørgeguide: et spørgsmål på hver linje."),
    )
    why = forms.CharField(label=_("Hvorfor ændres den?"), max_length=300, required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, localize=False, initial=0)

    def values(self) -> dict[str, Any]:
        """Return the words; a text that was never written builds on none."""
        return {**self.cleaned_data, "based_on": self.cleaned_data["based_on"] or 0}
