"""Versions of an annex, what is refused when one is laid up, and that a closed one tells nothing, not even its file's name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samspil.features.cases.agenda.actions import meetings
from samspil.features.cases.editing import queries as editing_queries
from samspil.features.cases.editing.actions import annexes, items
from samspil.features.cases.editing.models import AnnexVersion
from samspil.features.cases.minutes import actions as minutes_actions
from samspil.features.cases.records.models import AgendaItem, Annex, Meeting
from samspil.features.cases.records.queries import rows
from samspil.paper import document as d
from samspil.paper.refusal import NotAllowed, Refused
from samspil.spine import files
from samspil.spine.models import StoredFile
from tests.features.cases.conftest import CANARIES, closed_meeting
from tests.features.cases.test_systems import logged_in
from tests.kit.cast import Cast


@pytest.fixture
def item(cast: Cast, meeting: Meeting) -> AgendaItem:
    return items.add_item(by=cast.secretary, meeting=meeting, wording=items.Wording(title="Kaffe"))


@pytest.fixture
def annex(cast: Cast, item: AgendaItem) -> Annex:
    made = annexes.add_annex(
        by=cast.secretary, item=item, title="Notat", document_number="100", name="notat.txt", stream=io.BytesIO(b"et")
    )
    return rows.annex(cast.secretary, made.pk)


def test_a_new_version_has_its_own_number_and_the_public_sees_it_alone(
    cast: Cast, annex: Annex, client: Client
) -> None:
    made = annexes.add_version(
        by=cast.secretary,
        annex=annex,
        name="notat-2.txt",
        stream=io.BytesIO(b"to"),
        document_number="101",
        reason="En fejl i tallene",
    )
    meeting = Meeting.objects.select_related("node", "body__circle").get()

    meetings.publish_agenda(by=cast.secretary, meeting=meeting)
    annex = rows.annex(cast.secretary, annex.pk)
    assert (made.number, annex.document_number) == (2, "101")
    assert [
        (each.number, each.document_number, each.file.name)
        for each in editing_queries.annex_versions_of(cast.secretary, annex)
    ] == [
        (2, "101", "notat-2.txt"),
        (1, "100", "notat.txt"),
    ]
    assert [each.number for each in editing_queries.annex_versions_of(cast.dorte, annex)] == [2]
    first, second = (StoredFile.objects.get(name=name) for name in ("notat.txt", "notat-2.txt"))
    assert client.get(reverse("web:file", args=[first.pk])).status_code == 404
    assert client.get(reverse("web:file", args=[second.pk])).content == b"to"
    assert logged_in(cast).get(reverse("web:file", args=[first.pk])).content == b"et"
    shown = client.get(reverse("cases:annex", args=[annex.pk])).content.decode()
    assert ("notat-2.txt" in shown, "notat.txt" in shown, "Tidligere versioner" in shown) == (True, False, False)


def test_a_new_version_has_a_reason_and_other_bytes(cast: Cast, annex: Annex) -> None:
    for values, sentence in (({"reason": " "}, "hvorfor"), ({"reason": "Ny", "content": b"et"}, "den samme")):
        content = values.pop("content", b"to")
        with pytest.raises(Refused, match=sentence):
            annexes.add_version(by=cast.secretary, annex=annex, name="a.txt", stream=io.BytesIO(content), **values)
    assert AnnexVersion.objects.count() == 1
    for name in ("alice", "bob", "charlie", "dorte", "director", "politician"):
        with pytest.raises(NotAllowed):
            annexes.add_version(
                by=getattr(cast, name), annex=annex, name="a.txt", stream=io.BytesIO(b"to"), reason="Ny"
            )


def test_an_imported_annex_gets_its_first_file_without_a_reason(cast: Cast, item: AgendaItem) -> None:
    bare = rows.annex(cast.secretary, annexes.add_annex(by=cast.secretary, item=item, title="Nævnt").pk)
    made = annexes.add_version(by=cast.secretary, annex=bare, name="a.txt", stream=io.BytesIO(b"et"))
    assert (made.number, made.reason) == (1, "")


def test_a_file_from_before_versions_is_the_first(cast: Cast, item: AgendaItem) -> None:
    annex = rows.annex(cast.secretary, annexes.add_annex(by=cast.secretary, item=item, title="Gammelt").pk)
    files.store(by=cast.secretary, node=annex.node, name="gammel.txt", stream=io.BytesIO(b"et"))
    assert [file.name for file in editing_queries.files_of_annex(cast.alice, annex.node)] == ["gammel.txt"]
    made = annexes.add_version(by=cast.secretary, annex=annex, name="ny.txt", stream=io.BytesIO(b"to"), reason="Rettet")
    assert made.number == 2
    assert [file.name for file in editing_queries.files_of_annex(cast.alice, annex.node)] == ["ny.txt"]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


PDF = d.to_pdf(d.Document("Notat", blocks=(d.Paragraph("Ord."),)))


def bomb() -> bytes:
    """Return a Word file of half a megabyte that says it unfolds to more than 500."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", b"<a/>")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(501):
                part.write(bytes(2**20))
    return out.getvalue()


BAD = {
    "a broken pdf": ("notat.pdf", PDF[:200], "er ikke det, navnet siger"),
    "a program": ("notat.exe", b"MZ" + b"\0" * 50, "er ikke en filtype, der kan gemmes her"),
    "a program as a pdf": ("notat.pdf", b"MZ" + b"\0" * 50, "er ikke det, navnet siger"),
    "a page as a picture": ("foto.png", b"<html><script>x()</script>", "kan ikke åbnes"),
    "a pdf that runs": (
        "notat.pdf",
        PDF.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (x) >>")
        if b"/Type /Catalog" in PDF
        else PDF + b"\n/JavaScript (x)",
        "indeholder et program",
    ),
    "a zip bomb": ("notat.docx", b"", "er ikke det, navnet siger"),
    "a zip": ("notat.zip", zipped(a=b"x"), "er ikke en filtype, der kan gemmes her"),
    "nothing": ("notat.txt", b"", "er tom"),
    "51 MB": ("notat.txt", b"x" * (50 * 2**20 + 1), "fylder mere end 50 MB"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_may_not_be_kept_is_one_sentence_and_leaves_nothing(
    cast: Cast, item: AgendaItem, kind: str, tmp_path: Path, settings: object
) -> None:
    settings.SAMSPIL_FILES = tmp_path / "files"  # type: ignore[attr-defined]
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)  # type: ignore[attr-defined]
    name, content, sentence = BAD[kind]
    content = bomb() if kind == "a zip bomb" else content
    client = logged_in(cast)
    sent = {"title": "Notat", "file": SimpleUploadedFile(name, content)}
    answer = client.post(reverse("cases:new_annex", args=[item.pk]), sent)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in page
    assert (Annex.objects.count(), AnnexVersion.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    assert [place for place in tmp_path.rglob("*") if place.is_file()] == []


def test_a_closed_annexes_file_name_is_nowhere_an_outsider_can_look(
    cast: Cast, meeting: Meeting, client: Client
) -> None:
    secret = closed_meeting(cast, meeting)
    minutes_actions.publish_minutes(
        by=cast.secretary, meeting=Meeting.objects.select_related("node", "body__circle").get(pk=meeting.pk)
    )
    names = (CANARIES["file"], CANARIES["open_annex_closed"])
    missing = client.get(reverse("web:file", args=[meeting.pk]))

    for annex in (secret.annex, secret.closed_annex):
        file = StoredFile.objects.get(node=annex.node)
        answers = [
            client.get(reverse("web:file", args=[file.pk])),
            client.get(reverse("cases:annex", args=[annex.pk])),
            client.get(reverse("cases:detail", args=[secret.open_item.pk])),
            client.get(reverse("cases:meeting", args=[meeting.pk])),
            client.get(reverse("cases:new_version", args=[annex.pk])),
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 200, 200, 404]
        told = "".join(f"{answer.headers}{answer.content.decode()}" for answer in answers)
        assert [name for name in names if name in told] == []
        assert {key for key in answers[0].headers if key != "Content-Length"} == {
            key for key in missing.headers if key != "Content-Length"
        }


def test_the_page_lays_up_a_new_version(cast: Cast, annex: Annex) -> None:
    client = logged_in(cast)
    place = reverse("cases:new_version", args=[annex.pk])
    assert "Ny udgave af bilaget" in client.get(place).content.decode()
    sent = {"file": SimpleUploadedFile("n.txt", b"to"), "document_number": "102", "reason": "Rettet"}
    assert client.post(place, sent).status_code == 302
    page = client.get(reverse("cases:annex", args=[annex.pk])).content.decode()
    assert ("102" in page, "Rettet" in page, "Tidligere udgaver ser kun udvalget." in page) == (True, True, True)
