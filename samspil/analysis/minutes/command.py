"""`samspil minutes parse FILE`: reads one agenda or one set of minutes and prints what it says."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from samspil.analysis.minutes.outline import outline
from samspil.analysis.minutes.parsing import parse
from samspil.analysis.minutes.reading import read
from samspil.paper.refusal import Refused


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samspil minutes", description="Læser dagsordener og referater.", add_help=False)
    parser.add_argument("-h", "--help", action="help", help="vis denne hjælp")
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="parse", title="det kan den")
    deed = deeds.add_parser("parse", help="læs én fil (tekst, HTML eller PDF)", add_help=False,
                            description="Læser én dagsorden eller ét referat og viser møde, punkter, indstillinger og beslutninger.")
    deed.add_argument("-h", "--help", action="help", help="vis denne hjælp")
    deed.add_argument("file", metavar="FIL", help="tekst, HTML eller PDF")
    deed.add_argument("--json", action="store_true", help="skriv alt som JSON, også hvor i teksten hvert stykke står")
    deed.add_argument("--out", metavar="FIL", help="skriv til en fil i stedet for på skærmen")
    return parser


def main(argv: list[str]) -> int:
    """This function will run the command and return its exit code: 0 done, 2 refused (one Danish sentence on stderr)."""
    try:
        asked = _parser().parse_args(argv)
    except SystemExit as stop:
        return 2 if stop.code else 0
    try:
        minutes = parse(read(asked.file))
        shown = json.dumps(minutes.as_json(), ensure_ascii=False, indent=2) + "\n" if asked.json else outline(minutes)
        _write(shown, asked.out)
    except Refused as refusal:
        sys.stderr.write(f"samspil minutes: {refusal.sentence}\n")
        return 2
    return 0


def _write(shown: str, target: str | None) -> None:
    if target is None:
        sys.stdout.write(shown)
        return
    try:
        Path(target).write_text(shown, encoding="utf-8")
    except OSError:
        raise Refused(f"»{target}« kan ikke skrives. Vælg en mappe, der findes, og som du må skrive i.") from None
