"""Who has somebody in their care, and which organisations are party to a care record: dated, and over at once when it is said so."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.spine.models.people import Organisation, Person
from samspil.spine.models.secrets import Subject
from samspil.spine.models.thread import Node


def _dated(what: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{what}_ends_after_it_begins",
        condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
    )


class Caseload(models.Model):
    """That one person, for the organisation they work in, has a data subject in their care from a day, until a day if it has one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="caseload", verbose_name="hos")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="for")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="caseload", verbose_name="den registrerede")
    valid_from = models.DateField("fra")
    valid_until = models.DateField("til og med", null=True, blank=True)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField("slut", null=True, blank=True, help_text="Fra dette øjeblik gælder det ikke mere.")

    class Meta:
        constraints = [
            _dated("caseload"),
            models.UniqueConstraint(
                name="caseload_once",
                fields=["person", "organisation", "subject"],
                condition=models.Q(ended_at__isnull=True, valid_until__isnull=True),
            ),
        ]


class Party(models.Model):
    """That an organisation, such as a clinic or an association, is party to one care record from a day, until a day if it has one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    node = models.ForeignKey(Node, models.CASCADE, related_name="parties", verbose_name="part i")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="part")
    valid_from = models.DateField("fra")
    valid_until = models.DateField("til og med", null=True, blank=True)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField("slut", null=True, blank=True, help_text="Fra dette øjeblik gælder det ikke mere.")

    class Meta:
        constraints = [
            _dated("party"),
            models.UniqueConstraint(
                name="party_once",
                fields=["node", "organisation"],
                condition=models.Q(ended_at__isnull=True, valid_until__isnull=True),
            ),
        ]
