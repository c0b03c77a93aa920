"""The access log: who read or searched personal data, where from, for what purpose. Apart from the journal."""

from __future__ import annotations

from django.db import models


class AccessEntry(models.Model):
    """One reading. Shown to the person it concerns as organisation, role, purpose and time."""

    class Deed(models.TextChoices):
        READ = "read", "Læst"
        SEARCHED = "searched", "Fremsøgt"
        EXPORTED = "exported", "Hentet ud"

    at = models.DateTimeField(auto_now_add=True)
    deed = models.CharField(max_length=10, choices=Deed.choices)
    reader_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20, blank=True)
    organisation_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=100)
    subject_id = models.UUIDField(null=True, db_index=True)
    node_id = models.UUIDField(null=True, db_index=True)
