"""Every deed that can be undone: for ten minutes from the deed, by whoever may still do it, and offered once."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from samspil.features.cases.agenda.actions import approval
from samspil.features.cases.communication import actions as communication
from samspil.features.cases.communication.models import CommunicationApproval
from samspil.features.cases.editing.actions import items
from samspil.features.cases.minutes import actions as minutes
from samspil.features.cases.minutes.models import MinutesApproval
from samspil.features.cases.records.models import AgendaItem, Body, DecisionStatement, Meeting
from samspil.features.cases.records.queries import rows
from samspil.features.funds import actions as funds
from samspil.features.funds.models import Effort, Movement
from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.charter.models import (
    Acknowledgement,
    Mandate,
    Milestone,
    RegisterEntry,
    SharedPost,
)
from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.civic.models import VolunteerHours
from samspil.features.partnerships.day.models import DayNote, Photo
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.versions.models import PlanApproval
from samspil.features.trials.models import Reach, Round
from samspil.paper.refusal import Refused
from samspil.spine import duties, gatherings, people, undoing
from samspil.spine.actors import Actor
from samspil.spine.models import Duty, Invitation, Node, Person, StoredFile
from tests.features.cases.conftest import closed_meeting
from tests.features.cases.test_proposals import proposal
from tests.features.partnerships.test_expected import TOLD
from tests.kit import given
from tests.kit.cast import Cast
from tests.kit.clients import Browse
from tests.web.test_undo import WORD

OURS = object()
LONG_AGO = dt.timedelta(days=3)
JUST_TOO_LATE = dt.timedelta(minutes=11)


@dataclass(frozen=True)
class Scene:
    """Who presses what, and the rows that stand while it is not undone."""

    who: Actor
    address: str
    stands: QuerySet[Any]
    sent: dict[str, object] = field(default_factory=dict)

    def press(self, client: Client) -> list[str]:
        answer = client.post(self.address, self.sent, follow=True)
        assert answer.status_code == 200
        return WORD.findall(answer.content.decode())


def plan(cast: Cast, _meeting: Meeting) -> Scene:
    ship = given.partnership(cast, visibility="public")
    given.activity(cast, ship)
    number = ship.versions.order_by("-number").values_list("number", flat=True)[0]
    sent = {"organisation": str(cast.municipality.pk), "number": number}
    return Scene(cast.alice, reverse("partnerships:approve_plan", args=[ship.pk]), PlanApproval.objects.all(), sent)


def card(cast: Cast, _meeting: Meeting) -> Scene:
    ship = given.partnership(cast, visibility="public")
    charter.write(by=cast.alice, partnership=ship, told=TOLD)
    return Scene(cast.alice, reverse("partnerships:acknowledge", args=[ship.pk]), Acknowledgement.objects.all())


def milestone(cast: Cast, _meeting: Meeting) -> Scene:
    made = charter.set_milestone(by=cast.alice, partnership=given.partnership(cast), title="Først")
    reached = Milestone.objects.filter(reached_on__isnull=False)
    return Scene(cast.alice, reverse("partnerships:reach_milestone", args=[made.pk]), reached, {"on": "02/04/2026"})


def minutes_approved(cast: Cast, meeting: Meeting) -> Scene:
    made = closed_meeting(cast, meeting)
    gatherings.invite(by=cast.secretary, gathering=meeting.gathering, person=cast.person(cast.politician))
    Invitation.objects.filter(gathering=meeting.pk).update(presence="present")
    minutes.publish_minutes(by=cast.secretary, meeting=rows.meeting(cast.secretary, made.meeting.pk))
    return Scene(cast.politician, reverse("cases:approve_minutes", args=[meeting.pk]), MinutesApproval.objects.all())


def joint_text(cast: Cast, meeting: Meeting) -> Scene:
    made = closed_meeting(cast, meeting)
    minutes.publish_minutes(by=cast.secretary, meeting=rows.meeting(cast.secretary, made.meeting.pk))
    about = DecisionStatement.objects.get(item=made.open_item).node
    joint = communication.begin_communication(
        by=cast.alice, about=about, title="Sammen", words="Vi prøver.", partners=[cast.elsewhere]
    )
    # Out in another version: whoever has left still reads it.
    Node.objects.filter(pk=joint.pk).update(visibility=Node.Visibility.PUBLIC)
    press = reverse("cases:approve_communication", args=[joint.pk, cast.municipality.pk, 1])
    return Scene(cast.alice, press, CommunicationApproval.objects.all())


def duty(cast: Cast, _meeting: Meeting) -> Scene:
    ship = given.partnership(cast, visibility="public")
    owed = duties.give(by=cast.alice, node=ship.node, title="Ring", purpose="call", owner=cast.municipality)
    sent = {"proof": "Ringet tirsdag til Karen"}
    return Scene(cast.bob, reverse("web:duty", args=[owed.pk]), Duty.objects.filter(done_at__isnull=False), sent)


def item_moved(cast: Cast, meeting: Meeting) -> Scene:
    for title in ("Første", "Andet"):
        items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title=title, clauses=["ja"]))
    first = AgendaItem.objects.get(node__title="Første")
    moved = AgendaItem.objects.filter(pk=first.pk).exclude(order=first.order)
    return Scene(cast.secretary, reverse("cases:down", args=[first.pk]), moved)


def approved(cast: Cast, meeting: Meeting) -> Scene:
    item = proposal(cast, meeting)
    approval.submit_item(by=cast.alice, item=item)
    stands = AgendaItem.objects.filter(pk=item.pk, approval="approved", is_on=True).exclude(number="")
    return Scene(cast.director, reverse("cases:approve", args=[item.pk]), stands)


def standing_added(_cast: Cast, meeting: Meeting) -> Scene:
    Body.objects.filter(pk=meeting.body_id).update(house="region_midtjylland")
    on = AgendaItem.objects.filter(meeting=meeting, is_on=True, standing="orientation")
    return Scene(_cast.secretary, reverse("cases:standing", args=[meeting.pk]), on)


def guests_written(cast: Cast, _meeting: Meeting) -> Scene:
    made = given.activity(cast, given.partnership(cast, visibility="public"))
    sent = {"others": "Nabo (opdigtet)"}
    return Scene(cast.alice, reverse("partnerships:guests", args=[made.pk]), Invitation.objects.all(), sent)


def listed(name: str, rows: type[Any], **sent: object) -> Callable[[Cast, Meeting], Scene]:
    """Return the scene of a line on one of a public partnership's lists."""

    def scene(cast: Cast, _meeting: Meeting) -> Scene:
        ship = given.partnership(cast, visibility="public")
        said = {key: str(cast.municipality.pk) if each is OURS else each for key, each in sent.items()}
        return Scene(cast.alice, reverse(f"partnerships:{name}", args=[ship.pk]), rows.objects.all(), said)

    return scene


def noted(cast: Cast, _meeting: Meeting) -> Scene:
    held = given.activity(cast, given.partnership(cast, visibility="public"), on=dt.date(2026, 3, 3), held=True)
    address = reverse("partnerships:note", args=[held.pk])
    return Scene(cast.alice, address, DayNote.objects.all(), {"words": "Kaffen kom først."})


def pictured(cast: Cast, meeting: Meeting) -> Scene:
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4)).save(drawn, "PNG")
    at = reverse("partnerships:photo", args=[noted(cast, meeting).address.split("/")[-3]])
    sent = {"caption": "Hallen.", "file": SimpleUploadedFile("hallen.png", drawn.getvalue(), "image/png")}
    return Scene(cast.alice, at, StoredFile.objects.filter(pk__in=Photo.objects.values("pk")), sent)


def hours_counted(cast: Cast, _meeting: Meeting) -> Scene:
    ship = given.partnership(cast, visibility="public")
    friends = parties.add_party(by=cast.alice, partnership=ship, name="Hallens Venner", kind="association")
    asked = civic.Task(title="Kør til lægen", authority=cast.municipality, adds="adds", today="Ingen kørsel")
    task = civic.give(by=cast.alice, partnership=ship, association=friends, task=asked)
    sent = {"on": "04/03/2026", "persons": "3", "hours": "6"}
    return Scene(cast.alice, reverse("partnerships:hours", args=[task.pk]), VolunteerHours.objects.all(), sent)


def amount_moved(cast: Cast, _meeting: Meeting) -> Scene:
    amount = given.appropriation(cast, given.decision(cast))
    sent = {"stage": "granted", "amount_ore": "4.800.000 kr.", "on": "01/07/2026", "why": "Rådets beslutning."}
    grants = given.decision(cast, "Budgettet", kind="decision")
    address = reverse("funds:move", args=[amount.pk])
    return Scene(cast.director, address, Movement.objects.all(), {**sent, "decision": str(grants.pk)})


def effort_moved(cast: Cast, _meeting: Meeting) -> Scene:
    plan = funds.EffortPlan(title="Kaffe", description="Hver torsdag.", begins_on=dt.date(2026, 3, 3))
    made = funds.start_effort(by=cast.director, decision=given.decision(cast), plan=plan)
    running = Effort.objects.filter(state="running")
    return Scene(cast.director, reverse("funds:effort", args=[made.pk]), running, {"state": "running"})


def round_planned(cast: Cast, _meeting: Meeting) -> Scene:
    trial = given.running_trial(cast, given.partnership(cast, visibility="public").node)
    sent = {"plan": "Kaffe igen.", "expected": "At seks kommer."}
    return Scene(cast.alice, reverse("trials:plan_round", args=[trial.pk]), Round.objects.all(), sent)


def reach_asked(cast: Cast, _meeting: Meeting) -> Scene:
    trial = given.running_trial(cast, given.partnership(cast, visibility="public").node)
    tried = {"state": "tried", "held_on": dt.date(2026, 7, 1), "act": "keep"}
    Round.objects.create(trial=trial, number=1, plan="Kaffe", expected="Seks", **tried)
    sent = {"asked_on": "01/08/2026", "who": "gæster på biblioteket", "asked": "12", "knew": "4"}
    return Scene(cast.alice, reverse("trials:reach", args=[trial.pk]), Reach.objects.all(), sent)


SCENES: dict[str, Callable[[Cast, Meeting], Scene]] = {
    "plan.approved": plan,
    "charter.acknowledged": card,
    "milestone.reached": milestone,
    "minutes.approved": minutes_approved,
    "joint_communication.approved": joint_text,
    "duty.done": duty,
    "case_item.shifted": item_moved,
    "case_item.approved": approved,
    "meeting.standing_added": standing_added,
    "activity.guests_asked": guests_written,
    "milestone.set": listed("new_milestone", Milestone, title="Kaffe i hallen"),
    "post.shared": listed("new_post", SharedPost, title="Sekretariatet", is_administration="on"),
    "mandate.given": listed("new_mandate", Mandate, organisation=OURS, subject="Kaffe", ground="sundhedsloven § 119"),
    "register.line_added": listed("new_entry", RegisterEntry, register="now", words="Kaffe", side="citizen"),
    "activity.noted": noted,
    "activity.pictured": pictured,
    "civic_task.hours_counted": hours_counted,
    "appropriation.moved": amount_moved,
    "effort.moved": effort_moved,
    "trial.round_planned": round_planned,
    "trial.reach_asked": reach_asked,
}
# What is a person's own alone, and read by nobody else: no policy is asked, and each press is a deed of its own.
OWN = {"news.read", "news.muted", "news.unmuted", "own.seen", "note.emptied"}
# A press that finds it done already: an item moved again is another move, a duty that is done has no such page, and a form
# that is sent again is another line or comes back with what is wrong.
ANEW = {
    "activity.pictured",
    "civic_task.hours_counted",
    "milestone.set",
    "post.shared",
    "mandate.given",
    "register.line_added",
    "trial.reach_asked",
}
REFUSED = {"appropriation.moved", "effort.moved", "trial.round_planned"}
REPEATED = SCENES.keys() - {"case_item.shifted", "duty.done"} - ANEW - REFUSED


def undo(client: Client, word: str) -> None:
    client.post(reverse("web:undo"), {"word": word})


def signed_anew(by: Actor, word: str) -> str:
    """Sign a word again, as a press that found it done used to."""
    said = signing.loads(word, salt=undoing.SALT)
    return undoing.way_back(by, said["what"], said["key"], **said["told"])


def test_every_deed_that_can_be_undone_has_its_scene() -> None:
    assert set(undoing.words()) == {*SCENES, *OWN}


@pytest.mark.parametrize("what", SCENES)
def test_it_is_undone_within_ten_minutes(cast: Cast, meeting: Meeting, browse: Browse, what: str) -> None:
    scene = SCENES[what](cast, meeting)
    client = browse(scene.who)
    (word,) = scene.press(client)
    assert scene.stands.exists()
    undo(client, word)
    assert not scene.stands.exists()


@pytest.mark.parametrize("what", sorted(SCENES.keys() - {"case_item.shifted"}))
@pytest.mark.parametrize("later", [JUST_TOO_LATE, LONG_AGO], ids=["minutes", "days"])
def test_no_word_signed_later_undoes_it(
    cast: Cast, meeting: Meeting, browse: Browse, what: str, later: dt.timedelta
) -> None:
    scene = SCENES[what](cast, meeting)
    (word,) = scene.press(browse(scene.who))
    with time_machine.travel(timezone.now() + later, tick=False), pytest.raises(Refused, match="ti minutter"):
        undoing.undo(by=scene.who, word=signed_anew(scene.who, word))
    assert scene.stands.exists()


@pytest.mark.parametrize("what", sorted(REPEATED))
@pytest.mark.parametrize("later", [dt.timedelta(minutes=1), LONG_AGO], ids=["at once", "days"])
def test_a_press_that_finds_it_done_offers_no_undo(
    cast: Cast, meeting: Meeting, browse: Browse, what: str, later: dt.timedelta
) -> None:
    scene = SCENES[what](cast, meeting)
    assert len(scene.press(browse(scene.who))) == 1
    with time_machine.travel(timezone.now() + later, tick=False):
        assert scene.press(browse(scene.who)) == []
    assert scene.stands.count() == 1


@pytest.mark.parametrize("what", SCENES)
def test_whoever_has_lost_the_role_undoes_nothing(cast: Cast, meeting: Meeting, browse: Browse, what: str) -> None:
    scene = SCENES[what](cast, meeting)
    client = browse(scene.who)
    (word,) = scene.press(client)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for role in Person.objects.get(pk=scene.who.person_id).roles.all():
        people.end_role(by=people.job("test"), role=role, on=yesterday)
    undo(client, word)
    assert scene.stands.exists()


def test_a_milestone_given_another_day_has_the_former_one_back(cast: Cast, meeting: Meeting, browse: Browse) -> None:
    scene = milestone(cast, meeting)
    scene.press(browse(scene.who))
    with time_machine.travel(timezone.now() + LONG_AGO, tick=False):
        client = browse(scene.who)
        answer = client.post(scene.address, {"on": "09/04/2026"}, follow=True)
        undo(client, WORD.findall(answer.content.decode())[0])
    assert Milestone.objects.get().reached_on == dt.date(2026, 4, 2)
