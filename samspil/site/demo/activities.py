"""An invented activity: planned, held, landed, and its next steps done where the file says how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.day import actions as day
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.day.rules import NextStep
from samspil.features.partnerships.plans import actions as plans
from samspil.features.partnerships.versions import actions as versions
from samspil.spine import duties, gatherings

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found, partnership: Partnership, told: dict[str, Any]) -> Activity:
    """Plan an activity of a partnership; when it has landed, with who came, where it landed and what is next."""
    cast = found.cast
    names = ("title", "description", "on", "starts", "ends", "place", "level", "method", "aim", "audience", "why")
    made = plans.plan(by=found.by, partnership=partnership, **{name: told[name] for name in names if name in told})
    for presence in ("present", "absent"):
        for key in told.get(presence, []):
            gatherings.invite(
                by=found.by,
                gathering=made.gathering,
                person=cast[key],
                organisation=day_queries.organisation_of(cast[key], made),
                presence="present" if presence == "present" else "apology",
            )

    for name in told.get("citizens", []):
        gatherings.invite(by=found.by, gathering=made.gathering, name=name, presence="present")

    for name in told.get("approved_by", []):
        newest = partnership.versions.order_by("-number")[0]
        versions.approve(
            by=found.by, partnership=partnership, number=newest.number, organisation=found.organisations[name]
        )

    if "landed" in told:
        plans.move(by=found.by, activity=made, state="held")
        day.land(
            by=found.by,
            activity=made,
            landed=told["landed"],
            came_of_it=told["came_of_it"],
            what_next=told["what_next"],
            steps=[
                NextStep(
                    step["title"],
                    cast[step["owner"]].pk if "owner" in step else found.organisations[step["partner"]].pk,
                    step.get("due_on"),
                    found.organisations[step["duty"]].pk if "duty" in step else None,
                )
                for step in told["steps"]
            ],
        )
        _do(found, made, told["steps"])

    for words in told.get("notes", []):
        day.add_note(by=found.by, activity=made, words=words)

    for level in told.get("ratings", []):
        day.rate(by=found.by, activity=made, level=level)

    return made


def _do(found: Found, activity: Activity, steps: list[dict[str, Any]]) -> None:
    proofs = {step["title"]: step["proof"] for step in steps if "proof" in step}
    for duty in activity.node.duties.filter(title__in=proofs):
        duties.do(by=found.by, duty=duty, proof=proofs[duty.title])
