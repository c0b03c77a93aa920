"""A pass opens one thing for one purpose without a login: a personal link, or a code on paper."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from samspil.spine.models.people import Person
from samspil.spine.models.thread import Node


class Pass(models.Model):
    """The keyed hash of a token; the token itself is shown once and kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=16)
    node = models.ForeignKey(Node, models.CASCADE, related_name="passes", verbose_name="åbner")
    purpose = models.CharField("formål", max_length=40)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="passes", verbose_name="til")
    created_at = models.DateTimeField("udstedt", auto_now_add=True)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField("udløber")
    revoked_at = models.DateTimeField("tilbagekaldt", null=True, blank=True)

    @classmethod
    def still_need_keys(cls) -> models.QuerySet[Pass]:
        """Return those whose look-up key must stay: a pass that opens nothing any more holds no key back."""
        return cls.objects.filter(expires_at__gt=timezone.now(), revoked_at__isnull=True)


class PassAttempt(models.Model):
    """One mark of a wrong token, counted so that nobody can guess: its purpose with its address, or with a group of its letters.

    Each mark is a keyed hash of all of it, so that purposes never count together and no address is kept.
    """

    source_hash = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["source_hash", "at"], name="attempt_source_at")]
