"""Envelopes: what a phone has sealed to the installation's public key, and which nobody but the server opens (decision 0025).

Bytes: version (1), id of the key (16), the sender's passing public key (65, P-256), nonce (12), AES-256-GCM ciphertext with its tag (16).
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from samspil.paper.refusal import Refused
from samspil.spine.secrets import store

VERSION = b"\x01"
INFO = b"samspil/deposit/1"
KEY_ID = slice(1, 17)
POINT = slice(17, 82)
NONCE = slice(82, 94)
_TAG_BYTES = 16
SHORTEST = NONCE.stop + _TAG_BYTES
# The order of P-256 (SP 800-186, 3.2.1.3).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# 128 bits more than the order, so that no scalar is likelier than another (FIPS 186-5, A.2.1).
_SCALAR_BYTES = 48


@dataclass(frozen=True)
class PublicKey:
    """What a phone seals to: the key's id, and its point (uncompressed, 65 bytes)."""

    id: str
    point: bytes


def public_key() -> PublicKey:
    """Return the key that what is new is sealed to."""
    key = store.opened().current(store.DEPOSIT)
    return PublicKey(key.id, _point(_private(key).public_key()))


def opens(key_id: str) -> bool:
    """Tell whether what is sealed to a key can still be opened here."""
    return _held(key_id) is not None


def key_of(envelope: bytes) -> str:
    """Return the id of the key that an envelope names. Refused for what is no envelope."""
    if len(envelope) < SHORTEST or envelope[:1] != VERSION:
        raise Refused("Det er ikke et forseglet bidrag. Vælg den fil, telefonen gemte.")
    return envelope[KEY_ID].decode("ascii", "replace")


def unsealed(envelope: bytes, *, bound_to: bytes) -> bytes:
    """Open an envelope that was sealed for one place (`bound_to`). Refused when its key is gone, and when a byte has changed."""
    key_id = key_of(envelope)
    key = _held(key_id)
    if key is None:
        raise Refused(
            f"Bidraget er forseglet med nøglen {key_id}, som ikke findes her mere. Bed driften om at gendanne nøglemappen."
        )

    point, head = envelope[POINT], envelope[: POINT.stop]
    private = _private(key)
    try:
        # A point that lies on no curve is refused by the library before anything is done with it.
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = private.exchange(ec.ECDH(), theirs)
        salt = point + _point(private.public_key())
        derived = HKDF(SHA256(), store.KEY_BYTES, salt=salt, info=INFO + bound_to).derive(shared)
        return AESGCM(derived).decrypt(envelope[NONCE], envelope[NONCE.stop :], head + bound_to)
    except (InvalidTag, ValueError):
        raise Refused("Bidraget kan ikke åbnes: det er ændret eller blandet sammen med et andet på vejen.") from None


def _held(key_id: str) -> store.RingKey | None:
    key = store.opened().ring().get(key_id)
    return key if key is not None and key.use == store.DEPOSIT else None


def _private(key: store.RingKey) -> ec.EllipticCurvePrivateKey:
    drawn = HKDF(SHA256(), _SCALAR_BYTES, salt=key.id.encode(), info=INFO + b"/p256").derive(key.secret)
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, ec.SECP256R1())


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
