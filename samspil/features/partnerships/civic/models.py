"""What associations take on: a duty that stays an authority's, the hours that volunteers give, and the day they said no more."""

from __future__ import annotations

from django.db import models

from samspil.features.partnerships.civic import rules
from samspil.features.partnerships.core.models import Partnership
from samspil.spine.models import Duty, Organisation, Pass, Person


class CivicTask(models.Model):
    """A duty given to an association, with the authority whose duty it is by law. Without one it is the association's own.

    What it adds and what the authority does today may be unsaid when the task was given at the end of a meeting.
    """

    HELD_BY = "partnership"
    duty = models.OneToOneField(Duty, models.CASCADE, primary_key=True, related_name="+")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="civic_tasks")
    association = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="forening")
    authority = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hvis pligt det er"
    )
    ground = models.CharField("lov eller aftale", max_length=300, blank=True)
    adds = models.CharField("lægger til eller træder i stedet", max_length=10, blank=True, choices=rules.ADDS.items())
    today = models.TextField("hvad myndigheden gør i dag", blank=True)
    hours = models.DecimalField("timer på fire uger", max_digits=7, decimal_places=1, null=True, blank=True)
    issued = models.ForeignKey(Pass, models.SET_NULL, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField("ikke mere nu", null=True, blank=True)
    stopped_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")


class VolunteerHours(models.Model):
    """What volunteers gave on one day: how many they were, and their hours together. No names."""

    task = models.ForeignKey(CivicTask, models.CASCADE, related_name="given")
    on = models.DateField("dag")
    persons = models.PositiveSmallIntegerField("frivillige")
    hours = models.DecimalField("timer tilsammen", max_digits=7, decimal_places=1)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="volunteer_hours_are_some", condition=models.Q(hours__gt=0) & models.Q(persons__gt=0)
            )
        ]
