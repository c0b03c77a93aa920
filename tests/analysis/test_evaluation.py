"""The evaluation of 15 September 2025 against what a reader wrote down by hand: themes, tables cell by cell, quotes."""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from samspil.analysis import evaluation
from samspil.paper.refusal import Refused

CUT_TO_NOTHING = frozenset({37})

SOURCE = Path(__file__).parents[2] / "demo" / "documents" / "evaluering-inddragelse-2025-09-15.txt"
SOURCE_TRUTH = Path(__file__).with_name("evaluation_truth.toml")

TRUTH = tomllib.loads(SOURCE_TRUTH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def text() -> str:
    return SOURCE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def report(text: str) -> evaluation.Report:
    return evaluation.read(text)


def test_it_knows_its_title_day_and_six_themes(report: evaluation.Report) -> None:
    assert report.title == "Evaluering af ”Sammen mod Ulighed i Sundhed”"
    assert report.dated_on == dt.date(2025, 9, 15)
    assert list(report.themes) == TRUTH["themes"]


def test_every_heading_is_found_once_with_its_theme(report: evaluation.Report) -> None:
    found = [(part.heading, part.level, -1 if part.theme is None else part.theme) for part in report.parts]
    assert found == [(row["words"], row["level"], row["theme"]) for row in TRUTH["headings"]]


def test_the_seven_tables_keep_their_source_numbers_and_every_cell(report: evaluation.Report) -> None:
    found = [
        {
            "source_number": table.source_number,
            "title": table.title,
            "header": list(table.header),
            "rows": [[cell.words for cell in row] for row in table.rows],
        }
        for table in report.tables
    ]
    assert found == TRUTH["tables"]
    assert [table.number for table in report.tables] == [1, 2, 3, 4, 5, 6, 7]


def test_a_dash_is_no_count_and_no_nought(report: evaluation.Report) -> None:
    counted = [[cell.counts for cell in row[1:]] for row in report.tables[1].rows]
    assert counted == [
        [{"Struer": 4, "Norddjurs": 4}, {"": 4}, {"": 2}],
        [{"": 1}, {"": 1}, {}],
        [{"": 5}, {}, {"": 2}],
    ]
    assert report.tables[1].note == (
        "Kategorierne er ikke gensidigt udelukkende, hvorfor der kan være politikere, som har deltaget i mere end en aktivitet."
    )
    assert report.tables[0].rows[0][1].counts == {}


def test_every_quote_stands_with_its_speaker_and_theme_and_its_own_brackets(report: evaluation.Report) -> None:
    found = [{"theme": part.theme, "speaker": quote.speaker, "words": quote.words} for part, quote in report.quotes]
    assert found == TRUTH["quotes"]
    assert len([quote for quote in found if quote["speaker"]]) == 17


def test_a_quote_is_where_it_says_it_is(report: evaluation.Report) -> None:
    assert all(part.text[quote.start : quote.end] == quote.words for part, quote in report.quotes)


def test_terms_and_titles_in_quotation_marks_are_no_quotes(report: evaluation.Report) -> None:
    words = {quote.words for _, quote in report.quotes}
    assert words.isdisjoint(
        {"inspirationsdrejebog", "de yderste led", "i hænderne", "ja-hatten", "Sammen mod ulighed i sundhed"}
    )


def test_the_points_of_a_theme_are_its_list(report: evaluation.Report) -> None:
    by_heading = {part.heading: part.points for part in report.parts}
    assert by_heading["Hvad er der kommet ud af samarbejdet?"] == (
        "Indsigt i de frivilliges rolle og opgaver",
        "Inspirationsdrejebog til fremtidige samarbejdsprojekter",
        "Styrket samarbejdet mellem region og kommune",
        "Indsigt i ny viden om borgernes behov og perspektiver",
    )
    assert by_heading["Opmærksomhedspunkter fremadrettet"] == (
        "Fortsætte samarbejdet for et fælles mål",
        "Korte, intensive forløb med inddragelse af færre aktører",
    )
    assert len(by_heading["Politikernes deltagelse i aktiviteter"]) == 3
    assert by_heading["Konklusion"] == ()


def test_a_theme_has_its_row_of_the_summing_up_and_its_lists(report: evaluation.Report) -> None:
    assert [len(report.points_of(theme)) for theme in range(6)] == [4, 5, 1, 1, 1, 3]
    assert report.points_of(5) == (
        (
            TRUTH["tables"][0]["rows"][5][1],
            "Tabel 1: Hovedresultater",
        ),
        ("Fortsætte samarbejdet for et fælles mål", "Punktopstilling under »Opmærksomhedspunkter fremadrettet«"),
        (
            "Korte, intensive forløb med inddragelse af færre aktører",
            "Punktopstilling under »Opmærksomhedspunkter fremadrettet«",
        ),
    )


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def everything_in(report: evaluation.Report) -> str:
    pieces = [report.title, f"{report.dated_on:%d-%m-%Y}" if report.dated_on else ""]
    for part in report.parts:
        pieces += [part.heading, part.text]
        for table in part.tables:
            pieces += [table.source_number, table.title, *table.header, table.note, "Note" if table.note else ""]
            pieces += [cell.words for row in table.rows for cell in row]
    return "\n".join(pieces)


def test_no_word_of_the_source_is_lost_or_made_up(text: str, report: evaluation.Report) -> None:
    page_number = Counter({"9": 1})
    assert words_of(everything_in(report)) == words_of(text) - page_number


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_copy_is_read_without_losing_words_or_refused_in_a_sentence(text: str, seed: int) -> None:
    chance = random.Random(seed)
    lines = text.splitlines(keepends=True)
    damages = (
        lambda: [line for line in lines if line.strip() or chance.random() < 0.5],
        lambda: lines[: chance.randrange(len(lines))],
        lambda: lines[chance.randrange(len(lines)) :],
        lambda: [line.replace("æ", "?").replace("ø", "?").replace("å", "?") for line in lines],
        lambda: [line.rstrip() + "\n" for line in lines],
    )
    damaged = "".join(damages[seed % len(damages)]())
    if seed in CUT_TO_NOTHING:
        with pytest.raises(Refused, match="ingen overskrifter"):
            evaluation.read(damaged)
        return

    report = evaluation.read(damaged)
    assert all(part.text[q.start : q.end] == q.words for part, q in report.quotes)
    assert words_of(damaged) - words_of(everything_in(report)) <= Counter({"9": 1})
    assert words_of(everything_in(report)) - words_of(damaged) == Counter()


def test_a_text_without_headings_is_refused() -> None:
    with pytest.raises(Refused, match="ingen overskrifter"):
        evaluation.read("bare nogle ord\nuden noget over sig\n")
    with pytest.raises(Refused):
        evaluation.read("")


def test_a_table_of_counts_without_names_keeps_its_counts() -> None:
    wide = "Her står en lang linje med løbende tekst, der fylder hele sidens bredde ud."
    report = evaluation.read(f"Resultater  \n{wide} \nTabel 9: Tal \n1 2 -\nSidste række \n3 4 5\n")
    (table,) = report.tables
    assert [[cell.words for cell in row] for row in table.rows] == [
        ["", "1", "2", "-"],
        ["Sidste række", "3", "4", "5"],
    ]
