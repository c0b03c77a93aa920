"""Consent: given with a named text for named purposes, withdrawn at once, and asked about before every use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from samspil.paper.refusal import Refused, demanded
from samspil.spine import journal, locks
from samspil.spine.actors import Actor
from samspil.spine.models import Consent, ConsentText, Node, Organisation, Subject


@journal.deed
def write_text(*, by: Actor, key: str, title: str, body: str) -> ConsentText:
    """Return the text's current version, or make a new one when its words have changed."""
    demanded(body, "Samtykketeksten er tom.", field="body")
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


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody has said yes to: on what basis, for which purposes, how it was said, and for how long.

    `recipient` is who may be given it; `valid_until` the last day it holds.
    """

    basis: str
    purposes: Iterable[str]
    form: str
    given_on: dt.date
    recipient: Organisation | None = None
    valid_until: dt.date | None = None

    @property
    def wanted(self) -> list[str]:
        """The purposes, each once."""
        return sorted({purpose.strip() for purpose in self.purposes} - {""})

    @property
    def lasts_until(self) -> dt.date | None:
        """The last day it holds: a health consent lasts a year at most."""
        if self.basis != Consent.Basis.HEALTH_43:
            return self.valid_until
        latest = a_year_after(self.given_on)
        return min(self.valid_until, latest) if self.valid_until else latest


@journal.deed
def give(*, by: Actor, node: Node, subject: Subject, text: ConsentText, given: Given) -> Consent:
    """Record a consent. A health consent (§ 43) must be written, names who receives, and lasts a year at most.

    Refused without a purpose, on an unknown basis or form, given in the future, and when it ends before it begins.
    """
    wanted = given.wanted
    _check(given, wanted)
    made = Consent.objects.create(
        node=node,
        subject=subject,
        text=text,
        basis=given.basis,
        purposes=wanted,
        recipient=given.recipient,
        form=given.form,
        given_on=given.given_on,
        taken_by_id=by.person_id,
        valid_until=given.lasts_until,
    )
    journal.note("consent.given", by=by, node=node, data={"consent": made.pk, "purposes": " ".join(wanted)})
    return made


def _check(given: Given, wanted: Sequence[str]) -> None:
    if not wanted:
        raise Refused("Vælg mindst én ting, som samtykket gælder.", field="purposes")
    if given.basis not in Consent.Basis.values:
        raise Refused("Vælg, hvilket grundlag oplysningerne behandles på.", field="basis")
    if given.form not in Consent.Form.values:
        raise Refused("Vælg, hvordan samtykket er givet.", field="form")
    if given.given_on > timezone.localdate():
        raise Refused("Samtykket kan ikke være givet i fremtiden.", field="given_on")

    # Sundhedsloven § 43, not treatment: in writing, and lapsed after a year (§ 44).
    if given.basis == Consent.Basis.HEALTH_43:
        if given.form != Consent.Form.WRITTEN:
            words = "Samtykke til at give helbredsoplysninger videre skal være skriftligt (sundhedslovens § 44)."
            raise Refused(words, field="form")
        if given.recipient is None:
            raise Refused("Skriv, hvem oplysningerne må gives til.", field="recipient")

    if given.lasts_until is not None and given.lasts_until < given.given_on:
        raise Refused("Samtykket kan ikke udløbe, før det er givet.", field="valid_until")


@journal.deed
def withdraw(*, by: Actor, consent: Consent) -> Consent:
    """Withdraw a consent; what rested on it stops at once. Withdrawing twice changes nothing."""
    locks.reread(consent)
    if Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
        journal.note("consent.withdrawn", by=by, node=consent.node, data={"consent": consent.pk})
    consent.refresh_from_db(fields=["withdrawn_at"])
    return consent


@journal.deed
def take_back(*, by: Actor, node: Node, purposes: Collection[str]) -> int:
    """Take some purposes out of every consent to a record that stands, and give how many held one.

    A consent is never changed: the one that stands ends, and what is left of it is given anew, with its own text, dates and form.
    """
    standing_here = standing().filter(node=node).select_related("node", "subject", "text", "recipient")
    holding = [each for each in standing_here if set(purposes) & set(each.purposes)]
    for each in holding:
        withdraw(by=by, consent=each)
        left = [name for name in each.purposes if name not in purposes]
        if left:
            given = Given(
                basis=each.basis,
                purposes=left,
                form=each.form,
                given_on=each.given_on,
                recipient=each.recipient,
                valid_until=each.valid_until,
            )
            give(by=by, node=node, subject=each.subject, text=each.text, given=given)

    return len(holding)


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


def standing_for(purpose: str, on: dt.date | None = None) -> QuerySet[Consent]:
    """Return the consents that hold on the day (default today) and cover one purpose: no consent, no use, in the query itself."""
    said = Cast("purposes", TextField())
    # A list in JSON, which SQLite knows no `contains` for: a purpose is one word of code in its own quotation marks.
    return standing(on).annotate(said=said).filter(said__contains=f'"{purpose}"')


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
