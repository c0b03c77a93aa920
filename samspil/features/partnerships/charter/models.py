"""Tables of what the partners agree before they begin: who is expected to do what, who may decide what, and which problem it is."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships.charter import rules
from samspil.features.partnerships.core.models import Partnership
from samspil.spine.models import Circle, Node, Organisation, Person
from samspil.spine.models.people import ends_after_it_begins


class RoleCharter(models.Model):
    """One version of who is expected to do what. A new version asks everybody again."""

    HELD_BY = "partnership"
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="charters")
    number = models.PositiveSmallIntegerField("udgave")
    why = models.CharField("hvad der er ændret, og hvorfor", max_length=300, blank=True)
    written_at = models.DateTimeField("skrevet", auto_now_add=True)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="charter_number_once", fields=["partnership", "number"])]


class RoleExpectation(models.Model):
    """What one side is there for, and what the others may expect of it."""

    charter = models.ForeignKey(RoleCharter, models.CASCADE, related_name="expectations")
    side = models.CharField("hvem", max_length=16, choices=rules.SIDES.items())
    role = models.TextField("rolle")
    expects = models.TextField("det kan de andre vente", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="side_once_a_charter", fields=["charter", "side"])]


class Acknowledgement(models.Model):
    """That one person has read a version and stands by it."""

    charter = models.ForeignKey(RoleCharter, models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    side = models.CharField("som", max_length=16, choices=rules.SIDES.items())
    by_link = models.BooleanField("ved link", default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="acknowledged_once", fields=["charter", "person"])]


class Milestone(models.Model):
    """A point the partners want to have reached, at a time as precise as it is known."""

    HELD_BY = "partnership"
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="milestones")
    title = models.CharField("milepæl", max_length=200)
    due_on = models.DateField("dato", null=True, blank=True)
    time_text = models.CharField("tiden med ord", max_length=100, blank=True)
    reached_on = models.DateField("nået", null=True, blank=True)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]


class SharedPost(models.Model):
    """A post that several organisations share, or the neutral administration that serves them all."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="shared_posts")
    is_administration = models.BooleanField("neutral administration", default=False)
    title = models.CharField("stilling eller administration", max_length=200)
    organisations = models.ManyToManyField(Organisation, related_name="+", verbose_name="deles af")

    class Meta:
        ordering = ["-is_administration", "title"]


class Mandate(models.Model):
    """What one authority may decide: by which law or delegation, through which body, and from when to when."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="mandates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="myndighed")
    subject = models.CharField("hvad den kan afgøre", max_length=300)
    ground = models.CharField("lov eller delegation", max_length=300)
    body = models.ForeignKey(
        Circle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="udvalg eller råd, der afgør det"
    )
    valid_from = models.DateField("fra", null=True, blank=True)
    valid_until = models.DateField("til og med", null=True, blank=True)
    source = models.CharField("kilde", max_length=300, blank=True)

    class Meta:
        ordering = ["organisation__name", "subject"]
        constraints = [ends_after_it_begins("mandate")]


class MandateNeed(models.Model):
    """That an insight, an idea or a trial needs an authority's mandate to go on."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="+")
    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="needs")
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="mandate_needed_once", fields=["node", "mandate"])]


class ProblemStatement(models.Model):
    """One version of the problem the partners work on, and what made them see it anew."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="problems")
    number = models.PositiveSmallIntegerField("udgave")
    words = models.TextField("problemet")
    because = models.TextField("hvad der fik os til at se det sådan", blank=True)
    changed_by = models.ForeignKey(
        Node, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="det, der ændrede det"
    )
    written_at = models.DateTimeField("skrevet", auto_now_add=True)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="problem_number_once", fields=["partnership", "number"])]


class RegisterEntry(models.Model):
    """One line of what is done now, or of what the partners do not succeed with, as one of them sees it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="register")
    register = models.CharField("liste", max_length=8, choices=rules.REGISTERS.items())
    words = models.CharField("hvad", max_length=500)
    side = models.CharField("set af", max_length=16, choices=rules.SIDES.items())
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisation"
    )
    said_on = models.DateField("sagt", null=True, blank=True)
    source = models.CharField("kilde", max_length=300, blank=True)
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["register", "side", "pk"]
