"""The report as documents: first the answer and what it does not show, then everything that could overturn it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from samspil.analysis.effect import protocol
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.report import answer, elsewhere, evidence, publish, reasons, scrutiny
from samspil.analysis.effect.report.source import Json, Source
from samspil.analysis.effect.report.tongue import Tongue
from samspil.paper import document as d

PARTS = (
    answer.answer,
    answer.plan_of_reading,
    answer.who,
    evidence.likeness,
    evidence.time,
    reasons.why,
    evidence.kinds,
    evidence.equity,
    elsewhere.elsewhere,
    scrutiny.checks,
    scrutiny.doubts,
    scrutiny.planning,
    scrutiny.record,
)


def write(
    result: Json,
    details: Json,
    study: Study,
    out: Path,
    *,
    earlier: Sequence[Path] = (),
    created: dt.date | None = None,
) -> list[Path]:
    """Write rapport.html, rapport.pdf, report.html, report.pdf and published.json to `out` and return their paths.

    published.json stays in the room: it holds the true counts, for the disclosure control of the next report.
    """
    published = publish.protected(result, details, study, earlier)
    paths = []
    for code, name in (("da", "rapport"), ("en", "report")):
        whole = build(Source(result, details, study, published, Tongue(code)), created)
        for ending, content in (("html", d.to_html(whole).encode()), ("pdf", d.to_pdf(whole))):
            protocol.write_whole(out / f"{name}.{ending}", content)
            paths.append(out / f"{name}.{ending}")

    protocol.write_whole(out / "published.json", publish.save(published).encode())
    return paths


def build(s: Source, created: dt.date | None = None) -> d.Document:
    """Return the report in the source's language."""
    t = s.t
    parts = [part(s) for part in PARTS]
    blocks: list[Any] = [block for part in parts for block in part]
    subtitle = t(
        "Effekt af henvisninger på kontakter til sundhedsvæsenet", "Effect of referrals on health-care contacts"
    )
    return d.Document(
        title=s.details["title"], language=t.code, subtitle=subtitle, created=created, blocks=tuple(blocks)
    )
