"""Proposals on their way to an agenda, an authorisation, a presentation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from samspil.features.cases import actions as cases
from samspil.spine import people
from tests.kit.scene import JOB


def add(scene: Any) -> None:
    """One proposal of Alice's in each state, two items that can change places, and what hangs on a decision."""
    alice = people.actor_for(scene.people["alice"])
    meeting = scene._meeting("waiting", 10)
    scene._meeting("later", 11)

    def proposal(name: str) -> Any:
        made = cases.add_item(by=alice, meeting=meeting, title=f"Et forslag: {name}", clauses=["der drikkes te"])
        scene.put(f"proposal {name}", made.pk)
        return made

    for name in ("first", "second"):
        made = cases.add_item(by=JOB, meeting=meeting, title=f"Et punkt: {name}", clauses=["der drikkes te"])
        scene.put(f"proposal {name}", made.pk)
    proposal("draft")
    cases.submit_item(by=alice, item=proposal("submitted"))
    cases.send_back_item(by=JOB, item=cases.submit_item(by=alice, item=proposal("sent_back")), said="Skriv økonomien.")
    off = cases.add_item(by=JOB, meeting=meeting, title="Et punkt: off", clauses=["der drikkes te"])
    scene.put("proposal off", cases.take_off(by=JOB, item=off, reason="Trukket af forvaltningen.").pk)

    decided = scene.decision
    given = cases.authorise(
        by=JOB, statement=decided, title="Kaffe", given_to="Administrationen", scope="At købe kaffe."
    )
    scene.put("authorisation given", given.pk)
    ended = cases.authorise(by=JOB, statement=decided, title="Te", given_to="Administrationen", scope="At købe te.")
    cases.end_authorisation(by=JOB, authorisation=ended, ended_on=dt.date(2026, 10, 1), why="Teen er købt.")
    scene.put("authorisation ended", ended.pk)
    hidden = cases.authorise(
        by=JOB, statement=scene.closed_decision, title="Køb", given_to="Administrationen", scope="At købe."
    )
    scene.put("authorisation closed", hidden.pk)
    for name, item in (("open", decided.item), ("closed", scene.closed_decision.item)):
        made = cases.add_presentation(by=JOB, item=item, to_text="De stående udvalg")
        scene.put(f"presentation {name}", made.pk)
