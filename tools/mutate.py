"""Mutation score: small faults are put into the code one at a time, and the tests must see each of them.

Usage: tools/mutate.py SET [SET ...]. Everything is imported and run once; then each fault is tried in a fork of that
process, by the tests that pass through the statement, cheapest first, until one fails. Faults that change nothing
stand with their reason in the set's list, and a reason that no longer meets its fault is an error.
"""

from __future__ import annotations

import argparse
import functools
import gc
import hashlib
import importlib
import mmap
import os
import re
import signal
import sys
import time
import tomllib
import types
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import coverage
import libcst as cst
import pytest
from libcst.metadata import CodeRange, MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parents[1]
GOAL = 0.95
SURVIVED, KILLED, NOTHING = 0, 1, 2  # what a fork ends with; the last for a fault that Python itself cannot read
LAST_SEEN = 6  # tests that saw the latest faults of a function are asked first about its next
UNTOUCHED_CALLS = {"len", "isinstance"}
PROSE = re.compile(r"[^ -~]| ")  # a letter beyond ASCII or a blank: a sentence for people, never a key


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
            for name in ("ore", "caps", "reduction", "functions", "fixed", "evidence", "engine", "cashflow")
        ),
        tests=tuple(
            f"tests/analysis/payment/test_{name}.py"
            for name in ("functions", "steps", "edges", "published", "refusals", "words", "second_engine")
        ),
        equal="tests/analysis/payment/mutants.toml",
    ),
}


@dataclass(frozen=True)
class Mutant:
    """One fault: the file with it, the function it is in, the lines of its statement, and what became what."""

    path: str
    owner: str
    lines: range
    before: str
    after: str
    source: str = field(repr=False)
    is_prose: bool = False

    @property
    def name(self) -> str:
        """This function will give what tells this fault from all others, and from itself once the module changes."""
        return hashlib.sha256(f"{self.path}\0{self.owner}\0{self.source}".encode()).hexdigest()

    @property
    def where(self) -> str:
        """This function will give module and function: `caps.lowered`."""
        return f"{Path(self.path).stem}.{self.owner}"


class _Visitor(cst.CSTVisitor):
    """Every fault of one module: in its functions and methods, and in the values of its constants."""

    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, path: str, code: str) -> None:
        self.path, self.lines, self.found = path, code.splitlines(keepends=True), list[Mutant]()
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.code = code

    def on_visit(self, node: cst.CSTNode) -> bool:
        """This function will make the faults of a node, leaving annotations and what is fixed at import alone."""
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
            return False
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in UNTOUCHED_CALLS:
            return False
        owner = self._owner(node)
        if owner and not (isinstance(node, cst.BaseString) and isinstance(self._parent(node), cst.Expr)):
            for form, operator in mutation_operators:
                if isinstance(node, form):
                    for mutated in operator(node):
                        self._add(node, mutated, owner)
        return True

    def _parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self.get_metadata(ParentNodeProvider, node, None)

    def _above(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        here: cst.CSTNode | None = node
        while here is not None:
            yield here
            here = self._parent(here)

    def _owner(self, node: cst.CSTNode) -> str:
        """This function will name the outermost function around a node, or the constant it belongs to; else nothing."""
        names, function = list[str](), False
        for here in self._above(node):
            if isinstance(here, cst.FunctionDef):
                names, function = [here.name.value], True
            elif isinstance(here, cst.ClassDef):
                names.insert(0, here.name.value)
            elif isinstance(here, cst.Param) and not isinstance(
                here.default, cst.Name | cst.BaseNumber | cst.BaseString
            ):
                return ""
        if function:
            return ".".join(names)
        constant = next((here for here in self._above(node) if isinstance(here, cst.Assign)), None)
        if names or constant is None or node is constant or _is_declared(constant.value):
            return ""
        target = constant.targets[0].target
        return target.value if isinstance(target, cst.Name) and target.value.isupper() and target is not node else ""

    def _span(self, place: CodeRange) -> slice:
        return slice(
            self.starts[place.start.line - 1] + place.start.column, self.starts[place.end.line - 1] + place.end.column
        )

    def _add(self, node: cst.CSTNode, mutated: cst.CSTNode, owner: str) -> None:
        module = cst.Module([])
        old, new = module.code_for_node(node).strip(), module.code_for_node(mutated).strip()
        span = self._span(self.get_metadata(PositionProvider, node))
        while _bare(self.code[span]) != _bare(old):
            before, after = self.code[: span.start].rstrip(), self.code[span.stop :].lstrip()
            if not (before.endswith("(") and after.startswith(")")):
                raise AssertionError(self.path, self.code[span], old)
            span = slice(len(before) - 1, len(self.code) - len(after) + 1)
        source = self.code[: span.start] + new + self.code[span.stop :]
        prose = isinstance(node, cst.SimpleString) and bool(PROSE.search(node.value))
        prose = prose or _is_prose(node, mutated)
        self.found.append(
            Mutant(self.path, owner, self._statement(node), _one_line(old), _one_line(new), source, prose)
        )

    def _statement(self, node: cst.CSTNode) -> range:
        """This function will give the lines of the statement around a node; of one with a body, its head alone."""
        for here in self._above(node):
            if isinstance(here, cst.SimpleStatementLine | cst.BaseCompoundStatement | cst.ExceptHandler | cst.Else):
                place = self.get_metadata(PositionProvider, here)
                body = getattr(here, "body", None)
                if isinstance(here, cst.FunctionDef | cst.ClassDef) or not isinstance(body, cst.BaseSuite):
                    return range(place.start.line, place.end.line + 1)
                return range(place.start.line, self.get_metadata(PositionProvider, body).start.line + 1)
        raise AssertionError(node)


def _is_declared(value: cst.BaseExpression) -> bool:
    """This function will say whether a constant is the declaration of a key, which a class took in when it was made."""
    return isinstance(value, cst.Call) and isinstance(value.func, cst.Name) and value.func.value != "Decimal"


def _is_prose(node: cst.CSTNode, mutated: cst.CSTNode) -> bool:
    """This function will say whether a call lost an argument that is a sentence: `refuse(None, ...)`."""
    if not (isinstance(node, cst.Call) and isinstance(mutated, cst.Call)):
        return False
    left = [id(arg.value) for arg in mutated.args]
    lost = [arg.value for arg in node.args if id(arg.value) not in left]
    return bool(lost) and all(
        isinstance(value, cst.FormattedString | cst.ConcatenatedString)
        or (isinstance(value, cst.SimpleString) and PROSE.search(value.value) is not None)
        for value in lost
    )


def _bare(code: str) -> str:
    return "".join(code.split())


def _one_line(code: str) -> str:
    return " ".join(code.split())


def faults(wanted: Set) -> list[Mutant]:
    """This function will give every fault of a set's modules."""
    found = list[Mutant]()
    for path in wanted.modules:
        code = (ROOT / path).read_text()
        visitor = _Visitor(path, code)
        MetadataWrapper(cst.parse_module(code), unsafe_skip_copy=True).visit(visitor)
        found += visitor.found
    return found


def put_in(mutant: Mutant) -> None:
    """This function will change the live function, or the constant wherever it was imported, into the faulty one."""
    name = mutant.path.removesuffix(".py").replace("/", ".")
    live, new = importlib.import_module(name), types.ModuleType(name)
    new.__file__ = mutant.path
    exec(compile(mutant.source, mutant.path, "exec"), new.__dict__)  # noqa: S102 -- the fault that is being tried
    old_thing, new_thing = _reach(live, mutant.owner), _reach(new, mutant.owner)
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
        """This function will take the place of the plain run."""
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
    """This function will try one fault and end the process with what came of it; an endless loop is ended by its clock."""
    verdict = KILLED
    try:
        void = os.open(os.devnull, os.O_WRONLY)
        os.dup2(void, 1)
        os.dup2(void, 2)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
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
    """This function will read the faults that change nothing: where, from, to, and why."""
    path = ROOT / wanted.equal
    listed = tomllib.loads(path.read_text())["equal"] if path.exists() else []
    return {(each["where"], each["from"], each["to"]): each["why"] for each in listed}


def score(name: str, wanted: Set, children: int, minutes: float, memory: Path | None = None) -> float:
    """This function will try one set, print its score, what was left out, and every survivor."""
    start = time.monotonic()
    mutants = faults(wanted)
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
    """This function will score the sets asked for and fail below 95 per cent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", choices=SETS)
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--module", action="append", help="only modules whose path ends so, as caps.py")
    parser.add_argument("--memory", type=Path, help="a file of faults already seen, kept and not tried again")
    asked = parser.parse_args()
    found = []
    for name in asked.sets:
        whole = SETS[name]
        modules = [path for path in whole.modules if not asked.module or path.endswith(tuple(asked.module))]
        found.append(
            score(name, Set(tuple(modules), whole.tests, whole.equal), asked.children, asked.minutes, asked.memory)
        )
    return 0 if min(found) >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
