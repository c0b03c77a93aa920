"""Pages of recommendations: one query or one action each."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.reports import actions, forms, queries, rules
from samspil.spine import people, texts
from samspil.spine.kinds import Trait
from samspil.web import deeds, pages

index = pages.listing(queries.visible_to, "reports/list.html")
detail = pages.record(queries.one, "reports/detail.html", "recommendation", queries.shown)
new = deeds.begin(
    forms.RecommendationForm,
    actions.recommend,
    kind="recommendation",
    of=(Trait.DECISION, Trait.LEARNING),
    on="decision",
    state=rules.state_of,
    given=lambda _by, source: {"among": {"to": people.deciding()}, "initial": {"passage": texts.spoken(source)}},
    heading=_("Ny anbefaling"),
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
