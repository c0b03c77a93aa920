"""Forms of an item, a statement, an annex, and of why and who."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.editing.actions import items
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records.models import AgendaItem, Meeting, RecommendationClause
from samspil.features.cases.records.queries import attendance as invitations
from samspil.features.cases.records.queries.attendance import Worded
from samspil.features.cases.records.queries.sheets import Sheet
from samspil.features.cases.records.rules import attendance
from samspil.features.cases.records.rules import outcomes as records_outcomes
from samspil.web import forms as web_forms

LONGEST_WORDS = 200_000
BASED_ON = "based_on-"  # before a section's key: the version of it that was edited

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def lines(words: str) -> list[str]:
    """Return the lines that hold something."""
    return [line.strip() for line in words.splitlines() if line.strip()]


class ItemForm(web_forms.Form):
    """An item of an agenda, its sections in the order of the house."""

    def __init__(
        self,
        *args: Any,
        sections: Iterable[tuple[str, str]],
        versions: Mapping[str, int] | None = None,
        needs_reason: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section_names = [key for key, _heading in sections if key not in {"recommendation", *houses.COMPOSED}]
        self._begin()
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

        rare = "number case_number kle asked_by recommended_by".split()
        self.more = [name for name in rare if name in self.fields]
        if needs_reason:
            self.fields["reason"] = forms.CharField(label=_("Hvorfor rettes det?"), max_length=300)

        for key, number in (versions or {}).items():
            self.fields[f"{BASED_ON}{key}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=number, required=False, localize=False
            )

    def _begin(self) -> None:
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

    def wording(self) -> items.Wording:
        """Return what was written of the item itself."""
        clean = self.cleaned_data
        return items.Wording(
            **{name: clean[name] for name in ("title", "number", "case_number", "kle", "asked_by")},
            recommended_by=clean.get("recommended_by", ""),
            clauses=lines(clean.get("clauses", "")),
            sections={key: clean[f"section-{key}"].replace("\r\n", "\n") for key in self.section_names},
        )

    def values(self) -> dict[str, Any]:
        """Return what `edit_item` takes: the wording, by section the version that was edited, and why."""
        clean = self.cleaned_data
        based_on = {
            name.removeprefix(BASED_ON): number
            for name, number in clean.items()
            if name.startswith(BASED_ON) and number
        }
        return {"wording": self.wording(), "based_on": based_on, "reason": clean.get("reason", "")}


class NewItemForm(ItemForm):
    """An item put on one of the meetings that take it."""

    def __init__(self, *args: Any, meetings: Iterable[Meeting], came_from: bool, **kwargs: Any) -> None:
        self.meetings = {str(meeting.pk): meeting for meeting in meetings}
        self.came_from = came_from
        super().__init__(*args, **kwargs)

    def _begin(self) -> None:
        choices = [(key, meeting.node.title) for key, meeting in self.meetings.items()]
        self.fields["meeting"] = web_forms.Choice(label=_("Møde"), choices=choices)
        super()._begin()
        if self.came_from:
            self.fields["why"] = forms.CharField(
                label=_("Hvordan fører det til sagen?"), max_length=500, help_text=_("Én sætning. Den vises på tråden.")
            )

    def values(self) -> dict[str, Any]:
        """Return what `add_item` takes."""
        clean = self.cleaned_data
        return {"meeting": self.meetings[clean["meeting"]], "wording": self.wording(), "why": clean.get("why", "")}


def words_of(said: Worded) -> dict[str, Any]:
    """Return a statement's own values, for the form that corrects it."""
    return {
        "printed": said.printed,
        "based_on": said.version,
        "outcomes": [each.outcome for each in said.row.outcomes.all()],
        "stance": said.row.stance,
        "answers": said.row.answers.all(),
    }


def shown(sheet: Sheet) -> web_forms.Standing:
    """Return what stands of an item now, for the form that edits it; its words are judged by their versions."""
    item, words = sheet.item, {f"section-{section.key}": section.words for section in sheet.sections}
    return web_forms.Standing(
        {
            "title": item.node.title,
            "number": item.number,
            "case_number": item.case_number,
            "recommended_by": item.recommended_by,
            "kle": item.kle,
            "asked_by": item.asked_by,
            "clauses": "\n".join(clause.words for clause in sheet.clauses),
            **words,
        },
        but=["clauses", *words],
    )


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
        choices=list(records_outcomes.OUTCOMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Vælg alle, der gælder. »Drøftet og godkendt« er to. Vælger du ingen, læses det af ordene."),
    )
    stance = web_forms.Choice(
        label=_("Udtalelse uden for indstillingen"),
        choices=[("", _("Ingen")), *records_outcomes.STANCES.items()],
        required=False,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, localize=False)
    reason = forms.CharField(label=_("Hvorfor rettes det?"), max_length=300)

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers"].queryset = item.clauses.all()  # type: ignore[attr-defined]
        self.fields["answers"].label_from_instance = lambda clause: f"{clause.order}. {clause.words}"  # type: ignore[attr-defined]
        self.clauses, self.standing = list(item.clauses.all()), item.standing
        if item.meeting.state != "published":
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Read the outcome of the words where none is chosen, as the page of a whole meeting does; ask where it is unclear."""
        clean = super().clean() or self.cleaned_data
        if not clean.get("printed", "").strip() or clean.get("outcomes") or clean.get("stance"):
            return clean
        if self.standing == "attendance":
            return {**clean, "stance": "REPORTS"}

        parts = records_outcomes.answered(clean["printed"].replace("\r\n", "\n"), [each.words for each in self.clauses])
        if len(parts) != 1:
            why, otherwise = (
                records_outcomes.unread(clean["printed"]),
                _("Blev intet besluttet, så vælg »Fortæller« nedenfor."),
            )
            self.add_error("outcomes", f"{why} {otherwise}")
            return clean
        ((_words, reading),) = parts
        answers = clean.get("answers") or [self.clauses[place - 1] for place in reading.answers]
        return {**clean, "outcomes": sorted(reading.outcomes), "stance": reading.stance, "answers": answers}

    def values(self) -> dict[str, Any]:
        """Return the clean values as `add_statement` takes them."""
        clean = {name: value for name, value in self.cleaned_data.items() if name != "based_on"}
        return {**clean, "printed": clean["printed"].replace("\r\n", "\n")}


class CorrectionForm(StatementForm):
    """A statement that stands already, corrected."""

    def values(self) -> dict[str, Any]:
        """Return the clean values as `correct_statement` takes them."""
        return {**super().values(), "based_on": self.cleaned_data["based_on"] or 0}


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

    def values(self) -> dict[str, Any]:
        """Return the clean values as `add_annex` takes them."""
        clean = dict(self.cleaned_data)
        file = clean.pop("file")
        return {**clean, "name": file.name if file else "", "stream": file}


class ItemAddress(forms.CharField):
    """Reads the address of an item's page, or its last part, as the item's key."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        key = _UUID.search(text)
        if key is None:
            raise ValidationError(_("Indsæt adressen på punktets side."))
        return UUID(key[0])


class JoinForm(web_forms.Form):
    """Another item of the same matter."""

    other = ItemAddress(label=_("Det andet punkt"), help_text=_("Indsæt adressen på punktets side."))


class VersionForm(web_forms.Form):
    """A new version of an annex."""

    file = forms.FileField(label=_("Fil"), help_text=_("PDF, Word, Excel, tekst eller billede, højst 50 MB."))
    document_number = forms.CharField(label=_("Dokumentnummer"), max_length=60, required=False)
    reason = forms.CharField(
        label=_("Hvorfor en ny udgave?"),
        max_length=300,
        required=False,
        help_text=_("Skal skrives, når der er en udgave i forvejen, eller når referatet er offentliggjort."),
    )

    def values(self) -> dict[str, Any]:
        """Return the clean values as `add_version` takes them."""
        clean = dict(self.cleaned_data)
        file = clean.pop("file")
        return {**clean, "name": file.name, "stream": file}


Seat = attendance.Seat


class WhoForm(web_forms.Form):
    """One of those at the meeting."""

    invitation = web_forms.Choice(label=_("Hvem"), choices=[("", "")])

    def __init__(
        self, *args: Any, meeting: Meeting, seats: Sequence[Seat], needs_reason: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["invitation"].choices = [(str(seat.key), seat.name) for seat in seats]  # type: ignore[attr-defined]
        if needs_reason:
            self.fields["reason"] = forms.CharField(label=_("Hvorfor rettes det?"), max_length=300)

    def values(self) -> dict[str, Any]:
        """Return the clean values, and who it is as the invitation they had."""
        clean = dict(self.cleaned_data)
        return {**clean, "invitation": invitations.invitation(self.meeting, int(clean["invitation"]))}
