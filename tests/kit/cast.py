"""The cast that every test knows: made once by the product's own deeds, and laid into each test's transaction as rows."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass, fields, replace

import pytest
from django.conf import settings
from django.db import models
from django.utils import timezone

from samspil.features.voices.legal import actions as legal
from samspil.features.voices.legal import rules as legal_rules
from samspil.features.voices.legal.models import LegalProfile
from samspil.spine import people
from samspil.spine.models import Circle, JournalChain, JournalEntry, Organisation, Person, Role
from samspil.spine.people import Actor

SINCE = dt.date(2020, 1, 1)
# A test with a vault of its own has other keys than those that the cast's journal was sealed with.
LASTING_KEYS = settings.SAMSPIL_KEYS
# Everything that making the cast writes, in an order in which it can be written again.
TABLES: tuple[type[models.Model], ...] = (
    Organisation,
    Person,
    Circle,
    Circle.partners.through,
    Role,
    LegalProfile,
    JournalChain,
    JournalEntry,
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


@dataclass(frozen=True)
class Kept:
    """The cast as it was made, its rows, and what they hold true under: a folder of keys, and a time."""

    cast: Cast
    rows: tuple[list[models.Model], ...]
    keys: object
    at: dt.datetime

    def fits(self) -> bool:
        """Tell whether the rows may be laid in here: nothing stands, the journal's key is held, and no clock was moved."""
        age = timezone.now() - self.at
        is_now = dt.timedelta(0) <= age < dt.timedelta(days=1)
        return is_now and self.keys == settings.SAMSPIL_KEYS and not JournalChain.objects.exists()

    def lay(self) -> Cast:
        """Write the rows, and give the cast with places of its own, which a test may change."""
        for model, rows in zip(TABLES, self.rows, strict=True):
            model._base_manager.bulk_create(rows)

        told = {each.name: getattr(self.cast, each.name) for each in fields(Cast)}
        return replace(self.cast, **{name: copy.deepcopy(row) for name, row in told.items() if _is_row(row)})


_kept: list[Kept] = []


@pytest.fixture
def cast(db: None) -> Cast:
    """Give the cast in a database that takes it back after the test."""
    if _kept and _kept[0].fits():
        return _kept[0].lay()

    is_alone = not any(model._base_manager.exists() for model in TABLES)
    made, at = make(), timezone.now()
    if is_alone and settings.SAMSPIL_KEYS == LASTING_KEYS:
        rows = tuple(list(model._base_manager.order_by("pk")) for model in TABLES)
        _kept[:] = [Kept(copy.deepcopy(made), rows, LASTING_KEYS, at)]

    return made


def _is_row(value: object) -> bool:
    return isinstance(value, models.Model)


def make() -> Cast:
    """Make the cast by the product's own deeds."""
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

    for each in (municipality, elsewhere):
        legal_profile(each)

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


def legal_profile(organisation: Organisation, **said: object) -> LegalProfile:
    """Give a place grounds on which it takes voices in, signed off: a public task, without an end."""
    told: dict[str, object] = {
        "controller": organisation.name,
        "processors": "",
        "basis": "public_task",
        "passing_on": "partners",
        "consent_forms": tuple(legal_rules.FORMS),
        "longest_days": None,
        "retention": legal_rules.RETENTION,
        "kept": legal_rules.KEPT,
        **said,
    }
    job = people.job("test")
    written = legal.write(by=job, organisation=organisation, said=legal_rules.Said(**told))  # type: ignore[arg-type]
    return legal.sign_off(by=job, profile=written, signed_by="Jura, Eksempel Kommune")
