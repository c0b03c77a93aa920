"""Forms of a joint text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.spine.models import Organisation
from samspil.web import forms as web_forms

LONGEST = 20_000


class BeginForm(web_forms.Form):
    """A joint text to be: what it says, and who must stand behind it."""

    title = forms.CharField(label=_("Overskrift"), max_length=300)
    words = forms.CharField(
        label=_("Hvad vil I melde ud?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10})
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Hvem skal stå bag sammen med jer?"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = organisations  # type: ignore[attr-defined]


class WordsForm(web_forms.Form):
    """New words, which take the approvals back."""

    words = forms.CharField(
        label=_("Hvad vil I melde ud?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "En ændring tager alle godkendelser tilbage. Det, der er offentligt, står, til alle har godkendt det nye."
        ),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, localize=False)

    def values(self) -> dict[str, Any]:
        """Return the clean values as `write_communication` takes them."""
        return {
            "words": self.cleaned_data["words"].replace("\r\n", "\n"),
            "based_on": self.cleaned_data["based_on"] or 0,
        }


class HowForm(web_forms.Form):
    """How a partner without an account approved."""

    how = forms.CharField(
        label=_("Hvem godkendte, hvornår og hvordan?"),
        max_length=300,
        help_text=_("For eksempel: Mail af 3. maj 2026 fra direktøren, journalnummer 26/1001."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, localize=False)


class WithdrawForm(web_forms.Form):
    """Why a joint text is withdrawn."""

    why = forms.CharField(label=_("Hvorfor trækkes den tilbage?"), max_length=300)
