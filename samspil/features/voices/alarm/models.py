"""The tables of whom one calls at a place, and of the clocks of those who follow up."""

from __future__ import annotations

from django.db import models

from samspil.features.voices.alarm import rules
from samspil.spine.models import Duty, Organisation, Person


class Preparedness(models.Model):
    """What a place has said of danger: its own lines, within how many hours it is followed up, and who is next in line."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="+", verbose_name="organisation"
    )
    lines = models.JSONField("hvem man ringer til", default=list, help_text="Navn, nummer og hvornår der svares.")
    hours = models.PositiveSmallIntegerField("følges op inden (timer)", default=rules.HOURS)
    next_in_line = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="får besked, når fristen er gået"
    )
    modified_at = models.DateTimeField("ændret", auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="followed_up_within_hours", condition=models.Q(hours__gte=1, hours__lte=rules.MOST_HOURS)
            )
        ]


class Clock(models.Model):
    """By when a duty to follow up on danger must be done, and who was told, once, when it was not."""

    duty = models.OneToOneField(Duty, models.CASCADE, primary_key=True, related_name="+", verbose_name="opgaven")
    due_at = models.DateTimeField("senest")
    told = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="har fået besked"
    )
    told_at = models.DateTimeField("besked givet", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["told_at", "due_at"], name="clock_told_due")]
