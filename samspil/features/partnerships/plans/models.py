"""What a short course may not break."""

from __future__ import annotations

from dataclasses import fields

from django.db import models

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans import rules


class Intensity(models.Model):
    """The promises of a short, intensive course: when it ends, how many take part at most, how close the meetings lie."""

    HELD_BY = "partnership"
    partnership = models.OneToOneField(Partnership, models.CASCADE, primary_key=True, related_name="intensity")
    begins_on = models.DateField("begynder")
    ends_on = models.DateField("slutter")
    most_organisations = models.PositiveIntegerField("organisationer højst")
    most_people = models.PositiveIntegerField("deltagere højst")
    most_days_between = models.PositiveIntegerField("dage højst mellem to aktiviteter")

    @property
    def limits(self) -> rules.Limits:
        """What it promises, as the rules judge it."""
        return rules.Limits(**{each.name: getattr(self, each.name) for each in fields(rules.Limits)})
