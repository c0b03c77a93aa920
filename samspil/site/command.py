"""The command line. Each subcommand is loaded only when it is asked for, so that `samspil payment` never loads Django."""

from __future__ import annotations

import ast
import importlib
import sys
from dataclasses import dataclass
from pathlib import Path

from samspil.paper import command_line, faults
from samspil.paper.refusal import Refused

SAMSPIL = Path(__file__).parents[1]
# Each is a file in one of these folders, and says in its own words what it does: the first need no Django, the others are Django's.
PLAIN, WITH_DATABASE = "analysis/*/command.py", "**/management/commands/[!_]*.py"
USE = """\
samspil KOMMANDO [...]

Uden database:
{plain}

Med database:
{with_database}
  {manage}Djangos egne kommandoer (samspil manage migrate)
"""


@dataclass(frozen=True)
class Command:
    """One word of the command line: its module, what it does as one line, and the extra that brings what it needs."""

    name: str
    module: str
    says: str
    extra: str = "web"


def plain(root: Path = SAMSPIL) -> dict[str, Command]:
    # Read and not imported: the help comes at once, also where a part's packages are not installed.
    """Find the commands without Django: each part of analysis with a `command` module, whose `SUMMARY` and `EXTRA` are read, not run."""
    found = {}
    for path in sorted(root.glob(PLAIN)):
        said = _constants(ast.parse(path.read_text(encoding="utf-8")).body)
        name = path.parent.name
        found[name] = Command(
            name, f"samspil.analysis.{name}.command", said.get("SUMMARY", ""), said.get("EXTRA", "web")
        )

    return found


def with_database(root: Path = SAMSPIL) -> dict[str, Command]:
    """Find the commands of Django's kind: each has a class `Command`, whose `help` is read, not run."""
    found = {}
    for path in root.glob(WITH_DATABASE):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        said = next(
            (_constants(each.body) for each in body if isinstance(each, ast.ClassDef) and each.name == "Command"), {}
        )
        module = ".".join(("samspil", *path.relative_to(root).with_suffix("").parts))
        found[path.stem] = Command(path.stem, module, said.get("help", ""))

    return dict(sorted(found.items()))


def _constants(body: list[ast.stmt]) -> dict[str, str]:
    """Return the plain strings that a body gives names to."""
    return {
        target.id: each.value.value
        for each in body
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant) and isinstance(each.value.value, str)
        for target in each.targets
        if isinstance(target, ast.Name)
    }


def use(root: Path = SAMSPIL) -> str:
    """Say how the command line is used, with every command that there is."""
    first, second = plain(root).values(), with_database(root).values()
    width = max(len("manage"), *(len(each.name) for each in (*first, *second))) + 2
    listed = ["\n".join(f"  {each.name:<{width}}{_short(each.says)}" for each in some) for some in (first, second)]
    return USE.format(plain=listed[0], with_database=listed[1], manage=f"{'manage':<{width}}")


def _short(says: str) -> str:
    return f"{says[:1].lower()}{says[1:].rstrip('.')}"


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand and return its exit code (0 done, 1 found wrong, 2 refused)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(use())
        return 0 if words else 2

    name, rest = words[0], words[1:]
    known = plain()
    try:
        if name in known:
            return int(importlib.import_module(known[name].module).main(rest) or 0)
        return _with_django(name, rest)
    except ModuleNotFoundError as missing:
        part = (missing.name or "").partition(".")[0]
        # A module of our own that is missing is a fault, and no package to fetch.
        if part in {"", "samspil"}:
            raise
        extra = known[name].extra if name in known else "web"
        said = (
            f"»samspil {name}« bruger {part}, som ikke er installeret her. Hent den med "
            f"»pip install 'samspil[{extra}]'«, eller med »make demo« i en klonet mappe."
        )
    except Refused as refused:
        said = refused.sentence
    except Exception as error:
        said = faults.sentence(error, for_the_runner=True)
        if not said:
            raise

    return command_line.refuse(said)


def _with_django(name: str, rest: list[str]) -> int:
    import os

    # Django is loaded here and no sooner: analysis runs without it.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspil.site.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import ManagementUtility, get_commands

    from samspil.site import secret

    asked = next(iter(rest), "help") if name == "manage" else name
    try:
        fault = settings.SAMSPIL_SECRET_FAULT
    except ImproperlyConfigured as refused:
        fault = str(refused)
    if fault and (asked.lstrip("-") not in secret.FREE or not settings.configured):
        return command_line.refuse(fault)
    if name == "manage":
        ManagementUtility(["samspil manage", *rest]).execute()
        return 0
    import django

    django.setup()
    if name not in get_commands():
        return command_line.refuse(f"Kommandoen »{name}« findes ikke. Skriv »samspil help« for at se dem, der gør.")
    ManagementUtility(["samspil", name, *rest]).execute()
    return 0
