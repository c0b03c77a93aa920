"""Secrets: what is sealed per data subject, keyed hashes for look-up, and keys kept outside the database.

Sealed bytes: version (1), id of the subject's key (8), nonce (12), AES-256-GCM ciphertext with its tag (16).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import lines
from samspil.spine.models import Erasure, Subject
from samspil.spine.secrets import store

VERSION = b"\x01"
_HEAD = len(VERSION) + store.SUBJECT_KEY_ID_BYTES


def keyed_hash(purpose: str, value: str) -> tuple[str, str]:
    """This function will give (key id, hexadecimal HMAC-SHA256) of a value for one purpose, under the current key."""
    key = store.opened().current(store.LOOKUP)
    return key.id, _hash(key, purpose, value)


def keyed_hashes(purpose: str, value: str) -> list[str]:
    """This function will give the value's hash under every key still held, the current one first."""
    keys = [key for key in store.opened().ring().values() if key.use == store.LOOKUP]
    return [_hash(key, purpose, value) for key in sorted(keys, key=lambda key: not key.is_current)]


def journal_key() -> tuple[str, bytes]:
    """This function will give (id, key) of the key that the journal's new rows are chained with."""
    key = store.opened().current(store.JOURNAL)
    return key.id, key.secret


def journal_keys() -> dict[str, bytes]:
    """This function will give every key by which journal rows can be verified, by its id. Older ones make no new rows."""
    return {key.id: key.secret for key in store.opened().ring().values() if key.use == store.JOURNAL}


def new_subject() -> Subject:
    """This function will make a data subject with a key of its own in the key store.

    The key comes first and is durable: a crash in between leaves a key without a subject, never a subject without a key.
    """
    subject = Subject(pk=uuid4())
    store.opened().add_subject(subject.pk)
    subject.save(force_insert=True)
    return subject


def seal(subject: Subject, words: str, *, bound_to: str) -> bytes:
    """This function will seal words for a subject, bound to where they stand (`bound_to`, such as a row's id)."""
    return seal_bytes(subject, words.encode(), bound_to=bound_to)


def unseal(subject: Subject, sealed: bytes, *, bound_to: str) -> str:
    """This function will open sealed words. Refused when the subject is erased, or the words stand elsewhere than sealed."""
    return unseal_bytes(subject, sealed, bound_to=bound_to).decode()


def seal_bytes(subject: Subject, content: bytes, *, bound_to: str) -> bytes:
    """This function will seal bytes for a subject, bound to where they stand."""
    key = _key_of(subject)
    head, nonce = VERSION + key.id, os.urandom(store.NONCE_BYTES)
    return head + nonce + AESGCM(key.secret).encrypt(nonce, content, _place(head, subject, bound_to))


def unseal_bytes(subject: Subject, sealed: bytes, *, bound_to: str) -> bytes:
    """This function will open sealed bytes. Refused as `unseal` is."""
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


def erase(subject: Subject, *, reason: str) -> None:
    """This function will destroy a subject's key and list the erasure, so that nothing sealed for it opens again.

    The erasure stands with the deed it is part of; when that has committed, it is listed outside the database and the key
    is destroyed. What a crash leaves undone in between, `apply_erasures` does. Refused without a reason.
    """
    if not reason.strip():
        raise Refused("Skriv, hvorfor oplysningerne slettes.", field="reason")
    Erasure.objects.get_or_create(subject_id=subject.pk, defaults={"reason": reason.strip()[:200]})
    transaction.on_commit(lambda: _destroy(subject.pk, reason.strip()[:200]))


@dataclass(frozen=True)
class Applied:
    """What `apply_erasures` had to do: keys destroyed, rows written in the database, lines written outside it."""

    keys: int
    rows: int
    listed: int


def apply_erasures() -> Applied:
    """This function will make every erasure true again, wherever it is known from: the database or the list outside it.

    After a restore of database or keys, and every minute to finish what a crash cut short. Doing it twice changes nothing.
    """
    listed = {UUID(line["subject"]): str(line["reason"]) for line in _listed()}
    known = dict(Erasure.objects.values_list("subject_id", "reason"))
    missing = [Erasure(subject_id=key, reason=reason) for key, reason in listed.items() if key not in known]
    Erasure.objects.bulk_create(missing, ignore_conflicts=True)
    added = sum(_list_erasure(key, reason) for key, reason in known.items() if key not in listed)
    keys = store.opened()
    destroyed = sum(keys.destroy_subject(key) for key in (listed.keys() | known.keys()) & keys.subjects())
    return Applied(destroyed, len(missing), added)


def _destroy(subject: UUID, reason: str) -> None:
    try:
        _list_erasure(subject, reason)
    finally:
        store.opened().destroy_subject(subject)


def _erasure_list() -> Path:
    # Beside the anchors: a place that is restored neither with the database nor with the keys.
    return Path(settings.SAMSPIL_ANCHORS) / "erasures.jsonl"


def _listed() -> Iterator[dict[str, str]]:
    return (line for line in lines.read(_erasure_list()) if line is not None)


def _list_erasure(subject: UUID, reason: str) -> bool:
    def line() -> dict[str, str] | None:
        if any(each["subject"] == str(subject) for each in _listed()):
            return None
        return {"subject": str(subject), "at": timezone.now().isoformat(), "reason": reason}

    return lines.append(_erasure_list(), line)


def _key_of(subject: Subject) -> store.SubjectKey:
    key = store.opened().subject(subject.pk)
    if key is not None:
        return key
    if Erasure.objects.filter(pk=subject.pk).exists():
        raise Refused("Oplysningerne er slettet og kan ikke læses mere.")
    raise Refused(
        f"Nøglen til oplysningerne mangler i {settings.SAMSPIL_KEYS}. Bed driften om at gendanne nøglemappen."
    )


def _place(head: bytes, subject: Subject, bound_to: str) -> bytes:
    return head + subject.pk.bytes + bound_to.encode()


def _hash(key: store.RingKey, purpose: str, value: str) -> str:
    derived = HKDF(SHA256(), store.KEY_BYTES, salt=key.id.encode(), info=f"lookup/{purpose}".encode())
    return hmac.new(derived.derive(key.secret), value.encode(), hashlib.sha256).hexdigest()
