"""What associations take on: whose duty it stays, hours counted without names, and »ikke mere nu« by one press."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.civic import queries, rules
from samspil.features.partnerships.civic.models import CivicTask, VolunteerHours
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.day import actions as day_actions
from samspil.features.partnerships.day.rules import NextStep
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.plans import actions as partnerships
from samspil.paper.refusal import Refused
from samspil.spine import duties, people
from samspil.spine.models import Duty, JournalEntry, Message, Organisation, Person
from tests.kit.cast import Cast
from tests.kit.clients import Browse
from tests.kit.links import follow

TODAY = dt.date(2026, 6, 10)


@pytest.fixture
def association(cast: Cast, partnership: Partnership) -> Organisation:
    made = parties.add_party(by=cast.alice, partnership=partnership, name="Hallens Venner", kind="association")
    parties.add_member(
        by=cast.alice,
        partnership=partnership,
        name="Frida",
        role="member",
        email="frida@example.org",
        organisation=made,
    )
    return made


@pytest.fixture
def task(cast: Cast, partnership: Partnership, association: Organisation) -> CivicTask:
    return civic.give(
        by=cast.alice,
        partnership=partnership,
        association=association,
        task=civic.Task(
            title="Kør til lægen",
            authority=cast.municipality,
            adds="replaces",
            today="Ingen kørsel om eftermiddagen",
            ground="serviceloven § 117",
            hours=Decimal(8),
        ),
    )


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"title": " "}, "hvad opgaven er"),
        ({"is_association": False}, "Vælg en forening"),
        ({"has_authority": False}, "hvis pligt det er"),
        ({"is_authority": False}, "Kun en region eller en kommune"),
        ({"is_duty": False}, "enten en myndighed"),
    ],
)
def test_a_task_names_the_authority_whose_duty_it_is(told: dict[str, object], says: str) -> None:
    whole = {"title": "Kaffe", "is_association": True, "is_duty": True, "has_authority": True, "is_authority": True}
    rules.check_task(**whole)  # type: ignore[arg-type]
    rules.check_task(**{**whole, "is_duty": False, "has_authority": False, "is_authority": False})  # type: ignore[arg-type]
    with pytest.raises(Refused, match=says):
        rules.check_task(**{**whole, **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("adds", "today", "says"), [("", "x", "lægger noget til"), ("adds", " ", "myndigheden selv gør")]
)
def test_it_is_said_what_it_adds_to(adds: str, today: str, says: str) -> None:
    rules.check_told("adds", "Det samme")
    with pytest.raises(Refused, match=says):
        rules.check_told(adds, today)


def test_it_warns_when_it_replaces_and_not_when_it_adds() -> None:
    assert "Pligten er stadig myndighedens" in rules.warning("replaces", "F", "K")
    assert rules.warning("eases", "F", "K").startswith("K gør mindre")
    assert rules.warning("adds", "F", "K") == rules.warning("", "F", "K") == ""
    assert rules.too_much(Decimal("8.5"), Decimal(8), "F").startswith(
        "F har brugt 8,5 timer de sidste fire uger og sagt ja til 8."
    )
    assert rules.too_much(Decimal(8), Decimal(8), "F") == rules.too_much(Decimal(99), None, "F") == ""


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"on": TODAY + dt.timedelta(days=1)}, "ikke kommet endnu"),
        ({"on": TODAY - dt.timedelta(days=367)}, "et år tilbage"),
        ({"persons": 0}, "hvor mange frivillige"),
        ({"persons": 501}, "hvor mange frivillige"),
        ({"hours": Decimal(0)}, "24 timer"),
        ({"hours": Decimal("48.1")}, "24 timer"),
        ({"is_stopped": True}, "Opgaven er slut"),
    ],
)
def test_hours_are_of_a_day_that_has_been(told: dict[str, object], says: str) -> None:
    whole = {"on": TODAY, "hours": Decimal(48), "persons": 2, "today": TODAY, "is_stopped": False}
    for fits in (whole, {**whole, "on": TODAY - dt.timedelta(days=366)}, {**whole, "persons": 500}):
        rules.check_hours(**fits)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=says):
        rules.check_hours(**{**whole, **told})  # type: ignore[arg-type]


def test_a_task_is_a_duty_that_stays_the_authoritys(cast: Cast, task: CivicTask, association: Organisation) -> None:
    assert (task.duty.owner_organisation, task.authority, task.duty.purpose) == (
        association,
        cast.municipality,
        "civic_task",
    )
    assert JournalEntry.objects.filter(verb="civic_task.given").count() == 1
    [taken] = queries.tasks(task.partnership)
    assert [words.split(".")[0] for words in taken.warnings] == ["Hallens Venner træder i stedet for Eksempel Kommune"]
    with pytest.raises(Refused, match="Vælg en forening"):
        civic.give(
            by=cast.alice,
            partnership=task.partnership,
            association=cast.municipality,
            task=civic.Task(title="X", is_own=True),
        )
    for by in (cast.bob, cast.charlie, cast.politician, cast.dorte):
        with pytest.raises(Refused, match="Kun tovholderen"):
            civic.give(
                by=by, partnership=task.partnership, association=association, task=civic.Task(title="X", is_own=True)
            )


def test_hours_are_counted_without_names_and_say_when_it_is_too_much(cast: Cast, task: CivicTask) -> None:
    today = timezone.localdate()
    for days, persons, hours in ((40, 2, 20), (27, 3, "5.5"), (0, 1, 3)):
        civic.count_hours(
            by=cast.bob, task=task, on=today - dt.timedelta(days=days), persons=persons, hours=Decimal(hours)
        )
    [taken] = queries.tasks(task.partnership)
    assert (taken.hours, taken.lately, len(taken.warnings)) == (Decimal("28.5"), Decimal("8.5"), 2)
    assert {field.name for field in VolunteerHours._meta.fields} == {"id", "task", "on", "persons", "hours", "noted_at"}
    for by in (cast.charlie, cast.politician, cast.dorte):
        with pytest.raises(Refused, match="Kun foreningen selv"):
            civic.count_hours(by=by, task=task, on=today, persons=1, hours=Decimal(1))


def test_not_any_more_gives_the_duty_back_at_once_and_tells_whose_it_is(cast: Cast, task: CivicTask) -> None:
    frida = people.actor_for(Person.objects.get(name="Frida"))
    for by in (cast.bob, cast.charlie, cast.dorte):
        with pytest.raises(Refused, match="Kun foreningen selv"):
            civic.stop(by=by, task=task)

    Message.objects.all().delete()
    civic.stop(by=frida, task=task)
    civic.stop(by=frida, task=task)
    duty = Duty.objects.get(pk=task.pk)
    assert (duty.owner_organisation, duty.done_at) == (cast.municipality, None)
    assert [(m.address, "Pligten er Eksempel Kommunes" in m.body) for m in Message.objects.all()] == [
        ("alice@example.org", True)
    ]
    assert "Kør til lægen" not in Message.objects.get().body
    [taken] = queries.tasks(task.partnership)
    assert taken.warnings == []
    with pytest.raises(Refused, match="Opgaven er slut"):
        civic.count_hours(by=frida, task=task, on=timezone.localdate(), persons=1, hours=Decimal(1))

    with pytest.raises(Refused, match="intet at sende"):
        civic.link_for(by=cast.alice, task=task, person=Person.objects.get(name="Frida"))


def test_what_is_the_associations_own_is_done_with(
    cast: Cast, partnership: Partnership, association: Organisation
) -> None:
    own = civic.give(
        by=cast.alice, partnership=partnership, association=association, task=civic.Task(title="Gåtur", is_own=True)
    )
    civic.stop(by=cast.alice, task=own)
    assert Duty.objects.get(pk=own.pk).proof == "Hallens Venner sagde: ikke mere nu."


def test_an_association_that_leaves_gives_its_tasks_back(
    cast: Cast, task: CivicTask, association: Organisation
) -> None:
    parties.add_party(by=cast.alice, partnership=task.partnership, organisation=cast.elsewhere)
    parties.leave(by=cast.alice, partnership=task.partnership, organisation=association)
    task.refresh_from_db()
    assert task.stopped_at is not None
    assert Duty.objects.get(pk=task.pk).owner_organisation == cast.municipality


def test_at_the_end_of_a_meeting_too_the_authority_is_named(
    cast: Cast, partnership: Partnership, association: Organisation
) -> None:
    plan = partnerships.plan(by=cast.alice, partnership=partnership, title="Møde", on=dt.date(2026, 3, 1))
    partnerships.move(by=cast.alice, activity=plan, state="held")
    words = {"landed": "L", "came_of_it": "K", "what_next": "N"}

    def land(**told: object) -> None:
        step = NextStep("Find plads", association.pk, None, **told)  # type: ignore[arg-type]
        day_actions.land(by=cast.alice, activity=plan, steps=[step], **words)

    with pytest.raises(Refused, match="Sig, hvis pligt den er"):
        land()
    wrong = NextStep("Ring", cast.alice.person_id, None, cast.municipality.pk)
    with pytest.raises(Refused, match="ikke givet til en forening"):
        day_actions.land(by=cast.alice, activity=plan, steps=[wrong], **words)
    assert CivicTask.objects.count() == 0
    land(duty=cast.municipality.pk)
    made = CivicTask.objects.get()
    assert (made.authority, made.duty.node, made.adds) == (cast.municipality, plan.node, "")
    assert queries.tasks(partnership)[0].warnings == [rules.UNTOLD]
    civic.tell(by=cast.alice, task=made, adds="adds", today="Det samme", hours=Decimal(4))
    assert queries.tasks(partnership)[0].warnings == []
    with pytest.raises(Refused, match="myndigheden selv gør"):
        civic.tell(by=cast.alice, task=made, adds="adds", today="")


def test_the_association_counts_and_stops_by_its_link_without_login(
    cast: Cast, task: CivicTask, browse: Browse
) -> None:
    alice = browse(cast.alice)
    frida = Person.objects.get(name="Frida")
    shown = alice.post(reverse("partnerships:make_civic_link", args=[task.pk]), {"person": frida.pk})
    mail = Message.objects.get(person=frida)
    path = re.search(rf"{re.escape(settings.SAMSPIL_ADDRESS)}(/\S+)", mail.body)

    assert path
    assert path[1] in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    visitor, stranger = Client(), Client()
    own = reverse("partnerships:own_civic", args=[task.pk])
    assert (stranger.get(own).status_code, follow(visitor, path[1])["Location"]) == (404, own)
    wrong = visitor.post(own, {"on": "01/01/2020", "persons": "2", "hours": "to"})
    assert wrong.status_code == 422
    today = timezone.localdate().strftime("%d/%m/%Y")
    assert visitor.post(own, {"on": today, "persons": "2", "hours": "2,5"}).status_code == 302
    assert VolunteerHours.objects.get().hours == Decimal("2.5")
    assert visitor.post(reverse("partnerships:own_stop", args=[task.pk]), follow=True).status_code == 200
    task.refresh_from_db()
    assert (task.stopped_by, Duty.objects.get(pk=task.pk).owner_organisation) == (frida, cast.municipality)
    page = visitor.get(own).content.decode()
    assert "I sagde »ikke mere nu«" in page
    assert "Skriv timerne" not in page


def test_a_newer_link_makes_the_older_worthless_and_no_mail_says_what_it_is_about(cast: Cast, task: CivicTask) -> None:
    frida = Person.objects.get(name="Frida")
    first, second = (civic.link_for(by=cast.alice, task=task, person=frida) for _ in range(2))
    assert follow(Client(), first.removeprefix(settings.SAMSPIL_ADDRESS)).status_code == 422
    assert follow(Client(), second.removeprefix(settings.SAMSPIL_ADDRESS)).status_code == 302
    assert not any("lægen" in f"{m.subject} {m.body}" for m in Message.objects.all())


def test_the_pages_take_the_form_and_give_it_back(
    cast: Cast, task: CivicTask, association: Organisation, browse: Browse
) -> None:
    alice = browse(cast.alice)
    address = reverse("partnerships:new_civic", args=[task.partnership_id])
    sent = {"association": association.pk, "title": "Kaffe", "authority": "own"}

    assert alice.post(address, {**sent, "authority": cast.municipality.pk}).status_code == 422
    assert alice.post(address, sent).status_code == 302
    own = CivicTask.objects.get(authority=None)
    assert alice.post(reverse("partnerships:tell_civic", args=[own.pk]), {"hours": "12,5"}).status_code == 302
    own.refresh_from_db()
    assert own.hours == Decimal("12.5")
    page = alice.get(reverse("partnerships:civic", args=[task.partnership_id])).content.decode()
    assert page.count("Ikke mere nu") >= 2
    assert "træder i stedet for" in page
    charlie = browse(cast.charlie).get(reverse("partnerships:civic", args=[task.partnership_id]))
    assert charlie.status_code == 404
    duties.do(by=people.job("x"), duty=own.duty, proof="Kaffen er brygget")
    assert (
        alice.get(reverse("partnerships:civic", args=[task.partnership_id])).content.decode().count("Skriv timer") == 1
    )
