"""Consent: basis x form x dates x withdrawal x receiver, written by hand; a mistake here hurts a person."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from samspil.paper.refusal import Refused
from samspil.spine import consent, journal, secrets, thread
from samspil.spine.models import Consent, ConsentText, JournalEntry, Node, Organisation, Subject
from tests.kit.cast import Cast

pytestmark = pytest.mark.usefixtures("vault")

NOON = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
DAY = dt.timedelta(days=1)
GDPR, TASK, HEALTH = "gdpr_consent", "public_task", "health_43"
WRITTEN, ORAL, THROUGH = "written", "oral", "through_another"


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(by=cast.alice, kind="test_early", title="Bidrag", organisation=cast.municipality)


@pytest.fixture
def subject(db: None) -> Subject:
    return secrets.new_subject()


@pytest.fixture
def text(cast: Cast) -> ConsentText:
    return consent.write_text(by=cast.alice, key="test", title="Samtykke", body="Jeg siger ja.")


def give(cast: Cast, node: Node, subject: Subject, text: ConsentText, **said: object) -> Consent:
    wanted = {"basis": GDPR, "purposes": ["publish"], "form": WRITTEN, "given_on": TODAY, **said}
    return consent.give(by=cast.alice, node=node, subject=subject, text=text, given=consent.Given(**wanted))  # type: ignore[arg-type]


# basis, form, has receiver: the field that is refused, or None
GIVEN = [
    (GDPR, WRITTEN, False, None),
    (GDPR, WRITTEN, True, None),
    (GDPR, ORAL, False, None),
    (GDPR, ORAL, True, None),
    (GDPR, THROUGH, False, None),
    (GDPR, THROUGH, True, None),
    (TASK, WRITTEN, False, None),
    (TASK, WRITTEN, True, None),
    (TASK, ORAL, False, None),
    (TASK, ORAL, True, None),
    (TASK, THROUGH, False, None),
    (TASK, THROUGH, True, None),
    (HEALTH, WRITTEN, True, None),
    (HEALTH, WRITTEN, False, "recipient"),
    (HEALTH, ORAL, True, "form"),
    (HEALTH, ORAL, False, "form"),
    (HEALTH, THROUGH, True, "form"),
    (HEALTH, THROUGH, False, "form"),
    ("health", WRITTEN, True, "basis"),
    ("", WRITTEN, True, "basis"),
    (GDPR, "nod", True, "form"),
]


@pytest.mark.parametrize(("basis", "form", "has_receiver", "refused"), GIVEN)
@time_machine.travel(NOON, tick=False)
def test_how_a_consent_may_be_given(
    cast: Cast, node: Node, subject: Subject, text: ConsentText, basis: str, form: str, has_receiver: bool, refused: str
) -> None:
    said = {"basis": basis, "form": form, "recipient": cast.elsewhere if has_receiver else None}
    if refused is None:
        made = give(cast, node, subject, text, **said)
        assert (made.basis, made.form, made.recipient, made.taken_by_id) == (*said.values(), cast.alice.person_id)
    else:
        with pytest.raises(Refused) as why:
            give(cast, node, subject, text, **said)
        assert why.value.field == refused
        assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("given_on", "asked_until", "until"),
    [
        (dt.date(2026, 3, 15), None, dt.date(2027, 3, 15)),
        (dt.date(2026, 3, 15), dt.date(2027, 3, 14), dt.date(2027, 3, 14)),
        (dt.date(2026, 3, 15), dt.date(2027, 3, 15), dt.date(2027, 3, 15)),
        (dt.date(2026, 3, 15), dt.date(2027, 3, 16), dt.date(2027, 3, 15)),
        (dt.date(2026, 3, 15), dt.date(2099, 1, 1), dt.date(2027, 3, 15)),
        (dt.date(2026, 3, 15), dt.date(2026, 3, 15), dt.date(2026, 3, 15)),
        (dt.date(2024, 2, 29), None, dt.date(2025, 2, 28)),
        (dt.date(2023, 3, 1), None, dt.date(2024, 3, 1)),
        (dt.date(2023, 2, 28), None, dt.date(2024, 2, 28)),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_health_consent_lasts_a_year_at_the_most(
    cast: Cast, node: Node, subject: Subject, text: ConsentText, given_on: dt.date, asked_until: dt.date, until: dt.date
) -> None:
    made = give(
        cast,
        node,
        subject,
        text,
        basis=HEALTH,
        recipient=cast.elsewhere,
        given_on=given_on,
        valid_until=asked_until,
    )

    assert made.valid_until == until
    for day, stands in ((given_on - DAY, False), (given_on, True), (until, True), (until + DAY, False)):
        assert consent.allows(node, "publish", recipient=cast.elsewhere, on=day) is stands, day
        assert consent.standing(day).filter(pk=made.pk).exists() is stands


@time_machine.travel(NOON, tick=False)
def test_other_consents_last_as_long_as_they_say(cast: Cast, node: Node, subject: Subject, text: ConsentText) -> None:
    assert give(cast, node, subject, text).valid_until is None
    assert consent.allows(node, "publish", on=dt.date(2099, 1, 1))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"purposes": []}, "purposes"),
        ({"purposes": ["", "  "]}, "purposes"),
        ({"given_on": TODAY + DAY}, "given_on"),
        ({"valid_until": TODAY - DAY}, "valid_until"),
        ({"valid_until": TODAY - DAY, "basis": HEALTH}, "valid_until"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_what_is_no_consent_is_refused(
    cast: Cast, node: Node, subject: Subject, text: ConsentText, said: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as why:
        give(cast, node, subject, text, recipient=cast.elsewhere, **said)
    assert why.value.field == field
    assert not Consent.objects.exists()


@time_machine.travel(dt.datetime(2026, 3, 15, 23, 30, tzinfo=dt.UTC), tick=False)
def test_today_is_the_danish_day(cast: Cast, node: Node, subject: Subject, text: ConsentText) -> None:
    assert give(cast, node, subject, text, given_on=dt.date(2026, 3, 16)).given_on == dt.date(2026, 3, 16)
    assert consent.allows(node, "publish")


# Given to: nobody named, here or there; asked about: use here, passing on to here, or to there.
PASSED_ON = {
    (GDPR, "none"): {"use"},
    (GDPR, "here"): {"use", "to here"},
    (GDPR, "there"): {"use", "to there"},
    (TASK, "none"): {"use"},
    (TASK, "here"): {"use", "to here"},
    (HEALTH, "here"): {"to here"},
    (HEALTH, "there"): {"to there"},
}


@pytest.mark.parametrize(("basis", "receiver"), list(PASSED_ON))
@time_machine.travel(NOON, tick=False)
def test_what_is_given_to_one_receiver_is_for_no_other(
    cast: Cast, node: Node, subject: Subject, text: ConsentText, basis: str, receiver: str
) -> None:
    places: dict[str, Organisation | None] = {"none": None, "here": cast.municipality, "there": cast.elsewhere}
    give(cast, node, subject, text, basis=basis, recipient=places[receiver])
    asked = {"use": None, "to here": cast.municipality, "to there": cast.elsewhere}
    assert {way for way, to in asked.items() if consent.allows(node, "publish", recipient=to)} == PASSED_ON[
        basis, receiver
    ]
    assert not any(consent.allows(node, "photo", recipient=to) for to in asked.values())


@time_machine.travel(NOON, tick=False)
def test_a_consent_covers_its_own_record_and_purposes_only(
    cast: Cast, node: Node, subject: Subject, text: ConsentText
) -> None:
    with journal.writing():
        other = thread.open_node(by=cast.alice, kind="test_early", title="Andet", organisation=cast.municipality)
    made = give(cast, node, subject, text, purposes=["quote ", "publish", "publish"])
    assert made.purposes == ["publish", "quote"]
    assert consent.allows(node, "quote")
    assert not consent.allows(node, "pub")
    assert not consent.allows(node, "")
    assert not consent.allows(other, "publish")


@time_machine.travel(NOON, tick=False)
def test_withdrawal_works_at_once_and_only_the_first_counts(
    cast: Cast, node: Node, subject: Subject, text: ConsentText
) -> None:
    made = give(cast, node, subject, text)
    stale = Consent.objects.get(pk=made.pk)
    assert consent.withdraw(by=cast.alice, consent=made).withdrawn_at == NOON
    assert not consent.allows(node, "publish")
    assert not consent.standing().exists()
    with time_machine.travel(NOON + DAY, tick=False):
        assert consent.withdraw(by=cast.alice, consent=stale).withdrawn_at == NOON
    verbs = list(JournalEntry.objects.filter(node_id=node.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["consent.given", "consent.withdrawn"]
    give(cast, node, subject, text)
    assert consent.allows(node, "publish")


@time_machine.travel(NOON, tick=False)
def test_of_several_people_each_must_still_agree(cast: Cast, node: Node, subject: Subject, text: ConsentText) -> None:
    second = secrets.new_subject()
    give(cast, node, subject, text, purposes=["publish", "quote"])
    theirs = give(cast, node, second, text, purposes=["publish"])
    assert consent.allows(node, "publish")
    assert not consent.allows(node, "quote")
    consent.withdraw(by=cast.alice, consent=theirs)
    assert not consent.allows(node, "publish")
    assert consent.standing().filter(node=node).count() == 1
    give(cast, node, second, text, purposes=["publish"], valid_until=TODAY)
    assert consent.allows(node, "publish")
    assert not consent.allows(node, "publish", on=TODAY + DAY)


def test_asking_costs_one_query(
    cast: Cast, node: Node, subject: Subject, text: ConsentText, django_assert_num_queries: object
) -> None:
    for _ in range(5):
        give(cast, node, subject, text, given_on=timezone.localdate())
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert consent.allows(node, "publish")


def test_a_text_is_written_anew_only_when_its_words_change(cast: Cast) -> None:
    first = consent.write_text(by=cast.alice, key="test", title="Samtykke", body="Jeg siger ja.")
    assert consent.write_text(by=cast.alice, key="test", title="Samtykke", body="Jeg siger ja.") == first
    second = consent.write_text(by=cast.alice, key="test", title="Samtykke", body="Jeg siger ja tak.")
    third = consent.write_text(by=cast.alice, key="test", title="Dit samtykke", body="Jeg siger ja tak.")
    other = consent.write_text(by=cast.alice, key="other", title="Samtykke", body="Jeg siger ja.")

    assert [(t.key, t.version) for t in (first, second, third, other)] == [
        ("test", 1),
        ("test", 2),
        ("test", 3),
        ("other", 1),
    ]
    assert ConsentText.objects.get(pk=first.pk).body == "Jeg siger ja."
    with pytest.raises(Refused, match="tom"):
        consent.write_text(by=cast.alice, key="test", title="Samtykke", body=" ")
