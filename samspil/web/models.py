"""What a page keeps between two steps: an import that a person looks through before it is saved."""

from __future__ import annotations

import uuid

from django.db import models


class Staged(models.Model):
    """One payload held for one login session, and gone with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session_key = models.CharField("session", max_length=40, db_index=True)
    kind = models.CharField("slags", max_length=40)
    payload = models.JSONField("indhold")
    held_at = models.DateTimeField("holdt siden", auto_now_add=True, db_index=True)
