"""Announces the feature's kinds, panels and policy to the spine."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "samspil.features.voices"
    label = "voices"
