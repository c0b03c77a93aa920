"""Search on both databases: one index of tokens, kept by each in its own way, and visibility in the query.

How words are compared is `spine.wording`; here is what is stored of a record, and what is asked of the databases.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from samspil.spine import visibility, wording
from samspil.spine.actors import Actor
from samspil.spine.models import Node, SearchEntry, SearchWord
from samspil.spine.models.search import KEY_BITS, place
from samspil.spine.wording import WORD, stems

__all__ = ["WORD", "stems"]

OVERWRITES = (3, 42)  # the release of SQLite from which FTS5 has 'secure-delete' (0002_search_index turns it on)
SNIPPET = 160
FORGIVEN = 4  # words of a search, the longest, in which a slip is looked for


def entry(node: Node, words: str) -> SearchEntry:
    """Make a node's entry, unsaved: its title and open words, at its place in the order of what is found."""
    text = f"{' '.join(node.title.split())}\n{words}"
    held = " ".join(sorted(wording.tokens(text)))
    return SearchEntry(pk=place(node.occurred_on, node.pk), node=node, words=text, stems=held)


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

    before, now = spelt(standing.stems if standing else ""), spelt(made.stems)
    learn(now - before)
    unlearn(before - now)


def moved(node: Node) -> None:
    """Put a node that got another day in its new place among what is found. Called inside a deed."""
    if SearchEntry.objects.filter(node=node).exists():
        index(node)


def forget(node: Node) -> None:
    """Take a node out of the index, so that nothing of it is found or left in the file."""
    standing = SearchEntry.objects.filter(node=node).first()
    if standing is not None:
        standing.delete()
        unlearn(spelt(standing.stems))
    transaction.on_commit(empty_log, robust=True)  # the deed stands; the minute's round empties what this could not


def spelt(tokens: str) -> set[str]:
    """Return the words of an entry's tokens that a slip of the pen may be led to."""
    words = {token[1:] for token in tokens.split() if token.startswith("w")}
    return {word for word in words if wording.FORGIVES - 1 <= len(word) <= wording.LONGEST_COMPOUND and word.isalpha()}


def learn(words: set[str]) -> None:
    """Keep words that are not known yet. The same word twice does no harm, so nobody waits for anybody."""
    if not words:
        return
    known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    SearchWord.objects.bulk_create(SearchWord.of(word) for word in sorted(words - known))


# Words that no entry holds any more, of those that are asked for.
_GONE = {
    "sqlite": """
        SELECT value FROM json_each(%s) WHERE NOT EXISTS (
            SELECT 1 FROM spine_search_index WHERE spine_search_index MATCH '"w' || value || '"')
    """,
    "postgresql": """
        SELECT value FROM json_array_elements_text(%s::json) AS value WHERE NOT EXISTS (
            SELECT 1 FROM spine_searchentry WHERE vector @@ to_tsquery('simple', '''w' || value || ''''))
    """,
}


def unlearn(words: set[str]) -> None:
    """Forget those words that no entry holds any more."""
    if not words:
        return
    with connection.cursor() as cursor:
        cursor.execute(_GONE[connection.vendor], [json.dumps(sorted(words))])
        gone = [word for (word,) in cursor.fetchall()]
    SearchWord.objects.filter(word__in=gone).delete()


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


@dataclass(frozen=True)
class Narrowed:
    """What a search is narrowed to: some kinds, what lies within a body or partnership, and what is of a year."""

    kinds: frozenset[str] | None = None
    within: UUID | None = None
    year: int | None = None


def find(
    actor: Actor,
    words: str,
    *,
    kinds: frozenset[str] | None = None,
    narrowed: Narrowed | None = None,
    near: Iterable[str] = (),
) -> QuerySet[Node]:
    """Return the nodes that the actor may see and that hold every word, newest first.

    A word is held by its stem, its beginning, a part of a compound, and by what is `near` it (`slips`). The index is walked in
    the order of what is found and each node is asked for as it comes, so the first page costs the same among a thousand nodes
    and among a hundred thousand.
    """
    wanted = wording.sought(words, near)
    if not wanted:
        return Node.objects.none()

    to = narrowed or Narrowed(kinds=kinds)
    seen = visibility.nodes(actor)
    if to.kinds is not None:
        seen = seen.filter(kind__in=to.kinds)
    if to.within is not None:
        seen = seen.filter(within=to.within)

    holding = Node.objects.filter(_of_year(to.year), search_entry__stems__holds=_query(wanted))
    return holding.filter(Exists(seen.filter(pk=OuterRef("pk")))).order_by("-search_entry__pk")


def slips(words: str) -> set[str]:
    """Return the words of the index that are one slip of the pen away from a word or its stem, whoever may read them. One query.

    Only to be looked for (`find`): a page names those that stand in what its reader found, and no others.
    """
    may_slip = sorted({word for word in wording.words(words) if wording.may_slip(word)})
    # Each costs a comparison with every word that begins or ends like it, for a page that anybody may ask for.
    asked = sorted(may_slip, key=len, reverse=True)[:FORGIVEN]
    if not asked:
        return set()

    heads, tails = zip(*map(wording.ends, asked), strict=True)
    beginning, ending = _by_end(asked, heads), _by_end(asked, tails)
    candidates = SearchWord.objects.filter(Q(head__in=heads) | Q(tail__in=tails)).values_list("word", "head", "tail")
    return {
        word
        for word, head, tail in candidates.iterator(5_000)
        if any(is_near(word) for is_near in {*beginning.get(head, ()), *ending.get(tail, ())})
    }


def _by_end(asked: Sequence[str], ends: Sequence[str]) -> dict[str, list[Callable[[str], bool]]]:
    """Return, by an end of a word, what tells whether another word is near those that were asked for and have it."""
    near: dict[str, list[Callable[[str], bool]]] = {}
    for word, end in zip(asked, ends, strict=True):
        near.setdefault(end, []).append(wording.near(word))
    return near


def _of_year(year: int | None) -> Q:
    # An entry's key begins with its day: a year is a span of keys.
    if year is None:
        return Q()
    first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
    return Q(search_entry__pk__gte=first << KEY_BITS, search_entry__pk__lt=(last + 1) << KEY_BITS)


def _query(wanted: list[wording.Sought]) -> str:
    is_sqlite = connection.vendor == "sqlite"
    whole, begins = ('"{}"', '"{}"*') if is_sqlite else ("'{}'", "'{}':*")
    either, both = (" OR ", " AND ") if is_sqlite else (" | ", " & ")
    groups = (
        either.join(
            [whole.format(token) for token in sorted(each.tokens)]
            + [begins.format(one) for one in sorted(each.beginnings)]
        )
        for each in wanted
    )
    return both.join(f"({group})" for group in groups)


def snippet(words: str, wanted: str, near: Iterable[str] = (), *, width: int = SNIPPET) -> str:
    """Return the piece of a text around the first word that matches, cut between words, for a list of results."""
    asked = wording.sought(wanted, near)
    first = next((match.start() for match in WORD.finditer(words) if is_found(match.group(), asked)), 0)
    begins = max(first - width // 3, 0)
    # A piece begins after a blank and ends before one, unless a single word is longer than the piece.
    if begins and (blank := _blank(words, begins, first)):
        begins = blank
    ends = min(begins + width, len(words))
    if ends < len(words) and not words[ends].isspace():
        cut = max(words.rfind(blank, first + 1, ends) for blank in " \n")
        ends = cut if cut > first else ends

    piece = " ".join(words[begins:ends].split())
    return ("… " if begins else "") + piece + (" …" if ends < len(words.rstrip()) else "")


def _blank(words: str, begins: int, first: int) -> int:
    """Return where the next word begins, at the latest where the found one does."""
    return next((at + 1 for at in range(begins - 1, first) if words[at].isspace()), 0)


def is_found(word: str, asked: Iterable[wording.Sought]) -> bool:
    """Tell whether a word of a text is one that was looked for."""
    near = [each for each in asked if each.may_stand_in(word)]
    if not near:
        return False
    found = wording.tokens(word)
    return any(each.is_answered_by(found) for each in near)
