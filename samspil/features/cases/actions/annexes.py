"""New versions of an annex: each with its own file and document number, the earlier ones kept for the committee."""

from __future__ import annotations

from typing import BinaryIO

from samspil.features.cases import rules
from samspil.features.cases.actions import showing
from samspil.features.cases.models import Annex, AnnexVersion
from samspil.paper.refusal import Refused
from samspil.spine import files, journal, locks
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
    rules.check_edit(by, annex.item.node, annex.item.meeting, reason=reason)
    if number > 1 and not reason.strip():
        raise Refused("Skriv, hvorfor bilaget får en ny version.", field="reason")

    newest = annex.versions.select_related("file").first()
    kept = files.store(by=by, node=annex.node, name=name, stream=stream)
    if newest is not None and newest.file.sha256 == kept.sha256:
        raise Refused("Filen er den samme som den nyeste version. Vælg den rettede fil.", field="file")

    made = keep(by=by, annex=annex, file=kept, number=number, document_number=document_number, reason=reason)
    if document_number.strip():
        annex.document_number = document_number.strip()
        annex.save(update_fields=["document_number"])

    showing.show_item(annex.item, by=by)
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
