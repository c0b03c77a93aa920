"""The report as documents: first the answer and what it does not show, then everything that could overturn it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from samspil.analysis.disclosure import Published
from samspil.analysis.effect import power, protocol
from samspil.analysis.effect.protocol import Study
from samspil.analysis.effect.report import figures, publish
from samspil.analysis.effect.report.tongue import CHOICES, GATES, GROUPS, STRATA, TYPES, Tongue
from samspil.paper import document as d

Json = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Source:
    """All that a report draws on."""

    result: Json
    details: Json
    study: Study
    published: Published
    t: Tongue

    def shown(self, name: str) -> str:
        """This function will return a count of citizens as it may be shown."""
        return self.t.count(self.published.shown[name])

    def may_show(self, name: str) -> bool:
        """This function will say whether numbers about these citizens may be shown at all."""
        return self.published.shown[name] is not None


def write(
    result: Json,
    details: Json,
    study: Study,
    out: Path,
    *,
    earlier: Sequence[Path] = (),
    created: dt.date | None = None,
) -> list[Path]:
    """This function will write rapport.html, rapport.pdf, report.html, report.pdf and published.json to `out` and return their paths.

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
    """This function will return the report in the source's language."""
    t = s.t
    parts = [
        answer(s),
        plan_of_reading(s),
        who(s),
        likeness(s),
        time(s),
        kinds(s),
        equity(s),
        checks(s),
        doubts(s),
        planning(s),
        record(s),
    ]
    blocks: list[Any] = [block for part in parts for block in part]
    subtitle = t(
        "Effekt af henvisninger på kontakter til sundhedsvæsenet", "Effect of referrals on health-care contacts"
    )
    return d.Document(
        title=s.details["title"], language=t.code, subtitle=subtitle, created=created, blocks=tuple(blocks)
    )


def sentence(s: Source) -> str:
    """This function will say the answer in one sentence with its bracket."""
    t, (low, high), wide = s.t, s.result["bracket"], s.details["widened"]
    ends = f"{t.change(high)} {t('og', 'and')} {t.change(low)}"
    outer = f"{t.change(wide[1])} {t('til', 'to')} {t.change(wide[0])}"
    return t(
        f"De henviste havde i det følgende år mellem {ends} kontakter end sammenlignelige borgere, der ikke var "
        "henvist. "
        f"Med den statistiske usikkerhed er spændet fra {outer}.",
        f"In the following year the referred had between {ends} contacts than comparable people who were not referred. "
        f"With statistical uncertainty the range is {outer}.",
    )


def answer(s: Source) -> list[Any]:
    """This function will build the first page: the answer, whether it may be paid on, and what it does not show."""
    t = s.t
    failed = [g for g in s.result["gates"] if not g["passed"]]
    status = (
        d.Note(
            t(
                "Alle kontroller er bestået. Tallet må bruges til betaling efter kontrakten.",
                "All gates are passed. The number may be paid on under the contract.",
            )
        )
        if s.result["payable"]
        else d.Note(
            t("Ikke til udbetaling uden gennemsyn. Ikke bestået: ", "Not payable without review. Not passed: ")
            + "; ".join(t.pick(GATES[g["name"]][0]) for g in failed),
            kind="warning",
        )
    )
    rows = [(label, s.result["estimates"][key]) for key, label in _contrasts(t) if key in s.result["estimates"]]
    table = d.Table(
        t("De to målinger og deres usikkerhed", "The two contrasts and their uncertainty"),
        (t("Måling", "Contrast"), t("Ændring", "Change"), t("Fra", "From"), t("Til", "To")),
        tuple((label, t.change(e["rate_ratio"]), t.change(e["low"]), t.change(e["high"])) for label, e in rows),
    )
    figure = [(label, e["rate_ratio"], e["low"], e["high"]) for label, e in rows if _known(e)]
    return [
        d.Heading(1, t("Svaret", "The answer")),
        d.Paragraph((d.Strong(sentence(s)),)),
        status,
        table,
        *(
            [
                figures.intervals(
                    figure,
                    t("Ændring i kontakter efter henvisning", "Change in contacts after referral"),
                    t,
                    what=t("Måling", "Contrast"),
                )
            ]
            if figure
            else []
        ),
        d.Heading(2, t("Hvad svaret ikke viser", "What the answer does not show")),
        d.Bullets(_limits(s)),
    ]


def _contrasts(t: Tongue) -> list[tuple[str, str]]:
    return [
        ("matched", t("A: samme forhistorie", "A: same history")),
        ("did", t("B: før og efter mod de andre", "B: difference in differences")),
        ("randomised", t("Lodtrækning", "Randomised arm")),
        ("before_after", t("Advarsel: før og efter alene", "Warning: before and after alone")),
    ]


def _known(e: Json | None) -> bool:
    return e is not None and all(e.get(k) is not None for k in ("rate_ratio", "low", "high"))


def _limits(s: Source) -> tuple[str, ...]:
    t = s.t
    before = s.result["estimates"]["before_after"]["rate_ratio"]
    return (
        t(
            f"Før og efter alene viser {t.change(before)}. Det må ikke bruges: folk henvises, når de bruger mest, "
            "og falder så af sig selv.",
            f"Before and after alone shows {t.change(before)}. It must not be used: people are referred when they "
            "use most, and fall back by themselves.",
        ),
        t(
            "Ved lægen noget om borgeren, som registeret ikke ser, kan ingen af målingerne fjerne det. Kun "
            "lodtrækning kan.",
            "What the doctor knows and the register does not, neither contrast can remove. Only chance can.",
        ),
        t(
            "Færre kontakter er ikke det samme som bedre helbred. Flere kan være rigtigt, hvis et behov før var "
            "overset.",
            "Fewer contacts are not better health, and more may be right if needs went unseen before.",
        ),
        t(
            "Alle henvisninger tæller med, også de borgere, der takkede nej. Svaret gælder tilbuddet, ikke samtalerne.",
            "Everybody referred counts, those who declined too. The answer is about the offer, not the meetings.",
        ),
    )


def plan_of_reading(_: Source) -> list[Any]:
    """This function will build the list of contents."""
    return [d.Contents()]


def who(s: Source) -> list[Any]:
    """This function will build the part on who is in the study."""
    t = s.t
    reasons = {
        "repeated": t("senere henvisninger af samme borger", "later referrals of the same person"),
        "waiting_arm": t("udtrukket til at vente", "randomised to wait"),
        "too_young": t("under aldersgrænsen", "below the age limit"),
        "too_early": t("for kort forhistorie i registeret", "too little history in the register"),
        "too_late": t("endnu ikke et helt år efter", "less than a full year after"),
    }
    steps = [
        (t("Henvisninger i registeret", "Referrals in the register"), s.shown("flow referrals")),
        (t("Henviste, der kan måles", "Referred who can be measured"), s.shown("flow cases")),
        (
            t("Med sammenligningspersoner i begge målinger", "With comparison persons in both contrasts"),
            s.shown("matched"),
        ),
    ]
    out = [(text, s.shown(f"flow {key}")) for key, text in reasons.items() if s.details["flow"][key]]
    drift = [
        (k, t.number(v["age"], 1), t.percent(v["women"]), t.number(v["contacts_before"], 1), s.shown(f"cohort {k}"))
        if s.may_show(f"cohort {k}")
        else (k, "–", "–", "–", s.shown(f"cohort {k}"))
        for k, v in s.details["drift"].items()
    ]
    rule = s.published.rule
    return [
        d.Heading(1, t("Hvem er med", "Who is included")),
        figures.flow(steps, out, t("Fra henvisning til måling", "From referral to measurement"), t),
        d.Paragraph(
            t(
                f"Antal borgere på {rule.hide_at_most} eller derunder er skjult, og øvrige antal er afrundet til "
                f"nærmeste {rule.round_to}. "
                "Flere tal er skjult, hvor de kunne regnes ud af andre.",
                f"Numbers of citizens of {rule.hide_at_most} or less are hidden and others rounded to the nearest "
                f"{rule.round_to}. "
                "More are hidden where they could be reckoned from others.",
            )
        ),
        d.Table(
            t("Hvem der henvises, årgang for årgang", "Who is referred, cohort by cohort"),
            (
                t("Årgang", "Cohort"),
                t("Alder", "Age"),
                t("Kvinder", "Women"),
                t("Kontakter året før", "Contacts the year before"),
                t("Antal", "Number"),
            ),
            tuple(drift),
        ),
    ]


def likeness(s: Source) -> list[Any]:
    """This function will build the balance table and love plot."""
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
                        t.number(b["referred"], 2),
                        t.number(b["comparison"], 2),
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
    """This function will build the event study."""
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
    """This function will build the part by contact type and payer: displacement between types, and who saves."""
    t = s.t
    rows = []
    for kind, told in s.result["types"].items():
        e = told["estimates"]
        change = [
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
                if len(saved) == 2 and told["observed"] > s.published.rule.hide_at_most
                else "–",
                s.study.payers.get(int(kind), t("ikke angivet", "not stated")),
            )
        )
    return [
        d.Heading(1, t("Hvilke kontakter, og hvem betaler", "Which contacts, and who pays")),
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
    ]


def equity(s: Source) -> list[Any]:
    """This function will build the part on social and geographical inequality."""
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
        if _known(a):
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
                "Små grupper svinger meget af sig selv. Forskelle mellem grupper er spor at følge, ikke beviser.",
                "Small groups vary a lot by themselves. Differences between groups are leads, not proof.",
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
    if not _known(e):
        return t.change(e["rate_ratio"])
    return f"{t.change(e['rate_ratio'])} ({t.number((e['low'] - 1) * 100, 1)}; {t.number((e['high'] - 1) * 100, 1)})"


def checks(s: Source) -> list[Any]:
    """This function will build the table of gates."""
    t = s.t
    rows = [
        (
            t.pick(GATES[g["name"]][0]),
            t.pick(GATES[g["name"]][1]),
            t.number(g["value"], 3) if g["value"] is not None else t("kunne ikke måles", "could not be measured"),
            t.number(g["limit"], 3),
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
    ]


def doubts(s: Source) -> list[Any]:
    """This function will build everything that a statistician asks for next."""
    t, details = s.t, s.details
    rows: list[tuple[str, str, str, str]] = []

    def add(label: str, e: Json | None) -> None:
        if e is not None and e.get("rate_ratio") is not None:
            rows.append((label, t.change(e["rate_ratio"]), t.change(e.get("low")), t.change(e.get("high"))))

    for key, pair in CHOICES.items():
        add(t.pick(pair), details["choices"].get(key))
    add(t("Placebo: dateret 12 måneder for tidligt", "Placebo: dated 12 months early"), details["placebo"])
    if details["calibrated"]:
        add(
            t("A, kalibreret med negative kontroller", "A, calibrated by negative controls"),
            details["calibrated"]["matched"],
        )
    if details["population"]:
        add(
            t("Alle i området mod alle andre steder", "Everybody in the area against everybody elsewhere"),
            details["population"]["whole"],
        )
        add(t("Hvad det siger om de henviste", "What that says of the referred"), details["population"]["implied"])
    for factor, (low, high) in details["trend_bounds"].items():
        if low is not None and high is not None:
            f = t.number(float(factor), 1)
            rows.append(
                (
                    t(
                        f"B, hvis udviklingen afviger {f} gange så meget som før",
                        f"B, if trends differ {f} times as much as before",
                    ),
                    "–",
                    t.change(low),
                    t.change(high),
                )
            )
    for key, told in details["negative"].items():
        add(
            t("Dødelighed", "Mortality")
            if key == "mortality"
            else t(f"Negativ kontrol, type {key}", f"Negative control, type {key}"),
            told,
        )
    for key, told in details["doses"].items():
        if s.may_show(f"dose {key}"):
            low, _, high = key.partition("-")
            meetings = (
                low
                if low == high
                else (t(f"{low} og derover", f"{low} or more") if int(high) > 10**6 else f"{low}-{high}")
            )
            add(t(f"Kun beskrivelse: {meetings} samtaler", f"Description only: {meetings} meetings"), told["estimate"])
    left = [x for x in details["practices"] if x is not None]
    pseudo, e = details["pseudo_trials"], details["e_values"]
    bullets = []
    if left:
        bullets.append(
            t(
                f"Tages én praksis ud ad gangen, ligger A mellem {t.change(max(left))} og {t.change(min(left))}.",
                f"Leaving out one practice at a time, A lies between {t.change(max(left))} and {t.change(min(left))}.",
            )
        )
    if pseudo["p"] is not None:
        many = t.number(len(pseudo["log_ratios"]))
        bullets.append(
            t(
                f"Tages {many} andre kommuner én ad gangen, som om de havde tilbuddet, er p = "
                f"{t.number(pseudo['p'], 3)}. Det er den ærlige usikkerhed, når kun ét område prøver.",
                f"Taking {many} other municipalities one by one as if they had the service gives p = "
                f"{t.number(pseudo['p'], 3)}. It is the honest uncertainty when only one area tries.",
            )
        )
    else:
        bullets.append(
            t(
                "Der er for få andre kommuner til at prøve, om et område uden tilbuddet kunne have vist det samme.",
                "There are too few other municipalities to test whether an area without the service could have "
                "shown the same.",
            )
        )
    bullets.append(
        t(
            "E-værdi: en overset fælles årsag skal hænge sammen med både henvisning og kontakter med en faktor "
            f"{t.number(e['matched'], 2)} (A) eller {t.number(e['did'], 2)} (B) for at bortforklare resultatet.",
            "E-value: an unseen common cause must be tied to both referral and contacts by a factor "
            f"{t.number(e['matched'], 2)} (A) or {t.number(e['did'], 2)} (B) to explain the result away.",
        )
    )
    share = s.published.shown["responders"]
    if share is not None and s.published.shown["responders n"]:
        limit = t.percent(s.study.responder_threshold, 0)
        bullets.append(
            t(
                f"{t.percent(share / s.published.shown['responders n'], 0)} af de henviste faldt mindst {limit} i "
                "egne kontakter. Det siger intet om effekt: mange gør det af sig selv.",
                f"{t.percent(share / s.published.shown['responders n'], 0)} of the referred fell by at least "
                f"{limit} in their own contacts. It says nothing of effect: many do so by themselves.",
            )
        )
    return [
        d.Heading(1, t("Hvad kunne vælte svaret", "What could overturn the answer")),
        d.Bullets(tuple(bullets)),
        d.Table(
            t("Andre valg og andre målinger", "Other choices and other measurements"),
            (t("Måling", "Measurement"), t("Ændring", "Change"), t("Fra", "From"), t("Til", "To")),
            tuple(rows),
        ),
        d.Paragraph(
            t(
                "Antal samtaler er kun en beskrivelse: de, der har lyst, møder op flere gange.",
                "Numbers of meetings are description only: the willing come more often.",
            )
        ),
    ]


def planning(s: Source) -> list[Any]:
    """This function will build the planning page: what studies of other sizes can show, scaled from this one."""
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
    ]


def record(s: Source) -> list[Any]:
    """This function will build the last page: protocol, hashes, what was assumed, and how to recompute it."""
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
