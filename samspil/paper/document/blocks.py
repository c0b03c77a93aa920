"""The blocks a document is made of. Each refuses, when built, what someone with a screen reader could not use."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from samspil.paper import signs
from samspil.paper.document.inline import Words, plain
from samspil.paper.refusal import Refused

DEEPEST_HEADING = 5
NOTE_KINDS = {"info": "Bemærk", "warning": "Advarsel", "assumed": "Antaget", "unknown": "Ukendt"}
LABELS = {  # the document's own few words; a language without them has the Danish
    "da": NOTE_KINDS
    | {
        "table": "Tabel",
        "figure": "Figur",
        "numbers": "Tallene bag figur",
        "page": "Side",
        "of": "af",
        "contents": "Indhold",
    },
    "en": {
        "info": "Note",
        "warning": "Warning",
        "assumed": "Assumed",
        "unknown": "Unknown",
        "table": "Table",
        "figure": "Figure",
        "numbers": "The numbers behind figure",
        "page": "Page",
        "of": "of",
        "contents": "Contents",
    },
}
SIDES = frozenset({"left", "right", "center"})
_NUMERIC = re.compile(r"[-\u2013\u2212]?[0-9][0-9., ]*( ?(%|kr\.|mio\. kr\.))?")
_ADDRESS = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A heading below the title: level 1 is a part of the document, 2 a part of that, at most 5."""

    level: int
    text: Words


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    text: Words


@dataclass(frozen=True)
class Bullets:
    """A list whose order says nothing."""

    items: tuple[Words, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True)
class Numbered:
    """A list whose order says something."""

    items: tuple[Words, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True)
class Table:
    """A table with a caption and a header for each column; `row_headers` makes the first cell of a row its header.

    `align` holds left, right or center for each column; empty, a column of numbers and amounts stands to the right.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    row_headers: bool = True
    align: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "header", tuple(self.header))
        object.__setattr__(self, "rows", tuple(tuple(row) for row in self.rows))
        if not self.caption.strip():
            raise Refused("En tabel mangler sin overskrift. Skriv, hvad tabellen viser.", field="caption")
        if not self.header or not all(name.strip() for name in self.header):
            raise Refused(
                f"Tabellen »{self.caption}« mangler navn på en kolonne. Giv hver kolonne et navn.", field="header"
            )

        for place, row in enumerate(self.rows, start=1):
            if len(row) != len(self.header):
                raise Refused(
                    f"Tabellen »{self.caption}« har {len(self.header)} kolonner, men række {place} har "
                    f"{len(row)} felter. Giv rækken lige så mange felter.",
                    field="rows",
                )

        object.__setattr__(self, "align", tuple(self.align) or tuple(self._sides()))
        if len(self.align) != len(self.header) or not SIDES.issuperset(self.align):
            raise Refused(
                f"Tabellen »{self.caption}« skal have left, right eller center for hver kolonne.", field="align"
            )

    def _sides(self) -> Iterator[str]:
        for column in range(len(self.header)):
            cells = [text for row in self.rows if (text := plain(row[column]).strip()) not in {"", "-", "–"}]
            is_numeric = bool(cells) and all(_NUMERIC.fullmatch(cell) for cell in cells)
            yield "right" if is_numeric and not (column == 0 and self.row_headers) else "left"


@dataclass(frozen=True)
class Figure:
    """A picture as SVG, its words for those who do not see it (`alt`), a caption, and its numbers as a table."""

    svg: str
    alt: str
    caption: str
    table: Table | None = None

    def __post_init__(self) -> None:
        if not self.alt.strip() or not self.caption.strip():
            raise Refused(
                "En figur mangler sin tekst. Skriv en overskrift, og sig med ord, hvad figuren viser.", field="alt"
            )
        # What is typed into a picture may hold signs that no file can.
        object.__setattr__(self, "svg", signs.clean(self.svg))
        _check_svg(self.svg, self.caption)


@dataclass(frozen=True)
class Note:
    """A boxed remark. Its kind is shown as a word: Bemærk, Advarsel, Antaget, Ukendt."""

    text: Words
    kind: str = "info"

    def __post_init__(self) -> None:
        if self.kind not in NOTE_KINDS:
            raise Refused(
                f"En bemærkning kan ikke være af slagsen »{self.kind}«. Brug {', '.join(NOTE_KINDS)}.", field="kind"
            )


@dataclass(frozen=True)
class Terms:
    """Terms and what each means or holds."""

    pairs: tuple[tuple[Words, Words], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", tuple((term, text) for term, text in self.pairs))


@dataclass(frozen=True)
class PageBreak:
    """What follows starts a new page on paper."""


@dataclass(frozen=True)
class Contents:
    """The list of headings, with links: down to level `depth`, under a `title` (the language's own without one)."""

    title: str = ""
    depth: int = DEEPEST_HEADING


Block = Heading | Paragraph | Bullets | Numbered | Table | Figure | Note | Terms | PageBreak | Contents


@dataclass(frozen=True)
class Cover:
    """A first page of its own: the title, what stands under it by name, and a mark that must not be overlooked."""

    facts: tuple[tuple[str, str], ...] = ()
    mark: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", tuple(self.facts))


@dataclass(frozen=True)
class Document:
    """A whole document. `created` is printed under the title and kept in the PDF; without it the PDF names no day.

    With a `cover` the title has the first page to itself; `running` stands at the top of every other page.
    """

    title: str
    language: str = "da"
    subtitle: str = ""
    author: str = ""
    created: dt.date | None = None
    blocks: tuple[Block, ...] = ()
    cover: Cover | None = None
    running: str = ""

    @property
    def labels(self) -> dict[str, str]:
        """Return the document's own words in its language."""
        return LABELS.get(self.language, LABELS["da"])

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", tuple(self.blocks))
        if not self.title.strip():
            raise Refused("Dokumentet mangler en titel. Skriv, hvad det handler om.", field="title")
        if not re.fullmatch("[a-z]{2,3}", self.language):
            raise Refused(f"Sproget »{self.language}« skal være en kode på to eller tre bogstaver, for eksempel da.")

        headings = [block for block in self.blocks if isinstance(block, Heading)]
        # No level may be jumped over (PDF/UA-1, 7.4.2).
        for before, heading in pairwise([Heading(0, self.title), *headings]):
            if not plain(heading.text).strip():
                raise Refused(
                    f"Efter »{plain(before.text)}« står en overskrift uden tekst. Skriv den, eller fjern den."
                )
            if not 1 <= heading.level <= min(before.level + 1, DEEPEST_HEADING):
                raise Refused(
                    f"Overskriften »{plain(heading.text)}« er på niveau {heading.level} lige efter niveau "
                    f"{before.level}. Brug niveau 1 til {min(before.level + 1, DEEPEST_HEADING)}."
                )


def numbered(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, int]]:
    """Yield each block with its number among the document's tables or figures (0 for others)."""
    tables = figures = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            yield block, tables
        elif isinstance(block, Figure):
            figures += 1
            yield block, figures
        else:
            yield block, 0


def _check_svg(svg: str, caption: str) -> None:
    """Refuse a picture that is not SVG, runs code, or reaches outside the document."""
    # A DOCTYPE may name entities that fetch files or unfold without end.
    if "<!" in svg.replace("<!--", "") or "<?" in svg:
        raise Refused(
            f"Figuren »{caption}« har en indledning, som ikke er tilladt. Brug ren SVG uden DOCTYPE.", field="svg"
        )

    try:
        root = ET.fromstring(svg)  # noqa: S314 -- declarations, the only way to expand entities, are refused above
    except ET.ParseError:
        raise Refused(f"Figuren »{caption}« kan ikke læses som SVG. Lav den om.", field="svg") from None

    names = {_bare(element.tag) for element in root.iter()}
    values = [(_bare(name), value) for element in root.iter() for name, value in element.attrib.items()]
    styles = "".join(element.text or "" for element in root.iter() if _bare(element.tag) == "style")
    reaches_out = any(
        name.startswith("on")
        or (name in {"href", "src"} and not value.startswith(("#", "data:image/")))
        or _ADDRESS.search(value)
        for name, value in [*values, ("style", styles)]
    )
    if _bare(root.tag) != "svg" or reaches_out or names & {"script", "foreignobject", "iframe"}:
        raise Refused(
            f"Figuren »{caption}« indeholder kode eller henter noget udefra. Det er ikke tilladt i en figur.",
            field="svg",
        )


def _bare(name: object) -> str:
    """Return an element's or attribute's name without its namespace, in small letters."""
    return str(name).rpartition("}")[2].lower()
