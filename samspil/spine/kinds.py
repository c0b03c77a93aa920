"""Where features meet without knowing each other: each announces its kinds, panels, fronts, policies and what may start from what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from samspil.paper import languages
from samspil.paper.refusal import Refused

if TYPE_CHECKING:
    from uuid import UUID

    from django.utils.functional import Promise

    from samspil.spine.actors import Actor
    from samspil.spine.models import Node, StoredFile


class Trait(StrEnum):
    """What a kind of record is to the features that do not know it. A word that is not here is an error where it is used."""

    ACTIVITY = "is_activity"
    ANSWER = "is_answer"
    AUTHORISATION = "is_authorisation"
    CAN_FUND = "can_fund"
    CASE_ITEM = "is_case_item"
    DECISION = "is_decision"
    EFFECT = "is_effect"
    EFFORT = "is_effort"
    EVIDENCE = "is_evidence"
    HAS_PASSAGES = "has_passages"
    IDEA = "is_idea"
    INSIGHT = "is_insight"
    LEARNING = "is_learning"
    MEETING = "is_meeting"
    MONEY = "is_money"
    NOTABLE = "is_notable"
    PARTNERSHIP = "is_partnership"
    POOL = "is_pool"
    PROGRAMME = "is_programme"
    PROPOSAL = "is_proposal"
    RECOMMENDATION = "is_recommendation"
    SOURCE = "is_source"
    TRIAL = "is_trial"
    VOICE = "is_voice"


# What a thread begins with: before it there is nothing that anybody could have written down.
ORIGINS = frozenset({Trait.VOICE, Trait.ACTIVITY})


def _has_its_own(_node: Node) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record: its Danish words, its page, its column in the picture of a thread, and its traits.

    `places(keys)` tells of records of one day what they stand in, and their number there, where they have an order of their own.
    Its files are seen by whoever sees the record; where that is not enough, `files(actor, node)` gives the ones that are.
    `told_at` names the page where whoever owns a duty on such a record says how it goes. `shares_day(node)` tells whether a
    record's day is that of what it came of, so that both move together.
    """

    name: str
    label: str
    plural: str
    url_name: str
    stage: int
    stage_label: str
    traits: frozenset[Trait] = frozenset()
    files: Callable[[Actor, Node], Sequence[StoredFile]] | None = None
    told_at: str = ""
    places: Callable[[Collection[UUID]], Mapping[UUID, tuple[str, int]]] | None = None
    shares_day: Callable[[Node], bool] = _has_its_own
    # "care" for a kind whose records lie in the care room: it has no traits, no list, and nothing begins from it or at it.
    room: str = "thread"

    @property
    def is_care(self) -> bool:
        """Whether its records are of somebody's care."""
        return self.room == "care"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A piece of one feature shown on another record's page: `rows(actor, node)` feeds `template` as `rows`."""

    trait: str
    template: str
    rows: Callable[[Actor, Node], Any]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Front:
    """A section of the front page: `rows(actor)` feeds `template` as `rows`; an empty answer hides the section.

    What `is_own` waits for the reader alone and stands above what is told to all; `sign` is the key of the stage it is about.
    """

    title: str
    template: str
    rows: Callable[[Actor], Any]
    order: int = 50
    is_own: bool = False
    sign: str = ""


@dataclass(frozen=True, kw_only=True)
class Glance:
    """A part of a person's own overview: `rows(actor, since)` gives what is there for them, `template` shows it as `rows`.

    `place`: what is "new" since they last looked, or where they can go "onward" from there; what is expected of them is told
    by `spine.desk`. Without a title its template has its own headings.
    """

    title: str
    template: str
    rows: Callable[[Actor, dt.datetime], Any]
    order: int = 50
    place: str = "new"


@dataclass(frozen=True, kw_only=True)
class Own:
    """A page of a person's own, named beside their name on every page; `count(tally)` is the number beside it, `says` of what.

    The tally is what waits for the person, counted once for a page (`spine.desk`).
    """

    label: str | Promise
    url_name: str
    count: Callable[[Mapping[str, int]], int] | None = None
    says: str | Promise = ""


@dataclass(frozen=True, kw_only=True)
class Start:
    """What may begin from a record with a trait: `url_name` is opened with `?fra=<node>`.

    Offered to those whom the policy lets `add` the kind there, in the `state` that the record gives where that counts;
    `may(actor, node)` decides instead where more is needed.
    """

    trait: str
    url_name: str
    label: str
    kind: str
    may: Callable[[Actor, Node], bool] | None = None
    state: Callable[[Node], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Hold:
    """What keeps anything from beginning at a record of a kind for now: `says(node)` is why, in a sentence, or nothing."""

    kind: str
    says: Callable[[Node], str]


@dataclass(frozen=True, kw_only=True)
class Gathers:
    """That what lives in a record of a kind stands on its thread: `members(node)` gives the keys, `label` names that thread.

    Each is then asked for as the reader may see it; a care record never is.
    """

    kind: str
    label: str
    members: Callable[[Node], Iterable[UUID]]


Hung = TypeVar("Hung", Panel, Start)
# What a feature announces.
Part = Kind | Panel | Front | Start | Hold | Glance | Own | Gathers


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)
    panels: list[Panel] = field(default_factory=list)
    fronts: list[Front] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    gathers: list[Gathers] = field(default_factory=list)
    glances: list[Glance] = field(default_factory=list)
    owns: list[Own] = field(default_factory=list)


_registry = _Registry()


def register(*parts: Part) -> None:
    """Announce parts of a feature; called once from its `apps.py`. A name taken twice is an error."""
    for part in parts:
        if isinstance(part, Kind):
            if part.name in _registry.kinds and _registry.kinds[part.name] != part:
                message = f"kind {part.name!r} is registered twice"
                raise ValueError(message)
            if part.is_care and (part.traits or part.files):
                message = f"kind {part.name!r} is of the care room: no traits, no files on the thread"
                raise ValueError(message)
            if unknown := part.traits - set(Trait):
                message = f"kind {part.name!r} has traits that nobody reads: {', '.join(sorted(unknown))}"
                raise ValueError(message)
            _registry.kinds[part.name] = part
        else:
            shelves: dict[type, list[Any]] = {
                Panel: _registry.panels,
                Front: _registry.fronts,
                Start: _registry.starts,
                Hold: _registry.holds,
                Gathers: _registry.gathers,
                Glance: _registry.glances,
                Own: _registry.owns,
            }
            shelf = shelves[type(part)]
            if part not in shelf:
                shelf.append(part)


def at(traits: Iterable[Trait], part: type[Hung], **told: Any) -> list[Hung]:
    """Return the same panel, or the same beginning, for each of several traits: `kinds.at((Trait.IDEA, Trait.VOICE), Start, ...)`."""
    return [part(trait=trait, **told) for trait in traits]


def get(name: str) -> Kind:
    """Return a registered kind by its name; KeyError when nobody announced it."""
    return _registry.kinds[name]


def check_room(name: str, room: str) -> None:
    """See that records of a kind lie in a room. KeyError as `get`, ValueError for the other one."""
    if get(name).room != room:
        message = f"records of the kind {name!r} lie in the room {get(name).room!r}"
        raise ValueError(message)


def everyone() -> Sequence[Kind]:
    """Return all kinds of the thread, in the order of their stage and name."""
    of_thread = (kind for kind in _registry.kinds.values() if not kind.is_care)
    return sorted(of_thread, key=lambda kind: (kind.stage, kind.name))


def in_care() -> Sequence[Kind]:
    """Return the kinds of the care room, by name."""
    return sorted((kind for kind in _registry.kinds.values() if kind.is_care), key=lambda kind: kind.name)


def with_trait(trait: str) -> frozenset[str]:
    """Return the names of the kinds that have a trait; ValueError for a word that is none."""
    asked = Trait(trait)
    return frozenset(kind.name for kind in _registry.kinds.values() if asked in kind.traits)


def panels_for(kind: str) -> Sequence[Panel]:
    """Return the panels that other features hang on records of this kind; none on a care record."""
    if get(kind).is_care:
        return ()
    traits = get(kind).traits | {kind}
    return sorted((panel for panel in _registry.panels if panel.trait in traits), key=lambda panel: panel.order)


def threads() -> Sequence[Gathers]:
    """Return everything that gathers what lives in it on its thread."""
    return tuple(_registry.gathers)


def starts() -> Sequence[Start]:
    """Return everything that may begin from a record."""
    return tuple(_registry.starts)


def starts_from(kind: str) -> Sequence[Start]:
    """Return what may begin from a record of this kind: nothing from a care record, and no care record from anything."""
    if get(kind).is_care:
        return ()
    traits, care = get(kind).traits | {kind}, {each.name for each in in_care()}
    return [start for start in _registry.starts if start.trait in traits and start.kind not in care]


def held(node: Node) -> str:
    """Say why nothing may begin at a record for now; nothing when it may."""
    return next((why for hold in _registry.holds if hold.kind == node.kind and (why := hold.says(node))), "")


def begins_threads(kind: str) -> bool:
    """Tell whether a thread may begin with a record of this kind, so that nothing before it is no gap."""
    return bool(get(kind).traits & ORIGINS)


def gathers(kind: str) -> str:
    """Name the thread that gathers what lives in a record of this kind; nothing where it is the record's own alone."""
    return next((languages.told(part.label) for part in _registry.gathers if part.kind == kind), "")


def gathered_in(node: Node) -> set[UUID]:
    """Return the keys of what lives in a record, whoever may see it."""
    return {key for part in _registry.gathers if part.kind == node.kind for key in part.members(node)}


def dangling() -> Sequence[str]:
    """Return what panels and starts hang on that is neither a trait nor a kind, and kinds of starts and threads that are not there."""
    known = {*Trait, *_registry.kinds}
    hung = ({panel.trait for panel in _registry.panels} | {start.trait for start in _registry.starts}) - known
    of_kinds = {start.kind for start in _registry.starts} | {part.kind for part in _registry.gathers}
    return sorted(hung | of_kinds - _registry.kinds.keys())


def check_free(node: Node) -> None:
    """Refuse to begin anything at a record that is held."""
    if why := held(node):
        raise Refused(why)


def fronts() -> Sequence[Front]:
    """Return the sections of the front page in their order."""
    return sorted(_registry.fronts, key=lambda front: front.order)


def glances() -> Sequence[Glance]:
    """Return the parts of a person's own overview in their order."""
    return sorted(_registry.glances, key=lambda glance: glance.order)


def owns() -> Sequence[Own]:
    """Return the pages of a person's own."""
    return list(_registry.owns)
