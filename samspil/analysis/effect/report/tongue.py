"""One report in two languages: every sentence stands as a pair, so that neither can lag behind the other."""

from __future__ import annotations

import dataclasses
import math

from samspil.paper import danish

Pair = tuple[str, str]

TYPES: dict[str, Pair] = {
    "1": ("Egen læge", "Own GP"),
    "2": ("Lægevagt", "Out-of-hours GP"),
    "3": ("Psykolog", "Psychologist"),
    "4": ("Fysioterapeut", "Physiotherapist"),
    "5": ("Kiropraktor", "Chiropractor"),
    "6": ("Akut hospitalskontakt", "Acute hospital contact"),
    "0": ("Alle typer", "All types"),
}
STRATA: dict[str, Pair] = {
    "sex": ("Køn", "Sex"),
    "age": ("Alder", "Age"),
    "education": ("Uddannelse", "Education"),
    "income_group": ("Indkomst", "Income"),
    "area": ("Område", "Area"),
    "previous_use": ("Kontakter året før", "Contacts the year before"),
}
GROUPS: dict[tuple[str, str], Pair] = {
    ("sex", "1"): ("Mænd", "Men"),
    ("sex", "2"): ("Kvinder", "Women"),
    ("education", "1"): ("Kort", "Short"),
    ("education", "2"): ("Mellem", "Medium"),
    ("education", "3"): ("Lang", "Long"),
    ("income_group", "1"): ("Lav", "Low"),
    ("income_group", "2"): ("Mellem", "Medium"),
    ("income_group", "3"): ("Høj", "High"),
}
GATES: dict[str, tuple[Pair, Pair]] = {
    "balance": (
        ("Ligner grupperne hinanden?", "Are the groups alike?"),
        (
            "Største standardiserede forskel mellem de henviste og sammenligningsgruppen",
            "Largest standardised difference between the groups",
        ),
    ),
    "placebo": (
        ("Virker en henvisning, der ikke har fundet sted?", "Does a referral that did not happen work?"),
        (
            "Afvigelse, når henvisningen dateres 12 måneder for tidligt",
            "Deviation when the referral is dated 12 months early",
        ),
    ),
    "step": (
        ("Steg forbruget særligt op til henvisningen?", "Did use rise ahead of referral?"),
        (
            "Forholdet mellem de to grupper året før mod året før det",
            "Ratio of the groups the year before against the year before that",
        ),
    ),
    "negative_controls": (
        ("Er der forskel, hvor der ingen bør være?", "Is there a difference where there should be none?"),
        (
            "Mindste p-værdi blandt de negative kontroller, dødelighed iberegnet",
            "Smallest p-value among negative controls, mortality included",
        ),
    ),
    "match_rate": (
        ("Har de henviste nogen at blive sammenlignet med?", "Do the referred have anybody to compare with?"),
        ("Andel af de henviste med sammenligningspersoner", "Share of the referred with comparison persons"),
    ),
    "leave_one_out": (
        ("Hænger resultatet på én praksis?", "Does the result hang on one practice?"),
        ("Største ændring, når én praksis tages ud", "Largest change when one practice is left out"),
    ),
    "structural_break": (
        ("Skete der noget andet i området?", "Did something else happen in the area?"),
        (
            "Sikker ændring blandt ikke-henviste i forsøgets praksisser",
            "Certain change among the not referred in the trial's practices",
        ),
    ),
    "known_breaks": (
        ("Er der kendte brud i forsøgets område?", "Are there known breaks in the trial's area?"),
        ("Antal kendte brud i protokollen", "Known breaks in the protocol"),
    ),
    "data": (
        ("Er data hele?", "Are the data whole?"),
        ("Antal ting i data, der skal ses efter", "Things in the data that must be looked at"),
    ),
}
# What the verdict on the data found, without its numbers: small ones could tell of persons.
DATA: dict[str, Pair] = {
    "unknown_persons": (
        "kontakter for personer, der ikke står i personfilen",
        "contacts of persons not in the file of persons",
    ),
    "doubled_rows": ("rækker, der står mere end én gang", "rows that stand more than once"),
    "off_the_list": ("de fleste rækker er ikke på kodelisten", "most rows are not on the list of codes"),
    "rejected_rows": ("fejlrækker er sprunget over", "faulty rows were left out"),
    "empty_types": ("typer af kontakter uden rækker", "types of contact without rows"),
    "unseen_persons": ("mange personer uden nogen kontakt", "many persons without any contact"),
    "after_death": ("kontakter efter død", "contacts after death"),
    "outside": ("kontakter uden for personens tid i registeret", "contacts outside the person's time in the register"),
    "ancient": ("kontakter dateret før 1977", "contacts dated before 1977"),
    "impossible_counts": ("umuligt mange kontakter på én dag", "impossibly many contacts on a day"),
    "thin_months": ("måneder med for få kontakter", "months with too few contacts"),
    "type_holes": ("måneder, der mangler for en type kontakt", "months missing for a type of contact"),
    "left_out": ("de fleste rækker er holdt ude", "most rows were left out"),
    "reused_numbers": ("kontaktnumre, der står ved flere dage", "contact numbers that stand at several days"),
    "long_contacts": ("akutte kontakter på over et år", "acute contacts of more than a year"),
    "referrals_outside": (
        "henvisninger uden for personens tid i registeret",
        "referrals outside the person's time in the register",
    ),
    "referrals_uncovered": ("henvisninger uden for kontakternes tid", "referrals outside the time of the contacts"),
    "practice_holes": ("praksisser, der mangler måneder", "practices that lack months"),
    "foreign_verdict": ("ingest.json hører til et andet register", "ingest.json belongs to another register"),
}
CHOICES: dict[str, Pair] = {
    "one_control": ("Én sammenligningsperson pr. henvist", "One comparison person each"),
    "five_controls": ("Fem sammenligningspersoner pr. henvist", "Five comparison persons each"),
    "caliper_1": ("Kun meget ens forhistorier", "Only very similar histories"),
    "washed_matched": ("Matchet: måned 1 holdt ude", "Matched: month 1 left out"),
    "washed_did": (
        "Før og efter mod de andre: måned -1 og 1 holdt ude",
        "Difference in differences: months -1 and 1 left out",
    ),
    "unadjusted": ("Matchet, uden justering", "Matched, unadjusted"),
}


@dataclasses.dataclass(frozen=True)
class Tongue:
    """A language: picks sentences and writes numbers. `code` is da or en."""

    code: str

    def __call__(self, da: str, en: str) -> str:
        """Return the sentence in this language."""
        return da if self.code == "da" else en

    def pick(self, pair: Pair) -> str:
        """Return this language's half of a pair."""
        return pair[0] if self.code == "da" else pair[1]

    def number(self, x: float | None, decimals: int = 0) -> str:
        """Write a number, or a dash where there is none."""
        if x is None or not math.isfinite(x):
            return "–"
        return (
            danish.number(x, decimals) if self.code == "da" else f"{float(danish.rounded(x, decimals)):,.{decimals}f}"
        )

    def percent(self, x: float | None, decimals: int = 1) -> str:
        """Write a share as a percentage."""
        if x is None or not math.isfinite(x):
            return "–"
        return (
            danish.percent(x, decimals)
            if self.code == "da"
            else f"{float(danish.rounded(100 * x, decimals)):.{decimals}f}%"
        )

    def change(self, ratio: float | None) -> str:
        """Write a rate ratio as »12,3 % færre« or »4,0 % flere«."""
        if ratio is None or not math.isfinite(ratio):
            return "–"
        size = self.percent(abs(1 - ratio))
        return f"{size} {self('færre', 'fewer') if ratio <= 1 else self('flere', 'more')}"

    def count(self, shown: int | None) -> str:
        """Write a count of citizens that may have been hidden."""
        return self("skjult", "hidden") if shown is None else self.number(shown)
