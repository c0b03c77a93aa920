"""What comes of a statement: how its duty goes, why it has none, whom an overdue one was told to, and who inherited it."""

from __future__ import annotations

from django.db import models

from samspil.spine.models import Circle, Duty, Person


class DutyStatus(models.Model):
    """How a duty goes, in a sentence of its owner's. Never changed: the next one tells what is new."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="statuses", verbose_name="opgave")
    words = models.CharField("status", max_length=1000)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="duty_status_has_words", condition=~models.Q(words=""))]


class NoFollowUp(models.Model):
    """Why a statement that asks for something needs no duty."""

    statement = models.OneToOneField(
        "cases.DecisionStatement", models.CASCADE, primary_key=True, related_name="no_follow_up"
    )
    why = models.CharField("begrundelse", max_length=300)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now=True)


class OverdueNotice(models.Model):
    """That somebody was told by mail on a day that a duty is overdue; nobody is told again for a week."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(name="overdue_told_once_a_day", fields=["duty", "person", "on"])]


class Inheritance(models.Model):
    """That a body took over a duty from one that had ended."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="inheritances", verbose_name="opgave")
    from_circle = models.ForeignKey(Circle, models.PROTECT, related_name="+", verbose_name="fra")
    to_circle = models.ForeignKey(Circle, models.PROTECT, related_name="+", verbose_name="til")
    on = models.DateField("overtaget")

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["to_circle"], name="inheritance_to")]
