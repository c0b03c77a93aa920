"""A command line that speaks Danish: help, headings, and refusals of what cannot be read. The standard parser speaks English."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from samspil.paper.refusal import Refused

ARGPARSE = {
    "the following arguments are required": "der mangler",
    "unrecognized arguments": "ukendt",
    "invalid choice": "ukendt valg",
    "invalid int value": "ikke et helt tal",
    "invalid float value": "ikke et tal, skrevet med punktum som 0.15",
    "choose from": "vælg mellem",
    "expected one argument": "der mangler en værdi",
    "expected at least one argument": "der mangler mindst én værdi",
    "argument ": "",
}


class Words(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of a description as they are written, and opens with a Danish word."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """This function will open with a Danish word."""
        super().add_usage(usage, actions, groups, "Skriv: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help is Danish throughout and whose refusals are `Refused`."""

    def __init__(self, **known: Any) -> None:
        """This function will make the parser; it has its own -h."""
        super().__init__(**known, formatter_class=Words, add_help=False)
        self._positionals.title, self._optionals.title = "filer", "valg"
        self.add_argument("-h", "--help", action="help", help="vis denne hjælp")

    def error(self, message: str) -> NoReturn:
        """This function will refuse a command line in the house's way."""
        for english, danish in ARGPARSE.items():
            message = message.replace(english, danish)
        raise Refused(f"Kommandoen kan ikke læses ({message}). Skriv »{self.prog} --help« for at se, hvad den tager.")
