"""What a trial counted beside its rule: told and drawn for those who work with it, and for nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from samspil.analysis.disclosure import small
from samspil.features.trials import actions, measured
from samspil.features.trials.actions import rounds
from samspil.features.trials.models import Round, Trial
from tests.features.trials.test_ideas import place
from tests.features.trials.test_views import shown
from tests.kit import given as kit
from tests.kit.cast import Cast
from tests.kit.clients import Browse


def trial(below: int | None = 3, counted: str = "hvor mange der kom") -> Trial:
    return Trial(stop_below=below, counted=counted)


def tried(*counts: int | None) -> list[Round]:
    day = dt.date(2026, 4, 9)
    return [Round(number=number, state="tried", held_on=day, count=count) for number, count in enumerate(counts, 1)]


@pytest.mark.parametrize(
    ("below", "counts", "said"),
    [
        (3, [9, 14, 17], "I 3 af 3 omgange talte I mindst 3."),
        (3, [2, 3], "I 1 af 2 omgange talte I mindst 3."),
        (3, [2], "I 0 af 1 omgang talte I mindst 3."),
        (3, [9, None], "I 1 af 1 omgang talte I mindst 3."),
        (3, [], ""),
        (None, [9, 14], ""),
    ],
)
def test_the_result_is_told_against_the_rule(below: int | None, counts: list[int | None], said: str) -> None:
    told = measured.against_rule(trial(below), tried(*counts))
    assert told.startswith(said)
    assert bool(told) == bool(said)


def test_a_round_that_counted_nothing_is_no_bar_and_one_bar_is_no_picture() -> None:
    assert measured.picture(trial(), tried(9, None)) is None
    drawn = measured.picture(trial(), tried(9, None, 14))
    assert drawn is not None
    assert drawn.table is not None
    assert [row[0][0].text for row in drawn.table.rows] == ["1. omgang", "3. omgang", "Stop under"]  # type: ignore[union-attr]
    without = measured.picture(trial(below=None, counted=""), tried(9, 14))
    assert without is not None
    assert without.caption == "Talt"


def test_exact_counts_of_few_are_drawn_for_nobody_outside(cast: Cast, browse: Browse) -> None:
    running = kit.running_trial(cast, place(cast, "public"), title="Kaffe", stop_below=2, counted="hvor mange der kom")
    actions.describe(by=cast.alice, trial=running, words="Kaffe hver torsdag. Spørg Alice.")
    actions.publish(by=cast.alice, trial=running)
    for count in (3, 4):
        planned = rounds.plan(by=cast.alice, trial=running, plan="Vi dækker bord", expected="Fem")
        rounds.follow_up(
            by=cast.alice,
            round_=planned,
            held_on=dt.date(2026, 4, 9),
            done="Nogle kom",
            seen="De talte",
            act="keep",
            act_why="Det virker",
            count=count,
        )

    inside, outside = (shown(browse(who), "detail", running.pk) for who in (cast.bob, cast.charlie))
    assert ("<svg" in inside, "I 2 af 2 omgange" in inside) == (True, True)
    assert "I 2 af 2 omgange" not in outside
    assert 'class="chart"' not in outside
    assert f"højst {small.HIDE_AT_MOST}" in outside
    assert "Planlæg næste omgang" in inside
    assert "Hvad nu?" not in outside
