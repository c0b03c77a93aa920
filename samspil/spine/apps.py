"""Registers the spine with Django and lets every feature announce its kinds."""

from django.apps import AppConfig


class SpineConfig(AppConfig):
    name = "samspil.spine"
    label = "spine"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Fælles rygrad"

    def ready(self) -> None:
        from samspil.spine import outbox, presses, rounds, scrubbing

        scrubbing.declare()
        rounds.daily("outbox", outbox.tidy)
        rounds.daily("presses", presses.forget)
