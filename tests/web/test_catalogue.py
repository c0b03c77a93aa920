"""The English catalogue is whole, and the compiled one that is read is made of it."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import samspil

FOLDER = Path(samspil.__file__).parent / "locale" / "en" / "LC_MESSAGES"
PLACE = re.compile(r"%\(\w+\)s")


ALIAS = re.compile(r"\bn?gettext\w* as (\w+)")


def unread(source: str) -> list[str]:
    """Name what a translating function is called where the catalogue's tool does not know it: its sentences are left in Danish."""
    return [name for name in ALIAS.findall(source) if name != "_"]


def test_every_sentence_of_the_pages_is_found_by_the_tool_that_fills_the_catalogue() -> None:
    assert unread("from django.utils.translation import gettext_lazy as _lazy, gettext as _") == ["_lazy"]
    web = sorted((Path(samspil.__file__).parent / "web").rglob("*.py"))
    assert {path.name: names for path in web if (names := unread(path.read_text(encoding="utf-8")))} == {}


def read(name: str) -> Catalog:
    with (FOLDER / name).open("rb") as stream:
        return read_po(stream, locale="en") if name.endswith(".po") else read_mo(stream)


def said(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(words(message.id)): tuple(words(message.string)) for message in catalogue if message.id}


def words(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


def test_nothing_is_left_in_danish_or_in_doubt() -> None:
    catalogue = read("django.po")
    assert [
        message.id for message in catalogue if message.id and (message.fuzzy or not all(words(message.string)))
    ] == []
    assert [text for strings in said(catalogue).values() for text in strings if re.search("[æøåÆØÅ]", text)] == []


def test_every_translation_keeps_its_places() -> None:
    for key, strings in said(read("django.po")).items():
        for text in strings:
            assert set(PLACE.findall(text)) == set(PLACE.findall(key[0])), key


def test_the_compiled_catalogue_is_fresh() -> None:
    assert said(read("django.mo")) == said(read("django.po"))


def test_every_sentence_of_the_pages_is_in_it() -> None:
    known = {text for key in said(read("django.po")) for text in key}
    asked: set[str] = set()
    for path in (Path(samspil.__file__).parent / "web").rglob("*"):
        if path.suffix == ".html":
            asked |= set(re.findall(r"""\{% translate (?:"([^"]+)"|'[^']+')""", path.read_text(encoding="utf-8")))
        elif path.suffix == ".py":
            asked |= set(re.findall(r"""\b_\("([^"]+)"\)""", path.read_text(encoding="utf-8")))
    assert {text for text in asked if text} - known == set()
