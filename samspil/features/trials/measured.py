"""What a trial counted, round by round, beside its own rule: a sentence, and a picture with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspil.features.trials.models import Round, Trial
from samspil.paper import charts
from samspil.paper.document import Figure

FEWEST = 2  # rounds: one number alone is no picture


def counted(rounds: Sequence[Round]) -> list[Round]:
    """Return the rounds that counted something."""
    return [each for each in rounds if each.state == "tried" and each.count is not None]


def against_rule(trial: Trial, rounds: Sequence[Round]) -> str:
    """Say in how many rounds the trial kept to its rule; nothing where the rule is no number or nothing was counted."""
    told = counted(rounds)
    if trial.stop_below is None or not told:
        return ""

    kept = sum(each.count is not None and each.count >= trial.stop_below for each in told)
    return ngettext(
        "I %(kept)s af %(all)s omgang talte I mindst %(below)s. Er det færre, siger jeres regel stop.",
        "I %(kept)s af %(all)s omgange talte I mindst %(below)s. Er det færre, siger jeres regel stop.",
        len(told),
    ) % {"below": trial.stop_below, "all": len(told), "kept": kept}


def picture(trial: Trial, rounds: Sequence[Round]) -> Figure | None:
    """Draw what each round counted, with the rule below; None for fewer than two rounds. Exact numbers: for those near alone."""
    told = counted(rounds)
    if len(told) < FEWEST:
        return None
    rows = [(_("%(number)s. omgang") % {"number": each.number}, each.count or 0) for each in told]
    if trial.stop_below is not None:
        rows.append((_("Stop under"), trial.stop_below))
    what = trial.counted or _("Talt")
    return charts.bars(rows, title=what[:1].upper() + what[1:], columns=(_("Omgang"), _("Antal")), width=charts.NARROW)
