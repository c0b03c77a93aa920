"""Who plans and closes an activity, and when. No Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import happened, policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor

STATES = ("planned", "held", "closed", "cancelled", "unknown")
LABELS = {
    "planned": "planlagt",
    "held": "holdt",
    "closed": "holdt og samlet op",
    "cancelled": "aflyst",
    "unknown": "det vides ikke, om den blev holdt",
}
# Of what is known only from sources: that they do not say it is no sign that it was not held.
UNTOLD = "om den blev holdt, står ikke i de kilder, Samspil har"
TRANSITIONS = {
    "planned": ("held", "cancelled", "unknown"),
    "unknown": ("held", "cancelled"),
    "held": ("closed",),
    "closed": (),
    "cancelled": (),
}

LEVELS = {"inform": "informere", "hear": "høre", "involve": "inddrage", "co_create": "samskabe"}

_NEAR = "organisation circle"
POLICY = (
    policy.rule(
        "add",
        "partnership",
        "coordinator director",
        "organisation",
        "Tovholder og direktør kan oprette et partnerskab.",
    ),
    policy.rule("edit", "partnership", "coordinator", _NEAR, "Tovholderen kan ændre beskrivelsen."),
    policy.rule("add", "activity", "coordinator", _NEAR, "Tovholderen kan lægge en aktivitet i planen."),
    policy.rule(
        "edit",
        "activity",
        "coordinator",
        _NEAR,
        "Tovholderen kan ændre en aktivitet, der ikke er holdt.",
        "planned unknown",
    ),
    policy.rule(
        "move", "activity", "coordinator", _NEAR, "Tovholderen kan sige, om den blev holdt.", "planned unknown"
    ),
    policy.rule("land", "activity", "coordinator", _NEAR, "Tovholderen skriver, hvor vi landede.", "held closed"),
)


def check_add_partnership(by: Actor, node: policy.Placed) -> None:
    """A partnership is set up by a coordinator or director of one of its authorities."""
    policy.check(
        by,
        "add",
        "partnership",
        node,
        otherwise="Kun en tovholder eller direktør i myndigheden kan oprette et partnerskab.",
    )


def check_edit_partnership(by: Actor, node: policy.Placed) -> None:
    """A partnership's description is the coordinator's to keep alive."""
    policy.check(by, "edit", "partnership", node, otherwise="Kun partnerskabets tovholder kan ændre beskrivelsen.")


def check_add_activity(by: Actor, node: policy.Placed) -> None:
    """The plan is the coordinator's."""
    policy.check(by, "add", "activity", node, otherwise="Kun partnerskabets tovholder kan ændre procesplanen.")


def check_edit_activity(by: Actor, node: policy.Placed, state: str) -> None:
    """What has been held is history and is not rewritten."""
    policy.check(
        by,
        "edit",
        "activity",
        node,
        state,
        otherwise="Kun partnerskabets tovholder kan ændre en aktivitet, og kun før den er holdt.",
    )


def check_may_move(by: Actor, node: policy.Placed, state: str) -> None:
    """Whether an activity was held is the coordinator's to say, once."""
    policy.check(
        by,
        "move",
        "activity",
        node,
        state,
        otherwise="Kun partnerskabets tovholder kan sige, om aktiviteten blev holdt.",
    )


def check_move(by: Actor, node: policy.Placed, state: str, to: str, *, on: danish.When | None = None) -> None:
    """An activity is held, called off, or nobody knows; it is not undone, and not held before its day."""
    check_may_move(by, node, state)
    if to == "held":
        happened.check(on, "Aktiviteten", field="state")
    if to not in TRANSITIONS[state] or to == "closed":
        raise Refused(f"En aktivitet, der er {LABELS[state]}, kan ikke blive {LABELS.get(to, to)}.", field="state")


def check_may_land(by: Actor, node: policy.Placed, state: str) -> None:
    """Where we landed is the coordinator's to write, and only of what was held."""
    policy.check(
        by,
        "land",
        "activity",
        node,
        state,
        otherwise="Kun tovholderen kan skrive opsamlingen, og først når aktiviteten er holdt.",
    )


def check_land(
    by: Actor,
    node: policy.Placed,
    state: str,
    landed: str,
    came_of_it: str,
    what_next: str,
    *,
    on: danish.When | None = None,
) -> None:
    """No activity closes without its three lines: where we landed, what came of it, what is next; and not before its day."""
    check_may_land(by, node, state)
    happened.check(on, "Aktiviteten")

    for words, field, asks in (
        (landed, "landed", "hvor vi landede"),
        (came_of_it, "came_of_it", "hvad der kom ud af det"),
        (what_next, "what_next", "hvad der nu skal ske"),
    ):
        if not words.strip():
            raise Refused(f"Skriv, {asks}. Uden det kan aktiviteten ikke lukkes.", field=field)


# Which tables erasing leaves alone, and why (`spine.erasure`).
NOT_ERASED: dict[str, tuple[str, ...]] = {
    "What the parties agree and plan among themselves, in their own words.": (
        "partnerships.Partnership",
        "partnerships.Principle",
        "partnerships.Method",
        "partnerships.Activity",
        "partnerships.LandingNote",
        "partnerships.RoleCharter",
        "partnerships.RoleExpectation",
        "partnerships.Milestone",
        "partnerships.SharedPost",
        "partnerships.Mandate",
        "partnerships.ProblemStatement",
        "partnerships.RegisterEntry",
        "partnerships.CivicTask",
        "partnerships.PlanVersion",
        "partnerships.Programme",
        "partnerships.Track",
        "partnerships.FocusArea",
        "partnerships.Participant",
        "partnerships.TimeRequest",
    ),
    "What was noted and seen at an activity, of nobody in particular: words without speaker, and captions.": (
        "partnerships.DayNote",
        "partnerships.Photo",
    ),
    "Tables remembered from published reports.": ("partnerships.RememberedTable",),
    "Marks without a name, kept apart from who was asked.": ("partnerships.RelationAnswer",),
}
