"""What people type about trials, made into clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspil.features.trials import actions, rules
from samspil.features.trials.models import Idea, Trial
from samspil.web import forms as web_forms
from samspil.web import picking


def _few_lines() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2})


class TrialForm(web_forms.Form):
    """One small test of an idea."""

    title = forms.CharField(label=_("Hvad vil I prøve?"), max_length=200)
    belief = web_forms.Words(label=_("Hvad tror I, der sker?"), required=False, widget=_few_lines())
    smallest_step = web_forms.Words(label=_("Hvad er det mindste skridt?"), required=False, widget=_few_lines())
    look_at = web_forms.Words(label=_("Hvad vil I se efter?"), required=False, widget=_few_lines())
    stop_rule = web_forms.Words(
        label=_("Hvornår stopper I?"),
        required=False,
        widget=_few_lines(),
        help_text=_("Det, I tror, skridtet, det, I ser efter, og hvornår I stopper, skal stå, før den går i gang."),
    )
    on = web_forms.WhenField(label=_("Hvornår begynder I?"), required=False)
    place = forms.CharField(label=_("Hvor?"), max_length=200, required=False)

    who = forms.CharField(label=_("Hvem er med?"), max_length=300, required=False)
    when_text = forms.CharField(
        label=_("Tiden med ord"), max_length=200, required=False, help_text=_("For eksempel: hver torsdag i maj")
    )
    is_uncertain = forms.BooleanField(label=_("Tidspunktet er usikkert"), required=False)
    is_possible = forms.BooleanField(
        label=_("Det er kun en mulighed endnu"),
        required=False,
        help_text=_("Så står den ikke på tråden, før den bliver til noget."),
    )
    stops_on = web_forms.DateField(label=_("Sidste dag"), required=False)
    counted = forms.CharField(
        label=_("Hvad tæller I i hver omgang?"),
        max_length=200,
        required=False,
        help_text=_("For eksempel: hvor mange der kom"),
    )
    stop_below = forms.IntegerField(
        label=_("Stop, hvis I tæller færre end"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Så siger Samspil til, når reglen er nået. Lad feltet stå tomt, hvis reglen ikke er et tal."),
    )
    stop_rounds = forms.IntegerField(
        label=_("Så mange omgange i træk"), min_value=1, max_value=20, initial=1, required=False
    )
    more = tuple("who when_text is_uncertain is_possible stops_on counted stop_below stop_rounds".split())
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_stop_rounds(self) -> int:
        """Take nothing written as one round."""
        return self.cleaned_data["stop_rounds"] or 1


class PlainForm(web_forms.Form):
    """What is tried, told to everybody."""

    words = forms.CharField(
        label=_("Hvad prøver I? Skriv til dem, det handler om."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4000,
        help_text=_("Korte sætninger. Hvad, hvor og hvornår? Hvem kan være med? Hvem kan man spørge?"),
    )


class PlanForm(web_forms.Form):
    """The plan of one round."""

    plan = web_forms.Words(label=_("Hvad gør I denne gang?"))
    expected = forms.CharField(
        label=_("Hvad venter I at se?"),
        widget=forms.Textarea,
        help_text=_("Det kan ikke rettes bagefter. Så kan I se, om I blev overraskede."),
    )


class FollowUpForm(web_forms.Form):
    """How one round went."""

    held_on = web_forms.DateField(label=_("Hvornår prøvede I?"))
    done = web_forms.Words(label=_("Hvad skete der?"))
    count = forms.IntegerField(label=_("Hvor mange talte I?"), min_value=0, max_value=1_000_000, required=False)
    seen = web_forms.Words(label=_("Hvad så I? Var det, som I ventede?"))
    act = web_forms.Choice(label=_("Hvad gør I nu?"), choices=list(rules.CONCLUSIONS.items()))
    act_why = web_forms.Words(label=_("Hvorfor?"))

    def __init__(self, *args: Any, trial: Trial, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The stop rule rests on the number where it is one.
        self.fields["count"].required = trial.stop_below is not None
        if trial.counted:
            self.fields["count"].label = _("Hvor mange talte I? (%s)") % trial.counted


class GoOnForm(web_forms.Form):
    """Why a trial goes on against its own rule."""

    why = web_forms.Words(label=_("Hvorfor skal den gå videre?"))
    stops_on = web_forms.DateField(label=_("Ny sidste dag"), required=False)


class ReachForm(web_forms.Form):
    """Whether it is known in the outermost link."""

    asked_on = web_forms.DateField(label=_("Hvornår spurgte I?"))
    who = forms.CharField(
        label=_("Hvem spurgte I?"),
        max_length=300,
        help_text=_("Uden navne. For eksempel: gæster i værestedet i Vivild"),
    )
    asked = forms.IntegerField(label=_("Hvor mange spurgte I?"), min_value=1, max_value=1_000_000)
    knew = forms.IntegerField(label=_("Hvor mange kendte det?"), min_value=0, max_value=1_000_000)
    heard = web_forms.Words(label=_("Hvad sagde de?"), required=False)


class IdeaForm(web_forms.Form):
    """One idea as it was given."""

    title = forms.CharField(label=_("Idéen med få ord"), max_length=200)
    words = web_forms.Words(label=_("Idéen"))
    giver = forms.CharField(
        label=_("Hvem kom den fra?"),
        max_length=200,
        help_text=_("Skriv ikke navnet på en borger. Skriv for eksempel »en borger i Vivild« eller foreningens navn."),
    )
    given_on = web_forms.DateField(label=_("Hvornår?"), required=False)


class MergeForm(web_forms.Form):
    """Which idea another is gathered in."""

    into = picking.Known(label=_("Hvilken idé skal den lægges sammen med?"))
    why = forms.CharField(label=_("Hvorfor er de den samme?"), max_length=300)


class StateForm(web_forms.Form):
    """How far a trial is."""

    state = web_forms.Choice(
        label=_("Status"),
        choices=[each for each in rules.STATES.choices if each[0] not in {"idea", "ended"}],
    )


class EndForm(web_forms.Form):
    """What a trial came to."""

    conclusion = web_forms.Choice(label=_("Hvad gør I nu?"), choices=list(rules.CONCLUSIONS.items()))
    why = web_forms.Words(label=_("Hvorfor?"))


class LearningForm(web_forms.Form):
    """What a trial taught."""

    title = forms.CharField(label=_("Læringen med få ord"), max_length=200)
    words = web_forms.Words(label=_("Hvad lærte I?"))


def shown(trial: Trial) -> dict[str, Any]:
    """Return a trial's values as the form shows them."""
    return {name: getattr(trial, name) for name in actions.SAID} | {
        "title": trial.node.title,
        "on": trial.node.when if trial.node.day else None,
        "edition": trial.edition,
    }


def shown_idea(idea: Idea) -> dict[str, Any]:
    """Return an idea's values as the form shows them."""
    return {"title": idea.node.title, "words": idea.words, "giver": idea.giver, "given_on": idea.given_on}
