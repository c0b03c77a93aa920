"""Registers the wiring with Django, for its commands."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "samspil.site"
    label = "samspil_site"
    verbose_name = "Samspil"
