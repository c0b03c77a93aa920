"""Reading how the parties find each other: the rounds, who is asked, and the figures that may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.parties import queries as parties_queries
from samspil.features.partnerships.relations import rules
from samspil.features.partnerships.relations.models import RelationAsked, RelationRound
from samspil.paper import danish, languages
from samspil.paper.refusal import NotFound
from samspil.spine import desk, passes, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Organisation, Pass, Person


@dataclass(frozen=True)
class Measured:
    """One round and what it shows: nothing while it is open."""

    round: RelationRound
    result: rules.Result | None
    answered: int
    asked: int


def rounds(partnership: Partnership) -> list[Measured]:
    """Return a partnership's rounds, the first first. Three queries."""
    asked = partnership.relation_rounds.prefetch_related("asked", "answers__organisation")
    return [_measured(row) for row in asked]


def _measured(row: RelationRound) -> Measured:
    asked = list(row.asked.all())
    answered = sum(each.has_answered for each in asked)
    if row.closed_on is None:
        return Measured(row, None, answered, len(asked))
    said = [rules.Answer(str(each.organisation_id), each.marks) for each in row.answers.all()]
    return Measured(row, rules.result(said, len(asked)), answered, len(asked))


@dataclass(frozen=True)
class Line:
    """One line of the table that lays the rounds side by side."""

    label: str
    cells: tuple[str, ...]
    change: str


def table(measured: Iterable[Measured]) -> list[Line]:
    """Lay the closed rounds side by side, dimension by dimension, with how it moved from the first to the last."""
    closed = [each.result for each in measured if each.result]
    if not closed:
        return []

    def line(label: str, figures: list[float | None]) -> Line:
        cells = tuple(
            languages.told("for få svar") if figure is None else danish.number(figure, 1) for figure in figures
        )
        return Line(label, cells, rules.change(figures[0], figures[-1]) if len(figures) > 1 else "")

    lines = [line(languages.told("Samlet"), [each.index for each in closed])]
    dimensions = [each.dimensions or {} for each in closed]
    return lines + [line(rules.LABELS[key], [each.get(key) for each in dimensions]) for key in rules.QUESTIONS]


def ties(measured: Measured, names: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Return who finds whom how in one round: a row for each party that answered, a cell for each party."""
    shown = (measured.result.ties if measured.result else None) or {}
    rows = []
    for party, name in names.items():
        if any(mine == party for mine, _other in shown):
            cells = [danish.number(shown[party, other], 1) if (party, other) in shown else "–" for other in names]
            rows.append((name, cells))
    return rows


def names(partnership: Partnership) -> dict[str, str]:
    """Return the parties that were asked or asked about, by key. Two queries."""
    asked = RelationAsked.objects.filter(round__partnership=partnership).values("organisation")
    known = Organisation.objects.filter(pk__in=asked) | Organisation.objects.filter(partner_in=partnership.circle)
    return {str(each.pk): each.name for each in known.distinct().order_by("name")}


def round_of(actor: Actor, pk: int) -> RelationRound:
    """Return one round of a partnership that the actor may see."""
    rows = RelationRound.objects.select_related("partnership__node", "partnership__circle")
    return visibility.get(rows, actor, pk, through="partnership__node")


def to_ask(partnership: Partnership) -> list[tuple[Person, Organisation]]:
    """Return those who can be asked: the partnership's people, each for the party they come from."""
    to_be_asked: dict[UUID, tuple[Person, Organisation]] = {}
    partners = set(parties_queries.parties(partnership))
    for each in parties_queries.roles(partnership):
        if each.organisation in partners and each.organisation is not None:
            to_be_asked.setdefault(each.role.person_id, (each.role.person, each.organisation))
    return list(to_be_asked.values())


def asked(actor: Actor, held: Iterable[UUID], pk: int) -> RelationAsked:
    """Return the asking that is the reader's own: by login, or by a personal link opened in this session."""
    rows = RelationAsked.objects.select_related(
        "round__partnership__node", "round__partnership__circle", "person", "organisation", "issued"
    )
    row = rows.filter(pk=pk).first()
    if row is not None and actor.person_id == row.person_id and actor.person_id is not None:
        return row
    opened = passes.held(held, rules.PASS_PURPOSE)
    if row is None or row.issued_id is None or not opened.filter(pk=row.issued_id).exists():
        raise NotFound(passes.NOT_OPEN)
    return row


def behind(issued: Pass) -> RelationAsked:
    """Return the asking that a link was made for."""
    return RelationAsked.objects.get(issued=issued)


def others(row: RelationAsked) -> list[Organisation]:
    """Return the parties that somebody is asked about: all but their own."""
    return [each for each in parties_queries.parties(row.round.partnership) if each.pk != row.organisation_id]


def unanswered(actor: Actor) -> list[RelationAsked]:
    """Return what the reader has been asked and not answered. One query, none for nobody."""
    return list(rows) if (rows := waiting(actor)) is not None else []


def waiting(actor: Actor) -> QuerySet[RelationAsked] | None:
    """Return what the reader has been asked and not answered; None for nobody."""
    if actor.person_id is None:
        return None
    mine = RelationAsked.objects.filter(person=actor.person_id, has_answered=False, round__closed_on__isnull=True)
    return mine.select_related("round__partnership__node")


def expected(row: RelationAsked) -> desk.Expected:
    """Write a question that waits."""
    node = row.round.partnership.node
    return desk.Expected(
        what=_("Svar på, hvordan I arbejder sammen"),
        about=_("Syv spørgsmål om hver af de andre parter"),
        at=("partnerships:own_relation", row.pk),
        where=node.title,
        circle=node.within_id,
        button=_("Svar"),
        is_invented=node.is_invented,
    )
