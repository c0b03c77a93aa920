"""The minutes' versions and approvals, and two secretaries who write on the same words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.minutes import queries as minutes_queries
from samspil.features.cases.minutes import rules as minutes_rules
from samspil.features.cases.minutes.models import MinutesApproval
from samspil.features.cases.records.queries import attendance, rows
from samspil.features.cases.versions import queries as versions_queries
from samspil.features.cases.versions.models import MinutesVersion
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import policy
from samspil.spine.models import JournalEntry
from tests.features.cases.test_protocol import Table, table
from tests.features.cases.test_rules import ALWAYS, WHO, standing
from tests.features.cases.test_views import page, send
from tests.kit.cast import Cast
from tests.kit.clients import enter
from tests.web.test_undo import WORD

__all__ = ["table"]


@pytest.mark.parametrize("who", WHO)
def test_who_may_approve_minutes_and_when(who: str) -> None:
    place = standing("planned").node
    may = {
        action: {state for state in ALWAYS if policy.allows(WHO[who], action, "meeting", place, state)}
        for action in ("approve_minutes", "note_approval")
    }
    open_states = {"minutes_draft", "published"}
    assert may == {
        "approve_minutes": open_states if who == "politician" else set(),
        "note_approval": open_states if who == "secretary" else set(),
    }
    assert {(row.action, row.kind) for row in minutes_rules.POLICY} == {
        (action, "meeting") for action in (*may, "begin_minutes", "publish_minutes", "unpublish_minutes")
    }


@pytest.mark.parametrize(
    ("presence", "may"),
    [("present", True), ("substitute", True), ("apology", False), ("absent", False), ("unknown", False), (None, False)],
)
def test_only_who_was_there_approves(presence: str | None, may: bool) -> None:
    if may:
        minutes_rules.check_was_there(presence)
    else:
        with pytest.raises(Refused, match="Kun den, der var til stede"):
            minutes_rules.check_was_there(presence)


def test_an_approval_by_press_is_undone_and_a_noted_one_is_not(table: Table) -> None:
    client = enter(table.cast, "politician")
    answer = client.post(reverse("cases:approve_minutes", args=[table.meeting.pk]), follow=True).content.decode()
    word = WORD.findall(answer)[0]
    noted = minutes_actions.note_minutes_approval(by=table.by, meeting=table.meeting, invitation=table.anna, note="")
    undone = client.post(reverse("web:undo"), {"word": word}, follow=True).content.decode()
    assert "Godkendelsen af referatet er taget tilbage." in undone
    assert list(MinutesApproval.objects.all()) == [noted]
    assert JournalEntry.objects.filter(verb="minutes.approval_taken_back").count() == 1
    with pytest.raises(NotFound):
        minutes_actions.take_approval_back(by=table.cast.politician, key=str(noted.pk))


def correct(table: Table, words: str, reason: str, *, hidden: bool = False) -> None:
    table.meeting.refresh_from_db()
    said = attendance.worded(table.by, (table.hidden if hidden else table.said).pk)
    statements.correct_statement(
        by=table.by,
        statement=said.row,
        printed=words,
        based_on=said.version,
        outcomes=["APPROVED"],
        reason=reason,
    )


def test_approvals_by_press_and_by_note(table: Table) -> None:
    own = minutes_actions.approve_minutes(by=table.cast.politician, meeting=table.meeting)
    noted = minutes_actions.note_minutes_approval(
        by=table.by, meeting=table.meeting, invitation=table.anna, note="På mødet i april."
    )

    assert [each.is_older for each in minutes_queries.approvals_of(table.meeting)] == [False, False]
    assert (own.of, noted.note) == (noted.of, "På mødet i april.")
    correct(table, "Åbent godkendt med ros.", "")
    assert [each.is_older for each in minutes_queries.approvals_of(table.meeting)] == [True, True]
    minutes_actions.approve_minutes(by=table.cast.politician, meeting=table.meeting)
    assert [each.is_older for each in minutes_queries.approvals_of(table.meeting)] == [False, True]
    assert MinutesApproval.objects.count() == 2
    assert JournalEntry.objects.filter(verb="minutes.approved").count() == 3
    with pytest.raises(NotAllowed):
        minutes_actions.approve_minutes(by=table.by, meeting=table.meeting)


def test_a_correction_is_a_new_version_with_its_reason(table: Table) -> None:
    correct(table, "Åbent godkendt i kladde.", "")
    assert MinutesVersion.objects.count() == 0
    table.publish()
    assert [each.row.number for each in versions_queries.versions_of(table.cast.dorte, table.meeting)] == [1]
    with pytest.raises(Refused, match="hvorfor det rettes"):
        correct(table, "Åbent godkendt enstemmigt.", "")

    correct(table, "Åbent godkendt enstemmigt.", "Ordet enstemmigt manglede.")
    correct(table, "Kanariesagen godkendt enstemmigt.", "Kanariefuglen manglede.", hidden=True)
    meeting = rows.meeting(table.cast.dorte, table.meeting.pk)
    told = [(each.row.number, each.is_told) for each in versions_queries.versions_of(table.cast.dorte, meeting)]
    assert told == [(1, True), (2, True), (3, False)]
    first, second = (versions_queries.version(table.cast.dorte, meeting, number)[1] for number in (1, 2))
    assert [item and item.statements for item in first] == [[("Åbent godkendt i kladde.", ["Godkendt"])], None]
    assert [item and item.statements for item in second] == [[("Åbent godkendt enstemmigt.", ["Godkendt"])], None]
    inside = versions_queries.version(table.cast.politician, meeting, 3)[1][1]
    assert inside is not None
    assert inside.statements == [("Kanariesagen godkendt enstemmigt.", ["Godkendt"])]
    with pytest.raises(NotFound):
        versions_queries.version(table.cast.dorte, meeting, 4)


def test_an_item_closed_later_is_gone_from_every_version(table: Table) -> None:
    table.publish()
    item = rows.item(table.by, table.first.pk)
    items.close_item(by=table.by, item=item, reason="§ 10", public_title="Lukket 1", public_decision="Godkendt.")
    meeting = rows.meeting(table.cast.dorte, table.meeting.pk)
    assert versions_queries.version(table.cast.dorte, meeting, 1)[1] == [None, None]


def test_a_statement_taken_out_is_gone_with_its_words_from_older_versions(table: Table) -> None:
    statements.add_statement(by=table.by, item=table.first, printed="Gærdesmutten flytter ind.")
    table.publish()
    extra = table.first.statements.order_by("order").last()
    statements.withdraw_statement(
        by=table.by, statement=attendance.statement(table.by, extra.pk), reason="Hører ikke til her."
    )
    meeting = rows.meeting(table.cast.dorte, table.meeting.pk)
    old = versions_queries.version(table.cast.dorte, meeting, 1)[1][0]
    assert old is not None
    assert [words for words, _ in old.statements] == ["Åbent godkendt.", "Udtalelsen er taget ud af referatet."]


def test_the_public_page_says_what_was_corrected_and_why(table: Table) -> None:
    table.publish()
    correct(table, "Åbent godkendt enstemmigt.", "Ordet enstemmigt manglede.")
    correct(table, "Kanariesagen godkendt enstemmigt.", "Kanariefuglen manglede.", hidden=True)
    for name in ("dorte", "alice"):
        client = enter(table.cast, name)
        whole = page(client, "meeting", table.meeting.pk) + page(client, "minutes_version", table.meeting.pk, 3)
        assert "fordi: Ordet enstemmigt manglede." in whole
        assert "i et lukket punkt" in whole
        assert ("Kanarie" in whole, str(table.second.pk) in whole) == (False, False)
    assert "Åbent godkendt." in page(enter(table.cast, "bob"), "minutes_version", table.meeting.pk, 1)


def test_a_member_and_the_secretary_on_the_page(table: Table) -> None:
    member = enter(table.cast, "politician")
    assert "Godkend referatet" in page(member, "meeting", table.meeting.pk)
    send(member, "approve_minutes", table.meeting.pk)
    secretary = enter(table.cast, "secretary")
    send(secretary, "note_minutes_approval", table.meeting.pk, invitation=table.anna.pk, note="På mødet.")
    assert "Referatet er godkendt af" in page(member, "meeting", table.meeting.pk)
    assert "Referatet er godkendt af" not in page(enter(table.cast, "dorte"), "meeting", table.meeting.pk)
    assert member.get(reverse("cases:minutes_version", args=[table.meeting.pk, 1])).status_code == 404


def test_two_secretaries_on_the_same_statement_lose_nothing(table: Table, cast: Cast) -> None:
    """The second is told, sees both wordings, and sends again to let the own one stand."""
    one = enter(cast, "secretary")
    said = table.said.pk
    begun = {"outcomes": ["APPROVED"], "based_on": "1"}
    send(one, "edit_statement", said, printed="Godkendt af den første.", **begun)
    shown = send(one, "edit_statement", said, expect=422, printed="Godkendt af den anden.", **begun)
    assert "To udgaver af samme tekst" in shown
    assert shown.count("Godkendt af den første.") >= 1
    assert shown.count("Godkendt af den anden.") >= 2
    assert attendance.worded(table.by, said).shown == "Godkendt af den første."
    send(one, "edit_statement", said, printed="Godkendt af begge.", outcomes=["APPROVED"], based_on="2")
    assert attendance.worded(table.by, said).shown == "Godkendt af begge."
