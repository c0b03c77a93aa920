"""A document as tagged PDF/UA-1 through Typst, in the letters of the pages where they are installed: the same bytes from the same fonts.

The words reach Typst as data, never as markup, so nothing typed by people can become a command. Typst 0.15 tags the
header row; headers of rows are bold but not yet tagged (its `pdf.header-cell` is still experimental).
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from samspil.paper import danish, signs
from samspil.paper.document import blocks as b
from samspil.paper.document import inline
from samspil.paper.refusal import Refused

_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
# IBM Plex Sans as whole files, in the package that the pages have theirs from. Without it (`samspil effect` alone needs no assets) a
# document is set in Libertinus Serif, which Typst brings.
_ASSETS = Path(os.environ.get("SAMSPIL_ASSETS", Path(__file__).resolve().parents[3] / "node_modules"))
LETTERS = _ASSETS / "dkfds" / "src" / "fonts" / "IBMPlexSans" / "complete" / "ttf"
_UNICODE_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def to_pdf(document: b.Document) -> bytes:
    """Render the document as PDF/UA-1. Raises Refused, naming what Typst could not set.

    A sign that no font has (an emoji, say) is written as its code, `[U+1F600]`, rather than lost.
    """
    source = resources.files("samspil.paper.document").joinpath("document.typ").read_bytes()
    return typeset(source, _shape(document), document.title)


def typeset(source: bytes, shape: Mapping[str, Any], title: str) -> bytes:
    """Set what a Typst source reads as `sys.inputs.document`.

    Raises Refused, naming what could not be set under the document's `title`.
    """
    shaped = json.dumps(_clean(shape), ensure_ascii=False)
    # Own fonts, so that a document is alike everywhere; then the machine's; then without the signs that no font has.
    for own_fonts_only in (True, False, False):
        try:
            return _compile(source, shaped, own_fonts_only)
        except typst.TypstError as error:
            failure, missing = error, _signs_without_font(f"{error.message}\n{error.diagnostic}")
        if not missing:
            break
        if not own_fonts_only:
            for sign in missing:
                shaped = shaped.replace(sign, f"[U+{ord(sign):04X}]")

    raise Refused(f"Dokumentet »{title}« kan ikke sættes som PDF: {failure.message}.") from failure


def _clean(value: Any) -> Any:
    """Take out of every word what no PDF can hold, also where whoever shaped it forgot to."""
    if isinstance(value, str):
        return signs.clean(value)
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list | tuple) else value


def _compile(source: bytes, shaped: str, own_fonts_only: bool) -> bytes:
    pdf = typst.compile(
        source,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"document": shaped},
        font_paths=_fonts(own_fonts_only=own_fonts_only),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf))
    return pdf


@functools.cache
def _fonts(*, own_fonts_only: bool) -> typst.Fonts:
    # Read once: the folder has sixteen files.
    letters = [str(LETTERS)] if LETTERS.is_dir() else []
    return typst.Fonts(include_system_fonts=not own_fonts_only, font_paths=letters)


def _signs_without_font(message: str) -> set[str]:
    texts = [_UNICODE_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) for text in _NO_GLYPH.findall(message)]
    return {sign for text in texts for sign in text if ord(sign) > 127}


def _shape(document: b.Document) -> dict[str, Any]:
    created = document.created

    return {
        "title": inline.clean(document.title),
        "language": document.language,
        "size": 10 if LETTERS.is_dir() else 11,  # Plex looks a point larger than Libertinus
        "subtitle": inline.clean(document.subtitle),
        "author": inline.clean(document.author),
        "created": [created.year, created.month, created.day] if created else None,
        "byline": inline.clean(
            ", ".join(part for part in (document.author, danish.date(created) if created else "") if part)
        ),
        "blocks": [_block(block, document.labels) for block in document.blocks],
        "labels": {word: document.labels[word] for word in ("page", "of")},
        "cover": _cover(document.cover) if document.cover is not None else None,
        "running": inline.clean(document.running),
    }


def _cover(cover: b.Cover) -> dict[str, Any]:
    return {
        "mark": inline.clean(cover.mark),
        "facts": [[inline.clean(name), inline.clean(words)] for name, words in cover.facts],
    }


def _block(block: b.Block, labels: dict[str, str]) -> dict[str, Any]:
    kind = type(block).__name__.lower()

    match block:
        case b.Heading():
            return {"kind": kind, "level": block.level, "words": _words(block.text)}
        case b.Paragraph():
            return {"kind": kind, "words": _words(block.text)}
        case b.Bullets() | b.Numbered():
            return {"kind": kind, "items": [_words(item) for item in block.items]}
        case b.Table():
            return {"kind": kind, **_table(block)}
        case b.Figure():
            table = _table(block.table) if block.table else None
            return {
                "kind": kind,
                "svg": block.svg,
                "alt": inline.clean(block.alt),
                "caption": inline.clean(block.caption),
                "table": table,
            }
        case b.Note():
            return {"kind": kind, "label": labels[block.kind], "note": block.kind, "words": _words(block.text)}
        case b.Terms():
            return {"kind": kind, "pairs": [[_words(term), _words(text)] for term, text in block.pairs]}
        case b.Contents():
            return {"kind": kind, "title": inline.clean(block.title or labels["contents"]), "depth": block.depth}
        case b.PageBreak():
            return {"kind": kind}


def _table(table: b.Table) -> dict[str, Any]:
    return {
        "caption": inline.clean(table.caption),
        "header": [inline.clean(name) for name in table.header],
        "rows": [[_words(cell) for cell in row] for row in table.rows],
        "row_headers": table.row_headers,
        "align": list(table.align),
    }


def _words(words: inline.Words) -> list[dict[str, str]]:
    return [
        {"kind": type(part).__name__.lower(), "text": part.text, "href": getattr(part, "href", "")}
        for part in inline.parts(words)
    ]
