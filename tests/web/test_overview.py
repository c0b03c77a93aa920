"""A person's own page: what is expected stands in the order of its dates, counted in the header, and every part in its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samspil.spine import desk, duties, gatherings, invitations, kinds, own_page
from samspil.spine.models import Duty, Gathering, Invitation, JournalEntry, Node, OwnPage, Visit
from samspil.spine.people import Actor
from samspil.web import tally
from tests.kit.cast import Cast
from tests.web.test_pages import said

Record = Callable[..., Node]
ClientOf = Callable[[Actor], Client]
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
PAGE = "/mit-samspil/"


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds._registry, "glances", [])


def part(place: str, *, is_there: bool = True) -> kinds.Glance:
    return kinds.Glance(
        title="",
        template="tests/glance.html",
        rows=lambda actor, since: [f"{actor.name} {place}"] if is_there else [],
        place=place,
    )


def owe(cast: Cast, node: Node, title: str, due_on: dt.date | None = None, **more: object) -> Duty:
    told = {"owner": cast.person(cast.alice), "purpose": "call"} | more
    return duties.give(by=cast.alice, node=node, title=title, due_on=due_on, **told)  # type: ignore[arg-type]


def meet(cast: Cast, node: Node, starts_at: dt.datetime, **more: str) -> Gathering:
    gathering = gatherings.plan(node=node, **more)  # type: ignore[arg-type]
    return gatherings.move(by=cast.alice, gathering=gathering, starts_at=starts_at)


def invite(cast: Cast, gathering: Gathering, who: Actor) -> Invitation:
    made = gatherings.invite(by=cast.alice, gathering=gathering, person=cast.person(who))
    invitations.send(by=cast.alice, gathering=gathering, title="Møde")
    return made


def test_each_part_stands_in_its_place(cast: Cast, client_of: ClientOf) -> None:
    kinds.register(part("onward"), part("new"))
    shown = said(client_of(cast.alice).get(PAGE))
    name = cast.alice.name
    places = ["Forventes af dig", f"{name} onward", "Landet, mens du var væk", f"{name} new", "Jeg har set det"]
    assert sorted(places, key=shown.index) == places


def test_an_empty_page_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    kinds.register(*(part(place, is_there=False) for place in ("new", "onward")))
    shown = said(client_of(cast.charlie).get(PAGE))
    for words in (
        "Ingen venter på dig lige nu.",
        "er landet siden",
        "Ingen møder",
        "En tovholder kan tage dig med",
    ):
        assert words in shown
    assert "Jeg har set det" not in shown


def test_what_is_expected_is_sorted_told_and_counted(cast: Cast, client_of: ClientOf, record: Record) -> None:
    node = record("Anledning")
    with time_machine.travel(NOW, tick=False):
        owe(cast, node, "Uden frist")
        owe(cast, node, "Om lidt", dt.date(2026, 3, 5))
        owe(cast, node, "For sent", dt.date(2026, 2, 26))
        owe(cast, node, "En anden dag", dt.date(2026, 3, 3))
        owe(cast, node, "En andens", dt.date(2026, 3, 1), owner=cast.person(cast.bob))
        shown = said(client_of(cast.alice).get(PAGE))

    order = ["For sent", "En anden dag", "Om lidt", "Uden frist"]
    assert sorted(order, key=shown.index) == order
    assert "En andens" not in shown
    for words in (
        "4 dage over fristen",
        "i morgen",
        "om 3 dage",
        "uden frist",
        "Forventes af dig (4)",
        "Mit Samspil 4 venter",
    ):
        assert words in shown


def test_more_than_ten_are_one_press_away(cast: Cast, client_of: ClientOf, record: Record) -> None:
    for number in range(12):
        owe(cast, record("Anledning"), f"Opgave nummer {number:02}", dt.date(2030, 1, 1 + number))
    client = client_of(cast.alice)
    shown = said(client.get(PAGE))
    assert "Vis 2 mere" in shown
    assert "Opgave nummer 11" not in shown
    assert "Opgave nummer 11" in said(client.get(f"{PAGE}?alt=1"))


@pytest.mark.parametrize(("kind", "is_told"), [("decision", True), ("test_early", False)])
def test_a_duty_leads_to_where_its_owner_says_how_it_goes(
    cast: Cast, client_of: ClientOf, record: Record, kind: str, *, is_told: bool
) -> None:
    duty = owe(cast, record("Anledning", kind), "Svar")
    shown = client_of(cast.alice).get(PAGE).content.decode()
    assert (reverse("cases:duty_status", args=[duty.pk]) in shown) is is_told


def asked_of_the_page(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        assert client.get(PAGE).status_code == 200
    return [each["sql"] for each in found.captured_queries]


def test_the_page_asks_the_same_of_the_database_with_one_duty_and_with_fifty(
    cast: Cast, client_of: ClientOf, record: Record
) -> None:
    node = record("Anledning")
    owe(cast, node, "Den første", dt.date(2026, 3, 5))
    client = client_of(cast.alice)
    asked_of_the_page(client)
    one = asked_of_the_page(client)
    for number in range(49):
        owe(cast, node, f"Opgave {number}", dt.date(2026, 3, 5))
    fifty = asked_of_the_page(client)
    assert len(one) == len(fifty)
    assert "Mit Samspil 50 venter" in said(client.get(PAGE))


def test_the_count_of_every_page_is_one_query_and_none_for_nobody(cast: Cast, record: Record) -> None:
    for number in range(3):
        owe(cast, record("Anledning"), f"Opgave {number}")
    with CaptureQueriesContext(connection) as found:
        assert tally.counted(cast.alice)[desk.LABEL] == 3
    assert len(found) == 1
    with CaptureQueriesContext(connection) as found:
        assert tally.counted(cast.dorte) == {}
    assert len(found) == 0


def test_a_page_counts_again_after_a_minute_or_a_deed_of_ones_own(
    cast: Cast, client_of: ClientOf, record: Record
) -> None:
    node, client = record("Anledning"), client_of(cast.alice)

    def header(at: dt.timedelta) -> str:
        with time_machine.travel(NOW + at, tick=False):
            return said(client.get("/om/"))

    with time_machine.travel(NOW, tick=False):
        client.force_login(cast.person(cast.alice).user)
        duty = owe(cast, node, "Den første")
    assert "Mit Samspil 1 venter" in header(dt.timedelta(0))
    owe(cast, node, "Den anden")
    assert "Mit Samspil 1 venter" in header(dt.timedelta(seconds=59))
    assert "Mit Samspil 2 venter" in header(dt.timedelta(seconds=61))
    with time_machine.travel(NOW + dt.timedelta(seconds=62), tick=False):
        client.post(reverse("web:duty", args=[duty.pk]), {"proof": "Ringet tirsdag til Karen"})
    assert "Mit Samspil 1 venter" in header(dt.timedelta(seconds=63))


def test_an_invitation_is_answered_by_one_press_and_by_nobody_else(
    cast: Cast, client_of: ClientOf, record: Record
) -> None:
    with time_machine.travel(NOW, tick=False):
        gathering = meet(cast, record("Fællestolkning"), NOW + dt.timedelta(days=3), place="Hallen")
        invited = invite(cast, gathering, cast.bob)
        client, other = client_of(cast.bob), client_of(cast.charlie)
        assert "Svar, om du kommer" in said(client.get(PAGE))
        address = reverse("web:come", args=[invited.pk])
        assert other.post(address).status_code == 404
        assert Client().post(address).status_code == 302
        assert Invitation.objects.get(pk=invited.pk).answer == ""

        assert client.post(address)["Location"] == PAGE
        assert Invitation.objects.get(pk=invited.pk).answer == "accepted"
        assert "Svar, om du kommer" not in said(client.get(PAGE))
        # Another answer is given on its page, by login too.
        own = reverse("web:invitation", args=[invited.pk])
        assert client.get(own).status_code == 200
        assert other.get(own).status_code == 404


def test_the_next_date_stands_with_its_place_and_today_has_a_sign(
    cast: Cast, client_of: ClientOf, record: Record
) -> None:
    with time_machine.travel(NOW, tick=False):
        for title, days in (("Idag-mødet", 0), ("Senere-mødet", 9)):
            node = record(title, within=cast.partnership)
            meet(cast, node, NOW + dt.timedelta(days=days, hours=3), place="Hallen")
        shown = said(client_of(cast.alice).get(PAGE))
    assert "I dag kl. 13.00 Idag-mødet" in shown
    assert shown.index("Idag-mødet") < shown.index("Senere-mødet")
    assert "Onsdag den 11. marts 2026 kl. 13.00" in shown


# Visits


def test_what_is_new_is_counted_from_the_end_of_the_visit_before(cast: Cast, client_of: ClientOf) -> None:
    since: list[dt.datetime] = []
    kinds.register(
        kinds.Glance(title="", template="tests/glance.html", rows=lambda actor, at: since.append(at) or [], place="new")
    )
    client_of(cast.alice)
    user = cast.person(cast.alice).user
    for at in (
        NOW,
        NOW + dt.timedelta(minutes=50),  # the same visit
        NOW + dt.timedelta(minutes=100),
        NOW + dt.timedelta(hours=5),
        NOW + dt.timedelta(hours=5, minutes=5),
    ):
        with time_machine.travel(at, tick=False):
            client = Client()  # a login ends by rest before a visit does
            client.force_login(user)
            client.get(PAGE)
    first, ended = own_page.AT_FIRST, NOW + dt.timedelta(minutes=100)
    assert since[0] == NOW - first
    assert since[2] == NOW + dt.timedelta(minutes=100) - first
    assert since[3:] == [ended, ended]
    assert JournalEntry.objects.filter(verb__contains="visit").count() == 0


def test_what_was_said_to_be_seen_can_be_unsaid(cast: Cast, client_of: ClientOf) -> None:
    kinds.register(part("new"))
    client = client_of(cast.alice)
    shown = client.post(reverse("web:seen"), follow=True)
    assert OwnPage.objects.get(person=cast.alice.person_id).seen_at is not None
    word = shown.content.decode().partition('name="word" value="')[2].partition('"')[0]
    client.post(reverse("web:undo"), {"word": word, "back": PAGE})
    kept = OwnPage.objects.get(person=cast.alice.person_id).seen_at
    assert kept is not None
    assert kept < timezone.now() - own_page.AT_FIRST + dt.timedelta(minutes=1)


def test_a_visit_is_ones_own(cast: Cast, client_of: ClientOf) -> None:
    client_of(cast.alice).get(PAGE)
    assert list(Visit.objects.values_list("person_id", flat=True)) == [cast.alice.person_id]
    assert Client().get(PAGE)["Location"].startswith("/konto/login/")


# Addresses


@pytest.mark.parametrize(
    ("old", "new"),
    [("/sager/overblik/", "/mit-samspil/"), ("/sager/noter/", "/mit-samspil/noter/")],
)
def test_the_old_addresses_lead_on_for_good(client: Client, db: None, old: str, new: str) -> None:
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, new)


def test_login_lands_here_and_both_calendar_addresses_answer(cast: Cast, client: Client, settings: object) -> None:
    assert settings.LOGIN_REDIRECT_URL == PAGE  # type: ignore[attr-defined]
    token = own_page.open_calendar(by=cast.alice)
    for begins in ("/mit-samspil/kalender", "/sager/overblik/kalender"):
        assert client.get(f"{begins}/{token}.ics")["Content-Type"].startswith("text/calendar")
