"""Personal numbers, by the rules of cpr.dk. Every number here is a replacement number or breaks the calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspil.paper import cpr
from samspil.paper.refusal import Refused

TODAY = dt.date(2058, 1, 1)

# seventh digit, year of two digits, year of birth: both ends of each century the digit stands for
CENTURIES = [
    *[(seventh, year, 1900 + year) for seventh in "0123" for year in (0, 36, 37, 57, 58, 99)],
    *[(seventh, year, 2000 + year) for seventh in "49" for year in (0, 36)],
    *[(seventh, year, 1900 + year) for seventh in "49" for year in (37, 99)],
    *[(seventh, year, 2000 + year) for seventh in "5678" for year in (0, 57)],
    *[(seventh, year, 1800 + year) for seventh in "5678" for year in (58, 99)],
]


@pytest.mark.parametrize(("seventh", "year", "born"), CENTURIES)
def test_the_seventh_digit_and_the_year_give_the_century(seventh, year, born):
    assert cpr.parse(f"6101{year:02d}-{seventh}001", today=TODAY).born == dt.date(born, 1, 1)


def test_modulus_11_is_not_asked_for():
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    rests = {
        serial: sum(w * int(d) for w, d in zip(weights, f"610190{serial}", strict=True)) % 11
        for serial in range(1000, 1011)
    }
    assert len(set(rests.values())) > 5
    assert [cpr.parse(f"610190{serial}").digits[6:] for serial in rests] == [str(serial) for serial in rests]


@pytest.mark.parametrize("text", ["610190-1234", "6101901234", "610190 1234", " 610190–1234 "])
def test_ways_of_writing(text):
    number = cpr.parse(text)
    assert (number.written, number.masked, str(number), repr(number), number.sex) == (
        "610190-1234",
        "610190-••••",
        "610190-••••",
        "Cpr(610190-••••)",
        "kvinde",
    )


def test_a_replacement_number_is_known_and_dated():
    number = cpr.parse("911290-1235")
    assert (number.is_replacement, number.born, number.sex) == (True, dt.date(1990, 12, 31), "mand")


def test_an_ordinary_day_is_no_replacement():
    number = cpr._from_digits("0101900000")
    assert (number.is_replacement, number.born) == (False, dt.date(1990, 1, 1))


@pytest.mark.parametrize(
    "text", ["", "610190", "610190-123", "610190-12345", "61O190-1234", "610190--1234", "٦١٠١٩٠-1234", "x610190-1234"]
)
def test_wrong_form_is_refused(text):
    with pytest.raises(Refused) as refused:
        cpr.parse(text)
    assert (refused.value.field, refused.value.sentence) == (
        "cpr",
        "Et CPR-nummer har ti cifre: seks for fødselsdagen og fire til. Skriv det som DDMMÅÅ-XXXX.",
    )


@pytest.mark.parametrize(
    "text", ["000190-1234", "320190-1234", "600190-1234", "920190-1234", "611390-1234", "900290-1234"]
)
def test_days_outside_the_calendar_are_refused_without_repeating_the_number(text):
    with pytest.raises(Refused) as refused:
        cpr.parse(text)
    assert refused.value.sentence == (
        "CPR-nummerets første seks cifre er ikke en dato i kalenderen. Ret dag, måned eller år."
    )


def test_leap_days_follow_the_century():
    assert cpr.parse("890200-4000").born == dt.date(2000, 2, 29)
    with pytest.raises(Refused):
        cpr.parse("890200-0000")


def test_a_birth_ahead_is_refused_and_today_is_not():
    assert cpr.parse("810526-4000", today=dt.date(2026, 5, 21)).born == dt.date(2026, 5, 21)
    with pytest.raises(Refused) as refused:
        cpr.parse("810526-4000", today=dt.date(2026, 5, 20))
    assert refused.value.sentence == ("CPR-nummeret hører til en fødselsdag, der ikke er kommet endnu. Ret cifrene.")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ring til 610190-1234.", "Ring til 610190-••••."),
        ("6101901234 og 620290 - 1235", "610190-•••• og 620290-••••"),
        ("Journal 2025-610190-1234x", "Journal 2025-610190-••••x"),
        ("tlf. 86101901234", "tlf. 86101901234"),
        ("konto 990190-1234", "konto 990190-1234"),
        ("sag 24/123456", "sag 24/123456"),
        ("", ""),
    ],
)
def test_mask_finds_numbers_in_running_text(text, masked):
    assert cpr.mask(text) == masked


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2057, 12, 31)), st.integers(0, 399))
def test_invented_numbers_are_read_back_as_replacements(born, serial):
    number = cpr.replacement(born, serial=serial)
    assert cpr.parse(number.written, today=TODAY) == number
    assert (number.is_replacement, number.born, number.sex) == (True, born, "mand" if serial % 2 else "kvinde")
    assert cpr.mask(f"a {number.written} b") == f"a {number.masked} b"


@pytest.mark.parametrize(
    ("born", "serial"), [(dt.date(1899, 1, 1), 0), (dt.date(2058, 1, 1), 0), (dt.date(2000, 1, 1), 400)]
)
def test_invented_numbers_end_where_the_rules_end(born, serial):
    with pytest.raises(ValueError):
        cpr.replacement(born, serial=serial)
