"""Forms of a meeting's record: when it was held, how somebody took part, who stood aside, votes, dissent, a stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.editing.forms import Seat, WhoForm
from samspil.features.cases.protocol import actions
from samspil.features.cases.records.models import AgendaItem
from samspil.features.cases.records.rules import attendance
from samspil.spine.models import Circle, Invitation
from samspil.web import forms as web_forms

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
