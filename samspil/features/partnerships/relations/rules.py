"""How the parties work together, asked before and after: the seven questions, who answers, and which figures may be shown. No Django.

The seven dimensions are those of relational coordination: J. H. Gittell, "Coordinating Mechanisms in Care Provider Groups",
Management Science 48(11), 2002, 1408-1426, https://doi.org/10.1287/mnsc.48.11.1408.268. The Danish words are ours."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from samspil.paper import danish, languages
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import pass_purposes, policy

QUESTIONS = {
    "frequent": ("Tit nok", "Hvor tit taler de med jer om det, I er fælles om?"),
    "timely": ("I tide", "Får I det at vide af dem, når I har brug for det?"),
    "accurate": ("Rigtigt", "Passer det, de fortæller jer?"),
    "solving": ("Løser problemer", "Når noget går galt: leder de efter en løsning frem for en skyldig?"),
    "goals": ("Fælles mål", "Vil de det samme som jer for borgerne?"),
    "knowledge": ("Kender hinandens arbejde", "Ved de, hvad I laver, og hvad I kan?"),
    "respect": ("Respekt", "Regner de jeres arbejde for lige så vigtigt som deres eget?"),
}
LABELS = languages.words({key: label for key, (label, _) in QUESTIONS.items()})
ASKS = languages.words({key: question for key, (_, question) in QUESTIONS.items()})
MARKS = languages.words({1: "slet ikke", 2: "lidt", 3: "nogenlunde", 4: "meget", 5: "helt"})
MOMENTS = languages.words({"before": "Før", "under": "Undervejs", "after": "Efter"})
SOURCE = languages.later(
    "J. H. Gittell, Management Science 48(11), 2002. De danske ord er Samspils egne og er ikke afprøvet videnskabeligt."
)
LINK_LASTS = dt.timedelta(days=60)
PASS_PURPOSE = pass_purposes.declare("relation", label="Svare på, hvordan parterne arbejder sammen", longest=LINK_LASTS)
# Ours: with fewer answers in all, or from one party, whoever knows them could tell who said what.
FEWEST_SHOWN = 5
FEWEST_OF_PARTY = 3
POLICY = (
    policy.rule("measure", "partnership", "coordinator evaluator", policy.NEAR)
    .in_words("Tovholder og evaluator spørger, hvordan parterne arbejder sammen.")
    .otherwise("Kun tovholder og evaluator kan spørge om samarbejdet."),
)

# One answer: for each other party the marks it was given, by question.
Marks = Mapping[str, Mapping[str, int]]


def check_round(moment: str, *, is_open: bool, asked: int, parties: int) -> None:
    """One asking at a time, of people from at least two parties."""
    if moment not in MOMENTS:
        raise Refused("Vælg, om det er før, undervejs eller efter.", field="moment")
    if is_open:
        raise Refused("Der bliver allerede spurgt. Luk den måling først.")
    if parties < 2 or asked < FEWEST_SHOWN:
        raise Refused(
            "Der skal mindst være {fewest_shown} personer fra to parter at spørge. Skriv "
            "under »Hvem er med«, hvem de kommer fra.",
            fewest_shown=FEWEST_SHOWN,
        )


def check_answer(marks: Marks, others: Iterable[str], *, is_open: bool, has_answered: bool, is_asked: bool) -> None:
    """Each of those asked answers once, of the other parties and not of their own, as long as it is asked."""
    if not is_asked:
        raise NotAllowed("Kun den, der er spurgt, kan svare.")
    if not is_open:
        raise Refused("Målingen er lukket, så der kan ikke svares mere.")
    if has_answered:
        raise Refused("Du har svaret. Svaret står uden dit navn, så det kan ikke rettes.")
    if not any(marks.values()):
        raise Refused("Svar på mindst ét spørgsmål om mindst én af de andre.")
    if not set(marks) <= set(others) or any(
        key not in QUESTIONS or mark not in MARKS for said in marks.values() for key, mark in said.items()
    ):
        raise Refused("Skemaet passer ikke til spørgsmålene. Hent siden igen.")


@dataclass(frozen=True)
class Answer:
    """One person's marks, with the party they come from."""

    party: str
    marks: Marks

    @property
    def index(self) -> float:
        """The mean over the parties marked of the mean of the marks each was given: one party counts as much as another."""
        return fmean(fmean(said.values()) for said in self.marks.values() if said)


@dataclass(frozen=True)
class Result:
    """What one round shows: how many answered, the index, each dimension, and who finds whom how; None where too few said it."""

    answers: int
    asked: int
    index: float | None = None
    dimensions: Mapping[str, float] | None = None
    ties: Mapping[tuple[str, str], float] | None = None

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        told = f"{self.answers} af {self.asked} har svaret."
        if self.index is None:
            return f"{told} Tallene vises ikke, når færre end {FEWEST_SHOWN} har svaret."
        return f"{told} Samarbejdet får {danish.number(self.index, 1)} af 5."


def result(answers: Sequence[Answer], asked: int) -> Result:
    """Give what a closed round shows.

    Index and dimensions are means over persons, from five answers. Who finds whom how is shown for parties from which at
    least three answered; when those left out are one or two in all, it is shown for none, for they could be worked out.
    """
    if len(answers) < FEWEST_SHOWN:
        return Result(len(answers), asked)

    dimensions = {key: _mean_of(answers, key) for key in QUESTIONS}
    return Result(
        len(answers),
        asked,
        fmean(each.index for each in answers),
        {key: mean for key, mean in dimensions.items() if mean is not None},
        _ties(answers),
    )


def _mean_of(answers: Sequence[Answer], key: str) -> float | None:
    means = [fmean(marks) for each in answers if (marks := [said[key] for said in each.marks.values() if key in said])]
    return fmean(means) if len(means) >= FEWEST_SHOWN else None


def _ties(answers: Sequence[Answer]) -> Mapping[tuple[str, str], float]:
    counted = Counter(each.party for each in answers)
    shown = {party for party, number in counted.items() if number >= FEWEST_OF_PARTY}
    if 0 < sum(number for party, number in counted.items() if party not in shown) < FEWEST_OF_PARTY:
        return {}
    given: dict[tuple[str, str], list[float]] = defaultdict(list)
    for each in answers:
        for other, said in each.marks.items():
            if each.party in shown and said:
                given[each.party, other].append(fmean(said.values()))
    return {tie: fmean(marks) for tie, marks in given.items() if len(marks) >= FEWEST_OF_PARTY}


def change(before: float | None, after: float | None) -> str:
    """Say how a figure moved from one round to another; empty where one of them may not be shown."""
    if before is None or after is None:
        return ""
    moved = danish.rounded(after, 1) - danish.rounded(before, 1)
    if not moved:
        return "uændret"
    return f"{'op' if moved > 0 else 'ned'} {danish.number(abs(moved), 1)}"
