"""Mutation score: small faults are put into the code one at a time, and the tests must see each of them.

`python -m drills.mutate [SET ...]`. Everything is imported and run once; then each fault is tried in a fork of that
process, by the tests that pass through the statement, cheapest first, until one fails. Faults that change nothing
stand with their reason in the set's list, and a reason that no longer meets its fault is an error.
"""

from __future__ import annotations

import argparse
import functools
import gc
import importlib
import mmap
import os
import signal
import sys
import time
import tomllib
import types
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coverage
import pytest

from drills.faults import ROOT, Mutant, faults

GOAL = 0.95
SURVIVED, KILLED, NOTHING = 0, 1, 2  # what a fork ends with; the last for a fault that Python itself cannot read
LAST_SEEN = 6  # tests that saw the latest faults of a function are asked first about its next


@dataclass(frozen=True)
class Set:
    """Modules, the tests that must see their faults, and the list of faults that change nothing."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    equal: str


PAYMENT = "samspil/analysis/payment"
SETS = {
    "payment": Set(
        modules=tuple(
            f"{PAYMENT}/{name}.py"
            for name in (
                "ore",
                "caps",
                "reduction",
                "worth",
                "functions",
                "counted",
                "fixed",
                "demands",
                "evidence",
                "engine",
                "cashflow",
            )
        ),
        tests=tuple(
            f"tests/analysis/payment/test_{name}.py"
            for name in ("functions", "steps", "edges", "published", "refusals", "words", "evidence", "second_engine")
        ),
        equal="tests/analysis/payment/mutants.toml",
    ),
}


def put_in(mutant: Mutant) -> None:
    """Change the live function, or the constant wherever it was imported, into the faulty one."""
    name = mutant.path.removesuffix(".py").replace("/", ".")
    live, new = importlib.import_module(name), types.ModuleType(name)
    new.__file__ = mutant.path
    exec(compile(mutant.source, mutant.path, "exec"), new.__dict__)  # noqa: S102 -- the fault that is being tried
    old_thing, new_thing = _reach(live, mutant.owner), _reach(new, mutant.owner)
    # The function that others have imported by name is changed in place; a new one would be met by nobody.
    if isinstance(old_thing, types.FunctionType):
        for part in ("__code__", "__defaults__", "__kwdefaults__"):
            setattr(old_thing, part, getattr(new_thing, part))
        return
    for module in list(sys.modules.values()):
        if module.__name__.startswith("samspil") and getattr(module, mutant.owner, None) is old_thing:
            setattr(module, mutant.owner, new_thing)


def _reach(module: types.ModuleType, owner: str) -> Any:
    here: Any = module
    for part in owner.split("."):
        here = vars(here)[part]
    here = getattr(here, "fget", None) or getattr(here, "func", here)
    return getattr(here, "__wrapped__", getattr(here, "__func__", here))


class _Loop:
    """The run of the tests: once to learn who passes where, then once for each fault in a fork."""

    def __init__(
        self, wanted: Set, mutants: Sequence[Mutant], children: int, until: float, memory: Path | None
    ) -> None:
        self.wanted, self.mutants, self.children, self.until, self.memory = wanted, mutants, children, until, memory
        self.states: dict[int, str] = {}
        self.seen = set(memory.read_text().split()) if memory and memory.exists() else set[str]()
        self.witness = mmap.mmap(-1, 8 * len(mutants) or 8)
        self.witnesses: dict[str, list[str]] = {}
        self.asked: dict[int, list[str]] = {}
        self.failed = list[str]()
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of the plain run."""
        caches = [
            thing
            for thing in gc.get_objects()
            if type(thing) is functools._lru_cache_wrapper
            and str(thing.__module__).startswith(("samspil.analysis", "tests.analysis"))
        ]

        def forget() -> None:
            for cache in caches:
                cache.cache_clear()

        passed = self._learn(session.items, forget)
        # The children share the parent's memory until they write: frozen objects are left alone by the collector.
        gc.collect()
        gc.freeze()
        if not self.failed:
            self._try_all(session.items, passed, forget)
        return True

    def _learn(self, items: Sequence[pytest.Item], forget: Callable[[], None]) -> dict[str, dict[int, list[str]]]:
        measure = coverage.Coverage(
            data_file=None, config_file=False, include=[str(ROOT / path) for path in self.wanted.modules]
        )
        measure.start()
        for item in items:
            forget()
            measure.switch_context(item.nodeid)
            start = time.process_time()
            if not _passes(item):
                self.failed.append(item.nodeid)
            self.seconds[item.nodeid] = time.process_time() - start

        measure.stop()
        learnt = measure.get_data()
        return {path: learnt.contexts_by_lineno(str(ROOT / path)) for path in self.wanted.modules}

    def _try_all(
        self, items: Sequence[pytest.Item], passed: dict[str, dict[int, list[str]]], forget: Callable[[], None]
    ) -> None:
        known = {item.nodeid: item for item in items}
        running: dict[int, int] = {}
        for number, mutant in enumerate(self.mutants):
            if mutant.name in self.seen:
                self.states[number] = "killed"
                continue
            if time.monotonic() > self.until:
                break
            constant = "." not in mutant.owner and mutant.owner.isupper()
            names = {name for line in mutant.lines for name in passed[mutant.path].get(line, ()) if name in known}
            names = set(known) if constant else names
            if not names:
                print(f"  no test: {mutant.where}: {mutant.before} -> {mutant.after}", flush=True)
                self.states[number] = "no test"
                continue
            while len(running) >= self.children:
                self._reap(running)
            first = [name for name in self.witnesses.get(mutant.where, ()) if name in names]
            # Tests that saw the last fault of this function come first: mostly they see the next one too.
            asked = [*first, *sorted(names - set(first), key=self.seconds.__getitem__)]
            self.asked[number] = asked
            child = os.fork()
            if not child:
                allowed = 10 + 5 * sum(self.seconds[name] for name in names)
                _child(mutant, [known[name] for name in asked], allowed, forget, self.witness, number)
            running[child] = number

        while running:
            self._reap(running)

    def _reap(self, running: dict[int, int]) -> None:
        child, status = os.wait()
        number = running.pop(child)
        mutant, asked = self.mutants[number], self.asked.pop(number)
        ended = os.WEXITSTATUS(status) if os.WIFEXITED(status) else KILLED
        self.states[number] = {SURVIVED: "survived", NOTHING: "no Python"}.get(ended, "killed")
        if ended == KILLED:
            place = int.from_bytes(self.witness[8 * number : 8 * number + 8], "big")
            known = self.witnesses.setdefault(mutant.where, [])
            name = asked[place]
            self.witnesses[mutant.where] = [name, *(each for each in known if each != name)][:LAST_SEEN]
            if self.memory:
                with self.memory.open("a") as file:
                    file.write(mutant.name + "\n")

        if ended == SURVIVED:
            print(
                f"  {len(self.states)}/{len(self.mutants)} {mutant.where}: {mutant.before} -> {mutant.after}",
                flush=True,
            )


def _passes(item: pytest.Item) -> bool:
    from _pytest.runner import runtestprotocol

    item._report_sections.clear()
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _child(
    mutant: Mutant,
    tests: Sequence[pytest.Item],
    seconds: float,
    forget: Callable[[], None],
    witness: mmap.mmap,
    number: int,
) -> None:
    """Try one fault and end the process with what came of it; an endless loop is ended by its clock."""
    verdict = KILLED

    try:
        void = os.open(os.devnull, os.O_WRONLY)
        os.dup2(void, 1)
        os.dup2(void, 2)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
        # Processor time, so that a busy machine takes no test for an endless loop.
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        put_in(mutant)
        for place, test in enumerate(tests):
            forget()
            if not _passes(test):
                witness[8 * number : 8 * number + 8] = place.to_bytes(8, "big")
                break
        else:
            verdict = SURVIVED
    except SyntaxError:
        verdict = NOTHING
    finally:
        os._exit(verdict)


def reasons(wanted: Set) -> dict[tuple[str, str, str], str]:
    """Read the faults that change nothing: where, from, to, and why."""
    path = ROOT / wanted.equal
    listed = tomllib.loads(path.read_text())["equal"] if path.exists() else []
    return {(each["where"], each["from"], each["to"]): each["why"] for each in listed}


def score(name: str, wanted: Set, children: int, minutes: float, memory: Path | None = None) -> float:
    """Try one set, print its score, what was left out, and every survivor."""
    start = time.monotonic()
    mutants = faults(wanted.modules)
    spoken = [mutant for mutant in mutants if mutant.is_prose]
    tried = [mutant for mutant in mutants if not mutant.is_prose]
    loop = _Loop(wanted, tried, children, start + minutes * 60, memory)
    os.chdir(ROOT)
    arguments = [
        "-qq",
        "--no-header",
        "--capture=no",
        "-m",
        "not drill and not journey",
        "-p",
        "no:xdist",
        *wanted.tests,
    ]
    code = pytest.main(arguments, plugins=[loop])
    if loop.failed or not loop.states:
        print(f"{name}: the tests fail without any fault ({code}): {', '.join(loop.failed[:5]) or 'none were run'}")
        return 0.0

    unreached = len(tried) - len(loop.states)
    loop.states = {number: state for number, state in loop.states.items() if state != "no Python"}
    equal, met = reasons(wanted), set[tuple[str, str, str]]()
    alive, explained = list[Mutant](), 0
    for number, state in loop.states.items():
        mutant = tried[number]
        key = (mutant.where, mutant.before, mutant.after)
        if state in ("survived", "no test"):
            if key in equal:
                met.add(key)
                explained += 1
            else:
                alive.append(mutant)

    counted = len(loop.states) - explained
    share = 1 - len(alive) / max(1, counted)
    print(
        f"{name}: {len(mutants)} faults; {len(spoken)} only in sentences, left out; {unreached} not "
        f"reached in time; {explained} change nothing and are explained; {counted - len(alive)} of {counted} seen: "
        f"{share:.1%}. {len(loop.seconds)} tests, {time.monotonic() - start:.0f} s"
    )
    for state, number in sorted(Counter(loop.states.values()).items()):
        print(f"  {state}: {number}")

    for mutant in alive:
        print(f"\n{mutant.where}:{mutant.lines[0]}\n  - {mutant.before}\n  + {mutant.after}")

    left = [key for key in equal if key not in met] if not unreached else []
    for key in left:
        print(f"\nexplained, but seen by a test or gone: {' | '.join(key)}")

    return share if not left else 0.0


def main() -> int:
    """Score the sets asked for and fail below 95 per cent."""
    parser = argparse.ArgumentParser(description=__doc__)
    # Not `choices`: where no set is named, argparse of Python 3.11 looks for an empty list among them, and fails.
    parser.add_argument("sets", nargs="*", metavar="|".join(SETS), help="all of them where none is named")
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--module", action="append", help="only modules whose path ends so, as caps.py")
    parser.add_argument("--memory", type=Path, help="a file of faults already seen, kept and not tried again")
    asked = parser.parse_args()
    if unknown := sorted({*asked.sets} - SETS.keys()):
        parser.error(f"there is no set {unknown[0]!r}: {', '.join(SETS)}")

    found = []
    for name in asked.sets or SETS:
        whole = SETS[name]
        modules = [path for path in whole.modules if not asked.module or path.endswith(tuple(asked.module))]
        found.append(
            score(name, Set(tuple(modules), whole.tests, whole.equal), asked.children, asked.minutes, asked.memory)
        )

    return 0 if min(found) >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
