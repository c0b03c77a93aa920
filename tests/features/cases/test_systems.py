"""XML of SBSYS, eDoc and Agenda Management becomes the draft that a secretary corrects; what is unsafe is refused in a sentence."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.importing.extract import uploads
from samspil.features.cases.importing.forms import upload
from samspil.features.cases.records.models import Body, Meeting
from samspil.paper.refusal import Refused
from tests.kit.cast import Cast

FOLDER = Path(__file__).parent / "systems"
CLAUSE = "der serveres kaffe"


def draft(name: str) -> importing_rules.Meeting:
    return uploads.from_file((FOLDER / f"{name}.xml").read_bytes(), f"{name}.xml")


@pytest.mark.parametrize("name", ["sbsys", "edoc", "agman"])
def test_each_system_tells_the_same_of_the_same_meeting(name: str) -> None:
    read = draft(name)
    first = read.items[0]

    assert (read.body_name, read.held_on, read.starts, read.state) == (
        "Bakkebys sundhedsudvalg (opdigtet)",
        dt.date(2018, 8, 27),
        dt.time(16),
        "published",
    )
    assert (first.title, first.number, first.is_closed, first.clauses[0]) == ("Kaffe i hallen", "1", False, CLAUSE)
    assert first.recommended_by == "Direktøren indstiller"
    assert [(said.printed, said.outcomes) for said in first.statements] == [
        ("Udvalget godkendte indstillingen.", ("APPROVED",))
    ]
    assert {section.key: section.words for section in first.sections}["summary"].startswith(
        "Udvalget skal tage stilling"
    )
    assert (first.annexes[0].title, first.annexes[0].is_closed) == ("Notat om kaffe", False)


def test_sbsys_by_its_own_fields() -> None:
    read = draft("sbsys")
    first, second, third = read.items

    assert (read.ends, read.place) == (dt.time(17, 45), "Rådhuset")
    assert [(section.key, section.words) for section in first.sections] == [
        ("summary", "Udvalget skal tage stilling til kaffe."),
        ("recommendation", "Direktøren indstiller,\n\nat der serveres kaffe, og\n\nat der afsættes 5.000 kr."),
        ("economy", "År\tBeløb\n2018\t5.000 kr."),
        ("decision", ""),
        ("annexes", ""),
    ]
    assert first.clauses == (CLAUSE, "der afsættes 5.000 kr.")
    assert [(annex.title, annex.is_closed) for annex in first.annexes] == [("Notat om kaffe", False), ("Tilbud", True)]
    assert (second.is_closed, [said.printed for said in second.statements]) == (True, ["Godkendt."])
    assert third.is_closed  # what does not say that it is open is not


def test_edoc_by_its_own_fields() -> None:
    read = draft("edoc")
    assert [(item.title, item.is_closed) for item in read.items] == [
        ("Kaffe i hallen", False),
        ("Må ikke publiceres", True),
        ("Leje af lokaler", True),
    ]
    assert [(section.key, section.words) for section in read.items[1].sections] == [
        ("case_presentation", "Kun et notat.")
    ]
    assert [said.printed for said in read.items[2].statements] == ["Godkendt."]
    assert read.items[0].annexes[0].document_number == "12"


def test_agman_by_its_own_fields() -> None:
    read = draft("agman")
    assert (read.ends, read.place) == (dt.time(17, 45), "Rådhuset")
    assert read.attendance == (
        importing_rules.Presence("Anna Opdigtet", "present"),
        importing_rules.Presence("Bo Opdigtet", "apology", "Syg"),
    )
    sections = {section.key: section.words for section in read.items[0].sections}

    assert sections["route"] == "Ældrerådet, 1. juni 2018:\nDrøftet."
    assert "økonomi" not in sections
    assert "economy" not in sections
    assert [(annex.title, annex.is_closed) for annex in read.items[0].annexes] == [
        ("Notat om kaffe", False),
        ("tilbud.pdf", True),
    ]
    assert read.items[1].is_closed


def xml(inside: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}{inside}'.encode()


@pytest.mark.parametrize("kind", ['Dagsordentype="Dagsorden"', 'Dagsordentype="Referat"'])
def test_only_what_its_own_system_calls_final_and_that_holds_decisions_is_published(kind: str) -> None:
    head = '<Dagsordenpunkt Nummer="1" Åbent="true"><Overskrift>A</Overskrift>'
    point = f"{head}<Indhold><Beslutning>{{}}</Beslutning></Indhold></Dagsordenpunkt>"
    states = [
        uploads.from_file(xml(f"<Dagsorden {kind}>{point.format(said)}</Dagsorden>"), "a.xml").state
        for said in ("", "Godkendt.")
    ]
    assert states == ["agenda_published", "published" if "Referat" in kind else "minutes_draft"]


def test_an_agenda_that_is_closed_closes_all_of_it() -> None:
    read = uploads.from_file(
        xml(
            '<Dagsorden Åben="false"><Dagsordenpunkt Åbent="true"><Overskrift>A</Overskrift></Dagsordenpunkt></Dagsorden>'
        ),
        "a",
    )
    assert [item.is_closed for item in read.items] == [True]


def test_a_decision_that_looks_like_an_agenda_stays_whole() -> None:
    said = "Punkt 1: A\n\nBeslutning\n\nGodkendt.\n\nPunkt 2: B\n\nBeslutning\n\nAfvist."
    point = f'<Dagsordenpunkt Åbent="true"><Overskrift>A</Overskrift><Indhold><Beslutning>{said}</Beslutning></Indhold></Dagsordenpunkt>'
    read = uploads.from_file(xml(f"<Dagsorden>{point}</Dagsorden>"), "a")
    assert "".join(each.printed for each in read.items[0].statements) == said


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
UNSAFE = {
    "an entity bomb": (xml("<Dagsorden>&b;</Dagsorden>", BOMB), "DOCTYPE"),
    "a file from outside": (xml("<Dagsorden>&x;</Dagsorden>", OUTSIDE), "DOCTYPE"),
    "hidden far down": (xml("<Dagsorden/>", " " * 5_000 + OUTSIDE), "DOCTYPE"),
    "hidden in utf-16": (f'<?xml version="1.0" encoding="utf-16"?>{OUTSIDE}<Dagsorden/>'.encode("utf-16"), "DOCTYPE"),
    "broken": (xml("<Dagsorden><"), "beskadiget"),
    "an undefined entity": (xml("<Dagsorden>&nbsp;</Dagsorden>"), "beskadiget"),
    "deep": (xml("<Dagsorden>" + "<a>" * 500 + "</a>" * 500 + "</Dagsorden>"), "beskadiget"),
    "another kind": (xml("<Faktura/>"), "»Faktura« yderst"),
    "wide": (xml("<Dagsorden>" + "<a/>" * 100_001 + "</Dagsorden>"), "for stor til at være ét møde"),
    "many items": (xml("<Dagsorden>" + "<Dagsordenpunkt/>" * 501 + "</Dagsorden>"), "flere end 500 punkter"),
    "too large": (xml("<Dagsorden>" + "x" * 25_000_000 + "</Dagsorden>"), "større end 25 MB"),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_xml_is_refused_at_once_in_a_sentence(name: str) -> None:
    content, sentence = UNSAFE[name]
    began = time.monotonic()
    with pytest.raises(Refused, match=sentence):
        uploads.from_file(content, "møde.xml")
    assert time.monotonic() - began < 10


def test_words_only_come_in_and_nothing_that_runs() -> None:
    said = "&lt;p onclick='x()'&gt;Hej&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;img src=x onerror=y&gt;"
    point = f'<Dagsordenpunkt Åbent="true"><Overskrift>A</Overskrift><Indhold><Resume>{said}</Resume></Indhold></Dagsordenpunkt>'
    read = uploads.from_file(xml(f"<Dagsorden>{point}</Dagsorden>"), "a")
    assert read.items[0].sections[0].words == "Hej"


def logged_in(cast: Cast) -> Client:
    from django.contrib.auth import get_user_model

    person = cast.person(cast.secretary)
    person.user = get_user_model().objects.create_user("sekretaer")
    person.save()
    client = Client()
    client.force_login(person.user)
    return client


def send(client: Client, body: Body, name: str, content: bytes) -> str:
    answer = client.post(reverse("cases:import"), {"body": body.pk, "file": SimpleUploadedFile(name, content)})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def save(client: Client, preview: str) -> str:
    """Send the preview as it stands, as a secretary who corrects nothing but what is missing would."""
    from lxml import html

    page = html.fromstring(client.get(preview).content)
    (form,) = [each for each in page.forms if each.xpath(".//input[@name='held_on']")]
    values: dict[str, object] = {}
    for name in form.inputs.keys():  # noqa: SIM118 -- lxml's own mapping
        values[name] = form.inputs[name].value
    sent = {name: (list(value) if isinstance(value, set) else value) for name, value in values.items() if value}
    for name in list(sent):
        if name.endswith("-is_closed"):
            place = name.removesuffix("is_closed")
            sent[f"{place}closed_reason"] = "Lejepriser"
            sent[f"{place}public_title"] = f"Lukket sag {place}"
    sent.setdefault("state", "published")
    answer = client.post(preview, sent)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_the_same_meeting_by_three_systems_is_one_meeting(cast: Cast, body: Body) -> None:
    client = logged_in(cast)
    place = save(client, send(client, body, "sbsys.xml", (FOLDER / "sbsys.xml").read_bytes()))
    (meeting,) = Meeting.objects.all()
    assert meeting.items.count() == 3

    again = send(client, body, "sbsys.xml", (FOLDER / "sbsys.xml").read_bytes())
    assert "Denne kilde er hentet ind før." in client.get(again).content.decode()

    other = send(client, body, "agman.xml", (FOLDER / "agman.xml").read_bytes())
    page = client.get(other).content.decode()
    assert "Udvalget har allerede et møde den dag." in page
    assert "2 punkter findes på mødet og er fravalgt her." in page
    assert client.post(other, {"held_on": "27/08/2018", "state": "published"}).status_code == 422
    assert (Meeting.objects.count(), meeting.items.count()) == (1, 3)
    assert place == reverse("cases:meeting", args=[meeting.pk])


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    cast: Cast, body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "LARGEST_IMPORT", 100)
    page = send(logged_in(cast), body, "stor.txt", b"x" * 101)
    assert "Filen er større end 25 MB og bliver ikke læst." in page
