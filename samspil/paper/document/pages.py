"""A document as one HTML file that opens anywhere: nothing is fetched, nothing runs, all has a name."""

from __future__ import annotations

import datetime as dt
import html
import re
from importlib import resources

from samspil.paper import danish
from samspil.paper.document import blocks as b
from samspil.paper.document import inline
from samspil.paper.refusal import Refused

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_TAGS = {inline.Strong: "strong", inline.Emphasis: "em", inline.Code: "code"}


def to_html(document: b.Document, styles: str = "") -> str:
    """Render one self-contained HTML file; `styles` is CSS laid over its own. Raises Refused."""
    # A `<` could end the style element.
    if "<" in styles or re.search(r"@import|url\(\s*['\"]?(?!data:)", styles):
        raise Refused(
            "Stilarket henter noget udefra eller er ikke ren CSS. Brug kun regler, der står i dokumentet.",
            field="styles",
        )

    css = resources.files("samspil.paper.document").joinpath("document.css").read_text(encoding="utf-8")
    head = [
        f'<!doctype html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(document.title)}</title>",
        f'<meta name="author" content="{escape(document.author)}">' if document.author else "",
        f"<style>\n{css}{styles}</style>\n</head>\n<body>\n<main>\n<header>\n<h1>{escape(document.title)}</h1>",
        f'<p class="subtitle">{escape(document.subtitle)}</p>' if document.subtitle else "",
        _byline(document.author, document.created) if document.cover is None else _cover(document.cover),
        "</header>",
    ]
    body = [_block(block, place, number, document) for place, (block, number) in enumerate(b.numbered(document.blocks))]
    return "\n".join(line for line in [*head, *body, "</main>\n</body>\n</html>\n"] if line)


def _byline(author: str, created: dt.date | None) -> str:
    day = f'<time datetime="{created:%Y-%m-%d}">{danish.date(created)}</time>' if created else ""
    return f'<p class="byline">{", ".join(part for part in (escape(author), day) if part)}</p>' if author or day else ""


def _cover(cover: b.Cover) -> str:
    facts = "\n".join(f"<dt>{escape(name)}</dt>\n<dd>{escape(words)}</dd>" for name, words in cover.facts)
    mark = f'<p class="mark"><strong>{escape(cover.mark)}</strong></p>' if cover.mark else ""
    return "\n".join(part for part in (mark, f"<dl>\n{facts}\n</dl>" if facts else "") if part)


def _block(block: b.Block, place: int, number: int, document: b.Document) -> str:
    match block:
        case b.Heading():
            return f'<h{block.level + 1} id="afsnit-{place}">{_words(block.text)}</h{block.level + 1}>'
        case b.Paragraph():
            return f"<p>{_words(block.text)}</p>"
        case b.Bullets():
            return _list("ul", block.items)
        case b.Numbered():
            return _list("ol", block.items)
        case b.Table():
            return _table(block, f"{document.labels['table']} {number}: ")
        case b.Figure():
            return _figure(block, number, document.labels)
        case b.Note():
            return (
                f'<div class="note note-{block.kind}" role="note">'
                f"<p><strong>{document.labels[block.kind]}:</strong> {_words(block.text)}</p></div>"
            )
        case b.Terms():
            pairs = "\n".join(f"<dt>{_words(term)}</dt>\n<dd>{_words(text)}</dd>" for term, text in block.pairs)
            return f"<dl>\n{pairs}\n</dl>"
        case b.PageBreak():
            return '<hr class="page-break">'
        case b.Contents():
            return _contents(block, document)


def _words(words: inline.Words) -> str:
    return "".join(_inline(part) for part in inline.parts(words))


def _inline(part: inline.Inline) -> str:
    if isinstance(part, inline.Link):
        return f'<a href="{escape(part.href)}" rel="noreferrer">{escape(part.text)}</a>'
    tag = _TAGS.get(type(part))
    return f"<{tag}>{escape(part.text)}</{tag}>" if tag else escape(part.text).replace("\n", "<br>\n")


def _list(tag: str, items: tuple[inline.Words, ...]) -> str:
    lines = "\n".join(f"<li>{_words(item)}</li>" for item in items)
    return f"<{tag}>\n{lines}\n</{tag}>"


def _table(table: b.Table, label: str = "") -> str:
    header = "".join(
        f'<th scope="col" class="{side}">{escape(name)}</th>'
        for name, side in zip(table.header, table.align, strict=True)
    )
    rows = "\n".join(f"<tr>{_row(table, row)}</tr>" for row in table.rows)
    caption = escape(label + table.caption)
    # What scrolls sideways must be within reach of a keyboard (WCAG 2.1.1).
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{caption}">\n<table>\n'
        f"<caption>{caption}</caption>\n"
        f"<thead>\n<tr>{header}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _row(table: b.Table, row: tuple[inline.Words, ...]) -> str:
    cells = []
    for column, (cell, side) in enumerate(zip(row, table.align, strict=True)):
        tag, scope = ("th", ' scope="row"') if table.row_headers and column == 0 else ("td", "")
        cells.append(f'<{tag}{scope} class="{side}">{_words(cell)}</{tag}>')
    return "".join(cells)


def _figure(figure: b.Figure, number: int, labels: dict[str, str]) -> str:
    alt = escape(figure.alt)
    table = (
        f"<details>\n<summary>{labels['numbers']} {number}</summary>\n{_table(figure.table)}\n</details>\n"
        if figure.table
        else ""
    )
    return (
        f'<figure>\n<div class="picture" role="img" aria-label="{alt}">{figure.svg}</div>\n'
        f"<figcaption>{labels['figure']} {number}: {escape(figure.caption)}</figcaption>\n{table}</figure>"
    )


def _contents(contents: b.Contents, document: b.Document) -> str:
    lines = "\n".join(
        f'<li class="level-{block.level}"><a href="#afsnit-{place}">{escape(inline.plain(block.text))}</a></li>'
        for place, block in enumerate(document.blocks)
        if isinstance(block, b.Heading) and block.level <= contents.depth
    )
    title = escape(contents.title or document.labels["contents"])
    return (
        f'<nav aria-labelledby="indhold">\n<h2 id="indhold">{title}</h2>\n<ul>\n{lines}\n</ul>\n</nav>' if lines else ""
    )


def escape(text: str) -> str:
    """Make text safe in an element or a quoted attribute."""
    return html.escape(inline.clean(text))
