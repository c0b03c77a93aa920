"""The day itself and what follows it: attendance, notes, pictures, ratings, the landing note, the table, the pace and the digest."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from samspil.features.partnerships.attendance import actions as plans
from samspil.features.partnerships.attendance import queries as attendance
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.day import actions as day_actions
from samspil.features.partnerships.day import queries as day_queries
from samspil.features.partnerships.day import rules
from samspil.features.partnerships.day.models import DayNote, Photo, Rating
from samspil.features.partnerships.day.rules import NextStep
from samspil.features.partnerships.digest import actions as digest
from samspil.features.partnerships.digest import models as digest_queries
from samspil.features.partnerships.pace import queries as pace_queries
from samspil.features.partnerships.plans import actions
from samspil.paper import danish
from samspil.paper.refusal import NotAllowed, Refused
from samspil.site.management.commands import digest as command
from samspil.spine import duties, gatherings, outbox, people
from samspil.spine.models import Duty, Invitation, JournalEntry, Message, Node
from samspil.spine.people import Actor
from tests.kit.cast import SINCE, Cast
from tests.kit.clients import Browse

JOB = people.job("test")
D = dt.date
Invite = Callable[..., Invitation]


@pytest.fixture
def held(cast: Cast, partnership: Partnership) -> Activity:
    """An activity that was held and promised to hear people."""
    made = actions.plan(
        by=cast.alice,
        partnership=partnership,
        title="Kanariefugl: samtaler om sukkersyge",
        on=D(2026, 3, 1),
        level="hear",
        method="kitchen_table_talk",
    )
    return actions.move(by=cast.alice, activity=made, state="held")


@pytest.fixture
def invite(cast: Cast) -> Invite:
    def run(activity: Activity, actor: Actor | None = None, *, presence: str = "", **said: Any) -> Invitation:
        person = cast.person(actor) if actor else None
        return gatherings.invite(by=cast.alice, gathering=activity.gathering, person=person, presence=presence, **said)

    return run


def shown(response: Any) -> str:
    return unescape(response.content.decode())


def url(name: str, *arguments: Any) -> str:
    return reverse(f"partnerships:{name}", args=arguments)


def picture() -> io.BytesIO:
    """A picture that tells where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "KANARIEFUGL"
    exif[0x010F] = "KANARIEFUGL"
    Image.new("RGB", (8, 8), "red").save(out, format="JPEG", exif=exif)
    out.seek(0)
    out.name = "hallen.jpg"
    return out


class TestAttendance:
    def test_who_came_is_noted_on_a_phone_and_again_when_the_line_is_poor(
        self, cast: Cast, held: Activity, invite: Invite, browse: Browse
    ) -> None:
        bob, poul = invite(held, cast.bob), invite(held, cast.politician)
        client = browse(cast.alice)
        sent = {
            f"c{bob.pk}": "on",
            f"w{poul.pk}": "apology",
            "besides": "Nabo (opdigtet), Eksempel Kommune",
        }
        for _again in range(2):
            assert client.post(url("attendance", held.pk), sent).status_code == 302

        came = {
            str(each.person or each.name): (each.presence, str(each.organisation))
            for each in day_queries.invitations(held)
        }
        assert came == {
            "Bob": ("present", "Eksempel Kommune"),
            "Poul": ("apology", "Eksempel Kommune"),
            "Nabo (opdigtet)": ("present", "Eksempel Kommune"),
        }
        noted = JournalEntry.objects.filter(verb="activity.attended").order_by("sequence")
        assert [entry.data for entry in noted] == [{"changed": "3"}, {"changed": "0"}]

    def test_where_nobody_was_invited_the_partnership_is_there_to_be_ticked(
        self, cast: Cast, held: Activity, invite: Invite, browse: Browse
    ) -> None:
        cast.partnership.partners.add(cast.elsewhere)
        client, alice = browse(cast.alice), cast.person(cast.alice)
        page = shown(client.get(url("attendance", held.pk)))
        assert "Ingen er inviteret. Sæt kryds ved dem, der kom" in page
        party = next(each for person, each in day_queries.within(held) if person is None and each)
        assert f'value="p{alice.pk}"' in page
        assert f'value="g{party.pk}"' in page
        sent = {"there": [f"p{alice.pk}", f"g{party.pk}"]}
        for _again in range(2):
            assert client.post(url("attendance", held.pk), sent).status_code == 302

        came = {(str(each.person or each.organisation), each.presence) for each in day_queries.invitations(held)}
        assert came == {("Alice", "present"), (party.name, "present")}
        noted = JournalEntry.objects.filter(verb="activity.attended").order_by("sequence")
        assert [entry.data for entry in noted] == [{"changed": "2"}, {"changed": "0"}]
        page = shown(client.get(url("attendance", held.pk)))
        assert f'value="p{alice.pk}"' not in page, "whoever is on the list is offered once"
        assert (
            client.post(url("attendance", held.pk), {"there": [f"p{cast.person(cast.charlie).pk}"]}).status_code == 422
        )

    def test_what_is_not_chosen_stands_and_nonsense_is_refused(
        self, cast: Cast, held: Activity, invite: Invite, browse: Browse
    ) -> None:
        bob = invite(held, cast.bob, presence="present")
        client = browse(cast.alice)
        assert client.post(url("attendance", held.pk), {"besides": ""}).status_code == 302
        response = client.post(url("attendance", held.pk), {f"w{bob.pk}": "flown"})
        assert response.status_code == 422
        assert "Der er problemer" in shown(response)
        bob.refresh_from_db()
        assert bob.presence == "present"

    def test_another_activitys_guests_are_not_touched(self, cast: Cast, held: Activity, invite: Invite) -> None:
        other = actions.plan(by=cast.alice, partnership=held.partnership, title="Andet")
        guest = invite(other, cast.bob)
        day_actions.note_attendance(by=cast.alice, activity=held, presences={guest.pk: "present"})
        guest.refresh_from_db()
        assert guest.presence == "unknown"

    def test_the_organisation_of_the_day_stays_when_somebody_changes_their_job(
        self, cast: Cast, held: Activity, invite: Invite
    ) -> None:
        bob = invite(held, cast.bob)
        person = cast.person(cast.bob)
        for role in person.roles.all():
            people.end_role(by=JOB, role=role, on=D(2026, 3, 31))
        people.give_role(by=JOB, person=person, role="staff", organisation=cast.elsewhere, from_on=D(2026, 4, 1))
        with time_machine.travel("2026-04-15 12:00", tick=False):
            day_actions.note_attendance(by=cast.alice, activity=held, presences={bob.pk: "present"})
        bob.refresh_from_db()
        assert bob.organisation == cast.municipality

    @pytest.mark.parametrize("who", ["charlie", "dorte", "secretary", "politician", "director"])
    def test_only_who_runs_the_day_notes_it(self, cast: Cast, held: Activity, who: str) -> None:
        for deed in (
            lambda: day_actions.note_attendance(by=getattr(cast, who), activity=held, presences={}),
            lambda: day_actions.add_note(by=getattr(cast, who), activity=held, words="x"),
            lambda: day_actions.add_photo(
                by=getattr(cast, who), activity=held, name="a.jpg", stream=picture(), caption="x"
            ),
            lambda: day_actions.ask_for_ratings(by=getattr(cast, who), activity=held),
        ):
            with pytest.raises(NotAllowed):
                deed()

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_costs_the_same_for_one_and_for_three(
        self, cast: Cast, held: Activity, invite: Invite, browse: Browse, number: int, django_assert_num_queries: Any
    ) -> None:
        for actor in (cast.bob, cast.politician, cast.director)[:number]:
            invite(held, actor)
        client = browse(cast.alice)
        client.get(url("attendance", held.pk))
        with django_assert_num_queries(13):
            page = shown(client.get(url("attendance", held.pk)))
        assert page.count('class="came-name"') == number

    @pytest.mark.parametrize(
        ("told", "noted"),
        [
            ((True, "", "unknown", False), "present"),
            ((True, "", "apology", False), "present"),
            ((True, "apology", "present", False), "apology"),
            ((True, "apology", "apology", False), "present"),
            ((True, "substitute", "substitute", False), "substitute"),
            ((False, "substitute", "unknown", False), "substitute"),
            ((False, "substitute", "substitute", False), "unknown"),
            ((False, "absent", "absent", False), "absent"),
            ((False, "", "present", False), "unknown"),
            ((False, "", "unknown", True), "apology"),
        ],
    )
    def test_a_tick_and_what_else_is_said_make_one_presence(
        self, told: tuple[bool, str, str, bool], noted: str
    ) -> None:
        came, otherwise, before, has_declined = told
        said = rules.presence(came=came, otherwise=otherwise, before=before, has_declined=has_declined)
        assert said == noted

    @pytest.mark.parametrize("presence", ["unknown", "present", "apology", "substitute", "absent"])
    def test_a_page_that_is_saved_as_it_stands_changes_nothing(self, presence: str) -> None:
        came, otherwise = rules.ticked(presence)
        assert rules.presence(came=came, otherwise=otherwise, before=presence) == presence

    def test_two_who_tick_at_once_do_not_undo_each_other(
        self, cast: Cast, held: Activity, invite: Invite, browse: Browse
    ) -> None:
        bob, poul = invite(held, cast.bob), invite(held, cast.politician)
        alice, other = browse(cast.alice), browse(cast.alice)
        saw = shown(alice.get(url("attendance", held.pk))).split('name="saw" value="')[1].split('"')[0]
        late = invite(held, cast.director, presence="present")
        assert other.post(url("attendance", held.pk), {"saw": saw, f"c{bob.pk}": "on"}).status_code == 302
        assert alice.post(url("attendance", held.pk), {"saw": saw, f"c{poul.pk}": "on"}).status_code == 302
        came = {str(each.person): each.presence for each in day_queries.invitations(held)}
        assert came == {"Bob": "present", "Poul": "present", "Ditte": "present"}, late

        # What both have changed is told, and one's own counts when it is sent once more.
        assert other.post(url("attendance", held.pk), {"saw": saw, f"w{bob.pk}": "substitute"}).status_code == 302
        clash = alice.post(url("attendance", held.pk), {"saw": saw, f"w{bob.pk}": "absent"})
        assert clash.status_code == 422
        assert "Andet om Bob: En anden har ændret det til »Stedfortræder kom«" in shown(clash)

    def test_the_save_says_that_it_was_held(self, cast: Cast, held: Activity, invite: Invite, browse: Browse) -> None:
        planned = actions.plan(by=cast.alice, partnership=held.partnership, title="I dag", on=dt.date(2026, 3, 2))
        Node.objects.filter(pk=planned.pk).update(visibility="public")
        bob = invite(planned, cast.bob)
        sent = {f"c{bob.pk}": "on", "was_held": "on"}
        assert browse(cast.bob).post(url("attendance", planned.pk), {**sent, "was_held": "on"}).status_code == 302
        planned.refresh_from_db()
        assert planned.state == "planned", "staff note who came, and the coordinator says that it was held"
        assert browse(cast.alice).post(url("attendance", planned.pk), sent).status_code == 302
        planned.refresh_from_db()
        assert planned.state == "held"

    def test_each_stands_on_the_side_of_their_role_or_of_where_they_come_from(
        self, cast: Cast, held: Activity, invite: Invite
    ) -> None:
        with_role, citizen = (
            invite(held, cast.alice),
            gatherings.invite(by=cast.alice, gathering=held.gathering, name="Nabo"),
        )
        club = people.add_organisation(by=cast.alice, name="Gåklubben", kind="association")
        from_club = gatherings.invite(by=cast.alice, gathering=held.gathering, name="Frida", organisation=club)
        rows = [with_role, citizen, from_club]
        assert list(day_queries.sides(held, rows).values()) == ["administration", "citizen", "civil_society"]


class TestNotesAndPictures:
    def test_a_note_and_a_picture_have_words(self, cast: Cast, held: Activity) -> None:
        with pytest.raises(Refused, match="Skriv noten") as refused:
            day_actions.add_note(by=cast.bob, activity=held, words=" \n")
        assert refused.value.field == "words"
        with pytest.raises(Refused, match="hvad billedet viser") as refused:
            day_actions.add_photo(by=cast.bob, activity=held, name="a.jpg", stream=picture(), caption=" ")
        assert refused.value.field == "caption"
        assert (DayNote.objects.count(), Photo.objects.count()) == (0, 0)

    def test_they_are_for_the_partnership_alone(self, cast: Cast, held: Activity, browse: Browse) -> None:
        Node.objects.filter(pk=held.pk).update(visibility="public")
        client = browse(cast.alice)
        for _again in range(2):
            assert client.post(url("note", held.pk), {"words": "Kanariefugl i noten"}).status_code == 302

        assert (
            client.post(url("photo", held.pk), {"file": picture(), "caption": "Kanariefugl på billedet"}).status_code
            == 302
        )
        assert (DayNote.objects.count(), Photo.objects.count()) == (1, 1)
        photo = Photo.objects.get()
        served = client.get(reverse("web:file", args=[photo.stored_id]))
        assert (served.status_code, b"KANARIEFUGL" in served.content) == (200, False)
        inside = shown(client.get(url("activity", held.pk)))
        assert "Kanariefugl i noten" in inside
        assert 'alt="Kanariefugl på billedet"' in inside
        for actor in (cast.charlie, cast.dorte):
            outside = browse(actor)
            page = shown(outside.get(url("activity", held.pk)))
            assert "i noten" not in page
            assert "på billedet" not in page
            assert outside.get(reverse("web:file", args=[photo.stored_id])).status_code == 404

    def test_what_is_no_picture_is_refused_and_not_kept(self, cast: Cast, held: Activity, browse: Browse) -> None:
        client = browse(cast.alice)
        for name, content in (("a.txt", b"ord"), ("a.jpg", b"ord"), ("a.svg", b"<svg/>")):
            sent = io.BytesIO(content)
            sent.name = name
            assert client.post(url("photo", held.pk), {"file": sent, "caption": "x"}).status_code == 422
        assert client.post(url("photo", held.pk), {"file": picture(), "caption": " "}).status_code == 422
        assert client.post(url("note", held.pk), {"words": " "}).status_code == 422
        assert (DayNote.objects.count(), Photo.objects.count()) == (0, 0)


class TestRatings:
    def test_those_present_rate_once_each_without_a_login(
        self, cast: Cast, held: Activity, invite: Invite, browse: Browse
    ) -> None:
        for actor in (cast.alice, cast.bob, cast.politician, cast.director, cast.secretary):
            invite(held, actor, presence="present")

        page = shown(browse(cast.alice).post(url("ask", held.pk)))
        # A code stands alone; three groups of an address's key can be all digits too.
        code = re.search(r"(?<![\w-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}(?![\w-])", page)
        assert code is not None
        for _each in range(5):
            phone = Client()
            assert "Du var lovet: <strong>høre</strong>" in shown(phone.post(url("rate"), {"kode": code[0].lower()}))
            assert "Tak for dit svar" in shown(phone.post(url("rate"), {"kode": code[0], "level": "hear"}))
            assert "Tak for dit svar" in shown(phone.post(url("rate"), {"kode": code[0], "level": "none"}))

        full = Client().post(url("rate"), {"kode": code[0], "level": "none"})
        assert (full.status_code, Rating.objects.count()) == (422, 5)
        assert "Der er allerede lige så mange svar, som der var deltagere." in shown(full)
        assert "5 af 5 fik mindst det, der var lovet." in shown(browse(cast.alice).get(url("activity", held.pk)))

    def test_nobody_is_noted_not_even_who_is_logged_in(self, cast: Cast, held: Activity, browse: Browse) -> None:
        code = day_actions.ask_for_ratings(by=cast.alice, activity=held)
        browse(cast.politician).post(url("rate"), {"kode": code, "level": "hear"})
        entry = JournalEntry.objects.get(verb="activity.rated")
        assert (entry.person_id, entry.data) == (None, {})
        assert {field.name for field in Rating._meta.get_fields()} == {"id", "activity", "level", "given_on"}

    def test_few_answers_are_not_shown(self, cast: Cast, held: Activity, browse: Browse) -> None:
        for _each in range(4):
            day_actions.rate(by=people.NOBODY, activity=held, level="none")
        page = shown(browse(cast.alice).get(url("activity", held.pk)))
        assert "4 svar. Resultatet vises, når der er mindst 5." in page
        assert "Ingen af delene" not in page

    def test_wrong_codes_are_answered_alike_and_stopped(self, cast: Cast, held: Activity) -> None:
        old = day_actions.ask_for_ratings(by=cast.alice, activity=held)
        day_actions.ask_for_ratings(by=cast.alice, activity=held)
        answers = [Client().post(url("rate"), {"kode": code}) for code in (old, "AAAA-AAAA-AAAA")]
        assert [each.status_code for each in answers] == [422, 422]
        assert all("Koden passer ikke." in shown(each) and "Kanariefugl" not in shown(each) for each in answers)
        for _try in range(9):
            Client().post(url("rate"), {"kode": "AAAA-AAAA-AAAA", "level": "hear"})
        assert "Der er prøvet for mange forkerte koder." in shown(
            Client().post(url("rate"), {"kode": "AAAA-AAAA-AAAA"})
        )
        assert Rating.objects.count() == 0

    def test_what_was_not_promised_is_not_asked_about(self, cast: Cast, partnership: Partnership) -> None:
        made = actions.plan(by=cast.alice, partnership=partnership, title="Møde")
        with pytest.raises(Refused, match="lover ikke noget om inddragelse"):
            day_actions.ask_for_ratings(by=cast.alice, activity=made)

    def test_an_empty_answer_comes_back(self, cast: Cast, held: Activity) -> None:
        code = day_actions.ask_for_ratings(by=cast.alice, activity=held)
        response = Client().post(url("rate"), {"kode": code, "answer": "1"})
        assert (response.status_code, Rating.objects.count()) == (422, 0)
        assert "Skriv koden" in shown(Client().get(url("rate")))

    def test_an_older_link_is_sent_on_at_once_with_the_code_behind_the_mark(self, cast: Cast, held: Activity) -> None:
        code = day_actions.ask_for_ratings(by=cast.alice, activity=held)
        answer = Client().get(url("rate"), {"kode": code})
        assert (answer.status_code, answer["Location"]) == (302, f"{url('rate')}#{code.replace('-', '')}")
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")


LANDED = {"landed": "Vi blev enige", "came_of_it": "En idé", "what_next": "Bob ringer"}


class TestLanding:
    def test_what_is_next_becomes_tasks_with_an_owner_each(self, cast: Cast, held: Activity, browse: Browse) -> None:
        sent = LANDED | {
            "step_1_title": "Ring til lægen",
            "step_1_owner": str(cast.alice.person_id),
            "step_1_due_on": "1. april 2026",
            "step_2_title": "Find et lokale",
            "step_2_owner": str(cast.municipality.pk),
        }
        assert browse(cast.alice).post(url("land", held.pk), sent).status_code == 302
        found = [
            (duty.title, str(duty.owner or duty.owner_organisation), duty.due_on, duty.purpose)
            for duty in Duty.objects.order_by("created_at")
        ]

        assert found == [
            ("Ring til lægen", "Alice", D(2026, 4, 1), "next_step"),
            ("Find et lokale", "Eksempel Kommune", None, "next_step"),
        ]
        held.refresh_from_db()
        assert held.state == "closed"
        assert [duty.title for duty in duties.open_for(cast.alice)] == ["Ring til lægen", "Find et lokale"]
        assert "Ring til lægen" in shown(browse(cast.alice).get(url("activity", held.pk)))

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({}, "Giv mindst én opgave til en ejer"),
            ({"step_1_title": "Ring"}, "Vælg, hvem der har opgave 1"),
            ({"step_1_due_on": "1. april 2026"}, "Skriv, hvad opgave 1 er."),
            ({"step_1_title": "Ring", "step_1_owner": "x"}, "Marker en gyldig valgmulighed"),
            ({"what_next": " ", "ends_here": "on"}, "Skriv noget her"),
        ],
    )
    def test_no_activity_closes_without_it(
        self, cast: Cast, held: Activity, browse: Browse, changed: dict[str, str], sentence: str
    ) -> None:
        response = browse(cast.alice).post(url("land", held.pk), LANDED | changed)
        assert response.status_code == 422
        assert sentence in shown(response)
        held.refresh_from_db()
        assert (held.state, Duty.objects.count(), Message.objects.count()) == ("held", 0, 0)

    def test_nothing_more_can_be_said_to_happen_and_a_task_added_later(
        self, cast: Cast, held: Activity, invite: Invite, browse: Browse
    ) -> None:
        invite(held, cast.politician)
        client = browse(cast.alice)
        assert client.post(url("land", held.pk), LANDED | {"ends_here": "on"}).status_code == 302
        later = LANDED | {"step_1_title": "Ring", "step_1_owner": str(cast.alice.person_id)}
        assert client.post(url("land", held.pk), later).status_code == 302
        assert (Duty.objects.count(), Message.objects.count()) == (1, 1)

    def test_an_owner_outside_the_partnership_is_refused(self, cast: Cast, held: Activity) -> None:
        with pytest.raises(Refused, match="Vælg en ejer blandt partnerskabets"):
            day_actions.land(by=cast.alice, activity=held, **LANDED, steps=[NextStep("Ring", cast.charlie.person_id)])
        assert Duty.objects.count() == 0

    def test_absent_politicians_are_told_first_and_no_word_that_is_not_public_leaves(
        self, cast: Cast, held: Activity, invite: Invite
    ) -> None:
        invite(held, cast.alice, presence="present")
        invite(held, cast.bob, presence="absent")
        invite(held, cast.politician, presence="apology")
        day_actions.land(by=cast.alice, activity=held, **LANDED, ends_here=True)
        sent = list(Message.objects.order_by("created_at"))
        assert [each.address for each in sent] == ["poul@example.org", "bob@example.org", "alice@example.org"]
        for each in sent:
            assert each.subject == "Hvor vi landede: Sammen i Eksempel"
            for words in ("Kanariefugl", "sukkersyge", *LANDED.values()):
                assert words not in each.body
        assert sent[0].body.startswith("Du var ikke med den 1. marts 2026.")

    def test_what_is_public_stands_in_the_mail(self, cast: Cast, held: Activity, invite: Invite) -> None:
        Node.objects.filter(pk=held.pk).update(visibility="public")
        invite(held, cast.politician)
        day_actions.land(by=cast.alice, activity=held, **LANDED, ends_here=True)
        body = Message.objects.get().body
        assert all(words in body for words in LANDED.values())
        assert f"/partnerskaber/aktivitet/{held.pk}/" in body

    def test_who_was_not_there_meets_it_first(self, cast: Cast, held: Activity, invite: Invite, browse: Browse) -> None:
        cast.person(cast.politician)
        people.give_role(
            by=JOB,
            person=cast.person(cast.politician),
            role="politician",
            organisation=cast.municipality,
            circle=cast.partnership,
            from_on=SINCE,
        )
        invite(held, cast.politician, presence="apology")
        invite(held, cast.alice, presence="present")
        day_actions.land(by=cast.alice, activity=held, **LANDED, ends_here=True)
        page = shown(browse(cast.politician).get("/"))

        assert re.findall(r"<h3[^>]*>(.*?)</h3>", page)[0].strip().startswith("Du var ikke med")
        assert "Du var ikke med" not in shown(browse(cast.alice).get("/"))
        landed = shown(browse(cast.politician).get(reverse("web:overview")))
        assert f"Skrevet den {danish.date(danish.today())}" in landed
        with time_machine.travel(timezone.now() + day_queries.MISSED_FOR + dt.timedelta(hours=1)):
            assert day_queries.missed(people.actor_for(cast.person(cast.politician))) == []


class TestTheTable:
    def test_it_counts_people_by_organisation_and_kind(
        self, cast: Cast, held: Activity, invite: Invite, browse: Browse
    ) -> None:
        again = actions.plan(
            by=cast.alice, partnership=held.partnership, title="Igen", on=D(2026, 3, 8), method="kitchen_table_talk"
        )
        actions.move(by=cast.alice, activity=again, state="held")
        meeting = actions.plan(by=cast.alice, partnership=held.partnership, title="Møde", on=D(2026, 3, 9))
        actions.move(by=cast.alice, activity=meeting, state="held")
        planned = actions.plan(by=cast.alice, partnership=held.partnership, title="Ikke holdt", method="workshop")
        here, there = cast.municipality, cast.elsewhere
        for activity in (held, again):
            invite(activity, cast.politician, organisation=here, presence="present")

        invite(held, cast.bob, organisation=here, presence="substitute")
        invite(held, cast.charlie, organisation=there, presence="apology")
        invite(held, name="Dorte (opdigtet)", presence="present")
        invite(meeting, cast.politician, organisation=here)
        invite(planned, cast.politician, organisation=here, presence="present")
        table = attendance.matrix(cast.alice, held.partnership)
        assert table.organisations == ("Anden Kommune", "Eksempel Kommune", "Borgere og andre")
        assert table.rows == (
            ("Køkkenbordssamtaler", 2, ("0", "2", "1")),
            ("Uden slags", 1, ("–", "ikke noteret", "–")),
        )
        politicians = attendance.matrix(cast.alice, held.partnership, only_politicians=True)
        assert politicians.organisations == ("Eksempel Kommune",)
        assert politicians.rows == (("Køkkenbordssamtaler", 2, ("1",)), ("Uden slags", 1, ("ikke noteret",)))
        file = browse(cast.alice).get(url("matrix_csv", held.partnership_id))
        assert file.content.decode("utf-8-sig").splitlines() == [
            "Slags aktivitet;Holdt;Anden Kommune;Eksempel Kommune;Borgere og andre",
            "Køkkenbordssamtaler;2;0;2;1",
            "Uden slags;1;–;ikke noteret;–",
        ]
        assert attendance.matrix(cast.charlie, held.partnership).rows == ()

    def test_what_is_remembered_stands_beside_it_with_its_dash(
        self, cast: Cast, held: Activity, browse: Browse
    ) -> None:
        plans.remember(
            by=cast.alice,
            partnership=held.partnership,
            source=held.partnership.node,
            title="Tabel 2",
            header=["", "Struer"],
            rows=[["Feltarbejde", "-"]],
            note="Kildens note",
            caveat="4 er talt, hvor 2 er interviewet.",
        )
        page = shown(browse(cast.alice).get(url("matrix", held.partnership_id)))

        assert re.search(r'data-title="Struer"\s+class="cell-empty ">-</td>', page)
        assert "Husket, ikke noteret" in page
        assert "4 er talt, hvor 2 er interviewet." in page

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_costs_the_same_for_one_and_for_three(
        self, cast: Cast, held: Activity, invite: Invite, browse: Browse, number: int, django_assert_num_queries: Any
    ) -> None:
        for actor in (cast.bob, cast.politician, cast.director)[:number]:
            invite(held, actor, organisation=cast.municipality, presence="present")
        client = browse(cast.alice)
        client.get(url("matrix", held.partnership_id))
        with django_assert_num_queries(8):
            page = shown(client.get(url("matrix", held.partnership_id)))
        assert re.search(rf'data-title="Eksempel Kommune"\s+class="align-text-right\s*">{number}</td>', page)


class TestPace:
    def test_it_is_measured_over_the_thread(self, cast: Cast, held: Activity) -> None:
        from samspil.features.voices import actions as voices

        def give(day: dt.date) -> Any:
            return voices.receive(
                by=cast.alice,
                source=held.node,
                given=voices.Given(
                    organisation=cast.municipality,
                    words="Bussen",
                    purposes=["interpret"],
                    consent_form="oral",
                    received_on=day,
                    within=cast.partnership,
                ),
            )

        answered = give(D(2026, 3, 1))
        give(D(2026, 3, 2))
        with time_machine.travel("2026-03-20 12:00", tick=False):
            voices.answer(
                by=cast.alice, voice=answered, words="Tak", channel="phone", proof="Ringet", given_on=D(2026, 3, 11)
            )
        with time_machine.travel("2026-04-20 12:00", tick=False):
            found, _held = pace_queries.of(cast.alice, held.partnership)
        assert (found.since_start, found.since_last, found.median_answer, found.waiting, found.longest_waiting) == (
            50,
            50,
            10,
            1,
            49,
        )
        assert [hand.split(".")[0] for hand in found.hands][1:] == [
            "Der er gået 50 dage siden den seneste aktivitet",
            "1 bidrag har ventet mere end 30 dage på svar",
            "Planen, som den er nu, er ikke godkendt af alle parter endnu",
        ]

    def test_the_page_is_the_coordinators(self, cast: Cast, held: Activity, browse: Browse) -> None:
        page = shown(browse(cast.alice).get(url("pace", held.partnership_id)))
        assert "mangler en tekst om, hvor I landede." in page
        Node.objects.filter(pk=held.partnership_id).update(visibility="public")
        assert browse(cast.bob).get(url("pace", held.partnership_id)).status_code == 403


class TestTheDigest:
    NOW = dt.datetime(2026, 6, 1, 8, tzinfo=dt.timezone(dt.timedelta(hours=2)))  # a Monday

    def tell(self, cast: Cast) -> list[Message]:
        Message.objects.all().delete()
        with time_machine.travel(self.NOW, tick=False):
            command.weekly()
        return list(Message.objects.order_by("created_at"))

    @pytest.fixture
    def landed(self, cast: Cast, held: Activity) -> Activity:
        with time_machine.travel("2026-05-28 12:00", tick=False):
            day_actions.land(
                by=cast.alice, activity=held, **LANDED, steps=[NextStep("Ring om sukkersyge", cast.alice.person_id)]
            )
            actions.plan(by=cast.alice, partnership=held.partnership, title="Kanariefugl igen", on=D(2026, 6, 9))
        return held

    def test_it_tells_in_counts_and_days_and_nothing_of_what_it_is_about(self, cast: Cast, landed: Activity) -> None:
        [message] = self.tell(cast)
        assert (message.address, message.subject) == ("alice@example.org", "Siden sidst i dine partnerskaber")
        assert "- 1 aktivitet er samlet op" in message.body
        assert "- 1 ny udgave af planen" in message.body
        assert "- 1 aktivitet i de næste 30 dage, den første den 9. juni 2026" in message.body
        assert "Du har 1 åben opgave:" in message.body
        for words in ("Kanariefugl", "sukkersyge", *LANDED.values()):
            assert words not in message.body + message.subject

    def test_once_a_week_and_only_when_something_is_new(self, cast: Cast, landed: Activity) -> None:
        assert len(self.tell(cast)) == 1
        assert self.tell(cast) == []
        with time_machine.travel(self.NOW + dt.timedelta(days=7), tick=False):
            assert command.weekly() == 0
        for other in (self.NOW + dt.timedelta(days=1), self.NOW - dt.timedelta(hours=2)):
            assert command.weekly(other) == 0

    def test_who_says_no_hears_no_more(self, cast: Cast, landed: Activity) -> None:
        assert len(self.tell(cast)) == 1
        outbox.send_waiting()
        assert mail.outbox[-1].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>")
        response = Client().post(link.partition("//")[2].partition("/")[1] + link.partition("//")[2].partition("/")[2])
        assert response.status_code in {200, 302}
        digest_queries.Digest.objects.all().delete()
        assert self.tell(cast) == []

    def test_who_has_left_or_has_no_address_is_not_told(self, cast: Cast, landed: Activity) -> None:
        for role in cast.person(cast.alice).roles.filter(circle__isnull=False):
            people.end_role(by=JOB, role=role, on=D(2026, 5, 31))
        assert self.tell(cast) == []

    def test_the_command_tells_now(self, cast: Cast, landed: Activity, capsys: pytest.CaptureFixture[str]) -> None:
        from django.core.management import call_command

        with time_machine.travel(self.NOW + dt.timedelta(days=2), tick=False):
            call_command("digest")
        assert capsys.readouterr().out == "1 mails er lagt i udbakken.\n"

    def test_two_workers_tell_once(self, cast: Cast, landed: Activity) -> None:
        alice, before = cast.person(cast.alice), self.NOW - dt.timedelta(hours=1)
        with time_machine.travel(self.NOW, tick=False):
            told = [digest.tell(by=JOB, person=alice, now=self.NOW, before=before) for _worker in range(2)]
        assert [each is not None for each in told] == [True, False]
