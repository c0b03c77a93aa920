"""What a body lets somebody do: written by the secretary, linked to the decision that it came of."""

from __future__ import annotations

import datetime as dt

from samspil.features.cases.authorisations import rules
from samspil.features.cases.authorisations.models import Authorisation
from samspil.features.cases.records.models import Body, DecisionStatement
from samspil.paper.refusal import demanded
from samspil.spine import journal, locks, policy, records
from samspil.spine.models import Node
from samspil.spine.people import Actor


@journal.deed
def authorise(
    *, by: Actor, statement: DecisionStatement, title: str, given_to: str, scope: str, until_on: dt.date | None = None
) -> Authorisation:
    """Write down what a decision authorises somebody to do, seen by those who see the decision."""
    locks.reread(statement)
    decision = statement.node
    policy.check(by, "add", "authorisation", decision)
    whom = demanded(given_to, "Skriv, hvem bemyndigelsen er givet til.", field="given_to")
    what = demanded(scope, "Skriv, hvad bemyndigelsen giver lov til.", field="scope")
    rules.check_until(until_on, decision.day)

    body: Body = statement.item.meeting.body
    return records.new(
        records.beside(decision, "authorisation", title, within=body.circle),
        lambda node: Authorisation(
            node=node, body=body, statement=statement, given_to=whom, scope=what, until_on=until_on
        ),
        by=by,
        noted="authorisation.given",
        came_of=[
            records.Origin(decision, "Beslutningen giver bemyndigelsen.", source=statement.item.meeting.node.title)
        ],
        searched=what if decision.visibility == Node.Visibility.PUBLIC else None,
        data={"statement": statement.pk},
    )


@journal.deed
def end_authorisation(*, by: Actor, authorisation: Authorisation, ended_on: dt.date, why: str) -> Authorisation:
    """Write that an authorisation has ended, when and why."""
    locks.reread(authorisation)
    policy.check(by, "end", authorisation)
    rules.check_holds(authorisation.ended_on)
    reason = demanded(why, "Skriv, hvorfor bemyndigelsen er ophørt.", field="why")
    rules.check_ended(ended_on, authorisation.node.day)
    authorisation.ended_on, authorisation.ended_why = ended_on, reason
    authorisation.save(update_fields=["ended_on", "ended_why"])
    journal.note("authorisation.ended", by=by, node=authorisation.node)
    return authorisation
