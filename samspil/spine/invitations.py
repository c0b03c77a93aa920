"""Invitations in people's own calendars (RFC 5545, 5546): asked, told of a change, told it is off; answered by a personal link.

One mail to one person, through the outbox, under one UID with a rising SEQUENCE. What stands in it is handed over by the
feature, which knows whether a title may leave the house.
"""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from samspil.paper import danish
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import calendars, gatherings, journal, locks, outbox, pass_purposes, passes, visibility
from samspil.spine.actors import NOBODY, Actor
from samspil.spine.models import Circle, Gathering, Invitation, Organisation, Pass, Role

PURPOSE = pass_purposes.declare(
    "invitation", label="Svare på en indbydelse", longest=dt.timedelta(days=2 * 365), reads_record=False
)
LINK_ADDRESS = "web:invitation_door"
# A link outlives its meeting a little, so that who is late can still say why they did not come.
LASTS_AFTER = dt.timedelta(days=7)
PARTSTAT = {"": "NEEDS-ACTION", "accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED"}
_LINK = (
    "Svar her, om du kommer: {link}\n"
    "Linket er dit eget. Giv det ikke videre.\n"
    "Et svar, du giver i din kalender, når ikke frem til os: brug linket."
)


@journal.deed
def send(*, by: Actor, gathering: Gathering, title: str, place: str = "") -> int:
    """Send each invited person what their calendar lacks, and give how many mails that took.

    The invitation to whom has none, the change to whom has an older one, and that it is off when it is. Who has the
    newest gets nothing. A new time takes the answers back, for they were to another time (RFC 5546, 3.2.2.1). About a care
    record a mail says that there is news, and nothing else (`outbox.tell`).
    """
    locks.reread(gathering)
    if gathering.starts_at is None:
        raise Refused("Aktiviteten har ikke et klokkeslæt endnu. Vælg en tid først, og send så indbydelserne.")

    sent = 0
    for invitation in _waiting(gathering):
        if gathering.cancelled_at:
            _call_off(by, invitation, title=title, place=place, sequence=gathering.sequence)
        else:
            _ask(by, invitation, gathering=gathering, title=title, place=place)
        sent += 1

    if sent:
        journal.note(
            "invitations.sent", by=by, node=gathering.node, data={"sequence": gathering.sequence, "mails": sent}
        )

    return sent


def _waiting(gathering: Gathering) -> QuerySet[Invitation]:
    rows = _to(gathering).filter(person__isnull=False).exclude(person__email="")
    older = Q(sent_sequence__lt=gathering.sequence)
    # Nobody is told that something is off which they were never told of.
    wanted = rows.filter(older if gathering.cancelled_at else older | Q(sent_sequence__isnull=True))
    return wanted.select_related("person", "issued").order_by("pk")


def without_address(gathering: Gathering) -> QuerySet[Invitation]:
    """Return the invited who can be sent nothing, for whom somebody must ring."""
    standing = _to(gathering).filter(Q(person__isnull=True) | Q(person__email=""))
    return standing.select_related("person", "organisation")


def _to(gathering: Gathering) -> QuerySet[Invitation]:
    return Invitation.anywhere.filter(gathering=gathering, withdrawn_at__isnull=True)


def _ask(by: Actor, invitation: Invitation, *, gathering: Gathering, title: str, place: str) -> None:
    is_new = invitation.sent_sequence is None
    if not is_new:
        invitation.answer, invitation.answered_at = Invitation.Answer.NONE, None

    link = _link(by, invitation, gathering)
    opening = f"Du er inviteret: {title}" if is_new else f"Ændret: {title}"
    change = "" if is_new else "Tiden eller stedet er ændret. Svar igen, om du kommer.\n\n"
    body = f"{opening}\n\n{change}{_facts(gathering, place)}\n\n{_LINK.format(link=link)}\n"
    _post(
        invitation,
        subject=f"{'Indbydelse' if is_new else 'Ændret'}: {title}",
        body=body,
        method="REQUEST",
        title=title,
        place=place,
        sequence=gathering.sequence,
        link=link,
    )
    invitation.sent_sequence = gathering.sequence
    invitation.save(update_fields=["answer", "answered_at", "sent_sequence", "issued"])


def _call_off(by: Actor, invitation: Invitation, *, title: str, place: str, sequence: int, why: str = "") -> None:
    opening = f"Ikke inviteret mere: {title}" if why else f"Aflyst: {title}"
    body = f"{opening}\n\n{why or 'Det bliver ikke til noget.'}\n\n{_facts(invitation.gathering, place)}\n"
    _post(invitation, subject=opening, body=body, method="CANCEL", title=title, place=place, sequence=sequence)
    if invitation.issued:
        passes.revoke(by=by, issued=invitation.issued)
    invitation.sent_sequence = sequence
    invitation.save(update_fields=["sent_sequence"])


def _post(
    invitation: Invitation,
    *,
    subject: str,
    body: str,
    method: str,
    title: str,
    place: str,
    sequence: int,
    link: str = "",
) -> None:
    assert invitation.person is not None
    if invitation.gathering.node.is_care:
        outbox.tell(person=invitation.person, node=invitation.gathering.node, link=link)
        return

    to = calendars.Attendee(
        address=invitation.person.email,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        partstat=PARTSTAT[invitation.answer],
    )
    written = gatherings.calendar(
        invitation.gathering,
        domain=settings.SAMSPIL_DOMAIN,
        method=method,
        title=title,
        place=place,
        sequence=sequence,
        to=to,
        words=f"Svar her, om du kommer: {link}" if link else "",
    )
    outbox.post(
        subject=subject,
        body=body,
        person=invitation.person,
        node=invitation.gathering.node,
        calendar=outbox.Calendar(written, method),
    )


def _facts(gathering: Gathering, place: str) -> str:
    assert gathering.starts_at is not None
    starts = timezone.localtime(gathering.starts_at)
    ends = f"-{danish.clock(gathering.ends_at).removeprefix('kl. ')}" if gathering.ends_at else ""
    where = f"\nHvor: {place}" if place else ""
    return f"Hvornår: {danish.weekday_date(starts)} {danish.clock(starts)}{ends}{where}"


def _link(by: Actor, invitation: Invitation, gathering: Gathering) -> str:
    if invitation.issued:
        passes.revoke(by=by, issued=invitation.issued)
    # Over, or without an end: the link must live long enough to say so.
    last = max(gathering.ends_at or gathering.starts_at or timezone.now(), timezone.now())
    invitation.issued, token = passes.issue(
        by=by,
        node=gathering.node,
        purpose=PURPOSE,
        lasts=last - timezone.now() + LASTS_AFTER,
        person=invitation.person,
    )
    return outbox.absolute(f"{reverse(LINK_ADDRESS)}#{token}")


@journal.deed
def link_for(*, by: Actor, invitation: Invitation) -> str:
    """Make an invitation's link anew, to be printed, read aloud or sent once more; the one before opens nothing."""
    locks.reread(invitation)
    link = _link(by, invitation, invitation.gathering)
    invitation.save(update_fields=["issued"])
    journal.note("invitation.link_made", by=by, node=invitation.gathering.node, data={"invitation": invitation.pk})
    return link


def opened(pass_ids: list[UUID], pk: int, actor: Actor = NOBODY) -> Invitation:
    """Return the invitation that a link opened in this session, or the actor's own. `NotFound` for any other."""
    standing = Invitation.anywhere.select_related("gathering__node__within", "person", "organisation")
    found = standing.filter(pk=pk, issued__in=passes.held(pass_ids, PURPOSE), withdrawn_at__isnull=True).first()
    return found or own(actor, pk)


def own(actor: Actor, pk: int) -> Invitation:
    """Return an invitation of the actor's own, to a gathering they may see. `NotFound` for any other, and for a care record."""
    rows = Invitation.objects.filter(person=actor.person_id, person__isnull=False, withdrawn_at__isnull=True)
    mine = visibility.rows(rows, actor, through="gathering__node").filter(pk=pk)
    found = mine.select_related("gathering__node__within", "person", "organisation").first()
    if found is None:
        raise NotFound(passes.NOT_OPEN)
    return found


def unanswered(actor: Actor) -> QuerySet[Invitation]:
    """Return the sent invitations that somebody has not answered, to gatherings they may see that are not called off."""
    rows = Invitation.objects.filter(
        person=actor.person_id,
        person__isnull=False,
        answer=Invitation.Answer.NONE,
        withdrawn_at__isnull=True,
        sent_sequence__isnull=False,
        gathering__cancelled_at__isnull=True,
    )
    return visibility.rows(rows, actor, through="gathering__node").select_related("gathering__node__within")


def behind(issued: Pass) -> Invitation:
    """Return the invitation that a pass was issued for."""
    return Invitation.anywhere.get(issued=issued)


@journal.deed
def answer(*, by: Actor, invitation: Invitation, answer: str) -> Invitation:
    """Record whether somebody comes. It may be changed until the meeting is over or off."""
    locks.reread(invitation)
    if answer not in Invitation.Answer.values or not answer:
        raise Refused("Vælg, om du kommer, kommer måske eller ikke kommer.", field="answer")

    gathering = invitation.gathering
    if gathering.cancelled_at:
        raise Refused("Mødet er aflyst, så der er ikke noget at svare på.")
    if (gathering.ends_at or gathering.starts_at or timezone.now()) < timezone.now():
        raise Refused("Mødet er holdt. Ring til tovholderen, hvis noget skal rettes.")

    invitation.answer, invitation.answered_at = answer, timezone.now()
    invitation.save(update_fields=["answer", "answered_at"])
    journal.note(
        "invitation.answered", by=by, node=gathering.node, data={"invitation": invitation.pk, "answer": answer}
    )
    return invitation


@journal.deed
def withdraw(*, by: Actor, invitation: Invitation, title: str, why: str = "") -> Invitation:
    """Take one invitation back: its calendar entry is cancelled and its link opens nothing. Twice is once."""
    locks.reread(invitation)
    if invitation.withdrawn_at is not None:
        return invitation
    if invitation.sent_sequence is not None and invitation.person and invitation.person.email:
        # Higher than any that was sent, or a calendar keeps its entry (RFC 5546, 2.1.4).
        sequence = max(invitation.gathering.sequence, invitation.sent_sequence) + 1
        words = why or "Tovholderen har trukket indbydelsen tilbage."
        _call_off(by, invitation, title=title, place="", sequence=sequence, why=words)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    journal.note("invitation.withdrawn", by=by, node=invitation.gathering.node, data={"invitation": invitation.pk})
    return invitation


def departed(circle: Circle | None = None) -> QuerySet[Invitation]:
    """Return the sent invitations to coming gatherings whose person has left the organisation they came for.

    Left: held a role there, and holds none on the day of the gathering; or the organisation exists no more then.
    """
    now = timezone.now()
    ever = Role.objects.filter(person=OuterRef("person"), organisation=OuterRef("organisation"))
    day = OuterRef("gathering__node__occurred_on")
    holds = ever.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day)
    rows = Invitation.objects.filter(
        withdrawn_at__isnull=True,
        sent_sequence__isnull=False,
        person__isnull=False,
        gathering__starts_at__gt=now,
        gathering__cancelled_at__isnull=True,
    )
    if circle is not None:
        rows = rows.filter(gathering__node__within=circle)

    gone = Q(organisation__valid_until__lt=F("gathering__node__occurred_on"))
    left = rows.filter(Exists(ever)).filter(~Exists(holds) | gone)
    return left.select_related("person", "organisation", "gathering__node", "issued").order_by("pk")


@journal.deed
def withdraw_departed(*, by: Actor, title: str, circle: Circle | None = None) -> int:
    """Take back the invitations of those who have left, and give how many.

    The place at the meeting is the organisation's: whoever takes over is invited anew. A person keeps what they were
    invited to for another organisation, and what they were invited to as themselves.
    """
    left = list(departed(circle))
    for invitation in left:
        name = invitation.organisation.name if invitation.organisation else ""
        withdraw(by=by, invitation=invitation, title=title, why=f"Du var inviteret for {name}, hvor du ikke er mere.")
    return len(left)


@journal.deed
def withdraw_organisation(*, by: Actor, circle: Circle, organisation: Organisation, title: str) -> int:
    """Take back what an organisation that leaves a partnership was invited to there, and give how many."""
    rows = Invitation.objects.filter(
        withdrawn_at__isnull=True, organisation=organisation, gathering__node__within=circle
    ).filter(Q(gathering__starts_at__gt=timezone.now()) | Q(gathering__starts_at__isnull=True))
    theirs = list(rows.select_related("person", "organisation", "gathering__node", "issued").order_by("pk"))
    for each in theirs:
        withdraw(by=by, invitation=each, title=title, why=f"{organisation.name} er ikke med i samarbejdet mere.")
    return len(theirs)
