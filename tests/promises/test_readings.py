"""Every place outside the spine that opens a text or a file is listed, with why no reading of a person's words goes unnoted there."""

from __future__ import annotations

import ast
from pathlib import Path

SAMSPIL = Path(__file__).parents[2] / "samspil"
OPENS = {
    ("texts", "read"),
    ("texts", "quotes_of"),
    ("texts", "quoted"),
    ("texts", "spoken"),
    ("texts", "place_of"),
    ("secrets", "unseal"),
    ("secrets", "unseal_bytes"),
    ("files", "read"),
    ("spine_files", "read"),
}

NOTED = "a person's words: `access.note` comes first"
PUBLIC = "as the public reads it: masked, and noted by nobody"
DEED = "a deed compares or indexes it and shows nobody"
OPEN = "an open text: nobody's sealed words"
# file: {function: why}. Written by hand: a new place is thought about before it is listed.
LISTED = {
    "features/voices/queries/__init__.py": {"contact": NOTED},
    "features/voices/queries/answering.py": {
        "reach": NOTED,
        "words_of": "whoever calls has noted it (`reach`, by `opened` and views.answering.calls)",
    },
    "features/voices/queries/reading.py": {"read": NOTED, "_shown": NOTED},
    "features/voices/queries/publishing.py": {
        "parts": "whoever calls has noted it (`reading.read` in views.publishing.review); deeds show nobody",
        "_because": "the reason somebody wrote, shown beside the words on the review page, noted there",
        "public_words": PUBLIC,
        "public_answer": PUBLIC,
        "public_passage": PUBLIC,
        "check_passage": DEED,
        "danger_of": "shown on the danger page, which notes its reading first (views.publishing.danger)",
    },
    "features/voices/actions/__init__.py": {"correct": DEED},
    "features/voices/actions/parts.py": {"offer_passage": DEED},
    "features/voices/messages/queries.py": {"newest": NOTED},
    "features/voices/actions/answering.py": {"_tell_by_mail": DEED},
    "features/voices/actions/danger.py": {"settle": DEED},
    "features/insights/queries.py": {"_words": NOTED, "offered": NOTED, "words_of": NOTED},
    "features/insights/actions.py": {"_within": DEED, "publish": DEED},
    "features/insights/views.py": {"detail": OPEN, "_standing": OPEN},
    "web/forms.py": {"_theirs": NOTED},
    "web/views.py": {"file": NOTED},
    "web/subject_access.py": {
        "_zip": "the files of a package, whose gathering is noted first (spine.subject_access.gather)"
    },
    "features/partnerships/pages/views.py": {"detail": OPEN},
    "features/partnerships/core/queries.py": {"description": OPEN},
    "features/partnerships/programmes/views.py": {"detail": OPEN},
    "features/partnerships/methods/queries.py": {"words": OPEN, "versions": OPEN},
    "features/partnerships/plans/queries/__init__.py": {"printed_source": OPEN},
    "features/cases/communication/actions.py": {"publish_communication": OPEN},
    "features/cases/publication/actions.py": {"show_item": OPEN},
    "features/cases/open_data/api/answers.py": {"content": "the file of an annex that everybody may see"},
    "features/cases/document_access/queries.py": {"text_of_file": OPEN, "_part": OPEN},
    "features/funds/queries.py": {"passage_of": OPEN},
    "features/reports/queries.py": {"shown": OPEN},
    "features/reports/views.py": {"<module>": OPEN},
    "features/reports/actions.py": {"_write": OPEN},
}


def opened(source: str) -> dict[str, int]:
    """Return the functions of a module that open a text or a file, with how often."""
    found: dict[str, int] = {}

    class Walk(ast.NodeVisitor):
        def __init__(self) -> None:
            self.inside = ["<module>"]

        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            self.inside.append(node.name)
            self.generic_visit(node)
            self.inside.pop()

        def visit_Call(self, node: ast.Call) -> None:
            called = node.func
            is_named = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
            if is_named and (called.value.id, called.attr) in OPENS:  # type: ignore[union-attr]
                name = self.inside[1] if len(self.inside) > 1 else self.inside[0]
                found[name] = found.get(name, 0) + 1
            self.generic_visit(node)

    Walk().visit(ast.parse(source))
    return found


def everywhere() -> dict[str, set[str]]:
    modules = {
        path.relative_to(SAMSPIL).as_posix(): path
        for part in ("features", "web")
        for path in (SAMSPIL / part).rglob("*.py")
    }
    read = {name: set(opened(path.read_text(encoding="utf-8"))) for name, path in modules.items()}
    return {name: functions for name, functions in read.items() if functions}


def test_every_place_that_opens_words_is_listed_and_every_row_is_a_place() -> None:
    found = everywhere()
    listed = {name: set(rows) for name, rows in LISTED.items()}
    assert {
        name: rows - listed.get(name, set()) for name, rows in found.items() if rows - listed.get(name, set())
    } == {}
    assert {name: rows - found.get(name, set()) for name, rows in listed.items() if rows - found.get(name, set())} == {}


def test_a_place_that_opens_words_is_seen() -> None:
    planted = "def shown(version):\n    return texts.read(version)\n\n\ndef other():\n    return texts.write()\n"
    assert opened(planted) == {"shown": 1}
