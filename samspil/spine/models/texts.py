"""Texts in versions, sealed or open, and quotes that point into them so that a withdrawn text vanishes everywhere."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.spine.models.people import Person
from samspil.spine.models.rooms import Anywhere, InThread, Room
from samspil.spine.models.secrets import Subject
from samspil.spine.models.thread import Node


class Text(models.Model):
    """A named text of a record (its words, its case presentation). With a subject, every version is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    node = models.ForeignKey(Node, models.CASCADE, related_name="texts", verbose_name="hører til")
    room = models.CharField("rum", max_length=6, choices=Room.choices, default=Room.THREAD, editable=False)
    name = models.CharField("navn", max_length=40)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="texts")
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True, blank=True)

    objects = InThread()
    anywhere = Anywhere()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="text_once_a_node", fields=["node", "name"]),
            models.CheckConstraint(
                name="text_of_care_is_sealed", condition=models.Q(room="thread") | models.Q(subject__isnull=False)
            ),
        ]


class TextVersion(models.Model):
    """One wording. `body` holds open words, `sealed` the ciphertext; never both."""

    HELD_BY = "text"
    text = models.ForeignKey(Text, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("version")
    body = models.TextField("ordlyd", blank=True)
    sealed = models.BinaryField(null=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("begrundelse", max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="text_version_once", fields=["text", "number"]),
            models.CheckConstraint(
                name="text_open_or_sealed", condition=models.Q(body="") | models.Q(sealed__isnull=True)
            ),
        ]


class Quote(models.Model):
    """A passage of a text, used by another record. It holds offsets, never a copy of the words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    node = models.ForeignKey(Node, models.CASCADE, related_name="quotes", verbose_name="bruges af")
    version = models.ForeignKey(TextVersion, models.CASCADE, related_name="quotes")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    speaker = models.CharField("rolle", max_length=100, blank=True)
    place = models.CharField("sted i kilden", max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="quote_has_words", condition=models.Q(end__gt=models.F("start")))]
