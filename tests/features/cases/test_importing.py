"""A meeting read in: whole, once, with one journal row, or not at all."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from samspil.analysis import minutes
from samspil.features.cases.agenda import queries as agenda_queries
from samspil.features.cases.importing import actions as importing_actions
from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.importing.extract import proposals
from samspil.features.cases.records.models import Body, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.records.queries import sheets
from samspil.features.cases.seats import actions as seats_actions
from samspil.paper.refusal import Refused
from samspil.spine import people, search
from samspil.spine.models import Invitation, JournalEntry, Link, Node, TextVersion
from tests.kit.cast import Cast

DOCUMENTS = Path(__file__).parents[3] / "demo" / "documents"
DAY = dt.date(2026, 3, 3)


def region(cast: Cast) -> Body:
    return seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="region_midtjylland")


def real() -> importing_rules.Meeting:
    return proposals.propose(minutes.read(DOCUMENTS / "uls-2025-09-23-referat.txt"))


def small(**changes: object) -> importing_rules.Meeting:
    item = importing_rules.Item(
        title="Budget",
        number="1",
        clauses=("budgettet godkendes",),
        sections=(importing_rules.Section("summary", "Kort."), importing_rules.Section("decision")),
        statements=(importing_rules.Statement("Godkendt.", ("APPROVED",), "", (1,), "byrådet"),),
    )
    return dataclasses.replace(
        importing_rules.Meeting("a" * 64, held_on=DAY, starts=dt.time(9), ends=dt.time(11), items=(item,)), **changes
    )


def test_the_regions_minutes_are_saved_whole(cast: Cast) -> None:
    body = region(cast)
    before = JournalEntry.objects.count()
    meeting = importing_actions.import_meeting(by=cast.secretary, body=body, draft=real())
    kept, entry = JournalEntry.objects.order_by("pk")[before:]
    assert (kept.verb, kept.node_id) == ("minutes.version_kept", meeting.pk)
    assert (entry.verb, entry.node_id, entry.data["items"], len(entry.data["root"])) == (
        "meeting.imported",
        meeting.pk,
        "7",
        64,
    )
    assert (meeting.state, meeting.node.title) == ("published", "Eksempeludvalget, 23. september 2025")
    assert (meeting.items.count(), DecisionStatement.objects.count()) == (7, 23)
    assert Link.objects.filter(relation="decided_by").count() == 23
    assert Link.objects.count() == 23
    assert [
        (step.to_text, step.statement.item.number) for step in RouteStep.objects.order_by("statement__item__order")
    ] == [
        ("videre politiske behandling", "1"),
        ("videre politiske behandling", "2"),
        ("regionsrådet", "3"),
    ]
    assert list(Invitation.objects.values_list("name", "presence")) == [("Per Møller Jensen", "apology")]
    source = minutes.parse(minutes.read(DOCUMENTS / "uls-2025-09-23-referat.txt"))
    for line, read in zip(agenda_queries.agenda(cast.dorte, meeting).lines, source.items, strict=True):
        assert isinstance(line, sheets.Sheet)
        assert line.item.node.title == read.title
        assert line.decision == read.texts["beslutning"].strip()
        said = [section.words for section in line.sections if section.words]
        printed = [read.texts[name].strip() for name in read.sections if name not in {"beslutning", "bilag"}]
        assert said == printed
        assert [annex.node.title for annex in line.annexes] == [annex.title for annex in read.annexes]

    (fund,) = [row for row in search.find(cast.dorte, "socialhenviser ensomhed") if row.kind == "case_item"]
    assert fund.title.startswith("Godkendelse af social effektinvestering")


def test_the_same_source_twice_makes_nothing_twice(cast: Cast) -> None:
    body = region(cast)
    meeting = importing_actions.import_meeting(by=cast.secretary, body=body, draft=real())
    counts = (Node.objects.count(), TextVersion.objects.count(), JournalEntry.objects.count())
    assert importing_actions.import_meeting(by=cast.secretary, body=body, draft=real()) == meeting
    assert (Node.objects.count(), TextVersion.objects.count(), JournalEntry.objects.count()) == counts


def test_only_the_bodys_secretary_reads_in(cast: Cast) -> None:
    body = region(cast)
    for other in (cast.alice, cast.director, cast.politician, cast.charlie, cast.dorte):
        with pytest.raises(Refused, match="Kun udvalgets egen sekretær"):
            importing_actions.import_meeting(by=other, body=body, draft=small())
    assert Meeting.objects.count() == 0


def test_a_job_of_the_installation_reads_in_the_demo(cast: Cast) -> None:
    meeting = importing_actions.import_meeting(by=people.job("demo"), body=region(cast), draft=small())
    assert JournalEntry.objects.get(verb="meeting.imported").job == "demo"
    assert Link.objects.get().job == "demo"
    assert meeting.node.created_by is None


def test_a_second_text_of_the_same_day_joins_the_meeting(cast: Cast) -> None:
    body = region(cast)
    meeting = importing_actions.import_meeting(by=cast.secretary, body=body, draft=small())
    more = importing_rules.Item(title="Eventuelt", number="2", statements=(importing_rules.Statement("Intet."),))
    again = importing_actions.import_meeting(
        by=cast.secretary, body=body, draft=small(source_sha256="b" * 64, items=(more,))
    )
    assert again == meeting
    assert [(item.order, item.node.title) for item in meeting.items.all()] == [(1, "Budget"), (2, "Eventuelt")]


@pytest.mark.parametrize(
    "twin", [importing_rules.Item(title="Noget andet", number="1"), importing_rules.Item(title="BUDGET")]
)
def test_an_item_that_is_there_already_is_refused_and_nothing_is_saved(cast: Cast, twin: importing_rules.Item) -> None:
    body = region(cast)
    importing_actions.import_meeting(by=cast.secretary, body=body, draft=small())
    before = Node.objects.count()
    new = importing_rules.Item(title="Nyt", number="9")
    with pytest.raises(Refused, match="findes allerede på mødet"):
        importing_actions.import_meeting(
            by=cast.secretary, body=body, draft=small(source_sha256="b" * 64, items=(new, twin))
        )
    assert Node.objects.count() == before


def test_a_text_of_another_state_does_not_join(cast: Cast) -> None:
    body = region(cast)
    importing_actions.import_meeting(by=cast.secretary, body=body, draft=small())
    draft = small(source_sha256="b" * 64, state="minutes_draft", items=(importing_rules.Item(title="Nyt"),))
    with pytest.raises(Refused, match="har allerede et møde den dag"):
        importing_actions.import_meeting(by=cast.secretary, body=body, draft=draft)


def test_a_draft_of_minutes_is_the_committees_alone(cast: Cast) -> None:
    draft = small(state="minutes_draft")
    meeting = importing_actions.import_meeting(by=cast.secretary, body=region(cast), draft=draft)
    public, inside = agenda_queries.agenda(cast.dorte, meeting), agenda_queries.agenda(cast.politician, meeting)
    assert [line.statements for line in public.lines if isinstance(line, sheets.Sheet)] == [[]]
    assert [line.steps for line in public.lines if isinstance(line, sheets.Sheet)] == [[]]
    assert [len(line.statements) for line in inside.lines if isinstance(line, sheets.Sheet)] == [1]


def test_times_as_minutes_give_them(cast: Cast) -> None:
    body = region(cast)
    late = importing_actions.import_meeting(
        by=cast.secretary, body=body, draft=small(starts=dt.time(19), ends=dt.time(0, 30))
    ).gathering
    assert late.ends_at is not None
    assert late.starts_at is not None
    assert late.ends_at - late.starts_at == dt.timedelta(hours=5, minutes=30)
    only_end = importing_actions.import_meeting(
        by=cast.secretary, body=body, draft=small(starts=None, ends=dt.time(12, 30), held_on=DAY + dt.timedelta(1))
    ).gathering
    assert (only_end.starts_at, only_end.ends_at, only_end.time_text) == (None, None, "Slut kl. 12.30")


def test_a_closed_item_and_annex_are_read_in_closed(cast: Cast) -> None:
    closed = importing_rules.Item(
        title="Salg af gærdesmutten",
        number="2",
        case_number="26/1",
        is_closed=True,
        closed_reason="§ 10",
        public_title="Salg",
        public_decision="Godkendt.",
        sections=(importing_rules.Section("summary", "Om gærdesmutten"),),
        statements=(importing_rules.Statement("Gærdesmutten sælges.", ("APPROVED",)),),
        annexes=(importing_rules.Annex("Tilbud på gærdesmutten"),),
    )
    opened = importing_rules.Item(
        title="Budget",
        number="1",
        statements=(importing_rules.Statement("Ja.", ("APPROVED",)),),
        annexes=(importing_rules.Annex("Løn til gærdesmutten", is_closed=True), importing_rules.Annex("Åbent notat")),
    )
    meeting = importing_actions.import_meeting(
        by=cast.secretary, body=region(cast), draft=small(items=(opened, closed))
    )
    hidden = Node.objects.filter(visibility="circle")

    assert sorted(hidden.values_list("kind", "title")) == [
        ("annex", "Løn til gærdesmutten"),
        ("annex", "Tilbud på gærdesmutten"),
        ("case_item", "Salg af gærdesmutten"),
        ("decision", "Gærdesmutten sælges."),
    ]
    assert list(search.find(cast.secretary, "gærdesmutten")) == []
    lines = agenda_queries.agenda(cast.dorte, meeting).lines
    assert [line.node.title if not isinstance(line, sheets.Sheet) else line.item.node.title for line in lines] == [
        "Budget",
        "Salg",
    ]
