"""Finds the best times with OR-Tools CP-SAT: one binary a start, exactly one start a meeting, so that who comes is known beforehand.

One worker, second linearization level, a fixed seed and deterministic time: the same question has the same answer every time.
Measured: with several workers, or without exactly one binary a start, six meetings were not proven in 25 s.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samspil.analysis.scheduling import worth
from samspil.analysis.scheduling.problem import SLOTS_A_DAY, Problem
from samspil.analysis.scheduling.worth import Candidate, Wish

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SEED = 20260101
# CP-SAT's own clock, about a second each on a plain core: the answer does not depend on what else the machine does.
DETERMINISTIC_SECONDS = 20.0


@dataclass(frozen=True)
class Found:
    """The best start of each meeting, what they are worth, what no times can be worth more than, and the wishes given up."""

    starts: tuple[int, ...]
    value: int
    bound: int
    given_up: tuple[Wish, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether nothing better exists."""
        return self.value == self.bound


class Search:
    """One problem made ready: its starts are listed once and asked about several times."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.factor = worth.citizen_factor(problem)
        level_of = {person.key: worth.levels(problem, person) for person in problem.people}
        self.listed = [worth.candidates(problem, meeting, level_of) for meeting in problem.meetings]

    def best(self, *, other_than: Sequence[tuple[int, ...]] = (), limit: float = DETERMINISTIC_SECONDS) -> Found | None:
        """Return the best times that keep every wish, on other days than those given; None when there are none."""
        starts = [[each for each in listed if not each.broken] for listed in self.listed]
        if not all(starts):
            return None
        return _Model(self.problem, starts, self.factor).solve(other_than, limit)

    def nearest(self, *, limit: float = DETERMINISTIC_SECONDS) -> Found | None:
        """Return the times that give up fewest wishes, and of those the best; None when even that cannot be.

        Two meetings of the same people never lie on top of each other, and nobody meets on a public holiday.
        """
        if not all(self.listed):
            return None
        return _Model(self.problem, self.listed, self.factor, gives_up=True).solve((), limit)


class _Model:
    def __init__(
        self, problem: Problem, starts: Sequence[Sequence[Candidate]], factor: int, *, gives_up: bool = False
    ) -> None:
        from ortools.sat.python import cp_model

        self.problem, self.starts, self.gives_up = problem, starts, gives_up
        self.model = cp_model.CpModel()
        self.chosen = [[self.model.new_bool_var("") for _ in each] for each in starts]
        self.wishes: dict[Wish, cp_model.IntVar] = {}
        for chosen in self.chosen:
            self.model.add_exactly_one(chosen)
        self.start = [self._sum(number, [each.start for each in listed]) for number, listed in enumerate(starts)]
        self.day = [self._sum(number, [each.day for each in listed]) for number, listed in enumerate(starts)]
        self._apart()
        self._in_order()
        if gives_up:
            self._give_up()
        self._aim(factor)

    def _sum(self, number: int, values: Sequence[int]) -> Any:
        whole = self.model.new_int_var(min(values), max(values), "")
        self.model.add(whole == sum(v * x for v, x in zip(values, self.chosen[number], strict=True)))
        return whole

    def _wish(self, wish: Wish) -> cp_model.IntVar:
        if wish not in self.wishes:
            self.wishes[wish] = self.model.new_bool_var("")
        return self.wishes[wish]

    def _apart(self) -> None:
        """Two meetings that share an invitee do not overlap, and leave time for the way between them."""
        problem = self.problem
        people = [{each.key for each in problem.invited(meeting)} for meeting in problem.meetings]
        for one, other in itertools.combinations(range(len(problem.meetings)), 2):
            if not people[one] & people[other]:
                continue
            way = problem.between(problem.meetings[one], problem.meetings[other])
            first = self.model.new_bool_var("")
            for before, after, goes in ((one, other, first), (other, one, ~first)):
                room = problem.meetings[before].half_hours + way
                self.model.add(self.start[after] >= self.start[before] + room).only_enforce_if(goes)

    def _in_order(self) -> None:
        at = {meeting.key: number for number, meeting in enumerate(self.problem.meetings)}
        for number, order in enumerate(self.problem.orders):
            before, after = at[order.before], at[order.after]
            length = self.problem.meetings[before].half_hours
            kept = [
                self.model.add(self.start[after] >= self.start[before] + length),
                self.model.add(self.day[after] - self.day[before] >= order.least_days),
            ]
            if order.most_days is not None:
                kept.append(self.model.add(self.day[after] - self.day[before] <= order.most_days))
            if self.gives_up:
                for each in kept:
                    each.only_enforce_if(~self._wish(Wish("order", order=number)))

    def _give_up(self) -> None:
        for number, listed in enumerate(self.starts):
            for candidate, x in zip(listed, self.chosen[number], strict=True):
                for wish in candidate.broken:
                    self.model.add_implication(x, self._wish(wish))

    def _aim(self, factor: int) -> None:
        problem, model = self.problem, self.model
        terms, low, high = [], 0, 0
        missed: dict[str, list[Any]] = {}
        for number, (meeting, listed) in enumerate(zip(problem.meetings, self.starts, strict=True)):
            values = [worth.worth(problem, meeting, each.levels, each.day, factor) for each in listed]
            terms += [v * x for v, x in zip(values, self.chosen[number], strict=True)]
            low, high = low + min(values), high + max(values)
            for place, person in enumerate(problem.invited(meeting)):
                missed.setdefault(person.key, []).extend(
                    x for each, x in zip(listed, self.chosen[number], strict=True) if not each.levels[place]
                )

        most = model.new_int_var(0, len(problem.meetings), "")
        for absences in missed.values():
            if absences:
                model.add(most >= sum(absences))

        terms.append(-worth.LEFT_OUT_NOW * most)
        low -= worth.LEFT_OUT_NOW * len(problem.meetings)
        if problem.is_short:
            span = model.new_int_var(0, problem.days, "")
            for one, other in itertools.permutations(self.day, 2):
                model.add(span >= one - other)
            terms.append(-worth.DAY_APART * span)
            low -= worth.DAY_APART * problem.days

        self.price = high - low + 1
        terms += [-self.price * wish for wish in self.wishes.values()]
        # Of equally good times the earliest is taken, so that the answer does not hang on how the search happened to go.
        self.scale = sum(max(each.start for each in listed) for listed in self.starts) + 1
        model.maximize(self.scale * sum(terms) - sum(self.start))

    def solve(self, other_than: Sequence[tuple[int, ...]], limit: float) -> Found | None:
        from ortools.sat.python import cp_model

        for days in other_than:
            same = [
                x
                for number, day in enumerate(days)
                for each, x in zip(self.starts[number], self.chosen[number], strict=True)
                if each.day == day
            ]
            self.model.add(sum(same) <= len(days) - 1)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = limit
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        starts = tuple(
            next(each.start for each, x in zip(listed, chosen, strict=True) if solver.boolean_value(x))
            for listed, chosen in zip(self.starts, self.chosen, strict=True)
        )
        given_up = tuple(wish for wish, x in self.wishes.items() if solver.boolean_value(x))
        price = self.price * len(given_up)
        value = (round(solver.objective_value) + sum(starts)) // self.scale
        bound = (round(solver.best_objective_bound) + self.scale - 1) // self.scale
        return Found(starts, value + price, bound + price, given_up)


def days_of(starts: Sequence[int]) -> tuple[int, ...]:
    """Return the day of the window on which each start lies."""
    return tuple(start // SLOTS_A_DAY for start in starts)
