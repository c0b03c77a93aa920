"""Pages of trials themselves: one query or one action each. Rounds and ideas have their own modules."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samspil.features.trials import actions, forms, queries, rules
from samspil.features.trials.models import Round, Trial
from samspil.paper import danish
from samspil.spine import policy
from samspil.spine.models import Node
from samspil.spine.people import Actor
from samspil.web import deeds, pages, rights
from samspil.web import forms as web_forms


def _propose(*, origin: Node, edition: int | None, **values: Any) -> Any:
    """Propose a trial; one that is new has no edition yet."""
    return actions.propose(origin=origin, **values)


def _beside(actor: Actor, trial: Trial) -> dict[str, Any]:
    """Return what stands on a trial's page: its rounds, and what the reader does next."""
    shown = queries.shown(actor, trial)
    story = shown["story"]
    assert isinstance(story, queries.Story)
    follows = story.open_round is not None and policy.allows(actor, "round", trial)
    return {**shown, "next": _next(actor, trial, story), "way": _follow_up(story.open_round) if follows else None}


def _follow_up(tried: Round | None) -> rights.Standing | None:
    """Return the way to write how the open round went."""
    if tried is None:
        return None
    label = _("Skriv, hvordan omgang %(number)s gik") % {"number": tried.number}
    return rights.Standing(label, reverse("trials:follow_up", args=[tried.pk]), "primary", "", is_link=True)


def _next(actor: Actor, trial: Trial, story: queries.Story) -> str:
    """Say what those who work with a trial do next; nothing to others."""
    if not policy.allows(actor, "reach", trial) and not policy.allows(actor, "edit", trial):
        return ""
    if story.stop:
        return _("Slut den, eller skriv, hvorfor den går videre.")
    if trial.state == "running" and story.open_round:
        return _("Omgang %(number)s er planlagt. Skriv, hvordan den gik.") % {"number": story.open_round.number}
    if trial.state == "running":
        return _("Planlæg næste omgang.") if story.rounds else _("Planlæg den første omgang.")
    if trial.state == "ended":
        return "" if story.learned else _("Skriv, hvad I lærte, så andre kan bruge det.")
    missing = [words for name, words in rules.NEEDED if not getattr(trial, name).strip()]
    if missing:
        return _("Før den kan gå i gang, skal der stå, %(missing)s.") % {"missing": danish.listing(missing)}
    return _("Den er klar til at gå i gang.")


index = pages.listing(queries.visible_to, "trials/list.html", narrow=queries.TRIALS_NARROW)
detail = pages.record(queries.trial, "trials/detail.html", "trial", _beside)
learning = pages.record(queries.learning_point, "trials/learning.html", "point")
new = deeds.begin(
    forms.TrialForm,
    _propose,
    kind="trial",
    of=tuple(rules.BEGINS),
    heading="Foreslå en prøvehandling",
    opens=rights.WRITTEN,
    lead="Det begynder med »%s«",
)
edit = deeds.fill(
    queries.trial,
    forms.TrialForm,
    actions.change,
    right="edit",
    on="trial",
    given=lambda _by, trial: {"initial": forms.shown(trial)},
    heading="Ret prøvehandlingen",
)
move = deeds.fill(
    queries.trial, forms.StateForm, actions.move, right="move", on="trial", heading="Skift prøvehandlingens status"
)
end = deeds.fill(queries.trial, forms.EndForm, actions.end, right="move", on="trial", heading="Slut prøvehandlingen")
learn = deeds.fill(
    queries.trial,
    forms.LearningForm,
    actions.learn,
    right="learn",
    on="trial",
    to=lambda sent: ("trials:learning", sent.result.pk),
    heading="Skriv, hvad I lærte",
    opens=rights.WRITTEN,
)
describe = deeds.fill(
    queries.trial,
    forms.PlainForm,
    actions.describe,
    right="publish",
    on="trial",
    given=lambda _by, trial: {"initial": web_forms.Standing({"words": trial.public_words})},
    heading="Fortæl alle, hvad I prøver",
    opens=rights.WRITTEN,
)
publish = deeds.press(queries.trial, actions.publish, on="trial", done="Alle kan nu se prøvehandlingen.")
unpublish = deeds.press(
    queries.trial,
    actions.unpublish,
    on="trial",
    done="Prøvehandlingen er taget af nettet. Kun samarbejdets egne kan se den.",
)
