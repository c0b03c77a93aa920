"""Figures of the effect report: the house's charts, and a flow chart of boxes that says the same as its table."""

from __future__ import annotations

import dataclasses
import hashlib
from xml.sax.saxutils import escape

from samspil.analysis.effect.report.tongue import Tongue
from samspil.paper import charts
from samspil.paper.document import Figure, Table

Row = tuple[str, float, float, float]


def intervals(rows: list[Row], title: str, t: Tongue, *, what: str) -> Figure:
    """Draw rate ratios with their intervals as changes in per cent; negative is fewer."""
    shown = [(name, (at - 1) * 100, (low - 1) * 100, (high - 1) * 100) for name, at, low, high in rows]
    columns = (what, t("Ændring i procent", "Change in per cent"), t("Fra", "From"), t("Til", "To"))
    return charts.dots_with_intervals(
        shown, title=title, columns=columns, show=lambda x: t.number(x, 1), language=t.code
    )


def love(rows: list[tuple[str, float]], title: str, t: Tongue) -> Figure:
    """Draw standardised differences around 0; a difference has no interval, so the table has one column of them."""
    columns = (t("Forhold", "Covariate"), t("Standardiseret forskel", "Standardised difference"))
    figure = charts.dots_with_intervals(
        [(n, d, d, d) for n, d in rows],
        title=title,
        columns=(*columns, t("Fra", "From"), t("Til", "To")),
        show=lambda x: t.number(x, 3),
        language=t.code,
    )
    table = Table(title, columns, tuple((n, t.number(d, 3)) for n, d in rows))
    words = t("Alle tal står i tabellen.", "All numbers are in the table.")
    return dataclasses.replace(figure, table=table, alt=f"{title}. {words}")


def over_time(rows: list[tuple[int, str, float]], title: str, t: Tongue) -> Figure:
    """Draw contacts a month around the referral."""
    columns = (
        t("Måned", "Month"),
        t("Gruppe", "Group"),
        t("Kontakter pr. person pr. måned", "Contacts per person-month"),
    )
    return curves(rows, title, columns, t)


def curves(rows: list[tuple[int, str, float]], title: str, columns: tuple[str, str, str], t: Tongue) -> Figure:
    """Draw curves by month under the given column names; its table has a row a month and a column a curve."""
    figure = charts.lines(
        rows,
        title=title,
        columns=columns,
        show=lambda x: t.number(x, 2 if isinstance(x, float) else 0),
        language=t.code,
    )
    names = list(dict.fromkeys(name for _, name, _ in rows))
    at = {(month, name): value for month, name, value in rows}
    table = Table(
        f"{title}: {columns[2].lower()}",
        (columns[0], *names),
        tuple((str(m), *(t.number(at.get((m, n)), 2) for n in names)) for m in dict.fromkeys(m for m, _, _ in rows)),
    )

    return dataclasses.replace(figure, table=table)


def flow(steps: list[tuple[str, str]], out: list[tuple[str, str]], title: str, t: Tongue) -> Figure:
    """Draw who came in (`steps`, downwards) and who fell away (`out`, to the side); pairs of what and how many."""
    height = 20 + 44 * len(steps) + 30 * max(len(steps) - 2, 0) + (30 + 26 * len(out) if out else 30)
    name = hashlib.sha256(f"{title}{steps}{out}".encode()).hexdigest()[:8]
    words = "; ".join(f"{what}: {many}" for what, many in steps + out)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 {height}" width="560" height="{height}" role="img"',
        f' aria-labelledby="t{name} d{name}" font-family="IBM Plex Sans, Libertinus Serif, sans-serif" font-size="14">',
        f'<title id="t{name}">{escape(title)}</title><desc id="d{name}">{escape(words)}</desc>',
    ]
    y = 10
    for i, (what, many) in enumerate(steps):
        parts.append(f'<rect x="10" y="{y}" width="540" height="44" fill="none" stroke="#545454"/>')
        parts.append(f'<text x="24" y="{y + 27}" fill="#1a1a1a">{escape(what)}: {escape(many)}</text>')
        y += 44
        if i == 0 and out:
            parts.append(f'<line x1="40" y1="{y}" x2="40" y2="{y + 26 * len(out) + 30}" stroke="#545454"/>')
            y += 22
            for reason, left in out:
                parts.append(f'<text x="64" y="{y}" fill="#1a1a1a">– {escape(reason)}: {escape(left)}</text>')
                y += 26
            y += 8
        elif i < len(steps) - 1:
            parts.append(f'<line x1="40" y1="{y}" x2="40" y2="{y + 30}" stroke="#545454"/>')
            y += 30

    table = Table(title, (t("Trin", "Step"), t("Antal", "Number")), (*steps[:1], *out, *steps[1:]))
    return Figure("".join([*parts, "</svg>"]), f"{title}. {words}.", title, table)
