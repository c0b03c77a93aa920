"""Accounts: nobody registers themselves; an administrator makes the account and the person chooses a password and a passkey."""

from __future__ import annotations

import datetime as dt

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    """allauth's adapter with registration shut and its refusals in plain Danish."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "Brugernavnet eller adgangskoden passer ikke. Se efter, om begge er skrevet rigtigt."
        ),
        "too_many_login_attempts": _(
            "Der er prøvet for mange gange med forkert adgangskode. Log ind er lukket i fem minutter. Vent, og prøv igen."
        ),
        "enter_current_password": _("Skriv den adgangskode, du har nu."),
        "incorrect_password": _("Adgangskoden passer ikke. Skriv den igen."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """This function will always say no."""
        return False


def forget_ended(on: dt.date) -> int:
    """Let go of ended sessions, with what was uploaded in them and never saved, and of where they were held from."""
    ended, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return ended


class SecondFactor(DefaultMFAAdapter):
    """allauth's adapter of codes and keys, with its refusals in plain Danish."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Koden passer ikke. Vent på den næste kode i appen, og skriv den."),
    }
