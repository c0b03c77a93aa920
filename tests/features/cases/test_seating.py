"""Who sits in a body: founded by the authority's secretary, who writes members in and out."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.records.models import Body
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import standing
from samspil.features.cases.seats import actions as seats_actions
from samspil.features.cases.seats import queries as seats_queries
from samspil.features.cases.seats import rules as seats_rules
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import people, policy
from samspil.spine.models import Circle, Person, Role
from tests.features.cases.test_rules import COMMITTEE, HERE, WHO
from tests.features.cases.test_views import page, send
from tests.kit.cast import Cast
from tests.kit.clients import enter

JOB = people.job("test")
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("who", WHO)
def test_who_may_say_who_sits_there(who: str) -> None:
    place = standing.Place(COMMITTEE, HERE, COMMITTEE)
    expected = who in {"secretary", "secretary of another committee", "administrator"}
    assert policy.allows(WHO[who], "seat", "body", place) is expected
    if expected:
        policy.check(WHO[who], "seat", "body", place)
    else:
        with pytest.raises(NotAllowed, match="Kun myndighedens egen sekretær"):
            policy.check(WHO[who], "seat", "body", place)


def test_the_table_has_two_rows() -> None:
    assert [(row.action, row.kind) for row in seats_rules.POLICY] == [("add_body", "body"), ("seat", "body")]


@pytest.mark.parametrize(
    ("chosen", "name", "kind", "authority", "taken", "says"),
    [
        (True, "", "", False, False, ""),
        (True, "Nyt", "committee", True, False, "Ikke begge dele"),
        (False, " ", "committee", True, False, "skriv navnet"),
        (False, "Nyt", "", True, False, "hvad det nye er"),
        (False, "Nyt", "partnership", True, False, "hvad det nye er"),
        (False, "Nyt", "committee", False, False, "hører til"),
        (False, "Nyt", "committee", True, True, "findes allerede"),
        (False, "Nyt", "committee", True, False, ""),
    ],
)
def test_a_body_is_chosen_or_wholly_told(
    chosen: bool, name: str, kind: str, authority: bool, taken: bool, says: str
) -> None:
    def check() -> None:
        seats_rules.check_founded(is_chosen=chosen, name=name, kind=kind, has_authority=authority, is_taken=taken)

    if says:
        with pytest.raises(Refused, match=says):
            check()
    else:
        check()


def test_who_founds_as_a_secretary_of_the_authority_sits_there() -> None:
    assert seats_rules.sits_there(WHO["secretary"], HERE)
    assert not seats_rules.sits_there(WHO["secretary"], uuid4())
    assert not seats_rules.sits_there(WHO["administrator"], HERE)
    assert not seats_rules.sits_there(WHO["public"], HERE)


def founded(cast: Cast, name: str = "Sundhedsrådet i Eksempel (opdigtet)") -> Body:
    return seats_actions.begin_body(
        by=cast.secretary,
        house="norddjurs",
        name=name,
        kind="health_council",
        organisation=cast.municipality,
        from_on=dt.date(2026, 1, 1),
    )


def test_a_secretary_founds_a_body_and_can_plan_its_meetings(cast: Cast) -> None:
    body = founded(cast)
    circle = body.circle

    assert (circle.name, circle.kind, circle.organisation, circle.is_invented) == (
        "Sundhedsrådet i Eksempel (opdigtet)",
        "health_council",
        cast.municipality,
        True,
    )
    (seat,) = seats_queries.seats(circle)
    assert (seat.person_id, seat.role, seat.organisation) == (cast.secretary.person_id, "secretary", cast.municipality)
    secretary = people.actor_for(cast.person(cast.secretary))
    meeting = meetings.plan_meeting(by=secretary, body=body, starts_at=timezone.now() + 30 * DAY)
    assert rows.meeting(secretary, meeting.pk) == meeting
    with pytest.raises(Refused, match="findes allerede"):
        founded(cast, "sundhedsrådet i eksempel (opdigtet)")


def test_a_job_founds_without_a_seat_and_others_do_not_found(cast: Cast) -> None:
    made = seats_actions.begin_body(
        by=JOB, house="norddjurs", name="Rådet", kind="council", organisation=cast.municipality
    )
    assert list(seats_queries.seats(made.circle)) == []
    for name in ("politician", "director", "alice", "bob", "charlie"):
        with pytest.raises(NotAllowed):
            seats_actions.begin_body(
                by=getattr(cast, name), house="norddjurs", name="Et råd", kind="council", organisation=cast.municipality
            )
    assert not Circle.objects.filter(name="Et råd").exists()


def test_a_seat_opens_the_body_and_ends_on_its_day(cast: Cast, body: Body) -> None:
    today = timezone.localdate()
    given = seats_actions.seat(
        by=cast.secretary, circle=body.circle, name="Mona", role="politician", from_on=today, email="mona@example.org"
    )
    mona = people.actor_for(given.person)
    assert body.circle.pk in mona.circles
    assert mona.acts_for(cast.municipality.pk)
    with pytest.raises(Refused, match="allerede tilføjet som medlem"):
        seats_actions.seat(
            by=cast.secretary,
            circle=body.circle,
            name="Mona",
            role="politician",
            from_on=today,
            email="MONA@example.org",
        )

    assert Person.objects.filter(email__iexact="mona@example.org").count() == 1
    with pytest.raises(Refused, match="Dagen er gået"):
        seats_actions.unseat(by=cast.secretary, circle=body.circle, role=given, on=today - DAY)

    seats_actions.unseat(by=cast.secretary, circle=body.circle, role=given, on=today)
    assert people.actor_for(given.person, on=today + DAY).circles == frozenset()
    for name in ("politician", "director", "alice", "bob", "charlie"):
        with pytest.raises(NotAllowed):
            seats_actions.seat(
                by=getattr(cast, name), circle=body.circle, name="Nogen", role="politician", from_on=today
            )
        with pytest.raises(NotAllowed):
            seats_actions.unseat(by=getattr(cast, name), circle=body.circle, role=given, on=today)


def test_who_is_written_in_by_two_persons_mail_is_somebody_new(cast: Cast, body: Body) -> None:
    for name in ("Ida", "Ib"):
        people.add_person(by=JOB, name=name, email="hjemme@example.org")
    given = seats_actions.seat(
        by=cast.secretary,
        circle=body.circle,
        name="Irma",
        role="politician",
        from_on=timezone.localdate(),
        email="hjemme@example.org",
    )
    assert given.person.name == "Irma"


def test_a_body_keeps_a_secretary_unless_it_ends(cast: Cast, body: Body) -> None:
    today = timezone.localdate()
    own = Role.objects.get(person=cast.secretary.person_id, circle=body.circle)
    with pytest.raises(Refused, match="skal have en sekretær"):
        seats_actions.unseat(by=cast.secretary, circle=body.circle, role=own, on=today + 5 * DAY)

    seats_actions.seat(
        by=cast.secretary, circle=body.circle, name="Vikar", role="secretary", from_on=today, until_on=today + 5 * DAY
    )
    with pytest.raises(Refused, match="skal have en sekretær"):
        seats_actions.unseat(by=cast.secretary, circle=body.circle, role=own, on=today + 5 * DAY)

    people.end_circle(by=JOB, circle=body.circle, on=today + 5 * DAY)
    circle = Circle.objects.get(pk=body.circle.pk)
    with pytest.raises(Refused, match="Vælg en dag, hvor det stadig findes"):
        seats_actions.seat(by=cast.secretary, circle=circle, name="Sen", role="politician", from_on=today + 6 * DAY)

    seats_actions.unseat(by=cast.secretary, circle=circle, role=own, on=today + 5 * DAY)


@pytest.mark.parametrize(
    ("name", "role", "says"), [(" ", "politician", "navn"), ("Ole", "director", "hvad personen er")]
)
def test_a_seat_is_somebodys_and_a_members_or_a_secretarys(
    cast: Cast, body: Body, name: str, role: str, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        seats_actions.seat(by=cast.secretary, circle=body.circle, name=name, role=role, from_on=timezone.localdate())


def test_the_pages_take_the_secretary_through_it(client: Client, cast: Cast) -> None:
    client = enter(cast, "secretary")
    shown = client.get(reverse("cases:new_body")).content.decode()

    assert "Det nyes navn" in shown
    told = client.post(reverse("cases:new_body"), {"house": "norddjurs"})
    assert (told.status_code, "skriv navnet på et nyt" in told.content.decode()) == (422, True)
    sent = {
        "name": "Ældrerådet",
        "kind": "council",
        "organisation": str(cast.municipality.pk),
        "house": "norddjurs",
        "from_on": "01/01/2026",
    }
    assert client.post(reverse("cases:new_body"), sent).status_code == 302
    body = Body.objects.get(circle__name="Ældrerådet")
    assert "Hvem der sidder i udvalget" in page(client, "body", body.pk)
    send(client, "seat", body.pk, name="Åse", role="politician", from_on="01/01/2026")
    listed = page(client, "seats", body.pk)
    assert "<strong>Åse</strong>, medlem fra 1. januar 2026. Har ingen e-mail" in " ".join(listed.split())
    seat = Role.objects.get(person__name="Åse")
    told = send(client, "unseat", body.pk, seat.pk, expect=422, on="01/01/2026")
    assert "Dagen er gået" in told
    send(client, "unseat", body.pk, seat.pk, on="31/12/2099")
    assert "til og med 31. december 2099" in page(client, "seats", body.pk)
    other = enter(cast, "politician")
    assert other.get(reverse("cases:seats", args=[body.pk])).status_code == 403
    assert "Hvem der sidder i udvalget" not in other.get(reverse("cases:body", args=[body.pk])).content.decode()


def test_another_bodys_seat_is_not_there(cast: Cast, body: Body) -> None:
    elsewhere = Role.objects.filter(circle=cast.partnership).first()
    assert elsewhere is not None
    with pytest.raises(NotFound):
        seats_queries.seat(body.circle, elsewhere.pk)
