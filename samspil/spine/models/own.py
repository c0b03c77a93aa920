"""What is a person's alone: when they last looked, their calendar's address, and notes sealed so that nobody else reads them.

The tables keep the label they were made under (docs/decisions/0019): a label is a table's name, not its place in the house.
"""

from __future__ import annotations

import uuid

from django.db import models

from samspil.spine.models.people import Person
from samspil.spine.models.secrets import Subject
from samspil.spine.models.thread import Node

MADE_UNDER = "cases"


class OwnPage(models.Model):
    """When a person last said "seen", and the address of their calendar: only the keyed hash of its token is kept."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    seen_at = models.DateTimeField("set til", null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    key_id = models.CharField(max_length=16, blank=True)
    expires_at = models.DateTimeField("kalenderens adresse udløber", null=True, blank=True)

    class Meta:
        app_label = MADE_UNDER


class Notebook(models.Model):
    """Whose key a person's private notes are sealed with. Without the key the notes are noise."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="+")

    class Meta:
        app_label = MADE_UNDER


class PrivateNote(models.Model):
    """A person's own note on a record: sealed, in no journal, no search and no export but their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notebook = models.ForeignKey(Notebook, models.CASCADE, related_name="notes")
    node = models.ForeignKey(Node, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = MADE_UNDER
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(name="private_note_once_a_record", fields=["notebook", "node"])]
