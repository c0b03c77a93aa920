"""Announces the kind of the visits, its policy, its duty, and what erasing means in its tables."""

from __future__ import annotations

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "tests.visits"
    label = "visits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samspil.spine import erasure, kinds, policy, purposes
        from samspil.spine.actors import Actor
        from tests.visits.models import Contact, Visit

        def forget(*, by: Actor, erased: erasure.Erased) -> int:
            gone = Contact._base_manager.filter(node__in=erased.nodes).delete()[0]
            return gone + Visit._base_manager.filter(pk__in=erased.nodes).exclude(way="").update(way="")

        kinds.register(
            kinds.Kind(
                name="test_visit",
                label="Besøg",
                plural="Besøg",
                url_name="web:thread",
                stage=1,
                stage_label="Før",
                room="care",
            )
        )
        policy.register(
            [
                policy.rule("note", "test_visit", "staff coordinator", "caseload", "De, der har personen hos sig."),
                policy.rule("answer", "test_visit", "*", "party", "De, der er part i forløbet."),
            ]
        )
        purposes.register(purposes.Purpose(name="test_call", label="Ring til personen"))
        erasure.register(
            erasure.Part(name="visits", tables=frozenset({"visits.Visit", "visits.Contact"}), erase=forget)
        )
