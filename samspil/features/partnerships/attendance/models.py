"""Figures of attendance that are remembered."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships.core.models import Partnership
from samspil.spine.models import Node


class RememberedTable(models.Model):
    """A table of attendance that rests on memory, as its source prints it. `-` is what the source leaves unsaid, not nought."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="remembered")
    source = models.ForeignKey(Node, models.PROTECT, related_name="+")
    title = models.CharField("titel", max_length=300)
    header = models.JSONField()
    rows = models.JSONField()
    note = models.TextField("kildens note", blank=True)
    caveat = models.TextField("læserens bemærkning", blank=True)
