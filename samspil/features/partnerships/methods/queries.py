"""Reading the methods as a partnership uses them: the source's words, its own guides in versions, and what was done by each."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.methods import rules
from samspil.spine import texts
from samspil.spine.actors import Actor
from samspil.spine.models import TextVersion


@dataclass(frozen=True)
class Words:
    """A guide or consent text as it stands: the partnership's newest version, or the library's when it has none (number 0)."""

    part: str
    body: str
    number: int

    @property
    def label(self) -> str:
        return rules.PARTS[self.part]


@dataclass(frozen=True)
class Version:
    """One version, with what changed from the one before: lines with `+` new, `-` gone, or neither."""

    row: TextVersion
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class Used:
    """A method as a partnership uses it."""

    method: rules.Method
    activities: int
    guide: int


def used(actor: Actor, partnership: Partnership) -> list[Used]:
    """Return the whole library with how often the partnership has planned each. Two queries."""
    planned = Counter(core_queries.plan(actor, partnership).values_list("method", flat=True))
    kept = TextVersion.objects.filter(text__node=partnership.node, text__name__startswith="guide: ")
    newest: dict[str, int] = {}
    for name, number in kept.values_list("text__name", "number"):
        newest[name] = max(newest.get(name, 0), number)
    return [
        Used(each, planned[each.key], newest.get(rules.text_name(each.key, "guide"), 0))
        for each in rules.library().values()
    ]


def words(partnership: Partnership, key: str, part: str) -> Words:
    """Return a method's guide or consent text as it stands. One query."""
    newest = texts.current(partnership.node, rules.text_name(key, part))
    if newest is None:
        return Words(part, rules.method(key).words(part), 0)
    return Words(part, texts.read(newest), newest.number)


def versions(partnership: Partnership, key: str, part: str) -> list[Version]:
    """Return the versions of a guide or consent text, the newest first, each beside the one before. One query."""
    name = rules.text_name(key, part)
    rows = list(
        TextVersion.objects.filter(text__node=partnership.node, text__name=name, text__withdrawn_at__isnull=True)
        .select_related("text", "by")
        .order_by("number")
    )
    history, before = [], rules.method(key).words(part)
    for row in rows:
        body = texts.read(row)
        history.append(Version(row, _changed(before, body)))
        before = body
    return history[::-1]


def _changed(before: str, after: str) -> list[tuple[str, str]]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(line[0].strip(), line[2:]) for line in lines if line[0] != "?"]


def done_by(actor: Actor, partnership: Partnership, key: str) -> QuerySet[Activity]:
    """Return the partnership's activities of a method that the actor may see, in the plan's order."""
    return core_queries.plan(actor, partnership).filter(method=key)


def told(partnership: Partnership, key: str) -> list[str]:
    """Return what the partnership's own source says of a method, found by the name it has there. One query."""
    rows = partnership.methods.exclude(description="")
    return [row.description for row in rows if core_rules.method_named(row.name) == key]
