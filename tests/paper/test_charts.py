"""Charts: the numbers are in the picture, in the words and in the table."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import altair as alt
import outloud
import pytest

from samspil.paper import charts, danish
from samspil.paper import document as d
from samspil.paper.document.inline import plain
from samspil.paper.refusal import Refused

AMOUNTS = (("Arbejdsplan 1", 100_000_000), ("Følgeforskning", 20_000_000), ("Ældre", 50_000_000))


def money():
    return charts.bars(
        AMOUNTS, title="Beløb i 2025", columns=("Formål", "Beløb i mio. kr."), show=danish.kroner, per=100_000_000
    )


def stacked():
    rows = [("2026", "Evaluering", 5), ("2026", "Drift", 115), ("2027", "Evaluering", 5), ("2027", "Drift", 15)]
    return charts.bars(rows, title="År for år", columns=("År", "Formål", "Beløb"))


def monthly():
    rows = [(dt.date(2025, month, 1), group, month * 2.5) for month in range(1, 8) for group in ("Indsats", "Andre")]
    return charts.lines(
        rows, title="Kontakter", columns=("Måned", "Gruppe", "Antal"), show=lambda x: danish.number(x, 1)
    )


def effect():
    rows = [("Akutte kontakter", Decimal("-0.12"), -0.2, -0.04), ("Indlæggelser", 0.03, -0.05, 0.11)]
    return charts.dots_with_intervals(
        rows, title="Ændring", columns=("Mål", "Ændring i procent", "Fra", "Til"), show=danish.percent, per=0.01
    )


def texts(figure):
    return [element.text for element in ET.fromstring(figure.svg).iter() if element.tag.endswith("}text")]


def test_bars_draw_their_lengths_in_the_order_given():
    lengths = [
        float(width) for width in re.findall(r'd="M0,[0-9.]+h([0-9.]+)v[0-9.]+h-\1Z" fill="#00558c"', money().svg)
    ]
    assert [round(length / lengths[0], 6) for length in lengths] == [1, 0.2, 0.5]
    assert [text for text in texts(money()) if text.endswith(" kr.") and text[0].isdigit()] == [
        "1.000.000 kr.",
        "200.000 kr.",
        "500.000 kr.",
    ]


def test_bars_are_told_in_words_and_in_a_table():
    figure = money()
    assert figure.alt == (
        "Beløb i 2025. Søjlediagram, der viser Beløb i mio. kr. efter formål. "
        "Arbejdsplan 1: 1.000.000 kr.; Følgeforskning: 200.000 kr.; Ældre: 500.000 kr."
    )
    assert [[plain(cell) for cell in row] for row in figure.table.rows] == [
        ["Arbejdsplan 1", "1.000.000 kr."],
        ["Følgeforskning", "200.000 kr."],
        ["Ældre", "500.000 kr."],
    ]


def test_a_long_chart_is_told_by_its_ends():
    assert monthly().alt == (
        "Kontakter. Kurvediagram, der viser Antal efter måned og gruppe. "
        "Højest ligger 1. juli 2025, Indsats: 17,5. Lavest ligger 1. januar 2025, Indsats: 2,5. "
        "Tabellen har alle tallene."
    )
    assert len(monthly().table.rows) == 14


def test_months_stand_in_danish_on_the_axis():
    assert [text for text in texts(monthly()) if "2025" in text] == [
        "jan 2025",
        "feb 2025",
        "mar 2025",
        "apr 2025",
        "maj 2025",
        "jun 2025",
        "jul 2025",
    ]


def test_years_and_days_choose_their_own_marks():
    years = charts.lines([(dt.date(y, 1, 1), "A", y) for y in range(2010, 2027)], title="T", columns=("År", "G", "N"))
    days = charts.lines([(dt.date(2026, 5, n), "A", n) for n in (1, 2, 3)], title="T", columns=("Dag", "G", "N"))
    numbers = charts.lines([(2025, "A", 1), (2026, "A", 2)], title="T", columns=("År", "G", "N"))
    names = charts.lines([("før", "A", 1), ("efter", "A", 2)], title="T", columns=("Tid", "G", "N"))
    assert {"2010", "2025"} <= set(texts(years))
    assert {"1. maj", "2. maj", "3. maj"} <= set(texts(days))
    assert {"2025", "2026"} <= set(texts(numbers))
    assert [text for text in texts(names) if text in {"før", "efter"}] == ["før", "efter"]


def test_lines_differ_in_more_than_colour():
    dashes = set(re.findall(r'stroke-dasharray="([^"]+)"', monthly().svg))
    assert dashes == {"1,0", "6,3"}


def test_intervals_are_drawn_and_told():
    figure = effect()
    assert figure.alt == (
        "Ændring. Punktdiagram med usikkerhed, der viser Ændring i procent efter mål. "
        "Akutte kontakter: -12,0 % (usikkerhed fra -20,0 % til -4,0 %); "
        "Indlæggelser: 3,0 % (usikkerhed fra -5,0 % til 11,0 %)."
    )
    assert "-20" in texts(figure)
    assert 'stroke-dasharray="4,3"' in figure.svg
    without = charts.dots_with_intervals([("A", 2, 1, 3)], title="T", columns=("M", "N", "F", "T"), no_effect=None)
    assert "stroke-dasharray" not in without.svg


def test_stacked_bars_name_their_parts():
    assert [text for text in texts(stacked()) if text in {"Evaluering", "Drift"}] == ["Evaluering", "Drift"]


@pytest.mark.parametrize("make", [money, stacked, monthly, effect])
def test_the_same_numbers_give_the_same_bytes(make):
    assert make() == make()


def test_pictures_have_a_role_a_name_and_nothing_that_a_strict_policy_stops():
    root = ET.fromstring(monthly().svg)
    title, description = root[0], root[1]
    assert (root.get("role"), title.text) == ("img", "Kontakter")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert [element.tag for element in root.iter() if "style" in element.attrib or element.tag.endswith("style")] == []


def test_several_on_one_page_share_no_identifiers():
    ids = [value for make in (money, stacked, monthly, effect) for value in re.findall(r'\bid="([^"]+)"', make().svg)]
    assert len(ids) == len(set(ids))


def test_a_chart_of_ones_own_gets_clips_of_its_own():
    chart = alt.Chart(alt.Data(values=[{"a": 1, "b": 2}])).mark_bar(clip=True).encode(x="a:Q", y="b:Q")
    first, second = (charts.svg(chart, title=title, description="d") for title in ("En", "To"))
    assert first == charts.svg(chart, title="En", description="d")
    assert not set(re.findall(r"url\(#[^)]+\)", first)) & set(re.findall(r"url\(#[^)]+\)", second))
    assert re.findall(r"url\(#([^)]+)\)", first) == re.findall(r'<clipPath id="([^"]+)"', first)


def test_a_chart_is_drawn_once_and_anew_when_a_number_is_another():
    rows = [("Borgere", 31), ("Fagpersoner", 7)]
    drawn = charts.bars(rows, title="Hvem", columns=("Side", "Steder")).svg
    before = charts._drawn.cache_info()
    assert charts.bars(rows, title="Hvem", columns=("Side", "Steder")).svg == drawn
    assert charts.bars([rows[0], ("Fagpersoner", 8)], title="Hvem", columns=("Side", "Steder")).svg != drawn
    after = charts._drawn.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 1)


@pytest.mark.parametrize(
    ("most", "marks"), [(1, ["0", "1"]), (3, ["0", "1", "2", "3"]), (40, ["0", "10", "20", "30", "40"])]
)
def test_whole_ones_are_marked_off_in_whole_ones(most, marks):
    svg = charts.bars([("A", most), ("B", 0)], title="T", columns=("Side", "Steder"), show=lambda n: f"{n} i alt").svg
    assert [each for each in re.findall(r"<text[^>]*>([^<]*)<", svg) if re.fullmatch(r"[\d.,]+", each)] == marks


def test_all_of_them_pass_on_paper(tmp_path):
    path = tmp_path / "figures.pdf"
    path.write_bytes(d.to_pdf(d.Document("Figurer", blocks=(money(), stacked(), monthly(), effect()))))
    result = outloud.check(str(path))
    assert (result.verdict, result.findings) == ("pass", [])


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (
            lambda: charts.bars([], title="T", columns=("A", "B")),
            "Figuren »T« har ingen tal at vise. Vent med figuren, til der er tal.",
        ),
        (
            lambda: charts.bars([("a", 1)], title="T", columns=("A", "B", "C")),
            "Figuren »T« har rækker, der ikke passer til kolonnerne A, B og C.",
        ),
        (
            lambda: charts.dots_with_intervals([("a", 5, 1, 3)], title="T", columns=("A", "B", "C", "D")),
            "»a« har et tal uden for sit eget usikkerhedsinterval. Ret beregningen bag »T«.",
        ),
    ],
)
def test_what_cannot_be_drawn_honestly_is_refused(draw, sentence):
    with pytest.raises(Refused) as refused:
        draw()
    assert refused.value.sentence == sentence
