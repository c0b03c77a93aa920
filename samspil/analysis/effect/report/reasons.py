"""Why people were referred, read from the months before, and the narrower answer that rests on it; B's own drift beside it."""

from __future__ import annotations

from typing import Any

from samspil.analysis.effect.peers import FITS_AT_LEAST
from samspil.analysis.effect.report import figures
from samspil.analysis.effect.report.source import Json, Source, known
from samspil.analysis.effect.report.tongue import Tongue
from samspil.paper import document as d


def narrower(s: Source) -> str | None:
    """Say the narrower answer in one sentence, or None where the months before do not give one."""
    t, told = s.t, s.details["shape"]
    if told is None or not known(told["estimate"]):
        return None
    e = told["estimate"]
    return t(
        f"Passer forklaringen på, hvorfor folk blev henvist, er svaret {t.change(e['rate_ratio'])} (fra "
        f"{t.change(e['high'])} til {t.change(e['low'])}). Det er smallere, men bygger på forklaringen; se »Hvorfor blev de "
        "henvist«. Betalingen følger spændet.",
        f"If the explanation of why people were referred holds, the answer is {t.change(e['rate_ratio'])} (from "
        f"{t.change(e['high'])} to {t.change(e['low'])}). It is narrower but rests on the explanation; see "
        "“Why were they referred”. Payment follows the bracket.",
    )


def why(s: Source) -> list[Any]:
    """Build the part on the reasons for referral and on what the comparison itself moves."""
    t, told, peers = s.t, s.details["shape"], s.details["peers"]
    blocks: list[Any] = [
        d.Heading(1, t("Hvorfor blev de henvist", "Why were they referred")),
        d.Paragraph(
            t(
                "Ingen måling kan se lægens grund, men månederne før henvisningen bærer spor af den. Her er de henviste "
                "holdt op mod jævnaldrende af samme køn og sygelighed, valgt ved lodtrækning uden hensyn til, hvor meget "
                "de har brugt lægen.",
                "No contrast sees the doctor's reason, but the months before bear its traces. Here the referred are held "
                "against peers of the same sex, age and illness, drawn by lot whatever their use.",
            )
        ),
    ]
    if known(peers):
        blocks.append(
            d.Paragraph(
                t(
                    f"Før og efter mod disse jævnaldrende viser {t.change(peers['rate_ratio'])} (fra "
                    f"{t.change(peers['high'])} til {t.change(peers['low'])}). B vælger sin sammenligning efter forhistorie, "
                    "og så falder den lidt af sig selv; jævnaldrende gør ikke. Spændet med usikkerhed tager dette med.",
                    f"Before and after against these peers shows {t.change(peers['rate_ratio'])} (from "
                    f"{t.change(peers['high'])} to {t.change(peers['low'])}). B chooses its comparison by history, which then "
                    "falls a little by itself; peers do not. The range with uncertainty takes this in.",
                )
            )
        )

    if told is None:
        return [
            *blocks,
            d.Paragraph(
                t(
                    "Der er for få henvist eller for få måneder til at læse grunden.",
                    "Too few are referred, or months are too few, to read the reason.",
                )
            ),
        ]

    rows = [
        (int(month), name, value)
        for key, name in (("seen", t("Målt", "Measured")), ("fitted", t("Forklaringen", "The explanation")))
        for month, value in zip(told["month"], told[key], strict=True)
    ]
    title = t(
        "De henvistes forbrug over de jævnaldrendes, måned for måned", "Use of the referred over their peers, by month"
    )
    what = (t("Måned", "Month"), t("Kurve", "Curve"), t("Logaritmen af forholdet", "Logarithm of the ratio"))
    return [*blocks, figures.curves(rows, title, what, t), *_verdict(told, t)]


def _verdict(told: Json, t: Tongue) -> list[Any]:
    lasting, passing, burst = told["strength"]
    delay, months = told["delay"], told["burst"]
    when = (
        t("ved henvisningen", "at the referral")
        if delay == 0
        else t(f"{delay} måneder før henvisningen", f"{delay} months before the referral")
    )
    table = d.Table(
        t("Tre grunde, og hvor stærkt de ses", "Three reasons, and how strongly they show"),
        (t("Grund", "Reason"), t("Spor i månederne før", "Trace in the months before"), t("Styrke", "Strength")),
        (
            (
                t("Et behov, der varer", "Need that lasts"),
                t("forhøjet hele vejen", "raised throughout"),
                t.number(lasting, 2),
            ),
            (
                t("En forværring, som lægen ser", "A worsening that the doctor sees"),
                t(f"en bakke, der topper {when}", f"a hill that peaks {when}"),
                t.number(passing, 2),
            ),
            (
                t("En top i kontakter", "A burst of contacts"),
                t(f"en kant over de sidste {months} måneder", f"a ledge over the last {months} months"),
                t.number(burst, 2),
            ),
        ),
    )
    p, e = t.number(told["p"], 3), told["estimate"]
    if not known(e):
        words = t(
            f"Ingen blanding af de tre grunde passer med månederne før (p = {p}, under {t.number(FITS_AT_LEAST, 2)}). Derfor "
            "gives intet smallere svar, og heller ikke spændet er sikkert, før nogen har set på, hvordan der er henvist.",
            f"No mixture of the three reasons fits the months before (p = {p}, below {t.number(FITS_AT_LEAST, 2)}). So no "
            "narrower answer is given, nor is the bracket safe until somebody has looked at how people were referred.",
        )
        return [table, d.Note(words, kind="warning")]

    words = t(
        f"Forklaringen passer med månederne før (p = {p}). Føres den videre, er det, der ses ud over den, "
        f"{t.change(e['rate_ratio'])} (fra {t.change(e['high'])} til {t.change(e['low'])}). At den passer, er ikke bevis: to "
        "grunde kan sætte samme spor.",
        f"The explanation fits the months before (p = {p}). Carried on, what is seen beyond it is "
        f"{t.change(e['rate_ratio'])} (from {t.change(e['high'])} to {t.change(e['low'])}). That it fits is no proof: two "
        "reasons may leave the same trace.",
    )
    return [table, d.Paragraph(words)]
