"""Search: Danish stems, the same hits on both databases, only what may be seen, and nothing left of what is forgotten."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from django.db import connection

from samspil.spine import journal, search, thread, wording
from samspil.spine.models import Node, SearchEntry, SearchWord
from tests.kit.cast import Cast
from tests.kit.vault import Race


def record(cast: Cast, title: str, words: str = "", **fields: object) -> Node:
    said = {"organisation": cast.municipality, "visibility": "public", "kind": "test_early", **fields}
    with journal.writing():
        node = thread.open_node(by=cast.alice, title=title, **said)  # type: ignore[arg-type]
        search.index(node, words)
    return node


def found(cast: Cast, words: str, **said: object) -> list[str]:
    return [node.title for node in search.find(cast.dorte, words, **said)]  # type: ignore[arg-type]


# What is asked, and which of the records below hold it.
HITS = {
    "sundhed": ["A", "B", "C", "E"],
    "SUNDHEDEN": ["A", "B"],
    "sundheds": ["A", "B", "C", "E"],
    "sundhedsråd": ["C"],
    "sundhedsraad": ["C"],
    "sundhedsrådene": ["C"],
    "råd": ["C", "D"],
    "rad": [],
    "ældre": ["A"],
    "aeldre": ["A"],
    "ÆLDRE borgere": ["A"],
    "borger ældre": ["A"],
    "ældre lægehus": [],
    "lægehusets": ["B"],
    "laegehus": ["B"],
    "læg": ["B"],
    "hus": ["B"],
    "2028": ["B"],
    "202": ["B"],
    "5,7 mio.": ["B"],
    "25-11234": ["D"],
    "café": ["D", "E"],
    "cafe": ["D", "E"],
    "caféer": ["D", "E"],
    "cafeen": ["D", "E"],
    "sundhedscafe": ["E"],
    "müller": ["D"],
    "muller": ["D"],
    "b": ["B"],
    "bo": [],
    "bor": ["A"],
    "aarhus": ["E"],
    "Århus": ["E"],
    "aa": [],
    "aar": ["E"],
    "micha": ["E"],
    "Michæl": ["E"],
    "bloede": ["E"],
    "ændre": [],
}
RECORDS = {
    "A": "Borgernes sundhed. Ældre borgere",
    "B": "Sundheden og lægehuset: 5,7 mio. i 2028",
    "C": "De nye sundhedsråd",
    "D": "Gode råd på Café Müller, sag 25-11234",
    "E": "Michael åbnede sundhedscaféen i Aarhus med bløde stole",
}


@pytest.mark.parametrize("asked", HITS)
def test_what_is_found(cast: Cast, asked: str) -> None:
    for title, words in RECORDS.items():
        record(cast, title, words)
    assert sorted(found(cast, asked)) == HITS[asked]


@pytest.mark.parametrize(
    "asked",
    [
        '"',
        '""',
        '"a" OR "b"',
        "a*",
        "NEAR(a b)",
        "stems:a",
        "a AND NOT b",
        "-a",
        "^a",
        "'",
        "a' | 'b",
        "a & | !",
        "(",
        "a:*B",
        "\\",
        "%s",
        "%(x)s",
        "\x00",
        "🙂",
        "",
        "   ",
        "…",
        "æ" * 5000,
        "; DROP TABLE spine_node",
        "{a}",
        "a + b",
        "<->",
    ],
)
def test_signs_with_a_meaning_to_the_database_do_no_harm(cast: Cast, asked: str) -> None:
    record(cast, "Ord", "noget helt andet " + "æ" * 3000)
    assert found(cast, asked) == (["Ord"] if asked == "æ" * 5000 else [])


def test_only_what_the_actor_may_see_is_found(cast: Cast) -> None:
    for how in ("public", "organisation", "circle", "persons"):
        record(cast, how, "KANARIEFUGL", visibility=how, within=cast.partnership)
    record(cast, "over", "KANARIEFUGL", visible_until=dt.date(2020, 1, 1))
    seen = {
        who.name: {node.title for node in search.find(who, "kanariefugl")}
        for who in (cast.alice, cast.bob, cast.charlie)
    }
    assert seen == {
        "Alice": {"public", "organisation", "circle"},
        "Bob": {"public", "organisation"},
        "Charlie": {"public"},
    }
    assert found(cast, "kanariefugl") == ["public"]


def test_the_newest_comes_first_by_kind_and_by_page(cast: Cast) -> None:
    for day in range(1, 8):
        kind = "test_late" if day % 2 else "test_early"
        record(cast, f"{day}", "møde", occurred_on=dt.date(2026, 3, day), kind=kind)
    assert found(cast, "møde") == ["7", "6", "5", "4", "3", "2", "1"]
    pages = [[n.title for n in search.find(cast.dorte, "møde")[at : at + 3]] for at in (0, 3, 6, 9)]
    assert pages == [["7", "6", "5"], ["4", "3", "2"], ["1"], []]
    assert found(cast, "møde", kinds=frozenset({"test_early"})) == ["6", "4", "2"]
    assert found(cast, "møde", kinds=frozenset()) == []


def test_a_new_title_keeps_the_words_and_new_words_replace_the_old(cast: Cast) -> None:
    node = record(cast, "Gammel titel", "køkkenbord")
    node.title = "Ny\noverskrift"
    for _ in range(3):
        search.index(node)
    assert SearchEntry.objects.get(node=node).words == "Ny overskrift\nkøkkenbord"
    assert (found(cast, "gammel"), found(cast, "overskrift køkkenborde")) == ([], ["Gammel titel"])
    search.index(node, "salon")
    assert (found(cast, "køkkenbord"), found(cast, "salonen")) == ([], ["Gammel titel"])
    search.forget(node)
    search.forget(node)
    assert found(cast, "overskrift") == []
    fresh = thread.retitle(Node.objects.get(pk=node.pk), "Frisk")
    assert (found(cast, "frisk"), SearchEntry.objects.get(node=fresh).words) == (["Frisk"], "Frisk\n")


@pytest.mark.parametrize("way", ["forgotten", "written over"])
def test_forgotten_words_are_gone_from_every_file_of_the_database(
    race: Race, cast: Cast, tmp_path: Path, way: str
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no file that the product can read; its own vacuum overwrites")
    canary = "kvartalskanariefuglen"
    stem = search.stems(canary)[0]
    gone = record(cast, "Hemmeligt", f"{canary} {'fyld ' * 3000}{canary}")
    others = [record(cast, f"Andet {number}", f"ord{number} {'fyld ' * 50}") for number in range(50)]

    def left() -> set[str]:
        whole = b"".join(path.read_bytes() for path in tmp_path.glob("disk.sqlite3*")).lower()
        return {word for word in (canary, stem) if word.encode() in whole}

    assert left() == {canary, stem}
    if way == "forgotten":
        search.forget(gone)
    else:
        search.index(gone, "intet")
        search.empty_log()
    assert left() == set()
    assert found(cast, canary) == []
    assert len(found(cast, "fyld")) == len(others)


@pytest.mark.parametrize(
    ("words", "wanted", "shown"),
    [
        ("Mødet om sundheden i Eksempelby", "sundhed", "Mødet om sundheden i Eksempelby"),
        ("Første linje\nanden linje", "ukendt", "Første linje anden linje"),
        ("", "sundhed", ""),
        ("x" * 400, "sundhed", f"{'x' * 160} …"),
    ],
)
def test_a_piece_of_text_stands_around_the_first_match(words: str, wanted: str, shown: str) -> None:
    assert search.snippet(words, wanted) == shown


@pytest.mark.parametrize("seed", range(20))
def test_a_piece_of_text_is_cut_between_words(seed: int) -> None:
    dice = random.Random(seed)
    words = ["ord" * dice.randint(1, 6) for _ in range(200)]
    words[dice.randrange(200)] = "sundhedscaféen"
    piece = search.snippet(" ".join(words), "cafe")
    inside = piece.removeprefix("… ").removesuffix(" …")
    assert "sundhedscaféen" in inside.split()
    assert set(inside.split()) <= set(words)
    assert len(inside) <= search.SNIPPET


@pytest.mark.parametrize("asked", HITS)
def test_a_word_that_answers_is_never_passed_over(asked: str) -> None:
    for text in RECORDS.values():
        for word in search.WORD.findall(text):
            for each in wording.sought(asked):
                assert each.may_stand_in(word) or not each.is_answered_by(wording.tokens(word))


SLIPS = {
    "sundhedscafee": "one letter too many",
    "sundhedsscafe": "a letter twice",
    "sundhedcafe": "a letter missing",
    "sunhdedscafe": "two letters changed about",
    "sundhetscafe": "a wrong letter",
    "undhedscafe": "the first letter missing",
}


@pytest.mark.parametrize("asked", SLIPS)
def test_one_slip_of_the_pen_is_forgiven(cast: Cast, asked: str) -> None:
    for title, words in {**RECORDS, "E": "En sundhedscafe"}.items():
        record(cast, title, words)
    near = search.slips(asked)
    assert near == {"sundhedscafe"}
    assert found(cast, asked, near=near) == ["E"]


@pytest.mark.parametrize("asked", ["raad", "hus", "sundehdscaef", "2028"])
def test_short_words_and_two_slips_are_not(cast: Cast, asked: str) -> None:
    for title, words in {**RECORDS, "E": "En sundhedscafe"}.items():
        record(cast, title, words)
    assert search.slips(asked) == set()


def slow_distance(word: str, other: str) -> int:
    """Optimal string alignment, by the table: letters wrong, missing, too many, and two changed about."""
    table = [[max(a, b) if not a or not b else 0 for b in range(len(other) + 1)] for a in range(len(word) + 1)]
    for a in range(1, len(word) + 1):
        for b in range(1, len(other) + 1):
            differs = word[a - 1] != other[b - 1]
            table[a][b] = min(table[a - 1][b] + 1, table[a][b - 1] + 1, table[a - 1][b - 1] + differs)
            if a > 1 and b > 1 and word[a - 2 : a] == other[b - 2 : b][::-1]:
                table[a][b] = min(table[a][b], table[a - 2][b - 2] + 1)
    return table[-1][-1]


@pytest.mark.parametrize("seed", range(10))
def test_one_slip_is_what_the_table_says_and_leaves_one_end_as_it_was(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(300):
        word = "".join(dice.choice("abc") for _ in range(dice.randint(5, 9)))
        other = "".join(dice.choice("abc") for _ in range(dice.randint(4, 10)))
        if dice.random() < 0.7:
            at = dice.randrange(len(word))
            other = dice.choice(
                [word[:at] + word[at + 1 :], word[:at] + "d" + word[at:], word[:at] + "c" + word[at + 1 :]]
            )
        assert wording.is_one_slip(word, other) == (slow_distance(word, other) == 1)
        if wording.is_one_slip(word, other):
            assert any(one == two for one, two in zip(wording.ends(word), wording.ends(other), strict=True))


def test_a_slip_leads_nobody_to_what_they_may_not_see(cast: Cast) -> None:
    record(cast, "Lukket", "kanariefuglen", visibility="organisation")
    near = search.slips("kanarifuglen")
    assert near == {"kanariefuglen"}
    assert found(cast, "kanarifuglen", near=near) == []
    assert [node.title for node in search.find(cast.bob, "kanarifuglen", near=near)] == ["Lukket"]


def test_a_search_is_narrowed_to_a_year_and_a_body(cast: Cast) -> None:
    for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 1), None):
        record(cast, str(day), "møde", occurred_on=day, within=cast.committee if day and day.month == 1 else None)
    assert found(cast, "møde", narrowed=search.Narrowed(year=2026)) == ["2026-12-31", "2026-01-01"]
    within = search.Narrowed(within=cast.committee.pk)
    assert found(cast, "møde", narrowed=within) == ["2027-01-01", "2026-01-01"]
    assert found(cast, "møde", narrowed=search.Narrowed(within=cast.committee.pk, year=2025)) == []


def test_a_word_is_known_while_somebody_says_it(cast: Cast) -> None:
    first, second = record(cast, "Et", "kanariefuglen synger"), record(cast, "To", "kanariefuglen tier")

    def known(word: str) -> bool:
        return SearchWord.objects.filter(word=word).exists()

    assert (known("kanariefuglen"), known("synger")) == (True, True)
    search.forget(first)
    assert (known("kanariefuglen"), known("synger")) == (True, False)
    search.index(second, "noget andet")
    assert not known("kanariefuglen")
    assert known("noget")
