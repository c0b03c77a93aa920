"""Who may recommend, who may say what became of it, and how far a recommendation is with each addressee."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import policy
from samspil.spine.policy import Placed

if TYPE_CHECKING:
    from samspil.spine.people import Actor

STATES = {"open": "Åben", "treated": "Behandlet", "answered": "Besvaret"}
TRANSITIONS = {"open": ("treated", "answered"), "treated": ("answered",), "answered": ()}

# The kinds of body that a recommendation may be meant for without naming one.
KINDS = {"health_council": "sundhedsrådene", "council": "kommunalbestyrelserne", "committee": "udvalgene"}

POLICY = (
    policy.rule(
        "add",
        "recommendation",
        "secretary",
        "circle",
        "Udvalgets sekretær kan skrive en anbefaling ud af udvalgets beslutning.",
        "decision",
    ),
    policy.rule(
        "add",
        "recommendation",
        "coordinator",
        "organisation circle",
        "Tovholderen kan skrive en anbefaling ud af det, samarbejdet har lært.",
        "learning",
    ),
    policy.rule(
        "publish",
        "recommendation",
        "coordinator",
        "organisation circle",
        "Tovholderen kan offentliggøre en anbefaling, når det, den bygger på, er offentligt.",
        "learning",
    ),
    policy.rule(
        "publish",
        "recommendation",
        "secretary",
        "circle",
        "Udvalgets sekretær kan offentliggøre en anbefaling, når beslutningen er offentlig.",
        "decision",
    ),
    policy.rule(
        "treat",
        "recommendation",
        "secretary",
        "circle",
        "Sekretæren hos den, der anbefaler, og hos modtageren kan skrive, hvad der skete.",
    ),
)


@dataclass(frozen=True)
class Place:
    """Where an addressee stands, judged by its circle: its own secretary may say what it did."""

    pk: UUID
    organisation_id: UUID
    within_id: UUID | None
    created_by_id: UUID | None = None


class Circle(Protocol):
    """An addressee as the rules see it."""

    @property
    def pk(self) -> UUID: ...
    @property
    def organisation_id(self) -> UUID | None: ...


def may_recommend(by: Actor, source: Placed, stands_in: str) -> bool:
    """Tell whether the actor may recommend out of a `decision` or a `learning` point."""
    return policy.allows(by, "add", "recommendation", source, stands_in)


def check_recommend(by: Actor, source: Placed, stands_in: str) -> None:
    """Refuse others than the secretary of the body that decided, or the coordinator of those who learned."""
    if not may_recommend(by, source, stands_in):
        raise NotAllowed(
            "Kun udvalgets egen sekretær kan skrive en anbefaling."
            if stands_in == "decision"
            else "Kun samarbejdets tovholder kan skrive en anbefaling ud af det, I har lært."
        )


def check_publish(by: Actor, record: Placed, stands_in: str, *, source_is_public: bool) -> None:
    """Refuse others than who may recommend, and while what the words stand in is not public."""
    policy.check(
        by,
        "publish",
        "recommendation",
        record,
        stands_in,
        otherwise="Kun udvalgets egen sekretær eller samarbejdets tovholder kan offentliggøre den.",
    )

    if not source_is_public:
        raise Refused(
            "Beslutningen, som anbefalingen står i, er ikke offentlig endnu."
            if stands_in == "decision"
            else "Læringen, som anbefalingen bygger på, er ikke offentlig endnu."
        )


def may_treat(by: Actor, record: Placed, circle: Circle | None) -> bool:
    """Tell whether somebody may say what an addressee did: its own secretary, or the recommender's."""
    if policy.allows(by, "treat", "recommendation", record):
        return True
    owner = circle.organisation_id if circle is not None else None
    return (
        circle is not None
        and owner is not None
        and policy.allows(by, "treat", "recommendation", Place(circle.pk, owner, circle.pk))
    )


def check_may_treat(by: Actor, record: Placed, circle: Circle | None) -> None:
    """Refuse others than the two secretaries."""
    if not may_treat(by, record, circle):
        raise NotAllowed("Kun modtagerens eller afsenderens sekretær kan skrive, hvad der skete.")


def check_treat(by: Actor, record: Placed, circle: Circle | None, *, before: str, after: str, said: str) -> None:
    """Refuse others than the two secretaries, a step back, and a step without words."""
    check_may_treat(by, record, circle)
    if after not in TRANSITIONS[before]:
        raise Refused(
            f"Anbefalingen er »{STATES[before]}« og kan ikke blive »{STATES.get(after, after)}«.", field="state"
        )
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
    found = re.search(r"\s+".join(re.escape(word) for word in wanted), words)
    if found is None:
        raise Refused("Sætningen står ikke i beslutningen. Skriv den, som den står.", field="passage")
    return found.span()
