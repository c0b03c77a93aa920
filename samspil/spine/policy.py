"""Who may do what: one executable table. What no row allows is refused.

Each feature writes its rows in its `rules.py` as `POLICY`; this module judges them. Reading is another matter: a row is
visible exactly when its node is (`visibility`), whatever the role.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from samspil.paper.refusal import NotAllowed
from samspil.spine import pass_purposes

if TYPE_CHECKING:
    from samspil.spine.actors import Actor, Membership


class Relation(StrEnum):
    """How the one who acts stands to the record. Roles count only in the very place where they are held."""

    OWN = "own"  # made it, and still holds the role where the record belongs
    ORGANISATION = "organisation"  # holds the role in the record's organisation
    CIRCLE = "circle"  # holds the role in the partnership or body that the record lies within
    PASS = "pass"  # noqa: S105 -- a relation, no password: holds a pass to the record, issued for the purpose named
    CASELOAD = "caseload"  # holds the role where they have the person of a care record in their care today (`caseload`)
    PARTY = "party"  # holds the role in an organisation that is party to the care record today (`caseload`)
    ANYWHERE = "anywhere"  # holds the role somewhere: for what has no record yet


ANY_ROLE = "*"
EVERY_STATE = frozenset({"*"})


class Placed(Protocol):
    """What a rule needs of a record: where it belongs and who made it. A Node is one; so is a draft not yet saved."""

    @property
    def pk(self) -> UUID: ...
    @property
    def organisation_id(self) -> UUID: ...
    @property
    def within_id(self) -> UUID | None: ...
    @property
    def created_by_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Rule:
    """One row: these roles, standing in this relation, may do this to this kind in these states. `says` is the row in Danish."""

    action: str
    kind: str
    roles: frozenset[str]
    relations: frozenset[Relation]
    says: str
    states: frozenset[str] = EVERY_STATE
    purposes: frozenset[str] = frozenset()


def rule(action: str, kind: str, roles: str, relations: str, says: str, states: str = "*") -> Rule:
    """Write one row of the table from words separated by blanks.

    `pass:<purpose>` is the relation of whoever holds a pass issued for that purpose; ValueError for a pass to anything.
    """
    named = [word.partition(":") for word in relations.split()]
    if any((word == Relation.PASS) is not bool(purpose) for word, _colon, purpose in named):
        message = f"{action} {kind}: a pass names its purpose (pass:<purpose>), and nothing else does"
        raise ValueError(message)

    return Rule(
        action,
        kind,
        frozenset(roles.split()),
        frozenset(Relation(word) for word, _colon, _purpose in named),
        says,
        frozenset(states.split()),
        frozenset(purpose for _word, _colon, purpose in named if purpose),
    )


# What one may not do by a password alone: publish and approve (the first word of the action), pay (whatever is done to what
# is money), administer (whatever an administrator may do). Everything else about the second factor follows from these.
STRONG_ACTIONS = frozenset({"publish", "approve", "decide"})
STRONG_KINDS = frozenset({"appropriation", "pool"})
STRONG_ROLES = frozenset({"administrator"})
NEEDS_SECOND_FACTOR = (
    "Din rolle kræver, at du har logget ind med en ekstra nøgle. Gå til Min konto, og sæt en op eller brug den, du har."
)

_table: list[Rule] = []
# Relations that dated rows decide: the module that keeps them says how one stands, given the roles that the row names.
Stands = Callable[["Actor", "Sequence[Membership]", Placed], bool]
_kept: dict[Relation, Stands] = {}


def relate(relation: Relation, stands: Stands) -> None:
    """Let a module tell who stands in a relation that it keeps; called once, where it is loaded."""
    _kept[relation] = stands


def register(rules: Iterable[Rule]) -> None:
    """Add a feature's rows to the table. KeyError for a pass of a purpose that nobody declared."""
    for row in rules:
        for purpose in row.purposes:
            pass_purposes.get(purpose)
        if row not in _table:
            _table.append(row)
    _strong_roles.cache_clear()


def is_strong(row: Rule) -> bool:
    """Tell whether what a row allows takes a second factor."""
    return row.action.partition("_")[0] in STRONG_ACTIONS or row.kind in STRONG_KINDS or bool(row.roles & STRONG_ROLES)


@functools.cache
def _strong_roles() -> frozenset[str]:
    return STRONG_ROLES.union(*(row.roles for row in _table if is_strong(row))) - {ANY_ROLE}


def strong_roles() -> frozenset[str]:
    """Return the roles whose holders must log in with a second factor: those that some strong row names."""
    return _strong_roles()


def demands_second_factor(actor: Actor) -> bool:
    """Tell whether the actor holds a role today that may publish, approve, pay or administer."""
    return any(m.role in _strong_roles() for m in actor.memberships)


def check_proven(actor: Actor) -> None:
    """Refuse every deed of somebody whose role demands a second factor that this session has not seen.

    The one place: whatever is done is noted in the journal, and `journal.note` asks here first.
    """
    if actor.is_unproven:
        raise NotAllowed(NEEDS_SECOND_FACTOR)


def table() -> tuple[Rule, ...]:
    """Return the whole table, for documents and tests."""
    return tuple(_table)


def allows(actor: Actor, action: str, kind: str, record: Placed | None = None, state: str = "") -> bool:
    """Tell whether some row allows the action. A named job of the installation may do everything it is written to do."""
    if actor.job:
        return True
    if actor.is_unproven:
        return False
    return any(
        row.action == action
        and row.kind == kind
        and (row.states == EVERY_STATE or state in row.states)
        and _stands(actor, row, record)
        for row in _table
    )


def check(
    actor: Actor, action: str, kind: str, record: Placed | None = None, state: str = "", *, otherwise: str
) -> None:
    """Refuse with the sentence `otherwise` unless some row allows the action."""
    check_proven(actor)
    if not allows(actor, action, kind, record, state):
        raise NotAllowed(otherwise)


def _stands(actor: Actor, row: Rule, record: Placed | None) -> bool:
    held = [m for m in actor.memberships if ANY_ROLE in row.roles or m.role in row.roles]
    for relation in row.relations:
        if relation is Relation.ANYWHERE and held:
            return True
        if record is None:
            continue
        if (
            relation is Relation.OWN
            and actor.person_id is not None
            and record.created_by_id == actor.person_id
            and (_in_organisation(held, record) or _in_circle(held, record))
        ):
            return True
        if relation is Relation.ORGANISATION and _in_organisation(held, record):
            return True
        if relation is Relation.CIRCLE and _in_circle(held, record):
            return True
        if relation in _kept and _kept[relation](actor, held, record):
            return True
        if relation is Relation.PASS and any((record.pk, purpose) in actor.passes for purpose in row.purposes):
            return True

    return False


def _in_organisation(held: Iterable[Membership], record: Placed) -> bool:
    return record.organisation_id is not None and any(m.organisation_id == record.organisation_id for m in held)


def _in_circle(held: Iterable[Membership], record: Placed) -> bool:
    return record.within_id is not None and any(m.circle_id == record.within_id for m in held)
