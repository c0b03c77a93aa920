"""Slips of the pen: what each is, how it is mended, and what is left alone because it is none."""

from __future__ import annotations

import pytest

from samspil.paper import slips
from samspil.paper.command_line import Parser, in_danish, told, why
from samspil.paper.refusal import Refused


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("0,5", "0.5"),
        ("-0,50", "-0.5"),
        ("5.700.000", "5700000"),
        ("5.700.000,50", "5700000.5"),
        ("1 234 567", "1234567"),
        ("-5.700.000", "-5700000"),
        ("01-07-2028", "2028-07-01"),
        ("1/7/2028", "2028-07-01"),
        ("1.7.2028", "2028-07-01"),
        ("2028/7/1", "2028-07-01"),
        ("15 %", "0.15"),
        ("12,5%", "0.125"),
        ('"0,5"', "0.5"),
        ("0.5", ""),
        ("1.234", ""),
        ("2028-07-01", ""),
        ("fem", ""),
        ("", ""),
        ("1,2,3", ""),
        ("9" * 5000 + ",5", ""),
    ],
)
def test_a_slip_is_mended_and_nothing_else_is(written: str, right: str) -> None:
    assert slips.mend(written) == right


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("threshold = 0,15", "0,15 skrives 0.15"),
        ("cap = 5.700.000 # loft", "5.700.000 skrives 5700000"),
        ("due_on = 01-07-2028", "01-07-2028 skrives 2028-07-01"),
        ("due_on = 2028-07-01", ""),
        ("version = 1", ""),
    ],
)
def test_the_slip_in_a_line_is_found(line: str, said: str) -> None:
    assert slips.first(line) == said


def test_a_place_is_told_with_its_words() -> None:
    text = "a = 1\nb = 0,5\n" + "c = " + "x" * 100
    assert slips.in_toml(text, "Expected x (at line 2, column 6)") == "linje 2, tegn 6: »b = 0,5«; 0,5 skrives 0.5"
    assert slips.in_toml(text, "x (at line 3, column 5)").endswith("...«")
    assert slips.in_toml(text, "x (at end of document)") == "linje 3, hvor filen slutter midt i noget"
    assert slips.in_text("a\n", 2, 1) == "linje 2, tegn 1, hvor der ikke står noget"
    assert slips.shown_line("a\x07b", 1) == "a\N{REPLACEMENT CHARACTER}b"


def test_only_a_finite_number_is_one() -> None:
    assert str(slips.number("1e-3")) == "0.001"
    assert [slips.number(text) for text in ("0,5", "NaN", "inf", "1e99999999999999999999", "")] == [None] * 5


def test_a_command_line_is_refused_in_danish() -> None:
    parser = Parser(prog="x")
    parser.add_argument("--count", type=int)
    for words, said in {
        ("--count", "fem"): "ikke et helt tal: 'fem'",
        ("--count", "5.700.000"): "(skriv 5700000)",
        ("--coun", "5"): "ukendt: --coun 5",
        ("--count",): "der mangler en værdi",
    }.items():
        with pytest.raises(Refused) as refused:
            parser.parse_args(list(words))
        assert said in refused.value.sentence
    assert in_danish("ambiguous option: --a could match --ab, --ac") == "--a kan være flere valg: --ab, --ac"
    assert in_danish("expected 2 arguments") == "der skal stå 2 værdier"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Refused("Nej."), "samspil: Nej."),
        (MemoryError(), "ikke hukommelse nok"),
        (FileNotFoundError(2, "No such file", "x.csv"), "x.csv kan ikke læses eller skrives: den findes ikke"),
        (OSError(28, "No space left"), "drevet er fuldt"),
        (OSError(5, "Input/output error"), "drevet tager ikke imod den"),
        (KeyboardInterrupt(), "Afbrudt"),
        (UnicodeEncodeError("ascii", "ø", 0, 1, "x"), "PYTHONUTF8=1"),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_fault_is_one_danish_sentence(fault: BaseException, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    def act() -> None:
        raise fault

    assert told(act) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert "No " not in err


def test_what_went_well_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(lambda: None) == 0
    assert capsys.readouterr() == ("", "")
    assert why(NotADirectoryError()) == "en del af stien er ikke en mappe"
