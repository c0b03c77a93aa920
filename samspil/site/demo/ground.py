"""What the demo's files name, by key, as it comes to be: the ground that both the real and the invented part stand on."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from samspil.spine import demonstration, people, sources
from samspil.spine.models import Circle, Organisation, Person

Say = Callable[[str], None]


class Found:
    """What the demo's files name, by key, as it comes to be."""

    def __init__(self, folder: Path, by: people.Actor, say: Say) -> None:
        self.folder, self.by, self.say = folder, by, say
        self.told: dict[str, Any] = {}
        self.organisations: dict[str, Organisation] = {}
        self.circles: dict[str, Circle] = {}

    def read(self, name: str) -> None:
        """Read one of the demo's files and make its organisations and circles."""
        self.told = tomllib.loads((self.folder / name).read_text(encoding="utf-8"))
        is_invented = name == "invented.toml"
        # What the real documents tell is marked as known from sources; the invented example knows itself.
        with nullcontext() if is_invented else sources.read():
            self._make(is_invented=is_invented)

    def _make(self, *, is_invented: bool) -> None:
        for each in self.told["organisations"]:
            self.organisations[each["key"]] = people.add_organisation(
                by=self.by,
                name=each["name"],
                kind=each["kind"],
                phone=each.get("phone", ""),
                is_invented=is_invented,
            )

        for each in self.told["circles"]:
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

    def member(self, told: dict[str, Any], *, since: dt.date) -> Person:
        """Make one of the cast: an account with the demo's own password, and the role in its organisation and circles."""
        user = get_user_model().objects.create_user(
            username=told["key"], password=demonstration.PASSWORD, first_name=told["name"]
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
                by=self.by, person=person, role=told["role"], organisation=at, circle=circle, from_on=since
            )

        return person

    def document(self, name: str) -> str:
        """Return one of the texts, as it is."""
        place = self.folder / "documents" / name
        return (place if place.exists() else self.folder / name).read_text(encoding="utf-8")
