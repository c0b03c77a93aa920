"""The form of an approval of minutes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.editing.forms import WhoForm


class ApprovalForm(WhoForm):
    """Who has approved the minutes, and how."""

    note = forms.CharField(
        label=_("Hvordan"), max_length=200, required=False, help_text=_("For eksempel: på mødet den 6. oktober 2026.")
    )
