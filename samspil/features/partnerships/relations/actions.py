"""Every writing of how the parties find each other: asked, answered without a name, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.relations import queries, rules
from samspil.features.partnerships.relations.models import RelationAnswer, RelationAsked, RelationRound
from samspil.paper.refusal import Refused
from samspil.spine import happened, journal, locks, outbox, passes, people, policy
from samspil.spine.models import Pass
from samspil.spine.people import Actor


@journal.deed
def ask(*, by: Actor, partnership: Partnership, moment: str, on: dt.date | None = None) -> RelationRound:
    """Ask all in the partnership who come from a party, each by a personal link in a mail (`on`: today)."""
    locks.reread(partnership)
    policy.check(by, "measure", partnership)
    happened.check(on, "Dagen, hvor der blev spurgt,", field="on")
    wanted = queries.to_ask(partnership)
    rules.check_round(
        moment,
        is_open=partnership.relation_rounds.filter(closed_on__isnull=True).exists(),
        asked=len(wanted),
        parties=len({organisation.pk for _person, organisation in wanted}),
    )
    made = RelationRound.objects.create(partnership=partnership, moment=moment, opened_on=on or timezone.localdate())
    for person, organisation in wanted:
        row = RelationAsked.objects.create(round=made, person=person, organisation=organisation)
        if person.email:
            _send(by, row)

    journal.note("relation.asked", by=by, node=partnership.node, data={"round": made.pk, "asked": len(wanted)})
    return made


@journal.deed
def remind(*, by: Actor, asking: RelationRound) -> int:
    """Send a new link to each who has not answered and takes reminders, and give how many."""
    locks.reread(asking)
    policy.check(by, "measure", asking.partnership)
    if asking.closed_on is not None:
        raise Refused("Målingen er lukket, så der er ingen at minde om den.")
    sent = 0
    lacking = asking.asked.filter(passes.rested(), has_answered=False).exclude(person__email="")
    for row in lacking.select_related("person", "issued"):
        if not outbox.has_declined(row.person.email, "reminder"):
            _send(by, row, is_reminder=True)
            sent += 1
    passes.check_reminded(sent)
    journal.note("relation.reminded", by=by, node=asking.partnership.node, data={"round": asking.pk, "mails": sent})
    return sent


@journal.deed
def answer(
    *, by: Actor, asked: RelationAsked, marks: Mapping[str, Mapping[str, int]], through: Pass | None = None
) -> RelationAnswer:
    """Take one person's marks without their name. That they answered is kept apart from what they said."""
    locks.reread(asked)
    row, round_ = asked, asked.round
    said = {party: dict(given) for party, given in marks.items() if given}
    rules.check_answer(
        said,
        [str(each.pk) for each in queries.others(row)],
        is_open=round_.closed_on is None,
        has_answered=row.has_answered,
        is_asked=(through is not None and through.pk == row.issued_id) or by.person_id == row.person_id,
    )
    row.has_answered = True
    row.save(update_fields=["has_answered"])
    made = RelationAnswer.objects.create(round=round_, organisation_id=row.organisation_id, marks=said)
    journal.note("relation.answered", by=people.NOBODY, node=round_.partnership.node, data={"round": round_.pk})

    return made


@journal.deed
def close(*, by: Actor, asking: RelationRound) -> RelationRound:
    """Close a round, so that its figures are shown. Twice changes nothing."""
    locks.reread(asking)
    policy.check(by, "measure", asking.partnership)
    if asking.closed_on is None:
        asking.closed_on = timezone.localdate()
        asking.save(update_fields=["closed_on"])
        for row in asking.asked.filter(issued__isnull=False).select_related("issued"):
            if row.issued:
                passes.revoke(by=by, issued=row.issued)
        journal.note("relation.closed", by=by, node=asking.partnership.node, data={"round": asking.pk})
    return asking


def _send(by: Actor, row: RelationAsked, *, is_reminder: bool = False) -> None:
    node = row.round.partnership.node
    if row.issued:
        passes.revoke(by=by, issued=row.issued)

    row.issued, token = passes.issue(
        by=by, node=node, purpose=rules.PASS_PURPOSE, lasts=rules.LINK_LASTS, person=row.person
    )
    row.save(update_fields=["issued"])
    link = outbox.absolute(f"{reverse('partnerships:relation_door')}#{token}")
    body = (
        f"Hej {row.person.name}\n\nHvordan er det at arbejde sammen i »{node.title}«? Der er syv korte spørgsmål om hver af de "
        f"andre parter. Svaret gemmes uden dit navn. Du skal ikke logge ind:\n\n{link}\n"
    )
    subject = "Hvordan arbejder vi sammen? Syv spørgsmål"
    if is_reminder:
        outbox.offer(
            topic="reminder",
            subject=f"Husk: {subject}",
            body=body,
            address=row.person.email,
            person=row.person,
            node=node,
        )
    else:
        outbox.post(subject=subject, body=body, person=row.person, node=node)
