"""What is found in a voice, marked in its words on the reviewing page, with where each thing is judged."""

from __future__ import annotations

from django.urls import reverse

from samspil.features.voices import actions
from samspil.features.voices.queries import publishing as publishing_queries
from tests.features.voices.conftest import Give
from tests.kit.cast import Cast
from tests.kit.clients import Browse


def test_each_found_thing_is_marked_in_the_words_and_leads_to_where_it_is_judged(
    cast: Cast, give: Give, browse: Browse
) -> None:
    voice = give(words="Karen & Bo <b> bor i Vivild.\nRing til Karen på 61 23 45 67.", place="Vivild")
    found = publishing_queries.traces_in(voice)
    assert [(each.part, each.kind, each.words) for each in found] == [
        ("words", "name", "Karen"),
        ("words", "name", "Bo"),
        ("words", "place", "Vivild"),
        ("words", "phone", "61 23 45 67"),
        ("place", "place", "Vivild"),
    ]
    words, *_others, place = publishing_queries.parts(voice)
    pieces = publishing_queries.marked(words, found)
    assert "".join(each.text for each in pieces) == words.text
    assert [(each.text, each.number) for each in pieces if each.trace] == [
        ("Karen", 1),
        ("Bo", 2),
        ("Vivild", 3),
        ("Karen", 1),
        ("61 23 45 67", 4),
    ]
    assert [each.number for each in publishing_queries.marked(place, found)] == [5]

    shown = browse(cast.bob).get(reverse("voices:review", args=[voice.pk])).content.decode()
    for number in range(1, 6):
        assert shown.count(f'id="fund-{number}"') == 1
        assert f'<a href="#fund-{number}"' in shown
    assert shown.count("<mark>Karen <a") == 2
    assert "&lt;b&gt; bor i <mark>Vivild" in shown
    assert "mindre end en kommune" in shown


def test_a_reason_may_name_a_place_which_is_masked_until_somebody_says_otherwise(cast: Cast, give: Give) -> None:
    voice = give()
    actions.close(by=cast.alice, voice=voice, because="Vejen i Vivild er statens.")
    (found,) = publishing_queries.traces_in(voice)
    assert (found.part, found.kind, found.short) == ("because", "place", "sted")
    assert publishing_queries.as_public(voice, "because", "Vejen i Vivild er statens.") == "Vejen i [sted] er statens."
