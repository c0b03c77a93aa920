"""The page of bench/effect.py: what was measured as Danish tables, each goal of EFFECT.md judged beside its figure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bench import plain_matching
from samspil.paper import danish

GOALS = {20: ("S", 9.0, 0.6), 200: ("national", 4.0, 1.0)}  # EFFECT.md, Speed: times the scan limit, GB
STAGES = {"read": "læs", "panel": "panel", "match": "match", "contrasts": "målinger", "intervals": "intervaller"}
ALL_STAGES = {
    "hash": "registerets hash",
    **STAGES,
    "freeze": "frys matchen",
    "types": "typer",
    "negative controls": "negative kontroller",
    "cohorts": "hold",
    "equity": "lighed",
    "sensitivity": "følsomhed",
    "placebo": "placebodato",
    "practices": "praksisser",
    "population": "befolkning",
    "gates": "porte",
    "event study": "måned for måned",
    "report": "rapport",
}
NAMES = {
    "samspil": "Samspil",
    "duckdb": "DuckDB-SQL",
    "polars": "Polars",
    "pandas": "pandas (Arrow-typer)",
    "spark": "Spark",
    "matchit": "R's MatchIt",
}


def seconds(x: float) -> str:
    """Write seconds: two decimals below ten, one below a hundred."""
    return danish.number(x, 2 if x < 10 else 1 if x < 100 else 0)


def row(*cells: str) -> str:
    """Write one row of a table."""
    return f"| {' | '.join(cells)} |"


def table(*heads: str) -> list[str]:
    """Write the head of a table."""
    return [row(*heads), "|" + "---|" * len(heads)]


def reached(value: float, goal: float) -> str:
    """Say whether a figure reaches its goal, without rounding it first."""
    return "nået" if value <= goal else "**ikke nået**"


def line(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Fit seconds = a + b times million rows by least squares; returns a, b and the largest miss in seconds."""
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    b = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    a = mean_y - b * mean_x
    return a, b, max(abs(y - a - b * x) for x, y in points)


def goals(told: dict[int, dict[str, Any]]) -> list[str]:
    """Judge each goal that was measured, one line each."""
    lines = []
    for million, (name, times, gigabytes) in GOALS.items():
        size = told.get(million, {})
        if "ratio" in size.get("answer", {}):
            ratio = size["answer"]["ratio"]
            lines.append(
                f"- {name}: {danish.number(ratio, 2)} gange skannegrænsen, mål højst {danish.number(times)}: {reached(ratio, times)}. "
                f"Den første kørsel i processen: {danish.number(size['answer']['first_ratio'], 2)} gange."
            )
        if "peak" in size.get("memory", {}):
            most = size["memory"]["peak"]
            lines.append(
                f"- {name}: {danish.number(most, 2)} GB, mål højst {danish.number(gigabytes, 1)}: {reached(most, gigabytes)}."
            )

    return [*lines, ""] if lines else []


def answers(told: dict[int, dict[str, Any]], threads: int, runs: int) -> list[str]:
    """Write the answer's seconds and memory at each size, and its growth."""
    lines = [
        "## Svaret",
        "",
        (
            f"Læs personer, panel, match, begge målinger og deres intervaller; {threads} tråde; median af {runs} kørsler efter en "
            "opvarmning. Skannegrænsen er en almindelig sum over de samme kolonner i samme fil i samme proces, bedste af tre, lige før "
            "hver kørsel. »Første« er opvarmningen: der hentes de oversatte kerner, og maskinen finder hukommelsen frem. Hukommelse er "
            "den højeste i en proces for sig, der kun kører svaret, og én gang. 1 GB er 2^30 byte. Det, en kørsel har lavet, slippes lige "
            "før den næste, så en virtuel maskine ikke når at tage hukommelsen tilbage imens."
        ),
        "",
        *goals(told),
        *table(
            "mio. rækker",
            "personer",
            "henviste",
            "skannegrænse s",
            *STAGES.values(),
            "i alt s",
            "første s",
            "gange (laveste-højeste)",
            "GB",
        ),
    ]
    points = []
    for million, size in told.items():
        one, most = size.get("answer", {}), size.get("memory", {}).get("peak")
        if "median" not in one:
            lines.append(row(str(million), one.get("why", "ikke målt"), *[""] * (7 + len(STAGES))))
            continue
        m = one["median"]
        points.append((one["rows"] / 1e6, m["total"], m["cpu"]))
        low, high = min(one["ratios"]), max(one["ratios"])
        lines.append(
            row(
                danish.number(one["rows"] / 1e6, 1),
                danish.number(one["persons"]),
                danish.number(one["referred"]),
                *(seconds(m[k]) for k in ("scan", *STAGES, "total")),
                seconds(one["first"]),
                f"**{danish.number(one['ratio'], 1)}** ({danish.number(low, 1)}-{danish.number(high, 1)})",
                danish.number(most, 2) if most else "",
            )
        )

    lines += ["", "### Hukommelsen trin for trin", "", "Den højeste i hvert trin, GB.", ""]
    lines += table("mio. rækker", *STAGES.values())
    for million, size in told.items():
        if peaks := size.get("memory", {}).get("peaks"):
            lines.append(row(str(million), *(danish.number(peaks[k], 2) for k in STAGES)))

    lines += ["", "### Vækstkurven", "", *table("mio. rækker", "sekunder", "processorsekunder", "ns pr. række", "")]
    top = max((y for _, y, _ in points), default=1.0)
    for x, y, cpu in points:
        bar = "█" * round(40 * y / top) or "▏"
        lines.append(row(danish.number(x, 1), seconds(y), seconds(cpu), danish.number(1000 * y / x, 1), bar))

    if len(points) > 2:
        a, b, miss = line([(x, y) for x, y, _ in points])
        lines += [
            "",
            (
                f"Den rette linje gennem punkterne: {seconds(max(a, 0.0))} s og {danish.number(1000 * b, 1)} ms for hver million rækker; "
                f"intet punkt ligger over {seconds(miss)} s fra den."
            ),
        ]

    return [*lines, ""]


def ways(told: dict[int, dict[str, Any]]) -> list[str]:
    """Write the plain ways' seconds, memory and whether they found the same."""
    lines = [
        "## Den samme match på almindelige måder",
        "",
        (
            f"Én indeksmåned ({plain_matching.MONTH:%Y-%m}): hver henvist og de {plain_matching.K} nærmeste på rod af et års kontakter, "
            "præcis samme køn, femårsalder og sygdomsgruppe, fra fil til par. »Samme svar« er lige mange par og lige store afstande for "
            "hver henvist; valget blandt lige nære er hver metodes eget. Spark og MatchIt prøves kun på S, pandas til 60 mio. rækker. "
            "MatchIt får tabellen færdig fra DuckDB; tiden i parentes er dens egen; den bedes kun om den nærmeste, for version 4.5 med "
            "tilbagelægning giver den samme person ti gange, når den bedes om ti. Sparks tid er med start af Java, i parentes uden. "
            "Samspils er den anden i samme proces, i parentes den første; de andres er den første."
        ),
        "",
        *table("mio. rækker", "metode", "s", "GB", "par", "samme svar"),
    ]
    for million, size in told.items():
        ours = size["ways"].get("samspil", {})
        for way in (w for w in NAMES if w in size["ways"]):
            one = size["ways"][way]
            if "why" in one:
                lines.append(row(str(million), NAMES[way], one["why"], "", "", ""))
                continue
            other = one.get("alone", one.get("first"))
            beside = f" ({seconds(other)})" if other is not None else ""
            lines.append(
                row(
                    str(million),
                    f"{NAMES[way]} {one['version']}" if "version" in one else NAMES[way],
                    f"{seconds(one['seconds'])}{beside}",
                    danish.number(one["peak"], 2),
                    danish.number(one["pairs"]),
                    same(one, ours),
                )
            )

    return [*lines, ""]


def same(one: dict[str, Any], ours: dict[str, Any]) -> str:
    """Say how far an answer equals ours."""
    if not one["pairs"] or "sha" not in ours:
        return "nej" if not one["pairs"] else "ikke sammenlignet"
    if one["sha"] == ours["sha"]:
        return "ja"
    return "ja, for den nærmeste" if one["nearest"] == ours["nearest"] else "**nej**"


def whole(told: dict[int, dict[str, Any]]) -> list[str]:
    """Write each stage of a whole run at the sizes it was asked of."""
    sizes = {million: size["whole"] for million, size in told.items() if "whole" in size}
    if not sizes:
        return []

    lines = [
        "## Hele kørslen trin for trin",
        "",
        "Med porte og rapport (HTML og PDF, dansk og engelsk); én kørsel i en ny proces.",
        "",
    ]
    lines += table("trin", *(f"{million} mio.: s | GB" for million in sizes))
    lines[-1] = "|" + "---|" * (1 + 2 * len(sizes))
    good = {million: one for million, one in sizes.items() if "seconds" in one}
    for stage, name in ALL_STAGES.items():
        cells = [
            f"{seconds(good[m]['seconds'][stage])} | {danish.number(good[m]['peaks'][stage], 2)}"
            if m in good and stage in good[m]["seconds"]
            else " | "
            for m in sizes
        ]
        lines.append(row(name, *cells))

    last = [
        f"**{seconds(good[m]['total'])}** | **{danish.number(good[m]['peak'], 2)}**"
        if m in good
        else f"{sizes[m]['why']} | "
        for m in sizes
    ]
    lines += [row("i alt", *last), ""]
    lines += [f"`result_sha256` ved {m} mio. rækker: `{one['sha'][:12]}`." for m, one in good.items()]
    return [*lines, ""]


def page(
    told: dict[int, dict[str, Any]],
    day: dt.date,
    machine: str,
    flags: str,
    load: tuple[float, float],
    threads: int,
    runs: int,
) -> str:
    """Write the measurements as a page; `load` is the machine's at the start and the end."""
    sizes, cores = " ".join(map(str, told)), machine.split(maxsplit=1)[0]
    shared = " Andet arbejde delte maskinen." if max(load) > 1.5 * float(cores) else ""
    guarded = (
        f"{shared} Målingerne er kørt med forret til processoren (`chrt -r 20`), undtagen simulationen."
        if "--shield" in flags
        else f"{shared} Målingerne er kørt uden forret, så tider på en delt maskine er kun størrelsesorden."
        if shared
        else ""
    )
    lines = [
        "# Effekten: tid og hukommelse",
        "",
        f"{day}. {machine}. Kommando: `.venv/bin/python -m bench.effect --sizes {sizes}{flags}`.",
        f"Belastning ved start og slut: {danish.number(load[0], 1)} og {danish.number(load[1], 1)} på {cores} kerner.{guarded}",
        "",
        *answers(told, threads, runs),
        *ways(told),
        *whole(told),
    ]
    made = [
        f"{m} mio. rækker {seconds(s['made']['seconds'])} s ({danish.number(s['made']['peak'], 2)} GB)"
        for m, s in told.items()
        if s.get("made")
    ]
    if made:
        lines += [f"Simulation af registrene: {', '.join(made)}.", ""]

    return "\n".join(lines)
