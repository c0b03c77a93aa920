"""What follows when an item has changed: who sees it, open data, and the minutes' next version, each only when it should."""

from __future__ import annotations

import datetime as dt

import pytest

from samspil.features.cases.editing.actions.changes import changed
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.publication.models import Publication
from samspil.features.cases.records.models import DecisionStatement
from samspil.features.cases.versions.models import MinutesVersion
from samspil.spine import journal, people
from samspil.spine.models import Node
from tests.features.cases.test_protocol import Table, table

__all__ = ["table"]


@pytest.mark.parametrize(
    ("reason", "is_beside", "versions", "is_shown"),
    [("", False, 1, True), ("Tastefejl", False, 2, True), ("Tastefejl", True, 2, False), (" ", True, 1, False)],
)
def test_what_follows_a_change(table: Table, reason: str, *, is_beside: bool, versions: int, is_shown: bool) -> None:
    minutes_actions.publish_minutes(by=table.by, meeting=table.meeting)
    item = table.first
    item.refresh_from_db()
    item.meeting.refresh_from_db()
    DecisionStatement.objects.filter(item=item).update(stance="REPORTS")
    Node.objects.filter(pk=item.pk).update(visibility="circle")
    item.node.refresh_from_db()
    before = Publication.objects.get(kind="AgendaItem", key=item.pk).modified_at

    journal.deed(changed)(item, by=people.job("test"), reason=reason, is_beside=is_beside)
    assert MinutesVersion.objects.filter(meeting=table.meeting).count() == versions
    assert (Node.objects.get(pk=item.pk).visibility == "public") is is_shown
    assert (Publication.objects.get(kind="AgendaItem", key=item.pk).modified_at - before > dt.timedelta(0)) is is_shown
