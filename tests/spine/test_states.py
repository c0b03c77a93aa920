"""A table of states: what it says, what it refuses, and that nothing is drawn twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samspil.paper.refusal import Refused
from samspil.spine import states

WAY = states.table(
    "t_letter (brev)",
    {"draft": "kladde", "sent": "sendt", "lost": "væk"},
    {"draft": "sent:send", "sent": "lost draft:recall"},
    refuses="Et brev, der er {before}, kan ikke blive {after}.",
)


@pytest.fixture
def registered() -> Iterator[None]:
    before = dict(states._tables)
    yield
    states._tables.clear()
    states._tables.update(before)


def test_one_table_tells_the_states_the_steps_and_where_a_record_begins() -> None:
    assert WAY.first == "draft"
    assert WAY.choices == [("draft", "kladde"), ("sent", "sendt"), ("lost", "væk")]
    assert {state: WAY.after(state) for state in WAY.labels} == {
        "draft": ("sent",),
        "sent": ("lost", "draft"),
        "lost": (),
    }
    assert [(step.before, step.after, step.deed) for step in WAY.steps] == [
        ("draft", "sent", "send"),
        ("sent", "lost", ""),
        ("sent", "draft", "recall"),
    ]


def test_a_deed_tells_where_it_leads_from_each_state() -> None:
    assert WAY.ways("send") == {"draft": "sent"}
    assert WAY.ways("recall") == {"sent": "draft"}
    assert WAY.ways("burn") == {}


@pytest.mark.parametrize(("before", "after"), [("draft", "sent"), ("sent", "lost"), ("sent", "draft")])
def test_a_step_of_the_table_is_taken(before: str, after: str) -> None:
    WAY.check(before, after)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("draft", "lost", "Et brev, der er kladde, kan ikke blive væk."),
        ("lost", "sent", "Et brev, der er væk, kan ikke blive sendt."),
        ("draft", "draft", "Et brev, der er kladde, kan ikke blive kladde."),
        ("sent", "burnt", "Et brev, der er sendt, kan ikke blive burnt."),
    ],
)
def test_any_other_step_is_refused_in_the_words_of_the_states(before: str, after: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        WAY.check(before, after, field="way")
    assert (refused.value.sentence, refused.value.field) == (says, "way")


def test_the_database_holds_these_states_and_no_others() -> None:
    from django.db import models

    made = WAY.constraint("t_letter_state_known")
    assert made == models.CheckConstraint(
        name="t_letter_state_known", condition=models.Q(state__in=("draft", "sent", "lost"))
    )
    assert WAY.constraint("t", field="way").condition == models.Q(way__in=("draft", "sent", "lost"))


def test_a_step_to_a_state_without_a_word_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"t_letter: the states burnt, torn have no word"):
        states.table("t_letter", {"draft": "kladde"}, {"draft": "burnt", "torn": "draft"})


def test_a_registered_table_is_drawn_and_two_never_share_a_name(registered: None) -> None:
    assert states.register(WAY) is WAY
    assert states.register(WAY) is WAY
    assert WAY in states.everything()
    assert [table.name for table in states.everything()] == sorted(table.name for table in states.everything())
    with pytest.raises(ValueError, match="registered twice"):
        states.register(states.table(WAY.name, {"draft": "udkast"}, {}))
