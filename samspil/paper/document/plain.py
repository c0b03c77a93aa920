"""A document as plain text, for mail, terminals and search: the same words in the same order, nothing left out."""

from __future__ import annotations

import textwrap

from samspil.paper import danish
from samspil.paper.document import blocks as b
from samspil.paper.document import inline

WIDTH = 79
_UNDERLINES = "=-"


def to_text(document: b.Document) -> str:
    """Render plain text, wrapped at 79 signs (tables are as wide as they need to be)."""
    head = [document.title, "=" * len(document.title)]
    byline = ", ".join(
        part for part in (document.author, danish.date(document.created) if document.created else "") if part
    )
    if document.cover is not None:
        byline = "\n".join([document.cover.mark, *(f"{name}: {words}" for name, words in document.cover.facts)]).strip()
    head += [line for line in (document.subtitle, byline) if line]
    body = [_block(block, number, document) for block, number in b.numbered(document.blocks)]
    return inline.clean("\n\n".join(["\n".join(head), *(text for text in body if text)]) + "\n")


def _block(block: b.Block, number: int, document: b.Document) -> str:
    match block:
        case b.Heading():
            text = inline.plain(block.text)
            return f"{text}\n{_UNDERLINES[min(block.level, 2) - 1] * len(text)}" if block.level < 3 else text
        case b.Paragraph():
            return _wrap(_words(block.text))
        case b.Bullets():
            return "\n".join(_wrap(_words(item), "- ") for item in block.items)
        case b.Numbered():
            return "\n".join(_wrap(_words(item), f"{place}. ") for place, item in enumerate(block.items, start=1))
        case b.Table():
            return f"{document.labels['table']} {number}: {_table(block)}"
        case b.Figure():
            picture = f"{document.labels['figure']} {number}: {block.caption}\n{_wrap(block.alt)}"
            return f"{picture}\n\n{_table(block.table)}" if block.table else picture
        case b.Note():
            return _wrap(f"{document.labels[block.kind]}: {_words(block.text)}")
        case b.Terms():
            return "\n".join(f"{_wrap(_words(term))}\n{_wrap(_words(text), '    ')}" for term, text in block.pairs)
        case b.PageBreak():
            return ""
        case b.Contents():
            headings = [each for each in document.blocks if isinstance(each, b.Heading) and each.level <= block.depth]
            title = block.title or document.labels["contents"]
            return "\n".join([title, *(f"{'  ' * heading.level}{inline.plain(heading.text)}" for heading in headings)])


def _words(words: inline.Words) -> str:
    return "".join(
        f"{part.text} ({part.href})" if isinstance(part, inline.Link) else part.text for part in inline.parts(words)
    )


def _wrap(text: str, lead: str = "") -> str:
    lines = text.split("\n")
    indent = " " * len(lead)
    filled = [
        textwrap.fill(
            line, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        for line, first in zip(lines, [lead, *[indent] * len(lines)], strict=False)
    ]
    return "\n".join(filled)


def _table(table: b.Table) -> str:
    rows = [[_words(cell).replace("\n", " ") for cell in row] for row in table.rows]
    widths = [max(len(line[column]) for line in [list(table.header), *rows]) for column in range(len(table.header))]
    rule = ["-" * width for width in widths]
    lines = [_line(line, widths, table.align) for line in [list(table.header), rule, *rows]]
    return "\n".join([table.caption, *lines])


def _line(cells: list[str], widths: list[int], align: tuple[str, ...]) -> str:
    turns = {"left": str.ljust, "right": str.rjust, "center": str.center}
    return "  ".join(turns[side](cell, width) for cell, width, side in zip(cells, widths, align, strict=True)).rstrip()
