"""A house is a file: what holds is used, what does not is named in a sentence, and nothing on a page falls down for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from samspil.features.cases.houses.rules import files, houses
from samspil.features.cases.records.models import Body
from samspil.features.cases.seats import actions as seats_actions
from samspil.paper.refusal import Refused
from samspil.spine import people
from tests.kit.cast import Cast

GOOD = (Path(__file__).parents[3] / "demo" / "houses" / "bakkeby.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = list(houses._FOLDERS)
    houses._FOLDERS[:] = []
    houses.look_in(tmp_path)
    yield tmp_path
    houses._FOLDERS[:] = before
    houses._found.cache_clear()


def put(folder: Path, name: str, words: str | bytes) -> None:
    (folder / name).write_bytes(words.encode() if isinstance(words, str) else words)
    houses._found.cache_clear()


def test_both_real_houses_say_what_the_meeting_room_needs() -> None:
    region, norddjurs = houses.get("region_midtjylland"), houses.get("norddjurs")
    assert (region.approval, norddjurs.approval) == (True, True)
    assert region.standing_items == (
        "Godkendelse af referat fra seneste møde i udvalget",
        "Gensidig orientering",
        "Mødedeltagelse",
    )
    assert norddjurs.standing_items == ()
    assert houses.problems() == ()


def test_a_file_in_the_folder_is_a_house(folder: Path) -> None:
    put(folder, "bakkeby.toml", GOOD)
    house = houses.get("bakkeby")
    assert house.name == "Bakkeby Kommune (opdigtet)"
    assert house.item_name("2", "Kaffe") == "Sag 2: Kaffe"
    assert house.heading("børnenes vinkel") == "Børnenes vinkel"
    assert house.look.write("annex", place="1", title="Notat", document_number="") == "1. Notat"
    assert not house.look.page_per_item
    assert list(houses.everyone()) == ["bakkeby", "norddjurs", "region_midtjylland"]


def test_a_file_of_the_same_name_stands_for_the_products_own(folder: Path) -> None:
    put(folder, "norddjurs.toml", GOOD)
    assert houses.get("norddjurs").name == "Bakkeby Kommune (opdigtet)"


WRONG = {
    "not toml": ("name = ", "er ikke gyldig TOML"),
    "not utf-8": (b'name = "\xe6"', "er ikke gemt som UTF-8"),
    "empty": ("", "mangler name"),
    "no sections": (GOOD.replace("sections = [", "sections = [] #"), "mangler sections"),
    "no decision": (GOOD.replace(' "decision",', ""), "sections mangler »decision«"),
    "twice": (GOOD.replace('"summary", "case', '"summary", "summary", "case'), "nævner det samme to gange"),
    "not words": (GOOD.replace('"summary", "case', '7, "case'), "en liste af tekster"),
    "unknown key": (GOOD.replace("approval", "approvel"), "»approvel« kendes ikke"),
    "unknown look": (GOOD.replace("page_per_item", "page_pr_item"), "»look.page_pr_item« kendes ikke"),
    "wrong kind": (GOOD.replace("approval = true", 'approval = "ja"'), "»approval« skal være true eller false"),
    "unknown word": (
        GOOD.replace("{clock}", "{klokken}"),
        "kan ikke udfylde {klokken}. Her kan bruges: {clock}, {date}",
    ),
    "reaches inside": (GOOD.replace("{clock}", "{clock.__class__}"), "kan ikke udfylde {clock.__class__}"),
    "turns it": (GOOD.replace("{clock}", "{clock!r}"), "kan ikke udfylde {clock}"),
    "widens it": (GOOD.replace("{clock}", "{clock:>999999999}"), "kan ikke udfylde {clock}"),
    "fills a name": (
        GOOD.replace('"Direktøren', '"{body} Direktøren'),
        "kan ikke udfylde {body}. Her kan bruges: ingen",
    ),
    "open brace": (GOOD.replace("{clock}", "{clock"), "krøllet parentes"),
    "too long": (GOOD.replace("Direktøren", "D" * 301), "længere end 300 tegn"),
    "too large": (GOOD + "#" * 100_001, "for stor til at være en form"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_hold_is_one_sentence_and_no_house(folder: Path, name: str) -> None:
    words, sentence = WRONG[name]
    put(folder, "gal.toml", words)
    (problem,) = houses.problems()
    assert sentence in problem
    assert "»gal.toml«" in problem
    assert list(houses.everyone()) == ["norddjurs", "region_midtjylland"]


@pytest.mark.parametrize("name", ["Stor.toml", "../x.toml", "1.toml", "æ.toml"])
def test_a_name_that_cannot_be_a_key_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="kan ikke være navnet"):
        files.read(name, GOOD.encode())


def test_a_file_that_cannot_be_opened_is_told(folder: Path) -> None:
    (folder / "laast.toml").mkdir()
    houses._found.cache_clear()
    assert houses.problems() == ("»laast.toml« kan ikke åbnes. Se efter, om Samspil har lov til at læse filen.",)


def test_the_command_lists_the_houses_and_fails_on_a_bad_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("houses")
    assert "norddjurs                Norddjurs Kommune" in capsys.readouterr().out
    put(folder, "gal.toml", "name = ")
    with pytest.raises(SystemExit):
        call_command("houses")
    assert "»gal.toml« er ikke gyldig TOML" in capsys.readouterr().err


def test_a_body_whose_house_is_gone_keeps_its_pages(folder: Path, cast: Cast, client: Client) -> None:
    put(folder, "bakkeby.toml", GOOD)
    body = seats_actions.add_body(by=cast.secretary, circle=cast.committee, house="bakkeby")
    (folder / "bakkeby.toml").unlink()
    houses._found.cache_clear()
    assert client.get(reverse("cases:body", args=[body.pk])).status_code == 200
    assert houses.of("bakkeby").name == "Almindelig form"
    with pytest.raises(Refused):
        seats_actions.add_body(by=people.job("test"), circle=Body.objects.get().circle, house="bakkeby")
    assert houses.of("bakkeby").heading("summary") == "Resume"
