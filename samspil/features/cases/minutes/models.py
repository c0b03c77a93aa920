"""Who has approved the minutes."""

from __future__ import annotations

from django.db import models

from samspil.features.cases.records.models import Meeting
from samspil.spine.models import Invitation, Person


class MinutesApproval(models.Model):
    """That one who was there approved the minutes: pressed it, or was noted by the secretary. `of` tells which wording."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes_approvals")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="+", verbose_name="hvem")
    of = models.CharField(max_length=64)
    note = models.CharField("hvordan", max_length=200, blank=True)
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="minutes_approved_once", fields=["meeting", "invitation"])]
