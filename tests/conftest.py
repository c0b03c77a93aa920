"""The cast that every test knows, and kinds that belong to no feature."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from samspil.spine import kinds, people, purposes
from samspil.spine.models import Circle, Organisation, Person
from samspil.spine.people import Actor
from tests import append_only, second_factor
from tests.browser import chromium
from tests.kit import schema

__all__ = ["Cast", "cast", "chromium"]

SINCE = dt.date(2020, 1, 1)

append_only.let_tests_empty_tables()
second_factor.let_tests_log_in()
schema.let_workers_copy_it()

kinds.register(
    kinds.Kind(name="test_early", label="Tidligt", plural="Tidlige", url_name="web:thread", stage=1, stage_label="Før"),
    kinds.Kind(name="test_late", label="Sent", plural="Sene", url_name="web:thread", stage=9, stage_label="Efter"),
)
purposes.register(
    purposes.Purpose("call", "Ring"),
    purposes.Purpose(
        "test_make", "Lav den sene", frozenset({"test_late"}), "Lav den", "web:thread", "der er lavet en sen sag"
    ),
)


@dataclass(frozen=True)
class Cast:
    """Alice is coordinator; Bob works in her organisation; Charlie stands outside and sees nothing; Dorte has no login."""

    alice: Actor
    bob: Actor
    charlie: Actor
    dorte: Actor
    secretary: Actor
    politician: Actor
    director: Actor
    municipality: Organisation
    elsewhere: Organisation
    partnership: Circle
    committee: Circle

    def person(self, actor: Actor) -> Person:
        return Person.objects.get(pk=actor.person_id)


@pytest.fixture
def cast(db: None) -> Cast:
    job = people.job("test")
    municipality = people.add_organisation(by=job, name="Eksempel Kommune", kind="municipality", is_invented=True)
    elsewhere = people.add_organisation(by=job, name="Anden Kommune", kind="municipality", is_invented=True)
    partnership = people.add_circle(
        by=job,
        name="Sammen i Eksempel",
        kind="partnership",
        organisation=municipality,
        partners=[municipality],
        is_invented=True,
    )
    committee = people.add_circle(
        by=job, name="Eksempeludvalget", kind="committee", organisation=municipality, is_invented=True
    )

    def actor(name: str, role: str, organisation: Organisation, *circles: Circle) -> Actor:
        person = people.add_person(by=job, name=name, email=f"{name.lower()}@example.org", is_invented=True)
        people.give_role(by=job, person=person, role=role, organisation=organisation, from_on=SINCE)
        for circle in circles:
            people.give_role(by=job, person=person, role=role, organisation=organisation, circle=circle, from_on=SINCE)
        return people.actor_for(person)

    return Cast(
        alice=actor("Alice", "coordinator", municipality, partnership),
        bob=actor("Bob", "staff", municipality),
        charlie=actor("Charlie", "coordinator", elsewhere),
        dorte=people.NOBODY,
        secretary=actor("Sofie", "secretary", municipality, committee),
        politician=actor("Poul", "politician", municipality, committee),
        director=actor("Ditte", "director", municipality),
        municipality=municipality,
        elsewhere=elsewhere,
        partnership=partnership,
        committee=committee,
    )
