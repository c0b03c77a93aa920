"""The policy table: role x relation x state, written by hand; what no row allows is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import people, policy
from samspil.spine.people import Actor, Held, Membership

HERE, THERE, CIRCLE, ELSEWHERE, WRITER = (uuid4() for _ in range(5))
RECORD = uuid4()

ROWS = [
    policy.rule("t_own", "t_kind", "staff", "own", "Den, der skrev.", "draft"),
    policy.rule("t_near", "t_kind", "staff coordinator", "organisation", "Egen organisation."),
    policy.rule("t_circle", "t_kind", "staff", "circle", "Samme kreds.", "draft open"),
    policy.rule("t_pass", "t_kind", "staff", "pass:t_read", "Med adgangskode."),
    policy.rule("t_anywhere", "t_kind", "staff", "anywhere", "Med rollen et sted."),
    policy.rule("t_any", "t_kind", "*", "organisation circle", "Alle i huset eller kredsen."),
]
ACTIONS = ("t_own", "t_near", "t_circle", "t_pass", "t_anywhere", "t_any")
STATES = ("draft", "open", "closed", "")


@dataclass(frozen=True)
class Placed:
    """A record as the table sees it."""

    pk: UUID = RECORD
    organisation_id: UUID | None = HERE
    within_id: UUID | None = CIRCLE
    created_by_id: UUID | None = WRITER


@pytest.fixture(autouse=True)
def rows(ends: None) -> Iterator[None]:
    policy.register(ROWS)
    yield
    for row in ROWS:
        policy._table.remove(row)


def actor(role: str, organisation: UUID | None, circle: UUID | None, person: UUID | None = None) -> Actor:
    return Actor(person_id=person or uuid4(), memberships=(Membership(role, organisation, circle),))


def allowed(who: Actor, record: Placed | None) -> dict[str, tuple[str, ...]]:
    """Give, for each action that is allowed at all, the states it is allowed in."""
    found = {a: tuple(s for s in STATES if policy.allows(who, a, "t_kind", record, s)) for a in ACTIONS}  # type: ignore[arg-type]
    return {action: states for action, states in found.items() if states}


ALL = STATES
EXPECTED = [
    ("staff here", actor("staff", HERE, None), {"t_near": ALL, "t_anywhere": ALL, "t_any": ALL}),
    (
        "staff in the circle",
        actor("staff", None, CIRCLE),
        {"t_circle": ("draft", "open"), "t_anywhere": ALL, "t_any": ALL},
    ),
    (
        "staff in both",
        actor("staff", HERE, CIRCLE),
        {"t_near": ALL, "t_circle": ("draft", "open"), "t_anywhere": ALL, "t_any": ALL},
    ),
    ("staff elsewhere", actor("staff", THERE, ELSEWHERE), {"t_anywhere": ALL}),
    (
        "the writer here",
        actor("staff", HERE, None, WRITER),
        {"t_own": ("draft",), "t_near": ALL, "t_anywhere": ALL, "t_any": ALL},
    ),
    (
        "the writer in the circle",
        actor("staff", None, CIRCLE, WRITER),
        {"t_own": ("draft",), "t_circle": ("draft", "open"), "t_anywhere": ALL, "t_any": ALL},
    ),
    ("the writer, moved on", actor("staff", THERE, None, WRITER), {"t_anywhere": ALL}),
    ("the writer in another role", actor("politician", HERE, None, WRITER), {"t_any": ALL}),
    ("the writer without a role", Actor(person_id=WRITER), {}),
    ("coordinator here", actor("coordinator", HERE, None), {"t_near": ALL, "t_any": ALL}),
    ("coordinator in the circle", actor("coordinator", None, CIRCLE), {"t_any": ALL}),
    ("coordinator elsewhere", actor("coordinator", THERE, None), {}),
    ("nobody", people.NOBODY, {}),
    ("holder of the pass", Actor(passes=frozenset({Held(RECORD, "t_read")})), {"t_pass": ALL}),
    (
        "holder of a pass for another purpose",
        Actor(passes=frozenset({Held(RECORD, "t_page"), Held(RECORD, "t_other")})),
        {},
    ),
    ("holder of another pass", Actor(passes=frozenset(Held(each, "t_read") for each in (HERE, CIRCLE, WRITER))), {}),
    ("a job", people.job("import"), dict.fromkeys(ACTIONS, ALL)),
]


@pytest.mark.parametrize(("who", "expected"), [row[1:] for row in EXPECTED], ids=[row[0] for row in EXPECTED])
def test_the_whole_table(who: Actor, expected: dict[str, tuple[str, ...]]) -> None:
    assert allowed(who, Placed()) == expected


def test_two_roles_in_two_places_are_not_mixed() -> None:
    both = Actor(
        person_id=uuid4(), memberships=(Membership("staff", THERE, None), Membership("politician", HERE, CIRCLE))
    )
    assert allowed(both, Placed()) == {"t_anywhere": ALL, "t_any": ALL}


def test_what_has_no_record_yet_needs_a_role_and_nothing_that_is_missing_counts_as_equal() -> None:
    assert allowed(actor("staff", HERE, CIRCLE), None) == {"t_anywhere": ALL}
    assert allowed(Actor(passes=frozenset({Held(RECORD, "t_read")})), None) == {}
    placeless = Placed(organisation_id=None, within_id=None, created_by_id=None)
    assert allowed(actor("staff", None, CIRCLE), placeless) == {"t_anywhere": ALL}
    assert allowed(actor("staff", HERE, None), placeless) == {"t_anywhere": ALL}
    assert allowed(people.NOBODY, placeless) == {}


def test_unknown_actions_and_kinds_are_refused_by_default() -> None:
    here = actor("staff", HERE, CIRCLE, WRITER)
    assert policy.allows(here, "t_near", "t_kind", Placed())  # type: ignore[arg-type]
    assert not policy.allows(here, "t_unknown", "t_kind", Placed())  # type: ignore[arg-type]
    assert not policy.allows(here, "t_near", "t_other", Placed())  # type: ignore[arg-type]


def test_check_refuses_in_the_words_it_is_given() -> None:
    policy.check(actor("staff", HERE, None), "t_near", "t_kind", Placed(), otherwise="Nej.")  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        policy.check(people.NOBODY, "t_near", "t_kind", Placed(), otherwise="Kun medarbejdere kan det.")  # type: ignore[arg-type]
    assert refused.value.sentence == "Kun medarbejdere kan det."


@dataclass(frozen=True)
class Node(Placed):
    """A node as the table sees it: it knows its own kind."""

    kind: str = "t_kind"


@dataclass(frozen=True)
class Record:
    """A feature's row."""

    node: Node = Node()
    state: str = "draft"


SAYS = [
    policy.rule("t_tell", "t_kind", "staff", policy.NEAR, states="draft")
    .in_words("Medarbejdere i udkast.")
    .otherwise("Kun medarbejdere, i udkast.")
    .nowhere("Kun medarbejdere. Log ind først."),
    policy.rule("t_tell", "t_kind", "coordinator", policy.NEAR, "Tovholdere, når den er åben.", "open").otherwise(
        "Kun tovholdere, når den er åben."
    ),
    policy.rule("t_tell", "t_kind", "*", "own", "Den, der skrev.", "draft"),
    policy.rule("t_mute", "t_kind", "staff", policy.NEAR, "Medarbejdere.", otherwise="Kun medarbejdere."),
]


@pytest.fixture
def saying() -> Iterator[None]:
    policy.register(SAYS)
    yield
    for row in SAYS:
        policy._table.remove(row)


def refused(who: Actor, *asked: object, **more: object) -> str:
    with pytest.raises(NotAllowed) as met:
        policy.check(who, *asked, **more)  # type: ignore[arg-type]
    return met.value.sentence


def test_a_record_says_itself_what_it_is_where_and_in_which_state(saying: None) -> None:
    staff, coordinator = actor("staff", HERE, None), actor("coordinator", HERE, None)
    for asked in (
        (Record(),),
        ("t_kind", Node(), "draft"),
        (Node(), None, "draft"),
        ("t_kind", Record().node, "draft"),
    ):
        assert policy.allows(staff, "t_tell", *asked)  # type: ignore[arg-type]
        assert not policy.allows(coordinator, "t_tell", *asked)  # type: ignore[arg-type]
        policy.check(staff, "t_tell", *asked)  # type: ignore[arg-type]

    assert policy.allows(coordinator, "t_tell", Record(state="open"))
    assert policy.allows(coordinator, "t_tell", Record(), state="open")
    assert not policy.allows(staff, "t_tell", Record(state="open"))
    assert not policy.allows(staff, "t_tell", Record(Node(kind="t_other")))
    assert not policy.allows(staff, "t_tell", Record(Node(organisation_id=THERE)))
    assert not policy.allows(staff, "t_tell", Node())  # a node has no state of its own
    assert policy.allows(staff, "t_tell", "t_kind", policy.Place(HERE), "draft")
    assert not policy.allows(staff, "t_tell", "t_kind", policy.Place(THERE, CIRCLE), "draft")
    assert policy.allows(people.job("import"), "t_tell", Record())


def test_the_refused_are_told_what_stands_beside_the_rows_of_their_state(saying: None) -> None:
    outsider = actor("staff", THERE, None)
    assert refused(outsider, "t_tell", Record()) == "Kun medarbejdere, i udkast."
    assert refused(outsider, "t_tell", Record(state="open")) == "Kun tovholdere, når den er åben."
    assert refused(outsider, "t_tell", "t_kind", Node(), "open") == "Kun tovholdere, når den er åben."
    assert refused(outsider, "t_tell", Record(state="closed")) == "Kun medarbejdere, i udkast."
    assert refused(outsider, "t_mute", Record()) == "Kun medarbejdere."
    assert refused(outsider, "t_tell", Record(), otherwise="Noget andet.") == "Noget andet."
    assert policy.refusal("t_tell", "t_kind", "open") == "Kun tovholdere, når den er åben."
    with pytest.raises(LookupError, match="t_near t_kind: no row"):
        policy.check(outsider, "t_near", "t_kind", Placed())  # type: ignore[arg-type]


def test_somewhere_is_any_place_of_ones_own(saying: None) -> None:
    row = policy.rule("t_begin", "t_kind", "staff", policy.NEAR).otherwise("Kun medarbejdere.")
    policy.register([row])
    try:
        for who, may in ((actor("staff", HERE, None), True), (actor("staff", None, CIRCLE), True)):
            assert policy.allows_somewhere(who, "t_begin", "t_kind") is may
            policy.check_somewhere(who, "t_begin", "t_kind")
        for who in (actor("coordinator", HERE, CIRCLE), people.NOBODY):
            assert not policy.allows_somewhere(who, "t_begin", "t_kind")
            with pytest.raises(Refused, match=r"Kun medarbejdere\."):
                policy.check_somewhere(who, "t_begin", "t_kind")
    finally:
        policy._table.remove(row)

    with pytest.raises(Refused, match="Log ind først"):
        policy.check_somewhere(people.NOBODY, "t_tell", "t_kind")


@pytest.mark.parametrize(
    "other",
    [
        policy.rule("t_tell", "t_kind", "director", policy.NEAR, states="draft open").otherwise("Kun direktøren."),
        policy.rule("t_tell", "t_kind", "director", policy.NEAR).otherwise("Kun direktøren."),
        policy.rule("t_tell", "t_kind", "director", policy.NEAR, states="draft").nowhere("Kun direktøren."),
    ],
)
def test_one_deed_is_refused_in_one_way(saying: None, other: policy.Rule) -> None:
    with pytest.raises(ValueError, match="is refused both with"):
        policy.register([other])
    assert other not in policy.table()


def test_a_row_stands_once_in_the_table_and_a_relation_has_a_name() -> None:
    before = policy.table()
    policy.register(ROWS)
    assert policy.table() == before
    with pytest.raises(ValueError, match="somewhere"):
        policy.rule("t", "t", "staff", "somewhere", "Et sted.")
    for words in ("pass", "pass:", "own:t_read"):
        with pytest.raises(ValueError, match="names its purpose"):
            policy.rule("t", "t", "staff", words, "Med koden.")
