"""Several who come in at once: picked among those who are known, or read from a pasted list, seen through before they are saved."""

from __future__ import annotations

import pytest
from django.urls import reverse

from samspil.features.partnerships.charter import rules as charter_rules
from samspil.features.partnerships.core import extract
from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.pages import queries as page_queries
from samspil.features.partnerships.parties import actions as parties
from samspil.features.partnerships.parties import queries
from samspil.features.partnerships.parties.actions import Newcomer
from samspil.features.partnerships.starting import rules as starting_rules
from samspil.paper.refusal import Refused
from samspil.spine import people
from samspil.spine.models import JournalEntry, Organisation, Person, Role
from tests.kit import given
from tests.kit.cast import SINCE, Cast
from tests.kit.clients import Browse

KNOWN = {"1": "Bakkeby Kommune (opdigtet)", "2": "Hallens Venner", "3": "Fjernby Kommune (opdigtet)"}
KINDS = {"1": "municipality", "2": "association", "3": "municipality"}
NINE = """Navn; Organisation; E-mail; Rolle
Anna Ask; Bakkeby Kommune; anna@example.org; politiker
Bo Birk, Hallens Venner, bo@example.org
- Carl Dam\tbakkeby kommune\tcarl@example.org\tsygeplejerske
4. Dorte Eg <dorte@example.org>, Fjernby, byrådsmedlem
Eva Fog, +45 12 34 56 78
"Frede Gran", frede@example.org, "Hallens Venner"
Gry Holm; Gåklubben (forening); gry@example.org
Hans Iversen; Bakkeby Kommune; direktør
Ida Juul <ida@example.org>; Jens Krag <jens@example.org>
"""


def read(text: str) -> extract.Listed:
    return extract.people(text, KNOWN, KINDS)


def test_a_list_is_read_as_it_is_pasted_from_mails_and_sheets() -> None:
    listed = read(NINE)
    assert listed.unread == ()
    assert [(each.line, each.name, each.organisation or each.party_name, each.role) for each in listed.named] == [
        (2, "Anna Ask", "1", "politician"),
        (3, "Bo Birk", "2", "member"),
        (4, "Carl Dam", "1", "staff"),
        (5, "Dorte Eg", "3", "politician"),
        (6, "Eva Fog", "", "member"),
        (7, "Frede Gran", "2", "member"),
        (8, "Gry Holm", "Gåklubben", "member"),
        (9, "Hans Iversen", "1", "director"),
        (10, "Ida Juul", "", "member"),
        (10, "Jens Krag", "", "member"),
    ]
    assert [each.email for each in listed.named][:3] == ["anna@example.org", "bo@example.org", "carl@example.org"]
    assert listed.named[4].phone == "+45 12 34 56 78"
    assert extract.unknown(listed.named) == [("Gåklubben", "association")]


@pytest.mark.parametrize(
    ("line", "value", "mend"),
    [
        ("bo@example.org", "bo@example.org", "intet navn"),
        ("Bo, bo@example", "bo@example", "ikke en e-mailadresse"),
        ("Bo, Bakeby Kommune", "Bakeby Kommune", "Mener du »Bakkeby Kommune"),
        ("Bo, Syvstjernen", "Syvstjernen", "hvad den er"),
        ("Bo, Hallens Venner, kejser", "kejser", "ikke en af rollerne"),
        ("12345, Hallens Venner", "12345", "ikke et navn"),
        ("Eva, ens@example.org\nBo, ens@example.org", "ens@example.org", "står også på linje 1"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_line_value_and_how_to_mend_it(line: str, value: str, mend: str) -> None:
    [unread] = read(f"Anna Ask, Hallens Venner\n{line}" if "\n" not in line else line).unread
    assert (unread.line, unread.value) == (2, value)
    assert mend in unread.mend
    assert unread.sentence.startswith(f"Linje 2: »{value}«. ")


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("Hallens Venner, formand", "member"),
        ("næstformand, Hallens Venner", "member"),
        ("Hallens Venner, kasserer", "member"),
        ("Hallens Venner, sekretær", "member"),
        ("Bakkeby Kommune, sekretær", "staff"),
        ("Bakkeby Kommune, udvalgsformand", "politician"),
        ("Bakkeby Kommune, sygeplejerske", "staff"),
        ("sundhedsplejerske, Bakkeby Kommune", "staff"),
        ("Bakkeby Kommune, læge", "staff"),
        ("pårørende", "member"),
        ("Hallens Venner, bestyrelsesmedlem", "member"),
    ],
)
def test_a_common_word_for_what_somebody_is_is_read_by_its_kind(said: str, role: str) -> None:
    listed = read(f"Bo Birk, {said}")
    assert listed.unread == ()
    assert [(each.name, each.role, each.party_name) for each in listed.named] == [("Bo Birk", role, "")]
    # Where no role is asked for, one on the list does no harm.
    unasked = extract.people(f"Bo Birk, {said}", KNOWN, KINDS, asks_role=False)
    assert (unasked.unread, unasked.named[0].role) == ((), "")


@pytest.mark.parametrize(
    ("line", "name", "phone"),
    [
        ("Ole 20304050", "Ole", "20304050"),
        ("Ole Hansen tlf. 20 30 40 50", "Ole Hansen", "20 30 40 50"),
        ("Ole mobil: 20-30-40-50, Hallens Venner", "Ole", "20-30-40-50"),
        ("Ole +45 20 30 40 50", "Ole", "+45 20 30 40 50"),
        ("Ole 2", "Ole 2", ""),
        ("Ole 203040501", "Ole 203040501", ""),
    ],
)
def test_a_telephone_number_after_a_name_is_no_part_of_it(line: str, name: str, phone: str) -> None:
    [read_as] = read(line).named
    assert (read_as.name, read_as.phone) == (name, phone)


def test_a_name_that_one_in_the_organisation_bears_is_that_person(
    cast: Cast, partnership: Partnership, browse: Browse
) -> None:
    alice, address = browse(cast.alice), reverse("partnerships:add_members", args=[partnership.pk])
    ditte, before = cast.person(cast.director), Person.objects.count()
    sent = {"lines": "ditte, Eksempel Kommune, direktør"}
    page = alice.post(address, sent).content.decode()
    assert "kendt i forvejen" in page
    mark = page.split('name="seen" value="')[1].split('"')[0]
    assert alice.post(address, {**sent, "seen": mark}).status_code == 302
    assert Person.objects.count() == before
    assert ditte in {each.role.person for each in queries.roles(partnership)}

    # Who is in it already is not made once more either.
    again = alice.post(address, sent).content.decode()
    mark = again.split('name="seen" value="')[1].split('"')[0]
    assert alice.post(address, {**sent, "seen": mark}).status_code == 302
    assert Person.objects.count() == before

    twin = people.add_person(by=cast.alice, name="Ditte", email="anden@example.org")
    people.give_role(by=cast.alice, person=twin, role="staff", organisation=cast.municipality, from_on=SINCE)
    asked = alice.post(address, sent)
    assert asked.status_code == 422
    assert "Flere hos Eksempel Kommune hedder det" in asked.content.decode()
    assert alice.post(address, {"lines": "Ditte, Eksempel Kommune, anden@example.org"}).status_code == 200


def test_an_address_under_another_name_seats_nobody_and_tells_no_name(
    cast: Cast, partnership: Partnership, browse: Browse
) -> None:
    known = people.add_person(by=cast.alice, name="Charlotte Sommer", email="sommer@example.org")
    alice = browse(cast.alice)
    for name, words in (
        ("add_members", {"lines": "Anna Ask, anna@example.org\nHvem er det, SOMMER@example.org"}),
        ("add_member", {"name": "Hvem er det", "role": "member", "email": "sommer@example.org"}),
    ):
        refused = alice.post(reverse(f"partnerships:{name}", args=[partnership.pk]), words)
        assert refused.status_code == 422
        assert "Adressen er kendt under et andet navn" in refused.content.decode()
        assert "Charlotte" not in refused.content.decode()

    assert (
        "Linje 2"
        in alice.post(
            reverse("partnerships:add_members", args=[partnership.pk]), {"lines": "\nHvem er det, sommer@example.org"}
        ).content.decode()
    )
    stranger = Newcomer("Hvem er det", "member", "sommer@example.org")
    with pytest.raises(Refused, match="kendt under et andet navn"):
        parties.add_members(by=cast.alice, partnership=partnership, newcomers=[stranger])
    assert not Role.objects.filter(person=known).exists()

    same = Newcomer("C. Sommer", "member", "sommer@example.org")
    [given] = parties.add_members(by=cast.alice, partnership=partnership, newcomers=[same])
    assert given.person == known


@pytest.mark.parametrize("text", ["", "  \n\n", "Navn, e-mail", "\u00a0"])
def test_nothing_is_read_where_nobody_stands(text: str) -> None:
    assert read(text) == extract.Listed((), ())


def test_several_come_in_by_one_deed_an_act_each_and_again_is_nothing(cast: Cast, partnership: Partnership) -> None:
    coming = [
        Newcomer("Anna", "politician", "anna@example.org", organisation=cast.municipality),
        Newcomer("Bo", "member", party_name="Gåklubben", party_kind="association"),
        Newcomer("Carl", "member", party_name="gåklubben", party_kind="association"),
        Newcomer("Rie", "staff", organisation=cast.elsewhere),
    ]
    given = parties.add_members(by=cast.alice, partnership=partnership, newcomers=coming)
    assert [each.person.name for each in given] == ["Anna", "Bo", "Carl", "Rie"]
    assert {each.name for each in queries.parties(partnership)} >= {"Anden Kommune", "Gåklubben"}
    assert Organisation.objects.filter(name__iexact="gåklubben").count() == 1
    assert JournalEntry.objects.filter(verb="member.came", node_id=partnership.pk).count() == 4

    again = [Newcomer("Anna", "politician", "ANNA@example.org", organisation=cast.municipality)]
    assert parties.add_members(by=cast.alice, partnership=partnership, newcomers=again) == []


@pytest.mark.parametrize("wrong", [Newcomer("Bo", "king"), Newcomer(" ", "staff")])
def test_nothing_is_half_written(cast: Cast, partnership: Partnership, wrong: Newcomer) -> None:
    before = (Person.objects.count(), Role.objects.count(), Organisation.objects.count())
    coming = [Newcomer("Anna", "staff", party_name="Ny forening", party_kind="association"), wrong]
    with pytest.raises(Refused):
        parties.add_members(by=cast.alice, partnership=partnership, newcomers=coming)
    assert (Person.objects.count(), Role.objects.count(), Organisation.objects.count()) == before

    for by, many in ((cast.bob, coming[:1]), (cast.alice, []), (cast.alice, coming[:1] * 201)):
        with pytest.raises(Refused):
            parties.add_members(by=by, partnership=partnership, newcomers=many)


def test_only_those_one_works_with_are_shown_to_be_picked(cast: Cast, partnership: Partnership) -> None:
    stranger = people.add_person(by=cast.alice, name="Fremmed")
    people.give_role(by=cast.alice, person=stranger, role="staff", organisation=cast.elsewhere, from_on=SINCE)
    near = {each.person.name for each in queries.near(cast.alice, partnership)}
    assert "Fremmed" not in near
    assert "Alice" not in near, "who is in it already is not picked"
    assert "Ditte" in near


def test_what_is_pasted_is_seen_through_before_it_is_saved(
    cast: Cast, partnership: Partnership, browse: Browse
) -> None:
    alice, address = browse(cast.alice), reverse("partnerships:add_members", args=[partnership.pk])
    wrong = alice.post(address, {"lines": "Anna, Syvstjernen\nBo, Eksempel Kommune"})
    assert wrong.status_code == 422
    assert "Linje 1: »Syvstjernen«." in wrong.content.decode()
    assert "Bo, Eksempel Kommune" in wrong.content.decode(), "nothing of the list is lost"

    ditte = cast.person(cast.director)
    sent = {"lines": "Bo, Eksempel Kommune, bo@example.com", "known": [str(ditte.pk)]}
    shown = alice.post(address, sent)
    assert shown.status_code == 200
    assert not Person.objects.filter(name="Bo", email="bo@example.com").exists()
    page = shown.content.decode()
    mark = page.split('name="seen" value="')[1].split('"')[0]
    assert alice.post(address, {**sent, "lines": "Eva, Eksempel Kommune", "seen": mark}).status_code == 200
    done = alice.post(address, {**sent, "seen": mark, "role_1_Bo": "politician"})
    assert done.status_code == 302
    assert {(each.role.person.name, each.role.role) for each in queries.roles(partnership)} >= {
        ("Bo", "politician"),
        ("Ditte", "director"),
    }


def test_roles_and_the_first_activity_begin_in_one_page(cast: Cast, partnership: Partnership, browse: Browse) -> None:
    address = reverse("partnerships:start", args=[partnership.pk])
    assert browse(cast.bob).get(address).status_code == 404
    proposed = {
        f"{side}_{part}": words
        for side, pair in charter_rules.PROPOSED.items()
        for part, words in zip(("role", "expects"), pair, strict=True)
    }
    sent = {**proposed, "method": "kitchen_table_talk", "on": "01/03/2026", "starts": "10", "is_charter": "on"}
    assert browse(cast.alice).post(address, sent).status_code == 302
    made = Activity.objects.get(partnership=partnership)
    assert (made.node.title, made.level, made.opening) == ("Køkkenbordssamtaler", "hear", "none")
    said = partnership.charters.get().expectations.values_list("side", flat=True)
    assert set(said) == {"citizen", "politician", "professional", "administration"}, "Alice is of the administration"


def test_a_side_that_is_not_there_gets_no_role_unless_somebody_wrote_one() -> None:
    told = {"citizen": ("Egne ord", ""), "politician": charter_rules.PROPOSED["politician"], "professional": (" ", "")}
    assert set(starting_rules.agreed(told, {"professional"})) == {"citizen"}


def test_a_quick_deed_goes_straight_where_there_is_one_place_and_asks_where_there_are_several(
    cast: Cast, partnership: Partnership, browse: Browse
) -> None:
    alice, choose = browse(cast.alice), reverse("web:choose", args=["aktivitet"])
    straight = reverse("partnerships:new_activity", args=[partnership.pk])
    page = alice.get(reverse("web:overview")).content.decode()
    assert straight in page
    assert choose not in page
    assert alice.get(choose)["Location"] == straight

    circle = people.add_circle(
        by=cast.alice, name="Nyt", kind="partnership", partners=[], organisation=cast.municipality
    )
    people.give_role(by=cast.alice, person=cast.person(cast.alice), role="coordinator", circle=circle, from_on=SINCE)
    other = given.partnership(cast, name="Aftener i Eksempel", circle=circle)
    again = browse(people.actor_for(cast.person(cast.alice)))
    page = again.get(reverse("web:overview")).content.decode()
    assert choose in page
    assert straight not in page
    asked = again.get(choose).content.decode()
    assert asked.index("Aftener i Eksempel") < asked.index("Sammen i Eksempel")
    assert reverse("partnerships:new_activity", args=[other.pk]) in asked
    assert straight in asked

    landing = again.get(reverse("web:choose", args=["landing"])).content.decode()
    assert reverse("partnerships:plan", args=[other.pk]) in landing
    held = [given.activity(cast, partnership, held=True, title=title) for title in ("Første", "Anden")]
    landing = again.get(reverse("web:choose", args=["landing"])).content.decode()
    assert all(reverse("partnerships:land", args=[each.pk]) in landing for each in held)
    assert browse(cast.bob).get(choose).status_code == 404


def test_one_on_a_side_is_told_as_one(cast: Cast, partnership: Partnership) -> None:
    assert set(core_rules.ONE_OF) == set(core_rules.MORE_OF) == set(core_rules.SIDES)
    told = page_queries.within(partnership)
    one = {core_rules.ONE_OF[side] for side in core_rules.SIDES}
    assert 1 in {number for _words, number in told.sides}
    assert all(words in one for words, number in told.sides if number == 1)
