"""Every writing of ideas: give, mend, merge without losing who gave them, and take apart."""

from __future__ import annotations

import datetime as dt

from samspil.features.trials import rules
from samspil.features.trials.models import Idea
from samspil.spine import journal, locks, policy, records, search, thread
from samspil.spine.erasure import Erased
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor

WHY = "Idéen kom frem her."


@journal.deed
def give(
    *, by: Actor, origin: Node, title: str, words: str, giver: str, given_on: dt.date | None = None, why: str = WHY
) -> Idea:
    """Put an idea in the catalogue, seen by those who see what it came from."""
    locks.reread(origin)
    policy.check(by, "add", "idea", origin)
    rules.check_idea(words, giver, given_on)
    return records.new(
        records.beside(origin, "idea", title, occurred_on=given_on),
        lambda node: Idea(node=node, words=words.strip(), giver=giver.strip(), given_on=given_on),
        by=by,
        came_of=[records.Origin(origin, why)],
        searched=words.strip(),
        noted="idea.given",
    )


@journal.deed
def change(*, by: Actor, idea: Idea, title: str, words: str, giver: str, given_on: dt.date | None = None) -> Idea:
    """Mend an idea's words and who gave it."""
    locks.reread(idea)
    policy.check(by, "edit", idea)
    rules.check_idea(words, giver, given_on)
    said = {"words": words, "giver": giver, "given_on": given_on}
    records.change(idea, said, by=by, node=idea.node, noted="idea.changed")
    thread.redate(idea.node, given_on)
    thread.retitle(idea.node, title)
    search.index(idea.node, idea.words)
    return idea


@journal.deed
def merge(*, by: Actor, idea: Idea, into: Idea, why: str) -> Idea:
    """Gather an idea in another. Its words and giver stay, and the thread runs on through the other."""
    locks.reread(idea, into)
    policy.check(by, "merge", idea)
    policy.check(by, "merge", into)
    rules.check_merge(
        same=idea.pk == into.pk,
        is_merged=idea.merged_into_id is not None,
        into_merged=into.merged_into_id is not None,
        same_place=(idea.node.organisation_id, idea.node.within_id) == (into.node.organisation_id, into.node.within_id),
        why=why,
    )
    # What was gathered in the first follows along, so that nobody has to look in two places.
    for gathered in (idea, *idea.merged.select_related("node")):
        _withdraw(by, gathered, "Idéerne er samlet et andet sted.")
        gathered.merged_into, gathered.merged_because = into, gathered.merged_because or why.strip()
        gathered.save(update_fields=["merged_into", "merged_because"])
        thread.link(
            by=by,
            earlier=gathered.node,
            later=into.node,
            relation=Link.Relation.SUPERSEDED_BY,
            why=gathered.merged_because,
        )
        journal.note("idea.merged", by=by, node=gathered.node, data={"into": into.pk})

    return idea


@journal.deed
def split(*, by: Actor, idea: Idea) -> Idea:
    """Make a merged idea one of its own again."""
    locks.reread(idea)
    policy.check(by, "merge", idea)
    rules.check_split(idea.merged_into_id is not None)
    _withdraw(by, idea, "Idéerne er skilt ad igen.")
    apart = {"merged_into": None, "merged_because": ""}
    records.change(idea, apart, by=by, node=idea.node, noted="idea.split")
    return idea


def _withdraw(by: Actor, idea: Idea, why: str) -> None:
    standing = Link.objects.filter(
        earlier=idea.node, relation=Link.Relation.SUPERSEDED_BY, later__kind="idea", withdrawn_at__isnull=True
    )
    for link in standing:
        thread.withdraw_link(by=by, link=link, why=why)


@journal.deed
def erase_giver(*, by: Actor, erased: Erased) -> int:
    """Take away who gave an idea that came straight from a subject's own record: place and role tell who it was.

    The idea itself stays: others wrote it, and the consent text says that what was learnt stays (`spine.erasure`).
    """
    came = Idea.objects.filter(node__links_backward__earlier__in=erased.nodes).exclude(giver=rules.GIVER_GONE)
    return Idea.objects.filter(pk__in=list(came.values_list("pk", flat=True))).update(giver=rules.GIVER_GONE)
