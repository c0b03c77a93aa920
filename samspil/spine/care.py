"""The care room's door: make a care record, open it with a purpose that is logged first, and list what one may open.

A care record is a node that is on no thread (docs/decisions/0018). Nothing of what it holds is read but through what `opened`
gives: its tables' managers answer nobody, and its texts and files are sealed and ask for the opening.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet

from samspil.paper import danish
from samspil.paper.refusal import NotFound, Refused
from samspil.spine import access, files, kinds, texts, thread, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import (
    CarePart,
    CareRecord,
    Circle,
    Consent,
    Duty,
    Gathering,
    NamedReader,
    Node,
    Organisation,
    Person,
    Room,
    StoredFile,
    Subject,
    TextVersion,
)

Row = TypeVar("Row", bound=Model)
LONGEST_PURPOSE = 100


def new_node(
    *,
    by: Actor,
    kind: str,
    subject: Subject,
    organisation: Organisation,
    within: Circle | None = None,
    occurred_on: danish.When | dt.date | None = None,
    named: Sequence[Person] = (),
    is_invented: bool = False,
) -> Node:
    """Make the node of a new care record about a data subject. Called inside a deed, which then gives it to a caseload.

    It is called by its kind: a title would be words in the open. Seen by who has the subject in their care and by the parties
    to it, or, with `named`, by those persons alone. ValueError for a kind of the thread.
    """
    node = thread.open_node(
        by=by,
        kind=kind,
        title=kinds.get(kind).label,
        organisation=organisation,
        visibility=Node.Visibility.PERSONS if named else Node.Visibility.CASELOAD,
        within=within,
        occurred_on=occurred_on,
        is_invented=is_invented,
        room=Room.CARE,
        subject=subject,
    )
    NamedReader.objects.bulk_create([NamedReader(node=node, person=person) for person in named])
    return node


def keep(row: CareRecord | CarePart) -> None:
    """Save a new row of a care record's own tables, whose managers answer nobody. Called inside a deed."""
    row.save(force_insert=True)


@dataclass(frozen=True)
class Opened:
    """A care record that somebody has opened, with what it holds. The access log has the opening."""

    node: Node
    opening: access.Opening

    def record(self, model: type[Row]) -> Row:
        """Return the feature's own row. `NotFound` when the node is of another kind."""
        # Not the default manager, which may leave the care room out: this record has been opened, and logged.
        row = model._base_manager.filter(pk=self.node.pk).first()
        if row is None:
            raise NotFound
        return row

    def parts(self, model: type[Row], *, through: str = "node") -> QuerySet[Row]:
        """Return the rows of another of the record's tables, by the way (`through`) from them to the node. ValueError for a detour."""
        _check_way(model, through)
        return model._base_manager.filter(**{through: self.node.pk})

    def version(self, name: str) -> TextVersion | None:
        """Return the newest version of one of its texts, to write on from; None when there is none."""
        return texts.current(self.node, name)

    def words(self, name: str) -> str:
        """Return one of its texts as it stands now, nothing when there is none. Refused when its key is destroyed."""
        version = self.version(name)
        return texts.read(version, self.opening) if version is not None else ""

    def quotes(self) -> list[texts.Passage]:
        """Return the passages of its own texts that it points out."""
        return texts.quotes_of(self.node, self.opening)

    def files(self) -> QuerySet[StoredFile]:
        """Return its files, the oldest first."""
        return StoredFile.anywhere.filter(node=self.node).select_related("subject").order_by("stored_at", "pk")

    def content(self, kept: StoredFile) -> bytes:
        """Return the bytes of one of its files. `NotFound` as `files.read`."""
        return files.read(kept, self.opening)

    def duties(self) -> QuerySet[Duty]:
        """Return what is and was owed on it, in the order it was given."""
        rows = Duty.anywhere.filter(node=self.node).select_related("node", "owner", "owner_organisation")
        return rows.order_by("created_at", "pk")

    def consents(self) -> QuerySet[Consent]:
        """Return what its person has agreed to, the newest first."""
        return Consent.objects.filter(node=self.node).select_related("text", "recipient").order_by("-given_on", "pk")

    def gathering(self) -> Gathering | None:
        """Return when people meet for it, if they do."""
        return Gathering.anywhere.filter(pk=self.node.pk).select_related("node").first()


def opened(by: Actor, key: UUID | str, *, purpose: str) -> Opened:
    """Open one care record, by its key, for a purpose in the reader's words; logged before anything is given.

    `NotFound` alike when it is not there and when the reader may not. Refused without a purpose. RuntimeError inside a
    transaction, which could take the log's row with it: open first, then act.
    """
    said = _check_purpose(purpose)
    try:
        node = visibility.care_nodes(by).filter(pk=key).select_related("subject", "organisation", "within").first()
    # A key that is no UUID is answered as one that does not exist; Django raises instead of finding nothing.
    except ValidationError:
        raise NotFound from None
    if node is None:
        raise NotFound

    return Opened(node, access.open_care(by, [node], purpose=said)[node.pk])


def opened_all(by: Actor, keys: Iterable[UUID], *, purpose: str) -> list[Opened]:
    """Open those of some care records that the reader may, in the order of the keys, each logged with its person.

    For a list that shows names. Two queries, and two more for whoever works in several places. Raises as `opened`, but for what
    may not be seen: that is left out.
    """
    said, wanted = _check_purpose(purpose), list(keys)
    seen = visibility.care_nodes(by).filter(pk__in=wanted).select_related("subject", "organisation", "within")
    nodes = {node.pk: node for node in seen}
    openings = access.open_care(by, list(nodes.values()), purpose=said)
    return [Opened(nodes[key], openings[key]) for key in dict.fromkeys(wanted) if key in nodes]


def listed(by: Actor, model: type[Row], *, purpose: str, through: str = "node") -> QuerySet[Row]:
    """Return a feature's rows whose care record the reader may open: codes, dates and clocks, no words. Logged as a search.

    `through` is the way from the rows to the node; ValueError for a detour.
    """
    _check_way(model, through)
    access.note_search_of_care(by, purpose=_check_purpose(purpose))
    return model._base_manager.filter(Exists(visibility.care_nodes(by).filter(pk=OuterRef(through))))


def _check_way(model: type[Model], through: str) -> None:
    """See that the way from a row to its node only goes forward and ends there: by a detour it would reach others' rows."""
    at: type[Model] | None = model
    for step in through.split("__"):
        try:
            key = at._meta.get_field(step) if at is not None and at is not Node else None
        except FieldDoesNotExist:
            key = None
        at = key.related_model if isinstance(key, ForeignKey) and isinstance(key.related_model, type) else None

    # A care record shares its key with the node.
    if at is None or not issubclass(at, (Node, CareRecord)):
        message = f"care: {through!r} is no way from {model.__name__} to its node"
        raise ValueError(message)


def _check_purpose(purpose: str) -> str:
    said = " ".join(purpose.split())
    if not said:
        raise Refused("Skriv, hvad du skal bruge oplysningerne til. Det kan personen se.", field="purpose")
    if len(said) > LONGEST_PURPOSE:
        raise Refused("Skriv det med højst 100 tegn.", field="purpose")
    return said
