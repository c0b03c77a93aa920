"""Who may do what, and who sees which part: truth tables written by hand, never from the table they check."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from samspil.features.cases.agenda import rules as agenda_rules
from samspil.features.cases.editing import rules as editing_rules
from samspil.features.cases.houses.rules import houses
from samspil.features.cases.importing import rules as importing_rules
from samspil.features.cases.minutes import rules as minutes_rules
from samspil.features.cases.records.rules import standing as records_standing
from samspil.features.cases.routes import rules as routes_rules
from samspil.features.cases.seats import rules as seats_rules
from samspil.paper.refusal import Refused
from samspil.spine import policy
from samspil.spine.people import NOBODY, Actor, Membership

HERE, ELSEWHERE, COMMITTEE, OTHER_COMMITTEE = uuid4(), uuid4(), uuid4(), uuid4()


def actor(role: str, organisation: UUID | None = HERE, circle: UUID | None = None) -> Actor:
    return Actor(person_id=uuid4(), name=role, memberships=(Membership(role, organisation, circle),))


PROPOSER = actor("coordinator")
WHO = {
    "secretary": actor("secretary", HERE, COMMITTEE),
    "secretary of another committee": actor("secretary", HERE, OTHER_COMMITTEE),
    "politician": actor("politician", HERE, COMMITTEE),
    "director": actor("director"),
    "coordinator": actor("coordinator"),
    "proposer": PROPOSER,
    "staff": actor("staff"),
    "administrator": actor("administrator"),
    "coordinator elsewhere": actor("coordinator", ELSEWHERE),
    "public": NOBODY,
}
PLANNED, AGENDA, MINUTES, PUBLISHED = "planned", "agenda_published", "minutes_draft", "published"
ALWAYS = {PLANNED, AGENDA, MINUTES, PUBLISHED}

# (action, kind) -> who may, in which states. Whoever is not named may not.
EXPECTED: dict[tuple[str, str], dict[str, set[str]]] = {
    ("add_body", "body"): {
        "secretary": ALWAYS,
        "secretary of another committee": ALWAYS,
        "administrator": ALWAYS,
    },
    ("plan", "meeting"): {"secretary": ALWAYS},
    ("import", "meeting"): {"secretary": ALWAYS},
    ("publish_agenda", "meeting"): {"secretary": {PLANNED}},
    ("begin_minutes", "meeting"): {"secretary": {AGENDA}},
    ("publish_minutes", "meeting"): {"secretary": {MINUTES}},
    ("add", "case_item"): dict.fromkeys(
        ("secretary", "secretary of another committee", "director", "coordinator", "proposer"), ALWAYS
    ),
    ("propose", "case_item"): {
        "secretary": {PLANNED, AGENDA, MINUTES},
        "director": {PLANNED},
        "coordinator": {PLANNED},
        "proposer": {PLANNED},
    },
    ("edit", "case_item"): {"secretary": ALWAYS, "proposer": {PLANNED}},
    ("close", "case_item"): {"secretary": ALWAYS},
    ("decide", "case_item"): {"secretary": {MINUTES, PUBLISHED}},
    ("forward", "case_item"): {"secretary": ALWAYS},
}


@dataclass(frozen=True)
class Standing:
    node: records_standing.Place
    state: str


def standing(state: str) -> Standing:
    return Standing(records_standing.Place(uuid4(), HERE, COMMITTEE, PROPOSER.person_id), state)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("action", "kind"), EXPECTED)
@pytest.mark.parametrize("state", sorted(ALWAYS))
def test_who_may_do_what_and_when(action: str, kind: str, who: str, state: str) -> None:
    expected = state in EXPECTED[action, kind].get(who, set())
    assert policy.allows(WHO[who], action, kind, standing(state).node, state) is expected


@pytest.mark.parametrize("who", WHO)
def test_who_may_found_a_body_somewhere(who: str) -> None:
    expected = who in {"secretary", "secretary of another committee", "administrator"}
    assert policy.allows_somewhere(WHO[who], "add_body", "body") is expected
    if expected:
        policy.check_somewhere(WHO[who], "add_body", "body")
    else:
        with pytest.raises(Refused, match="Kun en sekretær eller administrator"):
            policy.check_somewhere(WHO[who], "add_body", "body")


def test_the_table_has_no_row_for_an_action_that_is_not_tested() -> None:
    told = {
        area: {(row.action, row.kind) for row in area.POLICY} & set(EXPECTED)
        for area in (importing_rules, routes_rules, agenda_rules, minutes_rules, seats_rules)
    }
    assert told == {
        importing_rules: {("import", "meeting")},
        routes_rules: {("forward", "case_item")},
        agenda_rules: {("publish_agenda", "meeting")},
        minutes_rules: {("begin_minutes", "meeting"), ("publish_minutes", "meeting")},
        seats_rules: {("add_body", "body")},
    }
    assert {(row.action, row.kind) for row in editing_rules.POLICY} == set(EXPECTED) - set().union(*told.values())
    assert [row.action for row in (*importing_rules.POLICY, *routes_rules.POLICY)] == ["import", "forward", "receive"]


@pytest.mark.parametrize(
    ("part", "state", "is_closed", "expected"),
    [
        ("meeting", PLANNED, False, "organisation"),
        ("meeting", AGENDA, False, "public"),
        ("meeting", MINUTES, False, "public"),
        ("meeting", PUBLISHED, False, "public"),
        ("item", PLANNED, False, "organisation"),
        ("item", AGENDA, False, "public"),
        ("item", MINUTES, False, "public"),
        ("item", PUBLISHED, False, "public"),
        ("item", PLANNED, True, "circle"),
        ("item", AGENDA, True, "circle"),
        ("item", MINUTES, True, "circle"),
        ("item", PUBLISHED, True, "circle"),
        ("annex", PLANNED, False, "organisation"),
        ("annex", PUBLISHED, False, "public"),
        ("annex", PLANNED, True, "circle"),
        ("annex", PUBLISHED, True, "circle"),
        ("decision", PLANNED, False, "circle"),
        ("decision", AGENDA, False, "circle"),
        ("decision", MINUTES, False, "circle"),
        ("decision", PUBLISHED, False, "public"),
        ("decision", MINUTES, True, "circle"),
        ("decision", PUBLISHED, True, "circle"),
    ],
)
def test_who_sees_which_part(part: str, state: str, is_closed: bool, expected: str) -> None:
    assert records_standing.seen_by(part, state, is_closed=is_closed) == expected
    # What no director has approved is seen by those who prepare it, in whatever state the meeting is.
    assert records_standing.seen_by(part, state, is_closed=is_closed, is_draft=True) == "preparing"


@pytest.mark.parametrize(
    ("action", "state", "result"),
    [
        ("publish_agenda", PLANNED, AGENDA),
        ("begin_minutes", AGENDA, MINUTES),
        ("publish_minutes", MINUTES, PUBLISHED),
    ],
)
def test_a_meeting_goes_one_step_at_a_time(action: str, state: str, result: str) -> None:
    policy.check(WHO["secretary"], action, "meeting", standing(state).node, state)
    assert editing_rules.next_state(action, standing(state)) == result
    for other in ALWAYS - {state}:
        with pytest.raises(Refused, match="Det kan kun gøres, når mødet er"):
            editing_rules.next_state(action, standing(other))
    with pytest.raises(Refused, match="udvalgets egen sekretær"):
        policy.check(WHO["politician"], action, "meeting", standing(state).node, state)


@dataclass(frozen=True)
class Loose:
    """A circle of no authority."""

    pk: UUID = HERE
    name: str = "Løst udvalg"
    organisation_id: UUID | None = None


def asked(who: str, deed: str, state: str, kind: str = "case_item") -> None:
    """Ask the table alone, as a deed does, of a record in a state."""
    policy.check(WHO[who], deed, kind, standing(state).node, state)


REFUSALS = {
    "a circle of no authority": (lambda: records_standing.place_of(Loose()), "Løst udvalg hører ikke til en myndighed"),
    "an empty agenda": (lambda: agenda_rules.check_agenda(0), "Dagsordenen er tom"),
    "undecided items": (
        lambda: minutes_rules.check_minutes(["Budget", "Puljer"]),
        "Der mangler en beslutning ved: Budget, Puljer",
    ),
    "a body's page": (
        lambda: policy.check(WHO["staff"], "add_body", "body", standing(PLANNED).node),
        "myndighedens egen sekretær",
    ),
    "planning": (lambda: asked("director", "plan", PLANNED, "meeting"), "oprette og rette møder"),
    "importing": (
        lambda: policy.check(WHO["coordinator"], "import", "meeting", standing(PLANNED).node),
        "hente referater ind",
    ),
    "proposing late": (lambda: asked("coordinator", "propose", AGENDA), "sætte punkter på"),
    "editing": (
        lambda: asked("staff", "edit", PLANNED),
        "rette punktet nu",
    ),
    "editing what is published without a reason": (
        lambda: editing_rules.check_reason(standing(PUBLISHED), " "),
        "Skriv, hvorfor det rettes",
    ),
    "closing": (
        lambda: asked("politician", "close", AGENDA),
        "lukke eller åbne",
    ),
    "closing without a reason": (
        lambda: editing_rules.check_closed(reason=" ", public_title="Køb", title="Køb af jord"),
        "hvorfor punktet er lukket",
    ),
    "closing without a public title": (
        lambda: editing_rules.check_closed(reason="§ 10", public_title="", title="Køb af jord"),
        "offentligheden skal se",
    ),
    "a public title that is the closed one": (
        lambda: editing_rules.check_closed(reason="§ 10", public_title="køb af JORD ", title="Køb af jord"),
        "Skriv en anden",
    ),
    "deciding before the minutes": (
        lambda: editing_rules.check_begun(standing(AGENDA)),
        "Begynd på referatet",
    ),
    "deciding for others": (
        lambda: asked("politician", "decide", MINUTES),
        "skrive beslutningen",
    ),
    "correcting without a reason": (
        lambda: editing_rules.check_reason(standing(PUBLISHED), ""),
        "hvorfor det rettes",
    ),
    "an unknown outcome": (lambda: editing_rules.check_outcomes(frozenset({"MAYBE"}), ""), "»MAYBE« er ikke et udfald"),
    "an unknown stance": (lambda: editing_rules.check_outcomes(frozenset(), "SHOUTS"), "»SHOUTS« er ikke"),
    "both yes and no": (
        lambda: editing_rules.check_outcomes(frozenset({"APPROVED", "REJECTED"}), ""),
        "både godkende og afvise",
    ),
    "forwarding": (
        lambda: asked("director", "forward", PUBLISHED),
        "hvor sagen går hen",
    ),
    "ending a step twice": (
        lambda: routes_rules.check_end_step("treated", dt.date(2026, 1, 2), None),
        "allerede »Behandlet«",
    ),
    "ending before sending": (
        lambda: routes_rules.check_end_step("sent", dt.date(2026, 1, 1), dt.date(2026, 1, 2)),
        "før den blev sendt videre",
    ),
    "an unknown house": (lambda: houses.get("atlantis"), "hvilken myndigheds form"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_refused_says_why(name: str) -> None:
    attempt, sentence = REFUSALS[name]
    with pytest.raises(Refused) as refused:
        attempt()
    assert sentence in refused.value.sentence


DAY = dt.date(2026, 3, 3)
ITEM = importing_rules.Item(title="Budget", number="1", clauses=("budgettet godkendes",))


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (importing_rules.Meeting("x", items=(ITEM,)), "Skriv datoen"),
        (importing_rules.Meeting("x", held_on=DAY, state="done", items=(ITEM,)), "hvor langt mødet er"),
        (importing_rules.Meeting("x", held_on=DAY), "ingen punkter"),
        (
            importing_rules.Meeting("x", held_on=DAY, items=(importing_rules.Item(title=" ", number="2"),)),
            "Punkt 2 mangler en titel",
        ),
        (
            importing_rules.Meeting("x", held_on=DAY, items=(importing_rules.Item(title=""),)),
            "Punkt 1 mangler en titel",
        ),
        (
            importing_rules.Meeting("x", held_on=DAY, items=(importing_rules.Item(title="A", is_closed=True),)),
            "Punkt 1: Skriv, hvorfor",
        ),
        (
            importing_rules.Meeting(
                "x",
                held_on=DAY,
                state="planned",
                items=(importing_rules.Item("A", statements=(importing_rules.Statement("Ja."),)),),
            ),
            "Et møde med beslutninger er et referat",
        ),
        (
            importing_rules.Meeting(
                "x",
                held_on=DAY,
                items=(importing_rules.Item("A", statements=(importing_rules.Statement("Ja.", answers=(1,)),)),),
            ),
            "har intet at-punkt nr. 1",
        ),
    ],
)
def test_a_draft_with_a_gap_is_refused_where_the_gap_is(draft: importing_rules.Meeting, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        importing_rules.check_draft(draft)
    assert sentence in refused.value.sentence


def test_a_whole_draft_gives_its_day() -> None:
    assert importing_rules.check_draft(importing_rules.Meeting("x", held_on=DAY, items=(ITEM,))) == DAY


def test_each_house_writes_in_its_own_form() -> None:
    region, norddjurs = houses.get("region_midtjylland"), houses.get("norddjurs")
    assert region.sections == ("summary", "recommendation", "case_presentation", "economy", "decision", "annexes")
    assert norddjurs.sections == ("route", "case_presentation", "economy", "recommendation", "decision", "annexes")
    assert norddjurs.heading("economy") == "Økonomiske konsekvenser"
    assert region.heading("economy") == "Økonomi"
    assert region.heading("decision", body="X", date=DAY) == "Beslutning"
    day = dt.date(2025, 10, 21)
    assert norddjurs.heading("decision", body="VPU", date=day) == "Beslutning i VPU den 21-10-2025"
    assert norddjurs.heading("lovgrundlag") == "Lovgrundlag"
    assert region.item_name("2", "Væresteder") == "Punkt 2: Væresteder"
    assert region.item_name("", "Væresteder") == "Væresteder"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ([], ""),
        (["alt godkendes."], "Direktionen indstiller, at alt godkendes."),
        (["a godkendes", "b afsættes,"], "Direktionen indstiller,\n\nat a godkendes, og\n\nat b afsættes."),
        (
            ["der gives 1 mio. kr.", "b gives 2 kr."],
            "Direktionen indstiller,\n\nat der gives 1 mio. kr., og\n\nat b gives 2 kr.",
        ),
        (["der gives 2 kr."], "Direktionen indstiller, at der gives 2 kr."),
        (["a", "b", "c"], "Direktionen indstiller,\n\nat a,\n\nat b, og\n\nat c."),
    ],
)
def test_clauses_are_joined_as_minutes_print_them(clauses: list[str], expected: str) -> None:
    assert houses.compose("Direktionen indstiller,", clauses) == expected


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Resume", "summary"),
        ("ØKONOMISKE  KONSEKVENSER", "economy"),
        ("Lovgrundlag", "lovgrundlag"),
        ("x" * 60, "x" * 40),
    ],
)
def test_a_printed_heading_finds_its_section(printed: str, key: str) -> None:
    assert houses.section_key(printed) == key
