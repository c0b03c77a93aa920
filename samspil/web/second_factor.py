"""The second factor: who must have one follows from the policy table, and a session says whether it was used in it.

Without it a login gives nothing but the way to set one up: `request.actor` is unproven, sees what is public and does nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samspil.spine import demonstration, people, policy
from samspil.spine.actors import Actor
from samspil.web.request import Request

PROVEN = "second_factor"  # in the session: the account that used one
# What counts: something one has. Recovery codes help to get in, and are made together with one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Where one may go without: setting it up, logging off, and what must be open for everybody.
OPEN = (
    "/konto/",
    "/min-konto/ekstra-noegle/",
    "/sprog/",
    "/om/",
    "/was/",
    "/privatliv/",
    "/driftstatus/",
    "/robots.txt",
)


def takes_passkeys(request: HttpRequest) -> bool:
    """Tell whether a passkey can be made or used at this address: it belongs to a domain, never to numbers (WebAuthn Level 2, 5.1.2)."""
    name, _port = split_domain_port(request.get_host())
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return True
    return False


def has_one(user: User) -> bool:
    """Tell whether an account has a second factor set up."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def is_proven(request: HttpRequest) -> bool:
    """Tell whether the account that is logged in has used a second factor in this session."""
    return request.session.get(PROVEN) == str(request.user.pk)


def proven(actor: Actor, request: HttpRequest) -> Actor:
    """Return the actor as this session has proven them to be.

    In a database that is marked as a demo the demand is waived, and the page says so.
    """
    if not policy.demands_second_factor(actor) or is_proven(request):
        return actor
    if demonstration.is_marked():
        return replace(actor, is_waived=True)
    # Not refused: a stranger until it is proven, who may still go on to prove it.
    return Actor(name=actor.name, is_unproven=True)


def on_used(sender: Any, request: HttpRequest, user: User, **said: Any) -> None:
    """Remember in the session that the account used a second factor, or a recovery code for one; allauth tells of it."""
    request.session[PROVEN] = str(user.pk)


def on_added(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **said: Any) -> None:
    """Remember in the session that the account set a second factor up, which takes using it once; allauth tells of it."""
    if authenticator.type in FACTORS:
        request.session[PROVEN] = str(user.pk)


def on_removed(sender: Any, request: HttpRequest, user: User, **said: Any) -> None:
    """Forget it when the account has none any more."""
    if not has_one(user):
        request.session.pop(PROVEN, None)


class Middleware:
    """Leads whoever must have a second factor, and has not used one here, to it before anything else."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(OPEN) and request.user.is_authenticated and request.actor.is_unproven:  # type: ignore[attr-defined]
            return redirect("web:second_factor")
        return self.handler(request)


@require_safe
@login_required
def page(request: Request) -> HttpResponse:
    """Say whether the reader's roles need a second factor, and lead to setting one up or using it."""
    assert isinstance(request.user, User)
    person = getattr(request.user, "person", None)
    is_set_up = has_one(request.user)
    context = {
        "is_demanded": person is not None and policy.demands_second_factor(people.actor_for(person)),
        "is_waived": request.actor.is_waived,
        "is_set_up": is_set_up,
        "is_proven": is_proven(request),
        "use": f"{reverse('mfa_reauthenticate')}?next=/" if is_set_up else "",
    }
    return render(request, "web/second_factor.html", context)
