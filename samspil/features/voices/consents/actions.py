"""Every deed by which a person changes one yes. A consent is never edited: the one that stands ends, and what is left is given anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils import timezone

from samspil.features.voices import rules as voice_rules
from samspil.features.voices.actions.parts import consent_text, offer_passage
from samspil.features.voices.actions.publishing import take_down
from samspil.features.voices.consents import queries
from samspil.features.voices.models import Voice
from samspil.features.voices.rules import consents as rules
from samspil.paper.refusal import Refused
from samspil.spine import consent, journal, locks, people, policy, takebacks, texts, thread
from samspil.spine.models import Quote
from samspil.spine.people import Actor

WHY = "Personen har taget sit ja tilbage."


@journal.deed
def take_back(*, by: Actor, voice: Voice, purpose: str) -> Voice:
    """Take one yes back, and what rests on it. Whatever was used by it stops at once; every other yes stands as it was given."""
    locks.reread(voice, voice.node)
    voice_rules.check_withdraw(voice)
    policy.check(by, "change_yes", voice)
    rules.check_take_back(purpose, queries.purposes(voice))
    gone = rules.goes_with(purpose)
    _stop(by, voice, gone)
    for each in sorted(gone):
        # Listed outside the database: a backup restored from before this would hold the yes again.
        takebacks.note(voice.subject, rules.TAKEN[each])
    return voice


@journal.deed
def give(*, by: Actor, voice: Voice, purpose: str) -> Voice:
    """Give one yes again, to the text as it stands today. Nothing becomes public by it: that takes two persons, as before."""
    locks.reread(voice, voice.node)
    voice_rules.check_withdraw(voice)
    policy.check(by, "change_yes", voice)
    rules.check_give(purpose, queries.purposes(voice))
    before = queries.last_given(voice)
    if before is None:
        raise Refused("Der er intet samtykke til bidraget. Tal med den, du fortalte det til.")

    today = timezone.localdate()
    standing = queries.standing(voice).last()
    consent.give(
        by=by,
        node=voice.node,
        subject=voice.subject,
        text=consent_text(by),
        given=consent.Given(
            basis=before.basis,
            purposes=[purpose],
            form="written",
            given_on=today,
            recipient=before.recipient,
            # As long as the rest of it; where nothing is left, a year.
            valid_until=standing.valid_until if standing else consent.a_year_after(today),
        ),
    )
    _speak_as_allowed(by, voice)
    journal.note("voice.yes_given", by=by, node=voice.node, data={"purpose": purpose})
    return voice


@journal.deed
def take_back_again(*, by: Actor, purpose: str, taken: Mapping[UUID, dt.datetime]) -> int:
    """Take back again a yes that a restored database still holds, and give how many did. Twice changes nothing."""
    risen = queries.risen(purpose, taken)
    for voice in risen:
        locks.reread(voice, voice.node)
        _stop(by, voice, rules.goes_with(purpose))
    return len(risen)


def _stop(by: Actor, voice: Voice, gone: Collection[str]) -> None:
    """End some purposes and everything that rested on them: the page, the quotes, what was made of it, the role."""
    consent.take_back(by=by, node=voice.node, purposes=gone)
    if "publish" in gone and voice.state == "published":
        take_down(by, voice)
    if "quote" in gone:
        Quote.objects.filter(version__text__node=voice.node).delete()

    _speak_as_allowed(by, voice)
    if "interpret" not in queries.purposes(voice):
        for link in queries.interpretations(voice):
            # A pass takes back its own yes; the link was somebody else's.
            thread.withdraw_link(by=people.job("voices.consents"), link=link, why=WHY)
    for purpose in sorted(gone):
        journal.note("voice.yes_withdrawn", by=by, node=voice.node, data={"purpose": purpose})


def _speak_as_allowed(by: Actor, voice: Voice) -> None:
    """Offer the words as the standing yes allows, and let the role stand in the heading and by the quotes only with a yes to it."""
    stands = queries.purposes(voice)
    version = texts.current(voice.node, "words")
    if version is not None:
        offer_passage(by, voice, version)
    _retitle(voice, shows_role="role_label" in stands)
    if "role_label" not in stands and voice.role_label:
        said = Quote.objects.filter(version__text__node=voice.node, speaker=voice.role_label)
        said.update(speaker=voice_rules.SIDES[voice.side])


def _retitle(voice: Voice, *, shows_role: bool) -> None:
    """Give a heading that Samspil wrote the role or take it away; one that somebody wrote stays."""
    titles = {
        shown: voice_rules.title(voice.side, voice.role_label, voice.received_on, shows_role=shown)
        for shown in (True, False)
    }
    if voice.node.title == titles[not shows_role] != titles[shows_role]:
        thread.retitle(voice.node, titles[shows_role])
