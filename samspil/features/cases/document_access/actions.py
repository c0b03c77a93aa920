"""Access to a case's documents: begun from a request, decided document by document, handed out once and kept as proof."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from django.utils import timezone

from samspil.features.cases.document_access import queries, rules
from samspil.features.cases.document_access.models import AccessChoice, AccessPackage
from samspil.features.cases.editing import queries as editing_queries
from samspil.features.cases.records.models import AgendaItem
from samspil.paper.refusal import demanded
from samspil.spine import files, journal, locks, policy, records
from samspil.spine.models import Node
from samspil.spine.people import Actor


@dataclass(frozen=True)
class Choice:
    """What is to be done with one document: given, in part or not, by which rule, and what stands on the list.

    In part: an item's words with what is left out `marked`, or an annex's redacted copy (`name` and `stream`).
    """

    choice: str
    shown_title: str
    ground: str = ""
    why: str = ""
    marked: str = ""
    name: str = ""
    stream: BinaryIO | None = None


@journal.deed
def prepare_access(*, by: Actor, item: AgendaItem, reference: str, asked_on: dt.date) -> AccessPackage:
    """Begin an answer to a request: every document of the case, what is public chosen as given."""
    locks.reread(item)
    policy.check(by, "prepare", "access_package", item.meeting.node)
    number = demanded(reference, "Skriv anmodningens sagsnummer.", field="reference")
    rules.check_asked(asked_on)
    papers = queries.papers_of(by, item)

    opening = records.Beginning(
        "access_package",
        f"Aktindsigt {number}",
        item.meeting.node.organisation,
        within=item.meeting.body.circle,
        visibility=Node.Visibility.CIRCLE,
        occurred_on=asked_on,
        is_invented=item.node.is_invented,
    )
    package = records.new(
        opening,
        lambda node: AccessPackage(node=node, item=item, reference=number, asked_on=asked_on),
        by=by,
        noted="access.prepared",
        data={"item": item.pk, "documents": len(papers)},
    )
    AccessChoice.objects.bulk_create(
        AccessChoice(
            package=package,
            order=order,
            kind=paper.kind,
            source=paper.source,
            shown_title=paper.shown_title[:500],
            choice="given" if paper.is_public else "",
        )
        for order, paper in enumerate(papers, 1)
    )
    return package


@journal.deed
def choose_access(*, by: Actor, package: AccessPackage, order: int, choice: Choice) -> AccessChoice:
    """Decide what is done with one document, and by which rule anything is left out."""
    locks.reread(package)
    policy.check(by, "prepare", package)
    rules.check_open(package.state)
    decided = queries.choice(package, order)
    in_part = choice.choice == "partly"
    rules.check_choice(
        choice.choice,
        choice.ground,
        kind=decided.kind,
        has_copy=choice.stream is not None or decided.copy_id is not None,
        words=queries.words_of_paper(by, decided) if in_part else "",
        marked=choice.marked,
    )
    rules.check_shown_title(
        choice.shown_title, decided.source.title, is_closed=queries.is_closed(decided), choice=choice.choice
    )

    decided.knows_closed = (decided.kind, decided.source_id) not in queries.public_of(by, package)
    decided.choice, decided.ground, decided.why = choice.choice, choice.ground, choice.why.strip()
    decided.shown_title = choice.shown_title.strip()
    decided.marked = choice.marked.replace("\r\n", "\n") if in_part and decided.kind != "annex" else ""
    if not in_part:
        decided.copy = None
    elif choice.stream is not None and decided.kind == "annex":
        decided.copy = files.store(by=by, node=package.node, name=choice.name, stream=choice.stream)
        original = queries.text_of_file(editing_queries.newest_file(decided.source))
        rules.check_copy(original, queries.text_of_file(decided.copy))

    decided.save(update_fields=["choice", "ground", "why", "shown_title", "marked", "knows_closed", "copy"])
    chosen = {"document": order, "choice": choice.choice, "ground": choice.ground}
    journal.note("access.chosen", by=by, node=package.node, data=chosen)
    return decided


@journal.deed
def hand_out_access(*, by: Actor, package: AccessPackage, considered: bool) -> AccessPackage:
    """Make the package, keep it as proof of what was handed out, and close it for changes."""
    # With the items: nobody closes one, or takes its minutes back, while it is packed.
    locks.reread(package, *queries.items_of(package))
    policy.check(by, "prepare", package)
    choices = queries.choices_of(package)
    rules.check_hand_out(
        package.state,
        undecided=[each.shown_title for each in choices if not each.choice],
        closed_since=[each.shown_title for each in queries.closed_since(by, package, choices)],
        considered=considered,
    )
    package.state, package.considered_more, package.handed_out_at = "handed_out", True, timezone.now()
    package.save(update_fields=["state", "considered_more", "handed_out_at"])
    content = queries.packed(by, package, choices)
    kept = files.keep(
        by=by,
        node=package.node,
        name=f"aktindsigt-{package.handed_out_at:%Y-%m-%d}.zip",
        content=content,
        media_type="application/zip",
    )
    journal.note(
        "access.handed_out",
        by=by,
        node=package.node,
        data={
            "file": kept.pk,
            "sha256": hashlib.sha256(content).hexdigest(),
            **{kind: sum(each.choice == kind for each in choices) for kind in rules.CHOICES},
        },
    )

    return package
