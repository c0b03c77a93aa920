"""The versioned list of codes: which rows of the registers are contacts of which type, and who says so."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from samspil.analysis.effect import protocol
from samspil.paper import slips
from samspil.paper.refusal import Refused

MOST_HOURS = 168  # a week: contacts further apart are two


@dataclasses.dataclass(frozen=True)
class SsrCode:
    """One line of the list: a type, the specialities (spec2) it covers, and the time codes it is limited to, if any."""

    type: int
    name: str
    spec2: tuple[str, ...]
    time_codes: tuple[str, ...] | None
    services: tuple[str, ...]
    confirmed: bool
    source: str


@dataclasses.dataclass(frozen=True)
class Codes:
    """A checked code list. The first line of `ssr` that fits a row decides its type."""

    version: str
    region: str
    exclude_child: bool
    exclude_groups: tuple[str, ...]
    billing_weeks: str
    lpr_type: int
    priority: tuple[str, ...]
    kind: tuple[str, ...]
    lpr_confirmed: bool
    unit: str
    merge_hours: float
    ssr: tuple[SsrCode, ...]
    sha256: str

    @property
    def unconfirmed(self) -> list[str]:
        """Return the names of the lines that nobody has confirmed."""
        return [c.name for c in self.ssr if not c.confirmed] + ([] if self.lpr_confirmed else ["Akut hospitalskontakt"])


def default_text() -> str:
    """Return the default list, with the source of each code."""
    return resources.files(__package__).joinpath("codes.toml").read_text("utf-8")


def write_default(out: Path) -> None:
    """Write the default list to a new file."""
    if out.exists():
        raise Refused(f"Filen {out} findes allerede. Vælg et andet navn, så intet overskrives.")
    protocol.write_whole(out, default_text().encode())


def read(path: Path) -> Codes:
    """Read and check a code list, or refuse it by key."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8").removeprefix(slips.BYTE_MARK)
        told = tomllib.loads(text)
    except OSError as fault:
        raise Refused(f"Kodelisten {path} kan ikke læses. Lav en med »samspil effect codes --out {path}«.") from fault
    except UnicodeDecodeError as fault:
        raise Refused(f"Kodelisten {path} er ikke gemt som UTF-8. Gem den som UTF-8.") from fault
    except tomllib.TOMLDecodeError as fault:
        where = slips.in_toml(text, str(fault))
        raise Refused(f"Kodelisten {path} er ikke gyldig TOML ({where}). Ret stedet.") from fault

    ask = _Asker(path.name)
    rules, lpr = ask.table(told, "rules"), ask.table(told, "lpr")
    if ask.text(rules, "count") != "kontakt":
        raise Refused(f"{path.name}: rules.count skal være »kontakt«. Rækker og ydlant er ikke kontakter.")

    lines = ask.get(told, "ssr", list)
    return Codes(
        version=ask.text(told, "version"),
        region=ask.text(told, "region"),
        exclude_child=ask.get(rules, "exclude_child", bool),
        exclude_groups=tuple(str(x) for x in ask.get(rules, "exclude_security_groups", list)),
        billing_weeks=ask.one_of(rules, "billing_weeks", ("monday", "refuse")),
        lpr_type=ask.number(lpr, "type"),
        priority=ask.texts(lpr, "priority"),
        kind=ask.texts(lpr, "kind"),
        lpr_confirmed=ask.get(lpr, "confirmed", bool),
        unit=ask.one_of(lpr, "unit", ("contact", "stay")),
        merge_hours=ask.hours(lpr, "merge_hours"),
        ssr=tuple(_line(ask, line) for line in lines),
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def _line(ask: _Asker, line: Any) -> SsrCode:
    if not isinstance(line, dict):
        raise Refused(f"{ask.name}: hver [[ssr]] skal være en tabel.")
    return SsrCode(
        type=ask.number(line, "type"),
        name=ask.text(line, "name"),
        spec2=ask.texts(line, "spec2"),
        time_codes=ask.texts(line, "time_codes") if "time_codes" in line else None,
        services=ask.texts(line, "services") if "services" in line else (),
        confirmed=ask.get(line, "confirmed", bool),
        source=ask.text(line, "source"),
    )


class _Asker:
    """Fetches keys of the right kind, or refuses with the list's name and the key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, table: dict[str, Any], key: str, kind: Any) -> Any:
        if key not in table:
            raise Refused(f"{self.name}: »{key}« mangler. Se standarden med »samspil effect codes«.")
        value = table[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise Refused(f"{self.name}: »{key}« har en forkert slags værdi ({value!r}).")
        return value

    def table(self, told: dict[str, Any], key: str) -> dict[str, Any]:
        got: dict[str, Any] = self.get(told, key, dict)
        return got

    def text(self, table: dict[str, Any], key: str) -> str:
        return str(self.get(table, key, str))

    def texts(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        values = self.get(table, key, list)
        if not all(isinstance(v, str) for v in values):
            raise Refused(f"{self.name}: »{key}« skal være tekster i anførselstegn, så foranstillede nuller bevares.")
        return tuple(values)

    def number(self, table: dict[str, Any], key: str) -> int:
        value = int(self.get(table, key, int))
        if not 1 <= value <= 127:
            raise Refused(f"{self.name}: »{key}« er {value}, men en type er fra 1 til 127.")
        return value

    def hours(self, table: dict[str, Any], key: str) -> float:
        value = float(self.get(table, key, (int, float)))
        if not 0 <= value <= MOST_HOURS:
            raise Refused(f"{self.name}: »{key}« er {value}, men skal være fra 0 til {MOST_HOURS} timer.")
        return value

    def one_of(self, table: dict[str, Any], key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(table, key)
        if value not in allowed:
            raise Refused(f"{self.name}: »{key}« er {value!r}, men skal være en af {', '.join(allowed)}.")
        return value
