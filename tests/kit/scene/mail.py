"""An invitation sent to Poul, and a mail that may be declined, with the links that stand in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans import actions as partnerships
from samspil.spine import gatherings, invitations, outbox
from samspil.spine.models import Invitation, Message
from tests.kit.scene import JOB


def add(scene: Any) -> None:
    """Add the records that mail.toml names."""
    activity = partnerships.plan(
        by=JOB, partnership=Partnership.objects.get(circle=scene.sammen), title="Et møde med tid"
    )
    gathering = activity.gathering
    starts = timezone.now() + dt.timedelta(days=30)

    gatherings.move(by=JOB, gathering=gathering, starts_at=starts, ends_at=starts + dt.timedelta(hours=1))
    invitation = gatherings.invite(by=JOB, gathering=gathering, person=scene.people["poul"])
    invitations.send(by=JOB, gathering=gathering, title="Møde")
    scene.put("invited poul", Invitation.objects.get(pk=invitation.pk).pk)
    body = Message.objects.get(node=gathering.node).body
    link = next(line for line in body.splitlines() if line.startswith("Svar her"))
    scene.put("invitation_link given", link.partition("#")[2])
    scene.put("invitation_link unknown", "AAAA-BBBB-CCCC")
    made = outbox.offer(topic="reminder", subject="Husk", body="Husk at svare.", address="poul@example.org")
    assert made is not None
    signed = outbox.decline_link(made).rstrip("/").rpartition("/")[2]
    scene.put("decline given", signed)
    scene.put("decline forged", signed[:-2])
