"""Announces insights and source documents to the spine."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "samspil.features.insights"
    label = "insights"
    verbose_name = "Indsigter og kilder"
    addresses = {"indsigter/": "samspil.features.insights.urls"}

    def ready(self) -> None:
        from samspil.features.insights import offers, queries, rules
        from samspil.spine import erasure, kinds, policy
        from samspil.web import rights

        policy.register(rules.POLICY)
        rights.register(*offers.DEEDS)
        erasure.keep(
            "Published reports, read as data: quotes in them are the report's own, without names.",
            "insights.Document",
            "insights.Theme",
            "insights.Part",
            "insights.ThemePoint",
            "insights.Table",
        )
        kinds.register(
            kinds.Kind(
                name="document",
                label="Kilde",
                plural="Kilder",
                url_name="insights:document",
                stage=15,
                stage_label="Kilder",
                traits=frozenset({kinds.Trait.SOURCE, kinds.Trait.HAS_PASSAGES}),
                list_url_name="insights:documents",
            ),
            kinds.Kind(
                name="insight",
                label="Indsigt",
                plural="Indsigter",
                url_name="insights:detail",
                stage=20,
                stage_label="Indsigt",
                traits=frozenset({kinds.Trait.EVIDENCE, kinds.Trait.INSIGHT}),
                list_url_name="insights:list",
            ),
            kinds.Start(trait=kinds.Trait.VOICE, url_name="insights:new", label="Skriv en indsigt", kind="insight"),
            kinds.Start(
                trait=kinds.Trait.HAS_PASSAGES, url_name="insights:new", label="Skriv en indsigt", kind="insight"
            ),
            kinds.Start(trait=kinds.Trait.LEARNING, url_name="insights:new", label="Skriv en indsigt", kind="insight"),
            kinds.Panel(trait=kinds.Trait.VOICE, template="insights/_resting.html", rows=queries.resting_on, order=30),
            kinds.Panel(
                trait=kinds.Trait.HAS_PASSAGES, template="insights/_resting.html", rows=queries.resting_on, order=30
            ),
            kinds.Front(title="Nyeste indsigter", template="insights/_front.html", rows=queries.front, order=40),
        )
