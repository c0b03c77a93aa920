"""A pasted list of people, read line by line as it is typed in mails and spreadsheets: name, organisation, mail, role."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from samspil.analysis import sides
from samspil.features.partnerships.core import rules

WORD = re.compile(r"[^\s<>(),;]+")
# Of one word, and no letter can stand in two places of it: a line of nothing but @ is read as fast as any other.
MAIL = re.compile(r"[^@]+@(?:[^@.]+\.)+[^@.]{2,}")
BLANKS = re.compile(r"[^\S\t]+")
LONGEST = 500  # of what is said of one person
PHONE = re.compile(r"(?:tlf|telefon|mobil)?\.?:?\s*(\+?[\d\s()-]{8,20})", re.IGNORECASE)
# A telephone number right after a name, eight digits in any pieces: »Ole 20304050«, »Ole tlf. 20 30 40 50«.
PHONE_AT_END = re.compile(r"(?:\(?\+\d{2}\)?\s?)?\d(?:[\s-]?\d){7}$")
PHONES = ("tlf", "tlf.", "telefon", "mobil")
BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")
IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
HEADINGS = frozenset({"navn", "name", "deltager", "deltagere"})
# How alike two names must be before one is taken for a misspelling of the other.
ALIKE = 0.84
# What an organisation is, told by a piece of its name.
KINDS = {
    "municipality": ("kommune", "byråd"),
    "region": ("region",),
    "clinic": ("lægehus", "praksis", "klinik", "lægerne"),
    "research": ("universitet", "professionshøjskole", "forskning"),
    "fund": ("fond",),
    "association": ("forening", "klub", "venner", "frivillig", "værested", "selskab", "råd", "civilsamfund"),
}
# What somebody is in a partnership, told by how a word of it ends; else by the side that the label tells.
ROLE_ENDINGS = {
    "coordinator": ("tovholder", "projektleder", "koordinator"),
    "politician": ("politiker", "rådsmedlem", "borgmester", "udvalgsformand"),
    "director": ("direktør", "chef", "leder"),
    "member": ("medlem", "borger", "frivillig"),
    "staff": (
        "fagperson",
        "medarbejder",
        "ansat",
        "forvaltning",
        "konsulent",
        "embedsmand",
        "sygeplejerske",
        "rådgiver",
    ),
}
# What somebody is in their own association or council: as what they come is told by where they come from.
POSTS = ("formand", "forperson", "forkvinde", "kasserer", "sekretær", "bestyrelse", "repræsentant", "kontaktperson")
ROLE_OF_SIDE = {"citizen": "member", "civil_society": "member", "professional": "staff", "politician": "politician"}


@dataclass(frozen=True)
class Named:
    """One who stands on a list: where, and what was read. An organisation that is not known has a name and a kind."""

    line: int
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    organisation: str = ""
    party_name: str = ""
    party_kind: str = ""


@dataclass(frozen=True)
class Unread:
    """What could not be read: on which line, which value, and how it is mended."""

    line: int
    value: str
    mend: str

    @property
    def sentence(self) -> str:
        return f"Linje {self.line}: »{self.value}«. {self.mend}"


@dataclass(frozen=True)
class Listed:
    """A list as it was read: everybody, and what must be put right first."""

    named: tuple[Named, ...]
    unread: tuple[Unread, ...]


class _LineError(Exception):
    def __init__(self, value: str, mend: str) -> None:
        super().__init__(value)
        self.value, self.mend = value.strip()[:80], mend


def people(text: str, known: Mapping[str, str], kinds: Mapping[str, str], *, asks_role: bool = True) -> Listed:
    """Read a list of people. `known` gives the name of each organisation by its key, and `kinds` what each is.

    Parts stand in any order between tabs, semicolons or commas; the first that is nothing else is the name. A role that is
    left out is told by the organisation.
    """
    named: list[Named] = []
    unread: list[Unread] = []
    by_mail: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        for each in _entries(line):
            try:
                read = _person(number, each, known, kinds, asks_role=asks_role)
                if read.email and (first := by_mail.setdefault(read.email.lower(), number)) != number:
                    raise _LineError(read.email, f"Adressen står også på linje {first}. Lad den ene linje gå ud.")
            except _LineError as wrong:
                unread.append(Unread(number, wrong.value, wrong.mend))
            else:
                named.append(read)

    return Listed(tuple(named), tuple(unread))


def _entries(line: str) -> list[str]:
    """Return what a line holds: one person, or several when addresses were pasted from a mail (`Bo <bo@x.dk>; Eva <eva@x.dk>`)."""
    tidy = BULLET.sub("", BLANKS.sub(" ", line)).strip().strip(";,")
    if not tidy or _parts(tidy)[0].lower() in HEADINGS:
        return []
    if len(_addresses(tidy)) > 1 and ";" in tidy:
        return [each.strip() for each in tidy.split(";") if each.strip()]
    return [tidy]


def _parts(entry: str) -> list[str]:
    mark = next((each for each in ("\t", ";", "|", ",") if each in entry), None)
    return [part.strip().strip('"') for part in (entry.split(mark) if mark else [entry])]


def _person(number: int, entry: str, known: Mapping[str, str], kinds: Mapping[str, str], *, asks_role: bool) -> Named:
    if len(entry) > LONGEST:
        raise _LineError(entry, f"Linjen er længere end {LONGEST} tegn. Skriv én person på hver linje.")
    email, entry = _mail(entry)
    rest, phone = [], ""
    for part in _parts(entry):
        if part and (found := PHONE.fullmatch(part)):
            phone = " ".join(found[1].split())
        elif part:
            rest.append(part)

    if not rest:
        raise _LineError(email or entry, "Der står intet navn. Skriv navnet først på linjen.")
    name, *told = rest
    if not phone:
        name, phone = _phone_apart(name)
    if not any(letter.isalpha() for letter in name):
        raise _LineError(name, "Det er ikke et navn. Skriv navnet først på linjen.")

    read = Named(line=number, name=name[:200], email=email, phone=phone)
    for value in told:
        read = _with(read, value, known, asks_role=asks_role)

    kind = read.party_kind or kinds.get(read.organisation, "")
    return _set(read, role=read.role or _role_from(kind)) if asks_role else read


def _phone_apart(name: str) -> tuple[str, str]:
    """Take a telephone number that stands after a name without any mark apart from it."""
    found = PHONE_AT_END.search(name)
    before = name[: found.start()] if found else ""
    if found is None or not before[-1:].isspace() or not any(letter.isalpha() for letter in before):
        return name, ""
    words = before.rstrip(" :–-").split()
    while words and words[-1].lower() in PHONES:
        words.pop()
    return " ".join(words).rstrip(" :–-"), found[0]


def _addresses(entry: str) -> list[str]:
    words = (found.rstrip(".") for found in WORD.findall(entry) if "@" in found)
    return [word for word in words if MAIL.fullmatch(word)]


def _mail(entry: str) -> tuple[str, str]:
    address = next(iter(_addresses(entry)), "")
    if not address:
        if "@" in entry:
            wrong = next(word for word in re.split(r"[\s,;\t]+", entry) if "@" in word)
            raise _LineError(wrong, "Det er ikke en e-mailadresse. Skriv den som navn@sted.dk, eller tag den ud.")
        return "", entry
    return address, re.sub(rf"[<(]?{re.escape(address)}\.?[>)]?", " ", entry, count=1).strip()


def _with(read: Named, value: str, known: Mapping[str, str], *, asks_role: bool) -> Named:
    role = _role(value)
    is_placed = bool(read.organisation or read.party_name)
    if not is_placed and (key := _organisation(value, known)):
        return _set(read, organisation=key)
    if role and not read.role:
        # Where no role is asked for, one that stands on the list does no harm.
        return _set(read, role=role) if asks_role else read
    if _is_post(value):
        return read
    if is_placed:
        raise _LineError(value, f"Det er ikke en af rollerne. Skriv {_either(rules.ROLE_NAMES)}.")
    return _new_party(read, value, known)


def _new_party(read: Named, value: str, known: Mapping[str, str]) -> Named:
    near = difflib.get_close_matches(_plain(value), [_plain(name) for name in known.values()], n=1, cutoff=ALIKE)
    if near:
        meant = next(name for name in known.values() if _plain(name) == near[0])
        raise _LineError(value, f"Mener du »{meant}«? Skriv den sådan.")

    bracket = IN_BRACKETS.search(value)
    kind = _kind(bracket[1]) if bracket else ""
    name = IN_BRACKETS.sub("", value) if kind else value
    kind = kind or _kind(value)
    if not kind:
        raise _LineError(
            value, "Organisationen er ikke kendt. Skriv i parentes, hvad den er: (kommune), (forening) eller (klinik)."
        )
    return _set(read, party_name=name[:200], party_kind=kind)


def _organisation(value: str, known: Mapping[str, str]) -> str:
    """Return the key of the organisation that a value names: whole, without what stands in brackets, or by a beginning of its own."""
    wanted = _plain(value)
    same = [key for key, name in known.items() if _plain(name) == wanted]
    if not same and len(wanted) >= 4:
        same = [key for key, name in known.items() if _plain(name).startswith(f"{wanted} ")]
    return same[0] if len(same) == 1 else ""


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", IN_BRACKETS.sub("", name).casefold()).split())


def _kind(value: str) -> str:
    words = value.casefold()
    return next((kind for kind, pieces in KINDS.items() if any(piece in words for piece in pieces)), "")


def _role(value: str) -> str:
    words = value.casefold()
    if found := next((role for role, name in rules.ROLES.items() if words == name.casefold()), ""):
        return found
    for role, endings in ROLE_ENDINGS.items():
        if any(word.endswith(endings) for word in re.findall(r"\w+", words)):
            return role
    # »Foreningen Nye Venner« is where somebody comes from, not what they are.
    return "" if _kind(value) else ROLE_OF_SIDE.get(sides.side_of(value), "")


def _is_post(value: str) -> bool:
    """Tell whether a value is a post alone (»næstformand«), and not an organisation with one in it."""
    words = re.findall(r"\w+", value.casefold())
    return len(words) <= 2 and any(word.endswith(POSTS) for word in words)


def _role_from(kind: str) -> str:
    return "member" if kind in {"", "association"} else "staff"


def _set(read: Named, **said: str) -> Named:
    return Named(**{**vars(read), **said})


def _either(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} eller {last}"


def unknown(listed: Collection[Named]) -> list[tuple[str, str]]:
    """Return the organisations on a list that are not known, each once, by name and kind."""
    return list(
        {_plain(each.party_name): (each.party_name, each.party_kind) for each in listed if each.party_name}.values()
    )
