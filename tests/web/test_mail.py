"""The pages behind links in mails: one press declines, one link answers, and nobody needs a login or a cookie beforehand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from samspil.spine import gatherings, invitations, journal, outbox, thread
from samspil.spine.models import Decline, Invitation, Message
from samspil.spine.people import NOBODY
from tests.kit.cast import Cast
from tests.kit.flat import flat
from tests.kit.links import follow

pytestmark = pytest.mark.django_db
ADDRESS = "anna@example.org"


@pytest.fixture
def signed() -> str:
    made = outbox.offer(topic="reminder", subject="Husk", body="Husk at svare.", address=ADDRESS)
    assert made is not None
    return outbox.decline_link(made).removeprefix("https://samspil.local")


@pytest.fixture
def link(cast: Cast) -> str:
    @journal.deed
    def made() -> Any:
        node = thread.open_node(
            by=cast.alice,
            kind="test_early",
            title="Et møde om kaffe",
            organisation=cast.municipality,
            visibility="circle",
            within=cast.partnership,
        )
        starts = timezone.now() + dt.timedelta(days=20)
        return gatherings.plan(node=node, starts_at=starts, ends_at=starts + dt.timedelta(hours=1), place="Hallen")

    gathering = made()
    gatherings.invite(by=cast.alice, gathering=gathering, person=cast.person(cast.bob), organisation=cast.municipality)
    invitations.send(by=cast.alice, gathering=gathering, title="Møde")
    line = next(each for each in Message.objects.get().body.splitlines() if each.startswith("Svar her"))
    return line.partition("https://samspil.local")[2]


def test_a_mail_programme_declines_with_one_press_of_its_own(signed: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(signed, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, Decline.objects.get().topic) == (204, "reminder")
    assert outbox.offer(topic="reminder", subject="Husk", body="Husk.", address=ADDRESS) is None


def test_looking_declines_nothing_and_a_person_may_take_it_back(signed: str) -> None:
    client = Client()
    page = client.get(signed)
    assert "Vil du ikke have påmindelser om at svare på, hvornår du kan?" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert ADDRESS not in page.content.decode()
    assert not Decline.objects.exists()
    page = client.post(signed, follow=True)
    assert "Du har sagt nej til påmindelser" in page.content.decode()
    page = client.post(signed, {"igen": "1"}, follow=True)
    assert "Vil du ikke have" in page.content.decode()
    assert not Decline.objects.exists()


def test_a_link_opens_the_invitation_and_the_answer_is_said_back(link: str) -> None:
    client = Client()
    page = follow(client, link, follow=True)
    words = page.content.decode()

    assert page.redirect_chain[0][0].startswith("/indbydelse/")
    assert "Et møde om kaffe" in words
    assert "Hallen" in words
    assert "Dit svar er gemt" not in words
    address = page.redirect_chain[0][0]
    page = client.post(address, {"answer": "declined"}, follow=True)
    assert "Du svarede: kommer ikke." in " ".join(page.content.decode().split())
    assert Invitation.objects.get().answer == "declined"
    page = client.post(address, {"answer": "accepted"}, follow=True)
    assert "Du svarede: kommer." in " ".join(page.content.decode().split())
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"answer": "x"}).status_code == 422
    assert Client().get(address).status_code == 404


def test_a_meeting_that_is_off_says_so(link: str, cast: Cast) -> None:
    client = Client()
    address = follow(client, link, follow=True).redirect_chain[0][0]
    gatherings.cancel(by=cast.alice, gathering=Invitation.objects.get().gathering)
    page = flat(client.get(address).content)
    assert "Mødet er aflyst" in page
    assert 'method="post" novalidate' not in page
    assert client.post(address, {"answer": "accepted"}).status_code == 422


def tried(client: Client, code: str) -> str:
    """Post a code to the door of links, as what stands behind the # is posted, and say how it was answered."""
    answer = follow(client, f"/m/#{code}")
    if answer.status_code == 302:
        return "open"
    assert answer.status_code == 422
    said = answer.content.decode()
    assert ("Koden passer ikke" in said) is not ("prøvet for mange forkerte koder" in said)
    return "judged" if "Koden passer ikke" in said else "not judged"


def test_guessing_links_is_stopped(link: str) -> None:
    client = Client()
    assert [tried(client, "AAAA-BBBB-CCCC") for _ in range(11)] == ["judged"] * 10 + ["not judged"]
    token = link.partition("#")[2]
    assert tried(client, token) == "open"  # a right link opens all the same
    near = [tried(client, f"{token[:-4]}{letters:04}") for letters in range(11)]
    assert near == ["judged"] * 10 + ["not judged"]  # who searches around one meets a limit, and so does that one
    assert tried(Client(REMOTE_ADDR="192.0.2.9"), token) == "not judged"


def test_guessing_in_the_path_of_an_older_link_is_stopped_by_the_same_counters(link: str) -> None:
    client = Client()
    codes = [client.get("/m/AAAA-BBBB-CCCC/").status_code for _ in range(11)]
    assert codes == [404] * 10 + [403]
    assert tried(client, "AAAA-BBBB-CCCC") == "not judged"
    token = link.partition("#")[2]
    assert client.get(f"/m/{token}/").status_code == 302
    near = [client.get(f"/m/{token[:-4]}{letters:04}/").status_code for letters in range(11)]
    assert near == [404] * 10 + [403]
    assert tried(Client(REMOTE_ADDR="192.0.2.9"), token) == "not judged"


def test_declining_needs_no_person(signed: str) -> None:
    message = Message.objects.get()
    outbox.decline(by=NOBODY, message=message)
    assert outbox.has_declined(ADDRESS, "reminder")
