"""The plan over time: its versions and who approved them, what a short course may not break, and figures that are remembered."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships.models import Partnership
from samspil.spine.models import Node, Organisation, Person


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


class Intensity(models.Model):
    """The promises of a short, intensive course: when it ends, how many take part at most, how close the meetings lie."""

    HELD_BY = "partnership"
    partnership = models.OneToOneField(Partnership, models.CASCADE, primary_key=True, related_name="intensity")
    begins_on = models.DateField("begynder")
    ends_on = models.DateField("slutter")
    most_organisations = models.PositiveIntegerField("organisationer højst")
    most_people = models.PositiveIntegerField("deltagere højst")
    most_days_between = models.PositiveIntegerField("dage højst mellem to aktiviteter")


class RememberedTable(models.Model):
    """A table of attendance that rests on memory, as its source prints it. `-` is what the source leaves unsaid, not nought."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="remembered")
    source = models.ForeignKey(Node, models.PROTECT, related_name="+")
    title = models.CharField("titel", max_length=300)
    header = models.JSONField()
    rows = models.JSONField()
    note = models.TextField("kildens note", blank=True)
    caveat = models.TextField("læserens bemærkning", blank=True)
