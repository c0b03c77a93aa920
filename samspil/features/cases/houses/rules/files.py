"""Reads and judges one house's TOML file: every key known, every gap named, in sentences that say which line to mend."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping
from typing import Any

from samspil.paper import slips
from samspil.paper.refusal import Refused

LARGEST = 100_000
NAME = re.compile(r"[a-z][a-z0-9_]{0,38}\.toml")
DAYS = frozenset({"date", "day"})
# What each written line may fill in; a line that is not here fills in nothing.
MAY_FILL = {
    "numbering": frozenset({"number"}),
    "decision_heading": frozenset({"body", *DAYS}),
    "minutes": frozenset({"body", *DAYS}),
    "agenda": frozenset({"body", *DAYS}),
    "on": frozenset({"weekday", *DAYS}),
    "at": frozenset({"weekday", "time", "clock", *DAYS}),
    "running": frozenset({"body", *DAYS}),
    "case_line": frozenset({"case_number", "openness"}),
    "annex": frozenset({"place", "document_number", "openness", "title", "reference"}),
    "first_annex": frozenset({"place", "document_number", "openness", "title", "reference"}),
}
NEEDED = ("name", "recommended_by", "numbering", "decision_heading", "sections")
KINDS: dict[str, type] = {
    "name": str,
    "recommended_by": str,
    "numbering": str,
    "decision_heading": str,
    "sections": list,
    "headings": dict,
    "approval": bool,
    "standing_items": list,
    "look": dict,
}
LOOK_KINDS: dict[str, type] = {
    **dict.fromkeys(("minutes", "agenda", "on", "at", "contents", "running", "case_line", "annex", "attendance"), str),
    "first_annex": str,
    "page_per_item": bool,
}
WORDS = {
    str: "en tekst i anførselstegn",
    list: "en liste i kantede parenteser",
    dict: "en tabel",
    bool: "true eller false",
}
LONGEST = 300


def read(name: str, content: bytes) -> dict[str, Any]:
    """Give what a house's file says. Refused, with the file and the key named, when it does not hold."""
    if not NAME.fullmatch(name):
        raise Refused(f"»{name}« kan ikke være navnet på en form. Brug små bogstaver a-z, tal og understreg.")
    if len(content) > LARGEST:
        raise Refused(f"»{name}« er for stor til at være en form. Den må højst fylde 100 kB.")

    try:
        text = content.decode("utf-8").removeprefix(slips.BYTE_MARK)
        written = tomllib.loads(text)
    except UnicodeDecodeError:
        raise Refused(f"»{name}« er ikke gemt som UTF-8. Gem filen igen som UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            f"»{name}« er ikke gyldig TOML: {slips.in_toml(text, str(error))}. Ret linjen, og prøv igen."
        ) from None

    if missing := [key for key in NEEDED if not written.get(key)]:
        raise Refused(f"»{name}« mangler {missing[0]}. Skriv den; docs/how-to/egne-former.md viser hvordan.")

    _check(name, written, KINDS, where="")
    _check(name, written.get("look", {}), LOOK_KINDS, where="look.")
    _check(name, written.get("headings", {}), None, where="headings.")
    for key in ("sections", "standing_items"):
        _check_list(name, key, written.get(key, []))

    if "decision" not in written["sections"]:
        raise Refused(f"»{name}«: sections mangler »decision«. Uden den er der ingen plads til beslutningen.")

    return written


def _check(name: str, table: Mapping[str, Any], kinds: Mapping[str, type] | None, *, where: str) -> None:
    for key, value in table.items():
        kind = str if kinds is None else kinds.get(key)
        if kind is None:
            raise Refused(f"»{name}«: »{where}{key}« kendes ikke. Ret stavemåden, eller slet linjen.")
        if not isinstance(value, kind):
            raise Refused(f"»{name}«: »{where}{key}« skal være {WORDS[kind]}.")
        if isinstance(value, str):
            _check_line(name, f"{where}{key}", value, MAY_FILL.get(key, frozenset()))


def _check_list(name: str, key: str, values: list[Any]) -> None:
    if not all(isinstance(value, str) and value.strip() and len(value) <= LONGEST for value in values):
        raise Refused(f"»{name}«: »{key}« skal være en liste af tekster, hver med ord i.")
    if len(set(values)) != len(values):
        raise Refused(f"»{name}«: »{key}« nævner det samme to gange. Slet den ene.")


def _check_line(name: str, key: str, words: str, may_fill: frozenset[str]) -> None:
    if len(words) > LONGEST:
        raise Refused(f"»{name}«: »{key}« er længere end {LONGEST} tegn. Gør den kortere.")
    try:
        fields = [
            (field, form, turn) for _before, field, form, turn in string.Formatter().parse(words) if field is not None
        ]
    except ValueError:
        raise Refused(f"»{name}«: »{key}« har en krøllet parentes, der ikke er lukket.") from None
    for field, form, turn in fields:
        if field not in may_fill or form or turn:
            known = ", ".join(f"{{{each}}}" for each in sorted(may_fill)) or "ingen"
            raise Refused(f"»{name}«: »{key}« kan ikke udfylde {{{field}}}. Her kan bruges: {known}.")
