"""A care record with a canary in every field that takes one, made by the deeds a feature uses; and past them where they refuse words."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from django.utils import timezone

from samspil.spine import (
    care,
    caseload,
    consent,
    duties,
    files,
    gatherings,
    invitations,
    journal,
    pass_purposes,
    passes,
    people,
    secrets,
    texts,
)
from samspil.spine.actors import Actor
from samspil.spine.models import Circle, Duty, Message, Node, Organisation, Pass, Person, Quote, StoredFile, Subject
from tests.visits.models import Contact, Visit

CANARY = "KANARIESANG"  # the stem of every word planted; what a reader meets of it is a leak
CONSENTED = "kanariesang_purpose"  # a consent names what it is for in words of code
PURPOSE = pass_purposes.declare(
    "test_visit", label="Se sit eget forløb", longest=dt.timedelta(days=30), reads_record=True
)


@dataclass(frozen=True)
class Planted:
    """One care record with all that hangs on it, and the keys by which it could be asked for."""

    node: Node
    subject: Subject
    kept: StoredFile
    owed: Duty
    done: Duty
    issued: Pass
    token: str

    @property
    def keys(self) -> dict[str, object]:
        """Every key of it that an address might take."""
        return {"node": self.node.pk, "file": self.kept.pk, "duty": self.owed.pk, "done": self.done.pk}


@journal.deed
def receive(
    *, by: Actor, subject: Subject, person: Person, organisation: Organisation, within: Circle | None = None
) -> Node:
    """Make a visit and give it to somebody's caseload, as the first deed of a feature does."""
    node = care.new_node(
        by=by,
        kind="test_visit",
        subject=subject,
        organisation=organisation,
        within=within,
        occurred_on=timezone.localdate(),
        is_invented=True,
    )
    care.keep(Visit(node=node, way=f"{CANARY}-way"))
    care.keep(Contact(node=node, note=f"{CANARY}-note", on=timezone.localdate()))
    caseload.take(by=by, subject=subject, person=person, organisation=organisation)
    return node


def plant(
    *,
    by: Actor,
    person: Person,
    organisation: Organisation,
    party: Organisation,
    within: Circle | None = None,
    invited: tuple[Person, ...] = (),
    past_the_deeds: bool = True,
) -> Planted:
    """Plant a whole record in somebody's care, with a party to it and people invited.

    Also past the deeds, unless told not to: then its tables hold what a feature's own deeds leave there.
    """
    subject = secrets.new_subject()
    node = receive(by=by, subject=subject, person=person, organisation=organisation, within=within)
    caseload.add_party(by=by, node=node, organisation=party)
    version = texts.write(by=by, node=node, name="words", body=f"{CANARY}-words om en person")
    texts.quote(
        by=by, node=node, version=version, start=0, end=11, speaker=f"{CANARY}-speaker", place=f"{CANARY}-place"
    )
    kept = files.store(by=by, node=node, name=f"{CANARY}-name.txt", stream=io.BytesIO(f"{CANARY}-file".encode()))

    owed = duties.give(by=by, node=node, purpose="test_call", title=f"{CANARY}-title", owner=person)
    done = duties.give(by=by, node=node, purpose="test_call", title=f"{CANARY}-title", owner=person)
    duties.do(by=people.actor_for(person), duty=done, proof=f"{CANARY}-proof, som jeg gjorde i går")
    given = consent.write_text(by=by, key="test-visit", title="Om besøg", body="Ja til besøg.")
    consent.give(
        by=by,
        node=node,
        subject=subject,
        text=given,
        given=consent.Given(basis="gdpr_consent", purposes=[CONSENTED], form="written", given_on=timezone.localdate()),
    )

    ahead = timezone.now() + dt.timedelta(days=3)
    with journal.writing():
        gathering = gatherings.plan(node=node, starts_at=ahead, ends_at=ahead + dt.timedelta(hours=1))
    for each in invited:
        gatherings.invite(by=by, gathering=gathering, person=each)
    invitations.send(by=by, gathering=gathering, title=f"{CANARY}-mail", place=f"{CANARY}-mail")
    issued, token = passes.issue(by=by, node=node, purpose=PURPOSE, lasts=dt.timedelta(days=2))
    if past_the_deeds:
        _past_the_deeds(node, owed)
    node.refresh_from_db()
    return Planted(node, subject, kept, owed, done, issued, token)


def _past_the_deeds(node: Node, owed: Duty) -> None:
    """Put words where the deeds put none, and the databases have no law: whoever meets them meets more than there will be."""
    Node.anywhere.filter(pk=node.pk).update(title=f"{CANARY}-node")
    StoredFile.anywhere.filter(node=node).update(name=f"{CANARY}-file.txt")
    Duty.anywhere.filter(node=node).update(title=f"{CANARY}-duty", due_on=timezone.localdate())
    Duty.anywhere.filter(node=node, done_at__isnull=False).update(proof=f"{CANARY}-proof")
    Quote.objects.filter(node=node).update(speaker=f"{CANARY}-speaker", place=f"{CANARY}-place")
    told = Message.objects.filter(node=node).first()
    if told is not None:
        Message.objects.filter(pk=told.pk).update(
            address="", subject="", body="", key_id="", given_up_at=timezone.now(), last_error=""
        )
