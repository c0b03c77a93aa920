"""What a meeting decides, item after item on one page: a press or some words, all or nothing, and two who write at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from samspil.features.cases.agenda.actions import calling, meetings
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions, forms, queries, rules
from samspil.features.cases.records.models import AgendaItem, Ballot, DecisionStatement, Dissent, Meeting
from samspil.features.cases.records.queries import attendance, rows
from samspil.paper.refusal import NotAllowed, Refused
from tests.features.cases.test_views import page, send
from tests.kit.cast import Cast
from tests.kit.clients import enter


class Table:
    """A meeting at work with three items; two are there."""

    def __init__(self, cast: Cast, meeting: Meeting) -> None:
        self.cast, self.by, self.meeting = cast, cast.secretary, meeting
        for title, clauses in (
            ("Bussen", ["bussen kører igen"]),
            ("Bænken", []),
            ("Banen", ["banen åbner", "den er gratis"]),
        ):
            items.add_item(by=self.by, meeting=meeting, wording=items.Wording(title=title, clauses=clauses))
        calling.call_meeting(by=self.by, meeting=meeting)
        actions.note_attendance(by=self.by, meeting=meeting, name="Anna Opdigtet", presence="present")
        actions.all_present(by=self.by, meeting=meeting)
        meetings.publish_agenda(by=self.by, meeting=meeting)
        minutes_actions.begin_minutes(by=self.by, meeting=meeting)
        self.items = list(AgendaItem.objects.filter(meeting=meeting).order_by("order"))

    def sent(self, **written: Any) -> dict[str, Any]:
        """Return what the page sends: `printed_0="..."` is the first item's words; marks as they stand now."""
        lines = forms.DecisionsForm(found=queries.to_decide(self.by, self.now), seats=[]).lines
        marks = {f"saw-{line.item.pk}": line.mark for line in lines}
        named = (name.rpartition("_") for name in written)
        empty = {f"printed-{line.item.pk}": line.field("printed").value() for line in lines}
        return marks | empty | {f"{name}-{self.items[int(at)].pk}": written[f"{name}_{at}"] for name, _, at in named}

    @property
    def now(self) -> Meeting:
        return rows.meeting(self.by, self.meeting.pk)

    def said(self, at: int) -> list[tuple[str, list[str], str, list[int]]]:
        """Return the statements of an item: words, outcomes, stance, and the places of the clauses they answer."""
        told = []
        for each in DecisionStatement.objects.filter(item=self.items[at], withdrawn_at=None).order_by("order"):
            outcomes = sorted(each.outcomes.values_list("outcome", flat=True))
            answers = sorted(each.answers.values_list("order", flat=True))
            told.append((attendance.worded(self.by, each.pk).shown, outcomes, each.stance, answers))
        return told


@pytest.fixture
def table(cast: Cast, meeting: Meeting) -> Table:
    return Table(cast, meeting)


def test_three_items_are_decided_by_one_save(table: Table) -> None:
    client = enter(table.cast, "secretary")
    send(
        client,
        "decisions",
        table.meeting.pk,
        **table.sent(quick_0="APPROVED", printed_1="Drøftet og taget til efterretning.", printed_2="Udsat."),
    )
    assert table.said(0) == [("Godkendt.", ["APPROVED"], "", [1])]
    assert table.said(1) == [("Drøftet og taget til efterretning.", ["DISCUSSED", "NOTED"], "", [])]
    assert table.said(2) == [("Udsat.", ["POSTPONED"], "", [1, 2])]
    shown = page(client, "decisions", table.meeting.pk)
    assert "3 af 3 punkter er besluttet" in re.sub(r"\s+", " ", shown)


def test_what_is_left_empty_is_not_decided(table: Table) -> None:
    client = enter(table.cast, "secretary")
    send(client, "decisions", table.meeting.pk, **table.sent())
    assert not DecisionStatement.objects.exists()
    send(client, "decisions", table.meeting.pk, **table.sent(quick_1="NOTED"))
    assert [table.said(at) for at in (0, 2)] == [[], []]
    stood = table.said(1)
    send(client, "decisions", table.meeting.pk, **table.sent(printed_1="Taget til efterretning."))
    assert table.said(1) == stood


def test_one_that_is_wrong_is_marked_and_nothing_is_written(table: Table) -> None:
    client = enter(table.cast, "secretary")
    wrong = table.sent(quick_0="APPROVED", printed_1="Godkendt.", in_favour_1="5")
    shown = send(client, "decisions", table.meeting.pk, expect=422, **wrong)
    assert not DecisionStatement.objects.exists()
    assert "Der er talt 5 stemmer, men 2 var til stede" in shown
    assert shown.count("decide-wrong") == 1
    assert re.search(r'value="APPROVED"[^>]*checked', shown)
    assert ">\nGodkendt.</textarea>" in shown


def test_words_that_cannot_be_read_are_asked_about_and_decide_nothing(table: Table) -> None:
    client = enter(table.cast, "secretary")
    shown = send(client, "decisions", table.meeting.pk, expect=422, **table.sent(printed_0="hmm bla bla"))
    assert "Udfaldet kunne ikke læses. Vælg det." in shown
    assert "hmm bla bla" in shown
    assert not DecisionStatement.objects.exists()
    chosen = table.sent(printed_0="hmm bla bla", quick_0="NONE", printed_1="Udvalget tog en tur.", quick_1="NOTED")
    send(client, "decisions", table.meeting.pk, **chosen)
    assert table.said(0) == [("hmm bla bla", [], "REPORTS", [])]
    assert table.said(1) == [("Udvalget tog en tur.", ["NOTED"], "", [])]


def test_several_answers_are_written_each_for_itself(table: Table) -> None:
    client = enter(table.cast, "secretary")
    send(
        client,
        "decisions",
        table.meeting.pk,
        **table.sent(printed_2="Banen åbner blev godkendt. Den er ikke vedtaget gratis."),
    )
    assert [(said[1], said[3]) for said in table.said(2)] == [(["APPROVED"], [1]), (["REJECTED"], [2])]
    shown = send(
        client, "decisions", table.meeting.pk, expect=422, **table.sent(printed_0="Det er godkendt og ikke godkendt.")
    )
    assert "Ordene siger flere udfald." in shown


def test_a_blank_outcome_is_not_published(table: Table) -> None:
    for item in table.items:
        statements.add_statement(by=table.by, item=item, printed="hmm bla bla")
    with pytest.raises(Refused, match="Der mangler en beslutning ved: Bussen, Bænken, Banen"):
        minutes_actions.publish_minutes(by=table.by, meeting=table.now)
    assert queries.progress_of(table.now) == {"done": 0, "of": 3}


def test_one_who_saves_is_told_so_and_led_back(table: Table) -> None:
    client = enter(table.cast, "secretary")
    one = {**table.sent(quick_0="APPROVED"), "only": table.items[0].pk}
    shown = client.get(send(client, "decisions", table.meeting.pk, **one)).content.decode()
    assert "1 beslutning er gemt." in shown
    back = reverse("cases:meeting", args=[table.meeting.pk])
    assert re.search(rf'href="{back}">\s*Tilbage til mødet', shown)
    assert re.search(rf'href="{reverse("cases:decisions", args=[table.meeting.pk])}">\s*Alle mødets punkter', shown)
    assert "data-undecided" not in shown
    whole = page(client, "decisions", table.meeting.pk)
    assert whole.count("data-undecided") == 2
    assert re.search(rf'href="{back}">\s*Tilbage til mødet', whole)


def test_votes_and_dissent_come_with_the_decision(table: Table) -> None:
    client = enter(table.cast, "secretary")
    anna = next(seat for seat in attendance.seats(table.now) if seat.name == "Anna Opdigtet")
    more = {"in_favour_0": "1", "against_0": "1", "who_0": anna.key, "kind_0": "dissent", "words_0": "For dyrt."}
    send(client, "decisions", table.meeting.pk, **table.sent(quick_0="APPROVED", **more))
    ballot = Ballot.objects.get()
    assert (ballot.in_favour, ballot.against, ballot.abstained) == (1, 1, 0)
    assert (Dissent.objects.get().kind, Dissent.objects.get().words) == ("dissent", "For dyrt.")


def test_an_item_alone_is_saved_and_shown_alone(table: Table) -> None:
    client = enter(table.cast, "secretary")
    both = table.sent(quick_0="APPROVED", quick_1="NOTED")
    address = send(client, "decisions", table.meeting.pk, only=table.items[1].pk, **both)
    assert (table.said(0), len(table.said(1))) == ([], 1)
    # By script the item comes back at once: a redirect would open a page, and what is typed elsewhere would be gone.
    first = {**table.sent(quick_0="NOTED"), "only": table.items[0].pk}
    answer = client.post(reverse("cases:decisions", args=[table.meeting.pk]), first, headers={"HX-Request": "true"})
    assert (answer.status_code, len(table.said(0))) == (200, 1)
    assert answer.content.decode().count('class="decide-item"') == 1
    shown = client.get(address).content.decode()
    assert shown.count('class="decide-item"') == 1
    assert "Taget til efterretning" in shown


def test_the_second_of_two_is_told_what_the_first_wrote(table: Table) -> None:
    client = enter(table.cast, "secretary")
    drawn = table.sent(quick_0="REJECTED", quick_1="NOTED")
    statements.add_statement(by=table.by, item=table.items[0], printed="Godkendt.", outcomes=["APPROVED"])
    shown = send(client, "decisions", table.meeting.pk, expect=422, **drawn)
    assert "Nu står der: »Godkendt.«" in shown.replace("&quot;", '"')
    assert len(table.said(0)) == 1
    assert table.said(1) == []
    again = drawn | dict(re.findall(r'name="(saw-[^"]+)" value="([^"]*)"', shown))
    again |= {f"printed-{table.items[0].pk}": "Ikke godkendt."}
    send(client, "decisions", table.meeting.pk, **again)
    assert table.said(0) == [("Ikke godkendt.", ["REJECTED"], "", [1])]


def test_words_are_read_without_being_written(table: Table) -> None:
    client = enter(table.cast, "secretary")
    words = {"only": table.items[0].pk, "read": "1", f"printed-{table.items[0].pk}": "Indstillingen blev tiltrådt."}
    shown = client.post(reverse("cases:decisions", args=[table.meeting.pk]), words).content.decode()
    assert "Godkendt" in shown
    assert "<html" not in shown
    assert not DecisionStatement.objects.exists()
    assert rules.reads("Vi talte om det.") == []


def test_published_minutes_are_corrected_elsewhere(table: Table) -> None:
    client = enter(table.cast, "secretary")
    send(client, "decisions", table.meeting.pk, **table.sent(quick_0="NOTED", quick_1="NOTED", quick_2="NOTED"))
    minutes_actions.publish_minutes(by=table.by, meeting=table.now)
    with pytest.raises(Refused, match="offentliggjort"):
        queries.check_decides_at(table.by, table.now)
    with pytest.raises(NotAllowed):
        queries.check_decides_at(table.cast.politician, table.now)


def test_the_page_asks_the_same_however_many_items(table: Table, django_assert_max_num_queries: Any) -> None:
    client = enter(table.cast, "secretary")
    statements.add_statement(by=table.by, item=table.items[0], printed="Godkendt.", outcomes=["APPROVED"])
    client.get(reverse("cases:decisions", args=[table.meeting.pk]))
    with django_assert_max_num_queries(60) as few:
        page(client, "decisions", table.meeting.pk)
    for number in range(5):
        made = items.add_item(
            by=table.by, meeting=table.now, wording=items.Wording(title=f"Sag {number}", clauses=["ja"])
        )
        statements.add_statement(by=table.by, item=made, printed="Drøftet.", outcomes=["DISCUSSED"])
    with django_assert_max_num_queries(len(few)):
        page(client, "decisions", table.meeting.pk)
