"""Announces recommendations to the spine."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "samspil.features.reports"
    label = "reports"
    verbose_name = "Anbefalinger"
    addresses = {"anbefalinger/": "samspil.features.reports.urls"}

    def ready(self) -> None:
        from samspil.features.reports import offers, queries, rules
        from samspil.spine import erasure, kinds, policy
        from samspil.web import rights

        policy.register(rules.POLICY)
        rights.register(*offers.DEEDS)
        erasure.keep("What an authority answered to a recommendation.", "reports.Addressee")
        kinds.register(
            kinds.Kind(
                name="recommendation",
                label="Anbefaling",
                plural="Anbefalinger",
                url_name="reports:detail",
                list_url_name="reports:list",
                stage=80,
                stage_label="Anbefaling",
                traits=frozenset({kinds.Trait.RECOMMENDATION}),
            ),
            kinds.Start(
                trait=kinds.Trait.DECISION,
                url_name="reports:new",
                label="En anbefaling til andre",
                kind="recommendation",
                may=queries.may_recommend,
            ),
            kinds.Start(
                trait=kinds.Trait.LEARNING,
                url_name="reports:new",
                label="En anbefaling til andre",
                kind="recommendation",
                may=queries.may_recommend,
            ),
        )
