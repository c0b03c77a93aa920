"""Forms of a meeting's record: when it was held, how somebody took part, who stood aside, votes, dissent, a stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.editing.forms import Seat, WhoForm
from samspil.features.cases.protocol import actions, rules
from samspil.features.cases.records.models import AgendaItem
from samspil.features.cases.records.queries.attendance import Worded
from samspil.features.cases.records.queries.sheets import Sheet
from samspil.features.cases.records.rules import attendance, outcomes
from samspil.spine.models import Circle, Invitation
from samspil.web import forms as web_forms

COUNTS = {"for": "in_favour", "against": "against", "abstain": "abstained"}
PRESENCE = [(value, label) for value, label in Invitation.Presence.choices if value != "unknown"]


class HeldForm(web_forms.Form):
    """When a meeting began and was adjourned."""

    began = web_forms.TimeField(label=_("Mødet begyndte"), required=False)
    adjourned = web_forms.TimeField(label=_("Mødet blev hævet"), required=False)

    def __init__(self, *args: Any, day: dt.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def values(self) -> dict[str, Any]:
        """Return both as moments; a meeting may be adjourned after midnight."""
        began, adjourned = self.cleaned_data["began"], self.cleaned_data["adjourned"]
        late = bool(began and adjourned and adjourned < began)
        return {"began": self._moment(began), "adjourned": self._moment(adjourned, days=int(late))}

    def _moment(self, at: dt.time | None, *, days: int = 0) -> dt.datetime | None:
        if at is None or self.day is None:
            return None
        return timezone.make_aware(dt.datetime.combine(self.day + dt.timedelta(days=days), at))


class TookPartForm(web_forms.Form):
    """How one who was called took part."""

    more = ("substitute_for", "arrived_at", "arrived_before", "left_at", "left_before", "note")
    presence = web_forms.Choice(label=_("Fremmøde"), choices=PRESENCE)
    substitute_for = forms.ModelChoiceField(
        label=_("Stedfortræder for"), queryset=Invitation.objects.none(), required=False, empty_label=_("Ingen")
    )
    arrived_at = web_forms.TimeField(label=_("Kom senere, klokken"), required=False)
    arrived_before = forms.ModelChoiceField(
        label=_("Det første punkt, vedkommende var med til"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("Fra begyndelsen"),
    )
    left_at = web_forms.TimeField(label=_("Gik før, klokken"), required=False)
    left_before = forms.ModelChoiceField(
        label=_("Det første punkt, vedkommende ikke var med til"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("Blev til slut"),
    )
    note = forms.CharField(label=_("Bemærkning"), max_length=200, required=False)

    def __init__(self, *args: Any, others: Iterable[Invitation], items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute_for"].queryset = others  # type: ignore[attr-defined]
        self.fields["substitute_for"].label_from_instance = lambda each: str(each.person or each.name)  # type: ignore[attr-defined]
        for name in ("arrived_before", "left_before"):
            self.fields[name].queryset = items  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = lambda item: f"{item.number}. {item.node.title}"  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return how they took part, as `say_attendance` takes it."""
        return {"took_part": actions.TookPart(**self.cleaned_data)}


class RecuseForm(WhoForm):
    """Who stood aside."""

    reason = forms.CharField(
        label=_("Begrundelse"),
        max_length=300,
        required=False,
        help_text=_("Kort. Den står i referatet. Skriv intet om private forhold."),
    )


class DissentForm(WhoForm):
    """A dissent or an addition to the record."""

    kind = web_forms.Choice(label=_("Slags"), choices=list(attendance.DISSENTS.items()))
    words = forms.CharField(
        label=_("Ordlyd"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("Kort, som medlemmet vil have det i referatet."),
    )
    follows_case = forms.BooleanField(
        label=_("Udtalelsen skal følge sagen, når den sendes til en anden myndighed"), required=False
    )


class StayForm(WhoForm):
    """Who brings a decision to the council."""

    to_circle = forms.ModelChoiceField(
        label=_("Kommunalbestyrelsen"),
        queryset=Circle.objects.none(),
        required=False,
        empty_label=_("Ikke her i Samspil"),
    )

    def __init__(self, *args: Any, councils: Iterable[Circle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_circle"].queryset = councils  # type: ignore[attr-defined]


class VotesForm(web_forms.Form):
    """The votes on a statement: by name, or by number alone."""

    def __init__(self, *args: Any, seats: Sequence[Seat], needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        self.fields["how"] = web_forms.Choice(
            label=_("Hvordan skrives stemmerne?"),
            choices=[("named", _("Navn for navn")), ("counted", _("Kun som tal"))],
            initial="named",
        )
        for seat in seats:
            self.fields[f"vote-{seat.key}"] = web_forms.Choice(
                label=seat.name, choices=list(attendance.VOTES.items()), required=False
            )

        for name, label in (("in_favour", _("For")), ("against", _("Imod")), ("abstained", _("Undlod"))):
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=200,
                required=False,
                widget=forms.NumberInput(attrs={"class": "form-input input-char-8", "inputmode": "numeric"}),
            )

        if needs_reason:
            self.fields["reason"] = forms.CharField(label=_("Hvorfor rettes det?"), max_length=300)

    def values(self) -> dict[str, Any]:
        """Return the votes as `record_votes` takes them."""
        clean = self.cleaned_data
        said: dict[str, Any] = {"reason": clean.get("reason", "")}
        if clean["how"] == "named":
            given = {seat.key: clean[f"vote-{seat.key}"] for seat in self.seats}
            return {**said, "named": {key: choice for key, choice in given.items() if choice}}
        names = {"for": "in_favour", "against": "against", "abstain": "abstained"}
        return {**said, "counts": {choice: clean[name] or 0 for choice, name in names.items()}}


class AttendanceForm(web_forms.Form):
    """How somebody took part."""

    name = forms.CharField(label=_("Navn"), max_length=200)
    presence = web_forms.Choice(
        label=_("Fremmøde"),
        choices=[(value, label) for value, label in Invitation.Presence.choices if value != "unknown"],
    )
    note = forms.CharField(label=_("Bemærkning"), max_length=200, required=False, help_text=_("Fx »for« og et navn."))


@dataclass(frozen=True)
class Line:
    """One item on the page where a meeting's decisions are written, with its fields."""

    sheet: Sheet
    form: DecisionsForm

    @property
    def item(self) -> AgendaItem:
        """The item."""
        return self.sheet.item

    @property
    def standing(self) -> Worded | None:
        """The statement that is corrected here: the only one. Several are corrected each on its page."""
        return self.sheet.statements[0] if len(self.sheet.statements) == 1 else None

    def field(self, name: str) -> BoundField:
        """Return one of the item's fields."""
        return self.form[f"{name}-{self.item.pk}"]

    @property
    def saw(self) -> BoundField:
        """What the page was drawn with."""
        return self.field("saw")

    @property
    def first(self) -> list[BoundField]:
        """What is asked for at once: a decision in a press, or in words."""
        return [self.field("quick"), self.field("printed")]

    @property
    def more(self) -> list[BoundField]:
        """What most items do without."""
        return [self.field(name) for name in (*COUNTS.values(), "who", "kind", "words")]

    @property
    def is_open(self) -> bool:
        """Whether something in what most do without is written, or wrong."""
        return any(each.errors or each.value() for each in self.more)

    @property
    def has_errors(self) -> bool:
        """Whether something of the item is wrong."""
        return any(each.errors for each in (*self.first, *self.more))

    @property
    def mark(self) -> str:
        """Which statements stood, and in which version, when the page was drawn."""
        return " ".join(f"{each.pk}:{each.version}" for each in self.sheet.statements)


class DecisionsForm(web_forms.Form):
    """What a meeting decided, item after item: each by a press, in words, or both; what is left empty is left as it stands."""

    def __init__(
        self, *args: Any, found: Sequence[Sheet], seats: Sequence[Seat], took_part: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.took_part = took_part
        self.lines = [Line(sheet, self) for sheet in found]
        self.names = {seat.key: seat.name for seat in seats}
        # One of the two is what an item asks for: neither is told to be optional.
        self.demanded = [f"{name}-{line.item.pk}" for line in self.lines for name in ("quick", "printed")]
        for line in self.lines:
            self._begin(line)

    def _begin(self, line: Line) -> None:
        key = line.item.pk
        quick = [
            ("", _("Læs det af ordene")),
            *outcomes.OUTCOMES.items(),
            (rules.NO_OUTCOME, _("Intet udfald: en orientering")),
        ]
        self.fields[f"saw-{key}"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=line.mark)
        self.fields[f"quick-{key}"] = forms.ChoiceField(
            label=_("Udfald"), choices=quick, required=False, widget=forms.RadioSelect
        )
        self.fields[f"printed-{key}"] = forms.CharField(
            label=_("Beslutningens ord"),
            widget=forms.Textarea(attrs={"rows": "2", "class": "form-input"}),
            required=False,
            strip=False,
            initial=self._suggested(line),
        )
        for choice, name in COUNTS.items():
            self.fields[f"{name}-{key}"] = forms.IntegerField(
                label=_("Stemmer: %s") % attendance.VOTES[choice].lower(), min_value=0, max_value=200, required=False
            )
        self.fields[f"who-{key}"] = forms.TypedChoiceField(
            label=_("Hvem vil have noget i referatet?"),
            choices=[("", _("Ingen")), *self.names.items()],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields[f"kind-{key}"] = forms.ChoiceField(
            label=_("Hvad er det?"), choices=[("", _("Vælg")), *attendance.DISSENTS.items()], required=False
        )
        self.fields[f"words-{key}"] = forms.CharField(
            label=_("Medlemmets ord"), widget=forms.Textarea(attrs={"rows": "2", "class": "form-input"}), required=False
        )

    def _suggested(self, line: Line) -> str:
        if line.standing is not None:
            return line.standing.printed
        is_attendance = line.item.standing == "attendance" and not line.sheet.statements
        return self.took_part if is_attendance else ""

    def clean(self) -> dict[str, Any]:
        """Tell of each item that somebody else decided since the page was drawn; sent once more, one's own counts."""
        clean = super().clean() or self.cleaned_data
        for line in self.lines:
            saw = f"saw-{line.item.pk}"
            if self._is_written(line) and not self._read(line):
                self.add_error(f"quick-{line.item.pk}", outcomes.unread(clean[f"printed-{line.item.pk}"]))
            if not self._is_written(line) or clean.get(saw, "") == line.mark:
                continue
            theirs = " ".join(each.printed.strip() for each in line.sheet.statements)
            self.add_error(f"printed-{line.item.pk}", rules.written_meanwhile(theirs))
            sent: Any = self.data
            self.data = sent.copy()
            self.data[saw] = line.mark  # type: ignore[index]
        return clean

    def values(self) -> dict[str, Any]:
        """Return what `decide` takes: the items in which something was written."""
        return {"decided": [each for line in self.lines if self._is_written(line) for each in self._decided(line)]}

    def _is_written(self, line: Line) -> bool:
        clean, key, standing = self.cleaned_data, line.item.pk, line.standing
        # What was not sent is not emptied.
        if f"printed-{key}" not in self.data:
            return False
        before = standing.printed if standing else ""
        words = outcomes.flat(clean.get(f"printed-{key}", ""))
        others = (clean.get(f"{name}-{key}") for name in ("quick", "who", "words", *COUNTS.values()))
        return words != outcomes.flat(before) or any(each not in {None, ""} for each in others)

    def _read(self, line: Line) -> list[tuple[str, outcomes.Reading]]:
        """Return what an item's words say, part by part, or as one as it was chosen; nothing when it must be chosen."""
        key, clauses = line.item.pk, [clause.words for clause in line.sheet.clauses]
        said = self.cleaned_data.get(f"printed-{key}", "").replace("\r\n", "\n")
        quick = self.cleaned_data.get(f"quick-{key}", "")
        printed = said if said.strip() else rules.words_of(quick)
        whole = outcomes.read([outcomes.flat(printed)], clauses)[0]
        if quick == rules.NO_OUTCOME or (not quick and line.item.standing == "attendance"):
            return [(printed, outcomes.Reading(stance="REPORTS"))]
        if quick:
            stance = "" if whole.stance == "REPORTS" else whole.stance
            return [(printed, replace(whole, outcomes=frozenset({quick}), stance=stance))]
        return outcomes.answered(printed, clauses) if printed.strip() else [(printed, whole)]

    def _decided(self, line: Line) -> list[actions.Decided]:
        clean, key, clauses = self.cleaned_data, line.item.pk, line.sheet.clauses
        counted = {choice: clean[f"{name}-{key}"] for choice, name in COUNTS.items()}
        has_votes = any(number is not None for number in counted.values())
        first, *others = [
            actions.Decided(
                item=line.item,
                printed=printed,
                outcomes=reading.outcomes,
                stance=reading.stance,
                answers=tuple(clauses[place - 1] for place in reading.answers),
            )
            for printed, reading in self._read(line)
        ]
        first = replace(
            first,
            standing=line.standing.row if line.standing else None,
            based_on=line.standing.version if line.standing else 0,
            counts={choice: number or 0 for choice, number in counted.items()} if has_votes else None,
            said=self._said(line),
        )
        return [first, *others]

    def _said(self, line: Line) -> actions.Said | None:
        clean, key = self.cleaned_data, line.item.pk
        who, words = clean[f"who-{key}"], clean[f"words-{key}"]
        if who is None and not words:
            return None
        invitation = Invitation.objects.filter(pk=who).first() if who else None
        return actions.Said(invitation=invitation, kind=clean[f"kind-{key}"] or "note", words=words)
