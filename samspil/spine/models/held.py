"""What somebody had typed when their login ended: sealed for them alone, for a day."""

from __future__ import annotations

import uuid

from django.db import models

from samspil.spine.models.people import Person
from samspil.spine.models.secrets import Subject


class Drawer(models.Model):
    """A person's own drawer, with the key that what lies in it is sealed by."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")


class HeldForm(models.Model):
    """One form as it was sent and not taken: which page it belongs to, and its values, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    drawer = models.ForeignKey(Drawer, models.CASCADE, related_name="forms")
    path = models.CharField(max_length=500)
    sealed = models.BinaryField()
    held_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["held_at"], name="held_form_at")]
