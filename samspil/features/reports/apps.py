"""Announces recommendations to the spine."""

from django.utils.translation import gettext_lazy as _

from samspil.features.reports import rules
from samspil.spine.kinds import Kind, Start, Trait, at
from samspil.web import announcing


class ReportsConfig(announcing.Feature):
    name = "samspil.features.reports"
    verbose_name = "Anbefalinger"
    begins = "anbefalinger/"
    kept = {"What an authority answered to a recommendation.": "Addressee"}
    news = {
        "recommendation.published": _("Anbefalingen er offentlig"),
        "recommendation.treated": _("Der er svar på anbefalingen"),
    }
    parts = (
        Kind(
            name="recommendation",
            label="Anbefaling",
            plural="Anbefalinger",
            url_name="reports:detail",
            stage=80,
            stage_label="Anbefaling",
            traits=frozenset({Trait.RECOMMENDATION}),
            shares_day=lambda _node: True,
        ),
        *at(
            (Trait.DECISION, Trait.LEARNING),
            Start,
            url_name="reports:new",
            label="En anbefaling til andre",
            kind="recommendation",
            state=rules.state_of,
        ),
    )

    def announce(self) -> None:
        from samspil.spine import doors

        doors.register(
            doors.ListPage(
                door="decisions",
                label="Anbefalinger",
                about="Hvad udvalg anbefaler dem, der kommer efter dem.",
                url_name="reports:list",
                kind="recommendation",
                order=30,
            )
        )
