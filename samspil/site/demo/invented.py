"""The invented programme: one thread that does not break, one voice not taken further, one that still waits."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from samspil.features.cases.document_access import actions as document_access_actions
from samspil.features.cases.editing.actions import annexes
from samspil.features.cases.importing import actions as importing_actions
from samspil.features.cases.importing.extract import proposals
from samspil.features.cases.records.models import AgendaItem, Meeting
from samspil.features.cases.seats import actions as seats_actions
from samspil.features.funds import actions as funds
from samspil.features.insights import actions as insights
from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.plans import actions as plans
from samspil.features.partnerships.plans.rules import Limits
from samspil.features.trials import actions as trials
from samspil.features.trials.actions import ideas, rounds
from samspil.features.voices import actions as voices
from samspil.features.voices.models import Voice
from samspil.site.demo import activities, agreements, days, onward, paper, publicly, real, room, times, together
from samspil.spine import demonstration, people, thread
from samspil.spine.models import Node, Person

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found

PASSWORD = demonstration.PASSWORD  # the demo's own, shown on the screen


def load(found: Found) -> None:
    """Load the one invented thread, from the first words to the answer."""
    found.say("Fører den opdigtede tråd ind")
    cast = found.cast = {each["key"]: found.member(each) for each in found.told["people"]}
    made = _partnership(found)

    _short_course(found, cast)
    planned = {each["key"]: activities.load(found, made, each) for each in found.told["activities"]}
    found.nodes |= {key: each.node for key, each in planned.items()}
    times.load(found, made, planned, cast)
    given = {each["key"]: _voice(found, each, planned, cast) for each in found.told["voices"]}
    insight = _insight(found, given, cast)
    agreements.agree(found, made, insight, cast)
    learning = _trial(found, _ideas(found, insight))
    decision = _meeting(found, learning, cast)
    effort = _effort(found, decision)
    onward.load(found, decision, cast)
    together.load(found, made)
    for each in found.told["voices"]:
        if "answer" in each:
            _answer(found, given[each["key"]], each, effort)
            publicly.make(given[each["key"]], asks=cast["bob"], says_yes=cast["alice"])
            found.nodes[each["title"]] = given[each["key"]].node
    paper.issue(by=found.by, voice=given[found.told["paper_code"]])


def _partnership(found: Found) -> Partnership:
    told = found.told["partnership"]
    made = core_actions.set_up(
        by=found.by,
        name=told["name"],
        circle=found.circles["sammen"],
        organisation=found.organisations["bakkeby"],
        purpose=told["purpose"].strip(),
        programme=told["programme"],
        target_group=told["target_group"],
        geography=told["geography"],
        visibility="public",
        is_invented=True,
    )
    for order, each in enumerate(told["principles"]):
        made.principles.create(order=order, **each)

    return made


def _short_course(found: Found, cast: dict[str, Person]) -> None:
    told = found.told["short_course"]
    made = core_actions.set_up(
        by=found.by,
        name=told["name"],
        circle=found.circles["kort"],
        organisation=found.organisations["bakkeby"],
        purpose=told["purpose"].strip(),
        target_group=told["target_group"],
        geography=told["geography"],
        visibility="public",
        is_invented=True,
    )
    limits = Limits(told["begins_on"], told["ends_on"], most_days_between=told["most_days_between"])

    plans.make_intensive(by=found.by, partnership=made, limits=limits)
    plans.plan(by=found.by, partnership=made, **told["late"])


def _voice(found: Found, told: dict[str, Any], planned: dict[str, Activity], cast: dict[str, Person]) -> Voice:
    made = voices.receive(
        by=found.by,
        source=planned[told["activity"]].node if "activity" in told else None,
        given=voices.Given(
            organisation=found.organisations["bakkeby"],
            words=told["words"].strip(),
            purposes=["interpret", "quote", "role_label", "publish"],
            consent_form="oral",
            title=told["title"],
            role_label=told["speaker"],
            method=told["method"],
            place=told["place"],
            received_on=told["received_on"],
            owner=cast["alice"],
            due_on=told.get("due_on") or days.worked(told["received_on"] + dt.timedelta(days=30), step=1),
            within=found.circles["sammen"],
            is_invented=True,
            source_key=f"demo:{told['key']}",
            danger="no",
        ),
    )
    # Before it is public, so that the reason goes through the same two hands.
    if because := told.get("not_taken_further_because"):
        made = voices.close(by=found.by, voice=made, because=because.strip())

    if told["key"] != "telefon":
        made = publicly.make(made, asks=cast["bob"], says_yes=cast["alice"])

    return made


def _insight(found: Found, given: dict[str, Voice], cast: dict[str, Person]) -> Node:
    told = found.told["insight"]
    made = insights.begin(
        by=found.by,
        draft=insights.Draft(
            organisation=found.organisations["bakkeby"],
            title=told["title"],
            statement=told["statement"].strip(),
            within=found.circles["sammen"],
            dated_on=told["dated_on"],
            is_invented=True,
            source_key="demo:insight",
        ),
    )
    for key in told["voices"]:
        voice = given[key]
        passage = voice.node.quotes.first()
        insights.rest_on(
            by=found.by, insight=made, why=told["why"], passage=passage, source=None if passage else voice.node
        )

    # Whoever chose the quotes may not make them public: the job chooses, and Alice publishes.
    insights.publish(by=people.actor_for(cast["alice"]), insight=made)
    return made.node


def _trial(found: Found, idea: Node) -> Node:
    told = found.told["trial"]
    names = (
        "title",
        "belief",
        "smallest_step",
        "place",
        "who",
        "look_at",
        "stop_rule",
        "on",
        "counted",
        "stop_below",
        "stop_rounds",
    )
    made = trials.propose(
        by=found.by,
        origin=idea,
        why="Prøvehandlingen afprøver idéen.",
        **{name: told[name] for name in names},
    )
    for state in ("planned", "running"):
        made = trials.move(by=found.by, trial=made, state=state)

    for each in told["round"]:
        how_it_went = dict(each)
        planned = rounds.plan(
            by=found.by, trial=made, plan=how_it_went.pop("plan"), expected=how_it_went.pop("expected")
        )
        rounds.follow_up(by=found.by, round_=planned, **how_it_went)

    points = [
        trials.learn(by=found.by, trial=made, title=each["title"], words=each["words"].strip())
        for each in told["learning"]
    ]
    trials.end(by=found.by, trial=made, conclusion=told["conclusion"], why=told["why"])
    rounds.reach(by=found.by, trial=made, **told["reach"])
    trials.describe(by=found.by, trial=made, words=told["public_words"].strip())
    return points[0].node


def _ideas(found: Found, insight: Node) -> Node:
    first, *others = [ideas.give(by=found.by, origin=insight, **each) for each in found.told["idea"]]
    for other in others:
        ideas.merge(by=found.by, idea=other, into=first, why=found.told["trial"]["ideas_are_one"])
    return first.node


def _meeting(found: Found, learning: Node, cast: dict[str, Person]) -> Node:
    told = found.told["meeting"]
    body = seats_actions.add_body(by=found.by, circle=found.circles[told["body"]], house=told["house"])
    draft = proposals.propose(found.document(told["file"]))
    items = []
    for item in draft.items:
        closed = told["closed"].get(item.number)
        items.append(
            replace(
                item,
                is_closed=True,
                closed_reason=closed["reason"],
                public_title=closed["public_title"],
                public_decision=closed["public_decision"],
            )
            if closed
            else item
        )

    meeting = importing_actions.import_meeting(by=found.by, body=body, draft=replace(draft, items=tuple(items)))
    _access(found, meeting, told["access"])
    room.record(found, Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk), told["record"], cast)
    room.come(found, body, told["next"])
    treated = AgendaItem.objects.select_related("node").get(meeting=meeting, number=told["item"])
    thread.link(by=found.by, earlier=learning, later=treated.node, relation="grounds", why=told["why"])
    return treated.node


def _access(found: Found, meeting: Meeting, told: dict[str, Any]) -> None:
    """Lay up an annex in two versions, hand out one case's documents, and begin on another's."""
    items = {
        item.number: item for item in AgendaItem.objects.select_related("node", "meeting__node").filter(meeting=meeting)
    }
    item = items[told["item"]]
    annex = annexes.add_annex(
        by=found.by,
        item=item,
        title=told["annex"],
        document_number=told["numbers"][0],
        name="notat.txt",
        stream=io.BytesIO(told["words"][0].encode()),
    )

    annexes.add_version(
        by=found.by,
        annex=annex,
        name="notat.txt",
        stream=io.BytesIO(told["words"][1].encode()),
        document_number=told["numbers"][1],
        reason=told["reason"],
    )
    given = document_access_actions.prepare_access(
        by=found.by, item=item, reference=told["references"][0], asked_on=told["asked_on"]
    )
    document_access_actions.hand_out_access(by=found.by, package=given, considered=True)
    document_access_actions.prepare_access(
        by=found.by, item=items[told["closed_item"]], reference=told["references"][1], asked_on=told["asked_on"]
    )


def _effort(found: Found, item: Node) -> Node:
    money, effort = found.told["money"], found.told["effort"]
    statements = AgendaItem.objects.get(node=item).statements.select_related("node").order_by("order")
    granting = next(each.node for each in statements if money["statement"] in each.node.title)
    deciding = statements[0].node
    pool = funds.add_pool(
        by=found.by,
        name=money["pool"],
        organisation=found.organisations["bakkeby"],
        body=found.circles["udvalg"],
        visibility="public",
        is_invented=True,
    )
    amount = funds.set_aside(
        by=found.by,
        decision=granting,
        amount=funds.Allocation(
            pool=pool, passage=real.passage_of(granting, money["passage"]), **real.amount_of(money)
        ),
    )

    return funds.start_effort(
        by=found.by,
        decision=deciding,
        plan=funds.EffortPlan(
            title=effort["title"],
            description=effort["description"],
            carried_by=found.organisations[effort["carried_by"]],
            begins_on=effort["begins_on"],
            ends_on=effort["ends_on"],
            paid_by=[amount],
            state="running",
        ),
    ).node


def _answer(found: Found, voice: Voice, told: dict[str, Any], effort: Node) -> None:
    made = voices.answer(
        by=found.by,
        voice=voice,
        words=told["answer"].strip(),
        channel=told["answer_channel"],
        proof=told["answer_proof"],
        given_on=told["answered_on"],
    )

    if told.get("tells_of_effort"):
        thread.link(
            by=found.by,
            earlier=effort,
            later=made.node,
            relation="answered_by",
            why="Svaret fortæller, hvad bidraget førte til.",
        )
