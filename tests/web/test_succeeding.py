"""A colleague's care is given on by the coordinator of the place alone, on a page that tells nothing of whom it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.paper.refusal import NotAllowed
from samspil.spine import kinds, people
from samspil.spine.models import Caseload, JournalEntry, Person
from samspil.web import succeeding
from tests.kit.cast import Cast
from tests.visits.planted import CANARY, Planted, plant

pytestmark = pytest.mark.django_db
PAGE = "web:name_successor"


@pytest.fixture
def planted(cast: Cast) -> Planted:
    bob = cast.person(cast.bob)
    return plant(
        by=cast.alice, person=bob, organisation=cast.municipality, party=cast.elsewhere, within=cast.partnership
    )


@pytest.fixture
def nora(cast: Cast) -> Person:
    made = people.add_person(by=people.job("test"), name="Nora", is_invented=True)
    people.give_role(
        by=people.job("test"), person=made, role="staff", organisation=cast.municipality, from_on=timezone.localdate()
    )
    return made


def key(cast: Cast, person: Person) -> str:
    return f"{cast.municipality.pk}:{person.pk}"


def stops(person: Person) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for role in person.roles.all():
        people.end_role(by=people.job("test"), role=role, on=yesterday)


def test_the_coordinator_gives_on_what_a_colleague_had_and_opens_nothing(
    cast: Cast, planted: Planted, nora: Person, client_of: Callable[..., Client]
) -> None:
    browser, bob = client_of(cast.alice), cast.person(cast.bob)
    stops(bob)
    shown = browser.get(reverse(PAGE)).content.decode()
    assert "Bob, Eksempel Kommune" in shown
    assert CANARY not in shown

    answer = browser.post(reverse(PAGE), {"left": key(cast, bob), "to": key(cast, nora)}, follow=True)
    assert "Det, Bob havde i forløb i Eksempel Kommune, er hos Nora nu" in answer.content.decode()
    assert CANARY not in answer.content.decode()
    (row,) = Caseload.objects.filter(ended_at__isnull=True, subject=planted.subject, organisation=cast.municipality)
    assert row.person == nora
    assert JournalEntry.objects.filter(verb="caseload.taken", person_id=cast.alice.person_id).exists()


def refused(browser: Client, left: str, to: str) -> bool:
    answer = browser.post(reverse(PAGE), {"left": left, "to": to})
    return answer.status_code == 422


def test_nobody_takes_from_who_still_works_takes_for_themselves_or_takes_what_is_no_work_of_theirs(
    cast: Cast, planted: Planted, nora: Person, client_of: Callable[..., Client]
) -> None:
    browser, bob = client_of(cast.alice), cast.person(cast.bob)
    assert refused(browser, key(cast, bob), key(cast, nora)), "he works there"
    stops(bob)
    for other in (cast.alice, cast.secretary, cast.politician, cast.director, cast.bob):
        assert refused(browser, key(cast, bob), key(cast, cast.person(other)))
    (row,) = Caseload.objects.filter(ended_at__isnull=True, subject=planted.subject, organisation=cast.municipality)
    assert row.person == bob
    assert not refused(browser, key(cast, bob), key(cast, nora))


def test_whether_there_was_anything_to_give_is_not_told_and_is_noted_either_way(
    cast: Cast, nora: Person, client_of: Callable[..., Client]
) -> None:
    browser, bob = client_of(cast.alice), cast.person(cast.bob)
    plant(by=cast.alice, person=bob, organisation=cast.municipality, party=cast.elsewhere, within=cast.partnership)
    stops(bob)
    told = []
    for _turn in range(2):
        answer = browser.post(reverse(PAGE), {"left": key(cast, bob), "to": key(cast, nora)}, follow=True)
        told.append(answer.content.decode().count("Det, Bob havde i forløb"))
    assert told == [1, 1]
    assert JournalEntry.objects.filter(verb="caseload.succeeded", person_id=cast.alice.person_id).count() == 2


def test_two_of_different_places_are_refused_before_anything_is_asked_of_them(
    cast: Cast, nora: Person, client_of: Callable[..., Client]
) -> None:
    job, bob, eva = people.job("test"), cast.person(cast.bob), people.add_person(by=people.job("test"), name="Eva")
    today = timezone.localdate()
    people.give_role(
        by=job, person=cast.person(cast.alice), role="coordinator", organisation=cast.elsewhere, from_on=today
    )
    people.give_role(by=job, person=eva, role="staff", organisation=cast.elsewhere, from_on=today)
    stops(bob)
    answer = client_of(cast.alice).post(reverse(PAGE), {"left": key(cast, bob), "to": f"{cast.elsewhere.pk}:{eva.pk}"})
    assert "Vælg en, der arbejder i Eksempel Kommune." in answer.content.decode()
    assert not JournalEntry.objects.filter(verb="caseload.succeeded").exists()


def test_the_list_is_the_same_whether_or_not_somebody_has_a_person_in_their_care(cast: Cast, nora: Person) -> None:
    before = succeeding.colleagues(cast.alice)
    plant(
        by=cast.alice,
        person=nora,
        organisation=cast.municipality,
        party=cast.elsewhere,
        within=cast.partnership,
    )
    assert succeeding.colleagues(cast.alice) == before
    assert {each.organisation for each in before} == {cast.municipality}


def test_who_has_stopped_can_be_relieved_but_takes_nothing_over(cast: Cast, django_assert_num_queries: Any) -> None:
    bob = cast.person(cast.bob)
    people.end_role(by=people.job("test"), role=bob.roles.get(), on=timezone.localdate() - dt.timedelta(days=1))
    with django_assert_num_queries(1):
        (told,) = (each for each in succeeding.colleagues(cast.alice) if each.person == bob)
    assert (told.is_there, told.label) == (False, "Bob, Eksempel Kommune (stoppet)")
    form = succeeding.SuccessorForm(among=[told], reader=cast.alice)
    assert [len(form.fields[name].choices) for name in ("left", "to")] == [2, 1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["bob", "charlie", "secretary", "politician", "director"])
def test_nobody_else_gives_on_what_is_had_at_the_place(cast: Cast, planted: Planted, nora: Person, name: str) -> None:
    with pytest.raises(NotAllowed, match="Kun stedets tovholder"):
        succeeding.name_successor(
            by=getattr(cast, name), left=cast.person(cast.bob), organisation=cast.municipality, to=nora
        )
    assert Caseload.objects.get(subject=planted.subject, ended_at__isnull=True).person == cast.person(cast.bob)


def test_the_way_to_the_page_stands_where_there_is_care_and_for_who_may(
    cast: Cast, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = client_of(cast.alice), client_of(cast.bob)

    def leads(browser: Client) -> bool:
        return reverse(PAGE) in browser.get(reverse("web:overview")).content.decode()

    assert leads(alice)
    assert not leads(bob)
    monkeypatch.setattr(kinds, "in_care", list)
    assert not leads(alice)
    assert alice.get(reverse(PAGE)).status_code == 404
