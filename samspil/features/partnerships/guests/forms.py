"""Who is to be there, as it is ticked and written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.core import extract
from samspil.features.partnerships.core import forms as core_forms
from samspil.features.partnerships.guests import queries
from samspil.features.partnerships.guests.actions import Guest
from samspil.features.partnerships.parties import queries as party_queries
from samspil.web import forms as web_forms


class InviteForm(web_forms.Form):
    """Everybody who is to be there: whole parties, single persons, and others by name."""

    who = forms.MultipleChoiceField(label=_("Hvem skal med?"), widget=forms.CheckboxSelectMultiple, required=False)
    others = forms.CharField(
        label=_("Andre, for eksempel borgere"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=20_000,
        strip=False,
        help_text=_("En på hver linje: navn, e-mail eller telefon. De får et link og behøver ikke logge ind."),
    )
    starts = web_forms.TimeField(
        label=_("Begynder kl."),
        required=False,
        help_text=_("Uden et klokkeslæt bliver de noteret, men indbydelserne bliver ikke sendt."),
    )
    ends = web_forms.TimeField(label=_("Slutter kl."), required=False)

    def __init__(self, *args: Any, offered: Sequence[queries.Group], asks_clock: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.organisations = {str(each.party.pk): each.party for each in offered if each.party}
        self.bearers = party_queries.bearers((group.party, each.person) for group in offered for each in group.guests)
        # Everybody at once, a whole party, a party without people of its own, one person.
        keys = ["all"]
        for group in offered:
            keys += [self.key_of(group), *(f"p{each.person.pk}" for each in group.guests)]
        core_forms.offer(self, "who", [(key, key) for key in keys])
        if not asks_clock:
            del self.fields["starts"]
            del self.fields["ends"]

    @staticmethod
    def key_of(group: queries.Group) -> str:
        """Return the key that stands for a whole group."""
        return f"g{group.party.pk if group.party else 0}"

    def clean(self) -> dict[str, Any]:
        """Read the others, each line that cannot be read by its number."""
        values = super().clean() or self.cleaned_data
        read = core_forms.read_people(self, "others", self.organisations, asks_role=False)
        values["named"] = [self._named(each) for each in read.named]
        return values

    def _named(self, each: extract.Named) -> Guest:
        organisation = self.organisations.get(each.organisation)
        where = str(organisation or _("Borgere og andre"))
        person = core_forms.borne(self, "others", each, self.bearers.of(organisation, each.name), where=where)
        return Guest(person, organisation, each.name, each.email, each.phone)

    def values(self) -> dict[str, Any]:
        """Return the guests, each once, and the clock where it was asked."""
        data = self.cleaned_data
        chosen = set(data["who"])
        guests = []
        for group in self.offered:
            is_whole = bool({"all", self.key_of(group)} & chosen)
            guests += [
                Guest(each.person, group.party)
                for each in group.guests
                if not each.is_invited and (is_whole or f"p{each.person.pk}" in chosen)
            ]
            # A party of which nobody is known is asked as one only when it was chosen itself.
            if not group.guests and not group.is_invited and self.key_of(group) in chosen:
                guests.append(Guest(organisation=group.party))

        return {"guests": [*guests, *data["named"]], "starts": data.get("starts"), "ends": data.get("ends")}

    @property
    def takes_all(self) -> bool:
        """Whether everybody is ticked already, for the page."""
        return self.is_bound and "all" in self.data.getlist("who")  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[str, bool, queries.Group, list[tuple[str, bool, queries.Guest]]]]:
        """Return the groups with the key of each and of each person, and whether it is ticked already, for the page."""
        chosen = set(self.data.getlist("who")) if self.is_bound else set()  # type: ignore[attr-defined]
        return [
            (
                key := self.key_of(group),
                key in chosen,
                group,
                [(f"p{each.person.pk}", f"p{each.person.pk}" in chosen, each) for each in group.guests],
            )
            for group in self.offered
        ]
