"""How search compares words, held by pairs that say what should be found, and by what each database finds of the same corpus."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import search as bench
from bench import search_pairs
from samspil.spine import compounds, journal, search, thread, wording
from samspil.spine.models import SearchWord
from tests.kit.cast import Cast

RECORDS = 60


def test_pairs_are_found_and_false_friends_are_not() -> None:
    tuned, aside = map(search_pairs.score, search_pairs.halves())
    assert min(tuned.count, aside.count) >= 60
    assert tuned.precision >= 0.95, tuned.wrong
    assert tuned.recall >= 0.97, tuned.wrong
    # The half that no rule was tuned on.
    assert aside.precision >= 0.9, aside.wrong
    assert aside.recall >= 0.97, aside.wrong


@pytest.mark.parametrize(
    ("asked", "stands"),
    [
        ("læge", "debatoplæg"),
        ("læge", "planlægge"),
        ("tal", "hospital"),
        ("ældre", "bedsteforældre"),
        ("ben", "klubben"),
    ],
)
def test_a_short_word_is_not_found_in_the_end_of_another(asked: str, stands: str) -> None:
    assert not any(each.is_answered_by(wording.tokens(stands)) for each in wording.sought(asked))


def test_a_word_is_cut_where_one_can_end_and_another_begin() -> None:
    assert [end for _before, end in compounds.cuts("børneråd")] == ["neråd", "eråd", "råd"]
    assert ("for", "ældre") not in compounds.cuts("forældre")
    assert list(compounds.cuts("x" * 41)) == []


def test_a_slip_in_a_number_is_another_number(cast: Cast) -> None:
    with journal.writing():
        node = thread.open_node(
            by=cast.alice, title="Sag", organisation=cast.municipality, visibility="public", kind="test_early"
        )
        search.index(node, "journalnummer 25112345")
    assert search.slips("25112346") == set()
    assert not SearchWord.objects.filter(word__contains="2511").exists()


def test_each_database_finds_what_the_words_say_in_the_same_order(cast: Cast) -> None:
    write, held = bench.corpus(5), []
    for number in range(RECORDS):
        with journal.writing():
            node = thread.open_node(
                by=cast.alice,
                title=f"Optegnelse {number}",
                organisation=cast.municipality,
                visibility="public",
                kind="test_early",
                occurred_on=dt.date(2026, 1, 1) + dt.timedelta(days=number),
            )
            text = write()
            search.index(node, text)
        held.append((node.pk, wording.tokens(f"{node.title}\n{text}")))

    some = 0
    for words in chain.from_iterable(bench.ASKED.values()):
        near = search.slips(words)
        asked = wording.sought(words, near)
        expected = [pk for pk, tokens in reversed(held) if all(each.is_answered_by(tokens) for each in asked)]
        with CaptureQueriesContext(connection) as queries:
            assert list(search.find(cast.dorte, words, near=near).values_list("pk", flat=True)) == expected, words
        assert len(queries) == 1
        some += bool(expected)
    assert some > len(bench.ASKED)
