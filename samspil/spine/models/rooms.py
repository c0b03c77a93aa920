"""The two rooms of the house: whoever asks a table for its rows (`objects`) is answered from the thread's, and from nowhere else."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=models.Model)


class Room(models.TextChoices):
    """Where a record lies: on the thread, or among the records of one person's care."""

    THREAD = "thread", _("Tråden")
    CARE = "care", _("Omsorgsrummet")


class InThread(models.Manager[Row]):
    """The rows whose node lies on the thread. `room_at` is the way to the room from the model's own row."""

    room_at = "room"

    def get_queryset(self) -> QuerySet[Row]:
        return super().get_queryset().filter(**{self.room_at: Room.THREAD})


class HangsOnThread(InThread[Row]):
    """The rows of a table that hangs on a node (`node`)."""

    room_at = "node__room"


class InvitedOnThread(InThread[Row]):
    """The invitations to gatherings of the thread."""

    room_at = "gathering__node__room"


class Anywhere(models.Manager[Row]):
    """The rows of both rooms, for the spine's own verbs, which know which row they mean."""


class UnopenedError(RuntimeError):
    """Somebody asked for what a care record holds without opening it: a mistake in the programme, never a refusal."""


class Closed(models.Manager[Row]):
    """The manager of a care record's own tables: it answers nobody. `care.opened` and `care.listed` do."""

    def get_queryset(self) -> QuerySet[Row]:
        message = f"{self.model.__name__}.objects: a care record is opened with a purpose (care.opened, care.listed)"
        raise UnopenedError(message)
