"""Registers the page's parts with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "samspil.web"
    label = "web"
    verbose_name = "Sider"

    def ready(self) -> None:
        # Imported here: allauth's models cannot be loaded before Django calls `ready`.
        from allauth.account import signals as account
        from allauth.mfa import signals as mfa

        from samspil.spine import doors, held, kinds, policy, rounds
        from samspil.web import accounts, linking, passwords, queries, second_factor
        from samspil.web import doors as web_doors

        policy.register(linking.POLICY)
        doors.register(*web_doors.DOORS)
        kinds.register(
            kinds.Front(
                title="Mails, der ikke kom frem",
                template="web/_undelivered.html",
                rows=queries.undelivered,
                order=2,
                is_own=True,
            )
        )
        kinds.register(kinds.Own(label="Mit overblik", url_name="web:overview"))
        rounds.daily("sessions", accounts.forget_ended)
        rounds.add(held.sweep)
        mfa.authenticator_used.connect(second_factor.on_used)
        mfa.authenticator_added.connect(second_factor.on_added)
        mfa.authenticator_removed.connect(second_factor.on_removed)
        account.password_reset.connect(passwords.on_change)
