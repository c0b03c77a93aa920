"""Where a case goes on to: who receives it, what the next body is given to decide on, and which body a phrase names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from samspil.features.cases.records.rules.standing import STEP_STATES
from samspil.paper.refusal import Refused
from samspil.spine import happened, policy

RECEIVER = "secretary"  # who takes in what is sent to a body, as the row below says
POLICY = (
    policy.rule("forward", "case_item", "secretary", "circle")
    .in_words("Udvalgets sekretær følger sagens videre gang.")
    .otherwise("Kun udvalgets sekretær kan skrive, hvor sagen går hen."),
    policy.rule("receive", "case_item", "secretary", "circle")
    .in_words(
        "Det modtagende udvalgs sekretær ser, hvad der er sendt dertil, og sætter det på et møde eller siger, hvorfor det ikke tages op."
    )
    .otherwise("Kun sekretæren i det udvalg, sagen er sendt til, kan tage imod den."),
)
CARRY = "carry_case"  # the purpose of the duty to carry a case to the next body
# "byrådet", "udvalgene": what the definite form adds to the name of a body.
_DEFINITE = re.compile(r"(?<=\w{4})(?:et|en|erne|ene)$")
# Shorter words name too many bodies at once.
SHORTEST_NAME = 5


def check_waiting(state: str, *, is_taken: bool, is_published: bool) -> None:
    """Refuse to receive what is ended, is on a meeting already, or stands in minutes not yet published."""
    if state != "sent":
        raise Refused("Sagen venter ikke længere her. Den er behandlet eller standset.")
    if is_taken:
        raise Refused("Sagen står allerede på et møde her.")
    if not is_published:
        raise Refused("Referatet, som sender sagen videre, er ikke offentliggjort endnu. Vent, til det er.")


def carried_clauses(clauses: Iterable[tuple[str, Sequence[frozenset[str]]]]) -> list[str]:
    """Return the clauses the next body decides on: all but those that every answer rejected.

    Each clause is its words and the outcomes of the statements that answered it.
    """
    return [words for words, answers in clauses if not answers or not all("REJECTED" in said for said in answers)]


def placed(section: str, here: Sequence[str], there: Sequence[str]) -> list[str]:
    """Return the sections of an item with one more: before the first that followed it where it came from."""
    if section in here or section not in there:
        return [*here] if section in here else [*here, section]
    after = there[there.index(section) + 1 :]
    at = next((here.index(name) for name in after if name in here), len(here))
    return [*here[:at], section, *here[at:]]


def names(phrase: str, body: str) -> bool:
    """Tell whether minutes that say `phrase` ("byrådet") may mean the body of this name ("Bakkeby Byråd")."""
    bare = [_DEFINITE.sub("", word) for word in re.findall(r"\w+", phrase.casefold())]
    whole = " ".join(bare)
    return len(whole) >= SHORTEST_NAME and whole in " ".join(re.findall(r"\w+", body.casefold()))


def check_sent(state: str) -> None:
    """Refuse what is done with a step that has ended."""
    if state != "sent":
        raise Refused("Sagen er allerede »{state}« her.", state=STEP_STATES[state])


def check_end_step(state: str, ended_on: dt.date, sent_on: dt.date | None) -> None:
    """Refuse to end a step twice, and before it began."""
    check_sent(state)
    if sent_on is not None and ended_on < sent_on:
        raise Refused("Sagen kan ikke være færdig, før den blev sendt videre.", field="ended_on")
    happened.check(ended_on, "Dagen, hvor det endte,", field="ended_on")
