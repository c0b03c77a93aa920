"""Where a phone hands in what it has sealed: JSON in and out, its own token, never a redirect, and nothing of what was said.

A receipt names the id, the digest and what is missing. The phone deletes by a final one alone, whose digest is its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from samspil.features.voices import rules
from samspil.features.voices.actions import deposits as actions
from samspil.features.voices.models import Deposit, Phone
from samspil.features.voices.queries import deposits as queries
from samspil.paper.refusal import NotAllowed, NotFound, Refused, Unavailable
from samspil.spine import people
from samspil.web import own_token

# What a refusal is to the phone: its status, and the word it acts by.
STATUS: tuple[tuple[type[Refused], int, str], ...] = (
    (queries.Shut, 401, "shut"),
    (rules.deposits.OtherContent, 409, "other"),
    (rules.deposits.TooMany, 429, "later"),
    (Unavailable, 503, "later"),
    (NotFound, 404, "again"),
    (NotAllowed, 403, "refused"),
    (Refused, 422, "refused"),
)
FINAL = frozenset({"held", "risen", "withdrawn"})
Answer = Callable[..., HttpResponse]


def _by_token(view: Callable[..., JsonResponse]) -> Answer:
    """Judge a request by its own token alone, and answer a refusal as JSON with a sentence."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def answer(request: HttpRequest, **given: Any) -> HttpResponse:
        try:
            phone = queries.phone_with(own_token.of(request))
            return _kept_by_nobody(view(phone, _body(request), **given))
        except Refused as refused:
            status, word = next((status, word) for kind, status, word in STATUS if isinstance(refused, kind))
            why = refused.why if isinstance(refused, queries.Shut) else ""
            told = JsonResponse({"error": word, "why": why, "sentence": refused.told}, status=status)
            if status in {429, 503}:
                told["Retry-After"] = "60"
            return _kept_by_nobody(told)

    return answer


def _kept_by_nobody(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response


def _body(request: HttpRequest) -> bytes:
    # Judged by what it promises, before any of it is read.
    if int(request.META.get("CONTENT_LENGTH") or 0) > rules.deposits.PIECE:
        raise Refused("Det, telefonen sendte, er for stort.")
    try:
        return request.body
    except (UnreadablePostError, RequestDataTooBig):
        raise Refused("Det, telefonen sendte, kom ikke helt frem.") from None


def _receipt(deposit: Deposit, digest: str = "") -> JsonResponse:
    """Return what the server has of a voice. Of one that is gone it knows no digest, and gives back the phone's own."""
    said = {
        "held": _("Bidraget er kommet frem og ligger hos tovholderen, som ser på det."),
        "risen": _("Bidraget er kommet frem."),
        "withdrawn": _("Bidraget er trukket tilbage og bliver ikke brugt."),
    }
    return JsonResponse(
        {
            "id": str(deposit.pk),
            "digest": deposit.digest or digest,
            "state": deposit.state,
            "final": deposit.state in FINAL,
            "missing": queries.missing(deposit),
            "sentence": said.get(deposit.state, ""),
            "at": timezone.now().isoformat(),
        }
    )


@_by_token
def announce(phone: Phone, body: bytes) -> JsonResponse:
    """Hear of a voice, and say what of it is missing."""
    notice = rules.deposits.read_notice(body)
    by = people.actor_for(phone.person)
    return _receipt(actions.announce(by=by, phone=phone, notice=notice), notice.digest)


@_by_token
def put_piece(phone: Phone, body: bytes, pk: UUID, number: int) -> JsonResponse:
    """Take one piece, and say what is missing then."""
    deposit = queries.known(pk)
    by = people.actor_for(phone.person)
    return _receipt(actions.put_piece(by=by, deposit=deposit, number=number, content=body))


@_by_token
def regret(phone: Phone, body: bytes, pk: UUID) -> JsonResponse:
    """Hear that a voice is taken back before it was sent: nothing of it is ever opened."""
    return _receipt(actions.regret(by=people.actor_for(phone.person), key=pk, phone=phone))


@_by_token
def tell_waiting(phone: Phone, body: bytes) -> JsonResponse:
    """Hear how many voices the phone still holds; say until when it may hand in, and which key it seals with from now on."""
    try:
        waiting = int(json.loads(body)["waiting"])
    except (ValueError, KeyError, TypeError, OverflowError):
        raise Refused("Telefonen sendte noget, Samspil ikke forstår.") from None
    actions.tell_waiting(by=people.actor_for(phone.person), phone=phone, waiting=waiting)
    told = {"expires": phone.expires_at.isoformat(), "at": timezone.now().isoformat(), "key": queries.sealing_key()}
    return JsonResponse(told)
