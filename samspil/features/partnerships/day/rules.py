"""The day itself: who notes it, who may rate it and when, and which ratings may be shown. No Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samspil.paper import danish, languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import happened, pass_purposes, policy

if TYPE_CHECKING:
    from uuid import UUID


# What somebody present can say they got, least first: nothing at all, or one of the promised levels (rules.LEVELS).
RATINGS = languages.words(
    {
        "none": "Ingen af delene",
        "inform": "Jeg fik noget at vide",
        "hear": "Jeg blev hørt",
        "involve": "Jeg blev inddraget",
        "co_create": "Jeg var med til at skabe det",
    }
)
ORDER = tuple(RATINGS)
# Ours: with fewer answers, whoever was there could tell who said what.
FEWEST_SHOWN = 5
SMALLEST_CELL = 3
NEXT_STEP = "next_step"  # the purpose of a duty that a landing gives
RATING_LASTS = dt.timedelta(days=14)
RATING_PURPOSE = pass_purposes.declare("rate_activity", label="Vurdere det, man fik", longest=RATING_LASTS)
MOST_NEXT_STEPS = 3

POLICY = (
    policy.rule("attend", "activity", "coordinator staff", policy.NEAR, states="planned unknown held closed")
    .in_words("Tovholderen og medarbejderne kan notere fremmøde, noter og billeder.")
    .otherwise(
        "Kun tovholderen og partnerskabets medarbejdere kan notere, hvad der skete, og kun når den ikke er aflyst."
    ),
    policy.rule("ask", "activity", "coordinator", policy.NEAR, states="planned held closed")
    .in_words("Tovholderen kan bede de fremmødte vurdere inddragelsen.")
    .otherwise("Kun partnerskabets tovholder kan bede de fremmødte vurdere inddragelsen."),
    policy.rule("land", "activity", "coordinator", policy.NEAR, states="held closed")
    .in_words("Tovholderen skriver, hvor vi landede.")
    .otherwise("Kun tovholderen kan skrive, hvor I landede, og først når aktiviteten er holdt."),
)


def ticked(presence: str) -> tuple[bool, str]:
    """Return how a presence stands on the page: whether they are ticked as there, and what else is said."""
    if presence in {"present", "substitute"}:
        return True, "substitute" if presence == "substitute" else ""
    return False, "" if presence == "unknown" else presence


def presence(*, came: bool, otherwise: str, before: str, has_declined: bool = False) -> str:
    """Return what is noted of somebody expected.

    What was chosen now counts before the tick that stood; else the tick counts. Who said no beforehand and was not ticked sent
    their apologies.
    """
    _ticked, stood = ticked(before)
    if otherwise and otherwise != stood:
        return otherwise
    if came:
        return "substitute" if otherwise == "substitute" else "present"
    if otherwise in {"apology", "absent"}:
        return otherwise
    return "apology" if has_declined else "unknown"


def check_rate(level: str, promised: str, answers: int, present: int) -> None:
    """Each of those present answers once: there are never more answers than people who were there, when that is noted."""
    if level not in RATINGS:
        raise Refused("Vælg det, der passer bedst.", field="level")
    if not promised:
        raise Refused("Aktiviteten lovede ikke noget om inddragelse, så der er intet at vurdere.")
    if present and answers >= present:
        raise Refused(
            "Der er allerede lige så mange svar, som der var deltagere. Tal med tovholderen, hvis det er forkert."
        )


@dataclass(frozen=True)
class NextStep:
    """One thing that is to happen now: what, by whom (a person or a partner), by when, and for an association whose duty it is.

    `duty` is that authority; `is_own` says that it is nobody's but the association's own.
    """

    title: str
    owner: UUID | None
    due_on: dt.date | None = None
    duty: UUID | None = None
    is_own: bool = False


def check_next_steps(
    steps: Sequence[NextStep], *, ends_here: bool, has_steps: bool, associations: Collection[UUID] = ()
) -> None:
    """What is next has an owner each, and what an association takes on has its authority; or nothing more is to happen."""
    if len(steps) > MOST_NEXT_STEPS:
        raise Refused("Skriv højst {most_next_steps} opgaver ad gangen.", most_next_steps=MOST_NEXT_STEPS)

    for at, step in enumerate(steps, start=1):
        demanded(step.title, "Skriv, hvad opgave {at} er.", field=f"step_{at}_title", at=at)
        if step.owner is None:
            raise Refused(
                "Vælg, hvem der har opgave {at}: »{step}«.",
                field=f"step_{at}_owner",
                at=at,
                step=step.title.strip()[:60],
            )
        if step.owner in associations and step.duty is None and not step.is_own:
            raise Refused("En forening får opgave {at}. Sig, hvis pligt den er.", field=f"step_{at}_duty", at=at)
        if step.owner not in associations and (step.duty is not None or step.is_own):
            raise Refused(
                "Opgave {at} er ikke givet til en forening. Lad feltet om pligten stå tomt.",
                field=f"step_{at}_duty",
                at=at,
            )

    if not steps and not ends_here and not has_steps:
        raise Refused(
            "Giv mindst én opgave til en ejer, eller sæt kryds ved, at der ikke skal ske mere.", field="step_1_title"
        )
    if steps and ends_here:
        raise Refused("Der er skrevet en opgave. Fjern krydset ved, at der ikke skal ske mere.", field="ends_here")


@dataclass(frozen=True)
class Shown:
    """Ratings as they may be shown: how many answered, how many of them got what was promised, and the number for each level.

    `kept` and `counts` are None and empty where a number in them would be so small that somebody could be known by it.
    """

    answers: int
    kept: int | None = None
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if not self.answers:
            return languages.told("Ingen har svaret endnu.")
        if self.answers < FEWEST_SHOWN:
            few = languages.told("{answers} svar. Resultatet vises, når der er mindst {fewest}.")
            return few.format(answers=self.answers, fewest=FEWEST_SHOWN)
        if self.kept is None:
            apart = languages.told(
                "{answers} svar. Resultatet vises ikke, fordi en eller to svarede anderledes end de andre."
            )
            return apart.format(answers=self.answers)
        kept = languages.told("{kept} af {answers} fik mindst det, der var lovet.")
        return kept.format(kept=self.kept, answers=self.answers)


def shown(counts: Mapping[str, int], promised: str) -> Shown:
    """Return ratings as they may be shown: all of a set of numbers, or none of it.

    Below five answers only their number. Those who got what was promised and those who did not are counted when neither side is
    one or two; the levels when no level is. A single hidden number could be worked out from the rest, so none is hidden alone.
    """
    answers = sum(counts.values())
    if answers < FEWEST_SHOWN or not promised:
        return Shown(answers)

    kept = sum(counts.get(level, 0) for level in ORDER[ORDER.index(promised) :])
    if _is_small(kept) or _is_small(answers - kept):
        return Shown(answers)
    if any(_is_small(number) for number in counts.values()):
        return Shown(answers, kept)

    return Shown(answers, kept, tuple((level, counts.get(level, 0)) for level in ORDER))


def _is_small(number: int) -> bool:
    return 0 < number < SMALLEST_CELL


def check_land(landed: str, came_of_it: str, what_next: str, *, on: danish.When | None = None) -> None:
    """No activity closes without its three lines: where we landed, what came of it, what is next; and not before its day."""
    happened.check(on, "Aktiviteten")

    for words, field, asks in (
        (landed, "landed", "hvor vi landede"),
        (came_of_it, "came_of_it", "hvad der kom ud af det"),
        (what_next, "what_next", "hvad der nu skal ske"),
    ):
        demanded(words, "Skriv, {asks}. Uden det kan aktiviteten ikke lukkes.", field=field, asks=asks)
