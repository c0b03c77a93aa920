"""Access to a case's documents: begun from a request, decided document by document, handed out once and kept as proof."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import BinaryIO

from django.utils import timezone

from samspil.features.cases.document_access import queries, rules
from samspil.features.cases.document_access.models import AccessChoice, AccessPackage
from samspil.features.cases.editing import queries as editing_queries
from samspil.features.cases.records.models import AgendaItem
from samspil.paper import danish
from samspil.paper.refusal import Refused
from samspil.spine import files, journal, locks, policy, thread
from samspil.spine.models import Node
from samspil.spine.people import Actor


@journal.deed
def prepare_access(*, by: Actor, item: AgendaItem, reference: str, asked_on: dt.date) -> AccessPackage:
    """Begin an answer to a request: every document of the case, what is public chosen as given."""
    locks.reread(item)
    policy.check(by, "prepare", "access_package", item.meeting.node)
    if not reference.strip():
        raise Refused("Skriv anmodningens sagsnummer.", field="reference")
    if asked_on > danish.today():
        raise Refused("Anmodningen kan ikke være modtaget i fremtiden.", field="asked_on")

    node = thread.open_node(
        by=by,
        kind="access_package",
        title=f"Aktindsigt {reference.strip()}",
        organisation=item.meeting.node.organisation,
        visibility=Node.Visibility.CIRCLE,
        within=item.meeting.body.circle,
        occurred_on=asked_on,
        is_invented=item.node.is_invented,
    )
    package = AccessPackage.objects.create(node=node, item=item, reference=reference.strip(), asked_on=asked_on)
    AccessChoice.objects.bulk_create(
        AccessChoice(
            package=package,
            order=order,
            kind=paper.kind,
            source=paper.source,
            shown_title=paper.shown_title[:500],
            choice="given" if paper.is_public else "",
        )
        for order, paper in enumerate(queries.papers_of(by, item), 1)
    )
    journal.note("access.prepared", by=by, node=node, data={"item": item.pk, "documents": package.choices.count()})
    return package


@journal.deed
def choose_access(
    *,
    by: Actor,
    package: AccessPackage,
    order: int,
    choice: str,
    shown_title: str,
    ground: str = "",
    why: str = "",
    marked: str = "",
    name: str = "",
    stream: BinaryIO | None = None,
) -> AccessChoice:
    """Decide what is done with one document, and by which rule anything is left out."""
    locks.reread(package)
    policy.check(by, "prepare", package)
    rules.check_open(package.state)
    decided = queries.choice(package, order)
    words = queries.words_of_paper(by, decided) if choice == "partly" else ""
    has_copy = stream is not None or decided.copy_id is not None
    rules.check_choice(choice, ground, kind=decided.kind, has_copy=has_copy, words=words, marked=marked)
    rules.check_shown_title(shown_title, decided.source.title, is_closed=queries.is_closed(decided), choice=choice)
    decided.choice, decided.ground, decided.why = choice, ground, why.strip()
    decided.shown_title = shown_title.strip()
    decided.marked = marked.replace("\r\n", "\n") if choice == "partly" and decided.kind != "annex" else ""
    if choice != "partly":
        decided.copy = None
    elif stream is not None and decided.kind == "annex":
        decided.copy = files.store(by=by, node=package.node, name=name, stream=stream)
        original = queries.text_of_file(editing_queries.newest_file(decided.source))
        rules.check_copy(original, queries.text_of_file(decided.copy))

    decided.save(update_fields=["choice", "ground", "why", "shown_title", "marked", "copy"])
    journal.note(
        "access.chosen", by=by, node=package.node, data={"document": order, "choice": choice, "ground": ground}
    )
    return decided


@journal.deed
def hand_out_access(*, by: Actor, package: AccessPackage, considered: bool) -> AccessPackage:
    """Make the package, keep it as proof of what was handed out, and close it for changes."""
    locks.reread(package)
    policy.check(by, "prepare", package)
    choices = queries.choices_of(package)
    undecided = [each.shown_title for each in choices if not each.choice]
    rules.check_hand_out(package.state, undecided=undecided, considered=considered)
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
            "given": sum(each.choice == "given" for each in choices),
            "partly": sum(each.choice == "partly" for each in choices),
            "left_out": sum(each.choice == "left_out" for each in choices),
        },
    )

    return package
