"""Every read of recommendations, as the reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from samspil.features.reports import rules
from samspil.features.reports.models import Addressee, CouncilRecommendation
from samspil.paper.refusal import NotFound
from samspil.spine import kinds, policy, texts, visibility
from samspil.spine.models import Circle, Node
from samspil.spine.people import Actor


def visible_to(actor: Actor) -> QuerySet[CouncilRecommendation]:
    """Return the recommendations that the actor may see, newest first, with their addressees."""
    found = CouncilRecommendation.objects.select_related(
        "node__organisation", "node__within", "quote__version__text__subject", "decision"
    ).prefetch_related("addressees__circle")
    seen = visibility.nodes(actor).filter(pk=OuterRef("decision_id"))
    return visibility.rows(found, actor).annotate(decision_is_seen=Exists(seen)).order_by("-node__occurred_on", "pk")


def one(actor: Actor, pk: UUID) -> CouncilRecommendation:
    """Return one recommendation that the actor may see, else NotFound."""
    found = visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def words_of(recommendation: CouncilRecommendation) -> str:
    """Return the recommendation's words (of a row from `visible_to`), none when the reader may not see the decision.

    A decision that is closed, or whose text is withdrawn, takes its words away here too.
    """
    quote = recommendation.quote
    if quote.version.text.withdrawn_at is not None or not recommendation.decision_is_seen:  # type: ignore[attr-defined]
        return ""
    return texts.read(quote.version)[quote.start : quote.end]


@dataclass(frozen=True)
class Receiver:
    """One addressee, and whether the reader may say what it did."""

    addressee: Addressee
    may_treat: bool


def receivers(actor: Actor, recommendation: CouncilRecommendation) -> list[Receiver]:
    """Return the addressees with what the actor may do for each."""
    return [
        Receiver(each, each.state != "answered" and rules.may_treat(actor, recommendation.node, each.circle))
        for each in recommendation.addressees.all()
    ]


def addressee(actor: Actor, pk: int) -> Addressee:
    """Return one addressee of a recommendation that the actor may see, else NotFound."""
    return visibility.get(
        Addressee.objects.select_related("recommendation__node", "circle"), actor, pk, through="recommendation__node"
    )


def circles() -> QuerySet[Circle]:
    """Return those to whom something can be recommended."""
    political = (Circle.Kind.COMMITTEE, Circle.Kind.COUNCIL, Circle.Kind.HEALTH_COUNCIL, Circle.Kind.HEALTH_CLUSTER)
    return Circle.objects.filter(kind__in=political).order_by("name")


def spoken(decision: Node) -> str:
    """Return the words of a decision, for the one who quotes them."""
    version = texts.current(decision, "words")
    return texts.read(version) if version else ""


def stands_in(source: Node) -> str:
    """Tell what a recommendation's words stand in: a `decision` or a `learning` point."""
    return "learning" if "is_learning" in kinds.get(source.kind).traits else "decision"


def may_recommend(actor: Actor, source: Node) -> bool:
    """Tell whether the actor may begin a recommendation from a record."""
    return policy.allows(actor, "add", "recommendation", source, stands_in(source))
