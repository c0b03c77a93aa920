"""What can be found: title and open words of a node, stemmed. Sealed words never come here."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from samspil.spine.models.thread import Node

# An entry's key is the day of its record, then the record's own key turned round: the newest first is the keys downwards.
KEY_BITS = 40
UUID_BITS = 128


def place(day: dt.date | None, node_id: UUID) -> int:
    """Return the key at which a record's entry stands: downwards by day, what has no day last, then by record."""
    ordinal = day.toordinal() if day else 0
    return ordinal << KEY_BITS | ((1 << KEY_BITS) - 1 - (node_id.int >> UUID_BITS - KEY_BITS))


class SearchEntry(models.Model):
    """The searchable words of one node, kept in the order in which they are found (`place`).

    The full-text index beside it, and its vector on PostgreSQL, are made by a migration for each database.
    """

    node = models.OneToOneField(Node, models.CASCADE, related_name="search_entry")
    words = models.TextField(help_text="Titel og åbne ord, som de står.")
    stems = models.TextField(help_text="Det, de findes ved: ord, stammer og dele af ord (`wording.tokens`).")


class SearchWord(models.Model):
    """A word that some entry holds, by which a slip of the pen is led to what was meant. A word may stand twice.

    It is told to nobody: a page names a word only where its reader found it.
    """

    word = models.CharField(max_length=40)
    head = models.CharField(max_length=2, help_text="De første bogstaver.")
    tail = models.CharField(max_length=2, help_text="De sidste bogstaver.")

    class Meta:
        # `db_index` would make each of them twice on PostgreSQL, once for LIKE, which nobody asks.
        indexes = (
            models.Index(fields=["word"], name="search_word"),
            models.Index(fields=["head"], name="search_word_head"),
            models.Index(fields=["tail"], name="search_word_tail"),
        )

    @classmethod
    def of(cls, word: str) -> SearchWord:
        """Make a word's row, unsaved."""
        return cls(word=word, head=word[:2], tail=word[-2:])


class Holds(models.Lookup[Any]):
    """Whether the index of an entry's stems answers a query, written as its database wants it."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        entry = compiler.quote_name_unless_alias(self.lhs.alias)
        # SQLite's FTS5 index is a table beside this one; PostgreSQL keeps its vector in the row.
        if connection.vendor == "sqlite":
            index = "SELECT rowid FROM spine_search_index WHERE spine_search_index MATCH %s"
            return f'{entry}."id" IN ({index})', (self.rhs,)
        return f"{entry}.\"vector\" @@ to_tsquery('simple', %s)", (self.rhs,)


SearchEntry._meta.get_field("stems").register_lookup(Holds)
