"""Consent: given with a named text for named purposes, withdrawn at once, and asked about before every use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import journal
from samspil.spine.models import Consent, ConsentText, Node, Organisation, Subject
from samspil.spine.people import Actor

# Sundhedsloven § 44, stk. 2: a written consent to pass on health data lapses after one year at the latest.
HEALTH_CONSENT_LASTS = dt.timedelta(days=365)


@journal.deed
def write_text(*, by: Actor, key: str, title: str, body: str) -> ConsentText:
    """This function will give the text's current version, or make a new one when its words have changed."""
    if not body.strip():
        raise Refused("Samtykketeksten er tom.", field="body")
    current = ConsentText.objects.filter(key=key).order_by("-version").first()
    if current and (current.title, current.body) == (title, body):
        return current
    latest = ConsentText.objects.filter(key=key).aggregate(Max("version"))["version__max"] or 0
    made = ConsentText.objects.create(key=key, version=latest + 1, title=title, body=body)
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
    """This function will record a consent. A health consent (§ 43) must be written and lasts a year at the most."""
    wanted = sorted(set(purposes))
    if not wanted:
        raise Refused("Vælg mindst én ting, som samtykket gælder.", field="purposes")
    if given_on > timezone.localdate():
        raise Refused("Samtykket kan ikke være givet i fremtiden.", field="given_on")
    if basis == Consent.Basis.HEALTH_43:
        if form != Consent.Form.WRITTEN:
            raise Refused(
                "Samtykke til at give helbredsoplysninger videre skal være skriftligt (sundhedslovens § 44).",
                field="form",
            )
        if recipient is None:
            raise Refused("Skriv, hvem oplysningerne må gives til.", field="recipient")
        latest = given_on + HEALTH_CONSENT_LASTS
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
    """This function will withdraw a consent; what rested on it stops at once. Withdrawing twice changes nothing."""
    if consent.withdrawn_at is None:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        journal.note("consent.withdrawn", by=by, node=consent.node, data={"consent": consent.pk})
    return consent


def standing(on: dt.date | None = None) -> QuerySet[Consent]:
    """This function will give the consents that hold on the day (default today): neither withdrawn nor lapsed."""
    day = on or timezone.localdate()
    return Consent.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day), withdrawn_at__isnull=True, given_on__lte=day
    )


def allows(node: Node, purpose: str, *, on: dt.date | None = None) -> bool:
    """This function will tell whether a standing consent on the record covers the purpose. One query."""
    return any(purpose in purposes for purposes in standing(on).filter(node=node).values_list("purposes", flat=True))
