"""Pages go packed (gzip) over the net: a third of the bytes, which a phone far out waits for.

How long a packed answer is can tell something of what is in it, to whoever sees the line and chooses words that come back in it (the
BREACH attack). So what is drawn for a login from words in the address, as a search is, goes unpacked; Django adds random bytes to the
rest and masks the token of every form; and no form of another site is answered by a login.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PackingMiddleware(GZipMiddleware):
    """Packs pages; files and open data are left as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack a page where that tells nothing."""
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        is_chosen = bool(request.GET) and settings.SESSION_COOKIE_NAME in request.COOKIES
        return super().process_response(request, response) if is_page and not is_chosen else response
