"""Passes: a personal link or a code on paper that opens one thing for one purpose, and nothing else."""

from __future__ import annotations

import datetime as dt
import secrets as randomness
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import journal, pass_purposes, secrets
from samspil.spine.actors import Actor, Held
from samspil.spine.models import Node, Pass, PassAttempt, Person

# Crockford's alphabet without I, L, O, U: read aloud and typed from paper without doubt. 12 letters hold 60 random bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 12
GROUP = 4
# Wrong tries are counted for each purpose by itself, over this long (docs/decisions/0013).
WINDOW = dt.timedelta(minutes=15)
# At most so many wrong tries that share a whole group with each other, from whatever address: nobody searches around a
# code of which they know a part.
TRIES = 10
# At most so many from one address, far above what thirty people at one desk mistype in a quarter of an hour.
FROM_ONE = 300
# At most so many in all. Beyond it only addresses without a wrong try are judged.
IN_ALL = 3_000
# Whoever got a link within this is not reminded of it: a second press, or one right after the first mail, would only be noise.
RESTS = dt.timedelta(hours=12)
# Said of a page that a link opened and that is not open now: whether it was closed, is old or was taken back is not known.
NOT_OPEN = (
    "Siden er lukket, eller linket er udløbet. Åbn det nyeste link, du har fået. "
    "Virker det ikke, så bed den, der sendte det, om et nyt."
)


def rested() -> Q:
    """Return the condition on a row that holds a link (`issued`) that its holder may be reminded: it is old enough, or there is none."""
    return Q(issued__isnull=True) | Q(issued__created_at__lte=timezone.now() - RESTS)


def check_reminded(number: int) -> None:
    """Refuse a reminder that reaches nobody, and say why that may be."""
    if not number:
        raise Refused(
            "Ingen fik en påmindelse: de, der mangler, har fået et link inden for de sidste {hours} timer, "
            "har ingen e-mail eller har sagt nej til påmindelser.",
            hours=RESTS // dt.timedelta(hours=1),
        )


@journal.deed
def issue(
    *, by: Actor, node: Node, purpose: str, lasts: dt.timedelta, person: Person | None = None
) -> tuple[Pass, str]:
    """Issue a pass and give its token, shown this once: three groups of four letters.

    It lasts no longer than its purpose allows. KeyError for a purpose that nobody declared.
    """
    minted = mint()
    return _issue(by, node, purpose, lasts, minted.key_id, minted.hashed, person), minted.token


@dataclass(frozen=True)
class Minted:
    """A token that is made before there is anything for it to open: as it is printed, and what is kept of it."""

    token: str
    key_id: str
    hashed: str


def mint() -> Minted:
    """Make a token that opens nothing yet (`let_open`); whoever makes it shows it this once and keeps its hash alone."""
    token = _random()
    return Minted(_grouped(token), *secrets.keyed_hash("pass", token))


@journal.deed
def let_open(*, by: Actor, node: Node, purpose: str, lasts: dt.timedelta, key_id: str, hashed: str) -> Pass:
    """Let a token that was made before open something from now on, by the hash that was kept of it. Otherwise as `issue`."""
    return _issue(by, node, purpose, lasts, key_id, hashed, None)


def _random() -> str:
    return "".join(randomness.choice(ALPHABET) for _ in range(LETTERS))


def _grouped(token: str) -> str:
    return "-".join(token[i : i + GROUP] for i in range(0, LETTERS, GROUP))


def _issue(
    by: Actor, node: Node, purpose: str, lasts: dt.timedelta, key_id: str, hashed: str, person: Person | None
) -> Pass:
    longest = pass_purposes.get(purpose).longest
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
    return made


@journal.deed
def revoke(*, by: Actor, issued: Pass) -> Pass:
    """Make a pass worthless at once. Revoking twice changes nothing."""
    if Pass.objects.filter(pk=issued.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        journal.note("pass.revoked", by=by, node=issued.node, data={"pass": issued.pk})
    issued.refresh_from_db(fields=["revoked_at"])
    return issued


def tidy(token: str) -> str:
    """Read a token as people type it: small letters, blanks, hyphens, O for 0, I and L for 1."""
    return "".join({"O": "0", "I": "1", "L": "1"}.get(letter, letter) for letter in token.upper() if letter.isalnum())


def open_with(token: str, *, purpose: str, source: str) -> Pass:
    """Return the pass that a token opens for a purpose.

    Unknown, expired, revoked and for another purpose are answered alike (`NotFound`), and each counts as a wrong try for
    the purpose: from `source` (an address, kept only as a keyed hash, and only for the window), and for each of the
    code's groups. Refused for a while after too many; what others mistype at the same address closes for nobody.
    RuntimeError inside a transaction, which could take the count with it; KeyError for a purpose that nobody declared.
    """
    pass_purposes.get(purpose)
    now = timezone.now()
    marks = _marks(token, purpose, source)
    _check_tries(marks, now, own=[])
    # A try is counted before it is judged: many at once see each other, and no more than the limit of them are judged.
    with transaction.atomic(durable=True):
        own = PassAttempt.objects.bulk_create(
            # Under the newest key; looked for under all, so that a rotation forgives nobody.
            [PassAttempt(source_hash=hashes[0]) for opened in marks.values() for hashes in opened]
        )

    try:
        _check_tries(marks, now, own=own)
        opened = _opens(token, purpose, now)
    except Refused as refused:
        # A wrong code stays counted. One turned away unjudged does not, or a closed door would keep itself closed.
        if isinstance(refused, NotFound):
            PassAttempt.objects.filter(at__lte=now - WINDOW).delete()
        else:
            _forget(own)
        raise

    _forget(own)
    return opened


# What a try is counted by: each mark is its hash under every key still held, so that a change of keys gives no new tries.
Marks = dict[str, list[list[str]]]


def _marks(token: str, purpose: str, source: str) -> Marks:
    typed = tidy(token)[: 2 * LETTERS]
    groups = [(number, typed[number * GROUP : (number + 1) * GROUP]) for number in range(LETTERS // GROUP)]

    def mark(what: str) -> list[str]:
        return secrets.keyed_hashes("pass source", f"{purpose}\0{what}")

    return {
        "group": [mark(f"group\0{number}\0{group}") for number, group in groups if group],
        "source": [mark(f"source\0{source}")],
        "purpose": [mark("all")],
    }


def _check_tries(marks: Marks, now: dt.datetime, *, own: list[PassAttempt]) -> None:
    def count(hashes: list[str], most: int) -> int:
        tries = PassAttempt.objects.filter(source_hash__in=hashes, at__gt=now - WINDOW)
        # Counted no further than the limit: a flood costs no more than a few.
        return tries.exclude(pk__in=[each.pk for each in own])[:most].count()

    if any(count(hashes, TRIES) >= TRIES for hashes in marks["group"]):
        raise Refused(
            "Der er prøvet for mange forkerte koder. Vent et kvarter, og prøv igen, "
            "eller bed om en ny kode der, hvor du fik den."
        )
    wrong_here = count(marks["source"][0], FROM_ONE)
    if wrong_here >= FROM_ONE or (wrong_here and count(marks["purpose"][0], IN_ALL) >= IN_ALL):
        raise Refused(
            "Der er prøvet for mange forkerte koder. Vent et kvarter, og prøv igen, "
            "eller brug et andet netværk, for eksempel din telefons."
        )


def _forget(attempts: list[PassAttempt]) -> None:
    PassAttempt.objects.filter(pk__in=[each.pk for each in attempts]).delete()


def _opens(token: str, purpose: str, now: dt.datetime) -> Pass:
    hashes = secrets.keyed_hashes("pass", tidy(token))
    issued = Pass.objects.select_related("node").filter(token_hash__in=hashes, purpose=purpose).first()
    if issued is None or issued.revoked_at is not None or issued.expires_at <= now:
        raise NotFound("Koden passer ikke. Se efter, om den er skrevet rigtigt, eller om den er udløbet.")
    return issued


def stands(token: str, *, purpose: str) -> bool:
    """Tell whether a token that is no secret (a demo's own) opens something now. One query, and no try is counted."""
    hashes = secrets.keyed_hashes("pass", tidy(token))
    found = Pass.objects.filter(token_hash__in=hashes, purpose=pass_purposes.get(purpose).key)
    return found.filter(revoked_at__isnull=True, expires_at__gt=timezone.now()).exists()


def standing(pass_ids: Iterable[UUID]) -> frozenset[Held]:
    """Return what the passes kept in a session still stand for: not those revoked or expired since. One query."""
    rows = _good(pass_ids).filter(purpose__in=[each.key for each in pass_purposes.everyone()])
    return frozenset(Held(node, purpose) for node, purpose in rows.values_list("node_id", "purpose"))


def held(pass_ids: Iterable[UUID], purpose: str) -> QuerySet[Pass]:
    """Return the passes of one purpose among those kept in a session that still open something. KeyError as `open_with`."""
    return _good(pass_ids).filter(purpose=pass_purposes.get(purpose).key)


def _good(pass_ids: Iterable[UUID]) -> QuerySet[Pass]:
    return Pass.objects.filter(pk__in=list(pass_ids), revoked_at__isnull=True, expires_at__gt=timezone.now())
