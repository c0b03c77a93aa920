"""The minutes as they stood: what a version consists of, read back for whoever may see it now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from samspil.features.cases.houses.rules import houses
from samspil.features.cases.records.models import AgendaItem, Ballot, DecisionStatement, Dissent, Meeting
from samspil.features.cases.records.queries.rows import statements_visible_to, texts_of, visible_to
from samspil.features.cases.records.rules import outcomes as records_outcomes
from samspil.features.cases.records.rules import wording
from samspil.features.cases.versions.models import MinutesVersion
from samspil.paper.refusal import NotFound
from samspil.spine.models import TextVersion
from samspil.spine.people import Actor

TAKEN_OUT = "Udtalelsen er taget ud af referatet."


def is_corrected(meeting: Meeting) -> bool:
    """Tell whether published minutes have been changed since they were."""
    return MinutesVersion.objects.filter(meeting=meeting, number__gt=1).exists()


def content_of(meeting: Meeting) -> dict[str, Any]:
    """Return what a meeting's minutes consist of now: ids, and the number of each wording. Six queries."""
    items = list(AgendaItem.objects.select_related("node").filter(meeting=meeting, is_on=True).order_by("order"))
    statements = list(
        DecisionStatement.objects.filter(item__in=items, withdrawn_at__isnull=True)
        .prefetch_related("outcomes")
        .order_by("item__order", "order")
    )
    words = texts_of([*(item.pk for item in items), *(each.pk for each in statements)])
    ballots = {b.pk: [b.in_favour, b.against, b.abstained] for b in Ballot.objects.filter(statement__in=statements)}
    dissents: dict[UUID, list[str]] = {}
    for dissent in Dissent.objects.filter(statement__in=statements, withdrawn_at__isnull=True):
        dissents.setdefault(dissent.statement_id, []).append(str(dissent.pk))

    def said(statement: DecisionStatement) -> dict[str, Any]:
        return {
            "id": str(statement.pk),
            "version": words[statement.pk]["words"].number if statement.pk in words else 0,
            "outcomes": sorted(each.outcome for each in statement.outcomes.all()),
            "stance": statement.stance,
            "votes": ballots.get(statement.pk),
            "dissents": sorted(dissents.get(statement.pk, [])),
        }

    return {
        "items": [
            {
                "id": str(item.pk),
                "number": item.number,
                "title": item.node.title,
                "sections": list(item.sections),
                "texts": {name: version.number for name, version in sorted(words.get(item.pk, {}).items())},
                "statements": [said(each) for each in statements if each.item_id == item.pk],
            }
            for item in items
        ]
    }


@dataclass
class OldItem:
    """One item as a version of the minutes has it, for whoever may see it now."""

    number: str
    title: str
    sections: list[tuple[str, list[wording.Block]]] = field(default_factory=list)
    statements: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Corrected:
    """One version of the minutes, and whether its reader may be told what was corrected in it."""

    row: MinutesVersion
    is_told: bool


def versions_of(actor: Actor, meeting: Meeting) -> list[Corrected]:
    """Return the versions of a meeting's minutes, each with whether the actor may read what was corrected."""
    versions = list(MinutesVersion.objects.filter(meeting=meeting).select_related("item__node", "by"))
    seen = set(
        visible_to(actor)
        .filter(pk__in=[each.item_id for each in versions if each.item_id])
        .values_list("pk", flat=True)
    )
    return [Corrected(each, is_told=each.item_id is None or each.item_id in seen) for each in versions]


def version(actor: Actor, meeting: Meeting, number: int) -> tuple[MinutesVersion, list[OldItem | None]]:
    """Return one version of the minutes as the actor may read it; None stands for what is closed to them.

    NotFound before the minutes are published, and where there is no such version.
    """
    kept = MinutesVersion.objects.filter(meeting=meeting, number=number).select_related("item__node").first()
    if kept is None or meeting.state != "published":
        raise NotFound

    told = kept.content["items"]
    items = visible_to(actor).in_bulk([UUID(each["id"]) for each in told])
    house = houses.of(meeting.body.house)
    said = [UUID(each["id"]) for item in told for each in item["statements"]]
    may_read = set(statements_visible_to(actor).filter(pk__in=said).values_list("pk", flat=True))
    words = {
        (each.text.node_id, each.text.name, each.number): each.body
        for each in TextVersion.objects.filter(
            text__node__in=[*items, *may_read], text__withdrawn_at__isnull=True
        ).select_related("text")
    }
    old: list[OldItem | None] = []
    for each in told:
        item = items.get(UUID(each["id"]))
        if item is None:
            old.append(None)
            continue
        made = OldItem(each["number"], each["title"])
        for key in each["sections"]:
            body = words.get((item.pk, key, each["texts"].get(key, 0)), "")
            if body:
                made.sections.append((house.heading(key), wording.blocks(body)))
        for statement in each["statements"]:
            key = UUID(statement["id"])
            # Words that are withdrawn vanish everywhere; that there was a statement stands.
            outcomes = (
                [records_outcomes.OUTCOMES[outcome] for outcome in statement["outcomes"]] if key in may_read else []
            )
            made.statements.append((words.get((key, "words", statement["version"]), TAKEN_OUT).strip(), outcomes))
        old.append(made)

    return kept, old
