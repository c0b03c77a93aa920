"""The three real minutes become drafts by rule: every statement, outcome and answer against a list read by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from samspil.analysis import minutes
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.importing.extract import proposals

DOCUMENTS = Path(__file__).parents[3] / "demo" / "documents"
REGION = "uls-2025-09-23-referat.txt"
NORDDJURS_2025 = "vpu-2025-10-21-evaluering.txt"
NORDDJURS_2023 = "vpu-2023-11-22-samarbejde.txt"


def draft(name: str) -> importing_rules.Meeting:
    return proposals.propose(minutes.read(DOCUMENTS / name))


# Read by hand: (how the statement begins, outcomes, stance, the clauses it answers, whither it sends the case).
STATEMENTS = {
    1: [
        ("Udvalg for lighed i sundhed godkendte forslag til betalingsmodel", ("APPROVED",), "", (1,), ""),
        ("at der afsættes i alt 5,7 mio. kr.", ("APPROVED",), "", (2,), ""),
        ("at der afsættes 1,5 mio. kr. til følgeforskning", ("APPROVED",), "", (3,), ""),
        ("at midlerne finansieres af puljen", ("APPROVED",), "", (4,), ""),
        ("Projektet sendes dermed til videre", (), "FORWARDS", (), "videre politiske behandling"),
        ("Udvalget ønsker, at projektet præsenteres med et oplæg", (), "WISHES", (), ""),
        ("Derudover ønsker udvalg for lighed i sundhed, at der laves fælles kommunikation", (), "WISHES", (), ""),
        ("Det er vigtigt for udvalget at pointere, at det nuværende velfærdsansvar", (), "POINTS_OUT", (), ""),
    ],
    2: [
        ("Udvalg for lighed i sundhed godkendte forslag til etablering", ("APPROVED",), "", (1,), ""),
        ("at der afsættes 200.000 kr.", ("APPROVED",), "", (2,), ""),
        ("at der afsættes 600.000 kr. i 2025 til Præhospitalet", ("APPROVED",), "", (3,), ""),
        ("at indsatsen finansieres af puljen", ("APPROVED",), "", (4,), ""),
        ("Projektet sendes dermed til videre", (), "FORWARDS", (), "videre politiske behandling"),
    ],
    3: [
        (
            "Udvalg for lighed i sundhed godkendte afrapporteringen med enkelte bemærkninger",
            ("APPROVED_WITH_REMARKS",),
            "",
            (1,),
            "regionsrådet",
        ),
    ],
    4: [
        ("Dorthea Jørgensen præsenterede evalueringen", (), "REPORTS", (), ""),
        ("På den baggrund drøftede udvalget", ("DISCUSSED",), "", (), ""),
        ("Udvalget finder det væsentligt", (), "FINDS", (), ""),
        ("Udvalget anbefaler derfor en drøftelse i sundhedsrådene", (), "RECOMMENDS", (), ""),
        ("Udvalg for lighed i sundhed tog orienteringen til efterretning", ("NOTED",), "", (1,), ""),
    ],
    5: [("Referatet fra møde i udvalg for lighed i sundhed", ("APPROVED",), "", (1,), "")],
    6: [("Der var ikke noget til gensidig orientering", (), "REPORTS", (), "")],
    7: [
        ("Alle var mødt, undtagen Per Møller Jensen", (), "REPORTS", (), ""),
        ("Mødet blev hævet kl. 12.30", (), "REPORTS", (), ""),
    ],
}


@pytest.mark.parametrize("number", STATEMENTS)
def test_each_decision_of_the_region_is_split_and_read(number: int) -> None:
    item = draft(REGION).items[number - 1]
    assert item.number == str(number)
    assert len(item.statements) == len(STATEMENTS[number])
    for said, (begins, outcomes, stance, answers, forwards_to) in zip(item.statements, STATEMENTS[number], strict=True):
        assert said.printed.startswith(begins)
        assert (said.outcomes, said.stance, said.answers, said.forwards_to) == (outcomes, stance, answers, forwards_to)


def test_the_statements_of_a_decision_together_are_its_text_word_for_word() -> None:
    text = minutes.read(DOCUMENTS / REGION)
    for item, read in zip(draft(REGION).items, minutes.parse(text).items, strict=True):
        assert "".join(statement.printed for statement in item.statements) == read.texts["beslutning"].strip()


def test_the_head_of_the_regions_minutes() -> None:
    read = draft(REGION)
    assert (read.body_name, read.held_on) == ("Udvalg for lighed i sundhed", dt.date(2025, 9, 23))
    assert (read.starts, read.ends) == (dt.time(8, 30), dt.time(12, 30))
    assert read.place == "Mødelokale F9, 1. sal, Regionshuset Viborg"
    assert read.attendance == (importing_rules.Presence("Per Møller Jensen", "apology"),)
    assert [item.case_number for item in read.items] == ["1-36-70-16-23", *["1-00-14-22"] * 6]
    assert not any(item.is_closed for item in read.items)
    assert read.state == "published"
    assert read.unplaced == ()


def test_a_recommendation_written_from_its_clauses_is_the_printed_one() -> None:
    for name in (REGION, NORDDJURS_2025, NORDDJURS_2023):
        for item in draft(name).items:
            printed = next((each.words for each in item.sections if each.key == "recommendation"), "")
            assert houses.compose(item.recommended_by, item.clauses).split() == printed.split()


def test_the_municipality_discussed_and_approved() -> None:
    (item,) = draft(NORDDJURS_2025).items
    assert draft(NORDDJURS_2025).held_on == dt.date(2025, 10, 21)
    assert item.case_number == "24/2926"
    assert not item.is_closed
    assert [(said.printed, said.outcomes, said.answers) for said in item.statements] == [
        ("Drøftet og godkendt.", ("APPROVED", "DISCUSSED"), (1,))
    ]
    assert [(annex.document_number, annex.reference, annex.is_closed) for annex in item.annexes] == [
        ("3822992", "81406/25", False),
        ("3822991", "81405/25", False),
    ]
    assert [section.key for section in item.sections] == [
        "route",
        "case_presentation",
        "economy",
        "recommendation",
        "decision",
        "annexes",
    ]


def test_the_municipal_text_without_a_title_leaves_the_gap_to_the_secretary() -> None:
    read = draft(NORDDJURS_2023)
    (item,) = read.items
    assert (read.body_name, read.held_on) == ("Voksen- og plejeudvalget", dt.date(2023, 11, 22))
    assert (item.title, item.number, item.case_number) == ("", "", "")
    assert [(said.printed, said.outcomes, said.answers) for said in item.statements] == [
        ("Godkendt.", ("APPROVED",), (1,))
    ]


def test_a_draft_survives_being_kept_as_plain_values() -> None:
    read = draft(REGION)
    assert importing_rules.from_json(importing_rules.as_json(read)) == read
