"""The thread page: what is drawn, what is counted, what is said, and that its cost does not follow the thread's length."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

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
    ("nodes", "boxes", "more"), [(1, 0, None), (2, 2, None), (60, 60, None), (61, 60, 1), (94, 60, 34)]
)
def test_at_most_sixty_boxes_are_drawn_and_the_rest_counted(
    cast: Cast, client: Client, nodes: int, boxes: int, more: int | None
) -> None:
    first = fan(cast, nodes)
    page = client.get(f"/traad/{first.pk}/").content.decode()
    assert len(re.findall(r'<rect class="box', page)) == boxes
    assert len(re.findall(r'<path class="arrow ', page)) == max(boxes - 1, 0)
    counted = re.findall(r'class="more"[^>]*>og (\d+) (til|flere)<', page)
    assert [int(number) for number, _word in counted] == ([more] if more else [])


def test_every_box_is_a_link_with_its_whole_title(cast: Cast, client: Client, record: Record, tie: Tie) -> None:
    long = "Samtale ved et køkkenbord om at komme sikkert frem til lægehuset uden bil og uden penge"
    first, last = record(long), record("Beslutningen", kind="test_late")
    tie(first, last)
    page = client.get(f"/traad/{last.pk}/").content.decode()
    svg = page[page.index("<svg xmlns") :].partition("</svg>")[0]
    assert svg.count("<a href=") == 2
    assert f"<title>{long}</title>" in svg
    assert svg.count('aria-current="true"') == 1
    assert "Før" in svg
    assert "Efter" in svg


def test_the_text_tells_each_link_with_why_strength_and_source(
    cast: Cast, client: Client, record: Record, tie: Tie
) -> None:
    first, last = record("Bidraget"), record("Sagen", kind="test_late")
    tie(first, last, relation="grounds", why="Sagen citerer bidraget", strength="contributed", source="Referat, side 3")
    words = said(client.get(f"/traad/{first.pk}/"))
    assert "Tidligt Bidraget er grundlag for Sent Sagen" in words
    assert "Hvorfor Sagen citerer bidraget Styrke bidrog Kilde Referat, side 3" in words
    assert "Hvad det kom af: Ingen dokumenteret sammenhæng" in words
    assert "Hvad der kom ud af det: Ingen dokumenteret sammenhæng" not in words
    assert "Hvad der kom ud af det: Ingen dokumenteret sammenhæng" in said(client.get(f"/traad/{last.pk}/"))


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
    assert said(page).count("Vises ikke, fordi et af leddene ikke er offentligt") == 2
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
