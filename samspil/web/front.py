"""The front page's living thread: nine stops with what the reader may see of each, one true story through them, and a tour of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from samspil.spine import demonstration, doors, kinds, thread
from samspil.spine.actors import Actor
from samspil.spine.models import Link, Node
from samspil.web import stages, stops, story
from samspil.web.stages import Stage

CANDIDATES = 40  # the newest voices that something came of: the story is the one of them that reached the most stops
TOUR = "rundvisning"
# The tour's five stops: the first of each that the story has, and what is said there.
TOUR_STOPS = (
    (("voice",), _("Det begynder her: det, et menneske fortalte, med sit ja til, at det bruges.")),
    (
        ("insight", "trial"),
        _("Sammen med andres ord blev det til noget, parterne har forstået. Se, hvad det bygger på."),
    ),
    (("decision", "case"), _("Et udvalg fik det på bordet. Her står, hvad det besluttede, med udvalgets egne ord.")),
    (("effort", "money", "effect"), _("Beslutningen satte noget i gang. Her står, hvem der gør det, og pengene bag.")),
    (("answer",), _("Til sidst fik mennesket svar. Det står på samme side som ordene.")),
)


@dataclass(frozen=True)
class Stop:
    """A stop of the living thread: its stage, how many records, where they are listed, and the story's record there, if it has one."""

    stage: Stage
    count: int
    has_more: bool
    url: str
    node: Node | None
    title: str

    @property
    def word(self) -> str:
        """The word after its number."""
        return self.stage.counted(self.count)


@dataclass(frozen=True)
class Figure:
    """The nine stops, and the voice that the story through them begins with; None where no story may be seen."""

    stops: tuple[Stop, ...]
    start: Node | None

    @property
    def reached(self) -> int:
        """How many stops the story has."""
        return sum(stop.node is not None for stop in self.stops)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at any stop."""
        return not any(stop.count for stop in self.stops)


def figure(actor: Actor) -> Figure:
    """Read the living thread as somebody may see it. One query for each kind along it, and four for the story."""
    told = through(actor)
    return Figure(tuple(_stop(actor, stage, told) for stage in stages.MAIN), told.get(stages.VOICE.key))


def _stop(actor: Actor, stage: Stage, told: Mapping[str, Node]) -> Stop:
    names = sorted(kinds.with_trait(stage.trait)) if stage.trait else []
    number = sum(doors.count(actor, name) for name in names)
    return Stop(
        stage=stage,
        count=min(number, doors.COUNTED),
        has_more=number > doors.COUNTED,
        url=next((_listed_at(name) for name in names), ""),
        node=told.get(stage.key),
        title=title_of(told, stage.key),
    )


def title_of(told: Mapping[str, Node], key: str) -> str:
    """Name the story's record at a stage: an answer by its voice, a decision by its case; nothing where it has none."""
    if key not in told:
        return ""
    if key == stages.DECISION.key and stages.CASE.key in told:
        return told[stages.CASE.key].title
    return story.answer_to(told[stages.VOICE.key].title) if key == stages.ANSWER.key else told[key].title


def _listed_at(kind: str) -> str:
    """Return where records of a kind are listed, else the door that their feature stands behind."""
    if listed := doors.list_of(kind):
        return reverse(listed.url_name)
    feature = kinds.get(kind).url_name.partition(":")[0]
    behind = next((each for each in doors.lists() if each.url_name.startswith(f"{feature}:")), None)
    return reverse("web:door", args=[doors.get(behind.door).slug]) if behind else ""


def through(actor: Actor) -> dict[str, Node]:
    """Return the story that reached the most stops, as the record at each stage's key; nothing where no voice led to anything.

    Each of them came of the voice, through links that the reader may follow from end to end. Four queries.
    """
    names = sorted(kinds.with_trait(kinds.Trait.VOICE))
    onward = Link.objects.filter(earlier=OuterRef("pk"), withdrawn_at__isnull=True)
    # What has no day stands first in one database and last in the other.
    voices = [
        voice
        for name in names
        for voice in doors.of(actor, name).filter(Exists(onward), occurred_on__isnull=False)[:CANDIDATES]
    ]
    reached = thread.onward_of(actor, [voice.pk for voice in voices])
    stories = [_told(voice, reached[voice.pk]) for voice in voices]
    # The first of equals is the newest.
    return max(stories, key=len, default={})


def _told(voice: Node, onward: thread.Onward) -> dict[str, Node]:
    """Follow one path from a voice, by stage and by day: each stop came of the one before, and an answer answers this voice."""
    nodes = {**onward.nodes, voice.pk: voice}
    answers = {key for key, node in nodes.items() if stages.of(node.kind) is stages.ANSWER}
    own = {later for earlier, later in onward.links if earlier == voice.pk and later in answers}
    links = [link for link in onward.links if link[1] not in answers - own and link[0] not in answers]
    numbers = {stage: number for number, stage in enumerate(stages.EVERY)}
    # A nameless step is of no stage that may be told, and is passed.
    stage_of = {end: numbers[stages.of(nodes[end].kind)] if end in nodes else -1 for link in links for end in link}
    days = {key: node.day for key, node in nodes.items() if node.day is not None}
    path = stops.main_path(voice.pk, {**stage_of, voice.pk: numbers[stages.VOICE]}, links, days)

    met: dict[str, Node] = {}
    latest = 0
    for node in (nodes[key] for key in path if key in nodes):
        stage = stages.of(node.kind)
        # Told in the order of the stages, so what goes back a stage is not told.
        if stage.trait is not None and numbers[stage] >= latest:
            met.setdefault(stage.key, node)
            latest = numbers[stage]
    return met if len(met) > 1 else {}


@dataclass(frozen=True)
class TourStop:
    """A stop of the tour: its number, its record, the record whose page is opened, and what is said there."""

    number: int
    node: Node
    opens: Node
    says: str
    title: str

    @property
    def url(self) -> str:
        """The address to open: the record's page, and that it is opened as this stop."""
        return f"{story.url_of(self.opens)}?{TOUR}={self.number}"

    @property
    def stage(self) -> Stage:
        """The stage that its record stands in."""
        return stages.of(self.node.kind)

    @property
    def is_elsewhere(self) -> bool:
        """Whether its record stands further down on the page of another, under `#svar`."""
        return self.node != self.opens


def tour(told: Mapping[str, Node]) -> list[TourStop]:
    """Return the tour of a story: at most five stops, each told on its own page."""
    made: list[TourStop] = []
    for keys, says in TOUR_STOPS:
        key = next((key for key in keys if key in told), None)
        if key is not None:
            node = told[key]
            # An answer stands on the page of what it answers.
            opens = told[stages.VOICE.key] if keys == (stages.ANSWER.key,) else node
            made.append(TourStop(len(made) + 1, node, opens, gettext(says), title_of(told, key)))
    return made


@dataclass(frozen=True)
class Strip:
    """Where the reader is on the tour: this stop, those beside it, and how many there are."""

    here: TourStop
    before: TourStop | None
    after: TourStop | None
    count: int
    password: str = demonstration.PASSWORD


def strip(request: HttpRequest, actor: Actor) -> Strip | None:
    """Return where a page stands on the demo's tour (`?rundvisning=2`); None on every other page, and outside a demo."""
    asked = request.GET.get(TOUR, "")
    if asked not in {"1", "2", "3", "4", "5"} or not demonstration.is_marked():
        return None
    found = tour(through(actor))
    number = int(asked)
    # The strip stands on the page that it speaks of, and on no other.
    if number > len(found) or str(found[number - 1].opens.pk) not in request.path:
        return None
    return Strip(
        here=found[number - 1],
        before=found[number - 2] if number > 1 else None,
        after=found[number] if number < len(found) else None,
        count=len(found),
    )
