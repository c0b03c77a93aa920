"""Registers the feature with Django; `announced` tells the spine of its kinds, panels and policy, `offers` the page of its deeds."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "samspil.features.partnerships"
    label = "partnerships"
    verbose_name = "Partnerskaber"
    addresses = {"partnerskaber/": "samspil.features.partnerships.urls"}

    def ready(self) -> None:
        from samspil.features.partnerships import announced
        from samspil.features.partnerships.charter import offers as charter
        from samspil.features.partnerships.pages import offers as pages
        from samspil.features.partnerships.parties import offers as parties
        from samspil.features.partnerships.programmes import offers as programmes
        from samspil.features.partnerships.relations import offers as relations
        from samspil.web import rights, steps

        announced.everything()
        for offers in (pages, parties, charter, programmes, relations):
            rights.register(*offers.DEEDS)
        steps.register(*pages.STEPS)
