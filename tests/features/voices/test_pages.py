"""A voice's page and the person's own: the step it has come to, its story gathered, and what is to be done next."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse

from samspil.features.voices import actions, queries, rules
from samspil.features.voices.actions import publishing
from samspil.features.voices.queries import Event
from samspil.features.voices.rules import fates
from samspil.spine.models import Node
from tests.features.voices.conftest import Give
from tests.features.voices.test_readings import opened
from tests.kit.cast import Cast
from tests.kit.clients import Browse


@pytest.mark.parametrize("stage", rules.Stage)
def test_each_stage_is_a_step_of_the_path_and_none_lies_before_an_earlier_stage(stage: rules.Stage) -> None:
    steps = list(fates.STEPS)
    here = queries.step_of(rules.Fate(stage))
    assert here in steps
    assert all(steps.index(fates.STEP_OF[before]) <= steps.index(here) for before in rules.Stage if before <= stage)


def test_what_goes_no_further_or_is_withdrawn_stands_beside_the_path() -> None:
    assert queries.step_of(rules.Fate(rules.Stage.TRIED, because="For dyrt")) == "closed"
    assert queries.step_of(rules.Fate(rules.Stage.DECIDED, because="For dyrt")) == "decided"
    assert queries.step_of(rules.Fate(rules.Stage.TRIED, is_withdrawn=True)) == "withdrawn"
    assert fates.BESIDE.keys() == {"closed", "withdrawn"}


def test_steps_that_say_the_same_are_one_chapter() -> None:
    nodes = [Node(title=f"Beslutning {number}") for number in range(3)]
    days = [dt.date(2026, 6, number) for number in (1, 2, 3)]
    events = [
        Event(days[0], "Bidraget blev givet"),
        *(Event(on, "Politikerne har truffet en beslutning", node) for on, node in zip(days, nodes, strict=True)),
        Event(None, "Der er sat penge af", nodes[0]),
    ]
    given, decided, money = queries.chapters(events)
    assert (given.sentence, given.on, given.nodes) == ("Bidraget blev givet", days[0], ())
    assert (decided.on, decided.until) == (days[0], days[2])
    assert (decided.named, decided.folded) == (tuple(nodes[1:]), (nodes[0],))
    assert (money.on, money.named, money.folded) == (None, (nodes[0],), ())


def main_button(page: str) -> list[str]:
    """Return what stands out in *Hvad nu?*."""
    found = re.search(r'<section class="now".*?</section>', page, re.DOTALL)
    return re.findall(r'class="button button-primary" href="[^"]*?/([a-z-]+)/"', found[0]) if found else []


def shown(client: Any, voice: Any) -> str:
    return client.get(reverse("voices:detail", args=[voice.pk])).content.decode()


def test_what_is_missing_first_is_the_only_button_that_stands_out(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give(danger="")
    assert main_button(shown(browse(cast.alice), voice)) == ["fare"]

    settled = give()
    assert main_button(shown(browse(cast.alice), settled)) == ["svar"]
    publishing.ask(by=cast.alice, voice=settled)
    assert main_button(shown(browse(cast.bob), settled)) == ["gennemgang"]
    assert main_button(shown(browse(cast.alice), settled)) == ["svar"]
    actions.answer(by=cast.alice, voice=settled, words="Tak", channel="phone", proof="Ringet")
    assert main_button(shown(browse(cast.alice), settled)) == ["gennemgang"]
    for outside in (cast.politician,):
        assert "Hvad nu?" not in shown(browse(outside), settled)


def test_the_persons_own_page_says_words_then_answer_then_what_they_can_do(cast: Cast, give: Give) -> None:
    voice = give()
    page = opened(cast, voice).get(reverse("voices:own", args=[voice.pk])).content.decode()
    parts = ["Det fortalte du", "Svar til dig", "Hvad blev der af det?", "Det kan du gøre", "Det har du sagt ja til"]
    assert [page.index(each) for each in parts] == sorted(page.index(each) for each in parts)
    assert "Træk mit bidrag tilbage" in page[page.index("Det kan du gøre") : page.index("Det har du sagt ja til")]


def test_the_list_is_narrowed_to_those_that_wait(cast: Cast, give: Give, browse: Browse) -> None:
    give(title="Venter endnu")
    answered = give(title="Har fået svar")
    actions.answer(by=cast.alice, voice=answered, words="Tak", channel="phone", proof="Ringet")
    client = browse(cast.alice)

    def listed(query: str) -> set[str]:
        page = client.get(reverse("voices:list") + query).content.decode()
        return {title for title in ("Venter endnu", "Har fået svar") if title in page}

    assert listed("") == listed("?vis=andet") == {"Venter endnu", "Har fået svar"}
    assert listed("?vis=venter-paa-svar") == {"Venter endnu"}
    assert listed("?vis=besvaret") == {"Har fået svar"}
