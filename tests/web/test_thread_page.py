"""The thread page: what is drawn, what is counted, what is said, and that its cost does not follow the thread's length."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from samspil.spine import gatherings, journal
from samspil.spine.models import JournalEntry, Link, Node
from samspil.spine.people import Actor
from samspil.web import picture
from tests.kit.cast import Cast
from tests.web.test_pages import said

Record = Callable[..., Node]
Tie = Callable[..., Link]
ClientOf = Callable[[Actor], Client]


def fan(cast: Cast, nodes: int) -> Node:
    """Make one early record that led to `nodes - 1` late ones, and give the early one."""
    first = Node.objects.create(kind="test_early", title="Først", organisation=cast.municipality, visibility="public")
    late = Node.objects.bulk_create(
        Node(kind="test_late", title=f"Følge {n}", organisation=cast.municipality, visibility="public")
        for n in range(nodes - 1)
    )
    Link.objects.bulk_create(Link(earlier=first, later=each, relation="led_to", why="prøve") for each in late)
    return first


def chain(cast: Cast, nodes: int) -> Node:
    """Make a thread of records in a row, and give the one in the middle."""
    row = Node.objects.bulk_create(
        Node(
            id=uuid.UUID(int=n + 1),
            kind="test_late" if n % 2 else "test_early",
            title=f"Led {n}",
            organisation=cast.municipality,
            visibility="public",
        )
        for n in range(nodes)
    )

    Link.objects.bulk_create(
        Link(earlier=a, later=b, relation="led_to", why="prøve") for a, b in itertools.pairwise(row)
    )
    return row[nodes // 2]


@pytest.mark.parametrize("shape", [fan, chain])
@pytest.mark.parametrize("nodes", [10, 1000])
def test_the_page_costs_the_same_queries_whatever_the_length(
    cast: Cast, client: Client, django_assert_num_queries: Callable[..., object], nodes: int, shape: Callable[..., Node]
) -> None:
    middle = shape(cast, nodes)
    # The record, the thread both ways, what may be seen of it, the names, the links.
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        assert client.get(f"/traad/{middle.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("nodes", "boxes", "more"), [(1, 0, None), (2, 2, None), (32, 32, None), (33, 32, 1), (94, 32, 62)]
)
def test_what_has_no_room_is_folded_and_counted(
    cast: Cast, client: Client, nodes: int, boxes: int, more: int | None
) -> None:
    first = fan(cast, nodes)
    page = client.get(f"/traad/{first.pk}/").content.decode()
    assert len(re.findall(r'<rect class="box', page)) == boxes
    assert len(re.findall(r'<path class="arrow ', page)) == max(boxes - 1, 0)
    counted = re.findall(r'class="more"[^>]*>og (\d+) (?:til|flere)', page)
    assert [int(number) for number in counted] == ([more] if more else [])
    assert re.findall(r"(\d+) (?:til|flere) på dette trin", page) == ([str(more)] if more else [])


def test_two_hundred_stops_weigh_little_and_each_stage_can_be_read_whole(cast: Cast, client: Client) -> None:
    first = fan(cast, 200)
    page = client.get(f"/traad/{first.pk}/")
    assert len(page.content) < 150_000
    listed = re.findall(r'class="told-title"[^>]*>Følge ', page.content.decode())
    assert len(listed) == 31 + 25  # what is drawn, and what is folded
    read = [client.get(f"/traad/{first.pk}/?trin=together&side={side}").content.decode() for side in (1, 2, 3, 4)]
    found = {number for each in read for number in re.findall(r">Følge (\d+)</a>", each)}
    assert found == {str(number) for number in range(199)}
    assert client.get(f"/traad/{first.pk}/?trin=findes-ikke").status_code == 404


@pytest.mark.parametrize("seed", range(8))
def test_picture_and_story_tell_the_same_stops_in_the_same_order(cast: Cast, client: Client, seed: int) -> None:
    dice = random.Random(seed)
    kinds = ["voice", "insight", "trial", "case_item", "decision", "answer"]
    nodes = Node.objects.bulk_create(
        Node(
            kind=dice.choice(kinds),
            title=f"Nummer {number:02}",
            organisation=cast.municipality,
            visibility="public",
            occurred_on=dice.choice([None, dt.date(2026, 1, 1 + dice.randrange(28))]),
        )
        for number in range(dice.randint(2, 60))
    )
    Link.objects.bulk_create(
        Link(earlier=nodes[dice.randrange(at)], later=nodes[at], relation="led_to", why="prøve")
        for at in range(1, len(nodes))
    )
    page = client.get(f"/traad/{nodes[0].pk}/").content.decode()
    boxes = re.findall(r"<title>(Nummer \d+)</title>", page)
    story = page[page.index('class="telling"') :]
    shown = re.sub(r'<details class="telling-more">.*?</details>', "", story, flags=re.DOTALL)
    assert re.findall(r'class="told-title"[^>]*>(Nummer \d+)<', shown) == boxes
    assert set(re.findall(r'class="told-title"[^>]*>(Nummer \d+)<', story)) == {node.title for node in nodes}


def test_every_box_is_a_link_with_its_whole_title(cast: Cast, client: Client, record: Record, tie: Tie) -> None:
    long = "Samtale ved et køkkenbord om at komme sikkert frem til lægehuset uden bil og uden penge"
    first, last = record(long), record("Beslutningen", kind="test_late")
    tie(first, last)
    page = client.get(f"/traad/{last.pk}/").content.decode()
    svg = page[page.index("<svg xmlns") :].partition("</svg>")[0]
    assert svg.count("<a href=") == 2
    assert f"<title>{long}</title>" in svg
    assert svg.count('aria-current="true"') == 1


def test_the_story_says_when_what_by_whom_and_where_and_a_relation_only_where_it_says_something(
    cast: Cast, client: Client, record: Record, tie: Tie
) -> None:
    voice = record("Bidraget", kind="voice", occurred_on=dt.date(2026, 2, 3))
    met = record("Mødet ved bordet", kind="activity", occurred_on=dt.date(2026, 1, 9))
    case = record("Sagen", kind="case_item", occurred_on=dt.date(2026, 3, 4), within=cast.committee)
    with journal.writing():
        gatherings.plan(node=met, place="Hallen")
    tie(met, voice, why="Det blev sagt der")
    tie(voice, case, relation="grounds", why="Sagen citerer bidraget", strength="contributed", source="Referat, side 3")

    words = said(client.get(f"/traad/{voice.pk}/"))
    story = words[words.index("Tråden som fortælling") :]
    assert f"9. januar 2026 Aktivitet: Mødet ved bordet {cast.municipality.name}, Hallen" in story
    assert f"3. februar 2026 Bidrag: Bidraget her er du {cast.municipality.name} Hvordan ved vi det?" in story
    assert f"4. marts 2026 Sagen {cast.committee.name} Bygger på »Bidraget«" in story
    assert "Bygger på Bidraget : Sagen citerer bidraget (bidrog) Kilde: Referat, side 3." in story
    assert "Styrke" not in words
    assert "Ingen angivet" not in words
    page = client.get(f"/traad/{voice.pk}/").content.decode()
    svg = page[page.index("<svg xmlns") :].partition("</svg>")[0]
    assert "Hallen" in svg
    assert "03-02-2026 · her er du" in svg


def test_gaps_are_said(cast: Cast, client: Client, record: Record, tie: Tie) -> None:
    first, last = record("Bidraget"), record("Sagen", kind="test_late")
    tie(first, last)
    words = said(client.get(f"/traad/{first.pk}/"))
    assert "Hvad det kom af: Ingen dokumenteret sammenhæng" in words
    assert "Hvad der kom ud af det: Ingen dokumenteret sammenhæng" not in words
    assert "Hvad der kom ud af det: Ingen dokumenteret sammenhæng" in said(client.get(f"/traad/{last.pk}/"))


def test_what_begins_threads_says_so_and_has_no_gap_before_it(client: Client, record: Record, tie: Tie) -> None:
    voice, case = record("Bidraget", kind="voice"), record("Sagen", kind="case_item")
    alone = said(client.get(f"/traad/{voice.pk}/"))
    assert "Her begynder tråden." in alone
    assert "Hvad det kom af:" not in alone
    assert "Hvad der kom ud af det: Ingen dokumenteret sammenhæng" in alone
    tie(voice, case)
    words = said(client.get(f"/traad/{voice.pk}/"))
    assert "Her begynder tråden." in words
    assert "Ingen dokumenteret sammenhæng" not in words
    assert "Her begynder tråden." not in said(client.get(f"/traad/{case.pk}/"))


def test_answers_are_told_apart_by_the_voices_that_the_reader_may_see(
    cast: Cast, client: Client, client_of: ClientOf, record: Record, tie: Tie
) -> None:
    effort = record("Bænke", kind="effort")
    for title, seen in (("En stol i skyggen", "public"), ("KANARIE", "organisation")):
        voice = record(title, kind="voice", visibility=seen, step_public=True)
        answer = record("Svar på et bidrag", kind="answer")
        for earlier in (voice, effort):
            tie(earlier, answer, relation=Link.Relation.ANSWERED_BY)
        tie(voice, effort)

    words = said(client.get(f"/traad/{effort.pk}/"))
    assert "Svar på »En stol i skyggen«" in words
    assert "Svar på et bidrag" in words
    assert "KANARIE" not in words
    assert "Svar på »KANARIE«" in said(client_of(cast.bob).get(f"/traad/{effort.pk}/"))


def test_a_hidden_record_is_cut_away_or_a_nameless_step_and_never_named(
    cast: Cast, client: Client, client_of: ClientOf, record: Record, tie: Tie
) -> None:
    first, after = record("Først"), record("Efter det hele", kind="test_late")
    closed = record("KANARIEFUGL", kind="test_late", visibility="organisation")

    tie(first, closed, why="KANARIEFUGL blev drøftet", source="KANARIEFUGL, side 3")
    tie(closed, after, why="KANARIEFUGL igen")
    address = f"/traad/{first.pk}/"
    words = said(client.get(address))
    assert "KANARIEFUGL" not in words
    assert "Efter det hele" not in words
    closed.step_public = True
    closed.save()
    page = client.get(address)
    assert "KANARIEFUGL" not in page.content.decode()
    assert str(closed.pk) not in page.content.decode()
    assert "Et led, der ikke er offentligt" in said(page)
    assert said(page).count("Hvorfor vises ikke, fordi et led ikke er offentligt.") == 2
    assert "Efter det hele" in said(page)
    assert "KANARIEFUGL" in said(client_of(cast.bob).get(address))


def test_a_coordinator_links_two_records_and_takes_it_back(cast: Cast, client_of: ClientOf, record: Record) -> None:
    voice, case = record("Bidraget", words="bus til lægen"), record("Busruten", kind="test_late", words="rute")
    client = client_of(cast.alice)
    found = client.get(f"/traad/{voice.pk}/tilfoej/?q=busruten")

    assert f"?med={case.pk}" in found.content.decode()
    values = {"first": "this", "relation": "led_to", "strength": "inspired", "why": "Rådmanden sagde det", "source": ""}
    assert client.post(f"/traad/{voice.pk}/tilfoej/?med={case.pk}", values).status_code == 302
    link = Link.objects.get()
    assert (link.earlier, link.later, link.relation, link.strength) == (voice, case, "led_to", "inspired")
    assert link.by_id == cast.alice.person_id
    undo = f"/sammenhaeng/{link.pk}/traek-tilbage/"
    assert undo in client.get(f"/traad/{voice.pk}/").content.decode()
    assert client.post(undo, {"why": " "}).status_code == 422
    assert client.post(undo, {"why": "Det var en anden rute"}).status_code == 302
    link.refresh_from_db()
    assert link.withdrawn_why == "Det var en anden rute"
    verbs = list(JournalEntry.objects.filter(node_id=case.pk).values_list("verb", flat=True))
    assert verbs == ["link.made", "link.withdrawn"]
    assert client.get(undo).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("alice", 200),
        ("secretary", 200),
        ("director", 200),
        ("bob", 403),
        ("politician", 403),
        ("charlie", 403),
        ("dorte", 403),
    ],
)
def test_who_may_link_a_record_of_the_municipality(
    cast: Cast, client_of: ClientOf, record: Record, tie: Tie, who: str, status: int
) -> None:
    first, last = record("Et"), record("To", kind="test_late")
    link = tie(first, last)
    client = client_of(getattr(cast, who))
    assert client.get(f"/traad/{first.pk}/tilfoej/").status_code == status
    assert client.get(f"/sammenhaeng/{link.pk}/traek-tilbage/").status_code == status
    offered = "Tilføj sammenhæng" in said(client.get(f"/traad/{first.pk}/"))
    assert offered == (status == 200)


def test_nobody_links_to_or_withdraws_what_they_may_not_see(
    cast: Cast, client_of: ClientOf, record: Record, tie: Tie
) -> None:
    own = record("Set udefra", organisation=cast.elsewhere)
    hidden = record("KANARIEFUGL", kind="test_late", visibility="organisation", words="kanariefugl")
    client = client_of(cast.charlie)
    assert "KANARIEFUGL" not in said(client.get(f"/traad/{own.pk}/tilfoej/?q=kanariefugl"))
    assert client.get(f"/traad/{own.pk}/tilfoej/?med={hidden.pk}").status_code == 404
    link = tie(own, hidden)
    assert client.post(f"/sammenhaeng/{link.pk}/traek-tilbage/", {"why": "fordi"}).status_code == 404
    link.refresh_from_db()
    assert link.withdrawn_at is None


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Kort", ["Kort"]),
        ("DEFACTUMs gennemførelse af arbejdsplan 1", ["DEFACTUMs", "gennemførelse af", "arbejdsplan 1"]),
        ("", []),
    ],
)
def test_a_title_is_broken_where_a_box_ends(title: str, lines: list[str]) -> None:
    assert picture.wrapped(title) == lines


@pytest.mark.parametrize(
    "title", ["A" * 200, "en to tre " * 40, "Tilgængelighedserklæringsbekendtgørelsen for alle " * 3, "M W " * 60]
)
def test_a_long_title_fits_three_lines_and_says_that_it_goes_on(title: str) -> None:
    lines = picture.wrapped(title)
    assert len(lines) == picture.LINES
    assert [line for line in lines if picture.width_of(line) > picture.TEXT_WIDTH] == []
    assert lines[-1].endswith(" …")
