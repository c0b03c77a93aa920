"""Announces the feature's kinds, panels and policy to the spine."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "samspil.features.partnerships"
    label = "partnerships"
