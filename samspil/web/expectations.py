"""What the spine itself expects of somebody: their duties, and an answer to each invitation (`spine.desk`)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspil.paper import danish, languages
from samspil.spine import desk, duties, invitations, kinds, purposes
from samspil.spine.actors import Actor
from samspil.spine.models import Duty, Invitation


def owed(actor: Actor) -> QuerySet[Duty]:
    """Return the duties that somebody has, with where they lie."""
    return duties.open_for(actor).select_related("node__within")


def duty(row: Duty) -> desk.Expected:
    """Write a duty: by words where it is done, or at the page where the record that does it is made."""
    purpose, told_at = purposes.of(row), kinds.get(row.node.kind).told_at
    at = (purpose.url_name, row.node_id) if purpose.is_by_record else ("web:duty", row.pk)
    places = [
        row.node.within.name if row.node.within else "",
        "" if row.owner_id else str(row.owner_circle or row.owner_organisation),
    ]

    return desk.Expected(
        what=row.title,
        about=row.node.title,
        at=at,
        where=" · ".join(dict.fromkeys(place for place in places if place)),
        circle=row.node.within_id,
        due=row.due_on,
        button=languages.told(purpose.button) if purpose.is_by_record else _("Meld udført"),
        more=(_("Skriv, hvordan det går"), (told_at, row.pk)) if told_at else None,
        is_invented=row.node.is_invented,
    )


def care_duty(row: Duty) -> desk.Expected:
    """Write a duty on a care record: what it is for and by when, and nothing of whom. Its own page opens the record, and is logged."""
    purpose = purposes.of(row)
    page = purpose.url_name if purpose.is_by_record else kinds.get(row.node.kind).url_name
    return desk.Expected(
        what=languages.told(purpose.label),
        at=(page, row.node_id),
        where=str(row.owner_organisation or ""),
        due=row.due_on,
        button=languages.told(purpose.button) or _("Åbn forløbet"),
        is_invented=row.node.is_invented,
    )


def invited(actor: Actor) -> QuerySet[Invitation]:
    """Return the invitations to coming gatherings that somebody has not answered."""
    return invitations.unanswered(actor).filter(gathering__starts_at__gt=timezone.now())


def invitation(row: Invitation) -> desk.Expected:
    """Write an invitation: a yes is one press, anything else is said on its page."""
    gathering = row.gathering
    assert gathering.starts_at is not None
    starts = timezone.localtime(gathering.starts_at)
    return desk.Expected(
        what=_("Svar, om du kommer"),
        about=gathering.node.title,
        at=("web:invitation", row.pk),
        where=" · ".join(
            word for word in (f"{danish.weekday_date(starts)} {danish.clock(starts)}", gathering.place) if word
        ),
        circle=gathering.node.within_id,
        due=starts.date(),
        button=_("Jeg kommer"),
        press=("web:come", row.pk),
        more=(_("Giv et andet svar"), ("web:invitation", row.pk)),
        is_invented=gathering.node.is_invented,
    )


PARTS = (
    desk.QuickDeed(
        roles=frozenset({"politician", "director", "member"}),
        label=gettext_lazy("Se, hvad der er landet"),
        find=lambda _actor: ("web:news",),
        order=60,
    ),
    desk.Expectation(name="duties", waiting=owed, line=duty),
    desk.Expectation(name="care duties", waiting=duties.open_in_care, line=care_duty),
    desk.Expectation(name="invitations", waiting=invited, line=invitation),
)
# What the spine's own deeds are called as news (`spine.notices`).
NEWS = {
    "gathering.moved": gettext_lazy("Ny tid eller nyt sted"),
    "gathering.cancelled": gettext_lazy("Aflyst"),
    "duty.done": gettext_lazy("En opgave er udført"),
}
