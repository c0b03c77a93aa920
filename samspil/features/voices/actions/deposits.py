"""What a phone without network hands in: the phone made ready and stopped, and each sealed voice taken in once, held, or gone for good.

The phone gives each voice its id before the first try. Whatever is sent again, by whichever way, meets the row of that id.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import secrets as randomness
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from samspil.features.voices import actions, rules
from samspil.features.voices.actions.parts import consent_text
from samspil.features.voices.legal import queries as legal
from samspil.features.voices.legal import rules as rules_legal
from samspil.features.voices.models import Deposit, Phone, Piece, SealingKey
from samspil.features.voices.queries import deposits as queries
from samspil.features.voices.rules.deposits import Content, Held, Notice, OtherContent, TooMany
from samspil.paper.refusal import NotAllowed, Refused, Unavailable
from samspil.spine import erasure, journal, locks, people, policy, secrets
from samspil.spine.models import Circle, Consent, Node, Organisation, Person
from samspil.spine.people import Actor
from samspil.spine.secrets import envelopes


@dataclass(frozen=True)
class Readiness:
    """What a phone is made ready for: its voices' place and origin, who follows up on danger, and the phone's entry it replaces."""

    label: str
    organisation: Organisation
    follows_up: Person
    within: Circle | None = None
    replaces: UUID | None = None


@journal.deed
def ready(*, by: Actor, opening: Readiness, source: Node | None = None) -> tuple[Phone, str]:
    """Make a phone ready and give its token, shown this once: it adds voices for a while, and reads nothing."""
    policy.check(by, "add", "voice", policy.Place.of(opening.organisation, opening.within))
    holder = Person.objects.filter(pk=by.person_id).first() if by.person_id else None
    if holder is None:
        raise Refused("En telefon har altid en person, der har den. Log ind, og gør den klar.")

    profile = legal.standing(opening.organisation.pk, opening.within.pk if opening.within else None)
    rules_legal.check_stands(profile, place=opening.organisation.name)
    consent_text(by)
    token = randomness.token_urlsafe(32)
    key_id, hashed = secrets.keyed_hash("phone", token)
    now, sealed_to = timezone.now(), envelopes.public_key().id
    phone = Phone.objects.create(
        token_hash=hashed,
        key_id=key_id,
        sealed_to=sealed_to,
        person=holder,
        organisation=opening.organisation,
        within=opening.within,
        source=source,
        follows_up=opening.follows_up,
        label=opening.label.strip(),
        expires_at=now + rules.deposits.LASTS,
    )
    _keep_key(phone)
    mine = Phone.objects.filter(person=holder, revoked_at=None)
    for before in mine.filter(pk=opening.replaces) if opening.replaces else ():
        _stop(by, before)

    journal.note("phone.readied", by=by, organisation=phone.organisation_id, data={"phone": phone.pk})
    return phone, token


def _keep_key(phone: Phone) -> None:
    # A voice may lie on the phone long after it last could send: the key waits for it.
    needed = phone.expires_at + rules.deposits.KEY_KEPT
    kept, is_new = SealingKey.objects.get_or_create(key_id=phone.sealed_to, defaults={"needed_until": needed})
    if not is_new and kept.needed_until < needed:
        SealingKey.objects.filter(pk=kept.pk, needed_until__lt=needed).update(needed_until=needed)


@journal.deed
def stop(*, by: Actor, phone: Phone) -> Phone:
    """Stop a phone from handing in, at once. What lies on it stays there, sealed. Twice is once."""
    locks.reread(phone)
    policy.check(by, "stop", "phone", phone)
    if phone.revoked_at is None:
        _stop(by, phone)
    return phone


def _stop(by: Actor, phone: Phone) -> None:
    phone.revoked_at, phone.revoked_by_id = timezone.now(), by.person_id
    phone.save(update_fields=["revoked_at", "revoked_by"])
    journal.note("phone.stopped", by=by, organisation=phone.organisation_id, data={"phone": phone.pk})


@journal.deed
def tell_waiting(*, by: Actor, phone: Phone, waiting: int) -> Phone:
    """Write down how many voices a phone says that it still holds, and which key it seals with from now on. In no journal."""
    locks.reread(phone)
    phone.waiting, phone.waiting_at = min(max(waiting, 0), rules.deposits.MOST_WAITING), timezone.now()
    phone.sealed_to = envelopes.public_key().id
    columns = {"waiting": phone.waiting, "waiting_at": phone.waiting_at, "sealed_to": phone.sealed_to}
    Phone.objects.filter(pk=phone.pk).update(**columns)
    _keep_key(phone)
    return phone


@journal.deed
def announce(*, by: Actor, phone: Phone, notice: Notice) -> Deposit:
    """Begin or go on with a voice that a phone sends. One whose pieces have all come is taken in; the same again changes nothing.

    `OtherContent` for a known id with another digest, `TooMany` past the bounds.
    """
    deposit = Deposit.objects.filter(pk=notice.id).first() or _begin(by, phone, notice)
    locks.reread(deposit)
    # Of what is gone nothing is known but its id: whatever comes under it is answered for good.
    if deposit.state == "withdrawn":
        return deposit
    if deposit.digest != notice.digest:
        raise OtherContent

    if deposit.state == "arriving":
        deposit.sent_at = notice.sent_at
        deposit.save(update_fields=["sent_at"])
        _settle(by, deposit)
    return deposit


def _begin(by: Actor, phone: Phone, notice: Notice) -> Deposit:
    mine = Deposit.objects.filter(phone=phone)
    begun = mine.filter(arrived_at__gt=timezone.now() - dt.timedelta(days=1)).aggregate(
        voices=Count("pk"), bytes=Sum("size")
    )
    is_much = (begun["bytes"] or 0) + notice.size > rules.deposits.MOST_BYTES_A_DAY
    if is_much or begun["voices"] >= rules.deposits.MOST_A_DAY:
        raise TooMany("Telefonen har sendt meget i dag. Resten bliver liggende og bliver sendt i morgen.")
    if mine.filter(state="arriving").count() >= rules.deposits.MOST_ARRIVING:
        raise TooMany("Telefonen er i gang med mange bidrag på én gang. Lad den sende dem færdig, og prøv så igen.")

    try:
        # A savepoint: of two at once the second waits here, and goes on with the first one's row.
        with transaction.atomic():
            made = Deposit.objects.create(
                pk=notice.id,
                phone=phone,
                digest=notice.digest,
                size=notice.size,
                pieces=list(notice.pieces),
                sent_at=notice.sent_at,
            )
    except IntegrityError:
        return Deposit.objects.get(pk=notice.id)
    journal.note("deposit.begun", by=by, organisation=phone.organisation_id, data={"deposit": made.pk})
    return made


@journal.deed
def put_piece(*, by: Actor, deposit: Deposit, number: int, content: bytes) -> Deposit:
    """Keep one piece of a voice, once; with the last of them the voice is taken in, in the same transaction."""
    locks.reread(deposit)
    if deposit.state != "arriving":
        return deposit
    if number >= len(deposit.pieces):
        raise Refused("Stykket hører ikke til bidraget. Telefonen begynder forfra.")

    rules.deposits.check_piece(content, deposit.pieces[number])
    # The row of the deposit is locked: nobody puts the same piece meanwhile.
    if not deposit.arrived.filter(number=number).exists():
        Piece.objects.create(deposit=deposit, number=number, content=content)

    _settle(by, deposit)
    return deposit


@journal.deed
def bring(*, by: Actor, notice: Notice, envelope: bytes) -> Deposit:
    """Take a voice in from the file that its phone saved, by somebody who is logged in. However it comes, the same voice is one."""
    deposit = Deposit.objects.filter(pk=notice.id).first()
    if deposit is None:
        deposit = Deposit(
            pk=notice.id,
            digest=notice.digest,
            size=notice.size,
            pieces=list(notice.pieces),
            sent_at=notice.sent_at,
            phone=queries.sealed_by(envelope, notice.id),
        )
        policy.check(by, "add", "voice", deposit)
        deposit.save(force_insert=True)

    locks.reread(deposit)
    if deposit.state == "withdrawn":
        return deposit
    if deposit.digest != notice.digest or hashlib.sha256(envelope).hexdigest() != notice.digest:
        raise OtherContent
    if deposit.state == "arriving":
        policy.check(by, "add", "voice", deposit)
        there = set(deposit.arrived.values_list("number", flat=True))
        Piece.objects.bulk_create(
            Piece(deposit=deposit, number=number, content=envelope[start : start + rules.deposits.PIECE])
            for number, start in enumerate(range(0, len(envelope), rules.deposits.PIECE))
            if number not in there
        )
        _settle(by, deposit)
    return deposit


def _settle(by: Actor, deposit: Deposit) -> None:
    """Take a voice in when all of it has come; what cannot be taken in as it is waits for a person."""
    if queries.missing(deposit):
        return

    deposit.completed_at = timezone.now()
    try:
        # Rolled back alone: what is refused half-way leaves nothing of itself.
        with journal.writing():
            _rise(by, deposit)
    except Unavailable:
        raise
    except Refused as refused:
        deposit.refresh_from_db(fields=["state", "node"])
        _hold(by, deposit, _why(refused))


def _why(refused: Refused) -> str:
    if isinstance(refused, Held):
        return refused.why
    if isinstance(refused, NotAllowed):
        return "place"
    return "consent" if refused.field == "purposes" else "content"


def _rise(by: Actor, deposit: Deposit) -> None:
    content = queries.opened(deposit)
    phone = queries.whole_phone(deposit)
    if content.phone != phone.pk:
        # Taken in with another entry of the same person's phone: it belongs where that one stood.
        phone = queries.phone_of(content.phone, phone)

    arrived_at = deposit.arrived_at
    day = rules.deposits.given_at(
        content.saved_at, deposit.sent_at or arrived_at, arrived_at=arrived_at, ready_at=phone.created_at
    )
    given = _given(content, phone, timezone.localdate(day.on), deposit.pk)
    if legal.standing(phone.organisation_id, phone.within_id) is None:
        raise Held("law")
    voice = actions.receive(by=by, given=given, source=phone.source)
    for number, photo in enumerate(content.photos, start=1):
        actions.add_photo(by=by, voice=voice, name=f"billede-{number}.jpg", stream=io.BytesIO(photo))

    deposit.phone, deposit.saved_at, deposit.is_about = phone, content.saved_at, day.is_about
    _done(by, deposit, voice.node)


def _given(content: Content, phone: Phone, on: object, key: UUID) -> actions.Given:
    if content.method not in rules.METHODS or content.channel not in rules.CHANNELS:
        raise Held("content")
    if content.consent_form not in Consent.Form.values or not content.consent_version:
        raise Held("consent")
    # Somebody was asked: a voice from a phone always has a yes or a no.
    if content.danger not in rules.danger.ANSWERS:
        raise Held("content")

    return actions.Given(
        organisation=phone.organisation,
        within=phone.within,
        words=content.words,
        purposes=content.purposes,
        consent_form=content.consent_form,
        consent_version=content.consent_version,
        role_label=content.role_label or "borger",
        method=content.method,
        place=content.place,
        received_on=on,  # type: ignore[arg-type]
        through=content.through,
        channel=content.channel,
        contact=content.contact,
        owner=phone.person,
        danger=content.danger,
        considered=content.considered,
        danger_owner=phone.follows_up or phone.person,
        # Two walls: the row of the deposit, and the voice's own key.
        source_key=f"deposit-{key}",
    )


def _done(by: Actor, deposit: Deposit, node: Node) -> None:
    rules.deposits.STATES.check(deposit.state, "risen")
    deposit.state, deposit.node, deposit.why_held, deposit.is_urgent = "risen", node, "", False
    deposit.completed_at = deposit.completed_at or timezone.now()
    deposit.save(
        update_fields=["state", "node", "phone", "why_held", "is_urgent", "completed_at", "saved_at", "is_about"]
    )
    deposit.arrived.all().delete()
    journal.note("deposit.risen", by=by, node=node, data={"deposit": deposit.pk})


def _hold(by: Actor, deposit: Deposit, why: str) -> None:
    rules.deposits.STATES.check(deposit.state, "held")
    deposit.state, deposit.why_held = "held", why
    deposit.is_urgent = queries.says_danger(deposit)
    # Under the key it came with, for as long as it waits.
    deposit.sealed_to = queries.key_of(deposit)
    deposit.save(update_fields=["state", "why_held", "is_urgent", "sealed_to", "completed_at"])
    journal.note("deposit.held", by=by, organisation=deposit.organisation_id, data={"deposit": deposit.pk, "why": why})


@journal.deed
def take_up(*, by: Actor, deposit: Deposit, given: actions.Given) -> Deposit:
    """Take a voice in that waited for a person, as that person has written it, with its photos where there is a yes to them."""
    locks.reread(deposit)
    policy.check(by, "take_up", "deposit", deposit, deposit.state)
    content = queries.opened_or_none(deposit)
    voice = actions.receive(by=by, given=given, source=deposit.phone.source if deposit.phone else None)
    if content is not None and "photo" in given.purposes:
        for number, photo in enumerate(content.photos, start=1):
            actions.add_photo(by=by, voice=voice, name=f"billede-{number}.jpg", stream=io.BytesIO(photo))

    deposit.saved_at = content.saved_at if content is not None else None
    _done(by, deposit, voice.node)
    return deposit


@journal.deed
def regret(*, by: Actor, key: UUID, phone: Phone | None = None) -> Deposit:
    """Take a voice back before it was taken in: nothing under its id is ever opened again, whenever it comes.

    One that was taken in is withdrawn on its own page, and stays as it is here.
    """
    try:
        with transaction.atomic():
            deposit = Deposit.objects.create(pk=key, phone=phone)
    except IntegrityError:
        deposit = Deposit.objects.get(pk=key)

    locks.reread(deposit)
    if deposit.state in {"risen", "withdrawn"}:
        return deposit
    policy.check(by, "regret", "deposit", deposit, deposit.state)
    # A subject of its own, that the list outside the database tells of it after a restore.
    erasure.erase(
        by=by,
        subject=secrets.new_subject(),
        kind=erasure.WITHDRAWAL,
        reason="Bidraget er trukket tilbage, før det var taget imod",
        details={"deposits": [str(key)]},
    )
    deposit.refresh_from_db()
    journal.note("deposit.withdrawn", by=by, organisation=deposit.organisation_id, data={"deposit": key})
    return deposit


@journal.deed
def erase(*, by: Actor, erased: erasure.Erased) -> int:
    """Leave of what was handed in for an erased voice its ids alone, so that no late copy of it rises (`spine.erasure`)."""
    told = {UUID(key) for key in erased.details.get("deposits", ())}
    found = Deposit.objects.filter(Q(pk__in=told) | Q(node__in=erased.nodes))
    known = set(found.values_list("pk", flat=True))
    changed = Piece.objects.filter(deposit__in=known).delete()[0]
    bare = {
        "state": "withdrawn",
        "digest": "",
        "size": 0,
        "pieces": [],
        "sealed_to": "",
        "why_held": "",
        "is_urgent": False,
        "sent_at": None,
        "saved_at": None,
        "is_about": False,
    }
    changed += Deposit.objects.filter(pk__in=known).exclude(state="withdrawn", digest="", size=0).update(**bare)
    # A restore may bring back a time before it was handed in.
    late = [Deposit(pk=key, state="withdrawn") for key in sorted(told - known)]
    Deposit.objects.bulk_create(late)
    return changed + len(late)


def finish_arrived() -> int:
    """Take in what has wholly come and was cut short before it was taken in. The worker's round."""
    done = 0
    for deposit in queries.arrived():
        by = people.actor_for(deposit.phone.person) if deposit.phone else people.job("voices.deposits")
        done += _finished(by=by, deposit=deposit)
    return done


@journal.deed
def _finished(*, by: Actor, deposit: Deposit) -> bool:
    locks.reread(deposit)
    if deposit.state == "arriving":
        _settle(by, deposit)
    return deposit.state != "arriving"
