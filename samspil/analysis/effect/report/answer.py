"""The first pages: the answer in one sentence, whether it may be paid on, what it does not show, and who is included."""

from __future__ import annotations

from typing import Any

from samspil.analysis.effect.report import figures, reasons
from samspil.analysis.effect.report.source import Source, known
from samspil.analysis.effect.report.tongue import GATES, Tongue
from samspil.paper import document as d


def sentence(s: Source) -> str:
    """Say the answer in one sentence with its bracket."""
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
    """Build the first page: the answer, whether it may be paid on, and what it does not show."""
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
    figure = [(label, e["rate_ratio"], e["low"], e["high"]) for label, e in rows if known(e)]

    return [
        d.Heading(1, t("Svaret", "The answer")),
        d.Paragraph((d.Strong(sentence(s)),)),
        *([d.Paragraph(narrow)] if (narrow := reasons.narrower(s)) else []),
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
    """Build the list of contents."""
    return [d.Contents()]


def who(s: Source) -> list[Any]:
    """Build the part on who is in the study."""
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
        # Means of a hidden group would tell of its few persons as well.
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
