"""A partnership that has ended and was handed over, and what lies ahead in the two others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.core import actions as core
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans import actions as plans
from samspil.features.partnerships.times import actions as times
from samspil.paper import danish
from samspil.site.demo import activities
from samspil.spine import gatherings

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found

PLANNED = ("title", "description", "on", "starts", "ends", "place", "level", "method", "aim", "audience", "why")


def load(found: Found, told: dict[str, Any]) -> None:
    """Load the one that has ended, then invitations nobody has answered and role cards nobody has acknowledged."""
    _ending(found, told["ending"])
    for each in told["ahead"]:
        _ahead(found, each)

    card = told["charter"]
    roles = {side: (each["role"], each["expects"]) for side, each in card["roles"].items()}
    written = charter.write(by=found.by, partnership=_of(found, card["partnership"]), told=roles)
    charter.ask(by=found.by, charter=written, persons=[found.cast[key] for key in card["asked"]])
    for each in told["mandate"]:
        charter.give_mandate(
            by=found.by,
            partnership=_of(found, each["partnership"]),
            terms=charter.Terms(
                organisation=found.organisations[each["organisation"]],
                body=None,
                subject=each["subject"],
                ground=each["ground"],
            ),
        )


def _of(found: Found, key: str) -> Partnership:
    return Partnership.objects.select_related("node").get(circle=found.circles[key])


def _ending(found: Found, told: dict[str, Any]) -> None:
    made = core.set_up(
        by=found.by,
        name=told["name"],
        circle=found.circles[told["circle"]],
        organisation=found.organisations[told["organisation"]],
        purpose=told["purpose"],
        programme=told["programme"],
        target_group=told["target_group"],
        geography=told["geography"],
        visibility="public",
        is_invented=True,
    )
    for order, each in enumerate(told["principles"]):
        made.principles.create(order=order, **each)

    for each in told["activities"]:
        found.nodes[each["key"]] = activities.load(found, made, each).node

    ended = danish.parse_when(told["ended"])
    core.come_to_end(by=found.by, partnership=made, when=ended, source=told["ended_because"])


def _ahead(found: Found, told: dict[str, Any]) -> None:
    partnership = _of(found, told["partnership"])
    made = plans.plan(by=found.by, partnership=partnership, **{name: told[name] for name in PLANNED if name in told})
    for key in told["invited"]:
        gatherings.invite(by=found.by, gathering=made.gathering, person=found.cast[key])

    times.send_invitations(by=found.by, activity=made)
    found.nodes[told["key"]] = made.node
