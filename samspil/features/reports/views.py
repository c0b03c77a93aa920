"""Pages of recommendations: one query or one action each."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samspil.features.reports import actions, forms, queries, rules
from samspil.features.reports.models import CouncilRecommendation
from samspil.paper import danish
from samspil.spine import people, texts
from samspil.spine.kinds import Trait
from samspil.spine.people import Actor
from samspil.web import deeds, pages, rights


def _beside(actor: Actor, recommendation: CouncilRecommendation) -> dict[str, Any]:
    """Return what stands on a recommendation's page, and what the reader does next."""
    shown = queries.shown(actor, recommendation)
    mine = [each for each in recommendation.addressees.all() if each.pk in shown["treatable"]]
    if not mine:
        return {**shown, "next": "", "way": None}

    way = rights.Standing(
        gettext("Skriv, hvad der skete"), reverse("reports:treat", args=[mine[0].pk]), "primary", "", is_link=True
    )
    waits = gettext("Der er ikke skrevet svar fra %(names)s.") % {"names": danish.listing([each.name for each in mine])}
    return {**shown, "next": waits, "way": way}


index = pages.listing(queries.visible_to, "reports/list.html", narrow=queries.NARROW)
detail = pages.record(queries.one, "reports/detail.html", "recommendation", _beside)
new = deeds.begin(
    forms.RecommendationForm,
    actions.recommend,
    kind="recommendation",
    of=(Trait.DECISION, Trait.LEARNING),
    on="decision",
    state=rules.state_of,
    given=lambda _by, source: {"among": {"to": people.deciding()}, "initial": {"passage": texts.spoken(source)}},
    heading=_("Ny anbefaling"),
    opens=rights.WRITTEN,
)
treat = deeds.fill(
    queries.ADDRESSEES.one,
    forms.TreatForm,
    actions.treat,
    right=queries.check_may_treat,
    on="addressee",
    given=lambda _by, _addressee: {"initial": {"on": timezone.localdate()}},
    around=lambda addressee: {"heading": addressee.name, "node": addressee.recommendation.node},
)
publish = deeds.press(queries.one, actions.publish, on="recommendation", done=_("Anbefalingen er offentlig."))
unpublish = deeds.fill(
    queries.one,
    forms.UnpublishForm,
    actions.unpublish,
    right="unpublish",
    on="recommendation",
    heading=_("Tag anbefalingen af nettet"),
)
