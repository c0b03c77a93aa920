"""The five real documents: read by the importers, linked only where a text says so, the money on the words that state it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samspil.features.cases.importing import actions as importing_actions
from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.importing.extract import proposals
from samspil.features.cases.records.models import AgendaItem
from samspil.features.cases.routes import actions as routes_actions
from samspil.features.cases.seats import actions as seats_actions
from samspil.features.funds import actions as funds
from samspil.features.funds import rules as funds_rules
from samspil.features.insights import actions as insights
from samspil.features.insights.models import Table
from samspil.features.partnerships.attendance import actions as plans
from samspil.features.partnerships.core import actions as core_actions
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.plans import actions as partnerships
from samspil.features.reports import actions as reports
from samspil.features.trials import actions as trials
from samspil.paper import danish
from samspil.site.demo import agreements
from samspil.spine import sources, texts, thread
from samspil.spine.models import Node, TextVersion

if TYPE_CHECKING:
    from samspil.site.demo.ground import Found


def load(found: Found) -> None:
    """Load everything real. All of it is known only from the five documents, and marked so."""
    with sources.read():
        _load(found)


def _load(found: Found) -> None:
    nodes: dict[str, Node] = {}
    found.say("Læser referaterne")
    _meetings(found, nodes)
    found.say("Læser projektbeskrivelsen")
    _partnerships(found, nodes)
    found.say("Læser evalueringen")
    _sources(found, nodes)
    found.say("Sætter de sammenhænge, teksterne selv nævner")
    for each in found.told["links"]:
        thread.link(
            by=found.by,
            earlier=_node(nodes, each["from"]),
            later=_node(nodes, each["to"]),
            relation=each["relation"],
            why=each["why"],
            strength=each.get("strength", "direct"),
            source=each["source"],
        )

    _routes(found, nodes)
    _recommendation(found, nodes)
    found.say("Fører pengene ind")
    _money(found, nodes)


def _meetings(found: Found, nodes: dict[str, Node]) -> None:
    for each in found.told["circles"]:
        if "house" in each:
            seats_actions.add_body(
                by=found.by, circle=found.circles[each["key"]], house=each["house"], shorthand=each.get("shorthand", "")
            )

    for each in found.told["meetings"]:
        draft = proposals.propose(found.document(each["file"]))
        if "title" in each:
            draft = _titled(draft, each["title"])
        meeting = importing_actions.import_meeting(by=found.by, body=found.circles[each["body"]].body, draft=draft)
        nodes[each["key"]] = meeting.node
        for item in meeting.items.select_related("node").prefetch_related("annexes__node"):
            key = f"{each['key']}/{item.number or item.order}"
            nodes[key] = item.node
            for annex in item.annexes.all():
                nodes[f"{key}/bilag/{annex.reference or annex.order}"] = annex.node


def _titled(draft: importing_rules.Meeting, title: str) -> importing_rules.Meeting:
    from dataclasses import replace

    return replace(draft, items=tuple(replace(item, title=item.title or title) for item in draft.items))


def _partnerships(found: Found, nodes: dict[str, Node]) -> None:
    told = found.told["project"]
    circle = found.circles[told["circle"]]
    assert circle.organisation is not None
    made = partnerships.import_description(
        by=found.by,
        text=found.document(told["file"]),
        circle=circle,
        organisation=circle.organisation,
        name=told["name"],
        source=told["source"],
        target_group=told["target_group"],
        geography=told["geography"],
        visibility="public",
    )
    nodes["project"] = made.node
    _ended(found, made, told)
    for each in told["held"]:
        activity = made.activities.get(gathering__node__title__contains=each["activity"])
        partnerships.move(by=found.by, activity=activity, state="held", source=each["source"])

    sister = found.told["struer"]
    circle = found.circles[sister["circle"]]
    assert circle.organisation is not None
    struer = core_actions.set_up(
        by=found.by,
        name=sister["name"],
        circle=circle,
        organisation=circle.organisation,
        programme=sister["programme"],
        source=sister["source"],
        visibility="public",
    )
    _ended(found, struer, sister)
    partnerships.plan(by=found.by, partnership=struer, state="held", why="Nævnt i evalueringen", **sister["activity"])
    agreements.programme(found, nodes)
    planned = found.told["trial"]
    activity = made.activities.get(gathering__node__title__contains=planned["activity"])
    trials.propose(
        by=found.by,
        origin=activity.node,
        title=planned["title"],
        on=planned["on"],
        state="unknown",
        place=planned["place"],
        when_text=planned["when_text"],
        is_uncertain=True,
        is_possible=True,
        source=planned["source"],
    )


def _ended(found: Found, partnership: Partnership, told: dict[str, Any]) -> None:
    when = danish.parse_when(told["ended"])
    core_actions.come_to_end(by=found.by, partnership=partnership, when=when, source=told["ended_source"])


def _sources(found: Found, nodes: dict[str, Node]) -> None:
    told = found.told["evaluation"]

    nodes["evaluation"] = insights.import_evaluation(
        by=found.by,
        source=insights.SourceText(
            text=found.document(told["file"]),
            organisation=found.organisations["rm"],
            title=told["title"],
            author=told["author"],
            file_name=told["file"],
            dated_on=told["dated_on"],
        ),
    ).node
    _remembered(found, nodes)
    for each in found.told["named"]:
        nodes[each["key"]] = insights.name_source(
            by=found.by,
            title=each["title"],
            publisher=each.get("publisher", ""),
            organisation=found.organisations[each["organisation"]],
            dated_on=danish.parse_when(each["dated_on"]) if "dated_on" in each else None,
        ).node


def _remembered(found: Found, nodes: dict[str, Node]) -> None:
    """The evaluation's own figures of attendance, as they were remembered, beside the partnership's recorded ones."""
    told = found.told["remembered"]
    table = Table.objects.get(document__node=nodes["evaluation"], number=told["table"])

    plans.remember(
        by=found.by,
        partnership=Partnership.objects.get(node=nodes["project"]),
        source=nodes["evaluation"],
        title=f"{table.source_number}: {table.title}"
        if "abel" in table.source_number
        else f"Tabel {table.source_number}: {table.title}",
        header=table.header,
        rows=table.rows,
        note=table.note,
        caveat=told["caveat"],
    )


def _node(nodes: dict[str, Node], key: str) -> Node:
    if key.endswith("/beslutning"):
        item = AgendaItem.objects.get(node=nodes[key.removesuffix("/beslutning")])
        return item.statements.select_related("node").get().node
    return nodes[key]


def _statement(nodes: dict[str, Node], item: str, words: str) -> Node:
    rows = AgendaItem.objects.get(node=nodes[item]).statements.select_related("node").order_by("order")
    return next(row.node for row in rows if words in (_words(row.node) or row.node.title))


def _words(node: Node) -> str:
    version = texts.current(node, "words")
    return texts.read(version) if version else ""


def _routes(found: Found, nodes: dict[str, Node]) -> None:
    for each in found.told["routes"]:
        statement = AgendaItem.objects.get(node=nodes[each["item"]]).statements.order_by("order").first()
        assert statement is not None
        circle = found.circles[each["to"]]
        routes_actions.send_on(by=found.by, statement=statement, to_circle=circle, to_text=circle.name)


def _recommendation(found: Found, nodes: dict[str, Node]) -> None:
    told = found.told["recommendation"]
    decision = _statement(nodes, told["item"], told["passage"])
    reports.recommend(
        by=found.by,
        decision=decision,
        title=told["title"],
        passage=told["passage"],
        to_kinds=told["to_kinds"],
    )


def _money(found: Found, nodes: dict[str, Node]) -> None:
    told = found.told["money"]
    body = found.circles[told["body"]]
    assert body.organisation is not None
    pool = funds.add_pool(
        by=found.by,
        name=told["pool"],
        organisation=body.organisation,
        body=body,
        source=told["source"],
        visibility="public",
    )
    amounts: dict[str, Any] = {}
    for each in told["amounts"]:
        decision = _statement(nodes, each["item"], each["statement"])
        stated_in = nodes[each["item"]] if each.get("in_case") else decision
        amounts[each["key"]] = funds.set_aside(
            by=found.by,
            decision=decision,
            amount=funds.Allocation(
                pool=None if "part_of" in each else pool,
                part_of=amounts[each["part_of"]] if "part_of" in each else None,
                passage=passage_of(stated_in, each["passage"]),
                route=told["route"],
                source=told["source"],
                **amount_of(each),
            ),
        )

    control = danish.parse_kroner(told["control_sum"])
    total = sum(funds_rules.total(amount) for key, amount in amounts.items() if amount.part_of_id is None)
    # The documents' own sum: a slip of the pen in the demo's file stops the loading.
    assert total == control, f"amounts sum to {total} øre, the documents to {control}"


def amount_of(told: dict[str, Any]) -> dict[str, Any]:
    """Return an amount's own fields as the demo's files tell them."""
    names = ("title", "first_year", "last_year", "is_per_year", "is_cap", "receiver", "condition")
    return {name: told[name] for name in names if name in told} | {"amount_ore": danish.parse_kroner(told["amount"])}


def passage_of(node: Node, words: str) -> tuple[TextVersion, int, int]:
    """Find words in the texts of a record, whatever the line breaks, as (version, start, end)."""
    import re

    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    for version in (
        TextVersion.objects.filter(text__node=node).select_related("text__subject").order_by("text__name", "-number")
    ):
        if match := pattern.search(texts.read(version)):
            return version, match.start(), match.end()
    message = f"»{words}« står ikke i {node.title}"
    raise LookupError(message)
