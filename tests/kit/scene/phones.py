"""Phones that take voices in without network: one that may hand in, one stopped, a voice that waits for a person and one on its way."""

from __future__ import annotations

import json
import os
from typing import Any

from samspil.features.voices import rules
from samspil.features.voices.actions import deposits
from samspil.features.voices.models import Deposit, Phone
from samspil.features.voices.queries import deposits as queries
from samspil.spine import people
from tests.kit import sealing


def add(scene: Any) -> None:
    """Add the records that voices.toml names."""
    for state in ("ready", "stopped"):
        scene.put(f"phone {state}", _phone(scene).pk)
    deposits.stop(
        by=people.actor_for(scene.people["bob"]), phone=Phone.objects.get(pk=scene.records["phone stopped"][0])
    )
    scene.put("deposit held", _sent(_phone(scene), method="unknown").pk)
    scene.put("deposit arriving", _sent(_phone(scene), photos=[os.urandom(sealing.PIECE)]).pk)


def _phone(scene: Any) -> Phone:
    opening = deposits.Readiness(
        label="Bobs telefon",
        organisation=scene.sammen.organisation,
        within=scene.sammen,
        follows_up=scene.people["alice"],
    )
    return deposits.ready(by=people.actor_for(scene.people["bob"]), opening=opening)[0]


def _sent(phone: Phone, **said: Any) -> Deposit:
    """Send the first piece of a voice: all of one that has only one."""
    voice = sealing.on_phone(phone.pk, queries.sealing_key(), **said)
    by = people.actor_for(phone.person)
    notice = rules.deposits.read_notice(json.dumps(voice.notice()).encode())
    made = deposits.announce(by=by, phone=phone, notice=notice)
    return deposits.put_piece(by=by, deposit=made, number=0, content=voice.pieces[0])
