"""Where `Refused` and `NotFound` become a sentence and a status, once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samspil.paper.refusal import NotFound, Refused


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """This function will answer with the refusal's sentence: 404 for what is not there or not seen, else 403."""
    return _page(request, 404 if isinstance(refused, NotFound) else 403, refused.sentence)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will answer a request that makes no sense."""
    return _page(request, 400, "Anmodningen kunne ikke forstås. Gå tilbage, og prøv igen.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will answer a request that is not allowed."""
    return _page(request, 403, "Det har du ikke adgang til.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will answer a request for what is not there, exactly as for what may not be seen."""
    return _page(request, 404, NotFound().sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    """This function will answer when the fault is ours."""
    return HttpResponse(
        "<!doctype html><html lang=da><title>Fejl</title><h1>Der skete en fejl hos os</h1><p>Prøv igen om lidt.</p>",
        status=500,
    )


def _page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    return render(request, "web/refusal.html", {"sentence": sentence, "status": status}, status=status)
