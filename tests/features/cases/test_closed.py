"""What is closed is nowhere: canary words in every closed field, looked for wherever an outsider can look."""

from __future__ import annotations

import pytest

from samspil.features.cases.agenda import queries as agenda_queries
from samspil.features.cases.editing.actions import items
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.records.models import Meeting
from samspil.features.cases.records.queries import rows, sheets
from samspil.paper.refusal import NotFound
from samspil.spine import search, thread, visibility
from samspil.spine.models import Invitation, Link, Node, SearchEntry, StoredFile, Text
from samspil.spine.people import Actor
from tests.features.cases.conftest import CANARIES, Secret, closed_meeting
from tests.kit.cast import Cast


@pytest.fixture
def secret(cast: Cast, meeting: Meeting) -> Secret:
    made = closed_meeting(cast, meeting)
    minutes_actions.publish_minutes(
        by=cast.secretary, meeting=Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    )
    return made


OUTSIDERS = ("alice", "bob", "charlie", "dorte", "director")
INSIDERS = ("secretary", "politician")


def everything(actor: Actor, meeting: Meeting) -> str:
    """All that the feature and the spine would hand to pages for this actor, as one text."""
    found: list[object] = []
    for line in agenda_queries.agenda(actor, meeting).lines:
        if isinstance(line, sheets.Sheet):
            found += [line.item.node.title, line.item.case_number, line.item.closed_reason, line.item.pk, line.decision]
            found += [section.words for section in line.sections]
            found += [clause.words for clause in line.clauses]
            found += [step.to_text for step in line.steps]
            found += [
                (annex.pk, annex.node.title, annex.document_number, annex.closed_reason) for annex in line.annexes
            ]
            found += [file.name for annex in line.annexes for file in annex.node.files.all()]
        else:
            found += [line.pk, line.node.title, line.number, line.decision]

    found += list(rows.visible_to(actor).values_list("pk", "node__title", "case_number", "closed_reason"))
    found += list(rows.statements_visible_to(actor).values_list("pk", "node__title"))
    found += list(rows.notices_for(actor).values_list("pk", "node__title", "decision"))
    found += [
        [each.item.node.title, *(said.node.title for said in each.statements)] for each in rows.latest_decided(actor)
    ]
    seen = visibility.nodes(actor)
    found += list(seen.values_list("pk", "title"))
    found += list(Text.objects.filter(node__in=seen).values_list("versions__body", flat=True))
    found += list(StoredFile.objects.filter(node__in=seen).values_list("name", flat=True))
    for node in seen:
        trail = thread.trail(actor, node)
        found += [(each.pk, each.title) for each in trail.nodes.values() if each is not None]
        found += [(step.earlier_id, step.later_id, step.why, step.source) for step in trail.steps]

    return repr(found)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_canary_reaches_an_outsider(cast: Cast, secret: Secret, name: str) -> None:
    seen = everything(getattr(cast, name), secret.meeting)
    assert [field for field, word in CANARIES.items() if word in seen] == []
    hidden = {secret.closed_item.pk, secret.statement.pk, secret.annex.pk, secret.closed_annex.pk}
    assert [str(pk) for pk in hidden if repr(pk) in seen] == []
    assert "Køb af ejendom" in seen
    assert "Åbent punkt om væresteder" in seen


@pytest.mark.parametrize("name", INSIDERS)
def test_the_committee_sees_every_canary(cast: Cast, secret: Secret, name: str) -> None:
    seen = everything(getattr(cast, name), secret.meeting)
    assert [field for field, word in CANARIES.items() if word not in seen] == []


@pytest.mark.parametrize("name", [*OUTSIDERS, *INSIDERS])
def test_no_search_finds_a_canary(cast: Cast, secret: Secret, name: str) -> None:
    words = {field: word.split("-")[0] for field, word in CANARIES.items()}
    assert [field for field, word in words.items() if search.find(getattr(cast, name), word).exists()] == []


def test_no_canary_stands_in_the_index(secret: Secret) -> None:
    indexed = "\n".join(SearchEntry.objects.values_list("words", flat=True))
    assert [field for field, word in CANARIES.items() if word in indexed] == []
    assert "Køb af ejendom" in indexed


@pytest.mark.parametrize("name", OUTSIDERS)
def test_a_closed_item_and_a_missing_one_cost_and_answer_the_same(
    cast: Cast, secret: Secret, name: str, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    actor = getattr(cast, name)
    missing = Node(kind="case_item").pk
    answers = []
    for pk in (secret.closed_item.pk, missing):
        with django_assert_num_queries(1), pytest.raises(NotFound) as refused:
            sheets.sheet(actor, pk)
        answers.append(refused.value.sentence)
    assert answers[0] == answers[1]


def test_a_closed_item_cuts_the_trail(cast: Cast, secret: Secret) -> None:
    open_node = secret.open_item.node
    thread.link(
        by=cast.secretary,
        earlier=open_node,
        later=secret.closed_item.node,
        relation=Link.Relation.LED_TO,
        why="Fulgte af.",
    )
    trail = thread.trail(cast.dorte, Node.objects.get(pk=open_node.pk))
    assert secret.closed_item.pk not in trail.nodes
    assert None not in trail.nodes.values()
    inside = thread.trail(cast.politician, Node.objects.get(pk=open_node.pk))
    assert secret.statement.pk in inside.nodes


def test_a_notice_says_nothing_of_the_decision_before_it_is_published(cast: Cast, meeting: Meeting) -> None:
    made = closed_meeting(cast, meeting)
    (notice,) = rows.notices_for(cast.dorte)
    assert (notice.node.title, notice.decision) == ("Køb af ejendom", "")
    seen = everything(cast.dorte, made.meeting)
    assert [field for field, word in CANARIES.items() if word in seen] == []


def test_an_item_closed_after_it_was_public_is_gone_from_search(cast: Cast, secret: Secret) -> None:
    item = sheets.sheet(cast.secretary, secret.open_item.pk).item
    assert [node.kind for node in search.find(cast.dorte, "væresteder")] == ["case_item"]
    items.close_item(by=cast.secretary, item=item, reason="§ 10", public_title="Lukket punkt 1")
    assert list(search.find(cast.dorte, "væresteder")) == []
    assert [
        line.node.title
        for line in agenda_queries.agenda(cast.dorte, item.meeting).lines
        if not isinstance(line, sheets.Sheet)
    ] == [
        "Lukket punkt 1",
        "Køb af ejendom",
    ]


def test_attendance_is_the_committees_until_the_minutes_are_published(cast: Cast, meeting: Meeting) -> None:
    protocol_actions.note_attendance(by=cast.secretary, meeting=meeting, name="Frida Opdigtet", presence="apology")
    closed_meeting(cast, meeting)
    draft = Meeting.objects.select_related("node__gathering", "body__circle").get(pk=meeting.pk)
    assert agenda_queries.agenda(cast.dorte, draft).attendance == []
    assert agenda_queries.agenda(cast.politician, draft).attendance == list(Invitation.objects.all())
    minutes_actions.publish_minutes(by=cast.secretary, meeting=draft)
    assert agenda_queries.agenda(cast.dorte, draft).attendance == list(Invitation.objects.all())
