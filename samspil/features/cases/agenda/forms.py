"""Forms of a meeting and its agenda: planned, sent back, taken off, put on another meeting, presented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.records.models import Meeting
from samspil.spine.models import Circle
from samspil.web import forms as web_forms


class SendBackForm(web_forms.Form):
    """Why a proposal is sent back."""

    said = forms.CharField(
        label=_("Hvad skal rettes?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        help_text=_("Den, der har skrevet punktet, kan læse det på punktets side."),
    )


class TakeOffForm(web_forms.Form):
    """Why an item is taken off the agenda."""

    reason = forms.CharField(
        label=_("Hvorfor tages punktet af?"),
        max_length=300,
        help_text=_("Er dagsordenen offentlig, kan alle læse begrundelsen for et åbent punkt."),
    )


class CancelForm(web_forms.Form):
    """Why a meeting is called off."""

    reason = forms.CharField(
        label=_("Hvorfor aflyses mødet?"), max_length=300, help_text=_("Alle, der kan se mødet, kan læse det.")
    )


class PostponeForm(web_forms.Form):
    """To which meeting an item is moved."""

    meeting = web_forms.Choice(label=_("Nyt møde"), choices=[("", "")])

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = {str(each.pk): each for each in meetings}
        self.fields["meeting"].choices = [(key, each.node.title) for key, each in self.meetings.items()]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the meeting that was chosen."""
        return {"meeting": self.meetings[self.cleaned_data["meeting"]]}


class PresentationForm(web_forms.Form):
    """Before which body a matter is presented."""

    needed = dict.fromkeys(("to_circle", "to_text"), _("én af delene"))
    to_circle = forms.ModelChoiceField(
        label=_("Udvalg eller råd"),
        queryset=Circle.objects.none(),
        required=False,
        empty_label=_("Et, der ikke er her"),
    )
    to_text = forms.CharField(
        label=_("Eller skriv, hvem oplægget er for"),
        max_length=200,
        required=False,
        help_text=_("Som det står i beslutningen, for eksempel: de stående udvalg."),
    )
    presenter = forms.CharField(label=_("Hvem holder oplægget"), max_length=200, required=False)

    def __init__(self, *args: Any, circles: Iterable[Circle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_circle"].queryset = circles  # type: ignore[attr-defined]


class PresentedForm(web_forms.Form):
    """When a presentation was held."""

    held_on = web_forms.DateField(label=_("Holdt den"))
    said = forms.CharField(label=_("Hvad kom der ud af det?"), max_length=300, required=False)


class MeetingForm(web_forms.Form):
    """When and where a body meets."""

    on = web_forms.DateField(label=_("Dato"))
    starts = web_forms.TimeField(label=_("Begynder"))
    ends = web_forms.TimeField(label=_("Slutter"), required=False)
    place = forms.CharField(label=_("Sted"), max_length=200, required=False)
    agenda_due_on = web_forms.DateField(
        label=_("Dagsordenen offentliggøres"),
        required=False,
        help_text=_("Den dag offentliggøres den af sig selv. Du kan også gøre det selv før."),
    )

    def values(self) -> dict[str, Any]:
        """Return the clean values as `plan_meeting` takes them. A meeting may end after midnight."""
        day, starts, ends = (self.cleaned_data[name] for name in ("on", "starts", "ends"))
        last = day + dt.timedelta(days=1) if ends and ends < starts else day
        return {
            "starts_at": timezone.make_aware(dt.datetime.combine(day, starts)),
            "ends_at": timezone.make_aware(dt.datetime.combine(last, ends)) if ends else None,
            "place": self.cleaned_data["place"],
            "agenda_due_on": self.cleaned_data["agenda_due_on"],
        }
