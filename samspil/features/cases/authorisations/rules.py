"""Who writes what a body lets somebody do, and that it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.paper.refusal import Refused
from samspil.spine import policy
from samspil.spine.policy import Placed

if TYPE_CHECKING:
    from samspil.spine.people import Actor


POLICY = (
    policy.rule(
        "add",
        "authorisation",
        "secretary",
        "circle",
        "Udvalgets sekretær skriver, hvad udvalget har givet bemyndigelse til.",
    ),
    policy.rule(
        "end", "authorisation", "secretary", "circle", "Udvalgets sekretær skriver, at en bemyndigelse er ophørt."
    ),
)


def may_end(by: Actor, place: Placed) -> bool:
    """Tell whether the actor may write that an authorisation has ended."""
    return policy.allows(by, "end", "authorisation", place)


def check_authorise(by: Actor, place: Placed, *, given_to: str, scope: str) -> None:
    """Refuse others than the body's secretary, and an authorisation of nobody or to nothing."""
    policy.check(
        by,
        "add",
        "authorisation",
        place,
        otherwise="Kun udvalgets sekretær kan skrive, hvad udvalget har bemyndiget til.",
    )
    if not given_to.strip():
        raise Refused("Skriv, hvem bemyndigelsen er givet til.", field="given_to")
    if not scope.strip():
        raise Refused("Skriv, hvad bemyndigelsen giver lov til.", field="scope")


def check_end_authorisation(by: Actor, place: Placed, *, ended: bool, why: str) -> None:
    """Refuse others than the secretary, ending twice, and without a reason."""
    policy.check(
        by, "end", "authorisation", place, otherwise="Kun udvalgets sekretær kan skrive, at bemyndigelsen er ophørt."
    )
    if ended:
        raise Refused("Bemyndigelsen er allerede ophørt.")
    if not why.strip():
        raise Refused("Skriv, hvorfor bemyndigelsen er ophørt.", field="why")
