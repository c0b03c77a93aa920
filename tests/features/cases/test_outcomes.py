"""What decisions say in Danish, and what they only seem to say. Each row is read by hand."""

from __future__ import annotations

import pytest

from samspil.features.cases.records.rules import outcomes

A, R, N, D, X, P = "APPROVED", "APPROVED_WITH_REMARKS", "NOTED", "DISCUSSED", "REJECTED", "POSTPONED"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Godkendt.", {A}),
        ("Drøftet og godkendt.", {D, A}),
        ("Indstillingen blev tiltrådt.", {A}),
        ("Taget til efterretning.", {N}),
        ("Udvalget tog orienteringen til efterretning.", {N}),
        ("at orienteringen tages til efterretning", {N}),
        ("Udvalget godkendte afrapporteringen med enkelte bemærkninger.", {R}),
        ("Godkendt med den tilføjelse, at der følges op.", {R}),
        ("Ikke godkendt.", {X}),
        ("Forslaget kunne ikke godkendes.", {X}),
        ("Udvalget tiltrådte ikke indstillingen.", {X}),
        ("Forslaget blev forkastet.", {X}),
        ("Ikke godkendt med bemærkning om økonomien.", {X}),
        ("Udsat.", {P}),
        ("Sagen udsættes til næste møde.", {P}),
        ("Punktet blev udsat.", {P}),
        ("Udvalget besluttede at udsætte sagen til næste møde, fordi tallene mangler.", {P}),
        ("Intet til referat.", {N}),
        ("Ingen bemærkninger.", {N}),
        ("Intet at referere fra mødet med borgerne, som vedtog at mødes igen.", {A}),
        ("Udvalget udsatte sagen.", {P}),
        ("Behandlingen udskydes.", {P}),
        ("at der afsættes 600.000 kr. til udsatte og sårbare borgere på væresteder", set()),
        ("Udsatte borgere skal mødes, hvor de er.", set()),
        ("Borgere, der er udsat for vold, får hjælp.", set()),
        ("Udvalget anbefaler derfor en drøftelse i sundhedsrådene.", set()),
        ("Udvalget anbefaler, at indstillingen godkendes.", set()),
        ("Udvalget ønsker, at planen godkendes af byrådet.", set()),
        ("Udvalget drøftede planen og anbefaler, at den godkendes.", {D}),
        ("Udvalget anmoder om, at punktet udsættes.", set()),
        ("med henblik på godkendelse", set()),
        ("Der var ikke noget til gensidig orientering.", set()),
    ],
)
def test_outcomes_in_words(words: str, expected: set[str]) -> None:
    assert outcomes.outcomes_in(words) == expected


@pytest.mark.parametrize(
    ("words", "stance", "to"),
    [
        ("Projektet sendes dermed til videre politiske behandling.", "FORWARDS", "videre politiske behandling"),
        ("Sagen fremsendes til regionsrådet med henblik på godkendelse.", "FORWARDS", "regionsrådet"),
        ("Sagen oversendes til byrådet med anbefaling om godkendelse.", "FORWARDS", "byrådet"),
        ("Sagen sendes tilbage til forvaltningen.", "", ""),
        ("Udvalget ønsker et oplæg.", "WISHES", ""),
        ("Det er vigtigt for udvalget at pointere, at ansvaret består.", "POINTS_OUT", ""),
        ("Udvalget understregede, at ansvaret består.", "POINTS_OUT", ""),
        ("Udvalget anbefaler en drøftelse.", "RECOMMENDS", ""),
        ("Udvalget beder forvaltningen om et notat.", "ASKS", ""),
        ("Udvalget finder det væsentligt.", "FINDS", ""),
        ("Godkendt.", "", ""),
    ],
)
def test_stances_and_where_a_case_is_sent(words: str, stance: str, to: str) -> None:
    assert (outcomes.stance_in(words), outcomes.destination_in(words)) == (stance, to)


def test_a_short_decision_answers_every_clause() -> None:
    (reading,) = outcomes.read(["Drøftet og godkendt."], ["planen godkendes", "midlerne afsættes"])
    assert (reading.outcomes, reading.answers) == ({D, A}, (1, 2))


def test_a_statement_answers_the_clause_whose_words_it_repeats() -> None:
    readings = outcomes.read(
        ["Udvalget godkendte, at der afsættes 1,5 mio. kr. til forskning.", "Udvalget afviste kampagnen om rygning."],
        ["der gennemføres en kampagne om rygning", "der afsættes 1,5 mio. kr. til forskning"],
    )
    assert [reading.answers for reading in readings] == [(2,), (1,)]


def test_at_statements_share_their_leads_outcome_unless_they_have_their_own() -> None:
    readings = outcomes.read(
        [
            "Udvalget godkendte planen for torvet",
            "at der afsættes 2 mio. kr.",
            "at orienteringen om støj tages til efterretning",
        ],
        [],
    )
    assert [reading.outcomes for reading in readings] == [{A}, {A}, {N}]


def test_a_lone_decision_in_other_words_answers_the_lone_clause() -> None:
    (reading,) = outcomes.read(["Udvalget bevilgede beløbet."], ["foreningen får støtte til sommerfesten"])
    assert reading.answers == (1,)


def test_two_decisions_in_other_words_answer_nothing_by_themselves() -> None:
    readings = outcomes.read(
        ["Udvalget bevilgede beløbet.", "Udvalget drøftede sommeren."], ["foreningen får støtte til festen"]
    )
    assert [reading.answers for reading in readings] == [(), ()]


def test_what_decides_nothing_tells() -> None:
    assert [reading.stance for reading in outcomes.read(["Formanden bød velkommen."], [])] == ["REPORTS"]


@pytest.mark.parametrize(
    ("printed", "flat"),
    [
        ("at der afsættes 1 mio. kr., og\n\n", "at der afsættes 1 mio. kr."),
        ("at a godkendes,\n", "at a godkendes"),
        ("Godkendt.", "Godkendt."),
        ("Far og", "Far og"),
    ],
)
def test_a_statement_on_one_line_leaves_its_joint_behind(printed: str, flat: str) -> None:
    assert outcomes.flat(printed) == flat


def test_nothing_is_like_nothing() -> None:
    assert outcomes.likeness("", "noget") == 0.0
    assert outcomes.likeness("udvalg for lighed i sundhed", "udvalg for lighed i sundhed") == 1.0


TWO = ["cykelstien undersøges", "der afsættes 50.000 kr. til undersøgelsen"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("at cykelstien undersøges godkendt. De 50.000 kr. blev ikke godkendt.", [({A}, (1,)), ({X}, (2,))]),
        ("Cykelstien undersøges: godkendt. De 50.000 kr. blev afvist.", [({A}, (1,)), ({X}, (2,))]),
        ("At-punkt 1 godkendt, at-punkt 2 afvist.", [({A}, (1,)), ({X}, (2,))]),
        ("At-punkt 2 blev udsat. At-punkt 1 blev godkendt.", [({P}, (2,)), ({A}, (1,))]),
        ("Første at-punkt blev godkendt, men andet at-punkt blev udsat.", [({A}, (1,)), ({P}, (2,))]),
        ("Cykelstien undersøges blev godkendt, mens resten blev afvist.", [({A}, (1,)), ({X}, (2,))]),
        ("De 50.000 kr. blev bevilget; cykelstien undersøges blev nedstemt.", [({A}, (2,)), ({X}, (1,))]),
        ("Godkendt.", [({A}, (1, 2))]),
        ("Godkendt. Der følges op til foråret.", [({A}, ())]),
        ("Drøftet. Udsat.", [({D, P}, ())]),
        ("Udvalget sagde ja.", [({A}, ())]),
        ("Udvalget tilsluttede sig indstillingen.", [({A}, ())]),
        ("Forslaget blev nedstemt.", [({X}, ())]),
        ("Udvalget ønsker et notat.", [(set(), ())]),
    ],
)
def test_a_decision_written_as_one_is_read_answer_by_answer(
    words: str, expected: list[tuple[set[str], tuple[int, ...]]]
) -> None:
    assert [(reading.outcomes, reading.answers) for _, reading in outcomes.answered(words, TWO)] == expected


@pytest.mark.parametrize(
    "words",
    [
        "hmm bla bla",
        "?",
        "Vi talte om det.",
        "Cykelstien blev godkendt og de 50.000 kr. blev ikke godkendt.",
        "Noget blev godkendt. Noget andet blev afvist.",
        "At-punkt 1 godkendt. At-punkt 1 afvist.",
        "Det blev ikke afklaret, om planen kan godkendes.",
        "Udvalget ser på det igen, før planen skal godkendes.",
        "hvorvidt den bør vedtages, ved ingen endnu",
        "Formanden bød velkommen.",
    ],
)
def test_what_cannot_be_read_is_asked_about(words: str) -> None:
    assert outcomes.answered(words, TWO) == []


def test_without_clauses_each_sentence_is_its_own_answer() -> None:
    said = outcomes.answered("Planen blev godkendt. Budgettet blev ikke godkendt.", [])
    assert [reading.outcomes for _, reading in said] == [{A}, {X}]
