"""The command line. Each subcommand is loaded only when it is asked for, so that `samspil payment` never loads Django."""

from __future__ import annotations

import importlib
import sys

from samspil.paper import command_line, faults
from samspil.paper.refusal import Refused

# Plain commands: module with main(argv) -> exit code. No Django is loaded for these.
PLAIN = {
    "minutes": "samspil.analysis.minutes.command",
    "effect": "samspil.analysis.effect.command",
    "payment": "samspil.analysis.payment.command",
}

# What a plain command's parts come with, where they are not installed.
EXTRA = {"minutes": "web", "effect": "effect", "payment": "effect"}

HELP = """\
samspil KOMMANDO [...]

Uden database:
  minutes    læs dagsordener og referater (tekst, HTML, PDF)
  effect     mål effekten i et register
  payment    beregn betaling efter en kontrakt

Med database:
  serve      start serveren på 127.0.0.1
  work       send mails, forankr journalen, gør dagens opgaver (kører til den stoppes)
  demo       indlæs de fem dokumenter og det opdigtede eksempel
  journal    efterprøv journalen (samspil journal verify)
  secrets    skift nøgler (samspil secrets rotate)
  houses     se formerne for dagsordener, og om dine egne holder
  manage     Djangos egne kommandoer (samspil manage migrate)
"""


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand and return its exit code (0 done, 1 found wrong, 2 refused)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(HELP)
        return 0 if words else 2

    name, rest = words[0], words[1:]
    try:
        if name in PLAIN:
            return int(importlib.import_module(PLAIN[name]).main(rest) or 0)
        return _with_django(name, rest)
    except ModuleNotFoundError as missing:
        part = (missing.name or "").partition(".")[0]
        if part in {"", "samspil"}:
            raise
        said = (
            f"»samspil {name}« bruger {part}, som ikke er installeret her. Hent den med "
            f"»pip install 'samspil[{EXTRA.get(name, 'web')}]'«, eller med »make demo« i en klonet mappe."
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
