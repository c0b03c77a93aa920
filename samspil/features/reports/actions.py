"""Every write of recommendations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from samspil.features.reports import queries, rules
from samspil.features.reports.models import Addressee, CouncilRecommendation
from samspil.paper.refusal import Refused
from samspil.spine import happened, journal, locks, policy, records, search, texts, thread
from samspil.spine.models import Circle, Node
from samspil.spine.people import Actor

WHY = {
    "decision": "Anbefalingen står i beslutningen.",
    "learning": "Anbefalingen bygger på det, prøvehandlingen lærte os.",
}


@journal.deed
def recommend(
    *,
    by: Actor,
    decision: Node,
    title: str,
    passage: str,
    to: Sequence[Circle] = (),
    to_kinds: Sequence[str] = (),
) -> CouncilRecommendation:
    """Make a passage of a decision, or of a learning point, a recommendation, seen by whoever sees that.

    The same title on the same decision gives the first one back, with new addressees added. Refused to nobody, and when
    the passage does not stand in the decision.
    """
    locks.reread(decision)
    policy.check(by, "add", "recommendation", decision, queries.stands_in(decision))
    rules.check_addressed(to, to_kinds)
    made = CouncilRecommendation.objects.filter(decision=decision, node__title=title.strip()[:500]).first()
    if made is None:
        made = _write(by, decision, title, passage)

    there = set(made.addressees.values_list("circle_id", flat=True))
    for circle in to:
        if circle.pk not in there:
            there.add(circle.pk)
            Addressee.objects.create(recommendation=made, circle=circle)
            journal.note("recommendation.addressed", by=by, node=made.node, data={"circle": circle.pk})

    for kind in to_kinds:
        _addressed, is_new = Addressee.objects.get_or_create(recommendation=made, circle=None, kind=kind)
        if is_new:
            journal.note("recommendation.addressed", by=by, node=made.node, data={"kind": kind})

    return made


def _write(by: Actor, decision: Node, title: str, passage: str) -> CouncilRecommendation:
    version = texts.current(decision, "words")
    if version is None:
        raise Refused("Der står ingen ord at anbefale med.", field="passage")

    start, end = rules.place_in(texts.read(version), passage)
    return records.new(
        records.beside(decision, "recommendation", title),
        lambda node: CouncilRecommendation(
            node=node,
            decision=decision,
            quote=texts.quote(by=by, node=node, version=version, start=start, end=end),
        ),
        by=by,
        came_of=[records.Origin(decision, WHY[queries.stands_in(decision)])],
        searched="" if decision.visibility == Node.Visibility.PUBLIC else None,
        noted="recommendation.made",
        data={"decision": decision.pk},
    )


@journal.deed
def publish(*, by: Actor, recommendation: CouncilRecommendation) -> CouncilRecommendation:
    """Show a recommendation to everybody. Twice is once; refused while its decision is not public."""
    locks.reread(recommendation, recommendation.decision)
    node = recommendation.node
    source = recommendation.decision
    policy.check(by, "publish", node, state=queries.stands_in(source))
    rules.check_source_is_public(queries.stands_in(source), is_public=source.visibility == Node.Visibility.PUBLIC)
    if node.visibility == Node.Visibility.PUBLIC:
        return recommendation
    thread.show_to(node, Node.Visibility.PUBLIC)
    search.index(node)
    journal.note("recommendation.published", by=by, node=node)
    return recommendation


@journal.deed
def treat(*, by: Actor, addressee: Addressee, state: str, said: str, on: dt.date | None = None) -> Addressee:
    """Say how far a recommendation is with one addressee, and what it said or did."""
    locks.reread(addressee)
    node = addressee.recommendation.node
    rules.check_may_treat(by, node, addressee.circle)
    rules.check_treated(addressee.state, state, said)
    day = on or timezone.localdate()
    if node.when.on is not None and day < node.when.on:
        raise Refused("Det kan ikke være sket, før anbefalingen blev givet.", field="on")
    happened.check(day, "Dagen, hvor det skete,", field="on")
    addressee.state, addressee.said, addressee.changed_on = state, said.strip(), day
    addressee.save(update_fields=["state", "said", "changed_on"])
    journal.note("recommendation.treated", by=by, node=node, data={"circle": addressee.circle_id, "state": state})
    return addressee
