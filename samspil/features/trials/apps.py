"""Announces the feature's kinds, panels and policy to the spine."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "samspil.features.trials"
    label = "trials"
