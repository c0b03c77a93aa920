"""A meeting whose record is being written: who was there, who stood aside, votes, dissent, a decision that was stopped."""

from __future__ import annotations

from typing import Any

from samspil.features.cases import actions as cases
from samspil.features.cases.models import ImportedSource, Meeting, SourceRemainder
from samspil.spine.models import Invitation
from tests.kit.scene import JOB

AHEAD = 2126  # no meeting of that year has been held


def add(scene: Any) -> None:
    """Poul and an invented Inger are there; one statement is bare, one has its record, one is stayed."""
    meeting = scene._meeting("record", 12)
    items = {
        name: cases.add_item(by=JOB, meeting=meeting, title=f"Et punkt: {name}", clauses=["der drikkes saft"])
        for name in ("bare", "told", "stayed")
    }
    cases.call_meeting(by=JOB, meeting=meeting)
    for each in (scene._meeting("called", 13), scene._meeting("ahead", 14, year=AHEAD)):
        cases.call_meeting(by=JOB, meeting=each)

    inger = cases.note_attendance(by=JOB, meeting=meeting, name="Inger Opdigtet", presence="present")
    cases.all_present(by=JOB, meeting=meeting)
    cases.publish_agenda(by=JOB, meeting=meeting)
    cases.begin_minutes(by=JOB, meeting=meeting)
    poul = Invitation.objects.get(gathering=meeting.pk, person=scene.people["poul"])
    scene.put("seat poul", meeting.pk, poul.pk)
    scene.put("invitation poul", poul.pk)
    kept = Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    made = {}
    for name, item in items.items():
        item.meeting = kept
        scene.put(f"recorded {name}", item.pk)
        made[name] = cases.add_statement(by=JOB, item=item, printed=f"Godkendt: {name}.", outcomes=["APPROVED"])
        scene.put(f"said {name}", made[name].pk)

    scene.put("recusal told", cases.recuse(by=JOB, item=items["told"], invitation=inger).pk)
    cases.record_votes(by=JOB, statement=made["told"], counts={"for": 1})
    scene.put(
        "dissent told",
        cases.add_dissent(by=JOB, statement=made["told"], invitation=poul, kind="dissent", words="Nej tak.").pk,
    )
    cases.claim_stay(by=JOB, statement=made["stayed"], invitation=poul)
    source = ImportedSource.objects.create(key="a" * 64, meeting=meeting, sha256="b" * 64)
    SourceRemainder.objects.create(source=source, unplaced="Ord uden plads.", furniture=[["page", "Side 1"]])
    published = scene.records["meeting published"][0]
    scene.put("minutes first", published, 1)
    scene.put("minutes missing", published, 9)
    scene.put("minutes draft", meeting.pk, 1)
