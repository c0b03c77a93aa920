"""A short, intensive course in one press: its promises, and a plan that keeps them."""

from __future__ import annotations

from samspil.features.partnerships import actions
from samspil.features.partnerships import rules as parent_rules
from samspil.features.partnerships.models import Intensity, Partnership
from samspil.features.partnerships.rules import intensive as rules
from samspil.paper.refusal import Refused
from samspil.spine import journal, locks
from samspil.spine.people import Actor


@journal.deed
def make_intensive(*, by: Actor, partnership: Partnership, limits: rules.Limits) -> Intensity:
    """Make a short course of a partnership: its promises, and the template's activities on their days.

    Where the plan already has something, only the promises are set. Refused when the course is long, or has room for nobody.
    """
    locks.reread(partnership)
    parent_rules.check_add_activity(by, partnership.node)
    rules.check_limits(limits)
    if Intensity.objects.filter(partnership=partnership).exists():
        raise Refused("Partnerskabet er allerede et kort forløb. Ret det i stedet.")

    made = Intensity.objects.create(
        partnership=partnership,
        begins_on=limits.begins_on,
        ends_on=limits.ends_on,
        most_organisations=limits.most_organisations,
        most_people=limits.most_people,
        most_days_between=limits.most_days_between,
    )
    if not partnership.activities.exists():
        for step, day in zip(rules.TEMPLATE, rules.days(limits), strict=True):
            actions.plan(
                by=by,
                partnership=partnership,
                title=step.title,
                on=day,
                method=step.method,
                level=step.level,
                aim=step.aim,
                why="Skabelon: kort, intensivt forløb",
            )

    journal.note("partnership.made_intensive", by=by, node=partnership.node, data={"ends": limits.ends_on})
    return made


@journal.deed
def change_limits(*, by: Actor, intensity: Intensity, limits: rules.Limits) -> Intensity:
    """Change what a short course promises; the plan stays as it is, and what it breaks is told."""
    locks.reread(intensity)
    parent_rules.check_add_activity(by, intensity.partnership.node)
    rules.check_limits(limits)
    promised = ("begins_on", "ends_on", "most_organisations", "most_people", "most_days_between")
    for name in promised:
        setattr(intensity, name, getattr(limits, name))
    intensity.save(update_fields=promised)
    journal.note("partnership.limits_changed", by=by, node=intensity.partnership.node, data={"ends": limits.ends_on})
    return intensity
