"""The solver against trying everything, on 500 small cases drawn from seeds: the same best worth, the same fewest wishes to give up."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from samspil.analysis.scheduling import reference, solver
from samspil.analysis.scheduling.problem import check
from tests.analysis.scheduling import drawn

CASES = 500
A_RUN = 50


@pytest.mark.parametrize("begin", range(0, CASES, A_RUN))
def test_the_solver_and_exhaustive_search_agree(begin: int) -> None:
    met: Counter[str] = Counter()
    for seed in range(begin, begin + A_RUN):
        problem = drawn.small(seed)
        check(problem)
        search = solver.Search(problem)
        found, wanted = search.best(), reference.best(problem)
        assert (found and found.value) == wanted, seed
        if found is not None:
            assert found.is_proven
            times = [problem.moment(start) for start in found.starts]
            assert (reference.broken(problem, times), reference.value(problem, times)) == (0, found.value), seed
            met["fits"] += 1
            continue
        nearest, least = search.nearest(), reference.nearest(problem)
        assert (nearest and (len(nearest.given_up), nearest.value)) == least, seed
        met["one wish" if least and least[0] == 1 else "several wishes" if least else "impossible"] += 1

    # Each kind of case is met in every run, or the agreement would prove less than it says.
    assert met["fits"] > 10
    assert met["one wish"] > 3
    assert met["impossible"] > 1


def test_a_wrong_price_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: a solver that forgot fairness gives another worth on some of the cases."""

    def differs(seed: int) -> bool:
        problem = drawn.small(seed)
        wanted = reference.best(problem)
        with monkeypatch.context() as patched:
            patched.setattr(solver.worth, "LEFT_OUT_NOW", 0)
            found = solver.Search(problem).best()
        return found is not None and found.value != wanted

    assert any(differs(seed) for seed in range(10))


def test_the_same_question_has_the_same_answer_in_another_process() -> None:
    question = (
        "from samspil.analysis.scheduling import solver; from tests.analysis.scheduling import drawn;"
        "print(solver.Search(drawn.large(3, people=12, organisations=4, weeks=2, meetings=3)).best())"
    )
    said = {
        subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(said) == 1
    assert "Found(starts=" in said.pop()


def test_a_search_that_may_not_take_long_says_how_far_it_is_from_proven() -> None:
    """With hardly any time there is either no answer or one whose bound is at least its worth."""
    found = solver.Search(drawn.large(1, people=12, organisations=4, weeks=2, meetings=3)).best(limit=0.05)
    assert found is None or found.bound >= found.value


def test_the_full_size_is_solved_within_its_limit() -> None:
    problem = drawn.large(1)
    assert (len(problem.people), len(problem.meetings), len(problem.meetings[0].quorum), problem.days) == (40, 6, 8, 42)
    found = solver.Search(problem).best()
    assert found is not None
    assert (found.bound - found.value) / found.value <= 0.01
    times = [problem.moment(start) for start in found.starts]
    assert (reference.broken(problem, times), reference.value(problem, times)) == (0, found.value)


def test_reading_the_package_loads_neither_the_solver_nor_django() -> None:
    loads = (
        "import sys; from samspil.analysis.scheduling import proposals, days;"
        "print([name for name in ('ortools', 'pandas', 'django', 'holidays') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
