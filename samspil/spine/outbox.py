"""The outbox: a message is written with the deed that causes it, and sent at least once, with the same Message-ID each time."""

from __future__ import annotations

import datetime as dt
import re
import smtplib
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine.models import Message, Node, Person

# After each failure the next try waits longer: a minute, two, four ... at most six hours.
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)
# A message is taken for this long before the server is asked: longer than any server is waited for (EMAIL_TIMEOUT).
TAKEN_FOR = dt.timedelta(minutes=10)
LONGEST_SUBJECT = 200
BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")  # whatever somebody may read as the end of a line


def post(
    *,
    subject: str,
    body: str,
    person: Person | None = None,
    address: str = "",
    channel: str = Message.Channel.MAIL,
    node: Node | None = None,
    calendar: str = "",
    calendar_method: str = "",
) -> Message:
    """This function will put a mail or letter in the outbox. Called inside a deed: no deed, no message.

    Refused without an address, when subject or address hold a line break, and for a mail to anything but one mail address.
    """
    to = (address or (person.email if person else "")).strip()
    if not to:
        raise Refused("Der mangler en adresse at sende til.", field="address")
    if any(BREAK.search(line) for line in (subject, to)):
        raise Refused("Emne og adresse skal stå på én linje.")
    if channel == Message.Channel.MAIL:
        try:
            validate_email(to)
        except ValidationError:
            raise Refused(f"»{to}« er ikke en e-mailadresse. Ret den, og prøv igen.", field="address") from None
    key = uuid4()
    return Message.objects.create(
        id=key,
        channel=channel,
        person=person,
        address=to,
        subject=subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 2]} …",
        body=body,
        node=node,
        calendar=calendar,
        calendar_method=calendar_method,
        message_id=f"<{key.hex}@{settings.SAMSPIL_DOMAIN}>",
    )


def send_waiting(*, limit: int = 100) -> tuple[int, int]:
    """This function will send up to `limit` waiting mails, oldest first, and give (sent, failed).

    A mail is marked as sent after the server took it; killed in between, it goes out again with the same Message-ID. No
    transaction is open while the server is spoken to: a slow one holds nobody up. One that cannot be reached ends the round.
    """
    sent = failed = 0
    for key in list(_due().order_by("created_at").values_list("pk", flat=True)[:limit]):
        message = _take(key)
        if message is None:
            continue
        try:
            _mail(message).send()
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError) as error:
            _try_later(message, error)
            failed += 1
        except OSError as error:
            _try_later(message, error)
            failed += 1
            break
        else:
            Message.objects.filter(pk=key).update(sent_at=timezone.now(), not_before=None, last_error="")
            sent += 1
    return sent, failed


def _due() -> QuerySet[Message]:
    is_time = Q(not_before__isnull=True) | Q(not_before__lte=timezone.now())
    return Message.objects.filter(is_time, sent_at__isnull=True, channel=Message.Channel.MAIL)


def _take(key: UUID) -> Message | None:
    """This function will take a message for this worker alone; None when another has it. Whoever dies lets go of it by time."""
    if not _due().filter(pk=key).update(not_before=timezone.now() + TAKEN_FOR, attempts=F("attempts") + 1):
        return None
    return Message.objects.get(pk=key)


def _try_later(message: Message, error: Exception) -> None:
    wait = min(FIRST_WAIT * 2 ** min(message.attempts - 1, 20), LONGEST_WAIT)
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now() + wait, last_error=str(error)[:300])


def _mail(message: Message) -> EmailMessage:
    mail = EmailMessage(
        subject=message.subject, body=message.body, to=[message.address], headers={"Message-ID": message.message_id}
    )
    if message.calendar:
        mail.attach("indbydelse.ics", message.calendar, f"text/calendar; method={message.calendar_method or 'PUBLISH'}")
    return mail
