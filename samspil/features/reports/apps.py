"""Announces the feature's kinds, panels and policy to the spine."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "samspil.features.reports"
    label = "reports"
