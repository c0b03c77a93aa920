"""What the demo's files name, by key, as it comes to be: the ground that both the real and the invented part stand on."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from samspil.features.voices.legal import actions as legal
from samspil.features.voices.legal import rules as legal_rules
from samspil.paper import danish
from samspil.site.demo.days import Days
from samspil.spine import demonstration, people, sources
from samspil.spine.models import Circle, Node, Organisation, Person

Say = Callable[[str], None]
SINCE_DAYS = "-1500"


class Found:
    """What the demo's files name, by key, as it comes to be. `days` tells the days of what is invented."""

    def __init__(self, folder: Path, by: people.Actor, say: Say) -> None:
        self.folder, self.by, self.say = folder, by, say
        self.days = Days(danish.today())
        self.told: dict[str, Any] = {}
        self.organisations: dict[str, Organisation] = {}
        self.circles: dict[str, Circle] = {}
        self.cast: dict[str, Person] = {}
        self.nodes: dict[str, Node] = {}

    @property
    def since(self) -> dt.date:
        """Since when the invented people have had their roles."""
        return self.days.day(SINCE_DAYS)

    def read_real(self) -> None:
        """Read what a reader adds to the real documents, with its organisations and circles; their days are their own."""
        self.told = tomllib.loads((self.folder / "real.toml").read_text(encoding="utf-8"))
        # What the real documents tell is marked as known from sources; the invented example knows itself.
        with sources.read():
            self.make(self.told, is_invented=False)

    def read_invented(self) -> None:
        """Read the invented thread and make its organisations and circles."""
        self.told = self.read_file("invented.toml")
        self.make(self.told, is_invented=True)

    def read_file(self, name: str) -> dict[str, Any]:
        """Return what an invented file tells, its days counted from today."""
        told: dict[str, Any] = self.days.told(tomllib.loads((self.folder / name).read_text(encoding="utf-8")))
        return told

    def make(self, told: dict[str, Any], *, is_invented: bool) -> None:
        """Make the organisations and circles that a file names."""
        for each in told["organisations"]:
            self.organisations[each["key"]] = people.add_organisation(
                by=self.by,
                name=each["name"],
                kind=each["kind"],
                phone=each.get("phone", ""),
                is_invented=is_invented,
            )
            if is_invented:
                self._legal_profile(self.organisations[each["key"]])

        for each in told["circles"]:
            self.circles[each["key"]] = people.add_circle(
                by=self.by,
                name=each["name"],
                kind=each["kind"],
                organisation=self.organisations[each["organisation"]],
                partners=[self.organisations[key] for key in each.get("partners", [])],
                valid_from=each.get("valid_from"),
                valid_until=each.get("valid_until"),
                is_invented=is_invented,
            )

    def _legal_profile(self, organisation: Organisation) -> None:
        """Give an invented organisation the grounds on which it takes voices in, signed off by nobody that exists."""
        said = legal_rules.Said(
            controller=organisation.name,
            processors="Samspils opdigtede driftsleverandør",
            basis="public_task",
            passing_on="partners",
            consent_forms=tuple(legal_rules.FORMS),
            longest_days=None,
            retention=legal_rules.RETENTION,
            kept=legal_rules.KEPT,
        )
        profile = legal.write(by=self.by, organisation=organisation, said=said)
        legal.sign_off(by=self.by, profile=profile, signed_by="Databeskyttelsesrådgiveren (opdigtet)")

    def member(self, told: dict[str, Any], *, has_login: bool = True) -> Person:
        """Make one of the cast: an account with the demo's own password, and the role in its organisation and circles."""
        user = None
        if has_login:
            user = get_user_model().objects.create(
                username=told["key"], password=_hashed_password(), first_name=told["name"]
            )
        person = people.add_person(
            by=self.by,
            name=told["name"],
            user=user,
            email=f"{told['key']}@example.org",
            phone=told.get("phone", ""),
            is_invented=True,
        )
        at = self.organisations[told["organisation"]]
        for circle in (None, *(self.circles[key] for key in told["circles"])):
            people.give_role(
                by=self.by, person=person, role=told["role"], organisation=at, circle=circle, from_on=self.since
            )

        return person

    def document(self, name: str) -> str:
        """Return one of the texts: a real one byte for byte, an invented one with its days written out."""
        place = self.folder / "documents" / name
        if place.exists():
            return place.read_text(encoding="utf-8")
        return self.days.words((self.folder / name).read_text(encoding="utf-8"))


@cache
def _hashed_password() -> str:
    """Hash the password that all the cast share. Once: it is public, and each hash is made to take its time."""
    return make_password(demonstration.PASSWORD)
