"""Who starts and ends a trial, and what it must say before it runs. No Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.paper.refusal import Refused
from samspil.spine import policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor

STATES = ("idea", "planned", "running", "ended", "unknown")
LABELS = {
    "idea": "idé",
    "planned": "planlagt",
    "running": "i gang",
    "ended": "afsluttet",
    "unknown": "det vides ikke, om den blev holdt",
}
TRANSITIONS = {
    "idea": ("planned",),
    "planned": ("running", "unknown"),
    "unknown": ("running", "ended"),
    "running": ("ended",),
    "ended": (),
}
CONCLUSIONS = {"keep": "fortsæt", "change": "lav om", "stop": "stop", "spread": "udbred"}
# What a trial must say before it may run: (field, what is missing).
NEEDED = (
    ("belief", "hvad vi tror, der sker"),
    ("smallest_step", "hvad det mindste skridt er"),
    ("look_at", "hvad vi vil se efter"),
    ("stop_rule", "hvornår vi stopper"),
)

_NEAR = "organisation circle"
POLICY = (
    policy.rule("add", "trial", "coordinator staff", _NEAR, "Tovholder og medarbejder kan foreslå en prøvehandling."),
    policy.rule(
        "edit", "trial", "coordinator staff", _NEAR, "De kan ændre den, indtil den er i gang.", "idea planned unknown"
    ),
    policy.rule(
        "move",
        "trial",
        "coordinator",
        _NEAR,
        "Tovholderen sætter den i gang og slutter den.",
        "idea planned unknown running",
    ),
    policy.rule("learn", "trial", "coordinator staff", _NEAR, "De skriver, hvad den lærte dem.", "running ended"),
)


def check_add(by: Actor, node: policy.Placed) -> None:
    """A trial is proposed by those who work where it is to be tried."""
    policy.check(
        by, "add", "trial", node, otherwise="Kun tovholder og medarbejdere i samarbejdet kan foreslå en prøvehandling."
    )


def check_edit(by: Actor, node: policy.Placed, state: str) -> None:
    """Once it runs, what was believed beforehand is not rewritten."""
    policy.check(
        by,
        "edit",
        "trial",
        node,
        state,
        otherwise="Prøvehandlingen kan kun ændres af samarbejdets egne, og kun før den er i gang.",
    )


def check_may_move(by: Actor, node: policy.Placed, state: str) -> None:
    """How far a trial is, is the coordinator's to say, until it has ended."""
    policy.check(
        by,
        "move",
        "trial",
        node,
        state,
        otherwise="Kun tovholderen kan sætte en prøvehandling i gang eller slutte den.",
    )


def check_move(by: Actor, node: policy.Placed, state: str, to: str, said: dict[str, str]) -> None:
    """A trial runs only when it says what it believes, its smallest step, what it looks at and when it stops."""
    check_may_move(by, node, state)
    if to not in TRANSITIONS[state]:
        raise Refused(f"En prøvehandling, der er {LABELS[state]}, kan ikke blive {LABELS.get(to, to)}.", field="state")
    if to == "running":
        for field, missing in NEEDED:
            if not said.get(field, "").strip():
                raise Refused(f"Prøvehandlingen kan ikke gå i gang, før der står, {missing}.", field=field)


def check_end(by: Actor, node: policy.Placed, state: str, conclusion: str, why: str) -> None:
    """A trial ends with a conclusion and a reason: keep, change, stop or spread."""
    check_move(by, node, state, "ended", {})
    if conclusion not in CONCLUSIONS:
        raise Refused("Vælg, om det skal fortsætte, laves om, stoppe eller udbredes.", field="conclusion")
    if not why.strip():
        raise Refused("Skriv, hvorfor.", field="why")


def check_may_learn(by: Actor, node: policy.Placed, state: str) -> None:
    """What a trial taught is written by those who work with it, once it runs."""
    policy.check(
        by,
        "learn",
        "trial",
        node,
        state,
        otherwise="Læring skrives af samarbejdets egne, når prøvehandlingen er i gang eller afsluttet.",
    )


def check_learn(by: Actor, node: policy.Placed, state: str, words: str) -> None:
    """A learning point comes of a trial that runs or has run, and says something."""
    check_may_learn(by, node, state)
    if not words.strip():
        raise Refused("Skriv, hvad I har lært.", field="words")
