"""Every deed done with a voice but making it public: receive, correct, withdraw, answer, close, and hand out its code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.utils import timezone

from samspil.features.voices import rules
from samspil.features.voices.actions.answering import answer as answer
from samspil.features.voices.actions.answering import new_code, owe_answer
from samspil.features.voices.actions.danger import settle
from samspil.features.voices.actions.parts import consent_text, handed_in, hide
from samspil.features.voices.legal import queries as legal
from samspil.features.voices.legal import rules as rules_legal
from samspil.features.voices.legal.models import LegalProfile
from samspil.features.voices.models import Finding, PublicationRequest, Voice
from samspil.features.voices.rules import danger as rules_danger
from samspil.paper.refusal import Refused
from samspil.spine import (
    consent,
    erasure,
    files,
    journal,
    locks,
    people,
    policy,
    records,
    search,
    secrets,
    texts,
    thread,
)
from samspil.spine.models import (
    Circle,
    Link,
    Node,
    Organisation,
    Person,
    Quote,
    StoredFile,
    TextVersion,
)
from samspil.spine.people import Actor


@dataclass(frozen=True)
class Given:
    """A voice as it is taken in: what was said, by whom, what they allow, and who answers by when.

    `source_key` is an import's own name for it. `danger` is what was answered to the danger question ("yes", "no"; "" where nobody
    was asked, and then nothing of it becomes public); after a yes `danger_owner` follows up today. `consent_version` is the text that
    was read aloud; 0 is the text of today.
    """

    organisation: Organisation
    words: str
    purposes: Collection[str]
    consent_form: str
    title: str = ""
    side: str = ""
    role_label: str = "borger"
    method: str = "kitchen_table_talk"
    place: str = ""
    received_on: dt.date | None = None
    consent_given_on: dt.date | None = None
    consent_until: dt.date | None = None
    through: str = ""
    channel: str = "letter"
    contact: str = ""
    owner: Person | None = None
    due_on: dt.date | None = None
    within: Circle | None = None
    is_invented: bool = False
    source_key: str = ""
    photo: tuple[str, BinaryIO] | None = None
    danger: str = ""
    considered: bool = False
    danger_owner: Person | None = None
    consent_version: int = 0

    @property
    def day(self) -> dt.date:
        """When it was given: today unless another day is said."""
        return self.received_on or timezone.localdate()

    @property
    def answer_by(self) -> dt.date:
        """When an answer is due: in a month unless another day is said."""
        return self.due_on or self.day + dt.timedelta(days=rules.DAYS_TO_ANSWER)


@journal.deed
def receive(*, by: Actor, given: Given, source: Node | None = None) -> Voice:
    """Take a voice in: sealed words, consent, the link to where it was given, and who owes an answer by when.

    With a `source_key` the same voice twice is one. Refused where no legal profile stands, without words or consent, with a CPR
    number, with more than 10,000 characters, and for a date ahead.
    """
    key = records.key_of("voice", given.source_key)
    # Brought in again, it is the voice that stands, whatever has been corrected in it since.
    if key and (known := Voice.objects.filter(pk=key).first()):
        return known

    policy.check(by, "add", "voice", policy.Place.of(given.organisation, given.within))
    profile = legal.standing(given.organisation.pk, given.within.pk if given.within else None)
    rules_legal.check_capture(profile, given.consent_form, place=given.organisation.name)
    assert profile is not None
    words = rules.check_words(given.words)
    for field in ("title", "role_label", "place", "contact"):
        rules.check_no_cpr(getattr(given, field), field=field)

    side = rules.side_of(given.side, given.role_label)
    rules.check_purposes(given.purposes)
    rules.check_received_on(given.day, timezone.localdate())
    rules.check_due(given.answer_by, given.day)
    voice = _open(by, given, side, key, profile)
    version = texts.write(by=by, node=voice.node, name="words", body=words, subject=voice.subject)
    # Where the person wants the answer is as personal as the words, and sealed with them.
    if given.contact.strip():
        texts.write(by=by, node=voice.node, name="contact", body=given.contact.strip(), subject=voice.subject)

    given_on = given.consent_given_on or given.day
    consent.give(
        by=by,
        node=voice.node,
        subject=voice.subject,
        text=consent_text(by, given.consent_version),
        given=consent.Given(
            basis=profile.basis,
            purposes=given.purposes,
            form=given.consent_form,
            given_on=given_on,
            recipient=given.organisation,
            valid_until=rules_legal.last_day(profile, given_on, given.consent_until),
        ),
    )
    offer_passage(by, voice, version, given.purposes)
    owe_answer(by, voice, given.answer_by, given.owner)
    if source is not None:
        why = "Bidraget blev givet dér."
        thread.link(by=by, earlier=source, later=voice.node, relation=Link.Relation.LED_TO, why=why)

    if given.photo is not None:
        name, stream = given.photo
        add_photo(by=by, voice=voice, name=name, stream=stream)

    # Found by its heading alone until it is public: sealed words are never in the index.
    search.index(voice.node, "")
    if given.danger:
        owner = given.danger_owner or (given.owner if by.job else None)
        settle(by, voice, given.danger, considered=given.considered, owner=owner)

    journal.note("voice.received", by=by, node=voice.node, data={"subject": voice.subject.pk})
    return voice


def _open(by: Actor, given: Given, side: str, key: UUID | None, profile: LegalProfile) -> Voice:
    """Open the voice under a new subject of its own, so that its words can be erased alone."""
    shows_role = "role_label" in given.purposes
    title = given.title.strip() or rules.title(side, given.role_label.strip(), given.day, shows_role=shows_role)
    opening = records.Beginning(
        "voice",
        title,
        given.organisation,
        within=given.within,
        visibility=records.inner(given.within),
        occurred_on=given.day,
        is_invented=given.is_invented,
        key=key,
    )
    subject = secrets.new_subject()
    return Voice.objects.create(
        node=records.open_node(opening, by=by),
        subject=subject,
        side=side,
        role_label=given.role_label.strip(),
        method=given.method,
        place=given.place.strip(),
        received_on=given.day,
        received_by_id=by.person_id,
        through=given.through.strip(),
        channel=given.channel,
        profile=profile,
    )


@journal.part
def offer_passage(by: Actor, voice: Voice, version: TextVersion, purposes: Collection[str]) -> None:
    """Let the voice offer its newest words to be quoted, under the label its consent allows."""
    # An offer of older words would let those be quoted that the person has had corrected.
    Quote.objects.filter(node=voice.node).delete()
    if "quote" in purposes:
        label = voice.role_label if "role_label" in purposes and voice.role_label else rules.SIDES[voice.side]
        texts.quote(by=by, node=voice.node, version=version, start=0, end=len(texts.read(version)), speaker=label)


@journal.deed
def correct(*, by: Actor, voice: Voice, words: str, based_on: int, reason: str = "") -> Voice:
    """Write the words anew, building on the version the writer saw (`based_on`).

    `texts.Conflict` when somebody wrote in between; refused once the voice is public.
    """
    locks.reread(voice, voice.node)
    policy.check(by, "correct", voice)
    before = texts.current(voice.node, "words")
    known = rules_danger.asks(texts.read(before)) if before else []
    tidy = rules.check_words(words)
    version = texts.write(by=by, node=voice.node, name="words", body=tidy, based_on=based_on, reason=reason)
    if voice.is_danger_settled and set(rules_danger.asks(tidy)) - set(known):
        # New words that may mean danger: somebody answers anew.
        voice.is_danger_settled = False
        voice.save(update_fields=["is_danger_settled"])

    offer_passage(by, voice, version, _purposes(voice))
    journal.note("voice.corrected", by=by, node=voice.node, data={"version": version.number})
    return voice


@journal.deed
def withdraw(*, by: Actor, voice: Voice, leave_step: bool = False) -> Voice:
    """Withdraw a voice everywhere at once: page, search, quotes, photo, open duty; its words are erased.

    With `leave_step` the thread keeps a nameless step where it stood; without, it is cut there.
    """
    locks.reread(voice, voice.node)
    # Before who may: that it is withdrawn already is the better answer (decision 0020).
    rules.check_withdraw(voice)
    policy.check(by, "withdraw", voice)
    step = "nameless" if leave_step else "none"
    erasure.erase(
        by=by,
        subject=voice.subject,
        kind=erasure.WITHDRAWAL,
        reason="Bidraget er trukket tilbage",
        # A copy may still lie on a phone: the list outside the database remembers the ids under which it would come.
        details={"step": step, "deposits": handed_in(voice)},
    )
    voice.refresh_from_db()
    journal.note("voice.withdrawn", by=by, node=voice.node, data={"step": step})

    return voice


@journal.deed
def erase(*, by: Actor, erased: erasure.Erased) -> int:
    """Make a person's voice a withdrawn one: nothing told of it in its own table, seen only where it belongs (`spine.erasure`)."""
    changed = 0
    for voice in Voice.objects.filter(subject=erased.subject).select_related("node"):
        changed += Finding.objects.filter(voice=voice).delete()[0]
        # A restore may bring back a request for what is erased.
        asked = PublicationRequest.objects.filter(voice=voice)
        changed += asked.filter(outcome="").update(outcome="overtaken", decided_at=timezone.now())
        changed += asked.exclude(because="", content="", key_id="").update(because="", content="", key_id="")
        if voice.state == "withdrawn" and not any(getattr(voice, name) for name in rules.TOLD):
            continue
        for name in rules.TOLD:
            setattr(voice, name, "")
        voice.state, voice.published_at = "withdrawn", None
        voice.withdrawn_at = voice.withdrawn_at or erased.at
        voice.save(update_fields=[*rules.TOLD, "state", "published_at", "withdrawn_at"])
        voice.node.step_public, voice.node.visible_until = erased.details.get("step") == "nameless", None
        voice.node.save(update_fields=["step_public", "visible_until"])
        hide(voice)
        changed += 1

    return changed


@journal.deed
def close(*, by: Actor, voice: Voice, because: str) -> Voice:
    """Say why a voice goes no further. The answer is still owed."""
    locks.reread(voice, voice.node)
    policy.check(by, "close", voice)
    voice.not_taken_further_because = rules.check_reason(because)
    voice.save(update_fields=["not_taken_further_because"])
    journal.note("voice.closed", by=by, node=voice.node)
    return voice


@journal.deed
def reopen(*, by: Actor, voice: Voice) -> Voice:
    """Take back that a voice goes no further."""
    locks.reread(voice, voice.node)
    policy.check(by, "close", voice)
    voice.not_taken_further_because = ""
    voice.save(update_fields=["not_taken_further_because"])
    journal.note("voice.reopened", by=by, node=voice.node)
    return voice


@journal.deed
def name_phone(*, by: Actor, voice: Voice, phone: str) -> Voice:
    """Say which number those who gave a voice here may ring; it is kept with the organisation."""
    locks.reread(voice, voice.node)
    policy.check(by, "issue_code", voice)
    people.name_phone(by=by, organisation=voice.node.organisation, phone=phone)
    return voice


@journal.deed
def issue_code(*, by: Actor, voice: Voice) -> str:
    """Issue a voice's paper code, shown this once; an earlier code stops working."""
    locks.reread(voice, voice.node)
    policy.check(by, "issue_code", voice)
    return new_code(by, voice)


@journal.deed
def add_photo(*, by: Actor, voice: Voice, name: str, stream: BinaryIO) -> StoredFile:
    """Keep a picture with a voice, sealed, without its hidden data. Refused without consent to it."""
    locks.reread(voice, voice.node)
    policy.check(by, "correct", voice)
    if not consent.allows(voice.node, "photo"):
        raise Refused("Personen har ikke sagt ja til et billede. Spørg først, og skriv samtykket ind.", field="photo")
    kept = files.store(by=by, node=voice.node, name=name, stream=stream, subject=voice.subject)
    if kept.media_type not in files.PICTURES:
        raise Refused("Vælg et billede (JPEG, PNG eller WebP).", field="photo")
    journal.note("voice.photo_added", by=by, node=voice.node, data={"file": kept.pk})
    return kept


def _purposes(voice: Voice) -> frozenset[str]:
    granted = consent.standing().filter(node=voice.node).values_list("purposes", flat=True)
    return frozenset(purpose for purposes in granted for purpose in purposes)
