"""Tables of trials and what they taught."""

from __future__ import annotations

from django.db import models

from samspil.features.trials import rules
from samspil.spine.models import Node


class Trial(models.Model):
    """One small test of an idea."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    belief = models.TextField("hvad vi tror, der sker", blank=True)
    smallest_step = models.TextField("det mindste skridt", blank=True)
    place = models.CharField("hvor", max_length=200, blank=True)
    who = models.CharField("hvem", max_length=300, blank=True)
    when_text = models.CharField("hvornår, med ord", max_length=200, blank=True)
    is_uncertain = models.BooleanField("tiden er usikker", default=False)
    is_possible = models.BooleanField("eventuel", default=False)
    look_at = models.TextField("hvad vi ser efter", blank=True)
    stop_rule = models.TextField("hvornår vi stopper", blank=True)
    state = models.CharField("hvor langt", max_length=10, choices=rules.LABELS.items(), default="idea")
    conclusion = models.CharField("konklusion", max_length=10, blank=True, choices=rules.CONCLUSIONS.items())
    why = models.TextField("hvorfor", blank=True)
    source = models.CharField("kilde", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="trial_concludes_when_it_ends", condition=models.Q(conclusion="") | models.Q(state="ended")
            )
        ]


class LearningPoint(models.Model):
    """What a trial taught, in a form that a case or another trial can build on."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")
    trial = models.ForeignKey(Trial, models.PROTECT, related_name="learning")
    words = models.TextField("hvad vi lærte")
