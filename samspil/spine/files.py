"""Files: what a file really is, how large it may be, what it tells about a place, and where its bytes lie."""

from __future__ import annotations

import hashlib
import io
import os
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import access, journal, lines, secrets
from samspil.spine.actors import Actor
from samspil.spine.models import Node, Room, StoredFile, Subject

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 50 * 2**20
LARGEST_PICTURE = 50_000_000  # pixels, checked before they are decoded
LARGEST_INSIDE = 500 * 2**20  # what a Word or Excel file may unfold to
MOST_INSIDE = 5_000  # its parts
UNNAMED = "fil"  # what a file of a care record is called: its own name may be somebody's
CONTROLS = re.compile(
    rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]"
)  # bytes that no text holds; \x1b is kept for old transcripts
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)  # turns or hides parts of a name
# Dictionary names by which a PDF runs something; a letter of a name may be written as # and two digits (ISO 32000-1, 7.3.5).
RUNS = re.compile(rb"/(JavaScript|JS|Launch)(?![A-Za-z0-9])")
STREAM = re.compile(rb"stream\r?\n")
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
TAKEN = {
    "application/pdf": (".pdf",),
    "text/plain": (".txt",),
    "text/html": (".html", ".htm"),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}


@journal.deed
def store(*, by: Actor, node: Node, name: str, stream: BinaryIO, subject: Subject | None = None) -> StoredFile:
    """Check, strip and keep a file of a record.

    Refused when larger than 50 MiB, of a kind not taken, not what its name says, or a picture too large to open.
    So are a PDF that runs something and an Office file with macros or that unfolds past measure. A picture keeps its pixels
    and nothing else: no place, no camera, no comment; of one that moves, the first. A file of a care record is sealed for the
    person it is about, is hashed as it is sealed, and keeps of its name the ending alone; ValueError for another subject.
    """
    subject = _whose(node, subject)
    # One byte more than is taken tells a file that is too large, without reading all of it.
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused("»{name}« fylder mere end 50 MB. Gør filen mindre, eller del den.", field="file", name=name)
    if not content:
        raise Refused("»{name}« er tom. Vælg en fil med indhold.", field="file", name=name)

    name = _plain_name(name)
    media_type = _what_it_is(name, content)
    if media_type in PICTURES:
        content = _pixels_only(name, content, PICTURES[media_type])

    if node.is_care:
        name = f"{UNNAMED}{Path(name).suffix.lower()}"

    kept = StoredFile(
        node=node,
        room=node.room,
        subject=subject,
        name=name,
        size=len(content),
        media_type=media_type,
        stored_by_id=by.person_id,
    )
    laid = secrets.seal_bytes(subject, content, bound_to=str(kept.pk)) if subject else content
    # The hash stays in the journal: of a short paper about a person its words could be guessed, also when it is erased.
    digest = kept.sha256 = hashlib.sha256(laid if node.is_care else content).hexdigest()
    # Bytes first: a crash leaves a file without a row, never a row without its file.
    _write(_place(kept), laid)
    kept.save(force_insert=True)
    journal.note("file.stored", by=by, node=node, data={"file": kept.pk, "sha256": digest})
    return kept


@journal.deed
def keep(*, by: Actor, node: Node, name: str, content: bytes, media_type: str) -> StoredFile:
    """Keep bytes that the product itself has made, as they are, as a file of a record. ValueError for a care record's."""
    node.check_on_thread()
    kept = StoredFile(
        node=node,
        name=_plain_name(name),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        stored_by_id=by.person_id,
    )
    _write(_place(kept), content)
    kept.save(force_insert=True)
    journal.note("file.kept", by=by, node=node, data={"file": kept.pk, "sha256": kept.sha256})
    return kept


def _whose(node: Node, subject: Subject | None) -> Subject | None:
    """Return whom a file is sealed for: of a care record, the person it is about."""
    if not node.is_care:
        return subject
    if subject is not None and subject.pk != node.subject_id:
        message = f"files.store: a file of the care record {node.pk} is its own person's"
        raise ValueError(message)
    return node.subject


def read(kept: StoredFile, opening: access.Opening | None = None) -> bytes:
    """Return a file's bytes. `NotFound` when they are gone or have changed since they were stored.

    Those of a care record only through its `opening`; `UnopenedError` else.
    """
    access.check_open(kept, opening)
    try:
        content = laid = _place(kept).read_bytes()
    except FileNotFoundError:
        raise NotFound("Filen findes ikke længere.") from None
    if kept.subject is not None:
        content = secrets.unseal_bytes(kept.subject, laid, bound_to=str(kept.pk))
    if hashlib.sha256(laid if kept.room == Room.CARE else content).hexdigest() != kept.sha256:
        raise NotFound("Filen er ændret, siden den blev gemt, og vises derfor ikke.")
    return content


def forget(rows: QuerySet[StoredFile], *, also: Iterable[str] = ()) -> int:
    """Take files away: their rows now, their bytes when the deed has committed. Gives how many there were.

    An open file's bytes stay while another row has the same content. `also` are ids of sealed files without a row.
    """
    found = list(rows)
    places = {_place(each) for each in found}
    places |= {place for place in map(_sealed_place, also) if place.exists()}
    StoredFile.anywhere.filter(pk__in=[each.pk for each in found]).delete()
    shared = set(
        StoredFile.objects.filter(subject=None, sha256__in=[place.name for place in places]).values_list(
            "sha256", flat=True
        )
    )
    gone = [place for place in sorted(places) if place.name not in shared]

    def unlink() -> None:
        for place in gone:
            place.unlink(missing_ok=True)

    transaction.on_commit(unlink)
    return max(len(found), len(places))


def _place(kept: StoredFile) -> Path:
    # A sealed file is its subject's own; an open one is shared by everything with the same content.
    return (
        _sealed_place(str(kept.pk)) if kept.subject_id else Path(settings.SAMSPIL_FILES) / kept.sha256[:2] / kept.sha256
    )


def _sealed_place(key: str) -> Path:
    name = f"sealed-{key}"
    return Path(settings.SAMSPIL_FILES) / name[:2] / name


def _write(place: Path, content: bytes) -> None:
    # The name is the content's hash, and compared all the same: a crash or a bad disk may have left something else.
    if place.exists() and place.read_bytes() == content:
        return

    place.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed: whoever reads meanwhile sees the whole file or none.
    half = place.with_name(f"{place.name}.{uuid4().hex}.half")
    try:
        with half.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        half.replace(place)
    except OSError:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise

    lines.sync_folder(place.parent)


def _plain_name(name: str) -> str:
    last = UNSEEN.sub("", name).replace("\\", "/").rpartition("/")[2].strip()
    stem, dot, ending = last.rpartition(".")
    return f"{stem[: 199 - len(ending)]}{dot}{ending}" if len(ending) < 10 else last[:200]


def _what_it_is(name: str, content: bytes) -> str:
    ending = Path(name).suffix.lower()
    expected = next((kind for kind, endings in TAKEN.items() if ending in endings), None)
    if expected is None:
        raise Refused(
            "»{name}« er ikke en filtype, der kan gemmes her. Brug PDF, Word, Excel, tekst eller et billede.",
            field="file",
            name=name,
        )
    if not _is(expected, content):
        raise Refused(
            "»{name}« er ikke det, navnet siger. Gem filen igen i det rigtige format.", field="file", name=name
        )
    if expected == "application/pdf" and _runs(content):
        raise Refused(
            "»{name}« indeholder et program. Gem den igen som en almindelig PDF, fx ved at udskrive til PDF.",
            field="file",
            name=name,
        )

    return expected


def _is(kind: str, content: bytes) -> bool:
    if kind.startswith("text/"):
        # Browsers guess a type from the first bytes, whatever the name says.
        return CONTROLS.search(content) is None and not content.startswith((b"%PDF-", b"PK\x03\x04", b"GIF8"))
    if kind == "application/pdf":
        return content.startswith(b"%PDF-") and _opens_as_pdf(content)
    if kind in PICTURES:
        return True  # opened as such, and as nothing else, when its pixels are taken out
    return _is_office(content, "word/document.xml" if "word" in kind else "xl/workbook.xml")


def _opens_as_pdf(content: bytes) -> bool:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return False
    try:
        return len(document) > 0
    finally:
        document.close()


def _runs(content: bytes) -> bool:
    """Tell whether a PDF holds a script or starts something, also inside its compressed objects."""
    if RUNS.search(_unescaped(content)):
        return True

    # A kilobyte may unfold to a megabyte: what is unfolded in all has a limit.
    budget = LARGEST_INSIDE
    # Actions may lie in object streams (ISO 32000-1, 7.5.7), where a search of the plain bytes does not meet them.
    for begin in STREAM.finditer(content):
        head = content[max(0, begin.start() - 400) : begin.start()]
        if b"/ObjStm" not in _unescaped(head[head.rfind(b" obj") :]):
            continue
        try:
            words = zlib.decompressobj().decompress(content[begin.end() :], LARGEST)
        except zlib.error:
            # Not packed after all, or damaged: searched as it stands.
            words = content[begin.end() : content.find(b"endstream", begin.end())]
        budget -= len(words)
        if budget < 0 or RUNS.search(_unescaped(words)):
            return True

    return False


def _unescaped(words: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), words)


def _is_office(content: bytes, main: str) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return False

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False

    names = [part.filename for part in parts]
    return (
        {"[Content_Types].xml", main} <= set(names)
        # Of two parts with one name, one programme opens the first and another the last.
        and len(names) == len(set(names)) <= MOST_INSIDE
        and sum(part.file_size for part in parts) <= LARGEST_INSIDE
        # Bit 0: encrypted, and so not to be looked into.
        and not any(part.flag_bits & 1 for part in parts)
        and not any(name.startswith(("/", "\\")) or ".." in name or name.endswith("vbaProject.bin") for name in names)
    )


def _pixels_only(name: str, content: bytes, form: str) -> bytes:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            # What a library murmurs about a damaged picture decides nothing: it opens, or it does not.
            warnings.simplefilter("ignore")
            # `formats`: no other decoder than the one that the name promises gets to see the bytes.
            with Image.open(io.BytesIO(content), formats=[form]) as picture:
                if picture.width * picture.height > LARGEST_PICTURE:
                    raise Refused(
                        "Billedet »{name}« er for stort til at åbne. Gør det mindre, og prøv igen.",
                        field="file",
                        name=name,
                    )
                picture.seek(0)
                # The camera's turn stands in what is dropped below: turned here, or the picture lies on its side.
                shown = _shown(ImageOps.exif_transpose(picture), form)
    except Refused:
        raise
    except Exception:  # noqa: BLE001 -- decoders fail in their own ways on what is made to break them
        raise Refused(
            "Billedet »{name}« kan ikke åbnes. Gem det igen, og prøv en gang til.", field="file", name=name
        ) from None
    # A new picture: whatever else the old one carried is left behind.
    bare = Image.new(shown.mode, shown.size)
    bare.paste(shown)
    out = io.BytesIO()
    bare.save(out, format=form, quality=88)
    return out.getvalue()


def _shown(picture: Image, form: str) -> Image:
    if form == "JPEG":
        return picture if picture.mode == "L" else picture.convert("RGB")
    if picture.mode in {"1", "L", "RGB", "RGBA"} and "transparency" not in picture.info:
        return picture.convert("L") if picture.mode == "1" else picture
    # In a palette, what is see-through stands beside the pixels and would be lost.
    is_clear = "transparency" in picture.info or picture.mode in {"LA", "PA", "La", "RGBa", "RGBA"}
    return picture.convert("RGBA" if is_clear else "RGB")
