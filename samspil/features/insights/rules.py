"""Who may write and publish insights and bring documents in, and what an insight must rest on. No Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from samspil.analysis import sides
from samspil.paper import cpr, identity, languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import policy, states

if TYPE_CHECKING:
    from samspil.spine.people import Actor

STATES = states.register(
    states.table(
        "insight (indsigt)",
        {"draft": "kladde", "published": "offentlig"},
        {"draft": "published", "published": "draft"},
    )
)

SIDES = languages.words(
    {
        "citizen": "Borgere",
        "professional": "Fagpersoner",
        "politician": "Politikere",
        "civil_society": "Civilsamfund",
        "": "Rolle ikke oplyst",
    }
)
assert set(sides.SIDES) == set(SIDES) - {""}

# Names and places may be those of whoever works here, or of the place an insight is about; these belong to one person.
NEVER_PUBLIC = {"cpr", "mail", "phone", "address", "birth"}
# Characters: a statement is one or two sentences; what is to be said besides is the explanation.
LONGEST_STATEMENT = 500
LONGEST_EXPLANATION = 10_000

_WRITES = "coordinator staff evaluator member secretary"
POLICY = (
    policy.rule("add", "insight", _WRITES, policy.NEAR)
    .in_words("De, der arbejder sammen om materialet, begynder en indsigt.")
    .otherwise("Du kan kun skrive indsigter for en organisation eller et partnerskab, som du selv arbejder i.")
    .nowhere("Kun dem, der arbejder sammen om materialet, kan skrive en indsigt. Log ind først."),
    policy.rule("write", "insight", _WRITES, policy.NEAR)
    .in_words("De, der arbejder sammen om materialet, skriver indsigter.")
    .otherwise("Kun dem, der arbejder med indsigten, kan ændre den."),
    policy.rule("write", "insight", "*", "own", "Den, der skrev indsigten, retter den.", "draft"),
    policy.rule("publish", "insight", "coordinator", policy.NEAR, states="draft")
    .in_words("Tovholderen gør en indsigt offentlig.")
    .otherwise("Kun tovholderen kan gøre en indsigt offentlig, og kun mens den er en kladde."),
    policy.rule("unpublish", "insight", "coordinator", policy.NEAR, states="published")
    .in_words("Tovholderen tager en indsigt af nettet.")
    .otherwise("Kun tovholderen kan tage en offentlig indsigt af nettet."),
    policy.rule("add", "document", "coordinator evaluator secretary", policy.NEAR)
    .in_words("De lægger en kilde ind.")
    .otherwise("Kun tovholder, evaluator og sekretær kan lægge en kilde ind.")
    .nowhere("Kun tovholder, evaluator og sekretær kan lægge en kilde ind. Log ind først."),
)


def check_rests(evidence: int) -> None:
    """Only what rests on something becomes public."""
    if evidence == 0:
        raise Refused("Indsigten bygger ikke på noget endnu. Vælg mindst ét sted i kilderne eller ét bidrag først.")


def check_chosen_by_another(by: Actor, chosen_by: UUID | None) -> None:
    """What a citizen said becomes public by two persons: one chooses the quote, another makes it public."""
    if chosen_by is not None and chosen_by == by.person_id:
        raise Refused(
            "Indsigten citerer et bidrag, og det er dig, der har valgt citatet. Bed en anden tovholder om at læse det og offentliggøre "
            "indsigten."
        )


def check_still_draft(state: str) -> None:
    """A quote of what a citizen said is added while nobody but those who work on the insight reads it."""
    if state != STATES.first:
        raise Refused(
            "Indsigten er offentlig, og citatet ville blive det med det samme. Tag indsigten af nettet, før du vælger citatet.",
            field="passage",
        )


def check_statement(statement: str) -> str:
    """A statement is there, is short, and holds no CPR number. Gives it on one line."""
    tidy = " ".join(statement.split())
    if not tidy:
        raise Refused("Skriv indsigten i en eller to sætninger.", field="statement")
    if len(tidy) > LONGEST_STATEMENT:
        raise Refused(
            "Indsigten fylder {tidy} tegn, og der er plads til {longest_statement}. Flyt resten til forklaringen.",
            field="statement",
            tidy=len(tidy),
            longest_statement=LONGEST_STATEMENT,
        )
    _check_no_cpr(tidy, "statement")
    return tidy


def check_explanation(explanation: str) -> str:
    """An explanation is not endless and holds no CPR number. Gives it without blanks at either end."""
    tidy = explanation.strip()
    if len(tidy) > LONGEST_EXPLANATION:
        raise Refused(
            "Forklaringen fylder {tidy} tegn, og der er plads til {longest_explanation}.",
            field="explanation",
            tidy=len(tidy),
            longest_explanation=LONGEST_EXPLANATION,
        )
    _check_no_cpr(tidy, "explanation")
    return tidy


def check_why(why: str) -> str:
    """Whoever rests an insight on something says how. Gives it without blanks at either end."""
    reason = demanded(why, "Skriv, hvordan indsigten bygger på det, du har valgt.", field="why")
    _check_no_cpr(why, "why")
    return reason


def check_side(side: str) -> str:
    """Evidence stands on one of four sides, or on none that is known."""
    if side not in SIDES:
        raise Refused("Vælg, om det er borgere, fagpersoner, politikere eller civilsamfund.", field="side")
    return side


def _check_no_cpr(words: str, field: str) -> None:
    # The one knows how it is written, the other finds digits kept apart.
    if cpr.mask(words) != words or any(each.kind == "cpr" for each in identity.find(words)):
        raise Refused(
            "Der står noget, der ligner et CPR-nummer. Slet det: et CPR-nummer må aldrig stå i en indsigt.", field=field
        )


def check_no_numbers(words: str) -> None:
    """What becomes public of an insight's own words holds nothing that reaches or tells one person: a number, an address, a birthday."""
    found = [each for each in identity.find(words) if each.kind in NEVER_PUBLIC]
    if found:
        raise Refused(
            "Der står {found} i indsigten. Skriv den uden, før den bliver offentlig.", found=identity.named(found)
        )


def counts(evidence: Iterable[str]) -> Mapping[str, int]:
    """Count pieces of evidence by side, in the order of `SIDES`; an unknown side only when there is some."""
    number = Counter(evidence)
    return {side: number[side] for side in SIDES if side or number[side]}


def rests_on_one_side(evidence: Iterable[str]) -> str:
    """Return the only side that an insight's evidence stands on, or "" when there are several or none."""
    met = set(evidence)
    return met.pop() if len(met) == 1 else ""
