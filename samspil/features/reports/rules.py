"""Who may recommend, who may say what became of it, and how far a recommendation is with each addressee."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from samspil.paper.refusal import NotAllowed, Refused
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
    policy.rule("treat", "recommendation", "secretary", "circle")
    .in_words("Sekretæren hos den, der anbefaler, og hos modtageren kan skrive, hvad der skete.")
    .otherwise("Kun modtagerens eller afsenderens sekretær kan skrive, hvad der skete."),
)


def check_source_is_public(stands_in: str, *, is_public: bool) -> None:
    """Refuse to show a recommendation while the `decision` or the `learning` point that its words stand in is not public."""
    if not is_public:
        raise Refused(
            "Beslutningen, som anbefalingen står i, er ikke offentlig endnu."
            if stands_in == "decision"
            else "Læringen, som anbefalingen bygger på, er ikke offentlig endnu."
        )


def may_treat(by: Actor, record: Placed, circle: Circle | None) -> bool:
    """Tell whether somebody may say what an addressee did: its own secretary, or the recommender's."""
    if policy.allows(by, "treat", "recommendation", record):
        return True
    if circle is None or circle.organisation_id is None:
        return False
    return policy.allows(by, "treat", "recommendation", policy.Place(circle.organisation_id, circle.pk, pk=circle.pk))


def check_may_treat(by: Actor, record: Placed, circle: Circle | None) -> None:
    """Refuse others than the two secretaries."""
    if not may_treat(by, record, circle):
        raise NotAllowed(policy.refusal("treat", "recommendation"))


def check_treated(before: str, after: str, said: str) -> None:
    """Refuse a step back, and a step without words."""
    STATES.check(before, after)
    if not said.strip():
        raise Refused("Skriv, hvad der skete, eller hvad svaret var.", field="said")


def check_addressed(circles: Sequence[object], to_kinds: Sequence[str] = ()) -> None:
    """Refuse a recommendation to nobody, and to a kind of body that there is not."""
    if unknown := [kind for kind in to_kinds if kind not in KINDS]:
        raise Refused(f"»{unknown[0]}« er ikke en slags råd eller udvalg, der kan vælges.", field="to_kinds")
    if not circles and not to_kinds:
        raise Refused("Vælg mindst ét råd eller udvalg, der får anbefalingen.", field="to")


def place_in(words: str, passage: str) -> tuple[int, int]:
    """Return where a passage stands in a text (start, end), line breaks and blanks alike; Refused when it does not."""
    wanted = passage.split()
    if not wanted:
        raise Refused("Skriv den sætning i beslutningen, som er anbefalingen.", field="passage")
    place = re.search(r"\s+".join(re.escape(word) for word in wanted), words)
    if place is None:
        raise Refused("Sætningen står ikke i beslutningen. Skriv den, som den står.", field="passage")
    return place.span()
