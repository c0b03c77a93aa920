"""Calendars, feeds and everything in one file: what is public and nothing else, the same for all, read back by others."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from samspil.features.cases.agenda.actions import meetings as agenda_meetings
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.records.models import AgendaItem, Body, Meeting
from samspil.spine import gatherings, thread
from samspil.spine.models import Link, Node
from tests.features.cases.conftest import CANARIES, COPENHAGEN, Secret, closed_meeting
from tests.kit import given
from tests.kit.cast import Cast

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = "2026-03-10T12:00:00+01:00"


@pytest.fixture
def secret(cast: Cast, meeting: Meeting) -> Secret:
    made = closed_meeting(cast, meeting)
    minutes_actions.publish_minutes(
        by=cast.secretary, meeting=Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    )
    return made


def held(cast: Cast, body: Body, day: dt.datetime, title: str = "Punkt", *, published: bool = True) -> Meeting:
    made = agenda_meetings.plan_meeting(
        by=cast.secretary,
        body=body,
        starts_at=day,
        ends_at=day + dt.timedelta(hours=2),
        place="Rådhuset, sal 1; 2. sal, \\ø",
    )
    items.add_item(by=cast.secretary, meeting=made, wording=items.Wording(title=title))
    if published:
        agenda_meetings.publish_agenda(by=cast.secretary, meeting=made)
    return made


def body_of(answer: object) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode()


@time_machine.travel(NOW, tick=False)
def test_another_library_reads_a_bodys_calendar_without_loss(client: Client, cast: Cast, body: Body) -> None:
    summer, winter = (dt.datetime(2026, month, 3, 14, 30, tzinfo=COPENHAGEN) for month in (7, 12))
    meetings = [held(cast, body, summer), held(cast, body, winter)]

    held(cast, body, dt.datetime(2026, 9, 1, 9, tzinfo=COPENHAGEN), "KANARIE", published=False)
    held(cast, body, dt.datetime(2025, 1, 1, 9, tzinfo=COPENHAGEN), "For længe siden")
    gatherings.cancel(by=cast.secretary, gathering=meetings[1].gathering)
    answer = client.get(f"/sager/udvalg/{body.pk}/moeder.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    read = vobject.readOne(answer.content.decode())
    assert read.x_wr_calname.value == "Eksempeludvalget"
    events = [
        (
            event.uid.value.partition("@")[0],
            event.summary.value,
            event.location.value,
            event.dtstart.value.replace(tzinfo=COPENHAGEN),
            event.dtend.value.replace(tzinfo=COPENHAGEN),
            event.status.value,
            event.sequence.value,
        )
        for event in read.vevent_list
    ]
    place = "Rådhuset, sal 1; 2. sal, \\ø"
    assert events == [
        (str(each.pk), each.node.title, place, starts, starts + dt.timedelta(hours=2), status, sequence)
        for each, starts, status, sequence in (
            (meetings[0], summer, "CONFIRMED", "0"),
            (meetings[1], winter, "CANCELLED", "1"),
        )
    ]


def test_an_empty_calendar_and_an_empty_feed_can_be_followed(client: Client, cast: Cast, body: Body) -> None:
    calendar = vobject.readOne(client.get(f"/sager/udvalg/{body.pk}/moeder.ics").content.decode())
    assert "vevent" not in calendar.contents
    feed = etree.fromstring(client.get(f"/sager/udvalg/{body.pk}/beslutninger.atom").content)
    assert feed.findall(f"{ATOM}entry") == []


def entries(client: Client, path: str) -> list[tuple[str, str]]:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    tree = etree.fromstring(answer.content)
    return [(each.findtext(f"{ATOM}title"), each.findtext(f"{ATOM}content")) for each in tree.findall(f"{ATOM}entry")]


def test_feeds_tell_what_was_decided(client: Client, cast: Cast, secret: Secret) -> None:
    said = ("Åbent punkt om væresteder (Eksempeludvalget, 3. marts 2026)", "Forslaget blev godkendt.")
    body = secret.meeting.body
    assert entries(client, "/sager/beslutninger.atom") == [said]
    assert entries(client, f"/sager/udvalg/{body.pk}/beslutninger.atom") == [said]
    held(cast, body, dt.datetime(2026, 4, 1, 9, tzinfo=COPENHAGEN), "Kun på dagsordenen")
    assert entries(client, "/sager/beslutninger.atom") == [said]


def test_a_cases_feed_follows_it_from_meeting_to_meeting(client: Client, cast: Cast, secret: Secret) -> None:
    later = held(cast, secret.meeting.body, dt.datetime(2026, 4, 1, 9, tzinfo=COPENHAGEN), "Væresteder igen")
    item = later.items.get()
    items.join_case(by=cast.secretary, item=item, other=secret.open_item)
    path = f"/sager/punkter/{secret.open_item.pk}/sagen.atom"
    assert entries(client, path) == [
        ("Væresteder igen (Eksempeludvalget, 1. april 2026)", "På dagsordenen."),
        ("Åbent punkt om væresteder (Eksempeludvalget, 3. marts 2026)", "Forslaget blev godkendt."),
    ]
    again = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle").get(pk=item.pk)
    items.close_item(by=cast.secretary, item=again, reason="§ 10", public_title="Lukket")
    assert [title for title, _ in entries(client, path)] == [
        "Åbent punkt om væresteder (Eksempeludvalget, 3. marts 2026)"
    ]


PATHS = (
    "/sager/aabne-data/alt.json",
    "/sager/beslutninger.atom",
    "/sager/udvalg/{body}/beslutninger.atom",
    "/oparl/",
    "/oparl/body/",
    "/sager/udvalg/{body}/moeder.ics",
    "/sager/punkter/{item}/sagen.atom",
    "/oparl/body/{authority}/meeting/",
    "/oparl/body/{authority}/agendaitem/",
    "/oparl/body/{authority}/paper/",
)


def address(path: str, cast: Cast, secret: Secret) -> str:
    return path.format(body=secret.meeting.body_id, item=secret.open_item.pk, authority=cast.municipality.pk)


@pytest.mark.parametrize("path", PATHS)
def test_no_canary_and_no_name_is_taken_away(client: Client, cast: Cast, secret: Secret, path: str) -> None:
    told = body_of(client.get(address(path, cast, secret)))
    assert [field for field, word in CANARIES.items() if word in told] == []
    assert [name for name in ("Sofie", "Alice", "Bob", "Charlie", "Ditte", "example.org") if name in told] == []
    hidden = (secret.closed_item.pk, secret.statement.pk, secret.annex.pk, secret.closed_annex.pk)
    assert [str(pk) for pk in hidden if str(pk) in told] == []


@pytest.mark.parametrize("path", PATHS)
def test_the_closed_part_changes_not_one_byte(client: Client, cast: Cast, secret: Secret, path: str) -> None:
    """Whoever watches an address learns nothing when the committee works on its closed item."""
    at = address(path, cast, secret)
    before = client.get(at)
    was = (body_of(before), before["ETag"])
    statement = secret.statement
    statement.item = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle").get(
        pk=secret.closed_item.pk
    )

    statements.correct_statement(
        by=cast.secretary,
        statement=statement,
        printed="Noget andet.",
        based_on=1,
        outcomes=["REJECTED"],
        reason="Rettet.",
    )
    after = client.get(at)
    told = (body_of(after), after["ETag"])
    assert told == was


def test_everything_public_in_one_file(client: Client, cast: Cast, secret: Secret) -> None:
    hidden = Node.objects.get(pk=secret.closed_item.pk)
    thread.link(
        by=cast.secretary, earlier=secret.open_item.node, later=hidden, relation=Link.Relation.LED_TO, why="KANARIE"
    )
    answer = client.get("/sager/aabne-data/alt.json")

    assert answer.streaming
    told = json.loads(body_of(answer))
    assert told.keys() == {"schema", "objects", "records", "links"}
    assert told["schema"] == "samspil-aabne-data/1"
    kinds = [each["type"].rpartition("/")[2] for each in told["objects"]]
    assert kinds == [
        "Body",
        "Organization",
        "Person",
        "Meeting",
        *["AgendaItem"] * 2,
        "Paper",
        "Consultation",
        "Location",
    ]
    assert sorted(each["kind"] for each in told["records"]) == ["case_item", "closed_notice", "decision", "meeting"]
    assert [(each["relation"], each["strength"]) for each in told["links"]] == [("decided_by", "direct")]
    again = client.get("/sager/aabne-data/alt.json", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    protocol_actions.note_attendance(by=cast.secretary, meeting=secret.meeting, name="Nogen", presence="present")
    assert client.get("/sager/aabne-data/alt.json", headers={"if-none-match": answer["ETag"]}).status_code == 200


def test_the_licence_of_the_installation_stands_where_data_are_taken(client: Client, cast: Cast, settings: Any) -> None:
    address = "https://eksempel.dk/vilkaar/"
    shown = [client.get(path) for path in ("/sager/aabne-data/", "/oparl/", "/sager/aabne-data/alt.json")]
    assert [path for path in map(body_of, shown) if "license" in path] == []
    settings.SAMSPIL_OPEN_LICENSE = address
    assert f'<a href="{address}" rel="license">' in client.get("/sager/aabne-data/").content.decode()
    assert client.get("/oparl/").json()["license"] == address
    answer = client.get("/sager/aabne-data/alt.json", headers={"if-none-match": shown[2]["ETag"]})
    assert answer.status_code == 200
    assert json.loads(body_of(answer))["license"] == address


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/sager/beslutninger.atom", 12),
        ("/sager/udvalg/{body}/moeder.ics", 2),
        ("/sager/udvalg/{body}/beslutninger.atom", 13),
    ],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_followed_costs_the_same_however_long(
    client: Client, cast: Cast, body: Body, path: str, number: int, rows: int
) -> None:
    for day in range(1, rows + 1):
        given.meeting(cast, body, dt.datetime(2026, 6, day, 9, tzinfo=COPENHAGEN), "Punkt", minuted=True)
    with CaptureQueriesContext(connection) as asked:
        client.get(path.format(body=body.pk))
    assert len(asked) == number


def test_the_page_tells_where_everything_is(client: Client, cast: Cast, body: Body) -> None:
    page = client.get("/sager/aabne-data/").content.decode()
    for path in (
        "/sager/aabne-data/alt.json",
        "/oparl/",
        "/sager/beslutninger.atom",
        f"/sager/udvalg/{body.pk}/moeder.ics",
    ):
        assert path in page
