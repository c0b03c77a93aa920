"""Insights on the invented voices: most are public, one is spoken against, one is not ripe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samspil.features.insights import actions as insights
from samspil.features.insights.models import Insight
from samspil.spine import people

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found, told: dict[str, Any]) -> None:
    """Write the insights, rest each on what was said, and let a coordinator make the ripe ones public."""
    for each in told["insight"]:
        is_far = each.get("by") == "fjernby"
        made = insights.begin(
            by=found.by,
            draft=insights.Draft(
                organisation=found.organisations["fjernby" if is_far else "bakkeby"],
                title=each["title"],
                statement=each["statement"],
                within=found.circles["hjem" if is_far else "sammen"],
                dated_on=each["on"],
                is_invented=True,
                source_key=f"demo:{each['key']}",
            ),
        )
        for title in each["voices"]:
            _rest(found, made, title, each["why"], speaks_against=False)
        for title in each.get("against", []):
            _rest(found, made, title, each["against_why"], speaks_against=True)

        if not each.get("draft"):
            insights.publish(by=people.actor_for(found.cast["charlie" if is_far else "alice"]), insight=made)
        found.nodes[each["key"]] = made.node


def _rest(found: Found, insight: Insight, title: str, why: str, *, speaks_against: bool) -> None:
    node = found.nodes[title]
    node.refresh_from_db()
    # Words that may not become public are interpreted, not quoted.
    is_open = node.visibility == node.Visibility.PUBLIC
    passage = node.quotes.first() if is_open else None
    insights.rest_on(
        by=found.by,
        insight=insight,
        why=why,
        passage=passage,
        source=None if passage else node,
        speaks_against=speaks_against,
    )
