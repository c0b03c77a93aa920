"""A whole thread as pages, files and posters tell it: the picture, and the same stops in the same order as a story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspil.paper import danish, languages
from samspil.spine import kinds, outlines, thread
from samspil.spine.actors import Actor
from samspil.spine.models import Link, Node
from samspil.web import picture, stages, stops, story

FOLDED = 25  # of a stage's stops that the picture has no room for, as many are listed where it is folded out
LINKS = 12  # that lead to a stop are told, besides those from stops of the picture; the rest are counted
NAMED = 2  # links that stand in a stop's own sentence; the rest are counted


@dataclass(frozen=True)
class StoryStop:
    """One stop of the story: what it is, and how it is known where it came from. `node` is None for a nameless step."""

    node: Node | None
    kind: str
    day: str
    who: str
    side: str
    place: str
    came_of: str
    links: tuple[story.LinkSentence, ...]
    more_links: int
    is_main: bool
    is_start: bool
    answers: str

    @property
    def title(self) -> str:
        """Its title, or that it may not be named; of an answer, which of the voices that the reader may see it answers."""
        if self.node is None:
            return _("Et led, der ikke er offentligt")
        return story.answer_to(self.answers) if self.answers else self.node.title


@dataclass(frozen=True)
class Part:
    """One stage of the story: the stops of the picture, those folded away, and how many there are beyond what is listed."""

    stage: stages.Stage
    shown: tuple[StoryStop, ...]
    folded: tuple[StoryStop, ...]
    hidden: int

    @property
    def beyond(self) -> int:
        """How many folded stops are not listed here."""
        return self.hidden - len(self.folded)


@dataclass(frozen=True)
class Telling:
    """A whole thread: the picture, and the story by stage."""

    picture: picture.Picture
    parts: tuple[Part, ...]
    is_gathered: bool

    @property
    def size(self) -> int:
        """How many stops it has."""
        return sum(len(part.shown) + part.hidden for part in self.parts)

    @property
    def is_open(self) -> bool:
        """Whether everybody may see every stop that is drawn or told by name."""
        nodes = [told.node for part in self.parts for told in (*part.shown, *part.folded)]
        return all(node.visibility == Node.Visibility.PUBLIC for node in nodes if node is not None)


@dataclass(frozen=True)
class _Read:
    """What is read of the database for a telling: the records by key, the links that lead to each, and how many those are."""

    nodes: dict[UUID, Node | None]
    steps: Mapping[UUID, Sequence[thread.Step]]
    number: Mapping[UUID, int]


def outline(actor: Actor, node: Node) -> outlines.Outline:
    """Return a record's thread, or that of what lives in it where its kind gathers."""
    return outlines.gathered(actor, node) if kinds.gathers(node.kind) else outlines.outline(actor, node)


def course(found: outlines.Outline) -> stops.Course[UUID]:
    """Lay a thread's records in the order they are told."""
    numbers = {stage: number for number, stage in enumerate(stages.EVERY)}
    stage_of = {key: numbers[stages.of(kind)] for key, kind in found.kinds.items()}
    days = {key: day for key, day in found.days.items() if key not in found.nameless}
    return stops.course(
        found.start,
        stage_of,
        days,
        found.depth,
        [link[1:] for link in found.links],
        vague=found.vague,
        places=found.places,
        is_whole=bool(kinds.gathers(found.kinds[found.start])),
    )


def tell(found: outlines.Outline, *, columns: int = stops.COLUMNS) -> Telling:
    """Draw a thread and tell it. Two queries, whatever its length."""
    laid = course(found)
    drawn = stops.drawn_of(laid, columns)
    hidden = {stage: [key for key in keys if key not in set(drawn[stage])] for stage, keys in laid.stages.items()}
    shown = {key for keys in drawn.values() for key in keys}
    listed = [key for keys in hidden.values() for key in keys[:FOLDED]]
    read = _read(found, [*shown, *listed], shown)
    said = _sentence_of(found, laid, read)

    parts = tuple(
        Part(
            stage=stages.EVERY[number],
            shown=tuple(said(key) for key in drawn[number]),
            folded=tuple(said(key) for key in hidden[number][:FOLDED]),
            hidden=len(hidden[number]),
        )
        for number in laid.stages
    )
    return Telling(_drawn(drawn, parts, laid, read, columns), parts, bool(kinds.gathers(found.kinds[found.start])))


def of_stage(found: outlines.Outline, stage: stages.Stage) -> list[UUID]:
    """Return the keys of all the stops of one stage, in the order they are told."""
    return list(course(found).stages.get(stages.EVERY.index(stage), ()))


def listed(found: outlines.Outline, keys: Iterable[UUID]) -> list[StoryStop]:
    """Tell some stops of a thread, each with its links. Two queries."""
    keys = list(keys)
    said = _sentence_of(found, course(found), _read(found, keys, set(keys)))
    return [said(key) for key in keys]


def _read(found: outlines.Outline, named: Sequence[UUID], linked: set[UUID]) -> _Read:
    """Read the records that are named, what those that are `linked` came of, and the links between. Two queries."""
    number = Counter(link[2] for link in found.links if link[2] in linked)
    taken: Counter[UUID] = Counter()
    wanted = []
    for link in found.links:
        if link[2] in linked and (link[1] in linked or taken[link[2]] < LINKS):
            wanted.append(link)
            taken[link[2]] += 1

    keys = {*named, *(link[1] for link in wanted)}
    nodes: dict[UUID, Node | None] = dict.fromkeys(found.nameless & keys)
    rows: QuerySet[Node] = Node.objects.filter(pk__in=keys - found.nameless)
    nodes |= {node.pk: node for node in rows.select_related("organisation", "within", "gathering")}

    steps: dict[UUID, list[thread.Step]] = {}
    for step in thread.steps(link[0] for link in wanted):
        steps.setdefault(step.later_id, []).append(step)
    return _Read(nodes, steps, number)


def _drawn(
    drawn: Mapping[int, Sequence[UUID]],
    parts: Sequence[Part],
    laid: stops.Course[UUID],
    read: _Read,
    columns: int,
) -> picture.Picture:
    bands = tuple(
        picture.Band(
            key=part.stage.key,
            label=part.stage.word,
            sign=part.stage.sign,
            stops=tuple(_stop(key, told, part.stage) for key, told in zip(keys, part.shown, strict=True)),
            hidden=part.hidden,
        )
        for part, keys in zip(parts, drawn.values(), strict=True)
    )
    shown = {key for keys in drawn.values() for key in keys}
    path = set(zip(laid.main, laid.main[1:], strict=False))
    ties = tuple(
        picture.Tie(step.earlier_id, later, step.strength, is_main=(step.earlier_id, later) in path)
        for later, steps in read.steps.items()
        if later in shown
        for step in steps
        if step.earlier_id in shown
    )
    return picture.draw(bands, ties, columns, here=_("her er du"), invented=_("Opdigtet"))


def _stop(key: UUID, told: StoryStop, stage: stages.Stage) -> picture.Stop:
    # What the stage's own name says is not said again.
    kind = told.kind if told.kind != stage.word else ""
    if told.node is None:
        return picture.Stop(key, kind, told.title, is_main=told.is_main)
    return picture.Stop(
        key=key,
        kind=kind,
        title=told.title,
        url=story.url_of(told.node),
        day=stops.short_day(told.node),
        who=told.who,
        place=told.place,
        side=told.side,
        is_main=told.is_main,
        is_start=told.is_start,
        is_invented=told.node.is_invented,
    )


def _sentence_of(found: outlines.Outline, laid: stops.Course[UUID], read: _Read) -> Callable[[UUID], StoryStop]:
    path = dict(zip(laid.main[1:], laid.main, strict=False))
    on_path = set(laid.main)

    def say(key: UUID) -> StoryStop:
        node = read.nodes[key]
        steps = read.steps.get(key, ())
        links = tuple(story.told(step, read.nodes) for step in steps)
        more = read.number.get(key, 0) - len(links)
        who, side = stops.who(node) if node is not None else ("", "")
        return StoryStop(
            node=node,
            kind=languages.told(kinds.get(found.kinds[key]).label),
            day=_day(node),
            who=who,
            side=side,
            place=stops.place(node) if node is not None else "",
            came_of=_came_of(links, more, path.get(key)),
            links=links,
            more_links=more,
            is_main=key in on_path,
            is_start=key == found.start,
            answers=found.answered.get(key, ""),
        )

    return say


def _day(node: Node | None) -> str:
    return str(node.when) if node is not None else ""


def _came_of(links: Sequence[story.LinkSentence], more: int, before: UUID | None) -> str:
    """Say what a stop came of, where that is more than that it came of the stop before it on the main path."""
    saying = [
        link
        for link in links
        if link.earlier is not None
        and not (link.earlier.pk == before and link.is_direct and link.relation == Link.Relation.LED_TO)
    ]
    titles: dict[str, list[str]] = {}
    for link in saying[:NAMED]:
        if link.earlier is not None:
            titles.setdefault(link.backward, []).append(f"»{link.earlier.title}«")
    said = [f"{how} {danish.listing(of_these)}" for how, of_these in titles.items()]
    if (more := more + len(saying) - NAMED) > 0:
        said.append(_("{number} andre").format(number=danish.number(more)))
    sentence = danish.listing(said)
    return sentence[:1].upper() + sentence[1:]
