"""The form of what is read in: a file or pasted text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.records.models import Body
from samspil.web import forms as web_forms

LARGEST_IMPORT = 25_000_000


class ImportForm(web_forms.Form):
    """Minutes or an agenda as a file or as text."""

    needed = dict.fromkeys(("file", "text"), _("én af delene"))
    body = forms.ModelChoiceField(label=_("Udvalg"), queryset=Body.objects.none(), empty_label=_("Vælg"))
    file = forms.FileField(
        label=_("Fil"),
        required=False,
        help_text=_("PDF, HTML, tekst, eller XML fra SBSYS, eDoc eller Agenda Management. Højst 25 MB."),
    )
    text = forms.CharField(
        label=_("Eller indsæt teksten"), widget=forms.Textarea(attrs={"rows": 12}), required=False, strip=False
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse a file that is too large before any of it is read."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST_IMPORT:
            raise ValidationError(_("Filen er større end 25 MB og bliver ikke læst. Vælg en fil med ét møde."))
        return file

    def clean(self) -> dict[str, Any]:
        """Demand a file or a text, and not both."""
        clean = super().clean() or {}
        if "file" in self.errors:
            return clean
        if bool(clean.get("file")) == bool((clean.get("text") or "").strip()):
            raise ValidationError(_("Vælg en fil, eller indsæt teksten: én af delene."))
        return clean
