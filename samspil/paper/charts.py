"""Charts in the house's style as SVG made offline, each a Figure with words and a table of the same numbers.

Colours hold 3:1 against white and are never alone: lines differ in dash and point, bars in label.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import math
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Literal

import altair as alt
import vl_convert

from samspil.paper import danish, languages
from samspil.paper.document import Figure, Table, Text, Words
from samspil.paper.refusal import Refused

Amount = int | float | Decimal
Point = str | int | float | dt.date

PALETTE = ("#00558c", "#b34700", "#00735c", "#a3386f", "#6b5b00", "#5a4fa2")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 4), (10, 2))
WIDTH = 560
NARROW = 200
FEW = 5  # marks on an axis
ROW_HEIGHT = 30
LINE_HEIGHT = 300
MOST_ROWS_TOLD = 4
MOST_MARKS = 8
MOST_DAYS_BY_DAY = 62
MOST_DAYS_BY_MONTH = 3 * 366
INTERVAL_COLUMNS = 4
GREY = "#545454"
_SVG = "http://www.w3.org/2000/svg"
_NUMBERS = {
    "da": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " kr."], "minus": "-"},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["DKK ", ""], "minus": "-"},
}
_TIMES = {
    "dateTime": "%A den %-d. %B %Y %H.%M",
    "date": "%d-%m-%Y",
    "time": "%H.%M",
    "periods": ["", ""],
    "days": ["søndag", *danish.WEEKDAYS[:6]],
    "shortDays": [day[:3] for day in ("søndag", *danish.WEEKDAYS[:6])],
    "months": list(danish.MONTHS),
    "shortMonths": [month[:3] for month in danish.MONTHS],
}
_STYLE: dict[str, Any] = {
    "background": "transparent",
    "font": "IBM Plex Sans, Libertinus Serif, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": "#1a1a1a",
        "titleColor": "#1a1a1a",
        "gridColor": "#d9d9d9",
        "domainColor": GREY,
        "tickColor": GREY,
        "labelLimit": 260,
    },
    "legend": {"labelFontSize": 13, "titleFontSize": 13, "orient": "top", "labelLimit": 300, "symbolSize": 120},
    "range": {"category": list(PALETTE)},
}


def svg(chart: Any, *, title: str, description: str, language: str = "da") -> str:
    """Draw an Altair chart as one SVG image named by `title` and told by `description`.

    The same chart gives the same bytes; identifiers are the chart's own, so that several stand on one page.
    """
    return _named(_drawn(json.dumps(chart.to_dict(), sort_keys=True), language), title, description)


@functools.lru_cache(maxsize=256)
def _drawn(chart: str, language: str) -> str:
    """Draw what is described once, for as long as it says the same."""
    # `allowed_base_urls`: the drawer may fetch nothing, since all that is drawn stands in the chart.
    return vl_convert.vegalite_to_svg(
        json.loads(chart), format_locale=_NUMBERS[language], time_format_locale=_TIMES, allowed_base_urls=[]
    )


def _named(drawn: str, title: str, description: str) -> str:
    root = ET.fromstring(drawn)  # noqa: S314 -- drawn by this module, not handed in
    for element in root.iter():
        # Vega gives roles and names of its own, in English; to those who hear it the figure is one picture.
        for name in [n for n in element.attrib if n.startswith("aria-") or n in {"role", "class", "pointer-events"}]:
            del element.attrib[name]

    # Numbered by a counter of the process: left out, or the same chart would never give the same bytes.
    name = hashlib.sha256(f"{title}\0{description}\0{re.sub('clip[0-9]+', 'clip', drawn)}".encode()).hexdigest()[:10]
    root.set("role", "img")
    root.set("aria-labelledby", f"t{name} d{name}")
    root.set("font-size", "13")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        label = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{tag[0]}{name}"})
        label.text = text
        root.insert(place, label)

    ET.register_namespace("", _SVG)
    written = ET.tostring(root, encoding="unicode")
    clips: dict[str, str] = {}
    return re.sub(r"\bclip[0-9]+\b", lambda m: clips.setdefault(m[0], f"c{name}-{len(clips)}"), written)


def bars(
    rows: Sequence[tuple[str, Amount] | tuple[str, str, Amount]],
    *,
    title: str,
    columns: Sequence[str],
    show: Callable[[Any], str] = danish.number,
    per: float = 1,
    width: int = WIDTH,
) -> Figure:
    """Draw lying bars in the order given: rows of (what, amount), or (what, part, amount) stacked.

    `columns` names the columns of the table, `show` writes an amount; the axis is in units of `per` (øre as millions of
    kroner: 100_000_000). A few bars are drawn `NARROW` (`width`, in pixels), so that their words can be read on a phone. Raises Refused
    without rows.
    """
    _check(rows, columns, title)
    is_stacked = len(columns) == 3
    values = [
        {
            "what": row[0],
            "part": row[1] if is_stacked else "",
            "amount": float(row[-1]) / per,
            "shown": show(row[-1]),
        }
        for row in rows
    ]
    whats = list(dict.fromkeys(str(row[0]) for row in rows))
    base = _chart(values).encode(y=alt.Y("what:N", sort=whats, title=None))
    # What is counted in whole ones is marked off in whole ones.
    is_whole = per == 1 and all(isinstance(row[-1], int) for row in rows)
    axis = _whole_axis(rows) if is_whole else alt.Axis(tickCount=5)
    amount = alt.X("amount:Q", title=columns[-1], axis=axis, stack="zero" if is_stacked else None)
    if is_stacked:
        parts = list(dict.fromkeys(str(row[1]) for row in rows))
        marks: Any = base.mark_bar(stroke="white", strokeWidth=1).encode(
            x=amount,
            color=alt.Color(
                "part:N", sort=parts, scale=alt.Scale(domain=parts, range=_colours(parts)), title=columns[1]
            ),
        )
    else:
        label = base.mark_text(align="left", dx=5, fontSize=13).encode(x=amount, text="shown:N")
        marks = base.mark_bar(color=PALETTE[0]).encode(x=amount) + label

    height = ROW_HEIGHT * len(whats)
    return _figure(marks, rows, title, columns, show, height=height, kind=languages.told("Søjlediagram"), width=width)


def _whole_axis(rows: Sequence[tuple[Any, ...]]) -> alt.Axis:
    """Mark off whole ones and nothing between; few of them one by one, for the drawer halves them whatever it is told."""
    longest = Counter[str]()
    for row in rows:
        longest[str(row[0])] += int(row[-1])

    most = max(longest.values())
    marked: dict[str, Any] = {"values": list(range(most + 1))} if 0 < most <= FEW else {"tickMinStep": 1}
    return alt.Axis(tickCount=FEW, format="d", **marked)


def lines(
    rows: Sequence[tuple[Point, str, Amount]],
    *,
    title: str,
    columns: Sequence[str],
    show: Callable[[Any], str] = danish.number,
    per: float = 1,
    where: Callable[[Any], str] | None = None,
    language: str = "da",
) -> Figure:
    """Draw one line a series: rows of (when or where, series, amount), dates as dates, numbers to scale.

    Series differ in colour, dash and point. `columns` names the table's three columns; `where` writes the first of them
    where `show` does not. Raises Refused without rows.
    """
    _check(rows, columns, title)
    series = list(dict.fromkeys(row[1] for row in rows))
    days = [row[0] for row in rows if isinstance(row[0], dt.date)]
    if len(days) == len(rows):
        # In local time a date, which is midnight, would fall on the day before.
        x = alt.X("at:T", scale=alt.Scale(type="utc"), axis=_time_axis(days), title=columns[0])
    elif all(isinstance(row[0], int | float) for row in rows):
        x = alt.X("at:Q", scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(format="d"), title=columns[0])
    else:
        x = alt.X("at:O", sort=None, axis=alt.Axis(labelAngle=0), title=columns[0])

    values = [
        {
            "at": row[0].isoformat() if isinstance(row[0], dt.date) else row[0],
            "series": row[1],
            "mark": row[1],
            "amount": float(row[2]) / per,
        }
        for row in rows
    ]
    legend = alt.Legend(symbolType="stroke", symbolSize=500, symbolStrokeWidth=2.5)
    dashes = [list(DASHES[place % len(DASHES)]) for place in range(len(series))]
    colours = alt.Scale(domain=series, range=_colours(series))
    base = _chart(values).encode(x=x, y=alt.Y("amount:Q", title=columns[2], axis=alt.Axis(tickCount=6)))
    chart: Any = base.mark_line(strokeWidth=2.5).encode(
        color=alt.Color("series:N", scale=colours, title=columns[1], legend=legend),
        strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=series, range=dashes), title=columns[1]),
    )
    chart += base.mark_point(size=60, opacity=1).encode(
        fill=alt.Fill("mark:N", scale=colours, legend=None),
        shape=alt.Shape("mark:N", scale=alt.Scale(domain=series), legend=None),
        stroke=alt.value("white"),
    )
    chart = chart.resolve_legend(fill="independent", shape="independent", color="shared")
    told = rows if where is None else [(where(row[0]), *row[1:]) for row in rows]
    return _figure(
        chart, told, title, columns, show, height=LINE_HEIGHT, kind=languages.told("Kurvediagram"), language=language
    )


def dots_with_intervals(
    rows: Sequence[tuple[str, Amount, Amount, Amount]],
    *,
    title: str,
    columns: Sequence[str],
    no_effect: float | None = 0.0,
    show: Callable[[Any], str] = danish.number,
    per: float = 1,
    language: str = "da",
) -> Figure:
    """Draw estimates with their intervals: rows of (what, estimate, low, high), in the order given.

    `no_effect` is the value of no difference (0, or 1 for a ratio), drawn as a dashed line; None draws none.
    `columns` names the table's four columns. Raises Refused when an estimate lies outside its interval.
    """
    _check(rows, columns, title)
    for what, estimate, low, high in rows:
        if not low <= estimate <= high:
            raise Refused(f"»{what}« har et tal uden for sit eget usikkerhedsinterval. Ret beregningen bag »{title}«.")

    values = [
        {"what": r[0], "estimate": float(r[1]) / per, "low": float(r[2]) / per, "high": float(r[3]) / per} for r in rows
    ]
    base = _chart(values).encode(y=alt.Y("what:N", sort=[row[0] for row in rows], title=None))
    x = alt.X("low:Q", title=columns[1], scale=alt.Scale(zero=no_effect == 0), axis=alt.Axis(tickCount=6))
    chart: Any = base.mark_rule(strokeWidth=3, color=PALETTE[0]).encode(x=x, x2="high:Q")
    chart += base.mark_point(filled=True, size=110, color=PALETTE[0], opacity=1).encode(x="estimate:Q")
    if no_effect is not None:
        line = _chart([{"no_effect": no_effect / per}]).mark_rule(strokeDash=[4, 3], color=GREY)
        chart = line.encode(x="no_effect:Q") + chart

    height = ROW_HEIGHT * len(rows)
    kind = languages.told("Punktdiagram med usikkerhed")
    return _figure(chart, rows, title, columns, show, height=height, kind=kind, language=language)


def _figure(
    chart: Any,
    rows: Sequence[tuple[Any, ...]],
    title: str,
    columns: Sequence[str],
    show: Callable[[Any], str],
    *,
    height: int,
    kind: str,
    language: str = "da",
    width: int = WIDTH,
) -> Figure:
    said = _said(kind, rows, columns, show) if language == "da" else "All numbers are in the table."
    styled = chart.properties(width=width, height=height).configure(**_STYLE)
    cells = [tuple(_cell(value, show) for value in row) for row in rows]

    return Figure(
        svg(styled, title=title, description=said, language=language),
        f"{title}. {said}",
        title,
        Table(title, tuple(columns), tuple(cells)),
    )


def _cell(value: Any, show: Callable[[Any], str]) -> Words:
    if isinstance(value, str):
        return (Text(value),)
    return danish.date(value) if isinstance(value, dt.date) else show(value)


def _chart(values: list[dict[str, Any]]) -> alt.Chart:
    inline: Any = alt.InlineData
    return alt.Chart(inline(values=values))


def _check(rows: Sequence[tuple[Any, ...]], columns: Sequence[str], title: str) -> None:
    if not rows:
        raise Refused(f"Figuren »{title}« har ingen tal at vise. Vent med figuren, til der er tal.")
    if any(len(row) != len(columns) for row in rows):
        raise Refused(f"Figuren »{title}« har rækker, der ikke passer til kolonnerne {danish.listing(list(columns))}.")


def _colours(names: Sequence[str]) -> list[str]:
    return [PALETTE[place % len(PALETTE)] for place in range(len(names))]


def _said(kind: str, rows: Sequence[tuple[Any, ...]], columns: Sequence[str], show: Callable[[Any], str]) -> str:
    """Tell the chart in words: every row of a short one, else the highest and the lowest."""
    has_interval = len(columns) == INTERVAL_COLUMNS
    names, amount = (columns[:1], columns[1]) if has_interval else (columns[:-1], columns[-1])
    by = danish.listing([name.lower() for name in names])
    shown = languages.told("{kind}, der viser {amount} efter {by}.").format(kind=kind, amount=amount, by=by)
    if len(rows) <= MOST_ROWS_TOLD:
        told = ["; ".join(_row_said(row, show) for row in rows)]
    else:
        position = 1 if has_interval else -1
        highest, lowest = max(rows, key=lambda row: row[position]), min(rows, key=lambda row: row[position])
        told = [
            languages.told("Højest ligger {row}").format(row=_row_said(highest, show)),
            languages.told("Lavest ligger {row}").format(row=_row_said(lowest, show)),
        ]
        told.append(languages.told("Tabellen har alle tallene"))
    return " ".join([shown, *(f"{sentence.removesuffix('.')}." for sentence in told)])


def _row_said(row: tuple[Any, ...], show: Callable[[Any], str]) -> str:
    if len(row) == INTERVAL_COLUMNS:
        return f"{row[0]}: {show(row[1])} (usikkerhed fra {show(row[2])} til {show(row[3])})"
    names = [danish.date(name) if isinstance(name, dt.date) else str(name) for name in row[:-1]]
    return f"{', '.join(names)}: {show(row[-1])}"


def _time_axis(days: Sequence[dt.date]) -> alt.Axis:
    """Choose whole years, months or days for the marks of a time axis, at most about eight."""
    span = (max(days) - min(days)).days
    if span > MOST_DAYS_BY_MONTH:
        return alt.Axis(format="%Y", tickCount=_every("year", span / 365))
    if span > MOST_DAYS_BY_DAY:
        return alt.Axis(format="%b %Y", tickCount=_every("month", span / 30))
    return alt.Axis(format="%-d. %b", tickCount=min(span, MOST_MARKS) or 1)


def _every(interval: Literal["year", "month"], count: float) -> alt.TimeIntervalStep:
    return alt.TimeIntervalStep(interval=interval, step=max(1, math.ceil(count / MOST_MARKS)))
