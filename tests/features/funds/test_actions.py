"""The deeds of money: state, link and journal row together."""

from __future__ import annotations

import datetime as dt

import pytest

from samspil.features.funds import actions, queries, rules
from samspil.features.funds.models import Appropriation
from samspil.paper.refusal import Refused
from samspil.spine import journal, texts, thread
from samspil.spine.models import JournalEntry, Link, Node
from tests.kit import given
from tests.kit.cast import Cast

WORDS = "at der afsættes 200.000 kr. i 2025 og 1,2 mio. kr. om året i årene 2026-2029, og"


@pytest.fixture
def decision(cast: Cast) -> Node:
    return given.decision(cast)


def verbs(node: Node) -> list[str]:
    return list(JournalEntry.objects.filter(node_id=node.pk).order_by("sequence").values_list("verb", flat=True))


def test_an_amount_rests_on_its_decision_and_quotes_it(cast: Cast, decision: Node) -> None:
    version = texts.write(by=cast.secretary, node=decision, name="words", body=WORDS)
    pool = actions.add_pool(by=cast.director, name="Puljen", organisation=cast.municipality, visibility="public")
    start, end = WORDS.index("1,2"), WORDS.index(", og")
    amount = given.appropriation(cast, decision, pool=pool, passage=(version, start, end))

    assert amount.node.visibility == decision.visibility
    assert queries.passage_of(amount) == "1,2 mio. kr. om året i årene 2026-2029"
    links = set(Link.objects.filter(later=amount.node).values_list("earlier__title", "relation"))
    assert links == {("Beslutning", "led_to"), ("Puljen", "funds")}
    assert verbs(amount.node) == ["text.quoted", "link.made", "link.made", "appropriation.set_aside"]
    [(shown, table)] = queries.tables(cast.dorte)
    assert shown == pool
    assert queries.table(cast.dorte, pool) == table
    assert [(row.total, row.stage_label, row.verdict) for row in table.rows] == [(480_000_000, "afsat", "agrees")]
    assert table.total == 480_000_000
    assert queries.resting_on(cast.dorte, decision) == [amount]
    texts.withdraw(by=cast.secretary, text=version.text)
    amount.refresh_from_db()
    assert queries.passage_of(amount) == ""


def test_the_same_pool_twice_is_one(cast: Cast) -> None:
    first = actions.add_pool(by=cast.director, name="Puljen", organisation=cast.municipality)
    assert actions.add_pool(by=cast.director, name="Puljen", organisation=cast.municipality) == first


def test_parts_are_counted_once_and_hold_together(cast: Cast, decision: Node) -> None:
    whole = given.appropriation(
        cast, decision, title="Forskning", amount_ore=150, first_year=2025, last_year=2025, is_per_year=False
    )
    part = given.appropriation(
        cast, decision, title="AP1", amount_ore=100, first_year=2025, last_year=2025, is_per_year=False, part_of=whole
    )
    with pytest.raises(Refused, match="større end"):
        given.appropriation(
            cast,
            decision,
            title="AP2",
            amount_ore=51,
            first_year=2025,
            last_year=2025,
            is_per_year=False,
            part_of=whole,
        )

    assert Appropriation.objects.count() == 2
    [(_none, table)] = queries.tables(cast.dorte)
    assert (table.total, [p.total for r in table.rows for p in r.parts]) == (150, [100])
    with pytest.raises(Refused, match="mindre end de dele"):
        actions.correct(by=cast.director, appropriation=whole, amount_ore=99)

    with pytest.raises(Refused, match="større end"):
        actions.correct(by=cast.director, appropriation=part, amount_ore=151)

    corrected = actions.correct(by=cast.director, appropriation=part, amount_ore=150, title="Arbejdsplan 1")
    assert (corrected.amount_ore, corrected.node.title) == (150, "Arbejdsplan 1")


def test_money_moves_with_a_decision_and_a_reason(cast: Cast, decision: Node) -> None:
    amount = given.appropriation(cast, decision, amount_ore=100, is_per_year=False)
    on = dt.date(2025, 10, 29)
    with pytest.raises(Refused, match="bevilger"):
        actions.move(by=cast.director, appropriation=amount, stage="granted", amount_ore=100, on=on, why="Rådet")

    with pytest.raises(Refused, match="bygger på"):
        actions.move(
            by=cast.director, appropriation=amount, stage="granted", amount_ore=100, on=on, why=" ", decision=decision
        )

    with journal.writing():
        council = thread.open_node(by=cast.director, kind="test_late", title="Rådet", organisation=cast.municipality)

    actions.move(
        by=cast.director, appropriation=amount, stage="granted", amount_ore=100, on=on, why="Rådet", decision=council
    )
    actions.move(by=cast.director, appropriation=amount, stage="released", amount_ore=70, on=on, why="Brev")
    assert queries.moved(amount) == {"granted": 100, "released": 70}
    assert queries.stage(amount) == "released"
    assert Link.objects.filter(earlier=council, later=amount.node).exists()
    with pytest.raises(Refused, match="kan kun rettes"):
        actions.correct(by=cast.director, appropriation=amount, amount_ore=1)


def test_an_effort_carries_a_decision_out(cast: Cast, decision: Node) -> None:
    amount = given.appropriation(cast, decision)
    effort = actions.start_effort(
        by=cast.alice,
        decision=decision,
        plan=actions.EffortPlan(
            title="Åben konsultation",
            description="Lægen kommer",
            paid_by=[amount],
            begins_on=dt.date(2026, 1, 1),
            ends_on=dt.date(2029, 12, 31),
        ),
    )
    assert set(Link.objects.filter(later=effort.node).values_list("earlier__title", "relation")) == {
        ("Beslutning", "carried_out_by"),
        ("Speciallæge", "funds"),
    }
    assert queries.paying_for(cast.dorte, effort.node) == [amount]
    assert actions.move_effort(by=cast.alice, effort=effort, state="running").state == "running"
    with pytest.raises(Refused):
        actions.move_effort(by=cast.alice, effort=effort, state="planned")

    with pytest.raises(Refused, match="ikke slutte"):
        actions.start_effort(
            by=cast.alice,
            decision=decision,
            plan=actions.EffortPlan(
                title="x", description="y", begins_on=dt.date(2026, 1, 2), ends_on=dt.date(2026, 1, 1)
            ),
        )


def test_an_outsider_sees_nothing_that_is_not_public(cast: Cast, decision: Node) -> None:
    thread.show_to(decision, "organisation")
    decision.refresh_from_db()
    amount = given.appropriation(cast, decision, title="kanariefugl")
    assert list(queries.visible_to(cast.bob)) == [amount]
    assert list(queries.visible_to(cast.charlie)) == []
    assert queries.tables(cast.charlie) == []
    assert rules.total(amount) == 480_000_000
