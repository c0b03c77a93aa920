"""A meeting whose record is being written: who was there, who stood aside, votes, dissent, a decision that was stopped."""

from __future__ import annotations

from typing import Any

from samspil.features.cases.agenda.actions import calling, meetings
from samspil.features.cases.editing.actions import items as editing_items
from samspil.features.cases.editing.actions import statements
from samspil.features.cases.importing.models import ImportedSource, SourceRemainder
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.records.models import Meeting
from samspil.spine.models import Invitation
from tests.kit.scene import JOB

AHEAD = 2126  # no meeting of that year has been held


def add(scene: Any) -> None:
    """Poul and an invented Inger are there; one statement is bare, one has its record, one is stayed."""
    meeting = scene._meeting("record", 12)
    items = {
        name: editing_items.add_item(
            by=JOB,
            meeting=meeting,
            wording=editing_items.Wording(title=f"Et punkt: {name}", clauses=["der drikkes saft"]),
        )
        for name in ("bare", "told", "stayed")
    }
    calling.call_meeting(by=JOB, meeting=meeting)
    for each in (scene._meeting("called", 13), scene._meeting("ahead", 14, year=AHEAD)):
        calling.call_meeting(by=JOB, meeting=each)

    inger = protocol_actions.note_attendance(by=JOB, meeting=meeting, name="Inger Opdigtet", presence="present")
    protocol_actions.all_present(by=JOB, meeting=meeting)
    meetings.publish_agenda(by=JOB, meeting=meeting)
    minutes_actions.begin_minutes(by=JOB, meeting=meeting)
    poul = Invitation.objects.get(gathering=meeting.pk, person=scene.people["poul"])
    scene.put("seat poul", meeting.pk, poul.pk)
    scene.put("invitation poul", poul.pk)
    kept = Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    made = {}
    for name, item in items.items():
        item.meeting = kept
        scene.put(f"recorded {name}", item.pk)
        made[name] = statements.add_statement(by=JOB, item=item, printed=f"Godkendt: {name}.", outcomes=["APPROVED"])
        scene.put(f"said {name}", made[name].pk)

    scene.put("recusal told", protocol_actions.recuse(by=JOB, item=items["told"], invitation=inger).pk)
    protocol_actions.record_votes(by=JOB, statement=made["told"], counts={"for": 1})
    scene.put(
        "dissent told",
        protocol_actions.add_dissent(
            by=JOB, statement=made["told"], invitation=poul, kind="dissent", words="Nej tak."
        ).pk,
    )
    protocol_actions.claim_stay(by=JOB, statement=made["stayed"], invitation=poul)
    source = ImportedSource.objects.create(key="a" * 64, meeting=meeting, sha256="b" * 64)
    SourceRemainder.objects.create(source=source, unplaced="Ord uden plads.", furniture=[["page", "Side 1"]])
    published = scene.records["meeting published"][0]
    scene.put("minutes first", published, 1)
    scene.put("minutes missing", published, 9)
    scene.put("minutes draft", meeting.pk, 1)
