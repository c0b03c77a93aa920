"""Data subjects whose words or numbers are sealed, and the list of those whose keys are destroyed.

The wrapped keys themselves live in the key store, outside the database and its backups.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Subject(models.Model):
    """One data subject, named elsewhere or nowhere. What is sealed for it opens only with its key in the key store."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)


class Erasure(models.Model):
    """That a subject's words are erased, and why: enough to do it again after every restore, and nothing personal.

    `details` holds ids and code words: the subject's own records and files, and whether a nameless step was left.
    """

    subject_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, blank=True)
    details = models.JSONField(default=dict)
