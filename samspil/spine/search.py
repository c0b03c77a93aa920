"""Search on both databases: the same Danish stems, an index that each database keeps in its own way, and visibility in the query."""

from __future__ import annotations

import functools
import re
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from samspil.spine import visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Node, SearchEntry

WORD = re.compile(r"[0-9a-zæøåéüöäA-ZÆØÅÉÜÖÄ]+")
LONGEST = 100  # letters of a stem; PostgreSQL refuses to look for words past 2,046 bytes


@functools.cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("danish")


def stems(words: str) -> list[str]:
    """This function will give the Danish stems of every word, in order, small letters."""
    found = WORD.findall(words.lower())
    return [stem[:LONGEST] for stem in _stemmer().stemWords(found)]


def index(node: Node, words: str | None = None) -> None:
    """This function will make a node's title and open words searchable; without `words` those it had stand.

    Called inside a deed. Sealed words are never given to it.
    """
    entry = SearchEntry.objects.filter(node=node).first()
    body = words if words is not None else (entry.words.partition("\n")[2] if entry else "")
    text = f"{' '.join(node.title.split())}\n{body}"
    SearchEntry.objects.update_or_create(node=node, defaults={"words": text, "stems": " ".join(stems(text))})


def forget(node: Node) -> None:
    """This function will take a node out of the index, so that nothing of it is found or left in the file."""
    SearchEntry.objects.filter(node=node).delete()
    transaction.on_commit(empty_log)


def empty_log() -> None:
    """This function will empty SQLite's write-ahead log, which else keeps what was deleted until it is written over.

    Nothing on other databases, and nothing inside a transaction: the minute's round does it then.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def find(actor: Actor, words: str, *, kinds: frozenset[str] | None = None) -> QuerySet[Node]:
    """This function will give the nodes that the actor may see and that hold every word (by its stem), newest first."""
    wanted = stems(words)
    seen = visibility.nodes(actor)
    if kinds is not None:
        seen = seen.filter(kind__in=kinds)
    if not wanted:
        return seen.none()
    if connection.vendor == "sqlite":
        query = " ".join(f'"{stem}"' for stem in wanted)
        matching = RawSQL(
            "SELECT entry.node_id FROM spine_search_index AS found "
            "JOIN spine_searchentry AS entry ON entry.id = found.rowid WHERE spine_search_index MATCH %s",
            [query],
        )
    else:
        query = " & ".join(f"'{stem}'" for stem in wanted)
        matching = RawSQL(
            "SELECT node_id FROM spine_searchentry WHERE to_tsvector('simple', stems) @@ to_tsquery('simple', %s)",
            [query],
        )
    return seen.filter(pk__in=matching).order_by("-occurred_on", "pk")


def snippet(words: str, wanted: str, *, width: int = 160) -> str:
    """This function will give the piece of a text around the first word that matches, for a list of results."""
    stemmed = set(stems(wanted))
    for match in WORD.finditer(words):
        if _stemmer().stemWord(match.group().lower()) in stemmed:
            start = max(0, match.start() - width // 3)
            piece = words[start : start + width].replace("\n", " ")
            return ("… " if start else "") + piece + (" …" if start + width < len(words) else "")
    return words[:width].replace("\n", " ")
