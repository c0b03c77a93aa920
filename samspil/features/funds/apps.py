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
        from samspil.features.funds import actions, queries
        from samspil.spine import doors, kinds, undoing

        undoing.register(
            "appropriation.moved",
            lambda by, key, _told: actions.move_back(by=by, key=key),
            done=_("Beløbet står, hvor det stod før."),
        )
        undoing.register(
            "effort.moved",
            lambda by, key, _told: actions.move_effort_back(by=by, key=key),
            done=_("Indsatsen står, hvor den stod før."),
        )
        doors.register(
            doors.ListPage(
                door="money",
                label="Puljer",
                about="Hvad der er sat af, hvad det bygger på, og hvor langt pengene er.",
                url_name="funds:list",
                kind="pool",
                order=10,
            ),
            doors.ListPage(
                door="money",
                label="Indsatser",
                about="Det, beslutninger har sat i gang.",
                url_name="funds:efforts",
                kind="effort",
                order=20,
            ),
        )
        kinds.register(
            kinds.Kind(
                name="pool",
                label="Pulje",
                plural="Puljer",
                url_name="funds:pool",
                stage=58,
                stage_label="Penge",
                traits=frozenset({Trait.POOL}),
            ),
            kinds.Kind(
                name="appropriation",
                label="Bevilling",
                plural="Bevillinger",
                url_name="funds:detail",
                stage=60,
                stage_label="Penge",
                traits=frozenset({Trait.MONEY}),
                shares_day=lambda _node: True,
            ),
            kinds.Kind(
                name="effort",
                label="Indsats",
                plural="Indsatser",
                url_name="funds:effort",
                stage=70,
                stage_label="Indsats",
                traits=frozenset({Trait.EFFORT}),
                shares_day=queries.has_no_day,
            ),
            kinds.Start(trait=Trait.DECISION, url_name="funds:new", label="Sæt penge af", kind="appropriation"),
            kinds.Start(
                trait=Trait.DECISION, url_name="funds:new_effort", label="Sæt en indsats i gang", kind="effort"
            ),
            kinds.Gathers(kind="pool", label="Puljens tråd", members=queries.living_in),
            kinds.Front(
                title="Hvor pengene er", template="funds/_front.html", rows=queries.by_stage, order=40, sign="money"
            ),
            kinds.Panel(trait=Trait.DECISION, template="funds/_panel.html", rows=queries.resting_on, order=40),
            kinds.Panel(trait=Trait.EFFORT, template="funds/_panel.html", rows=queries.paying_for, order=40),
        )
