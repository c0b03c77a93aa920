"""Files by content hash: checked, stripped of hidden metadata, sealed when they belong to a data subject."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.spine.models.people import Person
from samspil.spine.models.rooms import Anywhere, InThread, Room
from samspil.spine.models.secrets import Subject
from samspil.spine.models.thread import Node


class StoredFile(models.Model):
    """A file of a record. It is seen by whoever sees the record; its address never holds its name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    node = models.ForeignKey(Node, models.CASCADE, related_name="files", verbose_name="hører til")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="files")
    room = models.CharField("rum", max_length=6, choices=Room.choices, default=Room.THREAD, editable=False)
    name = models.CharField("navn", max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("bytes")
    media_type = models.CharField("filtype", max_length=100)
    stored_at = models.DateTimeField(auto_now_add=True)
    stored_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InThread()
    anywhere = Anywhere()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_of_care_is_sealed", condition=models.Q(room="thread") | models.Q(subject__isnull=False)
            )
        ]
