"""Reading what a person said: whole, by those who may and noted each time; or as the public reads it, noted by nobody."""

from __future__ import annotations

from dataclasses import dataclass

from samspil.features.voices.models import Answer, Voice
from samspil.features.voices.queries import publishing
from samspil.spine import access, consent, duties, policy, texts
from samspil.spine.models import Node, StoredFile
from samspil.spine.people import Actor


@dataclass(frozen=True)
class AnswerShown:
    """An answer as it may be read: its words only for those who may read them."""

    answer: Answer
    words: str
    is_public: bool

    @property
    def is_ready(self) -> bool:
        """Whether it is written and has not reached the person."""
        return self.answer.state == "ready"


@dataclass(frozen=True)
class Reading:
    """What the actor may read of a voice. `number` is the version of the words; `is_whole` says that nothing is masked."""

    words: str = ""
    number: int = 0
    is_whole: bool = False
    answers: tuple[AnswerShown, ...] = ()
    photos: tuple[StoredFile, ...] = ()


def readable(actor: Actor, voice: Voice) -> bool:
    """Tell whether the actor may read the words as they were said: as the rules say, and whoever owes the answer or follows up."""
    return voice.state != "withdrawn" and (
        policy.allows(actor, "read_words", voice)
        or owes_answer(actor, voice)
        or publishing.owes_follow_up(actor, voice)
    )


def read(actor: Actor, voice: Voice, *, purpose: str, whole: bool = False) -> Reading:
    """Return a voice's words, answers and pictures as far as the actor may read them. Sealed ones are noted as read, once.

    A public voice reads the same for all, masked; with `whole` those who may read it as it was said do, and that is noted.
    """
    given = list(voice.answers.select_related("given_by", "node"))
    is_inside = readable(actor, voice)
    if not is_inside:
        given = [each for each in given if each.state == "delivered"]
    is_whole = is_inside and (whole or voice.state != "published")
    is_hidden = any(each.node.visibility != Node.Visibility.PUBLIC for each in given)
    # Once for the page, before any of it is read.
    if is_whole or (is_inside and is_hidden):
        access.note(actor, purpose=purpose, node=voice.node, subject=voice.subject)

    answers = tuple(_shown(each, is_whole=is_whole, is_inside=is_inside) for each in given)
    seen = tuple(photos(actor, voice))
    version = texts.current(voice.node, "words")
    if version is None or not (is_whole or voice.state == "published"):
        return Reading(answers=answers, photos=seen)
    text = texts.read(version) if is_whole else publishing.public_words(voice)
    return Reading(text, version.number, is_whole, answers, seen)


def _shown(answer: Answer, *, is_whole: bool, is_inside: bool) -> AnswerShown:
    is_public = answer.node.visibility == Node.Visibility.PUBLIC
    if is_public and not is_whole:
        return AnswerShown(answer, publishing.public_answer(answer), is_public)
    version = texts.current(answer.node, "words") if is_inside else None
    return AnswerShown(answer, texts.read(version) if version else "", is_public)


def photos(actor: Actor, voice: Voice) -> list[StoredFile]:
    """Return the pictures of a voice while the consent covers them: all of them to those who read its words, the looked-at to all."""
    # A consent that has run out hides the picture at once, also on a public page.
    if voice.state == "withdrawn" or not consent.allows(voice.node, "photo"):
        return []
    if readable(actor, voice):
        return list(StoredFile.objects.filter(node=voice.node).order_by("stored_at"))
    return publishing.public_photos(voice) if voice.state == "published" else []


def owes_answer(actor: Actor, voice: Voice) -> bool:
    """Tell whether the actor owns an open duty to answer a voice."""
    owed = duties.still_open().filter(node=voice.node, purpose="answer").select_related("node")
    return any(duties.owns(actor, duty) for duty in owed)
