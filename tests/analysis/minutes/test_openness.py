"""Open, closed, or asked: every wording in every layout, worn in every way; nothing that may be closed is silently open."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from samspil.analysis import minutes
from samspil.analysis.minutes import openness
from samspil.analysis.minutes.openness import words
from tests.analysis.minutes import wordings
from tests.kit import shared

ROWS = wordings.written()


def told(text: str) -> list[tuple[str, str]]:
    """Return each item's words and what is made of it."""
    read = minutes.parse(text)
    return [
        (
            " ".join([item.title or "", *item.texts.values()]).replace("\u00a0", " ").lower(),
            "ask" if each.is_asked else {True: "closed", False: "open", None: "silent"}[each.closed],
        )
        for item, each in zip(read.items, openness.read(text, read.items, read.spans), strict=True)
    ]


def test_there_are_many_wordings() -> None:
    assert len(wordings.ON_THE_LINE) + len(wordings.UNDER_THE_TITLE) + len(wordings.ABOVE_THE_GROUP) >= 150
    assert {row[2] for row in ROWS} == {"closed", "open", "ask", "silent"}


@pytest.mark.parametrize("layout", wordings.LAYOUTS)
def test_each_wording_is_read_as_a_careful_reader_does(layout: str) -> None:
    wrong = []
    for name, text, second, third in ROWS:
        if name.startswith(layout):
            found = [said for _, said in told(text)]
            wrong += [(name, found)] if found != ["silent", second, third] else []
    assert wrong == []


@pytest.mark.parametrize("worn", wordings.WORN)
def test_no_worn_text_opens_what_is_closed(worn: str) -> None:
    opened = []
    # Every third row for each way, another third for the next: a plain run reads each row in some way.
    for name, text, second, _ in ROWS[list(wordings.WORN).index(worn) % 3 :: 3]:
        for item, said in told(wordings.WORN[worn](text)):
            holds = "dompapgå" in item or "dompapg?" in item or "dompapgaa" in item or "emne nummer b" in item
            if holds and second in {"closed", "ask"} and said not in {"closed", "ask"}:
                opened.append((name, said))
            if holds and second == "open" and said == "closed":
                opened.append((name, said))
    assert opened == []


# Item number -> what is made of it, read by hand.
EXAMPLES = {
    "05-aarhus-byraad-pdf-closed": {"21": "closed"},
    "11-koege-udgaar-og-deltog-ikke-under": {"1": "ask", "2": "ask", "3": "ask", "4": "closed"},
    "14-bestyrelse-til-stede-liste-underpunkter": {"1": "silent", "2": "silent", "3": "closed", "5": "silent"},
    "17-docplayer-2002-lukkede-doere": {"89": "open", "90": "open", "91": "open", "92": "closed", "93": "closed"},
    "20-firstagenda-praesentation": {"51": "silent", "52": "silent", "53": "closed"},
}


@pytest.mark.standard
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_closed_items(name: str) -> None:
    text = (shared.folder("examples") / "minutes" / f"{name}.txt").read_text(encoding="utf-8")
    read = minutes.parse(text)
    found = dict(zip((item.number for item in read.items), (said for _, said in told(text)), strict=True))
    assert {number: found[number] for number in EXAMPLES[name]} == EXAMPLES[name]


def test_an_empty_label_in_the_contents_closes_nothing_and_asks() -> None:
    text = wordings.region(wordings.TITLES[1], "", "").replace(
        "Mødested", "Indholdsfortegnelse\n\nLukkede punkter\n\nDeltagere: Anna Berg\n\nMødested", 1
    )
    assert [said for _, said in told(text)] == ["ask", "ask", "ask"]


def test_a_closed_item_of_the_contents_that_is_in_no_place_asks_about_all() -> None:
    text = wordings.region(wordings.TITLES[1], "", "").replace(
        "Mødested",
        "Indholdsfortegnelse\n1. Godkendelse af dagsorden......2\nLukket: Salg af spætten......7\n\nMødested",
        1,
    )
    assert [said for _, said in told(text)] == ["ask", "ask", "ask"]


def test_a_sentence_that_names_an_item_asks_about_that_item() -> None:
    text = wordings.plain(wordings.TITLES[1], "", "").replace(
        "emne nummer A.", "emne nummer A. Punkt 3 behandles for lukkede døre."
    )
    assert [said for _, said in told(text)] == ["ask", "silent", "ask"]


def test_a_table_with_a_column_of_openness_is_read_row_by_row() -> None:
    table = "Nr.\tTitel\tÅben/Lukket\n1\tGodkendelse af dagsorden\tÅben\n2\tKøb af Dompapgården\tLukket\n3\tEventuelt\tÅben\n\n"
    text = wordings.region(wordings.TITLES[1], "", "").replace("Mødested", f"Indholdsfortegnelse\n{table}Mødested", 1)
    assert told(text)[1][1] == "closed"
    assert all(said != "closed" for _, said in (told(text)[0], told(text)[2]))


def test_doors_in_a_row_of_a_table_close_that_row_and_not_the_next() -> None:
    text = "Dagsorden 3. marts 2026\n\nNr.\tEmne\tReferat\n1\tReferat\tGodkendt.\n"
    text += "2\tKøb (bag lukkede døre)\tTalt om.\n3\tEventuelt\tIntet.\n"
    assert [said for _, said in told(text)] == ["silent", "closed", "silent"]


@pytest.mark.parametrize("words", ["Tilhørerne forlod mødet.", "Ikke til referat"])
def test_words_that_may_speak_of_the_whole_meeting_ask_about_all(words: str) -> None:
    assert [said for _, said in told(wordings.region(wordings.TITLES[1], f"{words}\n", ""))] == ["ask", "ask", "ask"]


def test_a_marker_between_two_titles_without_text_asks_about_the_one_below() -> None:
    text = (
        "Dagsorden 3. marts 2026\n\n1. Godkendelse af dagsorden\n\n-- lukket --\n\n2. Køb af spætten\n\n3. Eventuelt\n"
    )
    assert told(text)[1][1] in {"ask", "closed"}
    under = text.replace("dagsorden\n\n-- lukket", "dagsorden\n-- lukket")
    assert [said for _, said in told(under)] == ["closed", "silent", "silent"]


def test_the_decision_of_a_closed_item_stays_out_of_the_open_one_before_it() -> None:
    text = wordings.region(wordings.TITLES[1], "", "").replace("Punkt 2: ", "Lukket punkt: ")
    (first, said), (second, closed), _ = told(text)
    assert (said, closed) == ("silent", "closed")
    assert "nummer b" not in first
    assert "nummer b" in second


def test_what_looks_like_an_item_within_a_closed_one_is_asked_about() -> None:
    text = wordings.plain(wordings.TITLES[1], "Lukket punkt\n", "").replace(
        "emne nummer B.\n", "emne nummer B.\n\n1. Grunden sælges til spætten\nPrisen er aftalt.\n\n"
    )
    found = told(text)
    assert all(said in {"closed", "ask"} for item, said in found if "spætten" in item or "prisen" in item)


def test_an_annex_that_is_called_closed_is_closed_and_not_its_item() -> None:
    text = wordings.region(wordings.TITLES[1], "", "").replace(
        "Beslutning\n\nGodkendt.\n\nPunkt 3", "Bilag\n\nTilbud (lukket)\n\nBeslutning\n\nGodkendt.\n\nPunkt 3"
    )
    read = minutes.parse(text)
    found = openness.read(text, read.items, read.spans)
    assert [each.annexes_closed for each in found] == [False, True, False]


def test_folding_keeps_every_offset() -> None:
    text = "ÅÆØß İ ﬁ ＬＵＫＫＥＴ \u00ad\u200b é"
    assert len(words.folded(text)) == len(text)


@pytest.mark.parametrize(
    "path", sorted((shared.REPOSITORY / "demo" / "documents").glob("*.txt")), ids=lambda path: path.stem
)
def test_the_real_documents_raise_no_question(path: Path) -> None:
    assert [said for _, said in told(path.read_text(encoding="utf-8")) if said in {"closed", "ask"}] == []


def test_a_reading_is_a_frozen_record() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        openness.Openness(None, is_asked=False).closed = True  # type: ignore[misc]
