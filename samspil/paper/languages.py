"""Danish words that a page may say in another language. They are kept in Danish: in the code, by a deed, in a database.

`web` lends its translator once. Plain Python, and everything that runs without a reader, has none and says the Danish.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Translator = Callable[[str], str]

_translators: list[Translator] = []
_tables: list[Words[object]] = []
_sentences: list[str] = []


class Words(dict[K, str]):
    """A table of Danish words. A word that is looked up (`SIDES[side]`) comes in the reader's language.

    Whoever goes through the table, copies it or compares with it has the Danish: what is read out of a source is Danish,
    whoever reads the page.
    """

    def __getitem__(self, key: K) -> str:
        """Return one word in the reader's language. KeyError for a key there is none of."""
        return told(super().__getitem__(key))

    def choices(self) -> list[tuple[K, str]]:
        """Return every key with its word in the reader's language, for a form that is made while it is read."""
        return [(key, self[key]) for key in self]


def words(danish: Mapping[K, str]) -> Words[K]:
    """Make a table of words that has its English in the catalogue (`tools.catalogue` reads it here)."""
    made = Words(danish)
    _tables.append(made)  # type: ignore[arg-type]
    return made


def later(danish: str) -> str:
    """Announce a sentence that stands in no call and in no table, so that the catalogue has it; give it back in Danish."""
    _sentences.append(danish)
    return danish


def told(danish: str) -> str:
    """Say a sentence of the programme's own in the reader's language; never what somebody wrote."""
    return _translators[-1](danish) if danish and _translators else danish


def lend(translator: Translator) -> None:
    """Set the translator that `told` asks."""
    _translators[:] = [translator]


def everything() -> list[str]:
    """Return every Danish word of every table, and every sentence announced."""
    return [*_sentences, *(word for table in _tables for word in table.values())]
