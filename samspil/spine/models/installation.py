"""What is true of the whole installation: whether its database was made as a demo, and how its worker fares."""

from __future__ import annotations

import uuid

from django.db import models


class DemoMark(models.Model):
    """That this database was made as a demo, on an empty one: everything in it may be deleted, and its passwords are public."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField("gjort til demo", auto_now_add=True)


class Round(models.Model):
    """One piece of the worker's work, by its name in the code: when it last went well, and when and how it last failed."""

    name = models.CharField(primary_key=True, max_length=80)
    done_at = models.DateTimeField("gik godt", null=True, blank=True)
    failed_at = models.DateTimeField("fejlede", null=True, blank=True)
    failure = models.CharField("fejlens slags", max_length=80, blank=True)
