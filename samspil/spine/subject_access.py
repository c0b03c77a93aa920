"""What is kept about somebody (GDPR art. 15 and 20): each part of the product tells what it holds, and one call gathers it.

Somebody is known in two ways: as a data subject, whose words are sealed and who is named nowhere, and as a person who acts or is
named here. Every table that points to either is told by a part, or says why it is not (tests/promises/test_subject_access.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from samspil.paper import danish, languages
from samspil.spine import access
from samspil.spine.actors import Actor
from samspil.spine.models import Organisation, Person, StoredFile, Subject

PURPOSE = "Indsigt i egne oplysninger"


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose data is asked for: the data subjects that somebody has shown to be, or a person who acts or is named here."""

    subjects: tuple[Subject, ...] = ()
    person: Person | None = None

    def __post_init__(self) -> None:
        if bool(self.subjects) == (self.person is not None):
            message = "subject_access.Whose: data subjects, or a person"
            raise ValueError(message)


@dataclass(frozen=True)
class Entry:
    """One thing that is kept: what it is, facts beside their labels, words as they were written, files, and who answers for it."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    files: tuple[StoredFile, ...] = ()
    held_by: Organisation | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one part of the product holds of somebody in some tables (labels, `app.Model`): `tell(whose)` tells it.

    The heading is Danish, announced for the catalogue. Called after the reading is noted.
    """

    name: str
    heading: str
    tables: frozenset[str]
    tell: Callable[[Whose], Iterable[Entry]]
    order: int = 50


@dataclass(frozen=True)
class Section:
    """What one part told, under its heading."""

    heading: str
    entries: tuple[Entry, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The labels of its facts, where several entries hold nothing else and stand better as the rows of a table; else none."""
        if len(self.entries) < 2 or any(each.words or each.files for each in self.entries):
            return ()
        return tuple(dict.fromkeys(label for each in self.entries for label, _value in each.facts))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The entries as rows under `columns`, each with its heading first."""
        return tuple(
            (each.heading, *(dict(each.facts).get(label, "") for label in self.columns)) for each in self.entries
        )


@dataclass(frozen=True)
class Package:
    """Everything that is kept about somebody on a day, and the organisations that answer for it."""

    on: dt.date
    sections: tuple[Section, ...]

    @property
    def holders(self) -> tuple[Organisation, ...]:
        """The organisations that hold something of it, each once, by name."""
        found = {e.held_by.pk: e.held_by for section in self.sections for e in section.entries if e.held_by}
        return tuple(sorted(found.values(), key=lambda each: each.name))

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """The files it holds, each once."""
        found = {f.pk: f for section in self.sections for entry in section.entries for f in entry.files}
        return tuple(found.values())


_parts: dict[str, Part] = {}
_untold: dict[str, str] = {}
_labels: dict[str, str] = {}
_purposes: dict[str, str] = {}
_withheld: dict[str, str] = {}


def register(*parts: Part) -> None:
    """Declare what a part of the product tells; called once from an `apps.py`. ValueError for a name taken twice."""
    for part in parts:
        if _parts.get(part.name, part).tables != part.tables:
            message = f"the part {part.name!r} of subject access is registered twice"
            raise ValueError(message)
        _parts[part.name] = part


def untold(why: str, *tables: str) -> None:
    """Declare that tables point to somebody and are told by no part, and why; called from an `apps.py`."""
    for table in tables:
        if _untold.get(table, why) != why:
            message = f"{table} is declared twice"
            raise ValueError(message)
        _untold[table] = why


def name_texts(labels: Mapping[str, str], *, withheld: Mapping[str, str] | None = None) -> None:
    """Say what a kind of record's sealed texts are called ("voice.words": "Ordene"), and which are told of and not shown, and why."""
    _labels.update(labels)
    _withheld.update(withheld or {})


def name_purposes(labels: Mapping[str, str]) -> None:
    """Say in Danish what a consent is asked for; called from an `apps.py`."""
    _purposes.update(labels)


def purpose_told(name: str) -> str:
    """Return a purpose in the reader's language."""
    return languages.told(_purposes.get(name, name))


def label_of(kind: str, name: str) -> str:
    """Return what a text of a record is called, in the reader's language."""
    return languages.told(_labels.get(f"{kind}.{name}", OTHER))


def withheld_because(kind: str, name: str) -> str:
    """Return why a text is told of and not shown, "" when it is shown."""
    return languages.told(_withheld.get(f"{kind}.{name}", ""))


OTHER = languages.later("Andet, der er skrevet ned")


def parts() -> tuple[Part, ...]:
    """Return every part, in the order they are told."""
    return tuple(sorted(_parts.values(), key=lambda part: (part.order, part.name)))


def tables_untold() -> Mapping[str, str]:
    """Return the tables that no part tells of, and why."""
    return dict(_untold)


def gather(by: Actor, whose: Whose) -> Package:
    """Gather what is kept about somebody. Whoever calls has asked who may.

    Noted in the access log for each of them before anything is read, as taken out.
    """
    for subject in whose.subjects or (as_subject(whose.person),):
        access.note(by, purpose=PURPOSE, subject=subject, deed="exported")

    told = (Section(languages.told(part.heading), tuple(part.tell(whose))) for part in parts())
    return Package(timezone.localdate(), tuple(section for section in told if section.entries))


def facts(*told: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    """Return facts beside their labels, without those that say nothing."""
    return tuple((label, str(value)) for label, value in told if value not in (None, ""))


def day_told(when: dt.date | None) -> str:
    """Write a day, or the day of a moment, as it is told; "" for none."""
    if when is None:
        return ""
    return danish.date(timezone.localdate(when) if isinstance(when, dt.datetime) else when)


def as_subject(person: Person | None) -> Subject:
    """Return a person as the access log names whoever is read about. ValueError for nobody."""
    if person is None:
        message = "subject_access.as_subject: nobody"
        raise ValueError(message)
    return Subject(pk=person.pk)
