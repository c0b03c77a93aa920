"""The picture of a plan: words and table say what the marks say, and nothing in it reaches out."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from samspil.paper import timeline
from samspil.paper.document import Document, to_html
from samspil.paper.refusal import Refused
from samspil.paper.timeline import Mark, Row

D = dt.date
SVG = "{http://www.w3.org/2000/svg}"
SPRING = Mark(D(2025, 3, 1), D(2025, 4, 30), is_exact=False, is_sure=False)
ROWS = [
    Row("Opstart", (Mark(D(2025, 1, 16), D(2025, 1, 17)),), "16.-17. januar 2025"),
    Row("<b>Samtaler & kaffe</b>", (SPRING,), "Marts/april", "kun måneden er kendt"),
    Row("Festival", (Mark(D(2025, 5, 17), D(2025, 5, 17), is_sure=False),), "17. maj 2025", "usikker"),
    Row("Efterspil", (), ""),
]


def test_the_picture_its_words_and_its_table_say_the_same() -> None:
    drawn = timeline.draw(ROWS, title="Procesplan", today=D(2025, 2, 1))
    root = ET.fromstring(drawn.svg)
    boxes = root.findall(f"{SVG}rect")

    assert [(box.get("fill"), box.get("stroke-dasharray")) for box in boxes] == [
        ("#00558c", None),
        ("#ffffff", "5 3"),
        ("#ffffff", "5 3"),
    ]
    texts = [text.text for text in root.findall(f"{SVG}text")]
    assert texts == [
        "jan",
        "2025",
        "feb",
        "mar",
        "apr",
        "maj",
        "i dag",
        "Opstart",
        "<b>Samtaler & kaffe</b>",
        "Festival",
        "Efterspil",
        "tiden er ikke kendt",
    ]
    assert drawn.alt == (
        "Tidslinje fra januar 2025 til maj 2025. 4 handlinger: 2 med dag, 1 kun med måned, 1 uden tid. "
        "De samme oplysninger står i tabellen."
    )
    assert drawn.table is not None
    assert [tuple(cell[0].text for cell in row) for row in drawn.table.rows] == [
        ("Opstart", "16.-17. januar 2025", "Intet"),
        ("<b>Samtaler & kaffe</b>", "Marts/april", "kun måneden er kendt"),
        ("Festival", "17. maj 2025", "usikker"),
        ("Efterspil", "Ikke kendt", "Intet"),
    ]
    assert "&lt;b&gt;Samtaler" in to_html(Document("x", blocks=(drawn,)))


def test_a_mark_is_as_long_as_its_days_and_never_too_small_to_see() -> None:
    drawn = timeline.draw(ROWS, title="x")
    boxes = [box.attrib for box in ET.fromstring(drawn.svg).findall(f"{SVG}rect")]
    a_day = (timeline.WIDTH - timeline.NAMES - 10) / 151  # January to May 2025
    assert float(boxes[1]["width"]) == pytest.approx(61 * a_day, abs=0.2)
    assert [float(box["width"]) for box in (boxes[0], boxes[2])] == [10, 10]
    assert "i dag" not in drawn.svg


def test_a_long_plan_names_few_months() -> None:
    long = [Row("a", (Mark(D(2020, 1, 1), D(2020, 1, 1)),), ""), Row("b", (Mark(D(2026, 12, 1), D(2026, 12, 1)),), "")]
    names = [t.text for t in ET.fromstring(timeline.draw(long, title="x").svg).findall(f"{SVG}text")][:-2]
    assert len([name for name in names if not name.isdigit()]) <= timeline.MOST_LABELS
    assert names[:2] == ["jan", "2020"]


def test_without_times_there_is_no_picture() -> None:
    with pytest.raises(Refused, match="Ingen aktivitet har en tid"):
        timeline.draw([Row("Efterspil", (), "")], title="x")
