"""Proposals on their way to an agenda, an authorisation, a presentation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from samspil.features.cases.agenda.actions import approval, placing, presentations
from samspil.features.cases.authorisations import actions as authorisations_actions
from samspil.features.cases.editing.actions import items
from samspil.spine import people
from tests.kit.scene import JOB


def add(scene: Any) -> None:
    """One proposal of Alice's in each state, two items that can change places, and what hangs on a decision."""
    alice = people.actor_for(scene.people["alice"])
    meeting = scene._meeting("waiting", 10)
    scene._meeting("later", 11)

    def proposal(name: str) -> Any:
        made = items.add_item(
            by=alice, meeting=meeting, wording=items.Wording(title=f"Et forslag: {name}", clauses=["der drikkes te"])
        )
        scene.put(f"proposal {name}", made.pk)
        return made

    for name in ("first", "second"):
        made = items.add_item(
            by=JOB, meeting=meeting, wording=items.Wording(title=f"Et punkt: {name}", clauses=["der drikkes te"])
        )
        scene.put(f"proposal {name}", made.pk)
    proposal("draft")
    approval.submit_item(by=alice, item=proposal("submitted"))
    approval.send_back_item(
        by=JOB, item=approval.submit_item(by=alice, item=proposal("sent_back")), said="Skriv økonomien."
    )
    off = items.add_item(
        by=JOB, meeting=meeting, wording=items.Wording(title="Et punkt: off", clauses=["der drikkes te"])
    )
    scene.put("proposal off", placing.take_off(by=JOB, item=off, reason="Trukket af forvaltningen.").pk)

    decided = scene.decision
    given = authorisations_actions.authorise(
        by=JOB, statement=decided, title="Kaffe", given_to="Administrationen", scope="At købe kaffe."
    )
    scene.put("authorisation given", given.pk)
    ended = authorisations_actions.authorise(
        by=JOB, statement=decided, title="Te", given_to="Administrationen", scope="At købe te."
    )
    authorisations_actions.end_authorisation(
        by=JOB, authorisation=ended, ended_on=dt.date(2026, 10, 1), why="Teen er købt."
    )
    scene.put("authorisation ended", ended.pk)
    hidden = authorisations_actions.authorise(
        by=JOB, statement=scene.closed_decision, title="Køb", given_to="Administrationen", scope="At købe."
    )
    scene.put("authorisation closed", hidden.pk)
    for name, item in (("open", decided.item), ("closed", scene.closed_decision.item)):
        made = presentations.add_presentation(by=JOB, item=item, to_text="De stående udvalg")
        scene.put(f"presentation {name}", made.pk)
