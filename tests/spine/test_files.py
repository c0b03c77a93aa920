"""Files: what is taken, what is refused in a sentence, and that a picture leaves only its pixels behind."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import files, journal, secrets, thread
from samspil.spine.models import JournalEntry, Node, StoredFile
from tests.kit.cast import Cast
from tests.kit.vault import Race, Vault

pytestmark = pytest.mark.usefixtures("vault")

TEXT = "Åben konsultation på værestedet"
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
XLSX = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
GPS = {1: "N", 2: (56.0, 27.0, 36.0), 3: "E", 4: (9.0, 24.0, 8.0)}


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(by=cast.alice, kind="test_early", title="Møde", organisation=cast.municipality)


@pytest.fixture
def store(cast: Cast, node: Node) -> Callable[..., StoredFile]:
    def store(name: str, content: bytes, **said: Any) -> StoredFile:
        return files.store(by=cast.alice, node=node, name=name, stream=io.BytesIO(content), **said)

    return store


def pdf(extra: bytes = b"", stream: bytes = b"") -> bytes:
    """Make a small PDF of one page, with `extra` in its catalogue and a compressed object stream."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R " + extra + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    ]
    if stream:
        packed = zlib.compress(stream)
        parts.append(
            b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
        )

    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)

    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(out))


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (8, 6), **said: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, said.pop("colour", None)).save(out, form, **said)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = b"IDAT" + zlib.compress(b"\0" * 1000)
    chunks = b"".join(
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (head, rows, b"IEND")
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


def lying_zip() -> bytes:
    """Make a Word file that says it unfolds to 4 GB."""
    content = bytearray(packed(DOCX))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 2**32 - 2)
    return bytes(content)


def locked_zip() -> bytes:
    content = bytearray(packed(DOCX))
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def twice_in_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in DOCX.items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("word/document.xml", b"another")
    return out.getvalue()


def bomb_in_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Comment", "a" * 5_000_000, zip=True)
    return picture("PNG", pnginfo=words)


SCRIPT = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("a.pdf", lambda: b""),
    "empty text": ("a.txt", lambda: b""),
    "a byte too large": ("a.txt", lambda: b"a" * (files.LARGEST + 1)),
    "an svg": ("a.svg", lambda: SVG),
    "an svg named as a picture": ("a.png", lambda: SVG),
    "a web page named as a picture": ("a.jpg", lambda: SCRIPT),
    "a web page named as a pdf": ("a.pdf", lambda: SCRIPT),
    "words named as a pdf": ("a.pdf", TEXT.encode),
    "words named as a word file": ("a.docx", TEXT.encode),
    "a program": ("a.exe", lambda: b"MZ\x90\x00"),
    "a program named as text": ("a.txt", lambda: b"MZ\x90\x00\x03"),
    "a program named as a pdf": ("a.pdf", lambda: b"\x7fELF\x02\x01"),
    "no ending": ("a", pdf),
    "two endings": ("a.pdf.exe", pdf),
    "an ending that is turned round": ("a\u202efdp.exe", pdf),
    "a name that is only a path": ("../../", pdf),
    "a pdf named as text": ("a.txt", lambda: b"%PDF-1.7\n"),
    "a zip named as text": ("a.html", lambda: b"PK\x03\x04"),
    "a gif named as text": ("a.txt", lambda: b"GIF89a;"),
    "a gif named as a png": ("a.png", lambda: GIF),
    "a png named as a jpeg": ("a.jpg", lambda: picture("PNG")),
    "a jpeg named as a webp": ("a.webp", lambda: picture("JPEG")),
    "a pdf behind a web page": ("a.pdf", lambda: SCRIPT + pdf()),
    "a pdf cut short": ("a.pdf", lambda: b"%PDF-1.7\n1 0 obj"),
    "a pdf with a script": ("a.pdf", lambda: pdf(b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")),
    "a pdf with a disguised script": ("a.pdf", lambda: pdf(b"/OpenAction<</S/J#61vaScript/J#53(x)>>")),
    "a pdf with a folded script": ("a.pdf", lambda: pdf(stream=b"1 0 <</S/JavaScript/JS(x)>>")),
    "a pdf that starts a program": ("a.pdf", lambda: pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>")),
    "a word file with macros": ("a.docx", lambda: packed({**DOCX, "word/vbaProject.bin": b"x"})),
    "a word file with a way out": ("a.docx", lambda: packed({**DOCX, "../../etc/cron.d/x": b"x"})),
    "a word file with a root": ("a.docx", lambda: packed({**DOCX, "/etc/cron.d/x": b"x"})),
    "a word file that is a bomb": ("a.docx", lying_zip),
    "a word file of many parts": ("a.docx", lambda: packed(DOCX | {f"{n}.xml": b"" for n in range(files.MOST_INSIDE)})),
    "a locked word file": ("a.docx", locked_zip),
    "a word file with one part twice": ("a.docx", twice_in_zip),
    "a word file behind a pdf": ("a.docx", lambda: pdf() + packed(DOCX)),
    "a sheet named as a word file": ("a.docx", lambda: packed(XLSX)),
    "a plain zip named as a sheet": ("a.xlsx", lambda: packed({"a.txt": b"x"})),
    "half a zip": ("a.xlsx", lambda: packed(XLSX)[:60]),
    "a flood of pixels": ("a.png", lambda: png_header(60_000, 60_000)),
    "a picture a pixel too large": ("a.png", lambda: png_header(50_001, 1000)),
    "a picture cut short": ("a.jpg", lambda: picture("JPEG", size=(64, 64))[:300]),
    "a picture with broken rows": ("a.png", lambda: png_header(100, 100)),
    "a picture of nothing": ("a.webp", lambda: b"RIFF\x00\x00\x00\x00WEBPVP8 "),
    "a text bomb in a picture": ("a.png", bomb_in_png),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence_and_leaves_nothing(
    store: Callable[..., StoredFile], vault: Vault, name: str
) -> None:
    called, make = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        store(called, make())
    assert refused.value.field == "file"
    assert refused.value.sentence.endswith(".")
    assert not StoredFile.objects.exists()
    assert not list(vault.keys.parent.glob("files/**/*"))


def test_there_are_at_least_forty_of_them() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("referat.pdf", pdf(), "application/pdf"),
        ("referat.PDF", pdf(stream=b"1 0 <</Type/Font>>"), "application/pdf"),
        ("referat.txt", TEXT.encode(), "text/plain"),
        ("gammelt.txt", TEXT.encode("latin-1") + b"\r\n\t\x0c\x1b", "text/plain"),
        ("referat.htm", SCRIPT, "text/html"),
        ("brev.docx", packed(DOCX), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("tal.xlsx", packed(XLSX), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_what_is_what_it_says_is_kept_byte_for_byte(
    cast: Cast, node: Node, store: Callable[..., StoredFile], name: str, content: bytes, media_type: str
) -> None:
    kept = store(name, content)
    assert (kept.name, kept.media_type, kept.size, kept.sha256, kept.stored_by_id) == (
        name,
        media_type,
        len(content),
        hashlib.sha256(content).hexdigest(),
        cast.alice.person_id,
    )
    assert files.read(StoredFile.objects.get(pk=kept.pk)) == content
    entry = JournalEntry.objects.get(verb="file.stored")
    assert entry.data == {"file": str(kept.pk), "sha256": kept.sha256}


def test_exactly_fifty_mebibytes_are_taken(store: Callable[..., StoredFile]) -> None:
    assert store("a.txt", b"a" * files.LARGEST).size == 50 * 2**20


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\anna\\brev.txt", "brev.txt"),
        ("/var/brev.txt", "brev.txt"),
        ("br\x00ev\r\nX: y.txt", "brevX: y.txt"),
        ("br\u202eev\u200b.txt", "brev.txt"),
        (" brev .txt", "brev .txt"),
        ("æ" * 300 + ".txt", "æ" * 196 + ".txt"),
        ("<b>brev</b>.txt", "b>.txt"),
        ("..txt", "..txt"),
    ],
)
def test_a_name_is_a_name_and_no_way_out(store: Callable[..., StoredFile], vault: Vault, given: str, kept: str) -> None:
    assert store(given, b"ord").name == kept
    written = [path for path in vault.keys.parent.glob("files/**/*") if path.is_file()]
    assert [path.name for path in written] == [hashlib.sha256(b"ord").hexdigest()]


def test_a_picture_tells_nothing_about_a_place(store: Callable[..., StoredFile]) -> None:
    canary = b"KANARIE"
    exif = Image.Exif()
    exif[0x010E], exif[0x0110] = "KANARIE", "KANARIE"

    exif.get_ifd(0x8825).update(GPS)
    xmp = b"<x:xmpmeta><exif:GPSLatitude>56,27.6N KANARIE</exif:GPSLatitude></x:xmpmeta>"
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "KANARIE")
    words.add_itxt("XML:com.adobe.xmp", xmp.decode())
    said = {
        "a.jpg": picture("JPEG", exif=exif, xmp=xmp, comment=canary, icc_profile=canary * 20) + canary,
        "a.png": picture("PNG", exif=exif, pnginfo=words) + canary,
        "a.webp": picture("WEBP", exif=exif, xmp=xmp, icc_profile=canary * 20),
    }
    for name, content in said.items():
        assert canary in content
        out = files.read(store(name, content))
        assert canary not in out
        assert re.search(rb"Exif|EXIF|eXIf|xmp|XMP|GPS|ICC_PROFILE|iTXt|tEXt", out) is None
        with Image.open(io.BytesIO(out)) as bare:
            assert dict(bare.getexif()) == {}
            assert set(bare.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}


def test_a_picture_stands_as_it_was_taken(store: Callable[..., StoredFile]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    with Image.open(io.BytesIO(files.read(store("a.jpg", picture("JPEG", exif=exif))))) as upright:
        assert upright.size == (6, 8)


RED, CLEAR = (255, 0, 0, 255), (0, 0, 0, 0)


def palette(transparent: bool = False) -> bytes:
    out = io.BytesIO()
    drawn = Image.new("P", (8, 6), 1)
    drawn.putpalette([0, 0, 0, 255, 0, 0])
    drawn.putpixel((0, 0), 0)
    drawn.save(out, "PNG", **({"transparency": 0} if transparent else {}))
    return out.getvalue()


def moving(form: str) -> bytes:
    out = io.BytesIO()
    first, second = Image.new("RGBA", (8, 6), RED), Image.new("RGBA", (8, 6), CLEAR)
    first.save(out, form, save_all=True, append_images=[second], **({"lossless": True} if form == "WEBP" else {}))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "corner", "middle"),
    [
        ("palette.png", palette(), (0, 0, 0, 255), RED),
        ("clear palette.png", palette(transparent=True), CLEAR, RED),
        ("alpha.png", picture("PNG", "RGBA", colour=(255, 0, 0, 128)), (255, 0, 0, 128), (255, 0, 0, 128)),
        ("grey alpha.png", picture("PNG", "LA", colour=(9, 128)), (9, 9, 9, 128), (9, 9, 9, 128)),
        ("one bit.png", picture("PNG", "1", colour=1), (255,) * 4, (255,) * 4),
        ("grey.png", picture("PNG", "L", colour=7), (7, 7, 7, 255), (7, 7, 7, 255)),
        ("moving.png", moving("PNG"), RED, RED),
        ("moving.webp", moving("WEBP"), None, None),
        ("grey.jpg", picture("JPEG", "L", colour=7), (7, 7, 7, 255), (7, 7, 7, 255)),
        ("print.jpg", picture("JPEG", "CMYK", colour=(0, 0, 0, 0)), (255,) * 4, (255,) * 4),
        ("deep.png", picture("PNG", "I;16", colour=0), (0, 0, 0, 255), (0, 0, 0, 255)),
    ],
)
def test_pictures_of_every_make_keep_their_colours(
    store: Callable[..., StoredFile], name: str, content: bytes, corner: tuple[int, ...], middle: tuple[int, ...]
) -> None:
    with Image.open(io.BytesIO(files.read(store(name, content)))) as bare:
        assert bare.size == (8, 6)
        assert getattr(bare, "n_frames", 1) == 1
        colours = bare.convert("RGBA")
    if corner is None:
        red, green, blue, clear = colours.getpixel((4, 3))
        assert (red > 240, green < 15, blue < 15, clear) == (True, True, True, 255)
    else:
        assert (colours.getpixel((0, 0)), colours.getpixel((4, 3))) == (corner, middle)


def test_a_sealed_file_is_its_subjects_own_and_opens_nowhere_else(
    store: Callable[..., StoredFile], vault: Vault
) -> None:
    subject = secrets.new_subject()
    kept, again = (store("a.txt", b"KANARIE", subject=subject) for _ in range(2))
    written = [path for path in vault.keys.parent.glob("files/**/*") if path.is_file()]
    assert {path.name for path in written} == {f"sealed-{kept.pk}", f"sealed-{again.pk}"}
    assert [path for path in written if b"KANARIE" in path.read_bytes()] == []
    assert files.read(StoredFile.objects.get(pk=kept.pk)) == b"KANARIE"
    files._place(kept).write_bytes(files._place(again).read_bytes())
    with pytest.raises(Refused, match="ændret eller flyttet"):
        files.read(kept)


def test_a_file_that_is_gone_or_changed_is_not_shown_and_is_mended_by_storing_it_again(
    store: Callable[..., StoredFile],
) -> None:
    kept = store("a.txt", b"ord")
    place = files._place(kept)
    place.write_bytes(b"andre ord")
    with pytest.raises(NotFound, match="ændret"):
        files.read(kept)
    store("b.txt", b"ord")
    assert files.read(kept) == b"ord"
    place.unlink()
    with pytest.raises(NotFound, match="ikke længere"):
        files.read(kept)


def test_the_same_file_from_many_at_once_lies_there_once_and_whole(
    race: Race, cast: Cast, vault: Vault, node: Node
) -> None:
    def store() -> bytes:
        return files.read(files.store(by=cast.alice, node=node, name="a.txt", stream=io.BytesIO(b"ord" * 100_000)))

    assert set(race(*[store] * 6)) == {b"ord" * 100_000}
    written = [path for path in Path(vault.keys.parent / "files").glob("**/*") if path.is_file()]
    assert [path.name for path in written] == [hashlib.sha256(b"ord" * 100_000).hexdigest()]


def test_a_pdf_whose_streams_unfold_past_measure_is_refused(
    store: Callable[..., StoredFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = pdf(stream=b"1 0 <</Type/Font>>" + b" " * 10_000)
    assert store("a.pdf", content).size == len(content)
    monkeypatch.setattr(files, "LARGEST_INSIDE", 1_000)
    with pytest.raises(Refused, match="program"):
        store("a.pdf", content)


def test_an_unpacked_object_stream_is_read_as_it_stands(store: Callable[..., StoredFile]) -> None:
    bare = pdf() + b"9 0 obj<</Type/ObjStm>>stream\n1 0 <</S/J#61vaScript>>\nendstream\n"
    with pytest.raises(Refused, match="program"):
        store("a.pdf", bare)
    other = pdf() + b"9 0 obj<</Length 3>>stream\nabc\nendstream\n"
    assert store("a.pdf", other).size == len(other)
