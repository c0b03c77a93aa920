"""The method library: whole, told apart from the source, with guides in versions, and an activity's page filled from it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from samspil.features.partnerships.core import rules as core_rules
from samspil.features.partnerships.core.models import Activity, Method, Partnership
from samspil.features.partnerships.methods import actions as methods
from samspil.features.partnerships.methods import queries, rules
from samspil.features.partnerships.plans import actions as partnerships
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import texts
from tests.kit import shared
from tests.kit.cast import Cast
from tests.kit.clients import Browse

DESCRIBED = {"walk_around", "kitchen_table_talk", "ethno_raid", "design_sprint", "field_work", "photo_elicitation"}


def test_the_library_has_each_kind_of_the_plan_and_the_six_that_are_described() -> None:
    library = rules.library()
    assert list(library) == list(core_rules.METHODS)
    assert {key for key, each in library.items() if each.described} == DESCRIBED


@pytest.mark.parametrize("key", core_rules.METHODS)
def test_each_method_says_all_that_is_needed_to_do_it(key: str) -> None:
    method = rules.method(key)
    assert all((method.purpose, method.time, method.group, method.consent, method.gives, method.audience))
    assert min(len(method.steps), len(method.guide)) >= 3
    assert method.roles
    assert method.level in core_rules.LEVELS
    assert max(len(method.gives), len(method.audience)) <= 300


def test_the_six_are_those_of_the_real_description_and_our_words_are_not_its() -> None:
    source = " ".join(
        (shared.folder("sources") / "projektbeskrivelse-procesplan.txt").read_text(encoding="utf-8").split()
    )
    for said in (
        "Gå rundt i problemet:",
        "Køkkenbordssamtaler/samtaler med få:",
        "Etnoraid:",
        "Tubodesignsprint:",
        "Feltarbejde:",
        "Fotoelicitering:",
    ):
        assert said in source
        assert core_rules.method_named(said) in DESCRIBED

    for method in rules.library().values():
        assert method.purpose not in source


@pytest.mark.parametrize("key", core_rules.METHODS)
def test_an_activity_begins_filled_with_the_methods_own_opening_level_and_sides(key: str) -> None:
    begun, method = rules.begin(key), rules.method(key)
    assert (begun["method"], begun["opening"], begun["level"]) == (key, method.opening, method.level)
    assert method.opening in core_rules.OPENINGS
    assert set(method.sides) <= set(core_rules.SIDES)
    assert len(method.sides) == len(set(method.sides)) >= 2
    assert core_rules.OPENINGS["political"] == "Politisk oplæg før forvaltningsoplæg"
    assert begun["description"].startswith(f"1. {rules.method(key).steps[0]}")


def test_nobody_gives_a_political_talk_at_a_kitchen_table() -> None:
    assert rules.method("kitchen_table_talk").opening == "none"
    assert {key for key in core_rules.METHODS if rules.method(key).opening == "political"} == {
        "design_sprint",
        "workshop",
        "meeting",
    }


def test_what_is_left_blank_is_filled_from_the_method_and_what_is_written_stands() -> None:
    blank = {"method": "kitchen_table_talk", "title": "", "aim": "", "place": "", "starts": dt.time(10), "ends": None}
    filled = rules.filled({**blank, "aim": "Vores eget"})
    assert (filled["title"], filled["aim"], filled["ends"]) == ("Køkkenbordssamtaler", "Vores eget", dt.time(11, 30))
    assert filled["place"] == rules.method("kitchen_table_talk").place
    assert rules.filled({"method": "", "title": "Kaffe"}) == {"method": "", "title": "Kaffe"}

    emptied = rules.filled({**blank, "aim": ""}, drawn_from="kitchen_table_talk")
    assert (emptied["title"], emptied["aim"]) == ("Køkkenbordssamtaler", "")
    stood = rules.begin("workshop")["aim"]
    assert rules.filled({**blank, "aim": stood}, drawn_from="workshop")["aim"] == rules.begin(blank["method"])["aim"]


@pytest.mark.parametrize(("minutes", "ends"), [(90, dt.time(23, 30)), (119, dt.time(23, 59)), (120, None), (0, None)])
def test_an_activity_ends_as_its_method_does_and_never_past_midnight(minutes: int, ends: dt.time | None) -> None:
    assert rules.ends(dt.time(22), minutes) == ends


def test_what_is_no_method_is_not_found() -> None:
    for wrong in (lambda: rules.method("king"), lambda: rules.text_name("ethno_raid", "king"), lambda: rules.begin("")):
        with pytest.raises(NotFound):
            wrong()


def test_a_guide_is_kept_in_versions_with_why_and_what_changed(cast: Cast, partnership: Partnership) -> None:
    key = "kitchen_table_talk"
    library = rules.method(key).guide
    assert queries.words(partnership, key, "guide") == queries.Words("guide", "\n".join(library), 0)
    first = methods.write(
        by=cast.alice, partnership=partnership, key=key, part="guide", body="Hvordan går det?\nHvad så?"
    )
    with pytest.raises(Refused, match="den samme som før"):
        methods.write(
            by=cast.alice,
            partnership=partnership,
            key=key,
            part="guide",
            body=" Hvordan går det?  \nHvad så? ",
            based_on=1,
            why="x",
        )

    with pytest.raises(Refused, match="hvorfor teksten er ændret"):
        methods.write(by=cast.alice, partnership=partnership, key=key, part="guide", body="Hvad så?", based_on=1)

    methods.write(
        by=cast.alice,
        partnership=partnership,
        key=key,
        part="guide",
        body="Hvordan går det?\nHvorfor?",
        based_on=1,
        why="Kortere",
    )
    second, oldest = queries.versions(partnership, key, "guide")
    assert (second.row.number, second.row.reason, oldest.row, oldest.row.number) == (2, "Kortere", first, 1)
    assert second.lines == [("", "Hvordan går det?"), ("-", "Hvad så?"), ("+", "Hvorfor?")]
    assert {line for mark, line in oldest.lines if mark == "-"} == set(library)
    assert queries.words(partnership, key, "consent").number == 0


def test_two_who_write_at_once_lose_nothing(cast: Cast, partnership: Partnership, browse: Browse) -> None:
    said = {"partnership": partnership, "key": "ethno_raid", "part": "guide"}
    methods.write(by=cast.alice, body="Alices", **said)
    with pytest.raises(texts.Conflict) as conflict:
        methods.write(by=cast.alice, body="Bobs", why="x", based_on=0, **said)
    assert (conflict.value.mine, conflict.value.theirs.body) == ("Bobs", "Alices")
    address = reverse("partnerships:write_method", args=[partnership.pk, "ethno_raid", "guide"])
    page = browse(cast.alice).post(address, {"body": "Bobs", "why": "x", "based_on": "0"})
    assert page.status_code == 422
    assert "Alices" in page.content.decode()
    assert "Bobs" in page.content.decode()


@pytest.mark.parametrize("who", ["charlie", "dorte", "politician", "director", "secretary"])
def test_others_write_no_guide(cast: Cast, partnership: Partnership, who: str) -> None:
    with pytest.raises(Refused, match="Kun tovholder, medarbejdere og evaluator"):
        methods.write(by=getattr(cast, who), partnership=partnership, key="ethno_raid", part="guide", body="x")


def test_what_was_held_keeps_the_version_that_was_used(cast: Cast, partnership: Partnership) -> None:
    said = {"by": cast.alice, "partnership": partnership}
    methods.write(key="ethno_raid", part="guide", body="Første", **said)
    made = partnerships.plan(title="Raid", on=dt.date(2026, 3, 1), method="ethno_raid", **said)
    without = partnerships.plan(title="Uden metode", on=dt.date(2026, 3, 1), **said)
    for each in (made, without):
        partnerships.move(by=cast.alice, activity=each, state="held")
    methods.write(key="ethno_raid", part="guide", body="Anden", why="x", based_on=1, **said)
    assert {each.node.title: each.guide for each in Activity.objects.all()} == {"Raid": 1, "Uden metode": None}


def test_an_activity_started_from_a_method_on_its_page(cast: Cast, partnership: Partnership, browse: Browse) -> None:
    alice = browse(cast.alice)
    address = f"{reverse('partnerships:new_activity', args=[partnership.pk])}?metode=field_work"
    page = alice.get(address).content.decode()
    assert rules.method("field_work").gives in page
    made = alice.post(address, {**rules.begin("field_work"), "title": "En dag i hjemmeplejen", "opening": "citizen"})
    activity = Activity.objects.get(pk=made["Location"].rstrip("/").rpartition("/")[2])
    assert (activity.method, activity.opening, activity.level) == ("field_work", "citizen", "hear")
    shown = alice.get(made["Location"]).content.decode()
    assert "En borger begynder" in shown
    assert rules.method("field_work").consent in shown
    assert partnership.versions.order_by("-number")[0].rows[0]["opening"] == "En borger begynder"
    assert alice.get(address.replace("field_work", "king")).status_code == 404


def test_the_source_and_our_words_stand_apart(cast: Cast, partnership: Partnership, browse: Browse) -> None:
    Method.objects.create(partnership=partnership, order=0, name="Etnoraid", description="Kildens ord om etnoraid.")
    page = browse(cast.alice).get(reverse("partnerships:method", args=[partnership.pk, "ethno_raid"])).content.decode()
    source, ours = page.index("Kildens ord om etnoraid."), page.index("Samspils forslag")
    assert source < ours
    salon = browse(cast.alice).get(reverse("partnerships:method", args=[partnership.pk, "conversation_salon"]))
    assert "Kilderne nævner kun metoden ved navn." in salon.content.decode()
    assert Client().get(reverse("partnerships:methods")).status_code == 200
    assert browse(cast.charlie).get(reverse("partnerships:own_methods", args=[partnership.pk])).status_code == 404
