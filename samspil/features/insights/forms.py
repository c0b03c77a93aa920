"""What people type about insights and sources, made into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.insights import actions, rules
from samspil.spine import people
from samspil.spine.people import Actor
from samspil.web import forms as web_forms

LARGEST_DOCUMENT = 2_000_000
_SIDES = [("", _("det, rollen siger")), *((side, label) for side, label in rules.SIDES.items() if side)]


class Wording(web_forms.Form):
    """An insight's words."""

    statement = forms.CharField(
        label=_("Indsigten"),
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("En eller to sætninger: hvad har I forstået?"),
    )
    title = forms.CharField(
        label=_("Overskrift"),
        max_length=150,
        required=False,
        help_text=_("Kort. Ellers står selve indsigten som overskrift."),
    )
    explanation = forms.CharField(
        label=_("Forklaring"),
        widget=forms.Textarea(attrs={"rows": "8"}),
        required=False,
        help_text=_("Hvad skal man vide for at forstå den? Hvem ser det anderledes?"),
    )


class NewInsight(Wording):
    """An insight and where it belongs."""

    more = ("title", "within", "organisation")
    within = web_forms.One(label=_("Partnerskab"), required=False, empty_label=_("Kun min egen organisation"))
    organisation = web_forms.One(label=_("Skrevet for"), empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        places = people.places_of(actor)
        begun = kwargs.pop("initial", {})
        super().__init__(*args, among={"organisation": places.organisations, "within": places.circles}, **kwargs)
        self.fields["within"].initial = begun.get("within")
        if not actor.circles:
            del self.fields["within"]
        self.leave_out_where_one("organisation")

    def values(self) -> dict[str, Any]:
        """Return what `actions.begin` takes."""
        return {"draft": actions.Draft(**self.cleaned_data)}


class EditedInsight(Wording):
    """An insight's words and the versions they build on."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, localize=False, initial=0)
    explained_on = forms.IntegerField(widget=forms.HiddenInput, localize=False, initial=0)


class Chosen(web_forms.Form):
    """Evidence that was chosen, and how the insight rests on it."""

    why = forms.CharField(
        label=_("Hvordan bygger indsigten på det?"), max_length=500, widget=forms.Textarea(attrs={"rows": "3"})
    )
    side = web_forms.Choice(label=_("Hvem taler?"), choices=_SIDES, required=False, widget=forms.Select)
    speaks_against = forms.BooleanField(label=_("Det taler imod indsigten"), required=False)

    def values(self) -> dict[str, Any]:
        """Return what `actions.rest_on` takes; no chosen side lets the role decide."""
        return {**self.cleaned_data, "side": self.cleaned_data["side"] or None}


class ChosenPassage(Chosen):
    """A chosen passage may be narrowed to some of its words."""

    excerpt = forms.CharField(
        label=_("Kun disse ord"),
        max_length=2000,
        required=False,
        help_text=_("Lad feltet stå tomt for at bruge hele stedet. Ellers skal ordene stå der bogstav for bogstav."),
    )
    field_order = ("why", "excerpt", "side", "speaks_against")


class Dropped(web_forms.Form):
    """Why a piece of evidence is taken off."""

    why = forms.CharField(label=_("Hvorfor hører det ikke til indsigten?"), max_length=500)


class Import(web_forms.Form):
    """A report pasted in."""

    needed = {"title": _("når teksten ikke selv siger den")}
    more = ("publisher", "author", "dated_on")
    text = forms.CharField(
        label=_("Rapportens tekst"),
        widget=forms.Textarea(attrs={"rows": "12"}),
        max_length=LARGEST_DOCUMENT,
        strip=False,
        help_text=_(
            "Indsæt hele teksten, som den kommer ud af PDF-filen. Temaer, tabeller og citater læses ud af den."
        ),
    )
    title = forms.CharField(
        label=_("Titel"), max_length=300, required=False, help_text=_("Ellers læses den ud af teksten.")
    )
    publisher = forms.CharField(label=_("Udgiver"), max_length=200, required=False)
    author = forms.CharField(label=_("Forfatter"), max_length=200, required=False)
    dated_on = web_forms.WhenField(label=_("Dato"), required=False)
    organisation = web_forms.One(label=_("Lagt ind for"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leave_out_where_one("organisation")

    def values(self) -> dict[str, Any]:
        """Return what `actions.import_evaluation` takes."""
        return {"source": actions.SourceText(**self.cleaned_data)}
