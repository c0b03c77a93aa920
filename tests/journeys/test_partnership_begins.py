"""A partnership of two authorities and an association on a phone: set up, roles by link, tasks and questions without a login."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings

from samspil.features.partnerships.charter.models import Acknowledgement
from samspil.features.partnerships.civic.models import CivicTask
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.relations.models import RelationAnswer
from samspil.spine import people
from samspil.spine.models import Duty, Message
from tests.journeys.base import Visit
from tests.kit.cast import Cast

pytestmark = pytest.mark.journey
PHONE = {"width": 375, "height": 812}
PHONES = (320, 375)
COMING = (
    ("Frida", "Hallens Venner", "Fra en forening eller borger"),
    ("Finn", "Hallens Venner", "Fra en forening eller borger"),
    ("Rie", "Anden Kommune", "Fagperson eller medarbejder"),
    ("Rolf", "Anden Kommune", "Politiker"),
)


def phone(open_visit: Callable[..., Visit], *, script: bool = True) -> Visit:
    visit = open_visit(script=script)
    visit.page.set_viewport_size(PHONE)
    return visit


def hold(visit: Visit) -> None:
    visit.demand(widths=PHONES)
    visit.page.set_viewport_size(PHONE)


def link(name: str, subject: str) -> str:
    body = Message.objects.filter(person__name=name, subject__startswith=subject).latest("created_at").body
    found = re.search(rf"{re.escape(settings.SAMSPIL_ADDRESS)}(/\S+)", body)
    assert found
    return found[1]


def by_hand(visit: Visit, address: str) -> None:
    """Open a personal link without script: what stands behind the # is typed."""
    door, _, code = address.partition("#")
    visit.go(door)
    visit.page.get_by_label("Koden").fill(code)
    visit.page.get_by_role("button", name="Åbn", exact=True).click()


def set_up(alice: Visit) -> Partnership:
    page = alice.page
    alice.go("/partnerskaber/")
    hold(alice)
    page.get_by_role("link", name="Opret et partnerskab").click()
    hold(alice)
    page.get_by_label("Hvad hedder partnerskabet?").fill("Sammen om vejen")
    page.get_by_label("Hvad vil I sammen?").fill("At ingen venter, fordi vejen er lang.")
    page.get_by_role("button", name="Opret").click()
    page.get_by_role("link", name="Et partnerskab har mindst to parter").wait_for()
    hold(alice)
    page.get_by_text("Anden Kommune", exact=True).click()
    page.get_by_text("Flere oplysninger").click()
    page.get_by_label("En part, der ikke står på listen").fill("Hallens Venner")
    page.get_by_label("Hvad er den?").select_option("association")
    page.get_by_role("button", name="Opret").click()
    page.get_by_role("heading", name="Hvem er med?").wait_for()
    hold(alice)
    made = Partnership.objects.get(node__title="Sammen om vejen")
    alice.go(f"/partnerskaber/{made.pk}/parter/")
    for name, party, role in COMING:
        page.get_by_role("link", name=f"Tilføj en person fra {party}").click()
        assert page.get_by_label("Kommer fra").locator("option:checked").inner_text() == party
        page.get_by_label("Navn").fill(name)
        page.get_by_label("E-mail").fill(f"{name.lower()}@example.org")
        page.get_by_label(role).check()
        page.get_by_role("button", name="Gem").click()
        page.get_by_text(f"{name} er nu med.").wait_for()

    hold(alice)
    return made


def give_roles(alice: Visit, frida: Visit, home: str) -> None:
    """Write the role card; Frida says by her link, without script, that she is with it."""
    page = alice.page
    alice.go(f"{home}rollekort/skriv/")
    page.get_by_label("Politikere: hvad er rollen?").fill("At lytte, før de svarer.")
    page.get_by_label("Civilsamfund: hvad er rollen?").fill("At sige, hvad de ser.")
    page.get_by_role("button", name="Gem").click()
    page.get_by_role("button", name="Send personligt link til dem, der mangler").click()
    by_hand(frida, link("Frida", "Vil du læse"))
    frida.page.get_by_label("Civilsamfund").check()
    frida.page.get_by_role("button", name="Jeg har læst det og er med på det").click()
    frida.page.get_by_text("Frida er med på rollekortet som civilsamfund.").wait_for()
    assert [(a.person.name, a.side, a.by_link) for a in Acknowledgement.objects.select_related("person")] == [
        ("Frida", "civil_society", True)
    ]


def give_a_task(alice: Visit, home: str) -> None:
    """Give an association a task and Frida the link to it; what it adds is asked for before it is saved."""
    page = alice.page
    alice.go(f"{home}foreninger/")
    page.get_by_role("link", name="Giv en forening en opgave").click()
    hold(alice)
    page.get_by_label("Hvad tager foreningen sig af?").fill("Kør til lægen")
    page.get_by_label("Eksempel Kommune").check()
    page.get_by_role("button", name="Gem").click()
    page.get_by_role("link", name=re.compile("Vælg, om foreningen lægger noget til")).wait_for()
    page.get_by_label(re.compile("ellers skulle gøre")).check()
    page.get_by_label("Hvad gør myndigheden selv i dag?").fill("Ingen kørsel om eftermiddagen.")
    page.get_by_role("button", name="Gem").click()
    page.get_by_text("Pligten er stadig myndighedens").wait_for()
    hold(alice)
    page.get_by_role("link", name="Giv foreningen et link").click()
    page.get_by_label("Hvem i foreningen?").select_option("Frida")
    page.get_by_role("button", name="Gem").click()
    page.get_by_role("heading", name="Link til Frida").wait_for()
    hold(alice)


def carry_it_out_and_stop(open_visit: Callable[..., Visit], alice: Visit, frida: Visit, home: str) -> None:
    """Frida writes hours and says no more; the task is the authority's again."""
    seen = phone(open_visit)
    seen.go(link("Frida", "Jeres opgave"))
    hold(seen)
    by_hand(frida, link("Frida", "Jeres opgave"))
    frida.page.get_by_label("Hvor mange frivillige?").fill("2")
    frida.page.get_by_label("Hvor mange timer tilsammen?").fill("3,5")
    frida.page.get_by_role("button", name="Skriv timerne").click()
    frida.page.get_by_text("I har givet 3,5 timer i alt.").wait_for()
    frida.page.get_by_role("button", name="Ikke mere nu").click()
    frida.page.get_by_text("I skal ikke gøre mere.").first.wait_for()
    alice.go(f"{home}foreninger/")
    alice.page.get_by_text("Opgaven ligger hos Eksempel Kommune").wait_for()


def ask_seven_questions(open_visit: Callable[..., Visit], alice: Visit, home: str) -> None:
    """Ask everybody how they work together; four answer, which is too few to be shown."""
    page = alice.page
    alice.go(f"{home}samarbejdet/")
    page.get_by_role("link", name="Spørg alle").click()
    page.get_by_label("Før", exact=True).check()
    page.get_by_role("button", name="Gem").click()
    page.get_by_text("0 af 5 har svaret.").wait_for()
    hold(alice)
    for name, _party, _role in COMING:
        person = phone(open_visit)
        person.go(link(name, "Hvordan arbejder vi"))
        hold(person)
        for group in person.page.locator(".attend fieldset").all():
            group.locator("label", has_text="nogenlunde").click()
        person.page.get_by_role("button", name="Send svaret").click()
        person.page.get_by_role("heading", name="Tak for dit svar").wait_for()
    alice.go("/")
    page.get_by_role("heading", name="Hvordan arbejder I sammen?").wait_for()
    page.get_by_role("link", name="Sammen om vejen").first.click()
    alice.go(f"{home}samarbejdet/")
    assert RelationAnswer.objects.count() == 4
    page.get_by_text("Luk målingen, og vis tallene").first.click()
    page.get_by_role("button", name="Luk målingen, og vis tallene").click()
    page.get_by_text("4 af 5 har svaret. Tallene vises ikke, når færre end 5 har svaret.").wait_for()
    hold(alice)


def use_a_method(alice: Visit, home: str) -> None:
    """Change a method's guide and begin an activity with it."""
    page = alice.page
    alice.go(f"{home}metoder/")
    hold(alice)
    page.get_by_role("link", name="Køkkenbordssamtaler").click()
    page.get_by_role("link", name="Ret spørgeguide").click()
    page.get_by_label("Teksten").fill("Hvordan er en almindelig dag?\nHvad står i vejen?")
    page.get_by_role("button", name="Gem").click()
    page.get_by_text("Partnerskabets egen, udgave 1.").wait_for()
    page.get_by_text("Udgaver af spørgeguide").click()
    hold(alice)
    page.get_by_role("link", name="Begynd en aktivitet med metoden").click()
    page.get_by_text("Flere oplysninger").click()
    assert page.get_by_label("Ingen oplæg").is_checked()
    hold(alice)
    page.get_by_role("button", name="Gem").click()
    page.get_by_text("Hjælp til dagen").click()
    page.get_by_text("Hvad står i vejen?").wait_for()
    hold(alice)


def let_a_party_go(alice: Visit, home: str) -> None:
    """Let a party go, by a page that asks first."""
    page = alice.page
    alice.go(f"{home}parter/")
    page.get_by_role("link", name="Anden Kommune forlader partnerskabet").click()
    hold(alice)
    page.get_by_role("button", name="Ja, gør det").click()
    page.get_by_text("Anden Kommune er ikke part mere.").wait_for()


def test_from_nothing_to_roles_a_task_and_seven_questions(open_visit: Callable[..., Visit], cast: Cast) -> None:
    alice = phone(open_visit)
    alice.log_in(cast.alice)
    home = f"/partnerskaber/{set_up(alice).pk}/"
    frida = phone(open_visit, script=False)
    give_roles(alice, frida, home)
    give_a_task(alice, home)
    carry_it_out_and_stop(open_visit, alice, frida, home)
    assert Duty.objects.get(pk=CivicTask.objects.get().pk).owner_organisation == cast.municipality

    ask_seven_questions(open_visit, alice, home)
    use_a_method(alice, home)
    let_a_party_go(alice, home)
    assert not people.actor_for(cast.person(cast.charlie)).circles
