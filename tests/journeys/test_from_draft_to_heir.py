"""A case's whole way through the pages: draft, approval, agenda, meeting, minutes, the next body, a duty, an heir.

Walked twice: by keyboard alone at the width of a phone, and by touch on a tablet without script.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from django.utils import timezone

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.follow_up.models import Inheritance
from samspil.features.cases.records.models import AgendaItem, Body, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.seats import actions as seats_actions
from samspil.paper import danish
from samspil.spine import people
from samspil.spine.models import Circle, Duty
from samspil.spine.people import Actor
from tests.journeys.base import Visit
from tests.journeys.hands import Fingers, Hands, Keys
from tests.kit.cast import SINCE, Cast

pytestmark = pytest.mark.journey

JOB = people.job("test")
MOTIF = "Sundhedscaféen holder mange fra at søge læge."
ENOUGH = "Jeg ønsker, at pengene bliver i hjemmeplejen."
Enter = Callable[[Actor], Hands]


@dataclass(frozen=True)
class House:
    """The committee with four members and a meeting today, and the council that its cases go on to."""

    cast: Cast
    rita: Actor
    council: Circle
    meeting: Meeting
    next_meeting: Meeting


def seated(cast: Cast, name: str, role: str, circle: Circle) -> Actor:
    person = people.add_person(by=JOB, name=name, email=f"{name.lower()}@example.org", is_invented=True)
    people.give_role(by=JOB, person=person, role=role, organisation=cast.municipality, circle=circle, from_on=SINCE)
    return people.actor_for(person)


@pytest.fixture
def house(cast: Cast) -> House:
    council = people.add_circle(
        by=JOB, name="Eksempel Byråd", kind="council", organisation=cast.municipality, is_invented=True
    )
    rita = seated(cast, "Rita", "secretary", council)
    for name in ("Inger", "Karl", "Lone"):
        seated(cast, name, "politician", cast.committee)
    body: Body = seats_actions.add_body(by=JOB, circle=cast.committee, house="norddjurs")
    theirs: Body = seats_actions.add_body(by=JOB, circle=council, house="norddjurs")
    soon = timezone.now() + dt.timedelta(minutes=10)
    meeting = meetings.plan_meeting(by=JOB, body=body, starts_at=soon, place="Mødelokale 1")
    later = meetings.plan_meeting(by=JOB, body=theirs, starts_at=soon + dt.timedelta(days=1), place="Byrådssalen")
    return House(cast, rita, council, meeting, later)


@pytest.fixture(params=["keyboard", "tablet"])
def enter(request: pytest.FixtureRequest, open_visit: Callable[..., Visit]) -> Enter:
    """Let somebody in with hands of one of the two kinds."""

    def inside(actor: Actor) -> Hands:
        by_keyboard = request.param == "keyboard"
        visit = open_visit() if by_keyboard else open_visit(script=False, touch=True)
        visit.log_in(actor)
        return Keys(visit) if by_keyboard else Fingers(visit)

    return inside


def words(hands: Hands) -> str:
    return hands.page.locator("main").inner_text()


def stays(hands: Hands, path: str) -> None:
    """The page that one came to, which must be fit for who came by keyboard."""
    assert re.search(path, hands.page.url), hands.page.url
    if isinstance(hands, Keys):
        hands.visit.demand(widths=(375,))


def drafted_and_approved(house: House, enter: Enter) -> AgendaItem:
    """Alice writes a proposal, and the director says yes."""
    alice = enter(house.cast.alice)
    alice.visit.go("/sager/punkter/nyt/")
    alice.pick("Eksempeludvalget", within="Møde")
    alice.write("Titel", "Sundhedscafé i hallen")
    alice.write("Sagsnummer", "26/2001")
    alice.write("Sagsfremstilling", MOTIF)
    alice.write("Hvem indstiller", "Velfærdsdirektøren indstiller")
    alice.write("Indstilling", "der holdes sundhedscafé i hallen til og med 2029\nsagen sendes til byrådet")
    alice.press("Gem")
    stays(alice, "/sager/punkter/")
    assert "Punktet er ikke på dagsordenen." in words(alice)
    alice.press("Send til godkendelse")
    assert "Udkast, ikke godkendt: venter på direktøren" in words(alice)
    ditte = enter(house.cast.director)
    ditte.visit.go("/sager/godkendelse/")
    assert "Sundhedscafé i hallen" in words(ditte)
    ditte.press("Godkend")
    stays(ditte, "/sager/")
    item = AgendaItem.objects.get(meeting=house.meeting)
    assert (item.approval, item.is_on) == ("approved", True)

    return item


def called_and_opened(house: House, sofie: Hands) -> None:
    """The members are called, and the agenda is public."""
    sofie.visit.go(f"/sager/moeder/{house.meeting.pk}/")
    sofie.press("Indkald medlemmerne")
    sofie.press("Offentliggør dagsordenen")
    stays(sofie, "/sager/moeder/")
    assert "Dagsorden offentliggjort" in words(sofie)


def at_the_table(house: House, sofie: Hands, item: AgendaItem) -> None:
    """Who is there, who stands aside, what is decided, who voted how, and who disagrees."""
    sofie.press("Begynd på referatet")
    sofie.follow("Fremmøde")
    sofie.follow("Ret: Inger")
    sofie.pick("Afbud", within="Fremmøde")
    sofie.press("Gem")
    sofie.press("Resten er til stede")
    stays(sofie, "/fremmoede/")
    assert sofie.page.locator(".seats").inner_text().count("Til stede") == 3
    sofie.follow("Tilbage til mødet")
    sofie.follow("Sagens side: Sundhedscafé i hallen")
    sofie.follow("Inhabil ved punktet")
    sofie.pick("Karl", within="Hvem")
    sofie.write("Begrundelse", "Formand for hallens forening")
    sofie.press("Gem")
    assert "Karl er inhabil ved punktet." in words(sofie)
    decide(sofie, item, "Udvalget godkendte indstillingen.", outcome="Godkendt", answers=True)
    decide(sofie, item, "Sagen sendes til Eksempel Byråd.", stance="Sender videre")
    decide(sofie, item, "Udvalget ønsker, at caféen bliver evalueret i 2029.", stance="Ønsker")
    approved, sends, _wishes = DecisionStatement.objects.filter(item=item)

    sofie.visit.go(f"/sager/beslutninger/{approved.pk}/")
    sofie.follow("Afstemning")
    sofie.pick("For", within="Poul")
    sofie.pick("Imod", within="Lone")
    sofie.press("Gem")
    assert "1 for, 1 imod, 0 undlod." in words(sofie)
    sofie.follow("Mindretal eller protokoltilførsel")
    sofie.pick("Lone", within="Hvem")
    sofie.pick("Mindretalsudtalelse", within="Slags")
    sofie.write("Ordlyd", ENOUGH)
    sofie.pick("Udtalelsen skal følge sagen")
    sofie.press("Gem")
    stays(sofie, "/sager/beslutninger/")
    sofie.visit.go(f"/sager/beslutninger/{sends.pk}/")
    sofie.follow("Send sagen videre")
    sofie.choose("Udvalg eller råd", "Eksempel Byråd")
    sofie.press("Gem")
    sofie.follow("Vælg, hvem der fører sagen videre")
    sofie.choose("Hvem fører sagen videre?", "Sofie")
    sofie.press("Gem")
    assert "Føres videre af Sofie" in words(sofie)
    sofie.visit.go(f"/sager/moeder/{house.meeting.pk}/")
    sofie.follow("Mødets start og slut")
    sofie.write("Mødet begyndte", "15.00")
    sofie.write("Mødet blev hævet", "16.30")
    sofie.press("Gem")
    assert "Begyndt kl. 15.00." in words(sofie)


def decide(
    hands: Hands, item: AgendaItem, said: str, *, outcome: str = "", stance: str = "", answers: bool = False
) -> None:
    hands.visit.go(f"/sager/punkter/{item.pk}/")
    hands.follow("Skriv beslutningen")
    hands.write("Hvad udvalget besluttede", said)
    if answers:
        hands.pick("1. der holdes sundhedscafé")
    if outcome:
        hands.pick(outcome, within="Udfald")
    if stance:
        hands.choose("Udtalelse uden for indstillingen", stance)
    hands.press("Gem")
    assert said in words(hands)


def approved_and_published(house: House, enter: Enter, sofie: Hands) -> None:
    """A member approves the minutes, and they are out; anybody reads who voted and who disagreed."""
    poul = enter(house.cast.politician)
    poul.visit.go(f"/sager/moeder/{house.meeting.pk}/")
    poul.press("Godkend referatet")
    stays(poul, "/sager/moeder/")
    assert "Referatet er godkendt af" in words(poul)
    sofie.visit.go(f"/sager/moeder/{house.meeting.pk}/")
    sofie.press("Offentliggør referatet")
    anybody = enter(house.cast.charlie)
    anybody.visit.go(f"/sager/moeder/{house.meeting.pk}/")
    read = words(anybody)
    for said in ("Referat offentliggjort", "Inhabil: Karl", "Lone: Imod", ENOUGH, "Afbud: Inger"):
        assert said in read

    poul.visit.go("/mit-samspil/")
    assert "Udvalget godkendte indstillingen." in words(poul)


def treated_in_the_next_body(house: House, enter: Enter) -> None:
    """The council's secretary takes the case up, and the council decides."""
    rita = enter(house.rita)
    rita.visit.go("/sager/modtaget/")
    stays(rita, "/sager/modtaget/")
    rita.press("Sæt på mødet")
    assert f"/sager/moeder/{house.next_meeting.pk}/" in rita.page.url
    taken = AgendaItem.objects.get(meeting=house.next_meeting)
    assert MOTIF in words(rita)
    assert ENOUGH in words(rita) or ENOUGH in item_page(rita, taken)
    rita.visit.go(f"/sager/moeder/{house.next_meeting.pk}/")
    rita.press("Offentliggør dagsordenen")
    assert "Referatet kan begyndes på mødets dag" in words(rita)
    # The council decides on the day of its meeting, not before.
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        rita = enter(house.rita)
        rita.visit.go(f"/sager/moeder/{house.next_meeting.pk}/")
        rita.press("Begynd på referatet")
        decide(rita, taken, "Byrådet godkendte, at der holdes sundhedscafé.", outcome="Godkendt", answers=True)
        rita.visit.go(f"/sager/moeder/{house.next_meeting.pk}/")
        rita.press("Offentliggør referatet")
        assert "Referat offentliggjort" in words(rita)

    step = RouteStep.objects.get()
    assert (step.state, step.next_item, step.duty.done_at is None) == ("treated", taken, False)  # type: ignore[union-attr]


def item_page(hands: Hands, item: AgendaItem) -> str:
    hands.visit.go(f"/sager/punkter/{item.pk}/")
    return words(hands)


def followed_up(house: House, sofie: Hands) -> Duty:
    """What was wished for gets an owner and a day."""
    sofie.visit.go("/sager/opfoelgning/")
    stays(sofie, "/sager/opfoelgning/")
    sofie.follow("Giv opgaven til nogen")
    sofie.write("Hvad skal der gøres?", "Evaluer caféen")
    sofie.choose("Hvem har opgaven?", "Eksempeludvalget")
    sofie.write("Frist", "31/12/2029")
    sofie.press("Gem")
    assert "Evaluer caféen" in words(sofie)
    duty = Duty.objects.get(purpose="follow_up")
    assert duty.owner_circle == house.cast.committee
    return duty


def inherited(house: House, enter: Enter, sofie: Hands, duty: Duty) -> None:
    """The committee ends, names an heir, and hands its duty over the day after."""
    last = house.meeting.node.occurred_on
    assert last is not None
    sofie.visit.go(f"/sager/udvalg/{house.cast.committee.pk}/")
    sofie.follow("Hvad udvalget overtager og giver videre")
    sofie.follow("Skriv, hvornår udvalget slutter")
    sofie.write("Udvalgets sidste dag", f"{last:%d/%m/%Y}")
    sofie.press("Gem")
    stays(sofie, "/overtages/")
    assert f"det slutter {danish.date(last)}" in words(sofie)
    assert "Ingen arvtager" in words(sofie)
    sofie.follow("Vælg arvtager: Evaluer caféen")
    sofie.choose("Hvem overtager?", "Eksempel Byråd")
    sofie.press("Gem")
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        # A session does not last for three days.
        sofie = enter(house.cast.secretary)
        sofie.visit.go(f"/sager/udvalg/{house.cast.committee.pk}/overtages/")
        sofie.press("Giv opgaverne videre")
        assert "Opgaverne er givet videre." in words(sofie)
        rita = enter(house.rita)
        rita.visit.go(f"/sager/udvalg/{house.council.pk}/overtages/")
        stays(rita, "/overtages/")
        assert "Evaluer caféen" in words(rita)

    assert Inheritance.objects.get().to_circle == house.council
    duty.refresh_from_db()
    assert duty.owner_circle == house.council


def test_a_case_goes_its_whole_way_through_the_pages(house: House, enter: Enter) -> None:
    item = drafted_and_approved(house, enter)
    sofie = enter(house.cast.secretary)
    called_and_opened(house, sofie)
    at_the_table(house, sofie, item)
    approved_and_published(house, enter, sofie)
    treated_in_the_next_body(house, enter)
    inherited(house, enter, sofie, followed_up(house, sofie))
    assert sofie.visit.errors == []
