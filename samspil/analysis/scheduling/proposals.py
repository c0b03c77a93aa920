"""The best few times in words: when, who cannot come, and when nothing fits, which single wish stands in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from samspil.analysis.scheduling import problem as given
from samspil.analysis.scheduling import solver, worth
from samspil.analysis.scheduling.problem import HALF_HOUR, Problem
from samspil.analysis.scheduling.solver import Found, Search
from samspil.analysis.scheduling.worth import CAN, CANNOT, MAYBE, Wish
from samspil.paper import danish

MOST = 3


@dataclass(frozen=True)
class Time:
    """When one meeting lies, and who can, perhaps can, cannot, or has not answered: names in the problem's order."""

    meeting: str
    title: str
    starts: dt.datetime
    ends: dt.datetime
    can: tuple[str, ...]
    maybe: tuple[str, ...]
    cannot: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Who cannot come, in a sentence."""
        said = []
        for names, words in ((self.cannot, "kan ikke"), (self.maybe, "kan måske"), (self.silent, "har ikke svaret")):
            if names:
                said.append(f"{danish.listing(names)} {words}.")
        if not self.cannot and not self.maybe:
            said.insert(0, "Alle kan." if not self.silent else "Alle, der har svaret, kan.")
        return " ".join(said)


@dataclass(frozen=True)
class Proposal:
    """One time for every meeting, in the meetings' order."""

    times: tuple[Time, ...]
    value: int
    is_proven: bool

    @property
    def sentence(self) -> str:
        """Who cannot come to what, a sentence each."""
        if len(self.times) == 1:
            return self.times[0].sentence
        return " ".join(f"{each.title}: {each.sentence}" for each in self.times)


@dataclass(frozen=True)
class Answer:
    """Up to `most` proposals, the best first; or none, with `obstacle` as a sentence and what would then be possible.

    `gap` is how far the best could at most be from something better, as a share of its worth; 0 when it is proven.
    """

    proposals: tuple[Proposal, ...]
    obstacle: str = ""
    given_up: tuple[Wish, ...] = ()
    then: Proposal | None = None
    gap: float = 0.0


def propose(problem: Problem, *, most: int = MOST, limit: float = solver.DETERMINISTIC_SECONDS) -> Answer:
    """Return the best times on different days, or say what stands in the way. Refused for what makes no sense."""
    given.check(problem)
    search, plans = Search(problem), list[Found]()
    while len(plans) < most:
        better = search.best(other_than=[solver.days_of(each.starts) for each in plans], limit=limit)
        if better is None:
            break
        plans.append(better)

    if plans:
        best = plans[0]
        gap = (best.bound - best.value) / max(abs(best.value), 1)
        return Answer(tuple(_proposal(problem, each) for each in plans), gap=gap)

    nearest = search.nearest(limit=limit)
    if nearest is None:
        return Answer((), "Der er ingen dage at mødes på i perioden. Gør den længere, eller vælg flere ugedage.")
    if not nearest.given_up:
        return Answer((), "Der blev ikke fundet en tid inden for regnetiden. Spørg om færre møder ad gangen.")

    return Answer((), _obstacle(problem, nearest), nearest.given_up, _proposal(problem, nearest))


def _proposal(problem: Problem, plan: Found) -> Proposal:
    times = []
    level_of = {person.key: worth.levels(problem, person) for person in problem.people}
    for meeting, start in zip(problem.meetings, plan.starts, strict=True):
        names: dict[int, list[str]] = {CAN: [], MAYBE: [], CANNOT: []}
        silent = []
        for person in problem.invited(meeting):
            level = min(level_of[person.key][start : start + meeting.half_hours])
            if person.has_answered:
                names[level].append(person.name)
            else:
                silent.append(person.name)
        starts = problem.moment(start)
        times.append(
            Time(
                meeting=meeting.key,
                title=meeting.title,
                starts=starts,
                ends=starts + meeting.half_hours * HALF_HOUR,
                can=tuple(names[CAN]),
                maybe=tuple(names[MAYBE]),
                cannot=tuple(names[CANNOT]),
                silent=tuple(silent),
            )
        )

    return Proposal(tuple(times), plan.value, plan.is_proven)


def _obstacle(problem: Problem, nearest: Found) -> str:
    if len(nearest.given_up) == 1:
        return f"Ingen tid opfylder alle ønsker. Det hjælper mest, hvis {_without(problem, nearest.given_up[0])}."
    wishes = [_without(problem, each) for each in _in_words_order(problem, nearest.given_up)]
    return (
        f"Ingen tid opfylder alle ønsker, og det er ikke nok at opgive ét. Mindst {len(wishes)} må opgives, "
        f"for eksempel hvis {danish.listing(wishes)}."
    )


def _in_words_order(problem: Problem, wishes: Sequence[Wish]) -> list[Wish]:
    kinds = ("closed", "order", "quorum", "must_come")
    return sorted(wishes, key=lambda each: (kinds.index(each.kind), each.meeting, each.who, each.order))


def _without(problem: Problem, wish: Wish) -> str:
    titles = {meeting.key: meeting.title for meeting in problem.meetings}
    to = f" til »{titles[wish.meeting]}«" if wish.meeting and len(problem.meetings) > 1 else ""
    if wish.kind == "must_come":
        name = next(each.name for each in problem.people if each.key == wish.who)
        return f"{name} ikke behøver at komme{to}"
    if wish.kind == "quorum":
        meeting = next(each for each in problem.meetings if each.key == wish.meeting)
        return f"der ikke behøver at komme {meeting.quorum[wish.who]} fra {wish.who}{to}"
    if wish.kind == "closed":
        return f"der kan holdes møde i {wish.who}"

    order = problem.orders[wish.order]
    return (
        f"»{titles[order.after]}« ikke behøver at vente på »{titles[order.before]}«"
        if order.most_days is None
        else (f"afstanden mellem »{titles[order.before]}« og »{titles[order.after]}« kan være en anden")
    )
