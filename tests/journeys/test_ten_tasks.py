"""Three of the ten tasks: a citizen with a code, a politician at Mit Samspil, an association with a link. And that all ten are done."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils import timezone

from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.charter.models import Acknowledgement
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.times import actions as times
from samspil.features.partnerships.times.models import Asked
from samspil.features.partnerships.times.rules import Wish
from samspil.features.voices import actions as voices
from samspil.spine import gatherings, people
from samspil.spine.models import Invitation, Message
from tests.journeys.ten_tasks import PHONE, AtWork
from tests.kit import counted, given
from tests.kit.cast import SINCE, Cast

pytestmark = pytest.mark.journey
FOLDER = Path(__file__).parent
SAID = "Kanariefugl: bussen kører ikke efter klokken to."
ANSWERED = "Bussen kører igen fra januar."
DAY = timezone.localdate() + dt.timedelta(days=14)


def test_each_of_the_ten_is_done_by_one_journey() -> None:
    marked = [
        name
        for path in FOLDER.glob("test_*.py")
        for name in re.findall(r'^@pytest\.mark\.task\("(\w+)"\)', path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert sorted(marked) == sorted(counted.TASKS)
    assert len(counted.TASKS) == 10


def test_the_table_has_a_row_for_each_task_that_was_done_and_a_cell_for_each_way() -> None:
    drawn = counted.lines(["code touch 3 3 1", "code keyboard 3 4 29"])
    assert drawn[2:] == [
        "| citizen | types the code on the paper, and reads what became of the words | – | 3 / 3 | 3 / 3 | 3 / 4 | 1 | 29 |"
    ]


@pytest.mark.task("code")
def test_a_citizen_reads_by_a_code_what_became_of_the_words(at_work: AtWork, cast: Cast) -> None:
    voice = given.voice(cast, words=SAID, purposes=["interpret"])
    voices.answer(by=cast.alice, voice=voice, words=ANSWERED, channel="letter", proof="Brev sendt")
    code = voices.issue_code(by=cast.alice, voice=voice)
    with at_work() as hands:
        hands.visit.go("/")
        hands.follow("Har du en kode?", within="header")
        hands.write("Koden på dit papir", code.lower().replace("-", " "))
        hands.press("Vis mit bidrag")
        main = hands.page.locator("main")
        assert SAID in main.inner_text()
        assert ANSWERED in main.inner_text()
        # What she came for is on the first screen of a phone.
        box = main.get_by_text(ANSWERED).bounding_box()
        assert box is not None
        assert box["y"] < PHONE["height"]


@pytest.fixture
def waited_for(cast: Cast) -> Partnership:
    """A partnership that asks Poul whether he comes, and whether he stands by his role card."""
    poul = cast.person(cast.politician)
    people.give_role(
        by=people.job("test"),
        person=poul,
        role="politician",
        organisation=cast.municipality,
        circle=cast.partnership,
        from_on=SINCE,
    )
    partnership = given.partnership(cast)
    charter.write(
        by=cast.alice,
        partnership=partnership,
        told={"politician": ("At lytte.", ""), "administration": ("At holde planen.", "")},
    )
    soon = timezone.localdate() + dt.timedelta(days=3)
    activity = given.activity(cast, partnership, on=soon, starts=dt.time(16))
    gatherings.invite(by=cast.alice, gathering=activity.gathering, person=poul)
    times.send_invitations(by=cast.alice, activity=activity)
    return partnership


@pytest.mark.task("expected")
def test_a_politician_answers_what_is_expected_at_mit_samspil(
    at_work: AtWork, cast: Cast, waited_for: Partnership
) -> None:
    with at_work(cast.politician) as hands:
        page = hands.page
        hands.visit.go("/")
        hands.follow("Mit Samspil", within="header")
        first = page.get_by_role("button", name="Jeg kommer").first.bounding_box()
        assert first is not None
        assert first["y"] + first["height"] <= PHONE["height"], "the first that is expected stands in the first screen"
        hands.press("Jeg kommer")
        hands.press("Jeg har læst det og er med")
        assert page.url.endswith("/mit-samspil/")
        page.get_by_text("Ingen venter på dig lige nu.").wait_for()

    assert Invitation.objects.get(person=cast.politician.person_id).answer == "accepted"
    assert Acknowledgement.objects.get().person_id == cast.politician.person_id


@pytest.fixture
def address(cast: Cast) -> str:
    """The address in the mail that asks somebody of an association when they can, on two days."""
    partnership = given.partnership(cast)
    activity = given.activity(cast, partnership)
    club = people.add_organisation(by=cast.alice, name="Gåklubben", kind="association")
    wish = Wish(first=DAY, last=DAY + dt.timedelta(days=1), parts=["morning", "late"], weekdays=range(7), half_hours=4)
    frida = times.Wanted(name="Frida Fog", email="frida@example.org", organisation_id=club.pk)
    times.ask(by=cast.alice, partnership=partnership, activities=[activity], wanted=[frida], wish=wish)
    body = Message.objects.get(address="frida@example.org").body
    return next(line for line in body.splitlines() if "/t/" in line).partition("samspil.local")[2]


@pytest.mark.task("times")
def test_somebody_of_an_association_answers_which_times_fit_by_the_link(at_work: AtWork, address: str) -> None:
    with at_work() as hands:
        hands.visit.go(address)
        hands.page.get_by_text("Du har ikke svaret endnu").wait_for()
        told = hands.page.locator(f"label[for='t-{DAY}-late-cannot']").inner_text()
        hands.pick(" ".join(told.split()))
        hands.press("Gem, og jeg kan i resten")
        hands.page.get_by_role("heading", name="Dit svar er gemt").wait_for()

    answered = Asked.objects.get(person__name="Frida Fog").availabilities
    assert dict(answered.filter(on=DAY).values_list("part", "level")) == {"morning": "can", "late": "cannot"}
    assert answered.count() == 4
