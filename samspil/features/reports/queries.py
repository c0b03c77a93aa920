"""Every read of recommendations, as the reader may see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from samspil.features.reports import rules
from samspil.features.reports.models import Addressee, CouncilRecommendation
from samspil.paper.refusal import NotAllowed
from samspil.spine import kinds, policy, sources, texts, visibility
from samspil.spine.models import Node
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
    "venter": (_("Ikke behandlet"), _OPEN),
    "behandlet": (_("Behandlet"), ~_OPEN & _UNANSWERED),
    "besvaret": (_("Besvaret"), ~_UNANSWERED),
}


def words_of(recommendation: CouncilRecommendation) -> str:
    """Return the recommendation's words (of a row from `visible_to`), none when the reader may not see the decision.

    A decision that is closed, or whose text is withdrawn, takes its words away here too.
    """
    return texts.quoted(recommendation.quote) if recommendation.decision_is_seen else ""  # type: ignore[attr-defined]


def standing(recommendation: CouncilRecommendation) -> str:
    """Tell how far a recommendation is with all it is meant for: `answered`, `treated`, `waiting`, or `untold` by the sources."""
    states = {each.state for each in recommendation.addressees.all()}
    if states == {"answered"}:
        return "answered"
    if states and "open" not in states:
        return "treated"
    return "untold" if sources.speaks_openly(recommendation.node) else "waiting"


def shown(actor: Actor, recommendation: CouncilRecommendation) -> dict[str, Any]:
    """Return what stands on a recommendation's page: its words, what they stand in, and whose answers the actor may write."""
    unanswered = [each for each in recommendation.addressees.all() if each.state != "answered"]
    return {
        "words": words_of(recommendation),
        "stands_in": stands_in(recommendation.decision),
        "standing": standing(recommendation),
        "treatable": {each.pk for each in unanswered if rules.may_treat(actor, recommendation.node, each.circle)},
    }


def stands_in(source: Node) -> str:
    """Tell what a recommendation's words stand in: a `decision` or a `learning` point."""
    return "learning" if "is_learning" in kinds.get(source.kind).traits else "decision"


def check_may_treat(by: Actor, addressee: Addressee) -> None:
    """Refuse others than the two secretaries."""
    if not rules.may_treat(by, addressee.recommendation.node, addressee.circle):
        raise NotAllowed(policy.refusal("treat", "recommendation"))
