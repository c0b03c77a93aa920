"""Answers: given at once, or written to many and then delivered; and opened anew when one did not reach the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from samspil.features.voices import queries, rules
from samspil.features.voices.actions.parts import count_answers, inner
from samspil.features.voices.models import Answer, Missed, Voice
from samspil.features.voices.queries import answering, reading
from samspil.paper import danish, letters
from samspil.paper.refusal import Refused
from samspil.spine import duties, happened, journal, locks, outbox, passes, policy, records, texts, thread
from samspil.spine.models import Duty, Link, Pass, Person
from samspil.spine.people import Actor

_MAIL = """Hej

Du fortalte os noget, og nu er der svar.

Du kan læse svaret med koden på det papir, du fik. Har du ikke koden mere, så {whom}.
"""


@journal.deed
def answer(*, by: Actor, voice: Voice, words: str, channel: str, proof: str, given_on: dt.date | None = None) -> Answer:
    """Record what the person was told, how and when, link it, and do the duty it answers, with proof.

    By e-mail a message waits in the outbox that tells where to read it; the words themselves are never mailed. An answer to a public
    voice is not public itself before two persons have made it so.
    """
    locks.reread(voice, voice.node)
    # Asked before the policy: whoever owes the answer may give it, whatever their role is by now.
    rules.check_answer(by, voice, owes=reading.owes_answer(by, voice))
    tidy = rules.check_words(words, empty="Skriv det svar, personen fik.")
    shown = rules.check_proof(proof)
    day = given_on or timezone.localdate()
    if not voice.received_on <= day <= timezone.localdate():
        raise Refused("Svaret er givet efter bidraget og senest i dag. Ret datoen.", field="given_on")

    made = _write(by, voice, tidy, channel, day)
    _tell_by_mail(made)
    _reached(by, made, day, shown)
    return made


@dataclass(frozen=True)
class Told:
    """One voice among many that are answered at once: what its own person is told, whole."""

    voice: Voice
    words: str


@journal.deed
def write_many(*, by: Actor, told: Sequence[Told]) -> list[Answer]:
    """Write an answer to each of several voices, each a record of its own that waits to be delivered; all of them, or none.

    Nobody is answered by it yet: the duty stands until somebody says that the answer reached the person (`deliver`). Refused for a
    voice that stands apart, and for one that an answer is waiting for already.
    """
    rules.answering.check_some(len(told), empty="Sæt kryds ved mindst ét bidrag.")
    made = []
    for each in sorted(told, key=lambda each: each.voice.pk):
        voice = each.voice
        locks.reread(voice, voice.node)
        rules.check_answer(by, voice, owes=reading.owes_answer(by, voice))
        rules.answering.check_free(answering.apart(voice))
        rules.answering.check_once(is_written=answering.ready_of(voice) is not None)
        words = rules.check_words(each.words, empty="Skriv det svar, personen skal have.")
        written = _write(by, voice, words, voice.channel, timezone.localdate())
        _tell_by_mail(written)
        made.append(written)

    return made


@journal.deed
def deliver(*, by: Actor, answer: Answer, on: dt.date | None = None) -> Answer:
    """Say that a written answer has reached the person: now the voice is answered, and the duty done. Twice is once."""
    locks.reread(answer, answer.voice)
    rules.check_deliver(by, answer, owes=reading.owes_answer(by, answer.voice))
    if answer.state == "delivered":
        return answer

    rules.answering.ANSWERS.check(answer.state, "delivered")
    day = on or timezone.localdate()
    happened.check(day, "Dagen, hvor svaret nåede frem,", field="on")
    _reached(by, answer, day, f"Afleveret ved {rules.CHANNELS[answer.channel]} den {danish.date(day)}")
    return answer


@journal.deed
def deliver_many(*, by: Actor, answers: Sequence[Answer]) -> list[Answer]:
    """Say of several letters that they were posted; all of them, or none."""
    rules.answering.check_some(len(answers), empty="Sæt kryds ved de breve, der er sendt.")
    return [deliver(by=by, answer=each) for each in sorted(answers, key=lambda each: each.pk)]


@journal.deed
def not_reached(*, by: Actor, answer: Answer, because: str, try_on: dt.date, channel: str = "") -> Answer:
    """Say that an answer did not reach the person, why, when the next try is, and by which way.

    The answer waits again. The duty is open again, with the new date, unless another answer has reached the person.
    """
    locks.reread(answer, answer.voice, answer.voice.node)
    voice = answer.voice
    rules.check_deliver(by, answer, owes=reading.owes_answer(by, voice))
    rules.answering.check_reason(because)
    rules.answering.check_try_on(try_on, timezone.localdate())
    if answer.state == "delivered":
        rules.answering.check_once(is_written=answering.ready_of(voice) is not None)

    Missed.objects.create(
        answer=answer, channel=answer.channel, because=because, on=timezone.localdate(), by_id=by.person_id
    )
    for link in Link.objects.filter(earlier=voice.node, later=answer.node, withdrawn_at__isnull=True):
        thread.withdraw_link(by=by, link=link, why="Svaret nåede ikke frem.")
    answer.state, answer.printed_at, answer.channel = "ready", None, channel or answer.channel
    answer.save(update_fields=["state", "printed_at", "channel"])
    count_answers(voice)
    _owe_again(by, answer, try_on)
    journal.note("answer.not_reached", by=by, node=answer.node, data={"because": because, "next": try_on})
    return answer


@dataclass(frozen=True)
class ToPrint:
    """One letter to print: the answer, what stands in it, and where it goes. Read, and noted as read, before the deed."""

    answer: Answer
    words: str
    contact: str


@journal.deed
def print_letters(*, by: Actor, to_print: Sequence[ToPrint], address: str, draw: Callable[[str], str]) -> bytes:
    """Set letters as one PDF in large type, each with a new code that opens the person's page; an earlier code stops working.

    `address` is where a code is typed, and `draw` gives its picture. Who may not issue codes prints letters without. Nothing is
    marked as posted: that is said when they are.
    """
    rules.answering.check_some(len(to_print), empty="Sæt kryds ved de breve, du vil udskrive.")
    calls: dict[object, queries.Call | None] = {}
    sheets = []
    for each in to_print:
        answer, voice = each.answer, each.answer.voice
        locks.reread(answer, voice, voice.node)
        rules.check_deliver(by, answer, owes=reading.owes_answer(by, voice))
        code = new_code(by, voice) if policy.allows(by, "issue_code", voice) else ""
        place = (voice.node.organisation_id, voice.node.within_id, voice.received_by_id)
        if place not in calls:
            calls[place] = queries.who_to_call(voice)
        sheets.append(_sheet(each, calls[place], code, draw(code) if code else ""))
        answer.printed_at = timezone.now()
        answer.save(update_fields=["printed_at"])
        journal.note("answer.printed", by=by, node=answer.node)

    return letters.to_pdf(letters.Letters(tuple(sheets), address=address, day=timezone.localdate()))


def _sheet(each: ToPrint, call: queries.Call | None, code: str, picture: str) -> letters.Letter:
    voice = each.answer.voice
    return letters.Letter(
        sender=voice.node.organisation.name,
        to=each.contact,
        given_on=voice.received_on,
        words=each.words,
        call=f"{call.name} på {call.phone}" if call else "",
        code=code,
        picture=picture,
        is_invented=voice.node.is_invented,
    )


@journal.part
def new_code(by: Actor, voice: Voice) -> str:
    """Issue a voice's paper code; an earlier one, which may lie in other hands, stops working. Part of a deed."""
    for earlier in Pass.objects.filter(node=voice.node, purpose=rules.PASS_PURPOSE, revoked_at__isnull=True):
        passes.revoke(by=by, issued=earlier)
    _issued, code = passes.issue(by=by, node=voice.node, purpose=rules.PASS_PURPOSE, lasts=rules.CODE_LASTS)
    journal.note("voice.code_issued", by=by, node=voice.node)
    return code


def _write(by: Actor, voice: Voice, words: str, channel: str, day: dt.date) -> Answer:
    opening = records.beside(voice.node, "answer", "Svar på et bidrag", visibility=inner(voice), occurred_on=day)
    node = records.open_node(opening, by=by)
    made = Answer.objects.create(node=node, voice=voice, channel=channel, given_on=day, given_by_id=by.person_id)
    texts.write(by=by, node=node, name="words", body=words, subject=voice.subject)
    journal.note("answer.written", by=by, node=node, data={"channel": channel})
    return made


def _owed(voice: Voice) -> list[Duty]:
    return list(duties.still_open().filter(node=voice.node, purpose=rules.ANSWER).select_related("node"))


def _reached(by: Actor, answer: Answer, day: dt.date, proof: str) -> None:
    """Let an answer count: it reached the person, and ends all that was owed for the voice."""
    answer.state, answer.given_on, answer.given_by_id = "delivered", day, by.person_id
    answer.save(update_fields=["state", "given_on", "given_by"])
    count_answers(answer.voice)
    thread.link(
        by=by,
        earlier=answer.voice.node,
        later=answer.node,
        relation=Link.Relation.ANSWERED_BY,
        why=f"Svaret blev givet ved {rules.CHANNELS[answer.channel]}.",
    )
    for duty in _owed(answer.voice):
        duties.fulfil(by=by, duty=duty, purpose=rules.ANSWER, record=answer.node, proof=proof)

    voice = answer.voice
    journal.note("voice.answered", by=by, node=voice.node, data={"answer": answer.pk, "channel": answer.channel})


def _owe_again(by: Actor, answer: Answer, try_on: dt.date) -> None:
    """Open the duties that an answer had ended, with a new date; another answer that reached the person ends them instead."""
    voice = answer.voice
    other = voice.answers.filter(state="delivered").select_related("node").first()
    for duty in Duty.objects.filter(fulfilled_by=answer.node).select_related("node"):
        proof = duty.proof
        duties.unfulfil(by=by, duty=duty, record=answer.node)
        if other is not None:
            duties.fulfil(by=by, duty=duty, purpose=rules.ANSWER, record=other.node, proof=proof)

    if other is not None:
        return
    owed = _owed(voice)
    for duty in owed:
        duties.put_off(by=by, duty=duty, until=try_on)
    if not owed:
        owe_answer(by, voice, try_on)


@journal.part
def owe_answer(by: Actor, voice: Voice, due_on: dt.date, owner: Person | None = None) -> Duty:
    """Give the duty to answer a voice: to whoever is named, else to whoever acts, else to the organisation. Part of a deed."""
    answerer = owner or (Person.objects.filter(pk=by.person_id).first() if by.person_id else None)
    return duties.give(
        by=by,
        node=voice.node,
        purpose=rules.ANSWER,
        title=f"Giv svar: {rules.CHANNELS[voice.channel]}",
        owner=answerer or voice.node.organisation,
        due_on=due_on,
    )


def _tell_by_mail(answer: Answer) -> None:
    """Let a mail tell that there is an answer, and not what it is: a mailbox may be read by others."""
    voice = answer.voice
    contact = texts.current(voice.node, "contact")
    if answer.channel != "mail" or contact is None or "@" not in (address := texts.read(contact)):
        return
    call = queries.who_to_call(voice)
    whom = f"ring til {call.name} på {call.phone}" if call else "ring eller skriv til den, du talte med"
    outbox.post(subject="Der er svar på dit bidrag", body=_MAIL.format(whom=whom), address=address, node=voice.node)
