"""The pages where partners agree, come and go, and are asked: who meets them, what a wrong form answers, what a right one writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samspil.features.partnerships.charter import actions as charter
from samspil.features.partnerships.charter import rules as charter_rules
from samspil.features.partnerships.charter.models import (
    Acknowledgement,
    Mandate,
    Milestone,
    ProblemStatement,
    RegisterEntry,
    RoleCharter,
    SharedPost,
)
from samspil.features.partnerships.civic import actions as civic
from samspil.features.partnerships.civic import rules as civic_rules
from samspil.features.partnerships.civic.models import CivicTask, VolunteerHours
from samspil.features.partnerships.core import actions as core
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.programmes import actions as programmes
from samspil.features.partnerships.programmes.models import Participant, Track
from samspil.features.partnerships.relations import actions as relations
from samspil.spine import journal, passes, thread
from samspil.spine.models import Message, Node, Organisation, Person, Role
from tests.kit.cast import Cast
from tests.kit.clients import Browse

ROLES = {"politician": ("At lytte", "Et svar"), "citizen": ("At være ekspert", "")}
WRONG = "Der er problemer"
# What the page of mandates asks of the database, however many they are.
MANDATE_QUERIES = 6


@dataclass(frozen=True)
class Ground:
    """A partnership with an association, its task, a milestone, a programme, and an insight of theirs."""

    cast: Cast
    partnership: Partnership
    association: Organisation
    frida: Role
    task: CivicTask
    keys: Mapping[str, tuple[Any, ...]]


@pytest.fixture
def ground(cast: Cast) -> Ground:
    cast.partnership.partners.add(cast.elsewhere)
    partnership = core.set_up(
        by=cast.alice, name="Sammen", circle=cast.partnership, organisation=cast.municipality, visibility="public"
    )
    association = parties.add_party(by=cast.alice, partnership=partnership, name="Hallens Venner", kind="association")
    frida = parties.add_member(
        by=cast.alice,
        partnership=partnership,
        name="Frida",
        role="member",
        email="frida@example.org",
        organisation=association,
    )
    task = civic.give(
        by=cast.alice,
        partnership=partnership,
        association=association,
        task=civic.Task(title="Kør til lægen", authority=cast.municipality, adds="adds", today="Ingen kørsel"),
    )
    milestone = charter.set_milestone(by=cast.alice, partnership=partnership, title="Begyndt")
    programme = programmes.set_up(
        by=cast.alice, name="Program", organisation=cast.municipality, partnerships=[partnership], visibility="public"
    )
    with journal.writing():
        insight = thread.open_node(
            by=cast.alice,
            kind="insight",
            title="Vejen er lang",
            organisation=cast.municipality,
            within=cast.partnership,
            visibility="public",
        )
    keys = {
        "partnership": (partnership.pk,),
        "milestone": (milestone.pk,),
        "insight": (insight.pk,),
        "programme": (programme.pk,),
        "task": (task.pk,),
        "frida": (partnership.pk, frida.pk),
    }
    return Ground(cast, partnership, association, frida, task, keys)


@dataclass(frozen=True)
class Page:
    """A page with a form: who may, who is refused and how, what is wrong to send and right, and where it leads."""

    name: str
    heading: str
    refused: str
    right: Callable[[Ground], Mapping[str, Any]]
    made: Callable[[], int]
    of: str = "partnership"
    may: str = "alice"
    may_not: str = "bob"
    wrong: Callable[[Ground], Mapping[str, Any]] = field(default=lambda ground: {})
    says: str = WRONG
    done: str = ""


def _today() -> str:
    return timezone.localdate().strftime("%d/%m/%Y")


def _mandate(ground: Ground, **dates: str) -> Mapping[str, Any]:
    return {"organisation": ground.cast.municipality.pk, "subject": "Kaffe", "ground": "§ 119", **dates}


CHARTER = "Kun partnerskabets tovholder kan skrive rollekortet."
GATHER = "Kun tovholder og direktør kan sige, hvem der er med."
PROGRAMME = "Kun en tovholder eller direktør i myndigheden kan oprette et program."
PAGES = (
    Page(
        "write_charter",
        "Rollekort: hvem venter hvad af hvem?",
        CHARTER,
        lambda ground: {"politician_role": "At lytte", "citizen_role": "At fortælle"},
        RoleCharter.objects.count,
        wrong=lambda ground: {"politician_role": "At lytte"},
        says="Skriv rollen for mindst to",
    ),
    Page(
        "new_milestone",
        "Ny milepæl",
        CHARTER,
        lambda ground: {"title": "Halvvejs", "time_text": "til sommer"},
        lambda: Milestone.objects.exclude(title="Begyndt").count(),
        done="Milepælen er sat.",
    ),
    Page(
        "reach_milestone",
        "Begyndt",
        CHARTER,
        lambda ground: {"on": _today()},
        lambda: Milestone.objects.filter(reached_on__isnull=False).count(),
        of="milestone",
        wrong=lambda ground: {"on": "01/01/2100"},
        says="Dagen, hvor milepælen blev nået,",
        done="Milepælen er nået.",
    ),
    Page(
        "new_post",
        "Neutral administration eller delestilling",
        CHARTER,
        lambda ground: {"title": "Sekretariat", "is_administration": "on"},
        SharedPost.objects.count,
        wrong=lambda ground: {"title": "Sygeplejerske", "organisations": [ground.cast.municipality.pk]},
        says="En delestilling deles af mindst to",
        done="Den står på rollekortets side.",
    ),
    Page(
        "new_mandate",
        "Hvem kan afgøre hvad?",
        "Kun tovholder og direktør kan skrive, hvem der kan afgøre hvad.",
        _mandate,
        Mandate.objects.count,
        wrong=lambda ground: _mandate(ground, valid_from="01/02/2026", valid_until="01/01/2026"),
        says="Slutdatoen kan ikke ligge før begyndelsen",
        done="Det står, hvad myndigheden kan afgøre.",
    ),
    Page(
        "need",
        "Hvem skal afgøre det?",
        "Kun samarbejdets egne kan sige, hvis myndighed det kræver.",
        lambda ground: {"mandates": []},
        lambda: 1,
        of="insight",
        may="bob",
        may_not="politician",
        wrong=lambda ground: {"mandates": [0]},
    ),
    Page(
        "reframe",
        "Skriv problemet",
        "Kun tovholderen kan skrive problemet om.",
        lambda ground: {"words": "Vejen til hjælp er lang"},
        ProblemStatement.objects.count,
    ),
    Page(
        "new_entry",
        "Skriv på listen",
        "Kun partnerskabets egne kan skrive på listen.",
        lambda ground: {"register": "now", "side": "citizen", "words": "Kaffe hver tirsdag"},
        RegisterEntry.objects.count,
        may="bob",
        may_not="charlie",
        wrong=lambda ground: {"register": "now", "side": "citizen", "words": " "},
        done="Linjen står på listen.",
    ),
    Page(
        "add_party",
        "Tilføj en part",
        GATHER,
        lambda ground: {"name": "Gåklubben", "kind": "association"},
        lambda: Organisation.objects.filter(name="Gåklubben", partner_in__isnull=False).count(),
        says="Vælg en organisation, eller skriv navnet på en ny",
        done="Gåklubben er nu part.",
    ),
    Page(
        "add_member",
        "Tilføj en person",
        GATHER,
        lambda ground: {"name": "Gitte", "role": "member", "organisation": ground.association.pk},
        lambda: Role.objects.filter(person__name="Gitte", role="member").count(),
        wrong=lambda ground: {"name": "Gitte", "role": "king"},
        done="Gitte er nu med.",
    ),
    Page(
        "end_member",
        "Frida forlader partnerskabet",
        GATHER,
        lambda ground: {},
        lambda: Role.objects.filter(person__name="Frida", until_on__isnull=False).count(),
        of="frida",
        says="",
        done="Frida er med til og med i dag.",
    ),
    Page(
        "hours",
        "Skriv frivilliges timer",
        civic_rules.OWN,
        lambda ground: {"on": _today(), "persons": "2", "hours": "2½"},
        VolunteerHours.objects.count,
        of="task",
        may_not="politician",
        wrong=lambda ground: {"on": _today(), "persons": "1", "hours": "25"},
        says="En dag har 24 timer til hver",
        done="Timerne er skrevet.",
    ),
    Page(
        "tell_tracks",
        "Hovedspor, som en kilde har dem",
        PROGRAMME,
        lambda ground: {"source": "2023", "words": "Storskala\nInvesteringer"},
        lambda: Track.objects.count() // 2,
        of="programme",
    ),
    Page(
        "tell_focus",
        "Fokusområder",
        PROGRAMME,
        lambda ground: {"source": "2023", "names": "Sundhed"},
        lambda: 1,
        of="programme",
        wrong=lambda ground: {"source": "2023", "names": "x" * 201},
        says="Et fokusområde må højst have 200 tegn.",
    ),
    Page(
        "name_actor",
        "Tilføj en deltager",
        PROGRAMME,
        lambda ground: {"name": "Headspace"},
        Participant.objects.count,
        of="programme",
    ),
)
LEADS = {
    "write_charter": "charter",
    "new_milestone": "charter",
    "reach_milestone": "charter",
    "new_post": "charter",
    "new_mandate": "mandates",
    "reframe": "problem",
    "new_entry": "register",
    "add_party": "parties",
    "add_member": "parties",
    "end_member": "parties",
    "hours": "civic",
    "tell_tracks": "programme",
    "tell_focus": "programme",
    "name_actor": "programme",
}


def _words(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def _said(answer: Any) -> list[str]:
    return [str(each) for each in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_form_is_drawn_for_those_who_may_and_comes_back_with_what_is_wrong(
    ground: Ground, browse: Browse, page: Page
) -> None:
    address = reverse(f"partnerships:{page.name}", args=ground.keys[page.of])
    outside, inside = (browse(getattr(ground.cast, who)) for who in (page.may_not, page.may))
    for refused in (outside.get(address), outside.post(address, page.right(ground))):
        assert refused.status_code == 403
        assert page.refused in _words(refused)

    drawn = inside.get(address)
    assert drawn.status_code == 200
    assert f">{page.heading}</h1>" in _words(drawn)
    assert inside.put(address).status_code == 405
    if page.says:
        wrong = inside.post(address, page.wrong(ground))
        assert wrong.status_code == 422
        assert page.says in _words(wrong)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_right_form_writes_once_and_leads_on(ground: Ground, browse: Browse, page: Page) -> None:
    address = reverse(f"partnerships:{page.name}", args=ground.keys[page.of])
    sent = browse(getattr(ground.cast, page.may)).post(address, page.right(ground))
    assert sent.status_code == 302
    assert page.made() == 1
    if page.name in LEADS:
        of = "programme" if LEADS[page.name] == "programme" else "partnership"
        assert sent["Location"] == reverse(f"partnerships:{LEADS[page.name]}", args=ground.keys[of])
    assert _said(sent) == ([page.done] if page.done else [])


def test_the_only_coordinator_is_not_let_go(ground: Ground, browse: Browse) -> None:
    mine = Role.objects.get(person=ground.cast.alice.person_id, circle=ground.cast.partnership, role="coordinator")
    address = reverse("partnerships:end_member", args=[ground.partnership.pk, mine.pk])
    answer = browse(ground.cast.alice).post(address)
    assert answer.status_code == 422
    assert "den eneste tovholder" in _words(answer)


def test_a_charter_is_acknowledged_by_those_who_are_in_it(ground: Ground, browse: Browse) -> None:
    address = reverse("partnerships:acknowledge", args=[ground.partnership.pk])
    alice = browse(ground.cast.alice)
    assert alice.post(address).status_code == 404
    charter.write(by=ground.cast.alice, partnership=ground.partnership, told=ROLES)
    refused = browse(ground.cast.charlie).post(address, {"side": "citizen"})
    assert refused.status_code == 403
    assert "Kun den, der er med i partnerskabet, kan sige ja til rollekortet." in _words(refused)

    assert alice.get(address).status_code == 405
    assert "Vælg, hvem du er her som." in _said(alice.post(address, {"side": "king"}))
    assert "Tak. Det står nu, at du er med på rollekortet." in _said(alice.post(address))
    said = Acknowledgement.objects.get()
    assert (said.person_id, said.side, said.by_link) == (ground.cast.alice.person_id, "administration", False)
    away = alice.post(address, {"back": "https://elsewhere.example/"})
    assert away["Location"] == reverse("partnerships:charter", args=[ground.partnership.pk])


def test_those_who_lack_are_sent_a_link_by_one_press(ground: Ground, browse: Browse) -> None:
    address = reverse("partnerships:ask_charter", args=[ground.partnership.pk])
    alice = browse(ground.cast.alice)
    assert alice.post(address).status_code == 404
    charter.write(by=ground.cast.alice, partnership=ground.partnership, told=ROLES)
    assert browse(ground.cast.bob).post(address).status_code == 403
    page = _words(alice.get(reverse("partnerships:charter", args=[ground.partnership.pk])))
    assert "Send personligt link til dem, der mangler" in page

    sent = alice.post(address)
    assert sent["Location"] == reverse("partnerships:charter", args=[ground.partnership.pk])
    assert Message.objects.filter(person=ground.frida.person, subject__startswith="Vil du læse").count() == 1


def test_the_pages_draw_what_each_may_do(ground: Ground, browse: Browse) -> None:
    shown = {
        "charter": ("Skriv rollekortet", "Sæt en milepæl", "Tilføj en ansvarlig", "er nået"),
        "mandates": ("Skriv, hvad en myndighed kan afgøre",),
        "problem": ("Skriv problemet",),
        "parties": ("Tilføj en person", "Tilføj en part", "Stop medlemskabet"),
        "relations": ("Spørg alle",),
    }
    alice, bob = browse(ground.cast.alice), browse(ground.cast.bob)
    for name, labels in shown.items():
        address = reverse(f"partnerships:{name}", args=[ground.partnership.pk])
        mine, theirs = _words(alice.get(address)), _words(bob.get(address))
        assert [label for label in labels if label not in mine] == [], name
        assert [label for label in labels if label in theirs] == [], name

    charter.write(by=ground.cast.alice, partnership=ground.partnership, told=ROLES)
    charter.reframe(by=ground.cast.alice, partnership=ground.partnership, words="Vejen er lang")
    pages = [_words(alice.get(reverse(f"partnerships:{name}", args=[ground.partnership.pk]))) for name in shown]
    assert "Skriv en ny udgave" in pages[0]
    assert "Skriv rollekortet" not in pages[0]
    assert "Skriv problemet om" in pages[2]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_page_of_mandates_costs_the_same_for_one_and_for_three(
    ground: Ground, browse: Browse, number: int, django_assert_num_queries: Any
) -> None:
    for subject in ("Kaffe", "Te", "Saft")[:number]:
        terms = charter.Terms(organisation=ground.cast.municipality, subject=subject, ground="§ 119")
        charter.give_mandate(by=ground.cast.alice, partnership=ground.partnership, terms=terms)
    address, alice = reverse("partnerships:mandates", args=[ground.partnership.pk]), browse(ground.cast.alice)
    alice.get(address)
    with django_assert_num_queries(MANDATE_QUERIES):
        page = _words(alice.get(address))
    assert page.count("§ 119") == number
    assert ("Begynd med det, I er i tvivl om." in page) is (number == 0)


def test_an_association_stops_by_one_press_said_by_its_own_or_the_coordinator(ground: Ground, browse: Browse) -> None:
    address = reverse("partnerships:stop_civic", args=[ground.task.pk])
    refused = browse(ground.cast.politician).post(address)
    assert refused.status_code == 403
    assert civic_rules.OWN in _words(refused)
    alice = browse(ground.cast.alice)
    assert alice.get(address).status_code == 405

    sent = alice.post(address)
    assert sent["Location"] == reverse("partnerships:civic", args=[ground.partnership.pk])
    assert _said(sent) == [
        "Hallens Venner gør det ikke mere. Opgaven ligger nu hos Eksempel Kommune, hvis pligt det er."
    ]
    ground.task.refresh_from_db()
    assert ground.task.stopped_at is not None


def test_a_round_is_reminded_of_and_closed_by_one_press_each(ground: Ground, browse: Browse) -> None:
    for name in ("Anna", "Ask", "Finn", "Freja"):
        parties.add_member(
            by=ground.cast.alice,
            partnership=ground.partnership,
            name=name,
            role="staff",
            email=f"{name.lower()}@example.org",
            organisation=ground.cast.municipality,
        )
    asking = relations.ask(by=ground.cast.alice, partnership=ground.partnership, moment="before")
    overview = reverse("partnerships:relations", args=[ground.partnership.pk])
    remind, close = (reverse(f"partnerships:{name}_round", args=[asking.pk]) for name in ("remind", "close"))
    alice = browse(ground.cast.alice)
    assert browse(ground.cast.bob).post(remind).status_code == 403
    assert alice.get(remind).status_code == 405
    assert "Spørg alle" not in _words(alice.get(overview))

    assert "Ingen fik en påmindelse" in _said(alice.post(remind))[0]
    asking.asked.update(issued=None)
    sent = alice.post(remind)
    assert (sent["Location"], _said(sent)[-1]) == (overview, "De, der mangler, har fået en mail.")
    assert Message.objects.filter(subject__startswith="Husk:").count() == 6
    token = Message.objects.get(subject__startswith="Husk:", person=ground.frida.person).body
    token = token.partition("/partnerskaber/s/#")[2].split()[0]
    opened = Client().get(reverse("partnerships:relation_link", args=[token]))
    mine = asking.asked.get(person=ground.frida.person)
    assert opened["Location"] == reverse("partnerships:own_relation", args=[mine.pk])
    assert alice.post(close)["Location"] == overview
    assert "Målingen er lukket, så der er ingen at minde om den." in _said(alice.post(remind))


def test_an_older_link_with_its_token_in_the_address_opens_the_same_page(ground: Ground) -> None:
    frida: Person = ground.frida.person
    charter.write(by=ground.cast.alice, partnership=ground.partnership, told=ROLES)
    for purpose, name, own, key in (
        (charter_rules.PASS_PURPOSE, "charter_link", "own_charter", ground.partnership.pk),
        (civic_rules.PASS_PURPOSE, "civic_link", "own_civic", ground.task.pk),
    ):
        node: Node = ground.partnership.node
        with journal.writing():
            issued, token = passes.issue(
                by=ground.cast.alice, node=node, purpose=purpose, lasts=dt.timedelta(days=1), person=frida
            )
        CivicTask.objects.filter(pk=ground.task.pk).update(issued=issued)
        visitor = Client()
        opened = visitor.get(reverse(f"partnerships:{name}", args=[token]))
        assert (opened.status_code, opened["Location"]) == (302, reverse(f"partnerships:{own}", args=[key]))
        assert visitor.get(opened["Location"]).status_code == 200
        assert token not in _words(visitor.get(opened["Location"]))
