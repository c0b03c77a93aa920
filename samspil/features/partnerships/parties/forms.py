"""What is typed to say who is in it: a new partnership, a party, a person, who takes over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.core import forms as core_forms
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.parties import queries, rules
from samspil.features.partnerships.parties.actions import Founding
from samspil.spine.models import Organisation
from samspil.web import forms as web_forms

KINDS = [("", _("Vælg")), *Organisation.Kind.choices]


class NewForm(web_forms.Form):
    """A new partnership."""

    name = forms.CharField(label=_("Hvad hedder partnerskabet?"), max_length=200)
    purpose = forms.CharField(
        label=_("Hvad vil I sammen?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        help_text=_("En sætning er nok til at begynde med."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Hvem opretter det?"), queryset=Organisation.objects.none(), empty_label=None
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Hvem er parter?"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    party_name = forms.CharField(label=_("En part, der ikke står på listen"), max_length=200, required=False)
    party_kind = forms.ChoiceField(label=_("Hvad er den?"), choices=KINDS, required=False)
    target_group = forms.CharField(label=_("Målgruppe"), max_length=300, required=False)
    geography = forms.CharField(label=_("Sted"), max_length=300, required=False)
    visibility = web_forms.Choice(
        label=_("Hvem må se det?"),
        choices=list(rules.VISIBILITIES.items()),
        initial="circle",
        help_text=_("Bidrag og noter har deres egne regler og bliver ikke åbne af det."),
    )

    def __init__(self, *args: Any, homes: QuerySet[Organisation], known: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "organisation", homes)
        core_forms.choose_among(self, "partners", known)

    def values(self) -> dict[str, Any]:
        """Return what was written as one founding."""
        return {"founding": Founding(**self.cleaned_data)}


class PartyForm(web_forms.Form):
    """A party that comes in."""

    needed = dict.fromkeys(("name", "kind"), _("når den ikke står på listen"))
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Står ikke på listen"),
    )
    name = forms.CharField(label=_("Navn, hvis den ikke står på listen"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Hvad er den?"), choices=KINDS, required=False)
    phone = forms.CharField(
        label=_("Telefon, hvis den ikke står på listen"),
        max_length=30,
        required=False,
        help_text=_("Et nummer, borgere kan ringe til. Det står på den seddel, de får med hjem."),
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "organisation", queries.known(partnership))


class MemberForm(web_forms.Form):
    """Somebody who comes in."""

    name = forms.CharField(label=_("Navn"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Personlige links sendes hertil. Uden e-mail giver du dem selv.")
    )
    phone = forms.CharField(label=_("Telefon"), max_length=30, required=False)
    organisation = forms.ModelChoiceField(
        label=_("Kommer fra"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Ingen part, er borger"),
    )
    role = web_forms.Choice(label=_("Er med som"), choices=list(rules.ROLES.items()))

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "organisation", partnership.circle.partners.order_by("name"))


class HeirForm(web_forms.Form):
    """Who takes over what is owed; nothing is asked when nothing is."""

    heir = forms.ModelChoiceField(
        label=_("Hvem tager over?"), queryset=Organisation.objects.none(), required=False, empty_label=_("Vælg")
    )

    def __init__(
        self, *args: Any, partnership: Partnership, is_asked: bool, without: Organisation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_asked:
            del self.fields["heir"]
            return
        staying = partnership.circle.partners.order_by("name")
        core_forms.choose_among(self, "heir", staying.exclude(pk=without.pk) if without else staying)
