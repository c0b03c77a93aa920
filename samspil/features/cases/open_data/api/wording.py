"""How OParl 1.1 writes its values (2.4): moments, what is left out, the keys of seats, and the terms of an authority."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from samspil.features.cases.open_data import rules
from samspil.spine.models import Organisation, Role

VERSION = "https://schema.oparl.org/1.1/"
Json = dict[str, Any]


def moment(at: dt.datetime) -> str:
    """Write a moment as OParl wants it (2.4): Danish time, whole seconds, with its offset."""
    return timezone.localtime(at).replace(microsecond=0).isoformat()


def filled(values: Json) -> Json:
    """Leave out what there is nothing to say of (2.4): no null, no empty text, no empty list."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def seat_key(seat: Role) -> str:
    """Return the address of a seat: whose, where, from when. A role's own number is nobody's business."""
    return f"{seat.person_id}/{seat.circle_id}/{seat.from_on.isoformat()}"


def terms_of(organisation: Organisation, days: tuple[dt.date | None, dt.date | None]) -> list[tuple[dt.date, dt.date]]:
    """Return the electoral terms in which an authority's public meetings fall, else the one it came here in."""
    first, last = days
    came = timezone.localdate(organisation.created_at)
    return rules.terms(first or came, last or first or came)
