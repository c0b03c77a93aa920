"""Gets the text out of a file: plain text, HTML or PDF. What cannot be read is refused in one sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from samspil.paper.refusal import Refused

LARGEST = 25_000_000
"""Bytes. A year's minutes of a large municipality are below 20 MB; a larger file is a mistake or an attack."""
MOST_STREAMS, MOST_OBJECTS, MOST_PAGES = 2_000, 300_000, 3_000
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body button caption dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
        "header hr legend li a main nav ol option p pre section summary table tbody td tfoot th thead tr ul",
    )
)
# Stands between the cells of a row until blanks are squeezed; then it is a tab.
_CELL = "\x1f"
_SILENT = frozenset(("script", "style", "head", "template", "noscript", "svg"))


def read(path: str | Path) -> str:
    """Return the text of a file, line breaks as LF; raises Refused with what is wrong and how to mend it."""
    place = Path(path)
    try:
        is_there = place.exists()
    except (OSError, ValueError):
        raise Refused("Filens navn er for langt eller rummer tegn, som et filnavn ikke kan have. Ret det.") from None

    if not is_there:
        raise Refused(f"Filen »{place.name}« findes ikke. Se efter, om navnet er skrevet rigtigt.")
    if not place.is_file():
        raise Refused(f"»{place.name}« er ikke en fil. Angiv én fil med tekst, HTML eller PDF.")
    if place.stat().st_size > LARGEST:
        raise Refused(
            f"Filen »{place.name}« er større end {LARGEST // 1_000_000} MB og bliver ikke læst. Del den op i ét møde pr. fil."
        )

    try:
        content = place.read_bytes()
    except OSError:
        raise Refused(f"Filen »{place.name}« kan ikke åbnes. Se efter, om du har lov til at læse den.") from None

    return decode(content, place.name)


def decode(content: bytes, name: str) -> str:
    """Return the text of a file's bytes; raises Refused. `name` is used in the sentence only."""
    if not content.strip():
        raise Refused(f"Filen »{name}« er tom. Vælg en fil med en dagsorden eller et referat.")

    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        text = _pdf(content, name)
    elif head.startswith(b"{\\rtf"):
        raise Refused(
            f"Filen »{name}« er RTF, som ikke læses her. Gem referatet som PDF, HTML eller tekst og prøv igen."
        )
    else:
        text = _letters(content, name)
        if re.search(r"<(?:!doctype\s+html|html|body|div|p|table|h[1-6])\b[^>]{0,2000}>", text[:20_000], re.IGNORECASE):
            text = _html(text, name)

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Refused(f"Filen »{name}« indeholder ingen tekst. Vælg en fil med en dagsorden eller et referat.")

    return text


def _letters(content: bytes, name: str) -> str:
    """Return text from bytes: UTF-8, UTF-16 with its mark, else Windows' and Latin-1's Danish letters."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise _binary(name) from None
    if b"\0" in content or _share_of_controls(content) > 0.02:
        raise _binary(name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _binary(name: str) -> Refused:
    return Refused(f"Filen »{name}« er hverken tekst, HTML eller PDF. Gem referatet som en af de tre og prøv igen.")


def _share_of_controls(content: bytes) -> float:
    sample = content[:100_000]
    return sum(byte < 32 and byte not in b"\t\n\r\f\v\x1b" for byte in sample) / len(sample)


def _pdf(content: bytes, name: str) -> str:
    # Each stream is unpacked as a whole to find one of its objects; minutes of a thousand pages have some hundred.
    if content.count(b"/ObjStm") > MOST_STREAMS or content.count(b" obj") > MOST_OBJECTS:
        raise Refused(
            f"PDF-filen »{name}« er sat sammen af usædvanligt mange stykker og bliver ikke læst. "
            "Gem referatet igen som PDF fra det program, det er skrevet i, eller som tekst."
        )

    try:
        import pypdfium2
    except ImportError:
        raise Refused(
            "PDF kan ikke læses her, fordi pakken pypdfium2 mangler. Installér »samspil[web]« eller gem filen som tekst."
        ) from None

    try:
        document: Any = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise Refused(f"PDF-filen »{name}« er beskadiget eller låst med kodeord. Gem den igen uden kodeord.") from None

    try:
        if len(document) > MOST_PAGES:
            raise Refused(f"PDF-filen »{name}« har flere end {MOST_PAGES} sider. Del den op i ét møde pr. fil.")
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()

    text = "\n\f\n".join(page.replace("\ufffe", "-") for page in pages)
    if not text.strip():
        raise Refused(
            f"PDF-filen »{name}« er et billede uden tekst. Kør den gennem tekstgenkendelse (OCR) eller hent referatet som tekst."
        )

    return text


def plain(markup: str) -> str:
    """Return the words of a piece of HTML as plain paragraphs, its tables as lines with tabs."""
    return _html(markup, "")


def _html(text: str, name: str) -> str:
    try:
        from lxml import html
    except ImportError:
        raise Refused(
            "HTML kan ikke læses her, fordi pakken lxml mangler. Installér »samspil[web]« eller gem filen som tekst."
        ) from None

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root: Any = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (ValueError, html.etree.ParserError):
        raise Refused(f"HTML-filen »{name}« kan ikke læses. Gem siden igen fra browseren.") from None

    # What lies deeper than the parser goes is cut away without a word.
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Refused(f"HTML-filen »{name}« er bygget i for mange lag og kan ikke læses helt. Gem referatet som tekst.")

    written: list[str] = []
    _write(root, written)
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in "".join(written).split("\n")]
    lines = [re.sub(rf" ?{_CELL} ?", "\t", line) for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _write(root: Any, written: list[str]) -> None:
    """Write the text under an element, blocks on lines of their own, list items with their numbers or a dash."""
    todo: list[tuple[Any, bool]] = [(root, True)]
    numbers: dict[Any, int] = {}

    while todo:
        element, opening = todo.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if not opening:
            written.append("\n" if tag in _BLOCKS else "")
            written.append(_blank_free(element.tail))
            continue
        if not tag or tag in _SILENT:
            written.append(_blank_free(element.tail))
            continue
        if tag == "table" and _is_table(element):
            written.append(f"\n\n{_rows(element)}\n\n")
            written.append(_blank_free(element.tail))
            continue
        if tag == "br":
            written.append("\n")
        elif tag in _BLOCKS:
            written.append("\n\n" if tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6"} else "\n")
        if tag == "li":
            written.append(_marker(element, numbers))
        written.append(_blank_free(element.text))
        todo.append((element, False))
        todo += [(child, True) for child in reversed(element)]


def _is_table(table: Any) -> bool:
    """Tell whether a table holds data: rows with the same number of cells, and no blocks within them (a page's layout has)."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    widths = {len(row) for row in rows}
    inner = {each.tag for row in rows for cell in row for each in cell.iterdescendants() if isinstance(each.tag, str)}
    return len(rows) > 1 and len(widths) == 1 and widths.pop() > 1 and not inner & (_BLOCKS - {"p", "div"})


def _rows(table: Any) -> str:
    return "\n".join(
        _CELL.join(_blank_free("".join(cell.itertext())).strip() for cell in row if cell.tag in ("td", "th"))
        for row in table.iter("tr")
    )


def _blank_free(words: str | None) -> str:
    return re.sub(r"\s+", " ", words or "")


def _marker(element: Any, numbers: dict[Any, int]) -> str:
    """Return a list item's number or dash; `numbers` holds how far each list has come, so that none is counted through again."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    begin = parent.get("start", "1")
    before = numbers.get(parent, 0)
    numbers[parent] = before + 1
    own = element.get("value", "")
    number = int(own) if own.isdigit() else (int(begin) if begin.isdigit() else 1) + before
    return f"{number}. "
