"""Documents as a handful of plain blocks, written once and rendered as accessible HTML, tagged PDF/UA-1 and plain text.

What would shut someone out (a picture without words, a table without headers, a skipped heading) cannot be built.
"""

from samspil.paper.document.blocks import (
    Block,
    Bullets,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    Table,
    Terms,
)
from samspil.paper.document.inline import Code, Emphasis, Inline, Link, Strong, Text, Words
from samspil.paper.document.pages import to_html
from samspil.paper.document.pdf import to_pdf
from samspil.paper.document.plain import to_text

__all__ = [
    "Block",
    "Bullets",
    "Code",
    "Contents",
    "Cover",
    "Document",
    "Emphasis",
    "Figure",
    "Heading",
    "Inline",
    "Link",
    "Note",
    "Numbered",
    "PageBreak",
    "Paragraph",
    "Strong",
    "Table",
    "Terms",
    "Text",
    "Words",
    "to_html",
    "to_pdf",
    "to_text",
]
