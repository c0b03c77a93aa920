"""Names of citizens and staff, planted wherever a name can stand, looked for at every address as strangers with a login and without.

A stranger is anybody without a role where the record lies. Who sits in a political body as elected is named in its minutes,
and what the secretary writes into published minutes is published.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db.models import Q
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from samspil.features.cases.agenda.actions import approval, meetings, presentations
from samspil.features.cases.communication import actions as communication_actions
from samspil.features.cases.editing.actions import items, statements
from samspil.features.cases.follow_up import actions as follow_up_actions
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.protocol import actions as protocol_actions
from samspil.features.cases.records.models import Attendance
from samspil.features.cases.records.queries import attendance, rows
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.seats import actions as seats_actions
from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.day import actions as day
from samspil.features.partnerships.methods import actions as methods
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.plans import actions as partnerships
from samspil.features.partnerships.relations import actions as relations
from samspil.features.partnerships.times import actions as times
from samspil.features.partnerships.times.rules import Wish
from samspil.features.partnerships.versions import actions as versions
from samspil.features.trials import actions as trials
from samspil.features.voices import actions as voices
from samspil.features.voices.models import Voice
from samspil.spine import duties, gatherings, people
from samspil.spine.models import Node, Person
from samspil.spine.people import Actor
from tests.kit import databases
from tests.kit.addresses import addresses
from tests.kit.answers import met
from tests.kit.cast import SINCE, Cast
from tests.kit.clients import enter

JOB = people.job("test")
# Where a name stands -> the name. A leak says where it came from.
PLACES = (
    "invited",
    "present",
    "apology",
    "invited by name",
    "present by name",
    "owner of a next step",
    "plan version",
    "method version",
    "charter version",
    "acknowledged",
    "missing",
    "day note",
    "asked for times",
    "answered for another",
    "member of a party",
    "contact of an association",
    "asked how we work",
    "owner of an answer",
    "took a voice in",
    "trial",
    "staff at a meeting",
    "stood in for staff",
    "stood aside",
    "owner of a follow-up",
    "carries a case",
    "writer of an item",
    "approved a joint text",
    "noted an approval",
    "presented a case",
)
# Places whose names those near read on other pages than GET ones with one key, or only their own.
HARD_TO_MEET = {
    "asked how we work": "nobody is shown who was asked; only how many",
    "missing": "stands in the page of those who lack; the same list as `acknowledged`",
    "contact of an association": "chosen in a form when a link is made",
    "noted an approval": "stands with the words of the approval, for the partners' writers",
}
STRANGERS = ("charlie", "politician of another authority", "staff of another authority", "dorte")


def word(place: str) -> str:
    # No name is the beginning of another, or what was searched for would be taken for it.
    return f"Kanarie{place.title().replace(' ', '')}Slut"


@dataclass
class Scene:
    """A public partnership, a public voice, a trial and published minutes, full of people."""

    cast: Cast
    keys: list[Any] = field(default_factory=list)

    def person(self, place: str, *, role: str = "", circle: Any = None, organisation: Any = None) -> Person:
        made = people.add_person(by=JOB, name=word(place), email=f"{len(self.keys)}-{place[:4]}@example.org")
        if role:
            people.give_role(
                by=JOB,
                person=made,
                role=role,
                organisation=organisation or self.cast.municipality,
                circle=circle,
                from_on=SINCE,
            )
        return made

    def actor(self, place: str, role: str = "coordinator", circle: Any = None) -> Actor:
        return people.actor_for(self.person(place, role=role, circle=circle))


@pytest.fixture
def scene(cast: Cast) -> Scene:
    made = Scene(cast)
    _partnership(made)
    _meeting(made)
    return made


def _partnership(scene: Scene) -> None:
    cast, circle = scene.cast, scene.cast.partnership
    association = people.add_organisation(by=JOB, name="Foreningen", kind="association")
    circle.partners.add(association)
    partnership = core_actions.set_up(
        by=JOB, name="Sammen", circle=circle, organisation=cast.municipality, purpose="At mødes.", visibility="public"
    )
    activity = partnerships.plan(
        by=scene.actor("plan version", circle=circle),
        partnership=partnership,
        title="Kaffe",
        on=dt.date(2026, 5, 1),
        level="involve",
    )
    for place, presence in (("invited", ""), ("present", "present"), ("apology", "apology")):
        gatherings.invite(by=JOB, gathering=activity.gathering, person=scene.person(place), presence=presence)

    for place, presence in (("invited by name", ""), ("present by name", "present")):
        gatherings.invite(by=JOB, gathering=activity.gathering, name=word(place), presence=presence)

    partnerships.move(by=JOB, activity=activity, state="held")
    activity.refresh_from_db()
    day.add_note(by=scene.actor("day note", circle=circle), activity=activity, words="Det regnede.")
    duties.give(
        by=JOB,
        node=activity.node,
        purpose="next_step",
        title="Ring rundt",
        owner=scene.person("owner of a next step"),
        due_on=dt.date(2026, 6, 1),
    )
    versions.keep(by=scene.actor("noted an approval", circle=circle), partnership=partnership, why="Som den stod")
    methods.write(
        by=scene.actor("method version", circle=circle),
        partnership=partnership,
        key="ethno_raid",
        part="guide",
        body="Spørg om det hele.",
    )
    writer = scene.actor("charter version", circle=circle)
    charter.write(by=writer, partnership=partnership, told={"citizen": ("Fortæller", ""), "politician": ("Lytter", "")})
    newest = charter.write(
        by=writer, partnership=partnership, told={"citizen": ("Taler", ""), "politician": ("Hører", "")}, why="Mildere"
    )
    charter.acknowledge(by=scene.actor("acknowledged", "member", circle), charter=newest, side="citizen")
    scene.person("missing", role="member", circle=circle)
    later = timezone.localdate() + dt.timedelta(days=30)
    asked = scene.person("asked for times", role="member", circle=circle)
    asking = times.ask(
        by=cast.alice,
        partnership=partnership,
        activities=[partnerships.plan(by=JOB, partnership=partnership, title="Uden tid")],
        wanted=[times.Wanted(person_id=asked.pk, organisation_id=cast.municipality.pk)],
        wish=Wish(
            first=later,
            last=later,
            parts=["late"],
            weekdays=range(7),
            half_hours=4,
            is_closed_by_agreement=False,
        ),
    )
    times.answer(
        by=scene.actor("answered for another", circle=circle),
        asked=asking.asked.get(),
        answers={(later, "late"): "can"},
    )
    parties.add_member(
        by=JOB, partnership=partnership, name=word("member of a party"), role="member", organisation=association
    )
    contact = parties.add_member(
        by=JOB,
        partnership=partnership,
        name=word("contact of an association"),
        role="member",
        organisation=association,
    )
    task = civic.give(
        by=JOB,
        partnership=partnership,
        association=association,
        task=civic.Task(title="Brygge kaffe", authority=cast.municipality, adds="adds", today="Åbent mandag"),
    )
    civic.link_for(by=JOB, task=task, person=contact.person)
    parties.add_member(
        by=JOB, partnership=partnership, name=word("asked how we work"), role="member", organisation=association
    )
    trial = trials.propose(by=JOB, origin=activity.node, title="Prøv det", who=word("trial"), smallest_step="Én gang.")
    voice = voices.receive(
        by=scene.actor("took a voice in", "staff", circle),
        given=voices.Given(
            organisation=cast.municipality,
            within=circle,
            words="Det er svært.",
            purposes=["interpret", "quote"],
            consent_form="oral",
            received_on=dt.date(2026, 6, 1),
            owner=scene.person("owner of an answer", role="staff"),
        ),
    )
    Voice.objects.filter(pk=voice.pk).update(state="published", published_at=timezone.now())
    Node.objects.filter(pk=voice.pk).update(visibility="public")
    scene.keys += [partnership.pk, activity.pk, asking.pk, task.pk, trial.pk, voice.pk]
    assert relations.ask  # asked by mail alone: nothing of it is on a page but figures


def _meeting(scene: Scene) -> None:
    cast, by = scene.cast, scene.cast.secretary
    body = seats_actions.add_body(by=by, circle=cast.committee, house="norddjurs")
    starts = timezone.now().replace(microsecond=0) - dt.timedelta(days=20)
    meeting = meetings.plan_meeting(by=by, body=body, starts_at=starts, place="Rådhuset")
    item = items.add_item(
        by=scene.actor("writer of an item"),
        meeting=meeting,
        wording=items.Wording(title="Et punkt", clauses=["det sker"]),
    )

    approval.approve_item(by=cast.director, item=approval.submit_item(by=by, item=item))
    meetings.publish_agenda(by=by, meeting=meeting)
    minutes_actions.begin_minutes(by=by, meeting=meeting)
    meeting = rows.meeting(by, meeting.pk)
    elected = gatherings.invite(
        by=by, gathering=meeting.gathering, person=cast.person(cast.politician), presence="present"
    )
    staff = gatherings.invite(
        by=by, gathering=meeting.gathering, person=scene.person("staff at a meeting", role="staff"), presence="present"
    )
    absent = gatherings.invite(
        by=by, gathering=meeting.gathering, person=scene.person("stood in for staff", role="staff"), presence="apology"
    )
    Attendance.objects.update_or_create(invitation=elected, defaults={"substitute_for": absent})
    aside = gatherings.invite(
        by=by, gathering=meeting.gathering, person=scene.person("stood aside", role="staff"), presence="present"
    )
    item = rows.item(by, item.pk)
    protocol_actions.recuse(by=by, item=item, invitation=aside, reason="Egen sag")
    statement = statements.add_statement(
        by=by, item=item, printed="Udvalget ønsker det.", outcomes=["APPROVED"], stance="WISHES"
    )
    step = routes_actions.send_on(by=by, statement=statement, to_text="Byrådet")
    carries = scene.person("carries a case", role="staff", circle=cast.committee)
    routes_actions.name_carrier(by=by, step=step, owner=carries)
    minutes_actions.publish_minutes(by=by, meeting=rows.meeting(by, meeting.pk))
    statement = attendance.statement(by, statement.pk)
    follow_up_actions.give_duty(
        by=by,
        statement=statement,
        title="Følg op",
        owner=scene.person("owner of a follow-up", role="staff"),
        due_on=dt.date(2026, 4, 1),
    )
    presentations.add_presentation(
        by=by, item=rows.item(by, item.pk), to_text="Byrådet", presenter=word("presented a case")
    )
    joint = communication_actions.begin_communication(
        by=by, about=statement.node, title="Sammen om det", words="Vi gør det sammen.", partners=[cast.elsewhere]
    )
    approver = scene.actor("approved a joint text")
    mine = joint.partners.get(organisation=cast.municipality)
    communication_actions.approve_communication(by=approver, partner=mine, version=1)
    communication_actions.approve_communication(
        by=cast.charlie, partner=joint.partners.get(organisation=cast.elsewhere), version=1
    )
    communication_actions.publish_communication(by=by, communication=joint)
    scene.keys += [meeting.pk, meeting.body_id, item.pk, statement.pk, joint.pk, staff.gathering_id]


def asked(scene: Scene) -> list[str]:
    """Every address that can be asked for with nothing or with a key of its own area; each form of an export."""
    names = [name for name in sorted(set(addresses(get_resolver().url_patterns))) if not name.startswith(NOT_OURS)]
    partnership, meeting, body = scene.keys[0], *scene.keys[6:8]
    areas = {
        "partnerships": [(key,) for key in scene.keys[:4]]
        + [(partnership, "ethno_raid"), (partnership, 1), (partnership, 2)],
        "trials": [(scene.keys[4],)],
        "voices": [(scene.keys[5],)],
        "cases": [(key,) for key in scene.keys[6:]] + [(meeting, 1)],
        "oparl": [(kind, key) for kind in ("meeting", "agendaitem", "paper", "body") for key in scene.keys[6:9]],
        "web": [(key,) for key in scene.keys],
    }
    found = [
        made
        for name in names
        for args in ((), *areas.get(name.partition(":")[0], []))
        if (made := _reversed(name, args)) is not None
    ]
    found += [
        f"{reverse(f'cases:{name}', args=[key])}?form={form}"
        for name, key in (("export_meeting", meeting), ("export_body", body))
        for form in ("tekst", "json", "csv")
    ]
    found += [f"{reverse('web:search')}?q={word(place)}" for place in PLACES]
    base = reverse("oparl:system")
    lists = ("agendaitem", "meeting", "paper", "person", "membership", "organization")

    return found + [f"{base}body/{scene.cast.municipality.pk}/{each}/" for each in lists]


NOT_OURS = ("account_", "mfa_", "usersessions_")


def _reversed(name: str, args: tuple[Any, ...]) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def told(client: Client, asked: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return where each planted name was met, by place, and the addresses that were answered at all."""
    found: dict[str, list[str]] = {}
    answered = []
    for address, status, shown in met(client, asked):
        if status < 400:
            answered.append(address)
        for place in PLACES:
            # What was searched for stands in the field again; it is the reader's own word.
            if word(place) in shown and not address.endswith(f"q={word(place)}"):
                found.setdefault(place, []).append(address)
    return found, answered


def stranger(cast: Cast, name: str) -> Client:
    if name in {"charlie", "dorte"}:
        return enter(cast, name)
    role = name.split(maxsplit=1)[0]
    council = people.add_circle(by=JOB, name=f"Udvalg: {name}", kind="committee", organisation=cast.elsewhere)
    person = people.add_person(by=JOB, name="Fremmed", email="fremmed@example.org")
    for circle in (None, council):
        people.give_role(by=JOB, person=person, role=role, organisation=cast.elsewhere, circle=circle, from_on=SINCE)
    person.user = User.objects.create_user(name)
    person.save(update_fields=["user"])
    client = Client()
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.turn(0)
@pytest.mark.walk(many=1)
def test_no_stranger_reads_the_name_of_a_citizen_or_of_staff_where_those_near_do(cast: Cast, scene: Scene) -> None:
    everything = asked(scene)
    near = [told(enter(cast, who), everything) for who in ("alice", "secretary")]
    # Or nothing below proves anything.
    assert set(PLACES) - {place for found, _answered in near for place in found} - HARD_TO_MEET.keys() == set()
    # What neither of those near is answered, nobody else is: tests/promises/test_permissions.py.
    answered = sorted({address for _found, addresses in near for address in addresses})
    for name in databases.asked(STRANGERS, many=1, first=1, of="strangers"):
        leaks, _ = told(stranger(cast, name), answered)
        # Charlie approved the joint text for a partner of it, and writes there with the others.
        own = {"approved a joint text", "noted an approval"} if name == "charlie" else set()
        assert {place: found for place, found in leaks.items() if place not in own} == {}, name


def test_every_name_was_planted(cast: Cast, scene: Scene) -> None:
    kept = set(Person.objects.filter(name__startswith="Kanarie").values_list("name", flat=True))
    typed = {word(place) for place in ("invited by name", "present by name", "trial", "presented a case")}
    assert {word(place) for place in PLACES} == kept | typed


def test_whoever_sits_in_the_body_as_elected_is_named_in_its_minutes(cast: Cast, scene: Scene) -> None:
    page = Client().get(reverse("cases:meeting", args=[scene.keys[6]])).content.decode()
    assert "Til stede: Poul" in page
    assert page.count("En deltager uden for udvalget") >= 3


def test_an_elected_persons_name_elsewhere_is_a_persons_name(cast: Cast, scene: Scene) -> None:
    activity = UUID(str(scene.keys[1]))
    gathering = Node.objects.get(pk=activity).gathering
    gatherings.invite(by=JOB, gathering=gathering, person=cast.person(cast.politician), presence="present")
    page = reverse("partnerships:activity", args=[activity])
    assert "Poul" not in Client().get(page).content.decode()
    assert "Poul" in enter(cast, "alice").get(page).content.decode()
    assert not Node.objects.filter(Q(title__contains="Kanarie")).exists()
