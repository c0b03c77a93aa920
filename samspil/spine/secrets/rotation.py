"""Changing keys: a new master, everything wrapped anew in batches, and the old key destroyed when nothing needs it.

Killed anywhere, it is begun again with the same words and ends the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, QuerySet

from samspil.paper.refusal import Refused
from samspil.spine.models import Erasure, Subject
from samspil.spine.secrets import store

BATCH = 500  # keys wrapped anew in one transaction: a kill costs at most one such batch again


@dataclass(frozen=True)
class Rotated:
    """What a rotation did: the master key now current, how many keys it wrapped anew, and whether it finished an older one."""

    master: str
    rewrapped: int
    resumed: bool


def rotate(*, batch: int = BATCH) -> Rotated:
    """Change master key and the keys of journal and look-ups, and wrap every key anew.

    An unfinished rotation is finished instead of a new one being begun. What was made with the older keys still verifies,
    is still found and still opens.
    """
    keys = store.opened()

    with store.alone(keys.folder):
        resumed = is_unfinished(keys)
        if not resumed:
            keys.change_master(store.make_master(keys.folder))
        total = 0
        # In portions, so that those who seal and open meanwhile wait only for one.
        while done := keys.rewrap(batch):
            total += done
        return Rotated(keys.current_master(), total, resumed)


def is_unfinished(keys: store.KeyStore) -> bool:
    """Tell whether some key is still wrapped by an older master."""
    current = keys.current_master()
    return any(count for master, count in keys.masters().items() if master != current)


@dataclass(frozen=True)
class Retired:
    """Which keys were destroyed, and which of the installation's older keys are still needed."""

    masters: tuple[str, ...]
    ring: tuple[str, ...]
    needed: tuple[str, ...]


def retire() -> Retired:
    """Destroy the older master keys, and the older hash keys that no row carries any more.

    Refused while a rotation is unfinished. The journal's older keys stay as long as the journal has rows of theirs.
    """
    keys = store.opened()

    with store.alone(keys.folder):
        if is_unfinished(keys):
            raise Refused("Nøgleskiftet er ikke færdigt. Skriv først: samspil secrets rotate")
        current = keys.current_master()
        old = [master for master in keys.masters() if master != current]
        strays = keys.stray_masters()
        for master in (*old, *strays):
            keys.destroy_master(master)
        older = [key.id for key in keys.ring().values() if not key.is_current]
        unused = [key for key in older if not is_carried(key)]
        for key in unused:
            keys.destroy_ring(key)
        return Retired((*old, *strays), tuple(unused), tuple(key for key in older if key not in unused))


def is_carried(key_id: str) -> bool:
    """Tell whether some row of any table with a `key_id` needs the key. A pass that opens nothing does not."""
    return any(rows.filter(key_id=key_id).exists() for rows in _carriers())


@dataclass(frozen=True)
class Status:
    """How the key store stands. `without_key` are subjects that cannot be opened; `without_subject` keys of nobody known."""

    masters: dict[str, int]
    current: str
    ring: tuple[store.RingKey, ...]
    subjects: int
    without_key: int
    without_subject: int
    strays: tuple[str, ...]


def status() -> Status:
    """Compare the key store with the database. Erased subjects have no key and are not counted as lacking."""
    keys = store.opened()
    held = keys.subjects()
    known = set(Subject.objects.values_list("pk", flat=True))
    erased = set(Erasure.objects.values_list("pk", flat=True))

    return Status(
        masters=keys.masters(),
        current=keys.current_master(),
        ring=tuple(keys.ring().values()),
        subjects=len(held),
        without_key=len(known - held - erased),
        without_subject=len(held - known),
        strays=tuple(keys.stray_masters()),
    )


def _carriers() -> list[QuerySet[Model]]:
    rows: list[QuerySet[Model]] = []
    for model in apps.get_models():
        if any(field.name == "key_id" for field in model._meta.concrete_fields):
            # A table may say itself which of its rows still need their key.
            needing = getattr(model, "still_need_keys", model._default_manager.all)
            rows.append(needing())
    return rows
