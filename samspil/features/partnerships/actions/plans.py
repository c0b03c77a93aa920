"""The plan in versions: kept after each change, approved by the partners, subscribed to, and set up as a short course."""

from __future__ import annotations

from collections.abc import Sequence

from samspil.features.partnerships import rules as parent_rules
from samspil.features.partnerships.models import Partnership, PlanApproval, PlanVersion, RememberedTable
from samspil.features.partnerships.queries import plans as queries
from samspil.features.partnerships.rules import plans as rules
from samspil.paper.refusal import Refused
from samspil.spine import journal, locks, passes
from samspil.spine.models import Node, Organisation, Person
from samspil.spine.people import Actor


@journal.deed
def keep(*, by: Actor, partnership: Partnership, why: str) -> PlanVersion:
    """Keep the plan as it stands as a new version, with who and why. An unchanged plan is no new version."""
    # Two who change the plan at once wait for each other, so that each keeps a version of its own.
    locks.reread(partnership)
    activities = partnership.activities.select_related("gathering__node").order_by("order")
    rows = [queries.row_of(each) for each in activities]
    newest = partnership.versions.order_by("-number").first()
    if newest is not None and newest.rows == rows:
        return newest

    made = PlanVersion.objects.create(
        partnership=partnership,
        number=newest.number + 1 if newest else 1,
        rows=rows,
        why=why[:300],
        by_id=by.person_id,
    )
    journal.note("plan.kept", by=by, node=partnership.node, data={"version": made.number})
    return made


@journal.deed
def approve(*, by: Actor, partnership: Partnership, number: int, organisation: Organisation) -> PlanApproval:
    """Let a partner approve the newest version. Refused for an older one; twice changes nothing."""
    locks.reread(partnership)
    partners = set(partnership.circle.partners.values_list("pk", flat=True))
    rules.check_approve(by, partnership.node, partners, organisation.pk)
    newest = partnership.versions.order_by("-number").first()
    if newest is None:
        raise Refused("Planen er tom, så der er intet at godkende endnu.")
    if newest.number != number:
        raise Refused("Planen er ændret, siden du åbnede siden. Se ændringerne, og godkend så den nyeste udgave.")

    made, is_new = PlanApproval.objects.get_or_create(
        version=newest, organisation=organisation, defaults={"by_id": by.person_id}
    )
    if is_new:
        data = {"version": newest.number, "organisation": organisation.pk}
        journal.note("plan.approved", by=by, node=partnership.node, data=data)

    return made


@journal.deed
def issue_calendar(*, by: Actor, partnership: Partnership) -> str:
    """Issue a person's own calendar link and give its token; the link they had before is worthless from now on."""
    locks.reread(partnership)
    holder = Person.objects.filter(pk=by.person_id).first() if by.person_id else None
    if holder is None:
        raise Refused("Log ind for at få dit eget kalenderlink, eller brug det offentlige.")

    for standing in queries.calendar_passes(by, partnership):
        passes.revoke(by=by, issued=standing)

    issued, token = passes.issue(
        by=by,
        node=partnership.node,
        purpose=queries.CALENDAR_PURPOSE,
        lasts=queries.CALENDAR_LASTS,
        person=holder,
    )
    journal.note("plan.subscribed", by=by, node=partnership.node, data={"pass": issued.pk})
    return token


@journal.deed
def stop_calendar(*, by: Actor, partnership: Partnership) -> int:
    """Make a person's own calendar link worthless and tell how many there were."""
    locks.reread(partnership)
    standing = list(queries.calendar_passes(by, partnership))
    for each in standing:
        passes.revoke(by=by, issued=each)
    journal.note("plan.unsubscribed", by=by, node=partnership.node, data={"passes": len(standing)})
    return len(standing)


@journal.deed
def remember(
    *,
    by: Actor,
    partnership: Partnership,
    source: Node,
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
    caveat: str = "",
) -> RememberedTable:
    """Lay a table of attendance that rests on memory beside what is recorded; `-` stays what it is."""
    locks.reread(partnership)
    parent_rules.check_edit_partnership(by, partnership.node)
    if any(len(row) != len(header) for row in rows) or not rows:
        raise Refused("Hver række i tabellen skal have lige så mange felter, som der er overskrifter.")

    made = RememberedTable.objects.create(
        partnership=partnership,
        source=source,
        title=title,
        header=list(header),
        rows=[list(row) for row in rows],
        note=note,
        caveat=caveat,
    )
    journal.note("attendance.remembered", by=by, node=partnership.node, data={"source": source.pk})
    return made
