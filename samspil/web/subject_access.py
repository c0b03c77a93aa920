"""What is kept about somebody, shown to them: as a page, and to take away as a PDF/UA document or with its files (GDPR art. 15, 20)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samspil.paper.document import Block, Document, Heading, Paragraph, Table, Terms, to_pdf
from samspil.paper.refusal import NotFound
from samspil.spine import files, own_page, subject_access
from samspil.spine.models import Person
from samspil.spine.subject_access import Entry, Package, Whose
from samspil.web.request import Request

TITLE = "Indsigt i dine oplysninger"
LEAD = (
    "Her står alt, hvad Samspil gemmer om dig. Du kan få det rettet eller slettet, og du kan klage til Datatilsynet "
    "(databeskyttelsesforordningens artikel 15-21)."
)
NAME = "indsigt"


@require_safe
@login_required
def mine(request: Request) -> HttpResponse:
    """Show what is kept about the reader."""
    return page(request, _me(request), heading=_("Mine oplysninger"), to="web:my_data")


@require_safe
@login_required
def mine_to_take(request: Request, form: str) -> HttpResponse:
    """Give what is kept about the reader to take away."""
    return to_take(request, _me(request), form)


def _me(request: Request) -> Whose:
    person = Person.objects.select_related("user").filter(pk=own_page.check_own(request.actor)).first()
    if person is None:
        raise NotFound
    return Whose(person=person)


def page(
    request: Request, whose: Whose, *, heading: str, to: str, args: tuple[Any, ...] = (), **shown: Any
) -> HttpResponse:
    """Show what is kept about somebody; `to` names the page, and with `_pdf` and `_zip` after it what is taken away."""
    package = subject_access.gather(request.actor, whose)
    context = {
        "package": package,
        "heading": heading,
        "pdf": reverse(f"{to}_pdf", args=args),
        "zip": reverse(f"{to}_zip", args=args),
        **shown,
    }
    response = render(request, "web/subject_access.html", context)
    response["Cache-Control"] = "no-store"
    return response


def to_take(request: Request, whose: Whose, form: str) -> HttpResponse:
    """Give what is kept about somebody as a `pdf`, or as a `zip` with the data and the files beside it.

    What is taken away is Danish, whichever language the page is read in.
    """
    make = {"pdf": _pdf, "zip": _zip}[form]
    with translation.override("da"):
        content = make(subject_access.gather(request.actor, whose))

    response = HttpResponse(content, content_type=f"application/{form}")
    response["Content-Disposition"] = f'attachment; filename="{NAME}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


def _pdf(package: Package) -> bytes:
    return to_pdf(document(package))


def document(package: Package) -> Document:
    """Lay a package out as a document."""
    return Document(title=TITLE, blocks=tuple(_blocks(package)), created=package.on)


def _blocks(package: Package) -> Iterator[Block]:
    yield Paragraph(LEAD)
    if package.holders:
        holders = tuple((each.name, each.phone or "–") for each in package.holders)
        yield Table("Hvem der gemmer det, og hvor du ringer til", ("Organisation", "Telefon"), holders)

    for section in package.sections:
        yield Heading(1, section.heading)
        if section.columns:
            rows = tuple(tuple(cell or "–" for cell in row) for row in section.rows)
            yield Table(section.heading, ("Hvad", *section.columns), rows)
            continue
        for entry in section.entries:
            yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[Block]:
    yield Heading(2, entry.heading)
    if entry.facts:
        yield Terms(entry.facts)
    for label, words in entry.words:
        if label:
            yield Heading(3, label)
        yield from (Paragraph(part) for part in words.split("\n") if part.strip())


def _zip(package: Package) -> bytes:
    laid = io.BytesIO()
    with zipfile.ZipFile(laid, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"{NAME}.pdf", _pdf(package))
        bundle.writestr(f"{NAME}.json", json.dumps(_data(package), ensure_ascii=False, indent=2))
        for number, kept in enumerate(package.files, start=1):
            bundle.writestr(f"filer/{number:03}-{kept.name}", files.read(kept))
    return laid.getvalue()


def _data(package: Package) -> Mapping[str, Any]:
    numbers = {kept.pk: number for number, kept in enumerate(package.files, start=1)}
    return {
        "dag": package.on.isoformat(),
        "gemmes af": [{"organisation": each.name, "telefon": each.phone} for each in package.holders],
        "afsnit": [
            {
                "overskrift": section.heading,
                "poster": [
                    {
                        "hvad": entry.heading,
                        "oplysninger": dict(entry.facts),
                        "ord": [{"hvad": label, "tekst": words} for label, words in entry.words],
                        "filer": [f"filer/{numbers[kept.pk]:03}-{kept.name}" for kept in entry.files],
                    }
                    for entry in section.entries
                ],
            }
            for section in package.sections
        ],
    }
