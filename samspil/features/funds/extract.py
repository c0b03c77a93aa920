"""Hands a pool's table to the chart builder and to files. Amounts only; nobody's data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from samspil.features.funds import queries
from samspil.paper import charts, danish
from samspil.paper.document import Figure


def chart(table: queries.Table) -> Figure | None:
    """Draw the amounts by year, in millions of kroner, or give nothing when there are none."""
    if not table.rows:
        return None
    rows = [(str(year), ore) for year, ore in table.by_year.items()]
    if table.undivided:
        rows.append((_("Ikke fordelt på år"), table.undivided))
    return charts.bars(
        rows,
        title=_("Sat af, år for år (mio. kr.)"),
        columns=(_("År"), _("Beløb")),
        show=danish.sum_of,
        per=danish.ORE_IN_A_MILLION,
        width=charts.NARROW,
    )


def staged(stages: Sequence[queries.Stage], title: str) -> Figure | None:
    """Draw how much has reached each stage, in millions of kroner. None where no stage but the first is known, or nothing moved."""
    known = [each for each in stages if each.ore is not None]
    if len(known) < 2 or not any(each.ore for each in known[1:]):
        return None
    return charts.bars(
        [(each.label.capitalize(), each.ore or 0) for each in known],
        title=title,
        columns=(_("Status"), _("Beløb")),
        show=danish.sum_of,
        per=danish.ORE_IN_A_MILLION,
        width=charts.NARROW,
    )


def lines(table: queries.Table) -> tuple[list[str], list[list[Any]]]:
    """Return the table as header and rows for a file; parts follow the amount they are part of."""
    header = [
        "beløb til",
        "heraf",
        *(str(year) for year in table.years),
        "ikke fordelt på år",
        "i alt (kr.)",
        "status",
        "står i",
    ]
    rows = []
    for row in table.rows:
        for each, part in ((row, ""), *((part, "heraf") for part in row.parts)):
            spread = each.years or {}
            rows.append(
                [
                    each.appropriation.node.title,
                    part,
                    *((spread[year] / 100) if year in spread else "" for year in table.years),
                    each.total / 100 if each.years is None else "",
                    each.total / 100,
                    each.stage_label,
                    each.passage,
                ]
            )

    return header, rows
