"""Announces insights and source documents to the spine."""

from django.utils.translation import gettext_lazy as _

from samspil.spine.kinds import Trait
from samspil.web import announcing

WORDS = (Trait.VOICE, Trait.HAS_PASSAGES)
BEGINS = (*WORDS, Trait.LEARNING)


class InsightsConfig(announcing.Feature):
    name = "samspil.features.insights"
    verbose_name = "Indsigter og kilder"
    begins = "indsigter/"
    kept = {
        "Published reports, read as data: quotes in them are the report's own, without names.": (
            "Document Theme Part ThemePoint Table"
        )
    }
    news = {
        "insight.published": _("Indsigten er offentlig"),
    }

    def announce(self) -> None:
        from samspil.features.insights import queries
        from samspil.spine import doors, kinds

        doors.register(
            doors.ListPage(
                door="voices",
                label="Kilder",
                about="Rapporter og dokumenter, som indsigter bygger på.",
                url_name="insights:documents",
                kind="document",
                begins=(doors.Begin(label="Læg en rapport ind", url_name="insights:import", kind="document"),),
                order=20,
            ),
            doors.ListPage(
                door="voices",
                label="Indsigter",
                about="Det, parterne sammen har forstået, med det, de bygger på.",
                url_name="insights:list",
                kind="insight",
                begins=(doors.Begin(label="Ny indsigt", url_name="insights:new", kind="insight"),),
                order=30,
            ),
        )
        kinds.register(
            kinds.Kind(
                name="document",
                label="Kilde",
                plural="Kilder",
                url_name="insights:document",
                stage=15,
                stage_label="Kilder",
                traits=frozenset({Trait.SOURCE, Trait.HAS_PASSAGES}),
            ),
            kinds.Kind(
                name="insight",
                label="Indsigt",
                plural="Indsigter",
                url_name="insights:detail",
                stage=20,
                stage_label="Indsigt",
                traits=frozenset({Trait.EVIDENCE, Trait.INSIGHT}),
            ),
            *kinds.at(BEGINS, kinds.Start, url_name="insights:new", label="Skriv en indsigt", kind="insight"),
            *kinds.at(WORDS, kinds.Panel, template="insights/_resting.html", rows=queries.resting_on, order=30),
            kinds.Front(
                title="Nyeste indsigter", template="insights/_front.html", rows=queries.front, order=50, sign="insight"
            ),
        )
