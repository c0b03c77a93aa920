"""Files: what a file really is, how large it may be, what it tells about a place, and where its bytes lie."""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from samspil.paper.refusal import NotFound, Refused
from samspil.spine import journal, secrets
from samspil.spine.models import Node, StoredFile, Subject
from samspil.spine.people import Actor

LARGEST = 50 * 2**20
LARGEST_PICTURE = 50_000_000  # pixels, checked before they are decoded
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
    """This function will check, strip and keep a file of a record.

    Refused when larger than 50 MiB, of a kind not taken, not what its name says, or a picture too large to open.
    A picture keeps its pixels and nothing else: no place, no camera, no comment.
    """
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused(f"»{name}« fylder mere end 50 MB. Gør filen mindre, eller del den.", field="file")
    if not content:
        raise Refused(f"»{name}« er tom. Vælg en fil med indhold.", field="file")
    media_type = _what_it_is(name, content)
    if media_type in PICTURES:
        content = _pixels_only(name, content, PICTURES[media_type])
    digest = hashlib.sha256(content).hexdigest()
    kept = StoredFile(
        node=node,
        subject=subject,
        name=Path(name).name[:200],
        sha256=digest,
        size=len(content),
        media_type=media_type,
        stored_by_id=by.person_id,
    )
    _write(_place(kept), secrets.seal_bytes(subject, content, bound_to=str(kept.pk)) if subject else content)
    kept.save()
    journal.note("file.stored", by=by, node=node, data={"file": kept.pk, "sha256": digest})
    return kept


def read(kept: StoredFile) -> bytes:
    """This function will give a file's bytes. `NotFound` when they are gone or have changed since they were stored."""
    try:
        content = _place(kept).read_bytes()
    except FileNotFoundError:
        raise NotFound("Filen findes ikke længere.") from None
    if kept.subject is not None:
        content = secrets.unseal_bytes(kept.subject, content, bound_to=str(kept.pk))
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise NotFound("Filen er ændret, siden den blev gemt, og vises derfor ikke.")
    return content


def _place(kept: StoredFile) -> Path:
    # A sealed file is its subject's own; an open one is shared by everything with the same content.
    name = f"sealed-{kept.pk}" if kept.subject_id else kept.sha256
    return Path(settings.SAMSPIL_FILES) / name[:2] / name


def _write(place: Path, content: bytes) -> None:
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_name(f"{place.name}.{os.getpid()}.half")
    with half.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    half.replace(place)


def _what_it_is(name: str, content: bytes) -> str:
    import puremagic

    ending = Path(name).suffix.lower()
    expected = next((kind for kind, endings in TAKEN.items() if ending in endings), None)
    if expected is None:
        raise Refused(
            f"»{name}« er ikke en filtype, der kan gemmes her. Brug PDF, Word, Excel, tekst eller et billede.",
            field="file",
        )
    if expected.startswith("text/"):
        if b"\0" in content:
            raise Refused(f"»{name}« er ikke en tekstfil, selv om navnet siger det.", field="file")
        return expected
    try:
        found = {match.extension for match in puremagic.magic_string(content, name)}
    except puremagic.PureError:
        found = set()
    if not found & set(TAKEN[expected]):
        raise Refused(f"»{name}« er ikke det, navnet siger. Gem filen igen i det rigtige format.", field="file")
    return expected


def _pixels_only(name: str, content: bytes, form: str) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=[form]) as picture:
                if picture.width * picture.height > LARGEST_PICTURE:
                    raise Refused(
                        f"Billedet »{name}« er for stort til at åbne. Gør det mindre, og prøv igen.", field="file"
                    )
                upright = ImageOps.exif_transpose(picture)
                bare = Image.new(upright.mode, upright.size)
                bare.paste(upright)
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Refused(
                f"Billedet »{name}« kan ikke åbnes. Gem det igen, og prøv en gang til.", field="file"
            ) from None
    out = io.BytesIO()
    bare.save(out, format=form, quality=88)
    return out.getvalue()
