"""Ways into the care room that were tried, by a feature's author in good faith or by somebody who is let in elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import Any

import pytest
from django.utils import timezone

from samspil.paper.refusal import NotFound
from samspil.spine import access, care, caseload, erasure, files, invitations, journal, passes, people, secrets, thread
from samspil.spine.actors import Held
from samspil.spine.models import AccessEntry, Caseload, Invitation, JournalEntry, Node, Role, StoredFile
from tests.kit.cast import Cast
from tests.visits.models import Contact, Visit
from tests.visits.planted import CANARY, PURPOSE, Planted, plant, receive

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
DETOURS = (
    "node__subject__care_nodes",  # the person's other records, those shown to named persons too
    "node__organisation__nodes",
    "node__subject__caseload",
    "node__pk",
    "node__in",
    "id",
    "nothing",
)


@pytest.fixture
def planted(cast: Cast) -> Planted:
    return plant(
        by=cast.bob,
        person=cast.person(cast.bob),
        organisation=cast.municipality,
        party=cast.elsewhere,
        past_the_deeds=False,
    )


def show_to_alice_alone(cast: Cast, node: Node) -> None:
    with journal.writing():
        thread.show_to(node, "persons", persons=[cast.person(cast.alice)])


def test_a_named_reader_who_has_left_opens_nothing(cast: Cast, planted: Planted) -> None:
    show_to_alice_alone(cast, planted.node)
    assert care.opened(cast.alice, planted.node.pk, purpose="Møde i dag")
    Role.objects.filter(person=cast.alice.person_id).update(until_on=TODAY - DAY)
    left = people.actor_for(cast.person(cast.alice))
    assert left.is_known
    with pytest.raises(NotFound):
        care.opened(left, planted.node.pk, purpose="Møde i dag")
    assert care.opened_all(left, [planted.node.pk], purpose="Møde i dag") == []
    assert not care.listed(left, Visit, purpose="Dagens liste").exists()


@pytest.mark.parametrize("first", [True, False])
def test_the_log_names_the_place_that_has_the_person_whatever_else_the_reader_is(
    cast: Cast, planted: Planted, first: bool
) -> None:
    """Somebody who works in two places opens for the one that lets them, whichever the database gives first."""
    job = people.job("test")
    third = people.add_organisation(by=job, name="Tredje Kommune", kind="municipality", is_invented=True)
    mine, other = (cast.elsewhere, third) if first else (third, cast.elsewhere)
    both = people.add_person(by=job, name="Eva", email="eva@example.org", is_invented=True)
    for organisation, role in ((cast.elsewhere, "staff"), (third, "coordinator")):
        people.give_role(
            by=job, person=both, role=role, organisation=organisation, from_on=TODAY - DAY * (2 if first else 1)
        )
    if not first:
        caseload.take(by=cast.bob, subject=planted.subject, person=both, organisation=third)

    care.opened(people.actor_for(both), planted.node.pk, purpose="Besøg i morgen")
    entry = AccessEntry.objects.get(reader_id=both.pk)
    assert (entry.organisation_id, entry.organisation_id == other.pk) == (mine.pk, False)
    assert entry.role == ("staff" if first else "coordinator")
    assert access.readings_of(planted.subject)[0].organisation == mine.name


@pytest.mark.parametrize("detour", DETOURS)
def test_a_detour_to_the_node_reaches_nobody_elses_rows(cast: Cast, planted: Planted, detour: str) -> None:
    hidden = receive(by=cast.bob, subject=planted.subject, person=cast.person(cast.bob), organisation=cast.municipality)
    show_to_alice_alone(cast, hidden)
    opened = care.opened(cast.bob, planted.node.pk, purpose="Besøg i morgen")
    assert [row.node_id for row in opened.parts(Contact)] == [planted.node.pk]
    for model in (Contact, Visit):
        with pytest.raises(ValueError, match="is no way from"):
            opened.parts(model, through=detour)
        with pytest.raises(ValueError, match="is no way from"):
            care.listed(cast.bob, model, purpose="Dagens liste", through=detour)


def test_a_files_words_cannot_be_guessed_from_its_hash(cast: Cast, planted: Planted) -> None:
    """The row and the journal outlive the person's key, and a paper of a few words is soon guessed."""
    words = b"Hans faldt i badet"
    kept = files.store(by=cast.bob, node=planted.node, name="x.txt", stream=io.BytesIO(words))
    again = files.store(by=cast.bob, node=planted.node, name="x.txt", stream=io.BytesIO(words))
    guessed = hashlib.sha256(words).hexdigest()
    noted = [str(entry.data) for entry in JournalEntry.objects.filter(verb="file.stored")]
    assert guessed not in {kept.sha256, again.sha256}
    assert kept.sha256 != again.sha256
    assert any(kept.sha256 in each for each in noted)
    assert not any(guessed in each for each in noted)

    opened = care.opened(cast.bob, planted.node.pk, purpose="Besøg i morgen")
    found = StoredFile.anywhere.get(pk=kept.pk)
    assert opened.content(found) == words
    place = files._place(found)
    place.write_bytes(secrets.seal_bytes(planted.subject, b"Andet", bound_to=str(kept.pk)))
    with pytest.raises(NotFound, match="er ændret"):
        opened.content(found)


@pytest.mark.parametrize(("begins", "ends", "may"), [(-9, -1, False), (1, None, False), (-9, 0, True), (0, None, True)])
def test_yesterdays_and_tomorrows_caseload_open_nothing(
    cast: Cast, planted: Planted, begins: int, ends: int | None, may: bool
) -> None:
    until = TODAY + ends * DAY if ends is not None else None
    Caseload.objects.update(valid_from=TODAY + begins * DAY, valid_until=until)
    assert care.listed(cast.bob, Visit, purpose="Dagens liste").exists() is may
    assert bool(care.opened_all(cast.bob, [planted.node.pk], purpose="Besøg")) is may


def test_who_has_one_person_meets_nothing_of_another(cast: Cast, planted: Planted) -> None:
    other = plant(
        by=cast.alice,
        person=cast.person(cast.alice),
        organisation=cast.municipality,
        party=cast.municipality,
        past_the_deeds=False,
    )
    caseload.end_party(by=cast.alice, party=other.node.parties.get())
    for who, mine, theirs in ((cast.bob, planted, other), (cast.alice, other, planted)):
        opened = care.opened(who, mine.node.pk, purpose="Besøg i morgen")
        assert opened.words("words").startswith(CANARY)
        with pytest.raises(NotFound):
            care.opened(who, theirs.node.pk, purpose="Besøg i morgen")
        kept = StoredFile.anywhere.get(node=theirs.node)
        with pytest.raises(RuntimeError, match="care record's"):
            opened.content(kept)


def test_a_link_to_what_was_erased_opens_nothing_but_the_persons_own(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    planted = plant(
        by=cast.bob,
        person=cast.person(cast.bob),
        organisation=cast.municipality,
        party=cast.elsewhere,
        invited=(cast.person(cast.secretary),),
        past_the_deeds=False,
    )
    asked = Invitation.anywhere.get(gathering=planted.node.pk)
    assert asked.issued is not None
    assert invitations.opened([asked.issued.pk], asked.pk, people.NOBODY) == asked
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(by=cast.bob, subject=planted.subject, kind=erasure.WITHDRAWAL, reason="Personen bad om det")
    with pytest.raises(NotFound):
        invitations.opened([asked.issued.pk], asked.pk, people.NOBODY)
    assert passes.standing([planted.issued.pk, asked.issued.pk]) == {Held(planted.node.pk, PURPOSE)}
    assert erasure.again(everything=True).rows == 0
