"""Every reading of voices: the list with those who wait, one voice's words, its story, and what it became."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from samspil.features.voices import rules
from samspil.features.voices.models import STANDING, Answer, Voice
from samspil.features.voices.queries import reading
from samspil.features.voices.rules import fates
from samspil.paper import languages
from samspil.spine import access, consent, duties, kinds, naming, policy, texts, thread, visibility, waiting
from samspil.spine.models import (
    Consent,
    ConsentText,
    Duty,
    Node,
    Person,
    Role,
    StoredFile,
)
from samspil.spine.people import Actor, holding

NO_CIRCLE = UUID(int=0)
COUNTED = 500  # the front page says "more than" past so many that wait


VOICES = visibility.Shelf(Voice, "node__organisation", "node__within", "subject", "received_by")
visible_to, get = VOICES.all, VOICES.one

# The one truth of when a voice was answered: its own first answer that reached the person. One that is written and lies in a drawer
# answers nobody, and answers ahead on its thread may be others'.
# `Voice.answered_on` is its copy, for the order of lists; a round of every day holds the two against each other.
DELIVERED = Answer.objects.filter(state="delivered")
ANSWERED_ON = Subquery(DELIVERED.filter(voice=OuterRef("pk")).order_by("given_on").values("given_on")[:1])


def answered_astray() -> QuerySet[Voice]:
    """Return the voices whose column does not say when they were answered, with the day that is `true`."""
    # Written out: a comparison with what is not there is neither true nor false.
    differs = Q(answered_on__lt=F("true")) | Q(answered_on__gt=F("true"))
    one_is_missing = Q(answered_on__isnull=True, true__isnull=False) | Q(answered_on__isnull=False, true__isnull=True)
    return Voice.objects.annotate(true=ANSWERED_ON).filter(differs | one_is_missing)


def waits(keys: Collection[UUID]) -> dict[UUID, waiting.Wait]:
    """Return how long the voices among some records waited or wait, those withdrawn left out (`spine.waiting`). One query."""
    given = Voice.objects.filter(pk__in=keys).exclude(state="withdrawn")
    days = given.values_list("pk", "received_on", "answered_on")
    return {pk: waiting.Wait(since, answered_on) for pk, since, answered_on in days}


def standing(actor: Actor) -> QuerySet[Voice]:
    """Return the visible voices not withdrawn: those without an answer first, the longest waiting first."""
    return visible_to(actor).exclude(state="withdrawn").order_by(*STANDING)


def waiting_among(voices: QuerySet[Voice]) -> QuerySet[Voice]:
    """Narrow voices from `standing` to those without an answer, in the order of their own index: the longest waiting first."""
    return voices.filter(answered_on__isnull=True).order_by("received_on", "node")


def answered_among(voices: QuerySet[Voice]) -> QuerySet[Voice]:
    """Narrow voices from `standing` to those that have an answer, in the order of their own index: the newest first."""
    return voices.filter(answered_on__isnull=False).order_by("-received_on", "node")


def unanswered(actor: Actor) -> QuerySet[Voice]:
    """Return the voices that wait for an answer from the actor's own places, the longest waiting first."""
    return waiting_among(standing(actor)).filter(visibility.lies_in(actor.organisations, actor.circles))


@dataclass(frozen=True)
class Row:
    """One line of the list. `days` is None when the voice is answered; due date and owner are of the open duty to answer."""

    voice: Voice
    fate: rules.Fate
    days: int | None
    due_on: dt.date | None
    owner: str
    is_near: bool
    is_late: bool


def rows(actor: Actor, voices: Sequence[Voice]) -> list[Row]:
    """Return lines for voices from `standing`. Five queries for any number."""
    today = timezone.localdate()
    keys = [voice.pk for voice in voices]
    ahead = thread.ahead_of(actor, keys)
    owed = {
        duty.node_id: duty
        for duty in Duty.objects.filter(node__in=keys, purpose=rules.ANSWER, done_at__isnull=True)
        .select_related("node", "owner", "owner_circle", "owner_organisation")
        .order_by("-due_on")
    }
    return [_row(actor, voice, ahead[voice.pk], owed.get(voice.pk), today) for voice in voices]


def _row(actor: Actor, voice: Voice, ahead: Sequence[thread.Ahead], duty: Duty | None, today: dt.date) -> Row:
    wait = waiting.Wait(voice.received_on, voice.answered_on)
    return Row(
        voice=voice,
        fate=_fate(voice, ahead, is_answered=wait.is_over),
        days=None if wait.is_over else wait.days(today),
        # The owner's name only to those near the record; others are told that somebody has it.
        due_on=duty.due_on if duty else None,
        owner=naming.owner(actor, duty) if duty else "",
        is_near=naming.shows(actor, voice.node),
        is_late=bool(duty and duty.due_on and duty.due_on < today),
    )


def _fate(voice: Voice, ahead: Sequence[thread.Ahead], *, is_answered: bool) -> rules.Fate:
    return rules.fate(
        map(_met, ahead),
        is_answered=is_answered,
        because=voice.not_taken_further_because,
        is_withdrawn=voice.state == "withdrawn",
    )


def _met(step: thread.Ahead) -> rules.Reached:
    return rules.Reached(kinds.get(step.node.kind).traits, step.relation)


def fate(actor: Actor, voice: Voice) -> rules.Fate:
    """Return one voice's fate as far as the actor may see the thread."""
    return _fate(
        voice,
        thread.ahead_of(actor, [voice.pk])[voice.pk],
        is_answered=any(wait.is_over for wait in waits([voice.pk]).values()),
    )


@dataclass(frozen=True)
class Event:
    """One step of a voice's story, told to the person. `node` is the record it happened in, when that may be seen."""

    on: dt.date | None
    sentence: str
    node: Node | None = None


def story(actor: Actor, voice: Voice) -> list[Event]:
    """Tell step by step what became of a voice, as the actor may see it; withdrawn, nothing but that."""
    if voice.state == "withdrawn":
        day = timezone.localdate(voice.withdrawn_at) if voice.withdrawn_at else None
        return [Event(day, languages.told("Bidraget blev trukket tilbage, og ordene er slettet"))]
    told = [Event(voice.received_on, languages.told("Bidraget blev givet"))]
    ahead = thread.ahead_of(actor, [voice.pk])[voice.pk]
    told.extend(Event(step.node.day, words, step.node) for step in ahead if (words := _met(step).told))
    if voice.not_taken_further_because:
        why = languages.told("Det blev ikke ført videre: {why}")
        told.append(Event(None, why.format(why=voice.not_taken_further_because)))
    answered = languages.told("Der blev svaret ({channel})")
    told += [
        Event(a.given_on, answered.format(channel=rules.CHANNELS[a.channel])) for a in DELIVERED.filter(voice=voice)
    ]
    return sorted(told, key=lambda event: event.on or dt.date.max)


MOST_NAMED = 2  # records named in one step of a story; the rest stands folded


@dataclass(frozen=True)
class Chapter:
    """One thing that became of a voice, however many records tell of it: when it began and last happened, and in which records."""

    sentence: str
    on: dt.date | None
    until: dt.date | None
    nodes: tuple[Node, ...]

    @property
    def named(self) -> tuple[Node, ...]:
        """The newest records, which the page names at once."""
        return self.nodes[-MOST_NAMED:]

    @property
    def folded(self) -> tuple[Node, ...]:
        """The records before those."""
        return self.nodes[:-MOST_NAMED]


def chapters(events: Sequence[Event]) -> list[Chapter]:
    """Gather a story's steps that say the same, each where it was first said."""
    gathered: dict[str, list[Event]] = {}
    for event in events:
        gathered.setdefault(event.sentence, []).append(event)
    return [
        Chapter(sentence, told[0].on, told[-1].on, tuple(each.node for each in told if each.node is not None))
        for sentence, told in gathered.items()
    ]


def step_of(fate: rules.Fate) -> str:
    """Return the step of its path that a voice has come to."""
    return "withdrawn" if fate.is_withdrawn else "closed" if fate.is_closed else fates.STEP_OF[fate.stage]


def contact(actor: Actor, voice: Voice) -> str:
    """Return where the person wants the answer, to those who may give it; noted as read."""
    may_answer = policy.allows(actor, "answer", "voice", voice.node, voice.state) or reading.owes_answer(actor, voice)
    version = texts.current(voice.node, "contact") if may_answer else None
    if version is None:
        return ""
    # Noted before it is read, for it is sealed like the words.
    access.note(actor, purpose="Adresse til svar", node=voice.node, subject=voice.subject)
    return texts.read(version)


def answer_duty(voice: Voice) -> Duty | None:
    """Return the open duty to answer, if there is one."""
    return (
        Duty.objects.filter(node=voice.node, purpose=rules.ANSWER, done_at__isnull=True)
        .select_related("node", "owner", "owner_circle", "owner_organisation")
        .order_by("due_on")
        .first()
    )


def owes_answer(actor: Actor, voice: Voice) -> bool:
    """Tell whether the actor owns an open duty to answer a voice."""
    owed = duties.still_open().filter(node=voice.node, purpose=rules.ANSWER).select_related("node")
    return any(duties.owns(actor, duty) for duty in owed)


def consent_of(voice: Voice) -> Consent | None:
    """Return the consent that stands today, or None."""
    return consent.standing().filter(node=voice.node).select_related("text", "taken_by").order_by("-given_on").first()


def purposes_of(voice: Voice) -> list[str]:
    """Return the purposes that the consents standing today cover, in the order of the form. One query."""
    granted = consent.standing().filter(node=voice.node).values_list("purposes", flat=True)
    held = {purpose for purposes in granted for purpose in purposes}
    return [purpose for purpose in rules.PURPOSES if purpose in held]


def files_of(actor: Actor, node: Node) -> list[StoredFile]:
    """Return the files that a voice's node shows the actor: its photos, as on its page."""
    voice = visible_to(actor).filter(pk=node.pk).first()
    return reading.photos(actor, voice) if voice else []


def given_at(actor: Actor, node: Node) -> list[Row]:
    """Return the voices that were given at an activity, for its page."""
    voices = standing(actor).filter(node__links_backward__earlier=node, node__links_backward__withdrawn_at__isnull=True)
    return rows(actor, list(voices))


def front(actor: Actor) -> list[Row]:
    """Return the five voices that have waited longest, to those whose places owe the answers."""
    return rows(actor, list(unanswered(actor)[:5]))


@dataclass(frozen=True)
class Awaited:
    """How many of the voices that the reader may see wait for an answer (more than that, when `has_more`), and the longest in days."""

    count: int
    has_more: bool
    oldest: int


def awaited(actor: Actor) -> Awaited | None:
    """Return how many visible voices wait for an answer; None where there are no voices. One query, or two."""
    waiting_since = list(waiting_among(standing(actor)).values_list("received_on", flat=True)[: COUNTED + 1])
    if not waiting_since and not standing(actor).exists():
        return None
    oldest = max((waiting.Wait(since, None).days(timezone.localdate()) for since in waiting_since), default=0)
    return Awaited(min(len(waiting_since), COUNTED), len(waiting_since) > COUNTED, oldest)


def count_waiting(actor: Actor) -> int:
    """Count the voices that wait for an answer from the actor's own places, no further than one past `COUNTED`."""
    return unanswered(actor)[: COUNTED + 1].count()


def consent_wording() -> tuple[str, str]:
    """Return the title and body of the consent text that stands now."""
    written = ConsentText.objects.filter(key=rules.CONSENT_KEY).order_by("-version").first()
    return (written.title, written.body) if written else (rules.CONSENT_TITLE, rules.CONSENT_BODY)


def consent_version() -> int:
    """Return the number of the consent text that stands now; 1 where none is written yet, as the first will be."""
    return ConsentText.objects.filter(key=rules.CONSENT_KEY).aggregate(last=Max("version"))["last"] or 1


def answered_voice(actor: Actor, pk: UUID) -> UUID:
    """Return the key of the voice that a visible answer answers; `NotFound` otherwise."""
    return visibility.get(Answer.objects.all(), actor, pk).voice_id


def own_nodes(subject: UUID) -> list[UUID]:
    """Return the records that are a person's own: their voice and its answers (`spine.erasure`)."""
    voices = list(Voice.objects.filter(subject=subject).values_list("pk", flat=True))
    return voices + list(Answer.objects.filter(voice__in=voices).values_list("pk", flat=True))


@dataclass(frozen=True)
class Call:
    """Whom a person rings about their voice: a name or an office, and a number."""

    name: str
    phone: str


def held_near(voice: Voice) -> QuerySet[Role]:
    """Return the roles that are held today where a voice lies: in its organisation or its partnership."""
    near = Q(organisation=voice.node.organisation_id) | Q(circle=voice.node.within_id or NO_CIRCLE)
    return Role.objects.filter(holding(timezone.localdate())).filter(near)


def who_to_call(voice: Voice) -> Call | None:
    """Return whom to ring about a voice: who owes the answer, who took it in, a coordinator near it, else the organisation.

    Only somebody who still has a role where the voice lies, and has a number. None when no number is known.
    """
    node, held, duty = voice.node, held_near(voice), answer_duty(voice)
    # In this order: who owes the answer knows the most.
    keys = [duty.owner_id if duty else None, voice.received_by_id]
    keys += list(held.filter(role="coordinator").order_by("from_on", "pk").values_list("person_id", flat=True))
    here = set(held.values_list("person_id", flat=True))
    known = {person.pk: person for person in Person.objects.filter(pk__in=filter(None, keys)).exclude(phone="")}
    for key in keys:
        if key in known and key in here:
            return Call(known[key].name, known[key].phone)

    return Call(node.organisation.name, node.organisation.phone) if node.organisation.phone else None


def readings(voice: Voice) -> list[access.Reading]:
    """Return who has read what belongs to a voice's person, the newest first: organisation, role, purpose and time, never a name."""
    return access.readings_of(voice.subject)
