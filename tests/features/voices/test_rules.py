"""Voices' rules: who may do what in which state, what is refused and in which words, and the fate as drawn cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from samspil.features.voices import rules
from samspil.features.voices.rules import Reached, Stage
from samspil.paper import cpr
from samspil.paper.refusal import Refused
from samspil.spine import policy
from samspil.spine.people import Actor, Held, Membership

HERE, THERE, CIRCLE = uuid4(), uuid4(), uuid4()
MADE_BY = uuid4()


@dataclass
class Placed:
    pk: UUID
    organisation_id: UUID = HERE
    within_id: UUID | None = CIRCLE
    created_by_id: UUID | None = MADE_BY
    kind: str = "voice"


@dataclass
class Sketch:
    state: str
    node: Placed
    is_danger_settled: bool = True


policy_job = Actor(job="prøve")


def ask(by: Actor, voice: Sketch, **said: object) -> None:
    known: dict[str, Any] = {"may_be_published": True, "has_more": True, "traces": (), **said}
    policy.check(by, "ask_publish", voice)
    rules.publishing.check_person(by)
    rules.publishing.check_ready(voice, **known)


def actor(
    role: str, *, organisation: UUID | None = HERE, circle: UUID | None = None, person: UUID | None = None
) -> Actor:
    return Actor(person_id=person or uuid4(), memberships=(Membership(role, organisation, circle),))


R, P, W = "received", "published", "withdrawn"
# role -> action -> the states in which it is allowed to somebody who holds the role in the voice's organisation or circle
EXPECTED = {
    "coordinator": {
        "add": {""},
        "read_words": {R, P},
        "correct": {R},
        "publish": {R, P},
        "unpublish": {P},
        "withdraw": {R, P},
        "answer": {R, P},
        "close": {R, P},
        "issue_code": {R, P},
        "read_own": set(),
        "review": {R, P},
        "ask_publish": {R, P},
        "vouch": {R, P},
        "answer_danger": {R, P},
    },
    "staff": {
        "add": {""},
        "read_words": {R, P},
        "correct": {R},
        "publish": {R, P},
        "unpublish": set(),
        "withdraw": set(),
        "answer": {R, P},
        "close": set(),
        "issue_code": {R, P},
        "read_own": set(),
        "review": {R, P},
        "ask_publish": {R, P},
        "vouch": set(),
        "answer_danger": {R, P},
    },
    "secretary": {
        "add": {""},
        "read_words": {R, P},
        "correct": set(),
        "publish": {R, P},
        "unpublish": set(),
        "withdraw": set(),
        "answer": {R, P},
        "close": set(),
        "issue_code": set(),
        "read_own": set(),
        "review": {R, P},
        "ask_publish": {R, P},
        "vouch": set(),
        "answer_danger": {R, P},
    },
    "member": {
        "add": {""},
        "read_words": {R, P},
        "correct": set(),
        "publish": set(),
        "unpublish": set(),
        "withdraw": set(),
        "answer": set(),
        "close": set(),
        "issue_code": set(),
        "read_own": set(),
        "review": set(),
        "ask_publish": set(),
        "vouch": set(),
        "answer_danger": set(),
    },
    "director": {
        "add": set(),
        "read_words": set(),
        "correct": set(),
        "publish": set(),
        "unpublish": set(),
        "withdraw": set(),
        "answer": {R, P},
        "close": set(),
        "issue_code": set(),
        "read_own": set(),
        "review": set(),
        "ask_publish": set(),
        "vouch": set(),
        "answer_danger": set(),
    },
    "evaluator": {
        "add": set(),
        "read_words": {R, P},
        "correct": set(),
        "publish": set(),
        "unpublish": set(),
        "withdraw": set(),
        "answer": set(),
        "close": set(),
        "issue_code": set(),
        "read_own": set(),
        "review": set(),
        "ask_publish": set(),
        "vouch": set(),
        "answer_danger": set(),
    },
    "politician": {
        action: set()
        for action in (
            "add",
            "read_words",
            "correct",
            "publish",
            "unpublish",
            "withdraw",
            "answer",
            "close",
            "issue_code",
            "read_own",
            "review",
            "ask_publish",
            "vouch",
            "answer_danger",
        )
    },
}
NOTHING: dict[str, set[str]] = {action: set() for action in EXPECTED["coordinator"]}
OWN = {
    **NOTHING,
    "read_words": {R, P},
    "correct": {R},
    "issue_code": {R, P},
    "review": {R, P},
    "answer_danger": {R, P},
}
WITH_CODE = {**NOTHING, "read_words": {R, P}, "unpublish": {P}, "withdraw": {R, P}, "read_own": {"", R, P, W}}


def allowed(by: Actor, record: Placed) -> dict[str, set[str]]:
    return {
        action: {state for state in ("", R, P, W) if policy.allows(by, action, "voice", record, state)}
        for action in EXPECTED["coordinator"]
    }


def with_states(expected: dict[str, set[str]]) -> dict[str, set[str]]:
    return {action: {"", R, P, W} if states == {""} else states for action, states in expected.items()}


@pytest.mark.parametrize("role", EXPECTED)
@pytest.mark.parametrize("place", [{"organisation": HERE}, {"organisation": None, "circle": CIRCLE}])
def test_a_role_near_the_voice(role: str, place: dict[str, UUID | None]) -> None:
    assert allowed(actor(role, **place), Placed(uuid4())) == with_states(EXPECTED[role])  # type: ignore[arg-type]


@pytest.mark.parametrize("role", EXPECTED)
def test_the_same_role_elsewhere_gives_nothing(role: str) -> None:
    assert allowed(actor(role, organisation=THERE, circle=uuid4()), Placed(uuid4())) == NOTHING


def test_who_took_the_voice_in_may_read_mend_and_hand_out_the_code() -> None:
    assert allowed(actor("politician", person=MADE_BY), Placed(uuid4())) == OWN
    assert allowed(actor("politician", organisation=None, circle=CIRCLE, person=MADE_BY), Placed(uuid4())) == OWN
    # Whoever has moved on to another organisation has left the words behind.
    assert allowed(actor("politician", organisation=THERE, person=MADE_BY), Placed(uuid4())) == NOTHING


def test_the_paper_code_lets_the_person_read_and_withdraw_and_nothing_else() -> None:
    record = Placed(uuid4())
    assert allowed(Actor(passes=frozenset({Held(record.pk, rules.PASS_PURPOSE)})), record) == WITH_CODE
    assert allowed(Actor(passes=frozenset({Held(uuid4(), rules.PASS_PURPOSE)})), record) == NOTHING
    assert allowed(Actor(), record) == NOTHING


def test_every_state_has_a_name_and_only_known_ways_on() -> None:
    assert list(rules.STATES.labels) == ["received", "published", "withdrawn"]
    assert {state: rules.STATES.after(state) for state in rules.STATES.labels} == {
        "received": ("published", "withdrawn"),
        "published": ("received", "withdrawn"),
        "withdrawn": (),
    }


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "Skriv, hvad personen sagde"),
        ("   \n ", "Skriv, hvad personen sagde"),
        ("a" * 10_001, "Ordene fylder 10001 tegn, og der er plads til 10000"),
        (f"Mit nummer er {cpr.replacement(dt.date(1951, 3, 2), serial=7).written}", "CPR-nummer"),
        (f"Mit nummer er {cpr.replacement(dt.date(1951, 3, 2), serial=7).digits}.", "CPR-nummer"),
    ],
)
def test_words_that_are_refused(words: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        rules.check_words(words)
    assert refused.value.field == "words"
    assert "610351" not in refused.value.sentence


def test_words_that_are_taken() -> None:
    assert rules.check_words("  Jeg kan ikke komme hen til lægen. ") == "Jeg kan ikke komme hen til lægen."
    assert rules.check_words("a" * 10_000) == "a" * 10_000
    assert rules.check_words("Ring på 86 12 34 56 i 2026") == "Ring på 86 12 34 56 i 2026"


@pytest.mark.parametrize(
    ("purposes", "says"),
    [
        (set(), "Sæt kryds"),
        ({"sell"}, "findes: sell"),
        ({"publish"}, "når ordene også må citeres"),
    ],
)
def test_a_consent_that_does_not_hold_together(purposes: set[str], says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        rules.check_purposes(purposes)
    assert refused.value.field == "purposes"


def test_a_consent_that_holds_together() -> None:
    rules.check_purposes({"interpret"})
    rules.check_purposes({"quote", "publish"})


def test_dates_that_cannot_be() -> None:
    day = dt.date(2026, 3, 3)
    rules.check_received_on(day, day)
    rules.check_due(day, day)
    with pytest.raises(Refused, match="ligger i fremtiden"):
        rules.check_received_on(day, day - dt.timedelta(days=1))
    with pytest.raises(Refused, match="Fristen"):
        rules.check_due(day - dt.timedelta(days=1), day)


def test_each_check_refuses_in_its_own_words() -> None:
    outsider, record = actor("coordinator", organisation=THERE), Placed(uuid4())
    received, gone = Sketch("received", record), Sketch("withdrawn", record)
    near = actor("coordinator")
    for check, says in (
        (lambda: policy.check(outsider, "add", "voice", policy.Place(HERE)), "selv har en rolle"),
        (lambda: policy.check(outsider, "correct", received), "kun indtil det er offentligt"),
        (lambda: policy.check(outsider, "publish", received), "Kun tovholder, medarbejder og sekretær"),
        (lambda: ask(near, received, may_be_published=False), "ikke sagt ja"),
        (lambda: ask(near, received, has_more=False), "allerede offentligt"),
        (lambda: ask(near, Sketch("received", received.node, is_danger_settled=False)), "om nogen er i fare"),
        (lambda: ask(policy_job, received), "En kørsel kan ikke"),
        (lambda: policy.check(outsider, "unpublish", received), "af nettet"),
        (lambda: policy.check(outsider, "withdraw", received), "Kun tovholderen og personen selv"),
        (lambda: rules.check_withdraw(gone), "allerede trukket tilbage"),
        (lambda: rules.check_answer(outsider, received, owes=False), "Kun den, der skal svare"),
        (lambda: rules.check_answer(near, gone, owes=True), "ingen at svare"),
        (lambda: policy.check(outsider, "close", received), "Kun tovholderen"),
        (lambda: rules.check_reason("  "), "hvorfor bidraget ikke føres videre"),
        (lambda: policy.check(outsider, "issue_code", received), "papirkode"),
        (lambda: policy.check(near, "read_own", received), "koden på papiret"),
    ):
        with pytest.raises(Refused, match=says):
            check()

    rules.check_answer(outsider, received, owes=True)
    assert rules.check_reason(" Der er ikke penge. ") == "Der er ikke penge."
    assert not policy.allows(Actor(), "read_words", Sketch("published", record))
    assert not policy.allows(Actor(), "read_words", received)


@pytest.mark.parametrize(
    ("side", "role", "shows", "title"),
    [
        ("citizen", "pårørende", True, "Bidrag fra pårørende, 3. marts 2026"),
        ("citizen", "", True, "Bidrag fra borger, 3. marts 2026"),
        ("citizen", "pårørende", False, "Bidrag, 3. marts 2026"),
    ],
)
def test_a_title_shows_the_role_only_with_consent(side: str, role: str, shows: bool, title: str) -> None:
    assert rules.title(side, role, dt.date(2026, 3, 3), shows_role=shows) == title


def test_the_side_is_chosen_or_told_by_the_role() -> None:
    assert rules.side_of("", "frivillig") == "civil_society"
    assert rules.side_of("professional", "frivillig") == "professional"
    with pytest.raises(Refused, match="Vælg, om det er"):
        rules.side_of("", "morgenvagt")
    with pytest.raises(Refused):
        rules.side_of("somebody", "borger")


def test_days_waiting() -> None:
    assert rules.days_waiting(dt.date(2026, 3, 1), dt.date(2026, 3, 31)) == 30
    assert rules.days_waiting(dt.date(2026, 3, 31), dt.date(2026, 3, 1)) == 0


def ahead(*traits: str, relation: str = "led_to") -> Reached:
    return Reached(frozenset(traits), relation)


INSIGHT, TRIAL, LEARNING = ahead("is_evidence", "is_insight"), ahead("is_trial"), ahead("is_learning", "is_evidence")
CASE, MEETING = ahead("is_case_item", "is_proposal"), ahead("is_meeting")
DECISION, MONEY, EFFORT = ahead("is_decision", "can_fund"), ahead("is_money"), ahead("is_effort")
EFFECT, ANSWER = ahead(relation="measured_by"), ahead("is_answer", relation="answered_by")

# what lies ahead | why not, if said | withdrawn | the stage | answered | the words to the person
CASES = [
    ([], "", False, Stage.RECEIVED, False, "Modtaget."),
    ([ahead("is_activity")], "", False, Stage.RECEIVED, False, "Modtaget."),
    ([INSIGHT], "", False, Stage.IN_INSIGHT, False, "Indgår i en indsigt."),
    ([INSIGHT, TRIAL], "", False, Stage.TRIED, False, "Bliver afprøvet."),
    ([INSIGHT, TRIAL, LEARNING], "", False, Stage.TRIED, False, "Bliver afprøvet."),
    ([INSIGHT, CASE], "", False, Stage.BEFORE_COMMITTEE, False, "Ligger hos politikerne."),
    ([MEETING], "", False, Stage.BEFORE_COMMITTEE, False, "Ligger hos politikerne."),
    ([INSIGHT, CASE, DECISION], "", False, Stage.DECIDED, False, "Der er truffet beslutning."),
    ([INSIGHT, CASE, DECISION, MONEY], "", False, Stage.MONEY, False, "Der er sat penge af."),
    ([DECISION, MONEY, EFFORT], "", False, Stage.CARRIED_OUT, False, "Bliver ført ud i livet."),
    ([EFFORT, EFFECT], "", False, Stage.MEASURED, False, "Virkningen er målt."),
    ([EFFORT, ahead("is_effect")], "", False, Stage.MEASURED, False, "Virkningen er målt."),
    ([EFFORT, INSIGHT], "", False, Stage.CARRIED_OUT, False, "Bliver ført ud i livet."),
    ([ANSWER], "", False, Stage.RECEIVED, True, "Besvaret."),
    ([INSIGHT, ANSWER], "", False, Stage.IN_INSIGHT, True, "Indgår i en indsigt. Der er svaret."),
    ([ANSWER], "", False, Stage.RECEIVED, False, "Modtaget."),
    ([DECISION, ANSWER], "", False, Stage.DECIDED, False, "Der er truffet beslutning."),
    ([ahead("is_answer")], "", False, Stage.RECEIVED, False, "Modtaget."),
    ([], "Der er ikke penge.", False, Stage.RECEIVED, False, "Ikke ført videre: Der er ikke penge."),
    (
        [ANSWER],
        "Der er ikke penge.",
        False,
        Stage.RECEIVED,
        True,
        "Ikke ført videre: Der er ikke penge. Der er svaret.",
    ),
    ([INSIGHT], "Det er et andet ansvar.", False, Stage.IN_INSIGHT, False, "Ikke ført videre: Det er et andet ansvar."),
    ([INSIGHT, CASE, DECISION], "det sagde vi før", False, Stage.DECIDED, False, "Der er truffet beslutning."),
    ([INSIGHT], "", True, Stage.IN_INSIGHT, False, "Bidraget er trukket tilbage."),
]


@pytest.mark.parametrize(("ahead", "because", "withdrawn", "stage", "answered", "words"), CASES)
def test_the_fate_follows_from_the_thread(
    ahead: list[Reached], because: str, withdrawn: bool, stage: Stage, answered: bool, words: str
) -> None:
    """Answered is what is known of the voice itself, never what lies ahead: that answer may be somebody else's."""
    found = rules.fate(ahead, is_answered=answered, because=because, is_withdrawn=withdrawn)
    assert (found.stage, found.is_answered, found.words) == (stage, answered, words)


def test_labels_are_short_and_an_answer_is_known_even_when_its_node_is_not_seen() -> None:
    assert rules.fate([], is_answered=True).label == "besvaret"
    assert rules.fate([], because="nej").label == "ikke ført videre"
    assert rules.fate([INSIGHT], is_withdrawn=True).label == "trukket tilbage"
    assert rules.fate([DECISION], because="nej", is_answered=True).label == "der er truffet beslutning"
    assert set(rules.STAGE_LABELS) == set(Stage)


@pytest.mark.parametrize(
    ("met", "told"),
    [
        (INSIGHT, "Bidraget indgår i en indsigt"),
        (LEARNING, "Der blev lært noget af det"),
        (DECISION, "Politikerne har truffet en beslutning"),
        (EFFECT, "Virkningen er målt"),
        (ANSWER, ""),
        (ahead("is_activity"), ""),
    ],
)
def test_a_story_names_what_was_met(met: Reached, told: str) -> None:
    assert met.told == told


def test_every_stage_that_a_trait_shows_can_be_told() -> None:
    assert set(rules.TOLD_OF_TRAIT) == set(rules.STAGE_OF_TRAIT)
