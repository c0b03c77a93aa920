"""Answers to requests for access to documents: one begun, one ready, one handed out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from samspil.features.cases.document_access import actions as document_access_actions
from samspil.features.cases.document_access import queries as document_access_queries
from samspil.features.cases.records.queries import rows
from samspil.spine import people

if TYPE_CHECKING:
    from tests.kit.scene import Scene

JOB = people.job("scene")
ASKED = dt.date(2026, 6, 1)


def add(scene: Scene) -> None:
    """Add the answers to the scene."""
    for name, item in (("open", "closed-published"), ("ready", "open-minutes"), ("handed_out", "open-published")):
        found = rows.item(JOB, scene.records[f"item {item}"][0])
        package = document_access_actions.prepare_access(by=JOB, item=found, reference=f"26/{name}", asked_on=ASKED)
        scene.put(f"access {name}", package.pk)
        scene.put(f"document {name}", package.pk, 1)
        if name == "open":
            continue

        package = document_access_queries.package(JOB, package.pk)
        for choice in document_access_queries.choices_of(package):
            left_out = document_access_actions.Choice("left_out", "Et dokument", ground="33-3")
            document_access_actions.choose_access(by=JOB, package=package, order=choice.order, choice=left_out)

        if name == "handed_out":
            document_access_actions.hand_out_access(by=JOB, package=package, considered=True)
