"""Where a matter is to be presented before it is decided."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.features.cases.records.models import AgendaItem, Meeting
from samspil.spine.models import Circle


class Presentation(models.Model):
    """That a matter is presented before another body ("oplæg på møderne i de stående udvalg"), and when it was."""

    HELD_BY = "item"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="presentations", verbose_name="om punktet")
    to_circle = models.ForeignKey(
        Circle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="udvalg eller råd"
    )
    to_text = models.CharField("for hvem, som det står", max_length=200)
    presenter = models.CharField("hvem holder oplægget", max_length=200, blank=True)
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="presentations", verbose_name="på mødet"
    )
    held_on = models.DateField("holdt", null=True, blank=True)
    said = models.CharField("hvad der kom ud af det", max_length=300, blank=True)

    class Meta:
        ordering = ["to_text", "id"]
