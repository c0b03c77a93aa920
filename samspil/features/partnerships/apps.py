"""Registers the feature with Django; `announced` tells the spine of its kinds, panels and policy."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "samspil.features.partnerships"
    label = "partnerships"
    verbose_name = "Partnerskaber"
    addresses = {"partnerskaber/": "samspil.features.partnerships.urls"}

    def ready(self) -> None:
        from samspil.features.partnerships import announced

        announced.everything()
