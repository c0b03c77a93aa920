"""How far a recommendation is, as its list tells it."""

from django import template

from samspil.features.reports import queries
from samspil.features.reports.models import CouncilRecommendation

register = template.Library()


@register.filter
def standing(recommendation: CouncilRecommendation) -> str:
    """Return how far a recommendation is with all it is meant for: `{{ each|standing }}`."""
    return queries.standing(recommendation)
