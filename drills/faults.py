"""The faults that a module could have: one at a time, in its functions and in the values of its constants."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parents[1]
UNTOUCHED_CALLS = {"len", "isinstance"}
PROSE = re.compile(r"[^ -~]| ")  # a letter beyond ASCII or a blank: a sentence for people, never a key


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
        """Return what tells this fault from all others, and from itself once the module changes."""
        return hashlib.sha256(f"{self.path}\0{self.owner}\0{self.source}".encode()).hexdigest()

    @property
    def where(self) -> str:
        """Return module and function: `caps.lowered`."""
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
        """Make the faults of a node, leaving annotations and what is fixed at import alone."""
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
        """Name the outermost function around a node, or the constant it belongs to; else nothing."""
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
        """Return the lines of the statement around a node; of one with a body, its head alone."""
        for here in self._above(node):
            if isinstance(here, cst.SimpleStatementLine | cst.BaseCompoundStatement | cst.ExceptHandler | cst.Else):
                place = self.get_metadata(PositionProvider, here)
                body = getattr(here, "body", None)
                if isinstance(here, cst.FunctionDef | cst.ClassDef) or not isinstance(body, cst.BaseSuite):
                    return range(place.start.line, place.end.line + 1)
                return range(place.start.line, self.get_metadata(PositionProvider, body).start.line + 1)
        raise AssertionError(node)


def _is_declared(value: cst.BaseExpression) -> bool:
    """Say whether a constant is the declaration of a key, which a class took in when it was made."""
    return isinstance(value, cst.Call) and isinstance(value.func, cst.Name) and value.func.value != "Decimal"


def _is_prose(node: cst.CSTNode, mutated: cst.CSTNode) -> bool:
    """Say whether a call lost an argument that is a sentence: `refuse(None, ...)`."""
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


def faults(modules: Iterable[str]) -> list[Mutant]:
    """Return every fault of some modules, by their paths from the root."""
    found = list[Mutant]()
    for path in modules:
        code = (ROOT / path).read_text()
        visitor = _Visitor(path, code)
        MetadataWrapper(cst.parse_module(code), unsafe_skip_copy=True).visit(visitor)
        found += visitor.found
    return found
