"""The day itself: what is noted while it happens, pictures, what those present say they got, and where we landed."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships.core.models import Activity
from samspil.features.partnerships.day import rules
from samspil.spine.models import Person, StoredFile


class DayNote(models.Model):
    """One note from the day. Notes are added, never edited, so that two who note at once lose nothing."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="notes")
    words = models.TextField("note")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["noted_at", "id"]


class Photo(models.Model):
    """A picture from the day, in words too. Only the partnership sees it: whoever stands on it was not asked about the web."""

    stored = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="photos")
    caption = models.CharField("hvad billedet viser", max_length=300)


class Rating(models.Model):
    """What one of those present says they got. No name, no hour: only the day."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="ratings")
    level = models.CharField("fik", max_length=12, choices=rules.RATINGS.items())
    given_on = models.DateField()


class LandingNote(models.Model):
    """Where we landed, what came of it, what is next: three lines without which no activity closes."""

    activity = models.OneToOneField(Activity, models.CASCADE, primary_key=True, related_name="landing")
    landed = models.TextField("hvor vi landede")
    came_of_it = models.TextField("hvad der kom ud af det")
    what_next = models.TextField("hvad der nu skal ske")
    written_at = models.DateTimeField(auto_now=True)
