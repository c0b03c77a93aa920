"""Search on both databases: the same Danish stems, an index that each database keeps in its own way, and visibility in the query."""

from __future__ import annotations

import functools
import re
import sqlite3
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from samspil.spine import visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Node, SearchEntry
from samspil.spine.models.search import place

WORD = re.compile(r"[0-9a-zæøåéüöäA-ZÆØÅÉÜÖÄ]+")
OVERWRITES = (3, 42)  # the release of SQLite from which FTS5 has 'secure-delete' (0002_search_index turns it on)
LONGEST = 100  # letters of a stem; PostgreSQL refuses to look for words past 2,046 bytes


@functools.cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("danish")


def stems(words: str) -> list[str]:
    """Return the Danish stems of every word, in order, small letters."""
    written = WORD.findall(words.lower())
    return [stem[:LONGEST] for stem in _stemmer().stemWords(written)]


def entry(node: Node, words: str) -> SearchEntry:
    """Make a node's entry, unsaved: its title and open words, at its place in the order of what is found."""
    text = f"{' '.join(node.title.split())}\n{words}"
    return SearchEntry(pk=place(node.occurred_on, node.pk), node=node, words=text, stems=" ".join(stems(text)))


def index(node: Node, words: str | None = None) -> None:
    """Make a node's title and open words searchable, by its day; without `words` those it had stand.

    Called inside a deed. Sealed words are never given to it, nor is a care record: ValueError.
    """
    node.check_on_thread()
    standing = SearchEntry.objects.filter(node=node).first()
    # The first line of what is kept is the title: a new title leaves the rest as it was.
    body = words if words is not None else (standing.words.partition("\n")[2] if standing else "")
    made = entry(node, body)
    # Two records of one day whose keys begin alike: the second takes the next place that is free.
    while SearchEntry.objects.filter(pk=made.pk).exclude(node=node).exists():
        made.pk += 1
    # The key is the place in the index, by day: another day is another row.
    if standing is not None and standing.pk != made.pk:
        standing.delete()
    SearchEntry.objects.update_or_create(pk=made.pk, defaults={"node": node, "words": made.words, "stems": made.stems})


def moved(node: Node) -> None:
    """Put a node that got another day in its new place among what is found. Called inside a deed."""
    if SearchEntry.objects.filter(node=node).exists():
        index(node)


def forget(node: Node) -> None:
    """Take a node out of the index, so that nothing of it is found or left in the file."""
    SearchEntry.objects.filter(node=node).delete()
    transaction.on_commit(empty_log, robust=True)  # the deed stands; the minute's round empties what this could not


def empty_log() -> None:
    """Empty SQLite's write-ahead log, which else keeps what was deleted until it is written over.

    Nothing on other databases, and nothing inside a transaction: the minute's round does it then.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rebuild_where_needed() -> None:
    """Make SQLite's index anew where its library does not overwrite what is deleted from it (before 3.42)."""
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < OVERWRITES:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO spine_search_index(spine_search_index) VALUES ('rebuild')")


def find(actor: Actor, words: str, *, kinds: frozenset[str] | None = None) -> QuerySet[Node]:
    """Return the nodes that the actor may see and that hold every word (by its stem), newest first.

    The index is walked in that order and each node is asked for as it comes, so the first page costs the same among
    a thousand nodes and among a hundred thousand.
    """
    wanted = stems(words)
    if not wanted:
        return Node.objects.none()

    seen = visibility.nodes(actor)
    if kinds is not None:
        seen = seen.filter(kind__in=kinds)

    is_sqlite = connection.vendor == "sqlite"
    query = " ".join(f'"{stem}"' for stem in wanted) if is_sqlite else " & ".join(f"'{stem}'" for stem in wanted)
    holding = Node.objects.filter(search_entry__stems__holds=query)
    return holding.filter(Exists(seen.filter(pk=OuterRef("pk")))).order_by("-search_entry__pk")


def snippet(words: str, wanted: str, *, width: int = 160) -> str:
    """Return the piece of a text around the first word that matches, for a list of results."""
    stemmed = set(stems(wanted))
    for match in WORD.finditer(words):
        if _stemmer().stemWord(match.group().lower()) in stemmed:
            start = max(0, match.start() - width // 3)
            piece = words[start : start + width].replace("\n", " ")
            return ("… " if start else "") + piece + (" …" if start + width < len(words) else "")
    return words[:width].replace("\n", " ")
