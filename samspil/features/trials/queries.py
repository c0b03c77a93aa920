"""Every reading of trials."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from samspil.features.trials.models import LearningPoint, Trial
from samspil.spine import visibility
from samspil.spine.people import Actor


def visible_to(actor: Actor) -> QuerySet[Trial]:
    """This function will give the trials the actor may see, newest first."""
    return (
        visibility.rows(Trial.objects.all(), actor)
        .select_related("node__organisation")
        .order_by("-node__occurred_on", "node__title")
    )


def learning(actor: Actor) -> QuerySet[LearningPoint]:
    """This function will give the learning points the actor may see, newest first."""
    rows = visibility.rows(LearningPoint.objects.all(), actor)
    return rows.select_related("node__organisation", "trial__node").order_by("-node__created_at")


def of_trial(actor: Actor, trial: Trial) -> QuerySet[LearningPoint]:
    """This function will give what a trial taught, oldest first."""
    return learning(actor).filter(trial=trial).order_by("node__created_at")


def trial(actor: Actor, pk: UUID) -> Trial:
    """This function will give one trial; `NotFound` alike when it is not there and when it may not be seen."""
    return visibility.get(Trial.objects.select_related("node__organisation"), actor, pk)


def learning_point(actor: Actor, pk: UUID) -> LearningPoint:
    """This function will give one learning point."""
    return visibility.get(LearningPoint.objects.select_related("node__organisation", "trial__node"), actor, pk)
