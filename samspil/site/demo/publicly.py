"""How the cast makes an invented voice public: one goes through what was found and asks, another says yes."""

from __future__ import annotations

from samspil.features.voices.actions import publishing
from samspil.features.voices.models import Voice
from samspil.features.voices.queries import publishing as queries
from samspil.features.voices.rules.publishing import Judged
from samspil.spine import people
from samspil.spine.models import Person

WHY = "Opdigtet til demoen."


def make(voice: Voice, *, asks: Person, says_yes: Person) -> Voice:
    """Let whatever was found stand, since all of it is invented, and make the voice public by two persons."""
    asker = people.actor_for(asks)
    if found := [each for each in queries.traces_in(voice) if not each.outcome]:
        judged = [Judged(each.key, "answered", WHY) for each in found]
        publishing.go_through(by=asker, voice=voice, judged=judged)

    publishing.ask(by=asker, voice=voice)
    return publishing.publish(by=people.actor_for(says_yes), voice=voice)
