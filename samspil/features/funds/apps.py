"""Announces pools, appropriations and efforts to the spine."""

from django.utils.translation import gettext_lazy as _

from samspil.spine.kinds import Trait
from samspil.web import announcing


class FundsConfig(announcing.Feature):
    name = "samspil.features.funds"
    verbose_name = "Penge og indsatser"
    begins = "penge/"
    kept = {"Public money: receivers are organisations.": "Pool Appropriation Movement Effort"}
    news = {
        "appropriation.set_aside": _("Der er sat penge af"),
        "effort.started": _("Indsatsen er begyndt"),
    }

    def announce(self) -> None:
        from samspil.features.funds import queries
        from samspil.spine import kinds

        kinds.register(
            kinds.Kind(
                name="pool",
                label="Pulje",
                plural="Puljer",
                url_name="funds:pool",
                stage=58,
                stage_label="Penge",
                traits=frozenset({Trait.POOL}),
                list_url_name="funds:list",
            ),
            kinds.Kind(
                name="appropriation",
                label="Bevilling",
                plural="Bevillinger",
                url_name="funds:detail",
                stage=60,
                stage_label="Penge",
                traits=frozenset({Trait.MONEY}),
            ),
            kinds.Kind(
                name="effort",
                label="Indsats",
                plural="Indsatser",
                url_name="funds:effort",
                stage=70,
                stage_label="Indsats",
                traits=frozenset({Trait.EFFORT}),
                list_url_name="funds:efforts",
            ),
            kinds.Start(trait=Trait.DECISION, url_name="funds:new", label="Sæt penge af", kind="appropriation"),
            kinds.Start(
                trait=Trait.DECISION, url_name="funds:new_effort", label="Sæt en indsats i gang", kind="effort"
            ),
            kinds.Panel(trait=Trait.DECISION, template="funds/_panel.html", rows=queries.resting_on, order=40),
            kinds.Panel(trait=Trait.EFFORT, template="funds/_panel.html", rows=queries.paying_for, order=40),
        )
