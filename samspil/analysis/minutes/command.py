"""`samspil minutes parse FILE`: reads one agenda or one set of minutes and prints what it says."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import NoReturn

from samspil.analysis.minutes.outline import outline
from samspil.analysis.minutes.parsing import parse
from samspil.analysis.minutes.reading import read
from samspil.paper.command_line import told
from samspil.paper.refusal import Refused

SUMMARY = "Læs dagsordener og referater (tekst, HTML, PDF)"
EXTRA = "web"
USE = "Skriv »samspil minutes parse FIL [--json] [--out FIL]«, hvor FIL er tekst, HTML eller PDF."
HELP = """\
samspil minutes parse FIL [--json] [--out FIL]

Læser én dagsorden eller ét referat (tekst, HTML eller PDF) og viser møde, punkter, indstillinger og beslutninger.

  --json     skriv alt som JSON, også hvor i teksten hvert stykke står
  --out FIL  skriv til en fil i stedet for på skærmen
"""


class _Parser(argparse.ArgumentParser):
    """argparse explains wrong words in English; this one refuses in Danish."""

    def error(self, message: str) -> NoReturn:
        raise Refused(USE)


def _asked(argv: list[str]) -> argparse.Namespace:
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("deed", choices=("parse",))
    parser.add_argument("file")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out")
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Run the command and return its exit code: 0 done, 2 refused (one Danish sentence on stderr)."""
    if not {"-h", "--help"}.isdisjoint(argv):
        sys.stdout.write(HELP)
        return 0

    def act() -> None:
        asked = _asked(argv)
        minutes = parse(read(asked.file))
        shown = json.dumps(minutes.as_json(), ensure_ascii=False, indent=2) + "\n" if asked.json else outline(minutes)
        _write(shown, asked.out)

    return told(act)


def _write(shown: str, target: str | None) -> None:
    if target is None:
        sys.stdout.write(shown)
        return
    try:
        Path(target).write_text(shown, encoding="utf-8")
    except OSError:
        raise Refused(f"»{target}« kan ikke skrives. Vælg en mappe, der findes, og som du må skrive i.") from None
