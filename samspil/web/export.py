"""Tables and records to take away: CSV that no spreadsheet will run, and JSON in plain letters."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import translation

# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def in_danish() -> translation.override:
    """Make what is taken away in Danish, whichever language its page was read in: `with export.in_danish()`, or as a decorator.

    What others have asked for by name, what lies beside earlier files, and what machines read must not change with the reader.
    """
    return translation.override(settings.LANGUAGE_CODE)


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return the rows as a CSV file to save: UTF-8 with a mark, semicolons, as Danish spreadsheets open it.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers keep their minus.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(each) for each in header])
    writer.writerows([_cell(each) for each in row] for row in rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_plain(name)}.csv"'
    return response


def json_response(content: Any, *, name: str = "", status: int = 200) -> HttpResponse:
    """Return plain values as JSON with Danish letters unescaped; with a name, as a file to save."""
    text = json.dumps(content, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
    response = HttpResponse(text + "\n", content_type="application/json; charset=utf-8", status=status)
    if name:
        response["Content-Disposition"] = f'attachment; filename="{_plain(name)}.json"'
    return response


def file_response(content: bytes | str, *, name: str, ending: str, media_type: str) -> HttpResponse:
    """Return bytes or text as a file to save, never to be run; the name keeps plain letters only."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{_plain(name)}.{ending}"'
    # Opened in a browser in spite of that, it runs nothing and has no origin.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _plain(name: str) -> str:
    letters = name.lower().translate({ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa", ord(" "): "-"})
    return "".join(letter for letter in letters if letter.isascii() and (letter.isalnum() or letter in "-_")) or "data"
