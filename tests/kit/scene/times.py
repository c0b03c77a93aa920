"""Askings for meeting times: one open, one with its time chosen, one in a partnership that only its own see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans import actions as partnerships
from samspil.features.partnerships.times import actions as times
from samspil.features.partnerships.times.actions import Wanted
from samspil.features.partnerships.times.models import TimeRequest
from samspil.features.partnerships.times.rules import Wish
from samspil.spine import gatherings, people
from samspil.spine.models import Message
from tests.kit.scene import JOB, long_sent

CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Opdigtet//Kalender//DA\r
BEGIN:VEVENT\r
UID:1@example.org\r
DTSTAMP:20260101T000000Z\r
DTSTART:20260601T080000Z\r
DTEND:20260601T090000Z\r
END:VEVENT\r
END:VCALENDAR\r
"""


def add(scene: Any) -> None:
    """Add the records that times.toml names."""
    public = Partnership.objects.get(circle=scene.sammen)
    later = timezone.localdate() + dt.timedelta(days=30)
    scene.texts["day later"] = later.strftime("%d/%m/%Y")
    asking = _ask(scene, public, later)

    scene.put("asking open", asking.pk)
    asked = asking.asked.get()
    long_sent(asked.issued)
    scene.put("asked open", asked.pk)
    scene.put("times_pass open", asked.issued_id)
    scene.put("activity sought", asking.sought.get().activity_id)
    scene.texts["moment later"] = f"{later.isoformat()}T16:00"
    scene.files["file calendar"] = ("kalender.ics", CALENDAR)
    body = Message.objects.get(node=asking.node).body
    line = next(each for each in body.splitlines() if "/t/" in each)
    scene.put("times_link given", line.partition("#")[2])
    scene.put("times_link unknown", "AAAA-BBBB-CCCC")
    chosen = _ask(scene, public, later)
    at = {str(chosen.sought.get().activity_id): dt.datetime.combine(later, dt.time(16))}
    times.choose(by=JOB, request=chosen, times=at)
    scene.put("asking chosen", chosen.pk)
    of_chosen = chosen.asked.get()
    scene.put("asked chosen", of_chosen.pk)
    scene.put("times_pass chosen", of_chosen.issued_id)
    scene.put("asking inner", _ask(scene, Partnership.objects.get(pk=scene.records["partnership inner"][0]), later).pk)
    timed = partnerships.plan(
        by=JOB, partnership=public, title="Med tid", on=later, starts=dt.time(10), ends=dt.time(11)
    )
    gatherings.invite(by=JOB, gathering=timed.gathering, person=scene.people["bob"])
    scene.put("activity timed", timed.pk)


def _ask(scene: Any, partnership: Partnership, on: dt.date) -> TimeRequest:
    planned = partnerships.plan(by=JOB, partnership=partnership, title="Skal have en tid")
    bob = scene.people["bob"]

    return times.ask(
        by=people.actor_for(scene.people["alice"]),
        partnership=partnership,
        activities=[planned],
        wanted=[Wanted(person_id=bob.pk, organisation_id=scene.bakkeby.pk)],
        wish=Wish(
            first=on,
            last=on,
            parts=["late"],
            weekdays=range(7),
            half_hours=4,
            is_closed_by_agreement=False,
        ),
    )
