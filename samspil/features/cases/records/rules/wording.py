"""How printed words stand on a page: paragraphs, lists and headings, found in text that lost them on its way out of a system."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A line that ends without a mark and is no longer than this, with text below it, is a heading within a section.
LONGEST_HEADING = 90
_BULLET = re.compile(r"^[^\S\n]*\??(?:[-–•·*]|\uf0b7)[^\S\n]*(?=\S)", re.MULTILINE)
# Some exports put an empty line after every printed line; there a paragraph ends with an empty line that holds a blank.
_WRAPPED = re.compile(r"[^\S\n]\n\n(?=\S)")
_PARAGRAPH_OF_WRAPPED = re.compile(r"\n[^\S\n]+\n")
# Their bullets may be lost, too: what is left of a point is its indent.
_INDENT = re.compile(r"^[^\S\n]+(?=\w)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading (`kind` says which; one line), a list (a line for each point) or a table (a line for each row)."""

    kind: str
    lines: tuple[str, ...]

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Return a table's cells, row by row; the first row names the columns."""
        columns = self.lines[0].count("\t")
        return tuple(
            tuple(cell.strip() for cell in line.split("\t")) + ("",) * (columns - line.count("\t"))
            for line in self.lines
        )


def blocks(words: str) -> list[Block]:
    """Cut a section's words into blocks; every word stays, in its order."""
    made: list[Block] = []
    for paragraph in _paragraphs(words):
        if _is_table(paragraph):
            made.append(Block("table", tuple(paragraph)))
            continue
        points: list[str] = []
        plain: list[str] = []
        for line in paragraph:
            if bullet := _BULLET.match(line):
                _close(made, plain, points if plain else [])
                points.append(line[bullet.end() :].strip())
            elif points:
                points[-1] = f"{points[-1]} {line.strip()}"
            else:
                plain.append(line.strip())
        _close(made, plain, points)

    return [_named(block, at, made) for at, block in enumerate(made)]


def _is_table(lines: list[str]) -> bool:
    """Tell whether lines with the same number of tabs stand below a line of names, as they come from a spreadsheet.

    The last line of three or more may lack its last cells: empty ones are cut off when a text is trimmed.
    """
    columns = lines[0].count("\t")
    full = lines[1:-1] if len(lines) > 2 else lines[1:]
    return (
        len(lines) > 1
        and columns > 0
        and all(line.count("\t") == columns for line in full)
        and lines[-1].count("\t") <= columns
        and all(cell.strip() for cell in lines[0].split("\t"))
    )


def _paragraphs(words: str) -> list[list[str]]:
    text = words.strip()
    if len(_WRAPPED.findall(text)) > 2 * len(re.findall(r"[^\s]\n\n\S", text)):
        return [
            [line for line in paragraph.split("\n") if line.strip()]
            if _BULLET.search(paragraph)
            else [" ".join(paragraph.split())]
            for paragraph in _PARAGRAPH_OF_WRAPPED.split(_INDENT.sub("- ", text))
            if paragraph.strip()
        ]
    return [paragraph.split("\n") for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def _close(made: list[Block], plain: list[str], points: list[str]) -> None:
    if plain:
        made.append(Block("text", tuple(plain)))
        plain.clear()
    if points:
        if made and made[-1].kind == "list":
            made[-1] = Block("list", (*made[-1].lines, *points))
        else:
            made.append(Block("list", tuple(points)))


def _named(block: Block, at: int, made: list[Block]) -> Block:
    (first, *more) = block.lines
    short = not more and len(first) <= LONGEST_HEADING and first[:1].isupper() and first[-1:].isalnum()
    return Block("heading", block.lines) if block.kind == "text" and short and at + 1 < len(made) else block
