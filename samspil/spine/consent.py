"""Consent: given with a named text for named purposes, withdrawn at once, and asked about before every use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import journal, locks
from samspil.spine.actors import Actor
from samspil.spine.models import Consent, ConsentText, Node, Organisation, Subject


@journal.deed
def write_text(*, by: Actor, key: str, title: str, body: str) -> ConsentText:
    """Return the text's current version, or make a new one when its words have changed."""
    if not body.strip():
        raise Refused("Samtykketeksten er tom.", field="body")

    while True:
        current = ConsentText.objects.filter(key=key).order_by("-version").first()
        if current and (current.title, current.body) == (title, body):
            return current
        try:
            # A savepoint: on PostgreSQL a failed insert would spoil the whole deed.
            with transaction.atomic():
                version = current.version + 1 if current else 1
                made = ConsentText.objects.create(key=key, version=version, title=title, body=body)
        except IntegrityError:
            continue  # somebody else has just written this version: look again
        journal.note("consent_text.written", by=by, data={"key": key, "version": made.version})
        return made


@journal.deed
def give(
    *,
    by: Actor,
    node: Node,
    subject: Subject,
    text: ConsentText,
    basis: str,
    purposes: Iterable[str],
    form: str,
    given_on: dt.date,
    recipient: Organisation | None = None,
    valid_until: dt.date | None = None,
) -> Consent:
    """Record a consent. A health consent (§ 43) must be written, names who receives, and lasts a year at most.

    Refused without a purpose, on an unknown basis or form, given in the future, and when it ends before it begins.
    """
    wanted = sorted({purpose.strip() for purpose in purposes} - {""})
    if not wanted:
        raise Refused("Vælg mindst én ting, som samtykket gælder.", field="purposes")
    if basis not in Consent.Basis.values:
        raise Refused("Vælg, hvilket grundlag oplysningerne behandles på.", field="basis")
    if form not in Consent.Form.values:
        raise Refused("Vælg, hvordan samtykket er givet.", field="form")
    if given_on > timezone.localdate():
        raise Refused("Samtykket kan ikke være givet i fremtiden.", field="given_on")

    # Sundhedsloven § 43, not treatment: in writing, and lapsed after a year (§ 44).
    if basis == Consent.Basis.HEALTH_43:
        if form != Consent.Form.WRITTEN:
            raise Refused(
                "Samtykke til at give helbredsoplysninger videre skal være skriftligt (sundhedslovens § 44).",
                field="form",
            )
        if recipient is None:
            raise Refused("Skriv, hvem oplysningerne må gives til.", field="recipient")
        latest = a_year_after(given_on)
        # A longer time is cut to the law's and not refused: the consent is valid, only its end is not.
        valid_until = min(valid_until, latest) if valid_until else latest

    if valid_until is not None and valid_until < given_on:
        raise Refused("Samtykket kan ikke udløbe, før det er givet.", field="valid_until")

    made = Consent.objects.create(
        node=node,
        subject=subject,
        text=text,
        basis=basis,
        purposes=wanted,
        recipient=recipient,
        form=form,
        given_on=given_on,
        taken_by_id=by.person_id,
        valid_until=valid_until,
    )
    journal.note("consent.given", by=by, node=node, data={"consent": made.pk, "purposes": " ".join(wanted)})
    return made


@journal.deed
def withdraw(*, by: Actor, consent: Consent) -> Consent:
    """Withdraw a consent; what rested on it stops at once. Withdrawing twice changes nothing."""
    locks.reread(consent)
    if Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
        journal.note("consent.withdrawn", by=by, node=consent.node, data={"consent": consent.pk})
    consent.refresh_from_db(fields=["withdrawn_at"])
    return consent


def a_year_after(day: dt.date) -> dt.date:
    """Return the last day of a consent given on a day (sundhedsloven § 44: it lapses a year after, at the latest).

    The same date next year; the 28th after a 29 February.
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return dt.date(day.year + 1, 2, 28)


def standing(on: dt.date | None = None) -> QuerySet[Consent]:
    """Return the consents that hold on the day (default today): neither withdrawn nor lapsed."""
    return Consent.objects.filter(_stands(on or timezone.localdate()))


def allows(node: Node, purpose: str, *, recipient: Organisation | None = None, on: dt.date | None = None) -> bool:
    """Tell whether everybody whose consent the record rests on now lets it be used for the purpose. One query.

    With a `recipient`: whether it may be passed on to just that organisation. A consent to pass on health data allows nothing
    else. Where several have consented and one no longer does, the answer is no.
    """
    given = Consent.objects.filter(node=node).annotate(
        stands=ExpressionWrapper(_stands(on or timezone.localdate()), output_field=BooleanField())
    )
    asked, willing = set(), set()
    for subject, basis, purposes, receiver, stands in given.values_list(
        "subject_id", "basis", "purposes", "recipient_id", "stands"
    ):
        asked.add(subject)
        is_meant = basis != Consent.Basis.HEALTH_43 if recipient is None else receiver == recipient.pk
        if stands and is_meant and purpose in purposes:
            willing.add(subject)

    return bool(asked) and asked == willing


def _stands(day: dt.date) -> Q:
    has_time_left = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return has_time_left & Q(withdrawn_at__isnull=True, given_on__lte=day)
