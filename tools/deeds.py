"""Reads the deeds' syntax: what a deed judges or changes it has locked and read anew first, and it writes named columns only.

The law of docs/decisions/0012. Both checks read the tree, so that no deed has to be run for its fault to be seen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

# Whom a deed points at, and whose own words it may say, need no lock before the deed changes them.
REFERENCES = frozenset({"Organisation", "Person", "Circle", "Subject", "Pass", "Message"})
# What a record's key is known by never changes, nor does its room.
STANDING = frozenset(
    {
        "pk",
        "id",
        "kind",
        "organisation",
        "organisation_id",
        "is_invented",
        "node_id",
        "room",
        "is_care",
        "check_on_thread",
    }
)
LOCKS = frozenset({"reread", "select_for_update"})
# module:deed (or module: for the whole module), and why. Dated; emptied when what is said there is done.
EXEMPT: dict[str, str] = {
    "samspil/spine/erasure.py:_repeat": "30 November 2026: a line of the list outside the database, which is no row yet",
}


def unnamed_columns(root: Path) -> list[str]:
    """Find a record saved whole: it writes back columns that another has changed since it was read."""
    return [
        f"{name}:{node.lineno}: save() without update_fields; name the columns that the deed means to change"
        for name, tree in _modules(root, everywhere=True)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "save"
        and not node.args
        # `**fields` (None) may hold update_fields; `format` and `commit` belong to pictures and forms.
        and not {word.arg for word in node.keywords} & {"update_fields", "force_insert", "format", "commit", None}
        and not _is_form(node.func.value)
    ]


def judged_before_read(root: Path) -> list[str]:
    """Find a deed that judges or changes a record before it has locked it and read it anew."""
    records = _models(root)
    complaints = []
    for name, tree in _modules(root):
        functions = {each.name: each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
        carriers = {each.name: _carried(each, records) for each in ast.walk(tree) if isinstance(each, ast.ClassDef)}
        locking = {key for key, each in functions.items() if _locks(each, frozenset())}
        for deed in functions.values():
            if not _is_deed(deed) or f"{name}:{deed.name}" in EXEMPT:
                continue
            for word, kinds in _handed(deed, records, carriers):
                if line := _judged(deed, word, locking, only_writes=kinds <= REFERENCES):
                    complaints.append(
                        f"{name}:{line}: {deed.name} judges or changes {word!r} before locks.reread({word})"
                    )

    return complaints


def _handed(
    deed: ast.FunctionDef, records: set[str], carriers: dict[str, dict[str, set[str]]]
) -> Iterator[tuple[str, set[str]]]:
    """Yield each record that a deed is handed, alone or within what came together (`amount.pool`), and what it may be."""
    for word in (*deed.args.args, *deed.args.kwonlyargs):
        names = _names_in(word.annotation)
        if kinds := names & records:
            yield word.arg, kinds
        for name in names & carriers.keys():
            for field, of in carriers[name].items():
                yield f"{word.arg}.{field}", of


def _carried(carrier: ast.ClassDef, records: set[str]) -> dict[str, set[str]]:
    """Return the fields of a class that hold a record each."""
    fields = {
        ast.unparse(each.target): _names_in(each.annotation) & records
        for each in carrier.body
        if isinstance(each, ast.AnnAssign)
    }
    return {name: kinds for name, kinds in fields.items() if kinds}


def _modules(root: Path, *, everywhere: bool = False) -> Iterator[tuple[str, ast.Module]]:
    for folder in ("spine", "web", "features"):
        for path in sorted((root / "samspil" / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            is_read = everywhere or folder != "features" or "/actions" in name
            if is_read and "/migrations/" not in name and not any(name.startswith(each) for each in EXEMPT):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def _models(root: Path) -> set[str]:
    """Name every class that is a table, wherever it stands."""
    return {
        each.name
        for path in (root / "samspil").rglob("*.py")
        if "models" in path.relative_to(root).as_posix()
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(each, ast.ClassDef) and any(ast.unparse(base).endswith("Model") for base in each.bases)
    }


def _is_deed(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(each) in {"journal.deed", "deed"} for each in function.decorator_list)


def _names_in(annotation: ast.expr | None) -> set[str]:
    """Return the classes of a plain annotation (`Item`, `Item | None`); what stands in a list is read where it is walked."""
    if isinstance(annotation, ast.BinOp):
        return _names_in(annotation.left) | _names_in(annotation.right)
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return _names_in(ast.parse(annotation.value, mode="eval").body)
    if isinstance(annotation, ast.Attribute) and ast.unparse(annotation.value) == "models":
        return {annotation.attr}
    return {annotation.id} if isinstance(annotation, ast.Name) else set()


def _is_form(value: ast.expr) -> bool:
    return ast.unparse(value).split("(")[0].split(".")[-1] in {"form", "super"}


def _locks(node: ast.AST, helpers: frozenset[str] | set[str]) -> bool:
    return any(
        isinstance(each, ast.Call)
        and (
            (isinstance(each.func, ast.Attribute) and each.func.attr in LOCKS)
            or (isinstance(each.func, ast.Name) and each.func.id in helpers)
        )
        for each in ast.walk(node)
    )


def _judged(deed: ast.FunctionDef, word: str, helpers: set[str], *, only_writes: bool) -> int:
    """Return the line where a deed judges or changes what it was handed before reading it anew; 0 where it does not."""
    for statement in _in_order(deed.body):
        names = {ast.unparse(each) for each in ast.walk(statement) if isinstance(each, ast.Name | ast.Attribute)}
        # Locked in the same statement: reread(self.item) reads what it names.
        if word in names and _locks(statement, helpers):
            return 0
        for each in ast.walk(statement):
            if _is_use(each, word, only_writes=only_writes):
                return getattr(each, "lineno", deed.lineno)
    return 0


def _in_order(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the simple statements, and of the compound ones first what they ask and then what they hold."""
    for statement in body:
        held = [getattr(statement, part, []) for part in ("body", "orelse", "finalbody")]
        held += [each.body for part in ("handlers", "cases") for each in getattr(statement, part, [])]
        if not any(held):
            yield statement
            continue

        for part in ("test", "iter", "subject"):
            if hasattr(statement, part):
                yield getattr(statement, part)

        for each in getattr(statement, "items", []):
            yield each.context_expr

        for each in held:
            yield from _in_order(each)


def _is_use(node: ast.AST, word: str, *, only_writes: bool) -> bool:
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == word:
        is_written = isinstance(node.ctx, ast.Store) or node.attr in {"save", "delete"}
        return is_written or (not only_writes and node.attr not in STANDING)
    if isinstance(node, ast.Call) and not only_writes:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        judges = "check" in called or called in {"allows", "may"} or called.startswith("may_")
        given = [*node.args, *(each.value for each in node.keywords)]
        return judges and any(ast.unparse(each) == word for each in given)
    return False
