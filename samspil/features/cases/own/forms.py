"""The form of a private note."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.own import rules
from samspil.web import forms as web_forms


class NoteForm(web_forms.Form):
    """A person's own note."""

    words = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Kun du kan læse den. Den står ikke i journalen og kan ikke søges frem. Tøm feltet for at slette noten."
        ),
    )
