"""The voices that wait for an answer from whoever reads: what is owed, what is written, what stands apart, and how they are reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from samspil.features.voices import queries, rules
from samspil.features.voices.models import Answer, Missed, Voice
from samspil.spine import access, consent, duties, naming, policy, texts, visibility, waiting
from samspil.spine.models import Consent, Duty, Text
from samspil.spine.people import Actor

_ENDS = ("node", "voice__node__organisation", "voice__node__within", "voice__subject", "voice__received_by")


def _apart() -> Case:
    """Return why a voice stands apart from those that one text may answer, "" when it does not. The heaviest reason first."""
    mine = Consent.objects.filter(node=OuterRef("pk"))
    followed = Duty.objects.filter(node=OuterRef("pk"), purpose=rules.danger.DUTY_PURPOSE, done_at__isnull=True)
    return Case(
        When(Exists(followed), then=Value("danger")),
        When(is_danger_settled=False, then=Value("unasked")),
        When(Exists(consent.standing().filter(node=OuterRef("pk"))), then=Value("")),
        When(Exists(mine.filter(withdrawn_at__isnull=False)), then=Value("withdrawn")),
        When(Exists(mine), then=Value("lapsed")),
        default=Value("none"),
        output_field=CharField(),
    )


def apart(voice: Voice) -> str:
    """Return why one voice stands apart (`rules.answering.APART`), "" when it does not. One query."""
    found = Voice.objects.filter(pk=voice.pk).annotate(apart=_apart()).values_list("apart", flat=True).first()
    return found or ""


def ready_of(voice: Voice) -> Answer | None:
    """Return the answer that is written to a voice and waits to be delivered."""
    return Answer.objects.filter(voice=voice, state="ready").first()


def _whose(actor: Actor) -> Q:
    """Return the condition on a voice that the actor may answer it: by the policy in a place of theirs, or because they owe it."""
    houses, circles = policy.places_where(actor, "answer", "voice")
    owed = duties.open_for(actor).filter(purpose=rules.ANSWER, node=OuterRef("pk"))
    return visibility.lies_in(houses, circles) | Q(Exists(owed))


def waits_for(actor: Actor) -> QuerySet[Voice]:
    """Return the voices that wait for an answer the actor may give, the longest waiting first, each with why it stands `apart`."""
    written = Answer.objects.filter(voice=OuterRef("pk"), state="ready")
    return _waiting(actor).annotate(apart=_apart(), is_written=Exists(written))


def _waiting(actor: Actor) -> QuerySet[Voice]:
    return queries.waiting_among(queries.standing(actor)).filter(_whose(actor))


def late() -> Q:
    """Return the condition on a voice that its answer is overdue today."""
    owed = Duty.objects.filter(
        node=OuterRef("pk"), purpose=rules.ANSWER, done_at__isnull=True, due_on__lt=timezone.localdate()
    )
    return Q(Exists(owed))


def owned_by(actor: Actor) -> Q:
    """Return the condition on a voice that the actor owns the duty to answer it by name."""
    owed = Duty.objects.filter(node=OuterRef("pk"), purpose=rules.ANSWER, done_at__isnull=True, owner=actor.person_id)
    return Q(Exists(owed)) if actor.person_id else Q(pk__in=())


@dataclass(frozen=True)
class Line:
    """One voice that waits: for how long, who owes the answer by when, how it is wanted, and what is written already."""

    voice: Voice
    days: int
    owner: str
    due_on: dt.date | None
    is_late: bool
    answer: Answer | None
    missed: Missed | None
    has_contact: bool
    why_apart: str


def lines(actor: Actor, voices: Sequence[Voice]) -> list[Line]:
    """Return lines for voices from `waits_for`. Four queries for any number."""
    today = timezone.localdate()
    keys = [voice.pk for voice in voices]
    owed = {
        duty.node_id: duty
        for duty in Duty.objects.filter(node__in=keys, purpose=rules.ANSWER, done_at__isnull=True)
        .select_related("node", "owner", "owner_circle", "owner_organisation")
        .order_by("-due_on")
    }
    written = {each.voice_id: each for each in _ready(keys)}
    missed = {each.answer.voice_id: each for each in _missed(keys)}
    reached = with_contact(voices)

    found = []
    for voice in voices:
        duty = owed.get(voice.pk)
        found.append(
            Line(
                voice,
                waiting.Wait(voice.received_on, None).days(today),
                naming.owner(actor, duty) if duty else "",
                duty.due_on if duty else None,
                bool(duty and duty.due_on and duty.due_on < today),
                written.get(voice.pk),
                missed.get(voice.pk),
                voice.pk in reached,
                rules.answering.APART.get(getattr(voice, "apart", ""), ""),
            )
        )
    return found


def _ready(keys: Sequence[UUID]) -> QuerySet[Answer]:
    return Answer.objects.filter(voice__in=keys, state="ready").select_related("node")


def _missed(keys: Sequence[UUID]) -> QuerySet[Missed]:
    # The newest comes last, and stays.
    rows = Missed.objects.filter(answer__voice__in=keys, answer__state="ready")
    return rows.select_related("answer").order_by("on", "pk")


def asked_for(actor: Actor, keys: Iterable[str]) -> list[Voice]:
    """Return those of some voices that one text may answer, in the order of the list: not those apart, nor those written to."""
    free = waits_for(actor).filter(apart="", is_written=False, pk__in=_keys(keys))  # type: ignore[misc]
    return list(free[: rules.answering.MOST_AT_ONCE + 1])


def _keys(written: Iterable[str]) -> list[UUID]:
    found = []
    for each in written:
        try:
            found.append(UUID(each))
        # An address that somebody has changed by hand.
        except ValueError:
            continue
    return found


def answers_ready(actor: Actor, channel: str = "") -> QuerySet[Answer]:
    """Return the written answers that the actor may deliver, the longest waiting person first; those by one way with `channel`."""
    found = Answer.objects.filter(Exists(_waiting(actor).order_by().filter(pk=OuterRef("voice"))), state="ready")
    if channel:
        found = found.filter(channel=channel)
    return found.select_related(*_ENDS).order_by("voice__received_on", "pk")


def sent_on(actor: Actor, channel: str, on: dt.date) -> int:
    """Count the answers that the actor said reached the person on a day, by one way."""
    if actor.person_id is None:
        return 0
    mine = Answer.objects.filter(given_by=actor.person_id, state="delivered", channel=channel, given_on=on)
    return mine.order_by()[: queries.COUNTED].count()


def ticked(actor: Actor, keys: Iterable[str], channel: str = "") -> list[Answer]:
    """Return those of some written answers that the actor may deliver."""
    return list(answers_ready(actor, channel).filter(pk__in=_keys(keys))[: rules.answering.MOST_AT_ONCE + 1])


def one_answer(actor: Actor, pk: object) -> Answer:
    """Return one answer, visible to the actor; `NotFound` otherwise."""
    return visibility.get(Answer.objects.select_related(*_ENDS), actor, pk)


@dataclass(frozen=True)
class Opened:
    """What is said to one person, and where they are reached: read by somebody who may answer them, and noted."""

    contact: str
    words: str


def opened(actor: Actor, answers: Sequence[Answer], *, purpose: str) -> dict[UUID, Opened]:
    """Open the words of written answers and where their people are reached, by answer. Noted for each person first. Three queries."""
    contacts = reach(actor, [each.voice for each in answers], purpose=purpose)
    words = words_of(answers)
    return {each.pk: Opened(contacts.get(each.voice_id, ""), words.get(each.voice_id, "")) for each in answers}


def reach(actor: Actor, voices: Sequence[Voice], *, purpose: str) -> dict[UUID, str]:
    """Return where the persons behind voices from `waits_for` want the answer, by voice. Noted for each of them first. Two queries."""
    access.note_each(actor, [(voice.node, voice.subject) for voice in voices], purpose=purpose)
    found = texts.newest([voice.node for voice in voices], "contact")
    return {key: texts.read(version) for key, version in found.items()}


def words_of(answers: Sequence[Answer]) -> dict[UUID, str]:
    """Return the words of written answers, by voice. Whoever calls has noted it for each person (`reach`). One query."""
    found = texts.newest([each.node_id for each in answers], "words")
    return {each.voice_id: texts.read(found[each.node_id]) for each in answers if each.node_id in found}


def with_contact(voices: Sequence[Voice]) -> set[UUID]:
    """Return which of some voices have it written down where the person is reached; what is written is not read. One query."""
    return set(Text.objects.filter(node__in=[v.pk for v in voices], name="contact").values_list("node", flat=True))


def to_call(actor: Actor) -> QuerySet[Voice]:
    """Return the voices whose answer is wanted, or is to be given, by phone; the longest waiting first."""
    # What is written is little, and read once: the dearer conditions are asked of the few that are left.
    written = Answer.objects.filter(state="ready").values("voice")
    by_phone = written.filter(channel="phone")
    wanted = Q(pk__in=by_phone) | (Q(channel="phone") & ~Q(pk__in=written.exclude(channel="phone")))
    return waits_for(actor).filter(wanted, apart="")  # type: ignore[misc]


@dataclass(frozen=True)
class Onward:
    """How many wait for an answer from somebody, and how many of their answers are letters to post or calls to make."""

    waiting: int
    letters: int
    calls: int


def tally(actor: Actor) -> Onward:
    """Count what somebody's morning holds. Three queries, none of which counts past `COUNTED`."""
    waits = _waiting(actor).values("pk")[: queries.COUNTED].count()
    letters = answers_ready(actor, "letter").order_by()[: queries.COUNTED].count()
    return Onward(waits, letters, to_call(actor).values("pk")[: queries.COUNTED].count())


def onward(actor: Actor, _since: dt.datetime) -> Onward | None:
    """Return what a person's own page says of those who wait for an answer from them; None where nobody does."""
    if not policy.allows_somewhere(actor, "answer", "voice"):
        return None
    found = tally(actor)
    return found if found.waiting else None
