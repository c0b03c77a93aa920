"""The front page's living thread: nine stops with what the reader may see of each, one true story through them, and a tour of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from samspil.spine import demonstration, doors, kinds, thread
from samspil.spine.actors import Actor
from samspil.spine.models import Link, Node
from samspil.web import stages, story
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
    )


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
    ahead = thread.ahead_of(actor, [voice.pk for voice in voices])
    stories = [_told(voice, ahead[voice.pk]) for voice in voices]
    # The first of equals is the newest.
    return max(stories, key=len, default={})


def _told(voice: Node, ahead: Sequence[thread.Ahead]) -> dict[str, Node]:
    met: dict[str, Node] = {stages.VOICE.key: voice}
    for step in ahead:
        traits = kinds.get(step.node.kind).traits
        for stage in stages.MAIN:
            if stage.trait in traits:
                met.setdefault(stage.key, step.node)
    return met if len(met) > 1 else {}


@dataclass(frozen=True)
class TourStop:
    """A stop of the tour: its number, its record, the record whose page is opened, and what is said there."""

    number: int
    node: Node
    opens: Node
    says: str

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
    stops: list[TourStop] = []
    for keys, says in TOUR_STOPS:
        node = next((told[key] for key in keys if key in told), None)
        if node is not None:
            # An answer stands on the page of what it answers.
            opens = told[stages.VOICE.key] if keys == (stages.ANSWER.key,) else node
            stops.append(TourStop(len(stops) + 1, node, opens, gettext(says)))
    return stops


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
    stops = tour(through(actor))
    number = int(asked)
    # The strip stands on the page that it speaks of, and on no other.
    if number > len(stops) or str(stops[number - 1].opens.pk) not in request.path:
        return None
    return Strip(
        here=stops[number - 1],
        before=stops[number - 2] if number > 1 else None,
        after=stops[number] if number < len(stops) else None,
        count=len(stops),
    )
