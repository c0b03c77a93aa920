"""Personal links and paper codes: a token is taken once into the reader's own session, and no address they meet holds it.

The token stands behind the # of a link, which a browser sends to nobody; a small script posts it, and without script it is typed.
`docs/decisions/0009`.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from samspil.paper.refusal import Refused
from samspil.spine import passes
from samspil.spine.models import Pass
from samspil.web import proxies

SHELF = "passes"
# What else a session holds that belongs to whoever came by a code (which activities were rated).
ALSO = ("rated",)
# A page opened by a pass closes itself after so many seconds of rest, on whose computer it may be; a warning stands the last of them.
REST = 5 * 60
WARNING = 60
OLD_QUERY = "kode"
FIELD = "code"


class TokenForm(forms.Form):
    """A code from paper, or what stands behind the # of a link."""

    code = forms.CharField(
        label=_("Koden"),
        max_length=40,
        error_messages={"required": _("Skriv koden fra dit papir.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Tolv bogstaver og tal, for eksempel 7KQ2-M9XA-41ZD. Store og små bogstaver er lige gode."),
    )


def with_token(address: str, token: str) -> str:
    """Return an address with a token where no server and no log sees it."""
    return f"{address}#{token}"


def open_link(request: HttpRequest, token: str, purpose: str) -> Pass:
    """Open the pass of a link for the rest of the session. `NotFound` or `Refused` as `passes.open_with`."""
    opened = passes.open_with(token, purpose=purpose, source=proxies.source_of(request))
    kept = [key for key in request.session.get(SHELF, []) if key != str(opened.pk)]
    # A session id that somebody planted before is worth nothing after.
    request.session.cycle_key()
    request.session[SHELF] = [*kept, str(opened.pk)]
    return opened


def door(
    request: HttpRequest,
    *,
    purpose: str,
    onward: Callable[[Pass], str],
    token: str = "",
    template: str = "web/door.html",
    label: str = "",
    example: str = "",
) -> HttpResponse:
    """Open what a personal link or a paper code leads to, and go on to an address without the token.

    A page that asks for the code; a script on it posts what stands behind the #. An older link with the token in its path
    (`token`) or query opens still, and is sent on at once. `example` is a code that is nobody's, for a demo.
    """
    if token and request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if token:
        return _private(redirect(onward(open_link(request, token, purpose))))
    if written := request.GET.get(OLD_QUERY, ""):
        return without_query(request, written)

    form = TokenForm(request.POST if request.method == "POST" else None)
    form.fields[FIELD].label = label or form.fields[FIELD].label
    if form.is_valid():
        try:
            return _private(redirect(onward(open_link(request, form.cleaned_data[FIELD], purpose))))
        except Refused as refused:
            form.add_error(FIELD, refused.told)

    page = render(request, template, {"form": form, "example": example}, status=422 if form.is_bound else 200)
    # Not `no-referrer`: a form on such a page is sent from nowhere, and is taken for a stranger's. What stands behind the # is no referrer.
    page["Cache-Control"] = "no-store"
    return page


def without_query(request: HttpRequest, token: str) -> HttpResponse:
    """Send an older link with its token in the query on at once, with the token behind the #."""
    tidy = passes.tidy(token)[: 2 * passes.LETTERS]
    return _private(HttpResponseRedirect(with_token(request.path, tidy)))


def held(request: HttpRequest) -> list[UUID]:
    """Return the passes that links have opened in this session, expired ones too: each query judges them anew."""
    return [UUID(key) for key in request.session.get(SHELF, [])]


def close(request: HttpRequest) -> None:
    """Take every pass out of the session; somebody who has logged in stays logged in, for anybody else the session ends."""
    if request.user.is_authenticated:
        for name in (SHELF, *ALSO):
            request.session.pop(name, None)
    else:
        request.session.flush()


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
