"""What the spine keeps of a person who acts or is named here: who they are, their roles, what they were asked to, and what they did.

A record is named only where the person may see it today: its title may be about others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Model
from django.utils import timezone

from samspil.paper import danish, languages
from samspil.paper.languages import told
from samspil.spine import kinds, notes, pass_purposes, people, subject_access, visibility
from samspil.spine.models import (
    Drawer,
    Duty,
    Invitation,
    JournalEntry,
    Message,
    Mute,
    NamedReader,
    Notebook,
    OwnPage,
    Pass,
    Person,
    ReadMark,
    Role,
    Visit,
)
from samspil.spine.subject_access import Entry, Part, Whose, day_told, facts

HIDDEN = languages.later("Noget, du ikke kan se i dag")


def titles(person: Person, keys: set[UUID]) -> dict[UUID, str]:
    """Return the titles of the records among some that a person may see today. One query."""
    seen = visibility.nodes(people.actor_for(person)).filter(pk__in=keys)
    return dict(seen.values_list("pk", "title"))


def who(whose: Whose) -> Iterator[Entry]:
    """Tell a person's name, where they are reached, and their account."""
    person = whose.person
    if person is None:
        return
    user = person.user
    last = timezone.localdate(user.last_login) if user and user.last_login else None
    yield Entry(
        person.name,
        facts(
            (told("E-mail"), person.email),
            (told("Telefon"), person.phone),
            (told("Brugernavn"), user.get_username() if user else ""),
            (told("Sidst logget ind"), day_told(last)),
            (told("Oprettet"), day_told(person.created_at)),
        ),
    )


def roles(whose: Whose) -> Iterator[Entry]:
    """Tell what somebody does where, from when until when."""
    held = Role.objects.filter(person=whose.person).select_related("organisation", "circle__organisation")
    for each in held if whose.person else ():
        until = day_told(each.until_on)
        yield Entry(
            told(str(each.get_role_display())),
            facts(
                (told("Organisation"), each.organisation),
                (told("Partnerskab eller udvalg"), each.circle),
                (told("Fra"), danish.date(each.from_on)),
                (told("Til og med"), until),
            ),
            held_by=each.organisation or (each.circle.organisation if each.circle else None),
        )


def gatherings(whose: Whose) -> Iterator[Entry]:
    """Tell what somebody was invited to, what they answered, and whether they came."""
    if whose.person is None:
        return
    asked = Invitation.objects.filter(person=whose.person).select_related("gathering__node", "organisation")
    seen = titles(whose.person, set(asked.values_list("gathering_id", flat=True)))
    for each in asked.order_by("gathering__node__occurred_on", "pk"):
        day = each.gathering.node.occurred_on
        yield Entry(
            seen.get(each.gathering_id, told(HIDDEN)),
            facts(
                (told("Dag"), day_told(day)),
                (told("Fra"), each.organisation),
                (told("Dit svar"), told(str(each.get_answer_display()))),
                (told("Fremmøde"), told(str(each.get_presence_display()))),
                (told("Bemærkning"), each.note),
            ),
        )


def owed(whose: Whose) -> Iterator[Entry]:
    """Tell what somebody owes or owed on the thread. What they owe in care is about others, and stands on their own page."""
    if whose.person is None:
        return
    duties = list(Duty.objects.filter(owner=whose.person).select_related("node").order_by("created_at", "pk"))
    seen = titles(whose.person, {each.node_id for each in duties})
    for each in duties:
        hidden = each.node_id not in seen
        done = day_told(each.done_at)
        yield Entry(
            told(HIDDEN) if hidden else each.title,
            facts(
                (told("Hører til"), seen.get(each.node_id, "")),
                (told("Frist"), day_told(each.due_on)),
                (told("Afsluttet"), done),
                (told("Hvordan"), told(str(each.get_ended_display())) if each.ended else ""),
            ),
            () if hidden or not each.proof else ((told("Hvad der viser det"), each.proof),),
        )


def letters(whose: Whose) -> Iterator[Entry]:
    """Tell the mails and letters to somebody: sent ones hold no words, waiting ones do."""
    sent = Message.objects.filter(person=whose.person).order_by("created_at")
    for each in sent if whose.person else ():
        gone = day_told(each.sent_at)
        written = day_told(each.created_at)
        yield Entry(
            each.subject or told(str(each.get_channel_display())),
            facts((told("Skrevet"), written), (told("Sendt"), gone), (told("Til"), each.address)),
        )


def links(whose: Whose) -> Iterator[Entry]:
    """Tell which personal links have been made for somebody, what for, and until when they open."""
    made = Pass.objects.filter(person=whose.person).order_by("created_at")
    for each in made if whose.person else ():
        over = day_told(each.revoked_at)
        yield Entry(
            told(pass_purposes.get(each.purpose).label),
            facts(
                (told("Lavet"), day_told(each.created_at)),
                (told("Udløber"), day_told(each.expires_at)),
                (told("Tilbagekaldt"), over),
            ),
        )


def own(whose: Whose) -> Iterator[Entry]:
    """Tell what is kept of how somebody uses their own pages: last visit, what is muted, and how much is marked as read."""
    person = whose.person
    if person is None:
        return
    visit, page = Visit.objects.filter(person=person).first(), OwnPage.objects.filter(person=person).first()
    muted = Mute.objects.filter(person=person).select_related("circle")
    drawer = Drawer.objects.filter(person=person).first()
    named = NamedReader.objects.filter(person=person).count()
    mine = facts(
        (told("Sidst set på »Mit Samspil«"), day_told(visit.at) if visit else ""),
        (told("Set nyt til og med"), day_told(page.seen_at) if page and page.seen_at else ""),
        (told("Din kalender har en adresse"), told("Ja") if page and page.token_hash else ""),
        (told("Ikke nyt fra"), danish.listing([each.circle.name for each in muted])),
        (told("Poster, du har markeret som læst"), ReadMark.objects.filter(person=person).count() or ""),
        (told("Poster, du er nævnt som læser af"), named or ""),
        (told("Formularer, der venter på, at du logger ind igen"), drawer.forms.count() or "" if drawer else ""),
    )
    if mine:
        yield Entry(person.name, mine)


def private_notes(whose: Whose) -> Iterator[Entry]:
    """Tell somebody's own notes, in their words."""
    if whose.person is None:
        return
    for each in notes.everything(people.actor_for(whose.person)):
        day = day_told(each.at)
        yield Entry(
            each.node.title if each.node else told(HIDDEN), facts((told("Skrevet"), day)), ((told("Note"), each.words),)
        )


def deeds(whose: Whose) -> Iterator[Entry]:
    """Tell what somebody has done, kind by kind of record: how much, and from when until when. The journal holds ids and no words."""
    if whose.person is None:
        return
    rows = (
        JournalEntry.objects.filter(person_id=whose.person.pk)
        .order_by()
        .values("verb")
        .annotate(many=Count("pk"), first=Min("at"), last=Max("at"))
    )
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(_about(row["verb"]), []).append(row)

    for about, done in sorted(found.items()):
        yield Entry(
            about,
            facts(
                (told("Handlinger"), danish.number(sum(each["many"] for each in done))),
                (told("Første"), danish.date(timezone.localdate(min(each["first"] for each in done)))),
                (told("Seneste"), danish.date(timezone.localdate(max(each["last"] for each in done)))),
            ),
        )


def _about(verb: str) -> str:
    """Return what kind of record a deed was done with, in the reader's language."""
    try:
        return told(str(kinds.get(verb.partition(".")[0]).label))
    except KeyError:
        return told("Andet")


def declare() -> None:
    """Declare what the spine tells of a person; called once from `apps.py`."""
    later = languages.later

    def part(
        name: str, heading: str, tell: Callable[[Whose], Iterable[Entry]], order: int, *tables: type[Model]
    ) -> Part:
        labels = frozenset(table._meta.label for table in tables)
        return Part(name=name, heading=heading, tables=labels, tell=tell, order=order)

    subject_access.register(
        part("who", later("Hvem du er"), who, 1, Person),
        part("roles", later("Dine roller"), roles, 2, Role),
        part("gatherings", later("Det, du er inviteret til"), gatherings, 50, Invitation),
        part("owed", later("Dine opgaver"), owed, 51, Duty),
        part("letters", later("Breve og mails til dig"), letters, 52, Message),
        part("links", later("Links og koder til dig"), links, 53, Pass),
        part("notes", later("Dine egne noter"), private_notes, 54, Notebook),
        part(
            "own",
            later("Sådan bruger du Samspil"),
            own,
            60,
            Visit,
            OwnPage,
            Mute,
            ReadMark,
            Drawer,
            NamedReader,
        ),
        part("deeds", later("Det, du har gjort"), deeds, 70),
    )
