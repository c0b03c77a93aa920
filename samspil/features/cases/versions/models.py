"""What published minutes said, version by version. It points at wordings, never copies them."""

from __future__ import annotations

from django.db import models

from samspil.features.cases.records.models import AgendaItem, Meeting
from samspil.spine.models import Person


class MinutesVersion(models.Model):
    """What the minutes said when they were published, and after each correction. It points at wordings, never copies them.

    So what is closed or withdrawn later is gone from every version too. `item` is the one that was corrected.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes_versions")
    number = models.PositiveSmallIntegerField("udgave")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="rettet"
    )
    reason = models.CharField("hvorfor rettet", max_length=300, blank=True)
    content = models.JSONField("hvad den består af")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="minutes_version_once", fields=["meeting", "number"])]
