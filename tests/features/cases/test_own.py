"""What is a person's alone: sealed notes that nothing else holds, what is new to them, and their calendar's address."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from samspil.features.cases.minutes import queries as minutes_queries
from samspil.features.cases.records.models import Body, Meeting
from samspil.paper import danish
from samspil.paper.refusal import NotAllowed, NotFound, Refused
from samspil.spine import gatherings, notes, own_page, people, search, secrets
from samspil.spine.models import (
    AccessEntry,
    JournalEntry,
    Node,
    Notebook,
    OwnPage,
    Person,
    PrivateNote,
    SearchEntry,
    Subject,
    Text,
)
from samspil.spine.people import Actor
from samspil.web import overview
from tests.features.cases.conftest import STARTS, closed_meeting
from tests.features.cases.test_following import asked, given
from tests.features.cases.test_views import _count, page, send
from tests.kit.cast import Cast
from tests.kit.clients import enter

CANARY = "silkehalen-kun-for-mig"


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (None, dt.timedelta(days=60)),
        (dt.timedelta(days=3), dt.timedelta(days=3)),
        (dt.timedelta(days=99), dt.timedelta(days=99)),
    ],
)
def test_how_far_back_is_new(seen: dt.timedelta | None, expected: dt.timedelta) -> None:
    now = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
    assert own_page.since(None if seen is None else now - seen, now) == now - expected


def everything_in_the_database() -> bytes:
    """Every value of every row of every table, those of the search index too; blobs as they are."""
    held: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                held += [
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row
                ]
    return b"\n".join(held)


def test_a_note_stands_nowhere_but_sealed(cast: Cast, meeting: Meeting) -> None:
    rows = JournalEntry.objects.count()
    note = notes.keep(by=cast.politician, node=meeting.node, words=f"Spørg om {CANARY}.")
    assert note is not None
    assert notes.on_record(cast.politician, meeting.node) == f"Spørg om {CANARY}."
    held = everything_in_the_database()
    for form in (CANARY.encode(), CANARY.encode().hex().encode(), CANARY.encode().hex().upper().encode()):
        assert form not in held

    assert JournalEntry.objects.count() == rows
    assert str(note.pk) not in repr(list(JournalEntry.objects.values()))
    assert (
        SearchEntry.objects.filter(words__contains="silkehale").count(),
        Text.objects.filter(name="words").count(),
    ) == (0, 0)
    assert list(search.find(cast.politician, "silkehalen")) == []
    assert AccessEntry.objects.count() == 0


@pytest.mark.parametrize("name", ["secretary", "director", "alice", "bob", "dorte"])
def test_nobody_else_reads_it(cast: Cast, meeting: Meeting, name: str) -> None:
    secret = closed_meeting(cast, meeting)
    for node in (meeting.node, secret.open_item.node, secret.statement.node):
        notes.keep(by=cast.politician, node=node, words=CANARY)

    other = getattr(cast, name)
    assert [notes.on_record(other, each) for each in (meeting.node, secret.open_item.node)] == ["", ""]
    client = enter(cast, name)
    for address in (
        reverse("cases:meeting", args=[meeting.pk]),
        reverse("cases:detail", args=[secret.open_item.pk]),
        "/soeg/?q=silkehalen",
    ):
        assert CANARY not in client.get(address).content.decode()

    for path in ("notes", "notes_file"):
        answer = client.get(reverse(f"web:{path}"))
        assert CANARY not in answer.content.decode()

    assert CANARY in page(enter(cast, "politician"), "web:notes_file")


def test_a_note_is_changed_emptied_and_its_length_kept(cast: Cast, meeting: Meeting) -> None:
    notes.keep(by=cast.politician, node=meeting.node, words="Først")
    notes.keep(by=cast.politician, node=meeting.node, words="Siden")
    assert [each.words for each in notes.everything(cast.politician)] == ["Siden"]
    with pytest.raises(Refused, match="højst have 5000 tegn"):
        notes.keep(by=cast.politician, node=meeting.node, words="x" * 5001)
    assert notes.keep(by=cast.politician, node=meeting.node, words=" ") is None
    assert PrivateNote.objects.count() == 0
    with pytest.raises(NotAllowed):
        notes.keep(by=cast.dorte, node=meeting.node, words="Hej")


def test_forgetting_destroys_the_key(cast: Cast, meeting: Meeting, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    notes.keep(by=cast.politician, node=meeting.node, words=CANARY)
    note = PrivateNote.objects.select_related("notebook__subject").get()
    subject, sealed = note.notebook.subject, bytes(note.sealed)
    with django_capture_on_commit_callbacks(execute=True):
        notes.forget(by=cast.politician)
    assert (PrivateNote.objects.count(), Notebook.objects.count()) == (0, 0)
    with pytest.raises(Refused, match="er slettet"):
        secrets.unseal(Subject.objects.get(pk=subject.pk), sealed, bound_to=str(note.pk))
    notes.keep(by=cast.politician, node=meeting.node, words="Ny")
    assert notes.on_record(cast.politician, meeting.node) == "Ny"


def test_notes_go_with_the_person(cast: Cast, meeting: Meeting) -> None:
    gone = people.add_person(by=people.job("test"), name="Gerda")
    notes.keep(by=people.actor_for(gone), node=meeting.node, words=CANARY)
    Person.objects.get(pk=gone.pk).delete()
    assert (PrivateNote.objects.count(), Notebook.objects.count()) == (0, 0)


def test_a_note_is_kept_where_its_record_is_no_longer_seen(cast: Cast, meeting: Meeting) -> None:
    notes.keep(by=cast.bob, node=meeting.node, words="Husk kaffe")
    Node.objects.filter(pk=meeting.pk).update(visibility="circle")
    (note,) = notes.everything(cast.bob)
    assert (note.node, note.words) == (None, "Husk kaffe")
    with pytest.raises(NotFound):
        notes.notable(cast.bob, meeting.pk)


def test_notes_are_written_on_the_pages(cast: Cast, meeting: Meeting) -> None:
    client = enter(cast, "politician")
    assert "Skriv en privat note" in page(client, "meeting", meeting.pk)
    send(client, "web:note", meeting.pk, words="Spørg om <b>penge</b>.")
    assert "Spørg om &lt;b&gt;penge&lt;/b&gt;." in page(client, "meeting", meeting.pk)
    assert "Spørg om" in page(client, "web:notes")
    send(client, "web:forget_notes")
    assert "Du har ingen noter" in page(client, "web:notes")
    assert "Skriv en privat note" not in page(Client(), "bodies")


def test_a_note_that_was_emptied_is_put_back_as_it_was_sealed(cast: Cast, meeting: Meeting) -> None:
    client = enter(cast, "politician")
    send(client, "web:note", meeting.pk, words=f"Spørg om {CANARY}.")
    shown = client.post(reverse("web:note", args=[meeting.pk]), {"words": " "}, follow=True).content.decode()
    assert notes.on_record(cast.politician, meeting.node) == ""
    assert CANARY not in shown
    word = shown.partition('name="word" value="')[2].partition('"')[0]
    client.post(reverse("web:undo"), {"word": word})
    assert notes.on_record(cast.politician, meeting.node) == f"Spørg om {CANARY}."
    # A second press finds that one stands.
    client.post(reverse("web:undo"), {"word": word})
    assert PrivateNote.objects.count() == 1


def test_the_overview_says_where_we_landed_since_last(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    given(cast, statement, owner=cast.person(cast.politician))
    found = overview.read(cast.politician)

    (new,) = found.glances["new"][0][1]
    assert new.meeting == meeting
    assert [(case.node.title, [each.node.title for each in said]) for case, said in new.cases] == [
        (statement.item.node.title, ["Planen blev godkendt.", "Udvalget ønsker et svar til borgerne."])
    ]
    assert [each.what for each in found.expected] == ["Svar borgerne"]
    client = enter(cast, "politician")
    shown = page(client, "web:overview")
    assert "Planen blev godkendt." in shown
    assert statement.item.node.title in shown
    assert f"Referatet kom her den {danish.date(danish.today())}." in shown
    assert "over fristen" in shown
    send(client, "web:seen")
    assert "new" not in overview.read(cast.politician).glances
    assert "er landet siden." in page(client, "web:overview")
    assert "new" not in overview.read(cast.bob).glances
    assert JournalEntry.objects.filter(verb__contains="seen").count() == 0


def test_next_dates_are_ones_own(cast: Cast, body: Body, meeting: Meeting) -> None:
    with time_machine.travel(STARTS - dt.timedelta(days=1), tick=False):
        assert [each.gathering.pk for each in overview.read(cast.politician).dates] == [meeting.pk]
        assert overview.read(cast.alice).dates == []
    with time_machine.travel(STARTS + dt.timedelta(days=1), tick=False):
        assert overview.read(cast.politician).dates == []


def events(text: str) -> list[str]:
    return [str(each["SUMMARY"]) for each in icalendar.Calendar.from_ical(text).walk("VEVENT")]


def test_the_calendar_opens_by_its_address_until_it_is_closed(cast: Cast, meeting: Meeting) -> None:
    with time_machine.travel(STARTS - dt.timedelta(days=10), tick=False):
        token = own_page.open_calendar(by=cast.politician)
        assert len(token) == 32
        assert token not in everything_in_the_database().decode(errors="replace")
        assert events(own_page.calendar(token)) == ["Eksempeludvalget, 3. marts 2026"]
        newer = own_page.open_calendar(by=cast.politician)
        for dead in (token, "", "gætværk"):
            with pytest.raises(NotFound):
                own_page.calendar(dead)
        own_page.close_calendar(by=cast.politician)
        with pytest.raises(NotFound):
            own_page.calendar(newer)
        token = own_page.open_calendar(by=cast.politician)

    with time_machine.travel(STARTS + dt.timedelta(days=400), tick=False), pytest.raises(NotFound):
        own_page.calendar(token)


def test_who_has_left_has_an_empty_calendar(cast: Cast, meeting: Meeting) -> None:
    token = own_page.open_calendar(by=cast.politician)
    for role in cast.person(cast.politician).roles.all():
        people.end_role(by=people.job("test"), role=role, on=role.from_on)
    with time_machine.travel(STARTS - dt.timedelta(days=10), tick=False):
        OwnPage.objects.update(expires_at=STARTS)
        assert events(own_page.calendar(token)) == []


def test_a_calendar_programme_needs_no_login_and_gets_no_cookie(cast: Cast, meeting: Meeting) -> None:
    client = enter(cast, "politician")
    shown = client.post(reverse("web:open_calendar")).content.decode()
    address = shown.partition("<code>")[2].partition("</code>")[0]

    assert address.startswith("http://testserver/mit-samspil/kalender/")
    answer = Client().get(address.removeprefix("http://testserver"))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "text/calendar; charset=utf-8",
        "private, no-store",
    )
    assert not answer.cookies
    assert address not in page(client, "web:overview")
    send(client, "web:close_calendar")
    assert Client().get(address.removeprefix("http://testserver")).status_code == 404


def test_the_overview_costs_the_same_at_one_and_three(cast: Cast, meeting: Meeting) -> None:
    statement = asked(cast, meeting)
    given(cast, statement, owner=cast.person(cast.politician))
    client = enter(cast, "politician")
    client.get(reverse("web:overview"))
    first = _count(client, reverse("web:overview"))
    for _more in range(2):
        given(cast, statement, owner=cast.person(cast.politician))
    assert [first, _count(client, reverse("web:overview"))] == [33, 33]


def test_nothing_of_ones_own_is_there_for_nobody(db: None) -> None:
    for path in ("overview", "notes", "notes_file"):
        assert Client().get(reverse(f"web:{path}"))["Location"].startswith("/konto/login/")


def test_minutes_are_expected_of_the_secretary_from_the_meetings_day_until_they_are_public(
    cast: Cast, meeting: Meeting
) -> None:
    def waiting(actor: Actor) -> list[str]:
        rows = minutes_queries.unwritten(actor)
        return [minutes_queries.to_be_written(row).what for row in rows] if rows is not None else []

    everybody = (cast.secretary, cast.politician, cast.alice, cast.director, people.NOBODY)
    assert [waiting(actor) for actor in everybody] == [[]] * 5, "its agenda is not public"
    held = meeting.node.occurred_on
    assert held is not None
    Meeting.objects.filter(pk=meeting.pk).update(state="agenda_published")
    with time_machine.travel(dt.datetime.combine(held - dt.timedelta(days=1), dt.time(12), tzinfo=dt.UTC)):
        assert waiting(cast.secretary) == []
    with time_machine.travel(dt.datetime.combine(held, dt.time(12), tzinfo=dt.UTC)):
        assert [waiting(actor) for actor in everybody] == [["Skriv referatet"], [], [], [], []]
    Meeting.objects.filter(pk=meeting.pk).update(state="minutes_draft")
    assert waiting(cast.secretary) == ["Gør referatet færdigt"]
    gatherings.cancel(by=cast.secretary, gathering=meeting.node.gathering)
    assert waiting(cast.secretary) == []
    Meeting.objects.filter(pk=meeting.pk).update(state="published")
    assert waiting(cast.secretary) == []
