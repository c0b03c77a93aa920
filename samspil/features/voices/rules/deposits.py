"""What a phone without network may hand in: its bounds, what stands in a sealed voice, and on which day it was given. No Django."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from samspil.paper.refusal import Refused
from samspil.spine import states

STATES = states.register(
    states.table(
        "deposit (aflevering)",
        {
            "arriving": "på vej",
            "held": "venter på et menneske",
            "risen": "taget imod",
            "withdrawn": "trukket tilbage",
        },
        {"arriving": "held risen withdrawn", "held": "risen withdrawn", "risen": "withdrawn"},
    )
)
# The forms that phones may have been given. One that was ever handed out is never taken away: a voice may lie on a phone for months.
FORM = 1
FORMS = frozenset({1})
# How long a phone may hand in before it is made ready anew, and how long its key is kept for what still lies on it after that.
LASTS = dt.timedelta(days=60)
KEY_KEPT = dt.timedelta(days=180)
PIECE = 256 * 2**10  # bytes: what a slow line brings in some seconds
LARGEST = 20 * 2**20  # bytes of one sealed voice
MOST_PIECES = LARGEST // PIECE
MOST_PHOTOS = 5
LARGEST_NOTICE = 16 * 2**10  # bytes of the notice that names the pieces
LARGEST_FACTS = 128 * 2**10  # bytes of what was written; a voice has 10,000 characters
MOST_ARRIVING = 200  # voices that a phone has begun to send and not finished
MOST_A_DAY = 1_000  # voices that one phone begins to send in a day
MOST_BYTES_A_DAY = 2 * 2**30  # of what one phone begins to send in a day
MOST_WAITING = 100_000  # what a phone may say of how many it holds
LARGEST_FILE = 400 * 2**20  # bytes of the file a phone saves when all else fails
MOST_IN_FILE = 500
FILE_HEAD = b"SAMSPIL-BIDRAG-1\n"
# Clocks that disagree by more than this are told of, and the day is an estimate.
DISAGREES = dt.timedelta(days=1)
HELD = {
    "form": "Bidraget er skrevet på en formular, som Samspil ikke kender her.",
    "consent": "Samtykket passer ikke til en tekst, som Samspil kender.",
    "place": "Den, der skrev bidraget, har ikke længere en rolle dér, hvor det hører til.",
    "content": "Noget i bidraget kan ikke tages imod, som det er.",
    "key": "Bidraget kan ikke åbnes her.",
    "law": "Retsgrundlaget på stedet er ikke godkendt. Bidraget bliver liggende, til det er.",
}
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Held(Refused):
    """A whole voice that cannot be taken in as it is: a person looks at it, and nothing is lost. `why` is a key of HELD."""

    def __init__(self, why: str, sentence: str = "") -> None:
        super().__init__(sentence or HELD[why])
        self.why = why


class OtherContent(Refused):
    """The same id was used for another voice: neither overwrites the other."""

    def __init__(self) -> None:
        super().__init__(
            "Serveren har et andet bidrag under samme nummer. Bidraget bliver på telefonen: gem det som en fil, og ring til tovholderen."
        )


class TooMany(Refused):
    """A phone sends more than any person takes in: it waits, and loses nothing."""


@dataclass(frozen=True)
class Notice:
    """What a phone says of a voice before it sends it: its size, the digest of the whole and of each piece, and the phone's clock."""

    id: UUID
    digest: str
    size: int
    pieces: tuple[str, ...]
    sent_at: dt.datetime

    @property
    def piece_sizes(self) -> list[int]:
        """Return the size of each piece, in order."""
        return [min(PIECE, self.size - start) for start in range(0, self.size, PIECE)]


def read_notice(body: bytes) -> Notice:
    """Read a phone's notice. Refused with more than the bounds, and with what is no notice."""
    wrong = "Telefonen sendte noget, Samspil ikke forstår. Hent siden igen med net, og prøv så igen."
    if len(body) > LARGEST_NOTICE:
        raise Refused(wrong)
    told = _object(body, wrong)
    try:
        notice = Notice(
            id=UUID(_text(told["id"], 36)),
            digest=_text(told["digest"], 64),
            size=_whole(told["size"]),
            pieces=tuple(_text(each, 64) for each in _listed(told["pieces"])),
            sent_at=moment(told["sent_at"]),
        )
    except (KeyError, TypeError, ValueError):
        raise Refused(wrong) from None

    if not 0 < notice.size <= LARGEST:
        raise Refused(
            f"Bidraget fylder mere end {LARGEST // 2**20} MB. Gem det som en fil, og bed om hjælp til at dele det."
        )
    if len(notice.pieces) != len(notice.piece_sizes) or not all(
        map(_DIGEST.fullmatch, (notice.digest, *notice.pieces))
    ):
        raise Refused(wrong)
    return notice


def check_piece(content: bytes, digest: str) -> None:
    """A piece came as it was sent. Refused when a byte is missing or has changed: it is sent again."""
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused("Et stykke blev skadet på vejen. Telefonen sender det igen.")


@dataclass(frozen=True)
class Content:
    """What stands in a sealed voice: which phone and form it was made with, when by the phone's clock, what was said, and its photos."""

    form: int
    phone: UUID
    saved_at: dt.datetime
    words: str
    method: str
    place: str
    role_label: str
    through: str
    channel: str
    contact: str
    consent_version: int
    consent_form: str
    answers: Mapping[str, bool]
    danger: str
    considered: bool
    photos: tuple[bytes, ...]

    @property
    def purposes(self) -> list[str]:
        """Return what the person said yes to."""
        return [purpose for purpose, is_yes in self.answers.items() if is_yes]


def read(content: bytes) -> Content:
    """Read what was sealed: four bytes that say how long the facts are, the facts as JSON, and each photo. `Held` when it is none."""
    length = int.from_bytes(content[:4])
    if not 0 < length <= min(LARGEST_FACTS, len(content) - 4):
        raise Held("content")

    try:
        told = _object(content[4 : 4 + length], "")
        # A form nobody here knows may mean other things by the same words.
        form = _whole(told["form"])
    except (Refused, KeyError, TypeError, ValueError):
        raise Held("content") from None
    if form not in FORMS:
        raise Held("form", f"Bidraget er skrevet på formularens udgave {form}, som Samspil ikke kender her.")

    try:
        return _content(form, told, content[4 + length :])
    except (KeyError, TypeError, ValueError):
        raise Held("content") from None


def _content(form: int, told: Mapping[str, Any], files: bytes) -> Content:
    consent = told["consent"]
    answers = {_text(key, 30): _flag(value) for key, value in dict(consent["answers"]).items()}
    photos, start = [], 0
    for each in _listed(told["photos"]):
        size = _whole(each["size"])
        photos.append(files[start : start + size])
        start += size
        if len(photos) > MOST_PHOTOS or hashlib.sha256(photos[-1]).hexdigest() != each["sha256"]:
            raise ValueError("photo")

    if start != len(files):
        raise ValueError("files")
    return Content(
        form=form,
        phone=UUID(_text(told["phone"], 36)),
        saved_at=moment(told["saved_at"]),
        words=_text(told["words"], LARGEST_FACTS),
        method=_text(told["method"], 30),
        place=_text(told["place"], 120),
        role_label=_text(told["role_label"], 60),
        through=_text(told["through"], 60),
        channel=_text(told["channel"], 20),
        contact=_text(told["contact"], 300),
        consent_version=_whole(consent["version"]),
        consent_form=_text(consent["form"], 20),
        answers=answers,
        danger=_text(told["danger"], 3),
        considered=_flag(told["considered"]),
        photos=tuple(photos),
    )


def missing(pieces: Sequence[str], there: set[int]) -> list[int]:
    """Return the numbers of the pieces that have not come."""
    return [number for number in range(len(pieces)) if number not in there]


@dataclass(frozen=True)
class Day:
    """On which day a voice was given, and whether that is an estimate because the phone's clock was wrong."""

    on: dt.datetime
    is_about: bool


def given_at(saved_at: dt.datetime, sent_at: dt.datetime, *, arrived_at: dt.datetime, ready_at: dt.datetime) -> Day:
    """Tell when a voice was given, by the server's clock where the phone's is wrong.

    How wrong is seen when it sends: by so much its note of the time is moved. A voice is never given before its phone was made
    ready nor after it arrived.
    """
    wrong = arrived_at - sent_at
    mended = saved_at + wrong if abs(wrong) > DISAGREES else saved_at
    within = max(ready_at, min(mended, arrived_at))
    return Day(within, abs(wrong) > DISAGREES or abs(within - mended) > DISAGREES)


def moment(told: object) -> dt.datetime:
    """Read a time as a phone writes it, with how far it is from UTC. ValueError for anything else."""
    at = dt.datetime.fromisoformat(_text(told, 40))
    # The last of the calendar cannot be moved to another zone.
    if at.tzinfo is None or not 1970 <= at.year <= 9000:
        raise ValueError("moment")
    return at


def entries(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return the (notice, envelope) of each voice in a file that a phone saved. Refused for another file, and one cut off."""
    if not content.startswith(FILE_HEAD):
        raise Refused(
            "Det er ikke en fil med bidrag fra en telefon. Vælg den fil, der ender på .samspil.", field="file"
        )
    found: list[tuple[bytes, bytes]] = []
    start = len(FILE_HEAD)
    while start < len(content):
        sizes = [int.from_bytes(content[start + at : start + at + 4]) for at in (0, 4)]
        body = content[start + 8 : start + 8 + sum(sizes)]
        if len(body) != sum(sizes) or not all(sizes) or len(found) >= MOST_IN_FILE:
            raise Refused("Filen er ikke hel. Gem den igen på telefonen, og hent den nye ind.", field="file")
        found.append((body[: sizes[0]], body[sizes[0] :]))
        start += 8 + len(body)
    return found


def _object(body: bytes, wrong: str) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(wrong) from None
    if not isinstance(told, dict):
        raise Refused(wrong)
    return told


def _text(value: object, longest: int) -> str:
    # A lone surrogate is no letter, and no database takes it or the empty sign.
    if (
        not isinstance(value, str)
        or len(value) > longest
        or any(each == "\x00" or "\ud800" <= each <= "\udfff" for each in value)
    ):
        raise ValueError("text")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError("number")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("flag")
    return value


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_PIECES:
        raise ValueError("list")
    return value
