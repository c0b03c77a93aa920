"""The access log: no reading without its row, and what the person it concerns may know of it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from samspil.spine import access, journal, people, secrets, texts, thread
from samspil.spine.models import AccessEntry, Node, Subject
from samspil.spine.people import Actor
from tests.kit.cast import Cast

pytestmark = pytest.mark.usefixtures("vault")
AT = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def subject(cast: Cast) -> Subject:
    return secrets.new_subject()


@pytest.fixture
def voice(cast: Cast, subject: Subject) -> Node:
    with journal.writing():
        node = thread.open_node(
            by=cast.alice,
            kind="test_early",
            title="Bidrag",
            organisation=cast.municipality,
            visibility="circle",
            within=cast.partnership,
        )
        texts.write(by=cast.alice, node=node, name="words", body="kanariefugl", subject=subject)
    return node


def test_a_person_sees_from_where_in_what_role_what_for_and_when_but_never_who(
    cast: Cast, subject: Subject, voice: Node
) -> None:
    other = secrets.new_subject()
    partner = Actor(
        person_id=cast.charlie.person_id,
        name="Charlie",
        memberships=(people.Membership("member", cast.elsewhere.pk, cast.partnership.pk),),
    )
    with time_machine.travel(AT, tick=False):
        access.note(cast.alice, purpose="Svar til borgeren", node=voice)
        access.note(cast.charlie, purpose="Udtræk", subject=subject, deed="exported")
        access.note(cast.secretary, purpose="Kanariefugl", subject=other)
        access.note(people.job("import"), purpose="Optælling", subject=subject, deed="searched")
        access.note(partner, purpose="Fællestolkning", node=voice)
        access.note(Actor(passes=frozenset({people.Held(voice.pk, "voice")})), purpose="Følg dit bidrag", node=voice)
        access.note(people.NOBODY, purpose="Uden adgang", subject=subject)

    with CaptureQueriesContext(connection) as asked:
        seen = access.readings_of(subject)

    assert len(asked) == 2
    assert [(r.organisation, r.role, r.deed, r.purpose) for r in seen] == [
        ("", "Uden rolle", "Læst", "Uden adgang"),
        ("", "En, der har koden", "Læst", "Følg dit bidrag"),
        ("Anden Kommune", "Medlem fra civilsamfundet", "Læst", "Fællestolkning"),
        ("", "Kørsel i systemet", "Fremsøgt", "Optælling"),
        ("Anden Kommune", "Tovholder", "Hentet ud", "Udtræk"),
        ("Eksempel Kommune", "Tovholder", "Læst", "Svar til borgeren"),
    ]
    assert {r.at for r in seen} == {AT}
    assert not any(
        name in repr(seen) for name in ("Alice", "Charlie", "Sofie", "Kanariefugl", str(cast.alice.person_id))
    )
    assert [r.purpose for r in access.readings_of(other)] == ["Kanariefugl"]


def test_the_role_held_where_the_record_belongs_is_the_one_shown(cast: Cast, voice: Node, subject: Subject) -> None:
    both = Actor(
        person_id=cast.charlie.person_id,
        memberships=(
            people.Membership("evaluator", cast.elsewhere.pk, None),
            people.Membership("staff", cast.municipality.pk, None),
        ),
    )
    access.note(both, purpose="Evaluering", node=voice)
    access.note(both, purpose="Evaluering", subject=subject)
    assert [r.role for r in access.readings_of(subject)] == ["Evaluator", "Medarbejder"]


def test_a_reading_is_not_noted_where_it_could_be_taken_back(cast: Cast, subject: Subject) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        access.note(cast.alice, purpose="Svar", subject=subject)
    assert not AccessEntry.objects.exists()


def test_without_a_log_there_is_no_reading(cast: Cast, voice: Node, subject: Subject) -> None:
    read = []

    def page() -> None:
        access.note(cast.alice, purpose="Svar", node=voice)
        version = texts.current(voice, "words")
        assert version is not None
        read.append(texts.read(version))

    def disk_is_full(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        if "spine_accessentry" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)  # type: ignore[operator]

    with pytest.raises(OperationalError), connection.execute_wrapper(disk_is_full):
        page()
    assert read == []
    page()
    assert read == ["kanariefugl"]


@pytest.mark.parametrize(("purpose", "deed"), [(" ", "read"), ("Svar", "peeked")])
def test_a_reading_needs_a_purpose_and_a_known_deed(cast: Cast, subject: Subject, purpose: str, deed: str) -> None:
    with pytest.raises(ValueError, match=r"access\.note"):
        access.note(cast.alice, purpose=purpose, subject=subject, deed=deed)


def test_what_was_noted_is_never_changed_and_goes_when_its_time_is_up(cast: Cast, subject: Subject) -> None:
    access.note(cast.alice, purpose="Svar", subject=subject)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessEntry.objects.update(purpose="Noget andet")
    assert AccessEntry.objects.all().delete()[0] == 1
