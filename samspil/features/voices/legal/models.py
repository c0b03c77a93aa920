"""The table of legal profiles. A version is never edited: another wording is another version."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.features.voices.legal import rules
from samspil.paper import languages
from samspil.spine.models import Circle, Organisation, Person


class LegalProfile(models.Model):
    """On what grounds voices are taken in at a place, or in one partnership of it: one version, and who signed it off."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="gælder for")
    within = models.ForeignKey(
        Circle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kun i partnerskabet"
    )
    version = models.PositiveIntegerField("udgave")
    controller = models.CharField("dataansvarlig", max_length=200)
    processors = models.TextField("databehandlere", blank=True)
    basis = models.CharField("retsgrundlag", max_length=20, choices=list(rules.BASES.items()))
    passing_on = models.CharField("gives videre", max_length=20, choices=list(rules.PASSING_ON.items()))
    consent_forms = models.JSONField("måder at sige ja på", default=list)
    longest_days = models.PositiveSmallIntegerField("et ja gælder højst (dage)", null=True, blank=True)
    retention = models.TextField("hvor længe ordene gemmes")
    kept = models.TextField("hvad der kan være pligt til at gemme")
    # Made of what stood before there were profiles: nobody has vouched for it yet.
    is_carried = models.BooleanField("overført", default=False)
    written_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="skrevet af"
    )
    written_at = models.DateTimeField("skrevet", auto_now_add=True)
    signed_by = models.CharField("godkendt af (navn og rolle)", max_length=200, blank=True)
    signed_on = models.DateField("godkendt den", null=True, blank=True)

    class Meta:
        ordering = ["organisation", "within", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="profile_version_of_place", fields=["organisation", "version"], condition=models.Q(within=None)
            ),
            models.UniqueConstraint(
                name="profile_version_of_circle",
                fields=["organisation", "within", "version"],
                condition=models.Q(within__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_lasts_a_year",
                condition=~models.Q(basis=rules.CONSENT) | models.Q(longest_days__lte=rules.YEAR),
            ),
            models.CheckConstraint(
                name="profile_signed_by_somebody", condition=models.Q(signed_on__isnull=True) | ~models.Q(signed_by="")
            ),
        ]

    @property
    def ways(self) -> list[str]:
        """The ways in which a person may say yes, in words."""
        return [languages.told(rules.FORMS[each]) for each in self.consent_forms]
