"""The whole demo as one deed: either all of it is there afterwards, or nothing is."""

from __future__ import annotations

from pathlib import Path

from samspil.features.cases.rules import houses
from samspil.site.demo import invented, real
from samspil.site.demo.ground import Found, Say
from samspil.spine import journal, people
from samspil.spine.models import Organisation

FOLDER = Path(__file__).resolve().parents[3] / "demo"


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
        houses.look_in(FOLDER / "houses")
        found.read("invented.toml")
        invented.load(found)
