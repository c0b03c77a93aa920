"""Runs every check on the code, stops at none, and counts what failed.

A law that is not checked drifts; each law of docs/style.md that a machine can see is one function here.
"""

import ast
import io
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from babel.messages.pofile import read_po

from tools import catalogue, deeds, generated

ROOT = Path(__file__).resolve().parents[1]
LONGEST_MODULE = 400
LONGEST_DOCSTRING = 5
LONGEST_TEMPLATE_LINE = 120  # what stands side by side on a reviewer's screen; the code's own measure
FORMULA = r"(This|The) \w+ (will|would|shall|should) "
BANNED_NAMES = frozenset({"utils", "helpers", "common", "misc", "manager", "service", "base", "data", "info"})
PROGRAMS = ("samspil", "tools", "bench", "drills")
OWN = (*PROGRAMS, "tests")
Check = Callable[[Path], list[str]]


def command(*words: str) -> Check:
    """Make a check of a command: its last lines are the complaint when it fails."""

    def run(root: Path) -> list[str]:
        code, output = _run(root, *words)
        return output.strip().splitlines()[-25:] or [f"exit code {code}"] if code else []

    return run


def _run(root: Path, *words: str, **environment: str) -> tuple[int, str]:
    program, *rest = words
    found = Path(sys.executable).parent / program
    done = subprocess.run(
        [str(found) if found.exists() else program, *rest],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def check_floors(root: Path) -> list[str]:
    """Hold import-linter's contracts and print each as the sentence it is."""
    # Without the cache: a contract that was broken a moment ago must not be told as kept.
    code, output = _run(root, "lint-imports", "--no-cache")
    for sentence, state in re.findall(r"^(.+?) (KEPT|BROKEN)$", output, re.MULTILINE):
        print(f"       {'kept  ' if state == 'KEPT' else 'BROKEN'}: {sentence}")
    return output.strip().splitlines()[-40:] if code else []


def check_migrations(root: Path) -> list[str]:
    """Find model changes that no migration makes."""
    if not (root / "samspil" / "site" / "settings.py").exists():
        return []
    # A database and secret of its own: looking must change nothing of what lies in var/.
    with tempfile.TemporaryDirectory() as folder:
        own = {"SAMSPIL_VAR": folder, "SAMSPIL_SECRET": secrets.token_urlsafe(48)}
        code, output = _run(root, "samspil", "manage", "makemigrations", "--check", "--dry-run", **own)
    return output.strip().splitlines()[-15:] if code else []


def check_locks(root: Path) -> list[str]:
    """Find addresses in lock files: they name packages and hashes, never where to fetch them."""
    files = [*sorted((root / "requirements").glob("*.lock")), root / "package-lock.json"]
    return [
        f"{path.relative_to(root)}:{number}: an address in a lock file"
        for path in files
        if path.exists()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if "://" in line
    ]


def check_hashes(root: Path) -> list[str]:
    """Find locked packages without a hash."""
    complaints = []
    for path in sorted((root / "requirements").glob("*.lock")):
        entries = re.split(r"\n(?=\S)", path.read_text())
        complaints += [
            f"{path.name}: {entry.split()[0]} has no hash"
            for entry in entries
            if "==" in entry.split("\n")[0] and "--hash=" not in entry
        ]

    lock = root / "package-lock.json"
    packages = json.loads(lock.read_text())["packages"] if lock.exists() else {}
    return complaints + [
        f"{lock.name}: {name} has no hash" for name, entry in packages.items() if name and "integrity" not in entry
    ]


def check_names(root: Path) -> list[str]:
    """Find modules and packages named after nothing."""
    return [
        f"{path.relative_to(root)}: say what it is about, not {path.stem!r}"
        for path in _sources(root, *OWN, packages=True)
        # The journeys' shared class is called base, as browser tests call theirs.
        if path.stem in BANNED_NAMES and not (path.parent.name == "journeys" and path.stem == "base")
    ]


def check_lengths(root: Path) -> list[str]:
    """Find modules that have grown past what one reads at a sitting."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _sources(root, "samspil")}
    return [
        f"{path.relative_to(root)}: {length} lines (at most {LONGEST_MODULE}); make it a package of the same name"
        for path, length in lengths.items()
        if length > LONGEST_MODULE
    ]


def check_formula(root: Path) -> list[str]:
    """Find docstrings that begin with a formula instead of their verb: "Publish a voice", not "This function will publish"."""
    return [
        f"{path.relative_to(root)}:{node.lineno}: {node.name} begins with its verb, not '{said.split()[0]} {said.split()[1]}'"
        for path in _sources(root, *OWN)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and re.match(FORMULA, said := ast.get_docstring(node) or "")
    ]


def check_docstrings(root: Path) -> list[str]:
    """Find modules that do not say, in at most five lines, why they exist."""
    complaints = []
    for path in _sources(root, *PROGRAMS):
        text = path.read_text(encoding="utf-8")
        if not text.strip():
            continue
        said = ast.get_docstring(ast.parse(text))
        if said is None:
            complaints.append(f"{path.relative_to(root)}: no docstring")
        elif len(said.splitlines()) > LONGEST_DOCSTRING:
            complaints.append(f"{path.relative_to(root)}: docstring of {len(said.splitlines())} lines (at most 5)")
    return complaints


def check_left_behind(root: Path) -> list[str]:
    """Find notes to oneself in comments; they belong in an issue or nowhere."""
    return [
        f"{path.relative_to(root)}:{token.start[0]}: {token.string[:80]}"
        for path in _sources(root, *OWN)
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        if token.type == tokenize.COMMENT and re.search(r"\b(TODO|FIXME|XXX|HACK)\b", token.string)
    ]


def check_paths(root: Path) -> list[str]:
    """Find modules that put folders on Python's path; packages are run with `-m`, and need none."""
    return _lines(
        root, OWN, r"^\s*sys\.path(\.(insert|append|extend)\b|\[.*\] *=| *\+?= )", "sys.path changed; run it with -m"
    )


def check_private_query(root: Path) -> list[str]:
    """Find hands in the inside of Django's queries, which may change with any version."""
    law = r"\.query\.(where|select_related|annotations|alias_map|clear_\w+|set_\w+|add_\w+)\b"
    return _lines(root, OWN, law, "the inside of a query; ask with what QuerySet offers")


def check_hung(root: Path) -> list[str]:
    """Find attributes hung on model rows, and readings of them, where a type says that there is none such.

    The fields and data of Django's forms, and what the middleware adds to a request, have types of their own that say too little.
    """
    known = r"\b(self\.fields\[|self\.data\b|form\.|request\.|field\.(is|set|delete)_cached)"
    law = rf"^(?!.*{known}).*# type: ignore\[[\w,-]*attr-defined"
    return _lines(root, ("samspil",), law, "hung on a row; give a frozen dataclass instead")


def _lines(root: Path, folders: Sequence[str], law: str, why: str) -> list[str]:
    return [
        f"{path.relative_to(root)}:{number}: {why}"
        for path in _sources(root, *folders)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(law, line)
    ]


def check_decisions(root: Path) -> list[str]:
    """Find decisions without a number, or two with the same."""
    names = [path.name for path in sorted((root / "docs" / "decisions").glob("*.md"))]
    unnumbered = [f"docs/decisions/{name}: begin with four digits" for name in names if not re.match(r"\d{4}-", name)]
    twice = [number for number, times in Counter(name[:4] for name in names).items() if times > 1]
    return unnumbered + [f"docs/decisions: two pages are numbered {number}" for number in twice]


def check_generated(root: Path) -> list[str]:
    """Find pages in docs/generated that no longer follow from the code."""
    return generated.stale(root)


def check_columns(root: Path) -> list[str]:
    """Find records that are saved whole, so that a column which somebody else has changed is written back."""
    return deeds.unnamed_columns(root)


def check_reread(root: Path) -> list[str]:
    """Find deeds that judge or change a record before they have locked it and read it anew."""
    return deeds.judged_before_read(root)


def check_catalogues(root: Path) -> list[str]:
    """Find translations that are missing, unsure or leave other places open, and sentences that no catalogue has."""
    complaints, catalogues = [], sorted((root / "samspil").rglob("*.po"))
    if catalogues and not shutil.which("msgfmt"):
        return ["msgfmt is not here: install the package gettext"]
    for path in catalogues:
        code, output = _run(root, "msgfmt", "--check", "--statistics", "-o", os.devnull, str(path))
        if code or "untranslated" in output or "fuzzy" in output:
            complaints.append(f"{path.relative_to(root)}: {output.strip()}")
            continue
        with path.open("rb") as stream:
            kept = read_po(stream, locale="en")
        complaints += [*catalogue.lacking(root, kept), *catalogue.unlike(kept)]

    # The words that are registered when the product runs: kinds, states, roles, the policy.
    if (root / "samspil" / "site" / "settings.py").exists():
        with tempfile.TemporaryDirectory() as folder:
            own = {"SAMSPIL_VAR": folder, "SAMSPIL_SECRET": secrets.token_urlsafe(48)}
            code, output = _run(root, sys.executable, "-m", "tools.catalogue", "--check", **own)
        complaints += output.strip().splitlines()[-15:] if code else []
    return complaints


COMMENTS = r"{#.*?#}|{% comment\b.*?%}.*?{% endcomment %}"
TAGS = r"{%.*?%}|{{.*?}}"
OUTPUT_LAWS = {r"\|\s*safe\b|{%\s*autoescape off": "unescaped output"}
MARKUP_LAWS = {
    r"<style\b": "style in the page; put it in the stylesheet",
    r"\sstyle\s*=": "inline style, which the content policy stops",
    r"<script(?![^>]*\bsrc=)[^>]*>": "script in the page, which the content policy stops",
    r"\son[a-z]+\s*=": "inline event handler, which the content policy stops",
    r"javascript:": "script in an address",
    r"(?:src|href)\s*=\s*[\"'](?:https?:)?//[^\"']*\.(?:js|css|woff2?|png|svg)\b": "something fetched from another host",
    r"\shx-on\b|\shx-vals\s*=\s*[\"']js:": "script in an htmx attribute, which the content policy stops",
}


def check_templates(root: Path) -> list[str]:
    """Find what a strict content policy would stop, and output that is not escaped."""
    complaints = []
    for path in sorted((root / "samspil").rglob("templates/**/*")):
        if path.suffix not in {".html", ".svg"}:
            continue
        text = _without(COMMENTS, path.read_text(encoding="utf-8"))
        markup = _without(TAGS, text)
        laws = [(OUTPUT_LAWS, text), (MARKUP_LAWS, markup)]
        complaints += [
            f"{path.relative_to(root)}:{judged.count(chr(10), 0, found.end()) + 1}: {why}"
            for law_of, judged in laws
            for law, why in law_of.items()
            for found in re.finditer(law, judged)
        ]

    return complaints


def check_template_lines(root: Path) -> list[str]:
    """Find template lines that are too long to review."""
    return [
        f"{path.relative_to(root)}:{number}: {len(line)} characters, at most {LONGEST_TEMPLATE_LINE}"
        for path in sorted((root / "samspil").rglob("templates/**/*"))
        if path.suffix in {".html", ".svg", ".txt"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]


def _without(pattern: str, text: str) -> str:
    """Leave out what the pattern finds, but keep its line breaks, so that line numbers stay true."""
    return re.sub(pattern, lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)


def check_marked_safe(root: Path) -> list[str]:
    """Find mark_safe outside the two floors that may build markup: web and paper."""
    return [
        f"{path.relative_to(root)}:{number}: mark_safe; use format_html or a template"
        for path in _sources(root, "samspil")
        if path.relative_to(root).parts[1] not in {"web", "paper"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "mark_safe(" in line
    ]


def _sources(root: Path, *folders: str, packages: bool = False) -> list[Path]:
    """List the modules of the folders, without migrations; with `packages` also the folders themselves."""
    found = [
        path for folder in folders for path in sorted((root / folder).rglob("*.py")) if "migrations" not in path.parts
    ]
    if packages:
        found += sorted({path.parent for path in found if (path.parent / "__init__.py").exists()})
    return found


CHECKS: dict[str, Check] = {
    "ruff: rules": command("ruff", "check", "--quiet", "."),
    "ruff: layout": command("ruff", "format", "--check", "--quiet", "."),
    "mypy: types": command("mypy"),
    "floors": check_floors,
    "migrations": check_migrations,
    "locks without addresses": check_locks,
    "locks with hashes": check_hashes,
    "docs/generated is fresh": check_generated,
    "names": check_names,
    "length of modules": check_lengths,
    "docstrings of modules": check_docstrings,
    "docstrings begin with their verb": check_formula,
    "notes left behind": check_left_behind,
    "nothing put on the path": check_paths,
    "Django's queries from outside": check_private_query,
    "nothing hung on rows": check_hung,
    "numbers of decisions": check_decisions,
    "deeds write their own columns only": check_columns,
    "deeds read anew before they judge": check_reread,
    "translations": check_catalogues,
    "templates": check_templates,
    "lines of templates": check_template_lines,
    "mark_safe": check_marked_safe,
}


def _complaints(check: Check, root: Path) -> list[str]:
    """Run one check; one that cannot be carried out, on code that nobody can read for instance, has failed and stops no other."""
    try:
        return check(root)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the next check is run
        return [f"could not be carried out: {type(error).__name__}: {error}"]


def main(root: Path = ROOT) -> int:
    """Run every check, print a line for each and the complaints, and return 1 when any failed."""
    failed = 0
    for name, check in CHECKS.items():
        start = time.perf_counter()
        complaints = _complaints(check, root)
        failed += bool(complaints)
        print(f"{'FAILED' if complaints else 'ok':<6} {name} ({time.perf_counter() - start:.1f} s)", flush=True)
        for complaint in complaints:
            print(f"       {complaint}", flush=True)

    print(f"\n{len(CHECKS)} checks, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
