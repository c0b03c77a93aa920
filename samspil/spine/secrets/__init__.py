"""Secrets: what is sealed per data subject, keyed hashes for look-up, and keys kept outside the database.

Sealed bytes: version (1), id of the subject's key (8), nonce (12), AES-256-GCM ciphertext with its tag (16).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from samspil.paper.refusal import Refused, demanded
from samspil.spine import lines
from samspil.spine.models import Erasure, Subject
from samspil.spine.secrets import store

SEALED_HERE = "sealed:1:"
VERSION = b"\x01"
_HEAD = len(VERSION) + store.SUBJECT_KEY_ID_BYTES


def keyed_hash(purpose: str, value: str) -> tuple[str, str]:
    """Return (key id, hexadecimal HMAC-SHA256) of a value for one purpose, under the current key."""
    key = store.opened().current(store.LOOKUP)
    return key.id, _hash(key, purpose, value)


def keyed_hashes(purpose: str, value: str) -> list[str]:
    """Return the value's hash under every key still held, the current one first."""
    keys = [key for key in store.opened().ring().values() if key.use == store.LOOKUP]
    return [_hash(key, purpose, value) for key in sorted(keys, key=lambda key: not key.is_current)]


def hashes_by_key(purpose: str, value: str) -> dict[str, str]:
    """Return the value's hash under every key still held, by the key's id."""
    return {key.id: _hash(key, purpose, value) for key in store.opened().ring().values() if key.use == store.LOOKUP}


def seal_here(words: str, *, use: str) -> str:
    """Seal words that belong to no data subject, for one use, with a key of the installation; as text that a column takes.

    They open as long as the key is held: a row that keeps them names it in `key_id`, as one that keeps a hash does.
    """
    key, nonce = store.opened().current(store.LOOKUP), os.urandom(store.NONCE_BYTES)
    sealed = _cipher(key, use).encrypt(nonce, words.encode(), key.id.encode())
    return f"{SEALED_HERE}{key.id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal_here(kept: str, *, use: str) -> str:
    """Open what `seal_here` sealed; other words are given as they stand. Refused when the key is gone or the words are changed."""
    if not kept.startswith(SEALED_HERE):
        return kept

    key_id, _, content = kept.removeprefix(SEALED_HERE).partition(":")
    key, raw = store.opened().ring().get(key_id), base64.b64decode(content)
    try:
        if key is None:
            raise InvalidTag
        nonce, sealed = raw[: store.NONCE_BYTES], raw[store.NONCE_BYTES :]
        return _cipher(key, use).decrypt(nonce, sealed, key_id.encode()).decode()
    except InvalidTag:
        raise Refused(
            f"Ordene er forseglet med nøglen {key_id} og kan ikke åbnes. Bed driften om at gendanne nøglemappen."
        ) from None


def journal_key() -> tuple[str, bytes]:
    """Return (id, key) of the key that the journal's new rows are chained with."""
    key = store.opened().current(store.JOURNAL)
    return key.id, key.secret


def journal_keys() -> dict[str, bytes]:
    """Return every key by which journal rows can be verified, by its id. Older ones make no new rows."""
    return {key.id: key.secret for key in store.opened().ring().values() if key.use == store.JOURNAL}


def new_subject() -> Subject:
    """Make a data subject with a key of its own in the key store.

    The key comes first and is durable: a crash in between leaves a key without a subject, never a subject without a key.
    """
    subject = Subject(pk=uuid4())
    store.opened().add_subject(subject.pk)
    subject.save(force_insert=True)
    return subject


def seal(subject: Subject, words: str, *, bound_to: str) -> bytes:
    """Seal words for a subject, bound to where they stand (`bound_to`, such as a row's id)."""
    return seal_bytes(subject, words.encode(), bound_to=bound_to)


def unseal(subject: Subject, sealed: bytes, *, bound_to: str) -> str:
    """Open sealed words. Refused when the subject is erased, or the words stand elsewhere than sealed."""
    return unseal_bytes(subject, sealed, bound_to=bound_to).decode()


def seal_bytes(subject: Subject, content: bytes, *, bound_to: str) -> bytes:
    """Seal bytes for a subject, bound to where they stand."""
    key = _key_of(subject)
    head, nonce = VERSION + key.id, os.urandom(store.NONCE_BYTES)
    return head + nonce + AESGCM(key.secret).encrypt(nonce, content, _place(head, subject, bound_to))


def unseal_bytes(subject: Subject, sealed: bytes, *, bound_to: str) -> bytes:
    """Open sealed bytes. Refused as `unseal` is."""
    key = _key_of(subject)
    content = bytes(sealed)
    head, nonce = content[:_HEAD], content[_HEAD : _HEAD + store.NONCE_BYTES]
    try:
        if head != VERSION + key.id or len(nonce) != store.NONCE_BYTES:
            raise InvalidTag
        return AESGCM(key.secret).decrypt(nonce, content[_HEAD + store.NONCE_BYTES :], _place(head, subject, bound_to))
    except InvalidTag:
        raise Refused(
            "Oplysningerne kan ikke åbnes: de er ændret eller flyttet, siden de blev forseglet. "
            "Bed driften om at hente dem fra sikkerhedskopien."
        ) from None


def erase(subject: Subject, *, reason: str, kind: str = "", details: Mapping[str, Any] | None = None) -> None:
    """Destroy a subject's key and list the erasure, so that nothing sealed for it opens again.

    The erasure stands with the deed it is part of; when that has committed, it is listed outside the database and the key
    is destroyed. What a crash leaves undone in between, `apply_erasures` does. Refused without a reason. Features go by
    `erasure.erase`, which also takes away what is not sealed.
    """
    demanded(reason, "Skriv, hvorfor oplysningerne slettes.", field="reason")
    erasure, _ = Erasure.objects.get_or_create(
        subject_id=subject.pk,
        defaults={"reason": reason.strip()[:200], "kind": kind, "details": dict(details or {})},
    )
    transaction.on_commit(lambda: _destroy(erasure))


@dataclass(frozen=True)
class Applied:
    """What `apply_erasures` had to do: keys destroyed, rows written in the database, lines written outside it."""

    keys: int
    rows: int
    listed: int


def apply_erasures() -> Applied:
    """Destroy again the key of everything that is erased, wherever that is known from: the database or the list outside it.

    Part of `erasure.again`, which also takes away what is not sealed. Doing it twice changes nothing.
    """
    listed = {UUID(line["subject"]) for line in _listed()}
    missing = unknown_erasures()
    Erasure.objects.bulk_create(missing, ignore_conflicts=True)
    known = {each.subject_id: each for each in Erasure.objects.all()}
    added = sum(_list_erasure(each) for key, each in known.items() if key not in listed)
    keys = store.opened()
    destroyed = sum(keys.destroy_subject(key) for key in (listed | known.keys()) & keys.subjects())
    return Applied(destroyed, len(missing), added)


def unknown_erasures() -> list[Erasure]:
    """Return the erasures that stand in the list outside the database and not in it, as after a restore; unsaved."""
    known = set(Erasure.objects.values_list("subject_id", flat=True))
    return [
        Erasure(
            subject_id=UUID(line["subject"]),
            at=dt.datetime.fromisoformat(line["at"]),
            reason=str(line["reason"]),
            kind=str(line.get("kind", "")),
            details=dict(line.get("details", {})),
        )
        for line in _listed()
        if UUID(line["subject"]) not in known
    ]


def _destroy(erased: Erasure) -> None:
    # The list may lie on a disk that is away; the key goes all the same.
    try:
        _list_erasure(erased)
    finally:
        store.opened().destroy_subject(erased.subject_id)


def _erasure_list() -> Path:
    # Beside the anchors: a place that is restored neither with the database nor with the keys.
    return Path(settings.SAMSPIL_ANCHORS) / "erasures.jsonl"


def _listed() -> Iterator[dict[str, Any]]:
    return (line for line in lines.read(_erasure_list()) if line is not None)


def _list_erasure(erased: Erasure) -> bool:
    subject = str(erased.subject_id)

    def line() -> dict[str, Any] | None:
        if any(each["subject"] == subject for each in _listed()):
            return None
        return {
            "subject": subject,
            "at": erased.at.isoformat(),
            "reason": erased.reason,
            "kind": erased.kind,
            "details": erased.details,
        }

    return lines.append(_erasure_list(), line)


def _key_of(subject: Subject) -> store.SubjectKey:
    key = store.opened().subject(subject.pk)
    if key is not None:
        return key
    # Erased on purpose, or lost: only the second is anybody's to mend.
    if Erasure.objects.filter(pk=subject.pk).exists():
        raise Refused("Oplysningerne er slettet og kan ikke læses mere.")
    raise Refused(
        f"Nøglen til oplysningerne mangler i {settings.SAMSPIL_KEYS}. Bed driften om at gendanne nøglemappen."
    )


def _place(head: bytes, subject: Subject, bound_to: str) -> bytes:
    return head + subject.pk.bytes + bound_to.encode()


def _cipher(key: store.RingKey, use: str) -> AESGCM:
    derived = HKDF(SHA256(), store.KEY_BYTES, salt=key.id.encode(), info=f"seal/{use}".encode())
    return AESGCM(derived.derive(key.secret))


def _hash(key: store.RingKey, purpose: str, value: str) -> str:
    derived = HKDF(SHA256(), store.KEY_BYTES, salt=key.id.encode(), info=f"lookup/{purpose}".encode())
    return hmac.new(derived.derive(key.secret), value.encode(), hashlib.sha256).hexdigest()
