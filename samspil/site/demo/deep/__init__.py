"""What makes the demo deep, beside the one thread: more places, people, voices, insights, trials, cases and money, all invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.site.demo.deep import decisions, insights, money, partnerships, places, trials, voices

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found) -> None:
    """Load all of it, in the order in which it came to be."""
    places.load(found, found.read_file("deep/places.toml"))
    found.say("Begynder, fortsætter og slutter partnerskaber")
    partnerships.load(found, found.read_file("deep/partnerships.toml"))
    found.say("Lytter til 80 bidrag")
    for name in ("bakkeby", "fjernby"):
        voices.load(found, found.read_file(f"deep/voices-{name}.toml"))

    found.say("Tolker og prøver af")
    insights.load(found, found.read_file("deep/insights.toml"))
    trials.load(found, found.read_file("deep/trials.toml"))
    found.say("Holder fem møder")
    told = found.read_file("deep/decisions.toml")
    decisions.load(found, told)
    money.load(found, told)
