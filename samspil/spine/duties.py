"""What is owed: give a duty, end it, and see that a body's duties have an heir before the body ends.

A duty ends one of three ways: by the record that fulfils it, by words that show it where no record does, or because what it
was about fell away. Which of the first two its purpose says (`purposes`).
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from samspil.paper import danish, signs
from samspil.paper.refusal import NotAllowed, Refused, demanded
from samspil.spine import journal, locks, proofs, purposes, undoing, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Circle, Duty, Node, Organisation, Person

# What stands beside a duty on a care record when it has ended: how and why are words about a person, and sealed in the record.
DONE_IN_CARE = "Udført. Hvordan står i forløbet."
LAPSED_IN_CARE = "Bortfaldet. Hvorfor står i forløbet."
Owner = Person | Circle | Organisation


@journal.deed
def give(
    *,
    by: Actor,
    node: Node,
    purpose: str,
    title: str,
    owner: Owner | None = None,
    due_on: dt.date | None = None,
    review_on: dt.date | None = None,
) -> Duty:
    """Give a person, a circle or an organisation a duty on a record. Refused without an owner.

    ValueError for a purpose that no feature has declared (`purposes.register`). A duty on a care record is called by its purpose
    and nothing else, and is a person's or an organisation's: a partnership or a body has nobody in its care (ValueError).
    """
    declared = purposes.get(purpose)
    if node.is_care:
        title = declared.label
        if isinstance(owner, Circle):
            message = f"duties.give: the care record {node.pk} is nothing for a circle"
            raise ValueError(message)
    if owner is None:
        raise Refused("Vælg, hvem der har opgaven.", field="owner")

    duty = Duty.objects.create(
        node=node,
        purpose=purpose,
        title=demanded(signs.clean(title), "Skriv, hvad opgaven er.", field="title"),
        owner=owner if isinstance(owner, Person) else None,
        owner_circle=owner if isinstance(owner, Circle) else None,
        owner_organisation=owner if isinstance(owner, Organisation) else None,
        due_on=due_on,
        review_on=review_on,
        created_by_id=by.person_id,
    )
    journal.note("duty.given", by=by, node=node, data={"duty": duty.pk, "due": due_on})
    return duty


@journal.deed
def do(*, by: Actor, duty: Duty, proof: str) -> Duty:
    """Mark a duty as done, with words that show it.

    Refused when it is done, for those who do not own it, with words that show nothing, and when what shows it is a record. How a
    duty on a care record was done is written in the record: here it says that, whatever the words.
    """
    locks.reread(duty)
    _check_open(duty)
    if not owns(by, duty):
        raise Refused("Kun den, der har opgaven, kan melde den udført.")
    purposes.of(duty).check_words_will_do()
    shown = DONE_IN_CARE if duty.node.is_care else proofs.check(proof)
    _end(by, duty, Duty.Ended.WORDS, shown)
    journal.note("duty.done", by=by, node=duty.node, data={"duty": duty.pk})
    return duty


@journal.deed
def reopen(*, by: Actor, duty: Duty, done_at: dt.datetime) -> Duty:
    """Undo that the actor marked a duty as done by words. Refused when it was done by others, otherwise since, or too long ago.

    Refused as well for whoever does not own it any more.
    """
    locks.reread(duty)
    if not owns(by, duty):
        raise NotAllowed("Kun den, der har opgaven, kan åbne den igen.")
    undoing.check_lately(done_at)
    if (duty.done_at, duty.done_by_id, duty.ended) != (done_at, by.person_id, Duty.Ended.WORDS):
        raise Refused("Opgaven er ændret siden. Åbn den, og se, hvordan den står.")
    duty.done_at, duty.done_by_id, duty.proof, duty.ended = None, None, "", ""
    duty.save(update_fields=["done_at", "done_by", "proof", "ended"])
    journal.note("duty.reopened", by=by, node=duty.node, data={"duty": duty.pk})
    return duty


@journal.deed
def fulfil(*, by: Actor, duty: Duty, purpose: str, record: Node, proof: str) -> Duty:
    """Mark a duty as done by the record that was made. Called by the deed that makes it, which has asked who may.

    ValueError when the duty is for something else, or the record is of a kind that does not fulfil it.
    """
    locks.reread(duty)
    _check_open(duty)
    if duty.purpose != purpose or record.kind not in purposes.get(purpose).records:
        message = f"duties.fulfil: a {record.kind!r} does not fulfil {duty.purpose!r} as {purpose!r}"
        raise ValueError(message)
    if record.is_care and not duty.node.is_care:
        message = f"duties.fulfil: the care record {record.pk} is shown on no duty of the thread"
        raise ValueError(message)
    duty.fulfilled_by = record
    _end(by, duty, Duty.Ended.RECORD, DONE_IN_CARE if duty.node.is_care else proof.strip())
    journal.note("duty.done", by=by, node=duty.node, data={"duty": duty.pk, "record": record.pk})
    return duty


@journal.deed
def unfulfil(*, by: Actor, duty: Duty, record: Node) -> Duty:
    """Open a duty again, since the record that showed it done was taken back. Called by that deed. Refused when it is otherwise."""
    locks.reread(duty)
    if (duty.fulfilled_by_id, duty.ended) != (record.pk, Duty.Ended.RECORD):
        raise Refused("Opgaven er ændret siden. Åbn den, og se, hvordan den står.")
    duty.done_at, duty.done_by_id, duty.proof, duty.ended, duty.fulfilled_by = None, None, "", "", None
    duty.save(update_fields=["done_at", "done_by", "proof", "ended", "fulfilled_by"])
    journal.note("duty.reopened", by=by, node=duty.node, data={"duty": duty.pk})
    return duty


@journal.deed
def lapse(*, by: Actor, duty: Duty, why: str) -> Duty:
    """End a duty that nobody owes any more, because what it was about fell away. Refused when it is done, and without a reason."""
    locks.reread(duty)
    _check_open(duty)
    reason = demanded(why, "Skriv, hvorfor opgaven er bortfaldet.", field="why")
    _end(by, duty, Duty.Ended.LAPSED, LAPSED_IN_CARE if duty.node.is_care else reason)
    journal.note("duty.lapsed", by=by, node=duty.node, data={"duty": duty.pk})
    return duty


def _check_open(duty: Duty) -> None:
    if duty.done_at is not None:
        raise Refused("Opgaven er allerede udført.")


def _end(by: Actor, duty: Duty, ended: str, proof: str) -> None:
    duty.done_at, duty.done_by_id, duty.proof, duty.ended = timezone.now(), by.person_id, proof, ended
    duty.save(update_fields=["done_at", "done_by", "proof", "ended", "fulfilled_by"])


@journal.deed
def name_heir(*, by: Actor, duty: Duty, heir: Circle) -> Duty:
    """Name who takes one duty over when its circle ends. Refused when the heir ends no later."""
    locks.reread(duty)
    owner = duty.owner_circle
    if owner is None:
        raise Refused("Kun en opgave, som et udvalg eller partnerskab har, kan få en arvtager.")
    if heir.pk == owner.pk:
        raise Refused("Arvtageren skal være et andet udvalg end det, der slutter.", field="heir")
    if owner.valid_until and heir.valid_until and heir.valid_until <= owner.valid_until:
        raise Refused(
            "{heir} slutter ikke senere end {owner}. Vælg et udvalg, der fortsætter.",
            field="heir",
            heir=heir.name,
            owner=owner.name,
        )

    duty.heir = heir
    duty.save(update_fields=["heir"])
    journal.note("duty.heir_named", by=by, node=duty.node, data={"duty": duty.pk, "heir": heir.pk})
    return duty


@journal.deed
def hand_over(*, by: Actor, circle: Circle) -> list[Duty]:
    """Move every open duty of an ended circle to its heir, or to the heir's own when that has ended too.

    Refused, with nothing moved, while one lacks an heir that still exists.
    """
    locks.reread(circle)
    # `valid_until` is the last day it exists: it has ended on the day after.
    if circle.valid_until is None or circle.valid_until >= timezone.localdate():
        raise Refused("{circle} er ikke slut endnu.", circle=circle.name)

    # Locked first: of two who hand over at once, the second finds nothing left to move.
    locked = still_open().filter(owner_circle=circle).select_for_update(of=("self",))
    duties = list(locked.select_related("heir", "node"))
    heirs = {duty.pk: _living(duty.heir or circle.heir) for duty in duties}
    orphans = [duty for duty in duties if heirs[duty.pk] is None]
    if orphans:
        few = danish.count(len(orphans), "åben opgave", "åbne opgaver")
        raise Refused(
            "{few} mangler en arvtager, der stadig findes. Den første er »{title}«.", few=few, title=orphans[0].title
        )

    for duty in duties:
        duty.owner_circle, duty.heir = heirs[duty.pk], None
        duty.save(update_fields=["owner_circle", "heir"])
        journal.note("duty.inherited", by=by, node=duty.node, data={"duty": duty.pk, "from": circle.pk})

    return duties


def _living(heir: Circle | None) -> Circle | None:
    # No loop: `people.name_heir` refuses one.
    while heir is not None and heir.valid_until is not None and heir.valid_until < timezone.localdate():
        heir = heir.heir
    return heir


@journal.deed
def pass_on(*, by: Actor, duty: Duty, to: Person | Organisation) -> Duty:
    """Hand one open duty to a person or an organisation, its date unchanged. Refused when it is done."""
    locks.reread(duty)
    _check_open(duty)
    before = duty.owner_id or duty.owner_circle_id or duty.owner_organisation_id
    if before == to.pk:
        return duty

    duty.owner = to if isinstance(to, Person) else None
    duty.owner_organisation = to if isinstance(to, Organisation) else None
    duty.owner_circle, duty.heir = None, None
    duty.save(update_fields=["owner", "owner_circle", "heir", "owner_organisation"])
    journal.note("duty.passed_on", by=by, node=duty.node, data={"duty": duty.pk, "from": before, "to": to.pk})
    return duty


@journal.deed
def put_off(*, by: Actor, duty: Duty, until: dt.date) -> Duty:
    """Give an open duty a new date. Called by the deed that has found that it could not be done yet. Refused when it is done."""
    locks.reread(duty)
    _check_open(duty)
    if duty.due_on != until:
        duty.due_on = until
        duty.save(update_fields=["due_on"])
        journal.note("duty.put_off", by=by, node=duty.node, data={"duty": duty.pk, "due": until})
    return duty


def owns(actor: Actor, duty: Duty) -> bool:
    """Tell whether the actor owns the duty: by name, or by a role in the circle or organisation that does."""
    return bool(
        actor.job
        or (duty.owner_id and duty.owner_id == actor.person_id)
        or (duty.owner_circle_id and duty.owner_circle_id in actor.circles)
        or (duty.owner_organisation_id and duty.owner_organisation_id in actor.organisations)
    )


def still_open() -> QuerySet[Duty]:
    """Return the duties of the thread not yet done, the most urgent first, those without a date last."""
    return _urgent_first(Duty.objects.all())


def open_for(actor: Actor) -> QuerySet[Duty]:
    """Return the open duties of the thread that the actor owns, on records the actor may see."""
    return visibility.rows(still_open().filter(_mine(actor)), actor).select_related(
        "node", "owner", "owner_circle", "owner_organisation"
    )


def open_in_care(actor: Actor) -> QuerySet[Duty]:
    """Return the open duties on care records that the actor owns and may open: by their purpose and date, without a word."""
    rows = _urgent_first(Duty.anywhere.all()).filter(_mine(actor), node__in=visibility.care_nodes(actor))
    return rows.select_related("node", "owner", "owner_organisation")


def _urgent_first(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    return rows.filter(done_at__isnull=True).order_by(F("due_on").asc(nulls_last=True), "created_at", "id")


def _mine(actor: Actor) -> Q:
    mine = Q(owner_circle__in=actor.circles) | Q(owner_organisation__in=actor.organisations)
    return mine | Q(owner=actor.person_id) if actor.person_id else mine


def overdue(on: dt.date) -> QuerySet[Duty]:
    """Return the open duties whose date has passed."""
    return still_open().filter(due_on__lt=on)


def without_heir(on: dt.date) -> QuerySet[Duty]:
    """Return the open duties of circles that have ended or have an end date, and have nobody to inherit them."""
    return (
        still_open()
        .filter(owner_circle__valid_until__isnull=False, heir__isnull=True, owner_circle__heir__isnull=True)
        .filter(
            # What is due while the circle stands is its own to finish, and needs an heir only once it has ended.
            Q(due_on__isnull=True) | Q(due_on__gt=F("owner_circle__valid_until")) | Q(owner_circle__valid_until__lt=on)
        )
    )
