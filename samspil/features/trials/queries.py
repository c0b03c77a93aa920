"""Every reading of trials, their rounds and what they taught, and of the catalogue of ideas."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspil.features.trials import measured, rules
from samspil.features.trials.models import Idea, LearningPoint, Reach, Round, Trial
from samspil.spine import naming, visibility
from samspil.spine.models import Link, Node, TextVersion
from samspil.spine.people import Actor

TRIALS = visibility.Shelf(Trial, "node__organisation", "node__within", order=("-node__occurred_on", "node__title"))
visible_to, trial = TRIALS.all, TRIALS.one
# The ways to see some of a list alone: the word, and what holds of a row.
TRIALS_NARROW = {
    "igang": (_("I gang"), Q(state="running")),
    "planlagt": (_("Planlagt"), Q(state__in=["idea", "planned", "unknown"])),
    "afsluttet": (_("Afsluttet"), Q(state="ended")),
}
IDEAS_NARROW = {
    "proeves": (_("Prøves af"), Q(is_tried=True)),
    "ikke-proevet": (_("Ikke prøvet endnu"), Q(is_tried=False)),
}


def _with_words(rows: QuerySet[LearningPoint], actor: Actor) -> QuerySet[LearningPoint]:
    words = TextVersion.objects.filter(text__node=OuterRef("pk"), text__name="words", text__withdrawn_at__isnull=True)
    return rows.annotate(words=Subquery(words.order_by("-number").values("body")[:1]))


ENDS = ("node__organisation", "trial__node")
LEARNING = visibility.Shelf(LearningPoint, *ENDS, order=("-node__created_at",), more=_with_words)
learning, learning_point = LEARNING.all, LEARNING.one


def of_trial(actor: Actor, trial: Trial) -> QuerySet[LearningPoint]:
    """Give what a trial taught, oldest first."""
    return learning(actor).filter(trial=trial).order_by("node__created_at")


def named_at(actor: Actor, trial: Trial) -> Node | None:
    """Return the record where a trial that is only possible is named, when the actor may see it."""
    return visibility.nodes(actor).filter(pk=trial.origin_id).first() if trial.origin_id else None


ROUNDS = visibility.Shelf(Round, "trial__node__organisation", "trial__node__within", through="trial__node")
round_of = ROUNDS.one


def rounds(trial: Trial) -> list[Round]:
    """Return a trial's rounds in order."""
    return list(trial.rounds.all())


def why_stop(trial: Trial, today: dt.date, tried: list[Round] | None = None) -> str:
    """Say why a running trial must stop now by its own rule; empty when it may go on."""
    if trial.state != "running":
        return ""
    since = [row for row in (rounds(trial) if tried is None else tried) if row.state == "tried"]
    # Somebody let it go on: the rounds before that count no more.
    for place in range(len(since), 0, -1):
        if since[place - 1].went_on_because:
            since = since[place:]
            break
    rule = rules.StopRule(trial.stops_on, trial.stop_below, trial.stop_rounds)
    return rules.why_stop(rule, [row.count for row in since], [row.act for row in since], today)


@dataclass(frozen=True)
class RoundShown:
    """A round as this reader may see it: `count` exact for those who work with it, rounded for others."""

    row: Round
    count: str


@dataclass(frozen=True)
class ReachShown:
    """One asking of the outermost link, in words."""

    row: Reach
    words: str


@dataclass(frozen=True)
class Story:
    """All that stands on a trial's page besides its own words."""

    rounds: list[RoundShown]
    every: list[Round]
    open_round: Round | None
    reaches: list[ReachShown]
    stop: str
    is_near: bool
    learned: bool


def story(actor: Actor, trial: Trial) -> Story:
    """Return a trial's rounds, who knows of it, and whether it must stop. Three queries."""
    near = actor.stands_near(trial.node.organisation_id, trial.node.within_id)
    every = rounds(trial)
    shown = [
        RoundShown(row, ("" if row.count is None else str(row.count)) if near else rules.outside(row.count))
        for row in every
    ]
    reaches = [
        ReachShown(row, f"{row.knew} af {row.asked} kendte det" if near else rules.reach_outside(row.asked, row.knew))
        for row in trial.reaches.all()
    ]

    return Story(
        rounds=shown,
        every=every,
        open_round=next((row for row in every if row.state == "planned"), None),
        reaches=reaches,
        stop=why_stop(trial, timezone.localdate(), every),
        is_near=near,
        learned=trial.learning.exists(),
    )


def shown(actor: Actor, trial: Trial) -> dict[str, object]:
    """Return what stands on a trial's page besides its own words. What was counted is drawn for those who work with it alone."""
    told = story(actor, trial)
    return {
        "learning": of_trial(actor, trial),
        "story": told,
        "origin": named_at(actor, trial),
        "is_near": naming.shows(actor, trial.node),
        "against_rule": measured.against_rule(trial, told.every) if told.is_near else "",
        "picture": measured.picture(trial, told.every) if told.is_near else None,
    }


@dataclass(frozen=True)
class Hand:
    """A running trial that must stop by its own rule, and why."""

    trial: Trial
    why: str


def raised_hands(actor: Actor) -> list[Hand]:
    """Return the running trials of the coordinator that must stop by their own rule. Two queries."""
    # No query for the many who coordinate nothing.
    if not actor.has_role("coordinator"):
        return []
    running = visible_to(actor).filter(state="running").prefetch_related("rounds")
    today = timezone.localdate()
    near = [each for each in running if actor.stands_near(each.node.organisation_id, each.node.within_id)]
    return [Hand(each, why) for each in near if (why := why_stop(each, today, list(each.rounds.all())))]


def _with_tried(rows: QuerySet[Idea], actor: Actor) -> QuerySet[Idea]:
    tried = Link.objects.filter(earlier=OuterRef("pk"), later__kind="trial", withdrawn_at__isnull=True)
    return rows.annotate(is_tried=Exists(tried))


IDEAS = visibility.Shelf(Idea, "node__organisation", order=("-node__created_at", "node__title"), more=_with_tried)
ideas, idea = IDEAS.all, IDEAS.one


def catalogue(actor: Actor) -> QuerySet[Idea]:
    """Return the ideas that stand on their own, each with those gathered in it (`gathered`)."""
    gathered = ideas(actor).order_by("given_on", "node__title")
    return (
        ideas(actor).filter(merged_into__isnull=True).prefetch_related(Prefetch("merged", gathered, to_attr="gathered"))
    )


def gathered_in(actor: Actor, idea: Idea) -> QuerySet[Idea]:
    """Return the ideas gathered in one, the oldest first."""
    return ideas(actor).filter(merged_into=idea).order_by("given_on", "node__title")


def gathered_into(actor: Actor, idea: Idea) -> Idea | None:
    """Return the idea that one is gathered in, where the actor may see it."""
    return ideas(actor).filter(pk=idea.merged_into_id).first() if idea.merged_into_id else None


def beside_idea(actor: Actor, idea: Idea) -> dict[str, object]:
    """Return what stands on an idea's page besides its own words: where it is gathered, and what is gathered in it."""
    return {"into": gathered_into(actor, idea), "gathered": gathered_in(actor, idea)}


def mergeable(actor: Actor, idea: Idea) -> QuerySet[Idea]:
    """Return the ideas that this one may be gathered in: of the same place, and not gathered themselves."""
    same = ideas(actor).filter(node__organisation=idea.node.organisation_id, node__within=idea.node.within_id)
    return same.filter(merged_into__isnull=True).exclude(pk=idea.pk)
