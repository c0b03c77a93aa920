"""How the parties find each other: seven published questions, answered without a name, shown where nobody can be known by them."""

from __future__ import annotations

import re
from statistics import fmean

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.relations import actions as relations
from samspil.features.partnerships.relations import queries, rules
from samspil.features.partnerships.relations.models import RelationAnswer, RelationAsked, RelationRound
from samspil.paper.refusal import Refused
from samspil.spine import outbox, passes, people
from samspil.spine.models import JournalEntry, Message, Organisation
from tests.kit.cast import Cast
from tests.kit.clients import Browse
from tests.kit.links import follow

KEYS = tuple(rules.QUESTIONS)


@pytest.fixture
def five(cast: Cast, partnership: Partnership) -> Partnership:
    """Alice and two more from the municipality, and three from the association."""
    association = parties.add_party(by=cast.alice, partnership=partnership, name="Hallens Venner", kind="association")
    for name, organisation in (
        ("Anna", cast.municipality),
        ("Ask", cast.municipality),
        ("Frida", association),
        ("Finn", association),
        ("Freja", association),
    ):
        parties.add_member(
            by=cast.alice,
            partnership=partnership,
            name=name,
            role="staff",
            organisation=organisation,
            email=f"{name.lower()}@example.org",
        )

    return partnership


def _said(party: str, **others: dict[str, int]) -> rules.Answer:
    return rules.Answer(party, others)


def test_the_questions_are_the_seven_published_dimensions_with_their_source() -> None:
    assert len(rules.QUESTIONS) == 7
    assert KEYS == ("frequent", "timely", "accurate", "solving", "goals", "knowledge", "respect")
    assert "Management Science 48(11), 2002" in rules.SOURCE
    assert "Samspils egne" in rules.SOURCE


def test_a_result_drawn_by_hand() -> None:
    """Three of A mark B 2 and 4; three of B mark A 5: A's index 3, B's 5, in all 4; B finds A 5, A finds B 3."""
    a = [_said("a", b={"goals": 2, "respect": 4})] * 3
    b = [_said("b", a={"goals": 5, "respect": 5})] * 3
    found = rules.result([*a, *b], asked=8)
    assert (found.answers, found.asked, found.index) == (6, 8, 4.0)
    assert found.dimensions == {"goals": 3.5, "respect": 4.5}
    assert found.ties == {("a", "b"): 3.0, ("b", "a"): 5.0}
    assert found.sentence == "6 af 8 har svaret. Samarbejdet får 4,0 af 5."


def test_one_party_marked_counts_as_much_as_another() -> None:
    said = _said("a", b={"goals": 1}, c=dict.fromkeys(KEYS, 5))
    assert said.index == fmean([1, 5])


@pytest.mark.parametrize(
    ("counts", "shows_index", "shows_ties"),
    [
        ({"a": 2, "b": 2}, False, set()),
        ({"a": 3, "b": 2}, True, set()),  # b's two could be worked out from the whole
        ({"a": 3, "b": 3}, True, {"a", "b"}),
        ({"a": 4, "b": 1, "c": 2}, True, {"a"}),  # three left out together are nobody in particular
        ({"a": 4, "b": 1}, True, set()),
    ],
)
def test_nobody_can_be_known_by_the_figures(counts: dict[str, int], shows_index: bool, shows_ties: set[str]) -> None:
    answers = [
        _said(party, **{other: {"goals": 3} for other in counts if other != party})
        for party, number in counts.items()
        for _each in range(number)
    ]
    found = rules.result(answers, asked=len(answers))
    assert (found.index is not None) is shows_index
    assert {party for party, _other in found.ties or {}} == shows_ties


def test_a_dimension_that_few_answered_is_not_shown() -> None:
    answers = [_said("a", b={"goals": 3})] * 5 + [_said("b", a={"respect": 3})] * 4
    assert rules.result(answers, asked=9).dimensions == {"goals": 3.0}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [(2.0, 3.5, "op 1,5"), (3.5, 2.0, "ned 1,5"), (3.01, 3.04, "uændret"), (None, 3.0, ""), (3.0, None, "")],
)
def test_it_says_how_a_figure_moved(before: float | None, after: float | None, says: str) -> None:
    assert rules.change(before, after) == says


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"is_open": False}, "Målingen er lukket"),
        ({"has_answered": True}, "Du har svaret"),
        ({"is_asked": False}, "Kun den, der er spurgt"),
    ],
)
def test_each_answers_once_of_the_others(told: dict[str, bool], says: str) -> None:
    fits = {"is_open": True, "has_answered": False, "is_asked": True}
    rules.check_answer({"b": {"goals": 5}}, ["b"], **fits)
    with pytest.raises(Refused, match=says):
        rules.check_answer({"b": {"goals": 5}}, ["b"], **{**fits, **told})
    for marks, words in (
        ({}, "mindst ét"),
        ({"b": {}}, "mindst ét"),
        ({"c": {"goals": 5}}, "passer ikke"),
        ({"b": {"goals": 6}}, "passer ikke"),
        ({"b": {"love": 5}}, "passer ikke"),
    ):
        with pytest.raises(Refused, match=words):
            rules.check_answer(marks, ["b"], **fits)


def test_all_are_asked_for_the_party_they_come_from_and_one_round_at_a_time(cast: Cast, five: Partnership) -> None:
    made = relations.ask(by=cast.alice, partnership=five, moment="before")
    assert {
        (row.person.name, row.organisation.name) for row in made.asked.select_related("person", "organisation")
    } == {
        ("Alice", "Eksempel Kommune"),
        ("Anna", "Eksempel Kommune"),
        ("Ask", "Eksempel Kommune"),
        ("Frida", "Hallens Venner"),
        ("Finn", "Hallens Venner"),
        ("Freja", "Hallens Venner"),
    }
    assert Message.objects.filter(subject__startswith="Hvordan arbejder vi").count() == 6
    with pytest.raises(Refused, match="allerede spurgt"):
        relations.ask(by=cast.alice, partnership=five, moment="after")

    with pytest.raises(IntegrityError), transaction.atomic():
        RelationRound.objects.create(partnership=five, moment="after", opened_on=made.opened_on)

    for by in (cast.bob, cast.charlie, cast.politician, cast.dorte):
        with pytest.raises(Refused, match="tovholder og evaluator"):
            relations.close(by=by, asking=made)


def test_too_few_are_not_asked(cast: Cast, partnership: Partnership) -> None:
    with pytest.raises(Refused, match="mindst være 5 personer"):
        relations.ask(by=cast.alice, partnership=partnership, moment="before")
    with pytest.raises(Refused, match="før, undervejs eller efter"):
        rules.check_round("king", is_open=False, asked=9, parties=2)
    with pytest.raises(Refused, match="fra to parter"):
        rules.check_round("after", is_open=False, asked=9, parties=1)


def _answer_all(asking: RelationRound, mark: int) -> None:
    for row in asking.asked.select_related("person"):
        marks = {str(party.pk): dict.fromkeys(KEYS, mark) for party in queries.others(row)}
        relations.answer(by=people.actor_for(row.person), asked=row, marks=marks)


def test_before_and_after_stand_side_by_side_when_they_are_closed(cast: Cast, five: Partnership) -> None:
    first = relations.ask(by=cast.alice, partnership=five, moment="before")
    _answer_all(first, 2)
    assert (queries.rounds(five)[0].result, queries.table(queries.rounds(five))) == (None, [])
    relations.close(by=cast.alice, asking=first)
    relations.close(by=cast.alice, asking=first)
    second = relations.ask(by=cast.alice, partnership=five, moment="after")

    _answer_all(second, 4)
    relations.close(by=cast.alice, asking=second)
    lines = queries.table(queries.rounds(five))
    assert [(line.label, line.cells, line.change) for line in lines[:2]] == [
        ("Samlet", ("2,0", "4,0"), "op 2,0"),
        ("Tit nok", ("2,0", "4,0"), "op 2,0"),
    ]
    assert len(lines) == 8
    names = queries.names(five)
    ties = queries.ties(queries.rounds(five)[1], names)
    assert ties == [("Eksempel Kommune", ["–", "4,0"]), ("Hallens Venner", ["4,0", "–"])]


def test_an_answer_names_nobody_and_is_given_once(cast: Cast, five: Partnership) -> None:
    asking = relations.ask(by=cast.alice, partnership=five, moment="before")
    row = asking.asked.get(person__name="Frida")
    frida, other = people.actor_for(row.person), str(cast.municipality.pk)
    with pytest.raises(Refused, match="Kun den, der er spurgt"):
        relations.answer(by=cast.alice, asked=row, marks={other: {"goals": 5}})

    with pytest.raises(Refused, match="passer ikke"):
        relations.answer(by=frida, asked=row, marks={str(row.organisation_id): {"goals": 5}})

    relations.answer(by=frida, asked=row, marks={other: {"goals": 5}})
    with pytest.raises(Refused, match="Du har svaret"):
        relations.answer(by=frida, asked=row, marks={other: {"goals": 1}})

    answer = RelationAnswer.objects.get()
    assert answer.marks == {other: {"goals": 5}}
    assert {field.name for field in RelationAnswer._meta.fields} == {"id", "round", "organisation", "marks"}
    assert {field.name for field in RelationAsked._meta.fields} == {
        "id",
        "round",
        "person",
        "organisation",
        "has_answered",
        "issued",
    }
    entry = JournalEntry.objects.get(verb="relation.answered")
    assert str(row.person_id) not in f"{entry.data} {entry.actor_id if hasattr(entry, 'actor_id') else ''}"


def test_a_reminder_goes_to_those_who_lack_and_take_it(cast: Cast, five: Partnership) -> None:
    asking = relations.ask(by=cast.alice, partnership=five, moment="before")
    anna, frida = asking.asked.get(person__name="Anna"), asking.asked.get(person__name="Frida")
    relations.answer(by=people.actor_for(anna.person), asked=anna, marks={str(frida.organisation_id): {"goals": 5}})
    first = _link(Message.objects.get(person=frida.person).body)
    with pytest.raises(Refused, match="Ingen fik en påmindelse"):
        relations.remind(by=cast.alice, asking=asking)
    with time_machine.travel(timezone.now() + passes.RESTS):
        assert relations.remind(by=cast.alice, asking=asking) == 5
    reminder = Message.objects.filter(person=frida.person).latest("created_at")
    assert "/p/" in outbox.decline_link(reminder) or outbox.decline_link(reminder) in reminder.body
    assert follow(Client(), first).status_code == 422
    assert follow(Client(), _link(reminder.body)).status_code == 302
    relations.close(by=cast.alice, asking=asking)
    assert follow(Client(), _link(reminder.body)).status_code == 422
    with pytest.raises(Refused, match="ingen at minde"):
        relations.remind(by=cast.alice, asking=RelationRound.objects.get())


def _link(body: str) -> str:
    found = re.search(rf"{re.escape(settings.SAMSPIL_ADDRESS)}(/partnerskaber/s/\S+)", body)
    assert found
    return found[1]


def test_by_link_without_login_and_the_pages_of_the_coordinator(cast: Cast, five: Partnership, browse: Browse) -> None:
    alice = browse(cast.alice)
    overview = reverse("partnerships:relations", args=[five.pk])

    assert alice.post(reverse("partnerships:new_round", args=[five.pk]), {"moment": "before"})["Location"] == overview
    asking = RelationRound.objects.get()
    row = asking.asked.get(person__name="Frida")
    visitor, stranger = Client(), Client()
    own = reverse("partnerships:own_relation", args=[row.pk])
    assert follow(visitor, _link(Message.objects.get(person=row.person).body))["Location"] == own
    assert (stranger.get(own).status_code, alice.get(own).status_code) == (404, 404)
    assert visitor.post(own, {}).status_code == 422
    page = visitor.get(own).content.decode()
    assert "Om Eksempel Kommune" in page
    assert "Om Hallens Venner" not in page
    assert visitor.post(own, {f"goals_{cast.municipality.pk}": "4"}).status_code == 302
    assert "gemt uden navn" in visitor.get(own).content.decode()
    assert "1 af 6 har svaret" in alice.get(overview).content.decode()
    alice.post(reverse("partnerships:close_round", args=[asking.pk]))
    closed = alice.get(overview).content.decode()
    assert "Tallene vises ikke, når færre end 5 har svaret" in closed
    assert "4,0" not in closed
    assert browse(cast.charlie).get(overview).status_code == 404
    assert Organisation.objects.filter(name="Hallens Venner").exists()
