"""The lists of trials, ideas and learning through their pages: what each reader meets, and what is not theirs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.trials import actions
from samspil.features.trials.models import LearningPoint
from tests.features.trials.test_ideas import given, place
from tests.kit import given as kit
from tests.kit.cast import Cast
from tests.kit.clients import Browse


def shown(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"trials:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def learned(cast: Cast) -> LearningPoint:
    """Give what a trial taught that only Alice's house sees, beside a public trial."""
    actions.propose(by=cast.alice, origin=place(cast, "public"), title="Bænken i skoven")
    running = kit.running_trial(cast, place(cast), title="Kaffe i hallen")
    return actions.learn(by=cast.alice, trial=running, title="Kaffen først", words="Samtalen begynder ved kaffen")


def test_a_stranger_is_listed_the_public_trials_alone(cast: Cast, learned: LearningPoint, browse: Browse) -> None:
    outside, inside = shown(browse(cast.charlie), "list"), shown(browse(cast.bob), "list")
    assert ("Bænken i skoven" in outside, "Kaffe i hallen" in outside) == (True, False)
    assert ("Bænken i skoven" in inside, "Kaffe i hallen" in inside) == (True, True)


def test_a_stranger_is_listed_the_public_ideas_alone(cast: Cast, browse: Browse) -> None:
    given(cast, "Åben idé", origin=place(cast, "public"))
    given(cast, "Indre idé", origin=place(cast))
    outside, inside = shown(Client(), "ideas"), shown(browse(cast.bob), "ideas")
    assert ("Åben idé" in outside, "Indre idé" in outside) == (True, False)
    assert ("Åben idé" in inside, "Indre idé" in inside) == (True, True)


def test_what_was_learned_has_a_page_for_those_who_may_see_the_trial(
    cast: Cast, learned: LearningPoint, browse: Browse
) -> None:
    assert "Samtalen begynder ved kaffen" in shown(browse(cast.bob), "learning", learned.pk)
    for outside in (Client(), browse(cast.charlie)):
        assert outside.get(reverse("trials:learning", args=[learned.pk])).status_code == 404
