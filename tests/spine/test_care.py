"""The care room: who opens what, what is logged first, what the databases refuse, and how each shared part keeps to its room."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import io
import itertools
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import (
    access,
    care,
    caseload,
    duties,
    erasure,
    files,
    gatherings,
    invitations,
    journal,
    kinds,
    outbox,
    outlines,
    people,
    policy,
    purposes,
    search,
    secrets,
    succession,
    texts,
    thread,
    visibility,
)
from samspil.spine.actors import Actor, Held, Membership
from samspil.spine.models import (
    AccessEntry,
    Caseload,
    Duty,
    Gathering,
    Invitation,
    JournalEntry,
    Link,
    Message,
    NamedReader,
    Node,
    Party,
    Quote,
    SearchEntry,
    StoredFile,
    Text,
    TextVersion,
    UnopenedError,
)
from tests.kit.cast import Cast
from tests.visits.models import Contact, Visit
from tests.visits.planted import CANARY, CONSENTED, PURPOSE, Planted, plant, receive

pytestmark = pytest.mark.usefixtures("vault")

rooms = importlib.import_module("samspil.spine.migrations._rooms")
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def planted(cast: Cast) -> Planted:
    """A record in Bob's care, to which the other municipality is party; Sofie is asked to come."""
    return plant(
        by=cast.alice,
        person=cast.person(cast.bob),
        organisation=cast.municipality,
        party=cast.elsewhere,
        within=cast.partnership,
        invited=(cast.person(cast.secretary),),
    )


@pytest.fixture
def public(cast: Cast) -> Node:
    return of_thread(cast)


def of_thread(cast: Cast, kind: str = "test_early") -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice, kind=kind, title="På tråden", organisation=cast.municipality, visibility="public"
        )


def opens(actor: Actor, node: Node, on: dt.date = TODAY) -> bool:
    return Node.anywhere.filter(visibility.care_condition(actor, on=on), pk=node.pk).exists()


# Who opens


def test_the_whole_table_of_who_opens_what(cast: Cast, planted: Planted) -> None:
    node, bob = planted.node, cast.person(cast.bob)
    third = people.add_organisation(by=people.job("test"), name="Tredje Kommune", kind="municipality", is_invented=True)
    nanna = people.add_person(by=people.job("test"), name="Nanna", is_invented=True)
    without_a_role = people.actor_for(nanna)
    people.give_role(by=people.job("test"), person=nanna, role="staff", organisation=third, from_on=TODAY - DAY)
    named = people.actor_for(nanna)
    with journal.writing():
        by_name = care.new_node(
            by=cast.alice,
            kind="test_visit",
            subject=planted.subject,
            organisation=cast.municipality,
            named=[cast.person(named)],
        )
    caseload.add_party(by=cast.alice, node=by_name, organisation=cast.elsewhere)
    left = Actor(cast.bob.person_id, memberships=(Membership("staff", cast.elsewhere.pk, None),))
    sees = {
        ("has the person", "caseload"),
        ("works for a party", "caseload"),
        ("named", "persons"),
        ("holder of a pass", "caseload"),
        ("job", "caseload"),
        ("job", "persons"),
        # Bob, gone over to the other municipality, reads as one of the party, and no longer as who has the person.
        ("has left", "caseload"),
    }
    who = {
        "nobody": people.NOBODY,
        "wrote it": cast.alice,
        "directs the house": cast.director,
        "sits in the body": cast.politician,
        "has the person": cast.bob,
        "works for a party": cast.charlie,
        "named": named,
        "named, and has no role any more": without_a_role,
        "holder of a pass": Actor(passes=frozenset({Held(node.pk, PURPOSE)})),
        "has left": left,
        "unproven": Actor(name=cast.bob.name, is_unproven=True),
        "job": people.job("extract"),
    }
    for (name, actor), (how, record) in itertools.product(who.items(), {"caseload": node, "persons": by_name}.items()):
        assert opens(actor, record) is ((name, how) in sees), (name, how)
        assert not Node.anywhere.filter(visibility.condition(actor), pk=record.pk).exists(), (name, how)

    Party.objects.all().delete()
    assert not opens(left, node)
    assert not opens(cast.charlie, node)
    assert caseload.of(bob).get().subject == planted.subject


@pytest.mark.parametrize(
    ("row", "sees"),
    [
        ({}, True),
        ({"valid_from": TODAY + DAY}, False),
        ({"valid_until": TODAY}, True),
        ({"valid_from": TODAY - DAY, "valid_until": TODAY - DAY}, False),
        ({"ended_at": timezone.now()}, False),
    ],
)
def test_a_caseload_and_a_party_count_on_their_days_until_they_are_ended(
    cast: Cast, planted: Planted, row: dict[str, Any], sees: bool
) -> None:
    Caseload.objects.update(**row)
    Party.objects.update(**row)
    assert opens(cast.bob, planted.node) is sees
    assert opens(cast.charlie, planted.node) is sees
    assert policy.allows(cast.bob, "note", "test_visit", planted.node) is sees
    assert policy.allows(cast.charlie, "answer", "test_visit", planted.node) is sees
    assert caseload.of(cast.person(cast.bob)).exists() is caseload.holders(planted.subject).exists() is sees


def test_a_record_past_its_last_day_opens_for_nobody(cast: Cast, planted: Planted) -> None:
    Node.anywhere.filter(pk=planted.node.pk).update(visible_until=TODAY)
    assert opens(cast.bob, planted.node)
    assert not opens(cast.bob, planted.node, on=TODAY + DAY)


def test_the_relations_caseload_and_party_by_role_and_place(cast: Cast, planted: Planted) -> None:
    """`note` is for staff and coordinators who have the person; `answer` for anybody of a party."""
    here, there = cast.municipality.pk, cast.elsewhere.pk
    bob = cast.bob.person_id

    def allowed(actor: Actor, record: Node | None = planted.node) -> set[str]:
        return {each for each in ("note", "answer") if policy.allows(actor, each, "test_visit", record)}

    def standing(person: UUID | None, role: str, organisation: UUID | None, circle: UUID | None = None) -> Actor:
        return Actor(person, memberships=(Membership(role, organisation, circle),))

    assert allowed(standing(bob, "staff", here)) == {"note"}
    assert allowed(standing(bob, "coordinator", here)) == {"note"}
    assert allowed(standing(bob, "director", here)) == set()
    assert allowed(standing(bob, "staff", None, cast.partnership.pk)) == set()
    assert allowed(standing(bob, "staff", there)) == {"answer"}
    assert allowed(standing(uuid4(), "politician", there)) == {"answer"}
    assert allowed(standing(uuid4(), "staff", here)) == set()
    assert allowed(standing(None, "staff", here)) == set()
    assert allowed(people.NOBODY) == set()
    assert allowed(cast.bob, None) == set()
    assert allowed(cast.bob, of_thread(cast)) == set()
    assert allowed(dataclasses.replace(cast.bob, is_unproven=True)) == set()
    assert allowed(people.job("extract")) == {"note", "answer"}


# The caseload's deeds


def test_somebody_is_taken_into_care_once_handed_over_without_a_gap_and_let_go_at_once(cast: Cast) -> None:
    subject, bob, alice = secrets.new_subject(), cast.person(cast.bob), cast.person(cast.alice)
    row = caseload.take(by=cast.alice, subject=subject, person=bob, organisation=cast.municipality)
    assert caseload.take(by=cast.alice, subject=subject, person=bob, organisation=cast.municipality) == row
    assert succession.hand_over(by=cast.alice, row=row, to=bob) == row

    after = succession.hand_over(by=cast.bob, row=row, to=alice)
    assert (after.person, after.organisation) == (alice, cast.municipality)
    assert list(caseload.holders(subject)) == [after]
    with pytest.raises(Refused, match="allerede givet videre"):
        succession.hand_over(by=cast.bob, row=row, to=alice)
    assert caseload.let_go(by=cast.alice, row=after).ended_at == caseload.let_go(by=cast.alice, row=after).ended_at
    assert list(caseload.holders(subject)) == []
    assert [each.verb for each in JournalEntry.objects.filter(verb__startswith="caseload").order_by("pk")] == [
        "caseload.taken",
        "caseload.taken",
        "caseload.ended",
        "caseload.ended",
    ]


def test_nobody_is_given_to_who_does_not_work_there_or_for_less_than_a_day(cast: Cast) -> None:
    subject, bob = secrets.new_subject(), cast.person(cast.bob)
    with pytest.raises(Refused, match="har ingen rolle"):
        caseload.take(by=cast.alice, subject=subject, person=bob, organisation=cast.elsewhere)
    with pytest.raises(Refused, match="før det begynder"):
        caseload.take(by=cast.alice, subject=subject, person=bob, organisation=cast.municipality, until_on=TODAY - DAY)
    for_a_while = caseload.take(
        by=cast.alice, subject=subject, person=bob, organisation=cast.municipality, from_on=TODAY, until_on=TODAY + DAY
    )
    assert list(caseload.holders(subject, on=TODAY + DAY)) == [for_a_while]
    assert list(caseload.holders(subject, on=TODAY + 2 * DAY)) == []


def test_an_organisation_is_party_once_and_to_a_care_record_alone(cast: Cast, planted: Planted, public: Node) -> None:
    party = Party.objects.get()
    assert caseload.add_party(by=cast.alice, node=planted.node, organisation=cast.elsewhere) == party
    with pytest.raises(ValueError, match="no care record"):
        caseload.add_party(by=cast.alice, node=public, organisation=cast.elsewhere)
    with pytest.raises(Refused, match="før det begynder"):
        caseload.add_party(by=cast.alice, node=planted.node, organisation=cast.municipality, until_on=TODAY - DAY)
    assert (
        caseload.end_party(by=cast.alice, party=party).ended_at
        == caseload.end_party(by=cast.alice, party=party).ended_at
    )
    assert not opens(cast.charlie, planted.node)


# Opening


def test_opening_asks_for_a_purpose_is_logged_first_and_gives_all_that_is_held(cast: Cast, planted: Planted) -> None:
    before = AccessEntry.objects.count()
    for purpose, why in (("", "hvad du skal"), ("  ", "hvad du skal"), ("x" * 101, "højst 100")):
        with pytest.raises(Refused, match=why):
            care.opened(cast.bob, planted.node.pk, purpose=purpose)
    for actor, key in ((cast.alice, planted.node.pk), (cast.bob, uuid4()), (cast.bob, "ikke en nøgle")):
        with pytest.raises(NotFound):
            care.opened(actor, key, purpose="Ringe op")
    assert AccessEntry.objects.count() == before

    found = care.opened(cast.bob, planted.node.pk, purpose="Ringe op")
    entry = AccessEntry.objects.latest("pk")
    assert b"Ringe op" not in bytes(entry.sealed or b"")
    assert (entry.reader_id, entry.purpose, entry.node_id, entry.subject_id, entry.role, entry.organisation_id) == (
        cast.bob.person_id,
        "",
        planted.node.pk,
        planted.subject.pk,
        "staff",
        cast.municipality.pk,
    )
    assert found.words("words") == f"{CANARY}-words om en person"
    assert found.words("other") == ""
    assert [each.words for each in found.quotes()] == [CANARY]
    assert found.record(Visit).way == f"{CANARY}-way"
    assert [each.note for each in found.parts(Contact)] == [f"{CANARY}-note"]
    assert [found.content(each) for each in found.files()] == [f"{CANARY}-file".encode()]
    assert {each.pk for each in found.duties()} == {planted.owed.pk, planted.done.pk}
    assert [each.purposes for each in found.consents()] == [[CONSENTED]]
    assert (gathering := found.gathering()) is not None
    assert gathering.pk == planted.node.pk
    assert ("Ringe op", "Eksempel Kommune") in {
        (e.purpose, e.organisation) for e in access.readings_of(planted.subject)
    }


def test_what_a_reader_wrote_is_gone_with_the_person_and_that_they_read_is_not(
    cast: Cast, planted: Planted, django_capture_on_commit_callbacks: Any
) -> None:
    care.opened(cast.bob, planted.node.pk, purpose=f"Spørge {CANARY} om fredag")
    (entry,) = AccessEntry.objects.all()
    assert CANARY not in entry.purpose
    assert CANARY.encode() not in bytes(entry.sealed or b"")

    assert access.readings_of(planted.subject)[0].purpose == f"Spørge {CANARY} om fredag"
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(by=cast.alice, subject=planted.subject, kind=erasure.WITHDRAWAL, reason="Hun bad om det")
    (reading,) = access.readings_of(planted.subject)
    assert (reading.role, reading.purpose) == ("Medarbejder", access.PURPOSE_GONE)


def test_what_stands_without_anybody_is_told_to_the_coordinator_and_taken_over_by_a_successor(
    cast: Cast, planted: Planted
) -> None:
    job, bob = people.job("test"), cast.person(cast.bob)
    duties.give(by=cast.alice, node=planted.node, purpose="test_call", title="", owner=cast.municipality)
    assert succession.left_without(cast.alice) == []

    role = bob.roles.get()
    people.end_role(by=job, role=role, on=TODAY - DAY)
    told = succession.left_without(cast.alice)
    assert [(each.purpose, each.had_by, each.organisation) for each in told] == [
        ("Ring til personen", "Bob", "Eksempel Kommune"),
        ("Ring til personen", "Eksempel Kommune", "Eksempel Kommune"),
    ]
    assert CANARY not in repr(told)
    for other in (cast.charlie, cast.secretary, cast.director, people.actor_for(bob), people.NOBODY):
        assert succession.left_without(other) == []

    nora = people.add_person(by=job, name="Nora", is_invented=True)
    for role_there in ("", "politician", "secretary", "director", "evaluator", "member"):
        if role_there:
            people.give_role(by=job, person=nora, role=role_there, organisation=cast.municipality, from_on=TODAY)
        with pytest.raises(Refused, match="arbejder ikke med borgere"):
            succession.succeed(by=cast.alice, left=bob, organisation=cast.municipality, to=nora)
    with pytest.raises(Refused, match="give dig selv"):
        succession.succeed(by=cast.alice, left=bob, organisation=cast.municipality, to=cast.person(cast.alice))
    people.give_role(by=job, person=nora, role="staff", organisation=cast.municipality, from_on=TODAY)
    (made,) = succession.succeed(by=cast.alice, left=bob, organisation=cast.municipality, to=nora)
    assert (made.person, made.subject) == (nora, planted.subject)
    assert {each.owner for each in duties.open_in_care(people.actor_for(nora))} == {nora, None}
    assert succession.left_without(cast.alice) == []
    assert opens(people.actor_for(nora), planted.node)
    assert succession.succeed(by=cast.alice, left=bob, organisation=cast.municipality, to=nora) == []
    with pytest.raises(Refused, match="arbejder stadig"):
        succession.succeed(by=cast.charlie, left=nora, organisation=cast.municipality, to=cast.person(cast.alice))
    with pytest.raises(Refused, match="en anden end"):
        succession.succeed(by=cast.alice, left=bob, organisation=cast.municipality, to=bob)


@pytest.mark.parametrize("way", ["party", "named", "caseload"])
def test_a_duty_stands_with_somebody_as_long_as_one_who_owes_it_may_open_the_record(
    cast: Cast, planted: Planted, way: str
) -> None:
    """Charlie's house is party; Sofie is named; Bob has the person: the same three that `visibility.care_condition` opens to."""
    node, owner = planted.node, {"party": cast.charlie, "named": cast.secretary, "caseload": cast.bob}[way]
    if way == "named":
        with journal.writing():
            node = care.new_node(
                by=cast.alice,
                kind="test_visit",
                subject=planted.subject,
                organisation=cast.municipality,
                named=[cast.person(owner)],
            )
    duty = duties.give(by=cast.alice, node=node, purpose="test_call", title="", owner=cast.person(owner))
    assert opens(people.actor_for(cast.person(owner)), node)
    assert duty not in succession.without_anybody(TODAY)

    for role in cast.person(owner).roles.all():
        people.end_role(by=people.job("test"), role=role, on=TODAY - DAY)
    assert not opens(people.actor_for(cast.person(owner)), node)
    assert duty in succession.without_anybody(TODAY)


def test_words_are_never_read_where_the_log_could_be_taken_back(cast: Cast, planted: Planted) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        care.opened(cast.bob, planted.node.pk, purpose="Ringe op")


def test_without_the_opening_no_word_is_read(cast: Cast, planted: Planted, public: Node) -> None:
    version = texts.current(planted.node, "words")
    assert version is not None
    other = receive(
        by=cast.alice,
        subject=secrets.new_subject(),
        person=cast.person(cast.bob),
        organisation=cast.municipality,
    )
    wrong = care.opened(cast.bob, other.pk, purpose="Ringe op")
    wrong_ways: tuple[Callable[[], Any], ...] = (
        lambda: texts.read(version),
        lambda: texts.read(version, wrong.opening),
        lambda: texts.quotes_of(planted.node),
        lambda: files.read(planted.kept),
        lambda: wrong.content(planted.kept),
        Visit.objects.all,
        lambda: Visit.objects.get(pk=planted.node.pk),
        lambda: Contact.objects.filter(node=planted.node),
    )
    for way in wrong_ways:
        with pytest.raises(UnopenedError):
            way()
    assert list(wrong.parts(Contact).values_list("node", flat=True)) == [other.pk]
    assert wrong.gathering() is None
    with pytest.raises(NotFound):
        dataclasses.replace(wrong, node=public).record(Visit)
    with pytest.raises(ValueError, match="open_care"):
        access.open_care(cast.bob, [public], purpose="Ringe op")
    with pytest.raises(ValueError, match="open_care"):
        access.open_care(cast.bob, [planted.node], purpose=" ")


def test_a_list_gives_no_words_and_names_are_opened_each_with_its_person(cast: Cast, planted: Planted) -> None:
    assert [each.pk for each in care.listed(cast.bob, Visit, purpose="Dagens liste")] == [planted.node.pk]
    listed = AccessEntry.objects.latest("pk")
    assert (listed.deed, listed.purpose, secrets.unseal_here(bytes(listed.sealed or b"").decode(), use="access")) == (
        "searched",
        "",
        "Dagens liste",
    )
    assert list(care.listed(cast.alice, Visit, purpose="Dagens liste")) == []
    assert [each.note for each in care.listed(cast.charlie, Contact, purpose="Liste")] == [f"{CANARY}-note"]

    other = receive(
        by=cast.alice, subject=secrets.new_subject(), person=cast.person(cast.alice), organisation=cast.municipality
    )
    keys = [other.pk, planted.node.pk, planted.node.pk]
    assert [each.node.pk for each in care.opened_all(cast.bob, keys, purpose="Dagens liste")] == [planted.node.pk]
    assert AccessEntry.objects.filter(node_id=planted.node.pk).count() == 1
    assert access.readings_of(planted.subject)[0].purpose == "Dagens liste"
    assert not AccessEntry.objects.filter(node_id=other.pk).exists()


def test_the_holder_of_a_pass_reads_their_own_and_the_log_says_so(cast: Cast, planted: Planted) -> None:
    holder = Actor(passes=frozenset({Held(planted.node.pk, PURPOSE)}))
    assert care.opened(holder, planted.node.pk, purpose="Se mit forløb").words("words").startswith(CANARY)
    assert AccessEntry.objects.latest("pk").role == "pass"
    assert list(visibility.nodes(holder)) == []


# What the databases refuse


def refused(write: Callable[[], Any]) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    return str(error.value)


Ways = dict[str, tuple[Callable[[], Any], ...]]


def ways_out_of_the_room(cast: Cast, planted: Planted, public: Node) -> Ways:
    """Give, by the law that stops it, each way in which the record itself would stand on the thread."""
    node, at = planted.node, Node.anywhere.filter(pk=planted.node.pk)
    link = Link.objects.create(earlier=public, later=of_thread(cast, "test_late"), relation="led_to", why="Derfor")
    search.entry(public, "åbne").save()
    return {
        "spine_link_of_thread": (
            lambda: Link.objects.create(earlier=node, later=public, relation="led_to", why="x"),
            lambda: Link.objects.create(earlier=public, later=node, relation="led_to", why="x"),
            lambda: Link.objects.create(earlier_id=uuid4(), later=public, relation="led_to", why="x"),
            lambda: Link.objects.filter(pk=link.pk).update(later=node),
            lambda: Link.objects.filter(pk=link.pk).update(earlier=node),
            lambda: Link.objects.bulk_create([Link(earlier=node, later=public, relation="led_to", why="x")]),
        ),
        "spine_search_of_thread": (
            lambda: SearchEntry.objects.create(pk=7, node=node, words="x", stems="x"),
            lambda: SearchEntry.objects.filter(node=public).update(node=node),
        ),
        "spine_node_stays": (
            lambda: Node.objects.filter(pk=public.pk).update(
                room="care", subject=planted.subject, visibility="caseload"
            ),
            lambda: at.update(room="thread", subject=None, visibility="public"),
            lambda: at.update(subject=secrets.new_subject()),
        ),
        "node_keeps_to_its_room": (
            lambda: at.update(visibility="public"),
            lambda: at.update(visibility="organisation"),
            lambda: at.update(step_public=True),
            lambda: Node.objects.filter(pk=public.pk).update(visibility="caseload"),
            lambda: Node.objects.filter(pk=public.pk).update(subject=planted.subject),
            lambda: Node.objects.create(kind="test_visit", title="x", organisation=cast.municipality, room="care"),
        ),
    }


def ways_of_its_words(cast: Cast, planted: Planted, public: Node) -> Ways:
    """Give each way in which its texts and files would be another's, or be read unsealed."""
    node, sealed = planted.node, Text.anywhere.filter(node=planted.node)
    open_text = texts.write(by=cast.alice, node=public, name="words", body="Åbne ord")
    version = TextVersion.objects.get(text__node=node)
    return {
        "spine_text_in_its_room": (
            lambda: Text.objects.create(node=node, name="open"),
            lambda: Text.objects.create(node=node, name="open", subject=planted.subject),
            lambda: Text.anywhere.create(node=node, name="x", room="care", subject=secrets.new_subject()),
            lambda: Text.anywhere.create(node=public, name="x", room="care", subject=planted.subject),
            lambda: sealed.update(room="thread"),
            lambda: sealed.update(node=public),
        ),
        "spine_storedfile_in_its_room": (
            lambda: StoredFile.objects.create(node=node, name="x", sha256="x", size=1, media_type="x"),
            lambda: StoredFile.anywhere.filter(pk=planted.kept.pk).update(node=public, room="care"),
        ),
        "spine_version_of_care_sealed": (
            lambda: TextVersion.objects.create(text=sealed.get(), number=9, body="Åbne ord"),
            lambda: TextVersion.objects.filter(pk=version.pk).update(reason="Fordi Hans sagde det"),
        ),
        "spine_quote_in_its_record": (
            lambda: Quote.objects.create(node=public, version=version, start=0, end=1),
            lambda: Quote.objects.create(node=node, version=open_text, start=0, end=1),
            lambda: Quote.objects.filter(node=node).update(node=public),
        ),
    }


def ways_of_what_hangs_on_it(cast: Cast, planted: Planted, public: Node) -> Ways:
    """Give each way in which a duty, a meeting, an invitation or a mail would tell of it."""
    node, invitation = planted.node, Invitation.anywhere.filter(gathering=planted.node.pk)
    open_duty = Duty.objects.create(node=public, purpose="call", title="Ring", owner_organisation=cast.municipality)
    return {
        "spine_duty_in_its_room": (
            lambda: Duty.objects.filter(pk=open_duty.pk).update(
                fulfilled_by=node, ended="record", done_at=timezone.now(), proof="x"
            ),
        ),
        "spine_gathering_of_care_bare": (
            lambda: Gathering.anywhere.filter(pk=node.pk).update(place="Storgade 4"),
            lambda: Gathering.anywhere.filter(pk=node.pk).update(time_text="Når Hans er hjemme"),
        ),
        "spine_invitation_of_care_bare": (
            lambda: Invitation.anywhere.create(gathering_id=node.pk, name="Hans"),
            lambda: invitation.update(note="Hans' datter"),
        ),
        "spine_message_of_care_bare": (
            lambda: Message.objects.create(node=node, message_id="<x@x>", calendar="BEGIN:VCALENDAR"),
        ),
    }


def test_the_databases_refuse_what_would_let_a_care_record_out(cast: Cast, planted: Planted, public: Node) -> None:
    made = (ways_out_of_the_room, ways_of_its_words, ways_of_what_hangs_on_it)
    tries = {law: ways for each in made for law, ways in each(cast, planted, public).items()}
    # A subject that may not be missing is refused by whichever law the database asks first.
    assert {guard.name for guard in rooms.GUARDS} - {"spine_node_taken"} < tries.keys()
    for law, ways in tries.items():
        for number, way in enumerate(ways):
            said = refused(way)
            assert law in said or "of_care_is_sealed" in said, (law, number, said)


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_record_is_not_replaced_by_one_of_the_other_room(planted: Planted) -> None:
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="spine_node_taken"):
        cursor.execute(
            "INSERT OR REPLACE INTO spine_node (id, kind, title, organisation_id, visibility, occurred_precision, "
            "step_public, is_invented, is_sourced, room, created_at, modified_at) SELECT id, kind, title, "
            "organisation_id, 'public', occurred_precision, 0, 0, 0, 'thread', created_at, modified_at "
            "FROM spine_node WHERE id = %s",
            [planted.node.pk.hex],
        )


def standing_guards() -> set[str]:
    told = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor != "sqlite":
        told = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    with connection.cursor() as cursor:
        cursor.execute(told)
        return {row[0] for row in cursor.fetchall()}


class Editor:
    """What a migration's statements need of a schema editor, inside a transaction too."""

    connection = connection

    def execute(self, statement: str, params: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


@pytest.mark.django_db
def test_after_all_migrations_every_guard_stands() -> None:
    """A later migration that makes one of the tables anew on SQLite takes its triggers away, and must put them up again."""
    names = rooms.names(connection.vendor)
    assert names - standing_guards() == set()
    rooms.take_down(None, Editor())
    assert names & standing_guards() == set()
    rooms.put_up(None, Editor())
    assert names - standing_guards() == set()


# The shared parts


def test_the_tables_answer_from_the_thread_alone(cast: Cast, planted: Planted, public: Node) -> None:
    duties.give(by=cast.alice, node=public, purpose="call", title="Ring", owner=cast.person(cast.bob))
    assert list(Node.objects.values_list("pk", flat=True)) == [public.pk]
    assert list(cast.municipality.nodes.all()) == [public]
    assert list(Duty.objects.values_list("node", flat=True)) == [public.pk]
    assert list(cast.person(cast.bob).duties.values_list("node", flat=True)) == [public.pk]
    for rows in (Gathering, Invitation, Text, StoredFile):
        assert (rows.objects.count(), rows.anywhere.count()) == (0, 1), rows  # type: ignore[attr-defined]
    assert list(planted.node.texts.all()) == []
    for actor in (cast.bob, cast.alice, people.job("report")):
        assert list(visibility.nodes(actor)) == [public]
        assert list(search.find(actor, CANARY)) == []


def test_a_kind_of_care_has_no_traits_is_in_no_list_and_nothing_begins_at_it(cast: Cast, public: Node) -> None:
    kind = kinds.get("test_visit")
    assert kind not in kinds.everyone()
    assert list(kinds.in_care()) == [kind]
    for wrong in ({"traits": frozenset({"is_evidence"})}, {"files": lambda *_: []}):
        with pytest.raises(ValueError, match="of the care room"):
            kinds.register(dataclasses.replace(kind, name="test_wrong", **wrong))
    kinds.register(
        kinds.Start(trait="test_visit", url_name="web:thread", label="Nyt", kind="test_early"),
        kinds.Start(trait="test_early", url_name="web:thread", label="Nyt besøg", kind="test_visit"),
        kinds.Panel(trait="test_visit", template="web/none.html", rows=lambda *_: []),
    )
    assert list(kinds.starts_from("test_visit")) == []
    assert "test_visit" not in {start.kind for start in kinds.starts_from("test_early")}
    assert list(kinds.panels_for("test_visit")) == []
    with pytest.raises(NotFound):
        visibility.origin(cast.bob, public.pk, kinds.Trait.EVIDENCE)
    with journal.writing(), pytest.raises(ValueError, match="lie in the room 'care'"):
        thread.open_node(by=cast.alice, kind="test_visit", title="x", organisation=cast.municipality)
    with journal.writing(), pytest.raises(ValueError, match="lie in the room 'thread'"):
        care.new_node(by=cast.alice, kind="test_early", subject=secrets.new_subject(), organisation=cast.municipality)


def test_a_care_record_is_on_no_thread(cast: Cast, planted: Planted, public: Node) -> None:
    for earlier, later in ((planted.node, public), (public, planted.node)):
        with pytest.raises(Refused, match="kan ikke stå på en tråd"):
            thread.link(by=cast.bob, earlier=earlier, later=later, relation="led_to", why="Derfor")
    for deed in (
        lambda: outlines.outline(cast.bob, planted.node),
        lambda: thread.trail(cast.bob, planted.node),
        lambda: thread.retitle(planted.node, "Hans"),
        lambda: search.index(planted.node, "Hans"),
    ):
        with pytest.raises(ValueError, match="on no thread"):
            deed()
    assert thread.redate(planted.node, TODAY).occurred_on == TODAY


def test_words_and_files_are_sealed_for_the_records_own_person(cast: Cast, planted: Planted) -> None:
    version = texts.current(planted.node, "words")
    assert version is not None
    assert (version.body, version.text.subject) == ("", planted.subject)
    same = texts.write(by=cast.bob, node=planted.node, name="words", body=f"{CANARY}-words om en person")
    assert same == version
    with pytest.raises(texts.Conflict):
        texts.write(by=cast.bob, node=planted.node, name="words", body="Andre ord")
    newer = texts.write(by=cast.bob, node=planted.node, name="words", body="Nyt", subject=planted.subject, based_on=1)
    assert newer.number == 2
    for wrong in ({"reason": "Fordi"}, {"subject": secrets.new_subject()}):
        with pytest.raises(ValueError, match="sealed for its own person"):
            texts.write(by=cast.bob, node=planted.node, name="words", body="Nyt", based_on=2, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="does not leave the care room"):
        texts.quote(by=cast.bob, node=of_thread(cast), version=version, start=0, end=1)
    text = texts.withdraw(by=cast.bob, text=version.text)
    assert text.withdrawn_at is not None

    kept = files.store(by=cast.bob, node=planted.node, name="Hans Hansen.TXT", stream=io.BytesIO(b"Hans"))
    assert (kept.name, kept.room, kept.subject) == ("fil.txt", "care", planted.subject)
    with pytest.raises(ValueError, match="own person's"):
        files.store(
            by=cast.bob,
            node=planted.node,
            name="x.txt",
            stream=io.BytesIO(b"x"),
            subject=secrets.new_subject(),
        )
    with pytest.raises(ValueError, match="on no thread"):
        files.keep(by=cast.bob, node=planted.node, name="x.pdf", content=b"x", media_type="application/pdf")


def test_a_duty_of_care_is_called_by_its_purpose_and_shown_to_who_may_open_it(cast: Cast, planted: Planted) -> None:
    node, bob = planted.node, cast.person(cast.bob)
    given = duties.give(by=cast.bob, node=node, purpose="test_call", title="Ring til Hans", owner=bob)
    assert given.title == "Ring til personen"
    assert list(duties.open_for(cast.bob)) == []
    assert set(duties.open_in_care(cast.bob)) == {planted.owed, given}
    assert duties.do(by=cast.bob, duty=given, proof="").proof == duties.DONE_IN_CARE
    assert list(duties.open_in_care(cast.bob)) == [planted.owed]
    assert not duties.overdue(TODAY + 9 * DAY).exists()

    # A duty that somebody owns without having the person any more is not shown either.
    caseload.let_go(by=cast.alice, row=Caseload.objects.get())
    assert list(duties.open_in_care(cast.bob)) == []
    assert list(duties.open_in_care(people.NOBODY)) == []
    lapsed = duties.lapse(by=cast.bob, duty=planted.owed, why="Hans er død")
    assert lapsed.proof == duties.LAPSED_IN_CARE
    with pytest.raises(ValueError, match="nothing for a circle"):
        duties.give(by=cast.bob, node=node, purpose="test_call", title="x", owner=cast.partnership)


def test_a_care_record_shows_no_duty_of_the_thread_as_done(
    cast: Cast, planted: Planted, public: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = purposes.Purpose(
        name="test_care",
        label="Besøg",
        records=frozenset({"test_visit"}),
        button="Besøg",
        url_name="web:thread",
        until="der er besøgt",
    )
    monkeypatch.setitem(purposes._known, "test_care", made)
    owner = cast.person(cast.bob)
    of_public = duties.give(by=cast.bob, node=public, purpose="test_care", title="Besøg", owner=owner)
    with pytest.raises(ValueError, match="shown on no duty"):
        duties.fulfil(by=cast.bob, duty=of_public, purpose="test_care", record=planted.node, proof="x")
    of_care = duties.give(by=cast.bob, node=planted.node, purpose="test_care", title="Besøg", owner=owner)
    done = duties.fulfil(by=cast.bob, duty=of_care, purpose="test_care", record=planted.node, proof="Hos Hans")
    assert (done.proof, done.fulfilled_by) == (duties.DONE_IN_CARE, planted.node)


def test_mail_about_a_care_record_says_that_there_is_news_and_nothing_else(cast: Cast, planted: Planted) -> None:
    node, sofie = planted.node, cast.person(cast.secretary)
    Message.objects.all().delete()
    plain = outbox.tell(person=sofie, node=node)
    linked = outbox.tell(person=sofie, node=node, link=outbox.absolute("/a/"))
    assert {plain.subject, linked.subject} == {outbox.NEWS}
    assert linked.body.removeprefix(f"{outbox.NEWS_BODY}\n") == f"\n{outbox.absolute('/a/')}\n"
    for wrong in (
        {"subject": "Hans venter", "body": plain.body},
        {"subject": outbox.NEWS, "body": f"{plain.body}Hans"},
        {"subject": outbox.NEWS, "body": plain.body, "calendar": "BEGIN"},
    ):
        with pytest.raises(ValueError, match="news, and nothing else"):
            outbox.post(person=sofie, node=node, **wrong)  # type: ignore[arg-type]


def test_a_gathering_of_care_is_bare_and_its_invitations_are_news(cast: Cast, planted: Planted) -> None:
    node, sofie = planted.node, cast.person(cast.secretary)
    gathering = Gathering.anywhere.get(pk=node.pk)
    with journal.writing(), pytest.raises(ValueError, match="sealed in its texts"):
        gatherings.plan(node=node, place="Storgade 4")
    for wrong in (
        lambda: gatherings.move(by=cast.bob, gathering=gathering, starts_at=None, place="Storgade 4"),
        lambda: gatherings.invite(by=cast.bob, gathering=gathering, name="Hans"),
        lambda: gatherings.note_presence(
            by=cast.bob, invitation=Invitation.anywhere.get(), presence="apology", note="Syg"
        ),
    ):
        with pytest.raises(ValueError, match="sealed in its texts"):
            wrong()

    Message.objects.all().delete()
    later = timezone.now() + dt.timedelta(days=5)
    gatherings.move(by=cast.bob, gathering=gathering, starts_at=later)
    assert [each.person for each in invitations.without_address(gathering)] == []
    assert invitations.send(by=cast.bob, gathering=gathering, title=CANARY, place=CANARY) == 1
    invitation = Invitation.anywhere.select_related("issued").get()
    assert invitation.issued is not None
    assert invitations.behind(invitation.issued) == invitation
    assert invitations.opened([invitation.issued.pk], invitation.pk, people.NOBODY) == invitation
    invitations.answer(by=people.NOBODY, invitation=invitation, answer="accepted")
    again = gatherings.invite(by=cast.bob, gathering=gathering, person=sofie)
    assert again == invitation
    gatherings.cancel(by=cast.bob, gathering=gathering)
    assert invitations.send(by=cast.bob, gathering=gathering, title=CANARY) == 1
    told = list(Message.objects.order_by("created_at"))
    assert {(each.subject, each.calendar) for each in told} == {(outbox.NEWS, "")}
    assert all(outbox.IS_NEWS.fullmatch(each.body) for each in told)


def test_who_sees_a_care_record_is_changed_within_its_room(cast: Cast, planted: Planted) -> None:
    with journal.writing():
        thread.show_to(planted.node, "persons", persons=[cast.person(cast.alice)])
    assert opens(cast.alice, planted.node)
    assert not opens(cast.bob, planted.node)
    assert refused(lambda: thread.show_to(planted.node, "organisation"))


def test_erasing_a_person_leaves_no_word_and_nobody_with_the_record(
    cast: Cast, planted: Planted, django_capture_on_commit_callbacks: Any
) -> None:
    NamedReader.objects.create(node=planted.node, person=cast.person(cast.alice))
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(by=cast.bob, subject=planted.subject, kind=erasure.WITHDRAWAL, reason="Personen bad om det")
    node = Node.anywhere.get(pk=planted.node.pk)
    assert node.title == "Besøg, trukket tilbage"
    assert [(each.title, each.proof) for each in Duty.anywhere.filter(node=node)] == [
        ("Ring til personen", "Slettet sammen med det, opgaven handlede om.")
    ] * 2
    assert [each.way for each in Visit._base_manager.all()] == [""]
    for rows in (
        Caseload.objects.all(),
        Party.objects.all(),
        NamedReader.objects.filter(node=node),
        Contact._base_manager.all(),
        StoredFile.anywhere.all(),
        Quote.objects.filter(node=node),
        Message.objects.filter(node=node),
        Text.anywhere.filter(withdrawn_at__isnull=True),
    ):
        assert list(rows) == []
    assert not opens(cast.bob, node)
    assert erasure.again(everything=True).rows == 0
