"""Announces the feature's kinds, panels and policy to the spine."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "samspil.features.insights"
    label = "insights"
