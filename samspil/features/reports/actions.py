"""Every write of recommendations."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from samspil.features.reports import queries, rules
from samspil.features.reports.models import Addressee, CouncilRecommendation
from samspil.paper.refusal import Refused, demanded
from samspil.spine import happened, journal, locks, policy, records, texts
from samspil.spine.models import Circle, Node
from samspil.spine.people import Actor

WHY = {
    "decision": "Anbefalingen står i beslutningen.",
    "learning": "Anbefalingen bygger på det, prøvehandlingen lærte os.",
}


@journal.deed
def recommend(
    *, by: Actor, decision: Node, title: str, passage: str, to: Sequence[Circle] = (), to_kinds: Sequence[str] = ()
) -> CouncilRecommendation:
    """Make a passage of a decision, or of a learning point, a recommendation, seen by whoever sees that.

    The same title on the same decision gives the first one back, with new addressees added. Refused to nobody, and when
    the passage does not stand in the decision.
    """
    locks.reread(decision)
    policy.check(by, "add", "recommendation", decision, rules.state_of(decision))
    rules.check_addressed(to, to_kinds)
    same = CouncilRecommendation.objects.filter(decision=decision, node__title=title.strip()[:500]).first()
    made = same or _write(by, decision, title, passage)
    for circle, kind in [*((circle, "") for circle in to), *((None, kind) for kind in to_kinds)]:
        addressee, is_new = Addressee.objects.get_or_create(recommendation=made, circle=circle, kind=kind)
        if is_new:
            whom = {"circle": addressee.circle_id, "kind": kind or None}
            journal.note("recommendation.addressed", by=by, node=made.node, data=whom)

    return made


def _write(by: Actor, decision: Node, title: str, passage: str) -> CouncilRecommendation:
    place = texts.place_of(passage, decision, field="passage")
    return records.new(
        records.beside(decision, "recommendation", title),
        lambda node: CouncilRecommendation(node=node, decision=decision, quote=place.quoted(by=by, node=node)),
        by=by,
        came_of=[records.Origin(decision, WHY[rules.state_of(decision)])],
        searched="" if decision.visibility == Node.Visibility.PUBLIC else None,
        noted="recommendation.made",
        data={"decision": decision.pk},
    )


@journal.deed
def publish(*, by: Actor, recommendation: CouncilRecommendation) -> CouncilRecommendation:
    """Show a recommendation to everybody. Twice is once; refused while its decision is not public."""
    locks.reread(recommendation, recommendation.decision)
    policy.check(by, "publish", recommendation)
    if recommendation.decision.visibility != Node.Visibility.PUBLIC:
        raise Refused(
            "»{decision}«, som anbefalingen bygger på, er ikke offentlig endnu.", decision=recommendation.decision.title
        )

    records.show([recommendation.node], by=by, noted="recommendation.published", is_found=True)
    return recommendation


@journal.deed
def unpublish(*, by: Actor, recommendation: CouncilRecommendation, because: str) -> CouncilRecommendation:
    """Show a recommendation to its own alone again; why stands in the journal. Twice is once."""
    locks.reread(recommendation)
    policy.check(by, "unpublish", recommendation)
    if because not in rules.OFF_THE_NET:
        raise Refused("Vælg, hvorfor anbefalingen tages af nettet.", field="because")

    noted, why = "recommendation.unpublished", {"because": because}
    records.show([recommendation.node], by=by, noted=noted, to_all=False, data=why)
    return recommendation


@journal.deed
def treat(*, by: Actor, addressee: Addressee, state: str, said: str, on: dt.date | None = None) -> Addressee:
    """Say how far a recommendation is with one addressee, and what it said or did."""
    locks.reread(addressee)
    node, day = addressee.recommendation.node, on or timezone.localdate()
    queries.check_may_treat(by, addressee)
    rules.STATES.check(addressee.state, state)
    told = demanded(said, "Skriv, hvad der skete, eller hvad svaret var.", field="said")
    happened.check_after(day, node.when, "Det kan ikke være sket, før anbefalingen blev givet.", field="on")
    happened.check(day, "Dagen, hvor det skete,", field="on")
    now = {"state": state, "said": told, "changed_on": day}
    about = {"circle": addressee.circle_id, "state": state}
    records.change(addressee, now, by=by, node=node, noted="recommendation.treated", data=about)
    return addressee
