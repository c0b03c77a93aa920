"""Every writing of what the partners agree: the charter and who stands by it, mandates, the problem, and the two lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from samspil.features.partnerships.charter import queries, rules
from samspil.features.partnerships.charter.models import (
    Acknowledgement,
    Mandate,
    MandateNeed,
    Milestone,
    ProblemStatement,
    RegisterEntry,
    RoleCharter,
    RoleExpectation,
    SharedPost,
)
from samspil.features.partnerships.core.models import Partnership
from samspil.paper.refusal import Refused, demanded
from samspil.spine import happened, journal, locks, outbox, passes, policy, undoing
from samspil.spine.models import Circle, Node, Organisation, Pass, Person
from samspil.spine.people import Actor

AUTHORITIES = ("region", "municipality")


@journal.deed
def write(*, by: Actor, partnership: Partnership, told: Mapping[str, tuple[str, str]], why: str = "") -> RoleCharter:
    """Write a charter: for each side its role and what the others may expect. A new version asks all again."""
    locks.reread(partnership)
    policy.check(by, "charter", partnership)
    rules.check_expectations(told)
    newest = queries.charter(partnership)
    said = {side: (role.strip(), expects.strip()) for side, (role, expects) in told.items() if role.strip()}
    before = {row.side: (row.role, row.expects) for row in newest.expectations.all()} if newest else {}
    number = newest.number + 1 if newest else 1
    rules.check_new_version(number, why, same=said == before)
    made = RoleCharter.objects.create(
        partnership=partnership, number=number, why=why.strip(), written_by_id=by.person_id
    )
    RoleExpectation.objects.bulk_create(
        RoleExpectation(charter=made, side=side, role=said[side][0], expects=said[side][1])
        for side in rules.SIDES
        if side in said
    )
    journal.note("charter.written", by=by, node=partnership.node, data={"version": number})

    return made


@journal.deed
def take_back(*, by: Actor, said: Acknowledgement) -> None:
    """Undo that the actor stood by a charter. Refused for anybody else's word, and when a newer version asks anew.

    Refused as well for whoever may say nothing to it any more, and after ten minutes.
    """
    locks.reread(said.charter, said)
    policy.check(by, "acknowledge", said.charter.partnership)
    undoing.check_lately(said.at)
    if said.person_id != by.person_id or queries.charter(said.charter.partnership) != said.charter:
        raise Refused("Rollekortet er kommet i en ny udgave. Svar på den i stedet.")
    number, node = said.charter.number, said.charter.partnership.node
    said.delete()
    journal.note("charter.taken_back", by=by, node=node, data={"version": number, "person": by.person_id})


@journal.deed
def acknowledge(*, by: Actor, charter: RoleCharter, side: str, through: Pass | None = None) -> Acknowledgement:
    """Note that one person stands by a version: the actor, or whom a personal link was made for. Twice is once."""
    locks.reread(charter)
    partnership = charter.partnership
    person = through.person_id if through else None
    if person is None:  # the personal link is the right of whom it was made for; everybody else speaks by a role
        policy.check(by, "acknowledge", partnership)
        person = by.person_id
    rules.check_acknowledge(side, is_newest=queries.charter(partnership) == charter)
    assert person is not None
    made, is_new = Acknowledgement.objects.get_or_create(
        charter=charter, person_id=person, defaults={"side": side, "by_link": through is not None}
    )
    if is_new:
        journal.note(
            "charter.acknowledged", by=by, node=partnership.node, data={"version": charter.number, "person": person}
        )

    return made


@journal.deed
def ask(*, by: Actor, charter: RoleCharter, persons: Iterable[Person]) -> int:
    """Send a personal link to each of those who have not acknowledged, and give how many were sent.

    Whoever has no mail address is left for a talk or a letter. A new link makes the person's earlier one worthless.
    """
    locks.reread(charter)
    policy.check(by, "charter", charter.partnership)
    done = set(charter.acknowledgements.values_list("person", flat=True))
    sent = 0
    for person in persons:
        if person.pk in done or not person.email:
            continue
        made = link_for(by=by, charter=charter, person=person)
        outbox.post(
            subject="Vil du læse, hvad vi venter af hinanden?",
            body=(
                f"Hej {person.name}\n\nDu er med i »{charter.partnership.node.title}«. Her står, hvem der gør hvad, og hvad de andre "
                f"kan vente af dig. Læs det, og sig, om du er med på det. Du skal ikke logge ind:\n\n{outbox.absolute(made)}\n"
            ),
            person=person,
            node=charter.partnership.node,
        )
        sent += 1

    journal.note("charter.asked", by=by, node=charter.partnership.node, data={"version": charter.number, "sent": sent})
    return sent


@journal.deed
def link_for(*, by: Actor, charter: RoleCharter, person: Person) -> str:
    """Make a person's link to the charter, shown this once: the address without its host."""
    locks.reread(charter)
    node = charter.partnership.node
    policy.check(by, "charter", node)
    for earlier in Pass.objects.filter(node=node, purpose=rules.PASS_PURPOSE, person=person, revoked_at__isnull=True):
        passes.revoke(by=by, issued=earlier)
    _, token = passes.issue(by=by, node=node, purpose=rules.PASS_PURPOSE, lasts=rules.LINK_LASTS, person=person)
    return f"{reverse('partnerships:charter_door')}#{token}"


@journal.deed
def set_milestone(
    *, by: Actor, partnership: Partnership, title: str, due_on: dt.date | None = None, time_text: str = ""
) -> Milestone:
    """Set a milestone at a time as precise as it is known."""
    locks.reread(partnership)
    policy.check(by, "charter", partnership)
    goal = demanded(title, "Skriv, hvad milepælen er.", field="title")
    made = Milestone.objects.create(partnership=partnership, title=goal, due_on=due_on, time_text=time_text.strip())
    journal.note("milestone.set", by=by, node=partnership.node, data={"milestone": made.pk})
    return made


@journal.deed
def reach_milestone(*, by: Actor, milestone: Milestone, on: dt.date) -> Milestone:
    """Say that a milestone was reached. The same day twice is once."""
    locks.reread(milestone)
    policy.check(by, "charter", milestone.partnership)
    happened.check(on, "Dagen, hvor milepælen blev nået,", field="on")
    if milestone.reached_on == on:
        return milestone
    before, milestone.reached_on = milestone.reached_on, on
    milestone.save(update_fields=["reached_on"])
    data = {"milestone": milestone.pk, **({"before": before} if before else {})}
    journal.note("milestone.reached", by=by, node=milestone.partnership.node, data=data)
    return milestone


@journal.deed
def unreach_milestone(*, by: Actor, milestone: Milestone, on: dt.date) -> Milestone:
    """Undo that a milestone was said to be reached on a day; what stood before stands again.

    Refused when another day stands there since, for what somebody else said, and after ten minutes.
    """
    locks.reread(milestone)
    policy.check(by, "charter", milestone.partnership)
    said = undoing.last("milestone.reached", milestone.partnership_id, milestone=milestone.pk)
    if milestone.reached_on != on or (said is not None and said.person_id != by.person_id):
        raise Refused("Milepælen er ændret siden. Se, hvordan den står nu.")
    undoing.check_lately(said.at if said is not None else None)
    assert said is not None
    before = said.data.get("before")
    milestone.reached_on = dt.date.fromisoformat(before) if before else None
    milestone.save(update_fields=["reached_on"])
    journal.note("milestone.reopened", by=by, node=milestone.partnership.node, data={"milestone": milestone.pk})
    return milestone


@journal.deed
def share_post(
    *,
    by: Actor,
    partnership: Partnership,
    title: str,
    organisations: Iterable[Organisation],
    is_administration: bool = False,
) -> SharedPost:
    """Name a post that partners share, or the neutral administration that serves them all."""
    locks.reread(partnership)
    policy.check(by, "charter", partnership)
    sharing = list(organisations)
    called = demanded(title, "Skriv, hvad stillingen hedder.", field="title")
    if len(sharing) < 2 and not is_administration:
        raise Refused("En delestilling deles af mindst to. Vælg dem.", field="organisations")

    made = SharedPost.objects.create(partnership=partnership, title=called, is_administration=is_administration)
    made.organisations.set(sharing)
    journal.note("post.shared", by=by, node=partnership.node, data={"post": made.pk})
    return made


@dataclass(frozen=True)
class Terms:
    """What one authority may decide, by which law or delegation, through which body, from when until when, and who says so."""

    organisation: Organisation
    subject: str
    ground: str
    body: Circle | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    source: str = ""


@journal.deed
def give_mandate(*, by: Actor, partnership: Partnership, terms: Terms) -> Mandate:
    """Write what one authority may decide. Refused for what is no authority, and without law or delegation."""
    locks.reread(partnership)
    policy.check(by, "map", partnership)
    rules.check_mandate(
        is_authority=terms.organisation.kind in AUTHORITIES,
        ground=terms.ground,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        name=terms.organisation.name,
    )
    subject = demanded(terms.subject, "Skriv, hvad myndigheden kan afgøre.", field="subject")
    if terms.body is not None and terms.body.organisation_id != terms.organisation.pk:
        raise Refused(
            "{body} hører ikke til {organisation}.",
            field="body",
            body=terms.body.name,
            organisation=terms.organisation.name,
        )

    written = replace(terms, subject=subject, ground=terms.ground.strip(), source=terms.source.strip())
    made = Mandate.objects.create(partnership=partnership, **vars(written))
    journal.note("mandate.given", by=by, node=partnership.node, data={"mandate": made.pk})
    return made


@journal.deed
def need(*, by: Actor, node: Node, mandates: Iterable[Mandate]) -> list[MandateNeed]:
    """Say whose mandates a record needs, in place of what was said before."""
    locks.reread(node)
    policy.check(by, "need", "mandate", node)
    chosen = list(mandates)
    MandateNeed.objects.filter(node=node).exclude(mandate__in=chosen).delete()
    made = [
        MandateNeed.objects.get_or_create(node=node, mandate=mandate, defaults={"added_by_id": by.person_id})[0]
        for mandate in chosen
    ]
    journal.note("mandate.needed", by=by, node=node, data={"mandates": len(chosen)})
    return made


@journal.deed
def reframe(
    *, by: Actor, partnership: Partnership, words: str, because: str = "", changed_by: Node | None = None
) -> ProblemStatement:
    """Put the problem in new words, with what made the partners see it so. Earlier words stay."""
    locks.reread(partnership)
    policy.check(by, "reframe", partnership)
    newest = partnership.problems.first()
    number = newest.number + 1 if newest else 1
    rules.check_reframe(words, because, number=number, same=bool(newest and newest.words == words.strip()))
    made = ProblemStatement.objects.create(
        partnership=partnership,
        number=number,
        words=words.strip(),
        because=because.strip(),
        changed_by=changed_by,
        written_by_id=by.person_id,
    )
    journal.note("problem.reframed", by=by, node=partnership.node, data={"version": number})

    return made


@journal.deed
def register(
    *, by: Actor, partnership: Partnership, register: str, words: str, side: str, **fields: Any
) -> RegisterEntry:
    """Put one line on the list of what is done now, or of what does not succeed."""
    locks.reread(partnership)
    policy.check(by, "register", partnership)
    rules.check_entry(register, side, words)
    happened.check(fields.get("said_on"), "Dagen, hvor det blev sagt,", field="said_on")
    organisation = fields.get("organisation")
    if organisation is not None and organisation not in queries.partners(partnership):
        raise Refused("Vælg en af parterne, eller lad feltet stå tomt.", field="organisation")

    made = RegisterEntry.objects.create(
        partnership=partnership, register=register, words=words.strip(), side=side, added_by_id=by.person_id, **fields
    )
    journal.note("register.line_added", by=by, node=partnership.node, data={"line": made.pk})
    return made
