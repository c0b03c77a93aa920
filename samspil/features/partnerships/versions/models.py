"""The plan's versions, and who approved them."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships.core.models import Partnership
from samspil.spine.models import Organisation, Person


class PlanVersion(models.Model):
    """The whole plan as it stood after one change, with who and why. `rows` is what `rules.plans` compares."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("udgave")
    rows = models.JSONField()
    why = models.CharField("hvorfor", max_length=300)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="plan_version_once", fields=["partnership", "number"])]


class PlanApproval(models.Model):
    """That a partner stands behind one version. A later version is not approved by it."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="approvals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="plan_approved_once", fields=["version", "organisation"])]
