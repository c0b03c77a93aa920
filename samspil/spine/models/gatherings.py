"""A gathering: people meet, at a time as precise as it is known. Activities and committee meetings extend it."""

from __future__ import annotations

from django.db import models

from samspil.spine.models.passes import Pass
from samspil.spine.models.people import Organisation, Person
from samspil.spine.models.rooms import Anywhere, HangsOnThread, InvitedOnThread
from samspil.spine.models.thread import Node


class Gathering(models.Model):
    """When and where, who is invited and who came."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="gathering")
    starts_at = models.DateTimeField("begynder", null=True, blank=True)
    ends_at = models.DateTimeField("slutter", null=True, blank=True)
    time_text = models.CharField("tid, som den står", max_length=200, blank=True)
    is_uncertain = models.BooleanField("usikker", default=False)
    place = models.CharField("sted", max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text="SEQUENCE i kalenderfilen (RFC 5545).")
    cancelled_at = models.DateTimeField("aflyst", null=True, blank=True)

    objects = HangsOnThread()
    anywhere = Anywhere()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="gathering_ends_after_it_begins",
                condition=models.Q(ends_at__isnull=True)
                | models.Q(starts_at__isnull=True)
                | models.Q(ends_at__gte=models.F("starts_at")),
            )
        ]


class Invitation(models.Model):
    """One person or organisation at one gathering."""

    HELD_BY = "gathering"

    class Presence(models.TextChoices):
        UNKNOWN = "unknown", "Ikke oplyst"
        PRESENT = "present", "Til stede"
        APOLOGY = "apology", "Afbud"
        SUBSTITUTE = "substitute", "Stedfortræder"
        ABSENT = "absent", "Udeblevet"

    class Answer(models.TextChoices):
        NONE = "", "Ikke svaret"
        ACCEPTED = "accepted", "Kommer"
        TENTATIVE = "tentative", "Kommer måske"
        DECLINED = "declined", "Kommer ikke"

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="invitations")
    name = models.CharField("navn", max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    presence = models.CharField("fremmøde", max_length=12, choices=Presence.choices, default=Presence.UNKNOWN)
    note = models.CharField("bemærkning", max_length=200, blank=True)
    answer = models.CharField("svar", max_length=10, choices=Answer.choices, blank=True, default="")
    answered_at = models.DateTimeField("svaret", null=True, blank=True)
    sent_sequence = models.PositiveIntegerField(
        null=True, blank=True, help_text="SEQUENCE i den seneste kalenderfil, der er sendt (RFC 5546)."
    )
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True, blank=True)
    issued = models.ForeignKey(Pass, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="link")

    objects = InvitedOnThread()
    anywhere = Anywhere()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_answered_at",
                condition=models.Q(answer="") | models.Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_is_to_somebody",
                condition=models.Q(person__isnull=False) | models.Q(organisation__isnull=False) | ~models.Q(name=""),
            ),
            models.UniqueConstraint(
                name="invited_once", fields=["gathering", "person"], condition=models.Q(person__isnull=False)
            ),
        ]
