"""The pages of money and efforts: what each shows to whom, what a wrong form answers, and what a right one writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from samspil.features.funds import actions, queries
from samspil.features.funds.models import Appropriation, Effort, Movement, Pool
from samspil.spine import journal, kinds, texts, thread
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor
from tests.kit.cast import Cast

Browse = Callable[[Actor], Client]
WORDS = "at der afsættes 1,2 mio. kr. om året i årene 2026-2029 til en speciallæge"
DECIDED = dt.date(2025, 9, 23)
GRANTED = dt.date(2026, 1, 15)
# What `queries.tables` asks; whoever is not logged in costs no query of their own.
LIST_QUERIES = 3
# The pool, its amounts and how far they are, what they set going and what measured it, and the thread's panel.
POOL_QUERIES = 10


@pytest.fixture
def browse(cast: Cast) -> Browse:
    """Log one of the cast in; Dorte has no login."""

    def run(actor: Actor) -> Client:
        client = Client()
        if actor.person_id is None:
            return client
        person = cast.person(actor)
        if person.user is None:
            person.user = User.objects.create_user(person.name.lower(), password="et langt kodeord")
            person.save()
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return run


def decide(cast: Cast, title: str, visibility: str = "public") -> Node:
    with journal.writing():
        return thread.open_node(
            by=cast.secretary,
            kind=min(kinds.with_trait("is_decision")),
            title=title,
            organisation=cast.municipality,
            visibility=visibility,
            occurred_on=DECIDED,
            is_invented=True,
        )


@pytest.fixture
def decision(cast: Cast) -> Node:
    return decide(cast, "Flere speciallæger")


@pytest.fixture
def pool(cast: Cast) -> Pool:
    return actions.add_pool(
        by=cast.director,
        name="Sundhedspuljen",
        organisation=cast.municipality,
        purpose="Kortere ventetid",
        visibility="public",
    )


@pytest.fixture
def amount(cast: Cast, decision: Node, pool: Pool) -> Appropriation:
    version = texts.write(by=cast.secretary, node=decision, name="words", body=WORDS)
    start, end = WORDS.index("1,2"), WORDS.index(" til en")
    return actions.set_aside(
        by=cast.director,
        decision=decision,
        amount=actions.Allocation(
            title="Speciallæge",
            amount_ore=120_000_000,
            first_year=2026,
            last_year=2029,
            is_per_year=True,
            pool=pool,
            receiver="Eksempel Sygehus",
            passage=(version, start, end),
        ),
    )


@pytest.fixture
def hidden(cast: Cast) -> Appropriation:
    """An amount that only the municipality's own may see."""
    inner = decide(cast, "Lukket beslutning", "organisation")
    return actions.set_aside(
        by=cast.director,
        decision=inner,
        amount=actions.Allocation(title="Hemmeligt køb", amount_ore=5_000, first_year=2026, last_year=2026),
    )


@pytest.fixture
def effort(cast: Cast, decision: Node, amount: Appropriation) -> Effort:
    return actions.start_effort(
        by=cast.director,
        decision=decision,
        plan=actions.EffortPlan(
            title="Klinik på torvet",
            description="Åbent to dage om ugen",
            carried_by=cast.municipality,
            begins_on=GRANTED,
            paid_by=[amount],
        ),
    )


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def everyone(cast: Cast) -> tuple[Actor, ...]:
    return (cast.alice, cast.bob, cast.charlie, cast.dorte, cast.secretary, cast.politician, cast.director)


# Reading.


def test_the_list_shows_each_pool_with_its_amounts(cast: Cast, browse: Browse, amount: Appropriation) -> None:
    for who in everyone(cast):
        shown = page(browse(who), "funds:list")
        assert "Sundhedspuljen" in shown
        assert "Speciallæge" in shown
        assert "4,8" in shown  # mio. kr. in four years


def test_the_list_without_amounts_says_what_to_do(cast: Cast, browse: Browse) -> None:
    assert "Åbn en beslutning, og vælg »Sæt penge af«." in page(browse(cast.dorte), "funds:list")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_many_as_for_one(
    cast: Cast, browse: Browse, decision: Node, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        actions.set_aside(
            by=cast.director,
            decision=decision,
            amount=actions.Allocation(title=f"Beløb {number}", amount_ore=100, first_year=2026, last_year=2026),
        )
    client = browse(cast.dorte)
    page(client, "funds:list")
    with django_assert_num_queries(LIST_QUERIES):
        page(client, "funds:list")


def test_front_list_and_pool_say_the_same_of_what_is_paid(
    cast: Cast, browse: Browse, decision: Node, amount: Appropriation
) -> None:
    def move(stage: str, ore: int) -> None:
        by = {"decision": decision} if stage == "granted" else {}
        actions.move(
            by=cast.director, appropriation=amount, stage=stage, amount_ore=ore, on=GRANTED, why="Regning", **by
        )

    steps = {"granted": amount.amount_ore * 4, "released": 1_400_000, "committed": 950_000, "spent": 950_000}
    for stage, ore in steps.items():
        move(stage, ore)

    (on_front,) = queries.by_stage(cast.dorte)
    assert on_front.is_invented
    assert {each.name: each.ore for each in on_front.stages} == {"set_aside": amount.amount_ore * 4, **steps}
    assert on_front.stages == queries.table(cast.dorte, amount.pool).stages
    assert "<dt>Brugt</dt> <dd>9.500 kr.</dd>" in page(browse(cast.dorte), "web:front")
    for name, about in (("funds:list", ()), ("funds:pool", (amount.pool_id,)), ("funds:detail", (amount.pk,))):
        assert ">Delvist brugt<" in page(browse(cast.dorte), name, *about)

    rest = {name: steps["granted"] - ore for name, ore in steps.items() if name != "granted"}
    for stage, ore in rest.items():
        move(stage, ore)
    assert ">Brugt<" in page(browse(cast.dorte), "funds:list")


def test_the_front_counts_the_real_and_the_invented_apart(cast: Cast, browse: Browse, amount: Appropriation) -> None:
    assert "Virkelige beløb" not in page(browse(cast.dorte), "web:front")
    Node.objects.create(kind="appropriation", title="Virkelig", organisation=cast.municipality, visibility="public")
    real = Node.objects.get(title="Virkelig")
    Appropriation.objects.create(node=real, amount_ore=500, first_year=2026, last_year=2026)
    assert [each.is_invented for each in queries.by_stage(cast.dorte)] == [False, True]
    shown = page(browse(cast.dorte), "web:front")
    assert shown.index("Virkelige beløb</h3>") < shown.index("Opdigtet eksempel</h3>")


def test_an_amount_that_is_not_public_is_for_its_own(cast: Cast, browse: Browse, hidden: Appropriation) -> None:
    for who, may in ((cast.bob, True), (cast.director, True), (cast.charlie, False), (cast.dorte, False)):
        client = browse(who)
        assert ("Hemmeligt køb" in page(client, "funds:list")) is may
        for name in ("funds:detail", "funds:edit", "funds:move"):
            answer = client.get(reverse(name, args=[hidden.pk]))
            assert "Hemmeligt køb" not in answer.content.decode() or may
            assert (answer.status_code == 404) is not may


def test_a_pool_shows_its_table_and_gives_it_away(cast: Cast, browse: Browse, amount: Appropriation) -> None:
    client = browse(cast.dorte)
    shown = page(client, "funds:pool", amount.pool_id)
    assert "Kortere ventetid" in shown
    # What lives in it is one press away, and no gap is said of it.
    assert f'href="/traad/{amount.pool_id}/"> Se puljens tråd</a>' in shown
    assert "Ingen dokumenteret sammenhæng" not in shown
    assert "Hent tabellen (CSV)" in shown
    taken = client.get(reverse("funds:pool", args=[amount.pool_id]), {"format": "csv"})
    assert taken["Content-Type"].startswith("text/csv")
    assert "Speciallæge" in taken.content.decode("utf-8-sig")


def test_a_pool_tells_what_its_money_set_going_and_what_measured_it(
    cast: Cast, browse: Browse, amount: Appropriation, effort: Effort
) -> None:
    client = browse(cast.dorte)
    assert "Virkningen er ikke målt endnu." in page(client, "funds:pool", amount.pool_id)
    with journal.writing():
        measure, hidden = (
            thread.open_node(
                by=cast.secretary,
                kind="test_late",
                title=title,
                organisation=cast.municipality,
                visibility=visibility,
                is_invented=True,
            )
            for title, visibility in (("Færre kom på skadestuen", "public"), ("Hemmelig måling", "organisation"))
        )
        for each in (measure, hidden):
            thread.link(by=cast.secretary, earlier=effort.node, later=each, relation="measured_by", why="Opgjort")

    shown = page(client, "funds:pool", amount.pool_id)
    assert effort.node.title in shown
    assert "Færre kom på skadestuen" in shown
    assert "Hemmelig måling" not in shown
    assert "Virkningen er ikke målt endnu." not in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_a_pool_asks_as_often_for_many_efforts_as_for_one(
    cast: Cast, browse: Browse, decision: Node, amount: Appropriation, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        plan = actions.EffortPlan(title=f"Klinik {number}", description="Åben", paid_by=[amount])
        actions.start_effort(by=cast.director, decision=decision, plan=plan)

    client = browse(cast.dorte)
    page(client, "funds:pool", amount.pool_id)
    with django_assert_num_queries(POOL_QUERIES):
        page(client, "funds:pool", amount.pool_id)


def test_an_empty_pool_says_so_and_offers_no_file(cast: Cast, browse: Browse, pool: Pool) -> None:
    shown = page(browse(cast.dorte), "funds:pool", pool.pk)
    assert "Der er ikke sat penge af endnu." in shown
    assert "Pengene har ikke sat en indsats i gang endnu." in shown
    assert "Hent tabellen" not in shown


def test_an_amount_stands_beside_the_words_it_rests_on(cast: Cast, browse: Browse, amount: Appropriation) -> None:
    shown = page(browse(cast.dorte), "funds:detail", amount.pk)
    assert "1,2 mio. kr. om året i årene 2026-2029" in shown
    assert "4.800.000 kr." in shown
    assert "Eksempel Sygehus" in shown
    assert "Afsat" in shown


def test_only_those_who_answer_for_money_are_offered_to_move_it(
    cast: Cast, browse: Browse, amount: Appropriation
) -> None:
    offered = {who for who in everyone(cast) if "Før beløbet videre" in page(browse(who), "funds:detail", amount.pk)}
    assert offered == {cast.secretary, cast.director}


def test_efforts_are_listed_and_shown_with_what_pays_for_them(cast: Cast, browse: Browse, effort: Effort) -> None:
    for who in (cast.charlie, cast.dorte):
        assert "Klinik på torvet" in page(browse(who), "funds:efforts")
        shown = page(browse(who), "funds:effort", effort.pk)
        assert "Åbent to dage om ugen" in shown
        assert "Planlagt" in shown
        assert 'name="state"' not in shown
    assert 'name="state"' in page(browse(cast.alice), "funds:effort", effort.pk)


def test_no_efforts_says_what_to_do(cast: Cast, browse: Browse) -> None:
    assert "vælg »Sæt en indsats i gang«" in page(browse(cast.dorte), "funds:efforts")


@pytest.mark.parametrize("name", ["funds:pool", "funds:detail", "funds:edit", "funds:move", "funds:effort"])
def test_what_is_not_there_is_not_found(cast: Cast, browse: Browse, name: str) -> None:
    assert browse(cast.director).get(reverse(name, args=[uuid4()])).status_code == 404


# Setting aside.

ASIDE = {"title": "Sygeplejerske", "amount_ore": "600.000", "first_year": "2026", "last_year": "2027"}


@pytest.mark.parametrize("name", ["funds:new", "funds:new_effort"])
def test_a_new_one_begins_from_a_decision(cast: Cast, browse: Browse, name: str, decision: Node) -> None:
    client = browse(cast.director)
    assert "Flere speciallæger" in page(client, name, query=f"?fra={decision.pk}")
    for start in ("", "?fra=ikke-en", f"?fra={uuid4()}"):
        assert client.get(reverse(name) + start).status_code == 404


@pytest.mark.parametrize("name", ["funds:new", "funds:new_effort"])
def test_others_may_not_begin_one(cast: Cast, browse: Browse, name: str, decision: Node) -> None:
    address = reverse(name) + f"?fra={decision.pk}"
    for who in (cast.bob, cast.charlie, cast.dorte, cast.politician):
        for answer in (browse(who).get(address), browse(who).post(address, ASIDE)):
            assert answer.status_code in {302, 403}
            assert "Flere speciallæger" not in answer.content.decode()
    assert not Appropriation.objects.exists()
    assert not Effort.objects.exists()


def test_money_is_set_aside_as_it_is_written(cast: Cast, browse: Browse, decision: Node) -> None:
    address = reverse("funds:new") + f"?fra={decision.pk}"
    answer = browse(cast.director).post(address, {**ASIDE, "is_per_year": "on"})
    [made] = Appropriation.objects.all()
    assert (answer.status_code, answer["Location"]) == (302, reverse("funds:detail", args=[made.pk]))
    assert (made.node.title, made.amount_ore, made.is_per_year) == ("Sygeplejerske", 60_000_000, True)
    assert (made.first_year, made.last_year) == (2026, 2027)
    assert Link.objects.filter(earlier=decision, later=made.node, relation="led_to").count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "#id_title"),
        ({"amount_ore": "mange penge"}, "#id_amount_ore"),
        ({"amount_ore": "0"}, "Beløbet skal være større end 0 kr."),
        ({"first_year": "1999"}, "#id_first_year"),
        ({"last_year": "2025"}, "Det sidste år kan ikke ligge før det første."),
    ],
)
@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_a_wrong_amount_is_answered_beside_its_field(
    cast: Cast, browse: Browse, decision: Node, wrong: dict[str, str], says: str, htmx: dict[str, str]
) -> None:
    address = reverse("funds:new") + f"?fra={decision.pk}"
    answer = browse(cast.director).post(address, {**ASIDE, **wrong}, headers=htmx)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert says in shown
    assert "600.000" in shown or "amount_ore" in wrong
    assert not Appropriation.objects.exists()


def test_an_amount_is_corrected_while_it_is_only_set_aside(cast: Cast, browse: Browse, amount: Appropriation) -> None:
    client, address = browse(cast.secretary), reverse("funds:edit", args=[amount.pk])
    assert 'value="1.200.000"' in page(client, "funds:edit", amount.pk)
    assert client.post(address, {**ASIDE, "last_year": "2025"}).status_code == 422
    assert client.post(address, ASIDE).status_code == 302
    amount.refresh_from_db()
    assert (amount.amount_ore, amount.node.title) == (60_000_000, "Sygeplejerske")

    grant(cast, amount)
    assert client.get(address).status_code == 403
    assert client.post(address, {**ASIDE, "amount_ore": "1"}).status_code == 403
    amount.refresh_from_db()
    assert amount.amount_ore == 60_000_000


# Moving on.


def grant(cast: Cast, amount: Appropriation) -> Movement:
    years = amount.last_year - amount.first_year + 1 if amount.is_per_year else 1
    return actions.move(
        by=cast.director,
        appropriation=amount,
        stage="granted",
        amount_ore=amount.amount_ore * years,
        on=GRANTED,
        why="Byrådet",
        decision=decide(cast, "Byrådet bevilger"),
    )


def test_money_is_granted_by_the_decision_that_grants_it(cast: Cast, browse: Browse, amount: Appropriation) -> None:
    granting = decide(cast, "Byrådet bevilger")
    client, address = browse(cast.director), reverse("funds:move", args=[amount.pk])
    sent = {"stage": "granted", "amount_ore": "4.800.000", "on": "15.1.2026", "why": "Punkt 7"}
    for wrong in (
        sent,  # without the decision
        {**sent, "decision": str(granting.pk), "amount_ore": "100"},
        {**sent, "decision": str(granting.pk), "why": ""},
        {**sent, "decision": str(granting.pk), "on": "i morgen"},
        {**sent, "decision": str(granting.pk), "stage": "spent"},
        {**sent, "decision": "ikke en"},
        {**sent, "decision": str(uuid4())},
        {**sent, "decision": str(amount.pk)},  # no decision
    ):
        assert client.post(address, wrong).status_code == 422
    assert not Movement.objects.exists()

    begun = page(client, "funds:move", amount.pk)
    assert 'value="4.800.000"' in begun
    assert "bevilget (4.800.000 kr. mangler)" in begun
    assert '<option value="Byrådet bevilger · ' in begun

    answer = client.post(address, {**sent, "decision": "byrådet bevilger"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("funds:detail", args=[amount.pk]))
    [made] = Movement.objects.all()
    assert (made.stage, made.amount_ore, made.on, made.why) == ("granted", 480_000_000, GRANTED, "Punkt 7")
    assert made.by_id == cast.director.person_id
    assert Link.objects.filter(earlier=granting, later=amount.node).count() == 1
    shown = page(browse(cast.dorte), "funds:detail", amount.pk)
    assert "Punkt 7" in shown
    assert "bevilget" in shown


def test_others_may_not_move_or_correct_money(cast: Cast, browse: Browse, amount: Appropriation) -> None:
    for who in (cast.alice, cast.bob, cast.charlie, cast.dorte, cast.politician):
        client = browse(who)
        for name in ("funds:move", "funds:edit"):
            address = reverse(name, args=[amount.pk])
            for answer in (client.get(address), client.post(address, ASIDE)):
                assert answer.status_code in {302, 403}
                assert answer.get("Location", "") != reverse("funds:detail", args=[amount.pk])
    amount.refresh_from_db()
    assert amount.amount_ore == 120_000_000
    assert not Movement.objects.exists()


# Efforts.


def test_an_effort_is_set_going_and_is_the_same_when_it_is_wrong(cast: Cast, browse: Browse, decision: Node) -> None:
    client, address = browse(cast.alice), reverse("funds:new_effort") + f"?fra={decision.pk}"
    sent = {"title": "Sundhedscafé", "description": "Hver torsdag", "begins_on": "1.2.2026", "ends_on": "1.3.2026"}
    for wrong in ({**sent, "title": ""}, {**sent, "description": ""}, {**sent, "ends_on": "1.1.2026"}):
        answer = client.post(address, wrong)
        assert answer.status_code == 422
        assert 'value="1.2.2026"' in answer.content.decode()
    assert not Effort.objects.exists()

    answer = client.post(address, sent)
    [made] = Effort.objects.all()
    assert (answer.status_code, answer["Location"]) == (302, reverse("funds:effort", args=[made.pk]))
    assert (made.node.title, made.state, made.begins_on) == ("Sundhedscafé", "planned", dt.date(2026, 2, 1))
    assert Link.objects.filter(earlier=decision, later=made.node, relation="carried_out_by").count() == 1


def test_how_far_an_effort_is_goes_forward_alone(cast: Cast, browse: Browse, effort: Effort) -> None:
    client, address = browse(cast.alice), reverse("funds:effort", args=[effort.pk])
    assert client.post(address, {"state": "sprunget"}).status_code == 422
    assert client.post(address, {"state": "running"}).status_code == 302
    assert "i gang" in page(client, "funds:effort", effort.pk)
    assert client.post(address, {"state": "planned"}).status_code == 422
    effort.refresh_from_db()
    assert effort.state == "running"
    assert client.post(address, {"state": "ended"}).status_code == 302


def test_others_may_not_say_how_far_an_effort_is(cast: Cast, browse: Browse, effort: Effort) -> None:
    for who in (cast.bob, cast.charlie, cast.dorte, cast.politician):
        browse(who).post(reverse("funds:effort", args=[effort.pk]), {"state": "running"})
    effort.refresh_from_db()
    assert effort.state == "planned"


def test_where_the_pools_stood_leads_to_where_they_are(browse: Browse, cast: Cast) -> None:
    answer = browse(cast.dorte).get(reverse("funds:old_list"))

    assert (answer.status_code, answer["Location"]) == (301, reverse("funds:list"))
