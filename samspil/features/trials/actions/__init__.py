"""Every writing of trials themselves; rounds and ideas have their own modules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from samspil.features.trials import rules
from samspil.features.trials.models import LearningPoint, Trial
from samspil.paper import danish
from samspil.spine import duties, journal, locks, policy, records, search, thread
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor

# The text that holds what a trial taught.
WORDS = "words"
SAID = (
    "belief",
    "smallest_step",
    "place",
    "who",
    "when_text",
    "is_uncertain",
    "is_possible",
    "look_at",
    "stop_rule",
    "stops_on",
    "counted",
    "stop_below",
    "stop_rounds",
    "public_words",
    "source",
)


@journal.deed
def propose(
    *,
    by: Actor,
    origin: Node,
    title: str,
    on: danish.When | dt.date | None = None,
    state: str = "idea",
    why: str = "Prøvehandlingen afprøver det.",
    link_source: str = "",
    **said: Any,
) -> Trial:
    """Propose a trial that came of an insight or an activity, seen by those who see that.

    One that is only possible came of nothing yet: where it is named is kept, and the link is made when it is more than that.
    """
    locks.reread(origin)
    policy.check(by, "add", "trial", origin)
    told = {name: said[name] for name in SAID if name in said}
    is_possible = told.get("is_possible", False)
    trial = records.new(
        records.beside(origin, "trial", title, occurred_on=on),
        lambda node: Trial(node=node, state=state, origin=origin if is_possible else None, **told),
        by=by,
        came_of=() if is_possible else [records.Origin(origin, why, source=link_source)],
        noted="trial.proposed",
    )
    _index(trial)
    return trial


@journal.deed
def change(
    *,
    by: Actor,
    trial: Trial,
    title: str,
    on: danish.When | dt.date | None = None,
    edition: int | None = None,
    **said: Any,
) -> Trial:
    """Change a trial that is not yet running. Refused when another changed it since `edition` was read."""
    locks.reread(trial)
    policy.check(by, "edit", trial)
    # Whoever gives none, such as a job, builds on what stands.
    rules.check_edition(trial.edition if edition is None else edition, trial.edition)
    told = [name for name in SAID if name in said]
    for name in told:
        setattr(trial, name, said[name])

    trial.edition += 1
    trial.save(update_fields=[*told, "edition"])
    thread.redate(trial.node, on)
    _link_origin(by, trial)
    thread.retitle(trial.node, title)
    _index(trial)
    journal.note("trial.changed", by=by, node=trial.node)
    return trial


@journal.deed
def move(*, by: Actor, trial: Trial, state: str) -> Trial:
    """Say how far a trial is. It runs only when its belief, step, look and stop rule are written."""
    locks.reread(trial)
    policy.check(by, "move", trial)
    said = {field: getattr(trial, field) for field, _ in rules.NEEDED}
    rules.check_move(trial.state, state, said, on=trial.node.when)
    trial.state = state
    if state == "running":
        trial.is_possible = False

    trial.save(update_fields=["state", "is_possible"])
    _link_origin(by, trial)
    journal.note("trial.moved", by=by, node=trial.node, data={"state": state})
    return trial


@journal.deed
def end(*, by: Actor, trial: Trial, conclusion: str, why: str) -> Trial:
    """End a trial with its conclusion."""
    locks.reread(trial)
    policy.check(by, "move", trial)
    rules.check_end(trial.state, conclusion, why)
    trial.state, trial.conclusion, trial.why = "ended", conclusion, why.strip()
    trial.save(update_fields=["state", "conclusion", "why"])
    close_stop_duty(by=by, trial=trial, proof=f"Prøvehandlingen er afsluttet: {trial.get_conclusion_display()}.")
    _index(trial)
    journal.note("trial.ended", by=by, node=trial.node, data={"conclusion": conclusion})
    return trial


@journal.deed
def learn(*, by: Actor, trial: Trial, title: str, words: str) -> LearningPoint:
    """Write a learning point that came of a trial."""
    locks.reread(trial)
    policy.check(by, "learn", trial)
    rules.check_learn(words)
    return records.new(
        records.beside(trial.node, "learning_point", title),
        lambda node: LearningPoint(node=node, trial=trial),
        by=by,
        words={WORDS: words.strip()},
        came_of=[records.Origin(trial.node, "Det lærte prøvehandlingen os.")],
        searched=words,
        noted="trial.learned",
    )


@journal.deed
def describe(*, by: Actor, trial: Trial, words: str) -> Trial:
    """Say in plain Danish, for everybody, what is tried, where, when, and whom to ask."""
    locks.reread(trial)
    policy.check(by, "publish", trial)
    records.change(trial, {"public_words": words}, by=by, node=trial.node, noted="trial.described")
    _index(trial)
    return trial


@journal.deed
def publish(*, by: Actor, trial: Trial) -> Trial:
    """Show a trial and what it taught to everybody. Twice is once; refused without its plain words."""
    locks.reread(trial)
    policy.check(by, "publish", trial)
    rules.check_publish(trial.public_words)
    records.show(_nodes(trial), by=by, noted="trial.published")
    return trial


@journal.deed
def unpublish(*, by: Actor, trial: Trial) -> Trial:
    """Take a trial and what it taught off the net, back to those who work with it. Twice is once."""
    locks.reread(trial)
    policy.check(by, "publish", trial)
    records.show(_nodes(trial), by=by, noted="trial.unpublished", to_all=False)
    return trial


def _link_origin(by: Actor, trial: Trial) -> None:
    """Link a trial that is no longer only possible to where it was named."""
    if trial.origin is None or trial.is_possible:
        return
    thread.link(
        by=by,
        earlier=trial.origin,
        later=trial.node,
        relation=Link.Relation.LED_TO,
        why="Prøvehandlingen var nævnt som en mulighed og blev til noget.",
        source=trial.source,
    )
    trial.origin = None
    trial.save(update_fields=["origin"])


@journal.part
def close_stop_duty(*, by: Actor, trial: Trial, proof: str) -> None:
    """Mark the duty that the stop rule gave as done by what was written on the trial. Called inside a deed."""
    for duty in trial.node.duties.filter(purpose=rules.STOP, done_at__isnull=True):
        duties.fulfil(by=by, duty=duty, purpose=rules.STOP, record=trial.node, proof=proof)


def _nodes(trial: Trial) -> list[Node]:
    return [trial.node, *(point.node for point in trial.learning.select_related("node"))]


def _index(trial: Trial) -> None:
    told = [trial.public_words, trial.belief, trial.smallest_step, trial.place, trial.look_at, trial.why]
    search.index(trial.node, "\n".join(told))
