"""What a body let somebody do, and where a matter is presented: written by the secretary, linked to what they came of."""

from __future__ import annotations

import datetime as dt

from samspil.features.cases import rules
from samspil.features.cases.models import AgendaItem, Authorisation, Body, DecisionStatement, Meeting, Presentation
from samspil.paper.refusal import Refused
from samspil.spine import happened, journal, locks, search, thread
from samspil.spine.models import Circle, Link
from samspil.spine.people import Actor


@journal.deed
def authorise(
    *, by: Actor, statement: DecisionStatement, title: str, given_to: str, scope: str, until_on: dt.date | None = None
) -> Authorisation:
    """Write down what a decision authorises somebody to do, seen by those who see the decision."""
    locks.reread(statement)
    decision = statement.node
    rules.proposals.check_authorise(by, decision, given_to=given_to, scope=scope)
    if until_on and decision.day and until_on < decision.day:
        raise Refused("Bemyndigelsen kan ikke slutte, før den er givet.", field="until_on")

    body: Body = statement.item.meeting.body
    node = thread.open_node(
        by=by,
        kind="authorisation",
        title=title,
        organisation=decision.organisation,
        within=body.circle,
        visibility=decision.visibility,
        occurred_on=decision.when,
        is_invented=decision.is_invented,
    )
    made = Authorisation.objects.create(
        node=node, body=body, statement=statement, given_to=given_to.strip(), scope=scope.strip(), until_on=until_on
    )
    thread.link(
        by=by,
        earlier=decision,
        later=node,
        relation=Link.Relation.LED_TO,
        why="Beslutningen giver bemyndigelsen.",
        source=statement.item.meeting.node.title,
    )
    if node.visibility == node.Visibility.PUBLIC:
        search.index(node, made.scope)

    journal.note("authorisation.given", by=by, node=node, data={"statement": statement.pk})
    return made


@journal.deed
def end_authorisation(*, by: Actor, authorisation: Authorisation, ended_on: dt.date, why: str) -> Authorisation:
    """Write that an authorisation has ended, when and why."""
    locks.reread(authorisation)
    rules.proposals.check_end_authorisation(by, authorisation.node, ended=authorisation.ended_on is not None, why=why)
    given_on = authorisation.node.day
    if given_on and ended_on < given_on:
        raise Refused("Bemyndigelsen kan ikke ophøre, før den er givet.", field="ended_on")
    happened.check(ended_on, "Dagen, hvor den ophørte,", field="ended_on")
    authorisation.ended_on, authorisation.ended_why = ended_on, why.strip()
    authorisation.save(update_fields=["ended_on", "ended_why"])
    journal.note("authorisation.ended", by=by, node=authorisation.node)
    return authorisation


@journal.deed
def add_presentation(
    *, by: Actor, item: AgendaItem, to_circle: Circle | None = None, to_text: str = "", presenter: str = ""
) -> Presentation:
    """Write that a matter is to be presented before another body. The same body twice is one."""
    locks.reread(item)
    rules.proposals.check_present(by, item.node)
    words = to_text.strip() or (to_circle.name if to_circle else "")
    if not words:
        raise Refused("Skriv, hvem oplægget er for.", field="to_text")

    standing = item.presentations.filter(to_text__iexact=words).first()
    if standing is not None:
        return standing

    made = Presentation.objects.create(item=item, to_circle=to_circle, to_text=words, presenter=presenter.strip())
    journal.note("presentation.wanted", by=by, node=item.node, data={"presentation": made.pk})
    return made


@journal.deed
def note_presentation(
    *, by: Actor, presentation: Presentation, held_on: dt.date, said: str = "", meeting: Meeting | None = None
) -> Presentation:
    """Write when a presentation was held and what came of it. Refused twice."""
    locks.reread(presentation)
    rules.proposals.check_present(by, presentation.item.node)
    if presentation.held_on is not None:
        raise Refused("Oplægget er allerede skrevet som holdt.")
    happened.check(held_on, "Oplægget", field="held_on")
    presentation.held_on, presentation.said, presentation.meeting = held_on, said.strip(), meeting
    presentation.save(update_fields=["held_on", "said", "meeting"])
    journal.note("presentation.held", by=by, node=presentation.item.node, data={"presentation": presentation.pk})
    return presentation
