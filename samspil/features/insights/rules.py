"""Who may write and publish insights and bring documents in, and what an insight must rest on. No Django."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from samspil.analysis import sides
from samspil.paper import cpr
from samspil.paper.refusal import Refused
from samspil.spine import policy

if TYPE_CHECKING:
    from samspil.spine.people import Actor

STATES = ("draft", "published")
STATE_LABELS = {"draft": "kladde", "published": "offentlig"}
TRANSITIONS = {"draft": ("published",), "published": ("draft",)}

SIDES = {
    "citizen": "Borgere",
    "professional": "Fagpersoner",
    "politician": "Politikere",
    "civil_society": "Civilsamfund",
    "": "Rolle ikke oplyst",
}
assert set(sides.SIDES) == set(SIDES) - {""}

LONGEST_STATEMENT = (
    500  # characters: a statement is one or two sentences; what is to be said besides is the explanation
)
LONGEST_EXPLANATION = 10_000

_WRITES = "coordinator staff evaluator member secretary"
_NEAR = "organisation circle"
POLICY = (
    policy.rule("add", "insight", _WRITES, _NEAR, "De, der arbejder sammen om materialet, begynder en indsigt."),
    policy.rule("write", "insight", _WRITES, _NEAR, "De, der arbejder sammen om materialet, skriver indsigter."),
    policy.rule("write", "insight", "*", "own", "Den, der skrev indsigten, retter den.", "draft"),
    policy.rule("publish", "insight", "coordinator", _NEAR, "Tovholderen gør en indsigt offentlig.", "draft"),
    policy.rule("unpublish", "insight", "coordinator", _NEAR, "Tovholderen tager en indsigt af nettet.", "published"),
    policy.rule("add", "document", "coordinator evaluator secretary", _NEAR, "De lægger en kilde ind."),
)


class Insight(Protocol):
    """What the rules need of an insight."""

    state: str

    @property
    def node(self) -> policy.Placed: ...


NOT_SAVED = UUID(int=0)


@dataclass(frozen=True)
class Draft:
    """A record not yet saved, placed where it will belong."""

    organisation_id: UUID
    within_id: UUID | None = None
    created_by_id: UUID | None = None
    pk: UUID = NOT_SAVED


def check_begin(by: Actor, draft: Draft) -> None:
    """One writes insights for the organisation or partnership where one has a role."""
    policy.check(
        by,
        "add",
        "insight",
        draft,
        otherwise="Du kan kun skrive indsigter for en organisation eller et partnerskab, som du selv arbejder i.",
    )


def _may_add_somewhere(by: Actor, kind: str) -> bool:
    return any(
        policy.allows(by, "add", kind, Draft(held.organisation_id or NOT_SAVED, held.circle_id))
        for held in by.memberships
    )


def may_begin_somewhere(by: Actor) -> bool:
    """Tell whether there is any place for which the actor writes insights."""
    return _may_add_somewhere(by, "insight")


def may_import_somewhere(by: Actor) -> bool:
    """Tell whether there is any place for which the actor brings documents in."""
    return _may_add_somewhere(by, "document")


def check_begin_somewhere(by: Actor) -> None:
    """Whoever opens the form has a place to write insights for."""
    if not may_begin_somewhere(by):
        raise Refused("Kun dem, der arbejder sammen om materialet, kan skrive en indsigt. Log ind først.")


def check_import_somewhere(by: Actor) -> None:
    """Whoever opens the form has a place to bring documents in for."""
    if not may_import_somewhere(by):
        raise Refused("Kun tovholder, evaluator og sekretær kan lægge en kilde ind. Log ind først.")


def check_write(by: Actor, insight: Insight) -> None:
    """An insight is changed by those who work with it."""
    _check(by, "write", insight, "Kun dem, der arbejder med indsigten, kan ændre den.")


def check_publish(by: Actor, insight: Insight, evidence: int) -> None:
    """Only the coordinator publishes, and only what rests on something."""
    _check(by, "publish", insight, "Kun tovholderen kan gøre en indsigt offentlig, og kun mens den er en kladde.")
    if evidence == 0:
        raise Refused("Indsigten hviler ikke på noget endnu. Vælg mindst ét sted i kilderne eller ét bidrag først.")


def check_chosen_by_another(by: Actor, chosen_by: UUID | None) -> None:
    """What a citizen said becomes public by two persons: one chooses the quote, another makes it public."""
    if chosen_by is not None and chosen_by == by.person_id:
        raise Refused(
            "Indsigten citerer et bidrag, og det er dig, der har valgt citatet. Bed en anden tovholder om at læse det og offentliggøre "
            "indsigten."
        )


def check_still_draft(insight: Insight) -> None:
    """A quote of what a citizen said is added while nobody but those who work on the insight reads it."""
    if insight.state != "draft":
        raise Refused(
            "Indsigten er offentlig, og citatet ville blive det med det samme. Tag indsigten af nettet, før du vælger citatet.",
            field="passage",
        )


def check_unpublish(by: Actor, insight: Insight) -> None:
    """Only the coordinator takes an insight off the net."""
    _check(by, "unpublish", insight, "Kun tovholderen kan tage en offentlig indsigt af nettet.")


def check_import(by: Actor, draft: Draft) -> None:
    """Documents are brought in by those who work with the material."""
    policy.check(by, "add", "document", draft, otherwise="Kun tovholder, evaluator og sekretær kan lægge en kilde ind.")


def check_statement(statement: str) -> str:
    """A statement is there, is short, and holds no CPR number. Gives it on one line."""
    tidy = " ".join(statement.split())
    if not tidy:
        raise Refused("Skriv indsigten i en eller to sætninger.", field="statement")
    if len(tidy) > LONGEST_STATEMENT:
        raise Refused(
            f"Indsigten fylder {len(tidy)} tegn, og der er plads til {LONGEST_STATEMENT}. Flyt resten til forklaringen.",
            field="statement",
        )
    _check_no_cpr(tidy, "statement")
    return tidy


def check_explanation(explanation: str) -> str:
    """An explanation is not endless and holds no CPR number. Gives it without blanks at either end."""
    tidy = explanation.strip()
    if len(tidy) > LONGEST_EXPLANATION:
        raise Refused(
            f"Forklaringen fylder {len(tidy)} tegn, og der er plads til {LONGEST_EXPLANATION}.", field="explanation"
        )
    _check_no_cpr(tidy, "explanation")
    return tidy


def check_why(why: str) -> str:
    """Whoever rests an insight on something says how. Gives it without blanks at either end."""
    if not why.strip():
        raise Refused("Skriv, hvordan indsigten bygger på det, du har valgt.", field="why")
    _check_no_cpr(why, "why")
    return why.strip()


def check_side(side: str) -> str:
    """Evidence stands on one of four sides, or on none that is known."""
    if side not in SIDES:
        raise Refused("Vælg, om det er borgere, fagpersoner, politikere eller civilsamfund.", field="side")
    return side


def _check_no_cpr(words: str, field: str) -> None:
    if cpr.mask(words) != words:
        raise Refused(
            "Der står noget, der ligner et CPR-nummer. Slet det: et CPR-nummer må aldrig stå i en indsigt.", field=field
        )


def _check(by: Actor, action: str, insight: Insight, otherwise: str) -> None:
    policy.check(by, action, "insight", insight.node, insight.state, otherwise=otherwise)


def counts(evidence: Iterable[str]) -> Mapping[str, int]:
    """Count pieces of evidence by side, in the order of `SIDES`; an unknown side only when there is some."""
    found = Counter(evidence)
    return {side: found[side] for side in SIDES if side or found[side]}


def rests_on_one_side(evidence: Iterable[str]) -> str:
    """Return the only side that an insight's evidence stands on, or "" when there are several or none."""
    met = set(evidence)
    return met.pop() if len(met) == 1 else ""
