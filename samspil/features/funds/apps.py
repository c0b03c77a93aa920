"""Announces the feature's kinds, panels and policy to the spine."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "samspil.features.funds"
    label = "funds"
