"""The English catalogue is whole, and the compiled one that is read is made of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import samspil
from samspil.spine import policy
from tools import catalogue

SAMSPIL = Path(samspil.__file__).parent
FOLDER = SAMSPIL / "locale" / "en" / "LC_MESSAGES"
# Words that are typed in Danish, in a field that reads nothing else, or that stand in what is sent.
TYPED_IN_DANISH = {"stedfortræder", "Møde", "Formål"}

ALIAS = re.compile(r"\bn?gettext\w* as (\w+)")


def unread(source: str) -> list[str]:
    """Name what a translating function is called where the catalogue's tool does not know it: its sentences are left in Danish."""
    return [name for name in ALIAS.findall(source) if name not in {"_", *catalogue.TOLD}]


def test_every_sentence_of_the_pages_is_found_by_the_tool_that_fills_the_catalogue() -> None:
    assert unread("from django.utils.translation import gettext_lazy as _lazy, gettext as _") == ["_lazy"]
    modules = sorted(SAMSPIL.rglob("*.py"))
    assert {str(path): names for path in modules if (names := unread(path.read_text(encoding="utf-8")))} == {}


def read(name: str) -> Catalog:
    with (FOLDER / name).open("rb") as stream:
        return read_po(stream, locale="en") if name.endswith(".po") else read_mo(stream)


def said(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(words(message.id)): tuple(words(message.string)) for message in catalogue if message.id}


def words(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


def test_nothing_is_left_in_danish_or_in_doubt() -> None:
    kept = read("django.po")
    assert [message.id for message in kept if message.id and (message.fuzzy or not all(words(message.string)))] == []
    danish = {
        word
        for strings in said(kept).values()
        for text in strings
        for word in re.findall(r"\w+", text)
        if re.search("[æøåÆØÅ]", word)
    }
    assert danish == TYPED_IN_DANISH


def test_every_translation_keeps_its_places() -> None:
    assert catalogue.unlike(read("django.po")) == []


def test_the_compiled_catalogue_is_fresh() -> None:
    assert said(read("django.mo")) == said(read("django.po"))


def test_every_sentence_is_in_it() -> None:
    assert catalogue.lacking(SAMSPIL.parent, read("django.po")) == []


def test_what_is_registered_when_the_product_runs_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of kinds, states, roles and outcomes, and what the policy refuses with. Other tests register theirs: asked apart."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "samspil.site.settings"}
    asked = [sys.executable, "-m", "tools.catalogue", "--check"]
    done = subprocess.run(asked, cwd=SAMSPIL.parent, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    words = catalogue.sentences
    monkeypatch.setattr(catalogue, "sentences", lambda: [*words(), "Plantet"][-1:])
    assert catalogue.check() == 1


def test_the_words_of_every_feature_are_among_them() -> None:
    kept = set(catalogue.sentences())
    assert {
        "Afsat",
        "Bidrag uden svar",
        "prøvehandlingen er slut, eller det er skrevet, hvorfor den går videre",
    } <= kept
    assert "Kun tovholderen kan lægge idéer sammen og skille dem ad." in kept  # the policy
    assert "{name} er allerede med." in kept  # a refusal that names somebody
    assert {row.refusal for row in policy.table()} - {""} <= kept
