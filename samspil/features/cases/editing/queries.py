"""Who may decide on an item now, and the files that an annex has had."""

from __future__ import annotations

from uuid import UUID

from samspil.features.cases.editing import rules
from samspil.features.cases.editing.models import AnnexVersion
from samspil.features.cases.records.models import AgendaItem, Annex
from samspil.spine import happened, policy
from samspil.spine.models import Node, StoredFile
from samspil.spine.people import Actor


def check_decides(by: Actor, item: AgendaItem) -> None:
    """Refuse others than the secretary to write what was decided, and everybody before the minutes are begun."""
    policy.check(by, "decide", item, state="minutes_draft")
    rules.check_begun(item.meeting)


def check_may_decide(by: Actor, item: AgendaItem, *, reason: str = "") -> None:
    """Refuse a decision by others, out of turn, without a reason where it is a correction, and before the meeting is held."""
    check_decides(by, item)
    rules.check_reason(item.meeting, reason)
    happened.check(item.meeting.node.when, "Mødet")


def newest_file(node: Node) -> StoredFile | None:
    """Return the newest file of an annex, or None when only its name is here."""
    return node.files.filter(pk__in=_files_in_use(node)).order_by("-stored_at", "-pk").first()


def _files_in_use(node: Node) -> list[UUID]:
    versions = list(AnnexVersion.objects.filter(annex=node.pk).order_by("-number").values_list("file_id", flat=True))
    return versions[:1] or list(node.files.values_list("pk", flat=True))


def files_of_annex(actor: Actor, node: Node) -> list[StoredFile]:
    """Return the files of an annex that the actor is shown: the newest; earlier ones are the committee's."""
    if (node.within_id is not None and node.within_id in actor.circles) or actor.job:
        return list(node.files.all())
    newest = newest_file(node)
    return [newest] if newest is not None else []


def annex_versions_of(actor: Actor, annex: Annex) -> list[AnnexVersion]:
    """Return the versions of an annex that the actor is shown, newest first."""
    shown = {file.pk for file in files_of_annex(actor, annex.node)}
    return [each for each in annex.versions.select_related("file") if each.file_id in shown]
