"""What else happened in the time and the area: known breaks, drift among the not referred, and whole populations beside each other."""

from __future__ import annotations

import math
from typing import Any

from samspil.analysis.effect.report.source import Source, known
from samspil.analysis.effect.report.tongue import TYPES
from samspil.paper import document as d


def elsewhere(s: Source) -> list[Any]:
    """Build the part on breaks, drift and populations."""
    t = s.t
    return [
        d.Heading(1, t("Hvad skete der ellers", "What else happened")),
        *_breaks(s),
        *_drift(s),
        *_population(s),
    ]


def _breaks(s: Source) -> list[Any]:
    t, told = s.t, s.details["breaks"]
    if not told:
        return [
            d.Paragraph(
                t(
                    "Protokollen nævner ingen kendte brud, fx en omlagt lægevagt eller en ny overenskomst. Var der et, skal det "
                    "stå der.",
                    "The protocol names no known breaks, such as a reorganised out-of-hours service or a new agreement. If there "
                    "was one, it must stand there.",
                )
            )
        ]

    where = {
        "trial": t("kun forsøgets område", "the trial's area only"),
        "both": t("begge steder", "both places"),
    }
    rows = tuple(
        (
            b["month"],
            b["what"],
            where[b["where"]],
            ", ".join(t.pick(TYPES.get(str(k), (f"Type {k}", f"Type {k}"))) for k in b["types"]) or t("alle", "all"),
        )
        for b in told
    )
    heads = (t("Måned", "Month"), t("Hvad", "What"), t("Hvor", "Where"), t("Typer", "Types"))
    return [d.Table(t("Kendte brud, efter protokollen", "Known breaks, by the protocol"), heads, rows)]


def _drift(s: Source) -> list[Any]:
    t, rows = s.t, []
    for told in s.details["drifts"]:
        ratio, se = told["ratio"], told["se_log"]
        # 1.96: 95 %, whatever level the protocol has asked for in the answer.
        ends = [ratio * math.exp(z * 1.96 * se) if ratio and se is not None else None for z in (-1, 1)]
        kind = str(told["type"])
        rows.append((t.pick(TYPES.get(kind, (f"Type {kind}", f"Type {kind}"))), *map(t.change, (ratio, *ends))))

    if not rows:
        return []

    heads = (t("Type", "Type"), t("Ændring", "Change"), t("Fra", "From"), t("Til", "To"))
    title = t(
        "Borgere, der ikke er henvist: forsøgets praksisser mod andre steder, før og efter",
        "People not referred: the trial's practices against elsewhere, before and after",
    )
    text = t(
        "De ikke-henviste bør ændre sig ens begge steder. Gør de ikke, er der sket noget andet end henvisningerne.",
        "The not referred should change alike in both places. If not, something other than the referrals happened.",
    )
    return [d.Table(title, heads, tuple(rows)), d.Paragraph(text)]


def _population(s: Source) -> list[Any]:
    t, told = s.t, s.details["population"]
    if not told or not known(told["whole"]):
        return [
            d.Paragraph(
                t(
                    "Registeret er for kort eller området for lille til at holde hele befolkninger op mod hinanden.",
                    "The register is too short or the area too small to hold whole populations against each other.",
                )
            )
        ]

    whole, implied = told["whole"], told["implied"]
    first = t(
        f"Fri for lægens valg: alle borgere med mindst {told['at_least']} kontakter året før den første henvisning, i forsøgets "
        f"praksisser mod andre steder, ændrede sig {t.change(whole['rate_ratio'])} (fra {t.change(whole['low'])} til "
        f"{t.change(whole['high'])}). {t.percent(told['uptake'])} af dem blev henvist, så effekten er spædt ud.",
        f"Free of the doctor's choice: everybody with at least {told['at_least']} contacts in the year before the first referral, "
        f"in the trial's practices against elsewhere, changed {t.change(whole['rate_ratio'])} (from {t.change(whole['low'])} "
        f"to {t.change(whole['high'])}). {t.percent(told['uptake'])} of them were referred, so the effect is diluted.",
    )
    if not known(implied):
        return [d.Paragraph(first)]

    second = t(
        f" Bruges andelen som instrument, svarer det til {t.change(implied['rate_ratio'])} for de henviste (fra "
        f"{t.change(implied['low'])} til {t.change(implied['high'])}): en bred måling, som de smalle helst skal ligge inden for.",
        f" With the share as instrument this means {t.change(implied['rate_ratio'])} for the referred (from "
        f"{t.change(implied['low'])} to {t.change(implied['high'])}): a wide measure that the narrow ones should lie within.",
    )
    return [d.Paragraph(first + second)]
