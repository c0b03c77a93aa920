"""What is taken away as text, JSON or CSV is what everybody may read, and no spreadsheet runs any of it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing.actions import annexes, items
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.papers.queries import exported
from samspil.features.cases.records.models import Body, Meeting
from samspil.features.cases.records.queries import sheets
from samspil.paper.refusal import Refused
from samspil.spine.people import NOBODY
from tests.features.cases.conftest import CANARIES, STARTS, Secret, closed_meeting
from tests.features.cases.test_systems import logged_in
from tests.kit.cast import Cast

FORMS = ("tekst", "json", "csv")


@pytest.fixture
def secret(cast: Cast, meeting: Meeting) -> Secret:
    made = closed_meeting(cast, meeting)
    whole = Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    minutes_actions.publish_minutes(by=cast.secretary, meeting=whole)
    return made


def shown(client: Client, name: str, pk: object, form: str) -> str:
    answer = client.get(reverse(f"cases:{name}", args=[pk]), {"form": form})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; ")
    return answer.content.decode("utf-8-sig")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_closed_is_taken_away_by_anybody(cast: Cast, secret: Secret, client: Client, form: str) -> None:
    inside = logged_in(cast)
    for each in (client, inside):
        for name, pk in (("export_meeting", secret.meeting.pk), ("export_body", secret.meeting.body_id)):
            found = shown(each, name, pk, form)
            assert [canary for canary in CANARIES.values() if canary in found] == []
            assert "Køb af ejendom" in found
            assert "Forslaget blev godkendt." in found
    own = shown(inside, "export_item", secret.closed_item.pk, form)
    assert [canary for canary in CANARIES.values() if canary in own] == []
    assert client.get(reverse("cases:export_item", args=[secret.closed_item.pk])).status_code == 404


def test_json_says_what_answers_what(cast: Cast, secret: Secret, client: Client) -> None:
    (meeting,) = json.loads(shown(client, "export_meeting", secret.meeting.pk, "json"))
    first, second = meeting.pop("items")

    assert meeting == {
        "id": str(secret.meeting.pk),
        "organisation": "Eksempel Kommune",
        "body": "Eksempeludvalget",
        "date": "2026-03-03",
        "place": "Mødelokale 1",
        "state": "published",
        "invented": True,
    }
    assert first["clauses"] == ["forslaget godkendes"]
    assert first["statements"] == [
        {"words": "Forslaget blev godkendt.", "outcomes": ["APPROVED"], "stance": "", "record": [], "answers": [1]}
    ]
    assert [each["heading"] for each in first["sections"]] == ["Sagsfremstilling", "Indstilling"]
    assert (first["annexes"], first["recused"], first["followed_by"]) == ([], [], [])
    assert second == {"number": "2", "title": "Køb af ejendom", "closed": True, "decision": "Godkendt."}


def test_csv_has_a_row_for_each_item_and_no_formulas(cast: Cast, meeting: Meeting, client: Client) -> None:
    item = items.add_item(
        by=cast.secretary,
        meeting=meeting,
        wording=items.Wording(title='=HYPERLINK("http://x")', case_number="+45", clauses=["@sum", "-1 gives"]),
    )
    annexes.add_annex(by=cast.secretary, item=item, title="\t=1+1")
    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    header, row = csv.reader(io.StringIO(shown(client, "export_item", item.pk, "csv")), delimiter=";")

    assert header == list(exported.COLUMNS)
    assert row == [
        "Eksempel Kommune",
        "Eksempeludvalget",
        "2026-03-03",
        "1",
        '\'=HYPERLINK("http://x")',
        "'+45",
        "nej",
        "'@sum\n-1 gives",
        "",
        "",
        "'=1+1",
    ]


def test_text_reads_as_the_paper(cast: Cast, secret: Secret, client: Client) -> None:
    assert shown(client, "export_item", secret.open_item.pk, "tekst") == (
        "Eksempeludvalget, 3. marts 2026\n===============================\nOpdigtet eksempel.\n\n"
        "Punkt 1: Åbent punkt om væresteder\n----------------------------------\n\n"
        "Sagsfremstilling\n\nOm væresteder i kommunen.\n\n"
        "Indstilling\n\nVelfærdsdirektøren indstiller, at forslaget godkendes.\n\n"
        "Beslutning\n\nForslaget blev godkendt.\n"
    )


@pytest.mark.parametrize("asked", ["?form=xml", "?aar=25", "?aar=²025", "?aar=-202"])
def test_what_cannot_be_given_is_said(body: Body, client: Client, asked: str) -> None:
    answer = client.get(reverse("cases:export_body", args=[body.pk]) + asked)
    assert answer.status_code == 403
    assert "Skriv året med fire cifre" in answer.content.decode() or "Vælg form=tekst" in answer.content.decode()


def test_a_body_is_taken_year_by_year_when_it_is_large(
    cast: Cast, secret: Secret, body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = exported.lines_of_body(NOBODY, body, year=2026)
    assert [line.title for line in lines] == ["Åbent punkt om væresteder", "Køb af ejendom"]
    assert exported.lines_of_body(NOBODY, body, year=2025) == []
    monkeypatch.setattr(exported, "MOST_ITEMS", 0)
    with pytest.raises(Refused, match="Vælg ét år"):
        exported.lines_of_body(NOBODY, body)


def test_a_body_of_three_meetings_costs_no_more_queries_than_one(
    cast: Cast, body: Body, django_assert_num_queries: object
) -> None:
    for month in (3, 4, 5):
        meeting = meetings.plan_meeting(by=cast.secretary, body=body, starts_at=STARTS.replace(month=month))
        items.add_item(
            by=cast.secretary,
            meeting=meeting,
            wording=items.Wording(title=f"Kaffe {month}", clauses=["der serveres kaffe"]),
        )
        meetings.publish_agenda(by=cast.secretary, meeting=meeting)
        with django_assert_num_queries(8):  # type: ignore[operator]
            exported.as_json(exported.lines_of_body(NOBODY, body))


def test_each_field_can_be_copied_as_clean_and_as_rich_text(cast: Cast, meeting: Meeting) -> None:
    item = items.add_item(
        by=cast.secretary,
        meeting=meeting,
        wording=items.Wording(
            title="Kaffe",
            case_number="26/1",
            clauses=["der serveres kaffe"],
            sections={"case_presentation": "Det gælder:\n- kaffe\n- te & <kage>\n\nÅr\tPris\n2026\t5 kr."},
        ),
    )
    annexes.add_annex(by=cast.secretary, item=item, title="Notat", document_number="12", closed_reason="Priser")
    sheet = sheets.sheet(cast.secretary, item.pk)

    assert [(field.heading, field.words) for field in exported.fields_to_copy(sheet)] == [
        ("Titel", "Kaffe"),
        ("Sagsnummer", "26/1"),
        ("Sagsfremstilling", "Det gælder:\n- kaffe\n- te & <kage>\n\nÅr\tPris\n2026\t5 kr."),
        ("Indstilling", "Velfærdsdirektøren indstiller, at der serveres kaffe."),
        ("Bilag", "- Notat, 12, lukket"),
    ]
    page = logged_in(cast).get(reverse("cases:copy", args=[item.pk])).content.decode()
    assert "<li>te &amp; &lt;kage&gt;</li>" in page
    assert '<th scope="row">2026</th>' in page
    assert page.count("<textarea") == page.count("readonly") == 5
    assert "Sagsnummer" in page
    closed = exported.fields_to_copy(sheets.sheet(cast.alice, item.pk))
    assert "Notat" not in repr(closed)
