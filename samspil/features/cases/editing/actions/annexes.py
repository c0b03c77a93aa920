"""Annexes of an item: added, closed, opened, and their new versions, the earlier ones kept for the committee."""

from __future__ import annotations

from typing import BinaryIO

from samspil.features.cases.editing import rules
from samspil.features.cases.editing.actions.changes import changed
from samspil.features.cases.editing.models import AnnexVersion
from samspil.features.cases.records.models import AgendaItem, Annex
from samspil.features.cases.records.queries import rows
from samspil.features.cases.records.rules import approval, standing
from samspil.paper.refusal import Refused, demanded
from samspil.spine import files, journal, locks, policy, records
from samspil.spine.models import StoredFile
from samspil.spine.people import Actor


@journal.deed
def add_version(
    *, by: Actor, annex: Annex, name: str, stream: BinaryIO, document_number: str = "", reason: str = ""
) -> AnnexVersion:
    """Add a version of an annex; from now on the public is shown it alone.

    Refused without a reason when there is a version before it or the minutes are published, and when the bytes are those
    of the newest version.
    """
    locks.reread(annex)
    number = _first_of_old_files(annex) + 1
    policy.check(by, "edit", annex.item, state=annex.item.meeting.state)
    rules.check_reason(annex.item.meeting, reason)
    if number > 1:
        demanded(reason, "Skriv, hvorfor bilaget får en ny udgave.", field="reason")

    newest = annex.versions.select_related("file").first()
    kept = files.store(by=by, node=annex.node, name=name, stream=stream)
    if newest is not None and newest.file.sha256 == kept.sha256:
        raise Refused("Filen er den samme som den nyeste udgave. Vælg den rettede fil.", field="file")

    made = keep(by=by, annex=annex, file=kept, number=number, document_number=document_number, reason=reason)
    if document_number.strip():
        annex.document_number = document_number.strip()
        annex.save(update_fields=["document_number"])

    changed(annex.item, by=by)
    journal.note("annex.version_added", by=by, node=annex.node, data={"version": number, "sha256": kept.sha256})
    return made


@journal.part
def keep(
    *, by: Actor, annex: Annex, file: StoredFile, number: int = 1, document_number: str = "", reason: str = ""
) -> AnnexVersion:
    """Note a stored file as a version of an annex. Called inside a deed."""
    return AnnexVersion.objects.create(
        annex=annex,
        number=number,
        file=file,
        document_number=document_number.strip(),
        reason=reason.strip(),
        by_id=by.person_id,
    )


def _first_of_old_files(annex: Annex) -> int:
    """Return the number of the newest version, after noting files that were stored before versions were kept."""
    known = set(annex.versions.values_list("file_id", flat=True))
    number = annex.versions.count()
    for file in annex.node.files.order_by("stored_at", "pk"):
        if file.pk not in known:
            number += 1
            AnnexVersion.objects.create(annex=annex, number=number, file=file, document_number=annex.document_number)
    return number


@journal.deed
def add_annex(
    *,
    by: Actor,
    item: AgendaItem,
    title: str,
    document_number: str = "",
    reference: str = "",
    closed_reason: str = "",
    name: str = "",
    stream: BinaryIO | None = None,
) -> Annex:
    """Add an annex, closed when a reason is given, with its file when there is one."""
    locks.reread(item)
    policy.check(by, "edit", item, state=rules.edit_state(item))
    closed = bool(closed_reason.strip())
    state, draft = approval.shown_state(item), approval.is_draft(item)
    seen = standing.seen_by("annex", state, is_closed=item.is_closed or closed, is_draft=draft)
    node = records.open_node(records.beside(item.node, "annex", title, visibility=seen), by=by)
    annex = Annex.objects.create(
        node=node,
        item=item,
        order=rows.next_place(item.annexes),
        document_number=document_number.strip(),
        reference=reference.strip(),
        is_closed=closed,
        closed_reason=closed_reason.strip(),
    )
    if stream is not None:
        kept = files.store(by=by, node=node, name=name, stream=stream)
        keep(by=by, annex=annex, file=kept, document_number=document_number)

    changed(item, by=by)
    journal.note("annex.added", by=by, node=node, data={"item": item.pk})
    return annex


@journal.deed
def close_annex(*, by: Actor, annex: Annex, reason: str) -> Annex:
    """Close an annex, with its title and its file. Refused without a reason."""
    locks.reread(annex)
    policy.check(by, "close", annex.item)
    why = demanded(reason, "Skriv, hvorfor bilaget er lukket, og efter hvilken regel.", field="closed_reason")
    if annex.is_closed and annex.closed_reason == why:
        return annex

    annex.is_closed, annex.closed_reason = True, why
    annex.save(update_fields=["is_closed", "closed_reason"])
    changed(annex.item, by=by)
    annex.node.refresh_from_db()
    journal.note("annex.closed", by=by, node=annex.node)
    return annex


@journal.deed
def open_annex(*, by: Actor, annex: Annex) -> Annex:
    """Open a closed annex; on a closed item it stays the committee's alone."""
    locks.reread(annex)
    policy.check(by, "close", annex.item)
    if not annex.is_closed:
        return annex
    annex.is_closed = False
    annex.save(update_fields=["is_closed"])
    changed(annex.item, by=by)
    annex.node.refresh_from_db()
    journal.note("annex.opened", by=by, node=annex.node)
    return annex
