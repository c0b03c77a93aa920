"""What happens to every request: language, the limits of a session, its actor, what may be kept by a browser, refusals."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from samspil.paper.refusal import Refused
from samspil.spine import passes, people
from samspil.web import errors, personal_links, second_factor, staged, tally, typed
from samspil.web.personal_links import SHELF

Handler = Callable[[HttpRequest], HttpResponse]

BEGAN = "began_at"
SEEN = "seen_at"
# A session is written at most once a minute to say that its owner is still there.
SEEN_STEP = 60
_LOGGED_OUT = gettext_lazy("Du er logget ud, fordi der er gået for lang tid. Log ind igen.")
_LOGGED_OUT_HELD = gettext_lazy(
    "Du er logget ud, fordi der er gået for lang tid. Det, du skrev, er gemt til dig: log ind, så står det på siden igen."
)


class LanguageMiddleware:
    """Danish, unless the reader has chosen otherwise here: a browser set to English is no choice of theirs."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.handler(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionLimitMiddleware:
    """Ends a login after half an hour of rest and after twelve hours in all, and lets passes go after the same rest.

    The session itself lives longer (SESSION_COOKIE_AGE), so that it is known for whom to hold what was being typed.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = int(timezone.now().timestamp())
        if not request.user.is_authenticated:
            # What a pass opened lasts as long as it is used.
            if request.session.get(SHELF):
                seen = request.session.get(SEEN, now)
                if now - seen >= settings.SAMSPIL_SESSION_REST:
                    personal_links.close(request)
                # Now and then, not each time: a session that changes is a write to the database.
                elif SEEN not in request.session or now - seen >= SEEN_STEP:
                    request.session[SEEN] = now
            return self.handler(request)

        began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
        if now - began >= settings.SAMSPIL_SESSION_LONGEST or now - seen >= settings.SAMSPIL_SESSION_REST:
            # The upload first: the drawer keeps the latest few, and the words that were typed are the last to go.
            staged.carry(request)
            back = typed.hold(request)
            logout(request)
            messages.info(request, _LOGGED_OUT_HELD if typed.PARAMETER in back else _LOGGED_OUT)
            return typed.to_login(back)

        if BEGAN not in request.session or now - seen >= SEEN_STEP:
            request.session[BEGAN], request.session[SEEN] = began, now
            tally.forget(request)

        return self.handler(request)


class ActorMiddleware:
    """Sets `request.actor`: the person behind the account with today's roles, and the passes that still stand open.

    `request.tally` is what waits for them (`web.tally`); a deed of theirs lets it be counted anew.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        request.tally = SimpleLazyObject(lambda: tally.of(request.session, request.actor))  # type: ignore[attr-defined]
        response = self.handler(request)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            tally.forget(request)
        return response


def _actor(request: HttpRequest) -> people.Actor:
    held = [UUID(key) for key in request.session.get(SHELF, [])]
    opened = passes.standing(held) if held else frozenset()
    person = getattr(request.user, "person", None) if request.user.is_authenticated else None
    if person is None:
        return people.Actor(passes=opened)
    return second_factor.proven(people.actor_for(person, passes=opened), request)


class PrivacyMiddleware:
    """Tells browsers and proxies to keep nothing of what somebody sees by a login or a pass."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        # What one reader sees may lie in no cache, nor come back by »tilbage« after they have logged out.
        if request.user.is_authenticated or request.session.get(SHELF):
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class HtmxMiddleware:
    """Lets a redirect after a form that htmx sent open the new page, instead of placing it inside the old one."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        # A browser follows a redirect before htmx sees it, and a whole page would land in a piece of one.
        if request.headers.get("HX-Request") == "true" and response.status_code in {301, 302, 303, 307, 308}:
            moved = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
            # Another response: what was set on the first must go with it.
            moved.cookies = response.cookies
            return moved
        return response


class RefusalMiddleware:
    """Answers a refusal that a view let through with its sentence and the right status, and no reader with an empty page."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        is_button = isinstance(response, HttpResponseNotAllowed) and not response.content
        return errors.not_allowed(request, response) if is_button and request.method == "GET" else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.refusal(request, exception) if isinstance(exception, Refused) else None
