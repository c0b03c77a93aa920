"""Accounts: nobody registers themselves; an administrator makes the account and the person chooses a password and a passkey."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from samspil.spine import demonstration
from samspil.web import proxies


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
        """Give the address that allauth limits by and shows in the list of logins: the client's own, never a proxy's."""
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

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """This function will always say no."""
        return False


class NoPublicPassword(BaseBackend):
    """Lets the demo's public password open nothing in a database that is not marked as a demo, whoever's account has it."""

    def authenticate(self, request: HttpRequest | None, password: str | None = None, **credentials: Any) -> None:
        """Refuse the public password, which also keeps every later backend from being asked."""
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
    }
