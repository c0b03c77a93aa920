"""Every deed done with a voice: receive, correct, publish, take off the net, withdraw, answer, close, and hand out its code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import BinaryIO
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from samspil.features.voices import rules
from samspil.features.voices.models import Answer, Voice
from samspil.paper.refusal import Refused
from samspil.spine import (
    consent,
    duties,
    erasure,
    files,
    journal,
    locks,
    outbox,
    passes,
    search,
    secrets,
    takebacks,
    texts,
    thread,
)
from samspil.spine.models import (
    Circle,
    Consent,
    ConsentText,
    Duty,
    Link,
    Node,
    Organisation,
    Pass,
    Person,
    Quote,
    StoredFile,
    TextVersion,
)
from samspil.spine.people import Actor

# A code outlives the longest project by some years; withdrawing must be possible as long as the words are kept.


@journal.deed
def receive(
    *,
    by: Actor,
    organisation: Organisation,
    words: str,
    purposes: Collection[str],
    consent_form: str,
    title: str = "",
    side: str = "",
    role_label: str = "borger",
    method: str = "kitchen_table_talk",
    place: str = "",
    received_on: dt.date | None = None,
    consent_given_on: dt.date | None = None,
    consent_until: dt.date | None = None,
    through: str = "",
    channel: str = "letter",
    contact: str = "",
    owner: Person | None = None,
    due_on: dt.date | None = None,
    within: Circle | None = None,
    source: Node | None = None,
    is_invented: bool = False,
    source_key: str = "",
    photo: tuple[str, BinaryIO] | None = None,
) -> Voice:
    """This function will take a voice in: sealed words, consent, the link to where it was given, and who owes an answer by when.

    With a `source_key` (an import's own name for it) the same voice twice is one. Refused without words or consent, with
    a CPR number, with more than 10,000 characters, and for a date ahead.
    """
    key = uuid5(NAMESPACE_URL, f"samspil:voice:{source_key}") if source_key else None
    if key and (known := Voice.objects.filter(pk=key).first()):
        return known
    day = received_on or timezone.localdate()
    rules.check_receive(by, rules.Draft(organisation.pk, within.pk if within else None))
    tidy = rules.check_words(words)
    for field, written in {"title": title, "role_label": role_label, "place": place, "contact": contact}.items():
        rules.check_no_cpr(written, field=field)
    stands = rules.side_of(side, role_label)
    rules.check_purposes(purposes)
    rules.check_received_on(day, timezone.localdate())
    due = due_on or day + dt.timedelta(days=rules.DAYS_TO_ANSWER)
    rules.check_due(due, day)
    subject = secrets.new_subject()
    node = thread.open_node(
        by=by,
        kind="voice",
        title=title.strip() or rules.title(stands, role_label.strip(), day, shows_role="role_label" in purposes),
        organisation=organisation,
        visibility=Node.Visibility.CIRCLE if within else Node.Visibility.ORGANISATION,
        within=within,
        occurred_on=day,
        is_invented=is_invented,
        **({"id": key} if key else {}),
    )
    voice = Voice.objects.create(
        node=node,
        subject=subject,
        side=stands,
        role_label=role_label.strip(),
        method=method,
        place=place.strip(),
        received_on=day,
        received_by_id=by.person_id,
        through=through.strip(),
        channel=channel,
    )
    version = texts.write(by=by, node=node, name="words", body=tidy, subject=subject)
    if contact.strip():
        texts.write(by=by, node=node, name="contact", body=contact.strip(), subject=subject)
    consent.give(
        by=by,
        node=node,
        subject=subject,
        text=_consent_text(by),
        basis=Consent.Basis.GDPR_CONSENT,
        purposes=purposes,
        form=consent_form,
        given_on=consent_given_on or day,
        recipient=organisation,
        valid_until=consent_until,
    )
    _offer_passage(by, voice, version, purposes)
    _ask_for_answer(by, voice, owner, due)
    if source is not None:
        thread.link(
            by=by,
            earlier=source,
            later=node,
            relation=Link.Relation.LED_TO,
            why="Bidraget blev givet dér.",
        )
    if photo is not None:
        add_photo(by=by, voice=voice, name=photo[0], stream=photo[1])
    search.index(node, "")
    journal.note("voice.received", by=by, node=node, data={"subject": subject.pk})
    return voice


def _consent_text(by: Actor) -> ConsentText:
    current = ConsentText.objects.filter(key=rules.CONSENT_KEY).order_by("-version").first()
    return current or consent.write_text(
        by=by, key=rules.CONSENT_KEY, title=rules.CONSENT_TITLE, body=rules.CONSENT_BODY
    )


def _offer_passage(by: Actor, voice: Voice, version: TextVersion, purposes: Collection[str]) -> None:
    """This function will let the voice offer its newest words to be quoted, under the label its consent allows."""
    Quote.objects.filter(node=voice.node).delete()
    if "quote" in purposes:
        label = voice.role_label if "role_label" in purposes and voice.role_label else rules.SIDES[voice.side]
        texts.quote(by=by, node=voice.node, version=version, start=0, end=len(texts.read(version)), speaker=label)


def _ask_for_answer(by: Actor, voice: Voice, owner: Person | None, due_on: dt.date) -> Duty:
    answerer = owner or (Person.objects.filter(pk=by.person_id).first() if by.person_id else None)
    return duties.give(
        by=by,
        node=voice.node,
        purpose=rules.ANSWER,
        title=f"Giv svar: {rules.CHANNELS[voice.channel]}",
        owner=answerer,
        owner_organisation=None if answerer else voice.node.organisation,
        due_on=due_on,
    )


@journal.deed
def correct(*, by: Actor, voice: Voice, words: str, based_on: int, reason: str = "") -> Voice:
    """This function will write the words anew, building on the version the writer saw (`based_on`).

    `texts.Conflict` when somebody wrote in between; refused once the voice is public.
    """
    rules.check_correct(by, voice)
    version = texts.write(
        by=by, node=voice.node, name="words", body=rules.check_words(words), based_on=based_on, reason=reason
    )
    _offer_passage(by, voice, version, _purposes(voice))
    journal.note("voice.corrected", by=by, node=voice.node, data={"version": version.number})
    return voice


@journal.deed
def publish(*, by: Actor, voice: Voice) -> Voice:
    """This function will make a voice and its answers public and their words found by search. Refused without consent."""
    rules.check_publish(by, voice, consent.allows(voice.node, "publish"))
    standing = consent.standing().filter(node=voice.node).order_by("given_on").last()
    words = texts.current(voice.node, "words")
    if standing is None or words is None:
        raise Refused("Bidraget har ingen ord eller intet samtykke og kan ikke gøres offentligt.")
    voice.state, voice.published_at = "published", timezone.now()
    voice.save(update_fields=["state", "published_at"])
    voice.node.visible_until = standing.valid_until
    voice.node.save(update_fields=["visible_until"])
    for node in _nodes(voice):
        thread.show_to(node, Node.Visibility.PUBLIC)
    search.index(voice.node, texts.read(words))
    journal.note("voice.published", by=by, node=voice.node, data={"until": standing.valid_until})
    return voice


@journal.deed
def unpublish(*, by: Actor, voice: Voice) -> Voice:
    """This function will take a voice off the net at once, and the word `publish` out of its consent."""
    locks.reread(voice)
    rules.check_unpublish(by, voice)
    _take_off_the_net(by, voice)
    takebacks.note(voice.subject, rules.OFF_THE_NET)
    return voice


@journal.deed
def unpublish_again(*, by: Actor, taken: Mapping[UUID, dt.datetime]) -> int:
    """Take off the net again what was taken off after it was published, as a restored database does not know."""
    published = Voice.objects.filter(state="published", subject__in=taken).select_related(
        "node__organisation", "node__within"
    )
    risen = [each for each in published if each.published_at and each.published_at < taken[each.subject_id]]
    for voice in risen:
        _take_off_the_net(by, voice)
    return len(risen)


def _take_off_the_net(by: Actor, voice: Voice) -> None:
    for given in consent.standing().filter(node=voice.node):
        consent.withdraw(by=by, consent=given)
        consent.give(
            by=by, node=voice.node, subject=given.subject, text=given.text, basis=given.basis,
            purposes=[purpose for purpose in given.purposes if purpose != "publish"], form=given.form,
            given_on=given.given_on, recipient=given.recipient, valid_until=given.valid_until,
        )  # fmt: skip
    voice.state, voice.published_at = "received", None
    voice.save(update_fields=["state", "published_at"])
    _hide(voice)
    search.index(voice.node, "")
    journal.note("voice.unpublished", by=by, node=voice.node)


@journal.deed
def withdraw(*, by: Actor, voice: Voice, leave_step: bool = False) -> Voice:
    """This function will withdraw a voice everywhere at once: page, search, quotes, photo, open duty; its words are erased.

    With `leave_step` the thread keeps a nameless step where it stood; without, it is cut there.
    """
    locks.reread(voice)
    rules.check_withdraw(by, voice)
    step = "nameless" if leave_step else "none"
    erasure.erase(
        by=by,
        subject=voice.subject,
        kind=erasure.WITHDRAWAL,
        reason="Bidraget er trukket tilbage",
        details={"step": step},
    )
    voice.refresh_from_db()
    journal.note("voice.withdrawn", by=by, node=voice.node, data={"step": step})
    return voice


@journal.deed
def erase(*, by: Actor, erased: erasure.Erased) -> int:
    """Make a person's voice a withdrawn one: nothing told of it in its own table, seen only where it belongs (`spine.erasure`)."""
    changed = 0
    for voice in Voice.objects.filter(subject=erased.subject).select_related("node"):
        told = dict.fromkeys(rules.TOLD, "")
        stands = {name: getattr(voice, name) for name in rules.TOLD}
        if voice.state == "withdrawn" and stands == told:
            continue
        for name in rules.TOLD:
            setattr(voice, name, "")
        voice.state, voice.published_at = "withdrawn", None
        voice.withdrawn_at = voice.withdrawn_at or erased.at
        voice.save(update_fields=[*rules.TOLD, "state", "published_at", "withdrawn_at"])
        voice.node.step_public, voice.node.visible_until = erased.details.get("step") == "nameless", None
        voice.node.save(update_fields=["step_public", "visible_until"])
        _hide(voice)
        changed += 1
    return changed


@journal.deed
def answer(*, by: Actor, voice: Voice, words: str, channel: str, proof: str, given_on: dt.date | None = None) -> Answer:
    """This function will record what the person was told, how and when, link it, and do the duty it answers, with proof.

    By e-mail a message waits in the outbox that tells where to read it; the words themselves are never mailed.
    """
    owed = list(duties.still_open().filter(node=voice.node, purpose=rules.ANSWER).select_related("node"))
    rules.check_answer(by, voice, owes=any(duties.owns(by, duty) for duty in owed))
    tidy = rules.check_words(words, empty="Skriv det svar, personen fik.")
    shown = rules.check_proof(proof)
    day = given_on or timezone.localdate()
    if not voice.received_on <= day <= timezone.localdate():
        raise Refused("Svaret er givet efter bidraget og senest i dag. Ret datoen.", field="given_on")
    node = thread.open_node(
        by=by,
        kind="answer",
        title="Svar på et bidrag",
        organisation=voice.node.organisation,
        visibility=voice.node.visibility,
        within=voice.node.within,
        occurred_on=day,
        is_invented=voice.node.is_invented,
    )
    made = Answer.objects.create(node=node, voice=voice, channel=channel, given_on=day, given_by_id=by.person_id)
    texts.write(by=by, node=node, name="words", body=tidy, subject=voice.subject)
    thread.link(
        by=by,
        earlier=voice.node,
        later=node,
        relation=Link.Relation.ANSWERED_BY,
        why=f"Svaret blev givet ved {rules.CHANNELS[channel]}.",
    )
    for duty in owed:
        duties.fulfil(by=by, duty=duty, purpose=rules.ANSWER, record=node, proof=shown)
    contact = texts.current(voice.node, "contact")
    if channel == "mail" and contact is not None and "@" in (address := texts.read(contact)):
        outbox.post(subject="Der er svar på dit bidrag", body=_MAIL, address=address, node=voice.node)
    journal.note("voice.answered", by=by, node=voice.node, data={"answer": made.pk, "channel": channel})
    return made


_MAIL = """Hej

Du fortalte os noget, og nu er der svar.

Du kan læse svaret med koden på det papir, du fik. Har du ikke koden mere, så ring eller skriv til den, du talte med.
"""


@journal.deed
def close(*, by: Actor, voice: Voice, because: str) -> Voice:
    """This function will say why a voice goes no further. The answer is still owed."""
    voice.not_taken_further_because = rules.check_close(by, voice, because)
    voice.save(update_fields=["not_taken_further_because"])
    journal.note("voice.closed", by=by, node=voice.node)
    return voice


@journal.deed
def reopen(*, by: Actor, voice: Voice) -> Voice:
    """This function will take back that a voice goes no further."""
    rules.check_close(by, voice, "genoptaget")
    voice.not_taken_further_because = ""
    voice.save(update_fields=["not_taken_further_because"])
    journal.note("voice.reopened", by=by, node=voice.node)
    return voice


@journal.deed
def issue_code(*, by: Actor, voice: Voice) -> str:
    """This function will issue a voice's paper code, shown this once; an earlier code stops working."""
    rules.check_issue_code(by, voice)
    for earlier in Pass.objects.filter(node=voice.node, purpose=rules.PASS_PURPOSE, revoked_at__isnull=True):
        passes.revoke(by=by, issued=earlier)
    _, code = passes.issue(by=by, node=voice.node, purpose=rules.PASS_PURPOSE, lasts=rules.CODE_LASTS)
    journal.note("voice.code_issued", by=by, node=voice.node)
    return code


@journal.deed
def add_photo(*, by: Actor, voice: Voice, name: str, stream: BinaryIO) -> StoredFile:
    """This function will keep a picture with a voice, sealed, without its hidden data. Refused without consent to it."""
    rules.check_correct(by, voice)
    if not consent.allows(voice.node, "photo"):
        raise Refused("Personen har ikke sagt ja til et billede. Spørg først, og skriv samtykket ind.", field="photo")
    kept = files.store(by=by, node=voice.node, name=name, stream=stream, subject=voice.subject)
    if kept.media_type not in files.PICTURES:
        raise Refused("Vælg et billede (JPEG, PNG eller WebP).", field="photo")
    journal.note("voice.photo_added", by=by, node=voice.node, data={"file": kept.pk})
    return kept


def _nodes(voice: Voice) -> list[Node]:
    return [voice.node, *Node.objects.filter(answer__voice=voice).select_related("organisation")]


def _hide(voice: Voice) -> None:
    """This function will show a voice and its answers to its own partnership or organisation only."""
    inner = Node.Visibility.CIRCLE if voice.node.within_id else Node.Visibility.ORGANISATION
    for node in _nodes(voice):
        thread.show_to(node, inner)


def _purposes(voice: Voice) -> frozenset[str]:
    granted = consent.standing().filter(node=voice.node).values_list("purposes", flat=True)
    return frozenset(purpose for purposes in granted for purpose in purposes)
