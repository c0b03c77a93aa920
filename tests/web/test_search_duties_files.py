"""Search, duties and files: what is found, owed and served, to whom, and at a fixed number of queries."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from samspil.spine import duties, files, kinds
from samspil.spine.models import Duty, Node
from samspil.spine.people import Actor
from samspil.web import stages
from tests.kit.cast import Cast
from tests.kit.flat import flat
from tests.web.test_pages import said

Record = Callable[..., Node]
ClientOf = Callable[[Actor], Client]


def test_words_are_found_in_other_inflections_and_marked(cast: Cast, client: Client, record: Record) -> None:
    record("Mødet om bussen", words="Chaufførerne kører ikke om søndagen")
    record("Noget andet", words="uden ordet")
    page = client.get("/soeg/?q=møder chauffør")
    assert "1 resultat" in said(page)
    marked = [piece.partition("</mark>")[0] for piece in flat(page.content).split("<mark>")[1:]]
    assert marked == ["Mødet", "Chaufførerne"]


def test_nobody_finds_what_they_may_not_see(cast: Cast, client_of: ClientOf, record: Record) -> None:
    record("KANARIEFUGL", visibility="organisation", words="kanariefugl hemmelig")
    for who, seen in ((cast.dorte, False), (cast.charlie, False), (cast.bob, True)):
        words = said(client_of(who).get("/soeg/?q=hemmelig"))
        assert ("KANARIEFUGL" in words) == seen
        assert ("Ingen resultater for »hemmelig«" in words) == (not seen)


def test_a_search_is_narrowed_to_a_kind_and_an_unknown_kind_is_all(cast: Cast, client: Client, record: Record) -> None:
    record("Bus tidligt", words="bus")
    record("Bus sent", kind="test_late", words="bus")
    assert "2 resultater" in said(client.get("/soeg/?q=bus"))
    assert "2 resultater" in said(client.get("/soeg/?q=bus&slags=findes-ikke"))
    narrowed = said(client.get("/soeg/?q=bus&slags=test_late"))
    assert "1 resultat" in narrowed
    assert "Bus tidligt" not in narrowed


def test_a_slip_of_the_pen_is_forgiven_where_nothing_else_is_found(cast: Cast, client: Client, record: Record) -> None:
    record("Sundhedscaféen i hallen", words="Bussen kører")
    record("Sundhedskaféen", words="Stavet anderledes")
    record("En sundhedscafé", words="I en anden bøjning")
    page = client.get("/soeg/?q=sundhedskafe")
    assert "1 resultat" in said(page)
    assert "der ligner" not in said(page)
    page = client.get("/soeg/?q=sunhedscafeen")
    assert "Ingen resultater for »sunhedscafeen«. Her er 2 resultater for ord, der ligner: " in said(page)
    assert "»sundhedscaféen«" in said(page)
    assert "<mark>Sundhedscaféen</mark>" in flat(page.content)


def test_what_is_one_slip_away_is_sought_as_if_it_was_typed(cast: Cast, client: Client, record: Record) -> None:
    for title in ("Bussen kører", "En bus", "Busser", "Bussernes tider"):
        record(title, words="")
    typed, slipped = (said(client.get(f"/soeg/?q={word}")) for word in ("bussen", "bussn"))
    for title in ("Bussen kører", "En bus", "Busser", "Bussernes tider"):
        assert title in typed
        assert title in slipped


def test_a_year_that_is_none_is_told(cast: Cast, client: Client, record: Record) -> None:
    record("Bus", words="bus")
    page = said(client.get("/soeg/?q=bus&aar=20x6"))
    assert "»20x6« er ikke et årstal, så der er søgt i alle år." in page
    assert "Bus" in page
    assert "ikke et årstal" not in said(client.get("/soeg/?q=bus&aar=2026"))


def test_the_last_searches_are_ones_own_until_one_logs_out(cast: Cast, client: Client, client_of: ClientOf) -> None:
    bob = client_of(cast.bob)
    for word in ("en", "to", "tre", "fire", "fem", "seks", "TO"):
        bob.get("/soeg/", {"q": word})
    bob.get("/soeg/?q=syv&side=2")
    page = bob.get("/soeg/").content.decode()
    assert [
        word for word in ("en", "to", "TO", "tre", "fire", "fem", "seks", "syv") if f'href="?q={word}"' in page
    ] == [
        "TO",
        "tre",
        "fire",
        "fem",
        "seks",
    ]
    assert "Dine seneste søgninger" not in client_of(cast.alice).get("/soeg/").content.decode()
    client.get("/soeg/?q=ukendt")
    assert client.session.get("searches") is None, "nothing is kept of whoever is not logged in"
    assert bob.post("/soeg/glem/").status_code == 302
    assert "<h2>Dine seneste søgninger</h2>" not in bob.get("/soeg/").content.decode()


def test_the_kinds_stand_by_their_stage(cast: Cast, client: Client) -> None:
    page = client.get("/soeg/").content.decode()
    select = page[page.index('id="slags"') : page.index("</select>", page.index('id="slags"'))]
    assert select.count("<option") == len(kinds.everyone()) + 1
    assert 1 < select.count("<optgroup") <= len(stages.EVERY)


def test_nothing_is_suggested_of_what_the_reader_may_not_see(cast: Cast, client_of: ClientOf, record: Record) -> None:
    record("Noget lukket", visibility="organisation", words="kanariefuglen synger")
    record("Noget åbent", words="undulaten synger")
    for who, seen in ((cast.dorte, False), (cast.charlie, False), (cast.bob, True)):
        client = client_of(who)
        page = client.get("/soeg/?q=kanarifuglen").content.decode()
        assert ("kanariefuglen" in page) == seen
        assert ("Ingen resultater for »kanarifuglen«" in page) == (not seen) or seen
        # Whether the exact word stands where they may not read changes nothing for them.
        assert "undulaten" in client.get("/soeg/?q=undulatten").content.decode()


def test_an_exact_word_that_only_others_may_read_keeps_nobody_from_what_is_near(
    cast: Cast, client: Client, record: Record
) -> None:
    record("Lukket", visibility="organisation", words="bakeby")
    record("Åbent", words="bakkeby")
    assert "»bakkeby«" in said(client.get("/soeg/?q=bakeby"))


def test_a_search_is_narrowed_to_a_year_and_a_body(cast: Cast, client: Client, record: Record) -> None:
    record("Bus i fjor", words="bus", occurred_on=dt.date(2025, 5, 1), within=cast.committee)
    record("Bus i år", words="bus", occurred_on=dt.date(2026, 5, 1))
    record("Lukket", words="bus", visibility="organisation", within=cast.partnership)
    page = said(client.get(f"/soeg/?q=bus&aar=2025&sted={cast.committee.pk}"))
    assert "Bus i fjor" in page
    assert "Bus i år" not in page
    # What lies only within a partnership that the reader sees nothing of is not named.
    assert cast.committee.name in page
    assert cast.partnership.name not in page
    for odd in ("aar=0000", "aar=abcd", "aar=99999", "sted=x", "aar=²⁰²⁵"):
        assert "2 resultater" in said(client.get(f"/soeg/?q=bus&{odd}"))


@pytest.mark.parametrize("wanted", ["", "   ", "!!! ???", "%27 OR 1=1", '"', "a" * 500, "bus AND NOT", "(bus", "bus*"])
def test_no_words_whatever_they_are_break_the_search(cast: Cast, client: Client, record: Record, wanted: str) -> None:
    record("Bus", words="bus")
    assert client.get("/soeg/", {"q": wanted}).status_code == 200


def test_found_words_are_never_markup(cast: Cast, client: Client, record: Record) -> None:
    record("<script>alert(1)</script> bus", words="<b>bus</b>")
    page = client.get("/soeg/?q=bus").content.decode()
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("count", [1, 3, 45])
def test_a_page_of_results_costs_four_queries(
    cast: Cast, client: Client, record: Record, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(count):
        record(f"Bus {number}", words="bus")
    # How many, the page, the words around what was found, the bodies to narrow by.
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        page = client.get("/soeg/?q=bus")
    assert page.content.decode().count('class="hit-title"') == min(count, 20)


def test_the_pager_keeps_the_question_and_out_of_range_is_the_nearest(
    cast: Cast, client: Client, record: Record
) -> None:
    for number in range(45):
        record(f"Bus {number:02}", words="bus")
    page = client.get("/soeg/?q=bus&slags=test_early&side=2").content.decode()
    assert 'href="?q=bus&amp;slags=test_early&amp;side=3"' in page
    assert "Side 2 af 3" in page
    assert client.get("/soeg/?q=bus&side=99").content.decode().count('class="hit-title"') == 5
    assert client.get("/soeg/?q=bus&side=nej").content.decode().count('class="hit-title"') == 20


def owe(cast: Cast, node: Node, title: str, **owner: object) -> Duty:
    return duties.give(by=cast.alice, node=node, purpose="call", title=title, **owner)  # type: ignore[arg-type]


@time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False)
def test_duties_are_mine_my_circles_and_my_organisations(cast: Cast, client_of: ClientOf, record: Record) -> None:
    node = record("Bidraget")
    owe(cast, node, "Sen", owner=cast.person(cast.alice), due_on=dt.date(2026, 3, 1))
    owe(cast, node, "I dag", owner=cast.partnership, due_on=dt.date(2026, 3, 2))
    owe(cast, node, "Fælles", owner=cast.municipality)
    owe(cast, node, "Bobs", owner=cast.person(cast.bob))
    owe(cast, record("Lukket", visibility="persons"), "KANARIEFUGL", owner=cast.municipality)
    words = said(client_of(cast.alice).get("/opgaver/"))

    assert [word for word in ("Sen", "I dag", "Fælles", "Bobs", "KANARIEFUGL") if word in words] == [
        "Sen",
        "I dag",
        "Fælles",
    ]
    assert words.count("over fristen") == 1
    assert "1. marts 2026" in words
    assert "Du har ingen åbne opgaver" in said(client_of(cast.charlie).get("/opgaver/"))


def test_duties_ask_for_a_login(cast: Cast, client: Client) -> None:
    assert client.get("/opgaver/").headers["Location"] == "/konto/login/?next=/opgaver/"


def test_a_duty_is_done_with_proof_by_its_owner_alone(cast: Cast, client_of: ClientOf, record: Record) -> None:
    duty = owe(cast, record("Bidraget"), "Ring", owner=cast.person(cast.alice))
    assert client_of(cast.bob).post(f"/opgaver/{duty.pk}/", {"proof": "Jeg gjorde det"}).status_code == 404
    alice = client_of(cast.alice)
    assert alice.post(f"/opgaver/{duty.pk}/", {"proof": "  "}).status_code == 422
    duty.refresh_from_db()
    assert duty.done_at is None
    assert alice.post(f"/opgaver/{duty.pk}/", {"proof": "Ringede den 3."}).status_code == 302
    duty.refresh_from_db()
    assert (duty.done_by_id, duty.proof) == (cast.alice.person_id, "Ringede den 3.")


def test_a_duty_that_a_record_fulfils_shows_the_way_to_it_and_takes_no_words(
    cast: Cast, client_of: ClientOf, record: Record
) -> None:
    node = record("Bidraget")
    duty = duties.give(
        by=cast.alice,
        node=node,
        purpose="test_make",
        title="Lav den sene",
        owner=cast.person(cast.alice),
        due_on=dt.date(2020, 1, 1),
    )
    alice = client_of(cast.alice)
    listed = flat(alice.get("/opgaver/").content)

    assert f'<a href="/traad/{node.pk}/">Lav den<span' in listed
    assert "Meld udført<span" not in listed
    page = flat(alice.get(f"/opgaver/{duty.pk}/").content)
    assert "Opgaven er udført, når der er lavet en sen sag." in page
    assert f'href="/traad/{node.pk}/">Lav den</a>' in page
    assert "<textarea" not in page
    refused = alice.post(f"/opgaver/{duty.pk}/", {"proof": "Brevet er sendt den 3. marts"})
    assert refused.status_code == 422
    assert "kan ikke meldes udført med ord" in refused.content.decode()
    duty.refresh_from_db()
    assert duty.done_at is None
    assert "over fristen" in alice.get("/opgaver/").content.decode()


def test_words_that_say_nothing_come_back_on_their_field(cast: Cast, client_of: ClientOf, record: Record) -> None:
    duty = owe(cast, record("Bidraget"), "Ring", owner=cast.person(cast.alice))
    answer = client_of(cast.alice).post(f"/opgaver/{duty.pk}/", {"proof": "ordnet"})
    assert answer.status_code == 422
    assert "»ordnet« viser ikke, at opgaven er udført" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_duties_costs_the_same_queries(
    cast: Cast, client_of: ClientOf, record: Record, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(count):
        owe(cast, record(f"Bidrag {number}"), "Ring", owner=cast.person(cast.alice))
    client = client_of(cast.alice)
    client.get("/opgaver/")
    # Session, user, person, roles, how many, the page.
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        client.get("/opgaver/")


def test_a_file_is_saved_and_never_run(cast: Cast, client_of: ClientOf, record: Record) -> None:
    kept = files.store(
        by=cast.alice, node=record("Bilag"), name="Bilag æøå.html", stream=io.BytesIO(b"<script>1</script>")
    )
    response = client_of(cast.dorte).get(f"/fil/{kept.pk}/")
    assert response.content == b"<script>1</script>"
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Bilag%20%C3%A6%C3%B8%C3%A5.html"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_of_a_hidden_record_is_not_there(cast: Cast, client_of: ClientOf, record: Record) -> None:
    hidden = record("Bilag", visibility="organisation")
    kept = files.store(by=cast.alice, node=hidden, name="hemmelig.txt", stream=io.BytesIO(b"KANARIEFUGL"))
    refused = client_of(cast.charlie).get(f"/fil/{kept.pk}/")
    missing = Client().get(f"/fil/{uuid.uuid4()}/")
    assert (refused.status_code, missing.status_code) == (404, 404)
    assert b"KANARIEFUGL" not in refused.content
    assert b"hemmelig" not in refused.content
    assert client_of(cast.bob).get(f"/fil/{kept.pk}/").content == b"KANARIEFUGL"


def test_what_narrows_is_folded_with_its_number_and_the_results_come_first(client: Client, record: Record) -> None:
    record("Bus sent", kind="test_late", words="bus")
    for address, told in (("/soeg/?q=bus", ""), ("/soeg/?q=bus&slags=test_late&aar=2026", "(2 valgt)")):
        page = flat(client.get(address).content)
        folded = page[
            page.index('<details class="search-narrow"') : page.index("</details>", page.index("search-narrow"))
        ]
        assert '<details class="search-narrow">' in folded
        assert all(f'id="{field}"' in folded for field in ("slags", "sted", "aar"))
        assert page.index('id="q"') < page.index("search-narrow")
        assert ("valgt)" in folded) == bool(told)
        assert told in folded
    # A year that is none is shown where it is mended.
    assert '<details class="search-narrow" open>' in flat(client.get("/soeg/?q=bus&aar=snart").content)
