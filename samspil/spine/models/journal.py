"""The journal: append-only rows chained by HMAC per organisation, their heads, and the anchors kept elsewhere."""

from __future__ import annotations

from django.db import models


class JournalChain(models.Model):
    """The head of one chain. `name` is an organisation's id, or `installation`."""

    name = models.CharField(max_length=40, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)


class JournalEntry(models.Model):
    """One deed. Ids and keyed hashes only, no personal text; ids are no foreign keys, so that nothing cascades here."""

    chain = models.CharField(max_length=40)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    job = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=60)
    node_id = models.UUIDField(null=True, db_index=True)
    data = models.JSONField(default=dict)
    key_id = models.CharField(max_length=16)
    previous = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="journal_sequence", fields=["chain", "sequence"])]
        ordering = ["chain", "sequence"]


class JournalAnchor(models.Model):
    """When the heads were last anchored outside the database, and what they were."""

    at = models.DateTimeField(auto_now_add=True)
    heads = models.JSONField()
    reason = models.CharField(max_length=60)
