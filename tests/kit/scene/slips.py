"""Pads of numbered slips that Bob has: one that is printed, one that is not, and a slip in each state."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from samspil.features.voices.actions import Given
from samspil.features.voices.models import Pad
from samspil.features.voices.slips import actions
from samspil.paper import qr
from samspil.spine import people


def add(scene: Any) -> None:
    """Add the records that voices.toml names."""
    alice, bob = (people.actor_for(scene.people[name]) for name in ("alice", "bob"))
    scene.texts["day"] = f"{timezone.localdate():%d/%m/%Y}"
    scene.put("pad blank", _pad(scene, alice).pk)
    pad = _pad(scene, alice)
    actions.print_pad(by=alice, pad=pad, address="samspil.example/kode/", draw=qr.svg)
    scene.put("pad printed", pad.pk)
    _first, typed, lost, out, *_rest = pad.slips.order_by("number")
    given = Given(pad.node.organisation, "Bussen er sen.", ["interpret"], "oral", danger="no")
    actions.type_in(by=bob, pad=pad, number=typed.number, given=given)
    actions.lose(by=bob, slip=lost)
    for state, slip in (("in", typed), ("lost", lost), ("out", out)):
        scene.put(f"slip {state}", slip.pk)


def _pad(scene: Any, by: people.Actor) -> Pad:
    return actions.hand_out(
        by=by,
        handing=actions.Handing(
            number=5,
            holder=scene.people["bob"],
            on=timezone.localdate(),
            organisation=scene.sammen.organisation,
            within=scene.sammen,
            phone="87 12 34 56",
        ),
    )
