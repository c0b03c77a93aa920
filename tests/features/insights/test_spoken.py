"""Who spoke, side by side: told and drawn from the same counts, with those against beside those for."""

from __future__ import annotations

from samspil.features.insights import spoken
from samspil.features.insights.models import Evidence
from samspil.features.insights.queries import Shown


def piece(side: str, *, against: bool = False) -> Shown:
    return Shown(Evidence(side=side, speaks_against=against), "ord", "rolle", "", "fordi", None)


def rows(pieces: list[Shown]) -> list[tuple[str, ...]]:
    drawn = spoken.picture(pieces)
    assert drawn is not None
    assert drawn.table is not None
    return [tuple(cell if isinstance(cell, str) else cell[0].text for cell in row) for row in drawn.table.rows]  # type: ignore[union-attr]


def test_who_spoke_and_who_has_not_is_told() -> None:
    assert spoken.sentence([]) == ""
    told = spoken.sentence([piece("citizen"), piece("citizen"), piece("politician")])
    assert told == "Det bygger på borgere (2) og politikere (1). Intet endnu fra fagpersoner og civilsamfund."
    every = spoken.sentence([piece(side) for side in ("citizen", "professional", "politician", "civil_society", "")])
    assert "Intet endnu" not in every
    assert "rolle ikke oplyst (1)" in every


def test_every_side_has_its_bar_also_one_that_is_silent() -> None:
    assert spoken.picture([piece("citizen")]) is None
    assert rows([piece("citizen"), piece("politician")]) == [
        ("Borgere", "1"),
        ("Fagpersoner", "0"),
        ("Politikere", "1"),
        ("Civilsamfund", "0"),
    ]


def test_what_speaks_against_is_a_part_of_its_own() -> None:
    drawn = rows([piece("citizen"), piece("citizen", against=True)])
    assert drawn[:2] == [("Borgere", "Taler for", "1"), ("Borgere", "Taler imod", "1")]
    assert len(drawn) == 8
