"""What is typed about a programme: its partnerships, and what each source tells of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.core import forms as core_forms
from samspil.features.partnerships.core.models import Partnership
from samspil.spine.models import Organisation
from samspil.web import forms as web_forms


class _Lines(forms.CharField):
    """Reads each line that is not empty as one thing."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """Return the lines; refused without any."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if any(len(line) > 2000 for line in lines):
            raise ValidationError(_("En linje må højst have 2.000 tegn."))
        return lines


class ProgrammeForm(web_forms.Form):
    """A new programme."""

    name = forms.CharField(label=_("Hvad hedder programmet?"), max_length=200)
    purpose = forms.CharField(label=_("Hvad er det til for?"), widget=forms.Textarea, required=False, max_length=20_000)
    organisation = forms.ModelChoiceField(
        label=_("Hvem opretter det?"), queryset=Organisation.objects.none(), empty_label=None
    )
    partnerships = forms.ModelMultipleChoiceField(
        label=_("Hvilke partnerskaber hører med?"),
        queryset=Partnership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.CharField(label=_("Kilde"), max_length=300, required=False)
    visibility = web_forms.Choice(
        label=_("Hvem må se det?"),
        choices=[("public", _("Alle")), ("organisation", _("Kun jeres egen organisation"))],
        initial="public",
        help_text=_(
            "Vælger du »Alle«, kan det, du skriver her, og det, kilderne fortæller, læses på nettet uden at logge ind. "
            "Partnerskaberne har hver deres egen regel."
        ),
    )

    def __init__(
        self, *args: Any, homes: QuerySet[Organisation], partnerships: QuerySet[Partnership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "organisation", homes)
        core_forms.choose_among(self, "partnerships", partnerships, called=lambda row: row.node.title)


class TracksForm(web_forms.Form):
    """The tracks as one source tells them."""

    source = forms.CharField(
        label=_("Hvor står det?"),
        max_length=300,
        help_text=_("Den samme kilde igen retter det, den fortalte. En ny står ved siden af."),
    )
    told_on = web_forms.DateField(label=_("Hvornår er det fortalt?"), required=False)
    words = _Lines(label=_("Hovedsporene, som kilden har dem"), max_length=20_000, help_text=_("Ét på hver linje."))


class FocusForm(web_forms.Form):
    """The focus areas in their source's order."""

    source = forms.CharField(label=_("Hvor står det?"), max_length=300)
    names = _Lines(label=_("Fokusområderne"), max_length=20_000, help_text=_("Ét på hver linje, i kildens rækkefølge."))

    def clean_names(self) -> list[str]:
        """Refuse a name that is no name but a text."""
        names: list[str] = self.cleaned_data["names"]
        if any(len(name) > 200 for name in names):
            raise ValidationError(_("Et fokusområde må højst have 200 tegn."))
        return names


class ActorForm(web_forms.Form):
    """Somebody who takes part without being a partner."""

    name = forms.CharField(label=_("Hvem?"), max_length=200, help_text=_("Det samme navn igen retter det, der står."))
    does = forms.CharField(label=_("Hvad siger kilden om dem?"), max_length=300, required=False)
    source = forms.CharField(label=_("Hvor står det?"), max_length=300, required=False)
