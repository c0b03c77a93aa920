"""What counts as decided is one rule: the deed, the stepper, the page of a meeting, the list and the query say the same."""

from __future__ import annotations

import importlib
import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.minutes import actions as minutes
from samspil.features.cases.pages import offers
from samspil.features.cases.protocol import queries as protocol
from samspil.features.cases.records.models import AgendaItem, DecisionStatement, Meeting
from samspil.features.cases.records.queries import rows, sheets
from samspil.paper.refusal import Refused
from tests.kit.cast import Cast
from tests.kit.clients import Browse

pytestmark = pytest.mark.both_databases
# What is said of an item (outcomes, stance; None: nothing at all), and whether that decides it.
SAID = [
    (None, False),
    (([], ""), False),
    (([], "REPORTS"), True),
    (([], "WISHES"), True),
    ((["APPROVED"], ""), True),
    ((["DISCUSSED", "APPROVED"], "WISHES"), True),
]


def minuted(cast: Cast, meeting: Meeting, *titles: str) -> list[AgendaItem]:
    made = [items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title=each)) for each in titles]
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    minutes.begin_minutes(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))
    return [AgendaItem.objects.get(pk=each.pk) for each in made]


@pytest.mark.parametrize(("said", "decides"), SAID)
def test_everybody_who_asks_is_told_the_same(
    cast: Cast, meeting: Meeting, browse: Browse, said: tuple[list[str], str] | None, decides: bool
) -> None:
    (item,) = minuted(cast, meeting, "Kaffe")
    if said is not None:
        outcomes, stance = said
        statements.add_statement(by=cast.secretary, item=item, printed="Ord.", outcomes=outcomes, stance=stance)

    (sheet,) = sheets.sheets(cast.secretary, [item])
    page = browse(cast.secretary).get(reverse("cases:meeting", args=[meeting.pk])).content.decode()
    told = {
        "query": rows.decided(AgendaItem.objects.all()).exists(),
        "item": rows.is_decided(item),
        "sheet": sheet.is_decided,
        "stepper": offers.step_of(item) == "decided",
        "list": protocol.progress_of(meeting) == {"done": 1, "of": 1},
        "meeting": "1 punkt er ikke besluttet" not in page,
        "deed": is_published(cast, meeting),
    }
    assert told == dict.fromkeys(told, decides)


def is_published(cast: Cast, meeting: Meeting) -> bool:
    try:
        minutes.publish_minutes(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))
    except Refused:
        return False
    return True


def write(client: Client, item: AgendaItem, **sent: object) -> str:
    answer = client.post(reverse("cases:new_statement", args=[item.pk]), sent)
    return "" if answer.status_code == 302 else re.sub(r"\s+", " ", answer.content.decode())


def test_one_decision_is_read_as_the_page_of_all_reads_it(cast: Cast, meeting: Meeting, browse: Browse) -> None:
    first, second, third = minuted(cast, meeting, "Kaffe", "Busser", "Sange")
    client = browse(cast.secretary)
    assert write(client, first, printed="Godkendt.") == ""
    assert {each.outcome for each in DecisionStatement.objects.get(item=first).outcomes.all()} == {"APPROVED"}

    # Words that nobody can read ask, and keep nothing.
    asked = write(client, second, printed="Bent fortalte om sin ferie.")
    assert "Udfaldet kunne ikke læses. Vælg det." in asked
    assert "vælg »Fortæller«" in asked
    assert not DecisionStatement.objects.filter(item=second).exists()
    assert write(client, second, printed="Bent fortalte om sin ferie.", stance="REPORTS") == ""
    assert rows.is_decided(second)

    # What is chosen counts, whatever the words may be read as.
    assert write(client, third, printed="Godkendt.", outcomes=["DISCUSSED"]) == ""
    assert {each.outcome for each in DecisionStatement.objects.get(item=third).outcomes.all()} == {"DISCUSSED"}


def test_a_draft_that_an_earlier_reader_guessed_is_asked_for_again(cast: Cast, meeting: Meeting) -> None:
    guessed, beside, attendance, chosen = minuted(cast, meeting, "Gættet", "Ved siden af", "Fremmøde", "Valgt")
    AgendaItem.objects.filter(pk=attendance.pk).update(standing="attendance")
    for item in (guessed, beside, attendance):
        statements.add_statement(by=cast.secretary, item=item, printed="Bent fortalte.", stance="REPORTS")
    for item in (beside, chosen):
        statements.add_statement(by=cast.secretary, item=item, printed="Godkendt.", outcomes=["APPROVED"])

    moved = importlib.import_module("samspil.features.cases.migrations.0012_drafts_say_their_outcome")
    moved.ask_again(apps, None)
    assert [rows.is_decided(each) for each in (guessed, beside, attendance, chosen)] == [False, True, True, True]
    assert DecisionStatement.objects.filter(item=beside, stance="REPORTS").exists()


def test_published_minutes_are_left_as_they_were(cast: Cast, meeting: Meeting) -> None:
    (item,) = minuted(cast, meeting, "Kaffe")
    statements.add_statement(by=cast.secretary, item=item, printed="Bent fortalte.", stance="REPORTS")
    minutes.publish_minutes(by=cast.secretary, meeting=Meeting.objects.get(pk=meeting.pk))
    moved = importlib.import_module("samspil.features.cases.migrations.0012_drafts_say_their_outcome")
    moved.ask_again(apps, None)
    assert DecisionStatement.objects.get(item=item).stance == "REPORTS"
