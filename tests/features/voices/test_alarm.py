"""Whom one calls, the clock of whoever follows up, and who is told once when it has run out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from samspil.features.voices.actions import danger
from samspil.features.voices.alarm import actions, queries, rules
from samspil.features.voices.alarm.models import Clock
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import people
from samspil.spine.models import Duty, Message
from tests.features.voices.conftest import Give
from tests.kit.cast import Cast
from tests.kit.clients import Browse

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", []),
        ("Akuttelefonen; 12 34 56 78; hele døgnet", [("Akuttelefonen", "12 34 56 78", "hele døgnet")]),
        ("Politiet; 114", [("Politiet", "114", "")]),
        ("\n A ; 12345678 ;\n\nB; +45 12 34 56 78; 8-16", [("A", "12345678", ""), ("B", "+45 12 34 56 78", "8-16")]),
    ],
)
def test_lines_are_read_as_they_are_written(written: str, read: list[tuple[str, str, str]]) -> None:
    lines = rules.read_lines(written)
    assert [(each.name, each.phone, each.hours) for each in lines] == read
    assert rules.read_lines(rules.written(lines)) == lines


@pytest.mark.parametrize("written", ["Akuttelefonen", "; 12345678", "A; 1234", "A; ring!", "A; 12345678; x; y"])
def test_a_line_that_cannot_be_read_is_told_by_its_number(written: str) -> None:
    with pytest.raises(Refused, match="Linje 2 kan ikke læses"):
        rules.read_lines(f"A; 12345678\n{written}")


def test_too_many_and_too_long_lines_are_refused() -> None:
    with pytest.raises(Refused, match="plads til 8"):
        rules.read_lines("A; 12345678\n" * (rules.MOST_LINES + 1))
    with pytest.raises(Refused, match="for lang"):
        rules.read_lines(f"{'A' * (rules.LONGEST + 1)}; 12345678")
    assert len(rules.read_lines("A; 12345678\n" * rules.MOST_LINES)) == rules.MOST_LINES


@pytest.mark.parametrize(
    ("due", "is_told", "is_open", "tells"),
    [
        (NOW, False, True, True),
        (NOW + dt.timedelta(seconds=1), False, True, False),
        (NOW, True, True, False),
        (NOW, False, False, False),
    ],
)
def test_the_next_is_told_once_when_the_time_is_up_and_nobody_followed_up(
    due: dt.datetime, is_told: bool, is_open: bool, tells: bool
) -> None:
    assert rules.is_to_be_told(due, NOW if is_told else None, NOW, is_open=is_open) is tells


@pytest.mark.parametrize(
    ("chosen", "others", "owner", "line"),
    [
        ("c", ["a", "b"], "a", ["c", "b"]),
        (None, ["a", "b"], "a", ["b"]),
        ("a", ["a"], "a", []),
        ("b", ["a", "b"], None, ["b", "a"]),
    ],
)
def test_who_is_next_in_line(chosen: str | None, others: list[str], owner: str | None, line: list[str]) -> None:
    assert rules.in_line(chosen, others, owner) == line


@pytest.mark.parametrize(
    ("minutes", "hours", "is_over"), [(61, 1, False), (59, 0, False), (0, 0, True), (-121, 2, True)]
)
def test_what_is_left_is_said_in_whole_hours(minutes: int, hours: int, is_over: bool) -> None:
    assert rules.left(NOW + dt.timedelta(minutes=minutes), NOW) == rules.Left(hours, is_over)


@pytest.mark.parametrize("hours", [0, 73])
def test_hours_have_bounds(hours: int) -> None:
    with pytest.raises(Refused, match="fra 1 til 72"):
        rules.check_hours(hours)


def prepare(cast: Cast, **said: object) -> None:
    told = {"lines": "Akuttelefonen; 12 34 56 78; hele døgnet", "hours": 4, **said}
    actions.prepare(by=cast.alice, organisation=cast.municipality, **told)  # type: ignore[arg-type]


def test_a_yes_sets_the_clock_of_the_place_going_and_handing_on_keeps_the_time_that_is_left(
    cast: Cast, give: Give
) -> None:
    prepare(cast)
    voice = give(danger="yes", danger_owner=cast.person(cast.bob))
    clock = Clock.objects.get(duty__node=voice.node)
    assert dt.timedelta() <= clock.due_at - (timezone.now() + 4 * HOUR) + HOUR <= HOUR
    assert [each.is_mine for each in queries.running(cast.bob)] == [True]
    assert queries.running(cast.alice) == queries.running(people.NOBODY) == []
    prepare(cast, hours=8)
    danger.answer_danger(by=cast.bob, voice=voice, danger="yes", owner=cast.person(cast.alice))
    handed = Clock.objects.get(duty__owner=cast.alice.person_id)
    assert handed.due_at == clock.due_at
    assert queries.running(cast.bob) == []


def test_without_a_word_from_the_place_it_is_a_day(cast: Cast, give: Give) -> None:
    voice = give(danger="yes", danger_owner=cast.person(cast.bob))
    due = Clock.objects.get(duty__node=voice.node).due_at
    assert abs(due - timezone.now() - 24 * HOUR) < HOUR


def test_when_the_time_is_up_the_next_in_line_is_told_once(cast: Cast, give: Give, browse: Browse) -> None:
    voice = give(danger="yes", danger_owner=cast.person(cast.bob))
    assert actions.tell_next() == 0
    Clock.objects.update(due_at=timezone.now() - HOUR)
    assert (actions.tell_next(), actions.tell_next()) == (1, 0)
    mail = Message.objects.get(person=cast.alice.person_id)
    assert mail.subject == "Et bidrag er ikke fulgt op til tiden"
    assert str(voice.pk) in mail.body
    assert voice.node.title not in mail.body
    own = browse(cast.alice).get("/mit-samspil/").content.decode()
    assert "Et bidrag er ikke fulgt op til tiden" in own
    assert "Over fristen" in own
    assert "Over fristen" in browse(cast.bob).get("/mit-samspil/").content.decode()
    page = browse(cast.alice).get(reverse("voices:danger", args=[voice.pk])).content.decode()
    assert "Alice har fået besked." in page
    danger.answer_danger(
        by=cast.alice, voice=voice, danger="yes", told_to="Vagtlægen", told_at=timezone.now(), done="Ringet."
    )
    assert queries.running(cast.alice) == []


def test_nobody_is_told_of_what_they_may_not_see_or_have_themselves(cast: Cast, give: Give) -> None:
    prepare(cast, next_in_line=cast.person(cast.secretary))
    give(danger="yes", danger_owner=cast.person(cast.alice), within=cast.partnership)
    Clock.objects.update(due_at=timezone.now() - HOUR)
    # The secretary sees nothing within the partnership, and Alice has the duty.
    assert actions.tell_next() == 0
    assert Clock.objects.get().told_at is None


def test_those_outside_say_nothing_of_it(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Kun organisationens egne"):
        actions.prepare(by=cast.bob, organisation=cast.municipality, lines="", hours=4)
    with pytest.raises(Refused, match="Vælg en, der arbejder med bidrag"):
        prepare(cast, next_in_line=cast.person(cast.charlie))


def test_the_numbers_stand_where_voices_are_taken_in_with_112_first(cast: Cast, give: Give, browse: Browse) -> None:
    alice = browse(cast.alice)
    sent = {"lines": "Akuttelefonen; 12 34 56 78; hele døgnet", "hours": "4", "next_in_line": str(cast.bob.person_id)}
    assert alice.post(reverse("voices:prepare", args=[cast.municipality.pk]), sent).status_code == 302
    voice = give(danger="yes", danger_owner=cast.person(cast.bob))
    for address in (reverse("voices:new"), reverse("voices:danger", args=[voice.pk])):
        page = alice.get(address).content.decode()
        assert page.index("1-1-2") < page.index("Akuttelefonen") < page.index("70 201 201")
        assert 'href="tel:12345678"' in page
        assert "barnets lov §§ 133 og 135" in page
    assert Duty.objects.filter(purpose="danger", done_at=None).count() == 1
