"""Tables of how the parties find each other: a round of asking, who was asked, and answers that name nobody."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.relations import rules
from samspil.spine.models import Organisation, Pass, Person


class RelationRound(models.Model):
    """One asking, before, during or after the work. Its figures are shown when it is closed."""

    HELD_BY = "partnership"
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="relation_rounds")
    moment = models.CharField("hvornår", max_length=8, choices=rules.MOMENTS.items())
    opened_on = models.DateField("spurgt")
    closed_on = models.DateField("lukket", null=True, blank=True)

    class Meta:
        ordering = ["opened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_relation_round", fields=["partnership"], condition=models.Q(closed_on__isnull=True)
            )
        ]


class RelationAsked(models.Model):
    """That somebody was asked, for which party, and whether they answered; not when, and not what."""

    HELD_BY = "round"
    round = models.ForeignKey(RelationRound, models.CASCADE, related_name="asked")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="kommer fra")
    has_answered = models.BooleanField("har svaret", default=False)
    issued = models.ForeignKey(Pass, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="asked_once_a_relation_round", fields=["round", "person"])]


class RelationAnswer(models.Model):
    """One person's marks of the other parties. No name and no time; the key tells no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(RelationRound, models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="kommer fra")
    marks = models.JSONField("karakterer, part for part")
