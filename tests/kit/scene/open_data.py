"""Addresses of open data: objects that are public, and those that never were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.spine.models import Role

if TYPE_CHECKING:
    from tests.kit.scene import Scene


def add(scene: Scene) -> None:
    """Put the addresses of open data of the records that stand in the scene."""
    records, bakkeby, udvalg = scene.records, scene.bakkeby.pk, scene.udvalg.pk
    scene.put("authority public", bakkeby)
    scene.put("authority missing", udvalg)
    scene.put("listing public", bakkeby, "agendaitem")
    scene.put("listing people", bakkeby, "person")
    scene.put("listing missing", udvalg, "agendaitem")
    scene.put("term public", bakkeby, 2026)
    scene.put("term missing", bakkeby, 1990)
    scene.put("elected public", scene.people["poul"].pk)
    scene.put("elected staff", scene.people["alice"].pk)
    for state, name in (("public", "poul"), ("staff", "sofie")):
        role = Role.objects.filter(person=scene.people[name], circle=udvalg).get()
        scene.put(f"seat {state}", role.person_id, udvalg, role.from_on.isoformat())

    scene.put("circle public", udvalg)
    scene.put("circle missing", bakkeby)
    for state in ("open-planned", "open-agenda", "closed-agenda", "open-published", "closed-published"):
        scene.put(f"published {state}", "agendaitem", *records[f"item {state}"])
        scene.put(f"case {state}", *records[f"item {state}"])

    scene.put("published notice", "agendaitem", *records["notice published"])
    for state in ("open-published", "closed-published", "under-closed"):
        scene.put(f"published file-{state}", "file", *records[f"file {state}"])
