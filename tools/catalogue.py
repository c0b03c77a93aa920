"""Brings the English catalogue up to date: takes in new sentences, drops those that are gone, compiles what is read at run time.

Needs gettext (xgettext) for the first half; prints the sentences that still want English.
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SAMSPIL = Path(__file__).parents[1] / "samspil"
SOURCE = SAMSPIL / "locale" / "en" / "LC_MESSAGES" / "django.po"
# What programmers and commands are told stays Danish, as does what an analysis writes.
APART = ("analysis", "site", "management", "migrations")
# Dates and names of tools say nothing, and change a file that has not changed.
NOISE = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Report-Msgid-Bugs-To|Language-Team):.*\n'
)
EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
# Calls that say a sentence to a reader, which `Refused.told` and the pages translate: where it stands among the arguments.
TOLD = {"Refused": 0, "NotAllowed": 0, "NotFound": 0, "demanded": 1, "told": 0}


# What a form view is told to show, which `web.deeds` says in the reader's language.
SHOWN = frozenset({"heading", "lead", "done"})
# What gettext is called in our modules, with how many of its arguments are sentences.
MARKS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2}
IN_CONTEXT = frozenset({"pgettext", "pgettext_lazy"})
# What a sentence leaves open: `%(name)s`, `%s`, `{name}`, and the markup that is in it.
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*(?:![rs])?(?::[^}]*)?\}|</?\w+>")


def marked(source: str) -> Iterator[str]:
    """Read every sentence that a module marks for gettext out of its source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            said = node.args[1:2] if name in IN_CONTEXT else node.args[: MARKS.get(name, 0)]
            yield from (each.value for each in said if isinstance(each, ast.Constant) and isinstance(each.value, str))


def in_template(text: str) -> Iterator[str]:
    """Read every sentence that a template marks out of its source, as Django's own `makemessages` reads it."""
    from django.utils.translation.template import templatize

    word = r"""u?(?P<{0}>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    for call in re.finditer(
        rf"\b(?:n?gettext|_)\({word.format('one')}(?:,\s*{word.format('many')})?", templatize(text)
    ):
        yield from (ast.literal_eval(each) for each in call.groups() if each)


def refusals(source: str) -> Iterator[str]:
    """Read every sentence that a module refuses with, or has said with `languages.told`, out of its source."""
    tree = ast.parse(source)
    named = {
        target.id: each.value
        for each in tree.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = TOLD.get(name, len(node.args))
            yield from _said(node.args[place], named) if place < len(node.args) else ()
            for keyword in node.keywords:
                # A place to lead on to is an address, and no sentence.
                shown = _said(keyword.value, {}) if keyword.arg in SHOWN else ()
                yield from (said for said in shown if ":" not in said)


def _said(words: ast.expr | None, named: Mapping[str, ast.expr]) -> Iterator[str]:
    """Read what an argument may be: a sentence, one of two, or the name of one that stands in the module."""
    if isinstance(words, ast.Constant) and isinstance(words.value, str):
        yield words.value
    elif isinstance(words, ast.IfExp):
        yield from (*_said(words.body, named), *_said(words.orelse, named))
    elif isinstance(words, ast.Name):
        yield from _said(named.get(words.id), {})


def registered() -> Iterator[str]:
    """Read the words that stand in no call of gettext's, but in what the product is made of when it runs."""
    import django

    django.setup()
    from django.apps import apps

    from samspil.paper import danish, languages
    from samspil.paper.refusal import NotFound
    from samspil.spine import doors, kinds, outbox, pass_purposes, policy, purposes, states, thread

    yield from languages.everything()
    yield NotFound().sentence
    yield from danish.SEASONS
    for row in policy.table():
        yield from (row.refusal, row.nowhere_says)
    for table in states.everything():
        yield from (*table.labels.values(), table.refuses)
    for kind in kinds.everyone():
        yield from (kind.label, kind.plural, kind.stage_label)
    yield from (str(front.title) for front in kinds.fronts())
    yield from (str(glance.title) for glance in kinds.glances())
    yield from (str(each.label) for each in (*kinds.starts(), *kinds.threads()))
    for listed in doors.lists():
        yield from (listed.label, listed.about, *(str(begin.label) for begin in listed.begins))
    for entrance in doors.entrances():
        yield from (entrance.label, entrance.who, entrance.about)
    for purpose in purposes.everyone():
        yield from (purpose.label, purpose.button, purpose.until)
    for passed in pass_purposes.everyone():
        yield passed.label
    yield from (word for pair in thread.SENTENCES.values() for word in pair)
    yield from outbox.TOPICS.values()
    for model in apps.get_models():
        if model.__module__.startswith("samspil."):
            yield from (
                str(word) for field in model._meta.local_fields if field.choices for _, word in field.flatchoices
            )


def lacking(root: Path, catalogue: Catalog) -> list[str]:
    """Name the sentences of a source tree that its catalogue does not know, with their files."""
    known = {each for message in catalogue for each in strings(message.id)}
    complaints = []
    for path in sorted((root / "samspil").rglob("*")):
        text = path.read_text(encoding="utf-8") if path.suffix in {".py", ".html", ".txt"} else ""
        apart = {*path.relative_to(root / "samspil").parts} & {*APART}
        if path.suffix == ".py" and not apart:
            said = {*marked(text), *refusals(text)}
        elif "templates" in path.parts:
            said = {*in_template(text)}
        else:
            continue
        complaints += [
            f"{path.relative_to(root)}: not in the catalogue: {each}" for each in sorted(said - known - {""})
        ]

    return complaints


def unlike(catalogue: Catalog) -> list[str]:
    """Name the sentences whose English leaves other places open than the Danish does."""
    return [
        f"other places than the sentence: {danish} -> {english}"
        for message in catalogue
        for danish, english in zip(strings(message.id), strings(message.string), strict=False)
        if danish and english and sorted(PLACE.findall(danish)) != sorted(PLACE.findall(english))
    ]


def strings(text: object) -> list[str]:
    """Return one sentence, or the two of one and of several, as a list."""
    return [text] if isinstance(text, str) else [*text] if isinstance(text, tuple | list) else []


def sentences() -> list[str]:
    """Return every sentence that no call of gettext's marks, each once, in order."""
    modules = (path for path in SAMSPIL.rglob("*.py") if not {*path.relative_to(SAMSPIL).parts} & {*APART})
    told = [said for path in modules for said in refusals(path.read_text(encoding="utf-8"))]
    return sorted({said for said in (*told, *registered()) if re.search(r"[^\W\d_]", said)})


def extracted(before: Catalog) -> Catalog:
    """Return a catalogue of every sentence there is today, with the English that is known from before."""
    extract = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "-l",
        "en",
        "--no-location",
        "--no-obsolete",
        "--no-wrap",
    ]
    subprocess.run(extract, cwd=SAMSPIL, env=os.environ, check=True, stdout=subprocess.DEVNULL)
    with SOURCE.open("rb") as stream:
        catalogue = read_po(stream, locale="en")

    # What gettext guesses from a sentence that looks alike is no translation.
    for message in (message for message in catalogue if message.id and message.fuzzy):
        message.flags.discard("fuzzy")
        message.string = "" if isinstance(message.id, str) else ("", "")
    for sentence in sentences():
        if catalogue.get(sentence) is None:
            known = before.get(sentence)
            catalogue.add(sentence, string=known.string if known is not None else "", flags=())

    for message in catalogue:
        message.previous_id = []
    return catalogue


def check() -> int:
    """Name the words of the running product that the catalogue does not know, change nothing, and return 1 where there are some."""
    with SOURCE.open("rb") as stream:
        known = {each for message in read_po(stream, locale="en") for each in strings(message.id)}
    unknown = [sentence for sentence in sentences() if sentence not in known]
    for sentence in unknown:
        print(f"not in the catalogue: {sentence}")

    return 1 if unknown else 0


def main() -> int:
    """Update and compile the catalogue, and return 1 while a sentence lacks its English."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspil.site.settings")
    if "--check" in sys.argv:
        return check()
    with SOURCE.open("rb") as stream:
        catalogue = extracted(read_po(stream, locale="en"))

    # Babel would write the moment of the run into the compiled file.
    catalogue.creation_date = catalogue.revision_date = EPOCH
    missing = [message.id for message in catalogue if message.id and not any(message.string or "")]
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_output=True, ignore_obsolete=True)
    SOURCE.write_text(NOISE.sub("", out.getvalue().decode()), encoding="utf-8")
    with SOURCE.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)

    for sentence in missing:
        print(f"no English yet: {sentence}")

    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
