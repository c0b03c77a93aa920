"""Person keys as spreadsheets leave them: a CPR number without its leading zero, with a hyphen, as 101501234.0 or 1,01E+09.

What can be read with certainty is mended and counted; what has lost digits is a fault. Any other key is left as it is.
"""

from __future__ import annotations

import decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[Any, Any]

HYPHEN, ZERO, DECIMALS, EXPONENT = (
    "bindestreg eller mellemrum fjernet",
    "nul sat foran",
    "decimaler fjernet",
    "eksponent skrevet ud",
)
# Blanks, dashes, dots, strokes, quotation marks and signs that cannot be seen, wherever they stand among the ten digits.
BETWEEN = r"""[\s\p{Z}\p{Cf}\p{Pd}.,/'’´`"=\x{2212}]"""
PARTED = rf"^{BETWEEN}*(?:\d{BETWEEN}*){{9,10}}$"
WITH_DECIMALS = r"^(\d{6,})[.,]0+$"
EXPONENTIAL = r"^\d([.,]\d+)?[Ee]\+?\d{1,2}$"
# Nine digits that are a CPR number when a zero is put before them: day 1-9, month 01-12 (CPR, cirkulære om folkeregistrering).
WITHOUT_ZERO = r"^[1-9](0[1-9]|1[0-2])\d{6}$"


def tidy(values: pa.Array) -> tuple[pa.Array, Array, dict[str, int]]:
    """Write person keys in one way. Gives (keys, which have lost digits and cannot be mended, how many were mended by way)."""
    mended: dict[str, int] = {}

    def mend(way: str, pattern: str, into: Any) -> None:
        nonlocal values
        made = into(values)
        where = pc.and_(pc.match_substring_regex(values, pattern), pc.not_equal(values, made))
        many = pc.sum(where).as_py() or 0
        if many:
            mended[way] = mended.get(way, 0) + int(many)
            values = pc.if_else(where, made, values)

    values = pc.utf8_normalize(values, "NFKC")
    # First of all: only a number that is written out shows whether its leading zero is missing.
    values, lost = _written_out(values, mended)
    mend(DECIMALS, WITH_DECIMALS, lambda v: pc.replace_substring_regex(v, WITH_DECIMALS, r"\1"))
    mend(HYPHEN, PARTED, lambda v: pc.replace_substring_regex(v, BETWEEN, ""))
    mend(ZERO, WITHOUT_ZERO, lambda v: pc.utf8_lpad(v, 10, "0"))
    return values, lost, mended


def exponential(values: pa.Array) -> Array:
    """Say which values are numbers that a spreadsheet has shortened to a mantissa and an exponent."""
    return np.asarray(pc.match_substring_regex(values, EXPONENTIAL).to_numpy(zero_copy_only=False))


def _written_out(values: pa.Array, mended: dict[str, int]) -> tuple[pa.Array, Array]:
    """Write out the exponents whose mantissa still holds every digit; mark the others."""
    lost = exponential(values)
    if not lost.any():
        return values, lost

    told = values.to_pylist()
    for at in np.flatnonzero(lost):
        number = decimal.Decimal(told[at].replace(",", "."))
        digits = len(number.as_tuple().digits)
        # 1,01E+09 has three digits of ten: the other seven are gone, and zeros would be somebody else's number.
        if digits >= number.adjusted() + 1:
            told[at], lost[at] = str(int(number)), False
            mended[EXPONENT] = mended.get(EXPONENT, 0) + 1
    return pa.array(told, pa.string()), lost
