"""Registers the spine with Django and lets every feature announce its kinds."""

from django.apps import AppConfig


class SpineConfig(AppConfig):
    name = "samspil.spine"
    label = "spine"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Fælles rygrad"

    def ready(self) -> None:
        # Imported here: before Django calls `ready`, no model can be loaded.
        from samspil.spine import erasure, notes, outbox, presses, rounds, scrubbing
        from samspil.spine.models import OwnPage

        scrubbing.declare()
        notes.declare()
        erasure.keep("Fingerprints and moments, and nobody's words.", OwnPage._meta.label)
        rounds.daily("outbox", outbox.tidy)
        rounds.daily("presses", presses.forget)
