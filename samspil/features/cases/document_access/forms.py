"""Forms of access to documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.document_access import actions, rules
from samspil.web import forms as web_forms

LONGEST_WORDS = 200_000


class AccessForm(web_forms.Form):
    """The request that is answered."""

    reference = forms.CharField(
        label=_("Anmodningens sagsnummer"),
        max_length=60,
        help_text=_("Skriv ikke, hvem der har bedt om aktindsigt. Det står i jeres eget system."),
    )
    asked_on = web_forms.DateField(label=_("Modtaget"))


class ChoiceForm(web_forms.Form):
    """What is done with one document."""

    needed = dict.fromkeys(("ground", "why"), _("når noget undtages"))
    choice = web_forms.Choice(label=_("Hvad gøres der?"), choices=list(rules.CHOICES.items()))
    ground = forms.ChoiceField(
        label=_("Regel i offentlighedsloven"),
        choices=[("", _("Ingen: alt udleveres")), *rules.GROUNDS.items()],
        required=False,
    )
    why = forms.CharField(
        label=_("Begrundelse"), max_length=500, required=False, help_text=_("Den kommer med på listen. Røb intet.")
    )
    shown_title = forms.CharField(label=_("Titel på listen"), max_length=500)

    def __init__(self, *args: Any, is_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

        if is_file:
            self.fields["file"] = forms.FileField(
                label=_("Udgave af filen, hvor det undtagne er fjernet"),
                required=False,
                help_text=_("Kun når den udleveres delvist. Læg ikke sorte felter oven på teksten: fjern den."),
            )
        else:
            self.fields["marked"] = forms.CharField(
                label=_("Teksten med udeladelser"),
                widget=forms.Textarea(attrs={"rows": 14}),
                required=False,
                strip=False,
                max_length=LONGEST_WORDS,
                help_text=_("Kun når den udleveres delvist: sæt [[ og ]] om det, der skal udelades."),
            )

    def values(self) -> dict[str, Any]:
        """Return the clean values as `choose_access` takes them."""
        clean = dict(self.cleaned_data)
        file = clean.pop("file", None)
        return {"choice": actions.Choice(**clean, name=file.name if file else "", stream=file)}


class HandOutForm(web_forms.Form):
    """That more openness has been considered."""

    considered = forms.BooleanField(
        label=_("Jeg har overvejet, om der kan gives mere, end loven kræver (§ 14)"), required=False
    )
