"""What a meeting's record holds beside its statements: who was there when, who stood aside, votes, dissent, a stay."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.features.cases import rules
from samspil.features.cases.models import AgendaItem, DecisionStatement, RouteStep, choices, one_of
from samspil.spine.models import Invitation


class Attendance(models.Model):
    """What the minutes say of one who was invited, beyond present or not: for whom, from when, until when."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, primary_key=True, related_name="attendance")
    substitute_for = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="stedfortræder for"
    )
    arrived_at = models.TimeField("kom", null=True, blank=True)
    arrived_before = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="kom før punkt"
    )
    left_at = models.TimeField("gik", null=True, blank=True)
    left_before = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="gik før punkt"
    )


class Recusal(models.Model):
    """That somebody stood aside at one item for a conflict of interest (forvaltningsloven § 3, styrelsesloven § 14)."""

    HELD_BY = "item"
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="recusals")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="recusals", verbose_name="hvem")
    reason = models.CharField("begrundelse", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="recused_once_an_item", fields=["item", "invitation"])]


class Ballot(models.Model):
    """The votes on one statement: by number, or by name (`votes`), adding up to those who were there and not recused."""

    statement = models.OneToOneField(DecisionStatement, models.CASCADE, primary_key=True, related_name="ballot")
    in_favour = models.PositiveSmallIntegerField("for")
    against = models.PositiveSmallIntegerField("imod")
    abstained = models.PositiveSmallIntegerField("undlod")


class Vote(models.Model):
    """How one member voted."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="votes", verbose_name="hvem")
    choice = models.CharField("stemme", max_length=10, choices=choices(rules.protocol.VOTES))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="voted_once_a_ballot", fields=["ballot", "invitation"]),
            one_of("vote_is_known", "choice", rules.protocol.VOTES),
        ]


class Dissent(models.Model):
    """A member's dissent or addition to the record (styrelsesloven § 13); it may have to follow the case elsewhere."""

    HELD_BY = "statement"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(DecisionStatement, models.CASCADE, related_name="dissents")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="dissents", verbose_name="hvem")
    kind = models.CharField("slags", max_length=10, choices=choices(rules.protocol.DISSENTS))
    words = models.TextField("ordlyd")
    follows_case = models.BooleanField("skal følge sagen", default=False)
    withdrawn_at = models.DateTimeField("taget ud", null=True, blank=True)

    class Meta:
        ordering = ["statement", "id"]
        constraints = [one_of("dissent_kind_is_known", "kind", rules.protocol.DISSENTS)]


class Stay(models.Model):
    """That a member stopped a decision by bringing it to the council (styrelsesloven § 23); it lasts as long as its step."""

    statement = models.OneToOneField(DecisionStatement, models.PROTECT, primary_key=True, related_name="stay")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="stays", verbose_name="hvem")
    step = models.OneToOneField(RouteStep, models.PROTECT, related_name="stay")
    claimed_at = models.DateTimeField("erklæret", auto_now_add=True)

    @property
    def is_standing(self) -> bool:
        """Whether the council has not decided yet."""
        return self.step.state == "sent"
