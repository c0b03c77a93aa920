"""What an address answered, as words that can be looked through and compared."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pypdfium2
from django.test import Client


def readable(content: bytes, media_type: str) -> str:
    """All words of an answer: of a PDF what its pages and its head say, of a ZIP the names and the contents."""
    if media_type.startswith("application/pdf"):
        read = pypdfium2.PdfDocument(content)
        try:
            pages = [page.get_textpage().get_text_bounded() for page in read]
            return "\n".join([*pages, *map(str, read.get_metadata_dict().values())]) + content.decode("latin-1")
        finally:
            read.close()
    if media_type.startswith("application/zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(f"{name}\n{packed.read(name).decode(errors='replace')}" for name in packed.namelist())
    return content.decode(errors="replace")


def met(client: Client, addresses: list[str]) -> Iterator[tuple[str, int, str]]:
    for address in addresses:
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        yield (
            address,
            answer.status_code,
            f"{answer.headers} {readable(content, answer.headers.get('Content-Type', ''))}",
        )


def strip(body: str) -> str:
    """The page without what differs between any two answers: the form's token, and the address that was asked for."""
    return re.sub(r'name="(?:csrfmiddlewaretoken|next)" value="[^"]+"', "", body)
