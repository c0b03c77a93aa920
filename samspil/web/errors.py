"""Where `Refused` and `NotFound` become a sentence and a status, once; and every other way a request can go wrong."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspil.paper import faults
from samspil.paper.refusal import NotFound, Refused, Unavailable
from samspil.web import typed
from samspil.web.cut_off import CUT_OFF

RETRY_AFTER = 30  # seconds
_log = logging.getLogger(__name__)
HEADINGS = {
    400: gettext_lazy("Vi forstod ikke anmodningen"),
    403: gettext_lazy("Det kan du ikke her"),
    404: gettext_lazy("Siden findes ikke"),
    405: gettext_lazy("Siden kan ikke åbnes sådan"),
    413: gettext_lazy("Det, du sendte, er for stort"),
    429: gettext_lazy("Der er prøvet for mange gange"),
}


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Answer with the refusal's sentence: 404 for what is not there or not seen, 503 when the machine failed, else 403."""
    if isinstance(refused, Unavailable):
        return unavailable(refused.told)
    return _page(request, 404 if isinstance(refused, NotFound) else 403, refused.told)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense, or one that is too large to be read."""
    from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent

    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return _page(request, 413, _("Send mindre ad gangen: del filen eller teksten op, og prøv igen."))
    return _page(request, 400, _("Gå tilbage, og prøv igen. Skriv til os, hvis det sker flere gange."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is not allowed."""
    return _page(
        request, 403, _("Det har du ikke adgang til. Log ind med en konto, der har, eller spørg din tovholder.")
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not carry this browser's own proof (CSRF), or that was cut off on its way."""
    # A body that was cut off has lost its proof on the way: that is no forgery.
    if request.META.get(CUT_OFF):
        return _page(
            request, 400, _("Det, du sendte, kom ikke helt frem, og intet er gemt. Gå tilbage, og send det igen.")
        )

    back = typed.hold(request)
    if typed.PARAMETER in back:
        messages.info(
            request, _("Siden havde været åben for længe. Det, du skrev, står her igen. Se det igennem, og send det.")
        )
        return redirect(back)
    if typed.filled(typed.values(request)):
        return typed.lost(request)

    return _page(
        request,
        403,
        _(
            "Formularen var åben for længe, eller browseren gemmer ikke cookies. Gå tilbage, hent siden igen, og send den så."
        ),
    )


def not_allowed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return a page to whoever opens the address of a button; what the address does allow stands as it was."""
    said = _page(request, 405, _("Adressen hører til en knap. Gå til siden med knappen, og tryk på den der."))
    said.headers["Allow"] = answer.headers["Allow"]
    return said


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for what is not there, exactly as for what may not be seen."""
    return _page(request, 404, NotFound().told)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the fault is ours, without asking the database or a template for anything.

    503 with its own words when it is the machine's, such as a database that is starting again: what was asked may go
    well in a moment. Django calls this while the error is being handled, also the one that a middleware met.
    """
    error = sys.exc_info()[1]
    said = faults.sentence(error) if error is not None else ""
    if said:
        _log.error("%s %s", said, request.path)
        return unavailable(said)
    return _bare(
        "Der skete en fejl hos os", "Intet er gemt. Prøv igen om lidt, og skriv til os, hvis det fortsætter.", 500
    )


def unavailable(sentence: str) -> HttpResponse:
    """Answer that it cannot be done just now, and why, without asking the database for anything."""
    response = _bare("Samspil kan ikke svare lige nu", sentence, 503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _bare(heading: str, sentence: str, status: int) -> HttpResponse:
    return HttpResponse(
        format_html(
            '<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Fejl: {} – Samspil</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
            '<body><main><h1>{}</h1><p>{}</p><p><a href="/">Gå til forsiden</a></p></main></body></html>',
            heading,
            heading,
            sentence,
        ),
        status=status,
        headers={"Cache-Control": "no-store"},
    )


def _page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    words = typed.words(typed.values(request)) if status in {403, 404} else []
    context: dict[str, Any] = {"sentence": sentence, "status": status, "heading": HEADINGS[status], "words": words}
    return render(request, "web/refusal.html", context, status=status)
