"""What is typed about an association's task: whose duty it is, what it adds to, and the hours given."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.civic import queries, rules
from samspil.features.partnerships.civic.actions import Task
from samspil.features.partnerships.civic.models import CivicTask
from samspil.features.partnerships.core import forms as core_forms
from samspil.features.partnerships.core.models import Partnership
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine.models import Person
from samspil.web import forms as web_forms

OWN = "own"
LARGEST = Decimal("99999.9")


class HoursField(forms.Field):
    """Reads 2, 2,5 and 2½ hours."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"class": "form-input input-char-8", "inputmode": "decimal", "autocomplete": "off"}),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write hours as they are read."""
        return danish.hours(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        """Return the hours with one decimal, None when nothing is written."""
        if isinstance(value, Decimal) or value in self.empty_values:
            return value if isinstance(value, Decimal) else None
        try:
            read = danish.rounded(danish.parse_number(value.strip().replace("½", ",5").removeprefix(",")), 1)
        except Refused as refused:
            raise ValidationError(refused.told) from None
        if not 0 <= read <= LARGEST:
            raise ValidationError(_("Skriv timerne som et tal, for eksempel 2,5."))
        return read


class _AboutDuty(web_forms.Form):
    needed = dict.fromkeys(("adds", "today"), _("når pligten er en myndigheds"))
    adds = forms.ChoiceField(
        label=_("Lægger foreningen noget til, eller træder den i stedet?"),
        choices=list(rules.ADDS.items()),
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Skal siges, når pligten er en myndigheds."),
    )
    today = forms.CharField(
        label=_("Hvad gør myndigheden selv i dag?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )
    ground = forms.CharField(
        label=_("Efter hvilken lov eller aftale?"),
        max_length=300,
        required=False,
        help_text=_("Fx »serviceloven § 12«. Lad feltet stå tomt, hvis I ikke ved det."),
    )
    hours = HoursField(
        label=_("Hvor mange timer på fire uger har foreningen sagt ja til?"),
        required=False,
        help_text=_("Alle frivillige tilsammen. Så kan alle se, når det bliver for meget."),
    )


class TaskForm(_AboutDuty):
    """A task that an association takes on."""

    more = ("ground", "hours")
    association = forms.ChoiceField(label=_("Hvilken forening?"))
    title = forms.CharField(label=_("Hvad tager foreningen sig af?"), max_length=300)
    authority = web_forms.Choice(
        label=_("Hvis pligt er det?"),
        choices=[],
        help_text=_("Pligten flytter sig ikke, fordi en forening hjælper."),
    )
    due_on = web_forms.DateField(label=_("Indtil"), required=False)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.associations = {str(each.pk): each for each in queries.associations(partnership)}
        self.authorities = {str(each.pk): each for each in queries.authorities(partnership)}
        core_forms.offer(self, "association", [(key, each.name) for key, each in self.associations.items()])
        own = (OWN, _("Ingen myndigheds: det er foreningens egen"))
        core_forms.offer(self, "authority", [*((key, each.name) for key, each in self.authorities.items()), own])
        self.order_fields(["association", "title", "authority", "adds", "today", "ground", "hours", "due_on"])

    def values(self) -> dict[str, Any]:
        """Return what was typed as the deed takes it."""
        said = super().values()
        authority = said.pop("authority")
        association = self.associations[said.pop("association")]
        task = Task(**said, authority=self.authorities.get(authority), is_own=authority == OWN)
        return {"association": association, "task": task}


class ToldForm(_AboutDuty):
    """What a task adds to, said or put right afterwards."""

    def __init__(self, *args: Any, task: CivicTask, **kwargs: Any) -> None:
        names = ("adds", "today", "ground", "hours")
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(task, name) for name in names}
        if task.authority_id is None:
            for name in ("adds", "today", "ground"):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """Return what was typed; what is not asked of the association's own task is empty."""
        return {"adds": "", "today": "", **self.cleaned_data}


class HoursForm(web_forms.Form):
    """What volunteers gave on one day."""

    on = web_forms.DateField(label=_("Hvilken dag?"), initial=danish.today)
    persons = forms.IntegerField(
        label=_("Hvor mange frivillige?"),
        min_value=1,
        max_value=rules.MOST_PEOPLE,
        initial=1,
        localize=False,
        widget=forms.NumberInput(attrs={"class": "form-input input-char-4", "inputmode": "numeric"}),
    )
    hours = HoursField(label=_("Hvor mange timer tilsammen?"), help_text=_("For eksempel 2,5. Ingen navne."))


class ContactForm(web_forms.Form):
    """Who in the association gets the link."""

    person = forms.ModelChoiceField(
        label=_("Hvem i foreningen?"),
        queryset=Person.objects.none(),
        empty_label=_("Vælg"),
        help_text=_("Den, der mangler, skrives ind under »Hvem er med?«."),
    )

    def __init__(self, *args: Any, task: CivicTask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        core_forms.choose_among(self, "person", queries.contacts(task))
