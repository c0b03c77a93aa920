"""Who spoke, side by side: how many pieces of evidence for and against an insight, in words and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samspil.features.insights import rules
from samspil.paper import charts, danish
from samspil.paper.document import Figure

if TYPE_CHECKING:
    from samspil.features.insights.queries import Shown

FEWEST = 2  # pieces of evidence: one alone is told in words


def sentence(shown: Sequence[Shown]) -> str:
    """Say who spoke, who has not, and how many speak against."""
    counts = rules.counts(each.evidence.side for each in shown)
    spoke = [f"{rules.SIDES[side].lower()} ({number})" for side, number in counts.items() if number]
    silent = [rules.SIDES[side].lower() for side, number in counts.items() if side and not number]
    if not spoke:
        return ""

    told = _("Det bygger på %(spoke)s.") % {"spoke": danish.listing(spoke)}
    if silent:
        told += " " + _("Intet endnu fra %(silent)s.") % {"silent": danish.listing(silent)}
    return told


def picture(shown: Sequence[Shown]) -> Figure | None:
    """Draw the pieces of evidence by side, those against beside those for; None for fewer than two."""
    if len(shown) < FEWEST:
        return None
    supports = rules.counts(each.evidence.side for each in shown if not each.evidence.speaks_against)
    against = rules.counts(each.evidence.side for each in shown if each.evidence.speaks_against)
    sides = list(rules.counts(each.evidence.side for each in shown))
    title = _("Hvem taler, side for side")
    if not any(against.values()):
        rows = [(rules.SIDES[side], supports.get(side, 0)) for side in sides]
        return charts.bars(
            rows, title=title, columns=(pgettext("hvem der taler", "Side"), _("Steder")), width=charts.NARROW
        )

    parted = [
        (rules.SIDES[side], word, counts.get(side, 0))
        for side in sides
        for word, counts in ((_("Taler for"), supports), (_("Taler imod"), against))
    ]
    return charts.bars(
        parted,
        title=title,
        columns=(pgettext("hvem der taler", "Side"), _("Retning"), _("Steder")),
        width=charts.NARROW,
    )
