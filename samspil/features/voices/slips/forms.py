"""What people write of a pad and of a sheet, made into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.voices.actions import Given
from samspil.features.voices.forms import NewVoice
from samspil.features.voices.models import Pad
from samspil.features.voices.rules import slips as rules
from samspil.features.voices.slips.actions import Handing
from samspil.spine import people
from samspil.spine.people import Actor
from samspil.web import forms as web_forms


class HandOut(web_forms.Form):
    """How many slips go to whom, when, and for which place."""

    holder = web_forms.One(label=_("Hvem tager rundt?"), empty_label=None)
    number = forms.IntegerField(
        label=_("Hvor mange sedler?"), min_value=1, max_value=rules.MOST, initial=10, help_text=_("Højst 50.")
    )
    on = web_forms.DateField(
        label=_("Hvilken dag?"), help_text=_("Mangler der sedler tre dage efter, får den, der har blokken, en opgave.")
    )
    within = web_forms.One(label=_("Partnerskab"), required=False, empty_label=_("Kun min egen organisation"))
    organisation = web_forms.One(label=_("Modtaget for"), empty_label=None)
    phone = forms.CharField(
        label=_("Telefonnummer på sedlerne"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Kun når Samspil hverken kender et nummer på den, der tager rundt, eller på organisationen."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        places = people.places_of(actor)
        among = {"holder": places.colleagues, "within": places.circles, "organisation": places.organisations}
        super().__init__(data, files, among=among, **kwargs)
        self.fields["holder"].initial = actor.person_id
        self.fields["on"].initial = timezone.localdate()
        if not actor.circles:
            del self.fields["within"]
        self.leave_out_where_one("organisation")

    def values(self) -> dict[str, Any]:
        """Return what `actions.hand_out` takes."""
        return {"handing": Handing(**self.cleaned_data)}


class Sheet(NewVoice):
    """One sheet, typed: its number and its words first, and what it has in common with the last one as that had it."""

    number = forms.IntegerField(
        label=_("Arkets nummer"), min_value=1, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    field_order = (
        "number words danger considered role_label purposes consent_form channel contact place source_method received_on owner"
    ).split()
    more = tuple("due_on through side consent_until".split())

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor, pad: Pad, **kwargs: Any) -> None:
        super().__init__(data, files, actor=actor, **kwargs)
        self.pad = pad
        # It belongs where the pad does, and is called by its role and day.
        for name in ("title", "photo", "within", "organisation"):
            self.fields.pop(name, None)

    def values(self) -> dict[str, Any]:
        """Return what `actions.type_in` takes."""
        values = dict(self.cleaned_data)
        number, values["method"] = values.pop("number"), values.pop("source_method")
        return {"number": number, "given": Given(**values, organisation=self.pad.node.organisation)}
