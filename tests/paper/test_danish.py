"""Numbers, money, days and words as they stand in Danish."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspil.paper import danish
from samspil.paper.refusal import Refused

UTC = dt.UTC


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, 0, "0"),
        (1234, 0, "1.234"),
        (1234.5, 1, "1.234,5"),
        (1_000_000, 2, "1.000.000,00"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (1.005, 2, "1,01"),
        (Decimal("2.675"), 2, "2,68"),
        (-0.4, 0, "0"),
        (10**30, 0, "1.000.000.000.000.000.000.000.000.000.000"),
        (0.1 + 0.2, 3, "0,300"),
    ],
)
def test_number_is_rounded_half_up_and_grouped(value, decimals, written):
    assert danish.number(value, decimals) == written


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("-Infinity")])
def test_number_without_an_end_is_refused(value):
    with pytest.raises(Refused) as refused:
        danish.number(value)
    assert refused.value.sentence == (
        "Tallet kan ikke vises, fordi det ikke er et endeligt tal. Ret beregningen bag det."
    )


@pytest.mark.parametrize(
    ("share", "decimals", "written"),
    [(0.15, 1, "15,0 %"), (1, 0, "100 %"), (0.12345, 1, "12,3 %"), (-0.5, 1, "-50,0 %"), (0.285, 0, "29 %")],
)
def test_percent(share, decimals, written):
    assert danish.percent(share, decimals) == written


@pytest.mark.parametrize(
    ("ore", "written"),
    [
        (123_456_789, "1.234.567,89 kr."),
        (60_000_000, "600.000 kr."),
        (1, "0,01 kr."),
        (-5050, "-50,50 kr."),
        (0, "0 kr."),
    ],
)
def test_kroner_are_never_rounded(ore, written):
    assert danish.kroner(ore) == written


@pytest.mark.parametrize(
    ("ore", "written"),
    [
        (570_000_000, "5,7 mio. kr."),
        (1_280_000_000, "12,8 mio. kr."),
        (5_000_000, "0,1 mio. kr."),
        (4_999_999, "0,0 mio. kr."),
    ],
)
def test_millions(ore, written):
    assert danish.millions(ore) == written


def test_days_and_clock():
    assert danish.date(dt.date(2025, 9, 23)) == "23. september 2025"
    assert danish.weekday_date(dt.date(2025, 9, 23)) == "tirsdag den 23. september 2025"
    assert danish.clock(dt.time(8, 30)) == "kl. 8.30"
    assert danish.clock(dt.time(12)) == "kl. 12.00"


def test_a_moment_is_shown_on_the_danish_clock():
    summer, winter = dt.datetime(2026, 6, 30, 22, 30, tzinfo=UTC), dt.datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert (danish.date(summer), danish.clock(summer)) == ("1. juli 2026", "kl. 0.30")
    assert (danish.date(winter), danish.clock(winter)) == ("1. januar 2027", "kl. 0.30")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1234,50", "1234.5"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("100", "100"),
        ("0", "0"),
        ("12.345.678", "12345678"),
    ],
)
def test_parse_number(text, value):
    assert danish.parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "1.5", "1.23", "12.34.567", "1,2,3", "tolv", "1e5", "٣", "1.234.", ",5", "--3"])
def test_parse_number_refuses_what_could_be_read_in_two_ways(text):
    with pytest.raises(Refused) as refused:
        danish.parse_number(text)
    assert refused.value.sentence == (
        f"»{text}« kan ikke læses som et tal. Skriv cifre med komma før decimalerne, for eksempel 1.234,5."
    )


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1.234.567,89 kr.", 123_456_789),
        ("600.000 kr.", 60_000_000),
        ("600.000 kroner", 60_000_000),
        ("600000", 60_000_000),
        ("kr. 500", 50_000),
        ("500,-", 50_000),
        ("500,- kr.", 50_000),
        ("5,7 mio. kr.", 570_000_000),
        ("5,7 mio.", 570_000_000),
        ("0,2 millioner kroner", 20_000_000),
        ("1 mia. kr.", 100_000_000_000),
        ("50 t.kr.", 5_000_000),
        ("50 tkr.", 5_000_000),
        ("-12,50 kr", -1_250),
        ("1,2345 mio. kr.", 123_450_000),
    ],
)
def test_parse_kroner(text, ore):
    assert danish.parse_kroner(text) == ore


@pytest.mark.parametrize(
    "text", ["", "kr.", "5.7 mio. kr.", "cirka 500 kr.", "500 euro", "1,2,3 kr.", "500 kr. 600 kr."]
)
def test_parse_kroner_refuses_what_is_no_amount(text):
    with pytest.raises(Refused) as refused:
        danish.parse_kroner(text)
    assert refused.value.sentence == (
        f"»{text}« kan ikke læses som et beløb. Skriv for eksempel 600.000 kr. eller 5,7 mio. kr."
    )


def test_parse_kroner_refuses_parts_of_an_ore():
    with pytest.raises(Refused) as refused:
        danish.parse_kroner("0,005 kr.")
    assert refused.value.sentence == "»0,005 kr.« går ikke op i hele øre. Skriv beløbet med højst to decimaler."


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_what_is_written_is_read_back(ore):
    assert danish.parse_kroner(danish.kroner(ore)) == ore


@pytest.mark.parametrize(
    "text",
    [
        "17-05-2026",
        "17.05.2026",
        "17/05/2026",
        "17/5/2026",
        "17. maj 2026",
        "17 maj 2026",
        "17. Maj 2026",
        "den 17. maj 2026",
        "søndag den 17. maj 2026",
        "Søndag 17. maj 2026",
        " 17. maj  2026 ",
        "2026-05-17",
    ],
)
def test_parse_date(text):
    assert danish.parse_date(text) == dt.date(2026, 5, 17)


def test_parse_date_knows_short_months():
    assert [danish.parse_date(f"1. {month}. 2026").month for month in ("jan", "mar", "sept", "okt", "dec")] == [
        1,
        3,
        9,
        10,
        12,
    ]


@pytest.mark.parametrize(
    "text", ["", "17-05-26", "5/2026", "maj 2026", "17-05.2026", "17. ma 2026", "05-17", "1. foo 2026"]
)
def test_parse_date_refuses_what_is_no_date(text):
    with pytest.raises(Refused) as refused:
        danish.parse_date(text)
    assert refused.value.sentence == (
        f"»{text}« kan ikke læses som en dato. "
        "Skriv dag, måned og år med fire cifre, for eksempel 17-05-2026 eller 17. maj 2026."
    )


@pytest.mark.parametrize("text", ["29-02-2026", "31. april 2026", "2026-13-01", "00-01-2026"])
def test_parse_date_refuses_days_outside_the_calendar(text):
    with pytest.raises(Refused) as refused:
        danish.parse_date(text)
    assert refused.value.sentence == f"Datoen »{text}« findes ikke i kalenderen. Ret dagen eller måneden."


def test_parse_date_refuses_the_wrong_weekday():
    with pytest.raises(Refused) as refused:
        danish.parse_date("mandag den 17. maj 2026")
    assert refused.value.sentence == "17. maj 2026 er en søndag, men der står mandag. Ret datoen eller ugedagen."


@given(st.dates())
def test_every_day_is_read_back(day):
    assert danish.parse_date(f"{day:%d}-{day:%m}-{day.year:04d}") == day
    if day.year >= 1000:
        assert danish.parse_date(danish.weekday_date(day)) == day


def test_words():
    assert [danish.listing(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a og b",
        "a, b og c",
    ]
    assert danish.listing(["a", "b"], last="eller") == "a eller b"
    assert [danish.count(n, "sag", "sager") for n in (0, 1, 2, 1234)] == ["0 sager", "1 sag", "2 sager", "1.234 sager"]


def test_sort_key_is_the_danish_index():
    in_order = [
        "1. maj",
        "Andersen",
        "andersen",
        "Bø Kommune",
        "cafe",
        "café",
        "Muller",
        "Myller",
        "Müller",
        "Mynte",
        "Zebra",
        "Ærø",
        "Øst",
        "Aabenraa",
        "Åbenrå",
        "Aarhus",
        "Årup",
    ]

    assert sorted(sorted(in_order), key=danish.sort_key) == in_order


def test_sort_key_reads_word_by_word_and_past_signs():
    assert sorted(["Sundhedsråd", "Sund by", "Sund-by"], key=danish.sort_key) == ["Sund by", "Sund-by", "Sundhedsråd"]
    assert danish.sort_key("{") < danish.sort_key("a")


@pytest.mark.parametrize(
    ("ore", "told"),
    [
        (570_000_000, "5,7"),
        (5_000_000, "0,05"),
        (100_000_000, "1,0"),
        (0, "0,0"),
        (18_000_000, "0,18"),
        (123_456_789, "1,23456789"),
    ],
)
def test_millions_take_the_decimals_they_need(ore, told):
    assert danish.in_millions(ore) == told


def test_a_day_as_the_head_of_a_page_prints_it():
    assert danish.numeric_date(dt.date(2025, 9, 3)) == "03-09-2025"
    assert danish.weekday(dt.date(2025, 9, 23)) == "Tirsdag"
