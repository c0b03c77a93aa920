"""What partnerships tell a person who asks what is kept about them (`spine.subject_access`)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from samspil.features.partnerships.charter import rules as charter_rules
from samspil.features.partnerships.charter.models import Acknowledgement
from samspil.features.partnerships.digest.models import Digest
from samspil.features.partnerships.relations.models import RelationAsked
from samspil.features.partnerships.times import rules as time_rules
from samspil.features.partnerships.times.models import Asked
from samspil.paper import danish
from samspil.paper.languages import told
from samspil.spine.subject_access import Entry, Whose, facts


def asked_of(whose: Whose) -> Iterator[Entry]:
    """Tell a person the role cards they stand by, the times they were asked for, and the rounds of relations they were asked to."""
    person = whose.person
    if person is None:
        return

    cards = Acknowledgement.objects.filter(person=person).select_related("charter__partnership__node__organisation")
    for card in cards.order_by("at"):
        node = card.charter.partnership.node
        yield Entry(
            told("Rollekort"),
            facts(
                (told("Partnerskab"), node.title),
                (told("Som"), charter_rules.SIDES[card.side]),
                (told("Bekræftet"), danish.date(timezone.localdate(card.at))),
            ),
            held_by=node.organisation,
        )
    yield from _times(whose)

    # Answers to a round of relations hold no name: nobody can tell which were whose.
    rounds = RelationAsked.objects.filter(person=person).select_related("round__partnership__node__organisation")
    for asked in rounds.order_by("round__opened_on", "pk"):
        node = asked.round.partnership.node
        said = facts((told("Partnerskab"), node.title), (told("Spurgt"), danish.date(asked.round.opened_on)))
        yield Entry(told("Spurgt om samarbejdet (svar gemmes uden navn)"), said, held_by=node.organisation)

    for digest in Digest.objects.filter(person=person):
        day = danish.date(timezone.localdate(digest.told_until))
        yield Entry(told("Ugens mail"), facts((told("Har fortalt til og med"), day)))


def _times(whose: Whose) -> Iterator[Entry]:
    asked = Asked.objects.filter(person=whose.person).select_related("request__partnership__node__organisation")
    for each in asked.prefetch_related("availabilities", "busy_times").order_by("pk"):
        node = each.request.partnership.node
        said = "; ".join(
            f"{danish.date(one.on)}, {time_rules.PARTS[one.part].label}: {time_rules.LEVELS[one.level]}"
            for one in each.availabilities.all()
        )
        yield Entry(
            told("Spurgt om mødetider"),
            facts(
                (told("Partnerskab"), node.title),
                (told("Svaret"), danish.date(timezone.localdate(each.answered_at)) if each.answered_at else ""),
                (told("Optaget (antal tider fra din kalender)"), each.busy_times.count() or ""),
            ),
            ((told("Dit svar"), said),) if said else (),
            held_by=node.organisation,
        )
