"""The plan in versions: what differs from one to the next, and who approves on behalf of whom. No Django."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from samspil.paper import languages
from samspil.paper.refusal import NotAllowed
from samspil.spine import policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor


# What a row says, in the order it is read aloud.
FIELDS = languages.words(
    {
        "title": "Aktivitet",
        "description": "Mere om det",
        "period": "Periode",
        "time": "Tid",
        "note": "Forbehold om tiden",
        "place": "Sted",
        "method": "Slags",
        "aim": "Skal føre til",
        "audience": "Er for",
        "level": "Lovet inddragelse",
        "opening": "Hvem begynder",
        "is_possible": "Eventuel",
        "is_uncertain": "Tiden er usikker",
        "is_cancelled": "Aflyst",
    }
)
TIME_FIELDS = frozenset({"period", "time", "note", "is_uncertain"})
POLICY = (
    policy.rule("approve", "partnership", "coordinator director member", policy.NEAR)
    .in_words("En tovholder, direktør eller valgt fra en part kan godkende planen for sin egen part.")
    .otherwise("Kun en tovholder, direktør eller valgt fra parten selv kan godkende planen for den."),
)

Row = Mapping[str, Any]


def said(row: Row) -> dict[str, str]:
    """Give what a row says, field by field, without those that say nothing."""
    return {field: "ja" if row[field] is True else str(row[field]) for field in FIELDS if row.get(field)}


def words(row: Row) -> str:
    """Write a row as lines that a person can compare."""
    return "\n".join(f"{FIELDS[field]}: {value}" for field, value in said(row).items())


@dataclass(frozen=True)
class Change:
    """One difference: `what` is came, went, moved (its time) or changed; `lines` hold (what, before, after)."""

    what: str
    title: str
    lines: tuple[tuple[str, str, str], ...] = ()


WHAT = languages.words({"came": "Kom til", "went": "Gik ud", "moved": "Flyttet", "changed": "Ændret"})


def differences(before: Iterable[Row], after: Iterable[Row]) -> tuple[Change, ...]:
    """Return what came, went, moved and changed from one version to another, in the order of the later.

    An activity that is called off has gone; one that is only in the earlier version has gone too, and stands last.
    """
    old = {row["id"]: row for row in before}
    new = {row["id"]: row for row in after}
    changes = [change for key, row in new.items() if (change := _difference(old.get(key), row))]
    return (*changes, *(Change("went", row["title"]) for key, row in old.items() if key not in new))


def _difference(before: Row | None, after: Row) -> Change | None:
    if before is None:
        return Change("came", after["title"], tuple((FIELDS[f], "", v) for f, v in said(after).items() if f != "title"))
    old, new = said(before), said(after)
    changed = [field for field in FIELDS if old.get(field, "") != new.get(field, "")]
    if not changed:
        return None
    lines = tuple((FIELDS[field], old.get(field, ""), new.get(field, "")) for field in changed)
    if after.get("is_cancelled") and not before.get("is_cancelled"):
        return Change("went", after["title"], lines)
    return Change("moved" if TIME_FIELDS & set(changed) else "changed", after["title"], lines)


def told(changes: Sequence[Change]) -> str:
    """Sum a version's differences in one line: `1 kom til, 2 flyttet`."""
    counted = {what: sum(change.what == what for change in changes) for what in WHAT}
    return (
        ", ".join(f"{number} {WHAT[what].lower()}" for what, number in counted.items() if number) or "Intet er ændret"
    )


def approves_for(by: Actor, node: policy.Placed, partners: Collection[UUID]) -> frozenset[UUID]:
    """Return the partners on whose behalf somebody may approve: those where they hold the role here."""
    if not policy.allows(by, "approve", "partnership", node):
        return frozenset()
    return frozenset(
        each.organisation_id
        for each in by.memberships
        if each.organisation_id is not None
        and each.organisation_id in partners
        and each.role in {"coordinator", "director", "member"}
        and (each.circle_id == node.within_id or each.organisation_id == node.organisation_id)
    )


def check_approve(by: Actor, node: policy.Placed, partners: Collection[UUID], organisation: UUID) -> None:
    """A partner approves for itself, by one who coordinates, directs or is chosen there."""
    if not by.job and organisation not in approves_for(by, node, partners):
        raise NotAllowed(policy.refusal("approve", "partnership"))
