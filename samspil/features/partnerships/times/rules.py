"""Who asks for meeting times, who answers and chooses, and what may stand in a mail about it. No Django."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samspil.paper import cpr, danish, languages
from samspil.paper.refusal import Refused
from samspil.spine import pass_purposes, policy, states

if TYPE_CHECKING:
    from uuid import UUID

STATES = states.register(
    states.table(
        "question of times (mødetider)",
        {"open": "der spørges om tid", "chosen": "tiden er valgt", "closed": "lukket uden en tid"},
        {"open": "chosen closed"},
        refuses="Der spørges ikke om tid mere: {before}.",
    )
)
LEVELS = languages.words({"can": "kan", "maybe": "kan måske", "cannot": "kan ikke"})
PASS_PURPOSE = pass_purposes.declare("times", label="Svare på, hvornår man kan", longest=dt.timedelta(days=2 * 365))
# A link to a grid outlives the last day that is asked about by nothing: after it there is nothing to answer.
LONGEST_WINDOW_DAYS = 62
MOST_ASKED = 60
MOST_SOUGHT = 8


@dataclass(frozen=True)
class Part:
    """A part of a day that somebody can say yes or no to, in whole hours."""

    label: str
    begins: int
    ends: int


PARTS = {
    "morning": Part("formiddag", 8, 12),
    "afternoon": Part("eftermiddag", 12, 16),
    "late": Part("fyraften", 16, 18),
    "evening": Part("aften", 18, 21),
}


@dataclass(frozen=True)
class Wish:
    """The times that are asked for: which days and parts of them, how long, who must be there, and what a mail may say."""

    first: dt.date
    last: dt.date
    parts: Sequence[str]
    weekdays: Sequence[int]
    half_hours: int
    quorums: Mapping[UUID, int] = field(default_factory=dict)
    weeks: Sequence[tuple[int, int]] = ()
    is_closed_by_agreement: bool = True
    least_days: int = 0
    is_short: bool = False
    answer_by: dt.date | None = None
    shows_title: bool = False


POLICY = (
    policy.rule("add", "time_request", "coordinator", policy.NEAR)
    .in_words("Tovholderen kan spørge om tid.")
    .otherwise("Kun partnerskabets tovholder kan spørge om tid."),
    policy.rule("see", "time_request", "*", "circle")
    .in_words("De, der er med i partnerskabet, kan se, hvem der har svaret.")
    .otherwise("Kun de, der er med i partnerskabet, kan se, hvem der har svaret."),
    policy.rule("see", "time_request", "coordinator", policy.NEAR).in_words("Tovholderen ser svarene."),
    policy.rule("run", "time_request", "coordinator", policy.NEAR, states="open")
    .in_words("Tovholderen ser svarene, svarer for andre og vælger tiden.")
    .otherwise("Kun partnerskabets tovholder kan det her, og kun så længe der spørges om tid."),
    policy.rule("answer", "time_request", "*", "pass:times", states="open")
    .in_words("Den, der har linket, svarer for sig selv.")
    .otherwise("Kun partnerskabets tovholder kan det her, og kun så længe der spørges om tid."),
    policy.rule("answer", "time_request", "coordinator", policy.NEAR, states="open").in_words(
        "Tovholderen svarer for andre."
    ),
    policy.rule("invite", "activity", "coordinator", policy.NEAR, states="planned unknown cancelled")
    .in_words("Tovholderen sender indbydelserne.")
    .otherwise("Kun partnerskabets tovholder kan sende indbydelser, og kun til det, der ikke er holdt."),
)

# Words that tell of somebody's health or trouble, by how they begin; a title with one of them stays out of mails.
HEALTH = re.compile(
    r"\b(adhd|afhængig|alkohol|angst|anoreksi|astma|autis|blind|demen|depress|diabet|diagnos|døv|epilep|gigt|graviditet|gravid"
    r"|handicap|hiv\b|kemo|kol\b|kræft|medicin|migræne|misbrug|narko|overgreb|overvægt|psyk|selvmord|sindslid|skizo|sklerose"
    r"|slagtilfælde|stofbrug|stress|sukkersyg|svangerskab|syg|terapi|vold\b)\w*",
    re.IGNORECASE,
)
AT_HOME = re.compile(r"\b(hjemme hos|hos borger|køkkenbord|i hjemmet)\w*", re.IGNORECASE)
NAME = re.compile(r"\w+")


def check_open(state: str) -> None:
    """Nobody answers any more when a time is chosen or nothing is asked; whoever comes late is told which."""
    if state == "chosen":
        raise Refused("Tiden er valgt, så svaret kan ikke ændres mere. Du får en indbydelse med tiden.")
    if state == "closed":
        raise Refused("Der spørges ikke om tid mere. Du skal ikke gøre noget.")


def check_ask(
    *,
    first: dt.date,
    last: dt.date,
    parts: Iterable[str],
    asked: int,
    sought: int,
    today: dt.date,
    answer_by: dt.date | None,
) -> None:
    """A window lies ahead, holds at most two months, and somebody is asked about something."""
    if first <= today:
        raise Refused("Den første dag er ikke i fremtiden. Vælg en senere dag.", field="first")
    if last < first:
        raise Refused("Perioden slutter, før den begynder. Ret den ene af de to datoer.", field="last")
    if (last - first).days >= LONGEST_WINDOW_DAYS:
        raise Refused(
            "Perioden er længere end {longest_window_days} dage. Spørg om færre dage ad gangen.",
            field="last",
            longest_window_days=LONGEST_WINDOW_DAYS,
        )
    if not set(parts) or not set(parts) <= set(PARTS):
        raise Refused("Vælg mindst én del af dagen.", field="parts")
    if not 1 <= asked <= MOST_ASKED:
        raise Refused("Vælg mellem 1 og {most_asked} personer, der skal spørges.", field="asked", most_asked=MOST_ASKED)
    if not 1 <= sought <= MOST_SOUGHT:
        raise Refused(
            "Vælg mellem 1 og {most_sought} aktiviteter, der skal have en tid.",
            field="activities",
            most_sought=MOST_SOUGHT,
        )
    if answer_by is not None and not today <= answer_by < first:
        raise Refused("Svarfristen skal ligge fra i dag og til dagen før den første dag.", field="answer_by")


def check_title(title: str, place: str, names: Iterable[str]) -> None:
    """A title may stand in a mail only when it names nobody, no illness, and no home."""
    if illness := HEALTH.search(title):
        raise Refused(
            "Titlen »{title}« nævner »{group}«, og en mail kan læses af andre. Ret titlen, "
            "eller lad mailen nøjes med partnerskabets navn.",
            field="shows_title",
            title=title,
            group=illness.group(),
        )

    if home := AT_HOME.search(f"{title} {place}"):
        raise Refused(
            "»{group}« fortæller, at nogen får besøg, og en mail kan læses af andre. Lad "
            "mailen nøjes med partnerskabets navn.",
            field="shows_title",
            group=home.group(),
        )

    if cpr.mask(title) != title:
        raise Refused("Titlen indeholder noget, der ligner et CPR-nummer. Ret titlen.", field="shows_title")

    words = {word.casefold() for word in NAME.findall(title)}
    for name in names:
        first = NAME.findall(name)[:1]
        if first and first[0].casefold() in words:
            raise Refused(
                "Titlen »{title}« nævner {first}. Ret titlen, eller lad mailen nøjes med partnerskabets navn.",
                field="shows_title",
                title=title,
                first=first[0],
            )


def mail_title(partnership: str, title: str = "") -> str:
    """Return what a meeting is called in mails and calendars: the partnership's name unless a checked title is given."""
    return title or f"Møde i {partnership}"


def check_choice(
    times: Mapping[str, dt.datetime], wanted: Iterable[str], *, first: dt.date, last: dt.date, now: dt.datetime
) -> None:
    """A choice gives each activity one time within the days that were asked about, still to come."""
    for key in wanted:
        if key not in times:
            raise Refused("Forslaget mangler en tid til en af aktiviteterne. Hent forslagene igen.")
        at = times[key]
        if not first <= at.date() <= last:
            raise Refused(
                "{at} ligger uden for den periode, der blev spurgt om. Hent forslagene igen.", at=danish.date(at)
            )
        if at <= now:
            raise Refused("Tiden er allerede gået. Hent forslagene igen.")


def check_answers(answers: Mapping[tuple[dt.date, str], str], offered: Iterable[tuple[dt.date, str]]) -> None:
    """An answer says something about at least one of the times that were asked about, and nothing about others."""
    if not answers:
        raise Refused("Vælg »kan«, »kan måske« eller »kan ikke« for mindst én tid.")
    if not set(answers) <= set(offered) or not set(answers.values()) <= set(LEVELS):
        raise Refused("Skemaet passer ikke til de tider, der spørges om. Hent siden igen.")
