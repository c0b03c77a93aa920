"""Which sources were read in, and what of a source became no record: kept with the meeting, for the secretary only."""

from __future__ import annotations

from django.db import models

from samspil.features.cases.records.models import Meeting


class ImportedSource(models.Model):
    """That one source was read into one meeting; the same source, body and day are never read in twice."""

    key = models.CharField(max_length=64, primary_key=True)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sources")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)


class SourceRemainder(models.Model):
    """The words of one source that found no place, and its page furniture as pairs of kind and words.

    It may hold words of closed items (a contents list names them), so it is no text of a node: no search, export or feed knows it.
    """

    source = models.OneToOneField(ImportedSource, models.CASCADE, primary_key=True, related_name="remainder")
    unplaced = models.TextField("ikke placeret", blank=True)
    furniture = models.JSONField("sidens øvrige ord", default=list)
