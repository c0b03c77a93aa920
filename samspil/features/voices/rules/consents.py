"""What each yes means, which one presupposes another, and who takes one back or gives it again. No Django."""

from __future__ import annotations

from collections.abc import Collection

from samspil.paper import languages
from samspil.paper.refusal import Refused
from samspil.spine import policy

# What each purpose means to the one who says yes or no to it, in one sentence; the purposes are those of `voices.rules.PURPOSES`.
MEANS = languages.words(
    {
        "interpret": "Borgere, foreninger og medarbejdere må læse dine ord sammen og finde ud af, hvad de viser.",
        "quote": "Dine ord må stå ordret i det, vi skriver. De må kun ligge på nettet, når de også må citeres.",
        "role_label": "Der må stå, om du for eksempel er borger eller pårørende. Dit navn står der aldrig.",
        "publish": "Alle må læse dine ord på nettet. To personer læser dem først og skjuler det, der kan vise, hvem du er.",
        "photo": "Dit billede må ses sammen med dine ord.",
    }
)
# What a yes rests on: without the second there is no first.
RESTS_ON = {"publish": "quote"}
# The words a restored database is held against (`spine.takebacks`), one for each purpose.
TAKEN = {purpose: f"yes_{purpose}" for purpose in MEANS}

POLICY = (
    policy.rule("change_yes", "voice", "*", "pass:voice", states="received published")
    .in_words("Personen selv tager ét ja tilbage eller giver det igen med papirkoden.")
    .otherwise("Kun personen selv kan tage ét ja tilbage eller give det igen. Det sker med koden på papiret."),
)


def check_known(purpose: str) -> None:
    """Refuse a purpose that nobody is asked about: to it the answer is no."""
    if purpose not in MEANS:
        raise Refused("Vælg et af de spørgsmål, der står på siden.", field="purpose")


def goes_with(purpose: str) -> frozenset[str]:
    """Return what is taken back with a purpose: itself, and what rests on it."""
    return frozenset({purpose, *(above for above, below in RESTS_ON.items() if below == purpose)})


def check_take_back(purpose: str, standing: Collection[str]) -> None:
    """Only a yes that stands is taken back."""
    check_known(purpose)
    if purpose not in standing:
        raise Refused("Du har allerede sagt nej til det.")


def check_give(purpose: str, standing: Collection[str]) -> None:
    """A yes is given once, and after the one it rests on."""
    check_known(purpose)
    if purpose in standing:
        raise Refused("Du har allerede sagt ja til det.")
    if RESTS_ON.get(purpose, purpose) not in {purpose, *standing}:
        raise Refused("Dine ord kan kun ligge på nettet, når de også må citeres. Sig først ja til det.")
