"""The evidence: are the groups alike, what happened month by month, for which contacts, and for whom."""

from __future__ import annotations

from typing import Any

from samspil.analysis.effect.report import figures
from samspil.analysis.effect.report.source import Json, Source, known
from samspil.analysis.effect.report.tongue import GROUPS, STRATA, TYPES, Tongue
from samspil.paper import document as d


def likeness(s: Source) -> list[Any]:
    """Build the balance table and love plot."""
    t = s.t
    names = {
        "sex": t("Kvinder", "Women"),
        "birth_year": t("Fødselsår", "Birth year"),
        "comorbidity": t("Sygelighed", "Comorbidity"),
    }
    names |= {k: t.pick(STRATA[k]) for k in ("education", "income_group")}

    def label(b: Json) -> str:
        what = str(b["what"])
        if what.startswith("contacts "):
            return t("Kontakter, måned ", "Contacts, months ") + what.removeprefix("contacts ").replace(
                "..", t(" til ", " to ")
            )
        if what.startswith("area "):
            return f"{t('Område', 'Area')} {what.removeprefix('area ')}"
        return names.get(what, what)

    blocks: list[Any] = [d.Heading(1, t("Ligner grupperne hinanden?", "Are the groups alike?"))]
    for key, title in (("matched", t("Måling A", "Contrast A")), ("did", t("Måling B", "Contrast B"))):
        rows = [b for b in s.details["balance"] if b["contrast"] == key]
        blocks.append(
            d.Table(
                t(f"Balance, {title}", f"Balance, {title}"),
                (
                    t("Forhold", "Covariate"),
                    t("Henviste", "Referred"),
                    t("Sammenligning", "Comparison"),
                    t("Standardiseret forskel", "Standardised difference"),
                    t("Bedømt", "Judged"),
                ),
                tuple(
                    (
                        label(b),
                        *(
                            f"{b[side]:.0f}" if b["what"] == "birth_year" else t.number(b[side], 2)
                            for side in ("referred", "comparison")
                        ),
                        t.number(b["smd"], 3),
                        t("ja", "yes") if b["judged"] else t("nej", "no"),
                    )
                    for b in rows
                ),
            )
        )
        drawn = [(label(b), b["smd"]) for b in rows if b["smd"] is not None]
        blocks.append(
            figures.love(
                drawn, t(f"Forskelle mellem grupperne, {title}", f"Differences between the groups, {title}"), t
            )
        )
    note = t(
        "Kontakter er vist som kvadratrødder. I måling B må de sidste to års kontakter gerne være forskellige; "
        "kontrollen af stigningen holder øje med dem.",
        "Contacts are shown as square roots. In contrast B the last two years may differ; the gate on the rise "
        "watches them.",
    )
    return [*blocks, d.Paragraph(note)]


def time(s: Source) -> list[Any]:
    """Build the event study."""
    t = s.t
    blocks: list[Any] = [d.Heading(1, t("Måned for måned", "Month by month"))]
    for key, title in (("matched", t("Måling A", "Contrast A")), ("did", t("Måling B", "Contrast B"))):
        e = s.details["events"][key]
        rows = []
        for side, name in (("referred", t("Henviste", "Referred")), ("comparison", t("Sammenligning", "Comparison"))):
            rows += [(int(m), name, y) for m, y in zip(e["month"], e[side], strict=True) if y is not None]
        blocks.append(
            figures.over_time(
                rows,
                t(f"Kontakter før og efter henvisningen, {title}", f"Contacts before and after referral, {title}"),
                t,
            )
        )

    text = t(
        "Måned 0 er henvisningens måned og indgår hverken i før eller efter. En top lige før henvisningen, der "
        "falder af sig selv, er netop grunden til, at før og efter ikke kan bruges.",
        "Month 0 is the month of referral and counts neither before nor after. A peak just before referral that "
        "falls by itself is the very reason why before and after cannot be used.",
    )
    return [*blocks, d.Paragraph(text)]


def kinds(s: Source) -> list[Any]:
    """Build the part by contact type and payer: displacement between types, and who saves."""
    t = s.t
    rows = []
    for kind, told in s.result["types"].items():
        e = told["estimates"]
        change = [
            # Counts that were not seen are never stored: they are the seen over the ratio.
            None if e[k]["rate_ratio"] is None else told["observed"] / e[k]["rate_ratio"] - told["observed"]
            for k in ("matched", "did")
        ]
        saved = sorted(-c for c in change if c is not None)
        rows.append(
            (
                t.pick(TYPES.get(kind, (f"Type {kind}", f"Type {kind}"))),
                t.change(e["matched"]["rate_ratio"]),
                t.change(e["did"]["rate_ratio"]),
                f"{t.number(saved[0])} {t('til', 'to')} {t.number(saved[-1])}"
                # What rests on few contacts could tell of persons.
                if len(saved) == 2 and told["observed"] > s.published.rule.hide_at_most
                else "–",
                s.study.payers.get(int(kind), t("ikke angivet", "not stated")),
            )
        )

    return [
        d.Heading(1, t("Hvilke kontakter, og hvem betaler", "Which contacts, and who pays")),
        *_tariffs(s),
        d.Table(
            t("Ændring for hver type kontakt", "Change for each type of contact"),
            (
                t("Type", "Type"),
                "A",
                "B",
                t("Ændring i antal kontakter", "Change in number of contacts"),
                t("Betaler", "Payer"),
            ),
            tuple(rows),
        ),
        d.Paragraph(
            t(
                "Falder én type, mens en anden stiger, kan kontakterne være flyttet og ikke sparet. Et negativt "
                "tal er færre kontakter.",
                "If one type falls while another rises, contacts may have moved and not been saved. A negative "
                "number is fewer contacts.",
            )
        ),
        *_payers(s),
    ]


def _tariffs(s: Source) -> list[Any]:
    t, told = s.t, s.result["estimates"].get("tariff_weighted")
    if not told:
        return []
    a, b = (t.change(told[k]["rate_ratio"]) for k in ("matched", "did"))
    return [
        d.Paragraph(
            t(
                f"Vægtet med protokollens takster er ændringen {a} (A) og {b} (B).",
                f"Weighted by the protocol's tariffs the change is {a} (A) and {b} (B).",
            )
        )
    ]


def payers_of(s: Source) -> list[tuple[str, ...]]:
    """Add up the types of each payer: contacts and, where the protocol has tariffs, kroner."""
    t, money = s.t, s.study.tariffs
    unnamed = t("ikke angivet", "not stated")
    rows = []
    for payer in dict.fromkeys(s.study.payers.get(int(kind), unnamed) for kind in s.result["types"]):
        mine = {k: v for k, v in s.result["types"].items() if s.study.payers.get(int(k), unnamed) == payer}
        seen = {k: v for k, v in mine.items() if v["observed"] > s.published.rule.hide_at_most}
        contacts, kroner = [], []
        for key in ("matched", "did"):
            change = {
                k: v["observed"] - v["observed"] / v["estimates"][key]["rate_ratio"]
                for k, v in seen.items()
                if v["estimates"][key]["rate_ratio"]
            }
            contacts.append(sum(change.values()))
            kroner.append(sum(change[k] * money.get(int(k), 0.0) for k in change))
        row = [payer, *_range(contacts, t)]
        rows.append((*row, *_range(kroner, t)) if money else tuple(row))

    return rows


def _payers(s: Source) -> list[Any]:
    t, money = s.t, s.study.tariffs
    heads = [t("Betaler", "Payer"), t("Kontakter, fra", "Contacts, from"), t("til", "to")]
    if money:
        heads += [t("Kroner, fra", "Kroner, from"), t("til", "to")]

    return [
        d.Table(
            t("Hvem sparer, og hvem betaler mere", "Who saves, and who pays more"), tuple(heads), tuple(payers_of(s))
        ),
        d.Paragraph(
            t(
                "Hver betalers typer lagt sammen, fra den ene måling til den anden. Flyttes kontakter fra en betaler til en "
                "anden, ses det her; hvem der betaler for hvad, står i protokollen.",
                "The types of each payer added up, from one contrast to the other. Contacts moved from one payer to another show "
                "here; the protocol says who pays for what.",
            )
        ),
    ]


def _range(two: list[float], t: Tongue) -> tuple[str, str]:
    return t.number(min(two)), t.number(max(two))


def equity(s: Source) -> list[Any]:
    """Build the part on social and geographical inequality."""
    t = s.t
    rows, drawn = [], []
    for g in s.details["groups"]:
        name = f"group {g['stratum']} {g['group']}"
        label = f"{t.pick(STRATA[g['stratum']])}: {_group(g, t)}"
        if not s.may_show(name) or g["estimates"] is None or g["hidden"]:
            rows.append((label, s.shown(name), "–", "–"))
            continue
        a, b = g["estimates"]["matched"], g["estimates"]["did"]
        rows.append((label, s.shown(name), _with(a, t), _with(b, t)))
        if known(a):
            drawn.append((label, a["rate_ratio"], a["low"], a["high"]))

    title = t("Ændring i kontakter i hver gruppe, måling A", "Change in contacts in each group, contrast A")
    return [
        d.Heading(1, t("Social og geografisk ulighed", "Social and geographical inequality")),
        d.Table(
            t("Resultatet i hver gruppe", "The result in each group"),
            (
                t("Gruppe", "Group"),
                t("Henviste", "Referred"),
                t("A (fra, til)", "A (from, to)"),
                t("B (fra, til)", "B (from, to)"),
            ),
            tuple(rows),
        ),
        *([figures.intervals(drawn, title, t, what=t("Gruppe", "Group"))] if drawn else []),
        d.Paragraph(
            t(
                "Små grupper svinger meget af sig selv. Forskelle mellem grupper er spor at følge, ikke beviser. "
                "Efter tidligere forbrug vises kun A: B ville måle, at høje og lave tal falder og stiger af sig "
                "selv.",
                "Small groups vary a lot by themselves. Differences between groups are leads, not proof. By "
                "previous use only A is shown: B would measure high and low counts returning to the mean.",
            )
        ),
    ]


def _group(g: Json, t: Tongue) -> str:
    if (pair := GROUPS.get((g["stratum"], g["group"]))) is not None:
        return t.pick(pair)
    if g["stratum"] in {"education", "income_group", "area"}:
        return t("ukendt", "unknown") if g["group"] == "0" else str(g["group"])
    low, _, high = str(g["group"]).partition("-")
    end = int(high)
    if end >= 199:
        return t(f"{low} og derover", f"{low} and over")
    return t(f"{low} til {high}", f"{low} to {high}")


def _with(e: Json, t: Tongue) -> str:
    if not known(e):
        return t.change(e["rate_ratio"])
    return f"{t.change(e['rate_ratio'])} ({t.number((e['low'] - 1) * 100, 1)}; {t.number((e['high'] - 1) * 100, 1)})"
