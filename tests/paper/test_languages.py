"""Words are kept in Danish and said in the reader's language; nothing that is read out, copied or refused by name is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samspil.paper import languages
from samspil.paper.refusal import NotFound, Refused, demanded

ENGLISH = {"borger": "citizen", "{name} er med.": "{name} takes part.", "Skriv {what}.": "Write {what}."}


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(languages, "_translators", [lambda danish: ENGLISH.get(danish, danish)])
    monkeypatch.setattr(languages, "_tables", [])
    monkeypatch.setattr(languages, "_sentences", [])
    return


def test_without_a_translator_the_danish_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "_translators", [])
    assert languages.told("borger") == "borger"
    assert languages.Words({"citizen": "borger"})["citizen"] == "borger"


def test_a_word_that_is_looked_up_is_said_and_the_table_stays_danish(english: None) -> None:
    sides = languages.words({"citizen": "borger", "other": "nogen"})
    assert (sides["citizen"], sides["other"]) == ("citizen", "nogen")
    # What is read out of a Danish source is compared with these, whoever reads the page.
    assert list(sides.items()) == [("citizen", "borger"), ("other", "nogen")]
    assert dict(sides) == {**sides} == {"citizen": "borger", "other": "nogen"}
    assert sides.choices() == [("citizen", "citizen"), ("other", "nogen")]
    with pytest.raises(KeyError):
        sides["strange"]


def test_every_word_is_announced_to_the_catalogue(english: None) -> None:
    languages.words({1: "borger"})
    assert languages.later("nogen") == "nogen"
    assert sorted(languages.everything()) == ["borger", "nogen"]


def test_a_refusal_is_kept_in_danish_and_told_in_the_readers_language(english: None) -> None:
    refused = Refused("{name} er med.", field="name", name="Åse {x}")
    assert (refused.sentence, str(refused), refused.told) == (
        "Åse {x} er med.",
        "Åse {x} er med.",
        "Åse {x} takes part.",
    )
    elsewhere = refused.at("line-2")
    assert (elsewhere.field, elsewhere.told) == ("line-2", refused.told)
    # Without names a sentence is no form to be filled.
    assert Refused("Luk {den}.").told == "Luk {den}."
    assert NotFound().told == NotFound().sentence


def test_what_is_demanded_is_told_with_its_names(english: None) -> None:
    with pytest.raises(Refused) as refused:
        demanded("  ", "Skriv {what}.", what="det")
    assert (refused.value.sentence, refused.value.told) == ("Skriv det.", "Write det.")
