"""When a person last looked at their own page, which news they have read, and which circles they want no news from."""

from __future__ import annotations

from django.db import models

from samspil.spine.models.people import Circle, Person
from samspil.spine.models.thread import Node


class Visit(models.Model):
    """One person's looks at their own page: the latest, the end of the visit before, and up to when all news are read."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField("set på senest")
    before = models.DateTimeField("forrige besøg sluttede", null=True, blank=True)
    read_until = models.DateTimeField("læst til og med", null=True, blank=True)


class ReadMark(models.Model):
    """Up to when one person has read what happened to one record."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    node = models.ForeignKey(Node, models.CASCADE, related_name="+")
    until = models.DateTimeField("læst til og med")

    class Meta:
        constraints = [models.UniqueConstraint(name="read_once_a_record", fields=["person", "node"])]


class Mute(models.Model):
    """That one person wants no news from one partnership or body. Duties and invitations reach them all the same."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    circle = models.ForeignKey(Circle, models.CASCADE, related_name="+")
    at = models.DateTimeField("sagt", auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="muted_once", fields=["person", "circle"])]
