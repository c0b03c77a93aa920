"""Accounts: nobody registers themselves; an administrator makes the account and the person chooses a password and a passkey."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """allauth's adapter with registration shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """This function will always say no."""
        return False
