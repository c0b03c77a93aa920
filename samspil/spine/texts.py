"""Texts in versions: written with the version they build on, told of conflict, quoted by reference, withdrawn everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from samspil.paper.refusal import Refused, demanded
from samspil.spine import access, journal, locks, secrets
from samspil.spine.actors import Actor
from samspil.spine.models import Erasure, Node, Quote, Room, Subject, Text, TextVersion


class Conflict(Refused):
    """Somebody else has written since. Holds both wordings, so that nothing is lost.

    `theirs` may be a wording made up of a record's fields, saved nowhere; then it is a version of no text (`of` is None).
    """

    def __init__(self, *, mine: str, theirs: TextVersion) -> None:
        who = theirs.by.name if theirs.by else "en anden"
        super().__init__(
            f"Teksten er ændret af {who}, mens du skrev. Se begge udgaver nedenfor, og gem den, der skal gælde."
        )
        self.mine = mine
        self.theirs = theirs
        self.of: Text | None = theirs.text if theirs.text_id is not None else None


@journal.deed
def write(
    *, by: Actor, node: Node, name: str, body: str, based_on: int = 0, reason: str = "", subject: Subject | None = None
) -> TextVersion:
    """Write a new version of a record's text, which must build on the newest (`based_on`, 0 = the first).

    `Conflict` when somebody wrote in between. The same words again are no new version. With a subject the words are sealed,
    and the text stays that subject's: ValueError when it began as an open one, or as another's. Words of a care record are
    sealed for the person it is about, whether said or not, and have no reason beside them: ValueError else.
    """
    if node.is_care:
        subject = _of_care(node, subject, reason)
    # Locked, so that of two writers the second meets its conflict.
    text, _ = Text.anywhere.select_for_update().get_or_create(
        node=node, name=name, defaults={"subject": subject, "room": node.room}
    )
    if subject is not None and text.subject_id != subject.pk:
        message = f"texts.write: {name!r} of {node.pk} is not sealed for this subject"
        raise ValueError(message)
    if text.withdrawn_at is not None:
        raise Refused("Teksten er trukket tilbage og kan ikke ændres.")

    newest = text.versions.order_by("-number").select_related("by").first()
    if newest is not None:
        # Sealed twice, the same words are other bytes: they are compared unsealed.
        if _words(newest) == body:
            return newest
        if newest.number != based_on:
            raise Conflict(mine=body, theirs=newest)

    version = TextVersion(text=text, number=(newest.number if newest else 0) + 1, by_id=by.person_id, reason=reason)
    if text.subject is not None:
        version.sealed = secrets.seal(text.subject, body, bound_to=f"{text.pk}/{version.number}")
    else:
        version.body = body

    version.save(force_insert=True)
    journal.note("text.written", by=by, node=node, data={"text": text.pk, "version": version.number})
    return version


def current(node: Node, name: str) -> TextVersion | None:
    """Return the newest version of a record's text, or None when there is none or it is withdrawn."""
    return (
        TextVersion.objects.filter(text__node=node, text__name=name, text__withdrawn_at__isnull=True)
        .select_related("text__subject")
        .order_by("-number")
        .first()
    )


def newest(nodes: Sequence[Node | UUID], name: str) -> dict[UUID, TextVersion]:
    """Return the newest version of the text that each of several records has by a name, by record. One query."""
    versions = TextVersion.objects.filter(text__node__in=nodes, text__name=name, text__withdrawn_at__isnull=True)
    # The newest comes last, and stays.
    return {each.text.node_id: each for each in versions.select_related("text__subject").order_by("number")}


def _of_care(node: Node, subject: Subject | None, reason: str) -> Subject | None:
    if reason or (subject is not None and subject.pk != node.subject_id):
        message = f"texts.write: words of the care record {node.pk} are sealed for its own person, without a reason in the open"
        raise ValueError(message)
    return node.subject


def read(version: TextVersion, opening: access.Opening | None = None) -> str:
    """Return a version's words, opened when they are sealed. Refused when their key is destroyed.

    Those of a care record only through its `opening`; `UnopenedError` else.
    """
    if version.sealed is not None:
        access.check_open(version.text, opening)
    return _words(version)


def _words(version: TextVersion) -> str:
    if version.sealed is not None:
        subject = version.text.subject
        assert subject is not None
        return secrets.unseal(subject, bytes(version.sealed), bound_to=f"{version.text_id}/{version.number}")
    return version.body


@journal.deed
def withdraw(*, by: Actor, text: Text) -> Text:
    """Withdraw a text; every quote of it vanishes at once. Withdrawing twice changes nothing."""
    locks.reread(text)
    if Text.anywhere.filter(pk=text.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
        journal.note("text.withdrawn", by=by, node=text.node, data={"text": text.pk})
    text.refresh_from_db(fields=["withdrawn_at"])
    return text


@journal.deed
def quote(
    *, by: Actor, node: Node, version: TextVersion, start: int, end: int, speaker: str = "", place: str = ""
) -> Quote:
    """Let a record quote a passage, by its offsets (characters, end excluded).

    Refused outside the text, and of a text that is withdrawn. What a care record holds is quoted by itself alone, and it
    quotes nothing else: ValueError.
    """
    locks.reread(version)
    if (node.is_care or version.text.room == Room.CARE) and version.text.node_id != node.pk:
        message = f"texts.quote: a passage does not leave the care room, nor enter it ({node.pk})"
        raise ValueError(message)
    if Text.anywhere.filter(pk=version.text_id, withdrawn_at__isnull=False).exists():
        raise Refused("Teksten er trukket tilbage og kan ikke citeres.")
    if not 0 <= start < end <= len(_words(version)):
        raise Refused("Citatet ligger uden for teksten.")

    made = Quote.objects.create(node=node, version=version, start=start, end=end, speaker=speaker, place=place)
    journal.note("text.quoted", by=by, node=node, data={"quote": made.pk, "text": version.text_id})
    return made


def spoken(node: Node, name: str = "words") -> str:
    """Return a record's open words as they stand, none where there are none. Refused and `UnopenedError` as `read`."""
    version = current(node, name)
    return read(version) if version else ""


def quoted(quote: Quote) -> str:
    """Return the words of one quote, none when their text is withdrawn. Refused and `UnopenedError` as `read`."""
    return "" if quote.version.text.withdrawn_at is not None else read(quote.version)[quote.start : quote.end]


@dataclass(frozen=True)
class Place:
    """Where a passage stands: the version it was read from, and its offsets (characters, end excluded)."""

    version: TextVersion
    start: int
    end: int

    def quoted(self, *, by: Actor, node: Node) -> Quote:
        """Let a record quote it. Called inside a deed; Refused as `quote`."""
        return quote(by=by, node=node, version=self.version, start=self.start, end=self.end)


def place_of(passage: str, node: Node, name: str = "words", *, field: str | None = None) -> Place:
    """Return where a passage stands in a record's open words, line breaks and blanks alike.

    Refused where there are no words, where nothing was asked for, and where it does not stand there.
    """
    version = current(node, name)
    if version is None:
        raise Refused("Der står ingen ord i »{node}« at citere.", field=field, node=node.title)

    wanted = demanded(passage, "Skriv den sætning fra »{node}«, der skal citeres.", field=field, node=node.title)
    place = re.search(r"\s+".join(re.escape(word) for word in wanted.split()), read(version))
    if place is None:
        raise Refused("Sætningen står ikke i »{node}«. Skriv den, som den står dér.", field=field, node=node.title)
    return Place(version, *place.span())


@dataclass(frozen=True)
class Passage:
    """A quote as it may be read now."""

    words: str
    speaker: str
    place: str
    source_node_id: object


def quotes_of(node: Node, opening: access.Opening | None = None) -> list[Passage]:
    """Give the passages a record quotes, without those whose text is withdrawn or erased. One query. `UnopenedError` as `read`."""
    erased = Erasure.objects.filter(subject_id=OuterRef("version__text__subject_id"))
    standing = (
        Quote.objects.filter(~Exists(erased), node=node, version__text__withdrawn_at__isnull=True)
        .select_related("version__text__subject")
        .order_by("version__text", "start")
    )
    return [
        Passage(read(q.version, opening)[q.start : q.end], q.speaker, q.place, q.version.text.node_id) for q in standing
    ]
