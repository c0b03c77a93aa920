"""Announces pools, appropriations and efforts to the spine."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "samspil.features.funds"
    label = "funds"
    verbose_name = "Penge og indsatser"
    addresses = {"penge/": "samspil.features.funds.urls"}

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
            kinds.Kind(
                name="pool",
                label="Pulje",
                plural="Puljer",
                url_name="funds:pool",
                stage=58,
                stage_label="Penge",
                traits=frozenset({kinds.Trait.POOL}),
                list_url_name="funds:list",
            ),
            kinds.Kind(
                name="appropriation",
                label="Bevilling",
                plural="Bevillinger",
                url_name="funds:detail",
                stage=60,
                stage_label="Penge",
                traits=frozenset({kinds.Trait.MONEY}),
            ),
            kinds.Kind(
                name="effort",
                label="Indsats",
                plural="Indsatser",
                url_name="funds:effort",
                stage=70,
                stage_label="Indsats",
                traits=frozenset({kinds.Trait.EFFORT}),
                list_url_name="funds:efforts",
            ),
            kinds.Start(trait=kinds.Trait.DECISION, url_name="funds:new", label="Sæt penge af", kind="appropriation"),
            kinds.Start(
                trait=kinds.Trait.DECISION, url_name="funds:new_effort", label="Sæt en indsats i gang", kind="effort"
            ),
            kinds.Panel(trait=kinds.Trait.DECISION, template="funds/_panel.html", rows=queries.resting_on, order=40),
            kinds.Panel(trait=kinds.Trait.EFFORT, template="funds/_panel.html", rows=queries.paying_for, order=40),
        )
