"""Registers the page's parts with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "samspil.web"
    label = "web"
    verbose_name = "Sider"
