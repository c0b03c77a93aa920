"""What people type about trials, made into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.trials import actions, rules
from samspil.features.trials.models import Trial
from samspil.web import forms as web_forms


class TrialForm(web_forms.Form):
    """One small test of an idea."""

    title = forms.CharField(label=_("Hvad vil I prøve?"), max_length=200)
    belief = forms.CharField(label=_("Hvad tror I, der sker?"), widget=forms.Textarea, required=False)
    smallest_step = forms.CharField(label=_("Hvad er det mindste skridt?"), widget=forms.Textarea, required=False)
    place = forms.CharField(label=_("Hvor?"), max_length=200, required=False)
    who = forms.CharField(label=_("Hvem?"), max_length=300, required=False)
    on = web_forms.DateField(label=_("Dato"), required=False)
    when_text = forms.CharField(label=_("Tiden med ord"), max_length=200, required=False)
    is_uncertain = forms.BooleanField(label=_("Tidspunktet er usikkert"), required=False)
    is_possible = forms.BooleanField(label=_("Det er eventuelt"), required=False)
    look_at = forms.CharField(label=_("Hvad vil I se efter?"), widget=forms.Textarea, required=False)
    stop_rule = forms.CharField(label=_("Hvornår stopper I?"), widget=forms.Textarea, required=False)


class StateForm(web_forms.Form):
    """How far a trial is."""

    state = forms.ChoiceField(
        label=_("Hvor langt er den?"),
        choices=[(s, rules.LABELS[s]) for s in rules.STATES if s not in {"idea", "ended"}],
    )


class EndForm(web_forms.Form):
    """What a trial came to."""

    conclusion = forms.ChoiceField(label=_("Hvad nu?"), choices=list(rules.CONCLUSIONS.items()))
    why = forms.CharField(label=_("Hvorfor?"), widget=forms.Textarea)


class LearningForm(web_forms.Form):
    """What a trial taught."""

    title = forms.CharField(label=_("Læringen med få ord"), max_length=200)
    words = forms.CharField(label=_("Hvad lærte I?"), widget=forms.Textarea)


def shown(trial: Trial) -> dict[str, Any]:
    """This function will give a trial's values as the form shows them."""
    return {name: getattr(trial, name) for name in actions.SAID} | {
        "title": trial.node.title,
        "on": trial.node.occurred_on,
    }
