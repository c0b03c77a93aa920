"""The meeting's head: which body met, when, where, and who was away. Read from labels, banners and plain first lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from samspil.analysis.minutes import facts, lexicon

_KIND = lexicon.loose(
    r"\b(?:beslutningsreferat|referater|referat|dagsordner|dagsorden|tillægsdagsorden|beslutningsprotokol|mødeprotokol|protokol"
    r"|åben|åbent|foreløbig\w*|endelig\w*"
    r"|ekstraordinært|ordinært)\b"
)
_OPENERS = lexicon.loose(r"^(?:(?:fra|for|til|af|i|og|møde[t]?|mødet|d|den)[.:]?\s+)+(?=\S)")
_WEEKDAYS = lexicon.loose(rf"\b{lexicon.WEEKDAY}\b(?:\s+(?:den|d)\b\.?)?")
_IN_HALL = lexicon.loose(r"\bi\s+(?P<place>\w+salen|(?:mødelokale|lokale)\s+\w+)\b")
_AT_PLACE = lexicon.loose(
    r"\b(?:kl\.?|klokken)\s*\d{1,2}(?:[.:]\d\d)?\s*(?:(?:[-–]|til)\s*(?:kl\.?\s*)?\d{1,2}(?:[.:]\d\d)?\s*)?,?\s*(?:i|på|hos)"
    r"\s+(?P<place>[A-ZÆØÅ]\S*(?:\s.*)?)$"
)
# "i L204, Hospitalet Fjordby" on the line below the date.
_PLACE_LINE = lexicon.loose(r"^(?:i|på|hos)\s+(?P<place>(?-i:[A-ZÆØÅ0-9])[^\n]{2,90})$")
_ROOM = lexicon.loose(
    r"(?P<place>(?-i:[A-ZÆØÅ])[^.:\n\d]{2,60},\s*(?:mødelokale|lokale|mødesal|kantinen|aulaen|\w+salen)\b[^.\n]{0,30}"
    r"|(?-i:[A-ZÆØÅ])\w+s\s(?:mødelokaler?|mødesal))$"
)
_POST_TOWN = re.compile(r"^.{0,90}?\b\d{4},?\s+[A-ZÆØÅ][a-zæøå]+(?:\s[A-ZÆØÅ]\b)?")
_LONGEST_PLACE = 90
# A body that only its meeting names: "Skolebestyrelsesmøde" is one of Skolebestyrelsen.
_MEETING_OF = lexicon.loose(r"\b(?P<body>\w*(?P<kind>udvalg|råd|bestyrelse|nævn|klynge))s?-?møde(?:t|r)?\b")
_DEFINITE = {"udvalg": "et", "råd": "et", "nævn": "et", "bestyrelse": "n", "klynge": "n"}
_TO_WHOM = lexicon.loose(r"^(?:.{0,60}\b(?:indstiller|anbefaler|indstilles|anbefales)\b,?\s*)?(?:\d{1,2}\.\s*)?at\s+")
_SENTENCES = 600
_BODY_DOES = lexicon.loose(
    r"^(?P<body>.{3,80}?)\s+(?:skal|kan|vil|har|er|bliver|blev|drøfte[rs]?|drøftede|godkende[rs]?|godkendte|behandle[rs]?|tager|tog"
    r"|indstille[rs]?|anbefale[rs]?|beslutter|besluttede|orientere[rs]?|vedtager|vedtog|ønsker|holder|holdt|afholder|afholdt|mødes|mødtes)\b"
)
# "Forældrevalgte: Dorte Myrup": a group of those who came, or stayed away.
_GROUP = re.compile(r"^[A-ZÆØÅ][\w /-]{2,40}:\s*(?P<rest>\S.*)$")
_END = lexicon.loose(
    r"(?:mødet?\b[^.\n]{0,80}?\b(?:hævet|hævedes|sluttede|slut|sluttet|afsluttet|ophævet)"
    r"|sluttede)\b[^\n]{0,24}?kl\.?\s*(?P<clock>\d{1,2}(?:[.:]\d\d)?)"
)
_BEGAN = lexicon.loose(
    r"mødet?\b[^.\n]{0,80}?\b(?:begyndte|startede|åbnet)\b[^\n]{0,12}?kl\.?\s*(?P<clock>\d{1,2}[.:]\d\d)"
)
_ABSENT_LABEL = lexicon.loose(
    r"^\W*(?:fraværende(?: med afbud| uden afbud)?|afbud(?: fra)?|ikke til stede)\s*:\s*(?P<rest>.*)$"
)
_AWAY_MARK = lexicon.loose(r"(?:[-–(,]\s*(?:afbud|fraværende)\b|\bhavde meldt afbud)")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_PLACE_END = re.compile(r"\s{0,9}[.;]\s*$")


@dataclass(slots=True)
class Meeting:
    """What is known of the meeting; filled from its head first, then from what the items tell."""

    body: str | None = None
    date: str | None = None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    absent: list[str] = field(default_factory=list)
    is_agenda: bool = False

    def note_decision(self, heading: str) -> None:
        """Take body and date from a heading "Beslutning i <body> den <date>" where the head says neither."""
        if self.date is None:
            self.date = facts.date(heading)
        if self.body is None:
            owner = re.match(r"^(?P<body>.+?)s\s+(?:beslutning|behandling)\b", heading)
            self.body = body_of(
                owner["body"]
                if owner
                else re.sub(r"^(?:Beslutning(?:en)?|Behandling)\s+(?:i|fra|af|på)\s+", "", heading, flags=re.IGNORECASE)
            )

    def note_hours(self, words: str, *, labelled: bool = False) -> None:
        """Take from when until when, each only where it is not known already."""
        if held := facts.hours(words, labelled=labelled):
            self.start, self.end = self.start or held[0], self.end or held[1]

    def note_clock(self, words: str) -> None:
        """Take the closing time, and the opening time, from a sentence that tells them."""
        ended = _END.search(words)
        if ended and self.end is None:
            self.end = _clock(ended["clock"])
        began = _BEGAN.search(words)
        if began and self.start is None:
            self.start = _clock(began["clock"])


def _clock(words: str) -> str | None:
    clocks = facts.clocks("kl. " + words)
    return clocks[0] if clocks else None


def read(lines: list[tuple[str, bool]]) -> Meeting:
    """Read the head's lines (words, and whether they close the meeting) into a meeting."""
    meeting = Meeting()
    opening = [words for words, closing in lines if not closing]
    values = _values(opening)
    meeting.is_agenda = _is_agenda(opening)
    _labelled(meeting, values)
    _banners(meeting, [words for name, words in values if name == "banner"])
    for words, closing in lines:
        if closing:
            meeting.note_clock(words)

    if meeting.end is None:
        meeting.note_clock("\n".join(opening))

    if meeting.date is None:
        meeting.date = next((day for _, words in values if (day := facts.date(words))), None)

    for words in opening:
        if _AWAY_MARK.search(words) and not lexicon.FIELD.match(words):
            meeting.absent += facts.names(_AWAY_MARK.split(words)[0])

    meeting.absent = list(dict.fromkeys(meeting.absent))
    return meeting


def _values(lines: list[str]) -> list[tuple[str, str]]:
    """Return (label, value): a label without value takes the lines below it, one for most, all names for those present or away."""
    values: list[tuple[str, str]] = []
    pending: str | None = None
    named = False
    for words in lines:
        label = _label(words)
        if label:
            pending, rest = label
            if rest:
                values.append((pending, rest))
                pending = pending if pending in {"absent", "present"} else None
            named = bool(rest)
        elif lexicon.BANNER.match(words) or (
            _is_banner(words) and pending not in {"date", "start", "end", "place", "body"}
        ):
            values.append(("banner", words))
            pending = None
        elif (
            pending in {"absent", "present"}
            and (group := _GROUP.match(words))
            and (facts.is_name_line(group["rest"]) or facts.names_nobody(group["rest"]))
        ):
            values.append((pending, group["rest"]))
            named = True
        elif pending and (not named or facts.is_name_line(words) or pending == "present"):
            values.append((pending, words))
            named = True
            pending = pending if pending in {"absent", "present"} else None
        else:
            values.append(("banner", words))
            # A heading such as "Sekretariat" begins another list: whoever stands below it was not away.
            pending = pending if _IN_BRACKETS.match(words) else None

    return values


def _label(words: str) -> tuple[str, str] | None:
    label = lexicon.FIELD.match(words)
    if not label:
        return None

    name = lexicon.FIELD_NAMES.get(lexicon.fold(label["label"]), "other")
    rest = words[label.end() :].strip(" \t:")
    if ":" in label["mark"] or not rest:
        return name, rest
    if name in {"date", "start", "end"}:
        return (name, rest) if lexicon.DATE.search(rest) or facts.clocks(rest) else None
    if name == "place" and label["label"].lower().endswith("lokale"):
        return None

    if (
        words[:1].isupper()
        and (rest[:1].isupper() or name == "absent")
        and name in {"place", "absent", "present", "body"}
    ):
        return None if name == "body" and re.match(r"(?:for|til|om)\b", rest) else (name, rest)

    return None


def _is_banner(words: str) -> bool:
    return bool(lexicon.DATE.search(words) and lexicon.BODY.search(words))


def _is_agenda(lines: list[str]) -> bool:
    for words in lines:
        kind = lexicon.BANNER.match(words)
        if kind and (len(words) > 11 or lexicon.fold(words) == "dagsorden"):
            return "dagsorden" in lexicon.fold(kind[0]) and "referat" not in lexicon.fold(words)
    return False


def _labelled(meeting: Meeting, values: list[tuple[str, str]]) -> None:
    for name, words in values:
        clocks = facts.clocks(words)
        if name in {"date", "start", "end"} and meeting.date is None:
            meeting.date = facts.date(words)

        if name in {"date", "start"} and clocks:
            meeting.start = meeting.start or clocks[0]

        if name in {"date", "start"}:
            meeting.note_hours(words, labelled=name == "start")

        if name == "end" and clocks:
            meeting.end = meeting.end or clocks[-1]

        if name == "place" and meeting.place is None:
            meeting.place = _PLACE_END.sub("", words) or None

        if name == "body" and meeting.body is None and lexicon.BODY.search(words):
            meeting.body = words.strip(" .:")

        if name == "absent":
            meeting.absent += facts.names(words)


def _banners(meeting: Meeting, lines: list[str]) -> None:
    for words in lines:
        for part in re.split(r"\s[-–—]\s", words) if len(words) < 120 else []:
            if lexicon.PLACE.match(part.strip()) and meeting.place is None:
                meeting.place = re.sub(r",?\s*kl\.?\s*[\d.:]+\s*$", "", part.strip()).strip(" .") or None
                meeting.start = meeting.start or next(iter(facts.clocks(words)), None)

        told = _ROOM.search(lexicon.DATE.sub("", words)) if len(words) < 120 else None
        told = told or (_PLACE_LINE.match(words) if meeting.date else None)
        if told and meeting.place is None:
            meeting.place = told["place"].strip(" .")

        meeting.note_hours(words)
        if not (lexicon.DATE.search(words) or lexicon.BODY.search(words) or lexicon.BANNER.match(words)):
            continue

        if meeting.date is None and len(words) < 200:
            meeting.date = facts.date(words)

        clocks = facts.clocks(words) if lexicon.DATE.search(words) or re.search(r"\bkl", words, re.IGNORECASE) else []
        if meeting.start is None and clocks:
            meeting.start = clocks[0]

        place = _AT_PLACE.search(words) or _IN_HALL.search(words)
        if place and meeting.place is None:
            meeting.place = _place(place["place"])

        if meeting.body is None and len(words) < 200:
            meeting.body = body_of(words)


def _place(words: str) -> str | None:
    """Return the place that words begin with: up to its postal town, or all of them where they are few."""
    town = _POST_TOWN.match(words)
    place = town[0] if town else words
    return place.strip(" .") if len(place) <= _LONGEST_PLACE else None


def body_of(words: str) -> str | None:
    """Return the political body that a banner names, as printed, or None."""
    date = lexicon.DATE.search(words)
    bare = words[: date.start()] + " " + words[date.end() :] if date else words
    bare = re.sub(r"\bkl\.?\s*[\d.: –-]*\d.*$", "", bare, flags=re.IGNORECASE)
    bare = _WEEKDAYS.sub(" ", bare)
    parts = re.split(r"\s[-–—|]\s|\.\s|\s{3,}|:\s|;", _KIND.sub(" | ", bare).replace("|", " - "))
    for part in parts:
        own = re.sub(r"^.*\bKommune\s+(?=\w)", "", part)
        core = _OPENERS.sub("", re.sub(r"\s+", " ", own).strip(" ,.:-–0123456789"))
        core = re.sub(r",?\s*(?:pkt|punkt)\.?\s*\d*$", "", core)
        core = re.sub(r"\s+(?:den|d|i|på|af|fra|s)\.?$", "", core).strip(" ,.:-–")
        core = re.sub(r"(?:s\s+møde)?(?:\s+(?:den|d)\.?)?$", "", core)
        core = _alone(core)
        if 3 < len(core) < 90 and lexicon.BODY.search(core) and core[:1].isupper() and not core.endswith("."):
            return core

    meeting = _MEETING_OF.search(bare) if len(words) < 200 else None
    return meeting["body"] + _DEFINITE[meeting["kind"].lower()] if meeting else None


def body_in(words: str) -> str | None:
    """Return the body that a sentence says something of: "at Ydre By Lokaludvalg godkender", "Rådet skal drøfte"."""
    for start, end in facts.sentences(words[:_SENTENCES]):
        said = _BODY_DOES.match(_TO_WHOM.sub("", words[start:end]))
        if (
            said
            and lexicon.BODY.search(said["body"])
            and not lexicon.BODY.fullmatch(said["body"])
            and said["body"][:1].isupper()
        ):
            return said["body"].strip()
    return None


def _alone(words: str) -> str:
    """Return the body without the sentence or the parish around it."""
    said = _BODY_DOES.match(words)
    if said and lexicon.BODY.search(said["body"]):
        return said["body"]
    last = words.rpartition(", ")[2]
    return last if last[:1].isupper() and lexicon.BODY.fullmatch(last) else words


def listed_absences(words: str) -> list[str]:
    """Give the names under a label "Fraværende:" or "Afbud:" in running text, up to the next empty line."""
    absent: list[str] = []
    active = above = False
    for line in words.splitlines():
        label = _ABSENT_LABEL.match(line)
        if label:
            active, above = True, False
            absent += facts.names(label["rest"])
        elif not line.strip():
            above = bool(absent)
        elif active and above and not facts.is_name_line(line):
            active = False
        elif active and not line.strip().endswith(":"):
            absent += facts.names(line)
        else:
            active = False

    return list(dict.fromkeys(absent))


_ITEM_ABSENT = lexicon.loose(
    r"^(?P<who>.{3,200}?)\s*,?\s*(?:der\s+)?(?:deltog ikke|var forhindret i|var fraværende|var inhabil"
    r"|forlod mødet|deltog derfor ikke|erklærede sig inhabil)",
    re.IGNORECASE | re.DOTALL,
)


def item_absences(words: str) -> list[str]:
    """Return those whom a decision tells to have been away from this item."""
    absent: list[str] = []
    for start, end in facts.sentences(words):
        sentence = words[start:end]
        told = _ITEM_ABSENT.match(sentence)
        if told:
            absent += facts.names(told["who"])
    return list(dict.fromkeys(absent + listed_absences(words)))
