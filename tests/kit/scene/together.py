"""Who is in it, what an association has taken on, how the parties find each other, and a method's own words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.plans import actions as plans
from samspil.features.partnerships.relations import rules as relation_rules
from samspil.features.partnerships.relations.models import RelationAsked, RelationRound
from samspil.spine import gatherings, passes
from samspil.spine.models import Invitation, Organisation, Person
from tests.kit.scene import JOB, long_sent


def add(scene: Any) -> None:
    """Add the records that partnerships_together.toml names."""
    hallen = Organisation.objects.get(kind="association", partner_in=scene.sammen)
    region = Organisation.objects.get(kind="region", partner_in=scene.sammen)
    scene.put("organisation hallen", hallen.pk)
    scene.texts["today"] = timezone.localdate().strftime("%d/%m/%Y")
    public = Partnership.objects.get(circle=scene.sammen)
    inner = scene.inner("Et indre partnerskab med parter")
    many = scene.inner("Et indre partnerskab med fem")
    for partnership in (inner, many):
        partnership.circle.partners.set([scene.bakkeby, hallen, region])

    for name, partnership in (("public", public), ("inner", inner)):
        scene.put(f"party {name}", partnership.pk, hallen.pk)
        seat = parties.add_member(
            by=JOB,
            partnership=partnership,
            name="Frida (opdigtet)",
            role="member",
            organisation=hallen,
            email=f"frida-{name}@example.org",
        )
        scene.put(f"taker {name}", partnership.pk, seat.pk)
        scene.put(f"person frida {name}", seat.person_id)
        task = civic.give(
            by=JOB,
            partnership=partnership,
            association=hallen,
            task=civic.Task(title="Kaffe (opdigtet)", authority=scene.bakkeby, adds="adds", today="Åbent mandag"),
        )
        scene.put(f"civic {name}", task.pk)
        scene.put(f"method {name}", partnership.pk, "ethno_raid")
        scene.put(f"method_part {name}", partnership.pk, "ethno_raid", "guide")

    _guest(scene, public, seat.person)
    task = public.civic_tasks.get(pk=scene.records["civic public"][0])
    link = civic.link_for(by=JOB, task=task, person=seat.person)
    scene.put("civic_pass public", task.issued_id)
    scene.put("civic_link given", link.partition("#")[2])
    scene.put("civic_link unknown", "0000-0000-0000")
    scene.put("partnership many", many.pk)
    for number in (1, 2):
        parties.add_member(
            by=JOB, partnership=many, name=f"Nr. {number} (opdigtet)", role="member", organisation=hallen
        )

    _round(scene, public)


def _guest(scene: Any, public: Partnership, person: Person) -> None:
    """Somebody who is invited to what is still to come."""
    on = timezone.localdate() + dt.timedelta(days=30)
    made = plans.plan(by=JOB, partnership=public, title="Til gæster (opdigtet)", on=on, starts=dt.time(10))
    scene.put("guest planned", made.pk, gatherings.invite(by=JOB, gathering=made.gathering, person=person).pk)
    # Bob was sent his invitation some days ago, and has not answered.
    waited = plans.plan(by=JOB, partnership=public, title="Uden svar (opdigtet)", on=on, starts=dt.time(10))
    bob = scene.people["bob"]
    asked = gatherings.invite(by=JOB, gathering=waited.gathering, person=bob)
    Person.objects.filter(pk=bob.pk, email="").update(email="bob@example.org")
    Invitation.objects.filter(pk=asked.pk).update(sent_sequence=0)
    scene.put("activity unanswered", waited.pk)


def _round(scene: Any, public: Partnership) -> None:
    asking = RelationRound.objects.create(partnership=public, moment="before", opened_on=timezone.localdate())
    asked = RelationAsked.objects.create(round=asking, person=scene.people["bob"], organisation=scene.bakkeby)
    asked.issued, token = passes.issue(
        by=JOB, node=public.node, purpose=relation_rules.PASS_PURPOSE, lasts=dt.timedelta(days=2), person=asked.person
    )
    asked.save()
    long_sent(asked.issued)
    scene.put("measuring open", asking.pk)
    scene.put("relation_asked open", asked.pk)
    scene.put("relation_pass open", asked.issued.pk)
    scene.put("relation_link given", token)
    scene.put("relation_link unknown", "0000-0000-0000")
