"""People and circles: roles on their first and last day, and heirs that never inherit from themselves."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from samspil.paper.refusal import Refused
from samspil.spine import people
from samspil.spine.models import Circle, JournalEntry, Organisation, Person, Role
from tests.kit.cast import Cast
from tests.kit.vault import Race

DAY = dt.timedelta(days=1)
LAST_DAY, FIRST_DAY = dt.date(2026, 12, 31), dt.date(2027, 1, 1)
JOB = people.job("test")


def circle(name: str, **fields: object) -> Circle:
    return people.add_circle(by=JOB, name=name, kind="committee", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("from_on", "until_on", "holds_on", "holds_not_on"),
    [
        (FIRST_DAY, None, [FIRST_DAY, dt.date(2099, 1, 1)], [LAST_DAY]),
        (dt.date(2020, 1, 1), LAST_DAY, [dt.date(2020, 1, 1), LAST_DAY], [dt.date(2019, 12, 31), FIRST_DAY]),
        (FIRST_DAY, FIRST_DAY, [FIRST_DAY], [LAST_DAY, FIRST_DAY + DAY]),
    ],
)
def test_a_role_holds_from_its_first_to_its_last_day(
    cast: Cast, from_on: dt.date, until_on: dt.date | None, holds_on: list[dt.date], holds_not_on: list[dt.date]
) -> None:
    person = people.add_person(by=JOB, name="Rikke", is_invented=True)
    people.give_role(
        by=JOB,
        person=person,
        role="staff",
        organisation=cast.elsewhere,
        circle=cast.committee,
        from_on=from_on,
        until_on=until_on,
    )
    for day, holds in [(day, True) for day in holds_on] + [(day, False) for day in holds_not_on]:
        actor = people.actor_for(person, on=day)
        assert (actor.acts_for(cast.elsewhere.pk), actor.has_role("staff"), bool(actor.circles)) == (holds,) * 3, day
        assert (person in people.members_of(cast.committee, on=day)) is holds

    assert not actor.acts_for(None)
    assert actor.is_known
    assert not people.NOBODY.is_known


def test_clusters_end_and_councils_begin_at_new_year(db: None) -> None:
    cluster, council = circle("Klyngen", valid_until=LAST_DAY), circle("Rådet", valid_from=FIRST_DAY)
    always = circle("Udvalget")
    existing = {day: set(Circle.objects.filter(people.existing(day))) for day in (LAST_DAY, FIRST_DAY)}
    assert existing == {LAST_DAY: {cluster, always}, FIRST_DAY: {council, always}}
    assert str(cluster) == "Klyngen"


def test_equal_actors_are_equal_and_members_are_todays_by_default(cast: Cast) -> None:
    assert people.actor_for(cast.person(cast.alice)) == cast.alice
    assert set(people.members_of(cast.committee)) == {cast.person(cast.secretary), cast.person(cast.politician)}


@pytest.mark.parametrize("add", [people.add_organisation, people.add_circle, people.add_person])
def test_whatever_is_added_has_a_name(db: None, add: object) -> None:
    kind = {} if add is people.add_person else {"kind": "municipality"}
    with pytest.raises(Refused) as refused:
        add(by=JOB, name="  ", **kind)  # type: ignore[operator]
    assert refused.value.field == "name"
    assert not any(model.objects.exists() for model in (Organisation, Circle, Person))
    assert str(add(by=JOB, name=" Eksempel ", **kind)) == "Eksempel"  # type: ignore[operator]


def test_a_role_belongs_somewhere_and_ends_after_it_begins(cast: Cast) -> None:
    person = cast.person(cast.bob)
    before = Role.objects.count()
    with pytest.raises(Refused, match="hvilken organisation"):
        people.give_role(by=JOB, person=person, role="staff", from_on=FIRST_DAY)
    with pytest.raises(Refused, match="ikke slutte"):
        people.give_role(
            by=JOB, person=person, role="staff", organisation=cast.elsewhere, from_on=FIRST_DAY, until_on=LAST_DAY
        )
    assert Role.objects.count() == before
    loose = people.give_role(by=JOB, person=person, role="member", circle=circle("Løs"), from_on=FIRST_DAY)
    assert JournalEntry.objects.filter(verb="role.given").order_by("-pk")[0].data["circle"] == str(loose.circle_id)


def test_a_role_is_ended_but_never_prolonged(cast: Cast) -> None:
    role = people.give_role(
        by=JOB, person=cast.person(cast.bob), role="staff", organisation=cast.elsewhere, from_on=FIRST_DAY
    )
    with pytest.raises(Refused, match="før den begynder"):
        people.end_role(by=JOB, role=role, on=LAST_DAY)
    for day in (FIRST_DAY + 9 * DAY, FIRST_DAY + 5 * DAY, FIRST_DAY):
        assert people.end_role(by=JOB, role=role, on=day).until_on == day
    with pytest.raises(Refused, match="allerede"):
        people.end_role(by=JOB, role=role, on=FIRST_DAY + DAY)
    assert Role.objects.get(pk=role.pk).until_on == FIRST_DAY


def test_heirs_never_make_a_ring_and_go_on_longer(db: None) -> None:
    a, b, c = (circle(name) for name in "ABC")
    people.name_heir(by=JOB, circle=a, heir=b)
    people.name_heir(by=JOB, circle=b, heir=c)
    for heir in (a, b, c):
        with pytest.raises(Refused, match="fra sig selv"):
            people.name_heir(by=JOB, circle=c, heir=heir)

    cluster, same_day, council = (
        circle("Klyngen", valid_until=LAST_DAY),
        circle("X", valid_until=LAST_DAY),
        circle("Rådet"),
    )
    with pytest.raises(Refused, match="slutter ikke senere"):
        people.name_heir(by=JOB, circle=cluster, heir=same_day)

    assert people.name_heir(by=JOB, circle=cluster, heir=council).heir == council


def test_a_circle_ends_and_its_heir_goes_on_longer(db: None) -> None:
    committee, council = circle("Udvalget"), circle("Rådet", valid_from=dt.date(2026, 1, 1))
    people.name_heir(by=JOB, circle=committee, heir=council)
    assert people.end_circle(by=JOB, circle=committee, on=LAST_DAY).valid_until == LAST_DAY
    before = dt.date(2025, 12, 31)
    with pytest.raises(Refused, match=r"Rådet begyndte 1\. januar 2026 og kan ikke slutte før\."):
        people.end_circle(by=JOB, circle=council, on=before)

    with pytest.raises(Refused, match="skal arve Udvalget, som slutter"):
        people.end_circle(by=JOB, circle=council, on=LAST_DAY)

    later = LAST_DAY + dt.timedelta(days=1)
    people.end_circle(by=JOB, circle=council, on=later)
    for on in (later, None):
        with pytest.raises(Refused, match="Rådet skal arve, men slutter"):
            people.end_circle(by=JOB, circle=committee, on=on)

    assert Circle.objects.get(pk=committee.pk).valid_until == LAST_DAY
    people.end_circle(by=JOB, circle=council, on=None)
    assert people.end_circle(by=JOB, circle=committee, on=None).valid_until is None


def test_three_who_name_heirs_at_once_leave_no_ring(race: Race, cast: Cast) -> None:
    ring = [circle(name) for name in "ABC"]

    def name(first: Circle, heir: Circle) -> bool:
        try:
            people.name_heir(by=JOB, circle=Circle.objects.get(pk=first.pk), heir=Circle.objects.get(pk=heir.pk))
        except Refused:
            return False
        return True

    said = race(*[lambda pair=pair: name(*pair) for pair in itertools.pairwise([*ring, ring[0]])])
    assert sorted(said) == [False, True, True]


def test_places_are_where_one_has_a_role_today(cast: Cast) -> None:
    places = people.places_of(cast.alice)
    assert list(places.organisations) == [cast.municipality]
    assert list(places.circles) == [cast.partnership]
    assert {cast.person(cast.alice), cast.person(cast.bob)} <= set(places.colleagues)
    assert cast.person(cast.charlie) not in set(places.colleagues)
    assert cast.committee in set(people.places_of(cast.politician).circles)


def test_nobody_has_no_place_and_an_organisation_that_has_ended_is_none(cast: Cast) -> None:
    nowhere = people.places_of(people.NOBODY)
    assert not nowhere.organisations.exists()
    assert not nowhere.circles.exists()
    assert not nowhere.colleagues.exists()

    Organisation.objects.filter(pk=cast.municipality.pk).update(valid_until=dt.date(2020, 1, 1))
    assert list(people.places_of(cast.alice).organisations) == []
