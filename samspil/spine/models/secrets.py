"""Data subjects whose words or numbers are sealed, and the list of those whose keys are destroyed.

The wrapped keys themselves live in the key store, outside the database and its backups.
"""

from __future__ import annotations

import uuid

from django.db import models


class Subject(models.Model):
    """One data subject, named elsewhere or nowhere. What is sealed for it opens only with its key in the key store."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)


class Erasure(models.Model):
    """That a subject's key was destroyed, and why; re-applied after every restore."""

    subject_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200)
