"""What a partnership and an activity are asked for on their pages, and what is told whoever asks what is kept about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from samspil.analysis import plan_times
from samspil.features.partnerships.charter import rules as charter_rules
from samspil.features.partnerships.charter.models import Acknowledgement
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.core.rules import MORE_OF, ONE_OF, SIDES
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.day.models import LandingNote
from samspil.features.partnerships.digest.models import Digest
from samspil.features.partnerships.guests import queries as guest_queries
from samspil.features.partnerships.parties import queries as party_queries
from samspil.features.partnerships.plans.queries.lined import Stop
from samspil.features.partnerships.relations.models import RelationAsked
from samspil.features.partnerships.times import rules as time_rules
from samspil.features.partnerships.times.models import Asked
from samspil.paper import danish
from samspil.paper.languages import told
from samspil.spine import sources, visibility
from samspil.spine.people import Actor
from samspil.spine.subject_access import Entry, Whose, day_told, facts

# Of the landings, so many stand on a partnership's page; the rest are on the activities.
LANDINGS = 3


@dataclass(frozen=True)
class Next:
    """What is to be done now: a sentence with its link, and the address of the main button where there is one."""

    said: str = ""
    main: str = ""


@dataclass(frozen=True)
class Within:
    """Who is in a partnership: how many, and on each side the words after a number, and the number."""

    number: int
    sides: tuple[tuple[str, int], ...]


def step_of(partnership: Partnership) -> str:
    """Return how far a partnership has come: begun, planned, running or ended. One query."""
    return step(partnership, list(partnership.activities.values_list("state", flat=True)))


def step(partnership: Partnership, states: Sequence[str]) -> str:
    """Return how far a partnership has come, where the states of its plan are known already."""
    if partnership.ended:
        return "ended"
    if {"held", "closed"} & set(states):
        return "running"
    return "planned" if states else "begun"


def within(partnership: Partnership) -> Within:
    """Count those who are in a partnership, each once. Two queries."""
    of_person = {each.role.person_id: each.side for each in party_queries.roles(partnership)}
    counted = Counter(of_person.values())
    words = {side: (ONE_OF if counted[side] == 1 else MORE_OF)[side] for side in SIDES if counted[side]}
    return Within(len(of_person), tuple((word, counted[side]) for side, word in words.items()))


def landings(actor: Actor, partnership: Partnership) -> QuerySet[LandingNote]:
    """Return where a partnership landed, the newest first, as the actor may see it. One query."""
    rows = visibility.rows(LandingNote.objects.all(), actor, through="activity__gathering__node")
    rows = rows.filter(activity__partnership=partnership).select_related("activity__gathering__node")
    return rows.order_by("-activity__gathering__node__occurred_on", "-written_at")


def next_of(partnership: Partnership, stops: Sequence[Stop], *, people: int, may_plan: bool) -> Next:
    """Return what is to be done now in a partnership, for whoever looks."""
    ahead = next((each for each in stops if each.is_next), None)
    if partnership.ended or not may_plan:
        return Next(_coming(ahead) if ahead and not partnership.ended else "")
    if people < 2 and not sources.speaks_openly(partnership):
        return Next(_("Skriv, hvem der er med, så du kan indkalde dem."), "partnerships:add_members")
    if not stops:
        return Next(_("Skriv rollekortet, og læg den første aktivitet i planen."), "partnerships:start")

    held = next((each for each in stops if each.row.activity.state == "held"), None)
    if held:
        return _about(held, _("{} er holdt. Skriv, hvor I landede: alle inviterede får det at vide."))
    late = next((each for each in stops if each.is_over and each.row.activity.state == "planned"), None)
    if late:
        return _about(late, _("{} skulle være holdt nu. Skriv, hvem der kom."))
    if ahead is None:
        return Next(_("Der er ingen dato for den næste aktivitet. Læg den i planen."), "partnerships:new_activity")
    return Next(_coming(ahead), "partnerships:new_activity")


def _coming(stop: Stop) -> str:
    return format_html(_("Næste: {}, {}."), _link(stop.row.activity), stop.row.time or _("tiden er ikke kendt"))


def _about(stop: Stop, words: str) -> Next:
    return Next(format_html(words, _link(stop.row.activity)))


def _link(activity: Activity) -> str:
    return format_html('<a href="{}">{}</a>', reverse("partnerships:activity", args=[activity.pk]), activity.node.title)


@dataclass(frozen=True)
class Answered:
    """How it stands with those who are invited, in numbers: of all, of each answer, and of each side how many came."""

    number: int
    answers: tuple[tuple[str, int], ...]
    came: int
    sides: tuple[tuple[str, int, int], ...]
    rows: tuple[guest_queries.Asked, ...]


# To a reader who is not near enough to be told of persons.
NOBODY = Answered(0, (), 0, (), ())


def answered(activity: Activity) -> Answered:
    """Count those who are invited to an activity, and those who came, side by side. Two queries."""
    rows = guest_queries.asked(activity)
    came = [each for each in rows if each.row.presence in day_queries.CAME]
    of_side, came_of = Counter(each.side for each in rows), Counter(each.side for each in came)
    sides = tuple((SIDES[side], came_of[side], of_side[side]) for side in SIDES if of_side[side])
    return Answered(len(rows), tuple(guest_queries.answers(rows)), len(came), sides, tuple(rows))


def next_for(activity: Activity, asked: Answered, *, facts: dict[str, Any]) -> Next:
    """Return what is to be done now about an activity. `facts` tells what the reader may do: gather, attend, land, ask times."""
    when = core_queries.said(activity)
    day, today = activity.node.day, timezone.localdate()
    starts = activity.gathering.starts_at
    is_come = starts <= timezone.now() if starts is not None else day is not None and day <= today
    if activity.state == "held" and facts["land"]:
        return Next(_("Skriv, hvor I landede. Alle inviterede får det, de fraværende først."), "partnerships:land")
    if activity.state not in {"planned", "unknown"}:
        return Next()
    if is_come and activity.state == "planned" and facts["attend"]:
        return Next(_("Kryds dem af, der kom. Så står den som holdt."), "partnerships:attendance")
    if day is None and activity.state == "planned" and facts["gather"]:
        return Next(_("Dagen er ikke fundet endnu. Spørg dem, der skal med, hvornår de kan."), "partnerships:ask_time")
    if facts["gather"] and not asked.number and activity.state == "planned":
        return Next(_("Ingen er inviteret endnu. Sæt kryds ved dem, der skal med."), "partnerships:guests")
    if facts["lacking"] and activity.gathering.starts_at:
        lacking = danish.count(facts["lacking"], "mangler", "mangler")
        return Next(_("%(lacking)s indbydelsen, eller har en gammel.") % {"lacking": lacking}, "partnerships:invite")
    if facts["gather"] and asked.number:
        said = _("%(n)s er inviteret.") % {"n": asked.number}
        return Next(f"{said} {plan_times.label(when)}.", "partnerships:guests")
    return Next()


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
                (told("Bekræftet"), day_told(card.at)),
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
        day = day_told(digest.told_until)
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
                (told("Svaret"), day_told(each.answered_at)),
                (told("Optaget (antal tider fra din kalender)"), each.busy_times.count() or ""),
            ),
            ((told("Dit svar"), said),) if said else (),
            held_by=node.organisation,
        )
