"""Who says who is to be there, and what an activity still lacks of the sides its method asks for. No Django."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from samspil.features.partnerships.core import rules as core_rules
from samspil.paper.refusal import Refused
from samspil.spine import policy

MOST_AT_ONCE = 200
POLICY = (
    policy.rule("gather", "activity", "coordinator", policy.NEAR, states="planned unknown")
    .in_words("Tovholderen siger, hvem der skal med til en aktivitet, og indbyder dem.")
    .otherwise("Kun partnerskabets tovholder kan sige, hvem der skal med, og kun før aktiviteten er holdt."),
)


def check_guests(number: int) -> None:
    """Somebody is to be there, and no more than one press can write to."""
    if not number:
        raise Refused("Sæt kryds ved mindst én, eller skriv en på listen.", field="who")
    if number > MOST_AT_ONCE:
        raise Refused("Indbyd højst {most_at_once} ad gangen.", field="who", most_at_once=MOST_AT_ONCE)


def check_untold(*, is_told: bool) -> None:
    """Refuse to undo an invitation that somebody has been sent, or given a link to."""
    if is_told:
        raise Refused(
            "Indbydelsen er sendt eller givet, så den kan ikke fortrydes. Aflys, eller ring til den, det gælder."
        )


def lacking(wanted: Sequence[str], there: Collection[str]) -> list[str]:
    """Return the names of the sides that a method asks for and nobody invited stands on."""
    return [core_rules.SIDES[side].lower() for side in wanted if side not in there]
