"""Registers the wiring with Django, for its commands, and lets nothing open a database without a secret of the installation's own."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.management.base import CommandError
from django.db.backends.signals import connection_created


class SiteConfig(AppConfig):
    name = "samspil.site"
    label = "samspil_site"
    verbose_name = "Samspil"

    def ready(self) -> None:
        """Watch every connection."""
        connection_created.connect(check_secret)


def check_secret(**opened: Any) -> None:
    """Refuse to open a database without a secret, or with one that others know: every command and server comes by here."""
    if settings.SAMSPIL_SECRET_FAULT:
        opened["connection"].close()
        raise CommandError(settings.SAMSPIL_SECRET_FAULT)
