"""Two who write at once: what the other wrote is shown, a person's words noted as read, and a care record's opened first."""

from __future__ import annotations

import pytest
from django import forms as django_forms

from samspil.paper.refusal import NotFound
from samspil.spine import access, journal, secrets, texts, thread
from samspil.spine.actors import Actor
from samspil.spine.models import AccessEntry, Node, Subject
from samspil.web import forms
from tests.kit.cast import Cast
from tests.kit.vault import Vault, vault
from tests.visits.planted import CANARY, plant

__all__ = ["vault"]


class Form(django_forms.Form):
    """One box of words."""

    words = django_forms.CharField()


def written_over(by: Actor, node: Node, subject: Subject | None = None) -> str:
    """Write on the first version while the second stands, and give what the form shows of the other's."""
    form = Form({"words": "Mine"})
    assert form.is_valid()
    done = forms.carry_out(
        form, lambda: texts.write(by=by, node=node, name="words", body="Mine", subject=subject), actor=by
    )
    assert done is False
    return str(form.conflict_words)  # type: ignore[attr-defined]


def test_an_open_text_is_shown_and_a_persons_is_noted(vault: Vault, cast: Cast) -> None:
    subject = secrets.new_subject()
    with journal.writing():
        node, other = (
            thread.open_node(by=cast.alice, kind="test_early", title="x", organisation=cast.municipality)
            for _ in range(2)
        )
    texts.write(by=cast.alice, node=node, name="words", body="Hendes")
    texts.write(by=cast.alice, node=other, name="words", body="Hendes", subject=subject)
    assert written_over(cast.bob, node) == "Hendes"
    assert not AccessEntry.objects.exists()
    assert written_over(cast.bob, other, subject) == "Hendes"
    assert AccessEntry.objects.values_list("node_id", "subject_id").get() == (other.pk, subject.pk)


def test_a_care_record_is_opened_for_whoever_may_and_for_nobody_else(vault: Vault, cast: Cast) -> None:
    planted = plant(by=cast.alice, person=cast.person(cast.bob), organisation=cast.municipality, party=cast.elsewhere)
    assert written_over(cast.bob, planted.node) == f"{CANARY}-words om en person"
    assert AccessEntry.objects.get().node_id == planted.node.pk
    assert [each.purpose for each in access.readings_of(planted.subject)] == ["To rettede på én gang"]
    with pytest.raises(NotFound):
        written_over(cast.alice, planted.node)
