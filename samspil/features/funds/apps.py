"""Announces pools, appropriations and efforts to the spine."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "samspil.features.funds"
    label = "funds"
    verbose_name = "Penge og indsatser"

    def ready(self) -> None:
        from samspil.features.funds import offers, queries, rules
        from samspil.spine import erasure, kinds, policy
        from samspil.web import rights

        policy.register(rules.POLICY)
        rights.register(*offers.DEEDS)
        erasure.keep(
            "Public money: receivers are organisations.",
            "funds.Pool",
            "funds.Appropriation",
            "funds.Movement",
            "funds.Effort",
        )
        kinds.register(
            kinds.Kind("pool", "Pulje", "Puljer", "funds:pool", 58, "Penge", frozenset({"is_pool"}), "funds:list"),
            kinds.Kind(
                "appropriation", "Bevilling", "Bevillinger", "funds:detail", 60, "Penge", frozenset({"is_money"})
            ),
            kinds.Kind(
                "effort",
                "Indsats",
                "Indsatser",
                "funds:effort",
                70,
                "Indsats",
                frozenset({"is_effort"}),
                "funds:efforts",
            ),
            kinds.Start("is_decision", "funds:new", "Sæt penge af", "appropriation"),
            kinds.Start("is_decision", "funds:new_effort", "Sæt en indsats i gang", "effort"),
            kinds.Panel("is_decision", "funds/_panel.html", queries.resting_on, 40),
            kinds.Panel("is_effort", "funds/_panel.html", queries.paying_for, 40),
            kinds.Figure("funds_total", "Sat af i alt", "øre", queries.total_set_aside),
        )
