"""The versions of an annex, each with its own file."""

from __future__ import annotations

from django.db import models

from samspil.features.cases.records.models import Annex
from samspil.spine.models import Person, StoredFile


class AnnexVersion(models.Model):
    """One version of an annex: its file, its own document number, and why it came after the one before."""

    annex = models.ForeignKey(Annex, models.CASCADE, related_name="versions", verbose_name="bilag")
    number = models.PositiveSmallIntegerField("version")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="fil")
    document_number = models.CharField("dokumentnummer", max_length=60, blank=True)
    reason = models.CharField("hvorfor en ny version", max_length=300, blank=True)
    at = models.DateTimeField("lagt op", auto_now_add=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="annex_version_number_once", fields=["annex", "number"])]
