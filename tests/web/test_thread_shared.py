"""A thread that is taken away: what lives in a record, the SVG that stands alone, and the poster."""

from __future__ import annotations

import io
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client

from samspil.paper import poster as paper_poster
from samspil.paper.refusal import Refused
from samspil.spine import kinds, outlines, secrets
from samspil.spine.models import Link, Node, Room
from samspil.spine.people import Actor
from samspil.web import poster
from tests.kit.cast import Cast
from tests.web.test_pages import said

Record = Callable[..., Node]
Tie = Callable[..., Link]
ClientOf = Callable[[Actor], Client]
STYLES = Path(poster.__file__).parent / "static" / "web"


@pytest.fixture
def gathers(monkeypatch: pytest.MonkeyPatch) -> set[uuid.UUID]:
    """Let the early kind gather whatever is put in the set."""
    held: set[uuid.UUID] = set()
    part = kinds.Gathers(kind="test_early", label="Samlingens tråd", members=lambda _node: held)
    monkeypatch.setattr(kinds._registry, "gathers", [part])
    return held


def test_a_record_gathers_what_lives_in_it_and_what_came_of_that(
    cast: Cast, client: Client, record: Record, tie: Tie, gathers: set[uuid.UUID]
) -> None:
    whole = record("Samlingen")
    voice, case = record("Bidraget", kind="voice"), record("Sagen", kind="case_item")
    alone, beside = record("Ene", kind="insight"), record("Uvedkommende", kind="voice")
    tie(voice, case)
    gathers |= {voice.pk, alone.pk}

    words = said(client.get(f"/traad/{whole.pk}/"))
    assert "Samlingens tråd: Samlingen" in words
    for title in ("Bidraget", "Sagen", "Ene"):
        assert title in words
    assert beside.title not in words
    assert "Ingen dokumenteret sammenhæng" not in words


def test_what_is_gathered_is_asked_for_record_by_record(
    cast: Cast, client: Client, client_of: ClientOf, record: Record, tie: Tie, gathers: set[uuid.UUID]
) -> None:
    whole, opened = record("Samlingen"), record("Åbent", kind="voice")
    closed = record("KANARIEFUGL", kind="voice", visibility="organisation")
    after = record("Efter det lukkede", kind="case_item")
    tie(closed, after)
    gathers |= {opened.pk, closed.pk}

    for address in (f"/traad/{whole.pk}/", f"/traad/{whole.pk}/?trin=voice", f"/traad/{whole.pk}/billede.svg"):
        page = client.get(address).content.decode()
        assert "KANARIEFUGL" not in page
        assert str(closed.pk) not in page
        assert "Efter det lukkede" not in page
    assert "KANARIEFUGL" in said(client_of(cast.bob).get(f"/traad/{whole.pk}/"))


def test_a_care_record_never_enters_a_thread_whatever_gathers_it(
    cast: Cast, record: Record, gathers: set[uuid.UUID]
) -> None:
    whole = record("Samlingen")
    care = Node.anywhere.create(
        kind="test_early",
        room=Room.CARE,
        subject=secrets.new_subject(),
        title="KANARIEFUGL",
        organisation=cast.municipality,
        visibility=Node.Visibility.CASELOAD,
    )
    gathers.add(care.pk)
    for who in (cast.alice, cast.bob, cast.dorte, cast.director):
        assert set(outlines.gathered(who, whole).kinds) == {whole.pk}
    with pytest.raises(ValueError, match="care record"):
        outlines.gathered(cast.alice, care)


def test_what_lives_in_a_record_costs_the_same_queries_however_much_it_is(
    cast: Cast,
    client: Client,
    record: Record,
    gathers: set[uuid.UUID],
    django_assert_num_queries: Callable[..., object],
) -> None:
    whole = record("Samlingen")
    for many in (3, 40):
        made = Node.objects.bulk_create(
            Node(kind="voice", title=f"Bidrag {n}", organisation=cast.municipality, visibility="public")
            for n in range(many)
        )
        gathers |= {node.pk for node in made}
        # The record, what of the gathered may be seen, both ways, what of that may be seen, the names.
        with django_assert_num_queries(6):  # type: ignore[attr-defined]
            assert client.get(f"/traad/{whole.pk}/").status_code == 200


@pytest.fixture
def told(record: Record, tie: Tie) -> tuple[Node, Node]:
    voice = record("Bussen <kører> ikke", kind="voice", is_invented=True)
    case = record("Busruten", kind="case_item", is_invented=True)
    closed = record("KANARIEFUGL", kind="insight", visibility="organisation", is_invented=True)
    tie(voice, case)
    tie(voice, closed)
    return voice, closed


def test_the_picture_is_a_file_that_stands_alone(cast: Cast, client_of: ClientOf, told: tuple[Node, Node]) -> None:
    voice, closed = told
    # Whoever fetches it, what hangs on a wall shows what everybody may see.
    bob = client_of(cast.bob)
    answer = bob.get(f"/traad/{voice.pk}/billede.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "attachment" in answer["Content-Disposition"]
    drawn = answer.content.decode()
    root = ET.fromstring(drawn)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in drawn
    assert "KANARIEFUGL" not in drawn
    assert "Bussen &lt;kører&gt; ikke" in drawn
    hrefs = re.findall(r'href="([^"]+)"', drawn)
    assert hrefs
    assert [href for href in hrefs if not href.startswith("http://testserver/")] == []
    own = bob.get(f"/traad/{closed.pk}/billede.svg").content.decode()
    assert "KANARIEFUGL" in own


def test_a_title_that_no_file_can_hold_breaks_neither_picture_nor_poster(
    cast: Cast, client: Client, told: tuple[Node, Node]
) -> None:
    voice, _closed = told
    # Planted past the deeds, as it may stand from before they took such signs out.
    Node.objects.filter(pk=voice.pk).update(title="Bus\x01sen\ufffe \u202ekører\u202c")
    ET.fromstring(client.get(f"/traad/{voice.pk}/billede.svg").content)
    page = client.get(f"/traad/{voice.pk}/").content.decode()
    (drawn,) = re.findall(r"<svg[^>]*picture-title.*?</svg>", page, re.DOTALL)
    ET.fromstring(drawn)
    poster_pdf = client.get(f"/traad/{voice.pk}/plakat.pdf")
    assert poster_pdf["Content-Type"] == "application/pdf"
    assert not set("\x01\ufffe\u202e") & set(client.get(f"/traad/{voice.pk}/billede.svg").content.decode())


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_poster_is_one_sheet_of_picture_and_then_the_story(
    cast: Cast, client: Client, told: tuple[Node, Node], paper: str
) -> None:
    voice, _closed = told
    answer = client.get(f"/traad/{voice.pk}/plakat.pdf?ark={paper}")
    assert answer["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in answer.content or b"pdfuaid:part" in answer.content
    pdf = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    width, _height = pdf[0].get_size()
    assert round(width) == {"a4": 595, "a3": 842}[paper]
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert "Opdigtet eksempel." in pages[0]
    assert "Se tråden på nettet" in pages[0]
    assert f"http://testserver/traad/{voice.pk}/" in pages[0].replace("\r\n", "")
    assert "Bussen <kører> ikke" in pages[1].replace("\r\n", " ")
    assert "KANARIEFUGL" not in "".join(pages)


def test_a_poster_of_what_is_not_public_says_so(cast: Cast, client_of: ClientOf, told: tuple[Node, Node]) -> None:
    _voice, closed = told
    answer = client_of(cast.bob).get(f"/traad/{closed.pk}/plakat.pdf")
    first = pypdfium2.PdfDocument(io.BytesIO(answer.content))[0].get_textpage().get_text_bounded()
    assert "Ikke offentlig. Må ikke hænges op." in first


def test_a_poster_is_of_a_paper_that_there_is() -> None:
    with pytest.raises(Refused, match="Vælg a4 eller a3"):
        paper_poster.Poster("T", "L", (), "<svg/>", "a", (), "", (), "x", "s", "<svg/>", None, paper="a0")  # type: ignore[arg-type]


def test_a_files_colours_are_the_pages_own() -> None:
    light = (STYLES / "colours.css").read_text(encoding="utf-8").partition("@media")[0]
    assert dict(re.findall(r"--stage-(\w+): (#\w+)", light)) == poster.STAGES
    own = (STYLES / "telling.css").read_text(encoding="utf-8").partition("@media")[0]
    assert dict(re.findall(r"--side-(\w+): (#\w+)", own)) == poster.SIDES
