"""Persons, organisations and circles with dated roles, and the actor that a person is today."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from samspil.paper import danish
from samspil.paper.refusal import Refused, demanded
from samspil.spine import journal, locks, sources, wording
from samspil.spine.actors import NOBODY, Actor, Held, Membership, job
from samspil.spine.models import Circle, Organisation, Person, Role

__all__ = [
    "NOBODY",
    "Actor",
    "Held",
    "Membership",
    "actor_for",
    "add_circle",
    "add_organisation",
    "add_person",
    "check_phone",
    "end_circle",
    "end_role",
    "existing",
    "give_role",
    "holding",
    "job",
    "lasting",
    "meant_by",
    "members_of",
    "name_heir",
    "name_phone",
    "places_of",
    "shares_word",
    "under_other_names",
    "with_mail",
]

OTHER_NAME = "Adressen er kendt under et andet navn. Skriv personens rigtige navn, eller ret adressen."


def lasting(on: dt.date) -> Q:
    """Return the condition that a dated row (role) has not ended before a day; it may begin later."""
    return Q(until_on__isnull=True) | Q(until_on__gte=on)


def holding(on: dt.date) -> Q:
    """Return the condition that a dated row (role) holds on a day, both ends included."""
    return Q(from_on__lte=on) & lasting(on)


def existing(on: dt.date) -> Q:
    """Return the condition that what is dated (an organisation, a circle) is in force on a day, both ends included."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))


def actor_for(person: Person, *, on: dt.date | None = None, passes: Iterable[Held] = ()) -> Actor:
    """Return the person as an actor with the roles that hold on the day (default today). One query."""
    roles = Role.objects.filter(holding(on or timezone.localdate()), person=person).values_list(
        "role", "organisation_id", "circle_id"
    )
    return Actor(
        person_id=person.pk,
        name=person.name,
        memberships=tuple(Membership(*row) for row in roles),
        passes=frozenset(passes),
    )


def with_mail(email: str) -> Person | None:
    """Return the one person with a mail address, or None when there is none or more than one."""
    persons = list(Person.objects.filter(email__iexact=email.strip())[:2]) if email.strip() else []
    return persons[0] if len(persons) == 1 else None


def meant_by(name: str, email: str) -> Person | None:
    """Return the one person with a mail address, when a name shares a word with theirs; None when nobody is known by it.

    Refused under a name of no common word, without saying whose the address is: nobody learns that by typing it.
    """
    person = with_mail(email)
    if person is not None and not shares_word(name, person.name):
        raise Refused(f"»{email.strip()}«: {OTHER_NAME}", field="email")
    return person


def shares_word(name: str, other: str) -> bool:
    """Tell whether two names have a word in common, in whatever spelling."""
    return not set(wording.words(name)).isdisjoint(wording.words(other))


def under_other_names(named: Iterable[tuple[str, str]]) -> set[str]:
    """Return those addresses, in small letters, of (name, address) that are somebody's of another name. One query."""
    asked = {email.strip().lower(): name for name, email in named if email.strip()}
    held = Person.objects.annotate(address=Lower("email")).filter(address__in=asked).values_list("address", "name")
    known: dict[str, list[str]] = defaultdict(list)
    for address, name in held:
        known[address].append(name)
    return {
        address for address, names in known.items() if len(names) == 1 and not shares_word(asked[address], names[0])
    }


def members_of(circle: Circle, *, on: dt.date | None = None) -> QuerySet[Person]:
    """Return the persons with a role in the circle on the day (default today)."""
    day = on or timezone.localdate()
    held = Role.objects.filter(holding(day), circle=circle)
    return Person.objects.filter(pk__in=held.values("person_id"))


def deciding() -> QuerySet[Circle]:
    """Return the political bodies by name: committees, councils, health councils and clusters."""
    political = (Circle.Kind.COMMITTEE, Circle.Kind.COUNCIL, Circle.Kind.HEALTH_COUNCIL, Circle.Kind.HEALTH_CLUSTER)
    return Circle.objects.filter(kind__in=political).order_by("name")


@dataclass(frozen=True)
class Places:
    """Where somebody has a role: what they may choose from when they say where something belongs."""

    organisations: QuerySet[Organisation]
    circles: QuerySet[Circle]
    colleagues: QuerySet[Person]


def places_of(actor: Actor) -> Places:
    """Return the organisations and circles where the actor has a role today, and those who have one there too. No query yet.

    An organisation that has ended is none of them; a circle's work may be written down after its end.
    """
    day = timezone.localdate()
    near = Role.objects.filter(holding(day), Q(organisation__in=actor.organisations) | Q(circle__in=actor.circles))
    return Places(
        Organisation.objects.filter(existing(day), pk__in=actor.organisations),
        Circle.objects.filter(pk__in=actor.circles),
        Person.objects.filter(pk__in=near.values("person_id")),
    )


@journal.deed
def add_organisation(*, by: Actor, name: str, kind: str, **fields: Any) -> Organisation:
    """Add an organisation. Refused without a name."""
    demanded(name, "Organisationen skal have et navn.", field="name")
    organisation = Organisation.objects.create(name=name.strip(), kind=kind, **fields)
    journal.note("organisation.added", by=by, data={"organisation": organisation.pk})
    return organisation


@journal.deed
def name_phone(*, by: Actor, organisation: Organisation, phone: str) -> Organisation:
    """Say which number citizens may ring to reach an organisation. Refused when it is none."""
    locks.reread(organisation)
    number = check_phone(phone)
    if organisation.phone != number:
        organisation.phone = number
        organisation.save(update_fields=["phone", "modified_at"])
        journal.note(
            "organisation.phone_named", by=by, organisation=organisation.pk, data={"organisation": organisation.pk}
        )
    return organisation


def check_phone(phone: str) -> str:
    """A telephone number has eight digits, or more with a country's. Gives it without blanks at either end."""
    tidy = " ".join(phone.split())
    if not 8 <= sum(letter.isdigit() for letter in tidy) <= 15 or not set(tidy) <= set("0123456789+()-. "):
        raise Refused("Skriv et telefonnummer med otte cifre, for eksempel 12 34 56 78.", field="phone")
    return tidy


@journal.deed
def add_circle(*, by: Actor, name: str, kind: str, partners: Iterable[Organisation] = (), **fields: Any) -> Circle:
    """Add a partnership or a body with its partners. Refused without a name."""
    demanded(name, "Partnerskabet eller udvalget skal have et navn.", field="name")
    circle = Circle.objects.create(name=name.strip(), kind=kind, is_sourced=sources.are_read(), **fields)
    circle.partners.set(partners)
    journal.note("circle.added", by=by, organisation=circle.organisation_id, data={"circle": circle.pk})
    return circle


@journal.deed
def add_person(*, by: Actor, name: str, **fields: Any) -> Person:
    """Add a person. Refused without a name."""
    demanded(name, "Personen skal have et navn.", field="name")
    person = Person.objects.create(name=name.strip(), **fields)
    journal.note("person.added", by=by, data={"person": person.pk})
    return person


@journal.deed
def give_role(
    *,
    by: Actor,
    person: Person,
    role: str,
    organisation: Organisation | None = None,
    circle: Circle | None = None,
    from_on: dt.date,
    until_on: dt.date | None = None,
) -> Role:
    """Give a person a dated role; the same again gives the one that stands.

    Refused when it ends before it begins or belongs nowhere.
    """
    if organisation is None and circle is None:
        raise Refused("Vælg, hvilken organisation eller hvilket udvalg rollen gælder i.", field="organisation")
    if until_on is not None and until_on < from_on:
        raise Refused("Rollen kan ikke slutte, før den begynder. Ret den ene af de to datoer.", field="until_on")

    # Two who give the same role at once wait for each other at the person.
    locks.reread(person)
    said = {"role": role, "organisation": organisation, "circle": circle, "from_on": from_on, "until_on": until_on}
    if standing := Role.objects.filter(person=person, **said).first():
        return standing

    given = Role.objects.create(person=person, **said)
    journal.note(
        "role.given",
        by=by,
        organisation=organisation.pk if organisation else circle.organisation_id if circle else None,
        data={"person": person.pk, "role": role, "circle": circle.pk if circle else None},
    )
    return given


@journal.deed
def end_role(*, by: Actor, role: Role, on: dt.date) -> Role:
    """Let a role end on a day (its last). Refused before it began, and after it ends already."""
    locks.reread(role)
    if on < role.from_on:
        raise Refused("Rollen kan ikke slutte, før den begynder.", field="until_on")
    if role.until_on is not None and on > role.until_on:
        raise Refused(
            "Rollen slutter allerede før den dag. Giv en ny rolle, hvis den skal fortsætte.", field="until_on"
        )

    role.until_on = on
    role.save(update_fields=["until_on", "modified_at"])
    journal.note(
        "role.ended", by=by, organisation=role.organisation_id, data={"role": role.pk, "person": role.person_id}
    )
    return role


@journal.deed
def end_circle(*, by: Actor, circle: Circle, on: dt.date | None) -> Circle:
    """Let a circle end on a day (its last), or go on without an end (None).

    Refused before it began, and where an heir would end no later than whom it inherits from.
    """
    # Locked as in `name_heir`: a day and an heir that are written at once must still fit each other.
    everyone = {each.pk: each for each in Circle.objects.select_for_update().order_by("pk")}
    locks.reread(circle)
    if on is not None and circle.valid_from is not None and on < circle.valid_from:
        raise Refused(
            "{circle} begyndte {valid_from} og kan ikke slutte før.",
            field="on",
            circle=circle.name,
            valid_from=danish.date(circle.valid_from),
        )

    heir = everyone[circle.heir_id] if circle.heir_id is not None else None
    if heir is not None and heir.valid_until is not None and (on is None or heir.valid_until <= on):
        raise Refused(
            "{heir} skal arve, men slutter {valid_until}. Vælg først et udvalg, der fortsætter.",
            field="on",
            heir=heir.name,
            valid_until=danish.date(heir.valid_until),
        )

    for each in everyone.values():
        if on is not None and each.heir_id == circle.pk and each.valid_until is not None and each.valid_until >= on:
            raise Refused(
                "{circle} skal arve {each}, som slutter {valid_until}. Vælg en senere dag, "
                "eller vælg først en anden arvtager dér.",
                field="on",
                circle=circle.name,
                each=each.name,
                valid_until=danish.date(each.valid_until),
            )

    circle.valid_until = on
    circle.save(update_fields=["valid_until", "modified_at"])
    journal.note("circle.ended", by=by, organisation=circle.organisation_id, data={"circle": circle.pk, "on": on})
    return circle


@journal.deed
def name_heir(*, by: Actor, circle: Circle, heir: Circle) -> Circle:
    """Name the circle that takes over when another ends.

    Refused when it would inherit from itself, also through others, and when the heir ends no later.
    """
    # All circles are locked, in one order: two who name heirs at once could otherwise close a ring together.
    heir_of = dict(Circle.objects.select_for_update().order_by("pk").values_list("pk", "heir_id"))
    locks.reread(circle, heir)
    step: UUID | None = heir.pk
    while step is not None:
        if step == circle.pk:
            raise Refused("Et udvalg kan ikke arve fra sig selv, heller ikke gennem andre.", field="heir")
        step = heir_of[step]

    if circle.valid_until and heir.valid_until and heir.valid_until <= circle.valid_until:
        raise Refused(
            "{heir} slutter ikke senere end {circle}. Vælg et udvalg, der fortsætter.",
            field="heir",
            heir=heir.name,
            circle=circle.name,
        )

    circle.heir = heir
    circle.save(update_fields=["heir", "modified_at"])
    journal.note(
        "circle.heir_named", by=by, organisation=circle.organisation_id, data={"circle": circle.pk, "heir": heir.pk}
    )
    return circle
