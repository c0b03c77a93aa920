"""The investor's cash: yearly return (XIRR), multiple, present value, and the largest payment under a limit on the return."""

from __future__ import annotations

import csv
import datetime
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from itertools import pairwise

from samspil.analysis.shape import LARGEST, Day, Kroner, Place
from samspil.paper import danish, slips

YEAR = 365  # days; act/365 as PAYMENT.md states it
PRECISION = 50  # digits, so that the øre of a payment limit is certain
DUST = Decimal("1e-20")  # kroner; what a power of a rate leaves behind of an amount that is exact on paper
LOWEST, HIGHEST = -9.2, 13.8  # ln(1 + rate): from -99.99 % to about 1,000,000 x a year
GRID = 2300  # steps of one per cent growth: two solutions nearer than that count as none
HALVINGS = 55  # from a width of 23 to the last bit of a float

Flow = tuple[datetime.date, Decimal]


@dataclass(frozen=True)
class Cashflow:
    """What a series of flows comes to; `xirr` is None, and `why` says why, where no single rate solves it."""

    xirr: Decimal | None
    multiple: Decimal | None
    paid_in: Decimal
    paid_out: Decimal
    npv: Decimal | None = None
    why: str = ""


def read_flows(text: str, file: str) -> list[Flow]:
    """Read a CSV with the columns date and amount (kroner, outlays negative), sorted by date."""
    place = Place(file)
    rows = _rows(text, place)
    if not rows or [cell.strip() for cell in rows[0][1]] != ["date", "amount"]:
        raise place.refuse("første linje skal være date,amount", "Skriv de to kolonner i den rækkefølge")

    flows = []
    for number, row in rows[1:]:
        here = place.under(f"linje {number}")
        if not row:
            continue
        if len(row) != 2:
            raise here.refuse(
                f"linjen har {danish.count(len(row), 'felt', 'felter')}{slips.hint(','.join(row[1:]))}",
                "Skriv én dato og ét beløb med punktum som 1234.50",
            )
        day, amount = (place.under(f"linje {number}, kolonnen {column}") for column in ("date", "amount"))
        flows.append((Day().read(row[0].strip(), day), _amount(row[1].strip(), amount)))

    if not flows:
        raise place.refuse("der er ingen betalinger", "Skriv mindst én linje under date,amount")

    return sorted(flows)


def _rows(text: str, place: Place) -> list[tuple[int, list[str]]]:
    """Read the rows with the line each ends on; a field too long to be one, and bytes that are no text, are refused."""
    reader = csv.reader(io.StringIO(text.removeprefix(slips.BYTE_MARK), newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend((reader.line_num, row) for row in reader)
    except csv.Error:
        raise place.under(f"linje {reader.line_num}").refuse(
            "linjen kan ikke læses som CSV: et felt er for langt, eller et citationstegn mangler", "Ret linjen"
        ) from None
    return rows


def _amount(text: str, place: Place) -> Decimal:
    kind = Kroner(-LARGEST, LARGEST, decimals=2)
    value = slips.number(text)
    if value is None:
        raise kind.refuse(text, place)
    number: Decimal = kind.read(value, place)
    return number


def summarise(flows: Sequence[Flow], rate: Decimal | None = None) -> Cashflow:
    """Return XIRR, multiple and, at a stated yearly rate, the present value on the first flow's day."""
    paid_in = -sum((amount for _, amount in flows if amount < 0), Decimal(0))
    paid_out = sum((amount for _, amount in flows if amount > 0), Decimal(0))
    with localcontext(prec=PRECISION):
        multiple = paid_out / paid_in if paid_in else None
        npv = None if rate is None else value_at(flows, rate, min(day for day, _ in flows))
    rate_a_year, why = xirr(flows)
    return Cashflow(rate_a_year, multiple, paid_in, paid_out, npv, why)


def xirr(flows: Sequence[Flow]) -> tuple[Decimal | None, str]:
    """Return the one yearly rate above -100 % with Σ CF / (1+i)^(days/365) = 0, or None and the reason."""
    crossings = _crossings(flows)
    if not crossings:
        return None, "ingen rente over -100 % får strømmene til at gå op"
    if len(crossings) > 1:
        return None, "flere renter får strømmene til at gå op, så ingen af dem er afkastet"
    return _narrowed(flows, *crossings[0]), ""


def solvable(flows: Sequence[Flow]) -> bool:
    """Say whether exactly one rate solves the flows."""
    return len(_crossings(flows)) == 1


def _crossings(flows: Sequence[Flow]) -> list[tuple[float, float]]:
    """Bracket every sign change of the present value along ln(1 + rate).

    Flows that change sign once have at most one solution (Descartes' rule for real exponents): two points settle them.
    Others are walked on an even grid.
    """
    if not flows:
        return []

    start = min(day for day, _ in flows)
    terms = [(float(amount), (day - start).days / YEAR) for day, amount in sorted(flows) if amount]
    if not terms:
        return []

    signs = [amount > 0 for amount, _ in terms]
    turns = sum(before != after for before, after in pairwise(signs))
    steps = 1 if turns <= 1 else GRID
    brackets = []
    last: tuple[float, bool] | None = None
    for step in range(steps + 1):
        force = LOWEST + (HIGHEST - LOWEST) * step / steps
        value = _sign_at(terms, force)
        # Exactly 0 is no sign: the crossing is seen between its neighbours.
        if value:
            if last is not None and last[1] != (value > 0):
                brackets.append((last[0], force))
            last = (force, value > 0)

    return brackets


def _sign_at(terms: Sequence[tuple[float, float]], force: float) -> float:
    """Return a number with the sign of the present value at ln(1 + rate), scaled so that a century of flows cannot overflow."""
    largest = max(-force * years for _, years in terms)
    return sum(amount * math.exp(-force * years - largest) for amount, years in terms)


def _narrowed(flows: Sequence[Flow], low: float, high: float) -> Decimal:
    """Return the rate in a bracket of ln(1 + rate), halved to the last bit of a float: 12 decimals hold."""
    start = min(day for day, _ in flows)
    terms = [(float(amount), (day - start).days / YEAR) for day, amount in flows]

    def positive(force: float) -> bool:
        return _sign_at(terms, force) > 0

    rising = positive(high)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if positive(middle) == rising else (middle, high)
    # expm1 keeps the digits of a rate near 0.
    return Decimal(math.expm1((low + high) / 2)).quantize(Decimal("1e-12"))


def value_at(flows: Sequence[Flow], rate: Decimal, day: datetime.date) -> Decimal:
    """Return the flows' value on a day at a yearly rate, in kroner."""
    return sum((amount * (1 + rate) ** (Decimal((day - on).days) / YEAR) for on, amount in flows), Decimal(0))


def largest_payment(flows: Sequence[Flow], due_on: datetime.date, rate: Decimal) -> int:
    """Return the largest øre, 0 or more, that a payment on `due_on` may be with a return up to `rate`."""
    with localcontext(prec=PRECISION):
        short_of = -value_at(flows, rate, due_on).quantize(DUST)
        return max(0, int((short_of * 100).to_integral_value(rounding=ROUND_FLOOR)))
