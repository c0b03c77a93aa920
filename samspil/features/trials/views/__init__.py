"""Pages of trials themselves: one query or one action each. Rounds and ideas have their own modules."""

from __future__ import annotations

from typing import Any

from samspil.features.trials import actions, forms, queries, rules
from samspil.spine.models import Node
from samspil.web import deeds, pages
from samspil.web import forms as web_forms


def _propose(*, origin: Node, edition: int | None, **values: Any) -> Any:
    """Propose a trial; one that is new has no edition yet."""
    return actions.propose(origin=origin, **values)


index = pages.listing(queries.visible_to, "trials/list.html")
detail = pages.record(queries.trial, "trials/detail.html", "trial", queries.shown)
learning = pages.record(queries.learning_point, "trials/learning.html", "point")
new = deeds.begin(
    forms.TrialForm,
    _propose,
    kind="trial",
    of=tuple(rules.BEGINS),
    heading="Foreslå en prøvehandling",
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
)
describe = deeds.fill(
    queries.trial,
    forms.PlainForm,
    actions.describe,
    right="publish",
    on="trial",
    given=lambda _by, trial: {"initial": web_forms.Standing({"words": trial.public_words})},
    heading="Fortæl alle, hvad I prøver",
)
publish = deeds.press(queries.trial, actions.publish, on="trial", done="Alle kan nu se prøvehandlingen.")
unpublish = deeds.press(
    queries.trial,
    actions.unpublish,
    on="trial",
    done="Prøvehandlingen er taget af nettet. Kun samarbejdets egne kan se den.",
)
