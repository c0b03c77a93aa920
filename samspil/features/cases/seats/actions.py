"""A body is founded by the authority's secretary, who writes in those who sit there, and writes them out."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records.models import Body
from samspil.features.cases.records.rules import standing
from samspil.features.cases.seats import queries, rules
from samspil.spine import journal, locks, people, policy
from samspil.spine.models import Circle, Organisation, Person, Role
from samspil.spine.people import Actor


@journal.deed
def begin_body(
    *,
    by: Actor,
    house: str,
    shorthand: str = "",
    circle: Circle | None = None,
    name: str = "",
    kind: str = "",
    organisation: Organisation | None = None,
    from_on: dt.date | None = None,
) -> Body:
    """Give a body its page: one that is there already, or a new one, where a secretary who founds it sits."""
    rules.check_founded(
        is_chosen=circle is not None,
        name=name,
        kind=kind,
        has_authority=organisation is not None,
        is_taken=organisation is not None and queries.is_taken(organisation, name),
    )
    if circle is None and organisation is not None:
        policy.check(by, "add_body", "body", standing.authority(organisation.pk))
        circle = people.add_circle(
            by=by,
            name=name,
            kind=kind,
            organisation=organisation,
            partners=[organisation],
            valid_from=from_on,
            is_invented=organisation.is_invented,
        )
        if by.person_id and rules.sits_there(by, organisation.pk):
            founder = Person.objects.get(pk=by.person_id)
            people.give_role(
                by=by,
                person=founder,
                role="secretary",
                organisation=organisation,
                circle=circle,
                from_on=timezone.localdate(),
            )

    assert circle is not None  # rules.check_founded
    return add_body(by=by, circle=circle, house=house, shorthand=shorthand)


@journal.deed
def seat(
    *,
    by: Actor,
    circle: Circle,
    name: str,
    role: str,
    from_on: dt.date,
    until_on: dt.date | None = None,
    email: str = "",
) -> Role:
    """Write somebody into a body; who is known by the same mail address is that person.

    The role counts in the authority too, whose planned meetings its members and secretaries see.
    """
    locks.reread(circle)
    policy.check(by, "seat", "body", standing.place_of(circle))
    person = people.meant_by(name, email)
    rules.check_person(name, role, is_seated=person is not None and queries.sits(circle, person, role, from_on))
    rules.check_begins(from_on, circle.valid_until)
    if person is None:
        person = people.add_person(by=by, name=name, email=email.strip(), is_invented=circle.is_invented)

    given = people.give_role(
        by=by,
        person=person,
        role=role,
        organisation=circle.organisation,
        circle=circle,
        from_on=from_on,
        until_on=until_on,
    )
    _note("seat.given", by, given)
    return given


@journal.deed
def unseat(*, by: Actor, circle: Circle, role: Role, on: dt.date) -> Role:
    """Write the last day that somebody sits in a body. What they did there stays."""
    locks.reread(circle, role)
    policy.check(by, "seat", "body", standing.place_of(circle))
    rules.check_ends(on, today=timezone.localdate(), is_last_secretary=queries.is_last_secretary(circle, role, on))
    ended = people.end_role(by=by, role=role, on=on)
    _note("seat.ended", by, ended)
    return ended


def _note(verb: str, by: Actor, role: Role) -> None:
    journal.note(verb, by=by, organisation=role.organisation_id, data={"role": role.pk, "circle": role.circle_id})


@journal.deed
def add_body(*, by: Actor, circle: Circle, house: str, shorthand: str = "") -> Body:
    """Return a political body its page and the house whose form it writes in. Twice changes the form."""
    policy.check(by, "add_body", "body", standing.place_of(circle))
    key = houses.get(house).key
    body, _ = Body.objects.update_or_create(circle=circle, defaults={"house": key, "shorthand": shorthand.strip()})
    journal.note("body.added", by=by, organisation=circle.organisation_id, data={"circle": circle.pk, "house": key})
    return body
