"""Registers the feature with Django; `announced` tells the spine of its kinds, panels and policy."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "samspil.features.cases"
    label = "cases"
    addresses = {"sager/": "samspil.features.cases.urls", "oparl/": "samspil.features.cases.open_data.api.urls"}

    def ready(self) -> None:
        from samspil.features.cases import announced

        announced.everything()
