"""Who has somebody in their care now, and which organisations are party to a care record: given, ended at once, and asked about.

A row counts on its days, until it is ended, and only while the person still holds a role in the organisation it was for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import journal, locks, people, policy
from samspil.spine.actors import Actor, Membership
from samspil.spine.models import Caseload, Node, Organisation, Party, Person, Role, Subject


def standing(on: dt.date) -> Q:
    """Return the condition that a row of who has whom, or of who is party, counts on a day, both ends included."""
    has_time_left = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return has_time_left & Q(valid_from__lte=on, ended_at__isnull=True)


@journal.deed
def take(
    *,
    by: Actor,
    subject: Subject,
    person: Person,
    organisation: Organisation,
    from_on: dt.date | None = None,
    until_on: dt.date | None = None,
) -> Caseload:
    """Give a person somebody into their care for an organisation, until a day if it is for a while. The same once more is once.

    The deed that calls has asked who may. Refused for who holds no role there on the first day, and when it ends before it
    begins.
    """
    # Two who give the same at once wait for each other at the person.
    locks.reread(person)
    begins = from_on or timezone.localdate()
    _check_days(begins, until_on)
    if not Role.objects.filter(people.holding(begins), person=person, organisation=organisation).exists():
        raise Refused(
            "{person} har ingen rolle i {organisation}. Vælg en, der arbejder der.",
            field="person",
            person=person.name,
            organisation=organisation.name,
        )

    same = {"person": person, "organisation": organisation, "subject": subject, "valid_until": until_on}
    if standing_row := Caseload.objects.filter(standing(begins), **same).first():
        return standing_row

    made = Caseload.objects.create(**same, valid_from=begins, given_by_id=by.person_id)
    journal.note(
        "caseload.taken", by=by, organisation=organisation.pk, data={"caseload": made.pk, "subject": subject.pk}
    )
    return made


@journal.deed
def let_go(*, by: Actor, row: Caseload) -> Caseload:
    """End at once that somebody has a person in their care. Ending it twice changes nothing."""
    locks.reread(row)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        journal.note(
            "caseload.ended",
            by=by,
            organisation=row.organisation_id,
            data={"caseload": row.pk, "subject": row.subject_id},
        )
    return row


@journal.deed
def add_party(
    *,
    by: Actor,
    node: Node,
    organisation: Organisation,
    from_on: dt.date | None = None,
    until_on: dt.date | None = None,
) -> Party:
    """Make an organisation party to a care record. The same once more is once. ValueError for a record of the thread."""
    locks.reread(node)
    if not node.is_care:
        message = f"caseload.add_party: {node.pk} is no care record"
        raise ValueError(message)

    begins = from_on or timezone.localdate()
    _check_days(begins, until_on)
    same = {"node": node, "organisation": organisation, "valid_until": until_on}
    if standing_row := Party.objects.filter(standing(begins), **same).first():
        return standing_row

    made = Party.objects.create(**same, valid_from=begins, given_by_id=by.person_id)
    journal.note("party.added", by=by, node=node, data={"party": made.pk, "organisation": organisation.pk})
    return made


@journal.deed
def end_party(*, by: Actor, party: Party) -> Party:
    """End at once that an organisation is party to a care record. Ending it twice changes nothing."""
    locks.reread(party)
    if party.ended_at is None:
        party.ended_at = timezone.now()
        party.save(update_fields=["ended_at"])
        journal.note("party.ended", by=by, node=party.node, data={"party": party.pk})
    return party


def of(person: Person, *, on: dt.date | None = None) -> QuerySet[Caseload]:
    """Return whom a person has in their care on the day (default today), the longest had first."""
    held = Caseload.objects.filter(standing(on or timezone.localdate()), person=person)
    return held.select_related("subject", "organisation").order_by("valid_from", "pk")


def holders(subject: Subject, *, on: dt.date | None = None) -> QuerySet[Caseload]:
    """Return who has a data subject in their care on the day (default today), the longest first."""
    held = Caseload.objects.filter(standing(on or timezone.localdate()), subject=subject)
    return held.select_related("person", "organisation").order_by("valid_from", "pk")


def _check_days(begins: dt.date, ends: dt.date | None) -> None:
    if ends is not None and ends < begins:
        raise Refused("Det kan ikke slutte, før det begynder. Ret den ene af de to datoer.", field="until_on")


def _places(held: Iterable[Membership]) -> set[UUID]:
    return {each.organisation_id for each in held if each.organisation_id}


def _has(actor: Actor, held: Sequence[Membership], record: policy.Placed) -> bool:
    """Tell whether the actor has the person of a care record in their care today, for an organisation where the role is held."""
    rows = Caseload.objects.filter(standing(timezone.localdate()), subject__care_nodes=record.pk)
    places = _places(held)
    return bool(actor.person_id and places) and rows.filter(person=actor.person_id, organisation__in=places).exists()


def _is_party(actor: Actor, held: Sequence[Membership], record: policy.Placed) -> bool:
    """Tell whether an organisation where the role is held is party to a care record today."""
    places = _places(held)
    rows = Party.objects.filter(standing(timezone.localdate()), node=record.pk, organisation__in=places)
    return bool(places) and rows.exists()


policy.relate(policy.Relation.CASELOAD, _has)
policy.relate(policy.Relation.PARTY, _is_party)
