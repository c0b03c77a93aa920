"""Every read of recommendations, as the reader may see them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from samspil.features.reports.models import Addressee, CouncilRecommendation
from samspil.paper.refusal import NotAllowed
from samspil.spine import policy, texts, visibility
from samspil.spine.people import Actor


def _with_addressees(rows: QuerySet[CouncilRecommendation], actor: Actor) -> QuerySet[CouncilRecommendation]:
    seen = visibility.nodes(actor).filter(pk=OuterRef("decision_id"))
    return rows.prefetch_related("addressees__circle").annotate(decision_is_seen=Exists(seen))


ENDS = ("node__organisation", "node__within", "quote__version__text__subject", "decision")
SHELF = visibility.Shelf(CouncilRecommendation, *ENDS, order=("-node__occurred_on", "pk"), more=_with_addressees)
visible_to, one = SHELF.all, SHELF.one
ADDRESSEES = visibility.Shelf(Addressee, "recommendation__node", "circle", through="recommendation__node")


# The ways to see some of the recommendations alone: the word, and what holds of a row.
_OPEN = Q(Exists(Addressee.objects.filter(recommendation=OuterRef("pk"), state="open")))
_UNANSWERED = Q(Exists(Addressee.objects.filter(recommendation=OuterRef("pk")).exclude(state="answered")))
NARROW = {
    "venter": (_("Venter på svar"), _OPEN),
    "behandlet": (_("Behandlet"), ~_OPEN & _UNANSWERED),
    "besvaret": (_("Besvaret"), ~_UNANSWERED),
}


def shown(actor: Actor, recommendation: CouncilRecommendation) -> dict[str, Any]:
    """Return what stands on the page of a row from `one`: its words, and the addressees whose answers the actor may write.

    A decision that is closed, or whose text is withdrawn, takes its words away here too.
    """
    # A row that was not annotated keeps its words to itself.
    is_seen = getattr(recommendation, "decision_is_seen", False)
    unanswered = [each for each in recommendation.addressees.all() if each.state != "answered"]
    return {
        "words": texts.quoted(recommendation.quote) if is_seen else "",
        "treatable": {each.pk for each in unanswered if may_treat(actor, each)},
    }


def may_treat(by: Actor, addressee: Addressee) -> bool:
    """Tell whether somebody may say what an addressee did: its own secretary, or the recommender's."""
    circle = addressee.circle
    there = circle is not None and circle.organisation_id is not None and policy.Place.inside(circle)
    places = (addressee.recommendation.node, there)
    return any(policy.allows(by, "treat", "recommendation", place) for place in places if place)


def check_may_treat(by: Actor, addressee: Addressee) -> None:
    """Refuse others than the two secretaries."""
    if not may_treat(by, addressee):
        raise NotAllowed(policy.refusal("treat", "recommendation"))
