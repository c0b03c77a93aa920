"""Duties: who owns them, done with proof once, and handed over all or none when a circle ends."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, people, purposes, thread
from samspil.spine.models import Circle, Duty, JournalEntry, Node
from samspil.spine.people import Actor
from tests.kit.cast import Cast
from tests.kit.vault import Race

NEW_YEAR = dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC)
LAST_DAY, FIRST_DAY = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
JOB = people.job("test")


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.alice, kind="test_early", title="Sag", organisation=cast.municipality, visibility="public"
        )


def circle(name: str, until: dt.date | None = None, since: dt.date | None = None, heir: Circle | None = None) -> Circle:
    made = people.add_circle(by=JOB, name=name, kind="committee", valid_from=since, valid_until=until)
    return people.name_heir(by=JOB, circle=made, heir=heir) if heir else made


def give(cast: Cast, node: Node, title: str = "Giv svar", **owner: object) -> Duty:
    return duties.give(by=cast.alice, node=node, purpose="call", title=title, **owner)  # type: ignore[arg-type]


def test_who_owns_a_duty(cast: Cast, node: Node) -> None:
    owned = {
        "person": give(cast, node, owner=cast.person(cast.bob)),
        "circle": give(cast, node, owner=cast.committee),
        "organisation": give(cast, node, owner=cast.elsewhere),
    }

    expected = {
        cast.alice: set(),
        cast.bob: {"person"},
        cast.charlie: {"organisation"},
        cast.dorte: set(),
        cast.secretary: {"circle"},
        cast.politician: {"circle"},
        cast.director: set(),
        JOB: set(owned),
    }
    assert {who: {key for key, duty in owned.items() if duties.owns(who, duty)} for who in expected} == expected
    for who in (cast.alice, cast.bob, cast.charlie, cast.dorte, cast.secretary):
        assert {duty.pk for duty in duties.open_for(who)} == {owned[key].pk for key in expected[who]}


def test_a_duty_on_a_record_that_may_not_be_seen_is_not_shown(cast: Cast) -> None:
    with journal.writing():
        hidden = thread.open_node(by=cast.alice, kind="test_early", title="KANARIE", organisation=cast.municipality)
    mine, theirs = (
        give(cast, hidden, owner=cast.municipality),
        give(cast, hidden, owner=cast.person(cast.charlie)),
    )
    assert list(duties.open_for(cast.bob)) == [mine]
    assert list(duties.open_for(cast.charlie)) == []
    assert duties.owns(cast.charlie, theirs)


@pytest.mark.parametrize(("title", "has_owner", "field"), [("Giv svar", False, "owner"), (" ", True, "title")])
def test_a_duty_has_an_owner_and_a_title(cast: Cast, node: Node, title: str, has_owner: bool, field: str) -> None:
    with pytest.raises(Refused) as refused:
        give(cast, node, title, owner=cast.person(cast.bob) if has_owner else None)
    assert refused.value.field == field
    assert not Duty.objects.exists()


def test_a_duty_is_done_once_with_proof_by_its_owner(cast: Cast, node: Node) -> None:
    duty = give(cast, node, owner=cast.person(cast.bob))
    stale = Duty.objects.get(pk=duty.pk)
    for who, proof, why in (
        (cast.bob, " ", "viser"),
        (cast.alice, "Sendt", "Kun den"),
        (cast.dorte, "Sendt", "Kun den"),
    ):
        with pytest.raises(Refused, match=why):
            duties.do(by=who, duty=duty, proof=proof)

    done = duties.do(by=cast.bob, duty=duty, proof=" Sendt den 3. marts ")
    assert (done.proof, done.done_by_id, done.done_at is not None) == ("Sendt den 3. marts", cast.bob.person_id, True)
    with pytest.raises(Refused, match="allerede"):
        duties.do(by=cast.bob, duty=stale, proof="En gang til")

    assert Duty.objects.get(pk=duty.pk).proof == "Sendt den 3. marts"
    assert list(duties.open_for(cast.bob)) == []
    verbs = JournalEntry.objects.filter(node_id=node.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["duty.given", "duty.done"]


def test_the_most_urgent_comes_first_and_what_is_due_today_is_not_late(cast: Cast, node: Node) -> None:
    bob, day = cast.person(cast.bob), dt.date(2026, 5, 1)
    someday = give(cast, node, owner=bob)
    later, today, late = (give(cast, node, owner=bob, due_on=day + dt.timedelta(days=n)) for n in (1, 0, -1))
    assert list(duties.still_open()) == [late, today, later, someday]
    assert list(duties.overdue(day)) == [late]


# The heir of the duty and of the circle, each: none, one that goes on, or one that ends no later.
def test_an_heir_goes_on_longer_and_only_a_circles_duty_has_one(cast: Cast, node: Node) -> None:
    cluster, council = circle("Klyngen", LAST_DAY), circle("Rådet", since=FIRST_DAY)
    same_day, longer = circle("Samme dag", LAST_DAY), circle("Længere", FIRST_DAY)
    duty = give(cast, node, owner=cluster)
    with pytest.raises(Refused, match="Kun en opgave"):
        duties.name_heir(by=cast.alice, duty=give(cast, node, owner=cast.person(cast.bob)), heir=council)
    for heir, why in ((cluster, "andet udvalg"), (same_day, "slutter ikke senere")):
        with pytest.raises(Refused, match=why):
            duties.name_heir(by=cast.alice, duty=duty, heir=heir)
    for heir in (longer, council):
        assert duties.name_heir(by=cast.alice, duty=duty, heir=heir).heir == heir


def test_handing_over_waits_for_the_end_and_moves_all_or_nothing(cast: Cast, node: Node) -> None:
    council = circle("Rådet", since=FIRST_DAY)
    cluster = circle("Klyngen", LAST_DAY)
    with_heir, without = (give(cast, node, title, owner=cluster) for title in ("Har arving", "Har ingen"))
    duties.name_heir(by=cast.alice, duty=with_heir, heir=council)
    elsewhere = give(cast, node, owner=cast.committee)
    with time_machine.travel(NEW_YEAR - dt.timedelta(days=1), tick=False), pytest.raises(Refused, match="ikke slut"):
        duties.hand_over(by=cast.alice, circle=cluster)

    with pytest.raises(Refused, match="ikke slut"):
        duties.hand_over(by=cast.alice, circle=council)

    with time_machine.travel(NEW_YEAR, tick=False):
        assert list(duties.without_heir(FIRST_DAY)) == [without]
        with pytest.raises(Refused, match=r"1 åben opgave mangler en arvtager.*»Har ingen«"):
            duties.hand_over(by=cast.alice, circle=cluster)
        assert Duty.objects.get(pk=with_heir.pk).owner_circle == cluster
        people.name_heir(by=JOB, circle=cluster, heir=council)
        cluster.refresh_from_db()
        assert {duty.pk for duty in duties.hand_over(by=cast.alice, circle=cluster)} == {with_heir.pk, without.pk}
        assert duties.hand_over(by=cast.alice, circle=cluster) == []

    owners = dict(Duty.objects.values_list("pk", "owner_circle"))
    assert owners == {with_heir.pk: council.pk, without.pk: council.pk, elsewhere.pk: cast.committee.pk}
    assert not Duty.objects.filter(heir__isnull=False).exists()
    assert JournalEntry.objects.filter(verb="duty.inherited").count() == 2


def test_a_duty_goes_past_heirs_that_have_ended_themselves(cast: Cast, node: Node) -> None:
    council = circle("Rådet")
    ended = circle("Mellemrådet", LAST_DAY, heir=council)
    cluster = circle("Klyngen", dt.date(2026, 6, 30), heir=ended)
    duty = give(cast, node, owner=cluster)
    with time_machine.travel(NEW_YEAR, tick=False):
        duties.hand_over(by=cast.alice, circle=cluster)
        assert Duty.objects.get(pk=duty.pk).owner_circle == council
        dead_end = circle("Uden arving", LAST_DAY)
        orphan = give(cast, node, owner=circle("Klynge 2", dt.date(2026, 6, 30), heir=dead_end))
        with pytest.raises(Refused, match="mangler en arvtager"):
            duties.hand_over(by=cast.alice, circle=orphan.owner_circle)


def test_which_duties_lack_an_heir(cast: Cast, node: Node) -> None:
    cluster, council = circle("Klyngen", LAST_DAY), circle("Rådet")
    before = give(cast, node, owner=cluster, due_on=LAST_DAY)
    after = give(cast, node, owner=cluster, due_on=FIRST_DAY)
    someday = give(cast, node, owner=cluster)
    give(cast, node, owner=council, due_on=FIRST_DAY)
    assert set(duties.without_heir(LAST_DAY)) == {after, someday}
    assert set(duties.without_heir(FIRST_DAY)) == {before, after, someday}


@time_machine.travel(NEW_YEAR)
def test_two_who_hand_over_at_once_move_each_duty_once(race: Race, cast: Cast, node: Node) -> None:
    cluster = circle("Klyngen", LAST_DAY, heir=circle("Rådet"))
    for number in range(5):
        give(cast, node, f"Opgave {number}", owner=cluster)
    moved = race(*[lambda: len(duties.hand_over(by=cast.alice, circle=Circle.objects.get(pk=cluster.pk)))] * 2)
    assert sorted(moved) == [0, 5]
    assert JournalEntry.objects.filter(verb="duty.inherited").count() == 5


def test_two_who_do_a_duty_at_once_leave_one_proof(race: Race, cast: Cast, node: Node) -> None:
    duty = give(cast, node, owner=cast.municipality)

    def do(who: Actor) -> str:
        try:
            return duties.do(by=who, duty=Duty.objects.get(pk=duty.pk), proof=f"{who.name} ringede").proof
        except Refused:
            return ""

    said = race(lambda: do(cast.alice), lambda: do(cast.bob))
    assert [word for word in said if word] == [Duty.objects.get(pk=duty.pk).proof]


# How a duty ends

WORDS_THAT_SAY_NOTHING = (
    "ordnet",
    "Ordnet.",
    "ok",
    "OK!",
    "-",
    ".",
    "…",
    "👍",
    "x",
    "xx",
    "jaja",
    "færdig",
    "done",
    "gjort",
    "Det er gjort",
    "alt er ok",
    "Opgaven er udført",
    "opgave udført nu",
    "ja",
    "n/a",
    "Er på plads.",
    "ordnet ordnet",
    "sendt",
    "aaa bbb",
    "1",
    "? ?",
)


@pytest.mark.parametrize("proof", WORDS_THAT_SAY_NOTHING)
def test_words_that_only_say_done_show_nothing(cast: Cast, node: Node, proof: str) -> None:
    duty = give(cast, node, owner=cast.person(cast.bob))
    with pytest.raises(Refused, match="viser ikke, at opgaven er udført") as refused:
        duties.do(by=cast.bob, duty=duty, proof=proof)
    assert refused.value.field == "proof"
    assert Duty.objects.get(pk=duty.pk).done_at is None


@pytest.mark.parametrize(
    "proof",
    [
        "Sendt den 3. marts",
        "Ringet til Bo",
        "Brev sendt",
        "Referat, side 4",
        "sag 24/1234",
        "Bordet er aftalt",
        "https://example.org/referat",
        "Bo sagde ja",
        "Talt i telefon",
        "Gjort den 3/4",
    ],
)
def test_few_plain_words_that_tell_something_are_enough(cast: Cast, node: Node, proof: str) -> None:
    duty = give(cast, node, owner=cast.person(cast.bob))
    assert duties.do(by=cast.bob, duty=duty, proof=proof).ended == "words"


def to_make(cast: Cast, node: Node, **owner: object) -> Duty:
    return duties.give(by=cast.alice, node=node, purpose="test_make", title="Lav den sene", **owner)  # type: ignore[arg-type]


def record(cast: Cast, kind: str) -> Node:
    with journal.writing():
        return thread.open_node(by=cast.alice, kind=kind, title="Den sene", organisation=cast.municipality)


def test_what_a_record_fulfils_is_closed_by_that_record_alone(cast: Cast, node: Node) -> None:
    duty = to_make(cast, node, owner=cast.person(cast.bob))
    for who in (cast.bob, JOB):
        with pytest.raises(Refused, match=r"når der er lavet en sen sag.*brug knappen »Lav den«"):
            duties.do(by=who, duty=duty, proof="Brevet er sendt den 3. marts")

    for purpose, kind in (("test_make", "test_early"), ("call", "test_late")):
        with pytest.raises(ValueError, match="does not fulfil"):
            duties.fulfil(by=cast.bob, duty=duty, purpose=purpose, record=record(cast, kind), proof="Lavet")

    duty.refresh_from_db()
    assert (duty.done_at, duty.ended, list(duties.open_for(cast.bob))) == (None, "", [duty])
    made = record(cast, "test_late")
    duties.fulfil(by=cast.bob, duty=duty, purpose="test_make", record=made, proof="Lavet")
    kept = Duty.objects.get(pk=duty.pk)
    assert (kept.ended, kept.fulfilled_by, kept.done_by_id) == ("record", made, cast.bob.person_id)
    with pytest.raises(Refused, match="allerede"):
        duties.fulfil(by=cast.bob, duty=duty, purpose="test_make", record=made, proof="Lavet")


def test_what_fell_away_lapses_with_its_reason_and_is_not_done(cast: Cast, node: Node) -> None:
    duty = to_make(cast, node, owner=cast.person(cast.bob))
    with pytest.raises(Refused, match="hvorfor opgaven er bortfaldet"):
        duties.lapse(by=JOB, duty=duty, why=" ")
    duties.lapse(by=JOB, duty=duty, why="Sagen er trukket tilbage.")
    kept = Duty.objects.get(pk=duty.pk)
    assert (kept.ended, kept.proof, kept.fulfilled_by) == ("lapsed", "Sagen er trukket tilbage.", None)
    assert JournalEntry.objects.filter(verb="duty.lapsed").count() == 1
    with pytest.raises(Refused, match="allerede"):
        duties.lapse(by=JOB, duty=duty, why="Igen")


def test_no_row_says_record_without_one_or_ends_without_saying_how(cast: Cast, node: Node) -> None:
    duty = to_make(cast, node, owner=cast.person(cast.bob))
    mine = Duty.objects.filter(pk=duty.pk)
    for wrong in (
        {"ended": "record"},
        {"ended": "words"},
        {"done_at": NEW_YEAR, "proof": "ordnet"},
        {"fulfilled_by": node},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**wrong)


def test_a_purpose_that_no_feature_declared_is_a_fault_of_the_programme(cast: Cast, node: Node) -> None:
    with pytest.raises(ValueError, match="no feature has declared the purpose 'visit'"):
        duties.give(by=cast.alice, node=node, purpose="visit", title="Besøg", owner=cast.person(cast.bob))
    with pytest.raises(ValueError, match="declared twice"):
        purposes.register(purposes.Purpose(name="call", label="Noget andet"))
    with pytest.raises(ValueError, match="does not say where"):
        purposes.register(purposes.Purpose(name="half", label="Halv", records=frozenset({"test_late"})))
