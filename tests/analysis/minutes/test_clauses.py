"""Points of recommendations, statements of decisions, annexes, names, dates: one table each."""

import pytest

from samspil.analysis.minutes import clauses, facts
from samspil.analysis.minutes.record import Annex


@pytest.mark.parametrize(
    ("printed", "points"),
    [
        ("Direktionen indstiller, at A godkendes.", ("A godkendes.",)),
        ("at A godkendes,\n\nat B afsættes, og\n\nat C finansieres.", ("A godkendes", "B afsættes", "C finansieres.")),
        (
            "Det indstilles:\nAt 1) A godkendes.\nAt 2) B sker, jf. afsnit\n6.\nAt 3) C sker.",
            ("A godkendes.", "B sker, jf. afsnit 6.", "C sker."),
        ),
        ("Det indstilles, at\nForslag til plan\nvedtages endeligt.", ("Forslag til plan vedtages endeligt.",)),
        ("Formanden indstiller,\n\n1. at A\n2. at B", ("A", "B")),
        ("Udvalget indstiller, at byrådet\n1. godkender A\n2. sender B i høring", ("godkender A", "sender B i høring")),
        (
            "Direktøren indstiller, at A godkendes, at B afsættes, og at C følges op.",
            ("A godkendes", "B afsættes", "C følges op."),
        ),
        (
            "Det indstilles, at planen ændres med henblik på, at flere får hjælp.",
            ("planen ændres med henblik på, at flere får hjælp.",),
        ),
        (
            "Det indstilles, at der gives støtte til at sikre, at flere kommer med.",
            ("der gives støtte til at sikre, at flere kommer med.",),
        ),
        ("- at A\n- at B", ("A", "B")),
        ("• A\n• B", ("A", "B")),
        ("a) at A,\nb) at B, og\nc) at C.", ("A", "B", "C.")),
        ("Det indstilles, 1. at A 2. at B", ("A", "B")),
        ("Udvalget anbefaler,\nat A godkendes.\n\n(1. behandling)", ("A godkendes.",)),
        ("", ()),
    ],
)
def test_points_of_a_recommendation(printed: str, points: tuple[str, ...]) -> None:
    assert clauses.recommendation_points(printed) == points


@pytest.mark.parametrize(
    ("printed", "statements"),
    [
        ("Godkendt.", [("lead", "Godkendt.")]),
        (
            "Udvalget godkendte A,\n\nat B afsættes, og\n\nat C sker.\n\nUdvalget ønsker, at D.",
            [
                ("lead", "Udvalget godkendte A"),
                ("clause", "at B afsættes"),
                ("clause", "at C sker."),
                ("after", "Udvalget ønsker, at D."),
            ],
        ),
        (
            "Der afsættes 5,7 mio. kr. i 2028. Sendes videre.",
            [("lead", "Der afsættes 5,7 mio. kr. i 2028."), ("after", "Sendes videre.")],
        ),
        ("Mødet den 27. august 2025 kl. 12.30 udgår.", [("lead", "Mødet den 27. august 2025 kl. 12.30 udgår.")]),
    ],
)
def test_statements_of_a_decision(printed: str, statements: list[tuple[str, str]]) -> None:
    assert [(made.kind, made.text) for made in clauses.statements(printed, 100)] == statements
    for made in clauses.statements(printed, 100):
        assert clauses.flat(printed[made.start - 100 : made.end - 100]).startswith(made.text)


def test_annexes_with_and_without_document_numbers() -> None:
    listed = "PDF\nReferat fra møde den\nsyvende\n1\n\n3822992\n\nÅben Plan - med\n\ntillæg\n\n(81406/25) (H)\n\n2 -\n"
    listed += "3822993\nLukket Notat\n"
    assert clauses.annexes(listed) == (
        Annex("Referat fra møde den syvende", None, None, None),
        Annex("Plan - med tillæg", "3822992", "81406/25", True),
        Annex("Notat", "3822993", None, False),
    )


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("Villy Sønderby, F - Tine Højlund Jensen stedfortræder", ["Villy Sønderby"]),
        ("Bo Ravn, Poul-Erik Dam og Bente G. Holst.", ["Bo Ravn", "Poul-Erik Dam", "Bente G. Holst"]),
        ("Borgmester Anna Kær (A) (sygdom)", ["Anna Kær"]),
        ("Ida Holm deltog ikke i punkterne 2 – 11", []),
        ("Ingen", []),
    ],
)
def test_names(printed: str, found: list[str]) -> None:
    assert facts.names(printed) == found


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("Alle var mødt, undtagen Per Holm Jensen, der havde meldt afbud.", ["Per Holm Jensen"]),
        ("Bodil Kær og Arne Dam havde meldt afbud. I stedet deltog Minna Høj.", ["Bodil Kær", "Arne Dam"]),
        ("Der er afbud fra Martin Bæk og Niels Salling.", ["Martin Bæk", "Niels Salling"]),
        ("Jesper Kold deltog ikke i sagens behandling.", []),
        ("Liv Jensen var forhindret i at deltage i udvalgets behandling af sagen.", []),
    ],
)
def test_absences_from_the_whole_meeting(printed: str, found: list[str]) -> None:
    assert facts.absences(printed) == found


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("d. 27-08-2025", "2025-08-27"),
        ("den 1. oktober 2025", "2025-10-01"),
        ("3.12.2019 kl. 9", "2019-12-03"),
        ("15-maj-2002", "2002-05-15"),
        ("2025-09-23", "2025-09-23"),
        ("den 31-02-2025", None),
        ("1-36-70-16-23", None),
        ("27/8 2025", "2025-08-27"),
    ],
)
def test_dates(printed: str, found: str | None) -> None:
    assert facts.date(printed) == found


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("kl. 16:00", ["16:00"]),
        ("27-08-2025 kl. 8.30 - 10.15", ["08:30", "10:15"]),
        ("20-08-2025 14:00:00", ["14:00"]),
        ("Mødet sluttede kl.21", ["21:00"]),
        ("den 27.08.2025", []),
        ("5,7 mio. kr.", []),
    ],
)
def test_clock_times(printed: str, found: list[str]) -> None:
    assert facts.clocks(printed) == found


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("EMN-2025-008579", "EMN-2025-008579"),
        ("1-36-70-16-23", "1-36-70-16-23"),
        ("24/2926", "24/2926"),
        ("Sagsnr.: 330-2018-3619", "330-2018-3619"),
        ("Sagsnr. 299835", "299835"),
        ("J.nr.: 00.22.04-A00-1-25", "00.22.04-A00-1-25"),
        ("J.nr.: S00. Sagsnr.: 11/496", "11/496"),
        ("(2025-0087412)", "2025-0087412"),
        ("27-08-2025", None),
        ("16:00", None),
        ("2.941.813,70", None),
        ("2026-2029", None),
        ("130-131", None),
        ("1.200.000", None),
    ],
)
def test_case_numbers_are_told_by_shape(printed: str, found: str | None) -> None:
    assert facts.case_number(printed) == found
