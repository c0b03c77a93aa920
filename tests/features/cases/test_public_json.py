"""The JSON of public agenda pages: read by its own fields, never as HTML, and what it does not say for certain is asked."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.importing.extract import uploads
from samspil.paper.refusal import Refused


def agenda(**items: Any) -> dict[str, Any]:
    """Return a public agenda of two items, the second closed; `items` change the second."""
    closed = {
        "Id": "b2",
        "Number": "2",
        "Caption": "Salg af spætten",
        "IsOpen": False,
        "Fields": [{"Caption": "Beslutning", "Html": "<p>Solgt til h&oslash;jeste bud.</p>"}],
        "Documents": [{"Name": "Bud på spætten.pdf", "IsOpen": False}],
    }

    return {
        "Committee": {"Name": "Sundhedsudvalget"},
        "Date": "2026-03-03T16:00:00",
        "Location": "Rådhuset",
        "Type": "Referat",
        "Version": 4,
        "Items": [
            {
                "Id": "a1",
                "Number": "1",
                "Caption": "Kaffe i hallen",
                "IsOpen": True,
                "CaseNumber": "26/100",
                "Fields": [
                    {"Caption": "Sagsfremstilling", "Html": "<div>Der mangler kaffe.</div><p>Og kopper.</p>"},
                    {"Caption": "Beslutning", "Html": "<p>Godkendt.</p>"},
                ],
                "Documents": [{"Name": "Kaffenotat.pdf", "IsOpen": True}, {"Name": "Lønseddel.pdf", "IsOpen": False}],
            },
            {**closed, **items},
        ],
    }


def read(told: Any) -> importing_rules.Meeting:
    return uploads.from_file(json.dumps(told, ensure_ascii=False).encode(), "dagsorden.json")


def test_items_words_and_openness_are_read() -> None:
    meeting = read(agenda())
    assert (meeting.body_name, meeting.held_on, meeting.starts, meeting.place) == (
        "Sundhedsudvalget",
        dt.date(2026, 3, 3),
        dt.time(16),
        "Rådhuset",
    )
    first, second = meeting.items

    assert (first.number, first.title, first.case_number, first.is_closed) == ("1", "Kaffe i hallen", "26/100", False)
    assert (second.number, second.title, second.is_closed) == ("2", "Salg af spætten", True)
    assert [(each.key, each.words) for each in first.sections if each.words] == [
        ("case_presentation", "Der mangler kaffe.\n\nOg kopper.")
    ]
    assert [said.printed for said in first.statements] == ["Godkendt."]
    assert [said.printed for said in second.statements] == ["Solgt til højeste bud."]
    assert [(each.title, each.is_closed) for each in first.annexes] == [
        ("Kaffenotat.pdf", False),
        ("Lønseddel.pdf", True),
    ]
    assert [each.is_closed for each in second.annexes] == [True]


@pytest.mark.parametrize("value", [None, "måske", "", 7])
def test_what_is_not_said_for_certain_is_asked(value: Any) -> None:
    assert read(agenda(IsOpen=value)).items[1].is_closed is None


@pytest.mark.parametrize(("name", "value"), [("IsOpen", "false"), ("IsOpen", 0), ("isOpen", False), ("Lukket", True)])
def test_the_ways_to_say_closed(name: str, value: Any) -> None:
    told = agenda()
    del told["Items"][1]["IsOpen"]
    told["Items"][1][name] = value
    assert read(told).items[1].is_closed is True


def test_an_agenda_that_is_closed_closes_all() -> None:
    assert [item.is_closed for item in read({**agenda(), "IsOpen": False}).items] == [True, True]


def test_every_word_of_the_file_is_somewhere() -> None:
    told = agenda(Ukendt={"Dybt": ["Noget, som ingen har set før, og som skal vises for sekretæren."]})
    meeting = read(told)
    assert any("ingen har set før" in words for words in importing_rules.held(meeting))
    assert "Noget, som ingen" not in " ".join(section.words for section in meeting.items[0].sections)


@pytest.mark.parametrize(
    "told",
    [
        {},
        [],
        {"a": "<p>Punkt 1: Lukket sag</p>"},
        [1, 2],
        {"items": [{"title": "Uden åbenhed", "html": "<p>x</p>"}]},
        {"a": {"items": [{"title": "A", "isOpen": True}]}, "b": {"items": [{"title": "B", "isOpen": True}]}},
    ],
)
def test_json_of_another_make_is_refused_and_never_read_as_a_page(told: Any) -> None:
    with pytest.raises(Refused, match="JSON"):
        read(told)


def test_broken_and_deep_json_is_refused() -> None:
    for content in (b'{"Items": [{"IsOpen": false, "Caption": "<p>Punkt 1: x</p>"', b'{"a":' * 50_000):
        with pytest.raises(Refused):
            uploads.from_file(content, "dagsorden.json")


def test_rtf_is_refused() -> None:
    with pytest.raises(Refused, match="RTF"):
        uploads.from_file(rb"{\rtf1\ansi Punkt 1: Lukket sag}", "referat.rtf")
