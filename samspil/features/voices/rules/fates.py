"""What became of a voice, as its thread tells it: pure functions over the traits of the records that were met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from samspil.paper import languages


class Stage(IntEnum):
    """How far a voice has come, the furthest last."""

    RECEIVED = 0
    IN_INSIGHT = 1
    TRIED = 2
    BEFORE_COMMITTEE = 3
    DECIDED = 4
    MONEY = 5
    CARRIED_OUT = 6
    MEASURED = 7


STAGE_LABELS = languages.words(
    {
        Stage.RECEIVED: "modtaget",
        Stage.IN_INSIGHT: "indgår i en indsigt",
        Stage.TRIED: "bliver afprøvet",
        Stage.BEFORE_COMMITTEE: "ligger hos politikerne",
        Stage.DECIDED: "der er truffet beslutning",
        Stage.MONEY: "der er sat penge af",
        Stage.CARRIED_OUT: "bliver ført ud i livet",
        Stage.MEASURED: "virkningen er målt",
    }
)
# The steps that a reader is told of; each follows from the one before: nothing is carried out that was not decided.
STEPS = languages.words(
    {
        "given": "Givet",
        "taken_up": "Taget op",
        "decided": "Besluttet",
        "carried_out": "Ført ud i livet",
        "measured": "Virkningen målt",
    }
)
STEP_OF = {
    Stage.RECEIVED: "given",
    Stage.IN_INSIGHT: "taken_up",
    Stage.TRIED: "taken_up",
    Stage.BEFORE_COMMITTEE: "taken_up",
    Stage.DECIDED: "decided",
    Stage.MONEY: "decided",
    Stage.CARRIED_OUT: "carried_out",
    Stage.MEASURED: "measured",
}
BESIDE = languages.words({"closed": "Ikke ført videre", "withdrawn": "Trukket tilbage"})
# Which trait of a record, met ahead on the thread, shows which stage.
STAGE_OF_TRAIT = {
    "is_insight": Stage.IN_INSIGHT,
    "is_trial": Stage.TRIED,
    "is_learning": Stage.TRIED,
    "is_case_item": Stage.BEFORE_COMMITTEE,
    "is_meeting": Stage.BEFORE_COMMITTEE,
    "is_recommendation": Stage.BEFORE_COMMITTEE,
    "is_decision": Stage.DECIDED,
    "is_pool": Stage.MONEY,
    "is_money": Stage.MONEY,
    "is_effort": Stage.CARRIED_OUT,
    "is_effect": Stage.MEASURED,
}


# What a story says at each trait; the first that fits a record counts.
TOLD_OF_TRAIT = languages.words(
    {
        "is_learning": "Der blev lært noget af det",
        "is_insight": "Bidraget indgår i en indsigt",
        "is_trial": "Det bliver prøvet af i det små",
        "is_recommendation": "Det er gået videre som en anbefaling",
        "is_case_item": "Det er lagt frem for politikerne",
        "is_meeting": "Det er lagt frem for politikerne",
        "is_decision": "Politikerne har truffet en beslutning",
        "is_pool": "Der er sat penge af",
        "is_money": "Der er sat penge af",
        "is_effort": "Det bliver ført ud i livet",
        "is_effect": "Virkningen er målt",
    }
)


@dataclass(frozen=True)
class Reached:
    """One record ahead of a voice: its kind's traits, and the relation that reached it."""

    traits: frozenset[str]
    relation: str = "led_to"

    @property
    def stage(self) -> Stage:
        if self.relation == "measured_by":
            return Stage.MEASURED
        return max((STAGE_OF_TRAIT[trait] for trait in self.traits & STAGE_OF_TRAIT.keys()), default=Stage.RECEIVED)

    @property
    def told(self) -> str:
        """Return what a story says of it, or "" when it says nothing."""
        if self.relation == "measured_by":
            return TOLD_OF_TRAIT["is_effect"]
        return next((TOLD_OF_TRAIT[trait] for trait in TOLD_OF_TRAIT if trait in self.traits), "")


@dataclass(frozen=True)
class Fate:
    """What became of a voice: how far it came, whether it was answered, and why it went no further, if it was said."""

    stage: Stage
    is_answered: bool = False
    because: str = ""
    is_withdrawn: bool = False

    @property
    def label(self) -> str:
        """Return the fate in a few Danish words."""
        if self.is_withdrawn:
            return languages.told("trukket tilbage")
        if self.is_closed:
            return languages.told("ikke ført videre")
        return languages.told("besvaret") if self.is_no_more_than_answered else STAGE_LABELS[self.stage]

    @property
    def is_no_more_than_answered(self) -> bool:
        """Whether the answer is all that became of it."""
        is_over = self.is_withdrawn or self.is_closed
        return self.stage is Stage.RECEIVED and self.is_answered and not is_over

    @property
    def is_closed(self) -> bool:
        """Whether a reason was given for going no further, and no decision has shown otherwise since."""
        return bool(self.because) and self.stage < Stage.DECIDED

    @property
    def words(self) -> str:
        """Return the fate in whole sentences to the person."""
        if self.is_withdrawn:
            return languages.told("Bidraget er trukket tilbage.")
        sentence = f"{self.label.capitalize()}: {self.because}" if self.is_closed else f"{self.label.capitalize()}."
        answered = languages.told("Der er svaret.")
        return f"{sentence} {answered}" if self.is_answered and not self.is_no_more_than_answered else sentence


def fate(
    reached: Iterable[Reached], *, is_answered: bool = False, because: str = "", is_withdrawn: bool = False
) -> Fate:
    """Derive a voice's fate from what lies ahead of it on the thread.

    The furthest stage counts. A reason for going no further holds until a decision shows that it did after all. Whether the
    voice was answered (`is_answered`) the thread does not tell: an answer ahead may be somebody else's.
    """
    ahead = tuple(reached)

    return Fate(
        stage=max((step.stage for step in ahead), default=Stage.RECEIVED),
        is_answered=is_answered,
        because=because,
        is_withdrawn=is_withdrawn,
    )
