"""Accounts: nobody registers themselves; an administrator makes the account and the person chooses a password and a passkey."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.spine import demonstration, journal, outbox, people, policy
from samspil.web import proxies, second_factor


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

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that allauth limits by and shows in the list of logins: the client's own, never a proxy's."""
        return proxies.address_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords for an account at an address: nobody shuts a colleague out, nor an account from elsewhere."""
        return f"{_account(credentials)}|{proxies.source_of(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limit wrong passwords: for the account at the address, from the address, and for the account from everywhere."""
        super().pre_authenticate(request, **credentials)
        self._everywhere = ratelimit.consume(
            request, app="allauth.account", action="login_failed_everywhere", key=_account(credentials)
        )
        if not self._everywhere:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if self._everywhere:
            self._everywhere.rollback()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post what allauth would mail in the outbox, and only to the address of a person who is known here."""
        person = people.with_mail(email)
        # A mail to a stranger would be a way to write to anybody in our name.
        if person is not None:
            told = self.render_mail(template_prefix, email, context)
            with journal.writing():
                outbox.post(subject=told.subject, body=told.body, person=person)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always say no."""
        return False


def forget_ended(on: dt.date) -> int:
    """Let go of ended sessions, with what was uploaded in them and never saved, and of where they were held from."""
    ended, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return ended


class NoPublicPassword(ModelBackend):
    """Lets the demo's public password open nothing in a database that is not marked as a demo, whoever's account has it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **told: Any
    ) -> None:
        """Refuse the public password, which also keeps every later backend from being asked; judge no other."""
        if password == demonstration.PASSWORD and not demonstration.is_marked():
            raise PermissionDenied


class NotPublic:
    """Refuses a password that is written in the documentation of the product."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse the demo's password."""
        if password == demonstration.PASSWORD:
            raise ValidationError(_("Den adgangskode er offentligt kendt fra demoen. Vælg en anden."))

    def get_help_text(self) -> str:
        """Say what is demanded."""
        return str(_("Adgangskoden må ikke være demoens."))


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "").lower()


class SecondFactor(DefaultMFAAdapter):
    """allauth's adapter of codes and keys, with its refusals in plain Danish."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Koden passer ikke. Vent på den næste kode i appen, og skriv den."),
        "cannot_delete_authenticator": _(
            "Din rolle kræver en ekstra nøgle, og det er den sidste, du har. Sæt først en anden op, og slet så denne."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor of whoever must have one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=second_factor.FACTORS)
        if authenticator.type not in second_factor.FACTORS or others.exclude(pk=authenticator.pk).exists():
            return True
        person = getattr(authenticator.user, "person", None)
        return person is None or not policy.demands_second_factor(people.actor_for(person))
