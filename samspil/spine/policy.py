"""Who may do what: one executable table. What no row allows is refused, in the words that stand beside the row.

Each feature writes its rows in its `rules.py` as `POLICY`; this module judges them. Reading is another matter: a row is
visible exactly when its node is (`visibility`), whatever the role. What must be true of the record itself is no policy: that
is the feature's own rules and tables of states (`states`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import pass_purposes

if TYPE_CHECKING:
    from samspil.spine.actors import Actor, Membership
    from samspil.spine.models import Circle, Organisation


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
NEAR = "organisation circle"  # the relations of most rows: the role is held where the record lies
NOT_SAVED = UUID(int=0)


class Placed(Protocol):
    """What a rule needs of a record: where it belongs and who made it. A Node is one; so is a draft not yet saved."""

    @property
    def pk(self) -> UUID: ...
    @property
    def organisation_id(self) -> UUID | None: ...
    @property
    def within_id(self) -> UUID | None: ...
    @property
    def created_by_id(self) -> UUID | None: ...


class OfKind(Placed, Protocol):
    """What knows its own kind as well: a Node."""

    @property
    def kind(self) -> str: ...


class Record(Protocol):
    """A feature's row, which says through its node what it is and where it belongs. Its `state`, if it has one, counts."""

    @property
    def node(self) -> OfKind: ...


@dataclass(frozen=True)
class Place:
    """Where something belongs that is not saved yet: an organisation, and the circle within which it is made."""

    organisation_id: UUID | None
    within_id: UUID | None = None
    created_by_id: UUID | None = None
    pk: UUID = NOT_SAVED

    @classmethod
    def of(cls, organisation: Organisation, within: Circle | None = None) -> Place:
        """Return the place of an organisation, or of a circle's work that it answers for."""
        return cls(organisation.pk, within.pk if within else None)

    @classmethod
    def inside(cls, circle: Circle) -> Place:
        """Return the place of a circle itself."""
        return cls(circle.organisation_id, circle.pk, pk=circle.pk)


@dataclass(frozen=True)
class Rule:
    """One row: these roles, standing in this relation, may do this to this kind in these states.

    `says` is the row in Danish. `refusal` is what those are told who may not do it to a record in these states, and
    `nowhere` those who may do it to no record at all; the rows of one deed say the same, or only one of them does.
    """

    action: str
    kind: str
    roles: frozenset[str]
    relations: frozenset[Relation]
    says: str = ""
    states: frozenset[str] = EVERY_STATE
    purposes: frozenset[str] = frozenset()
    refusal: str = ""
    nowhere_says: str = ""

    def in_words(self, says: str) -> Rule:
        """Return the row with its Danish sentence."""
        return replace(self, says=says)

    def otherwise(self, sentence: str) -> Rule:
        """Return the row with what the refused are told."""
        return replace(self, refusal=sentence)

    def nowhere(self, sentence: str) -> Rule:
        """Return the row with what those are told who may do it to nothing at all (`check_somewhere`)."""
        return replace(self, nowhere_says=sentence)

    def counts_in(self, state: str) -> bool:
        """Tell whether the row is about records in a state."""
        return self.states == EVERY_STATE or state in self.states


def rule(
    action: str, kind: str, roles: str, relations: str, says: str = "", states: str = "*", *, otherwise: str = ""
) -> Rule:
    """Write one row of the table from words separated by blanks; its sentences may follow as a chain.

        policy.rule("publish", "trial", "coordinator", policy.NEAR, states="planned running")
        .in_words("Tovholderen viser den for alle.")
        .otherwise("Kun tovholderen kan vise prøvehandlingen for alle."),

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
        otherwise,
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
    """Add a feature's rows to the table. KeyError for a pass of a purpose that nobody declared.

    ValueError when two rows refuse the same deed on the same record in different words.
    """
    for row in rules:
        for purpose in row.purposes:
            pass_purposes.get(purpose)
        if row not in _table:
            _check_says_one_thing(row)
            _table.append(row)
    _strong_roles.cache_clear()


def _check_says_one_thing(row: Rule) -> None:
    for other in _rows(row.action, row.kind):
        both = row.states == EVERY_STATE or other.states == EVERY_STATE or row.states & other.states
        for mine, theirs in ((row.refusal, other.refusal), (row.nowhere_says, other.nowhere_says)):
            if both and mine and theirs and mine != theirs:
                message = f"{row.action} {row.kind}: is refused both with {theirs!r} and with {mine!r}"
                raise ValueError(message)


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


def _rows(action: str, kind: str) -> list[Rule]:
    return [row for row in _table if row.action == action and row.kind == kind]


def allows(
    actor: Actor, action: str, about: str | Record | OfKind, record: Placed | None = None, state: str | None = None
) -> bool:
    """Tell whether some row allows the action. A named job of the installation may do everything it is written to do.

    `about` is a record, which says itself what it is, where and in which state (another `state` may be given: one that is
    counted out and no column); or it is a kind, and then `record` is where one is to be, or what one is judged by.
    """
    if actor.job:
        return True
    if actor.is_unproven:
        return False

    kind, place, stands = _judged(about, record, state)
    return any(row.counts_in(stands) and _stands(actor, row, place) for row in _rows(action, kind))


def check(
    actor: Actor,
    action: str,
    about: str | Record | OfKind,
    record: Placed | None = None,
    state: str | None = None,
    *,
    otherwise: str = "",
) -> None:
    """Refuse unless some row allows the action, in the words of the row about such records, else `otherwise`.

    Arguments as in `allows`. LookupError when the table has no words for the deed and none are given.
    """
    check_proven(actor)
    if not allows(actor, action, about, record, state):
        raise NotAllowed(otherwise or refusal(action, about, state))


def refusal(action: str, about: str | Record | OfKind, state: str | None = None) -> str:
    """Return what those are told who may not do something: the sentence of its rows, those of the record's state first."""
    kind, _place, stands = _judged(about, None, state)
    rows = sorted(_rows(action, kind), key=lambda row: not row.counts_in(stands))
    if sentence := next((row.refusal for row in rows if row.refusal), ""):
        return sentence
    message = f"{action} {kind}: no row of the table says what those are told who may not"
    raise LookupError(message)


def allows_somewhere(actor: Actor, action: str, kind: str) -> bool:
    """Tell whether there is any place of the actor's own where the table lets them do something, to a record in whatever state."""
    if actor.is_unproven:
        return False
    places = [Place(held.organisation_id, held.circle_id) for held in actor.memberships]
    return any(_stands(actor, row, place) for row in _rows(action, kind) for place in places)


def places_where(actor: Actor, action: str, kind: str) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Return the organisations and the circles in which a role of the actor's lets them do something: for the query of a list.

    What the table lets by another relation (a pass, one's own, a caseload) stands in no list of places.
    """
    rows = [] if actor.is_unproven else _rows(action, kind)
    houses, circles = set[UUID](), set[UUID]()
    for held in actor.memberships:
        near = frozenset[Relation]().union(
            *(row.relations for row in rows if ANY_ROLE in row.roles or held.role in row.roles)
        )
        if Relation.ORGANISATION in near and held.organisation_id:
            houses.add(held.organisation_id)
        if Relation.CIRCLE in near and held.circle_id:
            circles.add(held.circle_id)
    return frozenset(houses), frozenset(circles)


def check_somewhere(actor: Actor, action: str, kind: str) -> None:
    """Refuse whoever may do something nowhere, in the words of the table (`Rule.nowhere`), else those of one refused."""
    if not allows_somewhere(actor, action, kind):
        said = next((row.nowhere_says for row in _rows(action, kind) if row.nowhere_says), "")
        raise Refused(said or refusal(action, kind))


def _judged(about: str | Record | OfKind, record: Placed | None, state: str | None) -> tuple[str, Placed | None, str]:
    if isinstance(about, str):
        return about, record, state or ""
    node: Any = getattr(about, "node", about)  # a node is its own
    return node.kind, node if record is None else record, getattr(about, "state", "") if state is None else state


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
            # Whoever wrote a record and has left since has no right to it any more.
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
