"""What partners agree before they begin: the real programme as its sources tell it, and the invented partnership's own."""

from __future__ import annotations

from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.programmes import actions as programmes
from samspil.site.demo.ground import Found
from samspil.spine import people
from samspil.spine.models import Node, Person


def programme(found: Found, nodes: dict[str, Node]) -> None:
    """Set up the real programme: its partnerships, each telling of its tracks, focus areas and actors."""
    told = found.told["programme"]
    circles = [found.circles[key] for key in told["circles"]]
    made = programmes.set_up(
        by=found.by,
        name=told["name"],
        organisation=found.organisations[told["organisation"]],
        partnerships=[Partnership.objects.get(circle=circle) for circle in circles],
        purpose=told["purpose"].strip(),
        source=told["source"],
        visibility="public",
    )
    for telling in told["telling"]:
        programmes.tell_tracks(by=found.by, programme=made, **telling)

    programmes.tell_focus_areas(by=found.by, programme=made, **told["focus"])
    for each in told["actor"]:
        programmes.name_participant(by=found.by, programme=made, **{k: v for k, v in each.items() if k != "says"})

    nodes["programme"] = made.node


def agree(found: Found, partnership: Partnership, insight: Node, cast: dict[str, Person]) -> None:
    """Let the invented partnership agree on roles, mandates, the problem and its two lists."""
    told = found.told["agreed"]
    roles = {side: (each["role"], each["expects"]) for side, each in told["roles"].items()}
    made = charter.write(by=found.by, partnership=partnership, told=roles)
    for key, side in told["acknowledged"].items():
        charter.acknowledge(by=people.actor_for(cast[key]), charter=made, side=side)

    for each in told["milestone"]:
        charter.set_milestone(by=found.by, partnership=partnership, **each)

    for each in told["post"]:
        charter.share_post(
            by=found.by,
            partnership=partnership,
            title=each["title"],
            is_administration=each.get("is_administration", False),
            organisations=[found.organisations[key] for key in each["organisations"]],
        )

    mandates = [
        charter.give_mandate(
            by=found.by,
            partnership=partnership,
            terms=charter.Terms(
                organisation=found.organisations[each["organisation"]],
                body=found.circles[each["body"]] if "body" in each else None,
                subject=each["subject"],
                ground=each["ground"],
            ),
        )
        for each in told["mandate"]
    ]
    charter.need(by=found.by, node=insight, mandates=mandates)
    for each in told["problem"]:
        charter.reframe(
            by=found.by,
            partnership=partnership,
            words=each["words"].strip(),
            because=each.get("because", ""),
            changed_by=insight if each.get("by_insight") else None,
        )

    for each in told["line"]:
        line = dict(each)
        owner = line.pop("organisation", None)
        charter.register(
            by=found.by, partnership=partnership, organisation=found.organisations[owner] if owner else None, **line
        )
