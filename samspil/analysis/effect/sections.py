"""The sections of a study protocol as records: every key, what it may say and what it means.

The reader and its refusals follow from these declarations; what sections must say of each other is in `protocol`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

from samspil.analysis.shape import (
    Choice,
    Day,
    Kind,
    ListOf,
    Place,
    Real,
    Record,
    Schema,
    TableOf,
    Text,
    Whole,
    given,
    maybe,
)

PAYS_ON = ("matched", "did", "bracket_low", "bracket_mean", "lower_bound")
EXACT_ALWAYS = ("sex", "age_band", "comorbidity")
EXACT_MORE = ("education", "income_group", "area")
STRATA = ("sex", "age", "education", "income_group", "area", "previous_use")

MONTHS_MOST = 120  # ten years each way: longer windows are a slip of the pen
BLOCKS_MOST = 8  # more is a slip of the pen, as with windows
TYPES_MOST = 127  # a type is one signed byte in the register
SEED_MOST = 2**53  # above it, programs that read numbers as doubles would draw from another seed

ANY_TEXT = Text(10_000, least=0, lines=True)
CONTACT_TYPE = Whole(1, TYPES_MOST)

Block = tuple[int, int]


class Months(Kind):
    """Two months, the first and the last, counted from the month of referral."""

    allowed = f"to hele tal fra -{MONTHS_MOST} til {MONTHS_MOST}, første og sidste måned, som [-12, -1]"

    def read(self, value: Any, place: Place) -> Block:
        """Return the first and the last month, in the order they were written."""
        if not isinstance(value, list) or len(value) != 2:
            raise self.refuse(value, place)
        month = Whole(-MONTHS_MOST, MONTHS_MOST)
        return month.read(value[0], place.at("1")), month.read(value[1], place.at("2"))

    def schema(self) -> Schema:
        """Return the JSON Schema of two months."""
        return {"type": "array", "items": Whole(-MONTHS_MOST, MONTHS_MOST).schema(), "minItems": 2, "maxItems": 2}


class TypeNumber(Kind):
    """A type of contact as the name of a line in a table."""

    allowed = "en type af kontakt som 1 eller 27, på højst tre cifre"

    def read(self, value: Any, place: Place) -> int:
        """Return the type's number."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}", value):
            raise self.refuse(value, place)
        return int(value)

    def schema(self) -> Schema:
        """Return the JSON Schema of a type's number."""
        return {"type": "string", "pattern": "^[0-9]{1,3}$"}


class TypesOrAll(Kind):
    """The types that serve as negative controls, or all that the register has."""

    types = ListOf(CONTACT_TYPE, once=True)
    allowed = f'ordet "all", eller en liste af typer fra 1 til {TYPES_MOST}'

    def read(self, value: Any, place: Place) -> tuple[int, ...] | None:
        """Return the types; None stands for all."""
        if value == "all":
            return None
        if not isinstance(value, list):
            raise self.refuse(value, place)
        return self.types.read(value, place)

    def schema(self) -> Schema:
        """Return the JSON Schema of both ways of saying it."""
        return {"anyOf": [{"const": "all"}, self.types.schema()]}


class KnownDay(Day):
    """A day that may be unknown yet, which is written as an empty text."""

    allowed = f"{Day.allowed}, eller en tom tekst"

    def read(self, value: Any, place: Place) -> Any:
        """Return the day, or None where it is unknown."""
        return None if value == "" else super().read(value, place)

    def schema(self) -> Schema:
        """Return the JSON Schema of a day or nothing."""
        return {"anyOf": [{"const": ""}, super().schema()]}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Contacts:
    """Which contacts count."""

    types: tuple[int, ...] = given(ListOf(CONTACT_TYPE, least=1, once=True), "de typer af kontakter, der måles")
    code_list: str = maybe(ANY_TEXT, "kodelisten, der blev talt med", "")
    tariffs: dict[int, float] | None = maybe(TableOf(Real(0, 10**9), TypeNumber(), least=0), "kroner pr. kontakt")
    payers: dict[int, str] | None = maybe(TableOf(ANY_TEXT, TypeNumber(), least=0), "hvem der betaler")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Windows:
    """The months that are compared, counted from the month of referral."""

    before: Block = given(Months(), "månederne før henvisningen")
    after: Block = given(Months(), "månederne efter henvisningen")
    history: int = given(Whole(12, MONTHS_MOST), "måneders forhistorie, der højst bruges")
    minimum_history: int = given(Whole(1, MONTHS_MOST), "måneders forhistorie, registeret mindst skal rumme")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Extract:
    """When the register was drawn."""

    extract_date: dt.date | None = given(KnownDay(), "dagen, udtrækket blev taget")
    maturity_months: int = given(Whole(0, 36), "måneder, før registeret er færdigindberettet")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Service:
    """Who can refer."""

    practices: tuple[int, ...] = given(ListOf(Whole(0, 2**31 - 1), once=True), "praksisser, der kan henvise")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Matching:
    """How the persons for comparison are chosen."""

    exact: tuple[str, ...] = given(ListOf(Choice(*EXACT_ALWAYS, *EXACT_MORE), once=True), "hvad der matches præcist på")
    age_band_years: int = given(Whole(1, 50), "aldersgruppens bredde i år")
    minimum_age: int = given(Whole(0, 100), "mindste alder")
    controls: int = given(Whole(1, 100), "sammenligningspersoner pr. henvist")
    caliper: float = given(Real(0, 1000), "største afstand mellem to forhistorier; 0: ingen grænse")
    pool_limit: int = given(Whole(0, 10**8), "mulige sammenligningspersoner pr. måned og stratum; 0: alle")
    matched_blocks: tuple[Block, ...] = given(ListOf(Months(), 1, BLOCKS_MOST), "måneder, A skal ligne hinanden i")
    did_blocks: tuple[Block, ...] = given(ListOf(Months(), 1, BLOCKS_MOST), "måneder, B skal ligne hinanden i")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Inference:
    """How uncertainty is told."""

    draws: int = given(Whole(100, 100_000), "genudtrækninger af matchede sæt")
    level: float = given(Real("0.5", "0.999"), "intervallets niveau")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Payment:
    """What the parties thought the payment should rest on."""

    pays_on: str = given(Choice(*PAYS_ON), "tallet, betalingen bør stå på")


@dataclasses.dataclass(frozen=True, kw_only=True)
class NegativeControls:
    """Contacts that a referral cannot change."""

    types: tuple[int, ...] | None = given(TypesOrAll(), "typer, en henvisning ikke kan ændre")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Gates:
    """Limits that decide whether a result may be paid on; never the number itself."""

    balance: float = given(Real(0, 10), "største standardiserede forskel")
    placebo: float = given(Real(0, 10), "hvad en henvisning, der dateres et år for tidligt, højst må »virke«")
    step: float = given(Real(0, 100), "de henvistes største stigning mod de andres i året før")
    negative_controls: float = given(Real(0, 1), "mindste p-værdi af de negative kontroller")
    match_rate: float = given(Real(0, 1), "mindste andel af de henviste, der er matchet")
    leave_one_out: float = given(Real(0, 10), "hvad én praksis højst må ændre resultatet")
    structural_break: float = given(Real(0, 10), "hvad de ikke-henvistes kontakter højst må ændre sig anderledes")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cohorts:
    """How the referred are parted by time."""

    by: str = given(Choice("year", "half", "quarter"), "årgangenes længde")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Responders:
    """Who counts as having fewer contacts."""

    threshold: float = given(Real("0.001", 1), "det mindste fald, der tæller")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Equity:
    """The groups that the result is shown for."""

    strata: tuple[str, ...] = given(ListOf(Choice(*STRATA), once=True), "grupper, resultatet vises for")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Disclosure:
    """What may be told of how many."""

    hide_at_most: int = given(Whole(0, 1000), "det største antal borgere, der skjules")
    round_to: int = given(Whole(1, 1000), "hvad øvrige antal afrundes til")


class Month(Kind):
    """A calendar month."""

    allowed = "en måned som 2027-01"

    def read(self, value: Any, place: Place) -> str:
        """Return the month as it was written."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value):
            raise self.refuse(value, place)
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema of a month."""
        return {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Break:
    """A known change of the register or of care, by calendar month."""

    month: str = given(Month(), "måneden, ændringen kom i")
    where: str = given(Choice("trial", "both"), "om kun forsøgets område er ramt")
    what: str = given(ANY_TEXT, "hvad der blev ændret")
    types: tuple[int, ...] = maybe(ListOf(CONTACT_TYPE, once=True), "typer, der er ramt; ingen: alle", ())


@dataclasses.dataclass(frozen=True, kw_only=True)
class Protocol:
    """A study protocol (undersøgelsesprotokol)."""

    schema: int = given(Whole(1, 1), "udgaven af formatet")
    title: str = given(Text(300, lines=True), "undersøgelsens titel")
    seed: int = given(Whole(0, SEED_MOST), "frøet, der styrer alt tilfældigt")
    contacts: Contacts = given(Record(Contacts), "hvilke kontakter der tæller")
    windows: Windows = given(Record(Windows), "hvilke måneder der sammenlignes")
    register: Extract = given(Record(Extract), "hvornår registeret blev trukket")
    service: Service = given(Record(Service), "hvem der kan henvise")
    matching: Matching = given(Record(Matching), "hvordan sammenligningspersonerne vælges")
    inference: Inference = given(Record(Inference), "hvordan usikkerheden regnes")
    payment: Payment = given(Record(Payment), "hvilket tal betalingen bør stå på")
    negative_controls: NegativeControls = given(Record(NegativeControls), "hvad en henvisning ikke kan ændre")
    gates: Gates = given(Record(Gates), "grænserne for udbetaling uden gennemsyn")
    cohorts: Cohorts = given(Record(Cohorts), "årgangene")
    responders: Responders = given(Record(Responders), "hvem der tæller som hjulpet")
    equity: Equity = given(Record(Equity), "grupperne, resultatet vises for")
    disclosure: Disclosure = given(Record(Disclosure), "hvilke antal der skjules")
    breaks: tuple[Break, ...] = maybe(ListOf(Record(Break)), "kendte brud", ())


def schema() -> Schema:
    """Return the JSON Schema of a protocol."""
    return Record(Protocol).schema()
