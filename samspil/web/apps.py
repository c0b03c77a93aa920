"""Registers the page's parts with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "samspil.web"
    label = "web"
    verbose_name = "Sider"

    def ready(self) -> None:
        from samspil.spine import held, policy, rounds
        from samspil.web import linking

        policy.register(linking.POLICY)
        rounds.add(held.sweep)
