"""More invented organisations, circles and people; some with a login of their own, and more roles for those who are here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samspil.spine import people

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found, told: dict[str, Any]) -> None:
    """Make the places, then those who work there."""
    found.make(told, is_invented=True)
    for has_login, each in [*((True, each) for each in told["people"]), *((False, each) for each in told["others"])]:
        found.cast[each["key"]] = found.member(each, has_login=has_login)

    for each in told["roles"]:
        for circle in each["circles"]:
            people.give_role(
                by=found.by,
                person=found.cast[each["person"]],
                role=each["role"],
                organisation=found.organisations[each["organisation"]],
                circle=found.circles[circle],
                from_on=found.since,
            )
