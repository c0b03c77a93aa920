"""Passes: a personal link or a code on paper that opens one thing for one purpose, and nothing else."""

from __future__ import annotations

import datetime as dt
import secrets as randomness
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import journal, pass_purposes, secrets
from samspil.spine.actors import Actor, Held
from samspil.spine.models import Node, Pass, PassAttempt, Person

# Crockford's alphabet without I, L, O, U: read aloud and typed from paper without doubt. 12 letters hold 60 random bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 12
GROUP = 4
# Who guesses has at most this many wrong tries from one address in the window.
TRIES = 10
WINDOW = dt.timedelta(minutes=15)


@journal.deed
def issue(
    *, by: Actor, node: Node, purpose: str, lasts: dt.timedelta, person: Person | None = None
) -> tuple[Pass, str]:
    """This function will issue a pass and give its token, shown this once: three groups of four letters.

    It lasts no longer than its purpose allows. KeyError for a purpose that nobody declared.
    """
    longest = pass_purposes.get(purpose).longest
    token = "".join(randomness.choice(ALPHABET) for _ in range(LETTERS))
    key_id, hashed = secrets.keyed_hash("pass", token)
    made = Pass.objects.create(
        token_hash=hashed,
        key_id=key_id,
        node=node,
        purpose=purpose,
        person=person,
        created_by_id=by.person_id,
        expires_at=timezone.now() + min(lasts, longest),
    )
    journal.note("pass.issued", by=by, node=node, data={"pass": made.pk, "purpose": purpose})
    return made, "-".join(token[i : i + GROUP] for i in range(0, LETTERS, GROUP))


@journal.deed
def revoke(*, by: Actor, issued: Pass) -> Pass:
    """This function will make a pass worthless at once. Revoking twice changes nothing."""
    if Pass.objects.filter(pk=issued.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        journal.note("pass.revoked", by=by, node=issued.node, data={"pass": issued.pk})
    issued.refresh_from_db(fields=["revoked_at"])
    return issued


def tidy(token: str) -> str:
    """This function will read a token as people type it: small letters, blanks, hyphens, O for 0, I and L for 1."""
    return "".join({"O": "0", "I": "1", "L": "1"}.get(letter, letter) for letter in token.upper() if letter.isalnum())


def open_with(token: str, *, purpose: str, source: str) -> Pass:
    """This function will give the pass that a token opens for a purpose.

    Unknown, expired, revoked and for another purpose are answered alike (`NotFound`), and each counts as a wrong try from
    `source` (an address, kept only as a keyed hash, and only for the window). Refused for a while after ten wrong tries.
    RuntimeError inside a transaction, which could take the count with it; KeyError for a purpose that nobody declared.
    """
    pass_purposes.get(purpose)
    now = timezone.now()
    # Under every key still held, so that a change of keys gives nobody ten new tries.
    tries = PassAttempt.objects.filter(source_hash__in=secrets.keyed_hashes("pass source", source), at__gt=now - WINDOW)
    _check_tries(tries.count())
    # A try is counted before it is judged: many at once see each other, and no more than ten of them are judged.
    with transaction.atomic(durable=True):
        attempt = PassAttempt.objects.create(source_hash=secrets.keyed_hash("pass source", source)[1])
    try:
        _check_tries(tries.exclude(pk=attempt.pk).count())
        found = _opens(token, purpose, now)
    except Refused as refused:
        if isinstance(refused, NotFound):
            PassAttempt.objects.filter(at__lte=now - WINDOW).delete()
        else:
            attempt.delete()
        raise
    attempt.delete()
    return found


def _check_tries(wrong: int) -> None:
    if wrong >= TRIES:
        raise Refused("Der er prøvet for mange forkerte koder. Vent et kvarter, og prøv igen.")


def _opens(token: str, purpose: str, now: dt.datetime) -> Pass:
    hashes = secrets.keyed_hashes("pass", tidy(token))
    found = Pass.objects.select_related("node").filter(token_hash__in=hashes, purpose=purpose).first()
    if found is None or found.revoked_at is not None or found.expires_at <= now:
        raise NotFound("Koden passer ikke. Se efter, om den er skrevet rigtigt, eller om den er udløbet.")
    return found


def standing(pass_ids: Iterable[UUID]) -> frozenset[Held]:
    """Give what the passes kept in a session still stand for: not those revoked or expired since. One query."""
    rows = _good(pass_ids).filter(purpose__in=[each.key for each in pass_purposes.everyone()])
    return frozenset(Held(node, purpose) for node, purpose in rows.values_list("node_id", "purpose"))


def held(pass_ids: Iterable[UUID], purpose: str) -> QuerySet[Pass]:
    """Give the passes of one purpose among those kept in a session that still open something. KeyError as `open_with`."""
    return _good(pass_ids).filter(purpose=pass_purposes.get(purpose).key)


def _good(pass_ids: Iterable[UUID]) -> QuerySet[Pass]:
    return Pass.objects.filter(pk__in=list(pass_ids), revoked_at__isnull=True, expires_at__gt=timezone.now())
