"""Access to a case's documents: what the documents are, their words, and the package that is handed out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from samspil.analysis.minutes import reading
from samspil.features.cases.document_access import rules
from samspil.features.cases.document_access.models import AccessChoice, AccessPackage
from samspil.features.cases.editing.queries import newest_file
from samspil.features.cases.records.models import AgendaItem, Annex
from samspil.features.cases.records.queries.rows import visible_to
from samspil.features.cases.records.queries.sheets import Sheet, sheets
from samspil.features.cases.records.rules import approval
from samspil.paper import danish
from samspil.paper import document as d
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import files, visibility
from samspil.spine.models import Node, StoredFile
from samspil.spine.people import Actor

# A ZIP remembers when each part was written; a fixed moment lets the same package have the same bytes.
MOMENT = (2000, 1, 1, 0, 0, 0)
HEADER = ("Nr.", "Dokument", "Dato", "Dokumentnummer", "Hvad der er gjort", "Regel", "Begrundelse", "Fil")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Paper:
    """One document of a case, as the secretary meets it."""

    kind: str
    source: Node
    title: str
    shown_title: str
    is_public: bool


def papers_of(actor: Actor, item: AgendaItem) -> list[Paper]:
    """Return the documents of an item's case that the actor may see: each item's text, decision and annexes."""
    same = visible_to(actor).filter(case_file=item.case_file_id) if item.case_file_id else visible_to(actor)
    chosen = same if item.case_file_id else same.filter(pk=item.pk)
    return [paper for sheet in sheets(actor, chosen.order_by("node__occurred_on", "order")) for paper in _papers(sheet)]


def _papers(sheet: Sheet) -> Iterator[Paper]:
    item = sheet.item
    draft = approval.is_draft(item)
    # The committee reads the answer: what nobody has approved is called by no title there, until the secretary writes one.
    name = approval.DRAFT_HEADING if draft else item.public_title if item.is_closed else item.node.title
    is_public = not item.is_closed and approval.shown_state(item) != "planned"
    yield Paper("text", item.node, item.node.title, name, is_public)
    if sheet.statements:
        is_decided = not item.is_closed and item.meeting.state == "published"
        yield Paper("decision", item.node, f"Beslutning: {item.node.title}", f"Beslutning: {name}", is_decided)
    for annex in sheet.annexes:
        hidden = item.is_closed or annex.is_closed
        shown = "Lukket bilag" if hidden else f"Bilag: {approval.DRAFT_HEADING}" if draft else annex.node.title
        yield Paper("annex", annex.node, annex.node.title, shown, is_public and not hidden)


def package(actor: Actor, pk: UUID) -> AccessPackage:
    """Return one answer to a request that the actor may see, else NotFound."""
    packages = AccessPackage.objects.select_related(
        "node__organisation", "item__node", "item__meeting__node", "item__meeting__body__circle"
    )
    return visibility.get(packages, actor, pk)


def packages_of(actor: Actor, item: AgendaItem) -> list[AccessPackage]:
    """Return the answers that began from an item, newest first."""
    return list(visibility.rows(AccessPackage.objects.filter(item=item), actor).order_by("-asked_on", "pk"))


def choices_of(package: AccessPackage) -> list[AccessChoice]:
    """Return a package's documents in order."""
    return list(package.choices.select_related("source", "copy"))


def choice(package: AccessPackage, order: int) -> AccessChoice:
    """Return one document of a package, else NotFound."""
    listed = package.choices.select_related("source", "copy").filter(order=order).first()
    if listed is None:
        raise NotFound
    return listed


def items_of(package: AccessPackage) -> list[AgendaItem]:
    """Return the items that a package's documents belong to: what hides one of them holds one of these."""
    sources = package.choices.values("source")
    held = Annex.objects.filter(pk__in=sources).values("item")
    return list(AgendaItem.objects.select_related("meeting").filter(Q(pk__in=sources) | Q(pk__in=held)).order_by("pk"))


def closed_since(actor: Actor, package: AccessPackage, choices: Iterable[AccessChoice]) -> list[AccessChoice]:
    """Return the documents whose choice was made while they were public, and which are not so any more."""
    public = public_of(actor, package)
    made = [each for each in choices if each.choice and not each.knows_closed]
    return [each for each in made if (each.kind, each.source_id) not in public]


def public_of(actor: Actor, package: AccessPackage) -> set[tuple[str, UUID]]:
    """Return the documents of a package's case that are everybody's as they stand, each by its kind and key."""
    return {(paper.kind, paper.source.pk) for paper in papers_of(actor, package.item) if paper.is_public}


def is_closed(choice: AccessChoice) -> bool:
    """Tell whether a document is the committee's alone."""
    return choice.source.visibility == Node.Visibility.CIRCLE


def words_of_paper(actor: Actor, choice: AccessChoice) -> str:
    """Return the words of an item's text or decision; nothing for an annex."""
    if choice.kind == "annex":
        return ""
    sheet = next(iter(sheets(actor, visible_to(actor).filter(pk=choice.source_id))), None)
    if sheet is None:
        raise NotFound
    if choice.kind == "decision":
        return sheet.decision.strip()
    return "\n\n".join(f"{section.heading}\n\n{section.words.strip()}" for section in sheet.sections if section.words)


def file_of_paper(choice: AccessChoice) -> StoredFile | None:
    """Return the file that would be handed out: the redacted copy, or the annex's newest version."""
    if choice.kind != "annex" or choice.choice == "left_out":
        return None
    return choice.copy if choice.choice == "partly" else newest_file(choice.source)


def text_of_file(file: StoredFile | None) -> str:
    """Return the words that can be read in a file; none when it has no words or cannot be read."""
    if file is None:
        return ""
    try:
        return reading.decode(files.read(file), file.name)
    except Refused:
        return ""


def packed(actor: Actor, package: AccessPackage, choices: list[AccessChoice]) -> bytes:
    """Return the package as ZIP: the list as PDF and CSV, and each document that is given, whole or in part."""
    parts: list[tuple[str, bytes]] = []
    rows: list[tuple[str, ...]] = []
    for choice in choices:
        name, content = _part(actor, choice)
        rows.append(_row(choice, name))
        if name:
            parts.append((name, content))

    listed = _list(package, rows)
    whole = [("00-dokumentliste.pdf", d.to_pdf(listed)), ("00-dokumentliste.csv", _csv(rows)), *parts]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole:
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)

    return out.getvalue()


def _part(actor: Actor, choice: AccessChoice) -> tuple[str, bytes]:
    """Return the name and the bytes of what is handed out, or two empty ones; the name never comes from the file's own."""
    if choice.choice == "left_out":
        return "", b""

    name = f"{choice.order:02}-{_plain(choice.shown_title)}"
    if choice.kind == "annex":
        file = file_of_paper(choice)
        return (f"{name}{PurePath(file.name).suffix.lower()}", files.read(file)) if file is not None else ("", b"")

    words = words_of_paper(actor, choice)
    if choice.choice == "partly":
        words = rules.redacted(choice.marked, choice.ground)

    made = d.Document(
        choice.shown_title,
        subtitle=choice.get_kind_display(),
        author=choice.source.organisation.name,
        created=choice.source.day,
        blocks=tuple(
            d.Paragraph((d.Text(" ".join(part.split())),)) for part in re.split(r"\n\s*\n", words) if part.strip()
        ),
    )
    return f"{name}.pdf", d.to_pdf(made)


def _row(choice: AccessChoice, name: str) -> tuple[str, ...]:
    day = choice.source.day
    number = ""
    if choice.kind == "annex" and choice.choice != "left_out":
        number = Annex.objects.values_list("document_number", flat=True).get(pk=choice.source_id)

    missing = "Filen findes ikke her" if not name and choice.choice != "left_out" else name
    return (
        str(choice.order),
        choice.shown_title,
        danish.date(day) if day else "",
        number,
        rules.DONE[choice.choice],
        f"Offentlighedslovens {rules.section(choice.ground)}" if choice.ground else "",
        choice.why,
        missing,
    )


def _list(package: AccessPackage, rows: list[tuple[str, ...]]) -> d.Document:
    handed = timezone.localdate(package.handed_out_at) if package.handed_out_at else None
    typed = tuple(tuple((d.Text(cell),) for cell in row) for row in rows)
    left_out = any(row[5] for row in rows)
    told = (
        "Hvor noget er udeladt, står reglen i offentlighedsloven. Resten af et dokument er givet efter § 34. "
        if left_out
        else "Alle dokumenter er udleveret. "
    )

    return d.Document(
        f"Dokumentliste: aktindsigt {package.reference}",
        author=package.node.organisation.name,
        created=handed,
        blocks=(
            *([d.Note("Opdigtet eksempel.")] if package.node.is_invented else []),
            d.Terms(
                (
                    (
                        (d.Text("Anmodning"),),
                        (d.Text(f"{package.reference}, modtaget {danish.date(package.asked_on)}"),),
                    ),
                    ((d.Text("Sag"),), (d.Text(_case(package.item)),)),
                )
            ),
            d.Paragraph(f"{told}Det er overvejet, om der kan gives mere, end loven kræver (§ 14)."),
            d.Table("Sagens dokumenter", HEADER, typed, align=("left",) * len(HEADER)),
        ),
    )


def _case(item: AgendaItem) -> str:
    title = item.public_title if item.is_closed else item.node.title
    return f"{item.case_number} {title}".strip() if not item.is_closed else title


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _plain(words: str) -> str:
    letters = words.lower().translate({ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa"})
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-") or "dokument"
