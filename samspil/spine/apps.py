"""Registers the spine with Django and lets every feature announce its kinds."""

from functools import partial

from django.apps import AppConfig


class SpineConfig(AppConfig):
    name = "samspil.spine"
    label = "spine"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Fælles rygrad"

    def ready(self) -> None:
        # Imported here: before Django calls `ready`, no model can be loaded.
        from samspil.spine import (
            erasure,
            notes,
            outbox,
            person_parts,
            presses,
            rounds,
            scrubbing,
            secrets,
            subject_parts,
        )
        from samspil.spine.models import OwnPage
        from samspil.spine.models.outbox import SealedTextField

        SealedTextField.sealed_by(partial(secrets.seal_here, use="outbox"), partial(secrets.unseal_here, use="outbox"))
        scrubbing.declare()
        notes.declare()
        subject_parts.declare()
        person_parts.declare()
        erasure.keep("Fingerprints and moments, and nobody's words.", OwnPage._meta.label)
        rounds.daily("outbox", outbox.tidy)
        rounds.daily("presses", presses.forget)
