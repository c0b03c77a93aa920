"""Registers the page's parts with Django."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samspil.paper import languages


class WebConfig(AppConfig):
    name = "samspil.web"
    label = "web"
    verbose_name = "Sider"

    def ready(self) -> None:
        # Imported here: allauth's models cannot be loaded before Django calls `ready`.
        from allauth.account import signals as account
        from allauth.mfa import signals as mfa

        from samspil.spine import desk, doors, held, kinds, notices, policy, rounds
        from samspil.web import accounts, expectations, linking, passwords, queries, second_factor, succeeding, undo
        from samspil.web import doors as web_doors

        languages.lend(gettext)
        _say_choices()
        policy.register([*linking.POLICY, *succeeding.POLICY])
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
        desk.register(*expectations.PARTS)
        notices.register(expectations.NEWS)
        undo.register()
        kinds.register(
            kinds.Own(
                label=_("Mit Samspil"),
                url_name="web:overview",
                count=lambda tally: tally.get(desk.LABEL, 0),
                says=_("venter"),
            ),
            kinds.Own(
                label=_("Nyt"), url_name="web:news", count=lambda tally: tally.get(notices.LABEL, 0), says=_("ulæste")
            ),
            kinds.Glance(
                title="Opgaver i forløb, som ingen har",
                template="web/_left_without.html",
                rows=queries.left_without,
                order=5,
                place="onward",
            ),
        )
        rounds.daily("sessions", accounts.forget_ended)
        rounds.add(held.sweep)
        mfa.authenticator_used.connect(second_factor.on_used)
        mfa.authenticator_added.connect(second_factor.on_added)
        mfa.authenticator_removed.connect(second_factor.on_removed)
        account.password_reset.connect(passwords.on_change)


def _say_choices() -> None:
    """Let every word that a field of ours may hold be said in the reader's language (`get_state_display`)."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("samspil."))
    for field in (field for model in ours for field in model._meta.local_fields if field.choices):
        field.choices = [(value, _(str(word)) if word else word) for value, word in field.flatchoices]
