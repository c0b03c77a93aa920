"""Columns of text to numbers and dates, all at once; what does not fit is remembered with its row, column, value and reason."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samspil.analysis.effect import verdict
from samspil.analysis.effect.ingest import keys
from samspil.analysis.effect.ingest.files import Block
from samspil.paper import danish
from samspil.paper.refusal import Refused

Array = np.ndarray[Any, Any]
SHOWN = 1000
KEY = ("pnr", "cpr", "person", "person_id")
EPOCH = dt.date(1970, 1, 1).toordinal()
# Nobody alive in the registers moved in before then.
FIRST_DAY = dt.date(1900, 1, 1)
# From this day on a last day says "still there": 2099-12-31, 2100-01-01, 9999-12-31.
ENDLESS = r"^(9999|2099|2[1-9]\d\d)(-\d\d-\d\d|(0[1-9]|1[0-2])[0-3]\d$)|^\d\d[-./]\d\d[-./](9999|2099|2[1-9]\d\d)"


@dataclasses.dataclass(frozen=True)
class Fault:
    """One faulty cell."""

    file: str
    row: int
    column: str
    value: str
    reason: str

    def sentence(self) -> str:
        """Say the fault in Danish."""
        return f"{self.file}, række {self.row}, kolonne {self.column}: »{self.value[:40]}« {self.reason}"


class Faults:
    """All faulty rows so far. A row counts once, whatever is wrong with it; past the limit the whole input is refused."""

    def __init__(self, limit: int, today: dt.date) -> None:
        """Allow `limit` faulty rows to be skipped; nothing has happened after `today`."""
        self.limit = limit
        self.today = today
        self.rows = 0
        self.first: list[Fault] = []
        self.mended: collections.Counter[str] = collections.Counter()

    def note(self, block: Block, faulty: dict[int, Fault]) -> None:
        """Add the faulty rows of a block, or refuse."""
        self.rows += len(faulty)
        self.first += [faulty[i] for i in sorted(faulty)][: SHOWN - len(self.first)]
        if self.rows > self.limit:
            more = f" (og mindst {danish.count(self.rows - 1, 'række', 'rækker')} mere)" if self.rows > 1 else ""
            raise Refused(
                f"{self.first[0].sentence()}{more}. Ret filen, eller sæt --reject-limit op for at springe fejlrækker over."
            )


class Reader:
    """Reads the columns of one block, gathers its faulty rows, and counts in `faults` what was mended."""

    def __init__(self, block: Block, faults: Faults) -> None:
        """Begin with no faults."""
        self.block = block
        self.faults = faults
        self.faulty: dict[int, Fault] = {}

    def person(self) -> pa.Array:
        """Return the person keys, written in one way whatever a spreadsheet did to them."""
        name, values = self.block.text(*KEY)
        self.blame(pc.equal(values, "").to_numpy(zero_copy_only=False), name, values, "må ikke være tom")
        tidy, lost, mended = keys.tidy(values)
        self.blame(lost, name, values, "har mistet cifre i et regneark. Gem kolonnen som tekst, og hent udtrækket igen")
        self.faults.mended.update({f"{self.block.file}, {name}: {way}": many for way, many in mended.items()})
        return tidy

    def number_of(self, *names: str, reason: str) -> pa.Array:
        """Return a column of record numbers as text; none is empty, and none has lost digits in a spreadsheet."""
        name, values = self.block.text(*names)
        self.blame(pc.equal(values, "").to_numpy(zero_copy_only=False), name, values, reason)
        self.blame(keys.exponential(values), name, values, "har mistet cifre i et regneark. Gem kolonnen som tekst")
        return values

    def blame(self, wrong: Array, column: str, values: pa.Array, reason: str) -> None:
        """Remember the marked rows as faulty for a reason; the first reason of a row stands."""
        # A file that is wrong throughout is told of no better by a million rows.
        for i in np.flatnonzero(wrong)[:100_000]:
            self.faulty.setdefault(
                int(i), Fault(self.block.file, self.block.first + int(i), column, values[int(i)].as_py(), reason)
            )

    def text(self, *names: str, pattern: str = ".+", reason: str = "må ikke være tom") -> pa.Array:
        """Return a text column in which each value fits the pattern."""
        name, values = self.block.text(*names)
        self.blame(~_match(values, pattern), name, values, reason)
        return values

    def whole(self, *names: str, low: int, high: int, empty: int | None = None) -> Array:
        """Return a column of whole numbers (int64); `3,0` and `3.0` are 3. Empty cells become `empty`, if allowed."""
        name, values = self.block.text(*names)
        thousands = _match(values, r"[+-]?[1-9]\d{0,2}([.,]000)+")
        self.blame(thousands, name, values, "kan være tusinder eller decimaler. Gem kolonnen som hele tal uden punktum")
        tidy = pc.replace_substring_regex(values, r"^([+-]?\d+)[.,]0+$", r"\1")
        good = _match(tidy, r"[+-]?\d{1,15}")
        blank = pc.equal(values, "").to_numpy(zero_copy_only=False)
        # What is no number becomes 0, so that the cast stands; below it is blamed.
        numbers = pc.if_else(pa.array(good), tidy, "0").cast(pa.int64()).to_numpy()
        outside = good & ((numbers < low) | (numbers > high))
        fine = good | (blank if empty is not None else np.zeros(len(good), bool))
        self.blame(~fine & ~blank, name, values, "er ikke et helt tal")
        self.blame(~fine & blank, name, values, "er tom, men skal være et helt tal")
        self.blame(outside, name, values, f"er uden for {low} til {high}")

        return np.where(blank, empty if empty is not None else 0, numbers)

    def choice(self, *names: str, of: dict[str, int], says: str) -> Array:
        """Return a column of one of a few words as their numbers (int8)."""
        name, values = self.block.text(*names)
        told = pc.utf8_lower(pc.replace_substring_regex(values, r"^([+-]?\d+)[.,]0+$", r"\1"))
        self.blame(~pc.is_in(told, pa.array(list(of))).to_numpy(zero_copy_only=False), name, values, says)
        return np.array([of.get(word, 0) for word in told.to_pylist()], np.int8)

    def dates(
        self, *names: str, empty: bool = False, first: dt.date = verdict.FIRST_CONTACT, for_ever: bool = False
    ) -> tuple[Array, Array]:
        """Return a column of dates as day numbers (int32), with 0 where empty, and which are empty.

        Forms: 2026-03-31, 20260331, 31-03-2026, 31.03.2026, 31/03/2026, each with or without a time after it. A day before
        `first` or after today is a fault; `for_ever` reads 2099 and later as empty.
        """
        name, values = self.block.text(*names)
        blank = pc.equal(values, "").to_numpy(zero_copy_only=False)
        if for_ever:
            endless = pc.match_substring_regex(values, ENDLESS)
            if many := pc.sum(endless).as_py():
                self.faults.mended[f"{self.block.file}, {name}: læst som »endnu ikke«"] += many
                values = pc.if_else(endless, "", values)
                blank = pc.equal(values, "").to_numpy(zero_copy_only=False)

        days, good = parse_dates(values)
        self._within(days, good, name, values, first)
        self.blame(~good & ~blank, name, values, "er ikke en dato")
        if not empty:
            self.blame(blank, name, values, "er tom, men skal være en dato")
        return days, blank

    def _within(self, days: Array, good: Array, name: str, values: pa.Array, first: dt.date) -> None:
        early, late = days < first.toordinal() - EPOCH, days > self.faults.today.toordinal() - EPOCH
        self.blame(good & early, name, values, f"ligger før {first:%d-%m-%Y}. En manglende dato skal stå tom")
        self.blame(good & late, name, values, "ligger i fremtiden")

    def kept(self) -> Array:
        """Say which rows have no fault."""
        mark = np.ones(self.block.rows, bool)
        mark[list(self.faulty)] = False
        return mark


def _match(values: pa.Array, pattern: str) -> Array:
    re.compile(pattern)
    return np.asarray(pc.match_substring_regex(values, f"^(?:{pattern})$").to_numpy(zero_copy_only=False))


FORMS = (
    (r"^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$", r"\1-\2-\3"),
    (r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3"),
    (r"^(\d{2})[-./](\d{2})[-./](\d{4})(?: .*)?$", r"\3-\2-\1"),
)


def parse_dates(values: pa.Array) -> tuple[Array, Array]:
    """Return (day numbers int32, which are dates) of a text column."""
    iso = values
    for form, into in FORMS:
        iso = pc.if_else(pc.match_substring_regex(values, form), pc.replace_substring_regex(values, form, into), iso)

    shaped = _match(iso, r"(?:1[89]|20|21)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
    safe = pc.if_else(pa.array(shaped), iso, "1970-01-01")
    year = pc.utf8_slice_codeunits(safe, 0, 4).cast(pa.int64()).to_numpy()
    month = pc.utf8_slice_codeunits(safe, 5, 7).cast(pa.int64()).to_numpy()
    day = pc.utf8_slice_codeunits(safe, 8, 10).cast(pa.int64()).to_numpy()
    first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    length = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(np.int64)
    good = shaped & (day <= length)
    days = first.astype("datetime64[D]").astype(np.int64) + day - 1
    return np.where(good, days, 0).astype(np.int32), good


def parse_weeks(values: pa.Array) -> tuple[Array, Array]:
    """Return (day number of the Monday, which are weeks) of billing weeks YYWW; 50 and above are 19YY."""
    padded = pc.utf8_lpad(values, 4, "0")
    shaped = _match(padded, r"\d{2}(?:0[1-9]|[1-4]\d|5[0-3])") & ~pc.equal(values, "").to_numpy(zero_copy_only=False)
    safe = pc.if_else(pa.array(shaped), padded, "7001")
    yy = pc.utf8_slice_codeunits(safe, 0, 2).cast(pa.int64()).to_numpy()
    week = pc.utf8_slice_codeunits(safe, 2, 4).cast(pa.int64()).to_numpy()
    year = np.where(yy >= 50, 1900 + yy, 2000 + yy)
    # 4 January always lies in week 1 (ISO 8601).
    january4 = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) + 3
    monday = january4 - (january4 + 3) % 7
    return (monday + 7 * (week - 1)).astype(np.int32), shaped
