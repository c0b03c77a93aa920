"""What a body lets somebody do on its behalf, and until when."""

from __future__ import annotations

from django.db import models

from samspil.features.cases.records.models import Body, DecisionStatement
from samspil.spine.models import Node


class Authorisation(models.Model):
    """That a body let somebody act for it within a scope, until a day. Its title is its node's."""

    HELD_BY = "statement"
    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="authorisation")
    body = models.ForeignKey(Body, models.PROTECT, related_name="authorisations", verbose_name="givet af")
    statement = models.ForeignKey(
        DecisionStatement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="authorisations",
        verbose_name="givet ved",
    )
    given_to = models.CharField("givet til", max_length=200)
    scope = models.TextField("hvad den giver lov til")
    until_on = models.DateField("gælder til og med", null=True, blank=True)
    ended_on = models.DateField("ophørt", null=True, blank=True)
    ended_why = models.CharField("hvorfor den ophørte", max_length=300, blank=True)

    class Meta:
        ordering = ["node__occurred_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="authorisation_ends_with_a_reason",
                condition=models.Q(ended_on__isnull=True) | ~models.Q(ended_why=""),
            )
        ]
