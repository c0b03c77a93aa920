"""What a person writes to those who took their words in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.voices.messages import rules
from samspil.web import forms as web_forms


class Message(web_forms.Form):
    """What it is about, in the person's words, and where they are rung."""

    about = forms.ChoiceField(label=_("Hvad handler det om?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Det vil jeg sige"),
        required=False,
        max_length=2 * rules.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Det bliver gemt låst, ligesom dine andre ord. Skriv ikke dit CPR-nummer."),
    )
    phone = forms.CharField(
        label=_("Telefon, hvis vi skal ringe"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = rules.ABOUT.choices()  # type: ignore[attr-defined]
