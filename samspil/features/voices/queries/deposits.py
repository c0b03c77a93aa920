"""What phones without network have handed in, what still lies on them as far as the server knows, and what waits for a person."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspil.features.voices import rules
from samspil.features.voices.models import Deposit, Phone
from samspil.features.voices.rules.deposits import Content, Held
from samspil.paper import danish
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import access, desk, policy, secrets
from samspil.spine.people import Actor
from samspil.spine.secrets import envelopes


class Shut(Refused):
    """A token that hands in nothing (any more), and what its holder does. `why` is a word for the page on the phone."""

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


def phone_with(token: str) -> Phone:
    """Return the phone that a token belongs to. `Shut` when it is unknown, stopped or too old, each with its own sentence."""
    hashes = secrets.keyed_hashes("phone", token[:100])
    phone = Phone.objects.select_related("person", "organisation").filter(token_hash__in=hashes).first()
    if phone is None:
        raise Shut(
            "unknown",
            "Samspil kender ikke telefonen. Bidragene ligger stadig her. Log ind, og gør telefonen klar igen, så bliver de sendt.",
        )
    if phone.revoked_at is not None:
        raise Shut(
            "revoked",
            f"Telefonen blev stoppet {danish.date(timezone.localdate(phone.revoked_at))}. Bidragene ligger stadig her. Ring til "
            "tovholderen, og gør telefonen klar igen, eller gem bidragene som en fil.",
        )
    if phone.expires_at <= timezone.now():
        raise Shut(
            "expired",
            "Telefonen skal gøres klar igen, fordi der er gået for lang tid. Bidragene ligger stadig her. Log ind, og gør den "
            "klar, så bliver de sendt.",
        )
    return phone


def sealing_key() -> dict[str, str]:
    """Return the key that phones seal to, as their page takes it: its id, and its point in base64."""
    key = envelopes.public_key()
    return {"id": key.id, "point": base64.b64encode(key.point).decode()}


def known(key: UUID) -> Deposit:
    """Return a voice that has been announced; `NotFound` else."""
    found = Deposit.objects.filter(pk=key).first()
    if found is None:
        raise NotFound("Samspil kender ikke bidraget. Telefonen begynder forfra med det.")
    return found


def missing(deposit: Deposit) -> list[int]:
    """Return the numbers of the pieces that have not come; none of what has no pieces to wait for any more."""
    if deposit.state != "arriving":
        return []
    return rules.deposits.missing(deposit.pieces, set(deposit.arrived.values_list("number", flat=True)))


def arrived() -> list[Deposit]:
    """Return what has wholly come and was not taken in: cut short between the two."""
    rows = Deposit.objects.filter(state="arriving").exclude(size=0).annotate(there=Count("arrived"))
    return [each for each in rows.select_related("phone__person") if each.there == len(each.pieces)]


def _envelope(deposit: Deposit) -> bytes:
    envelope = b"".join(bytes(each) for each in deposit.arrived.order_by("number").values_list("content", flat=True))
    if hashlib.sha256(envelope).hexdigest() != deposit.digest:
        raise Held("content")
    return envelope


def opened(deposit: Deposit) -> Content:
    """Open a voice that has wholly come. `Held` when its key is gone or it makes no sense. Whoever shows it notes the reading first."""
    envelope = _envelope(deposit)
    try:
        content = envelopes.unsealed(envelope, bound_to=deposit.pk.bytes)
    except Refused as refused:
        raise Held("key", refused.sentence) from None
    return rules.deposits.read(content)


def opened_or_none(deposit: Deposit) -> Content | None:
    """Open a voice that waits for a person, where it can be opened at all."""
    try:
        return opened(deposit)
    except Held:
        return None


def says_danger(deposit: Deposit) -> bool:
    """Tell whether a voice that cannot be taken in says that somebody is in danger; what cannot be opened may."""
    content = opened_or_none(deposit)
    return content is None or content.danger != "no" or bool(rules.danger.asks(content.words))


def key_of(deposit: Deposit) -> str:
    """Return the id of the key that a voice is sealed to, "" when it names none."""
    try:
        return envelopes.key_of(_envelope(deposit))[:16]
    except Refused:
        return ""


def sealed_by(envelope: bytes, key: UUID) -> Phone:
    """Return the phone that a voice in a file was sealed on. Refused when it cannot be opened or the phone is not known."""
    content = rules.deposits.read(envelopes.unsealed(envelope, bound_to=key.bytes))
    phone = Phone.objects.filter(pk=content.phone).first()
    if phone is None:
        raise Refused("Filen kommer fra en telefon, som Samspil ikke kender. Den hører til en anden installation.")
    return phone


def whole_phone(deposit: Deposit) -> Phone:
    """Return the entry of the phone that a voice came from, with all that a voice is placed by. `Held` where it is gone."""
    found = _whole().filter(pk=deposit.phone_id).first() if deposit.phone_id else None
    if found is None:
        raise Held("place")
    return found


def _whole() -> QuerySet[Phone]:
    return Phone.objects.select_related("organisation", "within", "source", "person", "follows_up")


def phone_of(key: UUID, sender: Phone) -> Phone:
    """Return the entry of a phone that a voice was made with, where it is the same person's as the sender's; else the sender's."""
    return _whole().filter(pk=key, person=sender.person_id).first() or sender


# What the coordinator sees


def _near(actor: Actor, action: str, kind: str, prefix: str = "") -> Q:
    houses, circles = policy.places_where(actor, action, kind)
    # As the voice itself will be: what lies within a partnership is for its own, and not for the whole organisation.
    near = Q(**{f"{prefix}organisation__in": houses, f"{prefix}within": None}) | Q(**{f"{prefix}within__in": circles})
    return near | Q(**{f"{prefix}person": actor.person_id}) if actor.person_id else near


def phones(actor: Actor) -> QuerySet[Phone]:
    """Return the actor's own phones and those where they may stop one: what still lies on them first, then the newest."""
    arriving = Count("deposits", filter=Q(deposits__state="arriving"))
    rows = Phone.objects.filter(_near(actor, "stop", "phone")).annotate(arriving=arriving)
    return rows.select_related("person", "organisation", "within").order_by(
        F("waiting").desc(), "revoked_at", "-created_at", "pk"
    )


def phone(actor: Actor, pk: UUID) -> Phone:
    """Return one of them; `NotFound` else."""
    found = phones(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class OnPhones:
    """How many voices still lie on phones as far as the server knows, on how many, and when the oldest word of it came."""

    voices: int
    phones: int
    heard_at: dt.datetime | None


def on_phones(actor: Actor) -> OnPhones:
    """Count what the actor's phones said they still held when they were last heard from. One query."""
    rows = list(
        Phone.objects.filter(_near(actor, "stop", "phone"), waiting__gt=0).values_list("waiting", "waiting_at")[:1000]
    )
    return OnPhones(sum(count for count, _at in rows), len(rows), min((at for _count, at in rows if at), default=None))


def held(actor: Actor) -> QuerySet[Deposit]:
    """Return the voices that wait for a person and that the actor may take up: those that may not wait first, then the oldest."""
    rows = Deposit.objects.filter(_near(actor, "take_up", "deposit", "phone__"), state="held")
    return rows.select_related("phone__person", "phone__organisation", "phone__within").order_by(
        "-is_urgent", "completed_at", "pk"
    )


def held_one(actor: Actor, pk: UUID) -> Deposit:
    """Return one of them; `NotFound` else."""
    found = held(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def arriving(actor: Actor) -> QuerySet[Deposit]:
    """Return the voices that have begun to come and lack something, from the actor's phones; the oldest first."""
    rows = Deposit.objects.filter(_near(actor, "regret", "deposit", "phone__"), state="arriving")
    return rows.select_related("phone__person").annotate(there=Count("arrived")).order_by("arrived_at", "pk")


def taken_back(actor: Actor, pk: UUID) -> Deposit:
    """Return a voice that the actor may take back before it is taken in; `NotFound` else."""
    rows = Deposit.objects.filter(_near(actor, "regret", "deposit", "phone__"), pk=pk)
    found = rows.select_related("phone").first()
    if found is None:
        raise NotFound
    return found


def read_held(actor: Actor, deposit: Deposit) -> Content | None:
    """Return what stands in a voice that waits for a person, noted as read first; None when it cannot be opened."""
    policy.check(actor, "take_up", "deposit", deposit, deposit.state)
    access.note(actor, purpose="Bidrag fra en telefon gennemgås")
    return opened_or_none(deposit)


def waiting(actor: Actor) -> QuerySet[Deposit] | None:
    """Return what waits for the actor on their own page; None for whoever takes nothing in."""
    if actor.person_id is None or not policy.allows_somewhere(actor, "take_up", "deposit"):
        return None
    return held(actor)


def expected(row: Deposit) -> desk.Expected:
    """Write a voice that waits for a person; one that may not wait is due today."""
    assert row.phone is not None
    within = row.phone.within
    return desk.Expected(
        what=_("Følg op på bidraget i dag") if row.is_urgent else _("Se på et bidrag fra en telefon"),
        about=str(rules.deposits.HELD[row.why_held]),
        at=("voices:held", row.pk),
        where=within.name if within else row.phone.organisation.name,
        circle=row.phone.within_id,
        due=timezone.localdate(row.completed_at) if row.is_urgent and row.completed_at else None,
        button=_("Åbn bidraget"),
    )


def of_voice(node: UUID) -> Deposit | None:
    """Return how a voice was handed in, when it came from a phone."""
    return Deposit.objects.filter(node=node).first()


def shown_number(key: UUID) -> str:
    """Return the number by which a phone and the coordinator speak of one voice: the first eight letters of its id."""
    return key.hex[:8].upper()


def numbered(rows: Iterable[Deposit]) -> list[tuple[str, Deposit]]:
    """Return each of several voices behind its number."""
    return [(shown_number(each.pk), each) for each in rows]
