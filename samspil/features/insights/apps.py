"""Announces insights and source documents to the spine."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "samspil.features.insights"
    label = "insights"
    verbose_name = "Indsigter og kilder"

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
                "document",
                "Kilde",
                "Kilder",
                "insights:document",
                15,
                "Kilder",
                frozenset({"is_source", "has_passages"}),
                "insights:documents",
            ),
            kinds.Kind(
                "insight",
                "Indsigt",
                "Indsigter",
                "insights:detail",
                20,
                "Indsigt",
                frozenset({"is_evidence", "is_insight"}),
                "insights:list",
            ),
            kinds.Start("is_voice", "insights:new", "Skriv en indsigt", "insight"),
            kinds.Start("has_passages", "insights:new", "Skriv en indsigt", "insight"),
            kinds.Start("is_learning", "insights:new", "Skriv en indsigt", "insight"),
            kinds.Panel("is_voice", "insights/_resting.html", queries.resting_on, 30),
            kinds.Panel("has_passages", "insights/_resting.html", queries.resting_on, 30),
            kinds.Front("Nyeste indsigter", "insights/_front.html", queries.front, 40),
        )
