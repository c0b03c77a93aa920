"""What somebody owes on a care record stands on their own page, and says nothing of whom it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.spine import caseload, desk, duties, people
from samspil.spine.models import Caseload, Duty
from samspil.spine.people import Actor
from samspil.web import tally
from tests.kit.cast import Cast
from tests.visits.planted import CANARY, Planted, plant

ClientOf = Callable[[Actor], Client]


@pytest.fixture
def planted(cast: Cast) -> Planted:
    return plant(
        by=cast.alice, person=cast.person(cast.bob), organisation=cast.municipality, party=cast.elsewhere, invited=()
    )


def page(client_of: ClientOf, actor: Actor) -> str:
    return client_of(actor).get(reverse("web:overview")).content.decode()


def test_who_has_the_person_meets_the_duty_and_not_a_word_of_it(
    cast: Cast, client_of: ClientOf, planted: Planted
) -> None:
    shown = page(client_of, cast.bob)
    assert "Ring til personen" in shown
    assert "Forventes af dig (1)" in " ".join(shown.split())
    assert reverse("web:thread", args=[planted.node.pk]) in shown
    assert CANARY.casefold() not in shown.casefold()
    assert tally.counted(cast.bob)[desk.LABEL] == 1


@pytest.mark.parametrize("who", ["alice", "secretary", "politician", "charlie"])
def test_nobody_else_meets_it(cast: Cast, client_of: ClientOf, planted: Planted, who: str) -> None:
    actor = getattr(cast, who)
    assert "Ring til personen" not in page(client_of, actor)
    assert tally.counted(actor).get(desk.LABEL, 0) == 0


def test_it_is_gone_with_the_person_and_when_it_is_done(cast: Cast, client_of: ClientOf, planted: Planted) -> None:
    other = duties.give(by=cast.bob, node=planted.node, purpose="test_call", title="x", owner=cast.person(cast.bob))
    assert tally.counted(cast.bob)[desk.LABEL] == 2
    duties.do(by=cast.bob, duty=Duty.anywhere.get(pk=other.pk), proof="")
    assert tally.counted(cast.bob)[desk.LABEL] == 1
    caseload.let_go(by=cast.alice, row=Caseload.objects.get())
    assert "Ring til personen" not in page(client_of, cast.bob)


def test_what_somebody_left_behind_stands_with_who_can_give_it_on_without_whom_it_is_about(
    cast: Cast, client_of: ClientOf, planted: Planted
) -> None:
    heading, alice = "Opgaver i forløb, som ingen har", client_of(cast.alice)
    assert heading not in alice.get(reverse("web:overview")).content.decode()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    people.end_role(by=people.job("test"), role=cast.person(cast.bob).roles.get(), on=yesterday)
    shown = alice.get(reverse("web:overview")).content.decode()
    assert heading in shown
    assert "stod hos Bob" in shown
    assert CANARY.casefold() not in shown.casefold()
    assert heading not in page(client_of, cast.secretary)
