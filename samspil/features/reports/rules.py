"""Who may recommend, who may say what became of it, and how far a recommendation is with each addressee."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from samspil.paper.refusal import Refused
from samspil.spine import policy, states
from samspil.spine.policy import Placed

if TYPE_CHECKING:
    from samspil.spine.models import Circle
    from samspil.spine.people import Actor

STATES = states.register(
    states.table(
        "addressee of a recommendation (modtager)",
        {"open": "Åben", "treated": "Behandlet", "answered": "Besvaret"},
        {"open": "treated answered", "treated": "answered"},
        refuses="Anbefalingen er »{before}« og kan ikke blive »{after}«.",
    )
)

# The kinds of body that a recommendation may be meant for without naming one.
KINDS = {"health_council": "sundhedsrådene", "council": "kommunalbestyrelserne", "committee": "udvalgene"}

# Why a recommendation is taken off the net: a code, for the journal keeps no free words.
OFF_THE_NET = {
    "mistaken": "Der er en fejl i den",
    "twice": "Den er skrevet to gange",
    "overtaken": "Noget andet er kommet i stedet",
}

_PUBLISHERS = "Kun udvalgets egen sekretær eller samarbejdets tovholder kan offentliggøre den."
POLICY = (
    policy.rule("add", "recommendation", "secretary", "circle", states="decision")
    .in_words("Udvalgets sekretær kan skrive en anbefaling ud af udvalgets beslutning.")
    .otherwise("Kun udvalgets egen sekretær kan skrive en anbefaling."),
    policy.rule("add", "recommendation", "coordinator", policy.NEAR, states="learning")
    .in_words("Tovholderen kan skrive en anbefaling ud af det, samarbejdet har lært.")
    .otherwise("Kun samarbejdets tovholder kan skrive en anbefaling ud af det, I har lært."),
    policy.rule("publish", "recommendation", "coordinator", policy.NEAR, states="learning")
    .in_words("Tovholderen kan offentliggøre en anbefaling, når det, den bygger på, er offentligt.")
    .otherwise(_PUBLISHERS),
    policy.rule("publish", "recommendation", "secretary", "circle", states="decision")
    .in_words("Udvalgets sekretær kan offentliggøre en anbefaling, når beslutningen er offentlig.")
    .otherwise(_PUBLISHERS),
    policy.rule("unpublish", "recommendation", "secretary", "circle", states="decision")
    .in_words("Udvalgets sekretær kan tage en anbefaling af nettet igen.")
    .otherwise("Kun udvalgets egen sekretær kan tage anbefalingen af nettet."),
    policy.rule("unpublish", "recommendation", "coordinator", policy.NEAR, states="learning")
    .in_words("Tovholderen kan tage en anbefaling ud af det, samarbejdet har lært, af nettet igen.")
    .otherwise("Kun samarbejdets tovholder kan tage anbefalingen af nettet."),
    policy.rule("treat", "recommendation", "secretary", "circle")
    .in_words("Sekretæren hos den, der anbefaler, og hos modtageren kan skrive, hvad der skete.")
    .otherwise("Kun modtagerens eller afsenderens sekretær kan skrive, hvad der skete."),
)


# Why a recommendation is not shown yet, by what its words stand in.
NOT_PUBLIC = {
    "decision": "Beslutningen, som anbefalingen står i, er ikke offentlig endnu.",
    "learning": "Læringen, som anbefalingen bygger på, er ikke offentlig endnu.",
}


def may_treat(by: Actor, record: Placed, circle: Circle | None) -> bool:
    """Tell whether somebody may say what an addressee did: its own secretary, or the recommender's."""
    there = circle is not None and circle.organisation_id is not None and policy.Place.inside(circle)
    return any(policy.allows(by, "treat", "recommendation", place) for place in (record, there) if place)


def check_addressed(circles: Sequence[object], to_kinds: Sequence[str] = ()) -> None:
    """Refuse a recommendation to nobody, and to a kind of body that there is not."""
    if unknown := [kind for kind in to_kinds if kind not in KINDS]:
        raise Refused(f"»{unknown[0]}« er ikke en slags råd eller udvalg, der kan vælges.", field="to_kinds")
    if not circles and not to_kinds:
        raise Refused("Vælg mindst ét råd eller udvalg, der får anbefalingen.", field="to")
