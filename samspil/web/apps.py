"""Registers the page's parts with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "samspil.web"
    label = "web"
    verbose_name = "Sider"

    def ready(self) -> None:
        from samspil.spine import held, kinds, policy, rounds
        from samspil.web import accounts, linking, queries

        policy.register(linking.POLICY)
        kinds.register(kinds.Front("Mails, der ikke kom frem", "web/_undelivered.html", queries.undelivered, 2))
        rounds.daily("sessions", accounts.forget_ended)
        rounds.add(held.sweep)
