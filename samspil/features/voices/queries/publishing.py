"""What of a voice is or becomes public: its parts, what is found in them, its words as the public reads them, and who asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspil.features.voices import rules
from samspil.features.voices.models import Answer, Finding, PublicationRequest, Voice
from samspil.features.voices.rules import danger
from samspil.features.voices.rules import publishing as publishing_rules
from samspil.features.voices.rules.publishing import Hands, Trace
from samspil.paper import identity
from samspil.spine import consent, desk, duties, locks, policy, secrets, texts, visibility
from samspil.spine.models import Duty, Node, Person, Quote, StoredFile, TextVersion
from samspil.spine.people import Actor, actor_for

_MARK, _CONTENT = "voice finding", "voice publication"
MOST_ASKED = 50  # on the front page
# Parts that stand in columns and are changed where they are masked; the words and the answers keep their sealed originals.
PLAIN = {"title", "role_label", "place", "through", "because"}


@dataclass(frozen=True)
class Part:
    """One text of a voice that is or can become public. `name` is what findings are kept under."""

    name: str
    label: str
    text: str


def parts(voice: Voice) -> list[Part]:
    """Return every text that is or can become public with a voice, whole. Sealed words are opened: note the reading first."""
    version = texts.current(voice.node, "words")
    plain = {
        "words": texts.read(version) if version else "",
        "title": voice.node.title,
        "role_label": voice.role_label,
        "place": voice.place,
        "through": voice.through,
        "because": voice.not_taken_further_because,
    }
    found = [Part(name, publishing_rules.PARTS[name], text) for name, text in plain.items() if text]
    for number, answer in enumerate(_answers(voice), 1):
        written = texts.current(answer.node, "words")
        label = "svaret" if number == 1 else f"svar {number}"
        found.append(Part(answer_part(answer), label, texts.read(written) if written else ""))

    return found


def answer_part(answer: Answer) -> str:
    """Return the name that findings in an answer are kept under."""
    return f"answer {answer.pk}"


def traces_in(voice: Voice) -> list[Trace]:
    """Return what can identify a person in all that is or becomes public with a voice, with what was said of each.

    Pictures too, one by one, where the consent covers them: no reader but a person can tell what they show.
    """
    said = _said(voice)
    traces = [each for part in parts(voice) for each in _of(part, said)]
    if consent.allows(voice.node, "photo"):
        for number, photo in enumerate(_photos(voice), 1):
            row = said.get(("photo", publishing_rules.PHOTO, str(photo.pk)))
            traces.append(
                Trace(
                    "photo",
                    "billedet",
                    publishing_rules.PHOTO,
                    f"billede {number}",
                    str(photo.pk),
                    row.outcome if row else "",
                    _because(voice, row),
                )
            )

    return traces


def _of(part: Part, said: dict[tuple[str, str, str], Finding]) -> list[Trace]:
    """Return the findings of one part, each wording once."""
    by_words: dict[tuple[str, str], Trace] = {}
    for each in found_in(part.name, part.text):
        # Under every key that is held: judged before a rotation, it is judged still.
        mark, row = "", None
        for hashed in secrets.keyed_hashes(_MARK, _same(each)):
            mark = mark or hashed
            row = row or said.get((part.name, each.kind, hashed))
        outcome = row.outcome if row else ""
        by_words.setdefault(
            (each.kind, mark),
            Trace(part.name, part.label, each.kind, each.words, mark, outcome, _because(row.voice, row) if row else ""),
        )
    return list(by_words.values())


def found_in(part: str, text: str) -> list[identity.Finding]:
    """Find what can identify a person in a part of a voice."""
    return identity.find(text, is_place=part == "place")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and what was found there with its number in the list; None where nothing was."""

    text: str
    trace: Trace | None = None
    number: int = 0


def marked(part: Part, traces: Sequence[Trace]) -> list[Piece]:
    """Return a part's whole text in pieces, with each place where something was found. `traces` are those of `traces_in`."""
    known = {
        (each.kind, _same_words(each.words)): (number, each)
        for number, each in enumerate(traces, 1)
        if each.part == part.name
    }
    pieces, at = [], 0
    for found in found_in(part.name, part.text):
        number, trace = known[found.kind, _same(found)]
        pieces += [Piece(part.text[at : found.start]), Piece(found.words, trace, number)]
        at = found.end
    return [each for each in (*pieces, Piece(part.text[at:])) if each.text]


def mark_of(found: identity.Finding) -> tuple[str, str]:
    """Return (key id, keyed hash) under which a finding is known again."""
    return secrets.keyed_hash(_MARK, _same(found))


def _same(found: identity.Finding) -> str:
    return _same_words(found.words)


def _same_words(words: str) -> str:
    return " ".join(words.casefold().split())


def _said(voice: Voice) -> dict[tuple[str, str, str], Finding]:
    return {(row.part, row.kind, row.mark): row for row in Finding.objects.filter(voice=voice).select_related("voice")}


def _because(voice: Voice, row: Finding | None) -> str:
    if row is None or row.because is None:
        return ""
    return secrets.unseal(voice.subject, bytes(row.because), bound_to=f"finding/{row.pk}")


def _answers(voice: Voice) -> list[Answer]:
    # One that has not reached the person is nobody else's to read yet.
    return list(Answer.objects.filter(voice=voice, state="delivered").select_related("node", "voice"))


def _photos(voice: Voice) -> list[StoredFile]:
    return list(StoredFile.objects.filter(node=voice.node).order_by("stored_at", "pk"))


def as_public(voice: Voice, part: str, text: str, *, start: int = 0, end: int | None = None) -> str:
    """Return a part's text, or a passage of it, as the public reads it.

    Whatever can identify a person is masked unless somebody has said that it may stand: what nobody has looked at never shows.
    """
    last = len(text) if end is None else end
    standing = {
        (row.kind, row.mark)
        for row in Finding.objects.filter(voice=voice, part=part, outcome="answered").only("kind", "mark")
    }
    hidden = [
        identity.Finding(each.kind, each.words, max(each.start, start) - start, min(each.end, last) - start)
        for each in found_in(part, text)
        if each.start < last
        and each.end > start
        # Nobody has said of it that it may stand: masked, also when only a later version finds it.
        and not any((each.kind, mark) in standing for mark in secrets.keyed_hashes(_MARK, _same(each)))
    ]

    return identity.mask(text[start:last], hidden)


def public_words(voice: Voice) -> str:
    """Return a voice's words as the public reads them."""
    version = texts.current(voice.node, "words")
    return as_public(voice, "words", texts.read(version)) if version else ""


def public_answer(answer: Answer) -> str:
    """Return an answer's words as the public reads them."""
    version = texts.current(answer.node, "words")
    return as_public(answer.voice, answer_part(answer), texts.read(version)) if version else ""


def public_photos(voice: Voice) -> list[StoredFile]:
    """Return the pictures that somebody has looked at and said may be seen by all."""
    marks = set(Finding.objects.filter(voice=voice, part="photo", outcome="answered").values_list("mark", flat=True))
    return [photo for photo in _photos(voice) if str(photo.pk) in marks]


def public_parts(voice: Voice) -> set[str]:
    """Return the names of the parts that all can read now, masked: of a public voice, or quoted by a public record."""
    if voice.state == "published":
        hidden = {answer_part(each) for each in hidden_answers(voice)}
        return {"photo", *(part.name for part in parts(voice))} - hidden
    # A public insight may quote words of a voice that is not public itself.
    quoted = Quote.objects.filter(version__text__node=voice.node, version__text__name="words")
    return {"words"} if quoted.filter(node__visibility=Node.Visibility.PUBLIC).exists() else set()


def hidden_answers(voice: Voice) -> list[Answer]:
    """Return the answers that are not public."""
    return [each for each in _answers(voice) if each.node.visibility != Node.Visibility.PUBLIC]


def has_more(voice: Voice) -> bool:
    """Tell whether something of a voice is not public yet."""
    return voice.state == "received" or bool(hidden_answers(voice))


def _content(voice: Voice) -> str:
    """Give, as one text, just what would become public: every part as it would read, and the pictures."""
    read = {part.name: as_public(voice, part.name, part.text) for part in parts(voice)}
    read["photos"] = " ".join(str(photo.pk) for photo in public_photos(voice))
    return json.dumps(read, sort_keys=True, ensure_ascii=False)


def content_of(voice: Voice) -> tuple[str, str]:
    """Return (key id, keyed hash) of just what would become public now."""
    return secrets.keyed_hash(_CONTENT, _content(voice))


def open_request(voice: Voice) -> PublicationRequest | None:
    """Return the request for a voice that nobody has decided, whether or not the voice has changed since."""
    return PublicationRequest.objects.filter(voice=voice, outcome="").select_related("asked_by").first()


def standing_request(voice: Voice) -> PublicationRequest | None:
    """Return the undecided request that asks for just what the voice is now. One that has been overtaken asks for nothing."""
    asked = open_request(voice)
    # Compared by content: whatever has changed since makes the request ask for nothing.
    if asked is None or asked.content not in secrets.keyed_hashes(_CONTENT, _content(voice)):
        return None
    return asked


def waiting(actor: Actor) -> QuerySet[PublicationRequest] | None:
    """Return the requests at voices where the actor publishes, and that others made; None for whoever publishes nowhere."""
    held = [each for each in actor.memberships if each.role in rules.PUBLISHERS]
    if actor.person_id is None or not held:
        return None

    near = visibility.lies_in(
        {each.organisation_id for each in held if each.organisation_id},
        {each.circle_id for each in held if each.circle_id},
        through="voice",
    )
    return (
        visibility.rows(PublicationRequest.objects.filter(near, outcome=""), actor, through="voice__node")
        .exclude(asked_by=actor.person_id)
        .exclude(voice__received_by=actor.person_id)
        .select_related("voice__node__within", "asked_by")
    )


def expected(row: PublicationRequest) -> desk.Expected:
    """Write a request that waits for a yes or a no."""
    node = row.voice.node
    return desk.Expected(
        what=_("Sig ja eller nej til, at et bidrag bliver offentligt"),
        about=node.title,
        at=("voices:review", node.pk),
        where=node.within.name if node.within else "",
        circle=node.within_id,
        button=_("Gennemgå bidraget"),
        is_invented=node.is_invented,
    )


def awaiting_yes(actor: Actor) -> list[PublicationRequest]:
    """Return the requests that wait for somebody's yes or no and that the actor may decide and did not make. One query."""
    asked = waiting(actor)
    if asked is None:
        return []

    return [
        each
        for each in asked[:MOST_ASKED]
        if policy.allows(actor, "publish", "voice", each.voice.node, each.voice.state)
    ]


def last_refused(voice: Voice) -> PublicationRequest | None:
    """Return the newest decision, when it was a no."""
    newest = PublicationRequest.objects.filter(voice=voice).exclude(outcome="").select_related("decided_by").last()
    return newest if newest is not None and newest.outcome == "refused" else None


def hands_on(voice: Voice, asked_by: Person | None) -> Hands:
    """Return whose hands a voice has been through: took in, wrote last, judged what was found, answered, asked."""
    version = texts.current(voice.node, "words")
    return Hands(
        asked=asked_by.pk if asked_by else None,
        asker_is_coordinator=bool(asked_by and policy.allows(actor_for(asked_by), "vouch", voice)),
        received=voice.received_by_id,
        corrected=version.by_id if version else None,
        judged=frozenset(filter(None, Finding.objects.filter(voice=voice).values_list("judged_by_id", flat=True))),
        answered=frozenset(filter(None, (each.given_by_id for each in hidden_answers(voice)))),
    )


def check_passage(by: Actor, version: TextVersion, start: int, end: int) -> None:
    """Refuse that a passage of a voice becomes public elsewhere, by the same rule as the voice itself.

    Danger is answered, what can identify somebody in the passage is masked or answered, and whoever publishes it neither took the
    words in nor wrote them last. The voice is locked: nobody judges anew what may stand while it is being made public.
    """
    voice = Voice.objects.get(pk=version.text.node_id)
    locks.reread(voice)
    text = texts.read(version)
    publishing_rules.check_person(by)
    danger.check_settled(voice)

    inside = {
        (each.kind, mark)
        for each in identity.find(text)
        if each.start < end and each.end > start
        for mark in secrets.keyed_hashes(_MARK, _same(each))
    }
    said = _said(voice)
    part = Part("words", publishing_rules.PARTS["words"], text)
    publishing_rules.check_traces([each for each in _of(part, said) if (each.kind, each.mark) in inside])
    if voice.state != "published":
        hands = hands_on(voice, None)
        publishing_rules.check_other_hands(by, hands)


def public_passage(version: TextVersion, start: int, end: int) -> str:
    """Return a passage of a voice as the public reads it."""
    voice = Voice.objects.select_related("node", "subject").get(pk=version.text.node_id)
    return as_public(voice, "words", texts.read(version), start=start, end=end)


def danger_of(voice: Voice) -> danger.Known:
    """Return what is known of the danger. Sealed: note the reading first."""
    version = texts.current(voice.node, "danger")
    return danger.Known(**json.loads(texts.read(version))) if version else danger.Known()


def owes_follow_up(actor: Actor, voice: Voice) -> bool:
    """Tell whether the actor has the duty to follow up on a danger."""
    owed = duties.still_open().filter(node=voice.node, purpose=danger.DUTY_PURPOSE).select_related("node")
    return any(duties.owns(actor, duty) for duty in owed)


def danger_duty(voice: Voice) -> Duty | None:
    """Return the open duty to follow up on a danger, if there is one."""
    owed = duties.still_open().filter(node=voice.node, purpose=danger.DUTY_PURPOSE)
    return owed.select_related("owner", "owner_circle", "owner_organisation").first()
