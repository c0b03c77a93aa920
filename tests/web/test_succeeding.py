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


def test_the_coordinator_gives_on_what_a_colleague_has_and_opens_nothing(
    cast: Cast, planted: Planted, nora: Person, client_of: Callable[..., Client]
) -> None:
    browser, bob = client_of(cast.alice), cast.person(cast.bob)
    shown = browser.get(reverse(PAGE)).content.decode()
    assert "Bob, Eksempel Kommune" in shown
    assert CANARY not in shown

    answer = browser.post(reverse(PAGE), {"left": key(cast, bob), "to": key(cast, nora)}, follow=True)
    assert "1 forløb er givet videre til Nora." in answer.content.decode()
    assert CANARY not in answer.content.decode()
    (row,) = Caseload.objects.filter(ended_at__isnull=True, subject=planted.subject, organisation=cast.municipality)
    assert row.person == nora
    assert JournalEntry.objects.filter(verb="caseload.taken", person_id=cast.alice.person_id).exists()


def test_whoever_has_nobody_and_whoever_takes_over_from_themselves_are_refused_on_the_field(
    cast: Cast, planted: Planted, nora: Person, client_of: Callable[..., Client]
) -> None:
    browser, bob = client_of(cast.alice), cast.person(cast.bob)
    for left, to, words in ((nora, bob, "har ingen forløb"), (bob, bob, "Vælg en anden")):
        answer = browser.post(reverse(PAGE), {"left": key(cast, left), "to": key(cast, to)})
        assert words in answer.content.decode()
    assert Caseload.objects.get(subject=planted.subject, ended_at__isnull=True).person == bob


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
    form = succeeding.SuccessorForm(among=[told])
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
