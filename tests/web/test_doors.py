"""The doors: what stands behind which, one of them marked wherever one is, and one word for a list wherever it is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from samspil.spine import doors, kinds
from samspil.spine.models import Node
from samspil.spine.people import Actor
from samspil.web import stages
from samspil.web.doors import DOORS
from tests.kit.cast import Cast
from tests.kit.found import css, words

Record = Callable[..., Node]
ClientOf = Callable[[Actor], Client]
FOLDED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", " ": "-"})
OPEN = [door.slug for door in DOORS if door.name != "offers"]


def page(client: Client, address: str) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.fromstring(response.content)


def here(tree: html.HtmlElement) -> list[tuple[str, str]]:
    """Return the marked doors of the wide menu, each with how it is marked."""
    marked = css(tree, "nav.doors-wide a[aria-current]")
    return [(words(link), link.get("aria-current")) for link in marked]


def test_every_door_and_kind_that_lists_point_at_is_there() -> None:
    assert doors.dangling() == []
    assert {door.stage for door in DOORS} <= stages.KEYS


@pytest.mark.parametrize("listed", doors.lists(), ids=lambda listed: listed.url_name)
def test_menu_heading_link_and_address_of_a_list_say_the_same_word(cast: Cast, listed: doors.ListPage) -> None:
    address = reverse(listed.url_name)
    assert address.rstrip("/").rpartition("/")[2] == listed.label.lower().translate(FOLDED)
    shown = page(Client(), address)
    (heading,) = css(shown, "h1")
    assert words(heading) == listed.label
    door = doors.get(listed.door)
    behind = page(Client(), f"/{door.slug}/")
    assert [words(link) for link in css(behind, f'main a[href="{address}"]')] == [listed.label]
    # One door is marked, and it is the one that the list stands behind.
    assert here(shown) == [(door.label, "true")]


@pytest.mark.parametrize("slug", OPEN)
def test_a_door_is_named_alike_in_menu_heading_and_address(cast: Cast, slug: str) -> None:
    tree = page(Client(), f"/{slug}/")
    (heading,) = css(tree, "h1")
    assert words(heading).lower().translate(FOLDED) == slug
    assert here(tree) == [(words(heading), "page")]


def test_a_door_with_nothing_behind_it_is_not_there(cast: Cast) -> None:
    assert Client().get("/tilbud/").status_code == 404
    assert [door.slug for door in doors.standing()] == OPEN


def test_the_old_address_of_the_pools_leads_to_the_new_for_good(cast: Cast) -> None:
    answer = Client().get("/penge/")
    assert (answer.status_code, answer["Location"]) == (301, "/penge/puljer/")


def test_a_page_before_all_doors_marks_none_and_a_records_thread_marks_its_kinds(cast: Cast, record: Record) -> None:
    assert here(page(Client(), "/om/")) == []
    assert here(page(Client(), f"/traad/{record('Bussen', kind='voice').pk}/")) == [("Stemmer", "true")]
    assert here(page(Client(), f"/traad/{record('180.000 kr.', kind='appropriation').pk}/")) == [
        ("Penge og effekt", "true")
    ]


def test_a_door_shows_what_the_reader_may_see_in_as_many_queries_whatever_lies_there(
    cast: Cast, record: Record, client_of: ClientOf
) -> None:
    def ask(client: Client) -> tuple[html.HtmlElement, int]:
        with CaptureQueriesContext(connection) as asked:
            tree = page(client, "/stemmer/")
        return tree, len(asked)

    record("Synlig", kind="voice", occurred_on=None)
    record("Kanariefugl", kind="voice", visibility="organisation")
    stranger = Client()
    ask(stranger)
    tree, before = ask(stranger)
    counts = [words(each) for each in css(tree, ".behind-count")]
    assert counts == ["1 i alt", "0 i alt", "0 i alt"]
    assert "Kanariefugl" not in words(tree)
    for number in range(4):
        record(f"Indsigt {number}", kind="insight")
    _tree, after = ask(stranger)
    assert after == before
    assert "Nyt bidrag" not in words(tree)
    near = page(client_of(cast.alice), "/stemmer/")
    assert "2 i alt" in words(near)
    assert "Nyt bidrag" in words(near)


def test_no_more_is_counted_than_is_written(cast: Cast, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "COUNTED", 1)
    record("Den ene", kind="insight")
    listed = next(each for each in doors.lists("voices") if each.kind == "insight")
    assert doors.look(cast.dorte, listed).number == "1"
    record("Den anden", kind="insight")
    assert doors.look(cast.dorte, listed).number == "1+"


def test_a_door_hung_twice_is_an_error_and_a_list_may_not_lead_into_the_care_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ValueError, match="registered twice"):
        doors.register(doors.Door(name="voices", label="Andet", slug="andet", about="", stage="voice", order=1))
    monkeypatch.setattr(doors, "_registry", doors._Registry())
    (care, *_rest) = kinds.in_care()
    doors.register(
        doors.ListPage(door="voices", label="Besøg", about="", url_name="web:front", kind=care.name),
    )
    assert doors.dangling() == sorted({"voices", care.name})


def test_the_code_on_paper_and_the_search_are_one_press_away_on_every_page(cast: Cast) -> None:
    for address in ("/", "/om/", "/sager/", "/konto/login/"):
        header = css(page(Client(), address), "header")[0]
        assert [words(link) for link in css(header, f'a[href="{reverse("voices:code")}"]')] == ["Har du en kode?"]
        assert css(header, f'a[href="{reverse("web:search")}"]')
    # One box to search in: on the front page and the search page it is the page's own.
    for address, boxes in (("/", 1), ("/soeg/", 1), ("/sager/", 1)):
        assert len(css(page(Client(), address), 'input[type="search"]')) == boxes, address


def test_what_is_shared_of_a_page_names_nothing_that_is_not_public(
    cast: Cast, record: Record, client_of: ClientOf
) -> None:
    hidden, seen = record("Kanariefugl", visibility="organisation"), record("Bussen")
    for node, client, title in ((hidden, client_of(cast.alice), "Samspil"), (seen, Client(), "Den røde tråd: Bussen")):
        tree = page(client, f"/traad/{node.pk}/")
        (shared,) = css(tree, 'meta[property="og:title"]')
        assert shared.get("content") == title
