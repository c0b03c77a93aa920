"""What is typed to found a body and to write in who sits there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.houses.rules import houses
from samspil.features.cases.seats import rules
from samspil.paper import danish
from samspil.spine.models import Circle, Organisation
from samspil.web import forms as web_forms


class BodyForm(web_forms.Form):
    """A committee or council that is here already, or a new one, and the form its paper has."""

    needed = dict.fromkeys("name kind organisation from_on".split(), _("når det er nyt"))
    circle = forms.ModelChoiceField(
        label=_("Udvalg eller råd, der mangler sin side"),
        queryset=Circle.objects.none(),
        required=False,
        empty_label=_("Et nyt"),
    )
    name = forms.CharField(label=_("Det nyes navn"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Hvad er det nye?"), required=False, choices=[("", _("Vælg")), *rules.KINDS.items()]
    )
    organisation = forms.ModelChoiceField(
        label=_("Hvilken myndighed hører det nye til?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Vælg"),
    )
    from_on = web_forms.DateField(label=_("Det nye begynder"), required=False)
    house = forms.ChoiceField(label=_("Dagsordenens form"))
    shorthand = forms.CharField(label=_("Forkortelse"), max_length=20, required=False, help_text=_("For eksempel VPU"))

    def __init__(
        self, *args: Any, circles: Iterable[Circle], authorities: Iterable[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circle"].queryset = circles  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = authorities  # type: ignore[attr-defined]
        own = list(authorities)
        if len(own) == 1:
            self.fields["organisation"].initial = own[0]
        self.fields["house"].choices = [(key, house.name) for key, house in houses.everyone().items()]  # type: ignore[attr-defined]


class SeatForm(web_forms.Form):
    """Somebody who comes to sit in a body."""

    name = forms.CharField(label=_("Navn"), max_length=200)
    role = forms.ChoiceField(label=_("Er i udvalget som"), choices=list(rules.ROLES.items()))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Er personen her i forvejen, kendes personen på sin e-mail."),
    )
    from_on = web_forms.DateField(label=_("Fra"), initial=danish.today)
    until_on = web_forms.DateField(
        label=_("Til og med"),
        required=False,
        help_text=_("Lad feltet stå tomt, hvis det ikke er afgjort."),
    )


class UnseatForm(web_forms.Form):
    """The last day that somebody sits in a body."""

    on = web_forms.DateField(label=_("Sidste dag"), initial=danish.today)
