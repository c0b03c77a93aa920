"""For the one who wants to overturn the answer: gates, other choices, planning, and what it takes to recompute it."""

from __future__ import annotations

import math
from typing import Any

from samspil.analysis.effect import power
from samspil.analysis.effect.report.source import Json, Source
from samspil.analysis.effect.report.tongue import CHOICES, DATA, GATES, Tongue
from samspil.paper import document as d


def checks(s: Source) -> list[Any]:
    """Build the table of gates."""
    t = s.t

    rows = [
        (
            t.pick(GATES[g["name"]][0]),
            t.pick(GATES[g["name"]][1]),
            t.number(g["value"], _decimals(g))
            if g["value"] is not None
            else t("kunne ikke måles", "could not be measured"),
            t.number(g["limit"], _decimals(g)),
            t("bestået", "passed") if g["passed"] else t("ikke bestået", "not passed"),
        )
        for g in s.result["gates"]
    ]
    return [
        d.Heading(1, t("Kontroller", "Gates")),
        d.Table(
            t(
                "Kontroller, der afgør, om tallet må bruges til betaling",
                "Gates that decide whether the number may be paid on",
            ),
            (
                t("Kontrol", "Gate"),
                t("Hvad der måles", "What is measured"),
                t("Værdi", "Value"),
                t("Grænse", "Limit"),
                t("Udfald", "Outcome"),
            ),
            tuple(rows),
        ),
        d.Paragraph(
            t(
                "En kontrol ændrer aldrig tallet. Kunne den ikke måles, er den ikke bestået.",
                "A gate never changes the number. If it could not be measured, it is not passed.",
            )
        ),
        *_data(s),
    ]


def _data(s: Source) -> list[Any]:
    """Build the list of what the verdict on the data found, if anything."""
    t, told = s.t, s.result["data"]
    if not told["findings"]:
        return []
    return [
        d.Paragraph(
            t(
                "I data skal dette ses efter, før tallet bruges (hvor meget, står i details.json):",
                "This in the data must be looked at before the number is used (how much, is told in details.json):",
            )
        ),
        d.Bullets(tuple(t.pick(DATA[name]) for name in told["findings"])),
    ]


def _decimals(gate: Json) -> int:
    return 0 if gate["name"] in {"known_breaks", "data"} else 3


Row = tuple[str, str, str, str]  # what, change, from, to


def _row(t: Tongue, label: str, e: Json | None) -> list[Row]:
    """Return an estimate's row, or none where there is no estimate."""
    if e is None or e.get("rate_ratio") is None:
        return []
    return [(label, t.change(e["rate_ratio"]), t.change(e.get("low")), t.change(e.get("high")))]


def _other_measurements(s: Source) -> list[Row]:
    """List every other estimate."""
    t, details = s.t, s.details
    rows = [row for key, pair in CHOICES.items() for row in _row(t, t.pick(pair), details["choices"].get(key))]
    rows += _row(t, t("Placebo: dateret 12 måneder for tidligt", "Placebo: dated 12 months early"), details["placebo"])
    peers = t("B mod jævnaldrende, uden hensyn til forhistorie", "B against peers, whatever their history")
    rows += _row(t, peers, details["peers"])

    shape = t("Ud over det, månederne før forklarer", "Beyond what the months before explain")
    rows += _row(t, shape, (details["shape"] or {}).get("estimate"))
    calibrated = t("A, kalibreret med negative kontroller", "A, calibrated by negative controls")
    rows += _row(t, calibrated, (details["calibrated"] or {}).get("matched"))
    return [*rows, *_trends(s), *_negative_controls(s), *_doses(s)]


def _trends(s: Source) -> list[Row]:
    """List how far B moves where trends differ after as they did before."""
    t, rows = s.t, []
    for factor, (low, high) in s.details["trend_bounds"].items():
        if low is not None and high is not None:
            f = t.number(float(factor), 1)
            label = t(
                f"B, hvis udviklingen afviger {f} gange så meget som før",
                f"B, if trends differ {f} times as much as before",
            )
            rows.append((label, "–", t.change(low), t.change(high)))

    return rows


def _negative_controls(s: Source) -> list[Row]:
    """List what a referral cannot change."""
    t, rows = s.t, []
    for key, estimate in s.details["negative"].items():
        kind = t(f"Negativ kontrol, type {key}", f"Negative control, type {key}")
        rows += _row(t, t("Dødelighed", "Mortality") if key == "mortality" else kind, estimate)

    return rows


def _doses(s: Source) -> list[Row]:
    """List A by number of meetings, for numbers of citizens that may be told."""
    t, rows = s.t, []
    for key, dose in s.details["doses"].items():
        if not s.may_show(f"dose {key}"):
            continue
        low, _, high = key.partition("-")
        span = t(f"{low} og derover", f"{low} or more") if int(high) > 10**6 else f"{low}-{high}"
        meetings = low if low == high else span
        label = t(f"Kun beskrivelse: {meetings} samtaler", f"Description only: {meetings} meetings")
        rows += _row(t, label, dose["estimate"])

    return rows


def doubts(s: Source) -> list[Any]:
    """Build everything that a statistician asks for next."""
    t = s.t
    return [
        d.Heading(1, t("Hvad kunne vælte svaret", "What could overturn the answer")),
        d.Bullets((*_one_practice_out(s), _pseudo_trials(s), _unseen_cause(s), *_responders(s))),
        d.Table(
            t("Andre valg og andre målinger", "Other choices and other measurements"),
            (t("Måling", "Measurement"), t("Ændring", "Change"), t("Fra", "From"), t("Til", "To")),
            tuple(_other_measurements(s)),
        ),
        d.Paragraph(
            t(
                "Antal samtaler er kun en beskrivelse: de, der har lyst, møder op flere gange.",
                "Numbers of meetings are description only: the willing come more often.",
            )
        ),
    ]


def _one_practice_out(s: Source) -> list[str]:
    t, left = s.t, [each for each in s.details["practices"] if each is not None]
    if not left:
        return []
    return [
        t(
            f"Tages én praksis ud ad gangen, ligger A mellem {t.change(max(left))} og {t.change(min(left))}.",
            f"Leaving out one practice at a time, A lies between {t.change(max(left))} and {t.change(min(left))}.",
        )
    ]


def _pseudo_trials(s: Source) -> str:
    t, pseudo = s.t, s.details["pseudo_trials"]
    if pseudo["p"] is None:
        return t(
            "Der er for få andre kommuner til at prøve, om et område uden tilbuddet kunne have vist det samme.",
            "There are too few other municipalities to test whether an area without the service could have "
            "shown the same.",
        )

    many = t.number(len(pseudo["log_ratios"]))
    return t(
        f"Tages {many} andre kommuner én ad gangen, som om de havde tilbuddet, er p = "
        f"{t.number(pseudo['p'], 3)}. Det er den ærlige usikkerhed, når kun ét område prøver.",
        f"Taking {many} other municipalities one by one as if they had the service gives p = "
        f"{t.number(pseudo['p'], 3)}. It is the honest uncertainty when only one area tries.",
    )


def _unseen_cause(s: Source) -> str:
    t, e = s.t, s.details["e_values"]
    return t(
        "E-værdi: en overset fælles årsag skal hænge sammen med både henvisning og kontakter med en faktor "
        f"{t.number(e['matched'], 2)} (A) eller {t.number(e['did'], 2)} (B) for at bortforklare resultatet.",
        "E-value: an unseen common cause must be tied to both referral and contacts by a factor "
        f"{t.number(e['matched'], 2)} (A) or {t.number(e['did'], 2)} (B) to explain the result away.",
    )


def _responders(s: Source) -> list[str]:
    t, shown = s.t, s.published.shown
    fell, of = shown["responders"], shown["responders n"]
    if fell is None or not of:
        return []

    limit = t.percent(s.study.responder_threshold, 0)
    return [
        t(
            f"{t.percent(fell / of, 0)} af de henviste faldt mindst {limit} i "
            "egne kontakter. Det siger intet om effekt: mange gør det af sig selv.",
            f"{t.percent(fell / of, 0)} of the referred fell by at least "
            f"{limit} in their own contacts. It says nothing of effect: many do so by themselves.",
        )
    ]


def planning(s: Source) -> list[Any]:
    """Build the planning page: what studies of other sizes can show, scaled from this one."""
    t = s.t
    e, threshold = s.result["estimates"]["matched"], s.study.responder_threshold
    if e["se_log"] is None:
        return []

    n = s.result["n_matched"]
    sizes = [
        power.of_spread(k, e["se_log"] * math.sqrt(n / k), threshold, threshold)
        for k in (100, 300, 600, 1000, 2000, 4000)
    ]
    rows = [
        (
            t.number(p.referred),
            t.percent(p.half_width),
            t.percent(p.detects, 0),
            t.percent(p.passes, 0),
            t.percent(p.smallest),
            t.percent(p.needed),
        )
        for p in sizes
    ]
    limit = t.percent(threshold, 0)
    year = s.details["year_before"]
    uneven = [
        d.Paragraph(
            t(
                f"I året før havde de henviste {t.number(year['mean'], 1)} kontakter i snit, og spredningen mellem dem var "
                f"{t.number(year['dispersion'], 2)} (negativ binomial). Det er --mean og --dispersion i »samspil effect power«, når "
                "den næste aftale skal planlægges.",
                f"In the year before the referred had {t.number(year['mean'], 1)} contacts on average, and the dispersion "
                f"between them was {t.number(year['dispersion'], 2)} (negative binomial). These are --mean and --dispersion of "
                "“samspil effect power” when the next agreement is planned.",
            )
        )
    ]
    return [
        d.Heading(1, t("Planlægning: hvad kan en undersøgelse vise", "Planning: what can a study show")),
        d.Paragraph(
            t(
                f"Er den sande reduktion præcis {limit}, er det plat eller krone, om målingen når {limit}, uanset "
                "hvor mange der henvises. Tabellen er regnet ud fra spredningen i denne undersøgelse og kun for "
                "tilfældig usikkerhed.",
                f"If the true reduction is exactly {limit}, it is a coin toss whether the estimate reaches "
                f"{limit}, however many are referred. The table is scaled from the spread in this study and "
                "covers chance alone.",
            )
        ),
        d.Table(
            t(f"Chancer, når den sande reduktion er {limit}", f"Chances when the true reduction is {limit}"),
            (
                t("Henviste", "Referred"),
                t("Usikkerhed (halv bredde)", "Uncertainty (half width)"),
                t("Chance for at se en effekt", "Chance of seeing an effect"),
                t(f"Chance for at måle mindst {limit}", f"Chance of measuring at least {limit}"),
                t("Mindste effekt, der ses i 80 %", "Smallest effect seen in 80%"),
                t(f"Sand effekt, der giver 80 % chance for {limit}", f"True effect that gives 80% chance of {limit}"),
            ),
            tuple(rows),
        ),
        *(uneven if year["mean"] is not None and year["dispersion"] is not None else []),
    ]


def record(s: Source) -> list[Any]:
    """Build the last page: protocol, hashes, what was assumed, and how to recompute it."""
    t, r, details = s.t, s.result, s.details
    pairs: list[tuple[str, Any]] = [
        (t("Henvist i perioden", "Referred in the period"), r["period"].replace("/", t(" til ", " to "))),
        (t("Registerets måneder", "Months of the register"), t(" til ", " to ").join(details["months"])),
        (t("Rækker i registeret", "Rows in the register"), t.number(details["rows"])),
        (t("Protokollens SHA-256", "SHA-256 of the protocol"), (d.Code(r["protocol_sha256"]),)),
        (t("Registerets SHA-256", "SHA-256 of the register"), (d.Code(r["register_sha256"]),)),
        (t("Resultatets SHA-256", "SHA-256 of the result"), (d.Code(r["result_sha256"]),)),
        (t("Program og version", "Program and version"), f"samspil {r['version']}"),
    ]
    notes: list[Any] = [
        d.Note(
            t(
                "Perioden på 12 måneder, sammenligningsgruppen og grænserne for kontrollerne er antaget: "
                "referatet af 23. september 2025 siger dem ikke.",
                "The 12-month window, the comparison group and the limits of the gates are assumed: the minutes "
                "of 23 September 2025 do not state them.",
            ),
            kind="assumed",
        )
    ]
    if details["extract_date"] is None:
        notes.append(
            d.Note(
                t(
                    "Udtrækkets dato er ikke angivet. Er de sidste måneder ikke færdigindberettet, ser "
                    "kontakterne færre ud, end de er.",
                    "The date of the extract is not given. If the last months are not fully reported, contacts "
                    "look fewer than they are.",
                ),
                kind="unknown",
            )
        )

    return [
        d.Heading(1, t("Protokol og efterprøvning", "Protocol and verification")),
        d.Terms(tuple(pairs)),
        *notes,
        d.Paragraph(
            t(
                "Enhver med den forseglede protokol og registeret kan regne resultatet efter med samme kommando "
                "og skal få samme SHA-256.",
                "Anyone with the sealed protocol and the register can recompute the result with the same command "
                "and must get the same SHA-256.",
            )
        ),
    ]
