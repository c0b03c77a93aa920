"""What is typed on the day: who came, a note, a picture, a rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as told
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.core import forms as core_forms
from samspil.features.partnerships.core.rules import SIDES
from samspil.features.partnerships.day import rules
from samspil.spine.models import Invitation, Organisation, Person
from samspil.web import forms as web_forms
from samspil.web.standing import SAW

AUTHORITIES = (Organisation.Kind.REGION, Organisation.Kind.MUNICIPALITY)
OWN = "own"
LANDED = ("landed", "came_of_it", "what_next")
# What is said of who did not come themselves. Who came is a tick.
OTHERWISE = [
    ("", _("Ikke noteret")),
    (str(Invitation.Presence.APOLOGY), _("Afbud")),
    (str(Invitation.Presence.SUBSTITUTE), _("Stedfortræder kom")),
    (str(Invitation.Presence.ABSENT), _("Udeblev")),
]


@dataclass(frozen=True)
class Line:
    """One who is expected, as the page shows them: the tick, and what else can be said."""

    row: Invitation
    side: str
    came: forms.BoundField
    otherwise: forms.BoundField

    @property
    def name(self) -> str:
        return called(self.row)

    @property
    def where(self) -> str:
        """Return where they come from; somebody who is named alone is called so already."""
        if self.row.person is None and not self.row.name:
            return ""
        return str(self.row.organisation or SIDES[self.side])

    @property
    def said(self) -> str:
        """Return what else is said of them, in a word."""
        return str(dict(OTHERWISE).get(self.otherwise.value() or "", "")) if self.otherwise.value() else ""

    @property
    def told(self) -> str:
        """Return what was answered beforehand, where it was."""
        return self.row.get_answer_display().lower() if self.row.answer else ""


def _key(person: Person | None, party: Organisation | None) -> str:
    """Return the key under which somebody of the partnership, or a party as one, is ticked."""
    return f"p{person.pk}" if person else f"g{party.pk if party else 0}"


def called(row: Invitation) -> str:
    """Return what somebody expected is called."""
    return str(row.person or row.name or row.organisation)


class AttendanceForm(web_forms.Form):
    """Who came: a tick for each expected, and lines for those who were not. Two who tick at once do not undo each other."""

    there = forms.MultipleChoiceField(label=_("Fra partnerskabet"), widget=forms.CheckboxSelectMultiple, required=False)
    besides = forms.CharField(
        label=_("Kom uden at være inviteret"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=20_000,
        strip=False,
        help_text=_("En på hver linje: navn, og hvor de kommer fra, hvis det er en part."),
    )
    was_held = forms.BooleanField(label=_("Aktiviteten blev holdt"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        expected: Sequence[Invitation],
        sides: Mapping[int, str],
        partners: Sequence[Organisation],
        within: Sequence[tuple[Person | None, Organisation | None]] = (),
        asks_held: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.expected, self.sides = expected, sides
        self.partners = {str(each.pk): each for each in partners}
        # Whoever is expected by now can be sent once more from a phone on a poor line, but stands on the page once.
        self.within = {_key(person, party): (person, party) for person, party in within}
        core_forms.offer(self, "there", [(key, str(person or party)) for key, (person, party) in self.within.items()])
        if not asks_held:
            del self.fields["was_held"]

        stands: dict[str, Any] = {}
        for each in expected:
            self.fields[f"c{each.pk}"] = forms.BooleanField(label=called(each), required=False)
            self.fields[f"w{each.pk}"] = forms.ChoiceField(
                label=_("Andet om %(who)s") % {"who": called(each)}, choices=OTHERWISE, required=False
            )
            stands[f"c{each.pk}"], stands[f"w{each.pk}"] = rules.ticked(each.presence)
        # The fields are known only now: what the page was drawn with is remembered here, as `Standing` does it.
        self.begin(web_forms.Standing({**self.initial, **stands}))
        self.order_fields(
            [name for name in self.fields if name not in {"there", "besides", "was_held"}]
            + ["there", "besides", "was_held"]
        )

    def begin(self, standing: web_forms.Standing) -> None:
        """Begin with what stands, and remember it with the page."""
        self.initial = standing
        self.fields[SAW] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields[SAW].initial = self.initial[SAW] = self._saw()

    def _conflict(self, name: str) -> str:
        # A tick is never told: two who both change it have changed it alike.
        return told(
            "%(label)s: En anden har ændret det til »%(now)s«, mens du skrev. Gem igen, hvis dit eget skal gælde."
        ) % {
            "label": self.fields[name].label,
            "now": dict(OTHERWISE).get(self.initial[name], ""),
        }

    def clean(self) -> dict[str, Any]:
        """Read those who came without being invited, each line that cannot be read by its number."""
        values = super().clean() or self.cleaned_data
        listed = core_forms.read_people(self, "besides", self.partners, asks_role=False)
        values["came"] = [(each.name, self.partners.get(each.organisation)) for each in listed.named]
        return values

    def values(self) -> dict[str, Any]:
        """Return who came and who did not, those who came besides, and whether it was held."""
        said, drawn = self.cleaned_data, str(self.data.get(SAW, ""))
        presences = {
            each.pk: rules.presence(
                came=said[f"c{each.pk}"],
                otherwise=said[f"w{each.pk}"],
                before=each.presence,
                has_declined=each.answer == Invitation.Answer.DECLINED,
            )
            for each in self.expected
            # Whoever was invited after the page was drawn stands on it nowhere, and is not said to have stayed away.
            if f"c{each.pk}=" in drawn or said[f"c{each.pk}"] or said[f"w{each.pk}"]
        }
        return {
            "presences": presences,
            "there": [self.within[key] for key in said["there"]],
            "besides": said["came"],
            "was_held": bool(said.get("was_held")),
        }

    def offered(self) -> list[tuple[str, str, str, bool]]:
        """Return those of the partnership who are not expected: the key, the name, where they come from, whether they are ticked."""
        expected = {each.person_id for each in self.expected if each.person_id}
        parties = {each.organisation_id for each in self.expected if not each.person_id and not each.name}
        chosen = set(self.data.getlist("there")) if self.is_bound else set()  # type: ignore[attr-defined]
        return [
            (key, str(person or party), str(party or "") if person else "", key in chosen)
            for key, (person, party) in self.within.items()
            if (person.pk not in expected if person else party and party.pk not in parties)
        ]

    def lines(self) -> list[Line]:
        """Return everybody expected, for the page, in the order of the names."""
        rows = [Line(each, self.sides[each.pk], self[f"c{each.pk}"], self[f"w{each.pk}"]) for each in self.expected]
        return sorted(rows, key=lambda each: each.name.casefold())

    def tallies(self) -> list[tuple[str, str, int, int]]:
        """Return each side with how many of how many are ticked: key, name, came, expected."""
        rows = self.lines()
        return [
            (key, name, sum(bool(each.came.value()) for each in rows if each.side == key), number)
            for key, name in SIDES.items()
            if (number := sum(each.side == key for each in rows))
        ]


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
        help_text=_(
            "Det læser alle inviterede. Giv mindst én opgave en ejer herunder, eller sæt kryds ved, at der ikke skal ske mere."
        ),
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
