"""Pages of authorisations, of open data and of papers, and which deeds stand on the pages of a case, for whom."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.cases.editing.actions import items
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records.models import Meeting
from samspil.features.cases.records.queries import attendance, rows
from samspil.spine.people import Actor
from samspil.web import rights
from tests.features.cases.conftest import CANARIES, Secret
from tests.features.cases.test_following import asked
from tests.features.cases.test_views import page, secret, send
from tests.kit.cast import Cast
from tests.kit.clients import enter

__all__ = ["secret"]

GIVEN = {"title": "Oplægget gøres færdigt", "given_to": "Administrationen", "scope": "At rette tallene."}
END = "Skriv, at den er ophørt"


def labels(actor: Actor, record: object, **facts: object) -> list[str]:
    return [each.label for each in rights.open_to(actor, record, **facts)]  # type: ignore[arg-type]


def test_an_authorisation_is_written_read_and_ended_on_its_pages(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    secretary, anybody = enter(cast, "secretary"), Client()
    assert "Skriv en bemyndigelse" in page(secretary, "new_authorisation", statement.pk)
    assert enter(cast, "alice").get(reverse("cases:new_authorisation", args=[statement.pk])).status_code == 403
    send(secretary, "new_authorisation", statement.pk, expect=422, **{**GIVEN, "scope": ""})

    address = send(secretary, "new_authorisation", statement.pk, **GIVEN)
    pk = address.rstrip("/").rpartition("/")[2]
    assert address == reverse("cases:authorisation", args=[pk])
    shown = page(anybody, "authorisation", pk)
    assert all(word in shown for word in GIVEN.values())
    assert END not in shown
    assert END in page(secretary, "authorisation", pk)

    assert "Oplægget gøres færdigt" in page(secretary, "end_authorisation", pk)
    send(secretary, "end_authorisation", pk, expect=422, ended_on="01/06/2026")
    send(secretary, "end_authorisation", pk, ended_on="01/06/2026", why="Den er brugt.")
    assert "Den er brugt." in page(anybody, "authorisation", pk)
    assert END not in page(secretary, "authorisation", pk)
    assert secretary.get(reverse("cases:end_authorisation", args=[pk])).status_code == 403


@pytest.mark.parametrize("name", ["feed", "body_feed", "case_feed", "body_calendar", "download"])
def test_open_data_hold_what_is_open_and_nothing_closed(secret: Secret, name: str) -> None:
    of = {
        "body_feed": secret.meeting.body_id,
        "body_calendar": secret.meeting.body_id,
        "case_feed": secret.open_item.pk,
    }
    answer = Client().get(reverse(f"cases:{name}", args=[of[name]] if name in of else []))
    assert answer.status_code == 200
    told = answer.getvalue().decode()
    assert [word for word in CANARIES.values() if word in told] == []
    if name == "download":
        assert json.loads(told)["schema"] == "samspil-aabne-data/1"
    elif name == "body_calendar":
        assert told.count("BEGIN:VEVENT") <= 1
    else:
        assert secret.open_item.node.title in told


def test_the_page_of_open_data_leads_to_each_body(secret: Secret) -> None:
    shown = page(Client(), "open_data")
    for name in ("body_calendar", "body_feed"):
        assert shown.count(reverse(f"cases:{name}", args=[secret.meeting.body_id])) == 1
    assert shown.index("Alle udvalg") < shown.index(secret.meeting.body.circle.name)
    assert shown.count(f'href="{reverse("cases:feed")}"') == 2


def test_an_agenda_is_taken_home_as_pdf(secret: Secret) -> None:
    answer = Client().get(reverse("cases:agenda_pdf", args=[secret.meeting.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


FIRST = ["Ret punktet", "Nyt bilag"]
LATER = ["Kopiér til FirstAgenda", "Saml med et andet punkt"]
DECIDED = ["Skriv beslutningen", *FIRST, "Inhabil ved punktet", *LATER]
REST = ["Oplæg på et andet møde", "Aktindsigt"]


def test_the_deeds_of_an_item_are_those_of_its_state_and_reader(cast: Cast, secret: Secret) -> None:
    item = rows.item(cast.secretary, secret.open_item.pk)
    assert labels(cast.secretary, item) == [*DECIDED, *REST, "Luk punktet"]
    closed = rows.item(cast.secretary, secret.closed_item.pk)
    assert labels(cast.secretary, closed) == [*DECIDED, *REST, "Åbn punktet"]
    for name in ("alice", "bob", "charlie", "dorte", "director", "politician"):
        assert labels(getattr(cast, name), item) == []


def test_a_planned_item_may_be_taken_off_and_moved(cast: Cast, meeting: Meeting) -> None:
    made = items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="Bussen"))
    item = rows.item(cast.secretary, made.pk)
    moves = ["Tag af dagsordenen", "Flyt til et andet møde"] if item.is_on else ["Flyt til et andet møde"]
    assert labels(cast.secretary, item) == [*FIRST, *LATER, *moves, *REST, "Luk punktet"]


def test_the_deeds_of_a_decision(cast: Cast, secret: Secret) -> None:
    statement = attendance.statement(cast.secretary, secret.statement.pk)
    written = ["Ret beslutningen", "Fjern udtalelsen", "Afstemning", "Mindretal eller protokoltilførsel"]
    onward = ["Send sagen videre", "Skriv en bemyndigelse"]
    assert labels(cast.secretary, statement) == [*written, *onward]
    assert labels(cast.secretary, statement, may_stay=True) == [*written, "Bring for kommunalbestyrelsen", *onward]
    assert labels(cast.politician, statement, may_stay=True) == ["Bring for kommunalbestyrelsen"]
    assert labels(cast.alice, statement) == []
    assert labels(cast.secretary, statement, row="follow_up") == ["Giv opgaven til nogen"]
    assert labels(cast.director, statement, row="follow_up", unasked=True) == [
        "Giv opgaven til nogen",
        "Skriv, hvorfor ingen skal",
    ]


def test_the_deeds_of_an_annex(cast: Cast, secret: Secret) -> None:
    annex = rows.annex(cast.secretary, secret.annex.pk)
    assert labels(cast.secretary, annex) == ["Luk bilaget"]
    assert labels(cast.secretary, annex, row="version") == ["Læg filen op"]
    assert labels(cast.secretary, annex, row="version", has_file=True) == ["Læg en ny udgave op"]
    closed = rows.annex(cast.secretary, secret.closed_annex.pk)
    assert labels(cast.secretary, closed) == ["Åbn bilaget"]
    assert [labels(cast.bob, annex, row=row) for row in ("", "version")] == [[], []]


def test_a_meetings_items_are_named_as_its_house_prints_them(secret: Secret, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(Client(), "meeting", secret.meeting.pk)
    assert re.search(r"data-key-stop>\s*Punkt 1: Åbent punkt om væresteder</h3>", shown)
    assert re.search(r"data-key-stop>\s*Punkt 2: Køb af ejendom</h3>", shown)
    own = replace(houses.of("norddjurs"), numbering="Sag {number}")
    monkeypatch.setattr(houses, "of", lambda _key: own)
    assert "data-key-stop>Sag 1: Åbent punkt om væresteder</h3>" in page(Client(), "meeting", secret.meeting.pk)


def test_a_meeting_on_paper_holds_nothing_to_press_and_no_private_note(cast: Cast, secret: Secret) -> None:
    """What the page marks with these is hidden by the print sheet, and the meeting's page marks what is to be hidden."""
    hidden = (Path(__file__).parents[3] / "samspil/web/static/web/print.css").read_text(encoding="utf-8")
    rule = next(line for line in hidden.splitlines() if ".no-print" in line)
    assert "display: none !important" in rule
    client = enter(cast, "secretary")
    shown = page(client, "meeting", secret.meeting.pk)
    for mark, selector in (
        ('class="own-note"', ".own-note"),
        ('class="thread-actions"', ".thread-actions"),
        ('id="hent"', "#hent"),
    ):
        assert mark in shown
        assert selector in rule
