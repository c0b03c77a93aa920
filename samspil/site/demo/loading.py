"""The whole demo as one deed: either all of it is there afterwards, or nothing is."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samspil.site.demo import invented, real
from samspil.spine import journal, people
from samspil.spine.models import Circle, Organisation

FOLDER = Path(__file__).resolve().parents[3] / "demo"
SINCE = dt.date(2022, 1, 1)
Say = Callable[[str], None]


def is_loaded() -> bool:
    """This function will tell whether the demo is there."""
    return Organisation.objects.filter(is_invented=True).exists()


def load(say: Say) -> None:
    """This function will load the real documents and the invented programme, telling each step through `say`."""
    by = people.job("demo")
    with journal.writing():
        found = Found(FOLDER, by, say)
        found.read("real.toml")
        real.load(found)
        found.read("invented.toml")
        invented.load(found)


class Found:
    """What the demo's files name, by key, as it comes to be."""

    def __init__(self, folder: Path, by: people.Actor, say: Say) -> None:
        self.folder, self.by, self.say = folder, by, say
        self.told: dict[str, Any] = {}
        self.organisations: dict[str, Organisation] = {}
        self.circles: dict[str, Circle] = {}

    def read(self, name: str) -> None:
        """This function will read one of the demo's files and make its organisations and circles."""
        self.told = tomllib.loads((self.folder / name).read_text(encoding="utf-8"))
        is_invented = name == "invented.toml"
        for each in self.told["organisations"]:
            self.organisations[each["key"]] = people.add_organisation(
                by=self.by, name=each["name"], kind=each["kind"], is_invented=is_invented
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

    def document(self, name: str) -> str:
        """This function will give one of the texts, as it is."""
        place = self.folder / "documents" / name
        return (place if place.exists() else self.folder / name).read_text(encoding="utf-8")
