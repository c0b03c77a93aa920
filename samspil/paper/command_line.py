"""A command line that speaks Danish: help, headings, and refusals of what cannot be read. The standard parser speaks English."""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from samspil.paper import slips
from samspil.paper.refusal import Refused

ARGPARSE = {
    "the following arguments are required": "der mangler",
    "unrecognized arguments": "ukendt",
    "invalid choice": "ukendt valg",
    "invalid int value": "ikke et helt tal",
    "invalid float value": "ikke et tal, skrevet med punktum som 0.15",
    "choose from": "vælg mellem",
    "expected one argument": "der mangler en værdi",
    "expected at most one argument": "der må højst stå én værdi",
    "expected at least one argument": "der mangler mindst én værdi",
    "ignored explicit argument": "tager ingen værdi, men fik",
    "is required": "skal være der",
    "one of the arguments": "en af",
    "not allowed with argument": "kan ikke bruges sammen med",
    "argument ": "",
    " (maybe you meant ": " (mente du ",
}
# The words around a value that argparse puts between fixed ones; each group is kept as it is.
SHAPES = (
    (re.compile(r"ambiguous option: (.+?) could match (.+)", re.DOTALL), r"\1 kan være flere valg: \2"),
    (re.compile(r"expected (\d+) arguments?"), r"der skal stå \1 værdier"),
    (re.compile(r"unknown parser (.+?) \(choices: (.+)\)", re.DOTALL), r"ukendt kommando \1 (vælg mellem \2)"),
    (re.compile(r"invalid \S+ value: "), "kan ikke bruges: "),
    (re.compile(r"can't open (.+?): (.+)", re.DOTALL), r"\1 kan ikke åbnes"),
)


class Words(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of a description as they are written, and opens with a Danish word."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Open with a Danish word."""
        super().add_usage(usage, actions, groups, "Skriv: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help is Danish throughout and whose refusals are `Refused`."""

    def __init__(self, **known: Any) -> None:
        """Make the parser; it has its own -h."""
        super().__init__(**known, formatter_class=Words, add_help=False, allow_abbrev=False)
        self._positionals.title, self._optionals.title = "filer", "valg"
        self.add_argument("-h", "--help", action="help", help="vis denne hjælp")

    def error(self, message: str) -> NoReturn:
        """Refuse a command line in the house's way."""
        raise Refused(
            f"Kommandoen kan ikke læses ({in_danish(message)}). Skriv »{self.prog} --help« for at se, hvad den tager."
        )


def in_danish(message: str) -> str:
    """Return the standard parser's complaint in Danish, with how to mend a Danish number or date."""
    quoted = re.search(r"'([^']*)'", message)
    for english, danish in ARGPARSE.items():
        message = message.replace(english, danish)
    for shape, danish in SHAPES:
        message = shape.sub(danish, message)
    return message + (slips.hint(quoted[1]) if quoted else "")


def why(error: OSError) -> str:
    """Say in Danish why a file could not be read or written; the operating system says it in English."""
    reasons: dict[type[OSError], str] = {
        FileNotFoundError: "den findes ikke",
        IsADirectoryError: "det er en mappe",
        NotADirectoryError: "en del af stien er ikke en mappe",
        PermissionError: "du har ikke adgang til den",
        FileExistsError: "den findes allerede",
    }
    numbers = {errno.ENAMETOOLONG: "navnet er for langt", errno.ENOSPC: "drevet er fuldt"}
    return reasons.get(type(error)) or numbers.get(error.errno or 0, "drevet tager ikke imod den")


def unwritten(path: Path, error: OSError) -> Refused:
    """Refuse a file or a directory that could not be written, by the name that was asked for and not by a working copy's."""
    reason = "mappen findes ikke" if isinstance(error, FileNotFoundError) else why(error)
    return Refused(f"{path} kan ikke skrives: {reason}. Vælg en anden mappe eller et andet navn.")


def told(act: Callable[[], None]) -> int:
    """Run a command and give its exit code: 0 done, 2 refused, with one Danish sentence on standard error (`refuse`).

    What is read by a program that stops reading (`| head`) is no fault.
    """
    try:
        act()
        # Here a full disk can still be told of; when Python empties it at its end, it cannot.
        sys.stdout.flush()
    except Refused as refusal:
        return refuse(refusal.sentence)
    except BrokenPipeError:
        with contextlib.suppress(OSError, ValueError):
            # Python flushes once more at its end, and would complain of the same pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return refuse("Der er ikke hukommelse nok. Luk andre programmer, eller giv mindre filer.")
    except UnicodeEncodeError:
        return refuse("Skærmen kan ikke vise de danske bogstaver. Sæt PYTHONUTF8=1, eller skriv til en fil med --out.")
    except OSError as error:
        return refuse(f"{error.filename or 'En fil'} kan ikke læses eller skrives: {why(error)}. Tjek stien.")
    except KeyboardInterrupt:
        return refuse("Afbrudt. Kør kommandoen igen; det, der er skrevet, er helt.")

    return 0


def refuse(sentence: str) -> int:
    """Say on standard error, in one line, why a command was not done, and give its exit code. Every command of ours says it so."""
    clean = sentence.replace("\n", " ").encode("utf-8", "replace").decode()
    sys.stderr.write(f"samspil: {clean}\n")
    return 2
