"""What a feature's care record is made of: it shares its key with a node in the care room, and opens through `spine.care` alone."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from samspil.spine.models.rooms import Closed
from samspil.spine.models.thread import Node


class CareRecord(models.Model):
    """A referral, an encounter, a request: codes, dates and clocks in columns; words and names in sealed texts of its node."""

    node = models.OneToOneField(Node, models.CASCADE, primary_key=True, related_name="+")

    objects: ClassVar[models.Manager[Any]] = Closed()

    class Meta:
        abstract = True


class CarePart(models.Model):
    """A row of a care record's, such as one contact: reached through the opened record."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager[Any]] = Closed()

    class Meta:
        abstract = True
