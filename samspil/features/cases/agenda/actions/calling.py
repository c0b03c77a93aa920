"""The call to a meeting and its cancelling: members are told by mail, with the calendar file and nothing of the agenda."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from samspil.features.cases.agenda import queries, rules
from samspil.features.cases.records.models import Meeting
from samspil.paper import danish
from samspil.paper.refusal import Refused, demanded
from samspil.spine import gatherings, journal, locks, outbox, policy
from samspil.spine.models import Invitation
from samspil.spine.people import Actor


@journal.deed
def call_meeting(*, by: Actor, meeting: Meeting) -> int:
    """Call the body's members: each is invited and sent the calendar file. Gives the number of mails.

    Who is called again gets the file anew; a calendar knows it by its number.
    """
    locks.reread(meeting)
    policy.check(by, "call", meeting, state="planned")
    rules.check_ahead(meeting)
    gathering = meeting.gathering
    if gathering.cancelled_at is not None:
        raise Refused("Mødet er aflyst. Opret et nyt, hvis udvalget skal mødes alligevel.")

    members = list(queries.members_of(meeting.body, on=meeting.node.day))
    if not members:
        raise Refused("Udvalget har ingen medlemmer med en rolle på mødets dag. Giv dem en rolle først.")

    for member in members:
        gatherings.invite(by=by, gathering=gathering, person=member)

    meeting.called_at = timezone.now()
    meeting.save(update_fields=["called_at"])
    sent = mail_invited(meeting, f"Indkaldelse: {meeting.node.title}", "Du indkaldes til møde.")
    journal.note("meeting.called", by=by, node=meeting.node, data={"members": len(members), "mails": sent})
    return sent


@journal.part
def mail_invited(meeting: Meeting, subject: str, words: str, *, method: str = "PUBLISH") -> int:
    """Send those invited a mail with the meeting's calendar file, and give their number. In a deed."""
    gathering = meeting.gathering
    file = gatherings.calendar(gathering, domain=settings.SAMSPIL_DOMAIN, method=method)
    when = danish.weekday_date(meeting.node.day) if meeting.node.day else ""
    starts = f" {danish.clock(gathering.starts_at)}" if gathering.starts_at else ""
    lines = [words, "", f"{meeting.body.circle.name}", f"{when}{starts}", gathering.place, ""]
    address = outbox.absolute(reverse("cases:meeting", args=[meeting.pk]))
    invited = Invitation.objects.filter(gathering=gathering, person__isnull=False).exclude(person__email="")
    for each in invited.select_related("person").order_by("pk"):
        outbox.post(
            subject=subject,
            body="\n".join([*lines, address, ""]),
            person=each.person,
            node=meeting.node,
            calendar=outbox.Calendar(file, method),
        )

    return len(invited)


@journal.deed
def cancel_meeting(*, by: Actor, meeting: Meeting, reason: str) -> Meeting:
    """Call a meeting off with a reason; those who were called are told. Refused twice, and without a reason."""
    locks.reread(meeting)
    policy.check(by, "call", meeting, state="planned")
    rules.check_ahead(meeting)
    why = demanded(reason, "Skriv, hvorfor mødet aflyses. Alle, der kan se mødet, kan læse det.", field="reason")
    if meeting.gathering.cancelled_at is not None:
        raise Refused("Mødet er allerede aflyst.")

    meeting.cancelled_why = why
    meeting.save(update_fields=["cancelled_why"])
    gatherings.cancel(by=by, gathering=meeting.gathering)
    if meeting.called_at is not None:
        mail_invited(meeting, f"Aflyst: {meeting.node.title}", "Mødet er aflyst.", method="CANCEL")

    journal.note("meeting.cancelled", by=by, node=meeting.node)
    return meeting
