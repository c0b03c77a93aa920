"""Forms of single records: a body, a meeting, an item, a statement, an annex, a step of the route."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.cases import rules
from samspil.features.cases.models import AgendaItem, Body, Meeting, RecommendationClause
from samspil.spine.models import Circle, Invitation, Person
from samspil.web import forms as web_forms

LONGEST_WORDS = 200_000
LARGEST_IMPORT = 25_000_000
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def lines(words: str) -> list[str]:
    """Return the lines that hold something."""
    return [line.strip() for line in words.splitlines() if line.strip()]


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


class ItemForm(web_forms.Form):
    """An item of an agenda, its sections in the order of the house."""

    def __init__(
        self,
        *args: Any,
        sections: Iterable[tuple[str, str]],
        meetings: Iterable[Meeting] | None = None,
        versions: Mapping[str, int] | None = None,
        came_from: bool = False,
        needs_reason: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section_names = [
            key for key, _heading in sections if key not in {"recommendation", *rules.houses.COMPOSED}
        ]
        if meetings is not None:
            self.fields["meeting"] = web_forms.Choice(
                label=_("Møde"), choices=[(str(meeting.pk), meeting.node.title) for meeting in meetings]
            )

        self.fields["title"] = forms.CharField(label=_("Titel"), max_length=500)
        self.fields["number"] = forms.CharField(
            label=_("Punktets nummer"), max_length=20, required=False, help_text=_("Uden nummer får punktet det næste.")
        )
        self.fields["case_number"] = forms.CharField(
            label=_("Sagsnummer"), max_length=60, required=False, help_text=_("Som det står i jeres eget system.")
        )
        self.fields["kle"] = forms.CharField(
            label=_("KLE-nummer"), max_length=8, required=False, help_text=_("For eksempel 29.09.00.")
        )
        self.fields["asked_by"] = forms.CharField(
            label=_("Anmodet af"),
            max_length=300,
            required=False,
            help_text=_("Når et medlem eller andre har bedt om sagen: hvem og hvornår."),
        )
        if came_from:
            self.fields["why"] = forms.CharField(
                label=_("Hvordan fører det til sagen?"), max_length=500, help_text=_("Én sætning. Den vises på tråden.")
            )

        for key, heading in sections:
            if key == "recommendation":
                self.fields["recommended_by"] = forms.CharField(
                    label=_("Hvem indstiller"), max_length=300, required=False
                )
                self.fields["clauses"] = forms.CharField(
                    label=_("Indstilling"),
                    widget=forms.Textarea,
                    required=False,
                    help_text=_("Ét at-punkt på hver linje, uden »at«."),
                )
            elif key in self.section_names:
                self.fields[f"section-{key}"] = forms.CharField(
                    label=heading, widget=forms.Textarea, required=False, strip=False, max_length=LONGEST_WORDS
                )

        if needs_reason:
            self.fields["reason"] = forms.CharField(label=_("Hvorfor rettes det?"), max_length=300)

        for key, number in (versions or {}).items():
            self.fields[f"based_on-{key}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=number, required=False, localize=False
            )

    def values(self) -> dict[str, Any]:
        """Return the clean values as the actions take them."""
        clean = dict(self.cleaned_data)
        return {
            **{name: clean[name] for name in ("title", "number", "case_number", "kle", "asked_by")},
            "recommended_by": clean.get("recommended_by", ""),
            "clauses": lines(clean.get("clauses", "")),
            "sections": {key: clean[f"section-{key}"].replace("\r\n", "\n") for key in self.section_names},
        }

    def based_on(self) -> dict[str, int]:
        """Give, by section, the version that was edited."""
        prefix = "based_on-"
        return {
            name.removeprefix(prefix): number
            for name, number in self.cleaned_data.items()
            if name.startswith(prefix) and number
        }

    def build_on(self, section: str, number: int) -> None:
        """Let the next sending build on a newer version of one section, after a conflict was shown."""
        self.data = {**self.data, self.add_prefix(f"based_on-{section}"): str(number)}


class CloseForm(web_forms.Form):
    """What the public sees instead of a closed item."""

    reason = forms.CharField(label=_("Hvorfor er punktet lukket?"), max_length=300, help_text=_("Skriv også reglen."))
    public_title = forms.CharField(
        label=_("Offentlig titel"),
        max_length=500,
        help_text=_("Alle kan se den. Skriv intet, der hører til det lukkede."),
    )
    public_decision = forms.CharField(
        label=_("Offentlig beslutning"),
        widget=forms.Textarea,
        required=False,
        help_text=_("Vises, når referatet er offentliggjort."),
    )


class ReasonForm(web_forms.Form):
    """A deed that needs a reason."""

    reason = forms.CharField(label=_("Hvorfor?"), max_length=300)


class StatementForm(web_forms.Form):
    """One statement of a decision."""

    printed = forms.CharField(label=_("Hvad udvalget besluttede"), widget=forms.Textarea, strip=False)
    answers = forms.ModelMultipleChoiceField(
        label=_("Svarer på at-punkt"),
        queryset=RecommendationClause.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    outcomes = forms.MultipleChoiceField(
        label=_("Udfald"),
        choices=list(rules.outcomes.OUTCOMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Vælg alle, der gælder. »Drøftet og godkendt« er to."),
    )
    stance = web_forms.Choice(
        label=_("Udtalelse uden for indstillingen"),
        choices=[("", _("Ingen")), *rules.outcomes.STANCES.items()],
        required=False,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, localize=False)
    reason = forms.CharField(label=_("Hvorfor rettes det?"), max_length=300, required=False)

    def __init__(self, *args: Any, item: AgendaItem, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = self.fields["answers"]
        answers.queryset = item.clauses.all()  # type: ignore[attr-defined]
        answers.label_from_instance = lambda clause: f"{clause.order}. {clause.words}"  # type: ignore[attr-defined]
        self.fields["reason"].required = needs_reason
        if not needs_reason:
            del self.fields["reason"]

    def values(self) -> dict[str, Any]:
        """Return the clean values as `add_statement` takes them."""
        clean = {name: value for name, value in self.cleaned_data.items() if name != "based_on"}
        return {**clean, "printed": clean["printed"].replace("\r\n", "\n")}


class AnnexForm(web_forms.Form):
    """An annex, with its file when there is one."""

    title = forms.CharField(label=_("Titel"), max_length=500)
    document_number = forms.CharField(label=_("Dokumentnummer"), max_length=60, required=False)
    closed_reason = forms.CharField(
        label=_("Lukket, fordi"), max_length=300, required=False, help_text=_("Udfyld kun, når bilaget er lukket.")
    )
    file = forms.FileField(
        label=_("Fil"), required=False, help_text=_("PDF, Word, Excel, tekst eller billede, højst 50 MB.")
    )


class AttendanceForm(web_forms.Form):
    """How somebody took part."""

    name = forms.CharField(label=_("Navn"), max_length=200)
    presence = web_forms.Choice(
        label=_("Fremmøde"),
        choices=[(value, label) for value, label in Invitation.Presence.choices if value != "unknown"],
    )
    note = forms.CharField(label=_("Bemærkning"), max_length=200, required=False, help_text=_("Fx »for« og et navn."))


class RouteForm(web_forms.Form):
    """Where a statement sends the case."""

    to_circle = forms.ModelChoiceField(
        label=_("Udvalg eller råd, som har sin side her"),
        queryset=Circle.objects.none(),
        required=False,
        empty_label=_("Vælg"),
    )
    to_text = forms.CharField(
        label=_("Eller skriv, hvor sagen sendes hen"),
        max_length=200,
        required=False,
        help_text=_("Skriv det, som referatet siger det."),
    )
    sent_on = web_forms.DateField(label=_("Sendt den"), required=False)

    def __init__(self, *args: Any, circles: Iterable[Circle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_circle"].queryset = circles  # type: ignore[attr-defined]


class CarrierForm(web_forms.Form):
    """Who carries a case on."""

    owner = forms.ModelChoiceField(
        label=_("Hvem fører sagen videre?"), queryset=Person.objects.none(), empty_label=_("Vælg")
    )
    due_on = web_forms.DateField(label=_("Senest"), required=False)

    def __init__(self, *args: Any, persons: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = persons  # type: ignore[attr-defined]


class _ItemAddress(forms.CharField):
    """Reads the address of an item's page, or its last part, as the item's key."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        found = _UUID.search(text)
        if found is None:
            raise ValidationError(_("Indsæt adressen på punktets side."))
        return UUID(found[0])


class EndStepForm(web_forms.Form):
    """How it went where the case was sent."""

    state = web_forms.Choice(
        label=_("Hvordan gik det?"), choices=[(key, word) for key, word in rules.STEP_STATES.items() if key != "sent"]
    )
    ended_on = web_forms.DateField(label=_("Dato"))
    how = forms.CharField(label=_("Hvad skete der?"), max_length=300)
    next_item = _ItemAddress(
        label=_("Punktet i det næste udvalg"), required=False, help_text=_("Indsæt adressen på punktets side.")
    )


class JoinForm(web_forms.Form):
    """Another item of the same matter."""

    other = _ItemAddress(label=_("Det andet punkt"), help_text=_("Indsæt adressen på punktets side."))


class ImportForm(web_forms.Form):
    """Minutes or an agenda as a file or as text."""

    body = forms.ModelChoiceField(label=_("Udvalg"), queryset=Body.objects.none(), empty_label=_("Vælg"))
    file = forms.FileField(
        label=_("Fil"),
        required=False,
        help_text=_("PDF, HTML, tekst, eller XML fra SBSYS, eDoc eller Agenda Management. Højst 25 MB."),
    )
    text = forms.CharField(
        label=_("Eller indsæt teksten"), widget=forms.Textarea(attrs={"rows": 12}), required=False, strip=False
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse a file that is too large before any of it is read."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST_IMPORT:
            raise ValidationError(_("Filen er større end 25 MB og bliver ikke læst. Vælg en fil med ét møde."))
        return file

    def clean(self) -> dict[str, Any]:
        """Demand a file or a text, and not both."""
        clean = super().clean() or {}
        if "file" in self.errors:
            return clean
        if bool(clean.get("file")) == bool((clean.get("text") or "").strip()):
            raise ValidationError(_("Vælg en fil, eller indsæt teksten: én af delene."))
        return clean
