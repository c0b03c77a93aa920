"""The outbox: a message is written with the deed that causes it, and sent at least once, with the same Message-ID each time."""

from __future__ import annotations

import datetime as dt
import re
import smtplib
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from samspil.paper.refusal import NotFound, Refused, demanded
from samspil.spine import journal, secrets
from samspil.spine.actors import Actor
from samspil.spine.models import Decline, Message, Mute, Node, Person

# After each failure the next try waits longer: a minute, two, four ... at most six hours.
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)
# A message is taken for this long before the server is asked: longer than any server is waited for (EMAIL_TIMEOUT).
TAKEN_FOR = dt.timedelta(minutes=10)
# What cannot be sent for this long is given up; a link to decline mail by works for this long after it was sent.
GIVE_UP_AFTER = dt.timedelta(days=14)
LINK_LASTS = dt.timedelta(days=365)
TOLD_FOR = dt.timedelta(days=30)  # how long the front page says that a mail was given up
SEALED = ("body", "calendar")  # read last: a key that is gone is this message's trouble alone
LONGEST_SUBJECT = 200
ADDRESS = re.compile(r"[^\s<>\"'(){}]+@[^\s<>\"'(){}]+")
# What one may decline, in words that end "Du får ikke mere ...". Whatever has no topic one must get: an invitation, an answer.
TOPICS = {
    "reminder": "påmindelser om at svare på, hvornår du kan",
    "landing": "beskeder om, hvor vi landede på møder og aktiviteter",
    "digest": "samlede beskeder om, hvad der er sket siden sidst",
}
# Those of them that are news: a circle that somebody has muted sends none. A reminder asks something of them.
NEWS_TOPICS = frozenset({"landing"})
# All that a mail about a care record says, but for a link.
NEWS = "Der er nyt til dig i Samspil"
NEWS_BODY = "Der er nyt til dig. Log ind, eller åbn linket, og se hvad."
IS_NEWS = re.compile(rf"{re.escape(NEWS_BODY)}\n(\nhttps?://\S+\n)?")
DECLINE_ADDRESS = "web:decline"  # the page behind the link; its only argument is the signed id of the message
BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")  # whatever somebody may read as the end of a line


@dataclass(frozen=True)
class Calendar:
    """A calendar file sent with a mail; with a `method` (REQUEST, CANCEL) the mail is itself the invitation."""

    file: str
    method: str = ""


def post(
    *,
    subject: str,
    body: str,
    person: Person | None = None,
    address: str = "",
    channel: str = Message.Channel.MAIL,
    node: Node | None = None,
    calendar: Calendar | None = None,
    topic: str = "",
) -> Message:
    """Put a mail or letter in the outbox. Called inside a deed: no deed, no message.

    Its words are sealed while it waits, and gone when it is sent. Refused without an address, when subject or address hold a
    line break, and for a mail to anything but one mail address. What one may decline goes by `offer`, and what is about a
    care record by `tell`: ValueError for words of another kind.
    """
    if node is not None and node.is_care and (subject != NEWS or not IS_NEWS.fullmatch(body) or calendar):
        message = (
            f"outbox.post: mail about the care record {node.pk} says that there is news, and nothing else (outbox.tell)"
        )
        raise ValueError(message)
    to = demanded(address or (person.email if person else ""), "Der mangler en adresse at sende til.", field="address")
    # A line break would let a subject write headers of its own.
    if any(BREAK.search(line) for line in (subject, to)):
        raise Refused("Emne og adresse skal stå på én linje.")

    if channel == Message.Channel.MAIL:
        try:
            validate_email(to)
        except ValidationError:
            raise Refused("»{to}« er ikke en e-mailadresse. Ret den, og prøv igen.", field="address", to=to) from None

    key = uuid4()
    # The key that seals what waits is the current one for look-ups; a link to decline by needs the hashes for longer.
    hashes = _hashes_of(to) if topic else {}
    return Message.objects.create(
        id=key,
        key_id=secrets.keyed_hash("decline", to.lower())[0],
        address_hashes=hashes,
        channel=channel,
        person=person,
        address=to,
        subject=subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 2]} …",
        body=body,
        node=node,
        calendar=calendar.file if calendar else "",
        calendar_method=calendar.method if calendar else "",
        topic=topic,
        # The row's own key: sent once more after a crash, it is the same mail to whoever receives it.
        message_id=f"<{key.hex}@{settings.SAMSPIL_DOMAIN}>",
    )


def tell(*, person: Person, node: Node, link: str = "") -> Message:
    """Post that there is news about a care record, and nothing else: not what, of whom or from where.

    `link` is a whole address of our own (`absolute`). Refused and ValueError as `post`.
    """
    return post(subject=NEWS, body=f"{NEWS_BODY}\n\n{link}\n" if link else f"{NEWS_BODY}\n", person=person, node=node)


def offer(*, topic: str, subject: str, body: str, address: str, **said: Any) -> Message | None:
    """Post a mail that its receiver may decline, with the way to do so; None when they have, or muted news from where it is.

    KeyError for a topic that is none of TOPICS.
    """
    words = TOPICS[topic]
    if has_declined(address, topic) or (topic in NEWS_TOPICS and _has_muted(said.get("person"), said.get("node"))):
        return None
    made = post(topic=topic, subject=subject, body=body, address=address, **said)
    made.body = f"{body.rstrip()}\n\n--\nVil du ikke have {words}, så sig nej her: {decline_link(made)}\n"
    made.save(update_fields=["body"])
    return made


def _has_muted(person: Person | None, node: Node | None) -> bool:
    """Tell whether somebody wants no news from where a record lies (`spine.notices`)."""
    if person is None or node is None or node.within_id is None:
        return False
    return Mute.objects.filter(person=person, circle=node.within_id).exists()


def has_declined(address: str, topic: str) -> bool:
    """Tell whether an address has declined a topic, under any key still held."""
    return Decline.objects.filter(address_hash__in=_hashes_of(address).values(), topic=topic).exists()


def is_declined(message: Message) -> bool:
    """Tell whether the receiver of a message has declined its topic. The message may be sent and its address gone."""
    return Decline.objects.filter(address_hash__in=message.address_hashes.values(), topic=message.topic).exists()


def decline_link(message: Message) -> str:
    """Return the address that declines a message's topic: signed, so that nobody declines for others."""
    signed = signing.Signer(salt="decline").sign(message.pk.hex)
    return absolute(reverse(DECLINE_ADDRESS, args=[signed]))


def declinable(signed: str) -> Message:
    """Return the message that a decline link was made for. `NotFound` for any other."""
    try:
        key = UUID(signing.Signer(salt="decline").unsign(signed))
    except (signing.BadSignature, ValueError):
        raise NotFound("Linket passer ikke. Brug linket nederst i den nyeste mail.") from None
    # A year after sending the row has let go of its hashes, and the link has nothing to decline by.
    message = Message.objects.filter(pk=key).exclude(topic="").exclude(key_id="").first()
    if message is None:
        raise NotFound("Linket er for gammelt. Brug linket nederst i den nyeste mail.")
    return message


@journal.deed
def decline(*, by: Actor, message: Message) -> None:
    """Note that the receiver wants no more mail of the message's topic. Twice is once."""
    if is_declined(message):
        return
    hashed = message.address_hashes[message.key_id]
    _, is_new = Decline.objects.get_or_create(
        address_hash=hashed, topic=message.topic, defaults={"key_id": message.key_id}
    )
    if is_new:
        journal.note("mail.declined", by=by, data={"topic": message.topic, "address": hashed, "key": message.key_id})


@journal.deed
def accept_again(*, by: Actor, message: Message) -> None:
    """Take a decline back."""
    # Under every key that was held when it was written: the decline may carry an older one (decision 0010).
    mine = Decline.objects.filter(address_hash__in=message.address_hashes.values(), topic=message.topic)
    gone, _ = mine.delete()
    if gone:
        journal.note("mail.accepted", by=by, data={"topic": message.topic})


def _hashes_of(address: str) -> dict[str, str]:
    return secrets.hashes_by_key("decline", address.strip().lower())


def absolute(path: str) -> str:
    """Return the whole address of a page, as a mail needs it (`SAMSPIL_ADDRESS`)."""
    return f"{settings.SAMSPIL_ADDRESS.rstrip('/')}{path}"


def send_waiting(*, limit: int = 100) -> tuple[int, int]:
    """Send up to `limit` waiting mails, oldest first, and give (sent, failed).

    A mail is marked as sent after the server took it; killed in between, it goes out again with the same Message-ID. No
    transaction is open while the server is spoken to: a slow one holds nobody up. One that cannot be reached ends the round.
    """
    sent = failed = 0
    # The key decides between mails of the same instant, so that one taken by a worker that died is first in line again.
    for key in list(_due().order_by("created_at", "pk").values_list("pk", flat=True)[:limit]):
        message = _take(key)
        if message is None:
            continue
        try:
            _mail(message).send()
        # smtplib's errors are OSErrors too: what one mail is refused for ends no round, a server that is away does.
        except (Refused, smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError) as error:
            _try_later(message, error)
            failed += 1
        except OSError as error:
            _try_later(message, error)
            failed += 1
            break
        else:
            _empty(Message.objects.filter(pk=key), sent_at=timezone.now(), given_up_at=None)
            sent += 1

    return sent, failed


def waiting() -> QuerySet[Message]:
    """Return the messages that are not sent."""
    return Message.objects.filter(sent_at__isnull=True, given_up_at__isnull=True)


def tidy(on: dt.date | None = None) -> tuple[int, int]:
    """Return up what could not be sent in 14 days, and let go of the hashes behind links to decline by after a year.

    Gives how many of each. What is given up is emptied as if it were sent, and told of on the front page for a month.
    """
    now = timezone.now()
    # Never tried, since no worker ran, is no reason to give up.
    given_up = waiting().filter(
        channel=Message.Channel.MAIL, attempts__gt=0, created_at__lt=now - GIVE_UP_AFTER, not_before__isnull=False
    )
    gone = _empty(given_up, given_up_at=now)
    old = Message.objects.filter(Q(sent_at__lt=now - LINK_LASTS) | Q(given_up_at__lt=now - LINK_LASTS)).exclude(
        key_id=""
    )
    return gone, old.update(key_id="", address_hashes={})


def _empty(messages: QuerySet[Message], **over: dt.datetime | None) -> int:
    """Let go of words and address; of what may not be declined also of the key that sealed it."""
    nothing: dict[str, Any] = dict.fromkeys(("address", "subject", "body", "calendar", "last_error"), "")
    key = Case(When(topic="", then=Value("")), default=F("key_id"))
    return messages.update(**nothing, not_before=None, key_id=key, **over)


def _due() -> QuerySet[Message]:
    is_time = Q(not_before__isnull=True) | Q(not_before__lte=timezone.now())
    return waiting().filter(is_time, channel=Message.Channel.MAIL)


def _take(key: UUID) -> Message | None:
    """Take a message for this worker alone; None when another has it. Whoever dies lets go of it by time."""
    if not _due().filter(pk=key).update(not_before=timezone.now() + TAKEN_FOR, attempts=F("attempts") + 1):
        return None
    return Message.objects.defer(*SEALED).get(pk=key)


def _try_later(message: Message, error: Exception) -> None:
    # 2 to the power of many attempts is more than a timedelta holds.
    wait = min(FIRST_WAIT * 2 ** min(message.attempts - 1, 20), LONGEST_WAIT)
    # A mail server says whom it refused: what went wrong is kept, to whom is not.
    said = ADDRESS.sub("…", str(error))[:300]
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now() + wait, last_error=said)


def _mail(message: Message) -> EmailMultiAlternatives:
    headers = {"Message-ID": message.message_id}
    if message.topic:
        # One press in the reader's own mail programme (RFC 2369, RFC 8058).
        headers |= {
            "List-Unsubscribe": f"<{decline_link(message)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    mail = EmailMultiAlternatives(subject=message.subject, body=message.body, to=[message.address], headers=headers)
    if message.calendar and message.calendar_method:
        # The calendar is another form of the same words, so that a mail programme shows it as an invitation (RFC 6047, 2.4).
        mail.attach_alternative(message.calendar, f"text/calendar; method={message.calendar_method}")
    elif message.calendar:
        mail.attach("aftale.ics", message.calendar, "text/calendar; method=PUBLISH")

    return mail
