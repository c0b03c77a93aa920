"""The preview of an import: every field of a draft on one page, each item with its sections, clauses and statements."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samspil.features.cases.editing.forms import LONGEST_WORDS, lines
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.importing import rules
from samspil.features.cases.importing.models import SourceRemainder
from samspil.features.cases.records.rules import outcomes as records_outcomes
from samspil.features.cases.records.rules import standing
from samspil.web import forms as web_forms

PRESENCE = {
    "apology": _("Afbud"),
    "substitute": _("Stedfortræder"),
    "absent": _("Udeblevet"),
    "present": _("Til stede"),
}
# A statement that the parser left whole can be cut in two: the empty rows after the last are for what is cut off.
SPARE_STATEMENTS = 1
LONGEST_NAME = 200
OPENNESS = [("open", _("Åbent")), ("closed", _("Lukket"))]
# What the public sees until the secretary writes something better: it says nothing of the item.
PUBLIC_TITLES = (_("Lukket punkt"), _("Et lukket punkt"))
CLOSED_AS_READ = _("Lukket i kilden: %(cue)s")


class HeadForm(web_forms.Form):
    """The meeting itself."""

    held_on = web_forms.DateField(label=_("Dato"))
    starts = web_forms.TimeField(label=_("Begyndte"), required=False)
    ends = web_forms.TimeField(label=_("Sluttede"), required=False)
    place = forms.CharField(label=_("Sted"), max_length=200, required=False)
    state = web_forms.Choice(
        label=_("Mødets status"),
        choices=list(standing.STATES.items()),
        error_messages={
            "required": _(
                "Vælg, hvor langt mødet er. En dagsorden og et referat, der er offentliggjort, kan ses af alle."
            )
        },
    )
    attendance = forms.CharField(
        label=_("Afbud og stedfortrædere"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Én på hver linje: navn; afbud, stedfortræder, udeblevet eller til stede; bemærkning."),
    )

    unplaced = forms.CharField(
        label=_("Ord, der ikke er placeret"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        strip=False,
        max_length=LONGEST_WORDS * 10,
        help_text=_(
            "Flyt dem til det punkt, hvor de hører hjemme. Det, der bliver stående, gemmes med mødet, "
            "og kun udvalgets sekretær kan se det."
        ),
    )

    def clean_attendance(self) -> tuple[rules.Presence, ...]:
        """Read the lines; a name alone has sent its apologies."""
        words = {str(label).lower(): value for value, label in PRESENCE.items()}
        named = []
        for line in lines(self.cleaned_data["attendance"]):
            if line.count(";") > 2:
                raise ValidationError(_("»%(line)s« har for mange semikoloner. Brug højst to."), params={"line": line})
            name, presence, note = (part.strip() for part in [*line.split(";"), "", ""][:3])
            if presence and presence.lower() not in words:
                raise ValidationError(
                    _("»%(word)s« er ikke afbud, stedfortræder, udeblevet eller til stede."), params={"word": presence}
                )
            if max(len(name), len(note)) > LONGEST_NAME:
                raise ValidationError(
                    _("»%(line)s …« er for langt til en linje om fremmøde."), params={"line": line[:40]}
                )
            named.append(rules.Presence(name, words.get(presence.lower(), "apology"), note))

        return tuple(named)


class ItemForm(web_forms.Form):
    """One item."""

    needed = {"title": _("når punktet skal med"), "closed_reason": _("når det er lukket")}
    include = forms.BooleanField(label=_("Tag punktet med"), required=False, initial=True)
    title = forms.CharField(label=_("Titel"), max_length=500, required=False)
    number = forms.CharField(label=_("Punkt"), max_length=20, required=False)
    case_number = forms.CharField(label=_("Sagsnummer"), max_length=60, required=False)
    is_closed = forms.BooleanField(label=_("Lukket punkt"), required=False)
    closed_reason = forms.CharField(label=_("Hvorfor lukket"), max_length=300, required=False)
    public_title = forms.CharField(label=_("Offentlig titel"), max_length=500, required=False)
    public_decision = forms.CharField(
        label=_("Offentlig beslutning"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    recommended_by = forms.CharField(label=_("Hvem indstiller"), max_length=300, required=False)
    clauses = forms.CharField(
        label=_("At-punkter"), widget=forms.Textarea, required=False, help_text=_("Ét på hver linje, uden »at«.")
    )
    annexes = forms.CharField(
        label=_("Bilag"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Ét på hver linje: titel; dokumentnummer; journalnummer; »lukket«, hvis det er det."),
    )

    def __init__(self, *args: Any, item: rules.Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        if item.is_closed is not False:
            # Where anything speaks of closedness the answer must be given: silence is never "open".
            self.fields["is_closed"] = forms.ChoiceField(
                label=_("Er punktet åbent eller lukket?"),
                choices=OPENNESS,
                widget=forms.RadioSelect,
                required=False,
                help_text=" · ".join(f"»{cue}«" for cue in item.closed_cues),
            )

        for place, section in enumerate(item.sections):
            if section.key not in houses.COMPOSED:
                heading = houses.HEADINGS.get(section.key) or section.key.capitalize()
                self.fields[f"section-{place}"] = forms.CharField(
                    label=heading, widget=forms.Textarea, required=False, strip=False, max_length=LONGEST_WORDS
                )

    def clean_is_closed(self) -> bool:
        """Return the answer about openness as a truth; an item that is not taken along needs none."""
        answer = self.cleaned_data["is_closed"]
        if answer == "" and self.cleaned_data["include"]:
            raise ValidationError(_("Svar på, om punktet er åbent eller lukket. Intet er gemt, før du har svaret."))
        return answer in {True, "closed"}

    def clean_annexes(self) -> tuple[rules.Annex, ...]:
        """Read the lines of annexes; one that was not touched is the annex as it was read, whatever signs it holds."""
        read = {_annex_line(annex): annex for annex in self.item.annexes}
        return tuple(read[line] if line in read else _annex_of(line) for line in lines(self.cleaned_data["annexes"]))


def _annex_of(line: str) -> rules.Annex:
    if line.count(";") > 3:
        raise ValidationError(_("»%(line)s« har for mange semikoloner. Brug højst tre."), params={"line": line[:80]})
    title, number, reference, closed = (part.strip() for part in [*line.split(";"), "", "", ""][:4])
    if closed and not closed.lower().startswith("lukket"):
        raise ValidationError(
            _("»%(word)s« efter bilaget »%(title)s« skal være tomt eller begynde med »lukket«."),
            params={"word": closed[:40], "title": title[:60]},
        )
    return rules.Annex(title, number, reference, is_closed=bool(closed), closed_reason=closed)


class StatementForm(web_forms.Form):
    """One statement of an item's decision, with what the rules take it to say."""

    printed = forms.CharField(
        label=_("Udtalelse"), widget=forms.Textarea(attrs={"rows": 3}), required=False, strip=False
    )
    outcomes = forms.MultipleChoiceField(
        label=_("Udfald"),
        choices=list(records_outcomes.OUTCOMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    answers = forms.CharField(
        label=_("Svarer på at-punkt nr."), max_length=60, required=False, help_text=_("For eksempel 1, 2")
    )
    stance = forms.ChoiceField(
        label=_("Udtalelse uden for indstillingen"),
        choices=[("", _("Ingen")), *records_outcomes.STANCES.items()],
        required=False,
    )
    forwards_to = forms.CharField(label=_("Sender sagen videre til"), max_length=200, required=False)

    def clean_answers(self) -> tuple[int, ...]:
        """Read the numbers of the clauses."""
        words = self.cleaned_data["answers"]
        if re.search(r"[^\d\s,.og]", words):
            raise ValidationError(_("Skriv at-punkternes numre, for eksempel 1, 2."))
        return tuple(int(number) for number in re.findall(r"\d+", words))


@dataclasses.dataclass
class ItemPart:
    """One item's form and those of its statements."""

    form: ItemForm
    statements: list[StatementForm]
    confidence: int | None
    is_there: bool


class PreviewForm(HeadForm):
    """The whole preview: valid when every part is; `draft` gives what the secretary made of it."""

    def __init__(self, *args: Any, draft: rules.Meeting, there: frozenset[int] = frozenset(), **kwargs: Any) -> None:
        # What shows the meeting to others is chosen by the secretary, never beforehand.
        kwargs["initial"] = {
            "held_on": draft.held_on,
            "starts": draft.starts,
            "ends": draft.ends,
            "place": draft.place,
            "state": draft.state if draft.state == "planned" and not rules.asked(draft) else None,
            "unplaced": "\n\n".join(draft.unplaced),
            "attendance": "\n".join(
                "; ".join(filter(None, (each.name, str(PRESENCE.get(each.presence, "")), each.note)))
                for each in draft.attendance
            ),
        }
        super().__init__(*args, **kwargs)
        self.read = draft
        if not draft.unplaced:
            del self.fields["unplaced"]

        sent = self.data if self.is_bound else None
        self.parts = [_part(sent, place, item, place in there) for place, item in enumerate(draft.items)]

    def is_valid(self) -> bool:
        """Tell whether the head and every part are valid, checking all of them."""
        valid = [super().is_valid()]
        for part in self.parts:
            valid += [part.form.is_valid(), *(statement.is_valid() for statement in part.statements)]
        for place, part in enumerate(self.parts, 1):
            for form in (part.form, *part.statements):
                for errors in form.errors.values():
                    self.add_error(None, f"{_('Punkt')} {part.form.item.number or place}: {errors[0]}")
        return all(valid)

    def values(self) -> dict[str, Any]:
        """Return the corrected draft, as `import_meeting` takes it."""
        return {"draft": self.draft()}

    def draft(self) -> rules.Meeting:
        """Return the corrected draft."""
        return dataclasses.replace(
            self.read,
            **{name: self.cleaned_data[name] for name in ("held_on", "starts", "ends", "place", "state", "attendance")},
            unplaced=tuple(filter(None, [self.cleaned_data.get("unplaced", "").replace("\r\n", "\n").strip()])),
            items=tuple(_item(part) for part in self.parts if part.form.cleaned_data["include"]),
        )


def _part(sent: Any, place: int, item: rules.Item, is_there: bool) -> ItemPart:
    form = ItemForm(
        sent,
        item=item,
        prefix=f"p{place}",
        initial={
            **{
                name: getattr(item, name)
                for name in (
                    "title",
                    "number",
                    "case_number",
                    "is_closed",
                    "closed_reason",
                    "public_title",
                    "public_decision",
                    "recommended_by",
                )
            },
            **_closed(item),
            "include": not is_there,
            "clauses": "\n".join(item.clauses),
            "annexes": "\n".join(_annex_line(annex) for annex in item.annexes),
            **{f"section-{at}": section.words for at, section in enumerate(item.sections)},
        },
    )
    rows = [*item.statements, *[rules.Statement("")] * SPARE_STATEMENTS]
    statements = [
        StatementForm(
            sent,
            prefix=f"p{place}-b{at}",
            initial={
                "printed": row.printed,
                "outcomes": list(row.outcomes),
                "answers": ", ".join(str(answer) for answer in row.answers),
                "stance": row.stance,
                "forwards_to": row.forwards_to,
            },
        )
        for at, row in enumerate(rows)
    ]

    return ItemPart(form, statements, None if item.confidence is None else round(item.confidence * 100), is_there)


def _closed(item: rules.Item) -> dict[str, Any]:
    """Return what a closed or doubtful item begins with: its answer where it is certain, and words that give nothing away."""
    if item.is_closed is False:
        return {}
    cue = item.closed_cues[0][:200] if item.closed_cues else ""
    title = next(str(each) for each in PUBLIC_TITLES if str(each).casefold() != item.title.strip().casefold())
    return {
        "is_closed": "closed" if item.is_closed else None,
        "closed_reason": item.closed_reason
        or str(CLOSED_AS_READ % {"cue": f"»{cue}«"} if cue else _("Lukket i kilden")),
        "public_title": item.public_title or title,
    }


def _annex_line(annex: rules.Annex) -> str:
    parts = [annex.title, annex.document_number, annex.reference, "lukket" if annex.is_closed else ""]
    while parts and not parts[-1]:
        parts.pop()
    return "; ".join(parts)


def _item(part: ItemPart) -> rules.Item:
    clean = part.form.cleaned_data
    names = (
        "title",
        "number",
        "case_number",
        "is_closed",
        "closed_reason",
        "public_title",
        "public_decision",
        "recommended_by",
        "annexes",
    )
    written = lines(clean["clauses"])
    untouched = written == lines("\n".join(part.form.item.clauses))
    clauses = part.form.item.clauses if untouched else tuple(houses.bare(line) for line in written)
    sections = tuple(
        dataclasses.replace(section, words=clean.get(f"section-{at}", "").replace("\r\n", "\n").strip())
        for at, section in enumerate(part.form.item.sections)
    )
    if clauses != part.form.item.clauses:
        sections = tuple(
            _rewritten(part.form.item, section, houses.compose(clean["recommended_by"], clauses))
            for section in sections
        )

    kept = {name: clean[name] for name in names}
    if part.form.item.is_closed is not False and not clean["is_closed"]:
        kept |= {"closed_reason": "", "public_title": "", "public_decision": ""}

    return dataclasses.replace(
        part.form.item,
        **kept,
        clauses=clauses,
        sections=sections,
        statements=tuple(_statement(form) for form in part.statements if form.cleaned_data["printed"].strip()),
    )


def _rewritten(item: rules.Item, section: rules.Section, composed: str) -> rules.Section:
    """Return the recommendation in the words of its corrected clauses, unless its own words were corrected too."""
    untouched = section.key == "recommendation" and section in item.sections
    return dataclasses.replace(section, words=composed) if untouched else section


def _statement(form: StatementForm) -> rules.Statement:
    clean = form.cleaned_data
    return rules.Statement(
        printed=clean["printed"].replace("\r\n", "\n"),
        outcomes=tuple(sorted(clean["outcomes"])),
        stance=clean["stance"],
        answers=clean["answers"],
        forwards_to=clean["forwards_to"].strip(),
    )


class UnplacedForm(web_forms.Form):
    """What is left of a meeting's sources: one box a source."""

    def __init__(self, *args: Any, left: Iterable[SourceRemainder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in left:
            if each.unplaced:
                self.fields[f"words-{each.pk}"] = forms.CharField(
                    label=_("Ord, der ikke er placeret"),
                    widget=forms.Textarea(attrs={"rows": 12}),
                    required=False,
                    strip=False,
                    max_length=LONGEST_WORDS * 10,
                    initial=each.unplaced,
                )
        if any(each.furniture for each in left):
            self.fields["forget"] = forms.BooleanField(label=_("Slet også sidens øvrige ord"), required=False)

    def values(self) -> dict[str, Any]:
        """Return the clean values as `edit_unplaced` takes them."""
        words = {
            name.removeprefix("words-"): value.replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name.startswith("words-")
        }
        return {"words": words, "forget": self.cleaned_data.get("forget", False)}
