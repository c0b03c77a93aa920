"""What somebody had typed when their login ended is held for them, sealed, until they have logged in again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from samspil.spine import secrets
from samspil.spine.models import Drawer, HeldForm

LASTS = dt.timedelta(days=1)
# Whoever is logged out again and again keeps the latest few.
MOST = 5

Values = dict[str, list[str]]


@transaction.atomic
def hold(person_id: UUID, path: str, values: Mapping[str, list[str]]) -> UUID:
    """Hold a form's values for a person, sealed, and give their key. Nobody's journal tells of it: nothing has been done."""
    drawer = Drawer.objects.select_for_update().filter(person=person_id).select_related("subject").first()
    if drawer is None:
        drawer = Drawer.objects.create(person_id=person_id, subject=secrets.new_subject())

    key = uuid4()
    words = json.dumps(values, ensure_ascii=False)
    sealed = secrets.seal(drawer.subject, words, bound_to=str(key))
    HeldForm.objects.create(pk=key, drawer=drawer, path=path[:500], sealed=sealed)

    # A drawer keeps few: these are words that nobody has decided to save.
    latest = list(drawer.forms.order_by("-held_at").values_list("pk", flat=True)[:MOST])
    drawer.forms.exclude(pk__in=latest).delete()
    return key


def held(person_id: UUID, key: UUID, path: str) -> Values | None:
    """Return what is held for a person under a key for a page; None when it is another's, another page's, or gone."""
    kept = (
        HeldForm.objects.filter(pk=key, drawer=person_id, path=path[:500], held_at__gt=timezone.now() - LASTS)
        .select_related("drawer__subject")
        .first()
    )
    if kept is None:
        return None
    values: Values = json.loads(secrets.unseal(kept.drawer.subject, bytes(kept.sealed), bound_to=str(kept.pk)))
    return values


def newest(person_id: UUID, path: str) -> tuple[UUID | None, Values]:
    """Return the key and the values of the latest that is held for a person under a path; no key when there is nothing."""
    latest = (
        HeldForm.objects.filter(drawer=person_id, path=path).order_by("-held_at").values_list("pk", flat=True).first()
    )
    values = None if latest is None else held(person_id, latest, path)
    return (None, {}) if values is None else (latest, values)


def drop(person_id: UUID, key: UUID) -> None:
    """Let go of what is held under a key."""
    HeldForm.objects.filter(pk=key, drawer=person_id).delete()


def sweep() -> None:
    """Let go of everything that has been held for a day."""
    HeldForm.objects.filter(held_at__lte=timezone.now() - LASTS).delete()
