"""Reading the plan's versions: their rows, what each changed, and who approved them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from samspil.analysis import plan_times
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.versions import rules
from samspil.features.partnerships.versions.models import PlanApproval, PlanVersion
from samspil.paper.refusal import NotFound
from samspil.spine import visibility
from samspil.spine.models import Organisation
from samspil.spine.people import Actor


@translation.override(settings.LANGUAGE_CODE)
def row_of(activity: Activity) -> dict[str, Any]:
    """Return an activity as a row of a version: plain values, nothing about persons, in Danish whoever looks."""
    return {
        "id": str(activity.pk),
        "title": activity.node.title,
        "description": "" if activity.description == activity.node.title else activity.description,
        "period": activity.period,
        "time": plan_times.label(core_queries.said(activity)),
        "note": activity.time_note,
        "place": activity.gathering.place,
        "method": activity.get_method_display(),
        "aim": activity.aim,
        "audience": activity.audience,
        "level": activity.get_level_display(),
        "is_possible": activity.is_possible,
        "is_uncertain": activity.gathering.is_uncertain,
        "is_cancelled": activity.state == "cancelled",
        # Only where it is said: a row of before this was asked is no other row.
        **({"opening": activity.get_opening_display()} if activity.opening else {}),
    }


def versions(partnership: Partnership) -> QuerySet[PlanVersion]:
    """Return a plan's versions, the newest first, with who approved them."""
    return partnership.versions.select_related("by").prefetch_related("approvals__organisation").order_by("-number")


def version(partnership: Partnership, number: int) -> PlanVersion:
    """Return one version by its number, else `NotFound`."""
    kept = versions(partnership).filter(number=number).first()
    if kept is None:
        raise NotFound
    return kept


def newest(partnership: Partnership) -> PlanVersion | None:
    """Return the newest version, None while the plan has none."""
    return versions(partnership).first()


def rows_seen(actor: Actor, partnership: Partnership, shown: PlanVersion) -> list[dict[str, Any]]:
    """Return a version's rows, without those of activities that the actor may not see. One query."""
    return _seen(shown.rows, _visible(actor, partnership))


def _visible(actor: Actor, partnership: Partnership) -> set[str]:
    return {
        str(pk) for pk in core_queries.activities(actor).filter(partnership=partnership).values_list("pk", flat=True)
    }


def _seen(rows: Iterable[dict[str, Any]], visible: set[str]) -> list[dict[str, Any]]:
    return [row for row in rows if row["id"] in visible]


@dataclass(frozen=True)
class Revision:
    """A version in a list: itself, and what differs from the one before, in a line."""

    version: PlanVersion
    changes: tuple[rules.Change, ...]

    @property
    def sum(self) -> str:
        return rules.told(self.changes)


def history(actor: Actor, partnership: Partnership) -> list[Revision]:
    """Return every version with what it changed, the newest first. Three queries and one for visibility."""
    visible = _visible(actor, partnership)
    kept = list(versions(partnership))
    earlier = [*kept[1:], None][: len(kept)]
    return [
        Revision(each, rules.differences(_seen(before.rows, visible) if before else [], _seen(each.rows, visible)))
        for each, before in zip(kept, earlier, strict=True)
    ]


@dataclass(frozen=True)
class Approval:
    """Where the plan stands with its partners."""

    version: PlanVersion | None
    approved: tuple[Organisation, ...]
    missing: tuple[Organisation, ...]
    earlier: int | None  # the newest version that all of today's partners approved, when it is not the newest of all

    @property
    def is_whole(self) -> bool:
        return self.version is not None and not self.missing


def approval(partnership: Partnership) -> Approval:
    """Tell who approved the newest version, and which version all approved last."""
    kept = list(versions(partnership))
    partners = list(partnership.circle.partners.all())
    if not kept:
        return Approval(None, (), tuple(partners), None)

    by = {each.pk: {approval.organisation_id for approval in each.approvals.all()} for each in kept}
    newest = kept[0]
    wanted = {partner.pk for partner in partners}
    whole = next((each.number for each in kept if wanted and wanted <= by[each.pk]), None)
    return Approval(
        newest,
        tuple(partner for partner in partners if partner.pk in by[newest.pk]),
        tuple(partner for partner in partners if partner.pk not in by[newest.pk]),
        whole if whole != newest.number else None,
    )


def count(partnership: Partnership) -> int:
    """Tell how many versions a plan has."""
    return partnership.versions.count()


def partner(partnership: Partnership, key: str) -> Organisation:
    """Return one of the partners by its key, else `NotFound`."""
    party = next((each for each in partnership.circle.partners.all() if str(each.pk) == key), None)
    if party is None:
        raise NotFound
    return party


def own_approval(actor: Actor, key: str) -> PlanApproval:
    """Return an approval that the actor gave for a partner, by its key; else NotFound."""
    rows = PlanApproval.objects.select_related("version__partnership__node")
    return visibility.own(rows, actor, key, by="by", through="version__partnership__node")
