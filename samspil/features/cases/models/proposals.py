"""What lies before an agenda: who was given leave to act, and where a matter is to be presented."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.features.cases.models import AgendaItem, Body, DecisionStatement, Meeting
from samspil.spine.models import Circle, Node


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


class Presentation(models.Model):
    """That a matter is presented before another body ("oplæg på møderne i de stående udvalg"), and when it was."""

    HELD_BY = "item"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="presentations", verbose_name="om punktet")
    to_circle = models.ForeignKey(
        Circle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="udvalg eller råd"
    )
    to_text = models.CharField("for hvem, som det står", max_length=200)
    presenter = models.CharField("hvem holder oplægget", max_length=200, blank=True)
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="presentations", verbose_name="på mødet"
    )
    held_on = models.DateField("holdt", null=True, blank=True)
    said = models.CharField("hvad der kom ud af det", max_length=300, blank=True)

    class Meta:
        ordering = ["to_text", "id"]
