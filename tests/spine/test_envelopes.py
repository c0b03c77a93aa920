"""What a phone has sealed opens at the server alone, where it belongs, and as long as its key is needed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from samspil.paper.refusal import Refused
from samspil.spine.secrets import envelopes, store
from tests.kit.sealing import sealed
from tests.kit.vault import Vault, vault

__all__ = ["vault"]
WORDS = "Bussen kører kun om formiddagen.".encode()


def test_what_is_sealed_elsewhere_by_the_book_opens_here(vault: Vault, db: None) -> None:
    key, place = envelopes.public_key(), uuid4()
    envelope = sealed(WORDS, key.id, key.point, place)
    assert envelopes.key_of(envelope) == key.id
    assert envelopes.unsealed(envelope, bound_to=place.bytes) == WORDS
    assert WORDS not in envelope


def test_no_changed_cut_or_moved_byte_opens(vault: Vault, db: None) -> None:
    key, place = envelopes.public_key(), uuid4()
    envelope = sealed(WORDS, key.id, key.point, place)
    for at in range(len(envelope)):
        changed = bytearray(envelope)
        changed[at] ^= 1
        with pytest.raises(Refused):
            envelopes.unsealed(bytes(changed), bound_to=place.bytes)
        with pytest.raises(Refused):
            envelopes.unsealed(envelope[:at], bound_to=place.bytes)
    with pytest.raises(Refused, match="blandet sammen"):
        envelopes.unsealed(envelope, bound_to=uuid4().bytes)


def test_a_point_on_no_curve_and_the_point_at_infinity_are_refused(vault: Vault, db: None) -> None:
    key, place = envelopes.public_key(), uuid4()
    envelope = sealed(WORDS, key.id, key.point, place)
    for point in (b"\x04" + b"\x01" * 64, b"\x00" * 65, b"\x02" + b"\x01" * 64):
        with pytest.raises(Refused):
            envelopes.unsealed(envelope[:17] + point + envelope[82:], bound_to=place.bytes)


def test_an_envelope_sealed_to_a_key_of_another_use_is_refused(vault: Vault, db: None) -> None:
    key, place = envelopes.public_key(), uuid4()
    other = store.opened().current(store.LOOKUP).id
    with pytest.raises(Refused, match="ikke findes her"):
        envelopes.unsealed(sealed(WORDS, other, key.point, place), bound_to=place.bytes)


def test_a_store_from_before_there_were_phones_is_given_a_key(vault: Vault, db: None) -> None:
    keys = store.opened()
    keys.current(store.LOOKUP)
    with keys.writing() as connection:
        connection.execute("DELETE FROM ring WHERE use = ?", [store.DEPOSIT])
    first = envelopes.public_key()
    assert first == envelopes.public_key()
