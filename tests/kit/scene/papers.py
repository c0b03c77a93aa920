"""Answers to requests for access to documents: one begun, one ready, one handed out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from samspil.features.cases import actions, queries
from samspil.spine import people

if TYPE_CHECKING:
    from tests.kit.scene import Scene

JOB = people.job("scene")
ASKED = dt.date(2026, 6, 1)


def add(scene: Scene) -> None:
    """Add the answers to the scene."""
    for name, item in (("open", "closed-published"), ("ready", "open-minutes"), ("handed_out", "open-published")):
        found = queries.item(JOB, scene.records[f"item {item}"][0])
        package = actions.prepare_access(by=JOB, item=found, reference=f"26/{name}", asked_on=ASKED)
        scene.put(f"access {name}", package.pk)
        scene.put(f"document {name}", package.pk, 1)
        if name == "open":
            continue

        package = queries.package(JOB, package.pk)
        for choice in queries.choices_of(package):
            actions.choose_access(
                by=JOB, package=package, order=choice.order, choice="left_out", ground="33-3", shown_title="Et dokument"
            )

        if name == "handed_out":
            actions.hand_out_access(by=JOB, package=package, considered=True)
