"""Recommendations: who may, whose words they are, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samspil.features.reports import actions, queries
from samspil.features.reports.models import Addressee, CouncilRecommendation
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import journal, kinds, people, search, texts, thread
from samspil.spine.models import Circle, JournalEntry, Link, Node, Quote, Text
from samspil.spine.people import Actor
from tests.kit.cast import SINCE, Cast

WORDS = "Udvalget drøftede sagen.\n\nUdvalget anbefaler derfor en drøftelse af gråkragen i sundhedsrådene."
PASSAGE = "Udvalget anbefaler derfor en drøftelse af gråkragen i sundhedsrådene."
DAY = dt.date(2026, 3, 3)


@pytest.fixture
def decision(cast: Cast) -> Node:
    kind = min(kinds.with_trait("is_decision"))
    with journal.writing():
        node = thread.open_node(
            by=cast.secretary,
            kind=kind,
            title="Beslutning",
            organisation=cast.municipality,
            visibility="public",
            within=cast.committee,
            occurred_on=DAY,
            is_invented=True,
        )
        texts.write(by=cast.secretary, node=node, name="words", body=WORDS)

    return node


@pytest.fixture
def council(cast: Cast) -> Circle:
    return people.add_circle(
        by=people.job("test"), name="Sundhedsrådet", kind="health_council", organisation=cast.elsewhere
    )


@pytest.fixture
def receiver(cast: Cast, council: Circle) -> Actor:
    person = people.add_person(by=people.job("test"), name="Rita", is_invented=True)
    people.give_role(
        by=people.job("test"),
        person=person,
        role="secretary",
        organisation=cast.elsewhere,
        circle=council,
        from_on=SINCE,
    )
    return people.actor_for(person)


@pytest.fixture
def made(cast: Cast, decision: Node, council: Circle) -> CouncilRecommendation:
    return actions.recommend(by=cast.secretary, decision=decision, title="Drøft gæssene", passage=PASSAGE, to=[council])


def _words(actor: Actor, made: CouncilRecommendation) -> object:
    return queries.shown(actor, queries.one(actor, made.pk))["words"]


def test_a_recommendation_quotes_its_decision_and_is_linked_from_it(
    cast: Cast, decision: Node, made: CouncilRecommendation
) -> None:
    quote = Quote.objects.get()
    assert (quote.node, quote.start, quote.end) == (made.node, WORDS.index(PASSAGE), len(WORDS))
    link = Link.objects.get()

    assert (link.earlier, link.later, link.relation, link.why) == (
        decision,
        made.node,
        "led_to",
        actions.WHY["decision"],
    )
    assert (made.node.visibility, made.node.within, made.node.occurred_on, made.node.is_invented) == (
        "public",
        cast.committee,
        DAY,
        True,
    )
    assert _words(cast.dorte, made) == PASSAGE
    verbs = JournalEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-4:] == ["text.quoted", "link.made", "recommendation.made", "recommendation.addressed"]


def test_a_recommendation_is_taken_off_the_net_for_a_reason(cast: Cast, made: CouncilRecommendation) -> None:
    with pytest.raises(Refused, match="Vælg, hvorfor"):
        actions.unpublish(by=cast.secretary, recommendation=made, because="Jeg er træt af den")
    with pytest.raises(NotAllowed, match="egen sekretær"):
        actions.unpublish(by=cast.alice, recommendation=made, because="twice")

    for _twice in range(2):
        actions.unpublish(by=cast.secretary, recommendation=made, because="twice")

    with pytest.raises(NotFound):
        queries.one(cast.dorte, made.pk)
    assert queries.one(cast.secretary, made.pk) == made
    entry = JournalEntry.objects.get(verb="recommendation.unpublished")
    assert (entry.node_id, entry.data) == (made.node.pk, {"because": "twice"})


def test_the_same_recommendation_twice_is_one_with_new_addressees(
    cast: Cast, decision: Node, council: Circle, made: CouncilRecommendation
) -> None:
    again = actions.recommend(
        by=cast.secretary,
        decision=decision,
        title="Drøft gæssene",
        passage=PASSAGE,
        to=[council, cast.committee, council],
    )
    assert again == made
    assert {each.circle for each in made.addressees.all()} == {council, cast.committee}
    assert Quote.objects.count() == 1


def test_the_words_are_nowhere_but_in_the_decision(cast: Cast, decision: Node, made: CouncilRecommendation) -> None:
    assert list(search.find(cast.dorte, "gråkragen")) == []
    assert [node.pk for node in search.find(cast.dorte, "gæssene")] == [made.pk]
    Node.objects.filter(pk=decision.pk).update(visibility="circle")
    assert _words(cast.dorte, made) == ""
    assert _words(cast.politician, made) == PASSAGE
    Node.objects.filter(pk=decision.pk).update(visibility="public")
    texts.withdraw(by=cast.secretary, text=Text.objects.get(node=decision))
    assert _words(cast.dorte, made) == ""
    with pytest.raises(Refused, match="ingen ord"):
        actions.recommend(by=cast.secretary, decision=decision, title="Ny", passage=PASSAGE, to=[cast.committee])


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "dorte", "politician", "director"])
def test_only_the_bodys_secretary_recommends_and_publishes(
    cast: Cast, decision: Node, council: Circle, made: CouncilRecommendation, name: str
) -> None:
    by = getattr(cast, name)
    with pytest.raises(Refused, match="Kun udvalgets egen sekretær"):
        actions.recommend(by=by, decision=decision, title="Ny", passage=PASSAGE, to=[council])
    with pytest.raises(Refused, match="Kun udvalgets egen sekretær"):
        actions.publish(by=by, recommendation=made)
    with pytest.raises(Refused, match="modtagerens eller afsenderens"):
        actions.treat(by=by, addressee=made.addressees.get(), state="treated", said="Drøftet", on=DAY)
    assert CouncilRecommendation.objects.count() == 1


def test_the_coordinator_recommends_what_was_learned(cast: Cast, council: Circle) -> None:
    with journal.writing():
        learned = thread.open_node(
            by=cast.alice,
            kind=min(kinds.with_trait("is_learning")),
            title="Gæs",
            organisation=cast.municipality,
            within=cast.partnership,
            visibility="circle",
        )
        texts.write(by=cast.alice, node=learned, name="words", body=WORDS)

    for by in (cast.bob, cast.secretary, cast.charlie):
        with pytest.raises(Refused, match="Kun samarbejdets tovholder"):
            actions.recommend(by=by, decision=learned, title="Drøft gæssene", passage=PASSAGE, to=[council])

    made = actions.recommend(by=cast.alice, decision=learned, title="Drøft gæssene", passage=PASSAGE, to=[council])
    assert _words(cast.alice, made) == PASSAGE
    assert Link.objects.get().why == actions.WHY["learning"]
    assert list(queries.visible_to(cast.dorte)) == []
    with pytest.raises(Refused, match="»Gæs«, som anbefalingen bygger på, er ikke offentlig"):
        actions.publish(by=cast.alice, recommendation=made)

    Node.objects.filter(pk=learned.pk).update(visibility="public")
    made.refresh_from_db()
    actions.publish(by=cast.alice, recommendation=made)
    assert [row.pk for row in queries.visible_to(cast.dorte)] == [made.pk]


@pytest.mark.parametrize(
    ("passage", "sentence"), [("Noget andet.", "står ikke i »Beslutning«"), ("  ", "Skriv den sætning")]
)
def test_the_passage_stands_in_the_decision(
    cast: Cast, decision: Node, council: Circle, passage: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.recommend(by=cast.secretary, decision=decision, title="Ny", passage=passage, to=[council])
    assert Node.objects.filter(kind="recommendation").count() == 0


def test_nobody_is_no_addressee(cast: Cast, decision: Node) -> None:
    with pytest.raises(Refused, match="mindst ét råd"):
        actions.recommend(by=cast.secretary, decision=decision, title="Ny", passage=PASSAGE, to=[])


def test_a_recommendation_of_a_draft_decision_waits_for_it(cast: Cast, decision: Node, council: Circle) -> None:
    decision.visibility = "circle"
    decision.save()
    made = actions.recommend(by=cast.secretary, decision=decision, title="Drøft gæssene", passage=PASSAGE, to=[council])
    with pytest.raises(NotFound):
        queries.one(cast.dorte, made.pk)
    assert list(search.find(cast.politician, "gæssene")) == []
    with pytest.raises(Refused, match="ikke offentlig endnu"):
        actions.publish(by=cast.secretary, recommendation=made)
    Node.objects.filter(pk=decision.pk).update(visibility="public")
    actions.publish(by=cast.secretary, recommendation=CouncilRecommendation.objects.get())
    assert [node.pk for node in search.find(cast.dorte, "gæssene")] == [made.pk]
    assert JournalEntry.objects.order_by("-pk")[0].verb == "recommendation.published"


def test_both_secretaries_may_say_what_became_of_it(cast: Cast, made: CouncilRecommendation, receiver: Actor) -> None:
    addressee = made.addressees.get()
    actions.treat(by=receiver, addressee=addressee, state="treated", said="Drøftet på mødet", on=dt.date(2026, 4, 1))
    assert (addressee.state, addressee.said, addressee.changed_on) == (
        "treated",
        "Drøftet på mødet",
        dt.date(2026, 4, 1),
    )
    actions.treat(by=cast.secretary, addressee=addressee, state="answered", said="Svar modtaget")
    assert Addressee.objects.get().state == "answered"
    assert JournalEntry.objects.order_by("-pk")[0].verb == "recommendation.treated"
    with pytest.raises(Refused, match="»Besvaret« og kan ikke blive »Behandlet«"):
        actions.treat(by=receiver, addressee=addressee, state="treated", said="Igen")


def test_what_became_of_it_needs_words_and_a_later_day(cast: Cast, made: CouncilRecommendation) -> None:
    addressee = made.addressees.get()
    with pytest.raises(Refused, match="Skriv, hvad der skete"):
        actions.treat(by=cast.secretary, addressee=addressee, state="treated", said=" ", on=DAY)
    with pytest.raises(Refused, match="før anbefalingen blev givet"):
        actions.treat(by=cast.secretary, addressee=addressee, state="treated", said="x", on=dt.date(2026, 3, 2))


@pytest.mark.parametrize(
    ("role", "circle", "may"),
    [
        ("secretary", "committee", True),
        ("secretary", "council", True),
        ("secretary", None, False),
        ("politician", "committee", False),
        ("politician", "council", False),
        ("coordinator", None, False),
    ],
)
def test_who_may_say_what_became_of_it(
    cast: Cast, made: CouncilRecommendation, council: Circle, role: str, circle: str | None, may: bool
) -> None:
    held = {"committee": cast.committee, "council": council}.get(circle or "")
    actor = Actor(memberships=(people.Membership(role, cast.municipality.pk, held.pk if held else None),))
    assert queries.may_treat(actor, made.addressees.get()) is may


def test_a_circle_of_no_authority_has_no_secretary_of_its_own(cast: Cast, made: CouncilRecommendation) -> None:
    loose = people.add_circle(by=people.job("test"), name="Løst", kind="council")
    actor = Actor(memberships=(people.Membership("secretary", None, loose.pk),))
    assert queries.may_treat(actor, Addressee(recommendation=made, circle=loose)) is False


def enter(cast: Cast, actor: Actor) -> Client:
    client = Client()
    if actor.is_known:
        person = cast.person(actor)
        person.user = get_user_model().objects.create_user(username=person.name)
        person.save()
        client.force_login(person.user)
    return client


def test_pages(cast: Cast, decision: Node, council: Circle, receiver: Actor) -> None:
    client = enter(cast, cast.secretary)
    address = f"{reverse('reports:new')}?fra={decision.pk}"

    assert PASSAGE in client.get(address).content.decode()
    assert (
        "står ikke i »Beslutning«"
        in client.post(address, {"title": "Drøft gæssene", "passage": "x", "to": [council.pk]}).content.decode()
    )
    response = client.post(address, {"title": "Drøft gæssene", "passage": PASSAGE, "to": [council.pk]})
    assert response.status_code == 302
    public = Client().get(response.headers["Location"]).content.decode()
    assert PASSAGE in public
    assert "Sundhedsrådet" in public
    assert "Skriv, hvad der skete" not in public
    assert "Drøft gæssene" in Client().get(reverse("reports:list")).content.decode()
    treat = reverse("reports:treat", args=[Addressee.objects.get().pk])
    theirs = enter(cast, receiver)
    assert theirs.get(treat).status_code == 200
    assert theirs.post(treat, {"state": "answered", "said": "Vi drøfter det."}).status_code == 302
    assert "Vi drøfter det." in Client().get(response.headers["Location"]).content.decode()
    assert Client().post(treat, {"state": "answered", "said": "x"}).status_code == 403
    assert enter(cast, cast.charlie).get(address).status_code == 403
    publish = reverse("reports:publish", args=[CouncilRecommendation.objects.get().pk])
    assert client.post(publish).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same(
    cast: Cast, decision: Node, council: Circle, number: int, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        actions.recommend(by=cast.secretary, decision=decision, title=f"Nr. {place}", passage=PASSAGE, to=[council])
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(reverse("reports:list")).status_code == 200
    assert len(asked) == 4
