"""Announces recommendations to the spine."""

from samspil.features.reports import rules
from samspil.spine.kinds import Kind, Start, Trait, at
from samspil.web import announcing


class ReportsConfig(announcing.Feature):
    name = "samspil.features.reports"
    verbose_name = "Anbefalinger"
    begins = "anbefalinger/"
    kept = {"What an authority answered to a recommendation.": "Addressee"}
    parts = (
        Kind(
            name="recommendation",
            label="Anbefaling",
            plural="Anbefalinger",
            url_name="reports:detail",
            list_url_name="reports:list",
            stage=80,
            stage_label="Anbefaling",
            traits=frozenset({Trait.RECOMMENDATION}),
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
