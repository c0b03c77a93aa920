"""What is typed on the day: who came, a note, a picture, a rating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.day import queries, rules
from samspil.spine.models import Invitation, Organisation, Person
from samspil.web import forms as web_forms

AUTHORITIES = (Organisation.Kind.REGION, Organisation.Kind.MUNICIPALITY)
OWN = "own"
LANDED = ("landed", "came_of_it", "what_next")
# What is chosen on the day; a substitute is said so, because somebody came.
CHOICES = [
    (str(Invitation.Presence.PRESENT), _("Til stede")),
    (str(Invitation.Presence.SUBSTITUTE), _("Stedfortræder")),
    (str(Invitation.Presence.APOLOGY), _("Afbud")),
    (str(Invitation.Presence.ABSENT), _("Udeblevet")),
]


class AttendanceForm(web_forms.Form):
    """Who came: one question for each expected, and a line for somebody more."""

    name = forms.CharField(label=_("Navn på en, der også kom"), max_length=200, required=False)
    organisation = forms.ChoiceField(label=_("Kom fra"), required=False)

    def __init__(
        self, *args: Any, expected: Sequence[Invitation], partners: Sequence[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.expected, self.partners = expected, {str(each.pk): each for each in partners}
        choice = self.fields["organisation"]

        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Borger eller andet")), *((key, each.name) for key, each in self.partners.items())]
        for each in expected:
            self.fields[f"p{each.pk}"] = forms.ChoiceField(
                label=str(each.person or each.name or each.organisation),
                choices=CHOICES,
                widget=forms.RadioSelect,
                required=False,
                initial=each.presence,
            )

    def values(self) -> dict[str, Any]:
        """Return who came, and the one more; who was not chosen for is left as they stood."""
        chosen = {each.pk: self.cleaned_data[f"p{each.pk}"] for each in self.expected}
        return {
            "presences": {key: presence for key, presence in chosen.items() if presence},
            "name": self.cleaned_data["name"],
            "organisation": self.partners.get(self.cleaned_data["organisation"]),
        }

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the questions by organisation, for the page."""
        return [(name, [self[f"p{each.pk}"] for each in rows]) for name, rows in queries.by_organisation(self.expected)]


class NoteForm(web_forms.Form):
    """A note from the day."""

    words = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea,
        max_length=20_000,
        help_text=_("Kun partnerskabet ser den. Skriv ikke navne eller helbred på borgere."),
    )


class PhotoForm(web_forms.Form):
    """A picture from the day."""

    file = forms.FileField(
        label=_("Billede"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Sted, tid og kamera fjernes. Kun partnerskabet ser billedet. Spørg dem, der er med på det."),
    )
    caption = forms.CharField(label=_("Hvad viser billedet?"), max_length=300)

    def values(self) -> dict[str, Any]:
        """Return the picture as a name and a stream, with its words."""
        sent = self.cleaned_data["file"]
        return {"name": sent.name, "stream": sent.file, "caption": self.cleaned_data["caption"]}


class CodeForm(web_forms.Form):
    """The code that opens a rating."""

    kode = forms.CharField(
        label=_("Kode"), max_length=40, help_text=_("Står på sedlen eller skærmen. For eksempel ABCD-EFGH-JKMN.")
    )


class RatingForm(web_forms.Form):
    """What somebody present got."""

    kode = forms.CharField(widget=forms.HiddenInput, max_length=40)
    # Tells a form sent without a choice from the code alone.
    answer = forms.CharField(widget=forms.HiddenInput, required=False, initial="1", max_length=1)
    level = forms.ChoiceField(
        label=_("Hvad fik du?"), choices=list(reversed(rules.RATINGS.items())), widget=forms.RadioSelect
    )


class LandingForm(web_forms.Form):
    """The three lines that close an activity, and who does what next."""

    landed = forms.CharField(label=_("Hvor landede vi?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)
    came_of_it = forms.CharField(
        label=_("Hvad kom der ud af det?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )
    what_next = forms.CharField(
        label=_("Hvad skal der nu ske?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        help_text=_("Det læser alle inviterede. Giv hver opgave en ejer herunder."),
    )
    ends_here = forms.BooleanField(label=_("Der skal ikke ske mere"), required=False)

    def __init__(self, *args: Any, owners: tuple[Sequence[Person], Sequence[Organisation]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        persons, partners = owners
        self.has_associations = any(each.kind == Organisation.Kind.ASSOCIATION for each in partners)
        authorities = [(str(each.pk), each.name) for each in partners if each.kind in AUTHORITIES]
        choices = [
            ("", _("Vælg")),
            (_("Personer"), [(str(each.pk), each.name) for each in persons]),
            (_("Parter"), [(str(each.pk), each.name) for each in partners]),
        ]
        self.owners = {str(each.pk): each for each in (*persons, *partners)}

        for at in range(1, rules.MOST_NEXT_STEPS + 1):
            self.fields[f"step_{at}_title"] = forms.CharField(
                label=_("Hvad skal gøres?"), max_length=300, required=False
            )
            self.fields[f"step_{at}_owner"] = forms.ChoiceField(
                label=_("Hvem gør det?"), choices=choices, required=False
            )
            self.fields[f"step_{at}_due_on"] = web_forms.DateField(label=_("Senest"), required=False)
            if self.has_associations:
                self.fields[f"step_{at}_duty"] = forms.ChoiceField(
                    label=_("Hvis pligt er det?"),
                    required=False,
                    choices=[("", _("Ingen forening får opgaven")), *authorities, (OWN, _("Foreningens egen"))],
                    help_text=_("Kun når en forening får opgaven. Myndighedens pligt flytter sig ikke."),
                )

    def values(self) -> dict[str, Any]:
        """Return the three lines, the tasks that were begun, and whether nothing more is to happen."""
        return {name: self.cleaned_data[name] for name in (*LANDED, "ends_here")} | {"steps": self.steps()}

    def steps(self) -> list[rules.NextStep]:
        """Return the tasks that were begun, complete or not."""
        begun = []
        for at in range(1, rules.MOST_NEXT_STEPS + 1):
            title, owner, due_on = (self.cleaned_data.get(f"step_{at}_{part}") for part in ("title", "owner", "due_on"))
            duty = self.cleaned_data.get(f"step_{at}_duty") or ""
            if title or owner or due_on:
                begun.append(
                    rules.NextStep(
                        title or "",
                        self.owners[owner].pk if owner else None,
                        due_on,
                        UUID(duty) if duty and duty != OWN else None,
                        duty == OWN,
                    )
                )

        return begun

    def step_fields(self) -> list[tuple[int, list[forms.BoundField]]]:
        """Return the fields of each task, for the page."""
        parts = ("title", "owner", "due_on", *(("duty",) if self.has_associations else ()))
        return [(at, [self[f"step_{at}_{part}"] for part in parts]) for at in range(1, rules.MOST_NEXT_STEPS + 1)]
