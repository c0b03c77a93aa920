"""A phone of Bob's that hands in what it has sealed, as its page does it: notice, pieces, receipt."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from samspil.features.voices.actions import deposits
from samspil.features.voices.actions.deposits import Readiness
from samspil.features.voices.models import Phone
from samspil.features.voices.queries import deposits as queries
from samspil.spine.people import Actor
from tests.kit import sealing
from tests.kit.cast import Cast
from tests.kit.sealing import OnPhone

AT = "/bidrag/uden-net/aflever/"


@dataclass
class Handing:
    """A phone that was made ready, and what it sends."""

    row: Phone
    token: str
    client: Client = field(default_factory=Client)

    def seal(self, **said: Any) -> OnPhone:
        return sealing.on_phone(self.row.pk, queries.sealing_key(), **said)

    def post(self, at: str, body: bytes, *, token: str | None = None) -> Any:
        header = f"Deposit {self.token if token is None else token}"
        return self.client.post(
            AT + at, body, content_type="application/octet-stream", headers={"authorization": header}
        )

    def announce(self, voice: OnPhone, **changed: Any) -> Any:
        return self.post("", json.dumps(voice.notice(**changed)).encode())

    def put(self, voice: OnPhone, number: int, content: bytes | None = None) -> Any:
        return self.post(f"{voice.key}/{number}/", voice.pieces[number] if content is None else content)

    def send(self, voice: OnPhone, order: Iterable[int] | None = None) -> dict[str, Any]:
        """Send a whole voice, and give the last receipt."""
        told = self.announce(voice).json()
        for number in order if order is not None else told["missing"]:
            told = self.put(voice, number).json()
        return told


def readied(cast: Cast, by: Actor, *, within: bool = True, label: str = "Bobs telefon") -> Handing:
    opening = Readiness(
        label=label,
        organisation=cast.municipality,
        follows_up=cast.person(cast.alice),
        within=cast.partnership if within else None,
    )
    return Handing(*deposits.ready(by=by, opening=opening))
