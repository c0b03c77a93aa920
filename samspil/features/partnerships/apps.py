"""Announces partnerships and activities to the spine."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "samspil.features.partnerships"
    label = "partnerships"
    verbose_name = "Partnerskaber"

    def ready(self) -> None:
        from samspil.features.partnerships import queries, rules
        from samspil.features.partnerships.rules import day, pace, plans
        from samspil.spine import kinds, policy

        for rows in (rules.POLICY, plans.POLICY, day.POLICY, pace.POLICY):
            policy.register(rows)
        kinds.register(
            kinds.Kind(
                "partnership", "Partnerskab", "Partnerskaber", "partnerships:detail", 1, "Partnerskab",
                frozenset({"is_partnership"}), "partnerships:list",
            ),
            kinds.Kind(
                "activity", "Aktivitet", "Aktiviteter", "partnerships:activity", 5, "Aktivitet",
                frozenset({"is_activity", "has_passages"}),
            ),
            kinds.Front("Hvor vi landede", "partnerships/_landings.html", queries.latest_landings, 10),
        )  # fmt: skip
