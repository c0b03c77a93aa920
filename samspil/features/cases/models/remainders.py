"""What a source held beside what became records: kept with the meeting, seen by the body's secretary only."""

from __future__ import annotations

from django.db import models

from samspil.features.cases.models import ImportedSource


class SourceRemainder(models.Model):
    """The words of one source that found no place, and its page furniture as pairs of kind and words.

    It may hold words of closed items (a contents list names them), so it is no text of a node: no search, export or feed knows it.
    """

    source = models.OneToOneField(ImportedSource, models.CASCADE, primary_key=True, related_name="remainder")
    unplaced = models.TextField("ikke placeret", blank=True)
    furniture = models.JSONField("sidens øvrige ord", default=list)
