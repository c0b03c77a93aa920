"""What a visitor is asked to try. Each begins on the front page, and a test does as it says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Suggestion:
    """One thing to try: as whom ("" without a login), what to look for in the search box, and what then meets the eye."""

    says: str
    meets: str
    login: str = ""
    search: str = ""


SUGGESTIONS = (
    Suggestion(
        "Søg efter »bussen«, åbn bidraget, og følg den røde tråd fra ordene ved køkkenbordet til svaret.",
        meets="Bussen kører ikke efter klokken to",
        search="bussen",
    ),
    Suggestion(
        "Søg efter »væresteder«, og se, hvad et rigtigt udvalg besluttede i 2025, og hvor tråden ikke er dokumenteret.",
        meets="Etablering af sundhedsfaglig indsats på væresteder",
        search="væresteder",
    ),
    Suggestion(
        "Log ind som alice, og se, hvilke bidrag der endnu mangler svar.",
        meets="Telefonen bliver aldrig taget",
        login="alice",
    ),
    Suggestion(
        "Log ind som ditte, og se den sag, der venter på hendes godkendelse.",
        meets="Følgeskab til lægen fra Lille Bakkeby",
        login="ditte",
    ),
)
