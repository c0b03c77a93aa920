"""OParl 1.1: whatever is reached from the entry point holds its schema, and the rules that only the prose has (chapters 2 and 3.1)."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft7Validator, FormatChecker

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing.actions import annexes, items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.publication.models import Publication
from samspil.features.cases.records.models import AgendaItem, Body, Meeting
from samspil.features.cases.routes import actions as routes_actions
from samspil.spine import people
from samspil.spine.models import Person, StoredFile
from tests.features.cases.conftest import CANARIES, Secret, body, closed_meeting, meeting
from tests.kit.cast import Cast
from tests.kit.shared import folder

pytestmark = [pytest.mark.standard, pytest.mark.django_db]
__all__ = ["body", "meeting"]

TYPES = {
    "System",
    "Body",
    "LegislativeTerm",
    "Organization",
    "Person",
    "Membership",
    "Meeting",
    "AgendaItem",
    "Paper",
    "Consultation",
    "File",
    "Location",
}
HOST = "http://testserver"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
FORMATS = FormatChecker(formats=())


@FORMATS.checks("url")
def is_address(value: object) -> bool:
    return not isinstance(value, str) or urlsplit(value).scheme in {"http", "https"}


@FORMATS.checks("date-time")
def is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(MOMENT.fullmatch(value))


@FORMATS.checks("date")
def is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    found = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in (folder("standards") / "oparl" / "schema").glob("*.json")
    }
    assert found.keys() == TYPES
    return found


def kind_of(value: Any) -> str:
    return str(value.get("type", "")).rpartition("/")[2] if isinstance(value, dict) else ""


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every OParl object in an answer, those embedded in others too."""
    if isinstance(value, dict):
        if kind_of(value) in TYPES:
            yield value
        for each in value.values():
            yield from objects_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from objects_in(each)


def addresses_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from addresses_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from addresses_in(each)
    elif isinstance(value, str) and value.startswith(f"{HOST}/oparl/"):
        yield value


def crawl(client: Client) -> dict[str, dict[str, Any]]:
    """Everything under /oparl/ that the entry point leads to, by address."""
    seen: dict[str, dict[str, Any]] = {}
    queue = deque([f"{HOST}/oparl/"])
    while queue:
        address = queue.popleft()
        if address in seen or address.endswith("/indhold/"):
            continue
        answer = client.get(address.removeprefix(HOST))
        assert answer.status_code == 200, address
        assert answer["Access-Control-Allow-Origin"] == "*"
        seen[address] = answer.json()
        queue.extend(addresses_in(seen[address]))
    return seen


def faults(schemas: dict[str, Any], found: dict[str, Any]) -> list[str]:
    schema = schemas[kind_of(found)]
    wrong = [error.message for error in Draft7Validator(schema, format_checker=FORMATS).iter_errors(found)]
    wrong += [
        f"unknown: {name}" for name in found if name not in schema["properties"] and not name.startswith("samspil:")
    ]
    wrong += [f"{name} is missing" for name in ("created", "modified") if name not in found]
    wrong += [f"{name} says nothing" for name, value in found.items() if value in (None, "")]
    required = set(schema["required"])
    wrong += [f"{name} is empty" for name, value in found.items() if value == [] and name not in required]
    return wrong


@pytest.fixture
def told(cast: Cast, meeting: Meeting) -> Secret:
    """A published meeting with an open item with a file, and a closed one full of canaries."""
    made = closed_meeting(cast, meeting)
    annexes.add_annex(
        by=cast.secretary,
        item=made.open_item,
        title="Kort over væresteder",
        document_number="12/26",
        name="kort.txt",
        stream=io.BytesIO(b"et kort"),
    )
    said = made.open_item.statements.get()
    routes_actions.send_on(by=cast.secretary, statement=said, to_text="Byrådet")
    protocol_actions.note_attendance(
        by=cast.secretary, meeting=made.meeting, presence="present", person=cast.person(cast.politician)
    )
    protocol_actions.note_attendance(
        by=cast.secretary, meeting=made.meeting, presence="present", person=cast.person(cast.bob)
    )
    whole = Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    minutes_actions.publish_minutes(by=cast.secretary, meeting=whole)

    return made


def item_of(pk: object) -> AgendaItem:
    return AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle").get(pk=pk)


def get(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.json()


def the(client: Client, kind: str, cast: Cast, **asked: str) -> list[dict[str, Any]]:
    return list(
        get(
            client,
            f"/oparl/body/{cast.municipality.pk}/{kind}/?" + "&".join(f"{k}={quote(v)}" for k, v in asked.items()),
        )["data"]
    )


def test_every_object_that_is_reached_holds_its_schema(
    client: Client, schemas: dict[str, Any], cast: Cast, told: Secret
) -> None:
    seen = crawl(client)
    every = [each for answer in seen.values() for each in objects_in(answer)]
    assert {kind_of(each) for each in every} == TYPES
    wrong = {f"{each['id']} {fault}" for each in every for fault in faults(schemas, each)}
    assert wrong == set()
    # Each stands under its own id, and nothing is embedded that is not also reached.
    assert {each["id"] for each in every} <= seen.keys()
    for each in every:
        assert seen[each["id"]]["type"] == each["type"]


def test_the_schemas_can_fail(schemas: dict[str, Any]) -> None:
    item = {
        "id": f"{HOST}/x",
        "type": "https://schema.oparl.org/1.1/AgendaItem",
        "order": 1,
        "created": "2026-01-01",
        "modified": "2026-01-01T00:00:00+01:00",
        "name": "",
        "price": 1,
        "auxiliaryFile": [],
    }
    assert len(faults(schemas, item)) == 4
    del item["order"]
    assert len(faults(schemas, item)) == 5


def test_what_is_embedded_is_the_same_object_without_the_way_back(client: Client, cast: Cast, told: Secret) -> None:
    back = {
        "AgendaItem": {"meeting"},
        "File": {"agendaItem", "paper"},
        "Consultation": {"paper"},
        "Membership": {"person"},
        "Location": {"meetings"},
        "LegislativeTerm": {"body"},
    }
    seen = crawl(client)
    embedded = Counter[str]()
    for address, answer in seen.items():
        for each in objects_in(answer):
            if each["id"] == address or each in answer.get("data", []):
                continue
            own = {name: value for name, value in seen[each["id"]].items() if name not in back[kind_of(each)]}
            assert each == own
            embedded[kind_of(each)] += 1

    assert embedded.keys() == back.keys()


def test_no_canary_and_no_name_but_those_elected(client: Client, cast: Cast, told: Secret) -> None:
    text = json.dumps(crawl(client), ensure_ascii=False)
    assert [field for field, word in CANARIES.items() if word in text] == []
    hidden = [told.closed_item.pk, told.statement.pk, told.annex.pk, told.closed_annex.pk]
    hidden += list(
        StoredFile.objects.filter(node__in=[told.annex.pk, told.closed_annex.pk]).values_list("pk", flat=True)
    )
    assert len(hidden) == 6
    assert [str(pk) for pk in hidden if str(pk) in text] == []
    persons = {person.name: str(person.pk) in text for person in Person.objects.all()}
    assert [name for name, is_there in persons.items() if is_there] == ["Poul"]
    assert "example.org" not in text
    assert ('"Køb af ejendom"' in text, '"Kort over væresteder"' in text) == (True, True)


def test_an_item_tells_what_was_recommended_decided_and_where_it_went(client: Client, cast: Cast, told: Secret) -> None:
    item = get(client, f"/oparl/agendaitem/{told.open_item.pk}/")
    assert (item["public"], item["order"], item["result"], item["resolutionText"]) == (
        True,
        1,
        "Godkendt",
        "Forslaget blev godkendt.",
    )
    assert item["samspil:clauses"] == [{"order": 1, "text": "forslaget godkendes"}]
    (said,) = item["samspil:statements"]

    assert (said["text"], said["outcomes"], said["answers"]) == ("Forslaget blev godkendt.", ["APPROVED"], [1])
    assert [(step["to"], step["state"]) for step in item["samspil:route"]] == [("Byrådet", "Sendt videre")]
    assert [section["heading"] for section in item["samspil:sections"]] == ["Sagsfremstilling", "Indstilling"]
    (closed,) = [each for each in the(client, "agendaitem", cast) if not each["public"]]
    assert (closed["name"], closed["resolutionText"], closed["order"]) == ("Køb af ejendom", "Godkendt.", 2)
    assert closed.keys() == {
        "id",
        "type",
        "created",
        "modified",
        "meeting",
        "number",
        "order",
        "name",
        "public",
        "resolutionText",
        "web",
        "samspil:invented",
    }


def test_only_elected_members_who_were_there_take_part(client: Client, cast: Cast, told: Secret) -> None:
    (held,) = the(client, "meeting", cast)
    assert [each.rpartition("person/")[2].strip("/") for each in held["participant"]] == [
        str(cast.politician.person_id)
    ]
    assert [person["name"] for person in the(client, "person", cast)] == ["Poul"]
    (seat,) = the(client, "membership", cast)
    assert (seat["role"], seat["startDate"], "endDate" in seat) == ("Medlem", "2020-01-01", False)


@pytest.mark.parametrize("kind", ["meeting", "agendaitem", "paper", "consultation", "file", "location"])
def test_what_was_never_public_answers_as_what_is_not_there(
    client: Client, cast: Cast, told: Secret, kind: str
) -> None:
    keys = {
        "agendaitem": told.closed_item.pk,
        "paper": told.closed_item.case_file_id,
        "consultation": told.closed_item.pk,
        "file": StoredFile.objects.get(node=told.annex.pk).pk,
    }
    planned = meetings.plan_meeting(
        by=cast.secretary, body=told.meeting.body, starts_at=dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC), place="Sal 2"
    )
    answers = []
    for key in (keys.get(kind, planned.pk), "00000000-0000-4000-8000-000000000000"):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/oparl/{kind}/{key}/")
        headers = {name: value for name, value in answer.items() if name != "Date"}
        answers.append((answer.status_code, answer.content, headers, len(asked)))

    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert json.loads(answers[0][1])["type"] == "https://schema.oparl.org/1.1/Error"
    assert Publication.objects.filter(key__in=[*keys.values(), planned.pk]).count() == 0


def test_what_is_closed_after_it_was_public_keeps_its_address_and_nothing_else(
    client: Client, cast: Cast, told: Secret, schemas: dict[str, Any]
) -> None:
    pk = told.open_item.pk
    before = {kind: the(client, kind, cast) for kind in ("agendaitem", "paper", "consultation", "file")}
    was = get(client, f"/oparl/agendaitem/{pk}/")
    file = before["file"][0]["id"].removeprefix(HOST)
    assert client.get(f"{file}indhold/").content == b"et kort"
    with time_machine.travel("2027-01-01T12:00:00+01:00", tick=False):
        item = item_of(pk)
        items.close_item(by=cast.secretary, item=item, reason="§ 10", public_title="Punkt om personer")

    gone = get(client, f"/oparl/agendaitem/{pk}/")
    assert gone == {name: was[name] for name in ("id", "type", "created")} | {
        "modified": "2027-01-01T12:00:00+01:00",
        "deleted": True,
    }
    for kind, wrong in (("consultation", 1), ("paper", 1), ("file", 1)):
        (there,) = the(client, kind, cast, modified_since="2027-01-01T00:00:00+01:00")
        assert (there["deleted"], the(client, kind, cast)) == (True, []), (kind, wrong)

    assert client.get(f"{file}indhold/").status_code == 410
    names = [each["name"] for each in the(client, "agendaitem", cast)]
    assert sorted(names) == ["Køb af ejendom", "Punkt om personer"]
    (held,) = the(client, "meeting", cast)
    assert held["modified"] == "2027-01-01T12:00:00+01:00"
    assert [each["name"] for each in held["agendaItem"]] == ["Punkt om personer", "Køb af ejendom"]
    assert "væresteder" not in json.dumps(crawl(client), ensure_ascii=False)
    items.open_item(
        by=cast.secretary,
        item=item_of(pk),
    )
    assert get(client, f"/oparl/agendaitem/{pk}/")["name"] == was["name"]
    deleted = the(client, "agendaitem", cast, modified_since="2026-01-01T00:00:00+01:00")
    assert Counter(each.get("deleted", False) for each in deleted) == {False: 2, True: 1}


def test_the_lists_are_filtered_by_when_things_were_made_and_changed(client: Client, cast: Cast, body: Body) -> None:
    for day in (1, 2, 3):
        with time_machine.travel(f"2026-04-0{day}T12:00:00+02:00", tick=False):
            at = dt.datetime(2026, 4, 5 + day, 9, tzinfo=dt.UTC)
            held = meetings.plan_meeting(by=cast.secretary, body=body, starts_at=at, place=f"Sal {day}")
            items.add_item(by=cast.secretary, meeting=held, wording=items.Wording(title=f"Punkt {day}"))
            meetings.publish_agenda(by=cast.secretary, meeting=held)
    first = Meeting.objects.get(node__occurred_on=dt.date(2026, 4, 6))
    with time_machine.travel("2026-04-09T12:00:00+02:00", tick=False):
        protocol_actions.note_attendance(by=cast.secretary, meeting=first, name="Nogen", presence="present")

    def places(**asked: str) -> list[str]:
        return [each["location"]["description"] for each in the(client, "meeting", cast, **asked)]

    second, third = "2026-04-02T12:00:00+02:00", "2026-04-03T12:00:00+02:00"
    assert places() == ["Sal 1", "Sal 2", "Sal 3"]
    assert places(created_since=second) == ["Sal 2", "Sal 3"]
    assert places(created_until=second) == ["Sal 1", "Sal 2"]
    assert places(modified_since=third) == ["Sal 1", "Sal 3"]
    assert places(modified_until=second) == ["Sal 2"]
    assert places(created_since=second, created_until=second) == ["Sal 2"]
    assert the(client, "organization", cast, created_until="2000-01-01T00:00:00+01:00") == []
    assert "agendaItem" not in the(client, "meeting", cast, omit_internal="true")[0]


@pytest.mark.parametrize(
    "asked",
    [
        "created_since=i+dag",
        "modified_since=2026-01-01",
        "modified_until=2026-13-01T00:00:00Z",
        "created_since=2026-01-01T00:00:00",
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=9999999",
        "after=x",
        "after=²",
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(client: Client, cast: Cast, body: Body, asked: str) -> None:
    answer = client.get(f"/oparl/body/{cast.municipality.pk}/meeting/?{asked}")
    assert (answer.status_code, answer.json()["type"]) == (400, "https://schema.oparl.org/1.1/Error")
    assert answer.json()["message"].endswith(".") or ":" in answer.json()["message"]


def test_pages_stay_put_while_others_publish_and_take_back(client: Client, cast: Cast, body: Body) -> None:
    for day in range(1, 8):
        at = dt.datetime(2026, 6, day, 9, tzinfo=dt.UTC)
        held = meetings.plan_meeting(by=cast.secretary, body=body, starts_at=at)
        items.add_item(by=cast.secretary, meeting=held, wording=items.Wording(title=f"Punkt {day}"))
        if day < 7:
            meetings.publish_agenda(by=cast.secretary, meeting=held)

    path = f"/oparl/body/{cast.municipality.pk}/agendaitem/?created_since={quote('2020-01-01T00:00:00+01:00')}&limit=2"
    first = get(client, path)
    assert (first["pagination"], [each["name"] for each in first["data"]]) == (
        {"elementsPerPage": 2},
        ["Punkt 1", "Punkt 2"],
    )
    assert "created_since=2020-01-01T00%3A00%3A00%2B01%3A00" in first["links"]["next"]
    item = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle").get(
        node__title="Punkt 2"
    )
    items.close_item(by=cast.secretary, item=item, reason="§ 10", public_title="Lukket to")
    meetings.publish_agenda(by=cast.secretary, meeting=held)
    seen, address = [], first["links"]["next"]
    while address:
        page = get(client, address.removeprefix(HOST))
        assert page["links"]["self"] == address
        seen += [each["name"] for each in page["data"]]
        address = page["links"].get("next", "")

    assert seen == ["Punkt 3", "Punkt 4", "Punkt 5", "Punkt 6", "Lukket to", "Punkt 7"]


@pytest.mark.parametrize(("kind", "number"), [("meeting", 19), ("agendaitem", 16), ("paper", 15), ("organization", 3)])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_however_long(
    client: Client, cast: Cast, body: Body, kind: str, number: int, rows: int
) -> None:
    for day in range(1, rows + 1):
        at = dt.datetime(2026, 6, day, 9, tzinfo=dt.UTC)
        held = meetings.plan_meeting(by=cast.secretary, body=body, starts_at=at, place="Sal 1")
        item = items.add_item(
            by=cast.secretary, meeting=held, wording=items.Wording(title=f"Punkt {day}", case_number=f"{day}/26")
        )
        meetings.publish_agenda(by=cast.secretary, meeting=held)
        minutes_actions.begin_minutes(by=cast.secretary, meeting=held)
        statements.add_statement(by=cast.secretary, item=item, printed="Godkendt.", outcomes=["APPROVED"])
        protocol_actions.note_attendance(
            by=cast.secretary, meeting=held, presence="present", person=cast.person(cast.politician)
        )
        minutes_actions.publish_minutes(by=cast.secretary, meeting=held)

    with CaptureQueriesContext(connection) as asked:
        the(client, kind, cast)

    assert len(asked) == number


def everything(client: Client) -> dict[str, Any]:
    """Every object that is reached, by its address; the system itself has no date."""
    met = (each for answer in crawl(client).values() for each in objects_in(answer))
    return {each["id"]: each for each in met if kind_of(each) != "System"}


def test_every_change_of_what_is_public_moves_its_date(client: Client, cast: Cast, told: Secret) -> None:
    """A client that asks only for what changed since must learn of everything (3.1, `modified`)."""
    by, item = (
        cast.secretary,
        item_of(told.open_item.pk),
    )
    said = item.statements.get()
    step = said.steps.get()
    deeds = [
        lambda: items.edit_item(
            by=by,
            item=item,
            wording=items.Wording(
                title="Ny titel",
                number="1",
                case_number="26/9",
                recommended_by="Direktøren",
                clauses=["forslaget godkendes"],
                sections={},
            ),
            based_on={"recommendation": 1},
            reason="Rettet.",
        ),
        lambda: statements.add_statement(
            by=by, item=item, printed="Udvalget ønsker mere.", stance="WISHES", reason="Glemt."
        ),
        lambda: routes_actions.end_step(
            by=by, step=step, state="treated", ended_on=dt.date(2026, 4, 1), how="Godkendt."
        ),
        lambda: routes_actions.send_on(by=by, statement=said, to_text="Regionsrådet"),
        lambda: annexes.add_annex(by=by, item=item, title="Et bilag til", document_number="1"),
        lambda: meetings.move_meeting(
            by=by, meeting=held, starts_at=dt.datetime(2026, 3, 4, 9, tzinfo=dt.UTC), place="Sal 9"
        ),
        lambda: people.end_role(
            by=by, role=cast.person(cast.politician).roles.get(circle=cast.committee), on=dt.date(2026, 12, 31)
        ),
    ]
    held = Meeting.objects.select_related("node__gathering", "body__circle").get(pk=told.meeting.pk)
    start = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    after = everything(client)

    for day, deed in enumerate(deeds):
        before = after
        with time_machine.travel(start + dt.timedelta(days=day), tick=False):
            deed()
        after = everything(client)
        changed = {
            address
            for address, each in after.items()
            if address in before and {**each, "modified": ""} != {**before[address], "modified": ""}
        }
        assert changed, day
        assert {address for address in changed if after[address]["modified"] <= before[address]["modified"]} == set(), (
            day
        )
