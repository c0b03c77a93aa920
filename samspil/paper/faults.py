"""What is really wrong when something cannot be written: the disk, or the database, in one Danish sentence.

The first fault of a chain counts. SQLite ends a transaction by itself when the disk is full, so what follows it is only an echo
("cannot rollback - no transaction is active").
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from enum import Enum


class Fault(Enum):
    """A fault of the machine and not of what was asked; the first that fits a chain of errors counts."""

    FULL = "full"
    READ_ONLY = "read_only"
    BUSY = "busy"
    GONE = "gone"


SENTENCES = {
    Fault.FULL: "Disken er fuld, så intet blev gemt, heller ikke halvt. Sig det til driften, og prøv igen, når der er gjort plads.",
    Fault.READ_ONLY: "Der kan ikke skrives til disken, så intet blev gemt. Sig det til driften: mappen er lukket for skrivning.",
    Fault.BUSY: "Databasen er optaget af noget andet, så intet blev gemt. Vent et øjeblik, og prøv igen.",
    Fault.GONE: "Databasen svarer ikke lige nu, så intet blev gemt. Vent et øjeblik, og prøv igen.",
}
# For whoever runs a command: they are the one to make room.
FOR_THE_RUNNER = {
    Fault.FULL: "Disken er fuld. Gør plads, og kør kommandoen igen; intet er halvt skrevet.",
    Fault.READ_ONLY: "Der kan ikke skrives til disken. Se efter, hvem mappen tilhører, og om den er lukket for skrivning.",
    Fault.BUSY: "Databasen er optaget af et andet program. Vent, og kør kommandoen igen.",
    Fault.GONE: "Databasen svarer ikke. Se efter, om den kører, og om SAMSPIL_DATABASE er rigtig.",
}
NUMBERS = {errno.ENOSPC: Fault.FULL, errno.EDQUOT: Fault.FULL, errno.EROFS: Fault.READ_ONLY}
# PostgreSQL's codes (Appendix A of its manual), whole or by their class.
STATES = {
    "53100": Fault.FULL,
    "25006": Fault.READ_ONLY,
    "55P03": Fault.BUSY,
    "40001": Fault.BUSY,
    "40P01": Fault.BUSY,
    "08": Fault.GONE,
    "57P": Fault.GONE,
    "53": Fault.GONE,
    "58": Fault.GONE,
}
WORDS = (
    (re.compile(r"disk is full|no space left|disk quota exceeded", re.IGNORECASE), Fault.FULL),
    (re.compile(r"readonly database|read-only (file system|transaction)", re.IGNORECASE), Fault.READ_ONLY),
    (re.compile(r"(database|table)( \S+)? is locked|lock timeout", re.IGNORECASE), Fault.BUSY),
    (re.compile(r"unable to open database file|disk I/O error", re.IGNORECASE), Fault.GONE),
)


def of(error: BaseException) -> Fault | None:
    """Return what is wrong with the machine by an error and all that led to it; None when the fault is the program's own."""
    known = {fault for each in _chain(error) if (fault := _one(each)) is not None}
    return next((fault for fault in Fault if fault in known), None)


def sentence(error: BaseException, *, for_the_runner: bool = False) -> str:
    """Say what is wrong with the machine, "" when it is nothing of the kind."""
    fault = of(error)
    return "" if fault is None else (FOR_THE_RUNNER if for_the_runner else SENTENCES)[fault]


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop()
        if id(each) not in seen:
            seen.add(id(each))
            yield each
            # Both: Django raises its error from the driver's, while a fault in a handler has only a context.
            waiting += [before for before in (each.__cause__, each.__context__) if before is not None]


def _one(error: BaseException) -> Fault | None:
    if isinstance(error, OSError) and error.errno in NUMBERS:
        return NUMBERS[error.errno]

    # By name: no driver is loaded for this, and none need be installed.
    names = {each.__name__ for each in type(error).__mro__}
    if not names & {"OperationalError", "InterfaceError", "InternalError"}:
        return None

    state = getattr(error, "sqlstate", None) or ""
    # SQLSTATE: the whole code, or what a family of them begins with.
    for length in (5, 3, 2):
        if state[:length] in STATES:
            return STATES[state[:length]]

    for words, fault in WORDS:
        if words.search(str(error)):
            return fault

    # A driver's word for a line that broke or was never there has no code; SQLite's has no line, and names what it means.
    is_line = type(error).__module__.partition(".")[0] == "psycopg" and not state and "OperationalError" in names
    return Fault.GONE if is_line else None
