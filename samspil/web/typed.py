"""What was typed is not lost: not when a login ends, not when a form was open too long, not when the answer is no.

A form of this site that comes too late is held for its writer (`spine.held`) and stands on the page again after login. What
cannot be put back is shown, so that it can be copied. Passwords and codes are never held.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render, resolve_url
from django.utils.datastructures import MultiValueDict
from django.utils.html import escape

from samspil.spine import held

Handler = Callable[[HttpRequest], HttpResponse]

PARAMETER = "gemt"
# Forms that hold secrets instead of words: everything of an account, and codes from paper by their names.
SECRET_PATHS = ("/konto/",)
SECRET_NAMES = re.compile(r"password|adgangskode|code|kode|otp|token|credential|^csrfmiddlewaretoken$")
# An id is the page's own, not the writer's: a form of nothing else is a single button, to be pressed again.
AN_ID = re.compile(r"\s*|[0-9a-f]{8}-[0-9a-f-]{27}", re.ASCII)
# What is chosen from a list is a word of code, and no help to read or copy.
A_CHOICE = re.compile(r"[\d\s.,:/-]*|[a-z0-9_:-]{1,40}", re.ASCII)


def values(request: HttpRequest) -> held.Values:
    """Return the values of a form that was sent from a page of this site; none of a form with secrets or from elsewhere."""
    if request.method != "POST" or request.path.startswith(SECRET_PATHS) or not _is_own(request):
        return {}
    try:
        sent = request.POST
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return {}  # no form that can be read, or one larger than any of ours
    return {name: list(each) for name, each in sent.lists() if not SECRET_NAMES.search(name)}


def filled(of: held.Values) -> list[str]:
    """Return what a person typed or chose among a form's values, each once."""
    return list(dict.fromkeys(each for several in of.values() for each in several if not AN_ID.fullmatch(each)))


def words(of: held.Values) -> list[str]:
    """Return what a person typed, as it can be read and copied, each once."""
    return [each for each in filled(of) if not A_CHOICE.fullmatch(each)]


def hold(request: HttpRequest) -> str:
    """Hold what a known person sent, and give the address at which it stands again; the page's own when there is nothing."""
    person, typed = getattr(request.user, "person", None), values(request)
    if person is None or not filled(typed):
        return _page_of(request)
    query = request.GET.copy()
    query[PARAMETER] = str(held.hold(person.pk, request.path, typed))
    return f"{request.path}?{query.urlencode()}"


def _page_of(request: HttpRequest) -> str:
    """Return the page a request was made on: for a single button the one it stands on, since its own address is no page."""
    came = urlsplit(request.headers.get("Referer") or "")
    if request.method != "POST" or not came.path or not _is_own(request) or came.netloc != request.get_host():
        return request.get_full_path()
    return f"{came.path}?{came.query}" if came.query else came.path


def to_login(back: str) -> HttpResponse:
    """Send to the login, and from there back to an address."""
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def lost(request: HttpRequest, *, status: int = 403) -> HttpResponse:
    """Show what was typed, to be copied or sent again: there is nobody to hold it for, or no page to put it back on."""
    return _page(request, values(request), request.get_full_path(), status=status)


def _page(request: HttpRequest, typed: held.Values, address: str, *, status: int = 200) -> HttpResponse:
    fields = [(name, each) for name, several in typed.items() for each in several]
    context: dict[str, Any] = {"words": words(typed), "fields": fields, "address": address}
    return render(request, "web/typed.html", context, status=status)


def _is_own(request: HttpRequest) -> bool:
    """Tell whether a form came from a page of this site: what others' pages send is never held or shown as somebody's words."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    # What browsers say where they hide a page's origin: it could be anybody's.
    if origin == "null":
        return False
    if not origin:
        # No script on a page can set this header.
        return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    came = urlsplit(origin)
    return (came.scheme, came.netloc) == (request.scheme, request.get_host())


class TypedMiddleware:
    """Puts what is held back on its page, lets go of it when it has been taken, and shows it where it would be lost."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key, person = _key(request), getattr(request.user, "person", None)
        if key is not None and person is not None and request.method == "GET":
            typed = held.held(person.pk, key, request.path)
            if typed is not None:
                return self._given_back(request, typed)

        response = self.handler(request)
        if request.method != "POST":
            return response
        if _leads_to_login(response):
            return lost(request, status=401) if filled(values(request)) else response
        if key is not None and person is not None and response.status_code in {302, 303}:
            held.drop(person.pk, key)
        return response

    def _given_back(self, request: HttpRequest, typed: held.Values) -> HttpResponse:
        """Draw the page with its form filled, as after a form that did not hold together; nothing is done or saved."""
        again = QueryDict(mutable=True)
        for name, several in typed.items():
            again.setlist(name, several)
        request.POST, request._files = again, MultiValueDict()  # type: ignore[assignment,attr-defined]
        request.gives_back = True  # type: ignore[attr-defined]
        response = self.handler(request)

        if response.status_code in {200, 422} and not response.streaming:
            drawn = response.content.decode(errors="replace").replace("\r\n", "\n")
            # Only where the view has shown every word again; it may have led on or asked for something else first.
            if all(escape(each).replace("\r\n", "\n") in drawn for each in filled(typed)):
                response.status_code = 200
                return response
        return _page(request, typed, request.get_full_path())


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get(PARAMETER, ""))
    except ValueError:
        return None


def _leads_to_login(response: HttpResponse) -> bool:
    there = response.get("Location", "") if response.status_code in {302, 303} else ""
    return urlsplit(there).path == resolve_url(settings.LOGIN_URL)
