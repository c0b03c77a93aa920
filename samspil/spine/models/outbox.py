"""The outbox: mail and letters, written in the same transaction as the deed and sent at least once afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models

from samspil.spine.models.people import Person
from samspil.spine.models.thread import Node


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Words sealed with a key of the installation on their way into the database, and opened on their way out.

    They cannot be looked for. What was written before they were sealed is read as it stands. The tables know no keys: whoever
    holds them says how it is done (`sealed_by`).
    """

    _sealing: ClassVar[tuple[Callable[[str], str], Callable[[str], str]]]

    @classmethod
    def sealed_by(cls, seal: Callable[[str], str], unseal: Callable[[str], str]) -> None:
        """Say how words are sealed and opened; called once, when Django is ready."""
        cls._sealing = (seal, unseal)

    def get_prep_value(self, value: Any) -> Any:
        return self._sealing[0](value) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return self._sealing[1](value) if value else value


class Message(models.Model):
    """One mail or letter to one receiver. Its Message-ID is fixed when it is written, so a repeat is recognised.

    While it waits its words are sealed, for they may hold a live link. Sent or given up, it holds neither words nor address:
    only, for mail that one may decline, keyed hashes of the address (by the id of their key).
    """

    class Channel(models.TextChoices):
        MAIL = "mail", "E-mail"
        LETTER = "letter", "Brev"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField("kanal", max_length=10, choices=Channel.choices, default=Channel.MAIL)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="messages")
    address = models.CharField("til", max_length=300, blank=True)
    address_hashes = models.JSONField(default=dict)
    key_id = models.CharField(max_length=16, blank=True)
    subject = models.CharField("emne", max_length=200, blank=True)
    body = SealedTextField("tekst", blank=True)
    calendar = SealedTextField("kalenderfil", blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    node = models.ForeignKey(Node, models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.CharField("emne, man kan sige nej til", max_length=30, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField("opgivet", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_emptied_when_over",
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True)
                | models.Q(address="", subject="", body="", calendar=""),
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="message_unsent", condition=models.Q(sent_at__isnull=True))]


class Decline(models.Model):
    """One mail address that wants no more mail of one topic: the address as a keyed hash, so that it is kept nowhere."""

    address_hash = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    topic = models.CharField("emne", max_length=30)
    at = models.DateTimeField("sagt nej", auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="declined_once", fields=["address_hash", "topic"])]
