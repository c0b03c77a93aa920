"""The outbox: a message is written with the deed that causes it, and sent at least once, with the same Message-ID each time."""

from __future__ import annotations

import datetime as dt
from email.utils import make_msgid
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine.models import Message, Node, Person

# After each failure the next try waits longer: a minute, two, four ... at most six hours.
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)


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

    Refused without an address, or when subject or address hold a line break.
    """
    to = (address or (person.email if person else "")).strip()
    if not to:
        raise Refused("Der mangler en adresse at sende til.", field="address")
    if "\n" in subject + to or "\r" in subject + to:
        raise Refused("Emne og adresse skal stå på én linje.")
    key = uuid4()
    return Message.objects.create(
        id=key,
        channel=channel,
        person=person,
        address=to,
        subject=subject,
        body=body,
        node=node,
        calendar=calendar,
        calendar_method=calendar_method,
        message_id=make_msgid(idstring=key.hex, domain=settings.SAMSPIL_DOMAIN),
    )


def send_waiting(*, limit: int = 100) -> tuple[int, int]:
    """This function will send up to `limit` waiting mails, oldest first, and give (sent, failed).

    A mail is marked as sent after the server took it; killed in between, it goes out again with the same Message-ID.
    """
    now = timezone.now()
    due = Message.objects.filter(sent_at__isnull=True, channel=Message.Channel.MAIL).filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now)
    )
    sent = failed = 0
    for key in list(due.order_by("created_at").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            message = (
                Message.objects.select_for_update(skip_locked=_skips()).filter(pk=key, sent_at__isnull=True).first()
            )
            if message is None:
                continue
            try:
                _mail(message).send()
            except OSError as error:
                message.attempts += 1
                message.last_error = str(error)[:300]
                message.not_before = timezone.now() + min(FIRST_WAIT * 2 ** min(message.attempts - 1, 20), LONGEST_WAIT)
                message.save(update_fields=["attempts", "last_error", "not_before"])
                failed += 1
            else:
                message.sent_at = timezone.now()
                message.save(update_fields=["sent_at"])
                sent += 1
    return sent, failed


def _mail(message: Message) -> EmailMessage:
    mail = EmailMessage(
        subject=message.subject, body=message.body, to=[message.address], headers={"Message-ID": message.message_id}
    )
    if message.calendar:
        mail.attach("indbydelse.ics", message.calendar, f"text/calendar; method={message.calendar_method or 'PUBLISH'}")
    return mail


def _skips() -> bool:
    from django.db import connection

    return bool(connection.features.has_select_for_update_skip_locked)
