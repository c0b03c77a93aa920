"""What the law has in the minutes beside the decision's words: on paper, in what is taken away, and with the case to the next body."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.papers.queries import printed as papers_printed
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.records.models import AgendaItem, Meeting
from samspil.features.cases.records.queries import attendance, rows, sheets
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.routes import queries as routes_queries
from samspil.features.cases.seats import actions as seats_actions
from samspil.paper import document as d
from samspil.spine import people
from samspil.spine.models import Circle
from samspil.spine.people import NOBODY, Actor
from tests.features.cases.test_printed import text_of
from tests.features.cases.test_protocol import Table
from tests.features.cases.test_views import page
from tests.kit.cast import SINCE, Cast
from tests.kit.clients import enter

MOTIVE = "Pengene mangler i hjemmeplejen."
HIDDEN = "Kanarieudtalelsen"
SAID = [
    "Inhabil: Bo Opdigtet (Er selv ansøger).",
    "Åbent godkendt.",
    "Indbragt: Anna Opdigtet ønskede sagen indbragt for Byrådet (styrelseslovens § 23).",
    "Afstemning: 2 for, 1 imod, 0 undlod. For: Poul og Cæcilie Opdigtet. Imod: Anna Opdigtet.",
    f"Mindretalsudtalelse fra Anna Opdigtet: {MOTIVE}",
]


@pytest.fixture
def council(cast: Cast) -> tuple[Circle, Actor, Meeting]:
    job = people.job("test")
    circle = people.add_circle(by=job, name="Eksempel Byråd", kind="council", organisation=cast.municipality)
    rita = people.add_person(by=job, name="Rita", is_invented=True)
    people.give_role(
        by=job, person=rita, role="secretary", organisation=cast.municipality, circle=circle, from_on=SINCE
    )
    body = seats_actions.add_body(by=job, circle=circle, house="norddjurs")
    coming = meetings.plan_meeting(by=job, body=body, starts_at=dt.datetime(2026, 4, 3, 14, tzinfo=dt.UTC))
    return circle, people.actor_for(rita), coming


def at_work(cast: Cast, meeting: Meeting) -> Table:
    """A meeting with all of it, at the open item and at the closed one."""
    table = Table(cast, meeting)
    by = table.by
    for item, statement, words in ((table.first, table.said, MOTIVE), (table.second, table.hidden, HIDDEN)):
        protocol_actions.recuse(by=by, item=item, invitation=table.bo, reason="Er selv ansøger")
        named = {table.poul.pk: "for", table.anna.pk: "against", table.cille.pk: "for"}
        protocol_actions.record_votes(by=by, statement=statement, named=named)
        protocol_actions.add_dissent(
            by=by, statement=statement, invitation=table.anna, kind="dissent", words=words, follows_case=True
        )

    stayed = attendance.statement(by, table.said.pk)
    protocol_actions.claim_stay(by=by, statement=stayed, invitation=table.anna, to_text="Byrådet")
    protocol_actions.note_held(
        by=by,
        meeting=table.meeting,
        began=dt.datetime(2026, 3, 3, 14, 5, tzinfo=dt.UTC),
        adjourned=dt.datetime(2026, 3, 3, 16, tzinfo=dt.UTC),
    )
    return table


def in_order(lines: list[str], text: str) -> bool:
    flat, at = " ".join(text.split()), 0
    for line in lines:
        at = flat.find(line, at)
        if at < 0:
            return False
        at += len(line)
    return True


def test_the_minutes_print_what_the_law_has_in_them(cast: Cast, meeting: Meeting) -> None:
    table = at_work(cast, meeting)
    table.publish()
    found = rows.meeting(NOBODY, table.meeting.pk)
    made = papers_printed.minutes_document(NOBODY, found)
    for form in (d.to_text(made).replace("**", ""), text_of(d.to_pdf(made))):
        assert in_order(
            ["Holdt Begyndt kl. 15.05. Hævet kl. 17.00."], form.replace(":\n", "\n").replace("Holdt:", "Holdt")
        )
        assert in_order(SAID, form), form
        assert HIDDEN not in form

    html = d.to_html(made)
    assert "<strong>Afstemning:</strong> 2 for, 1 imod" in html
    whole = d.to_text(papers_printed.minutes_document(cast.politician, found, with_closed=True))
    assert HIDDEN in whole
    agenda = d.to_text(papers_printed.agenda_document(NOBODY, found))
    assert [line for line in ("Afstemning", "Mindretal", "Inhabil", "Begyndt") if line in agenda] == []


def test_what_is_taken_away_has_it_too(cast: Cast, meeting: Meeting, client: Client) -> None:
    table = at_work(cast, meeting)
    table.publish()
    address = reverse("cases:export_meeting", args=[table.meeting.pk])
    text = client.get(address, {"form": "tekst"}).content.decode()
    assert in_order(SAID, text), text
    told = json.loads(client.get(address, {"form": "json"}).content)[0]["items"]
    assert told[0]["recused"] == ["Bo Opdigtet (Er selv ansøger)."]
    assert [each["about"] for each in told[0]["statements"][0]["record"]] == [
        "Indbragt",
        "Afstemning",
        "Mindretalsudtalelse fra Anna Opdigtet",
    ]
    assert HIDDEN not in text + json.dumps(told)


def test_attendance_on_paper_says_from_when_and_for_whom(cast: Cast, meeting: Meeting) -> None:
    table = Table(cast, meeting)
    protocol_actions.say_attendance(
        by=table.by,
        meeting=table.meeting,
        invitation=table.cille,
        took_part=protocol_actions.TookPart(presence="present", arrived_at=dt.time(15), arrived_before=table.second),
    )
    protocol_actions.say_attendance(
        by=table.by,
        meeting=table.meeting,
        invitation=table.bo,
        took_part=protocol_actions.TookPart(presence="apology", note="syg"),
    )
    protocol_actions.say_attendance(
        by=table.by,
        meeting=table.meeting,
        invitation=table.anna,
        took_part=protocol_actions.TookPart(presence="substitute", substitute_for=table.bo, left_before=table.second),
    )
    table.publish()
    printed = d.to_text(papers_printed.minutes_document(NOBODY, rows.meeting(NOBODY, table.meeting.pk)))

    for said in ("kom kl. 15.00, til punkt 2", "syg", "for Bo Opdigtet, gik før punkt 2"):
        assert said in printed


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_dissent_follows_the_case_to_the_next_body(
    cast: Cast, meeting: Meeting, council: tuple[Circle, Actor, Meeting], is_closed: bool
) -> None:
    circle, rita, coming = council
    table = at_work(cast, meeting)
    statement = attendance.statement(table.by, (table.hidden if is_closed else table.said).pk)
    step = routes_actions.send_on(by=table.by, statement=statement, to_circle=circle)
    table.publish()
    if is_closed:
        # A closed case is taken up by somebody who sits in both.
        people.give_role(
            by=people.job("test"),
            person=cast.person(rita),
            role="secretary",
            organisation=cast.municipality,
            circle=cast.committee,
            from_on=SINCE,
        )
        rita = people.actor_for(cast.person(rita))

    item = routes_actions.take_up(by=rita, step=routes_queries.arriving(rita, step.pk), meeting=coming)
    meetings.publish_agenda(by=rita, meeting=rows.meeting(rita, coming.pk))
    words, who = (
        (HIDDEN if is_closed else MOTIVE),
        "Mindretalsudtalelse fra Anna Opdigtet, Eksempeludvalget, 3. marts 2026:",
    )
    inside = sheets.sheet(rita, item.pk)
    assert [each.words for each in inside.followed_by] == [words]
    found = rows.meeting(NOBODY, coming.pk)
    printed = " ".join(d.to_text(papers_printed.agenda_document(NOBODY, found)).replace("**", "").split())
    client = enter(cast, "charlie")
    shown = page(client, "meeting", coming.pk)
    text = client.get(reverse("cases:export_meeting", args=[coming.pk]), {"form": "tekst"}).content.decode()
    seen = [words in form for form in (printed, shown, text)]
    assert seen == [not is_closed] * 3
    if is_closed:
        assert words in d.to_text(papers_printed.agenda_document(rita, rows.meeting(rita, coming.pk), with_closed=True))
        return

    assert f"{who} {words}" in printed
    dissent = AgendaItem.objects.get(pk=table.first.pk).statements.get().dissents.get()
    protocol_actions.withdraw_dissent(by=table.by, dissent=dissent, reason="Skrevet ved en fejl.")
    assert sheets.sheet(rita, item.pk).followed_by == []


def test_only_what_must_follow_does(cast: Cast, meeting: Meeting, council: tuple[Circle, Actor, Meeting]) -> None:
    circle, rita, coming = council
    table = Table(cast, meeting)
    protocol_actions.add_dissent(
        by=table.by, statement=table.said, invitation=table.anna, kind="note", words="Kun her."
    )
    step = routes_actions.send_on(
        by=table.by, statement=attendance.statement(table.by, table.said.pk), to_circle=circle
    )
    table.publish()
    item = routes_actions.take_up(by=rita, step=routes_queries.arriving(rita, step.pk), meeting=coming)
    assert sheets.sheet(rita, item.pk).followed_by == []
