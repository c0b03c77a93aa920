"""Danish numbers, money, dates and words, written and read in one place, so that every page and paper agrees.

Money is integer øre inside. Rounding is half up (away from zero), as people round by hand, and named where it happens.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from zoneinfo import ZoneInfo

from samspil.paper import languages
from samspil.paper.refusal import Refused

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")

_SCALES = {
    "tkr": 1_000,
    "t.kr": 1_000,
    "tusind": 1_000,
    "mio": 1_000_000,
    "million": 1_000_000,
    "millioner": 1_000_000,
    "mia": 1_000_000_000,
    "milliard": 1_000_000_000,
    "milliarder": 1_000_000_000,
}
_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)(?:,(?P<part>[0-9]+))?")
_MONEY = re.compile(
    r"(?:kr\.?\s*)?(?P<amount>-?[0-9][0-9. ]*(?:,[0-9]+)?)(?:,-+)?\s*"
    r"(?:(?P<scale>t\.\s?kr|tkr|tusind|mio|millioner|million|mia|milliarder|milliard)\b\.?\s*)?"
    r"(?:kr(?:oner)?\b\.?)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_DIGITS = re.compile(r"(?P<day>[0-9]{1,2})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})")
_WORDS = re.compile(
    r"(?:(?P<weekday>[a-zæøå]+dag)\s+)?(?:den\s+)?(?P<day>[0-9]{1,2})\.?\s*(?P<month>[a-z]{3,9})\.?,?\s+(?P<year>[0-9]{4})"
)


ORE_IN_A_MILLION = 100_000_000


def rounded(x: float | Decimal, decimals: int) -> Decimal:
    """Round x half up (away from zero) to `decimals` places; a float counts as it is written."""
    # By the digits that are seen: in binary 2.675 is a little less, and would round down.
    exact = x if isinstance(x, Decimal) else Decimal(str(x))
    if not exact.is_finite():
        raise Refused("Tallet kan ikke vises, fordi det ikke er et endeligt tal. Ret beregningen bag det.")
    # With the usual 28 digits quantize refuses a longer number.
    digits = max(exact.adjusted() + 1, 1) + decimals + 1
    result = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=Context(prec=max(digits, 28)))
    # No minus zero, which would be shown as »-0«.
    return result or abs(result)


def number(x: float | Decimal, decimals: int = 0) -> str:
    """Write x in Danish with a fixed number of decimals: `1.234,5`."""
    return f"{rounded(x, decimals):,f}".translate(str.maketrans(",.", ".,"))


def hours(x: float | Decimal) -> str:
    """Write hours with one decimal where there is one, and none where there is none."""
    told = rounded(x, 1)
    return number(told, 0 if told == told.to_integral_value() else 1)


def percent(x: float | Decimal, decimals: int = 1) -> str:
    """Write the share x (0.15) as `15,0 %`."""
    share = x if isinstance(x, Decimal) else Decimal(str(x))
    return f"{number(share * 100, decimals)} %"


def kroner(ore: int) -> str:
    """Write øre as kroner: `600.000 kr.` when whole, else `1.234.567,89 kr.`, never rounded."""
    return f"{number(Decimal(ore) / 100, 0 if ore % 100 == 0 else 2)} kr."


def in_millions(ore: int) -> str:
    """Write øre as millions of kroner with the decimals it takes, one at least: `0,05`, `1,2`."""
    exact = Decimal(ore).scaleb(-8).normalize()
    return number(exact, max(1, -int(exact.as_tuple().exponent)))


def sum_of(ore: int) -> str:
    """Write øre as one reads a sum: `360.000 kr.` under a million, and `5,7 mio. kr.` with the decimals it takes from there."""
    return kroner(ore) if abs(ore) < ORE_IN_A_MILLION else f"{in_millions(ore)} mio. kr."


def millions(ore: int, decimals: int = 1) -> str:
    """Write øre as `5,7 mio. kr.`, rounded half up; `kroner` writes the exact amount."""
    return f"{number(Decimal(ore) / 100_000_000, decimals)} mio. kr."


def date(d: dt.date) -> str:
    """Write `23. september 2025`; a moment with a time zone is the Danish day it falls on."""
    day = day_of(d)
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def numeric_date(d: dt.date) -> str:
    """Write `23-09-2025`, as many houses print a day on the head of a page."""
    day = day_of(d)
    return f"{day.day:02}-{day.month:02}-{day.year}"


def weekday(d: dt.date) -> str:
    """Write `Tirsdag`."""
    return WEEKDAYS[day_of(d).weekday()].capitalize()


def weekday_date(d: dt.date) -> str:
    """Write `tirsdag den 23. september 2025`."""
    day = day_of(d)
    return f"{WEEKDAYS[day.weekday()]} den {date(day)}"


def clock(t: dt.time | dt.datetime) -> str:
    """Write `kl. 8.30`; a moment with a time zone is shown in Danish time."""
    if isinstance(t, dt.datetime) and t.tzinfo is not None:
        t = t.astimezone(COPENHAGEN)
    return f"kl. {t.hour}.{t.minute:02d}"


def day_of(d: dt.date) -> dt.date:
    """Return the Danish day that a moment with a time zone falls on; a date is its own day."""
    if isinstance(d, dt.datetime):
        return (d.astimezone(COPENHAGEN) if d.tzinfo else d).date()
    return d


def today() -> dt.date:
    """Return the date in Denmark now."""
    return dt.datetime.now(COPENHAGEN).date()


def parse_number(text: str) -> Decimal:
    """Read a Danish number (`1.234,5`, `1 234`, `-3`); raises Refused, as for `1.5`."""
    number = _NUMBER.fullmatch(_tidy(text))
    if not number:
        raise Refused(
            f"»{_shown(text)}« kan ikke læses som et tal. Skriv cifre med komma før decimalerne, for eksempel 1.234,5."
        )
    whole = re.sub(r"[. ]", "", number["whole"])
    # normalize makes 1000 into 1E+3; adding 0 takes that back, and the sign of -0.
    return Decimal(f"{number['sign']}{whole}.{number['part'] or '0'}").normalize() + 0


def parse_kroner(text: str) -> int:
    """Read an amount as øre: `600.000 kr.`, `1.234,50`, `500,-`, `5,7 mio. kr.`, `50 t.kr.`

    Raises Refused when it is no amount or does not come out in whole øre.
    """
    money = _MONEY.fullmatch(_tidy(text))
    try:
        amount = parse_number(money["amount"].strip()) if money else None
    except Refused:
        amount = None

    if money is None or amount is None:
        raise Refused(
            f"»{_shown(text)}« kan ikke læses som et beløb. Skriv for eksempel 600.000 kr. eller 5,7 mio. kr."
        )

    scale = _SCALES[money["scale"].lower().replace(" ", "")] if money["scale"] else 1
    ore = amount * scale * 100
    if ore != int(ore):
        raise Refused(f"»{_shown(text)}« går ikke op i hele øre. Skriv beløbet med højst to decimaler.")

    return int(ore)


def parse_date(text: str) -> dt.date:
    """Read 17-05-2026, 17.05.2026, 17/05/2026, `(søndag den) 17. maj 2026` or 2026-05-17.

    Raises Refused when it is none of these, not in the calendar, or the weekday named is another.
    """
    tidy = _tidy(text).lower()
    written = _ISO.fullmatch(tidy) or _DIGITS.fullmatch(tidy) or _WORDS.fullmatch(tidy)
    month = _month(written["month"]) if written else None
    if written is None or month is None:
        raise Refused(
            f"»{_shown(text)}« kan ikke læses som en dato. Skriv dag, måned og år med fire cifre, "
            "for eksempel 17-05-2026 eller 17. maj 2026."
        )

    try:
        day = dt.date(int(written["year"]), month, int(written["day"]))
    except ValueError:
        raise Refused(f"Datoen »{_shown(text)}« findes ikke i kalenderen. Ret dagen eller måneden.") from None

    weekday = written.groupdict().get("weekday")
    if weekday and weekday != WEEKDAYS[day.weekday()]:
        raise Refused(
            f"{date(day)} er en {WEEKDAYS[day.weekday()]}, men der står {weekday[:20]}. Ret datoen eller ugedagen."
        )

    return day


SEASONS = {"foråret": 3, "sommeren": 6, "efteråret": 9, "vinteren": 12}  # the month in which each begins
PRECISIONS = ("day", "month", "season", "year", "unknown")
_SPAN = re.compile(r"(?:(?:i|ultimo|primo|medio)\s+)?(?:(?P<name>[a-zæøå]{3,9})\.?\s+)?(?P<year>[0-9]{4})")


@dataclass(frozen=True)
class When:
    """When something happened, no more precisely than it is known: a day, a month, a season, a year, or not at all.

    `on` is the first day of the span, None when the precision is `unknown`.
    """

    on: dt.date | None = None
    precision: str = "day"

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            message = f"precision {self.precision!r} is none of {PRECISIONS}"
            raise ValueError(message)
        first = _first_day(self.on, self.precision)
        object.__setattr__(self, "on", first)
        object.__setattr__(self, "precision", self.precision if first else "unknown")

    @property
    def day(self) -> dt.date | None:
        """The day, when it is known to the day: what may be counted from, put in a calendar, or called late."""
        return self.on if self.precision == "day" else None

    @property
    def last(self) -> dt.date | None:
        """The last day of the span."""
        months = {"month": 1, "season": 3, "year": 12}.get(self.precision)
        if self.on is None or months is None:
            return self.on
        at = self.on.month - 1 + months
        # After December 9999 there is no day.
        if self.on.year + at // 12 > dt.MAXYEAR:
            return dt.date.max
        return dt.date(self.on.year + at // 12, at % 12 + 1, 1) - dt.timedelta(days=1)

    @property
    def iso(self) -> str:
        """The span as ISO 8601 writes it, no longer than it is known: `2024-04`, `2025`; a season as EDTF does: `2025-21`.

        Source: ISO 8601-2:2019 (EDTF level 1): 21 spring, 22 summer, 23 autumn, 24 winter.
        """
        if self.on is None:
            return ""
        if self.precision == "season":
            return f"{self.on.year:04}-{21 + list(SEASONS.values()).index(self.on.month)}"
        return self.on.isoformat()[: {"year": 4, "month": 7}.get(self.precision, 10)]

    def __str__(self) -> str:
        return when(self.on, self.precision)


def _first_day(on: dt.date | None, precision: str) -> dt.date | None:
    if on is None or precision == "unknown":
        return None
    if precision == "month":
        return on.replace(day=1)
    if precision == "year":
        return on.replace(month=1, day=1)
    if precision == "season":
        begins = max((month for month in SEASONS.values() if month <= on.month), default=12)
        # January and February belong to the winter that began in December.
        return dt.date(on.year - (on.month < 3), begins, 1)
    return day_of(on)


def when(on: dt.date | None, precision: str = "day") -> str:
    """Write a date no more precisely than it is known: `17. maj 2025`, `april 2024`, `foråret 2025`, `2025`, or nothing."""
    if on is None or precision == "unknown":
        return ""
    if precision == "month":
        return f"{MONTHS[on.month - 1]} {on.year}"
    if precision == "season":
        first = _first_day(on, precision)
        assert first is not None
        return f"{next(name for name, month in SEASONS.items() if month == first.month)} {first.year}"
    return str(on.year) if precision == "year" else date(on)


def parse_when(text: str) -> When:
    """Read a day as `parse_date` does, or a month, a season or a year: `april 2024`, `foråret 2025`, `2025`.

    Raises Refused when it is none of these.
    """
    tidy = _tidy(text).lower()
    span = _SPAN.fullmatch(tidy)
    refused = Refused(
        f"»{_shown(text)}« kan ikke læses som en tid. Skriv en dag (17-05-2025), en måned (maj 2025), en årstid "
        "(foråret 2025) eller et år (2025)."
    )
    if span is None:
        if not any(form.fullmatch(tidy) for form in (_ISO, _DIGITS, _WORDS)):
            raise refused
        return When(parse_date(text))

    year, name = int(span["year"]), span["name"]
    try:
        if name is None:
            return When(dt.date(year, 1, 1), "year")
        season = next((month for word, month in SEASONS.items() if word.startswith(name) and len(name) > 4), None)
        if season is not None:
            return When(dt.date(year, season, 1), "season")
        month = _month(name)
        if month is not None:
            return When(dt.date(year, month, 1), "month")
    except ValueError:
        pass  # a year before the calendar's first

    raise refused


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    fits = [i for i, name in enumerate(MONTHS, start=1) if name.startswith(word)]
    # »ju« could be June or July.
    return fits[0] if len(fits) == 1 else None


def listing(words: Sequence[str], last: str = "") -> str:
    """Join words as a Danish sentence does: `a, b og c`; no words give an empty text."""
    if len(words) < 2:
        return "".join(words)
    joined = languages.told(last) if last else languages.told("og")
    return f"{', '.join(words[:-1])} {joined} {words[-1]}"


def count(n: int, one: str, many: str) -> str:
    """Write how many: `1 sag`, `0 sager`, `1.234 sager`."""
    return f"{number(n)} {one if n == 1 else many}"


# The alphabet ends ... x y z æ ø å. These signs stand right after z, so that plain string order is Danish order.
_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y", "đ": "d", "ð": "d", "ł": "l"})
_ACCENTS = re.compile("[\u0300-\u036f]")


def sort_key(text: str) -> str:
    """Return a string that sorts as a Danish index does: æ, ø, å last, aa as å, accents and case last.

    Source: the Danish tailoring of the Unicode collation (CLDR, `da`): ä, ö, ü stand with æ, ø, y; capitals first.
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    # These three come after z and stand for æ, ø and å below: none may come from the text itself.
    letters = re.sub("[{|}]", " ", folded).replace("aa", "å").translate(_LETTERS)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", letters))
    words = re.sub(r"[^\w{|}]+|_", " ", bare).strip()
    return f"{words}\0{folded}\0{text}"


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u2212", "-").replace("\u2013", "-")).strip()


def _shown(text: str) -> str:
    """Return what was typed, cut to what fits in a sentence."""
    one_line = re.sub(r"\s+", " ", text).strip()
    return one_line if len(one_line) <= 40 else f"{one_line[:39]}…"
