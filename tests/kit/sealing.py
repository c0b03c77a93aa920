"""A voice sealed as a phone seals it, written anew from decision 0025: the product has no hand in it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import os
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PIL import Image

PIECE = 256 * 2**10
YES = {"interpret": True, "quote": True, "role_label": False, "publish": False, "photo": True}


def sealed(plain: bytes, key_id: str, point: bytes, key: UUID) -> bytes:
    """Seal bytes for a public key and an id."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    mine = ec.generate_private_key(ec.SECP256R1())
    passing = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    derived = HKDF(SHA256(), 32, salt=passing + point, info=b"samspil/deposit/1" + key.bytes).derive(
        mine.exchange(ec.ECDH(), theirs)
    )
    nonce = os.urandom(12)
    head = b"\x01" + key_id.encode() + passing
    return head + nonce + AESGCM(derived).encrypt(nonce, plain, head + key.bytes)


def photo(colour: tuple[int, int, int], size: tuple[int, int] = (64, 48)) -> bytes:
    """Draw a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", quality=90)
    return out.getvalue()


@dataclass
class OnPhone:
    """One voice as it lies sealed on a phone: its id, what is sent of it, and the phone's clock."""

    envelope: bytes
    key: UUID
    sent_at: str
    pieces: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pieces = [self.envelope[at : at + PIECE] for at in range(0, len(self.envelope), PIECE)]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.envelope).hexdigest()

    def notice(self, **changed: Any) -> dict[str, Any]:
        told = {
            "id": str(self.key),
            "digest": self.digest,
            "size": len(self.envelope),
            "pieces": [hashlib.sha256(each).hexdigest() for each in self.pieces],
            "sent_at": self.sent_at,
        }
        return {**told, **changed}

    def entry(self) -> bytes:
        """Return the voice as it stands in a saved file."""
        notice = json.dumps(self.notice()).encode()
        return len(notice).to_bytes(4) + len(self.envelope).to_bytes(4) + notice + self.envelope


def facts(phone: UUID, saved_at: dt.datetime, **changed: Any) -> dict[str, Any]:
    """Return what a phone writes of a voice."""
    told: dict[str, Any] = {
        "form": 1,
        "phone": str(phone),
        "saved_at": saved_at.isoformat(),
        "words": "Bussen kører kun om formiddagen.",
        "method": "kitchen_table_talk",
        "place": "Egnen omkring Grenaa",
        "role_label": "borger",
        "through": "",
        "channel": "phone",
        "contact": "20 30 40 50",
        "consent": {"version": 1, "form": "oral", "answers": dict(YES)},
        "danger": "no",
        "considered": False,
    }
    return {**told, **changed}


def written(told: dict[str, Any], photos: list[bytes]) -> bytes:
    """Lay the facts and the photos behind each other as they are sealed."""
    listed = [{"size": len(each), "sha256": hashlib.sha256(each).hexdigest()} for each in photos]
    body = json.dumps({**told, "photos": listed}, ensure_ascii=False).encode()
    return len(body).to_bytes(4) + body + b"".join(photos)


def on_phone(
    phone: UUID,
    key: dict[str, str],
    *,
    photos: list[bytes] | None = None,
    saved_at: dt.datetime | None = None,
    sent_at: dt.datetime | None = None,
    plain: bytes | None = None,
    **changed: Any,
) -> OnPhone:
    """Seal a voice for the key that a phone was told of."""
    now = dt.datetime.now(dt.UTC)
    body = written(facts(phone, saved_at or now, **changed), photos or []) if plain is None else plain
    made = uuid4()
    envelope = sealed(body, key["id"], base64.b64decode(key["point"]), made)
    return OnPhone(envelope, made, (sent_at or now).isoformat())
