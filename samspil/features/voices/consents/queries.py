"""Every reading of what a person has said yes to, purpose by purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from samspil.features.voices import queries as voice_queries
from samspil.features.voices import rules as voice_rules
from samspil.features.voices.models import Voice
from samspil.features.voices.rules import consents as rules
from samspil.paper import languages
from samspil.spine import consent
from samspil.spine.models import Consent, JournalEntry, Link, Quote


@dataclass(frozen=True)
class Yes:
    """One purpose a person was asked about: what was asked, what it means, and whether their yes stands."""

    purpose: str
    asked: str
    means: str
    stands: bool
    waits_for: str = ""


def standing(voice: Voice) -> QuerySet[Consent]:
    """Return the consents of a voice that hold today, the oldest first."""
    return consent.standing().filter(node=voice.node).order_by("given_on", "pk")


def purposes(voice: Voice) -> frozenset[str]:
    """Return what a person says yes to today. One query."""
    return frozenset(voice_queries.purposes_of(voice))


def said_yes_to(voice: Voice) -> list[str]:
    """Return what a person says yes to today, as it was asked and in the order it was asked."""
    return [languages.told(voice_rules.PURPOSES[purpose]) for purpose in voice_queries.purposes_of(voice)]


def rows(voice: Voice) -> list[Yes]:
    """Return each purpose with whether it stands, in the order it was asked."""
    stands = purposes(voice)
    return [
        Yes(
            purpose,
            languages.told(asked),
            languages.told(str(rules.MEANS[purpose])),
            purpose in stands,
            "" if rules.RESTS_ON.get(purpose, purpose) in {purpose, *stands} else rules.RESTS_ON[purpose],
        )
        for purpose, asked in voice_rules.PURPOSES.items()
    ]


def last_given(voice: Voice) -> Consent | None:
    """Return the newest consent of a voice, whether it stands or not."""
    return Consent.objects.filter(node=voice.node).select_related("recipient").order_by("given_on", "pk").last()


def interpretations(voice: Voice) -> list[Link]:
    """Return the links by which something rests on a voice without a word of it being quoted there."""
    grounds = Link.objects.filter(
        earlier=voice.node, relation=Link.Relation.GROUNDS, withdrawn_at__isnull=True
    ).select_related("later")
    quoting = set(Quote.objects.filter(version__text__node=voice.node).values_list("node", flat=True))
    return [link for link in grounds.order_by("pk") if link.later_id not in quoting]


def risen(purpose: str, taken: Mapping[UUID, dt.datetime]) -> list[Voice]:
    """Return the voices whose yes to a purpose stands by a consent written before it was taken back: a restored database."""
    said = consent.standing_for(purpose).filter(subject__in=taken)
    holding = {str(pk): subject for pk, subject in said.values_list("pk", "subject")}
    written = _written(holding)
    risen = {subject for pk, subject in holding.items() if pk not in written or written[pk] < taken[subject]}
    return list(
        Voice.objects.filter(subject__in=risen).exclude(state="withdrawn").select_related("node").order_by("pk")
    )


def _written(consents: Collection[str]) -> dict[str, dt.datetime]:
    """Return when each consent was written, as the journal tells it."""
    notes = JournalEntry.objects.filter(verb="consent.given", data__consent__in=list(consents))
    return {data["consent"]: at for data, at in notes.values_list("data", "at")}
