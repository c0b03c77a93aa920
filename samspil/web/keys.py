"""The shortcuts of the keyboard, told once: the page of shortcuts lists them, and `static/web/keys.js` reads them from the page.

A single letter counts only outside fields, and a person can switch all of them off (WCAG 2.1.4): a cookie says so, and then the
page carries none. On a page they press what is marked for them: `data-key="write"`, and `data-key-stop` on what j and k walk along.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samspil.web.request import Request

COOKIE = "samspil_keys"
LASTS = 365 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Shortcut:
    """One shortcut: its keys one after another, what it does, and either the address it opens or what it presses on the page."""

    keys: str
    label: str | Promise
    url_name: str = ""
    presses: str = ""

    @property
    def pressed(self) -> list[str]:
        """The keys as they are written on a keyboard."""
        return self.keys.replace("+", " ").split()

    @property
    def is_together(self) -> bool:
        """Whether the keys are held down together, and not pressed one after the other."""
        return "+" in self.keys


SHORTCUTS = (
    Shortcut("/", gettext_lazy("Gå til søgefeltet"), presses="search"),
    Shortcut("g m", gettext_lazy("Gå til Mit Samspil"), url_name="web:overview"),
    Shortcut("g n", gettext_lazy("Gå til det nye"), url_name="web:news"),
    Shortcut("g o", gettext_lazy("Gå til dine opgaver"), url_name="web:duties"),
    Shortcut("j", gettext_lazy("Næste punkt på mødet"), presses="next"),
    Shortcut("k", gettext_lazy("Forrige punkt på mødet"), presses="previous"),
    Shortcut("b", gettext_lazy("Skriv beslutningen til det punkt, du står ved"), presses="write"),
    Shortcut("Ctrl+Enter", gettext_lazy("Gem det, du skriver"), presses="save"),
    Shortcut("?", gettext_lazy("Vis genvejene"), presses="help"),
)


def are_off(request: Request) -> bool:
    """Tell whether the reader has switched the shortcuts off in this browser."""
    return request.COOKIES.get(COOKIE) == "off"


def told(request: Request) -> str:
    """Return the shortcuts as the page carries them: what each opens or presses, by its keys. Nothing when they are off."""
    if are_off(request):
        return ""
    return json.dumps(
        {each.keys: reverse(each.url_name) if each.url_name else f"#{each.presses}" for each in SHORTCUTS}
    )


@require_safe
@login_required
def page(request: Request) -> HttpResponse:
    """Show every shortcut; for the dialog behind "?" only the list."""
    template = "web/_keys.html" if request.headers.get("X-Part") == "list" else "web/keys.html"
    return render(request, template, {"shortcuts": SHORTCUTS, "are_off": are_off(request)})


@require_POST
@login_required
def switch(request: Request) -> HttpResponse:
    """Switch the shortcuts off or on in this browser."""
    turns_off = request.POST.get("til") == "fra"
    response = redirect("web:keys")
    if turns_off:
        response.set_cookie(COOKIE, "off", max_age=LASTS, secure=request.is_secure(), httponly=True, samesite="Lax")
        messages.success(request, _("Genvejene er slået fra i denne browser."))
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
        messages.success(request, _("Genvejene er slået til igen."))
    return response
