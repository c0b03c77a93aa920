"""Meeting times from asking to invitation, on a real database: each link opens one grid, and no mail tells what it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.plans import actions as partnerships
from samspil.features.partnerships.times import actions as times
from samspil.features.partnerships.times import extract, queries, rules
from samspil.features.partnerships.times.models import Asked, Availability, BusyTime, TimeRequest
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import gatherings, passes, people
from samspil.spine.models import Invitation, JournalEntry, Message, Pass, Role
from tests.features.partnerships.drawn_times import FIRST, LAST, asking, at
from tests.kit.cast import Cast
from tests.kit.clients import enter
from tests.kit.links import follow

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SECRETS = ("Samtale", "sukkersyge", "Hjemme")


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


def row(name: str) -> Asked:
    return Asked.objects.select_related("request__node", "person").get(person__name__startswith=name)


def link(address: str) -> str:
    body = Message.objects.filter(address=address).order_by("created_at").last().body  # type: ignore[union-attr]
    return next(line for line in body.splitlines() if "/t/" in line).partition("https://samspil.local")[2]


def fill(cast: Cast, name: str, **levels: str) -> Asked:
    """`fill(cast, "Bob", d1_late="can")`: whoever it is answers by their link."""
    asked = row(name)
    answers = {}
    for key, level in levels.items():
        day, part = key.split("_")
        answers[FIRST + dt.timedelta(days=int(day[1:]) - 1), part] = level
    holder = people.Actor(passes=frozenset([people.Held(asked.request.node.pk, rules.PASS_PURPOSE)]))
    return times.answer(by=holder, asked=asked, answers=answers)


def test_everyone_gets_a_link_of_their_own_and_no_mail_tells_what_it_is_about(cast: Cast) -> None:
    made = asking(cast, answer_by=dt.date(2026, 11, 27))
    sent = Message.objects.filter(node=made.node)
    assert sorted(sent.values_list("address", flat=True)) == [
        "alice@example.org",
        "bob@example.org",
        "dorte@example.org",
    ]
    assert len({link(each) for each in sent.values_list("address", flat=True)}) == 3
    for each in sent:
        assert each.subject == "Hvornår kan du? Møde i Sammen i Eksempel"
        assert "Svar senest fredag den 27. november 2026." in each.body
        assert not [word for word in SECRETS if word in each.body]

    assert not made.node.title.count("sukkersyge")
    verbs = list(JournalEntry.objects.filter(node_id=made.node.pk).values_list("verb", flat=True))
    assert verbs.count("pass.issued") == 3
    assert "times.asked" in verbs


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"quorums": True}, "Der skal komme mindst 3 fra Eksempel Kommune, men kun 2 derfra bliver spurgt."),
        ({"shows_title": True}, "sukkersyge"),
        ({"weeks": [(2026, 49)]}, "ingen dage tilbage"),
        ({"weeks": [(2025, 53)]}, "Uge 53 findes ikke"),
        ({"weekdays": [6]}, "ingen dage tilbage"),
    ],
)
def test_what_makes_no_sense_is_refused_whole(cast: Cast, said: dict[str, Any], why: str) -> None:
    if "quorums" in said:
        said = {"quorums": {cast.municipality.pk: 3}}
    with pytest.raises(Refused, match=why):
        asking(cast, **said)
    assert not TimeRequest.objects.exists()
    assert not Message.objects.exists()


def test_an_answer_is_kept_whole_and_replaced_whole(cast: Cast) -> None:
    asking(cast)
    fill(cast, "Bob", d1_morning="can", d1_late="maybe")
    fill(cast, "Bob", d2_late="cannot")
    bob = row("Bob")
    assert queries.answers(bob) == {(LAST, "late"): "cannot"}
    assert (bob.answered_by, bob.answered_at is not None) == (None, True)
    times.answer(by=cast.alice, asked=bob, answers={(LAST, "late"): "can"})
    assert row("Bob").answered_by == cast.person(cast.alice)
    with pytest.raises(Refused, match="tovholder"):
        times.answer(by=cast.bob, asked=row("Dorte"), answers={(LAST, "late"): "can"})
    with pytest.raises(Refused, match="mindst én tid"):
        fill(cast, "Bob")


def test_a_calendar_file_leaves_its_busy_times_and_nothing_else(cast: Cast) -> None:
    made = asking(cast)
    file = icalendar.Calendar()
    for starts, hours in (
        (at(1, 8), 1),
        (at(2, 7), 6),
        (at(1, 13), 1),
    ):
        event = icalendar.Event()
        event.add("summary", "Hos psykologen")
        event.add("dtstart", starts)
        event.add("dtend", starts + dt.timedelta(hours=hours))
        file.add_component(event)

    holder = people.Actor(passes=frozenset([people.Held(made.node.pk, rules.PASS_PURPOSE)]))
    times.hand_over(by=holder, asked=row("Bob"), content=file.to_ical())
    assert queries.answers(row("Bob")) == {
        (FIRST, "morning"): "can",
        (FIRST, "late"): "can",
        (LAST, "morning"): "cannot",
        (LAST, "late"): "can",
    }
    # What lies outside the times that are asked about is not kept: 13 o'clock is nobody's concern.
    kept = [
        (timezone.localtime(each.starts_at).hour, timezone.localtime(each.ends_at).hour)
        for each in BusyTime.objects.all()
    ]
    assert kept == [(8, 9), (7, 13)]
    bob = next(each for each in extract.problem(made).people if each.name == "Bob")
    assert [f"{each.starts:%d %H}-{each.ends:%H}" for each in bob.can] == ["01 09-12", "01 16-18", "02 16-18"]
    with pytest.raises(Refused, match="ikke en kalenderfil"):
        times.hand_over(by=holder, asked=row("Bob"), content=b"PK")


def test_the_best_time_is_proposed_chosen_and_sent(cast: Cast) -> None:
    made = asking(cast, quorums={cast.municipality.pk: 1})
    fill(cast, "Alice", d1_late="can", d2_morning="can", d2_late="can")
    fill(cast, "Bob", d1_late="can", d2_late="maybe", d1_morning="cannot")
    fill(cast, "Dorte", d2_late="can")
    found = extract.propose(made)
    (best, *_others) = found.proposals
    assert [f"{each.starts:%d %H.%M}-{each.ends:%H.%M}" for each in best.times] == ["02 16.00-18.00"]
    assert best.sentence == "Bob kan måske."
    chosen = {best.times[0].meeting: best.times[0].starts}
    assert times.choose(by=cast.alice, request=made, times=chosen) == 3
    made.refresh_from_db()
    activity = queries.sought(made)[0].activity
    assert (made.state, activity.gathering.starts_at) == ("chosen", dt.datetime(2026, 12, 2, 15, tzinfo=dt.UTC))
    invited = Invitation.objects.filter(gathering=activity.gathering)
    assert sorted(each.person.name for each in invited if each.person) == ["Alice", "Bob", "Dorte Eksempel"]
    for message in Message.objects.filter(calendar_method="REQUEST"):
        assert not [word for word in SECRETS if word in message.body + message.calendar + message.subject]

    assert not Pass.objects.filter(purpose=rules.PASS_PURPOSE, revoked_at__isnull=True).exists()
    assert activity.partnership.versions.order_by("-number")[0].why == "En tid er valgt efter alles svar"
    with pytest.raises(Refused, match="så længe der spørges"):
        times.choose(by=cast.alice, request=made, times=chosen)


def test_a_title_that_tells_nothing_may_stand_in_the_mail(cast: Cast) -> None:
    made = asking(cast, activities=("Fyraftensmøde",), shows_title=False)
    activity = queries.sought(made)[0].activity
    gatherings.move(by=cast.alice, gathering=activity.gathering, starts_at=None, place="Hallen")
    made.shows_title = True
    made.save()
    fill(cast, "Alice", d1_late="can")
    times.choose(by=cast.alice, request=made, times={str(activity.pk): at(1, 16)})
    message = Message.objects.filter(calendar_method="REQUEST")[0]
    assert message.subject == "Indbydelse: Fyraftensmøde"
    assert "Hvor: Hallen" in message.body


def test_a_title_that_came_to_tell_something_falls_out_of_the_mail(cast: Cast) -> None:
    made = asking(cast)
    TimeRequest.objects.update(shows_title=True)
    made.refresh_from_db()
    activity = queries.sought(made)[0].activity
    times.choose(by=cast.alice, request=made, times={str(activity.pk): at(1, 16)})
    assert {each.subject for each in Message.objects.filter(calendar_method="REQUEST")} == {
        "Indbydelse: Møde i Sammen i Eksempel"
    }


def test_a_change_and_a_cancellation_reach_the_calendars(cast: Cast) -> None:
    made = asking(cast)
    activity = queries.sought(made)[0].activity

    times.choose(by=cast.alice, request=made, times={str(activity.pk): at(1, 16)})
    on, starts, ends = dt.date(2026, 12, 1), dt.time(16), dt.time(18)
    same = {"title": "Samtale", "on": on, "starts": starts, "ends": ends, "place": "Hjemme hos Dorte"}
    partnerships.change(by=cast.alice, activity=activity, description="Nye ord", **same)
    assert Message.objects.filter(calendar_method="REQUEST").count() == 3
    partnerships.change(by=cast.alice, activity=activity, **same | {"starts": dt.time(17), "ends": dt.time(18, 30)})
    assert Message.objects.filter(calendar_method="REQUEST", subject__startswith="Ændret").count() == 3
    activity.refresh_from_db()
    partnerships.move(by=cast.alice, activity=activity, state="cancelled")
    assert Message.objects.filter(calendar_method="CANCEL").count() == 3
    activity.refresh_from_db()
    assert times.send_invitations(by=cast.alice, activity=activity) == 0


def test_a_reminder_goes_to_those_who_have_not_answered_and_may_be_declined(cast: Cast) -> None:
    made = asking(cast)
    fill(cast, "Bob", d1_late="can")
    old = link("dorte@example.org")
    with pytest.raises(Refused, match="Ingen fik en påmindelse"):
        times.remind(by=cast.alice, request=made)
    with time_machine.travel(timezone.now() + passes.RESTS):
        assert times.remind(by=cast.alice, request=made) == 2
    reminder = Message.objects.get(topic="reminder", address="dorte@example.org")
    assert reminder.subject == "Husk at svare: Møde i Sammen i Eksempel"
    from samspil.spine import outbox

    outbox.decline(by=people.NOBODY, message=reminder)
    with time_machine.travel(timezone.now() + 2 * passes.RESTS):
        assert times.remind(by=cast.alice, request=made) == 1
    assert follow(Client(), old).status_code == 422
    assert follow(Client(), link("dorte@example.org")).status_code == 302


def test_who_has_changed_employer_no_longer_counts_and_is_not_invited(cast: Cast) -> None:
    made = asking(cast, quorums={cast.municipality.pk: 2})
    for name in ("Alice", "Bob", "Dorte"):
        fill(cast, name, d1_late="can")
    assert extract.propose(made).proposals
    for role in Role.objects.filter(person=cast.bob.person_id):
        people.end_role(by=cast.alice, role=role, on=dt.date(2026, 11, 21))
    assert [each.person.name for each in queries.replies(made) if each.has_left] == ["Bob"]
    with pytest.raises(Refused, match="mindst 2 fra Eksempel Kommune"):
        extract.propose(made)
    made.quorums.all().delete()
    times.choose(by=cast.alice, request=made, times={str(queries.sought(made)[0].activity_id): at(1, 16)})
    assert not Invitation.objects.filter(person=cast.bob.person_id).exists()


def test_closing_without_a_time_ends_every_link(cast: Cast) -> None:
    made = asking(cast)
    address = link("bob@example.org")
    assert times.close(by=cast.alice, request=made).state == "closed"
    assert follow(Client(), address).status_code == 422
    with pytest.raises(Refused):
        times.close(by=cast.alice, request=made)


def test_who_missed_the_last_ones_is_counted_in_a_row(cast: Cast) -> None:
    made = asking(cast)
    job, partnership = people.job("test"), made.partnership
    for day, presence in ((1, "present"), (2, "apology"), (3, "absent")):
        held = partnerships.plan(by=job, partnership=partnership, title=f"Møde {day}", on=dt.date(2026, 5, day))
        partnerships.move(by=job, activity=held, state="held")
        gatherings.invite(by=job, gathering=held.gathering, person=cast.person(cast.bob), presence=presence)
        gatherings.invite(by=job, gathering=held.gathering, person=cast.person(cast.alice), presence="present")
    assert queries.missed_lately(partnership) == {cast.bob.person_id: 2}


def test_a_link_opens_one_grid_and_says_that_the_answer_is_saved(cast: Cast) -> None:
    asking(cast)
    client = Client()
    page = follow(client, link("dorte@example.org"), follow=True)
    words = page.content.decode()
    address = reverse("partnerships:own_times", args=[row("Dorte").pk])
    assert page.redirect_chain[0][0] == address

    assert "Du har ikke svaret endnu" in words
    assert "Dorte Eksempel" in words
    assert "Bob" not in words
    assert "Alice" not in words
    empty = client.post(address, {})
    assert empty.status_code == 422
    assert "for mindst én tid" in empty.content.decode()
    sent = {"t-2026-12-01-late": "can", "t-2026-12-02-morning": "maybe", "t-2026-12-02-late": ""}
    saved = " ".join(client.post(address, sent, follow=True).content.decode().split())
    assert "Dit svar er gemt" in saved
    assert "kan 1 gange, kan måske 1 gange, kan ikke 0 gange. 2 tider er uden svar og tæller som »kan ikke«." in saved
    client.post(address, sent | {"rest": "can"})
    assert Availability.objects.filter(level="can").count() == 3
    wrong = client.post(address, {"t-2026-12-01-late": "ja"})
    assert wrong.status_code == 422
    other = Client().get(address)
    assert (other.status_code, page["Cache-Control"]) == (404, "no-store")
    with pytest.raises(NotFound):
        queries.opened(
            [Asked.objects.get(person__name="Bob").issued_id], Asked.objects.get(person__name__startswith="Dorte").pk
        )


def test_a_calendar_file_is_handed_over_by_the_link_alone(cast: Cast) -> None:
    asking(cast)
    address = reverse("partnerships:own_calendar", args=[row("Bob").pk])
    client = Client()
    follow(client, link("bob@example.org"))
    wrong = client.post(address, {"file": SimpleUploadedFile("a.ics", b"PK")})
    assert (wrong.status_code, "ikke en kalenderfil" in wrong.content.decode()) == (422, True)
    empty = SimpleUploadedFile("a.ics", icalendar.Calendar().to_ical() or b"")
    sent = client.post(address, {"file": empty})
    assert (sent.status_code, sent["Location"]) == (302, reverse("partnerships:own_times", args=[row("Bob").pk]))
    assert set(queries.answers(row("Bob")).values()) == {"can"}
    stranger = Client()
    follow(stranger, link("dorte@example.org"))
    assert [each.post(address, {}).status_code for each in (stranger, Client())] == [404, 404]


def test_the_coordinator_alone_chooses_a_time_on_the_page(cast: Cast) -> None:
    made = asking(cast)
    address = reverse("partnerships:choose_time", args=[made.pk])
    chosen = {str(queries.sought(made)[0].activity_id): at(1, 16).isoformat()}
    for who in ("bob", "charlie", "dorte"):
        enter(cast, who).post(address, chosen)
        made.refresh_from_db()
        assert made.state == "open", who

    alice = enter(cast, "alice")
    back = alice.post(address, {})
    assert back["Location"] == reverse("partnerships:time_proposals", args=[made.pk])
    assert alice.post(address, chosen)["Location"] == reverse("partnerships:times", args=[made.pk])
    made.refresh_from_db()
    assert made.state == "chosen"


def test_a_link_shows_nothing_of_those_who_run_it(cast: Cast) -> None:
    made = asking(cast)
    client = Client()
    follow(client, link("dorte@example.org"))
    assert client.get(f"/partnerskaber/tid/{made.pk}/").status_code == 404
    assert client.get(f"/traad/{made.pk}/").status_code == 404
    assert client.get(f"/partnerskaber/tid/{made.pk}/forslag/").status_code == 404
    assert client.get(f"/partnerskaber/{made.partnership_id}/").status_code == 404


@pytest.mark.parametrize("people_asked", [1, 3])
def test_the_overview_takes_as_many_queries_for_one_as_for_three(
    cast: Cast, people_asked: int, django_assert_num_queries: Any
) -> None:
    made = asking(cast)
    fill(cast, "Alice", d1_late="can")
    for asked in list(made.asked.order_by("pk"))[people_asked:]:
        asked.delete()
    with django_assert_num_queries(3):
        assert len(queries.asked(made)) == people_asked
        queries.counted(made)
        queries.sought(made)
    with django_assert_num_queries(6):
        extract.problem(made)


def test_an_old_pass_opens_nothing_after_the_last_day(cast: Cast, clock: Any) -> None:
    asking(cast)
    token = link("bob@example.org").partition("#")[2]
    clock.move_to(dt.datetime(2026, 12, 2, 22, 30, tzinfo=dt.UTC))
    assert passes.open_with(token, purpose=rules.PASS_PURPOSE, source="192.0.2.1")
    clock.move_to(dt.datetime(2026, 12, 2, 23, 30, tzinfo=dt.UTC))
    with pytest.raises(NotFound):
        passes.open_with(token, purpose=rules.PASS_PURPOSE, source="192.0.2.1")
