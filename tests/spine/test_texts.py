"""Texts: versions and conflicts, sealed words, quotes by their offsets, and what vanishes when a text is withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samspil.paper.refusal import Refused
from samspil.spine import journal, secrets, texts, thread
from samspil.spine.models import JournalEntry, Node, Quote, Text, TextVersion
from tests.kit.cast import Cast
from tests.kit.vault import Race

pytestmark = pytest.mark.usefixtures("vault")

WORDS = "Vi går forbi lægehuset 👵🏽 hver dag, men døren er lukket."


@pytest.fixture
def node(cast: Cast) -> Node:
    with journal.writing():
        return thread.open_node(by=cast.alice, kind="test_early", title="Bidrag", organisation=cast.municipality)


def test_versions_build_on_each_other_and_the_same_words_are_no_new_one(cast: Cast, node: Node) -> None:
    assert texts.current(node, "words") is None
    first = texts.write(by=cast.alice, node=node, name="words", body="Et")
    assert texts.write(by=cast.bob, node=node, name="words", body="Et", based_on=0) == first
    second = texts.write(by=cast.bob, node=node, name="words", body="To", based_on=1, reason="Rettet")
    assert [(v.number, texts.read(v), v.by_id, v.reason) for v in (first, second)] == [
        (1, "Et", cast.alice.person_id, ""),
        (2, "To", cast.bob.person_id, "Rettet"),
    ]
    assert texts.current(node, "words") == second
    assert texts.current(node, "other") is None


@pytest.mark.parametrize("based_on", [0, 1, 3])
def test_a_conflict_holds_both_wordings_and_saves_neither(cast: Cast, node: Node, based_on: int) -> None:
    texts.write(by=cast.alice, node=node, name="words", body="Et")
    theirs = texts.write(by=cast.alice, node=node, name="words", body="To", based_on=1)
    with pytest.raises(texts.Conflict, match="ændret af Alice") as conflict:
        texts.write(by=cast.bob, node=node, name="words", body="Tre", based_on=based_on)
    assert (conflict.value.mine, conflict.value.theirs) == ("Tre", theirs)
    assert TextVersion.objects.count() == 2
    TextVersion.objects.update(by=None)
    with pytest.raises(texts.Conflict, match="ændret af en anden"):
        texts.write(by=cast.bob, node=node, name="words", body="Tre", based_on=based_on)


def test_with_a_subject_every_version_is_sealed_and_bound_to_its_place(cast: Cast, node: Node) -> None:
    subject, other = secrets.new_subject(), secrets.new_subject()
    first = texts.write(by=cast.alice, node=node, name="words", body="KANARIE et", subject=subject)
    second = texts.write(by=cast.alice, node=node, name="words", body="KANARIE to", based_on=1)
    assert [texts.read(version) for version in (first, second)] == ["KANARIE et", "KANARIE to"]
    for version in TextVersion.objects.all():
        assert version.body == ""
        assert b"KANARIE" not in bytes(version.sealed)

    assert "KANARIE" not in str(list(JournalEntry.objects.values()))
    TextVersion.objects.filter(pk=first.pk).update(sealed=second.sealed)
    with pytest.raises(Refused, match="ændret eller flyttet"):
        texts.read(TextVersion.objects.get(pk=first.pk))

    texts.write(by=cast.alice, node=node, name="open", body="Åbne ord")
    for name, whose in (("open", subject), ("words", other)):
        with pytest.raises(ValueError, match="not sealed for this subject"):
            texts.write(by=cast.alice, node=node, name=name, body="KANARIE", based_on=2, subject=whose)

    assert not TextVersion.objects.filter(body__contains="KANARIE").exists()


@pytest.mark.parametrize("is_sealed", [False, True])
def test_quotes_are_offsets_in_letters_and_vanish_with_their_text(cast: Cast, node: Node, is_sealed: bool) -> None:
    subject = secrets.new_subject() if is_sealed else None
    version = texts.write(by=cast.alice, node=node, name="words", body=WORDS, subject=subject)
    start = WORDS.index("👵🏽")
    for begin, end in ((start, start + 2), (0, 8), (len(WORDS) - 7, len(WORDS))):
        texts.quote(by=cast.alice, node=node, version=version, start=begin, end=end, speaker="Borger", place="1")

    assert [(p.words, p.speaker, p.place, p.source_node_id) for p in texts.quotes_of(node)] == [
        ("Vi går f", "Borger", "1", node.pk),
        ("👵🏽", "Borger", "1", node.pk),
        ("lukket.", "Borger", "1", node.pk),
    ]
    for begin, end in ((0, 0), (5, 4), (-1, 4), (0, len(WORDS) + 1), (len(WORDS), len(WORDS) + 1)):
        with pytest.raises(Refused, match="uden for teksten"):
            texts.quote(by=cast.alice, node=node, version=version, start=begin, end=end)

    texts.withdraw(by=cast.alice, text=version.text)
    assert texts.quotes_of(node) == []
    assert texts.current(node, "words") is None
    with pytest.raises(Refused, match="ikke citeres"):
        texts.quote(by=cast.alice, node=node, version=version, start=0, end=2)

    with pytest.raises(Refused, match="ikke ændres"):
        texts.write(by=cast.alice, node=node, name="words", body="Nyt", based_on=1)

    assert Quote.objects.count() == 3


def test_a_quote_keeps_to_the_version_it_was_taken_from(cast: Cast, node: Node) -> None:
    first = texts.write(by=cast.alice, node=node, name="words", body="Døren er lukket")
    texts.quote(by=cast.alice, node=node, version=first, start=0, end=5)
    texts.write(by=cast.alice, node=node, name="words", body="Porten er åben", based_on=1)
    assert [passage.words for passage in texts.quotes_of(node)] == ["Døren"]


def test_the_words_of_somebody_erased_vanish_and_the_other_quotes_stand(
    cast: Cast, node: Node, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    subject = secrets.new_subject()
    for name, whose in (("gone", subject), ("kept", None)):
        version = texts.write(by=cast.alice, node=node, name=name, body=f"{name} words", subject=whose)
        texts.quote(by=cast.alice, node=node, version=version, start=0, end=4)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        secrets.erase(subject, reason="Ønske")
    assert [passage.words for passage in texts.quotes_of(node)] == ["kept"]


def test_withdrawing_twice_changes_nothing(cast: Cast, node: Node) -> None:
    text = texts.write(by=cast.alice, node=node, name="words", body="Et").text
    stale = Text.objects.get(pk=text.pk)
    first = texts.withdraw(by=cast.alice, text=text).withdrawn_at
    assert texts.withdraw(by=cast.alice, text=stale).withdrawn_at == first
    assert JournalEntry.objects.filter(verb="text.withdrawn").count() == 1


@pytest.mark.parametrize("based_on", [0, 1])
def test_of_two_who_write_at_once_one_gets_the_conflict(race: Race, cast: Cast, node: Node, based_on: int) -> None:
    if based_on:
        texts.write(by=cast.alice, node=node, name="words", body="Et")

    def write(body: str) -> str:
        try:
            made = texts.write(by=cast.bob, node=node, name="words", body=body, based_on=based_on)
            return f"{made.number} {body}"
        except texts.Conflict as conflict:
            return f"conflict with {texts.read(conflict.theirs)}"

    said = race(*[lambda body=body: write(body) for body in ("To", "Tre")])
    won = {"To", "Tre"} & {word for line in said for word in line.split() if not line.startswith("conflict")}
    assert sorted(said) == sorted([f"{based_on + 1} {won.copy().pop()}", f"conflict with {won.copy().pop()}"])
    assert TextVersion.objects.count() == based_on + 1
