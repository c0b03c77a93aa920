"""What no director has approved is seen by its author, the body's secretary and the director, and by nobody else anywhere."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from samspil.features.cases.agenda import queries as agenda_queries
from samspil.features.cases.agenda.actions import approval, meetings, placing
from samspil.features.cases.document_access import actions as document_access_actions
from samspil.features.cases.document_access import queries as document_access_queries
from samspil.features.cases.editing.actions import annexes, items
from samspil.features.cases.records.models import AgendaItem, Annex, Body, Meeting
from samspil.features.cases.records.queries import rows, sheets
from samspil.features.cases.records.rules import approval as records_approval
from samspil.spine import duties, journal, people, search, thread, visibility
from samspil.spine.models import Message, Node, SearchEntry
from samspil.spine.people import Actor
from tests.kit import databases
from tests.kit.addresses import addresses
from tests.kit.answers import met, readable
from tests.kit.cast import SINCE, Cast
from tests.kit.clients import enter

JOB = people.job("test")
WORDS = ("kanariespurven", "kanariedroslen", "kanarieørnen", "kanarieuglen")
TITLE, TEXT, ANNEX, SAID = WORDS
INSIDE = {"author", "secretary", "director"}
HOUSE = INSIDE | {"politician", "staff", "colleague", "secretary of another committee"}
WHO = (*sorted(HOUSE), "director elsewhere", "coordinator elsewhere", "author who has left", "nobody")
# State of the proposal -> who sees it. Written from the law: before approval those who prepare it; after as before.
SEEN = {
    "draft": INSIDE,
    "submitted": INSIDE,
    "sent_back": INSIDE,
    "recalled": INSIDE,
    "closed draft": INSIDE,
    "draft taken off": INSIDE,
    "draft on a published agenda": INSIDE,
    "approved": HOUSE,
    "approved, waiting for a published agenda": HOUSE,
    "approved and taken off": HOUSE,
    "approved and closed": {"politician", "secretary"},
}


@dataclass(frozen=True)
class House:
    """Everybody who could meet a proposal, and the meeting it is for."""

    meeting: Meeting
    origin: Node
    who: dict[str, Actor]


def somebody(name: str, role: str, *places: dict[str, Any], until: Any = None) -> Actor:
    person = people.add_person(by=JOB, name=name, is_invented=True)
    for place in places:
        people.give_role(by=JOB, person=person, role=role, from_on=SINCE, until_on=until, **place)
    return people.actor_for(person)


@pytest.fixture
def house(cast: Cast, body: Body, meeting: Meeting) -> House:
    here = {"organisation": cast.municipality}
    other = people.add_circle(
        by=JOB, name="Andet udvalg", kind="committee", organisation=cast.municipality, is_invented=True
    )
    with journal.writing():
        origin = thread.open_node(
            by=cast.alice, kind="insight", title="En indsigt", organisation=cast.municipality, visibility="public"
        )

    who = {
        "author": cast.alice,
        "secretary": cast.secretary,
        "director": cast.director,
        "politician": cast.politician,
        "staff": cast.bob,
        "colleague": somebody("Karla", "coordinator", here),
        "secretary of another committee": somebody("Sonja", "secretary", {**here, "circle": other}),
        "director elsewhere": somebody("Dagny", "director", {"organisation": cast.elsewhere}),
        "coordinator elsewhere": cast.charlie,
        "author who has left": Actor(person_id=cast.alice.person_id),
        "nobody": people.NOBODY,
    }
    return House(meeting, origin, who)


def made(cast: Cast, house: House, state: str) -> AgendaItem:
    """Make a proposal and bring it to a state by the deeds themselves."""
    published = "published" in state
    if published:
        items.add_item(by=cast.secretary, meeting=house.meeting, wording=items.Wording(title="Et andet punkt"))

    item = items.add_item(
        by=cast.alice,
        meeting=house.meeting,
        wording=items.Wording(
            title=f"Om {TITLE}", clauses=[f"{TEXT} godkendes"], sections={"case_presentation": f"Sagen om {TEXT}."}
        ),
        came_from=house.origin,
        why="Indsigten siger det.",
    )
    assert item.approval == "draft"
    annexes.add_annex(
        by=cast.alice, item=item, title=f"Bilag om {ANNEX}", name=f"{ANNEX}.txt", stream=io.BytesIO(ANNEX.encode())
    )
    duties.give(
        by=cast.secretary,
        node=item.node,
        purpose="call",
        title=f"Ring om {TITLE}",
        owner=cast.municipality,
    )
    if state in {"submitted", "sent_back", "recalled"} or state.startswith("approved"):
        approval.submit_item(by=cast.alice, item=item)

    if state == "sent_back":
        approval.send_back_item(by=cast.director, item=item, said=f"Ret {SAID}.")

    if state == "recalled":
        approval.recall_item(by=cast.alice, item=item)

    if state == "closed draft" or state == "approved and closed":
        items.close_item(by=cast.secretary, item=item, reason="Styrelseslovens § 10", public_title="Sag")

    if published:
        meetings.publish_agenda(by=cast.secretary, meeting=house.meeting)
        item = _fresh(item)

    if state.startswith("approved"):
        approval.approve_item(by=cast.director, item=item)

    if state.endswith("taken off"):
        placing.take_off(by=cast.secretary, item=_fresh(item), reason=f"Ikke nu: {SAID}.")

    return _fresh(item)


def _fresh(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.select_related(
        "node__created_by", "meeting__node__organisation", "meeting__node__gathering", "meeting__body__circle"
    ).get(pk=item.pk)


def places(actor: Actor, house: House, item: AgendaItem) -> dict[str, bool]:
    """Tell, place by place, whether the actor meets the proposal there."""
    meeting = rows.meetings_visible_to(actor).filter(pk=house.meeting.pk).first()
    agenda = agenda_queries.agenda(actor, meeting) if meeting else None
    lines = [*(line.item for line in agenda.lines if isinstance(line, sheets.Sheet)), *agenda.waiting] if agenda else []
    annex = item.annexes.get()
    trail = thread.trail(actor, house.origin)

    return {
        "its page": rows.visible_to(actor).filter(pk=item.pk).exists(),
        "the list": rows.found_by(actor).filter(pk=item.pk).exists(),
        "the meeting's page": item.pk in [each.pk for each in lines],
        "its annex": visibility.rows(Annex.objects.all(), actor).filter(pk=annex.pk).exists(),
        "its annex's file": any(annex.node.files.all()) and visibility.nodes(actor).filter(pk=annex.pk).exists(),
        "the thread of what it came from": trail.nodes.get(item.pk) is not None,
        "its duty": duties.open_for(actor).filter(node=item.pk).exists(),
    }


@pytest.mark.parametrize("state", SEEN)
def test_who_meets_a_proposal_where_in_each_state(cast: Cast, house: House, state: str) -> None:
    item = made(cast, house, state)
    for who, actor in house.who.items():
        found = places(actor, house, item)
        # The duty is the house's own: nobody outside is asked whether they see it.
        seen = who in SEEN[state]
        expected = dict.fromkeys(found, seen) | {"its duty": seen and actor.acts_for(cast.municipality.pk)}
        assert found == expected, (state, who)


def test_the_table_names_everybody_and_every_state_before_approval() -> None:
    assert {state for state in records_approval.APPROVALS if state} - records_approval.UNAPPROVED == {"approved"}
    assert set(SEEN) >= records_approval.UNAPPROVED
    assert set().union(*SEEN.values()) <= set(WHO)


# Each state walks every address as an outsider, a minute each: two states here, the others in the long proofs.
OUTSIDE = ("politician", "bob", "charlie", "dorte")


@pytest.mark.turn(2)
@pytest.mark.walk(many=1, first=1)
@pytest.mark.parametrize(
    "state",
    [
        "closed draft",
        "draft on a published agenda",
        *(pytest.param(each, marks=pytest.mark.drill) for each in ("draft", "submitted", "sent_back")),
    ],
)
def test_no_address_no_mail_and_no_index_tells_anybody_else(cast: Cast, house: House, state: str) -> None:
    item = made(cast, house, state)
    annex = item.annexes.get()
    keys = (item.pk, annex.pk, house.meeting.pk, house.meeting.body_id, house.origin.pk, annex.node.files.get().pk)
    asked = [f"{reverse('web:search')}?q={word}" for word in WORDS]
    # Another feature's address takes a key of its own records: it is asked with one of these in the long proofs.
    takes = ("cases:", "web:", "oparl:") if databases.IS_DRAWN else ""
    asked += [
        address
        for name in sorted(set(addresses(get_resolver().url_patterns)))
        for args in ((), *((key,) for key in keys if name.startswith(takes)))
        if (address := _reversed(name, args)) is not None
    ]
    asked += [
        f"{reverse(f'cases:{name}', args=[key])}?form={form}"
        for name, key in (("export_meeting", house.meeting.pk), ("export_body", house.meeting.body_id))
        for form in ("tekst", "json", "csv")
    ]
    insiders = {name: enter(cast, name) for name in ("alice", "secretary", "director")}
    for name in databases.asked(OUTSIDE, many=1, first=2, of=state):
        client = enter(cast, name)
        told = [(a, word) for a, _status, shown in met(client, asked) for word in WORDS if word in _unasked(shown)]
        assert not told, (name, told)
        # What search says back is what was asked and no more: a word that stands nowhere is answered with the same page.
        answers = {_searched(client, word) for word in (*WORDS, "kanarieingensteds")}
        assert len(answers) == 1, name

    # Or nothing above proves anything: those who prepare it meet every word of it.
    for name, client in insiders.items():
        shown = "".join(readable(client.get(reverse("cases:detail", args=[item.pk])).content, ""))
        assert {word for word in WORDS if word in shown} == set(WORDS) - ({SAID} if state != "sent_back" else set()), (
            name
        )

    assert not any(word in f"{each.subject} {each.body}" for each in Message.objects.all() for word in WORDS)
    assert not SearchEntry.objects.filter(node__in=[item.pk, annex.pk]).exists()
    assert not search.find(cast.politician, TITLE).exists()


def _unasked(shown: str) -> str:
    for word in WORDS:
        said_back = (
            f'value="{word}"',
            f"»{word}«",
            f'?q={quote(word)}">{word}</a>',
            f"?q={word}",
            f"Søgning: {word}",
        )
        for asked in said_back:
            shown = shown.replace(asked, "")
    return shown


def _searched(client: Client, word: str) -> str:
    """The page of a search without what differs between any two: the form's token, and the word that was asked."""
    page = client.get(reverse("web:search"), {"q": word}).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(word, "").replace(quote(word), "")


def _reversed(name: str, args: tuple[Any, ...]) -> str | None:
    if name.startswith(("account_", "mfa_", "usersessions_")):
        return None
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


@pytest.mark.parametrize("state", ["draft", "submitted", "sent_back"])
def test_its_page_says_that_it_is_not_approved_wherever_the_director_is_named(
    cast: Cast, house: House, state: str
) -> None:
    item = made(cast, house, state)
    client = enter(cast, "secretary")
    for name in ("detail", "copy"):
        page = client.get(reverse(f"cases:{name}", args=[item.pk])).content.decode()
        assert "Udkast, ikke godkendt: Indstilling" in page, name
        assert page.index("Udkast, ikke godkendt") < page.index(TEXT), name
    approved = made(cast, house, "approved")
    page = client.get(reverse("cases:detail", args=[approved.pk])).content.decode()
    assert "Udkast, ikke godkendt" not in page


def test_a_new_director_and_a_new_secretary_see_what_waits_and_former_ones_do_not(cast: Cast, house: House) -> None:
    item = made(cast, house, "submitted")
    for actor, role, place in (
        (cast.director, "director", {"organisation": cast.municipality}),
        (cast.secretary, "secretary", {"organisation": cast.municipality, "circle": cast.committee}),
    ):
        after = somebody("Ny", role, place)
        before = people.actor_for(cast.person(actor), on=SINCE.replace(year=2019))
        assert rows.visible_to(after).filter(pk=item.pk).exists()
        assert not rows.visible_to(before).filter(pk=item.pk).exists()


def test_an_unapproved_draft_is_never_handed_out_by_itself(cast: Cast, house: House) -> None:
    item = made(cast, house, "draft on a published agenda")
    papers = {paper.title: paper.is_public for paper in document_access_queries.papers_of(cast.secretary, item)}
    assert papers == {f"Om {TITLE}": False, f"Bilag om {ANNEX}": False}


def test_drafts_that_stood_open_to_the_house_are_taken_from_it_when_a_database_is_brought_up(
    cast: Cast, house: House
) -> None:
    draft, approved = made(cast, house, "closed draft"), made(cast, house, "approved")
    keys = [draft.pk, draft.annexes.get().pk]
    Node.objects.filter(pk__in=keys).update(visibility="organisation")
    for node in Node.objects.filter(pk__in=keys):
        search.index(node)

    migration = import_module("samspil.features.cases.migrations.0009_drafts_for_few")
    migration.show_to_few(apps, None)
    assert set(Node.objects.filter(pk__in=keys).values_list("visibility", flat=True)) == {"preparing"}
    assert not SearchEntry.objects.filter(node__in=keys).exists()
    assert Node.objects.get(pk=approved.pk).visibility == "organisation"
    migration.show_as_before(apps, None)
    assert set(Node.objects.filter(pk__in=keys).values_list("visibility", flat=True)) == {"circle"}


def test_an_answer_to_a_request_for_documents_names_no_draft_to_the_committee(cast: Cast, house: House) -> None:
    item = made(cast, house, "draft")
    package = document_access_actions.prepare_access(
        by=cast.secretary, item=item, reference="26/1", asked_on=dt.date(2026, 2, 1)
    )
    shown = [(choice.shown_title, choice.choice) for choice in document_access_queries.choices_of(package)]
    assert shown == [("Udkast, ikke godkendt", ""), ("Bilag: Udkast, ikke godkendt", "")]
    page = enter(cast, "politician").get(reverse("cases:access", args=[package.pk]))
    assert [word for word in WORDS if word in page.content.decode()] == []


def test_a_client_without_a_login_is_told_nothing_but_that_it_is_not_there(cast: Cast, house: House) -> None:
    item = made(cast, house, "draft")
    assert Client().get(reverse("cases:detail", args=[item.pk])).status_code == 404
