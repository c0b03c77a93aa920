"""What people type about meeting times: the asking, and the grid of answers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.core import forms as core_forms
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.times import rules
from samspil.features.partnerships.times.actions import Wanted
from samspil.features.partnerships.times.queries import Member
from samspil.paper import danish
from samspil.web import forms as web_forms

LENGTHS = [(2, "1 time"), (3, "1½ time"), (4, "2 timer"), (5, "2½ time"), (6, "3 timer"), (8, "4 timer")]
WEEKDAYS = [(str(number), name) for number, name in enumerate(danish.WEEKDAYS)]
WEEK = re.compile(r"(?:uge\s*)?(\d{1,2})", re.IGNORECASE)


class AskForm(web_forms.Form):
    """Who is asked when, about which activities."""

    needed = dict.fromkeys(("asked", "citizens"), _("mindst én i alt"))
    more = tuple("parts weekdays weeks is_closed_by_agreement least_days is_short answer_by shows_title".split())
    activities = forms.MultipleChoiceField(label=_("Hvad skal have en tid?"), widget=forms.CheckboxSelectMultiple)
    half_hours = forms.TypedChoiceField(label=_("Hvor længe varer det?"), choices=LENGTHS, coerce=int, initial=4)
    first = web_forms.DateField(label=_("Første dag"))
    last = web_forms.DateField(label=_("Sidste dag"))
    parts = forms.MultipleChoiceField(
        label=_("Dele af dagen"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (key, f"{part.label.capitalize()} kl. {part.begins}–{part.ends}") for key, part in rules.PARTS.items()
        ],
        initial=["morning", "afternoon", "late"],
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Ugedage"),
        widget=forms.CheckboxSelectMultiple,
        choices=WEEKDAYS,
        coerce=int,
        initial=["0", "1", "2", "3", "4"],
    )
    weeks = forms.CharField(
        label=_("Uger uden møder"),
        required=False,
        help_text=_("For eksempel byrådets uger: 50, 51. Helligdage er fri af sig selv."),
    )
    is_closed_by_agreement = forms.BooleanField(
        label=_("Fri 1. maj, grundlovsdag, juleaftensdag og nytårsaftensdag"), required=False, initial=True
    )
    asked = forms.MultipleChoiceField(
        label=_("Hvem spørger vi?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("De får hver et link i en mail. Den, der ikke har en mail, får linket af dig."),
    )
    must_come = forms.MultipleChoiceField(
        label=_("Hvem skal med?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Uden dem foreslås tiden ikke. Vælg så få som muligt."),
    )
    citizens = forms.CharField(
        label=_("Borgere"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=_(
            "En på hver linje: navn, e-mail. Uden e-mail får du et link, du kan give dem. Borgernes tider går forud."
        ),
    )
    least_days = forms.IntegerField(
        label=_("Mindst så mange dage mellem aktiviteterne"),
        min_value=0,
        max_value=30,
        initial=0,
        localize=False,
        required=False,
    )
    is_short = forms.BooleanField(label=_("Læg aktiviteterne tæt på hinanden"), required=False)
    answer_by = web_forms.DateField(label=_("Svar senest"), required=False)
    shows_title = forms.BooleanField(
        label=_("Aktivitetens titel og sted må stå i mails og kalendere"),
        required=False,
        help_text=_("Ellers står der kun »Møde i« og partnerskabets navn. En mail kan læses af andre."),
    )

    def __init__(self, *args: Any, activities: Iterable[Activity], members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(each.person_id): each for each in members}
        self.known = {str(each.pk): each for each in activities}
        people = [
            (key, f"{each.name}, {each.organisation}" if each.organisation else each.name)
            for key, each in self.members.items()
        ]
        for name, choices in (
            ("activities", [(key, each.node.title) for key, each in self.known.items()]),
            ("asked", people),
            ("must_come", people),
        ):
            core_forms.offer(self, name, choices)

        self.quorum_of: dict[str, UUID] = {}
        for each in self.members.values():
            if each.organisation_id and each.organisation_id not in self.quorum_of.values():
                name = f"quorum_{each.organisation_id}"
                self.quorum_of[name] = each.organisation_id
                self.fields[name] = forms.IntegerField(
                    label=_("Mindst så mange fra %(organisation)s") % {"organisation": each.organisation},
                    min_value=0,
                    max_value=20,
                    initial=0,
                    localize=False,
                    required=False,
                )

        self.more = (*self.quorum_of, *self.more)
        after = ["citizens", *self.quorum_of, "least_days", "is_short", "answer_by", "shows_title"]
        self.order_fields([name for name in self.fields if name not in after] + after)

    def clean_weeks(self) -> list[tuple[int, int]]:
        """Read week numbers as (year, week), in the first year from now that the week lies in."""
        weeks = []
        today = timezone.localdate()
        for word in re.split(r"[,;\s]+(?!\d*$)|[,;]", self.cleaned_data["weeks"]):
            if not word.strip():
                continue
            read = WEEK.fullmatch(word.strip())
            if read is None:
                raise ValidationError(_("Skriv ugenumre med komma imellem, for eksempel 50, 51."))
            week = int(read[1])
            year = today.isocalendar().year + (week < today.isocalendar().week)
            weeks.append((year, week))
        return weeks

    def clean_citizens(self) -> list[Wanted]:
        """Read a line each of name and mail."""
        wanted = []
        for line in self.cleaned_data["citizens"].splitlines():
            if not line.strip():
                continue
            name, _comma, email = (part.strip() for part in line.partition(","))
            if email:
                try:
                    validate_email(email)
                except ValidationError:
                    raise ValidationError(
                        _("»%(email)s« er ikke en e-mailadresse. Skriv navn, komma, e-mail.") % {"email": email[:60]}
                    ) from None
            wanted.append(Wanted(name=name[:200], email=email, is_citizen=True))

        return wanted

    def values(self) -> dict[str, Any]:
        """Return what the deed takes."""
        data = dict(self.cleaned_data)
        quorums = {self.quorum_of[name]: data.pop(name) or 0 for name in self.quorum_of}
        must, chosen = set(data.pop("must_come")), data.pop("asked")
        wanted = [
            Wanted(
                person_id=each.person_id,
                organisation_id=each.organisation_id,
                must_come=key in must,
                is_citizen=False,
            )
            for key, each in self.members.items()
            if key in chosen or key in must
        ]
        activities = [self.known[key] for key in data.pop("activities")]
        citizens, least_days = data.pop("citizens"), data.pop("least_days") or 0

        return {
            "activities": activities,
            "wanted": [*wanted, *citizens],
            "wish": rules.Wish(**data, least_days=least_days, quorums=quorums),
        }


@dataclass(frozen=True)
class Cell:
    """One line of the grid: its time in words, the field's name, what is answered, and what a calendar said."""

    day: str
    part: str
    name: str
    level: str
    busy: str
    is_first: bool


@dataclass(frozen=True)
class Week:
    """One week of the grid."""

    label: str
    rows: list[Cell]


class GridForm(web_forms.Form):
    """One answer for each part of each day that is asked about."""

    def __init__(
        self,
        *args: Any,
        offered: Sequence[tuple[dt.date, str]],
        answers: Mapping[tuple[dt.date, str], str],
        busy: Mapping[tuple[dt.date, str], str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.stood, self.busy = offered, answers, busy
        for day, part in offered:
            self.fields[field_name(day, part)] = forms.ChoiceField(
                choices=[("", ""), *rules.LEVELS.items()], required=False, initial=answers.get((day, part), "")
            )

    def weeks(self) -> list[Week]:
        """Return the grid's lines by week, with what was sent in place of what stood."""
        weeks: dict[tuple[int, int], Week] = {}
        before: dt.date | None = None
        for day, part in self.offered:
            year, number, _weekday = day.isocalendar()
            week = weeks.setdefault((year, number), Week(f"Uge {number}", []))
            known, name = rules.PARTS[part], field_name(day, part)
            level = self.data.get(name, "") if self.is_bound else self.stood.get((day, part), "")
            week.rows.append(
                Cell(
                    day=f"{danish.WEEKDAYS[day.weekday()]} {day.day}. {danish.MONTHS[day.month - 1]}",
                    part=f"{known.label} kl. {known.begins}–{known.ends}",
                    name=name,
                    level=level,
                    busy=self.busy.get((day, part), ""),
                    is_first=day != before,
                )
            )
            before = day

        return list(weeks.values())

    def answers(self) -> dict[tuple[dt.date, str], str]:
        """Return what was answered; times without an answer are left out."""
        rest = self.data.get("rest", "")
        answered = {}
        for day, part in self.offered:
            level = self.cleaned_data.get(field_name(day, part)) or (rest if rest in rules.LEVELS else "")
            if level:
                answered[day, part] = level
        return answered


class CalendarForm(web_forms.Form):
    """A calendar file handed over."""

    file = forms.FileField(
        label=_("Kalenderfil (.ics)"),
        help_text=_("Vi læser kun, hvornår du er optaget. Titler, steder og navne bliver ikke gemt."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
    )


class ChoiceForm(web_forms.Form):
    """The times of one proposal, as they were shown."""

    def __init__(self, *args: Any, keys: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = keys

    def times(self) -> dict[str, dt.datetime]:
        """Return the times that can be read; one that cannot is left out, and the deed refuses."""
        times = {}
        for key in self.keys:
            try:
                read = dt.datetime.fromisoformat(self.data.get(key, ""))
            except ValueError:
                continue
            if read.tzinfo is None and read.minute % 30 == 0 and not (read.second or read.microsecond):
                times[key] = read
        return times


def field_name(day: dt.date, part: str) -> str:
    """Return the name of a grid's field."""
    return f"t-{day.isoformat()}-{part}"
