"""What is typed to say who is in it: a new partnership, a party, a person, who takes over."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.core import extract
from samspil.features.partnerships.core import forms as core_forms
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.parties import queries, rules
from samspil.features.partnerships.parties.actions import Founding, Newcomer
from samspil.spine.models import Organisation
from samspil.web import forms as web_forms

KINDS = [("", _("Vælg")), *Organisation.Kind.choices]


class NewForm(web_forms.Form):
    """A new partnership."""

    more = ("party_name", "party_kind", "target_group", "geography")

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
        help_text=_(
            "Vælger du »Alle«, kan navnet, formålet, parterne og planen læses på nettet uden at logge ind. Hvem der er med, "
            "ser kun I selv. Bidrag og noter har deres egne regler og bliver ikke åbne af det."
        ),
    )

    def __init__(self, *args: Any, homes: QuerySet[Organisation], known: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "organisation", homes)
        core_forms.choose_among(self, "partners", known)
        self.leave_out_where_one("organisation")

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


class ManyForm(web_forms.Form):
    """Several who come in at once: ticked among those who are known, or on a pasted list; seen through before they are saved."""

    known = forms.MultipleChoiceField(
        label=_("Dem, du arbejder sammen med"), widget=forms.CheckboxSelectMultiple, required=False
    )
    lines = forms.CharField(
        label=_("Indsæt en liste"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=50_000,
        strip=False,
        help_text=_(
            "En på hver linje: navn, organisation, e-mail, rolle. Fra en mail eller et regneark. Rækkefølgen er ligegyldig, "
            "bare navnet står først. Mangler rollen, foreslår vi en."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, partnership: Partnership, known: Sequence[queries.Known], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = {str(each.person.pk): each for each in known}
        core_forms.offer(self, "known", [(key, each.person.name) for key, each in self.near.items()])
        here = [(each.organisation, each.role.person) for each in queries.roles(partnership)]
        self.bearers = queries.bearers([*((each.organisation, each.person) for each in known), *here])
        parties = queries.parties(partnership)
        # Parties first: where two organisations are called alike, the one that is in it is meant.
        self.organisations = {str(each.pk): each for each in (*parties, *queries.known(partnership))}
        self.parties = {each.pk for each in parties}
        self.listed = extract.Listed((), ())
        self.coming: list[Newcomer] = []

    def clean(self) -> dict[str, Any]:
        """Read the list; tell each line that cannot be read, and lose none of it."""
        values = super().clean() or self.cleaned_data
        self.listed = core_forms.read_people(self, "lines", self.organisations)
        picked = [self.near[key] for key in values.get("known", ())]
        self.coming = [self._picked(each) for each in picked] + [self._named(each) for each in self.listed.named]
        if not self.coming and not self.errors:
            self.add_error("lines", _("Sæt kryds ved mindst én, eller skriv en på listen."))
        return values

    def _picked(self, known: queries.Known) -> Newcomer:
        role = self._role(f"role_{known.person.pk}", known.role)
        person = known.person
        return Newcomer(person.name, role, person.email, person.phone, person, known.organisation)

    def _named(self, named: extract.Named) -> Newcomer:
        organisation = self.organisations.get(named.organisation)
        # Of an organisation, a name is enough: citizens of one name are not taken for each other.
        bearers = self.bearers.of(organisation, named.name) if organisation else []
        person = core_forms.borne(self, "lines", named, bearers, where=str(organisation or ""))
        return Newcomer(
            person.name if person else named.name,
            self._role(f"role_{named.line}_{named.name}", named.role),
            person.email if person else named.email,
            person.phone if person else named.phone,
            person=person,
            organisation=organisation,
            party_name=named.party_name,
            party_kind=named.party_kind,
        )

    def _role(self, name: str, proposed: str) -> str:
        """Return what was chosen on the page that was seen through, else what was read."""
        chosen = str(self.data.get(name, "")) if self.is_seen() else ""
        return chosen if chosen in rules.ROLES else proposed

    def mark(self) -> str:
        """Return the mark of what is ticked and written: the page that was seen through carries it."""
        told = [*sorted(self.data.getlist("known")), str(self.data.get("lines", "")).replace("\r\n", "\n")]  # type: ignore[attr-defined]
        return hashlib.sha256("\0".join(told).encode()).hexdigest()

    def is_seen(self) -> bool:
        """Tell whether what is sent is what was seen through."""
        return self.is_bound and self.data.get("seen") == self.mark()

    def rows(self) -> list[tuple[str, Newcomer]]:
        """Return those who come in, each with the name of the field of their role, for the page that is seen through."""
        picked = [f"role_{key}" for key in self.cleaned_data.get("known", ())]
        listed = [f"role_{each.line}_{each.name}" for each in self.listed.named]
        return list(zip([*picked, *listed], self.coming, strict=True))

    def new_parties(self) -> list[str]:
        """Return the names of those that become parties."""
        known = {
            each.organisation for each in self.coming if each.organisation and each.organisation.pk not in self.parties
        }
        return sorted({each.name for each in known} | {name for name, _kind in extract.unknown(self.listed.named)})

    def by_organisation(self) -> list[tuple[str, list[tuple[str, queries.Known, bool]]]]:
        """Return those who can be ticked, by organisation: key, who, and whether they are ticked already."""
        chosen = set(self.data.getlist("known")) if self.is_bound else set()  # type: ignore[attr-defined]
        rows = [(key, each, key in chosen) for key, each in self.near.items()]
        return [(name, list(group)) for name, group in groupby(rows, key=lambda row: str(row[1].organisation or ""))]

    def values(self) -> dict[str, Any]:
        """Return those who come in."""
        return {"newcomers": self.coming}


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
