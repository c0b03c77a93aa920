"""Insights' rules: roles by state, the words of each refusal, and evidence counted by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from samspil.features.insights import rules
from samspil.paper import cpr
from samspil.paper.refusal import Refused
from samspil.spine import policy
from samspil.spine.people import Actor, Held, Membership

HERE, THERE, CIRCLE, MADE_BY = uuid4(), uuid4(), uuid4(), uuid4()


@dataclass
class Placed:
    pk: UUID
    organisation_id: UUID = HERE
    within_id: UUID | None = CIRCLE
    created_by_id: UUID | None = MADE_BY
    kind: str = "insight"


@dataclass
class Sketch:
    state: str
    node: Placed


def actor(
    role: str, *, organisation: UUID | None = HERE, circle: UUID | None = None, person: UUID | None = None
) -> Actor:
    return Actor(person_id=person or uuid4(), memberships=(Membership(role, organisation, circle),))


D, P = "draft", "published"
EXPECTED = {
    "coordinator": {"write": {D, P}, "publish": {D}, "unpublish": {P}, "add": {D, P}},
    "staff": {"write": {D, P}, "publish": set(), "unpublish": set(), "add": set()},
    "evaluator": {"write": {D, P}, "publish": set(), "unpublish": set(), "add": {D, P}},
    "member": {"write": {D, P}, "publish": set(), "unpublish": set(), "add": set()},
    "secretary": {"write": {D, P}, "publish": set(), "unpublish": set(), "add": {D, P}},
    "politician": {"write": set(), "publish": set(), "unpublish": set(), "add": set()},
    "director": {"write": set(), "publish": set(), "unpublish": set(), "add": set()},
}
KIND = {"write": "insight", "publish": "insight", "unpublish": "insight", "add": "document"}
NOTHING: dict[str, set[str]] = {action: set() for action in KIND}


def allowed(by: Actor, record: Placed) -> dict[str, set[str]]:
    return {
        action: {state for state in (D, P) if policy.allows(by, action, kind, record, state)}
        for action, kind in KIND.items()
    }


@pytest.mark.parametrize("role", EXPECTED)
def test_a_role_near_and_far(role: str) -> None:
    record = Placed(uuid4())
    assert allowed(actor(role), record) == EXPECTED[role]
    assert allowed(actor(role, organisation=None, circle=CIRCLE), record) == EXPECTED[role]
    assert allowed(actor(role, organisation=THERE, circle=uuid4()), record) == NOTHING


@pytest.mark.parametrize("role", EXPECTED)
def test_who_may_begin_an_insight(role: str) -> None:
    begins = role in {"coordinator", "staff", "evaluator", "member", "secretary"}
    assert policy.allows(actor(role), "add", "insight", Placed(uuid4())) is begins
    assert policy.allows(actor(role, organisation=THERE, person=MADE_BY), "add", "insight", Placed(uuid4())) is False


def test_the_writer_mends_a_draft_and_nobody_without_a_role_does_anything() -> None:
    record = Placed(uuid4())
    assert allowed(actor("politician", person=MADE_BY), record) == {**NOTHING, "write": {D}}
    assert allowed(actor("politician", organisation=THERE, person=MADE_BY), record) == NOTHING
    assert allowed(Actor(), record) == NOTHING
    assert allowed(Actor(passes=frozenset({Held(record.pk, "voice")})), record) == NOTHING


def test_each_check_refuses_in_its_own_words() -> None:
    near, outsider, record = actor("coordinator"), actor("coordinator", organisation=THERE), Placed(uuid4())
    draft, public = Sketch("draft", record), Sketch("published", record)
    number = cpr.replacement(dt.date(1951, 3, 2), serial=7).written
    for check, says in (
        (lambda: policy.check(outsider, "add", "insight", policy.Place(HERE)), "selv arbejder i"),
        (lambda: policy.check(outsider, "write", draft), "Kun dem, der arbejder med indsigten"),
        (lambda: policy.check(outsider, "publish", draft), "Kun tovholderen"),
        (lambda: rules.check_rests(0), "bygger ikke på noget endnu"),
        (lambda: policy.check(near, "publish", public), "kun mens den er en kladde"),
        (lambda: policy.check(near, "unpublish", draft), "tage en offentlig indsigt af nettet"),
        (lambda: policy.check(outsider, "add", "document", policy.Place(HERE)), "lægge en kilde ind"),
        (lambda: rules.check_statement("  \n"), "en eller to sætninger"),
        (lambda: rules.check_statement("x" * 501), "501 tegn"),
        (lambda: rules.check_statement(number), "CPR-nummer"),
        (lambda: rules.check_explanation("x" * 10_001), "10001 tegn"),
        (lambda: rules.check_explanation(number), "CPR-nummer"),
        (lambda: rules.check_why(" "), "hvordan indsigten bygger"),
        (lambda: rules.check_why(number), "CPR-nummer"),
        (lambda: rules.check_side("somebody"), "Vælg, om det er"),
    ):
        with pytest.raises(Refused, match=says):
            check()

    assert rules.check_statement(" To \n linjer ") == "To linjer"
    assert rules.check_statement("x" * 500) == "x" * 500
    assert rules.check_explanation(" a\nb ") == "a\nb"
    assert rules.check_why(" fordi ") == "fordi"
    assert rules.check_side("") == ""
    policy.check(near, "publish", draft)
    rules.check_rests(1)
    policy.check(near, "unpublish", public)


@pytest.mark.parametrize(
    ("evidence", "counted", "only"),
    [
        ([], {"citizen": 0, "professional": 0, "politician": 0, "civil_society": 0}, ""),
        (["politician"] * 3, {"citizen": 0, "professional": 0, "politician": 3, "civil_society": 0}, "politician"),
        (["citizen", "", "citizen"], {"citizen": 2, "professional": 0, "politician": 0, "civil_society": 0, "": 1}, ""),
    ],
)
def test_evidence_is_counted_by_side(evidence: list[str], counted: dict[str, int], only: str) -> None:
    assert rules.counts(evidence) == counted
    assert rules.rests_on_one_side(evidence) == only


def test_states() -> None:
    assert {state: rules.STATES.after(state) for state in rules.STATES.labels} == {D: (P,), P: (D,)}
