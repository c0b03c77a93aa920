"""Tables of a programme: its tracks as each source tells them, its focus areas, and who else takes part."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships.core.models import Partnership
from samspil.spine.models import Node, Organisation


class Programme(models.Model):
    """One undertaking of several partnerships. What it is for is its node's text `purpose`."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    source = models.CharField("kilde", max_length=300, blank=True)
    partnerships = models.ManyToManyField(Partnership, related_name="programmes", verbose_name="partnerskaber")


class Track(models.Model):
    """One track (hovedspor) as one source tells it. Sources that tell it differently stand side by side."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="tracks")
    source = models.CharField("fortalt i", max_length=300)
    told_on = models.DateField("fortalt", null=True, blank=True)
    order = models.PositiveSmallIntegerField("nr.")
    words = models.TextField("sporet, som det står")

    class Meta:
        ordering = ["told_on", "source", "order"]
        constraints = [models.UniqueConstraint(name="track_once_a_telling", fields=["programme", "source", "order"])]


class FocusArea(models.Model):
    """One focus area, in the words of its source."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="focus_areas")
    order = models.PositiveSmallIntegerField("nr.")
    name = models.CharField("fokusområde", max_length=200)
    source = models.CharField("kilde", max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(name="focus_area_order", fields=["programme", "order"])]


class Participant(models.Model):
    """Somebody the sources name as taking part without being a partner: an association, a union, an offer."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="participants")
    name = models.CharField("aktør", max_length=200)
    does = models.CharField("hvad kilden siger om den", max_length=300, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField("kilde", max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="participant_once", fields=["programme", "name"])]
