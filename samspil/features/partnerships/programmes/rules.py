"""Who sets up a programme. No Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.spine import policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor

POLICY = (
    policy.rule(
        "add", "programme", "coordinator director", "organisation", "Tovholder og direktør kan oprette et program."
    ),
)


def check_add_programme(by: Actor, node: policy.Placed) -> None:
    """A programme is set up by a coordinator or director of its authority."""
    policy.check(
        by, "add", "programme", node, otherwise="Kun en tovholder eller direktør i myndigheden kan oprette et program."
    )
