"""The versioned list of codes: which rows of the registers are contacts of which type, and who says so."""

from __future__ import annotations

import dataclasses
import hashlib
from importlib import resources
from pathlib import Path
from typing import Any

from samspil.analysis.effect import protocol
from samspil.analysis.effect.sections import ANY_TEXT, CONTACT_TYPE
from samspil.analysis.shape import Choice, Flag, Kind, ListOf, Place, Real, Record, Schema, files, given, maybe
from samspil.paper.refusal import Refused

MOST_HOURS = 168  # a week: contacts further apart are two


class Code(Kind):
    """A code of a register. 080 and 80 are two codes, so a number, which has lost its zeros, is refused."""

    allowed = "koden i anførselstegn, så foranstillede nuller bevares"

    def read(self, value: Any, place: Place) -> str:
        """Return the code as it was written."""
        if not isinstance(value, str):
            raise self.refuse(value, place)
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema of a code."""
        return {"type": "string"}


class Group(Kind):
    """A security group (sikringsgruppe), which has no zeros to lose: 2 and "2" are the same."""

    allowed = "en sikringsgruppe som 2"

    def read(self, value: Any, place: Place) -> str:
        """Return the group as text."""
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise self.refuse(value, place)
        return str(value)

    def schema(self) -> Schema:
        """Return the JSON Schema of a group."""
        return {"type": ["integer", "string"]}


@dataclasses.dataclass(frozen=True, kw_only=True)
class SsrCode:
    """One line of the list: a type, the specialities (spec2) it covers, and the time codes it is limited to, if any."""

    type: int = given(CONTACT_TYPE, "typen, rækkerne tælles under")
    name: str = given(ANY_TEXT, "hvad linjen dækker")
    spec2: tuple[str, ...] = given(ListOf(Code()), "specialerne")
    time_codes: tuple[str, ...] | None = maybe(ListOf(Code()), "tidskoder, linjen er begrænset til")
    services: tuple[str, ...] = maybe(ListOf(Code()), "ydelser, linjen er begrænset til", ())
    confirmed: bool = given(Flag(), "om koderne er set i en offentlig kilde")
    source: str = given(ANY_TEXT, "kilden")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rules:
    """Which rows count at all."""

    # Rows and ydlant count services and not contacts (Danmarks Statistik, SSSY): nothing but the column kontakt may be summed.
    count: str = given(Choice("kontakt"), "kolonnen, kontakter er summen af; rækker og ydlant er ikke kontakter")
    exclude_child: bool = given(Flag(), "om ydelser til patientens barn udelades")
    exclude_security_groups: tuple[str, ...] = given(ListOf(Group()), "sikringsgrupper, der udelades")
    billing_weeks: str = given(Choice("monday", "refuse"), "hvad der gøres ved rækker, der kun har en afregningsuge")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Hospital:
    """Which hospital contacts count, and how."""

    type: int = given(CONTACT_TYPE, "typen, de tælles under")
    priority: tuple[str, ...] = given(ListOf(Code()), "prioriteter")
    kind: tuple[str, ...] = given(ListOf(Code()), "kontakttyper")
    confirmed: bool = given(Flag(), "om koderne er set i en offentlig kilde")
    source: str = maybe(ANY_TEXT, "kilden", "")
    unit: str = given(Choice("contact", "stay"), "om kontakter eller sygehusophold tælles")
    merge_hours: float = given(Real(0, MOST_HOURS), "timer, inden for hvilke kontakter er én")


@dataclasses.dataclass(frozen=True, kw_only=True)
class CodeList:
    """A list of codes (kodeliste) as it is written."""

    version: str = given(ANY_TEXT, "listens udgave")
    region: str = given(ANY_TEXT, "regionen, ydelseskoderne gælder i")
    rules: Rules = given(Record(Rules), "hvilke rækker der tæller")
    lpr: Hospital = given(Record(Hospital), "hvilke hospitalskontakter der tæller")
    ssr: tuple[SsrCode, ...] = given(ListOf(Record(SsrCode)), "hvilke ydelser der tæller, i den rækkefølge de prøves")


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
    raw = files.content(path, f"Lav en med »samspil effect codes --out {path}«")
    place = Place(path.name)
    written: CodeList = Record(CodeList).read(files.parse_toml(raw, path.name), place)
    rules, lpr = written.rules, written.lpr
    return Codes(
        version=written.version,
        region=written.region,
        exclude_child=rules.exclude_child,
        exclude_groups=rules.exclude_security_groups,
        billing_weeks=rules.billing_weeks,
        lpr_type=lpr.type,
        priority=lpr.priority,
        kind=lpr.kind,
        lpr_confirmed=lpr.confirmed,
        unit=lpr.unit,
        merge_hours=lpr.merge_hours,
        ssr=written.ssr,
        sha256=hashlib.sha256(raw).hexdigest(),
    )
