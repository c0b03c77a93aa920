"""Announces partnerships and activities to the spine."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "samspil.features.partnerships"
    label = "partnerships"
    verbose_name = "Partnerskaber"

    def ready(self) -> None:
        # The tables can be read only now.
        from samspil.features.partnerships.pages import registration

        registration.announce()
