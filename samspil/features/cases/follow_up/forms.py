"""Forms of what comes of a statement: a duty, why there is none, how it goes, and who inherits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.follow_up.queries import Owners
from samspil.spine.models import Circle
from samspil.web import forms as web_forms


class DutyForm(web_forms.Form):
    """The duty that a statement asks for: what, whose, by when, and when it is looked at again."""

    title = forms.CharField(label=_("Hvad skal der gøres?"), max_length=300)
    owner = forms.ChoiceField(label=_("Hvem har opgaven?"))
    due_on = web_forms.DateField(label=_("Frist"))
    review_on = web_forms.DateField(label=_("Ses efter undervejs"), required=False)

    def __init__(self, *args: Any, owners: Owners, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

        self.owners: dict[str, dict[str, Any]] = {
            "owner": {str(each.pk): each for each in owners.persons},
            "owner_circle": {str(each.pk): each for each in owners.circles},
            "owner_organisation": {str(each.pk): each for each in owners.organisations},
        }
        named = (
            ("owner", _("En person")),
            ("owner_circle", _("Et udvalg")),
            ("owner_organisation", _("En organisation")),
        )
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("Vælg")),
            *(
                (label, [(f"{kind}:{key}", str(one)) for key, one in self.owners[kind].items()])
                for kind, label in named
            ),
        ]

    def values(self) -> dict[str, Any]:
        """Return the clean values as `give_duty` takes them."""
        clean = dict(self.cleaned_data)
        kind, _colon, key = clean.pop("owner").partition(":")
        return {**clean, kind: self.owners[kind][key]}


class WhyNoneForm(web_forms.Form):
    """Why a statement needs no duty."""

    why = forms.CharField(label=_("Hvorfor skal ingen følge op?"), max_length=300)


class StatusForm(web_forms.Form):
    """How a duty goes."""

    words = forms.CharField(
        label=_("Hvordan går det?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Skriv en sætning eller to. Alle, der kan se beslutningen, kan læse det."),
    )


class EndBodyForm(web_forms.Form):
    """The last day of a body."""

    on = web_forms.DateField(
        label=_("Udvalgets sidste dag"),
        required=False,
        help_text=_("Lad feltet stå tomt, hvis udvalget fortsætter."),
    )


class HeirForm(web_forms.Form):
    """Who inherits."""

    heir = forms.ModelChoiceField(label=_("Hvem overtager?"), queryset=Circle.objects.none(), empty_label=_("Vælg"))

    def __init__(self, *args: Any, circles: Iterable[Circle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heir"].queryset = circles  # type: ignore[attr-defined]

    def clean_heir(self) -> Circle:
        """Demand a circle with an authority behind it, which can be asked what it does."""
        heir: Circle = self.cleaned_data["heir"]
        if heir.organisation_id is None:
            raise ValidationError(_("Vælg et udvalg, som hører til en myndighed."))
        return heir
