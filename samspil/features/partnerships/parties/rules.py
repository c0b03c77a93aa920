"""Who is in it: which parties and people, who says so, and what a party that leaves must have handed over. No Django."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from samspil.features.partnerships.core import rules as core_rules
from samspil.paper import danish, languages
from samspil.paper.refusal import Refused, demanded
from samspil.spine import policy

if TYPE_CHECKING:
    from uuid import UUID

ROLES = core_rules.ROLES
MOST_AT_ONCE = 200
VISIBILITIES = languages.words({"public": "Alle", "circle": "Kun dem, der er med"})
POLICY = (
    policy.rule("gather", "partnership", "coordinator director", policy.NEAR)
    .in_words("Tovholder og direktør siger, hvilke parter og personer der er med.")
    .otherwise("Kun tovholder og direktør kan sige, hvem der er med."),
)


def as_member(role: str) -> str:
    """Return as what somebody comes into a partnership who holds a role elsewhere."""
    return role if role in ROLES and role != "coordinator" else "staff"


def check_new(name: str, purpose: str, parties: int) -> None:
    """A partnership has a name, a purpose, and more than one party."""
    demanded(name, "Skriv, hvad partnerskabet hedder.", field="name")
    demanded(purpose, "Skriv, hvad I vil sammen. En sætning er nok.", field="purpose")
    if parties < 2:
        raise Refused("Et partnerskab har mindst to parter. Vælg dem, eller skriv en, der mangler.", field="partners")


def check_party(name: str, *, is_party: bool) -> None:
    """A party comes in once."""
    if is_party:
        raise Refused("{name} er allerede med.", field="organisation", name=name)


def check_named(chosen: object, name: str, kind: str) -> None:
    """A party is one that is known, or a new one with a name and a kind: never both, never neither."""
    if chosen is None and not name.strip():
        raise Refused("Vælg en organisation, eller skriv navnet på en ny.", field="organisation")
    if chosen is not None and name.strip():
        raise Refused("Vælg enten en organisation fra listen, eller skriv en ny. Ikke begge dele.", field="name")
    if name.strip() and not kind:
        raise Refused("Vælg, hvad den nye organisation er.", field="kind")


def check_person(name: str, role: str, *, comes_from_a_party: bool) -> None:
    """Somebody comes in by name, in a role, from one of the parties or as themselves."""
    demanded(name, "Skriv personens navn.", field="name")
    if role not in ROLES:
        raise Refused("Vælg, hvad personen er med som.", field="role")
    if not comes_from_a_party:
        raise Refused("Vælg en af parterne, eller lad feltet stå tomt.", field="organisation")


def check_leave(name: str, *, is_party: bool, is_home: bool, parties: int) -> None:
    """The party that holds the partnership stays to the end, and so do the last two."""
    if not is_party:
        raise Refused("{name} er ikke med, og kan derfor ikke gå ud.", name=name)
    if is_home:
        raise Refused(
            "Partnerskabet hører til {name}, som derfor ikke kan gå ud. Afslut partnerskabet i stedet.", name=name
        )
    if parties <= 2:
        raise Refused("Der skal mindst være to parter tilbage. Tag en anden med først, eller afslut partnerskabet.")


def check_heir(owed: int, heir: UUID | None, parties: Collection[UUID], leaver: UUID) -> None:
    """What a party owes is not left lying: somebody who stays takes it over."""
    if owed and heir is None:
        few = danish.count(owed, "åben opgave", "åbne opgaver")
        raise Refused("Parten har {few}. Vælg, hvem der tager over.", field="heir", few=few)
    if heir is not None and (heir == leaver or heir not in parties):
        raise Refused("Vælg en af dem, der bliver.", field="heir")


def check_many(number: int) -> None:
    """Several come in at once, and no more than somebody can look through first."""
    if not number:
        raise Refused("Sæt kryds ved mindst én, eller skriv en på listen.", field="known")
    if number > MOST_AT_ONCE:
        raise Refused(
            "Tag højst {most_at_once} med ad gangen. Del listen i to.", field="lines", most_at_once=MOST_AT_ONCE
        )
