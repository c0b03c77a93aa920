"""Announces the feature's kinds, panels and policy to the spine."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "samspil.features.cases"
    label = "cases"
