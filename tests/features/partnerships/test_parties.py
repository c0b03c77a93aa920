"""Who is in it: set up on a page, a seat that opens no other house, a party that leaves, somebody who changes employer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.core.models import Partnership, Seat
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.parties import queries, rules
from samspil.features.partnerships.plans import actions as partnerships
from samspil.features.partnerships.times import queries as time_queries
from samspil.features.partnerships.versions import actions as versions
from samspil.paper.refusal import Refused
from samspil.spine import duties, gatherings, invitations, journal, people, policy, thread, visibility
from samspil.spine.models import Circle, Duty, JournalEntry, Message, Node, Organisation, Pass
from tests.kit.cast import Cast
from tests.kit.clients import Browse

TOLD = {"name": "Sammen om kaffe", "purpose": "At mødes", "visibility": "circle"}


def _sees(actor: people.Actor, node: Node) -> bool:
    return visibility.nodes(actor).filter(pk=node.pk).exists()


@pytest.fixture
def association(cast: Cast) -> Organisation:
    return people.add_organisation(by=cast.alice, name="Hallens Venner", kind="association", is_invented=True)


@pytest.fixture
def three(cast: Cast, partnership: Partnership, association: Organisation) -> Partnership:
    """Two authorities and an association, with Frida and Rie sitting for the last two."""
    for party in (cast.elsewhere, association):
        parties.add_party(by=cast.alice, partnership=partnership, organisation=party)

    parties.add_member(
        by=cast.alice,
        partnership=partnership,
        name="Frida",
        role="member",
        email="frida@example.org",
        organisation=association,
    )
    parties.add_member(
        by=cast.alice,
        partnership=partnership,
        name="Rie",
        role="staff",
        email="rie@example.org",
        organisation=cast.elsewhere,
    )
    return partnership


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ((" ", "Mål", 2), "hvad partnerskabet hedder"),
        (("Navn", " ", 2), "hvad I vil sammen"),
        (("Navn", "Mål", 1), "mindst to parter"),
    ],
)
def test_a_partnership_has_a_name_a_purpose_and_parties(told: tuple[str, str, int], says: str) -> None:
    with pytest.raises(Refused, match=says):
        rules.check_new(*told)
    rules.check_new("Navn", "Mål", 2)


def test_it_is_set_up_with_two_authorities_and_an_association_and_its_maker_coordinates(cast: Cast) -> None:
    founding = parties.Founding(
        organisation=cast.municipality,
        partners=[cast.elsewhere],
        party_name="Gåklubben",
        party_kind="association",
        **TOLD,
    )
    made = parties.begin(by=cast.director, founding=founding)
    assert [(each.name, each.kind) for each in queries.parties(made)] == [
        ("Anden Kommune", "municipality"),
        ("Eksempel Kommune", "municipality"),
        ("Gåklubben", "association"),
    ]
    assert [(t.role.person.name, t.role.role, t.organisation) for t in queries.roles(made)] == [
        ("Ditte", "coordinator", cast.municipality)
    ]
    assert _sees(people.actor_for(cast.person(cast.director)), made.node)
    assert not _sees(cast.charlie, made.node)
    verbs = JournalEntry.objects.filter(verb__in=("partnership.set_up", "partnership.gathered", "role.given"))

    assert verbs.filter(verb="partnership.gathered").count() == 1


def test_nothing_is_left_of_one_that_was_refused(cast: Cast) -> None:
    before = (Circle.objects.count(), Organisation.objects.count(), Partnership.objects.count())
    for by, told in (
        (cast.bob, {"partners": [cast.elsewhere]}),
        (cast.charlie, {"partners": []}),
        (cast.alice, {"partners": [], "party_name": "Ny", "party_kind": ""}),
        (cast.alice, {"partners": [], "party_name": "anden kommune", "party_kind": "municipality"}),
    ):
        with pytest.raises(Refused):
            parties.begin(by=by, founding=parties.Founding(organisation=cast.municipality, **TOLD, **told))
    assert (Circle.objects.count(), Organisation.objects.count(), Partnership.objects.count()) == before


def test_a_seat_opens_the_partnership_and_not_the_house_it_is_for(cast: Cast, three: Partnership) -> None:
    """Whoever lets people in could else let anybody into another authority's own papers."""
    with journal.writing():
        theirs = thread.open_node(
            by=cast.charlie,
            kind="test_early",
            title="Anden Kommunes eget",
            organisation=cast.elsewhere,
            visibility="organisation",
        )

    rie = Seat.objects.select_related("role__person").get(organisation=cast.elsewhere).role
    actor = people.actor_for(rie.person)
    assert (rie.organisation, actor.organisations, actor.circles) == (None, frozenset(), {three.circle_id})
    assert _sees(actor, three.node)
    assert not _sees(actor, theirs)
    assert _sees(cast.charlie, theirs)
    assert {each.name: each.organisation for each in time_queries.members(three)} == {
        "Alice": "Eksempel Kommune",
        "Frida": "Hallens Venner",
        "Rie": "Anden Kommune",
    }


def test_to_coordinate_a_partnership_is_not_to_coordinate_the_house_one_works_in(
    cast: Cast, three: Partnership
) -> None:
    """Else a partnership of another authority could hand out the rights of this one."""
    parties.add_member(
        by=cast.alice,
        partnership=three,
        name="Bob",
        email="bob@example.org",
        role="coordinator",
        organisation=cast.municipality,
    )
    bob = people.actor_for(cast.person(cast.bob))
    with journal.writing():
        own = thread.open_node(by=cast.alice, kind="partnership", title="Eget", organisation=cast.municipality)

    assert policy.allows(bob, "gather", "partnership", three.node)
    assert not policy.allows(bob, "gather", "partnership", own)
    assert not policy.allows(bob, "add", "partnership", own)


def test_who_belongs_to_a_party_already_comes_as_the_person_they_are(cast: Cast, three: Partnership) -> None:
    given = parties.add_member(
        by=cast.alice,
        partnership=three,
        name="Charlie E.",
        email="CHARLIE@example.org",
        role="staff",
        organisation=cast.elsewhere,
    )
    assert (given.person, given.organisation, given.seat.organisation) == (
        cast.person(cast.charlie),
        None,
        cast.elsewhere,
    )
    with pytest.raises(Refused, match="allerede med"):
        parties.add_member(by=cast.alice, partnership=three, name="Charlie", email="charlie@example.org", role="staff")

    outside = people.add_organisation(by=cast.alice, name="Uden for", kind="fund")
    with pytest.raises(Refused, match="Vælg en af parterne"):
        parties.add_member(by=cast.alice, partnership=three, name="X", role="staff", organisation=outside)


@pytest.mark.parametrize("who", ["bob", "charlie", "dorte", "politician", "secretary"])
def test_others_let_nobody_in(cast: Cast, three: Partnership, who: str) -> None:
    with pytest.raises(Refused, match="tovholder og direktør"):
        parties.add_member(by=getattr(cast, who), partnership=three, name="X", role="staff")
    with pytest.raises(Refused, match="tovholder og direktør"):
        parties.leave(by=getattr(cast, who), partnership=three, organisation=cast.elsewhere)


def test_a_party_that_leaves_keeps_what_it_gave_and_loses_what_is_to_come(
    cast: Cast, three: Partnership, association: Organisation
) -> None:
    rie = Seat.objects.get(organisation=cast.elsewhere).role.person
    plan = partnerships.plan(
        by=cast.alice,
        partnership=three,
        title="Møde",
        on=timezone.localdate() + dt.timedelta(days=9),
        starts=dt.time(10),
    )
    invited = gatherings.invite(by=cast.alice, gathering=plan.gathering, person=rie, organisation=cast.elsewhere)
    invitations.send(by=cast.alice, gathering=plan.gathering, title="Møde")
    line = charter.register(
        by=cast.alice,
        partnership=three,
        register="now",
        words="Kaffe",
        side="professional",
        organisation=cast.elsewhere,
    )
    newest = three.versions.order_by("-number")[0]
    approval = versions.approve(
        by=people.job("x"), partnership=three, number=newest.number, organisation=cast.elsewhere
    )
    duty = duties.give(by=cast.alice, node=plan.node, purpose="next_step", title="Ring", owner=rie)
    written = charter.write(by=cast.alice, partnership=three, told={"politician": ("Lyt", ""), "citizen": ("Sig", "")})
    charter.link_for(by=cast.alice, charter=written, person=rie)
    with pytest.raises(Refused, match="Parten har 1 åben opgave"):
        parties.leave(by=cast.alice, partnership=three, organisation=cast.elsewhere)
    with pytest.raises(Refused, match="en af dem, der bliver"):
        parties.leave(by=cast.alice, partnership=three, organisation=cast.elsewhere, heir=cast.elsewhere)
    assert Duty.objects.get(pk=duty.pk).owner == rie
    parties.leave(by=cast.alice, partnership=three, organisation=cast.elsewhere, heir=cast.municipality)

    duty.refresh_from_db()
    invited.refresh_from_db()
    line.refresh_from_db()
    approval.refresh_from_db()
    assert (duty.owner, duty.owner_organisation) == (None, cast.municipality)
    assert invited.withdrawn_at is not None
    assert (line.organisation, approval.organisation) == (cast.elsewhere, cast.elsewhere)
    assert queries.parties(three) == [cast.municipality, association]
    assert not Pass.objects.filter(person=rie, revoked_at__isnull=True).exists()
    last = Message.objects.filter(person=rie, calendar_method="CANCEL").get()
    assert "er ikke med i samarbejdet mere" in last.body
    tomorrow = people.actor_for(rie, on=timezone.localdate() + dt.timedelta(days=1))
    assert not _sees(tomorrow, three.node)
    assert JournalEntry.objects.filter(verb="party.left").count() == 1


def test_the_home_and_the_last_two_stay(cast: Cast, partnership: Partnership, association: Organisation) -> None:
    parties.add_party(by=cast.alice, partnership=partnership, organisation=association)
    for organisation, says in (
        (cast.municipality, "hører til Eksempel Kommune"),
        (association, "mindst være to parter tilbage"),
        (cast.elsewhere, "er ikke med"),
    ):
        with pytest.raises(Refused, match=says):
            parties.leave(by=cast.alice, partnership=partnership, organisation=organisation)
    with pytest.raises(Refused, match="allerede med"):
        parties.add_party(by=cast.alice, partnership=partnership, organisation=association)
    with pytest.raises(Refused, match="Ikke begge dele"):
        parties.add_party(by=cast.alice, partnership=partnership, organisation=cast.elsewhere, name="Ny", kind="fund")


def test_who_changes_employer_leaves_one_seat_and_takes_another(
    cast: Cast, three: Partnership, association: Organisation
) -> None:
    seat = Seat.objects.select_related("role__person").get(organisation=association)
    frida = seat.role.person
    plan = partnerships.plan(
        by=cast.alice,
        partnership=three,
        title="Møde",
        on=timezone.localdate() + dt.timedelta(days=9),
        starts=dt.time(10),
    )
    invited = gatherings.invite(by=cast.alice, gathering=plan.gathering, person=frida, organisation=association)
    task = civic.give(
        by=cast.alice, partnership=three, association=association, task=civic.Task(title="Kaffe", is_own=True)
    )
    duty = duties.give(by=cast.alice, node=plan.node, purpose="next_step", title="Ring", owner=frida)
    with pytest.raises(Refused, match="1 åben opgave"):
        parties.end_member(by=cast.alice, partnership=three, role=seat.role)

    parties.end_member(by=cast.alice, partnership=three, role=seat.role, heir=association)
    given = parties.add_member(
        by=cast.alice,
        partnership=three,
        name="Frida",
        email="frida@example.org",
        role="politician",
        organisation=cast.elsewhere,
    )
    duty.refresh_from_db()
    task.refresh_from_db()
    invited.refresh_from_db()
    assert given.person == frida
    assert (duty.owner, duty.owner_organisation, task.association) == (None, association, association)
    assert invited.withdrawn_at is not None


def test_a_role_that_ended_elsewhere_takes_its_invitation_along_the_next_morning(
    cast: Cast, three: Partnership
) -> None:
    """Bob's employer ends his role; nobody opens the partnership's page."""
    soon = timezone.localdate() + dt.timedelta(days=9)
    bob = cast.person(cast.bob)
    plan = partnerships.plan(by=cast.alice, partnership=three, title="Hos lægen", on=soon, starts=dt.time(10))
    invited = gatherings.invite(by=cast.alice, gathering=plan.gathering, person=bob, organisation=cast.municipality)

    invitations.send(by=cast.alice, gathering=plan.gathering, title="Møde")
    morning = people.job("departed")
    assert parties.withdraw_departed(by=morning) == 0
    seat = parties.add_member(
        by=cast.alice,
        partnership=three,
        name="Bob",
        email="bob@example.org",
        role="staff",
        organisation=cast.municipality,
    )
    duty = duties.give(by=cast.alice, node=plan.node, purpose="next_step", title="Ring", owner=bob)
    assert parties.withdraw_departed(by=morning) == 0
    people.end_role(by=morning, role=bob.roles.get(circle=None), on=timezone.localdate())
    assert [parties.withdraw_departed(by=morning) for _twice in range(2)] == [1, 0]
    seat.refresh_from_db()
    duty.refresh_from_db()
    assert (seat.until_on, duty.owner, duty.owner_organisation) == (timezone.localdate(), None, cast.municipality)
    invited.refresh_from_db()
    assert invited.withdrawn_at is not None
    last = Message.objects.filter(person=bob, calendar_method="CANCEL").get()
    assert "ikke med i samarbejdet mere" in last.body
    assert "lægen" not in f"{last.subject}{last.body}{last.calendar}"


def test_the_only_coordinator_stays_until_there_is_another(cast: Cast, three: Partnership) -> None:
    alice = next(each.role for each in queries.roles(three) if each.role.role == "coordinator")
    with pytest.raises(Refused, match="den eneste tovholder"):
        parties.end_member(by=cast.alice, partnership=three, role=alice)
    parties.add_member(
        by=cast.alice, partnership=three, name="Nr. to", role="coordinator", organisation=cast.municipality
    )
    parties.end_member(by=cast.alice, partnership=three, role=alice)
    alice.refresh_from_db()
    assert alice.until_on == timezone.localdate()


def test_the_page_lists_parties_without_people_and_asks_as_often_for_three(
    cast: Cast, three: Partnership, browse: Browse
) -> None:
    client = browse(cast.alice)
    address = reverse("partnerships:parties", args=[three.pk])
    client.get(address)
    counted = []
    for extra in (0, 3):
        for number in range(extra):
            parties.add_member(
                by=cast.alice, partnership=three, name=f"N{number}", role="staff", organisation=cast.elsewhere
            )
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address).content.decode()
        counted.append(len(captured))

    assert counted[0] == counted[1]
    assert "N2" in page
    assert browse(cast.charlie).get(address).status_code == 404


def test_the_page_of_a_party_that_leaves_asks_for_an_heir_only_when_something_is_owed(
    cast: Cast, three: Partnership, association: Organisation, browse: Browse
) -> None:
    client = browse(cast.alice)
    civic.give(
        by=cast.alice,
        partnership=three,
        association=association,
        task=civic.Task(title="Kør til lægen", authority=cast.municipality, adds="adds", today="x"),
    )
    address = reverse("partnerships:leave", args=[three.pk, association.pk])
    page = client.get(address).content.decode()

    assert "Hvem tager over?" not in page
    assert "Kør til lægen: Eksempel Kommune" in page
    duties.give(by=cast.alice, node=three.node, purpose="next_step", title="Ring til Bo", owner=association)
    page = client.get(address).content.decode()
    assert "Hvem tager over?" in page
    assert "Ring til Bo" in page
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"heir": cast.municipality.pk}).status_code == 302
    assert association not in queries.parties(three)


def test_the_form_of_a_new_one_comes_back_with_what_is_wrong(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    alone = client.post(reverse("partnerships:new"), {**TOLD, "organisation": cast.municipality.pk})
    assert alone.status_code == 422
    assert "mindst to parter" in alone.content.decode()
    sent = client.post(
        reverse("partnerships:new"), {**TOLD, "organisation": cast.municipality.pk, "partners": [cast.elsewhere.pk]}
    )
    made = Partnership.objects.get(node__title="Sammen om kaffe")
    assert sent["Location"] == reverse("partnerships:add_members", args=[made.pk])
    assert made.node.visibility == Node.Visibility.CIRCLE
