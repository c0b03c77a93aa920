"""Who may say that one record came of another, and take it back: the rules and the two deeds behind the thread page."""

from __future__ import annotations

from samspil.paper.refusal import Refused
from samspil.spine import journal, locks, policy, thread, visibility
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor

_ROLES = "coordinator secretary director"
_NEAR = "organisation circle"

POLICY = [
    policy.rule("add", "link", _ROLES, _NEAR, "Tovholder, udvalgssekretær og direktør kan tilføje en sammenhæng."),
    policy.rule("withdraw", "link", _ROLES, _NEAR, "De samme kan trække den tilbage."),
]


def may_add(by: Actor, node: Node) -> bool:
    """Tell whether the actor may add a link to or from the record."""
    return policy.allows(by, "add", "link", node)


def may_withdraw(by: Actor, link: Link) -> bool:
    """Tell whether the actor may withdraw the link: it is enough to stand near one of its ends."""
    return any(policy.allows(by, "withdraw", "link", end) for end in (link.earlier, link.later))


def check_near(by: Actor, *nodes: Node) -> None:
    """Refuse whoever stands near none of the records."""
    if not any(may_add(by, node) for node in nodes):
        raise Refused(
            "Kun tovholder, udvalgssekretær og direktør kan tilføje en sammenhæng, og kun til det, der hører til deres "
            "egen organisation eller deres eget partnerskab eller udvalg."
        )


def check_withdraw(by: Actor, link: Link) -> None:
    """Refuse whoever stands near neither end of the link."""
    if not may_withdraw(by, link):
        raise Refused(
            "Kun tovholder, udvalgssekretær og direktør fra en af de organisationer, som sammenhængen angår, kan trække "
            "den tilbage."
        )


@journal.deed
def add(*, by: Actor, earlier: Node, later: Node, relation: str, strength: str, why: str, source: str = "") -> Link:
    """Link two records, one of them near the actor. Refused when neither is, and without a reason.

    `NotFound` for one that was hidden while the form was filled in, or while the deed waited for it.
    """
    locks.reread(earlier, later)
    visibility.node(by, earlier.pk)
    visibility.node(by, later.pk)
    check_near(by, earlier, later)
    return thread.link(
        by=by, earlier=earlier, later=later, relation=relation, strength=strength, why=why, source=source
    )


@journal.deed
def withdraw(*, by: Actor, link: Link, why: str) -> Link:
    """Withdraw a link, keeping that it stood. Refused for those who stand near neither end."""
    locks.reread(link)
    check_withdraw(by, link)
    return thread.withdraw_link(by=by, link=link, why=why)
