"""What people type about the plan and its activities, made into clean values."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.partnerships.core import forms as core_forms
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.methods import rules as method_rules
from samspil.features.partnerships.plans import rules
from samspil.features.partnerships.plans.models import Intensity
from samspil.paper import danish
from samspil.web import forms as web_forms


class ImportForm(web_forms.Form):
    """A project description pasted in."""

    text = forms.CharField(
        label=_("Projektbeskrivelsen"),
        widget=forms.Textarea,
        max_length=core_forms.LARGEST_TEXT,
        help_text=_("Indsæt hele teksten. Planen læses ud af skemaet »Tid – Handling – Dato«."),
    )


class ActivityForm(web_forms.Form):
    """One thing of the plan: what, when and where; the rest is folded and can wait."""

    more = (
        *("description", "aim", "audience", "level", "opening"),
        *("period", "time_text", "time_note", "is_uncertain", "is_possible"),
    )

    method = web_forms.Choice(
        label=_("Hvilken slags?"), required=False, choices=[("", _("Ikke valgt")), *core_rules.METHODS.items()]
    )
    title = forms.CharField(label=_("Hvad skal der ske?"), max_length=200)
    on = web_forms.DateField(
        label=_("Dato"), required=False, help_text=_("Lad feltet stå tomt, hvis dagen ikke er kendt.")
    )
    starts = web_forms.TimeField(label=_("Begynder kl."), required=False)
    ends = web_forms.TimeField(label=_("Slutter kl."), required=False)
    place = forms.CharField(label=_("Sted"), max_length=200, required=False)
    description = forms.CharField(
        label=_("Mere om det"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=core_forms.LARGEST_TEXT,
    )
    aim = forms.CharField(label=_("Hvad skal den føre til?"), max_length=300, required=False)
    audience = forms.CharField(label=_("Hvem er den for?"), max_length=300, required=False)
    level = forms.ChoiceField(
        label=_("Hvad lover vi deltagerne?"),
        required=False,
        choices=[("", _("Ikke aftalt")), *core_rules.LEVELS.items()],
    )
    opening = web_forms.Choice(
        label=_("Hvem begynder?"), required=False, choices=[("", _("Ikke aftalt")), *core_rules.OPENINGS.items()]
    )
    period = forms.CharField(
        label=_("Periode"),
        max_length=60,
        required=False,
        help_text=_("Når kun måneden er kendt, fx »Marts/april«. Vi gætter ikke en dag."),
    )
    time_text = forms.CharField(
        label=_("Tiden med ord"),
        max_length=200,
        required=False,
        help_text=_("Fx »efter kl. 12.00« eller »17. februar 2025 efter kl. 12.00 / 21. februar 2025«."),
    )
    time_note = forms.CharField(
        label=_("Forbehold om tiden"),
        max_length=200,
        required=False,
        help_text=_("Fx »præcist tidspunkt afhænger af borgerne«."),
    )
    is_uncertain = forms.BooleanField(label=_("Tidspunktet er usikkert"), required=False)
    is_possible = forms.BooleanField(label=_("Det er eventuelt"), required=False)
    why = forms.CharField(
        label=_("Hvorfor ændres planen?"),
        max_length=300,
        required=False,
        help_text=_("Står ved udgaven, så alle kan se grunden."),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, localize=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a clock without a day: it would be lost."""
        values = super().clean() or self.cleaned_data
        if values.get("starts") and not values.get("on") and not self.errors.get("on"):
            self.add_error("starts", _("Skriv også datoen, eller skriv klokkeslættet med ord i »Tiden med ord«."))
        return values


class NewActivityForm(ActivityForm):
    """One thing of the plan, as it is put there: it builds on nothing, and its method fills what is left blank."""

    needed = dict.fromkeys(("title",), _("når slagsen ikke er valgt"))
    drawn_from = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30)

    def __init__(self, *args: Any, begins_with: str = "", **kwargs: Any) -> None:
        """Begin with the words of a method, where one is chosen: they stand as the fields' own, so that what is folded stays so."""
        super().__init__(*args, **kwargs)
        del self.fields["why"]
        del self.fields["based_on"]
        if begins_with:
            for name, words in {**method_rules.begin(begins_with), "drawn_from": begins_with}.items():
                self.fields[name].initial = words
        title, method = self.fields["title"], self.fields["method"]
        title.required, title.help_text = False, _("Tomt felt: slagsens navn.")
        method.help_text = _("Den udfylder resten, så godt den kan. Du kan rette det hele.")
        # With script the folded part shows the words of the kind that is chosen; without, they are filled in by the deed.
        method.widget.attrs.update(
            {
                "hx-get": "",
                "hx-params": "method",
                "hx-target": ".more-fields",
                "hx-select": ".more-fields",
                "hx-select-oob": "#id_drawn_from",
                "hx-swap": "outerHTML",
            }
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what has neither a kind nor words of its own."""
        values = super().clean()
        if not values.get("title") and not values.get("method") and not self.errors.keys() & {"title", "method"}:
            self.add_error("title", _("Vælg en slags, eller skriv, hvad der skal ske."))
        return values

    def values(self) -> dict[str, Any]:
        """Return what a new activity is planned with."""
        said = dict(self.cleaned_data)
        drawn_from = said.pop("drawn_from")
        return method_rules.filled(said, drawn_from=drawn_from if drawn_from in core_rules.METHODS else "")


class StateForm(web_forms.Form):
    """Whether an activity was held."""

    state = forms.ChoiceField(
        label=_("Blev den holdt?"),
        choices=[
            ("held", _("Ja, den blev holdt")),
            ("cancelled", _("Nej, den blev aflyst")),
            ("unknown", _("Det vides ikke")),
        ],
    )
    source = forms.CharField(label=_("Hvor står det, hvis det står et sted?"), max_length=300, required=False)


def shown(activity: Activity) -> dict[str, Any]:
    """Return an activity's values as the form shows them."""
    gathering = activity.gathering
    starts = timezone.localtime(gathering.starts_at) if gathering.starts_at else None
    ends = timezone.localtime(gathering.ends_at) if gathering.ends_at else None

    return {
        "title": activity.node.title,
        "description": activity.description,
        "on": activity.node.day,
        "starts": starts.time() if starts else None,
        "ends": ends.time() if ends else None,
        "time_text": gathering.time_text,
        "time_note": activity.time_note,
        "place": gathering.place,
        "is_uncertain": gathering.is_uncertain,
        "is_possible": activity.is_possible,
        "level": activity.level,
        "method": activity.method,
        "aim": activity.aim,
        "audience": activity.audience,
        "opening": activity.opening,
        "period": activity.period,
        "based_on": activity.revision,
    }


def _number(**kwargs: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "form-input input-char-4", "inputmode": "numeric"})
    return forms.IntegerField(widget=widget, localize=False, max_value=999, **kwargs)


class IntensiveForm(web_forms.Form):
    """The promises of a short, intensive course."""

    begins_on = web_forms.DateField(label=_("Begynder"))
    ends_on = web_forms.DateField(label=_("Slutter"))
    most_organisations = _number(label=_("Organisationer højst"), initial=rules.MOST_ORGANISATIONS)
    most_people = _number(label=_("Inviterede højst til hver aktivitet"), initial=rules.MOST_PEOPLE)
    most_days_between = _number(label=_("Dage højst mellem to aktiviteter"), initial=rules.MOST_DAYS_BETWEEN)

    def values(self) -> dict[str, Any]:
        """Return the promises."""
        return {"limits": rules.Limits(**self.cleaned_data)}


def proposed(intensity: Intensity | None) -> dict[str, Any]:
    """Return what the form begins with: what stands, else a course from the next Monday."""
    if intensity is not None:
        return asdict(intensity.limits)
    today = danish.today()
    begins = today + dt.timedelta(days=8 - today.isoweekday())
    return {"begins_on": begins, "ends_on": begins + dt.timedelta(weeks=rules.WEEKS, days=-3)}
