"""Search: Danish stems, the same hits on both databases, only what may be seen, and nothing left of what is forgotten."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection

from samspil.spine import journal, search, thread
from samspil.spine.models import Node, SearchEntry
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
    "sundhed": ["A", "B"],
    "SUNDHEDEN": ["A", "B"],
    "sundheds": ["A", "B"],
    "sundhedsråd": ["C"],
    "sundhedsrådene": ["C"],
    "råd": ["D"],
    "rad": [],
    "ældre": ["A"],
    "ÆLDRE borgere": ["A"],
    "borger ældre": ["A"],
    "ældre lægehus": [],
    "lægehusets": ["B"],
    "2028": ["B"],
    "5,7 mio.": ["B"],
    "25-11234": ["D"],
    "café": ["D"],
    "cafe": [],
    "müller": ["D"],
    "b": ["B"],
}
RECORDS = {
    "A": "Borgernes sundhed. Ældre borgere",
    "B": "Sundheden og lægehuset: 5,7 mio. i 2028",
    "C": "De nye sundhedsråd",
    "D": "Gode råd på Café Müller, sag 25-11234",
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
        ("x " * 200 + "sundheden " + "y " * 200, "sundhed", f"… {('x ' * 200 + 'sundheden ' + 'y ' * 200)[347:507]} …"),
        ("Første linje\nanden linje", "ukendt", "Første linje anden linje"),
        ("", "sundhed", ""),
    ],
)
def test_a_piece_of_text_stands_around_the_first_match(words: str, wanted: str, shown: str) -> None:
    assert search.snippet(words, wanted) == shown
