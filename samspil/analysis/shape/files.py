"""Input files as they are met: text, JSON and TOML, and every way they can be broken, said in Danish with its place."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from samspil.analysis.shape.kinds import Place
from samspil.paper import slips
from samspil.paper.refusal import Refused

LARGEST_FILE = 64 * 2**20  # bytes; a national result with every cohort is under one hundredth of it


def content(path: str | Path, absent: str = "Tjek stien") -> bytes:
    """Read a file's bytes, or refuse what is no file, cannot be opened or is far too large.

    `absent` says how to get a file that is not there.
    """
    path = Path(path)
    name = _name(path)
    try:
        if path.is_file() and path.stat().st_size > LARGEST_FILE:
            raise Place(name).refuse("filen er på over 64 MB", "Tjek, at det er den rigtige fil")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise refusal(name, error, absent) from None


def decoded(raw: bytes, file: str) -> str:
    """Read bytes as UTF-8 without its mark; other encodings are refused by name where they can be told."""
    for mark, called in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"%PDF", "PDF"), (b"PK\x03\x04", "zip")):
        if raw.startswith(mark):
            raise Place(file).refuse(f"filen er gemt som {called}, ikke som tekst i UTF-8", "Gem den som UTF-8")
    try:
        return raw.decode().removeprefix(slips.BYTE_MARK)
    except UnicodeDecodeError as error:
        raise refusal(file, error) from None


def text(path: str | Path) -> str:
    """Read a whole file as text."""
    return decoded(content(path), _name(Path(path)))


def _name(path: Path) -> str:
    """Return a file's name as it can be printed; a file system may hold bytes that are no text."""
    return (path.name or str(path)).encode("utf-8", "replace").decode()


def refusal(file: str, error: OSError | ValueError, absent: str = "Tjek stien") -> Refused:
    """Turn a file that cannot be opened into a refusal."""
    if isinstance(error, FileNotFoundError):
        return Place(file).refuse("filen findes ikke", absent)
    if isinstance(error, IsADirectoryError):
        return Place(file).refuse("det er en mappe", "Skriv navnet på en fil i den")
    if isinstance(error, PermissionError):
        return Place(file).refuse("du må ikke læse filen", "Bed om adgang til den")
    return Place(file).refuse("filen kan ikke læses som tekst", "Gem den som UTF-8, og tjek, at du må læse den")


def parse(text: str, file: str) -> Any:
    """Read JSON with decimals from their text; a key written twice, NaN, infinity and half characters are refused."""
    place = Place(file)
    text = text.removeprefix(slips.BYTE_MARK)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            twice = next(key for key, _ in pairs if [name for name, _ in pairs].count(key) > 1)
            raise place.at(_printable(twice)).refuse("nøglen står to gange", "Slet den ene")
        return table

    def no_number(word: str) -> NoReturn:
        raise place.refuse(f"{word} er ikke et tal, der kan betales efter", "Skriv et endeligt tal")

    try:
        parsed = json.loads(text, parse_float=Decimal, parse_constant=no_number, object_pairs_hook=once)
        _refuse_half_characters(parsed, place)
    except json.JSONDecodeError as broken:
        where = slips.in_text(text, broken.lineno, broken.colno)
        raise place.refuse(f"filen kan ikke læses som JSON ({where})", "Ret stedet, eller hent filen igen") from None
    except (RecursionError, ValueError, ArithmeticError):
        raise place.refuse("filen er for dybt indlejret, eller et tal er for langt", "Hent filen igen") from None
    return parsed


def _refuse_half_characters(value: Any, place: Place) -> None:
    """Refuse text with half of a character (a lone surrogate): it has no bytes, so it can be neither hashed nor printed."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            _refuse_half_characters(key, place)
            _refuse_half_characters(entry, place.at(key))
    elif isinstance(value, list):
        for entry in value:
            _refuse_half_characters(entry, place)
    elif isinstance(value, str) and not value.isascii() and _printable(value) != value:
        raise place.refuse(f"teksten »{_printable(value)[:40]}« rummer et halvt tegn", "Skriv tegnet helt")


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def parse_toml(raw: bytes, file: str) -> dict[str, Any]:
    """Read TOML with decimals from their text; what cannot be read is refused with line, words and how to mend them."""
    place, text = Place(file), decoded(raw, file)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        where = slips.in_toml(text, str(broken))
        raise place.refuse(f"filen kan ikke læses som TOML ({where})", "Ret stedet") from None
    except (ArithmeticError, RecursionError, ValueError):
        raise place.refuse("et tal er for langt, eller filen er for dybt indlejret", "Ret stedet") from None
