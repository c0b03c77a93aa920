"""Logging in as one who used a second factor: what a test means by "logged in" unless it asks about the factor itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client

from samspil.web import second_factor

by_password_alone = Client.force_login


def let_tests_log_in() -> None:
    """Let `Client.force_login` leave the session that a login with a password and a second factor leaves."""

    def force_login(self: Client, user: Any, backend: str | None = None) -> None:
        by_password_alone(self, user, backend or settings.AUTHENTICATION_BACKENDS[1])
        session = self.session
        session[second_factor.PROVEN] = str(user.pk)
        session.save()

    Client.force_login = force_login  # type: ignore[method-assign]
