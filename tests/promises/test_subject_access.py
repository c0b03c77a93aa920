"""Whoever asks what is kept about them is told all of it: every table that points to somebody is told, or says why it is not."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone
from PIL import Image

from samspil.features.voices import actions
from samspil.features.voices.actions import danger
from samspil.features.voices.models import Voice
from samspil.spine import duties, notes, subject_access
from samspil.spine.models import AccessEntry, Person, Subject
from samspil.spine.subject_access import Entry, Part, Whose
from tests.kit.cast import Cast
from tests.kit.clients import Browse, browse

__all__ = ["browse"]


def points_to_somebody(model: type[models.Model]) -> bool:
    """Tell whether a table points to a data subject or a person as more than who did something, which the journal tells."""
    return any(
        each.related_model in {Person, Subject} and not (each.null and (each.name == "by" or each.name.endswith("_by")))
        for each in (*model._meta.concrete_fields, *model._meta.many_to_many)
    )


def forgotten(every: Collection[type[models.Model]], told: Collection[str], untold: Collection[str]) -> list[str]:
    pointing = {model._meta.label for model in every if points_to_somebody(model)}
    return sorted(pointing - set(told) - set(untold))


def told() -> set[str]:
    return {table for part in subject_access.parts() for table in part.tables}


def test_every_table_that_points_to_somebody_is_told_or_says_why_not() -> None:
    assert forgotten(apps.get_models(), told(), subject_access.tables_untold()) == []
    assert not told() & subject_access.tables_untold().keys()
    assert {*told(), *subject_access.tables_untold()} <= {model._meta.label for model in apps.get_models()}


def test_a_table_that_is_forgotten_is_found() -> None:
    assert forgotten(apps.get_models(), told() - {"spine.Role"}, ()) == ["cases.OverdueNotice", "spine.Role"]


# What a person is told


@pytest.fixture
def given(cast: Cast) -> Voice:
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(photo, "PNG")
    photo.seek(0)
    return actions.receive(
        by=cast.alice,
        given=actions.Given(
            cast.municipality,
            "Jeg mangler kanariefuglen ved bussen.",
            ["quote", "photo"],
            "oral",
            contact="Lærkevej 7",
            place="Kanarieby",
            photo=("kanarie.png", photo),
        ),
    )


def words_of(package: subject_access.Package) -> str:
    return "\n".join(
        " ".join([each.heading, *(v for pair in (*each.facts, *each.words) for v in pair)])
        for section in package.sections
        for each in section.entries
    )


def test_a_voice_is_told_whole_and_its_reading_is_noted_first(cast: Cast, given: Voice) -> None:
    package = subject_access.gather(cast.alice, Whose(subjects=(given.subject,)))
    said = words_of(package)
    for canary in ("kanariefuglen", "Lærkevej 7", "Kanarieby", "kanarie.png", "Mine ord må citeres ordret."):
        assert canary in said
    assert [each.name for each in package.files] == ["kanarie.png"]
    assert package.holders == (cast.municipality,)
    # The reading that this is stands in it: it was noted before anything was read.
    assert subject_access.PURPOSE in said
    assert AccessEntry.objects.filter(subject_id=given.subject_id, deed="exported").count() == 1


def test_what_somebody_corrected_stands_in_all_its_versions(cast: Cast, given: Voice) -> None:
    actions.correct(by=cast.alice, voice=given, words="Jeg mangler undulaten ved bussen.", based_on=1)
    said = words_of(subject_access.gather(cast.alice, Whose(subjects=(given.subject,))))
    assert "kanariefuglen" in said
    assert "undulaten" in said


def test_danger_is_told_of_and_not_shown(cast: Cast, given: Voice) -> None:
    danger.answer_danger(
        by=cast.alice,
        voice=given,
        danger="yes",
        told_to="Kommunens vagt",
        told_at=timezone.now(),
        done="Talte med gråspurven",
    )
    said = words_of(subject_access.gather(cast.alice, Whose(subjects=(given.subject,))))
    assert "papiret kan ligge hos en anden" in said
    assert "gråspurven" not in said


def test_withdrawn_words_are_told_of_no_more(cast: Cast, given: Voice) -> None:
    actions.withdraw(by=cast.alice, voice=given)
    package = subject_access.gather(cast.alice, Whose(subjects=(given.subject,)))
    said = words_of(package)
    for canary in ("kanariefuglen", "Lærkevej", "Kanarieby", "kanarie.png"):
        assert canary not in said
    assert package.files == ()
    assert "Bidraget er trukket tilbage" in said


def test_nothing_of_anybody_else_comes_with_it(cast: Cast, given: Voice) -> None:
    other = actions.receive(
        by=cast.alice,
        given=actions.Given(cast.municipality, "Jeg er en anden, en pelikan.", ["quote"], "oral"),
    )
    mine = words_of(subject_access.gather(cast.alice, Whose(subjects=(given.subject,))))
    theirs = words_of(subject_access.gather(cast.alice, Whose(subjects=(other.subject,))))
    assert "pelikan" not in mine
    assert "kanariefuglen" not in theirs
    # Who read it is told as a place and a role, never by name.
    assert cast.person(cast.alice).name not in mine


def test_a_person_is_told_who_they_are_and_what_they_were_asked(cast: Cast) -> None:
    person = cast.person(cast.bob)
    person.email, person.phone = "solsort@example.org", "11 22 33 44"
    person.save()
    said = words_of(subject_access.gather(cast.bob, Whose(person=person)))
    for canary in ("solsort@example.org", "11 22 33 44", cast.municipality.name):
        assert canary in said
    assert AccessEntry.objects.filter(subject_id=person.pk, deed="exported").count() == 1


def test_a_record_that_a_person_may_not_see_is_not_named_to_them(cast: Cast, given: Voice) -> None:
    owed = duties.still_open().filter(node=given.node).get()
    owed.owner = cast.person(cast.charlie)
    owed.save(update_fields=["owner"])
    given.node.title = "Hemmelig grønspætte"
    given.node.save(update_fields=["title"])
    said = words_of(subject_access.gather(cast.charlie, Whose(person=cast.person(cast.charlie))))
    assert "grønspætte" not in said
    assert "Noget, du ikke kan se i dag" in said


def test_own_notes_are_told_to_whoever_wrote_them(cast: Cast, given: Voice) -> None:
    notes.keep(by=cast.alice, node=given.node, words="Husk bogfinken")
    assert "bogfinken" in words_of(subject_access.gather(cast.alice, Whose(person=cast.person(cast.alice))))
    assert "bogfinken" not in words_of(subject_access.gather(cast.alice, Whose(subjects=(given.subject,))))


# Taken away


def test_it_is_taken_away_as_a_document_and_with_its_files(cast: Cast, given: Voice, browse: Browse) -> None:
    client = browse(cast.alice)
    page = client.get(f"/bidrag/{given.pk}/indsigt/")
    assert "kanariefuglen" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"

    pdf = client.get(f"/bidrag/{given.pk}/indsigt.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="indsigt.pdf"'

    answer = client.get(f"/bidrag/{given.pk}/indsigt.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert sorted(bundle.namelist()) == ["filer/001-kanarie.png", "indsigt.json", "indsigt.pdf"]
        told_of = json.loads(bundle.read("indsigt.json"))
        assert bundle.read("filer/001-kanarie.png").startswith(b"\x89PNG")
    assert told_of["gemmes af"][0]["organisation"] == cast.municipality.name
    assert "kanariefuglen" in json.dumps(told_of, ensure_ascii=False)


def test_a_person_takes_their_own_away(cast: Cast, browse: Browse) -> None:
    client = browse(cast.bob)
    assert cast.municipality.name in client.get("/mit-samspil/oplysninger/").content.decode()
    assert client.get("/mit-samspil/oplysninger/indsigt.pdf").content.startswith(b"%PDF-")
    assert client.get("/mit-samspil/oplysninger/indsigt.zip").content.startswith(b"PK")


def test_a_section_of_plain_entries_stands_as_a_table() -> None:
    plain = (Entry("A", (("Fra", "1"),)), Entry("B", (("Til", "2"),)))
    section = subject_access.Section("Roller", plain)
    assert section.columns == ("Fra", "Til")
    assert section.rows == (("A", "1", ""), ("B", "", "2"))
    assert subject_access.Section("Én", plain[:1]).columns == ()
    worded = subject_access.Section("Ord", (*plain, Entry("C", (), (("Ord", "x"),))))
    assert worded.columns == ()


def test_nobody_or_both_is_a_mistake_in_the_programme(cast: Cast) -> None:
    for wrong in ({}, {"subjects": (Subject(),), "person": cast.person(cast.bob)}):
        with pytest.raises(ValueError, match="data subjects, or a person"):
            Whose(**wrong)
    with pytest.raises(ValueError, match="nobody"):
        subject_access.as_subject(None)


def test_a_name_or_a_table_is_declared_once() -> None:
    taken = next(iter(subject_access.parts()))
    other = Part(name=taken.name, heading="x", tables=frozenset({"spine.Other"}), tell=taken.tell)
    with pytest.raises(ValueError, match="registered twice"):
        subject_access.register(other)
    with pytest.raises(ValueError, match="declared twice"):
        subject_access.untold("another reason", "cases.OverdueNotice")
