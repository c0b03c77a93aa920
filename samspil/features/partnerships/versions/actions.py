"""The plan in versions: kept after each change, and approved by the partners."""

from __future__ import annotations

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.versions import queries, rules
from samspil.features.partnerships.versions.models import PlanApproval, PlanVersion
from samspil.paper.refusal import Refused
from samspil.spine import journal, locks, undoing
from samspil.spine.models import Organisation
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
def take_approval_back(*, by: Actor, key: str) -> None:
    """Undo that the actor approved the plan for a partner. Refused once the plan has a newer version, and to whom may not approve."""
    given = queries.own_approval(by, key)
    partnership = given.version.partnership
    locks.reread(partnership, given)
    partners = set(partnership.circle.partners.values_list("pk", flat=True))
    rules.check_approve(by, partnership.node, partners, given.organisation_id)
    undoing.check_lately(given.approved_at)
    newest = partnership.versions.order_by("-number").first()
    if newest is None or newest.number != given.version.number:
        raise Refused("Planen er kommet i en ny udgave. Den er ikke godkendt.")

    data = {"version": given.version.number, "organisation": given.organisation_id}
    given.delete()
    journal.note("plan.approval_taken_back", by=by, node=partnership.node, data=data)
