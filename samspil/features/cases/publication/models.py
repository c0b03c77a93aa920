"""What of the cases has been open data, since when, changed when, and taken back when: addresses that are never lost."""

from __future__ import annotations

from django.db import models

from samspil.features.cases.publication import rules
from samspil.spine.models import Organisation


class Publication(models.Model):
    """That one object is, or once was, open data. Made when it is first public; what was never public leaves no row here.

    `key` is the record's own, or the one that stands for it: a closed item's notice, an item's file. A row that is
    withdrawn keeps its address and its dates (OParl 1.1, 2.8) and nothing else.
    """

    kind = models.CharField("slags", max_length=20, choices=[(each, each) for each in rules.KINDS])
    key = models.UUIDField("nøgle")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="myndighed")
    created_at = models.DateTimeField("offentlig fra")
    modified_at = models.DateTimeField("ændret")
    withdrawn_at = models.DateTimeField("taget tilbage", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="published_once", fields=["kind", "key"]),
            models.CheckConstraint(name="published_kind_is_known", condition=models.Q(kind__in=list(rules.KINDS))),
        ]
        indexes = [
            models.Index(fields=["kind", "organisation", "id"], name="published_in_order"),
            models.Index(fields=["kind", "organisation", "modified_at"], name="published_by_change"),
            models.Index(fields=["modified_at"], name="published_latest"),
        ]
