"""Who sees what: every visibility against every standing, day and pass, written by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from uuid import UUID, uuid4

import pytest

from samspil.paper.refusal import NotFound
from samspil.spine import journal, kinds, people, thread, visibility
from samspil.spine.models import Duty, NamedReader, Node
from samspil.spine.people import Actor, Held, Membership
from tests.kit.cast import Cast

TODAY = dt.date(2026, 3, 15)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
ENDS = {"never": None, "tomorrow": TOMORROW, "today": TODAY, "yesterday": YESTERDAY}

# Who sees what while it is to be seen at all. Everything left out is hidden.
SEES = {
    ("public", "nobody"),
    ("public", "stranger"),
    ("public", "colleague"),
    ("public", "fellow"),
    ("public", "named"),
    ("circle", "fellow"),
    ("organisation", "colleague"),
    ("persons", "named"),
    ("preparing", "writer"),
    ("preparing", "director"),
    ("preparing", "secretary"),
    *((how, who) for how in ("public", "organisation") for who in ("writer", "director")),
    ("public", "secretary"),
    ("circle", "secretary"),
    ("public", "director elsewhere"),
    ("public", "secretary of another circle"),
    ("public", "writer who has left"),
}
STANDINGS = (
    "nobody",
    "stranger",
    "colleague",
    "fellow",
    "named",
    "writer",
    "director",
    "secretary",
    "director elsewhere",
    "secretary of another circle",
    "writer who has left",
)
VISIBILITIES = ("public", "circle", "organisation", "persons", "preparing")


@pytest.fixture
def standing(cast: Cast) -> dict[str, Actor]:
    """Those who each stand in one relation to the record and no other."""
    job = people.job("test")
    named = people.add_person(by=job, name="Nanna", is_invented=True)
    fellow = people.add_person(by=job, name="Frej", is_invented=True)
    people.give_role(by=job, person=fellow, role="member", circle=cast.partnership, from_on=dt.date(2020, 1, 1))

    return {
        "nobody": people.NOBODY,
        "stranger": cast.charlie,
        "colleague": cast.bob,
        "fellow": people.actor_for(fellow),
        "named": people.actor_for(named),
        "writer": Actor(cast.alice.person_id, memberships=(Membership("coordinator", cast.municipality.pk, None),)),
        "director": cast.director,
        "secretary": Actor(uuid4(), memberships=(Membership("secretary", None, cast.partnership.pk),)),
        "director elsewhere": Actor(uuid4(), memberships=(Membership("director", cast.elsewhere.pk, None),)),
        "secretary of another circle": Actor(uuid4(), memberships=(Membership("secretary", None, cast.committee.pk),)),
        "writer who has left": Actor(cast.alice.person_id, memberships=(Membership("staff", cast.elsewhere.pk, None),)),
    }


def record(cast: Cast, how: str, until: dt.date | None, *readers: Actor) -> Node:
    with journal.writing():
        node = thread.open_node(
            by=cast.alice,
            kind="test_early",
            title=f"KANARIE {how}",
            organisation=cast.municipality,
            visibility=how,
            within=cast.partnership,
            visible_until=until,
        )
    NamedReader.objects.bulk_create(NamedReader(node=node, person_id=reader.person_id) for reader in readers)
    return node


def is_seen(actor: Actor, node: Node) -> bool:
    return Node.objects.filter(visibility.condition(actor, on=TODAY), pk=node.pk).exists()


@pytest.mark.parametrize(("how", "end"), list(itertools.product(VISIBILITIES, ENDS)))
@pytest.mark.usefixtures("ends")
def test_the_whole_table(cast: Cast, standing: dict[str, Actor], how: str, end: str) -> None:
    # The named person is named on every record: a name counts only where persons are named.
    node = record(cast, how, ENDS[end], standing["named"])
    other = record(cast, "public", None)
    is_over = end == "yesterday"
    for who in STANDINGS:
        actor = standing[who]
        assert is_seen(actor, node) is ((how, who) in SEES and not is_over), (how, who, end)
        # A pass that reads this record opens it, and ends with it; a pass to another, or for another purpose, opens nothing.
        for held, opens in (
            (Held(node.pk, "t_read"), True),
            (Held(node.pk, "t_page"), False),
            (Held(other.pk, "t_read"), False),
        ):
            holder = dataclasses.replace(actor, passes=frozenset({held}))
            assert is_seen(holder, node) is ((opens or (how, who) in SEES) and not is_over), (how, who, end, held)

    assert is_seen(people.job("import"), node) is True


def test_a_role_in_another_circle_or_an_ended_one_shows_nothing(cast: Cast) -> None:
    node = record(cast, "circle", None)
    assert not is_seen(cast.secretary, node)
    person = cast.person(cast.alice)
    assert is_seen(people.actor_for(person), node)
    for role in person.roles.all():
        people.end_role(by=people.job("test"), role=role, on=YESTERDAY)
    assert not is_seen(people.actor_for(person, on=TODAY), node)
    assert is_seen(people.actor_for(person, on=YESTERDAY), node)


def test_a_named_reader_is_one_row_and_a_record_with_many_readers_comes_once(
    cast: Cast, standing: dict[str, Actor]
) -> None:
    node = record(cast, "persons", None, *(standing[who] for who in ("named", "stranger", "fellow")))
    assert list(visibility.nodes(standing["named"]).filter(pk=node.pk)) == [node]
    assert not is_seen(cast.bob, node)


def test_rows_behind_a_node_follow_it_and_are_got_or_not_found_alike(cast: Cast, standing: dict[str, Actor]) -> None:
    hidden, shown = record(cast, "persons", None, standing["named"]), record(cast, "public", None)
    duties = {
        node: Duty.objects.create(node=node, purpose="call", title="KANARIE", owner_organisation=cast.municipality)
        for node in (hidden, shown)
    }
    assert set(visibility.rows(Duty.objects.all(), standing["named"])) == set(duties.values())
    assert set(visibility.rows(Duty.objects.all(), cast.charlie)) == {duties[shown]}
    assert visibility.get(Duty.objects.all(), standing["named"], duties[hidden].pk) == duties[hidden]
    said = set()
    for key in (duties[hidden].pk, uuid4(), "ikke en nøgle"):
        with pytest.raises(NotFound) as refused:
            visibility.get(Duty.objects.all(), cast.charlie, key)
        said.add(refused.value.sentence)

    assert len(said) == 1


def test_where_something_begins_must_be_seen_and_be_of_a_kind_that_leads_on(cast: Cast) -> None:
    kinds.register(
        kinds.Kind(
            name="test_source",
            label="Kilde",
            plural="Kilder",
            url_name="web:thread",
            stage=1,
            stage_label="Før",
            traits=frozenset({kinds.Trait.POOL}),
        )
    )
    with journal.writing():
        open_, hidden, other = (
            thread.open_node(by=cast.alice, kind=kind, title="KANARIE", organisation=cast.municipality, visibility=how)
            for kind, how in (("test_source", "public"), ("test_source", "organisation"), ("test_early", "public"))
        )

    assert visibility.origin(cast.charlie, str(open_.pk), kinds.Trait.POOL, kinds.Trait.EFFECT) == open_
    assert visibility.origin(cast.bob, hidden.pk, kinds.Trait.POOL) == hidden
    for actor, key in ((cast.charlie, hidden.pk), (cast.bob, other.pk), (cast.bob, UUID(int=1))):
        with pytest.raises(NotFound, match="har ikke adgang"):
            visibility.origin(actor, key, kinds.Trait.POOL)

    with pytest.raises(NotFound, match="har ikke adgang"):
        visibility.origin(cast.bob, open_.pk)

    with pytest.raises(NotFound, match="Begynd fra"):
        visibility.origin(cast.bob, "'; DROP TABLE", kinds.Trait.POOL)
