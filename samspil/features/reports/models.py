"""Recommendations and their addressees."""

from __future__ import annotations

from django.db import models

from samspil.features.reports import rules
from samspil.spine.models import Circle, Node, Quote


class CouncilRecommendation(models.Model):
    """What a decision recommends. Its words are a quote of the decision's own, so that they change and vanish with them."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="recommendation")
    decision = models.ForeignKey(
        Node, models.PROTECT, related_name="recommendations", verbose_name="står i beslutningen"
    )
    quote = models.OneToOneField(Quote, models.PROTECT, related_name="+", verbose_name="ordlyd")


class Addressee(models.Model):
    """One council or committee that a recommendation is meant for, and what it did with it."""

    HELD_BY = "recommendation"
    recommendation = models.ForeignKey(CouncilRecommendation, models.CASCADE, related_name="addressees")
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="+", verbose_name="modtager")
    state = models.CharField("tilstand", max_length=10, choices=list(rules.STATES.items()), default="open")
    said = models.TextField("hvad der skete", blank=True)
    changed_on = models.DateField("dato", null=True, blank=True)

    class Meta:
        ordering = ["circle__name"]
        constraints = [
            models.UniqueConstraint(name="addressed_once", fields=["recommendation", "circle"]),
            models.CheckConstraint(name="addressee_state_is_known", condition=models.Q(state__in=list(rules.STATES))),
            models.CheckConstraint(
                name="addressee_treated_with_words",
                condition=models.Q(state="open") | (~models.Q(said="") & models.Q(changed_on__isnull=False)),
            ),
        ]
