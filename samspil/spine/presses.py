"""One press is one deed: a form sent twice, by a double click or a line that broke, is carried out once and answered twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import journal
from samspil.spine.models import Press

# Long enough for an impatient hand and a slow line; afterwards the same words are meant anew.
REMEMBERED = dt.timedelta(minutes=10)


def once(key: str, deed: Callable[[], Any]) -> Any:
    """Do a deed for the press that a key stands for, and give what it gives; the same key again gives that once more.

    The key is written in the deed's own transaction: what is refused is not remembered, and of two at once the second
    waits for the first. A record is found again by its key; words that are shown only once (a link) are not, and then
    the second press is Refused with a sentence. Without a key the deed is simply done.
    """
    if not key:
        return deed()

    with journal.writing():
        # A key that comes back after it was forgotten is a new press.
        Press.objects.filter(key=key, at__lt=timezone.now() - REMEMBERED).delete()
        if not _is_first(key):
            return _found(Press.objects.get(key=key))
        result = deed()
        if isinstance(result, Model):
            Press.objects.filter(key=key).update(made=result._meta.label, made_key=str(result.pk))
        elif isinstance(result, str):
            Press.objects.filter(key=key).update(made="str")
        return result


def forget(on: dt.date | None = None) -> int:
    """Throw away what is no longer remembered, and give how many. The worker's daily work (`on`: its day)."""
    gone, _ = Press.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()
    return gone


def _is_first(key: str) -> bool:
    try:
        # A savepoint: on PostgreSQL the failed insert would spoil the deed. Of two at once the second waits here.
        with transaction.atomic():
            Press.objects.create(key=key)
    except IntegrityError:
        return False
    return True


def _found(press: Press) -> Any:
    if not press.made:
        return None
    made = None
    if press.made != "str":
        made = apps.get_model(press.made)._base_manager.filter(pk=press.made_key).first()
    if made is None:
        raise Refused("Det er allerede gjort: du trykkede to gange. Gå tilbage til siden, og se, hvad der står nu.")
    return made
