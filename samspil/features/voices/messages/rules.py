"""What a person may write to those who took their words in, and by when somebody answers. No Django."""

from __future__ import annotations

import datetime as dt

from samspil.paper import languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import policy

ABOUT = languages.words(
    {
        "misunderstood": "I har misforstået mig",
        "ring": "Ring til mig",
        "other": "Noget andet",
    }
)
DUTY_PURPOSE = "own_message"
DUTY_TITLE = "Svar på en besked fra den, der gav bidraget"
DAYS = 7  # so many days somebody has to answer a message
LONGEST = 2_000  # characters of a message
POLICY = (
    policy.rule("write_us", "voice", "*", "pass:voice", states="received published")
    .in_words("Personen selv skriver til dem, der tog imod ordene.")
    .otherwise("Kun personen selv kan skrive her, med koden på papiret."),
)


def check_message(about: str, words: str, *, is_waiting: bool) -> str:
    """A message says what it is about, in so many characters, and one waits at a time; to be rung needs no words."""
    if about not in ABOUT:
        raise Refused("Vælg, hvad det handler om.", field="about")
    if is_waiting:
        raise Refused("Vi har fået din forrige besked, og nogen er ved at svare på den. Haster det, så ring.")
    tidy = words.strip() if about == "ring" else demanded(words, "Skriv, hvad du vil sige til os.", field="words")
    if len(tidy) > LONGEST:
        raise Refused(
            "Du har skrevet {count} tegn. Skriv højst {most}, eller bed os ringe til dig.",
            field="words",
            count=len(tidy),
            most=LONGEST,
        )
    return tidy


def due(today: dt.date, *, may_be_danger: bool) -> dt.date:
    """Return by when a message is answered: today where its words may mean danger."""
    return today if may_be_danger else today + dt.timedelta(days=DAYS)
