"""No consent, no use: every choice of purposes against every use of the words, asked in the queries themselves."""

from __future__ import annotations

import itertools

import pytest

from samspil.features.insights import actions as insights
from samspil.features.insights import queries as insight_queries
from samspil.features.insights.models import Insight
from samspil.features.voices import rules
from samspil.features.voices.models import Voice
from samspil.paper.refusal import Refused
from samspil.spine import consent
from samspil.spine.models import Quote
from tests.features.voices.conftest import Give
from tests.kit.cast import Cast

ALL = list(rules.PURPOSES)


def quoted_in_insight(cast: Cast, voice: Voice) -> Insight:
    insight = insights.begin(
        by=cast.alice, draft=insights.Draft(statement="Bussen mangler", organisation=cast.municipality)
    )
    passage = Quote.objects.get(node=voice.node)
    insights.rest_on(by=cast.alice, insight=insight, passage=passage, why="Det blev sagt.")
    return insight


@pytest.mark.parametrize(
    "chosen", [some for n in range(len(ALL) + 1) for some in itertools.combinations(ALL, n)], ids=" ".join
)
def test_each_use_asks_for_its_own_yes(cast: Cast, give: Give, chosen: tuple[str, ...]) -> None:
    """Every choice of purposes against every use of the words: what is not said yes to is not done."""
    said = set(chosen)
    if not said or (said >= {"publish"} and "quote" not in said):
        with pytest.raises(Refused):
            give(purposes=said)
        return
    voice = give(purposes=said)
    assert {each for each in ALL if consent.allows(voice.node, each)} == said
    assert {each for each in ALL if consent.standing_for(each).filter(node=voice.node).exists()} == said
    offered = insight_queries.offered(cast.alice, "", near=voice.node)
    assert bool(offered) == ("quote" in said)
    speaker = "pårørende" if "role_label" in said else rules.SIDES[voice.side]
    assert [each.quote.speaker for each in offered] == ([speaker] if "quote" in said else [])


def test_a_quote_in_an_insight_goes_when_its_yes_goes_and_only_then(cast: Cast, give: Give) -> None:
    voice = give(purposes=["interpret", "quote", "publish"])
    insight = quoted_in_insight(cast, voice)
    assert insight_queries.standing_evidence().filter(insight=insight).count() == 1
    consent.take_back(by=cast.alice, node=voice.node, purposes={"publish"})
    assert insight_queries.standing_evidence().filter(insight=insight).count() == 1
    consent.take_back(by=cast.alice, node=voice.node, purposes={"quote"})
    assert insight_queries.standing_evidence().filter(insight=insight).count() == 0
