"""The evaluation brought in, an insight of Alice's, and a sealed text that stands for somebody's voice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Protocol

import pytest

from samspil.features.insights import actions
from samspil.features.insights.models import Document, Insight
from samspil.spine import consent, journal, openness, secrets, texts, thread
from samspil.spine.models import Node, Quote
from tests.kit.cast import Cast

EVALUATION = Path(__file__).parents[3] / "demo" / "documents" / "evaluering-inddragelse-2025-09-15.txt"
SAID = "Kanariefugl: jeg kommer ikke hen til lægen, for bussen kører ikke."


class Write(Protocol):
    def __call__(self, **changed: Any) -> Insight: ...


class Speak(Protocol):
    def __call__(self, *purposes: str, visibility: str = ...) -> Node: ...


@pytest.fixture
def evaluation(cast: Cast) -> Document:
    return actions.import_evaluation(
        by=cast.alice,
        source=actions.SourceText(text=EVALUATION.read_text(encoding="utf-8"), organisation=cast.municipality),
    )


@pytest.fixture
def write(cast: Cast) -> Write:
    def run(**changed: Any) -> Insight:
        asked: dict[str, Any] = {
            "organisation": cast.municipality,
            "statement": "Folk venter med at søge hjælp, fordi vejen er lang.",
        }
        said = {**asked, **changed}
        by = said.pop("by", cast.alice)
        return actions.begin(by=by, draft=actions.Draft(**said))

    return run


@pytest.fixture
def speak(cast: Cast) -> Speak:
    """A voice as the spine sees it: a node of that kind, sealed words, a consent, and a passage offered when it may be quoted."""

    def run(*purposes: str, visibility: str = "organisation") -> Node:
        with journal.writing():
            node = thread.open_node(
                by=cast.alice,
                kind="voice",
                title="Bidrag fra pårørende",
                organisation=cast.municipality,
                visibility=visibility,
            )
            subject = secrets.new_subject()
            version = texts.write(by=cast.alice, node=node, name="words", body=SAID, subject=subject)
            consent.give(
                by=cast.alice,
                node=node,
                subject=subject,
                text=consent.write_text(by=cast.alice, key="voice", title="Må vi?", body="Ja tak"),
                given=consent.Given(basis="gdpr_consent", purposes=purposes, form="oral", given_on=dt.date(2026, 2, 3)),
            )
            if "quote" in purposes:
                texts.quote(by=cast.alice, node=node, version=version, start=0, end=len(SAID), speaker="pårørende")

        return node

    return run


def passage_of(node: Node) -> Quote:
    return Quote.objects.get(node=node, version__text__node=node)


@pytest.fixture(autouse=True)
def gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate for the spine's own sketch of a voice, which has no row in any feature: it lets through and masks nothing."""
    let_through = openness.Gate(
        kind="voice",
        check=lambda by, version, start, end: None,
        passage=lambda version, start, end: texts.read(version)[start:end],
    )
    monkeypatch.setitem(openness._gates, "voice", let_through)
