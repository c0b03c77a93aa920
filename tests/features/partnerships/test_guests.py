"""Who is to be there: offered from the partnership, invited in one press by each one's channel, reminded, and told on paper."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.guests import actions as guests
from samspil.features.partnerships.guests import queries, rules
from samspil.features.partnerships.guests.actions import Guest
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.parties.actions import Newcomer
from samspil.features.partnerships.plans import actions as plans
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import gatherings, invitations, outbox, passes
from samspil.spine.models import Invitation, JournalEntry, Message, Pass, Person
from tests.kit.cast import Cast
from tests.kit.clients import Browse


@pytest.fixture
def activity(cast: Cast, partnership: Partnership) -> Activity:
    """Something that is planned in a month at ten, in a partnership of Alice, Anna, Bo and Carl; Carl has a telephone alone."""
    parties.add_members(
        by=cast.alice,
        partnership=partnership,
        newcomers=[
            Newcomer("Anna", "politician", "anna@example.org", organisation=cast.municipality),
            Newcomer("Bo", "staff", "bo@example.org", organisation=cast.elsewhere),
            Newcomer("Carl", "member", phone="12 34 56 78", party_name="Gåklubben", party_kind="association"),
        ],
    )
    return planned(cast, partnership, starts=dt.time(10))


def planned(cast: Cast, partnership: Partnership, **said: object) -> Activity:
    on = timezone.localdate() + dt.timedelta(days=30)
    return plans.plan(
        by=cast.alice, partnership=partnership, title="Samtale", on=on, method="kitchen_table_talk", **said
    )


def address(name: str, activity: Activity, *more: object) -> str:
    return reverse(f"partnerships:{name}", args=[activity.pk, *more])


def invited(activity: Activity) -> set[str]:
    return {each.name for each in queries.asked(activity)}


def test_everybody_is_invited_in_one_press_by_each_ones_channel(cast: Cast, activity: Activity, browse: Browse) -> None:
    alice = browse(cast.alice)
    page = alice.get(address("guests", activity)).content.decode()
    assert all(name in page for name in ("Anna", "Bo", "Carl", "Gåklubben", "Politikere"))
    others = "Nabo, nabo@example.org\nGerda, 87 65 43 21\nBare et navn"
    assert alice.post(address("guests", activity), {"who": ["all"], "others": others}).status_code == 302

    assert invited(activity) == {"Alice", "Anna", "Bo", "Carl", "Nabo", "Gerda", "Bare et navn"}
    sent = Message.objects.filter(node=activity.node, subject__startswith="Indbydelse")
    assert set(sent.values_list("address", flat=True)) >= {"anna@example.org", "bo@example.org", "nabo@example.org"}
    assert {each.name for each in queries.asked(activity) if not each.has_mail} == {"Carl", "Gerda", "Bare et navn"}
    assert JournalEntry.objects.filter(verb="gathering.invited", node_id=activity.pk).count() == 7

    mails = sent.count()
    assert alice.post(address("guests", activity), {"others": "Nabo, nabo@example.org"}).status_code == 302
    assert (len(invited(activity)), sent.count()) == (7, mails), "twice is once"


def test_a_name_that_one_in_the_partnership_bears_is_that_person(
    cast: Cast, activity: Activity, browse: Browse
) -> None:
    carl, alice = Person.objects.get(name="Carl"), browse(cast.alice)
    assert alice.post(address("guests", activity), {"others": "Carl, Gåklubben\nOle 20304050"}).status_code == 302
    rows = {each.name: each for each in queries.asked(activity)}
    assert rows["Carl"].row.person == carl
    assert rows["Ole"].phone == "20304050"

    refused = alice.post(address("guests", activity), {"others": "Hvem er det, bo@example.org", "who": ["all"]})
    assert refused.status_code == 422
    assert re.search(r'value="all"\s+data-pick-all checked>', refused.content.decode()), "what was ticked stays ticked"
    assert "kendt under et andet navn" in refused.content.decode()
    with pytest.raises(Refused, match="kendt under et andet navn"):
        guests.invite(by=cast.alice, activity=activity, guests=[Guest(name="Hvem", email="bo@example.org")])


def test_whole_parties_and_single_persons_are_ticked(cast: Cast, activity: Activity, browse: Browse) -> None:
    elsewhere = f"g{cast.elsewhere.pk}"
    anna = Person.objects.get(name="Anna")
    assert browse(cast.alice).post(address("guests", activity), {"who": [elsewhere, f"p{anna.pk}"]}).status_code == 302
    assert invited(activity) == {"Anna", "Bo"}
    assert {each.row.organisation.name for each in queries.asked(activity) if each.row.organisation} == {
        "Eksempel Kommune",
        "Anden Kommune",
    }
    stranger = cast.person(cast.charlie)
    assert browse(cast.alice).post(address("guests", activity), {"who": [f"p{stranger.pk}"]}).status_code == 422


def test_a_day_without_a_clock_is_given_one_in_the_same_press(cast: Cast, partnership: Partnership) -> None:
    activity = planned(cast, partnership)
    alice = Guest(cast.person(cast.alice))
    noted = guests.invite(by=cast.alice, activity=activity, guests=[alice])
    assert (noted.invited, noted.mails) == (1, 0), "without a clock they are noted and nothing is sent"
    sent = guests.invite(
        by=cast.alice,
        activity=activity,
        guests=[Guest(name="Eva", email="eva@example.org")],
        starts=dt.time(10),
        ends=dt.time(11),
    )
    activity.gathering.refresh_from_db()
    assert timezone.localtime(activity.gathering.starts_at).time() == dt.time(10)
    assert sent.invited == 1
    assert Message.objects.filter(address="eva@example.org").count() == 1


def test_who_has_not_answered_is_reminded_by_a_new_link(cast: Cast, activity: Activity) -> None:
    people = [Guest(Person.objects.get(name=name)) for name in ("Anna", "Bo", "Carl")]
    guests.invite(by=cast.alice, activity=activity, guests=people)
    anna = Invitation.objects.get(gathering=activity.gathering, person__name="Anna")
    invitations.answer(by=cast.alice, invitation=anna, answer="accepted")
    assert queries.unanswered(activity) == []
    with pytest.raises(Refused, match="inden for de sidste 12 timer"):
        guests.remind(by=cast.alice, activity=activity)
    with time_machine.travel(timezone.now() + passes.RESTS):
        assert guests.remind(by=cast.alice, activity=activity) == 1
    mail = Message.objects.get(subject__startswith="Husk at svare")
    assert (mail.address, "Samtale" in mail.body) == ("bo@example.org", False), "no title leaves the house unasked"
    outbox.decline(by=cast.alice, message=mail)
    with (
        time_machine.travel(timezone.now() + 2 * passes.RESTS),
        pytest.raises(Refused, match="sagt nej til påmindelser"),
    ):
        guests.remind(by=cast.alice, activity=activity)


def test_whoever_is_invited_by_name_alone_is_given_a_letter_too(cast: Cast, activity: Activity, browse: Browse) -> None:
    alice = browse(cast.alice)
    alice.post(address("guests", activity), {"others": "Bare et navn", "who": [f"g{cast.elsewhere.pk}"]})
    row = Invitation.objects.get(name="Bare et navn")
    page = alice.get(address("guests", activity)).content.decode()
    assert "brev med deres eget link" in page
    assert address("guest_letter", activity, row.pk) in page

    letter = alice.post(address("guest_letter", activity, row.pk)).content.decode()
    assert "Indbydelse til Bare et navn" in letter
    assert 'role="img"' in letter or "<svg" in letter
    row.refresh_from_db()
    assert row.person is not None
    assert row.issued is not None
    assert alice.post(address("guests", activity), {"others": "Bare et navn"}).status_code == 302
    assert [each.name for each in queries.asked(activity)].count("Bare et navn") == 1


def test_a_letter_has_a_link_of_its_own(cast: Cast, activity: Activity, browse: Browse) -> None:
    guests.invite(by=cast.alice, activity=activity, guests=[Guest(Person.objects.get(name="Carl"))])
    row = Invitation.objects.get(gathering=activity.gathering)
    page = browse(cast.alice).post(address("guest_letter", activity, row.pk))
    assert page["Cache-Control"] == "no-store"
    assert re.search(r"/#[\w-]{10,}", page.content.decode())
    first = Pass.objects.get(person__name="Carl", purpose="invitation")
    guests.letter(by=cast.alice, activity=activity, invitation=row)
    first.refresh_from_db()
    assert first.revoked_at is not None
    other = planned(cast, activity.partnership)
    assert browse(cast.alice).post(address("guest_letter", other, row.pk)).status_code == 404
    with pytest.raises(NotFound):
        queries.invitation(other, row.pk)


@pytest.mark.parametrize("who", ["bob", "charlie", "dorte", "secretary", "politician", "director"])
def test_only_the_coordinator_says_who_is_to_be_there(cast: Cast, activity: Activity, who: str) -> None:
    row = gatherings.invite(by=cast.alice, gathering=activity.gathering, person=cast.person(cast.bob))
    by = getattr(cast, who)
    for deed in (
        lambda: guests.invite(by=by, activity=activity, guests=[Guest(name="x")]),
        lambda: guests.remind(by=by, activity=activity),
        lambda: guests.letter(by=by, activity=activity, invitation=row),
    ):
        with pytest.raises(NotAllowed):
            deed()


@pytest.mark.parametrize("number", [0, rules.MOST_AT_ONCE + 1])
def test_nobody_or_too_many_is_refused_and_nothing_is_written(cast: Cast, activity: Activity, number: int) -> None:
    with pytest.raises(Refused):
        guests.invite(by=cast.alice, activity=activity, guests=[Guest(name=f"n{at}") for at in range(number)])
    assert not invited(activity)


def test_what_a_method_asks_for_and_nobody_stands_on_is_told() -> None:
    assert rules.lacking(("citizen", "politician"), {"politician"}) == ["borgere"]


@pytest.mark.parametrize("many", [1, 6])
def test_the_page_costs_the_same_for_one_and_for_six(
    cast: Cast, activity: Activity, browse: Browse, many: int, django_assert_num_queries: object
) -> None:
    coming = [Newcomer(f"Ny {at}", "staff", f"ny{at}@example.org", organisation=cast.elsewhere) for at in range(many)]
    given = parties.add_members(by=cast.alice, partnership=activity.partnership, newcomers=coming)
    guests.invite(by=cast.alice, activity=activity, guests=[Guest(each.person) for each in given])
    client = browse(cast.alice)
    client.get(address("guests", activity))
    with django_assert_num_queries(13):  # type: ignore[operator]
        client.get(address("guests", activity))
